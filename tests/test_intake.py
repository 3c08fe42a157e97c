"""Law: whatever a student did to the cells, each test cell is graded exactly once, against what her own tests ran
against; not a line that she wrote is lost; and nothing counts that running her notebook from the top would not define,
as long as it defines anything."""

import copy
import json
import re

import nbformat
import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.intake.picking import Picked
from grader.intake.read_notebook import read_cells
from grader.intake.recover_notebook import is_own, take_in
from grader.rules.budget import Budget
from grader.rules.cell_kinds import is_solution
from tests.growing import grows_linearly
from tests.rnn import NOTEBOOK, solutions

SOURCE = nbformat.read(NOTEBOOK, as_version=4).cells
LOCKED = [cell.metadata.nbgrader.grade_id for cell in SOURCE if "nbgrader" in cell.metadata and not is_solution(cell)]
SOLUTIONS = [cell.metadata.nbgrader.grade_id for cell in SOURCE if "nbgrader" in cell.metadata and is_solution(cell)]


def attempt(function, name):
    """The text of a finished attempt at a function, which returns its name."""
    return f"def {function}(*given):\n    return {name!r}"


def stub(function):
    """The text of a function as it is handed out."""
    source = next(cell.source for cell in SOURCE if grade_id(cell) == function)
    step = "raise NotImplementedError  # YOUR CODE HERE"
    return re.sub(r"### BEGIN SOLUTION\n.*?### END SOLUTION", step, source, flags=re.DOTALL)


def submitted():
    """The notebook of a student who has changed nothing but the solution cells."""
    cells = copy.deepcopy(SOURCE)
    for cell in cells:
        cell.source = cell.source.split("### BEGIN HIDDEN TESTS")[0].rstrip()
        if grade_id(cell) in SOLUTIONS:
            cell.source = attempt(grade_id(cell), "mine")
    return cells


def taken(cells):
    """Hand cells in; return what is graded and what is said: grader.intake.recover_notebook.TakenIn."""
    data = json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})
    return take_in(Picked(data.encode()), "rnn", SOURCE)


def said(cells):
    return [str(repair) for repair in taken(cells).repairs]


def graded(cells):
    """Run the graded notebook from the top: dict, test -> what the function that it tests returns there.

    "stub" where a step waits, None where there is no such function.
    """
    names, found = {}, {}
    for cell in taken(cells).cells:
        if grade_id(cell) in LOCKED:
            function = grade_id(cell).rsplit("_", 1)[0]
            if function in SOLUTIONS:
                found[grade_id(cell)] = outcome(names.get(function))
        elif cell.cell_type == "code" and (grade_id(cell) or is_own(cell)):
            run(cell.source, names)
    return found


def run(source, names):
    try:
        exec(source, names)
    except Exception:  # as Jupyter does, where it is told to go on
        return


def outcome(function):
    try:
        return function and function()
    except (NotImplementedError, TypeError):  # a stub takes arguments, an attempt need not be given any
        return "stub"


def grade_id(cell):
    known = cell.metadata.get("nbgrader", {})
    return known.get("grade_id") if isinstance(known, dict) else None


def ids(cells):
    return [grade_id(cell) for cell in cells]


def place_of(cells, label):
    return ids(cells).index(label)


def code(source, label=None):
    metadata = {"nbgrader": {"grade_id": label}} if label else {}
    return nbformat.v4.new_code_cell(source, metadata=metadata)


# ── Accidents ─────────────────────────────────────────────────────────────────────────────────────────────────────


