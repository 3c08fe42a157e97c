"""What the commands for course platforms have in common: their options, and what they say of what came in."""

from collections import Counter
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from grader.lms.collected import FileOutcome
from grader.system.characters import encodable
from grader.system.options import choice


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
