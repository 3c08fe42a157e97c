"""Proof of the diagnosis: the whole catalogue through the tests; what catches each mistake, and what it is named."""

from collections import Counter
from dataclasses import dataclass

from rich.table import Table

from grader.diagnosis import diagnose_hidden
from grader.hidden_tests import hidden_problems
from grader.misconceptions import CATALOGUE
from public_tests import public_case, public_diagnosis
from rnn_checks import examine

SHARES = {
    "mistake": "named exactly",
    "group": "named as the group with the same outputs",
    "pair": "named as two mistakes",
    "relation": "named by a relation only",
    None: "not named",
}


@dataclass(frozen=True)
class Row:
    """What happened to one way of making one mistake."""

    mistake: str
    way: int
    caught_by: str  # public, hidden, or "" for nothing
    rung: str
    named: tuple
    by: str | None


def rows(seed=1):
    """Run every way of every mistake; return a list of Row."""
    return [_row(mistake, way, seed) for mistake in CATALOGUE for way in range(len(mistake.wrong))]


def _row(mistake, way, seed):
    target = mistake.functions(way)[mistake.function]
    problems = examine(mistake.function, target, public_case(mistake.function))
    if problems:
        caught_by, found = "public", public_diagnosis(mistake.function, target, problems)
    else:
        problems = hidden_problems(mistake.function, target, seed)
        caught_by = "hidden" if problems else ""
        found = diagnose_hidden(mistake.function, target, problems, seed) if problems else None
    rung = problems[0].rung if problems else ""
    return Row(mistake.id, way, caught_by, rung, found.ids if found else (), found.by if found else None)


def table(found):
    """Return the rows as a table to print."""
    result = Table(title="The catalogue through the tests", title_justify="left")
    for name in ("mistake", "caught by", "rung", "named as", "by"):
        result.add_column(name, overflow="fold")
    for row in found:
        way = f" ({row.way + 1})" if row.way else ""
        result.add_row(row.mistake + way, row.caught_by or "nothing", row.rung, "\n".join(row.named), row.by or "")
    return result


def shares(found):
    """Return the shares as lines of text: how many ways are named exactly, as a group, by a relation, not at all."""
    count = Counter(row.by for row in found)
    mistakes = len({row.mistake for row in found})
    yield f"{mistakes} mistakes, {len(found)} ways of making them"
    for by, words in SHARES.items():
        yield f"{count[by]:5}  {count[by] / len(found):6.1%}  {words}"
