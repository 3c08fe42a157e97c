"""What explains a failure in the hidden tests? The same as in the notebook; else what hidden cases alone can show."""

from checks.case import Rung
from checks.diagnosis import Diagnosis, Known, NamedBy, diagnose, fingerprint_of
from checks.examination import examine
from checks.place.report import Places
from grader.exercise.cases import cases
from grader.exercise.fingerprints import add_to_rows, joint_hint
from grader.exercise.references import define, solutions

HARD_CODED = (
    "It is right at the sizes of the public test and wrong at others. Which number in your code, or which name of the "
    "notebook's, stands for a size?"
)


def explain_hidden(exercise, name, function, problems, seed):
    """Say where a function that fails in the hidden tests goes wrong, and which mistake explains it.

    exercise   grader.exercise.loading.FullExercise
    name       of the function in the exercise
    problems   list of Problem, as `hidden.hidden_problems` returned it; not empty
    Returns    (Places, Diagnosis or None): what the public test says, where that fails too
    """
    if problems[0].rung == Rung.UNFINISHED:
        return Places(), None
    if problems[0].rung == Rung.AGAIN:  # what earlier calls left behind is in the way of one more
        return exercise.tests.explanation(name, function, problems)
    public = examine(function, exercise.tests.case(name))
    if public:
        return exercise.tests.explanation(name, function, public)
    return Places(), _of_hidden_cases(exercise, name, function, problems, seed)


def diagnose_hidden(exercise, name, function, problems, seed):
    """Say which mistake explains a failure in the hidden tests: a Diagnosis or None; see `explain_hidden`."""
    return explain_hidden(exercise, name, function, problems, seed)[1]


def _of_hidden_cases(exercise, name, function, problems, seed):
    drawn = zip(cases(exercise, name, seed), exercise.secret.sketches[name], strict=True)
    case, sketch = next((case, sketch) for case, sketch in drawn if case.label == problems[0].label)
    here = [problem for problem in problems if problem.label == case.label]
    found = diagnose(function, here, case, _unseen(exercise, name, case))
    if found is None and sketch.ordinary:
        return Diagnosis(("hard-coded-sizes",), NamedBy.RELATION, HARD_CODED)
    return found


def _unseen(exercise, name, case):
    """What the mistakes that the public case can't show make of a hidden case: list of Known."""
    rows = []
    for mistake in exercise.secret.mistakes:
        if mistake.function == name and mistake.unseen:
            for source in mistake.sources(exercise):
                target = define(exercise, {**solutions(exercise), name: source})[name]
                fingerprint = fingerprint_of(examine(target, case), exercise.public)
                if fingerprint:
                    add_to_rows(rows, mistake.id, fingerprint)
    return [Known(tuple(ids), joint_hint(exercise, ids), fingerprint) for ids, fingerprint in rows]
