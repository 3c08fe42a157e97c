"""How often the diagnosis is right: the catalogue and generated mutants through the public tests, as a table."""

import json
from collections import Counter
from collections.abc import Iterable

from checks.diagnosis import NamedBy
from checks.examination import examine
from grader.exercise import place_proof
from grader.exercise.benchmark import changed
from grader.exercise.loading import FullExercise
from grader.exercise.references import solutions
from grader.system.files import write_file
from grader.system.program import TOP

RECORD = TOP / "benchmarks" / "diagnosis.json"
README = TOP / "README.md"
BEGIN, END = "<!-- shares: written by `grader shares` -->", "<!-- end of shares -->"
COLUMNS = ("place proven and true", "hint true", "nothing", "wrong")
MUTANTS = 25  # single changes of each function


def measure(exercise: FullExercise, number: int = MUTANTS) -> list[dict]:
    """Run the catalogue and mutants; return the rows for the record: dicts, how many programs are in each column."""
    known = [
        _of_catalogue(exercise, mistake, way, source)
        for mistake in exercise.secret.mistakes
        for way, source in enumerate(mistake.sources(exercise))
    ]
    generated = [_of_mutant(one) for one in place_proof.tried(exercise, number)]
    return [
        _row(exercise, "catalogue", [one for one in known if one is not None]),
        _row(exercise, "mutants", generated),
    ]


def _row(exercise, programs, found):
    count = Counter(column for columns in found for column in columns)
    return {
        "exercise": exercise.name,
        "programs": programs,
        "number": len(found),
        **{name: count[name] for name in COLUMNS},
    }


def _of_catalogue(exercise, mistake, way, source):
    """The columns that one way of a mistake counts in; None where the public case does not show it."""
    name, target = mistake.function, mistake.functions(exercise, way)[mistake.function]
    problems = examine(target, exercise.tests.case(name))
    if not problems:
        return None
    places, found = exercise.tests.explanation(name, target, problems)
    place = place_proof.judged(places, changed(solutions(exercise)[name], source))
    is_true = found is not None and (found.by == NamedBy.RELATION or mistake.id in found.ids)
    return _columns(place, is_true, found is not None and not is_true)


def _of_mutant(one):
    """The same for a mutant: a relation holds as a fact; whether another hint is true nobody has written down."""
    return _columns(one.place, one.by == NamedBy.RELATION, False)


def _columns(place, is_true, is_wrong):
    says_nothing = place == place_proof.NOTHING and not is_true and not is_wrong
    flags = (place == place_proof.TRUE, is_true, says_nothing, place == place_proof.FALSE or is_wrong)
    return [name for name, holds in zip(COLUMNS, flags, strict=True) if holds]


def table(rows: Iterable[dict]) -> str:
    """The rows as a table in Markdown."""
    lines = [f"| programs | number | {' | '.join(COLUMNS)} |", f"| --- | {' | '.join(['---:'] * 5)} |"]
    for row in rows:
        shares = [f"{100 * row[name] / max(1, row['number']):.1f} %" for name in COLUMNS]
        lines.append(f"| {row['programs']} of {row['exercise']} | {row['number']} | {' | '.join(shares)} |")
    return "\n".join(lines)


def with_table(text, rows):
    """The text of the README with the table of some rows between its marks."""
    before, rest = text.split(BEGIN)
    return f"{before}{BEGIN}\n{table(rows)}\n{END}{rest.split(END)[1]}"


def recorded():
    """The rows that were measured last."""
    return json.loads(RECORD.read_text(encoding="utf-8"))


def write(rows: list[dict]) -> None:
    """Write the rows down, and the table into the README."""
    write_file(RECORD, ("[\n" + ",\n".join(map(json.dumps, rows)) + "\n]\n").encode("utf-8"))
    write_file(README, with_table(README.read_text(encoding="utf-8"), rows).encode("utf-8"))
