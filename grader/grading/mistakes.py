"""Which mistakes did the class make? Read from the records that the tests left in the autograded notebooks."""

import textwrap
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from checks.case import Rung
from checks.diagnosis import NamedBy
from checks.report import Record, Score
from grader.exercise.loading import load
from grader.exercise.misconception import Misconception
from grader.grading.places import in_words
from grader.system.notebooks import read_notebook
from grader.system.terminal import CannotRun, command

UNNAMED = "a failure without a name"
_UNNAMED = {NamedBy.UNFINISHED: "not finished"}


@dataclass(frozen=True)
class Mistake:
    """One mistake of a class.

    by         NamedBy; None: it has no name
    name       its names, in words
    causes     tuple of str, from the catalogue
    students   tuple of ids
    hints      tuple of str, from the catalogue
    """

    function: str
    by: NamedBy | None
    name: str
    causes: tuple[str, ...] = ()
    students: tuple[str, ...] = ()
    hints: tuple[str, ...] = ()


def records(course: Path, assignment: str) -> list[tuple[str, Record]]:
    """Read the records of all autograded notebooks of a course folder.

    Returns    list of pairs (student id, record), as checks.report.Score holds it
    Raises     CannotRun when nothing has been graded
    """
    paths = sorted(Path(course).glob(f"autograded/*/{assignment}/*.ipynb"))
    if not paths:
        raise CannotRun(
            f"{course} has no graded notebooks of {assignment}; run: {command('grade', assignment, course=course)}"
        )
    return [
        (path.parent.parent.name, output.data[Score.MIME])
        for path in paths
        for cell in read_notebook(path).cells
        for output in cell.get("outputs", [])
        if Score.MIME in output.get("data", {})
    ]


def by_frequency(found: Iterable[tuple[str, Record]], assignment: str) -> list[tuple]:
    """Count students by mistake, the most frequent first.

    found      list of pairs (student id, record)
    Returns    list of (function, names, by, students): names are ids of mistakes, or, where a failure has no name, the
               place of it in words (by is NamedBy.PLACE), or nothing
    """
    students = defaultdict(set)
    named = [(student, record["function"], *_named(record, assignment)) for student, record in found]
    best: dict[tuple[str, str], int] = defaultdict(int)
    for student, function, names, by in named:
        best[student, function] = max(best[student, function], _worth(names, by))
    for student, function, names, by in named:
        if _worth(names, by) == best[student, function]:
            students[function, names, by].add(student)
    rows = [(*key, sorted(who)) for key, who in students.items()]
    return sorted(rows, key=lambda row: (-len(row[3]), row[0], row[1]))


def _named(record: Record, assignment: str) -> tuple[tuple[str, ...], NamedBy | None]:
    """The names of a mistake, and how it is named."""
    if record["misconceptions"]:
        return tuple(record["misconceptions"]), NamedBy(record["by"])
    if record["problems"][0]["rung"] == Rung.UNFINISHED:
        return (), NamedBy.UNFINISHED
    place = in_words(record, assignment)
    return ((place,), NamedBy.PLACE) if place else ((), None)


def _worth(names: tuple[str, ...], by: NamedBy | None) -> int:
    """What tells more of a mistake: its name, else its place."""
    return (2 if by != NamedBy.PLACE else 1) if names else 0


def mistakes(found: Iterable[tuple[str, Record]], assignment: str) -> list[Mistake]:
    """Name and explain the mistakes of several records: list of Mistake, the most frequent first.

    found      list of pairs (student id, record)
    """
    secret = load(assignment).secret
    known = {mistake.id: mistake for mistake in secret.mistakes}
    return [
        _explained(function, ids, by, students, known, secret.joint_hints)
        for function, ids, by, students in by_frequency(found, assignment)
    ]


def _explained(
    function: str,
    ids: tuple[str, ...],
    by: NamedBy | None,
    students: list[str],
    known: Mapping[str, Misconception],
    joint_hints: Mapping[frozenset, str],
) -> Mistake:
    """Put what the catalogue knows of mistakes beside their ids."""
    named = [known[name] for name in ids if name in known]
    joined = " and " if by == NamedBy.PAIR else " or "
    words = joined.join(name if name in known or by == NamedBy.PLACE else name.replace("-", " ") for name in ids)
    joint = joint_hints.get(frozenset(ids))
    hints = (joint,) if joint else tuple(dict.fromkeys(mistake.hint for mistake in named))
    causes = tuple(dict.fromkeys(mistake.cause for mistake in named))
    return Mistake(function, by, words or _UNNAMED.get(by, UNNAMED), causes, tuple(students), hints)


def described(found: Iterable[tuple[str, Record]], assignment: str, width: int = 100) -> Iterator[str]:
    """Describe the class's mistakes as lines of text: how many students, which mistake, its cause, who."""
    for mistake in mistakes(found, assignment):
        yield f"{len(mistake.students):5}  {mistake.function}: {mistake.name}"
        indent = " " * 7
        joined = "; and " if mistake.by == NamedBy.PAIR else "; or "
        for text in (joined.join(mistake.causes), ", ".join(mistake.students)):
            yield from textwrap.wrap(
                text, width, initial_indent=indent, subsequent_indent=indent, break_on_hyphens=False
            )
