"""The commands of the instructor's package: python -m grader --help."""

from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(help="The instructor's side of the assignment.", no_args_is_help=True, add_completion=False)


@app.command()
def demo(folder: Annotated[Path, typer.Argument(help="where the course folder is made")] = Path("build/demo")):
    """Make a class of thirty, autograde it with nbgrader, write feedback, print the grades beside the expected ones."""
    from grader.classroom.demonstration import demonstrate

    raise typer.Exit(0 if demonstrate(folder.resolve()) else 1)


@app.command()
def numbers(check: Annotated[bool, typer.Option("--check", help="write nothing; fail where they are stale")] = False):
    """Write the numbers at the end of public_tests.py anew, from the reference in the notebook."""
    from grader import public_numbers

    if not check:
        public_numbers.write()
    elif public_numbers.PUBLIC_TESTS.read_text(encoding="utf-8") != public_numbers.rendered():
        typer.echo("The numbers in public_tests.py are stale; write them anew with: make numbers", err=True)
        raise typer.Exit(1)


if __name__ == "__main__":
    app(prog_name="python -m grader")
