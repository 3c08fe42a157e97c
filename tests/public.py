"""What the tests of the public tests share: running one, its failure, arrays in a result, a loop over another cell."""

import numpy as np
import pytest

from checks.report import TestFailure
from tests.bound import bound


def run(function, target):
    """What a learner does in the notebook: rnn_forward_test(rnn_forward)."""
    bound(function.split("_")[0]).public_test(function, target)


def failure_of(function, target):
    """Run the public test of a wrong function; return its failure, whose message obeys what all messages must."""
    with pytest.raises(TestFailure) as raised:
        run(function, target)
    assert str(raised.value).startswith(function)
    return raised.value


def unshared(value):
    """Copy nested tuples, lists and dicts; an array that stands in two places becomes two."""
    if isinstance(value, dict):
        return {key: unshared(entry) for key, entry in value.items()}
    if isinstance(value, (tuple, list)):
        return type(value)(unshared(entry) for entry in value)
    return value.copy()


def arrays_in(value, path=()):
    """All arrays in nested tuples, lists and dicts: path -> array."""
    if isinstance(value, np.ndarray):
        return {path: value}
    entries = value.items() if isinstance(value, dict) else enumerate(value)
    return {key: array for place, entry in entries for key, array in arrays_in(entry, (*path, place)).items()}


def loop_over(one, function, cell, **cells):
    """A learner's notebook with a right loop over a cell that is wrong, unfinished or missing."""
    calls = one.functions[function].calls
    wrong = next(mistake for mistake in one.of(calls) if not mistake.unseen).sources(one.whole)[0]
    return one.learner(**{calls: {"wrong": wrong, "unfinished": one.stubs[calls], "missing": None}[cell], **cells})


def with_objects(names):
    """Add to a learner's notebook what makes things that are called as a function is: Called, Compiled, functools."""
    exec(OBJECTS, names)
    return names


OBJECTS = """
import functools
class Called:
    def __init__(self, function):
        self.function = function
    def __call__(self, *arguments):
        return self.function(*arguments)
class Compiled(Called):
    def __init__(self, function):
        self.__wrapped__ = self.function = function
"""
