"""Law: a gradient that is measured, not computed, is remarked in the report and keeps its points.

It loses them where the course says so. Right work, and a demonstration that measures, are remarked as nothing.
"""

import nbformat
import pytest

from grader.examiner.execution import points_of
from grader.examiner.measured import measured, refuse_measured
from grader.grading.assignment import files_beside
from grader.grading.result import Result, Row
from grader.pages import counts
from grader.rules.cell_kinds import is_test
from tests.rnn import NOTEBOOK, STYLES, solutions
from tests.rnn import RNN as EXERCISE

GIVEN = files_beside(NOTEBOOK.parent)
HEAD = "def rnn_cell_backward(da_next, cache):\n    a_next, a_prev, xt, parameters = cache\n"
LOSS = "    def loss():\n        return np.sum(da_next * rnn_cell_forward(xt, a_prev, parameters)[0])\n"
NAMES = '    found = {"dxt": xt, "da_prev": a_prev, "dWax": parameters["Wax"]}\n'
MEASURED = {
    "given": f"{HEAD}{LOSS}{NAMES}    return {{name: numerical_slope(loss, one) for name, one in found.items()}}\n",
    "differences": f"{HEAD}{LOSS}    eps = 1e-6\n    up = loss()\n    xt += eps\n    return (loss() - up) / eps\n",
    "complex step": f"{HEAD}    return np.imag(np.tanh(xt + 1e-30j)) / 1e-30\n",
    "a function of their own": (
        "H = 1e-5\n\ndef slope(f, x):\n    return (f(x + H) - f(x - H)) / (2 * H)\n\n"
        f"{HEAD}    return slope(np.tanh, xt)\n"
    ),
}


def notebook_cells(**sources):
    """The cells of a notebook with the solutions, but for those given; a cell of a test says that all is right."""
    cells = nbformat.read(NOTEBOOK, as_version=4).cells
    for cell in cells:
        known = cell.metadata.get("nbgrader", {}).get("grade_id")
        if known in EXERCISE.functions:
            cell.source = sources.get(known, solutions()[known])
    return cells


@pytest.mark.parametrize("text", MEASURED.values(), ids=MEASURED)
def test_a_measured_gradient_is_found(text):
    assert measured(notebook_cells(rnn_cell_backward=text), GIVEN) == ("rnn_cell_backward",)


@pytest.mark.parametrize("style", [None, *STYLES], ids=lambda style: getattr(style, "id", "reference"))
def test_right_work_is_not(style):
    """Nor is the notebook's own cell that measures a slope to compare it with."""
    cells = notebook_cells(**style.texts(EXERCISE)) if style else notebook_cells()
    if style:
        cells.insert(3, nbformat.v4.new_code_cell(style.before))
    assert measured(cells, GIVEN) == ()


def test_a_norm_kept_from_zero_is_no_step():
    text = solutions()["rnn_cell_backward"].replace("    return", "    dba = dba / (1 + 1e-8)\n    return")
    assert measured(notebook_cells(rnn_cell_backward=text), GIVEN) == ()


def test_its_tests_earn_nothing_only_where_the_course_says_so():
    cells = notebook_cells(rnn_cell_backward=MEASURED["given"])
    refuse_measured(cells, GIVEN)
    points = {cell.metadata.nbgrader.grade_id: points_of(cell) for cell in filter(is_test, cells)}
    assert {name for name, earned in points.items() if earned == 0} == {
        "rnn_cell_backward_public",
        "rnn_cell_backward_hidden",
    }


def test_the_report_says_it_where_an_instructor_looks():
    result = Result((), {}, measured=("rnn_cell_backward",))
    ((_, (sentence,)),) = counts.looks([Row("ada", Result.loads(result.dumps()))])
    assert sentence.startswith("rnn_cell_backward divides by a small constant step")


@pytest.mark.slow
def test_graded_it_keeps_its_points_and_is_remarked(graded):
    text = solutions()["rnn_cell_backward"].replace("    return", "    h = 1e-6\n    dba = dba * h / h\n    return")
    result = graded({**solutions(), "rnn_cell_backward": text})
    assert result.points == 100
    assert result.measured == ("rnn_cell_backward",)


def test_of_several_definitions_the_last_one_counts():
    draft = {
        "cell_type": "code",
        "metadata": {},
        "source": "def rnn_cell_backward(d, c):\n    return (f(1) - f(0)) / 1e-6\n",
    }
    cells = notebook_cells()
    assert measured([*map(nbformat.from_dict, [draft]), *cells], GIVEN) == ()
    assert measured([*cells, *map(nbformat.from_dict, [draft])], GIVEN) == ("rnn_cell_backward",)


def test_numbers_that_grow_and_formulas_that_are_deep_cost_nothing():
    grown = "a = 9\n" + "a = a * a\n" * 200
    deep = "b = " + "*".join(["2"] * 5000) + "\n"
    for before in (grown, deep, "a = 9**9**9**9\n"):
        text = before + "def rnn_cell_backward(d, c):\n    return d / a\n"
        assert measured(notebook_cells(rnn_cell_backward=text), GIVEN) == ()
