"""The commands for course platforms: collect, export, package, gradescope."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from checks.words import listed
from grader.lms.filling import Filled
from grader.lms.options import (
    Platform,
    Replace,
    Roster,
    StudentId,
    Which,
    module_of,
    roster_of,
    say,
    say_what_came,
)
from grader.rules.points import counted
from grader.system.options import Assignment, Course, choice, whole_number
from grader.system.program import TOP
from grader.system.terminal import command, find_assignment, find_course, stop, stopping

app = typer.Typer()

Existing = typer.Argument(exists=True, dir_okay=False)
Zip = Annotated[Path | None, typer.Option(help="The zip that is written; if not given, it is in build/.")]
BUILD = TOP / "build"


class Format(StrEnum):
    csv = "csv"
    junit = "junit"
    canvas = "canvas"
    moodle = "moodle"
    feedback = "feedback"


@app.command()
def collect(
    platform: Which,
    archive: Annotated[Path, Existing],
    assignment: Assignment = None,
    course: Course = None,
    roster: Roster = None,
    student_id: StudentId = None,
    replace: Replace = False,
) -> None:
    """Take the submissions zip of Canvas or Moodle into submitted/, and say what happened to every file."""
    from grader.lms import collect as collecting

    course = find_course(course)
    with stopping(ValueError):
        assignment = find_assignment(course, assignment)
        students = _students(platform, roster, student_id)
        rows = collecting.collect(archive, course, module_of(platform).submitted, assignment, students, replace)
    say_what_came(rows, "No files.")


@app.command()
def export(
    format: Annotated[Format, typer.Argument(parser=choice(Format))],
    assignment: Assignment = None,
    to: Annotated[Path | None, typer.Option(help="The file that is written.")] = None,
    exported: Annotated[
        Path | None,
        typer.Option(
            exists=True, dir_okay=False, help="What the platform gave: gradebook, worksheet, submissions zip."
        ),
    ] = None,
    column: Annotated[str | None, typer.Option(help="The column to fill in, where it is not found.")] = None,
    course: Course = None,
    roster: Roster = None,
    student_id: StudentId = None,
) -> None:
    """Write the marks as CSV by cell, as JUnit XML, into the file of Canvas or Moodle; or a feedback zip for Moodle."""
    if format in (Format.canvas, Format.moodle, Format.feedback) and exported is None:
        stop(f"export {format} needs --exported: what the platform gave, to be filled in or answered")
    course = find_course(course)
    with stopping(ValueError):
        assignment = find_assignment(course, assignment)
        to = to or _default_place(format, exported, course, assignment)
        if format == Format.feedback:
            students = _students(Platform.moodle, roster, student_id)
            filled = Filled(trouble=_feedback(exported, to, course, assignment, students))
        else:
            filled = _marks(format, exported, to, course, assignment, column, student_id)
    for sentence in filled.sentences:
        say(sentence, err=True)
    typer.echo(f"Wrote {to}")
    raise typer.Exit(1 if filled.trouble else 0)


@app.command()
def package(
    assignment: Assignment = None,
    to: Zip = None,
    course: Course = None,
) -> None:
    """Pack the release for students without nbgrader: notebook, modules, figures, README.txt, requirements.txt."""
    from grader.lms import package as packing

    with stopping(ValueError, RuntimeError):
        course = find_course(course)
        assignment = find_assignment(course, assignment)
        to = to or BUILD / f"{packing.name_of(assignment)}.zip"
        names = packing.package(to, course, assignment)
    typer.echo(f"Wrote {to}: {counted(len(names), 'file')}, nothing hidden in them")


@app.command()
def gradescope(
    assignment: Assignment = None,
    to: Zip = None,
    seed: Annotated[
        int | None,
        typer.Option(
            parser=whole_number(0, 2**64 - 1), help="Seed of the hidden tests; if not given, that of the course."
        ),
    ] = None,
    unconfined: Annotated[
        bool, typer.Option("--unconfined", help="Give marks even where nothing confines student code, and say so.")
    ] = False,
    course: Course = None,
) -> None:
    """Write an autograder for Gradescope, which grades there as `grade` does here."""
    from grader.lms.gradescope import autograder

    with stopping(ValueError, LookupError):
        course = find_course(course)
        assignment = find_assignment(course, assignment)
        to = to or BUILD / f"{assignment}-gradescope.zip"
        names = autograder(to, assignment, seed, unconfined, course)
    typer.echo(f"Wrote {to}: {counted(len(names), 'file')}. It holds the answers: for instructors only.")


def _marks(format, exported, to, course, assignment, column, student_id):
    """Write the marks in a format; return Filled."""
    from grader.lms.export import cells_csv, changed, junit
    from grader.lms.marks import marks, works_of_course
    from grader.system.files import write_table

    works, filled = works_of_course(course, assignment), Filled()
    if format == Format.csv:
        content, filled = cells_csv(works).encode("utf-8"), Filled(remarks=changed(works))
    elif format == Format.junit:
        content = junit(works)
    else:
        more = {"assignment": assignment} if format == Format.canvas else {}
        table, filled = module_of(format).fill(exported, marks(works), column, student_id=student_id, **more)
        content = table.text().encode("utf-8")
    if exported is not None and to.resolve() == exported.resolve():
        raise ValueError(f"{to} is what the platform gave, so it is left as it is; name another file with --to")
    write_table(to, content)
    filled.remarks += _of_an_earlier_run(works, course, assignment)
    return filled


def _of_an_earlier_run(works, course, assignment):
    """Say whose work is in the gradebook and no longer in submitted/: list of sentences."""
    from grader.course.course import paths_of

    folder = paths_of(course)
    handed_in = [work.student for work in works if work.handed_in]
    gone = [student for student in handed_in if not folder("submitted", student, assignment).exists()]
    if not gone or len(gone) == len(handed_in):
        return []
    return [
        f"Nothing of {listed(gone)} is in submitted/ any more: these marks are of an earlier run. "
        "`nbgrader db student remove` takes a student out of the gradebook."
    ]


def _feedback(exported, to, course, assignment, students):
    """Write the feedback zip; return the sentences on who is not in it."""
    from grader.course.course import paths_of
    from grader.lms import moodle

    folder = paths_of(course)

    def page(student):
        path = folder("feedback", student, assignment) / f"{assignment}.html"
        return path.read_bytes() if path.exists() else None

    how = command("grade", assignment, course=course)
    pattern = folder("feedback", "*", assignment) / f"{assignment}.html"
    place = pattern.parts.index("*")
    found = Path(*pattern.parts[:place]).glob("/".join(pattern.parts[place:]))
    with_page = {path.parts[place] for path in found}
    return moodle.feedback(exported, page, to, students, f"{assignment}.html", how, with_page)


def _students(platform, roster, student_id):
    if roster is None and student_id is not None:
        stop("--student-id needs --roster: the gradebook or worksheet that has that column")
    return roster_of(platform, roster, student_id)


def _default_place(format, exported, course, assignment):
    """Beside what the platform gave, or in the course folder, where nothing is ever committed."""
    if format in (Format.canvas, Format.moodle):
        return exported.with_name(f"{exported.stem}-filled.csv")
    names = {"csv": f"{assignment}-grades.csv", "junit": f"{assignment}-grades.xml", "feedback": "feedback.zip"}
    return course / names[format]
