"""A right cell in the place of the learner's own, while the loop that calls it is examined."""

import contextlib
import inspect

from rnn_checks.interface import FUNCTIONS


@contextlib.contextmanager
def substituted(target, name, lend):
    """While the block runs, `name` means to target what is lent: right answers, whatever the learner's cell says.

    target     the learner's function
    name       the function that it calls, or None
    lend       takes the learner's own, returns what is called in its place; None: nothing is
    """
    names = getattr(inspect.unwrap(target), "__globals__", None)
    if lend is None or names is None:
        yield
        return
    known = {name: names[name]} if name in names else {}
    own = known.get(name, _undefined(name))
    names[name] = _taking_the_same(name, own, lend(own))
    try:
        yield
    finally:
        del names[name]
        names.update(known)


def _undefined(name):
    """Stand in for a cell that is not there."""

    def call(*_, **__):
        raise NameError(f"name '{name}' is not defined")

    call.__signature__ = _signature(FUNCTIONS[name].arguments)
    return call


def _taking_the_same(name, own, lent):
    """Let `lent` be called as the learner's own function is; a call that only her own understands goes to her own."""
    wanted = FUNCTIONS[name].arguments
    signatures = signatures_of(own, wanted)

    def call(*args, **kwargs):
        values = arguments_of(signatures, wanted, args, kwargs)
        return own(*args, **kwargs) if values is None else lent(*values)

    call.__name__ = call.__qualname__ = name
    return call


def signatures_of(own, wanted):
    """Return the ways in which a function may be called: as the learner defined it, and as the assignment says."""
    try:
        return inspect.signature(own), _signature(wanted)
    except (TypeError, ValueError):  # it is no function, or none that says what it takes
        return (_signature(wanted),)


def _signature(names):
    kind = inspect.Parameter.POSITIONAL_OR_KEYWORD
    return inspect.Signature([inspect.Parameter(name, kind) for name in names])


def arguments_of(signatures, wanted, args, kwargs):
    """Take the arguments of the assignment out of a call of a learner's function.

    She may call them otherwise, pass them by keyword, and have more of her own.

    signatures list of inspect.Signature, the first that takes the call counts
    wanted     sequence of the names of these arguments
    Returns    sequence of their values; None where none takes the call, or has not so many arguments
    """
    for signature in signatures:
        try:
            bound = signature.bind(*args, **kwargs)
        except TypeError:
            continue
        by_position = bound.args[: len(wanted)]
        bound.apply_defaults()
        by_name = {**bound.arguments, **bound.kwargs}
        if all(name in by_name for name in wanted):
            return [by_name[name] for name in wanted]
        return by_position if len(by_position) == len(wanted) else None
    return None
