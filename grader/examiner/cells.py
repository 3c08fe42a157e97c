"""A code cell of a rebuilt notebook, as the examiner takes it."""

from dataclasses import dataclass, field
from enum import StrEnum

from grader.rules.cell_kinds import tested_function


class CellKind(StrEnum):
    """Whose text a cell is: this decides where it runs."""

    STUDENT = "student"  # in the box
    DEMO = "demo"  # the instructor's, unchanged, which demonstrates the functions: in the box
    GIVEN = "given"  # the instructor's: on both sides
    TEST = "test"  # the instructor's, with points: in the examiner alone


@dataclass
class Cell:
    """A code cell of a rebuilt notebook.

    kind       CellKind
    id         grade_id, where it has one
    source     str
    outputs    list of outputs of the notebook format
    finished   whether it finished
    """

    kind: CellKind
    source: str
    id: str | None = None
    outputs: list = field(default_factory=list)
    finished: bool = False

    @property
    def function(self):
        """The name of the function that a test grades."""
        return tested_function(self.id or "")
