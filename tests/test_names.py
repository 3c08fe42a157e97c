"""Law: where a cell of the student's own takes a value from a function that is tested, one sentence names the function,
the name and the line, in whichever cell that is; where nothing is taken, nothing is said."""

import copy
import json

import nbformat
import pytest

from grader.examiner.source_analysis import names_read
from grader.intake.definitions import INDIRECT
from grader.intake.names import Names
from grader.intake.picking import Picked
from grader.intake.recover_notebook import take_in
from grader.rules.cell_kinds import is_solution
from tests.editing import truth
from tests.growing import grows_linearly
from tests.rnn import FUNCTIONS, NOTEBOOK, solutions

SOURCE = nbformat.read(NOTEBOOK, as_version=4).cells
TOP, END = "setup", None
SAID = ("later", "overwritten", "deleted", "apart", "again", "module")
LAST = list(FUNCTIONS)[-1]


def taken(*extra, **edited):
    """Take in a finished notebook with extra cells, pairs (id of the cell above, source), and other solutions."""
    cells = copy.deepcopy(SOURCE)
    for cell in cells:
        cell.source = cell.source.split("### BEGIN HIDDEN TESTS")[0].rstrip()
        if cell.metadata.get("nbgrader") and is_solution(cell):
            cell.source = edited.get(cell.id) or solutions()[cell.id].strip("\n")
    for above, source in extra:
        at = next((number + 1 for number, cell in enumerate(cells) if cell.id == above), len(cells))
        cells.insert(at, nbformat.v4.new_code_cell(source))
    data = json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})
    return take_in(Picked(data.encode()), "rnn", SOURCE)


def said(result):
    return [str(repair) for repair in result.repairs if repair.kind in SAID]


def lost(result):
    """The functions that lose points where the rebuilt notebook runs."""
    points = truth.grade_rebuilt(result.cells)
    return {name for name in FUNCTIONS if points[name] < truth.TOTAL[name]}


def using(name):
    """The functions in whose reference a name stands."""
    return {function for function, source in solutions().items() if f"{name}(" in source or f"{name}." in source}


OVERWRITTEN = {
    "range = [0, 1, 2]": "range",
    "np = None": "np",
    "softmax = 3": "softmax",
    "reversed: object = 1": "reversed",
    "for np in [1, 2]:\n    pass": "np",
    "if True:\n    x, (np, y) = 1, (2, 3)": "np",
    "import numpy as np\nnp = np.zeros(3)": "np",
    "with open('/dev/null') as np:\n    pass": "np",
    "%matplotlib inline\nnp = 1": "np",
}


@pytest.mark.parametrize("source", OVERWRITTEN)
@pytest.mark.parametrize("above", [TOP, "rnn_cell_backward"])
def test_a_name_that_is_overwritten_is_said_with_the_line_and_every_function_that_loses_by_it(source, above):
    result, name = taken((above, f"# a note\n{source}")), OVERWRITTEN[source]
    text = " ".join(said(result))
    assert all(function in text for function in lost(result)), (lost(result), text)
    for sentence in said(result):
        assert f"{name}, used in " in sentence
        assert "in the cell that begins with '# a note'" in sentence
        assert len(sentence) < 300
    if above == TOP and using(name):
        assert lost(result)
        assert said(result)


@pytest.mark.parametrize(
    "source",
    [
        "def softmax(z):\n    z = np.exp(z - z.max(axis=0))\n    return z / z.sum(axis=0)",
        "import numpy as np",
        "import numpy\nnp = numpy",
        "sum = np.sum\nmax = lambda *given: 3",
        "total = 0\nlen = 3",
        "def mine():\n    range = [1]\n    np = 3",
        "[range for range in (1, 2)]",
        "class rnn:\n    np = 3",
        "lambda np: np",
        "this does not compile",
    ],
)
def test_where_nothing_is_taken_nothing_is_said(source):
    result = taken((TOP, source))
    assert (said(result), lost(result)) == ([], set())


@pytest.mark.parametrize("source", ["del sum", "sum = 3\ndel sum", "sum = range = 3\ndel (sum, range)"])
def test_a_name_of_python_that_is_deleted_has_its_own_value_again(source):
    result = taken((TOP, source))
    assert (said(result), lost(result)) == ([], set())


@pytest.mark.parametrize("source", ["del np", "np = 3\ndel np", "import numpy as np\ndel np"])
def test_a_name_that_is_deleted_has_no_value_and_it_is_said(source):
    result = taken((TOP, source))
    assert lost(result) == using("np")
    for sentence in said(result):
        assert "has no value in the test, because of your line 'del np'" in sentence
    assert all(function in " ".join(said(result)) for function in using("np"))


def test_a_helper_that_is_deleted_is_said_and_one_that_is_defined_again_is_not():
    result = taken((TOP, f"{HELPER}\ndel squash"), rnn_cell_forward=USES)
    assert lost(result) == {"rnn_cell_forward"}
    assert said(result) == [
        "squash, used in rnn_cell_forward, has no value in the test, because of your line 'del squash', in the cell "
        "that begins with 'def squash(z):': leave that line out."
    ]
    result = taken((TOP, f"{HELPER}\ndel squash\n{HELPER}"), rnn_cell_forward=USES)
    assert (said(result), lost(result)) == ([], set())


def test_what_stands_below_the_tests_takes_nothing():
    result = taken((END, "np = None\nrange = 3\nclass rnn_forward:\n    pass"))
    assert (said(result), lost(result)) == ([], set())


