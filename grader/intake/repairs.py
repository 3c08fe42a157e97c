"""Repairs before intake rebuilds a notebook: cells that lost their metadata are known again by id, text or function.

Each repair is said in one sentence, for the instructor.
"""

import ast
import copy
import re

from grader.cell_kinds import is_solution
from grader.intake.rebuilding import grade_id_of

STUB = "raise NotImplementedError"
_DEF = re.compile(r"^def\b", re.MULTILINE)  # most cells have none, and reading them all takes long


def mended(source_cells, submitted_cells):
    """Return (the cells with the ids of the assignment where they can be told, the repairs as sentences).

    source_cells       list of notebook cells, with nbgrader metadata
    submitted_cells    list of notebook cells, of whatever metadata
    """
    cells = [copy.deepcopy(cell) for cell in submitted_cells]
    known = {grade_id_of(cell): cell for cell in source_cells if grade_id_of(cell)}
    repairs = []
    _name_again(source_cells, known, cells, repairs)
    _move_typed_elsewhere(known, cells, repairs)
    repairs += _other_repairs(known, cells)
    return cells, repairs


def _name_again(source_cells, known, cells, repairs):
    """Give cells without metadata their grade_id again: by the cell's id, a locked cell's text, or the function."""
    present = {grade_id_of(cell) for cell in cells}
    by_id = {cell.get("id"): grade_id_of(cell) for cell in source_cells if grade_id_of(cell)}
    locked = {_opening(cell["source"]): name for name, cell in known.items() if not is_solution(cell)}
    functions = {name: function for name, cell in known.items() if is_solution(cell) for function in _functions(cell)}
    for cell in reversed(cells):  # the last one that defines a function is the one that counts
        if grade_id_of(cell) in known:
            continue
        name = by_id.get(cell.get("metadata", {}).get("was", cell.get("id")))
        if name is None or name in present:
            name = locked.get(_opening(cell["source"]))
        if name is None or name in present:
            defined = _functions(cell)
            name = next((name for name, function in functions.items() if function in defined), None)
        if name is not None and name not in present:
            _set_grade_id(cell, name)
            present.add(name)
            repairs.append(f"The cell {name} had lost its metadata and was known again by what it says.")
    repairs.reverse()


def _move_typed_elsewhere(known, cells, repairs):
    """Where a solution cell is still to do and another cell defines its function, let that one count: put it behind."""
    for name, source in known.items():
        place = next((at for at, cell in enumerate(cells) if grade_id_of(cell) == name), None)
        if place is None or not is_solution(source) or STUB not in cells[place]["source"]:
            continue
        wanted = set(_functions(source))
        strange = [at for at, cell in enumerate(cells) if grade_id_of(cell) not in known]
        typed = [at for at in strange if wanted & set(_functions(cells[at]))]
        if typed:
            cell = cells.pop(typed[-1])
            place = next(at for at, other in enumerate(cells) if grade_id_of(other) == name)
            cells.insert(place + 1, cell)
            repairs.append(f"{name} was written in a new cell; its own cell was still to do, so the new one counts.")


def _other_repairs(known, cells):
    names = [grade_id_of(cell) for cell in cells]
    for name, source in known.items():
        copies = [cell for cell in cells if grade_id_of(cell) == name]
        if not copies:
            what = "nothing was handed in for it" if is_solution(source) else "it was put back"
            yield f"The cell {name} was missing; {what}."
        if len(copies) > 1:
            yield f"The cell {name} was there {len(copies)} times; the last one counts."
        if copies and any(cell.get("cell_type") != source["cell_type"] for cell in copies):
            yield f"The cell {name} had become a {copies[-1].get('cell_type')} cell and is code again."
        if copies and not is_solution(source) and copies[-1]["source"].strip() not in ("", _shown(source["source"])):
            yield f"The cell {name} had been edited; the instructor's text is graded."
    order = [name for name in dict.fromkeys(names) if name in known]
    if order != [name for name in known if name in order]:
        yield "The cells were in another order than in the assignment."


def _functions(cell):
    """The names of the functions that a code cell defines at its top, or begins to define where it does not parse."""
    if cell.get("cell_type") not in ("code", "markdown", "raw") or not _DEF.search(cell["source"]):
        return []
    try:
        tree = ast.parse(cell["source"])
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        lines = cell["source"].split("\n")
        return [line[4:].split("(")[0].strip() for line in lines if line.startswith("def ")]
    return [node.name for node in tree.body if isinstance(node, ast.FunctionDef)]


def _set_grade_id(cell, name):
    cell["metadata"] = {"nbgrader": {"grade_id": name}}


def _shown(source):
    """The text of a locked cell as students have it, without the hidden lines."""
    return source.split("### BEGIN HIDDEN TESTS")[0].strip()


def _opening(source):
    return _shown(source)
