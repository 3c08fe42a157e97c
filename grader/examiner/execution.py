"""A rebuilt notebook, executed: the student's cells in the box, the test cells in the examiner."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

import nbformat
from nbformat import NotebookNode

from grader.examiner import outputs
from grader.examiner.account import Answered, refused
from grader.examiner.cells import CellKind
from grader.examiner.engine import Engine
from grader.rules.cell_kinds import Kind, grade_id_of, is_graded_by_hand, is_test, is_unchanged, kind_of
from grader.rules.fence import Fence
from grader.system.characters import encodable

SHARE = 0.9  # of the time of a submission: the rest is for its pages
LINES = 1000  # of what a cell prints that are kept, and a tenth of them of a traceback
NOT_RUN = "This test was not run to its end by the examiner, so it earns nothing."


@dataclass(frozen=True)
class Examined:
    """The result of executing a notebook.

    finished   set of grade_id: the test cells that finished, or ended with an error
    answer     grader.examiner.account.Answered, without the cells: they have their outputs
    """

    finished: frozenset[str]
    answer: Answered


def execute(
    cells: Sequence[NotebookNode], engine: Engine, handed_out: Collection[str], fence: Fence | None = None
) -> Examined:
    """Execute the code cells of a rebuilt notebook, in place: they have outputs and counts afterwards.

    cells        list of notebook cells
    engine       grader.examiner.engine.Engine
    handed_out   set of the texts of the instructor's cells that nbgrader does not know: demonstrations
    fence        grader.rules.fence.Fence around the submission; None: a new one
    Returns      Examined; a test cell that has no outcome is an error, with the reason, and earns nothing
    Raises       EngineFailed where the examiner or its box can't work; never for what a submission does
    """
    fence = fence or Fence(engine.budget.seconds)
    code = [cell for cell in cells if cell.cell_type == "code"]
    jobs = [_job(cell, handed_out) for cell in code]
    answer = fence.step(
        "the notebook was tested",
        lambda: engine.grade(jobs, SHARE * fence.left),
        lambda why: replace(refused(jobs, f"could not be run: {why}"), **engine.ready),
        timed=False,
    )
    fence.reasons += answer.reasons
    fence.by_clock |= answer.by_clock
    finished = fence.step("the outputs were read", lambda: _put(code, answer.cells), lambda why: _refuse(code, why))
    return Examined(
        frozenset(finished), replace(answer, cells=(), reasons=tuple(fence.reasons), by_clock=fence.by_clock)
    )


def _put(code, results):
    """Give cells their outputs and counts; return the grade_ids of the tests that finished or ended with an error."""
    finished = set()
    for count, (cell, result) in enumerate(zip(code, results, strict=True), start=1):
        cell.outputs = [nbformat.from_dict(output) for output in _limited(encodable(result["outputs"]))]
        cell.execution_count = count
        for output in cell.outputs:
            if output.output_type == "execute_result":
                output.execution_count = count
        if is_test(cell) and (result["finished"] or error_of(cell)):
            finished.add(cell.metadata.nbgrader.grade_id)
    return finished


def _refuse(code, why):
    """Say in each test why it earns nothing, and remove all other outputs; return the same as `_put`."""
    for cell in code:
        cell.outputs = [_error(why)] if is_test(cell) else []
    return {cell.metadata.nbgrader.grade_id for cell in code if is_test(cell)}


def _error(why):
    return nbformat.v4.new_output("error", ename=outputs.NOT_RUN, evalue=why, traceback=[why])


def refuse_unfinished(cells: Sequence[NotebookNode], finished: Collection[str]) -> None:
    """Replace the output of every test cell that did not finish by an error: it earns nothing."""
    for cell in filter(is_test, cells):
        if cell.metadata.nbgrader.grade_id not in finished:
            cell.outputs = [_error(NOT_RUN)]


def points_of(cell: NotebookNode) -> float | None:
    """The points of a graded cell, by nbgrader's rule (nbgrader.utils.determine_grade); None: a person gives them.

    The first error or result of a test decides: an error gives no points, a number so many, and a test with neither has
    all of them. A negative number does not count, nor does one larger than the points of the cell, for which nbgrader
    would stop the run. An answer that a person grades has no points if it is unchanged.
    """
    if is_graded_by_hand(cell):
        return 0.0 if is_unchanged(cell) else None
    most = float(cell.metadata.nbgrader.points)
    for output in cell.outputs:
        if output.output_type == "error":
            return 0.0
        if output.output_type == "execute_result":
            return _partial(output, most)
    return most


def _partial(output, most):
    """The points in a test's result, if it is a number that can be points; otherwise all of them."""
    try:
        points = float(output["data"]["text/plain"])
    except (KeyError, TypeError, ValueError):
        return most
    return points if 0 <= points <= most else most


def demonstrations(source_cells: Sequence[NotebookNode]) -> set[str]:
    """The texts of the instructor's code cells that nbgrader does not know, which demonstrate the functions."""
    return {cell.source for cell in source_cells if cell.cell_type == "code" and "nbgrader" not in cell.metadata}


def error_of(cell: NotebookNode) -> NotebookNode | None:
    """The error that a cell ended with: an output, or None."""
    return next((output for output in cell.get("outputs", ()) if output.output_type == "error"), None)


def _job(cell, handed_out):
    """A code cell as the examiner gets it; whose text it is decides where it runs."""
    kinds = {Kind.TEST: CellKind.TEST, Kind.GIVEN: CellKind.GIVEN, Kind.TASK: CellKind.DEMO}
    kind = kinds.get(kind_of(cell)) or (CellKind.DEMO if cell.source in handed_out else CellKind.STUDENT)
    return {"kind": kind, "source": cell.source, "id": grade_id_of(cell)}


def _limited(outputs):
    """Cut what is printed to LINES lines, and a traceback to a tenth of them."""
    left = LINES
    for output in outputs:
        if output["output_type"] == "stream":
            lines = output["text"].split("\n")
            if left <= 0:
                continue
            if len(lines) > left:
                lines = [*lines[:left], f"[only the first {LINES} lines are shown]"]
            left -= len(lines)
            output = {**output, "text": "\n".join(lines)}
        elif output["output_type"] == "error" and len(output["traceback"]) > LINES // 10:
            half = LINES // 20
            kept = [*output["traceback"][:half], "[some lines are left out]", *output["traceback"][-half:]]
            output = {**output, "traceback": kept}
        yield output
