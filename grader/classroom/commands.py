"""The commands for a whole class: grade, feedback."""

from pathlib import Path
from typing import Annotated

import typer

from grader.interrupts import code_of

app = typer.Typer()

Course = Annotated[Path, typer.Option(help="The course folder, with nbgrader_config.py in it.")]
Assignment = Annotated[str, typer.Argument(help="The assignment, as nbgrader knows it.")]
Students = Annotated[list[str] | None, typer.Option(help="Only this student; give it again for more of them.")]
FAILED, NOTHING_DONE = 1, 2


@app.command()
def grade(
    assignment: Assignment = "rnn",
    course: Course = Path("assignment"),
    student: Students = None,
    force: Annotated[bool, typer.Option("--force", help="Grade again what has been graded before.")] = False,
    workers: Annotated[
        int | None, typer.Option(min=1, max=512, help="Processes of this machine; one for each core if not given.")
    ] = None,
    scheduler: Annotated[
        str,
        typer.Option(envvar="DASK_SCHEDULER_ADDRESS", help="A Dask scheduler, tcp://host:port; its workers grade."),
    ] = "",
    cpu: Annotated[
        int | None, typer.Option(min=1, help="Seconds of CPU time for student code; else c.Examine.cpu.")
    ] = None,
    wall: Annotated[
        float | None, typer.Option(min=0.1, help="Seconds by the clock for a cell or a call; else c.Examine.wall.")
    ] = None,
    memory: Annotated[
        int | None, typer.Option(min=64, help="Megabytes of memory for student code; else c.Examine.memory.")
    ] = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Say only what went wrong.")] = False,
    json_lines: Annotated[
        bool, typer.Option("--json", help="One JSON object a line on standard output, for programs.")
    ] = False,
):
    """Grade a class: everything under submitted/ goes through box and examiner, several at a time.

    Scores go into nbgrader's gradebook, notebooks into autograded/, a page for each student into feedback/, and a page
    on the whole class into reports/. What was graded before and has not changed is left as it is, so an interrupted
    run goes on where it was, and a second run costs next to nothing.

    With --student, the page on the class stays as it is.

    Exit codes:

    - 0: everything was read and graded
    - 1: some work could not be read, or not be graded as it should; it is said whose, and why
    - 2: nothing could be done, and it is said why
    - 130: interrupted with Ctrl-C; 143: ended with SIGTERM
    """
    from grader.classroom.progress import listener
    from grader.classroom.run import Options, Refused, grade_class

    options = Options(tuple(student or ()), force, workers, scheduler, cpu, wall, memory)
    with listener(quiet, json_lines) as listen:
        try:
            summary = grade_class(course, assignment, options, listen)
        except Refused as error:
            listen("stopped", why=str(error))
            raise typer.Exit(NOTHING_DONE) from None
        except OSError as error:
            listen("stopped", why=f"{error.strerror or error}: {error.filename or course}")
            raise typer.Exit(NOTHING_DONE) from None
        except KeyboardInterrupt as interrupt:
            listen("stopped", why="interrupted")
            raise typer.Exit(code_of(interrupt)) from None
        listen("end", summary=summary)
    raise typer.Exit(FAILED if summary.failures or summary.doubtful else 0)


@app.command()
def feedback(
    assignment: Assignment = "rnn",
    course: Course = Path("assignment"),
    student: Students = None,
):
    """Write the feedback pages anew, with points and comments that were given by hand since the class was graded."""
    from grader.classroom.rewriting import rewrite_pages
    from grader.classroom.run import Refused

    try:
        written, missing = rewrite_pages(course, assignment, tuple(student or ()))
    except (*Refused, OSError) as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(NOTHING_DONE) from None
    typer.echo(f"{written} pages written.")
    for name in missing:
        typer.echo(f"{name} has not been graded yet; run: python -m grader grade {assignment}", err=True)
    raise typer.Exit(FAILED if missing else 0)
