"""Which mistake is this? With the catalogue itself at hand: on hidden cases, and for two mistakes at once."""

import contextlib
import json
from itertools import combinations
from types import FunctionType

from checks.diagnosis import Diagnosis, Known, diagnose, marks_of, same_marks
from checks.examination import examine
from grader.exercise.cases import cases
from grader.exercise.fingerprints import add_to_rows, fingerprints, joint_hint, marks_in_public
from grader.exercise.misconception import Edit
from grader.exercise.references import define, solutions
from grader.system.files import write_file
from grader.system.program import TOP, program_digest

BUILD = TOP / "build"
HARD_CODED = (
    "It is right at the sizes of the public test and wrong at others. Which number in your code, or which name of the "
    "notebook's, stands for a size?"
)


def diagnose_hidden(exercise, name, function, problems, seed):
    """Say which mistake explains a failure in the hidden tests.

    exercise   grader.exercise.loading.FullExercise
    name       of the function in the exercise
    problems   list of Problem, as `hidden.hidden_problems` returned it; not empty
    Returns a Diagnosis, or None.
    """
    if problems[0].rung == "unfinished":
        return None
    public = examine(function, exercise.tests.case(name))
    if public:
        # A function that runs elsewhere can't be followed from here: then nobody has looked for its places.
        places = exercise.tests.places(name, function) if isinstance(function, FunctionType) else None
        known = exercise.tests.diagnosis(name, function, public, places)
        return known or two_mistakes(exercise, name, marks_of(public, exercise.public))
    drawn = zip(cases(exercise, name, seed), exercise.secret.sketches[name], strict=True)
    case, sketch = next((case, sketch) for case, sketch in drawn if case.label == problems[0].label)
    here = [problem for problem in problems if problem.label == case.label]
    found = diagnose(function, here, case, _unseen(exercise, name, case))
    if found is None and sketch.ordinary:
        return Diagnosis(("hard-coded-sizes",), "relation", HARD_CODED)
    return found


def _unseen(exercise, name, case):
    """What the mistakes that the public case can't show make of a hidden case: list of Known."""
    rows = []
    for mistake in exercise.secret.mistakes:
        if mistake.function == name and mistake.unseen:
            for source in mistake.sources(exercise):
                target = define(exercise, {**solutions(exercise), name: source})[name]
                marks = marks_of(examine(target, case), exercise.public)
                if marks:
                    add_to_rows(rows, mistake.id, marks)
    return [Known(tuple(ids), joint_hint(exercise, ids), marks) for ids, marks in rows]


def two_mistakes(exercise, name, marks):
    """Look for the one pair of the catalogue that, made together, has exactly these marks on the public case.

    An exception shows only the first of two mistakes: then there is nothing to look for.
    """
    if "" in marks:
        return None
    found = {labels: hint for labels, hint, theirs in pairs_of(exercise, name) if same_marks(marks, theirs)}
    if len(found) != 1:
        return None
    labels, hint = found.popitem()
    return Diagnosis(tuple(name for label in labels for name in label), "pair", hint)


known_pairs = {}  # (exercise, function), by their names -> what `pairs_of` returned


def pairs_of(exercise, name):
    """Every two mistakes of a function that can be made together, and are told from each alone.

    Returns a list of (labels, hint, marks), where a label is the ids of all the mistakes with the same outputs. The
    search takes seconds; what it found is kept in build/ for the next process of the same program.
    """
    key = exercise.name, name
    if key not in known_pairs:
        known_pairs[key] = _kept_pairs(exercise, name)
    return known_pairs[key]


def _kept_pairs(exercise, name):
    kept = BUILD / f"pairs-{exercise.name}-{name}-{program_digest()[:16]}.json"
    try:
        return [_from_plain(row) for row in json.loads(kept.read_text(encoding="utf-8"))]
    except (OSError, ValueError):
        found = _search_pairs(exercise, name)
    with contextlib.suppress(OSError):  # a checkout may be read-only
        write_file(kept, json.dumps([_plain(row) for row in found]).encode("utf-8"))
    return found


def _plain(row):
    labels, hint, marks = row
    return [sorted(map(list, labels)), hint, marks]


def _from_plain(row):
    labels, hint, marks = row
    return frozenset(map(tuple, labels)), hint, {name: tuple(mark) for name, mark in marks.items()}


def _search_pairs(exercise, name):
    mistakes = [one for one in exercise.secret.mistakes if one.function == name and isinstance(one.wrong[0], Edit)]
    labels = {one: ids for ids, _ in fingerprints(exercise, name) for one in ids}
    single = [marks for _, marks in fingerprints(exercise, name)]
    pairs = []
    for one, other in combinations([mistake for mistake in mistakes if mistake.id in labels], 2):
        try:
            source = other.wrong[0].applied(one.wrong[0].applied(solutions(exercise)[name]))
            marks = marks_in_public(exercise, name, source)
        except (ValueError, SyntaxError):
            continue  # both change the same words
        if marks and not any(same_marks(marks, known) for known in single):
            hint = f"There are two things to look at. {one.hint} And: {other.hint}"
            pairs.append((frozenset({labels[one.id], labels[other.id]}), hint, marks))
    return pairs
