"""One student's share of the work, done in whichever process or machine is free."""

import socket
from dataclasses import dataclass

import nbformat

from grader.classroom.grading import grade
from grader.classroom.pages.feedback import feedback
from grader.classroom.store import pack, unpack
from grader.intake.picking import Picked
from grader.program import program_digest


class OtherProgram(RuntimeError):
    """A worker has another version of the grader than the one that asks it; its results would not be the same."""


@dataclass(frozen=True)
class Job:
    """What is to be done for one student.

    student      id
    name         "Last, First", or empty
    submission   Picked, or None where the result is there already
    packed       that result, packed; empty where it must be graded
    """

    student: str
    name: str
    submission: Picked | None
    packed: bytes = b""


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


def work(job, assignment):
    """Grade a submission, unless that was done before, and write its notebook and its page; return Done.

    Raises OtherProgram, and what `grade` raises.
    """
    if assignment.program != program_digest():
        raise OtherProgram(
            f"the worker on {socket.gethostname()} has another version of the grader than the program that asks it; "
            "give all machines the same checkout"
        )
    result = unpack(job.packed) if job.packed else grade(job.submission, assignment)
    notebook = nbformat.v4.writes(nbformat.from_dict(result.notebook)).encode("utf-8") + b"\n"
    page = feedback(result, job.name or job.student, assignment.name).encode("utf-8")
    return Done(job.packed or pack(result), notebook, page)
