"""A right cell in the place of the learner's own, while the loop that calls it is examined."""

import contextlib
import inspect
from types import FunctionType


@contextlib.contextmanager
def substituted(names, function, substitute):
    """While the block runs, the name of a function means its replacement, whatever the learner's own says.

    names       dict, those of the notebook; None: unknown
    function    checks.exercise.Function that is replaced, or None
    substitute  factory (the learner's own -> the replacement); None: no substitution
    """
    if substitute is None or names is None:
        yield
        return
    name = function.name
    own = names.get(name, _undefined(function))
    with everywhere(names, name, names.get(name), _taking_the_same(function, own, substitute(own))):
        yield


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


def _undefined(function):
    """Stand in for a cell that is not there."""

    def call(*_, **__):
        raise NameError(f"name '{function.name}' is not defined")

    call.__signature__ = _signature(function.arguments)  # type: ignore[attr-defined]
    return call


def _taking_the_same(function, own, replacement):
    """Let a replacement be called as the learner's own is; a call that only the learner's understands goes there."""
    wanted = function.arguments
    signatures = signatures_of(own, wanted)

    def call(*args, **kwargs):
        values = arguments_of(signatures, wanted, args, kwargs)
        return own(*args, **kwargs) if values is None else replacement(*values)

    if isinstance(own, FunctionType):
        vars(call).update(vars(own))  # a decorator may have left its count, or its cache, there
    call.__name__ = call.__qualname__ = function.name
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

    They may have other names there, be passed by keyword, and stand beside further ones.

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
