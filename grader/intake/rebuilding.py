"""Intake: rebuild a submitted notebook around the instructor's cells.

From the student come the text of solution cells and of extra cells, in the student's order; everything else (points,
ids, tags, test cells) comes from the source notebook. Each test stands at a moment that running the notebook from the
top comes to: where the function that it tests has the definition that counts. So a deleted, duplicated, moved, edited
or retyped cell costs nobody any points, and no notebook can end the run of a class by its metadata.
"""

import copy
import re
from bisect import bisect_right

from grader.intake.definitions import without_statements
from grader.intake.read_notebook import text_cell
from grader.intake.recognising import shown_to_students
from grader.intake.repairs import repair
from grader.rules.cell_kinds import Kind, grade_id_of, is_solution, is_test, kind_of


def rebuild_notebook(source_cells, cells, labels, solutions, choice):
    """Return (the cells to be graded, list of Repair).

    source_cells    list of notebook cells, with nbgrader metadata
    cells           list of notebook cells, the student's
    labels          list of grade_id or None, one for each of them
    solutions       list of grader.intake.choosing.Solution
    choice          grader.intake.choosing.Choice
    """
    source = {grade_id_of(cell): cell for cell in source_cells if grade_id_of(cell)}
    source |= {label: _solution({"source": ""}, cell) for label, cell in source.items() if _owed(cell, choice)}
    kept, put = _places(source_cells, labels, solutions, choice)
    label_of = {place: label for label, place in choice.cell_of.items()}
    result, repairs = [], []

    def emit(grade_ids):
        result.extend(copy.deepcopy(source[grade_id]) for grade_id in grade_ids)

    for at, cell in enumerate(cells):
        emit(put.get(at, ()))
        locked = source[labels[at]] if labels[at] in source and not is_solution(source[labels[at]]) else None
        own = cell if locked is None else _added(cell, locked, at in label_of, repairs)
        first = kept.get(labels[at]) == at and not is_test(locked)
        emit([labels[at]] if first else [])
        if own is not None and at in choice.idle:
            result.append(_inert(own))
        elif own is not None:
            result.append(_solution(own, source[label_of[at]]) if at in label_of else _extra(own))
        emit([labels[at]] if kept.get(labels[at]) == at and not first else [])
    emit(put.get(len(cells), ()))
    return result, repairs


def _places(source_cells, labels, solutions, choice):
    """Say where the locked cells go.

    Returns (dict: label -> place where the student has it, if it may stay there; dict: place -> labels of those that
    are put before it). A locked cell may stay where the student has it, as long as everything that it needs stands
    above and nothing in between takes it away. Otherwise a test goes to the end of its function's part of the
    notebook, where everything that the student defined is known; what stands above all functions goes to the top.
    """
    places = {label: at for at, label in enumerate(labels)}
    functions = {solution.label: solution.functions for solution in solutions}
    beginnings = sorted({*choice.cell_of.values(), *choice.counts.values()})
    first, end = min(beginnings, default=len(labels)), len(labels)
    kept, put, solution = {}, {}, None
    for cell in source_cells:
        label = grade_id_of(cell)
        if label is None:
            continue
        if is_solution(cell) and not _owed(cell, choice):
            solution = label
            continue
        place = places.get(label)
        if solution is None:
            if place is not None and place < first:
                kept[label] = place
            else:
                put.setdefault(0, []).append(label)
            continue
        low, high = _between(solution, functions[solution], choice, end)
        if place is not None and low <= place < high:
            kept[label] = place
        else:
            following = bisect_right(beginnings, low)
            part = beginnings[following] if following < len(beginnings) else end
            put.setdefault(min(high, part), []).append(label)
    return kept, put


def _owed(cell, choice):
    """True for an answer that a person grades and that nothing was handed in for: without it there is no mark."""
    return kind_of(cell) is Kind.MANUAL and grade_id_of(cell) not in choice.cell_of


def _between(solution, functions, choice, end):
    """The places between which a test of a solution cell may stand: (from this one on, before that one)."""
    known = [max(choice.counts[name], choice.complete.get(name, -1)) for name in functions if name in choice.counts]
    low = max(known, default=choice.cell_of.get(solution, -1))
    for name in functions:
        overriding = choice.overriding.get(name, ())
        following = bisect_right(overriding, low)
        end = min(end, overriding[following]) if following < len(overriding) else end
    return low, end


def _added(cell, locked, chosen, repairs):
    """What a student has put into a locked cell of the instructor's: a cell of its own, or None."""
    label, given = grade_id_of(locked), shown_to_students(locked["source"])
    if cell["source"].strip() in ("", given):
        return None
    added = without_statements(cell["source"], given) if locked["cell_type"] == "code" else ""
    runs = cell["cell_type"] == "code" or chosen
    if not added.strip() or not runs:
        repairs.append(repair("edited", cell=label))
        return None
    repairs.append(repair("added", cell=label))
    return {**cell, "source": added}


def _solution(cell, source_cell):
    """The instructor's cell with the student's text in it."""
    made = copy.deepcopy(source_cell)
    made["source"] = cell["source"]
    return made


def _extra(cell):
    """A cell of the student's own: its text and type, none of its metadata."""
    return text_cell(cell["cell_type"], cell["source"], cell.get("id", ""))


def _inert(cell):
    """A cell of the student's own that is shown and does not run."""
    longest = max(map(len, re.findall("`+", cell["source"])), default=0)
    fence = "`" * max(3, longest + 1)
    text = f"{fence}python\n{cell['source']}\n{fence}"
    made = text_cell("markdown", text, cell.get("id", ""))
    made.metadata["code"] = True
    return made
