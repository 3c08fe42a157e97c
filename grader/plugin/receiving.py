"""Receiving what was handed in: from each submission a clean notebook of text, whatever lay in the student's folder.

nbgrader autogrades from the folder `received`, which holds nothing else; `submitted` stays as it is.
"""

import re
import shutil
from functools import partial
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbgrader import converters
from nbgrader.apps import api, autogradeapp
from nbgrader.converters.base import NbGraderException

from grader.intake.folders import refuse_links
from grader.intake.picking import Picked, pick
from grader.intake.read_notebook import Unreadable
from grader.intake.recover_notebook import receive_cells
from grader.intake.strays import is_text
from grader.intake.times import read_time
from grader.plugin.execution import Examine
from grader.rules.budget import Budget
from grader.rules.fence import Fence
from grader.system.archive import shown
from grader.system.environment import plain_nbgrader
from grader.system.files import write_file
from grader.system.notebooks import read_notebook
from grader.system.terminal import CannotRun

RECEIVED = "received"
EXAMINE = "grader.plugin.execution.Examine"
PATTERN = frozenset("*?[]")  # characters that stand for others where nbgrader looks for a student's folder
TIMESTAMP, SECRET = "timestamp.txt", "submission_secret.txt"


class Autograde(converters.Autograde):
    """nbgrader's autograding, of what was received."""

    @property
    def _input_directory(self):
        return RECEIVED if self._sanitizing else self.coursedir.autograded_directory

    def start(self):
        if not plain_nbgrader() and EXAMINE not in map(str, self.autograde_preprocessors):
            why = "Nothing is graded: nbgrader_config.py did not load to its end, so the examiner would not run."
            self.log.error(why)
            raise NbGraderException(why)
        try:
            receive_all(self.coursedir, self.log)
        except CannotRun as error:
            self.log.error("Nothing is graded: %s", error)
            raise NbGraderException(str(error)) from None
        super().start()


def use():
    """Let nbgrader's command and Formgrader's button receive submissions before they autograde them."""
    autogradeapp.Autograde = api.Autograde = Autograde


def receive_all(coursedir, log):
    """Receive every submission of an assignment that nbgrader is asked to autograde.

    coursedir  nbgrader's CourseDirectory
    Folders are replaced. Raises CannotRun where a source notebook can't be read: nothing is received then.
    """
    assignment = coursedir.assignment_id
    source = Path(coursedir.format_path(coursedir.source_directory, ".", assignment))
    notebooks = {path.stem: read_notebook(path).cells for path in sorted(source.glob("*.ipynb"))}
    pattern = coursedir.format_path(coursedir.submitted_directory, coursedir.student_id, assignment)
    students = Path(coursedir.root, coursedir.submitted_directory)
    budget = Examine(config=coursedir.config).budget
    for folder in sorted(Path(coursedir.root).glob(str(Path(pattern).relative_to(coursedir.root)))):
        student = folder.relative_to(students).parts[0]
        if not is_text(student):
            log.warning("%s has a name that is not UTF-8, so it was not graded; rename it", shown(str(folder)))
            continue
        if student.startswith(".") or not PATTERN.isdisjoint(student):
            log.warning(
                "%s has a name that nbgrader reads as a pattern; rename it, or use grader grade", shown(str(folder))
            )
            continue
        target = Path(coursedir.format_path(RECEIVED, student, assignment))
        fence = Fence(budget.seconds)
        for name, cells in notebooks.items():
            notebook, said = fence.step(
                "the notebook was read",
                partial(receive, folder, name, cells, budget, students),
                partial(_not_received, name, cells, budget),
            )
            for sentence in said:
                log.warning("%s: %s", student, sentence)
            write_file(target / f"{name}.ipynb", nbformat.writes(notebook).encode("utf-8"))
        fence.step("its time was read", partial(_copy_carried, folder, target, students), lambda why: None)
        for reason in fence.reasons:
            log.warning("%s: %s", student, reason)


def receive(
    folder: Path, name: str, source_cells: list[NotebookNode], budget: Budget | None = None, top: Path | None = None
) -> tuple[NotebookNode, list[str]]:
    """Read one notebook of a submission.

    folder         Path of what the student handed in
    name           of the notebook, without .ipynb
    source_cells   list of notebook cells, the instructor's
    budget         grader.rules.budget.Budget
    top            Path of the folder of all submissions: no part of the path below it may be a link
    Returns (a notebook of format 4 with nothing but text, what was repaired as sentences). Never raises for what the
    student's folder holds: what can't be read becomes the untouched assignment, with the reason above it.
    """
    return _received(pick(folder, name, source_cells, budget, top), name, source_cells, budget)


def _not_received(name, source_cells, budget, why):
    return _received(Picked(b"", why), name, source_cells, budget)


def _received(picked, name, source_cells, budget):
    """Make what was picked into a notebook, as `receive` says."""
    cells, repairs = receive_cells(picked, name, source_cells, budget)
    notebook, said = nbformat.v4.new_notebook(cells=cells), list(map(str, repairs))
    notebook.metadata["received"] = said
    return notebook, said


def carried(folder: Path, top: Path | None = None) -> dict[str, str]:
    """Read what nbgrader's exchange has put beside a notebook: dict, file name -> text, without what makes no sense.

    timestamp.txt            when it was handed in
    submission_secret.txt    what the student's feedback is found by
    """
    try:
        refuse_links(folder, top)
    except Unreadable:
        return {}
    found = {TIMESTAMP: read_time(folder / TIMESTAMP)[0], SECRET: _secret(folder / SECRET)}
    return {name: text for name, text in found.items() if text}


def _secret(path):
    """The text of the exchange's secret; empty where there is none."""
    try:
        if path.is_symlink() or not path.is_file() or path.stat().st_size > 300:
            return ""
        text = path.read_text(encoding="utf-8", errors="replace").strip()
    except OSError:
        return ""
    return text if re.fullmatch(r"[0-9a-f]{16,256}", text) else ""


def _copy_carried(folder, target, top):
    for name in (TIMESTAMP, SECRET):
        shutil.rmtree(target / name, ignore_errors=True)
        (target / name).unlink(missing_ok=True)
    for name, text in carried(folder, top).items():
        (target / name).write_text(text, encoding="utf-8")
