"""The command `site`."""

from pathlib import Path
from typing import Annotated

import typer

from grader.rules.points import counted
from grader.system.options import Course
from grader.system.program import TOP
from grader.system.terminal import assignments_of, find_course, stopping

app = typer.Typer()


@app.command()
def site(
    assignment: Annotated[
        list[str] | None, typer.Argument(help="The assignments that the site shows; all exercises if none is named.")
    ] = None,
    to: Annotated[Path, typer.Option(file_okay=False, help="The folder that is written.")] = TOP / "build" / "site",
    pyodide: Annotated[
        Path | None,
        typer.Option(
            exists=True,
            file_okay=False,
            help="A release of Pyodide, unpacked: the site then asks no other host. If not given, browsers get it from "
            "its own host.",
        ),
    ] = None,
    course: Course = None,
) -> None:
    """Build a static site of the releases that runs in a browser: nothing to install, no account, no server program."""
    with stopping(ValueError, RuntimeError, LookupError):
        from grader.exercise.loading import exercises
        from grader.site.build import build

        course = find_course(course)
        known = assignments_of(course)
        chosen = list(dict.fromkeys(assignment or [name for name in exercises() if name in known]))
        about = build(to, course, chosen, pyodide)
    if about["bytecode"] is False:
        typer.echo("Python would start sooner on the pages if Python 3.12 were installed where they are built")
    size = sum(path.stat().st_size for path in to.rglob("*") if path.is_file())
    typer.echo(f"Wrote {to}: {counted(len(chosen), 'assignment')}, {size / 1e6:.0f} MB, version {about['version']}")
    typer.echo(f"To look at it: python -m http.server --directory {to} 8000, then open http://localhost:8000")
