"""Receiving what was handed in: from each submission a clean notebook of text, whatever lay in the student's folder.

nbgrader autogrades from the folder `received`, which holds nothing else; `submitted` stays as it is.
"""

import shutil
from pathlib import Path

import nbformat
from nbgrader import converters
from nbgrader.apps import api, autogradeapp
from nbgrader.utils import parse_utc

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
            _write(target, name, notebook)
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


def _write(target, name, notebook):
    target.mkdir(parents=True, exist_ok=True)
    path = target / f"{name}.ipynb"
    written = path.with_suffix(".new")
    written.write_text(nbformat.writes(notebook), encoding="utf-8")
    written.replace(path)


def _copy_time(folder, target):
    """Keep the time that nbgrader's collecting wrote, where it is one."""
    shutil.rmtree(target / "timestamp.txt", ignore_errors=True)
    (target / "timestamp.txt").unlink(missing_ok=True)
    path = folder / "timestamp.txt"
    if path.is_file() and not path.is_symlink() and path.stat().st_size < 1000:
        try:
            text = path.read_text(encoding="utf-8", errors="replace").strip()
            parse_utc(text)
        except (ValueError, OverflowError):
            return
        (target / "timestamp.txt").write_text(text, encoding="utf-8")
