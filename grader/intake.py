"""Intake: rebuild a submitted notebook around the instructor's cells.

From the student come the text of her solution cells and her own extra cells; everything else (test cells, points, ids,
tags) comes from the source notebook. So a deleted, duplicated, moved, edited or retyped cell costs nobody any points,
and no notebook can end the run of a class by its metadata.
"""

import copy


def rebuilt(source_cells, submitted_cells):
    """Return the cells to be graded: the student's in her order, each locked cell of the source exactly once.

    source_cells       list of notebook cells, with nbgrader metadata
    submitted_cells    list of notebook cells, of whatever metadata

    A locked cell stays where the student has it, as long as the solution cell that it follows comes before it there;
    otherwise it goes to the end of that solution's part of the notebook, where everything that she defined is known.
    """
    source = {_grade_id(cell): cell for cell in source_cells if _grade_id(cell)}
    follows = _solution_before(source_cells)
    last_place = {_grade_id(cell): place for place, cell in enumerate(submitted_cells)}
    result, waiting = [], list(follows)

    def emit(grade_ids):
        for grade_id in grade_ids:
            waiting.remove(grade_id)
            result.append(copy.deepcopy(source[grade_id]))

    emit([grade_id for grade_id in waiting if follows[grade_id] is None])
    seen = None
    for place, cell in enumerate(submitted_cells):
        grade_id = _grade_id(cell)
        if grade_id in follows:
            ready = grade_id in waiting and last_place.get(follows[grade_id], len(submitted_cells)) < place
            if ready and last_place[grade_id] == place:
                emit([grade_id])
        elif grade_id in source and last_place[grade_id] == place:
            emit([locked for locked in waiting if follows[locked] == seen])
            seen = grade_id
            result.append(_solution(cell, source[grade_id]))
        else:
            result.append(_extra(cell))
    emit(list(waiting))
    return result


def _grade_id(cell):
    """The id that nbgrader knows a cell by, or None: a student's metadata may be anything."""
    metadata = cell.get("metadata", {}).get("nbgrader")
    grade_id = metadata.get("grade_id") if isinstance(metadata, dict) else None
    return grade_id if isinstance(grade_id, str) else None


def _is_solution(cell):
    return cell["metadata"]["nbgrader"].get("solution", False)


def _solution_before(source_cells):
    """Map the id of each locked cell to the id of the solution cell that it follows; None before the first."""
    follows, solution = {}, None
    for cell in source_cells:
        if not _grade_id(cell):
            continue
        if _is_solution(cell):
            solution = _grade_id(cell)
        else:
            follows[_grade_id(cell)] = solution
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
