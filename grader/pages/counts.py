"""A class in numbers: how the points are spread, which outputs are right, which mistakes were made."""

import statistics
from collections import Counter, defaultdict
from dataclasses import dataclass

from checks.diagnosis import NamedBy
from grader.examiner.measured import REMARK
from grader.grading import mistakes
from grader.intake.repairs import EDITED
from grader.pages.sections import outputs_told, standing_of

BINS = 10
QUESTIONS = 3  # to bring to class


@dataclass(frozen=True)
class Output:
    """How many students have one output right, how many not, and for how many that is unknown."""

    name: str
    right: int
    wrong: int
    unknown: int


def graded(rows):
    """Return the rows whose work could be read and graded."""
    return [row for row in rows if row.result and not row.result.unreadable]


def average(points):
    """Return (mean, median) of points; None where there are none."""
    return (statistics.fmean(points), statistics.median(points)) if points else None


def distribution(results):
    """Spread results over ten equal bins of points: list of (from, to, count); the last one has all that is full."""
    most = max((result.of for result in results), default=0)
    if not most:
        return []
    counts = Counter(
        BINS if result.score >= most else max(0, min(BINS - 1, int(result.score * BINS / most))) for result in results
    )
    edges = [most * at / BINS for at in range(BINS + 1)]
    return [(edges[at], edges[min(at + 1, BINS)], counts[at]) for at in range(BINS + 1)]


def functions(results, declared):
    """Count how each function stands: dict, function -> Counter of Standing.

    declared   dict: name -> checks.exercise.Function
    """
    found = {function: Counter() for function in declared}
    for result in results:
        for function, (points, of) in result.by_function().items():
            if of and function in found:
                found[function][standing_of(points, of, _tests(result, function))] += 1
    return found


def outputs(results, declared):
    """Count each output of each function: dict, function -> list of Output.

    declared   dict: name -> checks.exercise.Function
    """
    return {name: _outputs(results, function) for name, function in declared.items()}


def _outputs(results, function):
    right, wrong = Counter(), Counter()
    for result in results:
        good, bad = outputs_told(function, _tests(result, function.name))
        right.update(good)
        wrong.update(bad)
    return [
        Output(name, right[name], wrong[name], len(results) - right[name] - wrong[name]) for name in function.outputs
    ]


def public_only(rows, declared):
    """Find who passed a function's public tests and not its hidden ones: list of (function, students)."""
    found = []
    for function in declared:
        who = [row.student for row in rows if _public_only(_tests(row.result, function))]
        found += [(function, who)] if who else []
    return found


def _public_only(tests):
    passed = {hidden: [test.points >= test.of for test in tests if test.hidden == hidden] for hidden in (False, True)}
    return bool(passed[False] and all(passed[False]) and not all(passed[True]))


def _tests(result, function):
    return [test for test in result.tests if test.function == function]


def mistakes_of(rows, exercise):
    """Return a list of grader.grading.mistakes.Mistake, the most frequent first; work that is not finished is none.

    exercise   grader.exercise.loading.FullExercise
    """
    found = [(row.student, test.record) for row in rows for test in row.result.tests if test.record]
    return [one for one in mistakes.mistakes(found, exercise.name) if one.by != NamedBy.UNFINISHED]


def questions(found):
    """Those mistakes that are worth a question to the class: the most frequent ones that more than one student made."""
    return [mistake for mistake in found if len(mistake.students) > 1 and mistake.hints][:QUESTIONS]


def said_of(rows, what):
    """Group sentences of results: list of (sentence, students), the most frequent first.

    what       name of a field of Result that holds sentences, or what is said in one
    """
    students = defaultdict(list)
    for row in rows:
        for sentence in dict.fromkeys(map(str, getattr(row.result, what))) if row.result else ():
            students[sentence].append(row.student)
    return sorted(students.items(), key=lambda item: (-len(item[1]), item[0]))


def looks(rows):
    """Say which submissions an instructor should look at in person: list of (row, sentences)."""
    ran = [row for row in rows if row.result]
    mixed = any(row.result.confined for row in ran)  # else it is no news of any single one
    found = ((row, _reasons(row, mixed)) for row in ran)
    return [(row, reasons) for row, reasons in found if reasons]


def _reasons(row, mixed):
    unconfined = ["Nothing confined this code while it ran."] if mixed and not row.result.confined else []
    edited = [str(one) for one in row.result.repairs if one.kind in EDITED]
    slopes = [f"{function} {REMARK}." for function in row.result.measured]
    return [*row.result.reasons, *unconfined, *row.result.stops, *edited, *slopes]


def times(rows):
    """Sum up where the time went: list of (what, total, median, most, student who took most)."""
    found = defaultdict(list)
    for row in rows:
        for what, spent in ((row.result.times if row.result else None) or {}).items():
            found[what].append((spent, row.student))
    return [
        (what, sum(s for s, _ in spent), statistics.median(s for s, _ in spent), *max(spent))
        for what, spent in sorted(found.items())
    ]
