"""In the box: how a substitute takes a call as the student's own function would.

checks.substitute does the same in a student's notebook.
"""

import inspect


def undefined(name, wanted=()):
    """Return a stub for a function that is not defined: a call raises NameError."""

    def call(*_, **__):
        raise NameError(f"name '{name}' is not defined")

    call.__signature__ = _signature(wanted)  # type: ignore[attr-defined]
    return call


def signatures_of(own, wanted):
    """Return the ways in which a function may be called: as the student defined it, and as the assignment says."""
    try:
        return inspect.signature(own), _signature(wanted)
    except (TypeError, ValueError):
        return (_signature(wanted),)


def _signature(names):
    kind = inspect.Parameter.POSITIONAL_OR_KEYWORD
    return inspect.Signature([inspect.Parameter(name, kind) for name in names])


def arguments_of(signatures, wanted, args, kwargs):
    """Take the arguments of the assignment out of a call of a student's function, by name, otherwise by position.

    signatures list of inspect.Signature, the first that takes the call counts
    wanted     sequence of the names of these arguments; empty: whatever is passed, by position
    Returns    sequence of their values; None where none takes the call, or has not so many arguments
    """
    for signature in signatures:
        try:
            bound = signature.bind(*args, **kwargs)
        except TypeError:
            continue
        if not wanted:
            return bound.args
        by_position = bound.args[: len(wanted)]
        bound.apply_defaults()
        by_name = {**bound.arguments, **bound.kwargs}
        if all(name in by_name for name in wanted):
            return [by_name[name] for name in wanted]
        return by_position if len(by_position) == len(wanted) else None
    return None
