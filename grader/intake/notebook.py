"""From what a student handed in to a notebook that can be graded, around the instructor's cells."""

import re
from dataclasses import dataclass

from grader.intake.reading import Unreadable, read_cells, text_cell, untouched
from grader.intake.rebuilding import grade_id_of, rebuilt
from grader.intake.repairs import mended

_OWN = "own-"


@dataclass(frozen=True)
class TakenIn:
    """A submission that can be graded.

    cells        list of notebook cells, the instructor's and the student's
    repairs      tuple of str, what was mended or could not be read
    unreadable   why nothing but untouched work is graded; empty where it could be read
    """

    cells: list
    repairs: tuple
    unreadable: str = ""


def take_in(picked, name, source_cells):
    """Take a submission in; never raises for what was handed in.

    picked         grader.intake.picking.Picked
    name           of the notebook, without .ipynb
    source_cells   list of notebook cells, the instructor's
    """
    cells, said = received(picked, name, source_cells)
    cells, repairs = rebuild(source_cells, cells)
    unreadable = said[0] if picked.reason or said != list(picked.said) else ""
    return TakenIn(cells, (*said, *repairs), unreadable)


def received(picked, name, source_cells):
    """Return (cells of nothing but text, sentences on what was odd); untouched work where nothing can be read."""
    try:
        if picked.reason:
            raise Unreadable(picked.reason)
        return read_cells(picked.data), list(picked.said)
    except Unreadable as reason:
        said = f"{name}.ipynb could not be read: {reason}"
        return [text_cell("markdown", said, "reason"), *untouched(source_cells)], [said]


def rebuild(source_cells, cells):
    """Return (the cells that are graded, the repairs as sentences); nothing in them would run in a browser."""
    cells, repairs = mended(source_cells, cells)
    made = rebuilt(source_cells, cells)
    _name(source_cells, made)
    return [_inert(cell) for cell in made], repairs


def _name(source_cells, cells):
    """Give ids to cells without a grade_id: the assignment's own theirs, the student's a number; the same each time."""
    handed_out = {cell["source"]: cell["id"] for cell in source_cells if not grade_id_of(cell)}
    for number, cell in enumerate(cell for cell in cells if not grade_id_of(cell)):
        cell["id"] = handed_out.pop(cell["source"], f"{_OWN}{number}")


def is_own(cell):
    """True for a cell of a rebuilt notebook that is the student's own, not the assignment's."""
    return str(cell.get("id", "")).startswith(_OWN)


def _inert(cell):
    """Take from a student's text what a browser would run; her code is shown as text anyway."""
    if cell.metadata.get("nbgrader") or cell.cell_type == "code":
        return cell
    text = cell.source.replace("&", "&amp;").replace("<", "&lt;")
    text = re.sub(r"\](?=[(:\[])", "] ", text)  # no link, image or attachment: where one leads can be hidden too well
    return text_cell("markdown", text, cell["id"])
