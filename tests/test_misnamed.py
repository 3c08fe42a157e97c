"""Law: no right line is called wrong because a name in it has been given another value.

Whatever a cell, or a line of the function, makes of a name that Python, NumPy or the exercise gives, the message names
it; in the function, also the line that does.
"""

import ast
import builtins
import itertools
import re

import numpy as np
import pytest

from checks.misnamed import find_misnamed
from checks.report import TestFailure
from tests.bound import bound
from tests.public import with_objects
from tests.rnn import public_case

VALUES = {
    "a number": 5,
    "nothing": None,
    "an array": np.ones((2, 3)),
    "a list": [1, 2],
    "a module": re,
    "a function of Python's": len,
    "a function of numpy's": np.exp,
    "a class": dict,
}
BOTH = [bound("rnn"), bound("lstm")]
FUNCTIONS = [(one, name) for one in BOTH for name in one.functions]
NAMES = ["np", "softmax", "sigmoid", "range", "reversed", "zip", "len", "dict", "enumerate", "list"]


def failure(one, function, target):
    """The failure of a public test, or None."""
    try:
        one.public_test(function, target)
    except TestFailure as failed:
        return failed
    return None


@pytest.mark.parametrize(("one", "function"), FUNCTIONS, ids=str)
def test_a_name_that_a_cell_gives_another_value_is_named_and_no_line_is_blamed(one, function):
    seen = 0
    for name, value in itertools.product(NAMES, VALUES.values()):
        target = one.learner()[function]
        target.__globals__[name] = value
        failed = failure(one, function, target)
        if failed is not None:
            seen += 1
            assert f"The name {name} no longer means what it should" in str(failed)
            assert "proven" not in str(failed)
    assert seen >= len(VALUES)


@pytest.mark.parametrize(("one", "function"), FUNCTIONS, ids=str)
def test_a_name_that_the_function_gives_another_value_is_found_on_its_line(one, function):
    seen, lines = 0, ast.unparse(ast.parse(one.solutions()[function])).split("\n")
    for name, value in itertools.product(NAMES, ["5", "None", "[1, 2]", "{}", "str"]):
        source = "\n".join([lines[0], f"    {name} = {value}", *lines[1:]])
        failed = failure(one, function, one.learner(**{function: source})[function])
        if failed is not None:
            seen += 1
            assert f"line 2      {name} = {value}" in str(failed)
            assert f"in your function, {name} is the name of this value" in str(failed)
            assert f"{name} is yours here" in str(failed)
    assert seen >= 5


@pytest.mark.parametrize("made", ["functools.partial(rnn_forward)", "Called(rnn_forward)", "Compiled(rnn_forward)"])
def test_so_it_is_of_whatever_can_be_called(made):
    names = with_objects(BOTH[0].learner())
    target = eval(made, names)
    names["range"] = 5
    assert "The name range no longer means what it should" in str(failure(BOTH[0], "rnn_forward", target))


OVERWRITTEN = [  # function, what the solution says, what stands there instead, the line that is named
    (
        "rnn_backward",
        "rnn_cell_backward(da[:, :, t] + da_prevt, ",
        "rnn_cell_backward(da, ",
        "da = da[:, :, t] + da_prevt",
    ),
    ("rnn_backward", "caches[t])", "caches)", "caches = caches[t]"),
    ("rnn_forward", "rnn_cell_forward(x[:, :, t], ", "rnn_cell_forward(x, ", "x = x[:, :, t]"),
]


@pytest.mark.parametrize(("function", "said", "wrote", "line"), OVERWRITTEN)
def test_an_argument_that_a_line_of_the_loop_overwrites_is_named_there(function, said, wrote, line):
    source = BOTH[0].solutions()[function]
    head = next(one for one in source.split("\n") if said in one)
    assert source.count(said) == 1
    source = source.replace(head, f"        {line}\n{head.replace(said, wrote)}")
    text = str(failure(BOTH[0], function, BOTH[0].learner(**{function: source})[function]))
    name = line.partition(" ")[0]
    assert f"{line}\n" in text
    assert f"{name} has another value from here on, and the one before is still needed" in text
    assert f"hint  {name} is still needed as it was given." in text


@pytest.mark.parametrize(("one", "function"), FUNCTIONS, ids=str)
def test_arguments_in_another_order_are_named_on_the_def_line(one, function):
    source, taken = one.solutions()[function], one.functions[function].arguments
    for order in itertools.permutations(taken):
        head = f"def {function}({', '.join(order)}):"
        changed = source.replace(f"def {function}({', '.join(taken)}):", head)
        text = str(failure(one, function, one.learner(**{function: changed})[function]) or "")
        assert (f"line 1      {head}\n" in text) is (order != taken)
        assert ("these are the right arguments, in another order" in text) is (order != taken)


@pytest.mark.parametrize("name", ["np", "softmax"])
def test_a_name_that_nothing_gives_a_value_any_more_sends_to_the_first_cell(name):
    target = BOTH[0].learner()["rnn_cell_forward"]
    del target.__globals__[name]
    assert f"Nothing gives {name} a value any more" in str(failure(BOTH[0], "rnn_cell_forward", target))


def test_a_helper_that_a_cell_gives_another_value_is_named():
    source = "def weighted(W, v):\n    return W @ v\n\n\n" + BOTH[0].solutions()["rnn_cell_forward"].replace(
        "Wax @ xt", "weighted(Wax, xt)"
    )
    target = BOTH[0].learner(rnn_cell_forward=source)["rnn_cell_forward"]
    target.__globals__["weighted"] = 3
    assert "The name weighted no longer means what it should" in str(failure(BOTH[0], "rnn_cell_forward", target))


@pytest.mark.parametrize("own", [lambda z: np.exp(z) / np.exp(z).sum(), np.tanh])
def test_a_wrong_name_is_why_only_where_what_is_given_does_better(own):
    source = BOTH[0].solutions()["rnn_cell_forward"].replace("Wax @ xt", "Wax @ xt * 2")
    target = BOTH[0].learner(rnn_cell_forward=source)["rnn_cell_forward"]
    target.__globals__["sum"] = own
    assert "Wax @ xt * 2" in str(failure(BOTH[0], "rnn_cell_forward", target))


class Hostile:
    """Raises whatever is asked of it."""

    def __getattribute__(self, name):
        raise SystemExit(name)


def test_a_name_that_holds_anything_does_no_harm():
    target = BOTH[0].learner()["rnn_cell_forward"]
    target.__globals__["np"] = Hostile()
    before = dict(target.__globals__)
    assert failure(BOTH[0], "rnn_cell_forward", target) is not None
    assert find_misnamed(Hostile(), [], public_case("rnn_cell_forward")) is None
    assert target.__globals__.keys() == before.keys()
    assert all(target.__globals__[name] is value for name, value in before.items())
    assert builtins.len is len
