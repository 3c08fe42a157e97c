"""Course folders in which something is missing, damaged or in the wrong place, and commands that are run on them."""

import contextlib
import shutil
from pathlib import Path

from grader.classroom import run as runs
from grader.classroom.job import plain_done
from grader.course import nbgrader_cli, new_course, release, validation
from grader.system import terminal
from grader.system.homes import SECRET, TOP
from tests import forked

NAME = "rnn"


def make_course(folder):
    """Make a course with an exercise of its own, both halves, and one submission: Path; it has no links."""
    course = new_course.make_course(folder)
    shutil.rmtree(course / "source" / "lstm")
    shutil.copytree(TOP / SECRET / NAME, course / SECRET / NAME, ignore=shutil.ignore_patterns("__pycache__"))
    handed_in = course / "submitted" / "ada" / NAME
    handed_in.mkdir(parents=True)
    shutil.copy(course / "source" / NAME / f"{NAME}.ipynb", handed_in)
    (course / "grades.csv").write_text("Student,ID,rnn (1)\n,,\nada,1,\n")
    return course


def _broken_link(path):
    _gone(path)
    path.symlink_to("../../../nowhere")


def _gone(path):
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def _with(content):
    def write(path):
        _gone(path)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)

    return write


def _folder(path):
    _gone(path)
    path.mkdir(parents=True)


HOW = {
    "missing": _gone,
    "a broken link": _broken_link,
    "a folder": _folder,
    "empty": _with(b""),
    "bytes": _with(bytes(range(256))),
    "JSON": _with(b'{"cells": [3]}'),
}
FILES = (
    *("nbgrader_config.py", "gradebook.db", "hidden_seed.txt", "grades.csv", "source/rnn/rnn.ipynb"),
    *("source/rnn/exercise.py", "source/rnn/numbers.json", "source/rnn/public_tests.py", "source/rnn/rnn_utils.py"),
    *("exercises/rnn/__init__.py", "submitted/ada/rnn/rnn.ipynb", "results/rnn/tries.json", "reports/rnn.json"),
)
FOLDERS = (
    *("source", "source/rnn", "source/rnn/checks", "exercises", "submitted", "submitted/ada", "submitted/ada/rnn"),
    *("results", "results/rnn", "reports", "feedback", "autograded", "receipts", "release", "release/rnn"),
)
FAULTS = [(path, how) for path in (*FILES, *FOLDERS) for how in HOW]
COMMANDS = (
    *(("release", "rnn"), ("grade", "rnn", "--quiet"), ("feedback", "rnn"), ("mistakes", "rnn"), ("validate", "rnn")),
    *(("tidy", "rnn"), ("export", "csv", "rnn"), ("export", "junit", "rnn")),
    *(("export", "canvas", "rnn", "--exported", "grades.csv"), ("package", "rnn", "--to", "package.zip")),
    *(("gradescope", "rnn", "--to", "gradescope.zip"), ("collect", "canvas", "grades.csv", "rnn")),
    *(("site", "rnn", "--to", "site"), ("release",), ("grade", "--quiet"), ("new", "third")),
)


class _Workers:
    """Grades nothing, and says so in each row."""

    workers = 1

    def __init__(self, assignment):
        self.assignment = assignment

    def outcomes(self, jobs):
        for job in jobs:
            yield job, plain_done(job, None, self.assignment, "for this test")

    def close(self):
        """End."""


def outcome(words, course):
    """Run a command in a course folder: (exit code, standard output and error).

    Other programs are not started: what nbgrader and the workers do takes most of the time, and is tried elsewhere.
    """

    def prepare():
        runs._workers = lambda options, assignment, jobs: _Workers(assignment)
        release.nbgrader = nbgrader_cli.nbgrader = lambda *given, **more: None
        validation.nbgrader, validation._validate = release.nbgrader, lambda *given: {}
        terminal._SCRIPT = "grader"
        terminal.COURSE = Path(course)  # a course without settings is not taken for the one of this project

    return forked.outcome(words, course, prepare)


def put(fault, course):
    """Put a fault into a course folder: (path below it, key of HOW)."""
    path, how = fault
    place = Path(course) / path
    with contextlib.suppress(FileExistsError, NotADirectoryError):  # another fault stands in the way
        if how != "missing":
            place.parent.mkdir(parents=True, exist_ok=True)
        HOW[how](place)
