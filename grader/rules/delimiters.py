"""The lines by which nbgrader knows what a release leaves out of a cell (its ClearSolutions and ClearHiddenTests)."""

import re
from collections.abc import Iterable

BEGIN_SOLUTION, END_SOLUTION = "### BEGIN SOLUTION", "### END SOLUTION"
BEGIN_HIDDEN, END_HIDDEN = "### BEGIN HIDDEN TESTS", "### END HIDDEN TESTS"
DELIMITERS = (BEGIN_SOLUTION, END_SOLUTION, BEGIN_HIDDEN, END_HIDDEN)
_HIDDEN = re.compile(rf"{BEGIN_HIDDEN}\n(.*?)(?:{END_HIDDEN}|\Z)", re.DOTALL)


def has_hidden_tests(source: str) -> bool:
    """True for the text of a cell whose tests students do not see, or see in part."""
    return BEGIN_HIDDEN in source


def hidden_lines(sources: Iterable[str]) -> set[str]:
    """The lines of hidden tests in the texts of cells: set of str, each without its indent."""
    regions = (region for source in sources for region in _HIDDEN.findall(source))
    return {line.strip() for region in regions for line in region.splitlines() if line.strip()}
