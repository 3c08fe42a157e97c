"""Receiving what was handed in: from each submission a clean notebook of text, whatever lay in the student's folder.

nbgrader autogrades from the folder `received`, which holds nothing else; `submitted` stays as it is.
"""

import re
import shutil
from pathlib import Path

import nbformat
from nbgrader import converters
from nbgrader.apps import api, autogradeapp
from nbgrader.utils import parse_utc

from grader.files import write_file
from grader.intake.notebook import received
from grader.intake.picking import pick

RECEIVED = "received"
TIMESTAMP, SECRET = "timestamp.txt", "submission_secret.txt"


class Autograde(converters.Autograde):
    """nbgrader's autograding, of what was received."""

    @property
    def _input_directory(self):
        return RECEIVED if self._sanitizing else self.coursedir.autograded_directory

    def start(self):
        receive_all(self.coursedir, self.log)
        super().start()


def use():
    """Let nbgrader's command and Formgrader's button receive submissions before they autograde them."""
    autogradeapp.Autograde = api.Autograde = Autograde


def receive_all(coursedir, log):
    """Receive every submission of an assignment that nbgrader is asked to autograde.

    coursedir  nbgrader's CourseDirectory
    Folders are made anew; a submission that was received before and has not changed is left alone.
    """
    assignment = coursedir.assignment_id
    source = Path(coursedir.format_path(coursedir.source_directory, ".", assignment))
    notebooks = sorted(path.stem for path in source.glob("*.ipynb"))
    pattern = coursedir.format_path(coursedir.submitted_directory, coursedir.student_id, assignment)
    students = Path(coursedir.root, coursedir.submitted_directory)
    for folder in sorted(Path(coursedir.root).glob(str(Path(pattern).relative_to(coursedir.root)))):
        student = folder.relative_to(students).parts[0]
        target = Path(coursedir.format_path(RECEIVED, student, assignment))
        for name in notebooks:
            notebook, said = receive(folder, name, source / f"{name}.ipynb")
            for sentence in said:
                log.warning("%s: %s", student, sentence)
            write_file(target / f"{name}.ipynb", nbformat.writes(notebook).encode("utf-8"))
        _copy_carried(folder, target)


def receive(folder, name, source):
    """Read one notebook of a submission.

    folder     Path of what the student handed in
    name       of the notebook, without .ipynb
    source     Path of the instructor's notebook
    Returns (a notebook of format 4 with nothing but text, what was repaired as sentences). Never raises for what the
    student's folder holds: what can't be read becomes the untouched assignment, with the reason above it.
    """
    cells, said = received(pick(folder, name), name, nbformat.read(source, as_version=4).cells)
    notebook = nbformat.v4.new_notebook(cells=cells)
    notebook.metadata["received"] = said
    return notebook, said


def carried(folder):
    """Read what nbgrader's exchange has put beside a notebook: dict, file name -> text, without what makes no sense.

    timestamp.txt            when it was handed in
    submission_secret.txt    what the student's feedback is found by
    """
    found = {name: _small_text(folder / name) for name in (TIMESTAMP, SECRET)}
    if not re.fullmatch(r"[0-9a-f]{16,256}", found[SECRET]):
        del found[SECRET]
    try:
        parse_utc(found[TIMESTAMP])
    except (ValueError, OverflowError):
        del found[TIMESTAMP]
    return found


def _small_text(path):
    """The text of a small file; empty where there is none."""
    if not path.is_file() or path.is_symlink() or path.stat().st_size >= 1000:
        return ""
    return path.read_text(encoding="utf-8", errors="replace").strip()


def _copy_carried(folder, target):
    for name in (TIMESTAMP, SECRET):
        shutil.rmtree(target / name, ignore_errors=True)
        (target / name).unlink(missing_ok=True)
    for name, text in carried(folder).items():
        (target / name).write_text(text, encoding="utf-8")
