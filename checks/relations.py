"""Simple relations between what came back and what is expected, where no known mistake fits: a fact, and a question."""

import re

import numpy as np

from checks.target import Stopped

MATCH = 1e-6  # how far an entry may be from what a relation says, as a share of the largest

HINTS = {
    "undefined-name": "The name {name} means nothing inside your function. Is it spelled as above, and which line "
    "gives it its value?",
    "global-name": "Your function reads {name} from the notebook, not from its arguments. Which argument holds what it "
    "needs?",
    "endless-loop": "Which line of the loop changes what its condition depends on, and when does the condition become "
    "false?",
    "missing-key": "There is no entry {name} in this dict. Which keys does it have? Print them above this line.",
    "index-beyond": "An axis of size {name} has the indices 0 to {name} - 1. Which values does your index take?",
    "kept-state": "The second call sees something that the first one left behind. What lives on between two calls?",
    "changed-input": "Which line writes into an array that was handed in? `+=` and `[...] =` change it for the caller.",
    "transposed": "Every number of {output} is right, but rows and columns have changed places. Which factor of the "
    "product comes first?",
    "summed-too-far": "{output} is the sum of what it should be, over {name}. Which axes must stay?",
    "same-numbers-other-shape": "All the numbers of {output} are right, only its shape is not. Which axis got lost, or "
    "moved?",
    "reversed-in-time": "The steps of {output} are right, but in reverse order. In which order does your loop store "
    "them?",
    "shifted-in-time": "What belongs to step t stands at step t {name} of {output}. With which index does your loop "
    "store it?",
    "right-at-first-step-only": "Only the first step of {output} is right. What is different about this one step?",
    "right-at-last-step-only": "Only the last step of {output} is right. What is different about this one step?",
    "constant-factor": "{output} is {name} times what it should be, everywhere. Where does this factor come in?",
    "opposite-sign": "{output} has the opposite sign everywhere. Where does a minus come in?",
    "another-quantity": "What stands in {output} is {name}. Which line gives {output} its value?",
    "all-zeros": "{output} is zero everywhere. Which line gives it its value, and what on that line is zero?",
}


VAGUE = {"all-zeros", "right-at-first-step-only", "right-at-last-step-only"}  # a proven place says more
OF_THE_CALL = {
    "endless-loop",
    "missing-key",
    "index-beyond",
    "undefined-name",
    "global-name",
    "kept-state",
    "changed-input",
}


def relation_of(target, problem, case, places=None):
    """Name the first relation that holds for a problem, and has to do with its proven places.

    Returns (key of HINTS, (the output, the name that its hint speaks of)), or (None, ()) where every recogniser
    declines.
    """
    if problem.where:  # an entry of a cache: no output of that name has a line of its own
        return None, ()
    for recognise in (_of_names, _of_errors, _of_calls, _of_shapes, _in_time, _of_numbers):
        found = recognise(target, problem, case)
        if found:
            relation, name = found
            if places and (relation in VAGUE or not _is_placed_in(relation, problem.output, places)):
                return None, ()
            return relation, (problem.output, name)
    return None, ()


def hint_of(relation, output, name):
    """The hint of a relation."""
    return HINTS[relation].format(output=output, name=name)


def _is_placed_in(relation, output, places):
    """True where a place gives an output its value, or the relation is about the call as a whole."""
    return relation in OF_THE_CALL or any(
        role.split(" ")[-1] == output for place in places.places for role in place.roles
    )


def _close(one, other):
    one, other = np.asarray(one, dtype=float), np.asarray(other, dtype=float)
    scale = max(np.max(np.abs(other), initial=0), 1e-12)
    return one.shape == other.shape and bool(np.all(np.abs(one - other) <= MATCH * scale))


def _of_names(target, problem, case):
    """A name that nothing defines."""
    is_undefined = isinstance(problem.error, NameError) and getattr(problem.error, "name", None)
    return ("undefined-name", problem.error.name) if is_undefined else None


def global_name(target, problem, case):
    """The first quantity that a function reads from the notebook, in place of an argument: a name, or None."""
    names = (name for name in target.names_from_outside() if _is_ours(name, case.exercise))
    return next(names, None) if problem.rung != "again" and not isinstance(problem.error, Stopped) else None


