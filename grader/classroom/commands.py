"""The commands for a whole class: release, grade, feedback."""

import contextlib
import os
from functools import partial
from typing import Annotated

import typer

from grader.course.seed import NEW_VARIABLE
from grader.rules.points import counted
from grader.system.characters import encodable
from grader.system.interrupts import code_of
from grader.system.options import Assignment, Course, Students, number, whole_number
from grader.system.terminal import (
    REFUSED,
    CannotRun,
    command,
    find_assignment,
    find_course,
    nbgrader_command,
    need_examiner,
    need_linux,
    sentence,
    stop,
    stopping,
)

app = typer.Typer()

FAILED = 1


@app.command()
def release(assignment: Assignment = None, course: Course = None) -> None:
    """Make the students' folder: the source without solutions and hidden tests, as nbgrader generate_assignment does.

    Run it again after each change of the source: the cells are also written into the gradebook.
    """
    from grader.course.release import Failed, make_release

    with stopping(*Failed):
        course = find_course(course)
        folder = make_release(course, find_assignment(course, assignment))
    typer.echo(f"Hand out what is in {folder}")


@app.command()
def grade(
    assignment: Assignment = None,
    course: Course = None,
    student: Students = None,
    force: Annotated[bool, typer.Option("--force", help="Grade again what has been graded before.")] = False,
    new_seed: Annotated[
        bool, typer.Option("--new-seed", help="Continue although the existing results were graded with another seed.")
    ] = False,
    workers: Annotated[
        int | None,
        typer.Option(
            parser=whole_number(1, 512), help="Processes of this machine, 1 to 512; one for each core if not given."
        ),
    ] = None,
    scheduler: Annotated[
        str,
        typer.Option(envvar="DASK_SCHEDULER_ADDRESS", help="A Dask scheduler, tcp://host:port; its workers grade."),
    ] = "",
    cpu: Annotated[
        int | None,
        typer.Option(parser=whole_number(1), help="Seconds of CPU time for student code; else c.Examine.cpu."),
    ] = None,
    wall: Annotated[
        float | None,
        typer.Option(parser=number(0.1), help="Seconds by the clock for a cell or a call; else c.Examine.wall."),
    ] = None,
    memory: Annotated[
        int | None,
        typer.Option(parser=whole_number(512), help="Megabytes of memory for student code; else c.Examine.memory."),
    ] = None,
    watch: Annotated[
        bool,
        typer.Option("--watch", help="Keep running, and grade what arrives within seconds, until Ctrl-C or SIGTERM."),
    ] = False,
    inbound: Annotated[
        bool,
        typer.Option("--inbound", help="With --watch: collect from nbgrader's exchange, and release the pages there."),
    ] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Say only what went wrong.")] = False,
    json_lines: Annotated[
        bool, typer.Option("--json", help="One JSON object per line on standard output, for programs.")
    ] = False,
) -> None:
    """Grade a class: everything under submitted/ goes through box and examiner, several at a time.

    Scores go into nbgrader's gradebook, notebooks into autograded/, a page for each student into feedback/, and a page
    on the whole class into reports/. What was graded before and has not changed is left as it is, so an interrupted
    run continues where it stopped, and a second run costs next to nothing.

    With --student, the page on the class stays as it is. With --watch, docs/grade-as-they-arrive.md says more.

    Exit codes:

    - 0: everything was read and graded
    - 1: some work is in the wrong place, unreadable, changed during the run, or could not be graded properly; the
      output says whose, and why
    - 2: the command could not start or continue; the message says why
    - 130: interrupted with Ctrl-C; 143: ended with SIGTERM
    """
    with stopping():
        need_examiner()
        need_linux("Grading")
    from grader.classroom.progress import listener
    from grader.classroom.run import Options

    if new_seed:
        os.environ[NEW_VARIABLE] = "1"
    course = find_course(course)
    with stopping():
        assignment = find_assignment(course, assignment)
        if inbound and not watch:
            once = nbgrader_command("collect", assignment, course=course)
            raise CannotRun(f"--inbound belongs to --watch; to collect once, run: {once}")
    options = Options(tuple(student or ()), force, workers, scheduler, cpu, wall, memory)
    work = partial(_watch, inbound=inbound) if watch else _grade
    with listener(quiet, json_lines) as listen:
        with _telling_why_it_stops(listen):
            summary = work(course, assignment, options, listen)
        listen("end", summary=summary)
    raise typer.Exit(0 if summary.everything_is_graded else FAILED)


@contextlib.contextmanager
def _telling_why_it_stops(listen):
    """End the program with the right exit code where the block is stopped, and tell the listener why."""
    from grader.classroom.run import Refused

    try:
        yield
    except (CannotRun, *Refused) as error:
        listen("stopped", why=str(error))
        raise typer.Exit(REFUSED) from None
    except OSError as error:
        listen("stopped", why=sentence(error))
        raise typer.Exit(REFUSED) from None
    except KeyboardInterrupt as interrupt:
        listen("stopped", why="interrupted")
        raise typer.Exit(code_of(interrupt)) from None


def _grade(course, assignment, options, listen):
    from grader.classroom.run import grade_class

    return _known(grade_class, course, assignment, options, listen)


def _watch(course, assignment, options, listen, inbound):
    from grader.classroom.watch import watch_class

    return _known(partial(watch_class, inbound=inbound), course, assignment, options, listen)


def _known(work, course, assignment, *more):
    """Work on a class; where the gradebook has never heard of the assignment, write its cells into it first."""
    from grader.course.release import record_source
    from grader.grading.assignment import UnknownAssignment

    try:
        return work(course, assignment, *more)
    except UnknownAssignment:
        record_source(course, assignment)
    return work(course, assignment, *more)


@app.command()
def feedback(assignment: Assignment = None, course: Course = None, student: Students = None) -> None:
    """Write the feedback pages again, with points and comments that were given by hand since the class was graded."""
    from grader.classroom.rewrite_pages import rewrite_pages
    from grader.classroom.run import Refused
    from grader.grading.assignment import UnknownAssignment

    course = find_course(course)
    with stopping(*Refused):
        assignment = find_assignment(course, assignment)
        how = command("grade", assignment, course=course)
        try:
            written, missing = rewrite_pages(course, assignment, tuple(student or ()))
        except UnknownAssignment as error:
            stop(f"{error}; run: {how}")
    if not written and not missing:
        stop(f"nobody has handed in {assignment}, so there are no pages to write; grade first: {how}")
    typer.echo(f"{counted(written, 'page')} written.")
    for name in missing:
        typer.echo(f"{encodable(name)} has not been graded yet; run: {how}", err=True)
    raise typer.Exit(FAILED if missing else 0)
