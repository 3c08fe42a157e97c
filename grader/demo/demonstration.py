"""All exercises on a simulated class: release, submissions, grading, feedback, report, grades as a table."""

import shutil
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from nbgrader.api import Gradebook
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from grader.classroom.run import grade_class
from grader.course.gradebook import scores
from grader.course.nbgrader_cli import nbgrader
from grader.course.new_course import make_course
from grader.demo.people import people
from grader.demo.simulated import hand_in, total_points
from grader.exercise.loading import exercises, load
from grader.plugin.receiving import TIMESTAMP
from grader.rules.cell_kinds import tested_function
from grader.rules.points import counted
from grader.system.terminal import SETTINGS, CannotRun

MARKER = "made-by-demo.txt"
DUE = (datetime.now(UTC) - timedelta(days=1)).replace(hour=18, minute=0, second=0, microsecond=0)
COMMENT = "**Nicely written.** The loop reads like the formula; say in a comment *why* the two gradients are added."
EXTRA = 2  # points
LATE = """
# Late work loses a tenth of its points for each day that has begun.
c.AssignLatePenalties.plugin_class = "grader.plugin.late.ShareADay"  # noqa: F821
"""
MARKED = """\
The demo of this grader made this folder. The next demo in it removes everything that is here.
To keep the folder, remove this file.
"""


def demonstrate(folder: Path, console: Console | None = None) -> bool:
    """Grade the simulated class of each exercise in `folder` and print its grades beside the expected ones.

    folder     Path; a demo that is there is removed, anything else is refused
    Returns True when every submission got what it must get.
    """
    console = console or Console()
    _remove_demo(folder)
    course = make_course(folder, {MARKER: MARKED})
    with (course / SETTINGS).open("a", encoding="utf-8") as settings:
        settings.write(LATE)
    right = [_grade(course, load(name), console) for name in exercises()]
    _say_where(console, course)
    return all(right)


def _grade(course, exercise, console):
    """Grade the simulated class of one exercise; True where every submission got what it must get."""
    name, log = exercise.name, course / "nbgrader.log"
    columns = TextColumn("{task.description:<34}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn()
    with Progress(*columns, console=console) as progress:

        def step(words, *arguments):
            task = progress.add_task(words, total=1)
            nbgrader(course, *arguments, log=log)
            progress.update(task, completed=1)

        def grade(words, total):
            task = progress.add_task(words, total=total)
            grade_class(course, name, listen=lambda kind, done=0, **_: progress.update(task, completed=done))
            progress.update(task, completed=total)

        step("Build the release", "generate_assignment", name)
        who = people(exercise)
        _enrol(course, name, who)
        _hand_in(course, exercise, who)
        grade("Grade the class", len(who))
        again = [replace(person, learner=person.second, hours=0.05) for person in who if person.second]
        _hand_in(course, exercise, again)
        by_hand = _comment(course, exercise, who)
        grade("Grade those who handed in again", len(who))
        step("Export the grades", "export", "--to", "grades.csv")
    given = scores(course, name)
    expected = {person.id: person.final.expected + by_hand.get(person.id, 0) for person in who}
    right = [_total(given.get(person.id, {})) == expected[person.id] for person in who]
    console.print(_table(exercise, who, given, expected))
    wrong = right.count(False)
    graded = f"{len(who) - wrong} graded as expected, {wrong} otherwise"
    console.print(f"{counted(len(who), 'submission')}, {graded}.")
    return not wrong


def _enrol(course, name, who):
    """Write the roster into the gradebook, as an instructor does, and when the work is due."""
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}", "demo") as book:
        book.update_or_create_assignment(name, duedate=DUE.replace(tzinfo=None))
        for person in who:
            book.update_or_create_student(person.id, first_name=person.first, last_name=person.last)


def _hand_in(course, exercise, who):
    """Write submissions with their times."""
    hand_in(course, exercise, [replace(person.learner, id=person.id) for person in who])
    for person in who:
        (course / "submitted" / person.id / exercise.name / TIMESTAMP).write_text(person.timestamp(DUE))


def _comment(course, exercise, who):
    """Comment on one piece of work, and give points for it, as a person does in Formgrader: dict, id -> points."""
    *_, last = exercise.functions
    person = next(person for person in who if person.final.id.startswith("style-"))
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}", "demo") as book:
        book.find_comment(last, exercise.name, exercise.name, person.id).manual_comment = COMMENT
        book.find_grade(f"{last}_hidden", exercise.name, exercise.name, person.id).extra_credit = EXTRA
        book.db.commit()
    return {person.id: EXTRA}


def _remove_demo(folder):
    """Empty the folder of an earlier demo; the marker goes last, so that what is left of one can be told as well.

    Raises     CannotRun where something is there that no demo has made; nothing is touched then
    """
    if not folder.exists() or (folder.is_dir() and not any(folder.iterdir())):
        return
    marker = folder / MARKER
    if not marker.is_file() or marker.read_text(encoding="utf-8", errors="replace") != MARKED:
        raise CannotRun(f"{folder} was not made by a demo, so it is left as it is; name another folder for the demo")
    for path in folder.iterdir():
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        elif path != marker:
            path.unlink()
    marker.unlink()


def _total(grades):
    """The sum of a student's grades, to two decimals; None where one is missing."""
    if not grades or None in grades.values():
        return None
    return round(sum(grades.values()), 2)


def _table(exercise, who, given, expected):
    total = total_points(exercise)
    table = Table(
        title=f"\n{exercise.name}: grades of the simulated class", title_justify="left", box=None, padding=(0, 1, 0, 0)
    )
    table.add_column("student", no_wrap=True)
    table.add_column("handed in", no_wrap=True, overflow="ellipsis", max_width=20)
    for function, points in total.items():
        table.add_column(
            f"{function.removeprefix(f'{exercise.name}_').replace('_', chr(10))}\nof {points}",
            justify="right",
            min_width=6,
        )
    table.add_column("must\nget", justify="right")
    table.add_column("given", justify="right", min_width=6)
    for person in who:
        grades, must = given.get(person.id, {}), expected[person.id]
        parts = [_total({k: v for k, v in grades.items() if tested_function(k) == function}) for function in total]
        mine = _total(grades)
        words = ["none" if part is None else f"{part:g}" for part in (*parts, must, mine)]
        name = f"{person.last}, {person.first[0]}."
        table.add_row(name, person.final.id, *words[:-1], words[-1] if mine == must else f"[bold red]{words[-1]} ✗[/]")
    return table


def _say_where(console, course):
    places = Table.grid(padding=(0, 2))
    for name, path in {
        "release for students": "release/",
        "submissions": "submitted/",
        "autograded notebooks": "autograded/",
        "feedback pages": "feedback/",
        "gradebook": "gradebook.db",
        "reports on the class": "reports/",
        "grades": "grades.csv",
        "messages of nbgrader": "nbgrader.log",
    }.items():
        places.add_row(name, str(Path(course) / path))
    console.print(places, soft_wrap=True)