def _of_errors(target, problem, case):
    """A loop without an end, a key or an index that is not there."""
    error = problem.error
    if isinstance(error, Stopped) and error.loop and error.loop[1].startswith("while"):
        return "endless-loop", ""
    if isinstance(error, KeyError) and error.args and isinstance(error.args[0], str) and error.args[0].isidentifier():
        return "missing-key", repr(error.args[0])
    beyond = re.fullmatch(r"index -?\d+ is out of bounds for axis \d+ with size (\d+)", str(error or ""))
    return ("index-beyond", beyond[1]) if beyond and isinstance(error, IndexError) else None


def _is_ours(name, exercise):
    """True for a quantity of the exercise, also with an addition such as parameters_tmp or xt2."""
    return name in exercise.shapes or re.sub(r"(_\w+|\d+)$", "", name) in exercise.shapes


def _of_calls(target, problem, case):
    """State that is kept, an input that is changed."""
    return {"again": ("kept-state", ""), "inputs": ("changed-input", "")}.get(problem.rung)


def _of_shapes(target, problem, case):
    """Transposed, summed too far, or the same numbers in another shape."""
    if problem.value is None or problem.rung not in ("shape", "values"):
        return None
    value, expected = np.asarray(problem.value, dtype=float), problem.expected
    if expected.ndim == 2 and _close(value.T, expected) and not _close(value, expected):
        return "transposed", ""
    if problem.rung == "values":
        return None
    for name, axis in (("everything", None), ("its rows", 0), ("its columns", -1)):
        summed = np.ravel(expected.sum(axis=axis))
        if value.size == summed.size < expected.size and _close(value.ravel(), summed):
            return "summed-too-far", name
    same = value.size == expected.size and _close(value.ravel(), expected.ravel())
    return ("same-numbers-other-shape", "") if same else None


def _in_time(target, problem, case):
    """Reversed, shifted by one step, right at one end only."""
    axis = case.exercise.time_axis(problem.output)
    if problem.rung != "values" or axis is None or problem.expected.shape[axis] < 3:
        return None
    value, expected = np.moveaxis(problem.value, axis, 0), np.moveaxis(problem.expected, axis, 0)
    if _close(value[::-1], expected):
        return "reversed-in-time", ""
    if _close(value[1:], expected[:-1]):
        return "shifted-in-time", "+ 1"
    if _close(value[:-1], expected[1:]):
        return "shifted-in-time", "- 1"
    right = [t for t in range(len(expected)) if _close(value[t], expected[t])]
    ends = {0: "right-at-first-step-only", len(expected) - 1: "right-at-last-step-only"}
    return (ends[right[0]], "") if len(right) == 1 and right[0] in ends else None


def _of_numbers(target, problem, case):
    """All zeros, another quantity of the case, a constant factor."""
    if problem.rung == "values" and not np.any(problem.value):
        return "all-zeros", ""
    if problem.value is None:
        return None
    for name, array in _quantities(case):
        if name != problem.output and np.any(array) and _close(problem.value, array):
            return "another-quantity", name
    return _factor(problem, case) if problem.rung == "values" else None


def _factor(problem, case):
    value, expected = problem.value, problem.expected
    factor = float(np.sum(value * expected) / max(np.sum(expected * expected), 1e-300))
    if abs(factor - 1) < 1e-3 or not _close(value, factor * expected):
        return None
    if abs(factor + 1) < MATCH:
        return "opposite-sign", ""
    counted = filter(None, (case.exercise.examples, case.exercise.time))
    for name, size in {"2": 2, **{name: case.sizes[name] for name in counted}}.items():
        for words, number in ((name, size), (f"1/{name}", 1 / size)):
            if size > 1 and abs(factor - number) < MATCH:
                return "constant-factor", words
    return "constant-factor", f"{factor:.4g}"


def _quantities(case):
    """The named arrays of a case: outputs, arguments, the entries of a record, and first and last steps."""
    exercise, function = case.exercise, case.function
    for name, array in exercise.quantities_of(case.arguments, case.expected, function):
        yield name, array
        if exercise.time_axis(name) is not None:
            slices = ", ".join(":" * (array.ndim - 1))
            yield f"{name}[{slices}, 0]", array[..., 0]
            yield f"{name}[{slices}, -1]", array[..., -1]
