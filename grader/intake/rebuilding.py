"""Intake: rebuild a submitted notebook around the instructor's cells.

From the student come the text of her solution cells and her own extra cells; everything else (test cells, points, ids,
tags) comes from the source notebook. So a deleted, duplicated, moved, edited or retyped cell costs nobody any points,
and no notebook can end the run of a class by its metadata.
"""

import copy

from grader.cell_kinds import is_solution


def rebuilt(source_cells, submitted_cells):
    """Return the cells to be graded: the student's in her order, each locked cell of the source exactly once.

    source_cells       list of notebook cells, with nbgrader metadata
    submitted_cells    list of notebook cells, of whatever metadata

    A locked cell stays where the student has it, as long as the solution cell that it follows comes before it there;
    otherwise it goes to the end of that solution's part of the notebook, where everything that she defined is known.
    """
    source = {grade_id_of(cell): cell for cell in source_cells if grade_id_of(cell)}
    follows = _solution_before(source_cells)
    kept = _places_kept(follows, submitted_cells)
    places = _last_places(submitted_cells)
    waiting, solution, result = dict(follows), None, []

    def emit(grade_ids):
        for grade_id in grade_ids:
            del waiting[grade_id]
            result.append(copy.deepcopy(source[grade_id]))

    emit([locked for locked in follows if follows[locked] is None and locked not in kept])
    for place, cell in enumerate(submitted_cells):
        grade_id = grade_id_of(cell)
        if grade_id in follows:
            if kept.get(grade_id) == place:
                emit([grade_id])
        elif grade_id in source and places[grade_id] == place:
            emit([locked for locked in waiting if follows[locked] == solution and locked not in kept])
            solution = grade_id
            result.append(_solution(cell, source[grade_id]))
        else:
            result.append(_extra(cell))
    emit(list(waiting))
    return result


def _last_places(cells):
    """Map each grade_id to the place of its last copy."""
    return {grade_id_of(cell): place for place, cell in enumerate(cells)}


def _places_kept(follows, cells):
    """Map a locked cell to the place where the student has it, if it may stay: after its solution, or before all."""
    places = _last_places(cells)
    nowhere = len(cells)
    first_solution = min((places[name] for name in set(follows.values()) if name in places), default=nowhere)
    kept = {}
    for locked, solution in follows.items():
        place = places.get(locked, nowhere)
        in_order = place < first_solution if solution is None else places.get(solution, nowhere) < place
        if place < nowhere and in_order:
            kept[locked] = place
    return kept


def grade_id_of(cell):
    """The id that nbgrader knows a cell by, or None: a student's metadata may be anything."""
    metadata = cell.get("metadata", {}).get("nbgrader")
    grade_id = metadata.get("grade_id") if isinstance(metadata, dict) else None
    return grade_id if isinstance(grade_id, str) else None


def _solution_before(source_cells):
    """Map the id of each locked cell to the id of the solution cell that it follows; None before the first."""
    follows, solution = {}, None
    for cell in source_cells:
        if not grade_id_of(cell):
            continue
        if is_solution(cell):
            solution = grade_id_of(cell)
        else:
            follows[grade_id_of(cell)] = solution
    return follows


def _solution(cell, source_cell):
    """The instructor's cell with the student's text in it."""
    mended = copy.deepcopy(source_cell)
    mended["source"] = cell["source"]
    return mended


def _extra(cell):
    """A cell of the student's own: its text and type, none of its metadata."""
    mended = copy.deepcopy(cell)
    mended["metadata"] = {}
    return mended
