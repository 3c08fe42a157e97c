"""Which mistake is this? Wrong outputs are held against those of known mistakes, then looked at for simple relations.

Every recogniser may decline, and where two disagree nothing is said: no hint is better than a wrong one.
"""

import builtins
import dis
import inspect
import re
import zlib
from dataclasses import dataclass

import numpy as np

from rnn_checks import AXES, CACHE, FUNCTIONS

MATCH = 1e-6  # how far a wrong output may be from a known one, as a share of its size


@dataclass(frozen=True)
class Diagnosis:
    """What a failure is taken for.

    ids        tuple       ids of misconceptions, or the name of one relation
    by         str         mistake, group (of mistakes with the same outputs), pair or relation
    hint       str         a question that leads to the mistake
    """

    ids: tuple
    by: str
    hint: str


def diagnose(function, target, problems, case, known):
    """Say which mistake explains all the problems of a function on a case.

    problems   list of Problem, as `rnn_checks.examine` returned it
    known      list of pairs (ids, hint, marks): the outputs of the known mistakes on this case
    Returns a Diagnosis, or None.
    """
    if not problems or problems[0].rung == "unfinished":
        return None
    marks = marks_of(problems)
    for recognise in (_by_known_mistake, _by_two_known_mistakes):
        found = recognise(marks, known)
        if found:
            return found
    return _by_relation(function, target, problems, case)


# ── Known mistakes ────────────────────────────────────────────────────────────────────────────────────────────────


def marks_of(problems):
    """Condense problems to what tells one wrong result from another.

    Returns a dict: output, "inputs" or "" (the call) -> ("values", place, number, number), (rung, text), or for an
    exception (rung, text, the quantity on the failing line); texts are condensed to eight letters
    """
    return {("inputs" if problem.rung == "inputs" else problem.output): _mark(problem) for problem in problems}


def _mark(problem):
    if problem.rung == "values":
        flat = np.asarray(problem.value, dtype=float).ravel()
        steps = np.arange(flat.size)
        numbers = flat @ np.cos(1.3 * steps + 0.4), flat @ np.sin(0.9 * steps + 1.1)
        return "values", _condensed(problem.where), *(float(number) for number in numbers)
    if problem.error is not None:
        # Numbers and names in an error message stay from one version of NumPy to the next, its words may not.
        parts = re.findall(r"\d+|'[^']*'", str(problem.error))
        return problem.rung, _condensed(type(problem.error).__name__, *parts), _assigned(problem)
    if problem.rung == "shape" and problem.value is not None:
        return problem.rung, _condensed(problem.where, str(np.shape(problem.value)))
    return problem.rung, _condensed(problem.where, problem.headline, *map(str.strip, problem.evidence))


def _assigned(problem):
    """The quantity of the assignment that the failing line assigns to, "-" if it is none."""
    line = problem.evidence[1].strip() if len(problem.evidence) > 1 else ""
    name = re.match(r"line \d+ +(\w+) *\+?= ", line)
    return name[1] if name and name[1] in AXES else "-"


def _condensed(*texts):
    return f"{zlib.crc32(' '.join(texts).encode()):08x}" if any(texts) else "-"


def read_mistakes(text):
    """Read the paragraphs of rnn_numbers.MISTAKES: dict, function -> list of pairs (ids, marks)."""
    rows = {}
    for paragraph in re.split(r"\n(?=\S)", text.strip()):
        head, _, tail = paragraph.partition(":")
        function, label = head.split()
        marks = {}
        for mark in tail.split(";"):
            output, rung, *parts = mark.split()
            numbers = [float(part) for part in parts[1:]] if rung == "values" else parts[1:]
            marks["" if output == "call" else output] = (rung, parts[0], *numbers)
        rows.setdefault(function, []).append((tuple(label.split("+")), marks))
    return rows


def read_hints(text):
    """Read the paragraphs of rnn_numbers.HINTS: dict, ids joined by + -> hint."""
    paragraphs = (paragraph.split() for paragraph in re.split(r"\n(?=\S)", text.strip()))
    return {label: " ".join(words) for label, *words in paragraphs}


def same_mark(one, other):
    """True when two marks are of the same wrong output."""
    if one[0] == other[0] == "values":
        numbers = zip(one[2:], other[2:], strict=True)
        return one[1] == other[1] and all(abs(a - b) <= MATCH * max(1, abs(b)) for a, b in numbers)
    return one == other


def same_marks(one, other):
    """True when two sets of marks are of the same wrong result."""
    return one.keys() == other.keys() and all(same_mark(one[name], other[name]) for name in one)


def _by_known_mistake(marks, known):
    found = [(ids, hint) for ids, hint, theirs in known if same_marks(marks, theirs)]
    if len(found) != 1:
        return None
    ids, hint = found[0]
    return Diagnosis(ids, "mistake" if len(ids) == 1 else "group", hint)


def _by_two_known_mistakes(marks, known):
    """Two mistakes, each of which explains outputs that the other leaves right, and together all."""
    parts = [
        entry
        for entry in known
        if "" not in entry[2] and all(name in marks and same_mark(marks[name], mark) for name, mark in entry[2].items())
    ]
    found = [
        (one, other)
        for place, one in enumerate(parts)
        for other in parts[place + 1 :]
        if not one[2].keys() & other[2].keys() and one[2].keys() | other[2].keys() == marks.keys()
    ]
    if len(found) != 1:
        return None
    (ids, hint, _), (other_ids, other_hint, _) = found[0]
    return Diagnosis((*ids, *other_ids), "pair", f"There are two things to look at. {hint} And: {other_hint}")


# ── Relations, where no known mistake fits ────────────────────────────────────────────────────────────────────────


def _by_relation(function, target, problems, case):
    for problem in problems[:1]:
        for recognise in _RELATIONS:
            found = recognise(problem, case, target, function)
            if found:
                name, hint = found
                return Diagnosis((name,), "relation", hint)
    return None


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
    for name, size in {**case.sizes, "": 2}.items():
        for words, number in ((name or "2", size), (f"1/{name or 2}", 1 / size)):
            if size > 1 and abs(factor - number) < MATCH:
                return (
                    "constant-factor",
                    f"{problem.output} is {words} times what it should be. Where does this factor come in?",
                )
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
