"""What grading one submission came to: a plain value that travels as JSON, is kept on the disk and makes the pages."""

import json
from dataclasses import asdict, dataclass, field, replace

from checks.report import Record
from grader.intake.repairs import Repair
from grader.rules.points import score_of


@dataclass(frozen=True)
class Tested:
    """One graded cell.

    id         grade_id of the cell
    function   the function that it grades, or the grade_id of the test
    hidden     True: its lines are not for students
    points     that the test gave, of `of`
    message    what the student is told: the failure with its hint, or a sentence that all is right
    record     dict        of checks.report.Score; None where all is right, or nothing could be examined
    given      points that a person gave in their place; None: nobody did
    """

    __test__ = False  # for pytest: not a test class

    id: str
    function: str
    hidden: bool
    points: float
    of: float
    message: str
    record: Record | None = None
    given: float | None = None

    @property
    def final(self) -> float:
        """The points that count."""
        return self.points if self.given is None else self.given


@dataclass(frozen=True)
class Answer:
    """One cell that a person grades: an answer, or a task.

    id         grade_id of the cell
    points     0 where nothing was written; None: a person has to give them
    of         points that there are
    given      points that a person gave; None: nobody did
    """

    id: str
    points: float | None
    of: float
    given: float | None = None

    @property
    def final(self) -> float | None:
        """The points that count; None: it waits for a person."""
        return self.points if self.given is None else self.given


@dataclass(frozen=True)
class Result:
    """One submission, graded.

    tests        tuple of Tested, in the order of the notebook
    notebook     dict        the executed notebook, format 4, as it lies in autograded/: hidden lines included
    repairs      tuple of grader.intake.repairs.Repair, what intake has repaired or could not use
    unreadable   why nothing was graded but an untouched notebook; empty where it could be read
    stops        tuple of str, what had to be ended, or ended itself, in sentences
    confinement  str         the layers that student code was confined by
    confined     bool        False: nothing confined it
    times        dict        where the time went, seconds
    reasons      tuple of str, what kept the work from being read or graded as it should, in sentences
    by_clock     bool        True: only the clock decided some of it, so the next run grades it again
    answers      tuple of Answer, in the order of the notebook
    penalty      points taken off because it was late
    measured     tuple of the names of functions that measure gradients, see grader.examiner.measured
    """

    tests: tuple[Tested, ...]
    notebook: dict
    repairs: tuple[Repair, ...] = ()
    unreadable: str = ""
    stops: tuple[str, ...] = ()
    confinement: str = ""
    confined: bool = True
    times: dict[str, float] = field(default_factory=dict)
    reasons: tuple[str, ...] = ()
    by_clock: bool = False
    answers: tuple[Answer, ...] = ()
    penalty: float = 0.0
    measured: tuple[str, ...] = ()

    @property
    def cells(self) -> tuple[Tested | Answer, ...]:
        """All graded cells: tuple of Tested and Answer."""
        return (*self.tests, *self.answers)

    @property
    def points(self) -> float:
        """The points that count so far, before anything is taken off; what waits for a person has none yet."""
        return score_of(cell.final or 0.0 for cell in self.cells)

    @property
    def score(self) -> float:
        """What the gradebook has, late penalty taken off."""
        return score_of((cell.final or 0.0 for cell in self.cells), self.penalty)

    @property
    def of(self) -> float:
        return sum(cell.of for cell in self.cells)

    @property
    def waiting(self) -> int:
        """How many cells wait for a person."""
        return sum(cell.final is None for cell in self.cells)

    @property
    def scores(self) -> dict[str, float | None]:
        """The points that were given without a person: dict, grade_id -> points, None where there are none."""
        return {cell.id: cell.points for cell in self.cells}

    @property
    def functions(self) -> list[str]:
        """The names of the functions that are tested, in the order of the notebook: a list."""
        return list(dict.fromkeys(test.function for test in self.tests))

    def by_function(self) -> dict[str, tuple[float, float]]:
        """The points that count: dict, function -> (points, of)."""
        tests = {name: [test for test in self.tests if test.function == name] for name in self.functions}
        return {
            name: (round(sum(test.final for test in found), 2), round(sum(test.of for test in found), 2))
            for name, found in tests.items()
        }

    def marked(self, by_hand: "ByHand | None") -> "Result":
        """The result with what people gave and took off; None: nothing."""
        if not by_hand:
            return self
        cells: dict = {
            name: tuple(replace(cell, given=by_hand.points.get(cell.id)) for cell in getattr(self, name))
            for name in _CELLS
        }
        return replace(self, **cells, penalty=by_hand.penalty)

    def in_brief(self) -> "Result":
        """The result as the page on a class needs it: without the notebook, and with the first line of each message."""
        tests = tuple(replace(test, message=test.message.split("\n", 1)[0]) for test in self.tests)
        return replace(self, tests=tests, notebook={})

    def dumps(self) -> bytes:
        """Write the result as bytes; the same result always makes the same bytes."""
        plain = {**vars(self), **{name: [asdict(one) for one in getattr(self, name)] for name in _RECORDS}}
        return json.dumps(plain, sort_keys=True, ensure_ascii=False).encode("utf-8", "replace")

    @classmethod
    def loads(cls, data: bytes) -> "Result":
        """Read what `dumps` has written; ValueError where it is something else."""
        try:
            fields = json.loads(data)
            records: dict = {name: tuple(kind(**one) for one in fields.pop(name)) for name, kind in _RECORDS.items()}
            plain: dict = {name: tuple(value) if isinstance(value, list) else value for name, value in fields.items()}
            return cls(**records, **plain)
        except (TypeError, KeyError, AttributeError, UnicodeDecodeError) as error:
            raise ValueError(f"this is no result of grading: {error}") from None


_CELLS = {"tests": Tested, "answers": Answer}  # the fields of a result that hold graded cells
_RECORDS = {**_CELLS, "repairs": Repair}


@dataclass(frozen=True)
class ByHand:
    """What the gradebook has of a submission beside its tests.

    points     dict: grade_id -> points that count since a person gave them, extra credit included
    comments   dict: grade_id -> text, of graded and of solution cells
    penalty    points taken off because it was late
    """

    points: dict[str, float] = field(default_factory=dict)
    comments: dict[str, str] = field(default_factory=dict)
    penalty: float = 0.0

    def __bool__(self) -> bool:
        return bool(self.points or self.comments or self.penalty)


@dataclass(frozen=True)
class Row:
    """One student in a class: the result, or the reason why there is none.

    student    id
    name       "Last, First" or empty
    result     Result, or None where grading itself failed
    failure    why there is no result: nothing that the student did
    again      True: the result was there from an earlier run
    traces     tuple of grader.grading.traces.Trace, of functions that are not right
    """

    student: str
    result: Result | None
    failure: str = ""
    name: str = ""
    again: bool = False
    traces: tuple = ()
