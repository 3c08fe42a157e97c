"""All exercises on a simulated class: release, submissions, grading, feedback, report, grades as a table."""

import shutil
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from grader.classroom.run import grade_class
from grader.course.nbgrader_cli import make_course, nbgrader, scores
from grader.demo.simulated import hand_in, total_points
from grader.exercise.loading import exercises, load
from grader.rules.points import counted
from grader.system.terminal import CannotRun

MARKER = "made-by-demo.txt"
MARKED = """\
The demo of this grader made this folder. The next demo in it removes everything that is here.
To keep the folder, remove this file.
"""


def demonstrate(folder, console=None):
    """Grade the simulated class of each exercise in `folder` and print its grades beside the expected ones.

    folder     Path; a demo that is there is removed, anything else is refused
    Returns True when every submission got what it must get.
    """
    console = console or Console()
    _remove_demo(folder)
    course = make_course(folder, {MARKER: MARKED})
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

        step("Build the release", "generate_assignment", name)
        who = hand_in(course, exercise)
        task = progress.add_task("Grade the class", total=len(who))
        grade_class(course, name, listen=lambda kind, done=0, **_: progress.update(task, completed=done))
        progress.update(task, completed=len(who))
        step("Export the grades", "export", "--to", "grades.csv")
    given = scores(course, name)
    right = [_total(given.get(learner.id, {})) == learner.expected for learner in who]
    console.print(_table(exercise, who, given, right))
    wrong = right.count(False)
    graded = f"{len(who) - wrong} graded as expected, {wrong} otherwise"
    console.print(f"{counted(len(who), 'submission')}, {graded}.")
    return not wrong


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


def _table(exercise, who, given, right):
    total = total_points(exercise)
    table = Table(
        title=f"\n{exercise.name}: grades of the simulated class", title_justify="left", box=None, padding=(0, 1, 0, 0)
    )
    table.add_column("submission", no_wrap=True)
    for function, points in total.items():
        table.add_column(
            f"{function.removeprefix(f'{exercise.name}_').replace('_', chr(10))}\nof {points}",
            justify="right",
            min_width=7,
        )
    table.add_column("must\nget", justify="right")
    table.add_column("given", justify="right", min_width=7)
    for learner, as_expected in zip(who, right, strict=True):
        grades = given.get(learner.id, {})
        parts = [_total({k: v for k, v in grades.items() if k.rsplit("_", 1)[0] == function}) for function in total]
        mine = _total(grades)
        words = ["none" if part is None else f"{part:g}" for part in (*parts, learner.expected, mine)]
        table.add_row(learner.id, *words[:-1], words[-1] if as_expected else f"[bold red]{words[-1]} ✗[/]")
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
