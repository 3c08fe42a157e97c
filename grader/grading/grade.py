"""The pure core: what was handed in and an assignment go in, a result comes out, and nothing else is touched."""

import atexit
import os
import tempfile
import threading
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from checks.report import Score, passed_in
from grader.box import scratch
from grader.examiner.account import Answered
from grader.examiner.engine import Engine
from grader.examiner.execution import demonstrations, error_of, execute, points_of, refuse_unfinished
from grader.examiner.measured import measured, refuse_measured
from grader.examiner.notice import put_notice
from grader.examiner.outputs import SAID_BY_THE_TEST, STOPPED
from grader.grading.assignment import Assignment
from grader.grading.result import Answer, Result, Tested
from grader.intake.picking import Picked
from grader.intake.recover_notebook import TakenIn, take_in
from grader.intake.repairs import repairs_of_skipped
from grader.rules.cell_kinds import grade_id_of, is_graded_by_hand, is_solution, is_test, tested_function
from grader.rules.delimiters import has_hidden_tests
from grader.rules.fence import Fence
from grader.system.characters import encodable

_EMPTY = nbformat.v4.new_notebook()


def grade(submission: Picked, assignment: Assignment, fence: Fence | None = None) -> Result:
    """Grade one submission.

    submission   grader.intake.picking.Picked: the bytes of a notebook
    assignment   grader.grading.assignment.Assignment
    fence        grader.rules.fence.Fence around the submission; None: a new one
    Returns      Result; the same for the same bytes, whoever grades them where, unless it is `by_clock`
    Raises       EngineFailed where box or examiner can't work on this machine; never for what a student did
    """
    fence = fence or Fence(assignment.budget.seconds)
    engine = _engine(assignment)
    taken = fence.step(
        "the notebook was read",
        lambda: take_in(submission, assignment.name, assignment.cells, assignment.budget),
        lambda why: take_in(Picked(b"", why), assignment.name, assignment.cells),
    )
    examined = execute(taken.cells, engine, demonstrations(assignment.cells), fence)
    refuse_unfinished(taken.cells, examined.finished)
    if assignment.backpropagation:
        refuse_measured(taken.cells, assignment.given)
    return _result(taken, assignment, examined.answer, fence)


def not_graded(why: str, assignment: Assignment) -> Result:
    """Return the Result of a submission that could not be graded: untouched work, no points, and the reason."""
    taken = take_in(Picked(b"", why), assignment.name, assignment.cells)
    refuse_unfinished(taken.cells, ())
    answer = Answered(reasons=(why,), by_clock=True)
    return _result(taken, assignment, answer, Fence(assignment.budget.seconds))


def _result(taken: TakenIn, assignment: Assignment, answer: Answered, fence: Fence) -> Result:
    """Put together what grading came to."""
    notebook = nbformat.from_dict({**_EMPTY, "cells": taken.cells, "metadata": assignment.metadata})
    if not answer.confined:
        put_notice(notebook, answer)
    functions = {cell.metadata.nbgrader.grade_id for cell in assignment.cells if is_solution(cell)}
    tests = tuple(
        fence.step("a message was read", partial(_tested, cell, functions), partial(_untold, cell, functions))
        for cell in filter(is_test, taken.cells)
    )
    answers = tuple(_answer(cell) for cell in filter(is_graded_by_hand, taken.cells))
    slopes = fence.step("gradients were looked at", lambda: measured(taken.cells, assignment.given), lambda why: ())
    stops = fence.step("messages were read", lambda: tuple(_stops(taken.cells, tests)), lambda why: ())
    cut = [str(repair) for repair in taken.repairs if repair.kind == "cut"]  # the rest of the work is lost
    reasons = tuple(dict.fromkeys([*cut, *answer.reasons, *fence.reasons]))
    return Result(
        tests=tests,
        answers=answers,
        notebook=notebook,
        repairs=(*(one for one in taken.repairs if one.kind != "cut"), *repairs_of_skipped(answer.skipped)),
        unreadable=encodable(taken.unreadable),
        measured=slopes,
        stops=tuple(stop for stop in stops if stop not in reasons),
        confinement=answer.confinement,
        confined=answer.confined,
        times=answer.times,
        reasons=reasons,
        by_clock=answer.by_clock or fence.by_clock,
    )


