"""The four reference functions, read out of the solution cells of the source notebook, where they stand once."""

import linecache
from functools import cache
from pathlib import Path

import nbformat
import numpy as np

from rnn_checks import FUNCTIONS
from rnn_utils import softmax

COURSE = Path(__file__).resolve().parent.parent / "assignment"
NOTEBOOK = COURSE / "source" / "rnn" / "rnn.ipynb"


@cache
def solutions():
    """Read the text of the solution cells.

    Returns    dict        function name -> source of its cell, without the lines that delimit the solution regions
    Raises     ValueError  naming the notebook, when a function has no solution cell of its name
    """
    cells = nbformat.read(NOTEBOOK, as_version=4).cells
    by_id = {cell.metadata.get("nbgrader", {}).get("grade_id"): cell.source for cell in cells}
    missing = [name for name in FUNCTIONS if name not in by_id]
    if missing:
        raise ValueError(f"{NOTEBOOK} has no solution cell with the grade_id {missing[0]}")
    return {name: _without_delimiters(by_id[name]) for name in FUNCTIONS}


def _without_delimiters(source):
    kept = [line for line in source.split("\n") if line.strip() not in ("### BEGIN SOLUTION", "### END SOLUTION")]
    return "\n".join(kept) + "\n"


def define(sources):
    """Run the sources of cells in one fresh namespace, as a kernel would, and return it.

    sources    dict        function name -> source; numpy is there as np, and softmax
    """
    names = {"np": np, "softmax": softmax, "__name__": "answers"}
    for name, source in sources.items():
        place = f"<cell {name} {hash(source):x}>"
        linecache.cache[place] = (len(source), None, source.splitlines(keepends=True), place)
        exec(compile(source, place, "exec"), names)
    return names


@cache
def references():
    """Return the reference functions: dict, function name -> function."""
    names = define(solutions())
    return {name: names[name] for name in FUNCTIONS}
