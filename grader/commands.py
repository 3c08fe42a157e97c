"""The commands of the instructor's program: grader --help."""

from pathlib import Path
from typing import Annotated

import typer

from grader.classroom import commands as classroom
from grader.lms import commands as platforms
from grader.lms.web import commands as web_services
from grader.rules.points import counted
from grader.site import commands as sites
from grader.system.characters import encodable
from grader.system.environment import complete
from grader.system.homes import SOURCE
from grader.system.options import Assignment, Course
from grader.system.program import TOP, version
from grader.system.terminal import command, find_assignment, find_course, need_examiner, need_linux, stop, stopping

Exercise = Annotated[
    str | None,
    typer.Argument(help="An exercise of this project or of the course; all if none is given."),
]

app = typer.Typer(
    help="The instructor's side of the assignment.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="markdown",
)
app.add_typer(classroom.app)
app.add_typer(platforms.app)
app.add_typer(web_services.app)
app.add_typer(sites.app)


def _show_version(asked):
    if asked:
        typer.echo(version())
        raise typer.Exit


@app.callback()
def main(
    _: Annotated[
        bool, typer.Option("--version", help="Print the version and exit.", callback=_show_version, is_eager=True)
    ] = False,
) -> None:
    complete()


@app.command()
def demo(
    folder: Annotated[Path, typer.Argument(help="Where the course folder is made.")] = TOP / "build" / "demo",
) -> None:
    """Make a class for each exercise, grade it, write pages and report, print the grades beside the expected ones."""
    with stopping():
        need_examiner()
        need_linux("The demo")
    from grader.classroom.run import Refused
    from grader.course.nbgrader_cli import CommandFailed
    from grader.demo.demonstration import demonstrate

    with stopping(CommandFailed, *Refused):
        right = demonstrate(folder.resolve())
    raise typer.Exit(0 if right else 1)


@app.command()
def confinement():
    """Print which layers confine student code on this machine, and why the others are unavailable.

    Exit code 1 if they do not suffice.
    """
    from grader.box.sandbox import available

    with stopping():
        need_linux("Grading")
    found = available()
    typer.echo(found)
    for sentence in found.why:
        typer.echo(f"{sentence}.")
    raise typer.Exit(0 if found.holds else 1)


@app.command()
def new(
    name: Annotated[str, typer.Argument(help="Small letters, digits and _: a folder, a notebook, a Python package.")],
    course: Course = None,
) -> None:
    """Create a working exercise with one function, as a starting point for yours.

    docs/another-exercise.md leads from there to a full exercise.
    """
    from grader.exercise.new import create

    with stopping():
        course = find_course(course)
        public, secret = create(name, course)
    typer.echo(f"Made {public} (students get it) and {secret} (secret).")
    typer.echo("Change both into your exercise, then run:")
    for verb in ("tidy", "numbers", "validate"):
        typer.echo(f"    {command(verb, name, course=course)}")


@app.command()
def validate(assignment: Exercise = None, course: Course = None) -> None:
    """Check source and release: tests pass and fail as they must, ids, points, checksums, links, nothing leaks."""
    from grader.course.nbgrader_cli import CommandFailed
    from grader.course.validation import findings
    from grader.grading.assignment import AssignmentError

    for exercise in _chosen(assignment, course):
        with stopping(AssignmentError, CommandFailed, LookupError):
            found = findings(exercise.name, _looked_at(exercise, course))
        for sentence in found:
            typer.echo(sentence, err=True)
        if found:
            stop(f"{exercise.name}: {counted(len(found), 'finding')}.", 1)
        typer.echo(f"{exercise.name} is sound: the source passes every test, the release none.")


@app.command()
def tidy(assignment: Exercise = None, course: Course = None) -> None:
    """Format the source notebook: no outputs, sorted keys, nbgrader's metadata, test cells as exercise.py has them."""
    from grader.course.validation import canonical
    from grader.exercise.arranging import arrange
    from grader.system.files import write_file
    from grader.system.notebooks import read_notebook

    for exercise in _chosen(assignment, course):
        path = _looked_at(exercise, course) / SOURCE / exercise.name / exercise.notebook.name
        with stopping():
            notebook = read_notebook(path)
        arrange(notebook, exercise.public)
        write_file(path, canonical(notebook).encode("utf-8"))


