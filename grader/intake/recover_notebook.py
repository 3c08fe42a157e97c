"""From what a student handed in to a notebook that can be graded, around the instructor's cells."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from nbformat import NotebookNode

from grader.intake.choosing import choose, solutions_of
from grader.intake.extracting import take_out_code
from grader.intake.names import names_given, say_of_names
from grader.intake.picking import Picked
from grader.intake.read_notebook import Unreadable, read_cells, released_texts, text_cell, untouched
from grader.intake.rebuilding import rebuild_notebook
from grader.intake.recognising import in_order, locked_repairs, recognise
from grader.intake.repairs import Repair, repair
from grader.rules.budget import Budget
from grader.rules.cell_kinds import grade_id_of, is_solution, is_test, is_unchanged

_OWN = "own-"


@dataclass(frozen=True)
class TakenIn:
    """A submission that can be graded.

    cells        list of notebook cells, the instructor's and the student's
    repairs      tuple of grader.intake.repairs.Repair: what was repaired or could not be used
    unreadable   why nothing but untouched work is graded, a sentence; empty where it could be read
    """

    cells: list[NotebookNode]
    repairs: tuple[Repair, ...]
    unreadable: str = ""


def take_in(picked: Picked, name: str, source_cells: Sequence[NotebookNode], budget: Budget | None = None) -> TakenIn:
    """Take a submission in; never raises for what was handed in.

    picked         grader.intake.picking.Picked
    name           of the notebook, without .ipynb
    source_cells   list of notebook cells, the instructor's
    budget         grader.rules.budget.Budget
    """
    cells, repairs = receive_cells(picked, name, source_cells, budget)
    unreadable = next((str(one) for one in repairs if one.kind == "unreadable"), "")
    cells, more = rebuild(source_cells, cells)
    return TakenIn(cells, (*repairs, *([] if unreadable else more)), unreadable)


def receive_cells(
    picked: Picked, name: str, source_cells: Sequence[NotebookNode], budget: Budget | None = None
) -> tuple[list[NotebookNode], list[Repair]]:
    """Return (cells of nothing but text, list of Repair); untouched work where nothing can be read."""
    try:
        if picked.reason:
            raise Unreadable(picked.reason)
        released = released_texts(source_cells)
        cells, repairs = read_cells(picked.data, f"{name}.ipynb", budget or Budget(), released)
        return cells, [*picked.said, *repairs]
    except Unreadable as reason:
        said = repair("unreadable", file=f"{name}.ipynb", why=str(reason))
        return [text_cell("markdown", str(said), "reason"), *untouched(source_cells)], [*picked.said, said]


def rebuild(source_cells: Sequence[NotebookNode], cells: list[NotebookNode]) -> tuple[list[NotebookNode], list[Repair]]:
    """Return (the cells that are graded, list of Repair); nothing in them would run in a browser.

    source_cells   list of notebook cells, the instructor's
    cells          list of notebook cells, the student's, as `receive_cells` returns them
    """
    solutions = solutions_of(source_cells)
    cells, taken_out = take_out_code(source_cells, cells, solutions)
    labels, recognised = recognise(source_cells, cells)
    choice = choose(solutions, cells, labels, names_given(source_cells))
    made, edited = rebuild_notebook(source_cells, cells, labels, solutions, choice)
    recognised = [*dict.fromkeys([*recognised, *choice.recognised])]
    repairs = [repair("recognised", cells=", ".join(recognised))] if recognised else []
    repairs += [*taken_out, *choice.repairs, *locked_repairs(source_cells, cells, labels), *edited]
    if not in_order(source_cells, labels):
        repairs.append(repair("order"))
    repairs += _of_names(source_cells, made, solutions)
    _name(source_cells, made)
    return [_harmless(cell) for cell in made], list({str(one): one for one in repairs}.values())


def _of_names(source_cells, made, solutions):
    """Say which names the student's own cells keep from having a value where a function is tested: list of Repair."""
    tested = {}
    for cell in filter(grade_id_of, source_cells):
        if is_solution(cell):
            label = grade_id_of(cell)
        elif is_test(cell):
            tested[grade_id_of(cell)] = label
    locked = {grade_id_of(cell) for cell in source_cells if grade_id_of(cell) and not is_solution(cell)}
    texts = {cell["source"] for cell in source_cells if not grade_id_of(cell)}

    def is_instructors(cell):
        return grade_id_of(cell) in locked or (not grade_id_of(cell) and cell["source"] in texts)

    return say_of_names(made, solutions, is_instructors, lambda cell: tested.get(grade_id_of(cell)))


def _name(source_cells, cells):
    """Give ids to cells without a grade_id: the assignment's own theirs, the student's a number; the same each time."""
    handed_out = {cell["source"]: cell["id"] for cell in source_cells if not grade_id_of(cell)}
    for number, cell in enumerate(cell for cell in cells if not grade_id_of(cell)):
        cell["id"] = handed_out.pop(cell["source"], f"{_OWN}{number}")


def is_own(cell: Mapping) -> bool:
    """True for a cell of a rebuilt notebook that is the student's own, not the assignment's."""
    return str(cell.get("id", "")).startswith(_OWN)


def _harmless(cell):
    """Take from a student's text what a browser would run; code is shown as text anyway."""
    if cell.cell_type == "code" or cell.metadata.pop("code", False):
        return cell
    known = cell.metadata.get("nbgrader")
    if known and (not is_solution(cell) or is_unchanged(cell)):  # the instructor's own words
        return cell
    text = cell.source.replace("&", "&amp;").replace("<", "&lt;")
    text = re.sub(r"\](?=[(:\[])", "] ", text)  # no link, image or attachment: where one leads can be hidden too well
    made = text_cell("markdown", text, cell["id"])
    made.metadata |= {"nbgrader": known} if known else {}
    return made
