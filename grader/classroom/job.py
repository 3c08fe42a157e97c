"""One student's share of the work, done in whichever process or machine is free."""

import socket
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

import nbformat

from grader.classroom.result_cache import pack, unpack
from grader.grading.assignment import Assignment
from grader.grading.grade import grade, not_graded
from grader.grading.result import Result
from grader.intake.picking import Picked
from grader.pages.fallback import plain_notebook, plain_page
from grader.pages.feedback import feedback
from grader.rules.fence import Fence, MachineFailed
from grader.system.program import program_digest


class OtherProgram(MachineFailed):
    """A worker has another version of the grader than the one that asks it; its results would not be the same."""


@dataclass(frozen=True)
class Job:
    """What is to be done for one student.

    student      id
    name         "Last, First", or empty
    submission   Picked, or None where the result is there already
    packed       that result, packed; empty where it must be graded
    plain        True: its notebook and page could not be made; make plain ones
    """

    student: str
    name: str
    submission: Picked | None
    packed: bytes = b""
    plain: bool = False


@dataclass(frozen=True)
class Done:
    """What has been done.

    packed       the result, packed
    notebook     bytes of the autograded notebook
    page         bytes of the feedback page
    """

    packed: bytes
    notebook: bytes
    page: bytes


def work(job: Job, assignment: Assignment, keep: Callable[[bytes], None] = lambda packed: None) -> Done:
    """Grade a submission, unless that was done before, and write its notebook and its page.

    keep       is given the packed result as soon as there is one
    Returns    Done
    Raises     OtherProgram, EngineFailed; never for what a submission does
    """
    if assignment.program != program_digest():
        raise OtherProgram(
            f"the worker on {socket.gethostname()} has another version of the grader than the program that asks it; "
            "give all machines the same checkout, Python and packages"
        )
    fence = Fence(assignment.budget.seconds)
    result = unpack(job.packed) if job.packed else grade(job.submission, assignment, fence)
    known = len(fence.reasons)
    packed = job.packed or fence.step("the result was packed", partial(pack, result), lambda why: b"")
    if not job.packed:
        keep(packed)
    if job.plain:
        return plain_done(job, result, assignment, "Its notebook and its page could not be made.")
    notebook = fence.step("the notebook was written", partial(_notebook, result), lambda why: b"")
    page = fence.step("the page was written", partial(_page, result, job, assignment), lambda why: b"")
    if len(fence.reasons) > known:
        return plain_done(job, result, assignment, *fence.reasons[known:], notebook=notebook, page=page)
    return Done(packed, notebook, page)


def plain_done(
    job: Job, result: Result | None, assignment: Assignment, *reasons: str, notebook: bytes = b"", page: bytes = b""
) -> Done:
    """Return what is done for a submission whose notebook or page can't be made: plain ones, with points and reasons.

    result       Result; None: it could not be graded, either
    notebook, page    bytes, where one could be made
    """
    if result is None:
        result = not_graded(" ".join(reasons), assignment)
    result = replace(result, reasons=(*result.reasons, *(why for why in reasons if why not in result.reasons)))
    if not notebook:
        result = replace(result, notebook=plain_notebook(result, assignment))
        notebook = _notebook(result)
    page = page or plain_page(result, job.name or job.student, assignment.name).encode("utf-8", "replace")
    return Done(pack(replace(result, by_clock=True)), notebook, page)


def _notebook(result: Result) -> bytes:
    return nbformat.v4.writes(nbformat.from_dict(result.notebook)).encode("utf-8", "replace") + b"\n"


def _page(result: Result, job: Job, assignment: Assignment) -> bytes:
    return feedback(result, assignment.name, job.name or job.student, solution=assignment.solution).encode(
        "utf-8", "replace"
    )
