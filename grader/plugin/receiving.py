"""Receiving what was handed in: from each submission a clean notebook of text, whatever lay in the student's folder.

nbgrader autogrades from the folder `received`, which holds nothing else; `submitted` stays as it is.
"""

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
        _copy_time(folder, target)


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


def timestamp_of(folder):
    """Read when a submission was handed in, as nbgrader's collecting wrote it: text, empty where it is no time."""
    path = folder / "timestamp.txt"
    if not path.is_file() or path.is_symlink() or path.stat().st_size >= 1000:
        return ""
    text = path.read_text(encoding="utf-8", errors="replace").strip()
    try:
        parse_utc(text)
    except (ValueError, OverflowError):
        return ""
    return text


def _copy_time(folder, target):
    shutil.rmtree(target / "timestamp.txt", ignore_errors=True)
    (target / "timestamp.txt").unlink(missing_ok=True)
    if text := timestamp_of(folder):
        (target / "timestamp.txt").write_text(text, encoding="utf-8")
