"""What a result keeps, for the page on the class, of work that is not right: which numbers came out, and its lines."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from grader.grading.result import Result, Row
from grader.rules.cell_kinds import Kind, grade_id_of, kind_of

SHORTEST = 8  # characters of a line that can say anything about who wrote it
_NUMBER = re.compile(r"-?\d+\.\d+(?:e[+-]?\d+)?")


@dataclass(frozen=True)
class Trace:
    """A function that is not right.

    function   its name
    numbers    tuple of str: the tests that it fails, and the numbers in what they say
    lines      frozenset of str: the lines of its cell, see `plain_lines`
    """

    function: str
    numbers: tuple[str, ...]
    lines: frozenset[str]


def row_of(student: str, result: Result, name: str = "", again: bool = False) -> Row:
    """Make the Row of a result: in brief, and with its traces."""
    return Row(student, result.in_brief(), name=name, again=again, traces=tuple(_traces(result)))


def plain_lines(source: str) -> frozenset[str]:
    """The lines of code without comments and blanks, those that are long enough to be somebody's: frozenset of str."""
    lines = (re.sub(r"\s+", "", line.split("#")[0]) for line in source.split("\n"))
    return frozenset(line for line in lines if len(line) >= SHORTEST)


def _traces(result: Result) -> Iterator[Trace]:
    sources = {}
    for cell in result.notebook.get("cells", []):
        if cell.get("cell_type") == "code" and kind_of(cell) is Kind.SOLUTION:
            source = cell.get("source", "")
            sources[grade_id_of(cell)] = source if isinstance(source, str) else "".join(source)
    for function, (points, of) in result.by_function().items():
        failed = [test for test in result.tests if test.function == function and test.points < test.of]
        numbers = tuple(f"{test.id} {' '.join(_NUMBER.findall(test.message))}" for test in failed)
        if points < of and any(" " in one.strip() for one in numbers) and function in sources:
            yield Trace(function, numbers, plain_lines(sources[function]))
