"""What grading one submission came to: a plain value that travels as JSON, is kept on the disk and makes the pages."""

import json
from dataclasses import asdict, dataclass, field, replace

from rnn_checks import FUNCTIONS


@dataclass(frozen=True)
class Tested:
    """One graded cell.

    id         grade_id of the cell
    function   the function that it grades, one of FUNCTIONS
    hidden     True: its lines are not for students
    points     earned, of `of`
    message    what the student is told: the failure with its hint, or a sentence that all is right
    record     dict        function, problems (quantity, rung, case), misconceptions, by; None where all is right
                           or nothing could be examined
    """

    __test__ = False  # for pytest: not a test class

    id: str
    function: str
    hidden: bool
    points: float
    of: float
    message: str
    record: dict | None = None


@dataclass(frozen=True)
class Answer:
    """One cell that a person grades: an answer, or a task.

    id         grade_id of the cell
    points     0 where nothing was written; None: it waits for a person
    of         points that there are
    """

    id: str
    points: float | None
    of: float


@dataclass(frozen=True)
class Result:
    """One submission, graded.

    tests        tuple of Tested, in the order of the notebook
    notebook     dict        the executed notebook, format 4, as it lies in autograded/: hidden lines included
    repairs      tuple of str, what intake has mended or could not read, in sentences
    unreadable   why nothing was graded but an untouched notebook; empty where it could be read
    stops        tuple of str, what had to be ended, or ended itself, in sentences
    confinement  str         the layers that student code was confined by
    confined     bool        False: nothing confined it
    times        dict        where the time went, seconds
    answers      tuple of Answer, in the order of the notebook
    """

    tests: tuple
    notebook: dict
    repairs: tuple = ()
    unreadable: str = ""
    stops: tuple = ()
    confinement: str = ""
    confined: bool = True
    times: dict | None = None
    answers: tuple = ()

    @property
    def points(self):
        """The points so far; what waits for a person has none yet."""
        return round(sum(cell.points or 0.0 for cell in (*self.tests, *self.answers)), 2)

    @property
    def of(self):
        return sum(cell.of for cell in (*self.tests, *self.answers))

    @property
    def scores(self):
        """dict: grade_id -> points; None: a person has to give them."""
        return {cell.id: cell.points for cell in (*self.tests, *self.answers)}

    def by_function(self):
        """dict: function -> (points, of)."""
        return {
            name: tuple(
                round(sum(getattr(test, what) for test in self.tests if test.function == name), 2)
                for what in ("points", "of")
            )
            for name in FUNCTIONS
        }

    def in_brief(self):
        """The result as the page on a class needs it: without the notebook, and with the first line of each message."""
        tests = tuple(replace(test, message=test.message.split("\n", 1)[0]) for test in self.tests)
        return replace(self, tests=tests, notebook={})

    def dumps(self):
        """Write the result as bytes; the same result always makes the same bytes."""
        plain = {**vars(self), **{name: [asdict(cell) for cell in getattr(self, name)] for name in _CELLS}}
        return json.dumps(plain, sort_keys=True, ensure_ascii=False).encode("utf-8")

    @classmethod
    def loads(cls, data):
        """Read what `dumps` has written; ValueError where it is something else."""
        try:
            fields = json.loads(data)
            cells = {name: tuple(kind(**cell) for cell in fields.pop(name)) for name, kind in _CELLS.items()}
            plain = {name: tuple(value) if isinstance(value, list) else value for name, value in fields.items()}
            return cls(**cells, **plain)
        except (TypeError, KeyError, AttributeError, UnicodeDecodeError) as error:
            raise ValueError(f"this is no result of grading: {error}") from None


_CELLS = {"tests": Tested, "answers": Answer}  # the fields of a result that hold graded cells


@dataclass(frozen=True)
class ByHand:
    """What the gradebook has of a submission beside its tests.

    points     dict: grade_id -> points that a person gave in the place of the test's
    comments   dict: grade_id -> text, of graded and of solution cells
    penalty    points taken off because it was late
    """

    points: dict = field(default_factory=dict)
    comments: dict = field(default_factory=dict)
    penalty: float = 0.0

    def __bool__(self):
        return bool(self.points or self.comments or self.penalty)


@dataclass(frozen=True)
class Row:
    """One student in a class: her result, or the reason why there is none.

    student    id
    name       "Last, First" or empty
    result     Result, or None where grading itself failed
    failure    why there is no result: nothing that she did
    again      True: the result was there from an earlier run
    """

    student: str
    result: Result | None
    failure: str = ""
    name: str = ""
    again: bool = False
