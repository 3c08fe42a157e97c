"""What a cell of a notebook is, decided by nbgrader's metadata, in one place for everybody who asks.

The metadata: https://nbgrader.readthedocs.io/en/stable/contributor_guide/metadata.html
"""

import hashlib
from collections.abc import Mapping
from enum import StrEnum


class Kind(StrEnum):
    """The kinds of cells, as Formgrader's menu names them.

    TEST       autograded tests: code of the instructor's, which the examiner runs; its outcome is points
    SOLUTION   autograded answer: the student's text; tests below it give the points
    MANUAL     manually graded answer: the student's text, code or Markdown, that a person gives points to
    TASK       manually graded task: a text of the instructor's; a person gives points to the student's cells below it
    GIVEN      read-only: the instructor's
    OTHER      a cell that nbgrader does not know
    """

    TEST = "test"
    SOLUTION = "solution"
    MANUAL = "manual"
    TASK = "task"
    GIVEN = "given"
    OTHER = "other"


def kind_of(cell: Mapping) -> Kind:
    """Return the Kind of a notebook cell, whatever its metadata is.

    As in nbgrader, a graded cell that is no answer is locked; one that is no code either can't be run, so a person
    gives its points.
    """
    known = _known(cell)
    if known.get("task"):
        return Kind.TASK
    if known.get("solution"):
        return Kind.MANUAL if known.get("grade") else Kind.SOLUTION
    if known.get("grade"):
        return Kind.TEST if cell.get("cell_type") == "code" else Kind.TASK
    return Kind.GIVEN if known.get("locked") else Kind.OTHER


def is_test(cell: Mapping) -> bool:
    """True for a cell of the instructor's code that earns points when the examiner runs it."""
    return kind_of(cell) is Kind.TEST


def is_solution(cell: Mapping) -> bool:
    """True for a cell whose text is the student's, whoever gives the points."""
    return kind_of(cell) in (Kind.SOLUTION, Kind.MANUAL)


def is_graded_by_hand(cell: Mapping) -> bool:
    """True for a cell that a person gives points to."""
    return kind_of(cell) in (Kind.MANUAL, Kind.TASK)


def is_unchanged(cell: Mapping) -> bool:
    """True for an answer that is as it was handed out: its text has the checksum that the release gave it."""
    return is_solution(cell) and _known(cell).get("checksum") == checksum_of(cell)


def checksum_of(cell: Mapping) -> str:
    """nbgrader's checksum of a cell that has a grade_id (nbgrader.utils.compute_checksum), as hex."""
    known = _known(cell)
    grade, solution = (bool(known.get(name)) for name in ("grade", "solution"))
    locked = not solution and (grade or bool(known.get("locked")))
    parts = [cell["source"], cell["cell_type"], str(grade), str(solution), str(locked), known["grade_id"]]
    if grade:
        parts.append(str(float(known["points"])))
    return hashlib.md5("".join(parts).encode("utf-8", "replace"), usedforsecurity=False).hexdigest()


def grade_id_of(cell: Mapping) -> str | None:
    """The id that nbgrader knows a cell by, or None: a student's metadata may be anything."""
    grade_id = _known(cell).get("grade_id")
    return grade_id if isinstance(grade_id, str) else None


def tested_function(grade_id: str) -> str:
    """The function that a test grades, by the grade_id of the test: NAME for NAME_public and NAME_hidden."""
    return grade_id.rsplit("_", 1)[0]


def _known(cell: Mapping) -> dict:
    """What nbgrader keeps of a cell: a dict, empty where there is nothing that makes sense."""
    metadata = cell.get("metadata")
    known = metadata.get("nbgrader") if isinstance(metadata, dict) else None
    return known if isinstance(known, dict) else {}
