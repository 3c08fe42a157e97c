"""What runs when a callable is called: functions written in Python, one in another, and the notebook they are of."""

import contextlib
import functools
import inspect
import sys
from types import FunctionType, MethodType

DEEP = 20  # layers that are looked through: a thing may hold itself


def layers(function):
    """The functions written in Python that a call runs, from the outermost inwards: list.

    They may stand in a decorator, a partial, a method, or in a class whose objects can be called.
    """
    found = []
    for _ in range(DEEP):
        if isinstance(function, FunctionType):
            found.append(function)
        function = _inside(function)
    return found


def _inside(thing):
    if isinstance(thing, functools.partial):
        return thing.func
    if isinstance(thing, MethodType):
        return thing.__func__
    with contextlib.suppress(Exception):  # a learner's own __getattr__ may do anything
        wrapped = getattr(thing, "__wrapped__", None)
        called = inspect.getattr_static(type(thing), "__call__", None)
        return wrapped if wrapped is not None else called if isinstance(called, FunctionType) else None
    return None


def notebook_of(function):
    """The names of the notebook that a function is of: dict."""
    found = layers(function)
    return found[-1].__globals__ if found else vars(sys.modules["__main__"])