def _tested(cell: NotebookNode, functions: set[str]) -> Tested:
    """Read from the outputs of a test cell what it came to.

    functions   set of the grade_ids of solution cells
    """
    known, error, function = cell.metadata.nbgrader, error_of(cell), _function_of(cell, functions)
    if error is None:
        words = passed_in("".join(output.get("text", "") for output in cell.outputs), function)
    else:
        words = error.evalue if error.ename in SAID_BY_THE_TEST else f"{error.ename}: {error.evalue}"
    records = (output.data[Score.MIME] for output in cell.outputs if Score.MIME in output.get("data", {}))
    hidden, points = has_hidden_tests(cell.source), points_of(cell)
    return Tested(known.grade_id, function, hidden, points, known.points, words, next(records, None))


def _untold(cell: NotebookNode, functions: set[str], why: str) -> Tested:
    """The same where the message of a test can't be read: its points stay."""
    known = cell.metadata.nbgrader
    return Tested(
        known.grade_id, _function_of(cell, functions), has_hidden_tests(cell.source), points_of(cell), known.points, why
    )


def _function_of(cell: NotebookNode, functions: set[str]) -> str:
    """The function that a test grades, by its grade_id; the grade_id itself where there is no such solution."""
    grade_id = cell.metadata.nbgrader.grade_id
    function = tested_function(grade_id)
    return function if function in functions else grade_id


def _answer(cell: NotebookNode) -> Answer:
    """Say of a cell that a person grades what is known without one."""
    known = cell.metadata.nbgrader
    return Answer(known.grade_id, points_of(cell), known.points)


def _stops(cells: list[NotebookNode], tests: tuple[Tested, ...]) -> Iterator[str]:
    """Say what ended a cell or a test from outside, in sentences.

    tests   tuple of Tested
    """
    known = {test.id: test for test in tests}
    for cell in cells:
        error, grade_id = error_of(cell), grade_id_of(cell)
        stopped = known[grade_id].record["stopped"] if grade_id in known and known[grade_id].record else ""
        if error is not None and error.ename == STOPPED:
            yield f"{grade_id or 'a cell of the student'}: {error.evalue}"
        elif stopped:
            yield f"{grade_id}: a call {stopped}"
        elif error is not None and is_test(cell) and error.ename not in (*SAID_BY_THE_TEST, "NameError"):
            yield f"{grade_id}: the test itself ended with {error.ename}: {error.evalue}"


# ── Engines ───────────────────────────────────────────────────────────────────────────────────────────────────────

_engines = threading.local()  # an engine takes one submission at a time
_all: set[Engine] = set()


def _engine(assignment: Assignment) -> Engine:
    """Return this thread's warm engine for an assignment; another one's engine is closed first."""
    known = getattr(_engines, "digest", None) == assignment.digest
    if not known or not Path(_engines.folder).is_dir():
        close_engine()
        folder = tempfile.mkdtemp(prefix="given-")
        for name, data in assignment.given.items():
            path = Path(folder) / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        engine = Engine(
            folder,
            assignment.name,
            assignment.budget,
            assignment.packages,
            assignment.unconfined,
            assignment.seed,
        )
        _engines.digest, _engines.folder, _engines.engine = assignment.digest, folder, engine
        _all.add(engine)
        atexit.register(_close, engine, folder, os.getpid())
    return _engines.engine


def close_engine() -> None:
    """End this thread's engine, if it has one."""
    if getattr(_engines, "digest", None):
        _close(_engines.engine, _engines.folder, os.getpid())
        _engines.digest = _engines.engine = _engines.folder = None


def kill_engines() -> None:
    """End all engines of this process, from any of its threads, whatever they are doing."""
    for engine in list(_all):
        engine.kill()


def _close(engine: Engine, folder: str, pid: int) -> None:
    if os.getpid() == pid:
        engine.close()
        _all.discard(engine)
        scratch.remove(folder)