HELPER = "def squash(z):\n    return np.tanh(z)"
USES = solutions()["rnn_cell_forward"].replace("np.tanh(", "squash(").strip("\n")
THROUGH = "def between(z):\n    return squash(z)"


@pytest.mark.parametrize("helper", [HELPER, "squash = np.tanh", "from numpy import tanh as squash"])
def test_a_helper_that_is_defined_below_the_test_only_is_said(helper):
    result = taken((END, helper), rnn_cell_forward=USES)
    (sentence,) = said(result)
    assert lost(result) == {"rnn_cell_forward"}
    line = helper.split("\n")[0]
    assert sentence == (
        f"squash, used in rnn_cell_forward, is defined only in a cell below the test, by your line {line!r}: move that "
        "cell up."
    )


def test_a_helper_of_a_helper_is_said_as_well():
    uses = USES.replace("squash(", "between(")
    result = taken((TOP, THROUGH), (END, HELPER), rnn_cell_forward=uses)
    assert "squash, used in rnn_cell_forward" in " ".join(said(result))


def test_a_helper_below_counts_where_the_test_ran_again_below_it():
    again = "rnn_cell_forward_test(rnn_cell_forward)"
    result = taken((END, HELPER), (END, again), rnn_cell_forward=USES)
    assert lost(result) == set()
    assert said(result) == [
        "squash, used in rnn_cell_forward, got a value below the test only; it was tested again below that, which "
        "counts."
    ]
    result = taken((END, again), (END, HELPER), rnn_cell_forward=USES)
    assert lost(result) == {"rnn_cell_forward"}
    assert len(said(result)) == 1


def test_a_test_that_ran_again_is_no_way_to_points_of_a_function_that_was_replaced():
    """What counts is the last definition that its tests ran against, also where a helper below is right."""
    wrong = "def rnn_cell_forward(*given):\n    return squash(given)"
    again = "rnn_cell_forward_test(rnn_cell_forward)"
    result = taken((END, HELPER), (END, wrong), (END, again), rnn_cell_forward=USES)
    assert lost(result) == {"rnn_cell_forward"}


@pytest.mark.parametrize("source", ["globals()['squash'] = abs", "exec('squash = abs')", "from numpy import *"])
def test_where_the_text_does_not_tell_nothing_is_said(source):
    assert said(taken((TOP, source), (END, HELPER), rnn_cell_forward=USES)) == []


@pytest.mark.parametrize("name", sorted(INDIRECT))
def test_intake_and_examiner_agree_on_the_texts_that_do_not_tell(name):
    source = f"def f(x):\n    return {name}(x)"
    assert Names([source]).unclear
    assert names_read(source) is None
    assert names_read(source.replace(name, "squash")) == {"squash"}


def test_long_texts_take_time_as_they_are_long():
    def take(size):
        taken((TOP, "\n".join(f"x{number} = range" for number in range(size))), (END, "range = 1\n" * size))

    assert grows_linearly(take, 500, 4_000)


@pytest.mark.parametrize("line", ["from my_cells import squash", "import my_cells as squash"])
def test_what_comes_from_a_module_that_nobody_has_is_said(line):
    result = taken((TOP, line), rnn_cell_forward=USES)
    assert said(result) == [
        "squash, used in rnn_cell_forward, comes from a module that is not there when this is graded, by your line "
        f"'{line}': put what it defines into the notebook."
    ]


@pytest.mark.parametrize(
    "line",
    ["from math import tanh as squash", "from numpy import tanh as squash", "from rnn_utils import softmax as squash"],
)
def test_what_comes_from_a_module_that_is_there_is_not(line):
    assert said(taken((TOP, line), rnn_cell_forward=USES)) == []


def test_a_module_that_a_cell_writes_is_there():
    written = "%%writefile my_cells.py\ndef squash(z):\n    return z\n"
    assert said(taken((TOP, "from my_cells import squash"), (TOP, written), rnn_cell_forward=USES)) == []


# ── Cells whose magic keeps what they define to itself ────────────────────────────────────────────────────────────


@pytest.mark.parametrize("magic", ["%%timeit", "%%timeit -n 1 -r 1", "%%script python3", "%%writefile mine.py"])
def test_a_cell_magic_that_keeps_a_function_to_itself_is_named(magic):
    result = taken(rnn_cell_forward=f"{magic}\n{solutions()['rnn_cell_forward'].strip()}")
    assert "rnn_cell_forward" in lost(result)
    (sentence,) = said(result)
    assert sentence.startswith(f"rnn_cell_forward is defined in a cell that begins with {magic!r}, which hides it")


def test_so_is_one_that_keeps_a_helper_to_itself():
    edited = solutions()["rnn_cell_forward"].replace("np.tanh(", "squash(")
    result = taken((TOP, "%%timeit\ndef squash(z):\n    return np.tanh(z)"), rnn_cell_forward=edited)
    assert said(result)[0].startswith("squash is defined in a cell that begins with '%%timeit'")


@pytest.mark.parametrize("magic", ["%%time", "%%capture", "%%capture out"])
def test_a_cell_magic_that_lets_its_names_out_is_not(magic):
    result = taken(rnn_cell_forward=f"{magic}\n{solutions()['rnn_cell_forward'].strip()}")
    assert lost(result) == set()
    assert said(result) == []


def test_nothing_is_said_of_a_copy_that_is_timed():
    copy_of = solutions()["rnn_cell_forward"].strip()
    result = taken(("rnn_cell_forward", f"%%timeit\n{copy_of}"), ("rnn_cell_forward", "%%bash\nls"))
    assert said(result) == []