@app.command()
def numbers(
    assignment: Exercise = None,
    course: Course = None,
    check: Annotated[bool, typer.Option("--check", help="Write nothing; fail where they are stale.")] = False,
) -> None:
    """Regenerate the numbers and hints of the public tests, from the notebook's reference and the catalogue."""
    from grader.exercise.numbers import rendered, write

    for exercise in _chosen(assignment, course):
        if not check:
            write(exercise)
        elif exercise.tests.path.read_text(encoding="utf-8") != rendered(exercise):
            again = command("numbers", exercise.name, course=exercise.home.course)
            stop(f"{exercise.tests.path} is stale; regenerate it: {again}", 1)


@app.command()
def mistakes(assignment: Assignment = None, course: Course = None) -> None:
    """Print which mistakes a class made, the most frequent first, with their causes and who made them."""
    from grader.grading.mistakes import described, records

    with stopping(LookupError):
        course = find_course(course)
        assignment = find_assignment(course, assignment)
        lines = list(described(records(course, assignment), assignment))
    typer.echo("Students who made each mistake:")
    for line in lines:
        typer.echo(encodable(line))


@app.command()
def catalogue(
    assignment: Exercise = None,
    course: Course = None,
    quiet: Annotated[bool, typer.Option("--quiet", help="Only the shares, not the table.")] = False,
) -> None:
    """Run the catalogue of mistakes through the tests: which test catches each, and how it is identified."""
    from rich.console import Console

    from grader.exercise import proof

    for exercise in _chosen(assignment, course):
        found = proof.rows(exercise)
        if not quiet:
            Console().print(proof.table(found))
        typer.echo("\n".join([f"{exercise.name}:", *proof.shares(found)]))


@app.command()
def mutants(
    assignment: Exercise = None,
    course: Course = None,
    number: Annotated[int, typer.Option(help="How many single changes to try in each function, at most.")] = 100,
    show: Annotated[
        bool, typer.Option("--show", help="Also print the programs for which a wrong line is reported.")
    ] = False,
) -> None:
    """Run generated mistakes through the public tests: how often the reported line is right, wrong, or missing."""
    from grader.exercise import place_proof

    for exercise in _chosen(assignment, course):
        found = list(place_proof.tried(exercise, number))
        typer.echo("\n".join([f"{exercise.name}:", *place_proof.shares(found)]))
        for one in found if show else ():
            if one.place == place_proof.FALSE:
                lines = [one.mutant.source.split("\n")[at - 1].strip() for at in sorted(one.mutant.lines)]
                typer.echo(f"{one.style} {one.function} {lines}: {[place.text for place in one.places.places]}")


@app.command()
def benchmark(
    assignment: Exercise = None,
    course: Course = None,
    to: Annotated[Path, typer.Option(help="The file that is written.")] = TOP / "build" / "benchmark.json",
) -> None:
    """Write the catalogue of mistakes as one JSON file, to measure another tool on it: docs/benchmark.md."""
    from grader.exercise.benchmark import rendered
    from grader.system.files import write_file

    text = rendered(_chosen(assignment, course))
    to.parent.mkdir(parents=True, exist_ok=True)
    write_file(to, text.encode("utf-8"))
    typer.echo(f"Wrote {to}. It tells the solutions: show it to no student.")


@app.command()
def shares():
    """Measure how often the reported line and the hint are correct; update the README's table (a few minutes)."""
    from grader.exercise import shares as measured
    from grader.exercise.loading import load
    from grader.system.homes import PROJECT

    rows = [row for name in sorted(PROJECT.exercises()) for row in measured.measure(load(name))]
    measured.write(rows)
    typer.echo(measured.table(rows))


def _looked_at(exercise, course):
    """The course whose source is meant: the one that is named, or that is worked in and has the assignment."""
    at_work = find_course(course)
    return at_work if course or (at_work / SOURCE / exercise.name).is_dir() else exercise.home.course


def _chosen(assignment, course):
    """The exercises that a command is for, of this project and of the course at work: list of FullExercise."""
    from grader.exercise.loading import exercises, load

    with stopping(LookupError):
        find_course(course)
        return [load(name) for name in ([assignment] if assignment else exercises())]
