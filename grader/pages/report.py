"""The page for the instructor: how the class did, what it got wrong, and whose work needs a look."""

from collections.abc import Callable, Sequence
from datetime import datetime
from urllib.parse import quote

from grader.exercise.loading import load
from grader.grading.result import Row
from grader.intake.repairs import EDITED
from grader.pages import counts, plots
from grader.pages.feedback import STATES
from grader.pages.page import counted, date, render
from grader.pages.similar import similar
from grader.rules.points import duration

LINK = "../feedback/{student}/{assignment}/{assignment}.html"


def report(
    rows: Sequence[Row],
    assignment: str,
    seconds: float | None = None,
    workers: int | None = None,
    link: str = LINK,
    *,
    when: datetime | None = None,
    course: str = "",
    version: str = "",
    trend: Callable[..., object] = lambda *_: None,
) -> str:
    """Write the instructor's page: one HTML file that needs nothing else; it works without its script, which sorts.

    rows       grader.grading.result.Row of every student
    assignment    name of the exercise
    seconds    by the clock, that the class took; workers: how many graded at the same time
    link       where a student's page lies, seen from this one; {student} and {assignment} are put in
    when       datetime, course: its name, version: of the program; what is not given is left out
    trend      function of the rows that are graded and of their mistakes, list of grader.grading.mistakes.Mistake:
               returns a Trend, or None
    Returns    str
    """
    rows = sorted(rows, key=lambda row: row.student)
    graded = counts.graded(rows)
    results = [row.result for row in graded]
    points = [result.score for result in results]
    exercise = load(assignment)
    average, distribution = counts.average(points), counts.distribution(results)
    functions = counts.functions(results, exercise.functions)
    mistakes, drawn = counts.mistakes_of(graded, exercise), {}
    if distribution:
        drawn = {"points": plots.histogram(distribution, average), "functions": plots.shares(functions, STATES)}

    def address(student):
        return link.format(student=_quoted(student), assignment=_quoted(assignment))

    return render(
        "report.html",
        styles=("page.css", "report.css"),
        script="report.js",
        assignment=assignment,
        rows=rows,
        named=any(row.name for row in rows),
        address=address,
        notes={row.student: _notes(row) for row in rows},
        states=STATES,
        names=list(exercise.functions),
        graded=graded,
        linked={row.student for row in rows if row.result},
        of=max((result.of for result in results), default=0),
        average=average,
        distribution=distribution,
        functions=functions,
        plots=drawn,
        outputs=counts.outputs(results, exercise.functions),
        by_hand=any(result.answers for result in results),
        public_only=counts.public_only(graded, exercise.functions),
        waiting=[row for row in graded if row.result.waiting],
        mistakes=mistakes,
        facts=[word for word in (course, when and date(when), version) if word],
        trend=trend(graded, mistakes),
        questions=counts.questions(mistakes),
        similar=similar(graded, exercise),
        called={row.student: row.name or row.student for row in rows},
        looks=counts.looks(rows),
        unconfined=[row for row in rows if row.result and not row.result.confined],
        failed=[row for row in rows if row.result is None],
        unreadable=[row for row in rows if row.result and row.result.unreadable],
        repairs=counts.said_of(rows, "repairs"),
        again=sum(row.again for row in rows),
        times=counts.times(rows),
        spent=_spent(len(rows), seconds, workers),
    )


def _quoted(name):
    return quote(name, safe="", errors="replace")


def _notes(row):
    """What the table says of a submission beside its points, in a few words."""
    if row.result is None:
        return "not graded"
    result = row.result
    words = [
        "not readable" if result.unreadable else "",
        "" if result.confined else "not confined",
        "graded with problems" if result.reasons else "",
        "stopped" if result.stops else "",
        "gradient measured" if result.measured else "",
        f"{counted(result.waiting, 'answer')} to grade" if result.waiting else "",
        "test edited" if any(one.kind in EDITED for one in result.repairs) else "",
        counted(len(result.repairs), "repair") if result.repairs else "",
    ]
    return ", ".join(filter(None, words))


def _spent(count, seconds, workers):
    if seconds is None:
        return ""
    at_once = f" with {counted(workers, 'worker')}" if workers else ""
    return f"{counted(count, 'submission')} in {duration(seconds)}{at_once}."
