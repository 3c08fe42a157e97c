"""What the commands for course platforms have in common: their options, and what they say of what came in."""

import importlib
from collections import Counter
from enum import StrEnum
from pathlib import Path
from types import ModuleType
from typing import Annotated

import typer

from grader.lms.collected import FileOutcome
from grader.system.characters import encodable
from grader.system.options import choice
from grader.system.terminal import CannotRun


class Platform(StrEnum):
    canvas = "canvas"
    moodle = "moodle"


Which = Annotated[Platform, typer.Argument(parser=choice(Platform))]
Roster = Annotated[
    Path | None, typer.Option(exists=True, dir_okay=False, help="Gradebook or worksheet with the students in it.")
]
StudentId = Annotated[
    str | None, typer.Option(help="The column or identity that holds nbgrader's student id, e.g. 'SIS Login ID'.")
]
Replace = Annotated[bool, typer.Option("--replace", help="Replace a notebook that is already there.")]


def module_of(platform: str) -> ModuleType:
    """The module of a course platform: `submitted`, `roster` and `fill`.

    platform   a Platform, or a Format of its name
    """
    return importlib.import_module(f"grader.lms.{Platform(platform)}")


def roster_of(platform: Platform, roster: Path | None, student_id: str | None) -> dict | None:
    """Read who is in a file that a platform exported; None where no file is given.

    Raises     CannotRun where the column of the student ids is not named
    """
    if roster is None:
        return None
    if student_id is None:
        raise CannotRun(f"--roster {roster} needs --student-id: the name of the column that has nbgrader's student ids")
    return module_of(platform).roster(roster, student_id)


def say(sentence, err=False):
    """Print a sentence that may hold what students have written."""
    typer.echo(encodable(sentence), err=err)


def say_what_came(rows, none, more=""):
    """Say what became of files that came in, and how many of each; end with 1 where one was not taken.

    rows    list of grader.lms.collected.Collected
    none    what is said where there is no row
    more    what stands behind the counts
    """
    outcomes = Counter(row.outcome for row in rows)
    for row in rows:
        if row.note:
            say(row.note, err=row.outcome in (FileOutcome.LEFT_OUT, FileOutcome.KEPT))
    counts = ", ".join(f"{count} {outcome}" for outcome, count in outcomes.items())
    say(f"{counts}{more}." if counts else none)
    raise typer.Exit(1 if outcomes[FileOutcome.LEFT_OUT] or outcomes[FileOutcome.KEPT] else 0)
