"""Which cell of the assignment each submitted cell is: by nbgrader's metadata, by its id, or by its text."""

from collections import Counter

from grader.intake.repairs import repair
from grader.rules.cell_kinds import grade_id_of, is_solution
from grader.rules.delimiters import BEGIN_HIDDEN


def recognise(source_cells, cells):
    """Return (list of grade_id or None, one for each submitted cell; labels that were found without metadata).

    source_cells    list of notebook cells, the instructor's
    cells           list of notebook cells, the student's; several may be the same cell of the assignment
    """
    known = {grade_id_of(cell) for cell in source_cells} - {None}
    labels = [label if (label := grade_id_of(cell)) in known else None for cell in cells]
    present = set(labels)
    by_id = {cell.get("id"): grade_id_of(cell) for cell in source_cells if grade_id_of(cell)}
    by_text = _texts(source_cells)
    found = []
    for at, cell in enumerate(cells):
        if labels[at] is not None:
            continue
        label = by_text.get(cell["source"].strip())
        if label is None:
            label = by_id.get(cell["metadata"].get("was"))
            label = None if label in present else label  # a copy has an id of its own: here somebody reused this one
        if label is not None:
            labels[at] = label
            found.append(label)
    return labels, found


def _texts(source_cells):
    """Map the text of each locked cell, as students have it, to its grade_id; a text that says nothing to nobody's."""
    texts = {}
    for cell in source_cells:
        if grade_id_of(cell) and not is_solution(cell):
            texts.setdefault(shown_to_students(cell["source"]), []).append(grade_id_of(cell))
    return {text: labels[0] for text, labels in texts.items() if text and len(labels) == 1}


def locked_repairs(source_cells, cells, labels):
    """Say what became of the instructor's locked cells: list of Repair."""
    repairs, times = [], Counter(labels)
    for cell in source_cells:
        label = grade_id_of(cell)
        if label is None or is_solution(cell):
            continue
        if not times[label]:
            repairs.append(repair("missing", cell=label))
        if times[label] > 1:
            repairs.append(repair("locked copies", cell=label, count=times[label]))
        kinds = {cells[at]["cell_type"] for at, found in enumerate(labels) if found == label} - {cell["cell_type"]}
        repairs += [repair("retyped", cell=label, kind=kind, was=cell["cell_type"]) for kind in sorted(kinds)]
    return repairs


def in_order(source_cells, labels):
    """True where the cells of the assignment come in its order."""
    order = [label for label in dict.fromkeys(labels) if label is not None]
    given = [grade_id_of(cell) for cell in source_cells]
    return order == [label for label in given if label in set(order)]


def shown_to_students(source):
    """The text of a locked cell as students have it, without the hidden lines."""
    return source.split(BEGIN_HIDDEN)[0].strip()
