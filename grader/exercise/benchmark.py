"""The catalogue as a benchmark: every wrong program with its cause, its place, and what it makes of the public case."""

import ast
import difflib
import json
import re
from collections.abc import Iterable

from checks.examination import examine
from checks.place.bindings import bindings
from grader.exercise.loading import FullExercise
from grader.exercise.mutants import Mutant
from grader.exercise.references import solutions

_SIMPLE = ast.Assign, ast.AugAssign, ast.AnnAssign, ast.Expr


def entries(exercise):
    """Describe every way of every mistake as plain data: list of dicts.

    id, way        the mistake, and which way of making it, from 1
    exercise, function, cause
    source         text of the wrong function; all other functions are right ones
    place          lines: numbers of the lines of `source` that are not the reference's; dropped: names that the
                   reference gives a value on lines that differ, and this function does not
    public_case    for each wrong output: output, rung, headline and evidence; empty where only hidden cases show it
    """
    return [
        _entry(exercise, mistake, way, source)
        for mistake in exercise.secret.mistakes
        for way, source in enumerate(mistake.sources(exercise))
    ]


def _entry(exercise, mistake, way, source):
    name, change = mistake.function, changed(solutions(exercise)[mistake.function], source)
    problems = examine(mistake.functions(exercise, way)[name], exercise.tests.case(name))
    return {
        "id": mistake.id,
        "way": way + 1,
        "exercise": exercise.name,
        "function": name,
        "cause": mistake.cause,
        "source": source,
        "place": {"lines": sorted(change.lines), "dropped": sorted(change.dropped)},
        "public_case": [
            {
                "output": problem.output,
                "rung": problem.rung,
                "headline": problem.headline,
                "evidence": [re.sub(" +", " ", str(row).strip()) for row in problem.evidence],
            }
            for problem in problems
        ],
    }


def changed(reference, source):
    """Where a function differs from the reference, as a Mutant of it.

    Behind lines that are missing, the line above them counts as changed, too.
    """
    old, new = reference.rstrip().split("\n"), source.rstrip().split("\n")
    lines, gone, new_lines = set(), set(), set()
    for kind, first, last, start, end in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind != "equal":
            gone |= set(range(first + 1, last + 1))
            new_lines |= set(range(start + 1, end + 1))
        if kind == "delete":
            lines |= {start, start + 1}
        elif kind != "equal":
            lines |= set(range(start + 1, end + 1))
    return Mutant(source, frozenset(lines), frozenset(_bound(reference, gone) - _bound(source, new_lines)), ())


def _bound(text, lines):
    """The names that statements on some lines of a text bind or write into: set."""
    statements = [node for node in ast.walk(ast.parse(text)) if isinstance(node, _SIMPLE) and node.lineno in lines]
    return {name for node in statements for name, _ in bindings(node)}


def rendered(exercises: Iterable[FullExercise]) -> str:
    """The benchmark of some exercises as JSON, one entry per line."""
    lines = [json.dumps(entry, ensure_ascii=False) for exercise in exercises for entry in entries(exercise)]
    return "[\n" + ",\n".join(lines) + "\n]\n"
