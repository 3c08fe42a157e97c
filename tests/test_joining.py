"""Law: a function that an editor has split over several cells counts as if it were in one, with one sentence that names
it; cells of which each runs as it stands stay as they are."""

import ast
import itertools
import json

import nbformat
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.intake.joining import join_parts
from grader.intake.picking import Picked
from grader.intake.read_notebook import text_cell
from grader.intake.recover_notebook import take_in
from tests.growing import grows_linearly
from tests.rnn import FUNCTIONS, NOTEBOOK, solutions

SOURCE = nbformat.read(NOTEBOOK, as_version=4).cells


def code(source):
    return {"cell_type": "code", "metadata": {}, "source": source}


def taken(cells):
    return take_in(Picked(json.dumps({"cells": cells, "metadata": {}, "nbformat": 4}).encode()), "rnn", SOURCE)


def said(result):
    return [str(one) for one in result.repairs if one.kind == "split"]


def meant(text):
    """What a text says to Python, whatever stands in its docstrings."""
    tree = ast.parse(text)
    for node in (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)):
        is_documented = ast.get_docstring(node) is not None
        node.body = node.body[is_documented:] or [ast.Pass()]
    return ast.dump(tree)


def has(result, function):
    """True where the cell of a function has all of its right text."""
    (cell,) = [one for one in result.cells if one.metadata.get("nbgrader", {}).get("grade_id") == function]
    try:
        return meant(cell.source) == meant(solutions()[function])
    except SyntaxError:
        return False


def parts_of(text, cuts):
    """The parts of a text that is split where it has these numbers of characters, as JupyterLab splits a cell."""
    bounds = [0, *sorted(cuts), len(text)]
    parts = [text[start:end] for start, end in itertools.pairwise(bounds)]
    return [part.lstrip("\n") if number else part for number, part in enumerate(parts) if part.strip()]


def ends_of_lines(text):
    """The places within a function at which a line ends."""
    return [at for at, character in enumerate(text) if character == "\n" and 0 < at < len(text) - 1]


SCRATCH = code("np.zeros((2, 3)).shape")  # to look at something in between


@st.composite
def split_functions(draw):
    """A function, and the cells over which its right text is split at ends of lines, with what may lie between."""
    function = draw(st.sampled_from([*FUNCTIONS]))
    text = solutions()[function].strip("\n")
    cuts = draw(st.sets(st.sampled_from(ends_of_lines(text)), min_size=1, max_size=4))
    cells = []
    for part in parts_of(text, cuts):
        cells += [
            code(part),
            *draw(st.sampled_from([[], [], [code("  \n")], [{**code("# why"), "cell_type": "raw"}], [SCRATCH]])),
        ]
    return function, cells


@given(split_functions())
@settings(deadline=None)
def test_a_function_that_is_split_between_lines_counts_whole_and_one_sentence_names_it(drawn):
    function, cells = drawn
    result = taken([code("import numpy as np"), *cells, code(f"{function}_test({function})")])
    assert has(result, function)
    count = sum(cell["cell_type"] == "code" and bool(cell["source"].strip()) and cell != SCRATCH for cell in cells)
    assert said(result) == ([f"{function} was split over {count} cells, which were joined."] if count > 1 else [])


@pytest.mark.parametrize("begins", ["a_next = np.tanh(", "np.tanh(", "Wax @ xt", "return a_next", '"""Go'])
def test_a_function_that_is_split_within_a_line_counts_whole(begins):
    function = "rnn_cell_forward"
    text = solutions()[function].strip("\n")
    assert has(taken(list(map(code, parts_of(text, [text.index(begins)])))), function)


def test_the_part_that_the_assignment_knows_gives_the_whole_its_name():
    text = solutions()["rnn_forward"].strip("\n")
    first, second = map(code, parts_of(text, [text.index("    for t in")]))
    second["metadata"] = {"nbgrader": {"grade_id": "rnn_forward"}}
    result = taken([first, second])
    assert has(result, "rnn_forward")
    recognised = [one.more["cells"] for one in result.repairs if one.kind == "recognised"]
    assert "rnn_forward" not in ", ".join(recognised).split(", ")


def test_a_cell_that_is_no_function_is_quoted():
    result = taken([code("for n in range(3):"), code("    print(n)")])
    assert said(result) == ["A cell that begins with 'for n in range(3):' was split over 2 cells, which were joined."]


def test_a_cell_above_that_ends_in_a_block_has_no_part_in_it():
    text = solutions()["rnn_forward"].strip("\n")
    above = code("if finished(rnn_cell_forward):\n    print(1)")
    result = taken([above, *map(code, parts_of(text, [text.index('    """')]))])
    assert has(result, "rnn_forward")
    assert said(result) == ["rnn_forward was split over 2 cells, which were joined."]


AS_THEY_ARE = {
    "a call below a function without a return": ["def show(x):\n    print(x)", "    show(3)"],
    "a leftover below a whole function": ["def f(x):\n    return x", "    y = 2\n    return y"],
    "an unfinished line above a cell that runs": ["x = (1,", "import numpy as np"],
    "two cells that do not compile": ["def f(x:\n    return x", "    return ("],
    "a text that is not closed": ["'''an old attempt", "def f(x):\n    '''What it is.'''\n    return x"],
    "a cell for another program": ["if True:", "%%bash\n  ls"],
}


@pytest.mark.parametrize("texts", AS_THEY_ARE.values(), ids=AS_THEY_ARE)
def test_what_may_run_as_it_stands_or_makes_no_whole_is_not_joined(texts):
    cells = [text_cell("code", text, str(number)) for number, text in enumerate(texts)]
    assert join_parts(cells) == (cells, [])


def test_time_grows_with_the_length_of_the_notebook_alone():
    def cells(count):
        return [text_cell("code", "    x = (1 +\n" * 20, str(number)) for number in range(count)]

    assert grows_linearly(lambda count: join_parts(cells(count)), 100, 800)
