"""In the box: how a substitute takes a call as the student's own function would.

checks.substitute does the same in a student's notebook.
"""

import contextlib
import inspect
from types import FunctionType


def undefined(name, wanted=()):
    """Return a stub for a function that is not defined: a call raises NameError."""

    def call(*_, **__):
        raise NameError(f"name '{name}' is not defined")

    call.__signature__ = _signature(wanted)  # type: ignore[attr-defined]
    return call


@contextlib.contextmanager
def everywhere(names, name, own, replacement):
    """While the block runs, a name means a replacement, as does all else that means a function under that name.

    So do other names for it, as of `step = its_name`, and defaults of arguments, as of `def loop(x, step=its_name)`.

    names      dict, those of the notebook
    own        the function; None where there is none
    """
    known = {key: value for key, value in names.items() if key == name or (own is not None and value is own)}
    taking = [value for value in names.values() if isinstance(value, FunctionType) and _takes(value, own)]
    kept = [(function, function.__defaults__, function.__kwdefaults__) for function in taking]
    names.update(dict.fromkeys([*known, name], replacement))
    for function, defaults, by_name in kept:
        function.__defaults__ = defaults and tuple(replacement if one is own else one for one in defaults)
        function.__kwdefaults__ = by_name and {key: replacement if one is own else one for key, one in by_name.items()}
    try:
        yield
    finally:
        names.pop(name, None)  # the notebook's own code may have deleted it
        names.update(known)
        for function, defaults, by_name in kept:
            function.__defaults__, function.__kwdefaults__ = defaults, by_name


def _takes(function, own):
    """True where a default of a function's arguments is another function."""
    defaults = [*(function.__defaults__ or ()), *(function.__kwdefaults__ or {}).values()]
    return own is not None and any(one is own for one in defaults)


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