@st.composite
def mishandled(draw):
    """A submission after some accidents: cells deleted, duplicated, moved, retyped, stripped, with broken metadata."""
    cells = submitted()
    for _ in range(draw(st.integers(0, 8))):
        place = draw(st.integers(0, len(cells) - 1))
        match draw(st.sampled_from(["delete", "duplicate", "move", "retype", "strip", "break", "own", "edit"])):
            case "delete":
                if len(cells) > 1:
                    cells.pop(place)
            case "duplicate":
                cells.insert(place, copy.deepcopy(cells[place]))
            case "move":
                cells.insert(draw(st.integers(0, len(cells) - 1)), cells.pop(place))
            case "retype":
                cells[place].cell_type = draw(st.sampled_from(["markdown", "raw", "code"]))
            case "strip":
                cells[place].metadata = {}
            case "break":
                cells[place].metadata["nbgrader"] = draw(
                    st.sampled_from([{}, {"schema_version": 1}, {"grade_id": 7}, "text", {"grade_id": "unknown"}])
                )
            case "own":
                cells.insert(place, code("helper = 1"))
            case "edit":
                cells[place].source += "\nextra = 1"
    return cells


@given(mishandled())
def test_each_locked_cell_comes_back_exactly_once_as_the_instructor_wrote_it(cells):
    result = taken(cells).cells
    by_id = {grade_id(cell): cell for cell in SOURCE}
    for wanted in LOCKED:
        found = [cell for cell in result if grade_id(cell) == wanted]
        assert found == [by_id[wanted]]


@given(mishandled())
def test_no_line_of_the_students_code_is_lost(cells):
    text = "\n".join(cell.source for cell in taken(cells).cells)
    assert {line for cell in cells if cell.cell_type == "code" for line in cell.source.split("\n")} <= set(
        text.split("\n")
    )


@given(mishandled())
def test_no_grade_id_stands_twice_and_nothing_else_of_the_metadata_survives(cells):
    result = taken(cells).cells
    known = [found for found in ids(result) if found]
    assert len(known) == len(set(known))
    assert all(set(cell.metadata) <= {"nbgrader"} for cell in result)


@given(mishandled())
def test_work_that_is_there_is_tested_whatever_was_done_to_the_cells(cells):
    found = graded(cells)
    for function in SOLUTIONS:
        if any(cell.cell_type == "code" and f"def {function}(" in cell.source for cell in cells):
            assert {found[f"{function}_{kind}"] for kind in ("public", "hidden")} == {"mine"}


def test_an_honest_notebook_keeps_its_order_and_nothing_is_said():
    assert ids(taken(submitted()).cells) == ids(SOURCE)
    assert said(submitted()) == []


# ── Several candidates ────────────────────────────────────────────────────────────────────────────────────────────

FUNCTION = "rnn_backward"
PIECES = ("first", "second", "stub", "broken", "started", "raw", "markdown", "test", "helper", "both", "wrapped")


def piece(kind, number):
    """A cell that people leave about; attempts return their number."""
    match kind:
        case "first" | "second":
            return code(attempt(FUNCTION, number), FUNCTION if kind == "first" else None)
        case "stub":
            return code(stub(FUNCTION), FUNCTION)
        case "broken":
            return code(attempt(FUNCTION, number) + " +")
        case "started":
            return code(
                f"def {FUNCTION}(*given):\n    mine = {number}\n    raise NotImplementedError  # YOUR CODE HERE"
            )
        case "raw" | "markdown":
            made = getattr(nbformat.v4, f"new_{kind}_cell")(attempt(FUNCTION, number))
            made.metadata["nbgrader"] = {"grade_id": FUNCTION}
            return made
        case "test":
            return code("# Public test, 12 points.\nrnn_backward_test(rnn_backward)", "rnn_backward_public")
        case "helper":
            return code(f"def helper():\n    return {number}")
        case "both":
            return code(attempt("other", number) + "\n\n\n" + attempt(FUNCTION, number))
        case "wrapped":
            return code(f"def wrapped(*given, inner={FUNCTION}):\n    return inner(*given)\n\n\n{FUNCTION} = wrapped")


