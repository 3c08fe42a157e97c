"""Law: whatever a student did to the cells, each test cell is graded exactly once, after everything it needs, and not a
line that she wrote is lost."""

import copy

import nbformat
from hypothesis import given
from hypothesis import strategies as st

from grader.intake.rebuilding import rebuilt
from tests.rnn import NOTEBOOK

SOURCE = nbformat.read(NOTEBOOK, as_version=4).cells
LOCKED = [
    cell.metadata.nbgrader.grade_id
    for cell in SOURCE
    if "nbgrader" in cell.metadata and not cell.metadata.nbgrader.solution
]
SOLUTIONS = [
    cell.metadata.nbgrader.grade_id
    for cell in SOURCE
    if "nbgrader" in cell.metadata and cell.metadata.nbgrader.solution
]


def submitted():
    """The notebook of a student who has changed nothing but the solution cells."""
    cells = copy.deepcopy(SOURCE)
    for cell in cells:
        if grade_id(cell) in SOLUTIONS:
            cell.source = f"# mine\ndef {grade_id(cell)}(): ..."
    return cells


def grade_id(cell):
    return (
        cell.metadata.get("nbgrader", {}).get("grade_id") if isinstance(cell.metadata.get("nbgrader"), dict) else None
    )


def ids(cells):
    return [grade_id(cell) for cell in cells]


@st.composite
def mishandled(draw):
    """A submission after some accidents: cells deleted, duplicated, moved, retyped, stripped, with broken metadata."""
    cells = submitted()
    for _ in range(draw(st.integers(0, 8))):
        place = draw(st.integers(0, len(cells) - 1))
        match draw(st.sampled_from(["delete", "duplicate", "move", "retype", "strip", "break", "own"])):
            case "delete":
                if len(cells) > 1:
                    cells.pop(place)
            case "duplicate":
                cells.insert(place, copy.deepcopy(cells[place]))
            case "move":
                cells.insert(draw(st.integers(0, len(cells) - 1)), cells.pop(place))
            case "retype":
                cells[place].cell_type = "markdown"
            case "strip":
                cells[place].metadata = {}
            case "break":
                cells[place].metadata["nbgrader"] = draw(
                    st.sampled_from([{}, {"schema_version": 1}, {"grade_id": 7}, "text", {"grade_id": "unknown"}])
                )
            case "own":
                cells.insert(place, nbformat.v4.new_code_cell("helper = 1"))
    return cells


@given(mishandled())
def test_each_locked_cell_comes_back_exactly_once_as_the_instructor_wrote_it(cells):
    result = rebuilt(SOURCE, cells)
    by_id = {grade_id(cell): cell for cell in SOURCE}
    for wanted in LOCKED:
        found = [cell for cell in result if grade_id(cell) == wanted]
        assert found == [by_id[wanted]]


@given(mishandled())
def test_no_line_of_the_student_is_lost(cells):
    texts = [cell.source for cell in rebuilt(SOURCE, cells)]
    for cell in cells:
        if grade_id(cell) not in LOCKED:
            assert cell.source in texts


@given(mishandled())
def test_a_test_comes_after_the_last_copy_of_the_solution_that_it_tests(cells):
    result = rebuilt(SOURCE, cells)
    for function in set(SOLUTIONS) & set(ids(result)):
        for kind in ("public", "hidden"):
            assert ids(result).index(f"{function}_{kind}") > ids(result).index(function)


@given(mishandled())
def test_no_grade_id_stands_twice_and_nothing_else_of_the_metadata_survives(cells):
    result = rebuilt(SOURCE, cells)
    known = [found for found in ids(result) if found]
    assert len(known) == len(set(known))
    assert all(set(cell.metadata) <= {"nbgrader"} for cell in result)


def test_an_honest_notebook_keeps_its_order():
    assert ids(rebuilt(SOURCE, submitted())) == ids(SOURCE)


def test_a_helper_cell_above_a_test_stays_above_it():
    cells = submitted()
    place = ids(cells).index("rnn_forward_public")
    cells.insert(place, nbformat.v4.new_code_cell("helper = 1"))
    result = rebuilt(SOURCE, cells)
    assert result[ids(result).index("rnn_forward_public") - 1].source == "helper = 1"


def test_tests_of_a_deleted_solution_come_last_so_that_a_function_typed_elsewhere_counts():
    cells = [cell for cell in submitted() if grade_id(cell) != "rnn_backward"]
    cells.append(nbformat.v4.new_code_cell("def rnn_backward(da, caches): ..."))
    assert ids(rebuilt(SOURCE, cells))[-2:] == ["rnn_backward_public", "rnn_backward_hidden"]


def test_a_tag_that_would_skip_or_excuse_a_cell_does_not_survive():
    cells = submitted()
    for cell in cells:
        cell.metadata["tags"] = ["skip-execution", "raises-exception"]
    assert not any("tags" in cell.metadata for cell in rebuilt(SOURCE, cells))
