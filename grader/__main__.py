"""The commands of the instructor's package: python -m grader --help."""

if __name__ == "__main__":
    from grader.interrupts import end_at_once

    end_at_once()  # before the rest is loaded, which takes a while

import atexit
import gc
from pathlib import Path
from typing import Annotated

import typer

from grader.classroom import commands as classroom
from grader.lms import commands as platforms

app = typer.Typer(
    help="The instructor's side of the assignment.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="markdown",
)
app.add_typer(classroom.app)
app.add_typer(platforms.app)


@app.command()
def demo(folder: Annotated[Path, typer.Argument(help="where the course folder is made")] = Path("build/demo")):
    """Make a class of 38, grade it, write feedback and report, print the grades beside the expected ones."""
    from grader.classroom.demonstration import demonstrate

    raise typer.Exit(0 if demonstrate(folder.resolve()) else 1)


@app.command()
def validate():
    """Check source and release: tests pass and fail as they must, ids, points, checksums, links, nothing leaks."""
    from grader.classroom.validation import findings

    found = findings()
    for sentence in found:
        typer.echo(sentence, err=True)
    typer.echo(
        f"{len(found)} finding(s)." if found else "The assignment is sound: source passes, release is all to do."
    )
    raise typer.Exit(1 if found else 0)


@app.command()
def tidy():
    """Write the source notebook in its one form: no outputs, sorted keys, stable order."""
    import nbformat

    from grader.answers import NOTEBOOK
    from grader.classroom.validation import canonical

    notebook = nbformat.read(NOTEBOOK, as_version=4)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.update(outputs=[], execution_count=None)
    written = NOTEBOOK.with_suffix(".new")
    written.write_text(canonical(notebook), encoding="utf-8")
    written.replace(NOTEBOOK)


@app.command()
def numbers(check: Annotated[bool, typer.Option("--check", help="write nothing; fail where they are stale")] = False):
    """Write the numbers and hints of the public tests anew, from the notebook's reference and the catalogue."""
    from grader import public_numbers

    if not check:
        public_numbers.write()
    elif public_numbers.TARGET.read_text(encoding="utf-8") != public_numbers.rendered():
        typer.echo(f"{public_numbers.TARGET} is stale; write it anew with: make numbers", err=True)
        raise typer.Exit(1)


@app.command()
def mistakes(course: Annotated[Path, typer.Argument(help="a course folder with autograded work")] = Path("assignment")):
    """Print which mistakes a class made, the most frequent first, with their causes and who made them."""
    from grader.classroom.mistakes import described, records

    try:
        found = records(course)
    except FileNotFoundError as error:
        typer.echo(error, err=True)
        raise typer.Exit(2) from None
    typer.echo("Students who made each mistake:")
    for line in described(found):
        typer.echo(line)


@app.command()
def catalogue(quiet: Annotated[bool, typer.Option("--quiet", help="only the shares, not the table")] = False):
    """Run the whole catalogue of mistakes through the tests: what catches each, and what it is named."""
    from rich.console import Console

    from grader import proof

    found = proof.rows()
    if not quiet:
        Console().print(proof.table(found))
    typer.echo("\n".join(proof.shares(found)))


if __name__ == "__main__":
    # Python would look once more for cycles in all that is loaded, for a third of a second, before it ends.
    atexit.register(gc.freeze)
    app(prog_name="python -m grader")
