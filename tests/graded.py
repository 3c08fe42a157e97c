"""The solutions, graded after something was done to their cells, for the tests."""

import json

import nbformat
import pytest

from grader.grading.assignment import Assignment, files_beside
from grader.grading.grade import close_engine, grade
from grader.intake.picking import Picked
from tests.rnn import FUNCTIONS, NOTEBOOK, solutions


@pytest.fixture(scope="module")
def result_of():
    """Return a function that grades the solutions after something was done to the cells: grader's Result."""
    assignment = Assignment(
        "rnn", NOTEBOOK.read_text(encoding="utf-8"), files_beside(NOTEBOOK.parent), seed=3, unconfined=True
    )

    def result(do):
        notebook = json.loads(NOTEBOOK.read_text(encoding="utf-8"))
        cells = {cell["id"]: cell for cell in notebook["cells"]}
        for cell in cells.values():
            cell["source"] = "".join(cell["source"]).split("### BEGIN HIDDEN TESTS")[0].rstrip()
            if cell["id"] in FUNCTIONS:
                cell["source"] = solutions()[cell["id"]].strip("\n")
        do(notebook["cells"], cells)
        return grade(Picked(json.dumps(notebook).encode()), assignment)

    yield result
    close_engine()


def code(source):
    return nbformat.v4.new_code_cell(source)


def said(result, function):
    return " ".join(test.message for test in result.tests if test.function == function)
