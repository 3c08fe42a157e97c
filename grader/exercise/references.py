"""The reference functions of an exercise, read out of the solution cells of its notebook, where they stand once."""

import linecache
from collections.abc import Callable
from functools import cache

import numpy as np

from grader.exercise.loading import FullExercise
from grader.rules.cell_kinds import grade_id_of
from grader.rules.delimiters import BEGIN_SOLUTION, END_SOLUTION
from grader.system.notebooks import read_notebook


@cache
def solutions(exercise: FullExercise) -> dict[str, str]:
    """Read the text of the solution cells.

    exercise   grader.exercise.loading.FullExercise
    Returns    dict        function name -> source of its cell, without the lines that delimit the solution regions
    Raises     ValueError  naming the notebook, when a function has no solution cell of its name
    """
    cells = read_notebook(exercise.notebook).cells
    by_id = {grade_id_of(cell): cell.source for cell in cells}
    missing = [name for name in exercise.functions if name not in by_id]
    if missing:
        raise ValueError(f"{exercise.notebook} has no solution cell with the grade_id {missing[0]}")
    return {name: _without_delimiters(by_id[name]) for name in exercise.functions}


def solution_lines(exercise: FullExercise) -> set[str]:
    """The lines that stand in solution regions and nowhere else in a solution cell, stripped: set of str."""
    inside, outside = set(), set()
    for cell in read_notebook(exercise.notebook).cells:
        place = outside
        for line in map(str.strip, cell.source.splitlines() if END_SOLUTION in cell.source else ()):
            place = inside if line == BEGIN_SOLUTION else outside if line == END_SOLUTION else place
            place.add(line)
    return inside - outside


def _without_delimiters(source):
    kept = [line for line in source.split("\n") if line.strip() not in (BEGIN_SOLUTION, END_SOLUTION)]
    return "\n".join(kept) + "\n"


def define(exercise, sources):
    """Run the sources of cells in one fresh namespace, as a kernel would, and return it.

    sources    dict        function name -> source; numpy is there as np, and what the notebook gives
    """
    names = {"np": np, **exercise.secret.given, "__name__": "answers"}
    for name, source in sources.items():
        place = f"<cell {name} {hash(source):x}>"
        linecache.cache[place] = (len(source), None, source.splitlines(keepends=True), place)
        exec(compile(source, place, "exec"), names)
    return names


@cache
def references(exercise: FullExercise) -> dict[str, Callable]:
    """Return the reference functions: dict, function name -> function."""
    names = define(exercise, solutions(exercise))
    return {name: names[name] for name in exercise.functions}