@given(st.lists(st.sampled_from(PIECES), max_size=9))
def test_what_is_graded_is_what_her_own_test_ran_against(kinds):
    """Run her cells from the top, as she would: what the function is at her last test is what is graded."""
    pieces = [piece(kind, number) for number, kind in enumerate(kinds)]
    names, at_test, last, live = {}, None, None, False
    for cell in pieces:
        if cell.source.endswith("rnn_backward_test(rnn_backward)"):
            at_test = outcome(names.get(FUNCTION))
        elif cell.cell_type == "code":
            run(cell.source, names)
            live = live or FUNCTION in cell.source
            last = outcome(names.get(FUNCTION)) if FUNCTION in names else None
    cells = [cell for cell in submitted() if grade_id(cell) not in (FUNCTION, "rnn_backward_public")]
    found = graded(cells + pieces)
    if at_test not in (None, "stub"):
        assert {found[f"{FUNCTION}_{kind}"] for kind in ("public", "hidden")} == {at_test}
    elif "test" not in kinds and last not in (None, "stub"):
        assert found[f"{FUNCTION}_public"] == last
    if live:  # what does not run gives nothing beside what does
        switched_off = {number for number, kind in enumerate(kinds) if kind in ("raw", "markdown")}
        assert not {found[f"{FUNCTION}_{kind}"] for kind in ("public", "hidden")} & switched_off


SHAPES = {
    "the stub again, below the tests": (["first", "test", "stub"], 0),
    "the stub again, above the test": (["first", "stub", "test"], 0),
    "an old attempt below the tests": (["first", "test", "second"], 0),
    "a test that was run again, below a new attempt": (["first", "test", "second", "test"], 2),
    "a second attempt above the test": (["first", "second", "test"], 1),
    "written in a new cell": (["stub", "test", "second"], 2),
    "written in a new cell that does not compile, and before": (["stub", "second", "test", "broken"], 1),
    "a step still to do below a finished one": (["first", "started", "test"], 0),
    "switched off below a wrong one": (["first", "test", "raw"], 0),
    "switched off beside the stub": (["stub", "test", "markdown"], "stub"),
    "switched off, and nothing else": (["markdown", "test"], 0),
    "two functions in a cell": (["stub", "test", "both"], 2),
    "wrapped by a timer": (["first", "wrapped", "test"], 0),
}


@pytest.mark.parametrize(("kinds", "expected"), SHAPES.values(), ids=SHAPES)
def test_the_cell_that_counts(kinds, expected):
    cells = [cell for cell in submitted() if grade_id(cell) not in (FUNCTION, "rnn_backward_public")]
    pieces = [piece(kind, number) for number, kind in enumerate(kinds)]
    assert graded(cells + pieces)[f"{FUNCTION}_public"] == expected


def test_all_functions_in_one_cell_serve_each():
    cells = submitted()
    together = code("\n\n\n".join(attempt(function, f"all {function}") for function in SOLUTIONS))
    for cell in cells:
        if grade_id(cell) in SOLUTIONS:
            cell.source = stub(grade_id(cell))
    for where in (0, len(cells)):
        found = graded([*cells[:where], together, *cells[where:]])
        assert found == {f"{name}_{kind}": f"all {name}" for name in SOLUTIONS for kind in ("public", "hidden")}


def test_functions_that_were_typed_into_the_test_cells_count():
    cells = submitted()
    for function in SOLUTIONS:
        cells[place_of(cells, function)].source = stub(function)
        test = cells[place_of(cells, f"{function}_public")]
        test.source = f"{attempt(function, 'typed')}\n{test.source}"
    assert set(graded(cells).values()) == {"typed"}
    assert "The cell rnn_forward_public had been edited" in " ".join(said(cells))


def test_what_was_added_to_a_given_cell_runs_behind_it():
    cells = submitted()
    cells[place_of(cells, "setup")].source += "\n\n\ndef mine():\n    return 7  # my own\n"
    result = taken(cells).cells
    assert result[place_of(result, "setup") + 1].source == "def mine():\n    return 7  # my own"
    assert result[place_of(result, "setup")].source == SOURCE[place_of(SOURCE, "setup")].source


