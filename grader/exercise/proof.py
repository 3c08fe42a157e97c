"""Proof of the diagnosis: which test catches each mistake of the catalogue, and how it is identified."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from rich.table import Table

from checks.case import Rung
from checks.diagnosis import NamedBy
from checks.examination import examine
from grader.exercise.hidden import hidden_problems
from grader.exercise.hidden_diagnosis import diagnose_hidden
from grader.exercise.loading import FullExercise

SHARES = {
    NamedBy.MISTAKE: "identified exactly",
    NamedBy.GROUP: "identified as one of a group with identical outputs",
    NamedBy.PAIR: "identified as two mistakes",
    NamedBy.RELATION: "identified by a relation alone",
    None: "unidentified",
}


@dataclass(frozen=True)
class Caught:
    """What happened to one way of making one mistake."""

    mistake: str
    way: int
    caught_by: str  # public, hidden, or "" for nothing
    rung: Rung | None
    named: tuple
    by: NamedBy | None


def rows(exercise: FullExercise, seed: int = 1) -> list[Caught]:
    """Run every way of every mistake; return a list of Caught."""
    mistakes = exercise.secret.mistakes
    return [_row(exercise, mistake, way, seed) for mistake in mistakes for way in range(len(mistake.wrong))]


def _row(exercise, mistake, way, seed):
    name = mistake.function
    target = mistake.functions(exercise, way)[name]
    problems = examine(target, exercise.tests.case(name))
    if problems:
        caught_by, found = "public", exercise.tests.diagnosis(name, target, problems)
    else:
        problems = hidden_problems(exercise, name, target, seed)
        caught_by = "hidden" if problems else ""
        found = diagnose_hidden(exercise, name, target, problems, seed) if problems else None
    rung = problems[0].rung if problems else None
    return Caught(mistake.id, way, caught_by, rung, found.ids if found else (), found.by if found else None)


def table(found: Iterable[Caught]) -> Table:
    """Return the rows as a table to print."""
    result = Table(title="The catalogue through the tests", title_justify="left")
    for name in ("mistake", "caught by", "check", "identified as", "by"):
        result.add_column(name, overflow="fold")
    for row in found:
        way = f" ({row.way + 1})" if row.way else ""
        result.add_row(
            row.mistake + way, row.caught_by or "nothing", row.rung or "", "\n".join(row.named), row.by or ""
        )
    return result


def shares(found: Sequence[Caught]) -> Iterator[str]:
    """Return lines of text: how many ways are identified exactly, as one of a group, by a relation, not at all."""
    count = Counter(row.by for row in found)
    mistakes = len({row.mistake for row in found})
    yield f"{mistakes} mistakes, {len(found)} ways of making them"
    for by, words in SHARES.items():
        yield f"{count[by]:5}  {count[by] / len(found):6.1%}  {words}"
