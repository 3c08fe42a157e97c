"""Simple relations between what came back and what is expected, where no known mistake fits: facts, and a question."""

import builtins
import dis
import inspect
import re

import numpy as np

from rnn_checks.interface import AXES, CACHE, FUNCTIONS

MATCH = 1e-6  # how far an entry may be from what a relation says, as a share of the largest


def relation_of(function, target, problem, case):
    """Name the first relation that holds for a problem.

    Returns (name, hint), or (None, "") where every recogniser declines.
    """
    for recognise in _RELATIONS:
        found = recognise(problem, case, target, function)
        if found:
            return found
    return None, ""


def _close(one, other):
    one, other = np.asarray(one, dtype=float), np.asarray(other, dtype=float)
    scale = max(np.max(np.abs(other), initial=0), 1e-12)
    return one.shape == other.shape and bool(np.all(np.abs(one - other) <= MATCH * scale))


def _undefined_name(problem, case, target, function):
    if not isinstance(problem.error, NameError) or not getattr(problem.error, "name", None):
        return None
    name = problem.error.name
    return (
        "undefined-name",
        f"The function does not know {name}. Is it spelled as above, and which line gives it its value?",
    )


def _global_name(problem, case, target, function):
    names = [name for name in _data_from_outside(target) if _is_ours(name)]
    if not names or problem.rung == "again":
        return None
    hint = (
        f"Your function reads {names[0]} from the notebook, not from its arguments. Which argument holds what it needs?"
    )
    return "global-name", hint


def _data_from_outside(target):
    """Names of arrays, numbers and containers that a function reads from the notebook around it."""
    target = inspect.unwrap(target)
    code, outside = getattr(target, "__code__", None), getattr(target, "__globals__", {})
    if code is None:
        return []
    read = [step.argval for step in dis.get_instructions(code) if step.opname in ("LOAD_GLOBAL", "LOAD_NAME")]
    data = np.ndarray, np.generic, dict, list, tuple, int, float
    return [name for name in dict.fromkeys(read) if not hasattr(builtins, name) and isinstance(outside.get(name), data)]


def _is_ours(name):
    """True for a quantity of the assignment, also with an addition such as parameters_tmp or xt2."""
    known = {*AXES, *CACHE, "caches"}
    return name in known or re.sub(r"(_\w+|\d+)$", "", name) in known


def _again(problem, case, target, function):
    if problem.rung != "again":
        return None
    return (
        "kept-state",
        "The second call sees something that the first one left behind. What lives on between two calls?",
    )


def _inputs(problem, case, target, function):
    if problem.rung != "inputs":
        return None
    return (
        "changed-input",
        "Which line writes into an array that was handed in? `+=` and `[...] =` change it for the caller.",
    )


def _transposed(problem, case, target, function):
    if problem.rung not in ("values", "shape") or problem.value is None or problem.expected.ndim != 2:
        return None
    if not _close(np.asarray(problem.value).T, problem.expected) or _close(problem.expected, problem.expected.T):
        return None
    name = problem.output
    return (
        "transposed",
        f"Every number of {name} is right, but rows and columns have changed places. Which factor comes first?",
    )


def _summed(problem, case, target, function):
    if problem.rung != "shape" or problem.value is None:
        return None
    value, expected = np.asarray(problem.value, dtype=float), problem.expected
    for words, reduced in (
        ("everything", expected.sum()),
        ("its rows", expected.sum(axis=0)),
        ("its columns", expected.sum(axis=-1)),
    ):
        if value.size == reduced.size and value.size < expected.size and _close(value.ravel(), np.ravel(reduced)):
            return (
                "summed-too-far",
                f"{problem.output} has been summed over {words}. Over which axis must it be summed, and which stays?",
            )
    if value.size == expected.size and _close(value.ravel(), expected.ravel()):
        return (
            "same-numbers-other-shape",
            f"All the numbers of {problem.output} are right, only its shape is not. Which axis got lost, or moved?",
        )
    return None


def _in_time(problem, case, target, function):
    if problem.rung != "values" or problem.expected.ndim != 3 or problem.expected.shape[2] < 3:
        return None
    value, expected, name = problem.value, problem.expected, problem.output
    if _close(value[:, :, ::-1], expected):
        return (
            "reversed-in-time",
            f"The steps of {name} are right, but in reverse order. In which order does your loop store them?",
        )
    if _close(value[:, :, 1:], expected[:, :, :-1]):
        return (
            "shifted-in-time",
            f"What belongs to step t stands at step t + 1 of {name}. Which index does your loop store it with?",
        )
    if _close(value[:, :, :-1], expected[:, :, 1:]):
        return (
            "shifted-in-time",
            f"What belongs to step t stands at step t - 1 of {name}. Which index does your loop store it with?",
        )
    right = [t for t in range(expected.shape[2]) if _close(value[:, :, t], expected[:, :, t])]
    for only, name_of, word in (
        (0, "right-at-first-step-only", "first"),
        (expected.shape[2] - 1, "right-at-last-step-only", "last"),
    ):
        if right == [only]:
            return (
                name_of,
                f"Only the {word} step of {name} is right. What does your loop carry on to the one after it?",
            )
    return None


def _factor(problem, case, target, function):
    if problem.rung != "values" or not np.any(problem.value):
        return None
    value, expected = problem.value, problem.expected
    factor = float(np.sum(value * expected) / np.sum(expected * expected))
    if not _close(value, factor * expected):
        return None
    for name, size in (("2", 2), ("m", case.sizes["m"]), ("T_x", case.sizes["T_x"])):
        for words, number in ((name, size), (f"1/{name}", 1 / size)):
            if size > 1 and abs(factor - number) < MATCH:
                hint = f"{problem.output} is {words} times what it should be. Where does this factor come in?"
                return "constant-factor", hint
    if abs(factor + 1) < MATCH:
        return "opposite-sign", f"{problem.output} has the opposite sign everywhere. Where does a minus come in?"
    return (
        "constant-factor",
        f"{problem.output} is {factor:.4g} times what it should be, everywhere. Where does this factor come in?",
    )


def _another_quantity(problem, case, target, function):
    if problem.value is None:
        return None
    for name, array in _quantities(case, function):
        if name != problem.output and _close(problem.value, array) and np.any(array):
            return (
                "another-quantity",
                f"What stands in {problem.output} is {name}. Which line gives {problem.output} its value?",
            )
    return None


def _quantities(case, function):
    """The named arrays of a case: outputs, arguments, and the first and last step of those that have time."""
    named = {**case.expected, **dict(zip(FUNCTIONS[function].arguments, case.arguments, strict=True))}
    for name in ("cache", "caches"):
        if name in named and function in ("rnn_cell_backward", "rnn_cell_forward") and name == "cache":
            named.update(zip(CACHE, named[name], strict=True))
    for name, array in named.items():
        if isinstance(array, np.ndarray):
            yield name, array
            if array.ndim == 3:
                yield f"{name}[:, :, 0]", array[:, :, 0]
                yield f"{name}[:, :, -1]", array[:, :, -1]


def _all_zeros(problem, case, target, function):
    if problem.rung != "values" or np.any(problem.value):
        return None
    name = problem.output
    return (
        "all-zeros",
        f"{name} is what it was allocated as. Which line puts something into it, and is that something zero?",
    )


_RELATIONS = (
    _undefined_name,
    _again,
    _inputs,
    _global_name,
    _transposed,
    _summed,
    _in_time,
    _factor,
    _another_quantity,
    _all_zeros,
)
