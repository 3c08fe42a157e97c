"""Which mistake is this? With the catalogue itself at hand: on hidden cases, and for two mistakes at once."""

import contextlib
import json
from itertools import combinations

from grader.answers import define, solutions
from grader.cases import cases
from grader.files import write_file
from grader.fingerprints import add_to_rows, fingerprints, joint_hint
from grader.misconceptions import CATALOGUE
from grader.misconceptions.misconception import Edit
from grader.program import TOP, program_digest
from public_tests import public_case, public_diagnosis
from rnn_checks import examine
from rnn_checks.diagnosis import Diagnosis, diagnose, marks_of, same_marks

BUILD = TOP / "build"
HARD_CODED = (
    "It is right at the sizes of the public test and wrong at others. Which number in your code, or which name of the "
    "notebook's, stands for a size?"
)


def diagnose_hidden(function, target, problems, seed):
    """Say which mistake explains a failure in the hidden tests.

    problems   list of Problem, as `hidden_tests.hidden_problems` returned it; not empty
    Returns a Diagnosis, or None.
    """
    if problems[0].rung == "unfinished":
        return None
    public = examine(function, target, public_case(function))
    if public:
        return public_diagnosis(function, target, public) or two_mistakes(function, marks_of(public))
    case = next(case for case in cases(function, seed) if case.label == problems[0].label)
    here = [problem for problem in problems if problem.label == case.label]
    found = diagnose(function, target, here, case, _unseen(function, case))
    if found is None and problems[0].label.startswith(("random sizes", "other random sizes", "one ")):
        return Diagnosis(("hard-coded-sizes",), "relation", HARD_CODED)
    return found


def _unseen(function, case):
    """What the mistakes that the public case can't show make of a hidden case: list of (ids, hint, marks)."""
    rows = []
    for mistake in CATALOGUE:
        if mistake.function == function and mistake.unseen:
            for source in mistake.sources():
                marks = marks_of(examine(function, define({**solutions(), function: source})[function], case))
                if marks:
                    add_to_rows(rows, mistake.id, marks)
    return [(tuple(ids), joint_hint(ids), marks) for ids, marks in rows]


def two_mistakes(function, marks):
    """Look for the one pair of the catalogue that, made together, has exactly these marks on the public case."""
    found = {labels: hint for labels, hint, theirs in pairs_of(function) if same_marks(marks, theirs)}
    if len(found) != 1:
        return None
    labels, hint = found.popitem()
    return Diagnosis(tuple(name for label in labels for name in label), "pair", hint)


known_pairs = {}  # function -> what `pairs_of` returned


def pairs_of(function):
    """Every two mistakes of a function that can be made together, and are told from each alone.

    Returns a list of (labels, hint, marks), where a label is the ids of all the mistakes with the same outputs. The
    search takes seconds; what it found is kept in build/ for the next process of the same program.
    """
    if function not in known_pairs:
        known_pairs[function] = _kept_pairs(function)
    return known_pairs[function]


def _kept_pairs(function):
    kept = BUILD / f"pairs-{function}-{program_digest()[:16]}.json"
    try:
        return [_from_plain(row) for row in json.loads(kept.read_text(encoding="utf-8"))]
    except (OSError, ValueError):
        found = _search_pairs(function)
    with contextlib.suppress(OSError):  # a checkout may be read-only
        write_file(kept, json.dumps([_plain(row) for row in found]).encode("utf-8"))
    return found


def _plain(row):
    labels, hint, marks = row
    return [sorted(map(list, labels)), hint, marks]


def _from_plain(row):
    labels, hint, marks = row
    return frozenset(map(tuple, labels)), hint, {name: tuple(mark) for name, mark in marks.items()}


def _search_pairs(function):
    mistakes = [mistake for mistake in CATALOGUE if mistake.function == function and isinstance(mistake.wrong[0], Edit)]
    labels = {name: ids for ids, _ in fingerprints(function) for name in ids}
    single = [marks for _, marks in fingerprints(function)]
    pairs = []
    for one, other in combinations([mistake for mistake in mistakes if mistake.id in labels], 2):
        try:
            source = other.wrong[0].applied(one.wrong[0].applied(solutions()[function]))
            target = define({**solutions(), function: source})[function]
        except (ValueError, SyntaxError):
            continue  # both change the same words
        marks = marks_of(examine(function, target, public_case(function)))
        if marks and not any(same_marks(marks, known) for known in single):
            hint = f"There are two things to look at. {one.hint} And: {other.hint}"
            pairs.append((frozenset({labels[one.id], labels[other.id]}), hint, marks))
    return pairs
