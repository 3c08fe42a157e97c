"""What the tests of the public tests share: running one, its failure, arrays in a result, a loop over another cell."""

import numpy as np
import pytest

import public_tests
from checks.report import TestFailure
from tests.rnn import FUNCTIONS, solutions

LOOPS = [function for function in FUNCTIONS if FUNCTIONS[function].calls]
WRONG_CELLS = {
    "rnn_forward": ("np.tanh(", "np.sin("),
    "rnn_backward": ("(1 - a_next**2)", "(1 - a_next)"),
}

every_function = pytest.mark.parametrize("function", FUNCTIONS)
every_loop = pytest.mark.parametrize("function", LOOPS)


def run(function, target):
    """What a learner does in the notebook: rnn_forward_test(rnn_forward)."""
    getattr(public_tests, f"{function}_test")(target)


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


def loop_over(learner, stubs, function, cell, **cells):
    """A learner's notebook with a right loop over a cell that is wrong, unfinished or missing."""
    calls = FUNCTIONS[function].calls
    wrong = solutions()[calls].replace(*WRONG_CELLS[function])
    assert wrong != solutions()[calls]
    return learner(**{calls: {"wrong": wrong, "unfinished": stubs[calls], "missing": None}[cell], **cells})
