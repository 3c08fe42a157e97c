"""A right cell in the place of the learner's own, while the loop that calls it is examined."""

import contextlib
import inspect
from types import FunctionType


@contextlib.contextmanager
def substituted(names, function, substitute):
    """While the block runs, the name of a function means its replacement, whatever the learner's own says.

    names       dict, those of the notebook
    function    checks.exercise.Function that is replaced, or None
    substitute  factory (the learner's own -> the replacement); None: no substitution
    """
    if substitute is None:
        yield
        return
    name = function.name
    own = twin_of(names.get(name, _undefined(function)))
    with everywhere(names, name, names.get(name), _taking_the_same(function, own, substitute(own))):
        yield


@contextlib.contextmanager
def everywhere(names, name, own, replacement):
    """While the block runs, a function's calls go to its replacement, by whatever name or place they reach it.

    A function that is written in Python stays where it is and gets other code, so that its calls out of a list, a
    class, a closure, a partial or a default of arguments are replaced, too. All else is replaced by name.

    names      dict, those of the notebook
    own        the function; None where there is none
    """
    known = {name: names[name]} if name in names else {}
    is_plain = type(own) is FunctionType  # an object may say anything of its own class, or raise
    code, by_name = (own.__code__, own.__kwdefaults__) if is_plain else (None, None)
    if is_plain:
        own.__kwdefaults__ = {"_replacement": replacement}
        own.__code__ = _handing_on.__code__.replace(co_name=name, co_freevars=code.co_freevars)  # as many, unused
    else:
        names[name] = replacement
    try:
        yield
    finally:
        names.pop(name, None)  # the notebook's own code may have deleted it
        names.update(known)
        if is_plain:
            own.__code__, own.__kwdefaults__ = code, by_name


def _handing_on(*args, _replacement, **kwargs):
    return _replacement(*args, **kwargs)


def hands_on(code):
    """True for the code that a function has while its calls go to a replacement."""
    return code.co_filename == _handing_on.__code__.co_filename


def twin_of(own):
    """Return a function that does what another does now, and goes on to when the other's calls are replaced."""
    if type(own) is not FunctionType:
        return own
    twin = FunctionType(own.__code__, own.__globals__, own.__name__, own.__defaults__, own.__closure__)
    twin.__kwdefaults__ = own.__kwdefaults__
    vars(twin).update(vars(own))  # a decorator may have left its count, or its cache, there
    return twin


def _undefined(function):
    """Stand in for a cell that is not there."""

    def call(*_, **__):
        raise NameError(f"name '{function.name}' is not defined", name=function.name)

    call.__signature__ = _signature(function.arguments)  # type: ignore[attr-defined]
    return call


def _taking_the_same(function, own, replacement):
    """Let a replacement be called as the learner's own is; a call that only the learner's understands goes there."""
    wanted = function.arguments
    signatures = signatures_of(own, wanted)

    def call(*args, **kwargs):
        values = arguments_of(signatures, wanted, args, kwargs)
        return own(*args, **kwargs) if values is None else replacement(*values)

    call.__name__ = call.__qualname__ = function.name
    return call


def signatures_of(own, wanted):
    """Return the ways in which a function may be called: as the learner defined it, and as the assignment says."""
    try:
        return inspect.signature(own), _signature(wanted)
    except BaseException:  # it is no function, or none that says what it takes: an object may raise whatever it likes
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
        if len(by_position) == len(wanted):
            return by_position
    return None