def test_a_comment_in_a_test_cell_is_nothing_to_run():
    cells = submitted()
    cells[place_of(cells, "rnn_forward_public")].source += "\n# it passes"
    before = ids(SOURCE)
    cells[place_of(cells, "rnn_forward_public")].source = SOURCE[before.index("rnn_forward_public")].source + "\n\n"
    assert ids(taken(cells).cells) == before


def test_a_helper_cell_above_a_test_stays_above_it():
    cells = submitted()
    cells.insert(place_of(cells, "rnn_forward_public"), code("helper = 1"))
    result = taken(cells).cells
    assert result[place_of(result, "rnn_forward_public") - 1].source == "helper = 1"


def test_a_stub_that_is_not_run_is_still_shown_and_can_not_leave_its_frame():
    cells = submitted()
    text = stub(FUNCTION) + "    # ```"
    (shown,) = [cell for cell in taken([*cells, code(text)]).cells if "```" in cell.source]
    assert shown.cell_type == "markdown"
    assert shown.source == f"````python\n{text}\n````"


def test_a_tag_that_would_skip_or_excuse_a_cell_does_not_survive():
    cells = submitted()
    for cell in cells:
        cell.metadata["tags"] = ["skip-execution", "raises-exception"]
    assert not any("tags" in cell.metadata for cell in taken(cells).cells)


@pytest.mark.parametrize(
    ("done", "sentence"),
    [
        (
            lambda cells: cells.append(code(attempt(FUNCTION, 1))),
            "rnn_backward is defined in 2 cells; the last one above",
        ),
        (lambda cells: cells.append(code(stub(FUNCTION))), "Another, unfinished copy of rnn_backward is not run"),
        (lambda cells: cells.reverse(), "The cells were in another order than in the assignment."),
        (lambda cells: cells.pop(place_of(cells, "rnn_forward_public")), "The cell rnn_forward_public was missing; it"),
        (
            lambda cells: cells.pop(place_of(cells, FUNCTION)),
            "The cell rnn_backward was missing; nothing was handed in",
        ),
        (
            lambda cells: cells[place_of(cells, FUNCTION)].update(
                source="def rnn_backwards(da, caches):\n    return {}"
            ),
            "rnn_backward is not defined, and rnn_backwards is: give it the name that the tests call.",
        ),
        (lambda cells: cells[5].metadata.clear() or cells[5].update(id="x"), "Cells had lost their metadata"),
        (
            lambda cells: cells[5].update(cell_type="raw"),
            "The cell rnn_cell_forward had become a raw cell and is a code",
        ),
    ],
    ids=range(8),
)
def test_each_repair_is_one_sentence(done, sentence):
    cells = submitted()
    done(cells)
    assert [text for text in said(cells) if text.startswith(sentence)] == said(cells)[:1]


def test_time_grows_with_the_length_of_the_notebook_alone():
    def notebook(count):
        return submitted() + [piece(PIECES[number % len(PIECES)], number) for number in range(count)]

    notebooks = {count: notebook(count) for count in (100, 800)}
    assert grows_linearly(lambda count: taken(notebooks[count]), 100, 800)


def test_pictures_that_are_pasted_as_text_cost_no_work_its_place():
    pictures = [{"cell_type": "markdown", "metadata": {}, "source": "x" * 199_000} for _ in range(8)]
    work = [{"cell_type": "code", "metadata": {}, "source": text} for text in solutions().values()]
    data = json.dumps({"cells": pictures + work, "metadata": {}, "nbformat": 4, "nbformat_minor": 4}).encode()
    cells, repairs = read_cells(data, "rnn.ipynb", Budget())
    assert [cell.source for cell in cells[8:]] == list(solutions().values())
    (said,) = map(str, repairs)
    assert said.endswith(", and left out: cell 5 of the notebook, and 3 more.")
