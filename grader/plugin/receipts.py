"""Receipts: what the examiner gave for each submission and under which confinement, beside what intake has repaired.

nbgrader goes on where a setting does not load; so marks leave the gradebook only where a receipt says the same.
"""

import datetime
import json
from collections.abc import Mapping
from pathlib import Path

from nbgrader.api import Gradebook
from nbgrader.plugins import CsvExportPlugin

from grader.exercise.seed import fingerprint
from grader.system.files import write_file

RECEIPTS = "receipts"


class NotExamined(RuntimeError):
    """Marks were about to be recorded or handed on that the examiner did not give."""


class ExaminedExport(CsvExportPlugin):
    """nbgrader's table of grades, refused where a mark has no receipt of the examiner.

    Who handed in and has no marks has no row: nbgrader would write 0.
    """

    def export(self, gradebook):
        root = self.parent.coursedir.root
        wanted = [str(name) for name in self.assignment] or [assignment.name for assignment in gradebook.assignments]
        found = [sentence for name in wanted for sentence in missing_receipts(gradebook, root, name)]
        if found:
            raise NotExamined("\n".join(["No grades were exported.", *found]))
        asked = [str(student) for student in self.student] or [student.id for student in gradebook.students]  # type: ignore[has-type]
        unmarked = {student for name in wanted for student in without_marks(gradebook, root, name)}.intersection(asked)
        for student in sorted(unmarked):
            self.log.warning("%s handed in and has no marks yet, so the table has no row: autograde again", student)
        if unmarked and unmarked.issuperset(asked):
            raise NotExamined("No grades were exported: nobody has marks yet")
        if unmarked:
            self.student = [student for student in asked if student not in unmarked]
        super().export(gradebook)


def receipt_path(root: str | Path, names: Mapping[str, str]) -> Path:
    """Where the receipt of a submission lies: Path below the course folder.

    names      dict: assignment, student, notebook
    """
    return Path(root) / RECEIPTS / names["assignment"] / names["student"] / f"{names['notebook']}.json"


def record_path(root, names):
    """Where the record of a submission's intake lies: Path below the course folder."""
    return receipt_path(root, names).with_suffix(".intake.json")


def write_record(root: str | Path, names: Mapping[str, str], repairs: list[str]) -> None:
    """Write what intake has repaired, a list of sentences."""
    _write(record_path(root, names), repairs)


def _write(path, value):
    """Write a value as JSON, in one step."""
    text = json.dumps(value, indent=1, sort_keys=True, ensure_ascii=False) + "\n"
    write_file(path, text.encode("utf-8"))


def write_receipt(
    root: str | Path,
    names: Mapping[str, str],
    scores: Mapping[str, float | None],
    answer: Mapping[str, object],
    seed: int,
) -> None:
    """Write what the examiner gave, under which confinement, and which seed it was without showing it."""
    receipt = {
        **{name: names[name] for name in ("assignment", "student", "notebook")},
        "scores": scores,
        "seed": fingerprint(seed),
        "at": datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
        **answer,
    }
    _write(receipt_path(root, names), receipt)


def without_marks(gradebook: Gradebook, root: str | Path, assignment: str) -> set[str]:
    """Find who handed in and was not graded to the end: set of student ids."""
    return {
        submission.student.id
        for submission in gradebook.assignment_submissions(assignment)
        for notebook in submission.notebooks
        if any(grade.auto_score is None and grade.manual_score is None for grade in notebook.grades)
        and not receipt_path(
            root, {"assignment": assignment, "student": submission.student.id, "notebook": notebook.name}
        ).exists()
    }


def missing_receipts(gradebook: Gradebook, root: str | Path, assignment: str) -> list[str]:
    """Compare a gradebook with the receipts.

    Returns a list of sentences, one for each submission whose marks are not the examiner's; empty when all are.
    """
    found = []
    for submission in gradebook.assignment_submissions(assignment):
        for notebook in submission.notebooks:
            names = {"assignment": assignment, "student": submission.student.id, "notebook": notebook.name}
            recorded = {grade.name: grade.auto_score for grade in notebook.grades if grade.auto_score is not None}
            try:
                receipt = json.loads(receipt_path(root, names).read_text(encoding="utf-8"))
            except (OSError, ValueError):
                if recorded:
                    found.append(f"{names['student']}: marks without a receipt of the examiner; autograde again")
                continue
            given = {name: points for name, points in receipt["scores"].items() if points is not None}
            if recorded != given:
                found.append(f"{names['student']}: the gradebook's marks are not those of the receipt; autograde again")
    return found
