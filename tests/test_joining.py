"""Law: a function that an editor has split over several cells counts as if it were in one, with one sentence that names
it; what runs as it stands, and the assignment's own cells, stay as they are, whatever stands around them."""

import ast
import itertools
import json
import textwrap

import nbformat
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.intake.joining import join_parts
from grader.intake.picking import Picked
from grader.intake.read_notebook import released_texts, text_cell
from grader.intake.recognising import shown_to_students
from grader.intake.recover_notebook import take_in
from grader.rules.cell_kinds import is_solution
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


def compiles(text):
    try:
        return ast.parse(text) is not None
    except SyntaxError:
        return False


@st.composite
def split_functions(draw):
    """A function, and the cells over which its right text is split at ends of lines, with what may lie between."""
    function = draw(st.sampled_from([*FUNCTIONS]))
    text = solutions()[function].strip("\n")
    cuts = draw(st.sets(st.sampled_from(ends_of_lines(text)), min_size=1, max_size=4))
    cells, parts = [], parts_of(text, cuts)
    for number, part in enumerate(parts, 1):
        between = [[], [], [code("  \n")], [{**code("# why"), "cell_type": "raw"}]]
        is_open = not compiles("\n".join(parts[:number]))  # to what would run, only what is directly below belongs
        cells += [code(part), *draw(st.sampled_from([*between, [SCRATCH]] if is_open else between))]
    return function, cells


def with_others(function, cells):
    """A notebook as it is handed out, with the right text of each function, and of one the cells that are given."""
    made = []
    for cell in SOURCE:
        name = cell.metadata.get("nbgrader", {}).get("grade_id")
        text = solutions().get(name) or shown_to_students(cell.source)
        made += cells if name == function else [{**cell, "source": text}]
    return made


@given(split_functions())
@settings(deadline=None)
def test_a_function_that_is_split_between_lines_counts_whole_and_one_sentence_names_it(drawn):
    function, cells = drawn
    result = taken(with_others(function, cells))
    assert has(result, function)
    count = sum(cell["cell_type"] == "code" and bool(cell["source"].strip()) and cell != SCRATCH for cell in cells)
    assert said(result) == ([f"{function} was split over {count} cells, which were joined."] if count > 1 else [])


@pytest.mark.parametrize("begins", ["a_next = np.tanh(", "np.tanh(", "Wax @ xt", "return a_next", '"""Go'])
def test_a_function_that_is_split_within_a_line_counts_whole(begins):
    function = "rnn_cell_forward"
    text = solutions()[function].strip("\n")
    assert has(taken(list(map(code, parts_of(text, [text.index(begins)])))), function)


RUNS = [
    "def f(x):\n    return x",
    "    def g(x):\n        return x",
    "    class A:\n        n = 1",
    "y = 1\nz = 2",
    "print(1)",
]
LEFT = [
    "def g(x):",
    "while False:",
    "x = (",
    "    y = 2\n    return y",
    "        return 1",
    "1)",
    "else:\n    y = 3",
    '"""',
    "    y = 2",
]
ENDLESS = ["def show(x):\n    print(x)", "if finished(f):\n    y = 1", "class B:\n    def go(self):\n        print(1)"]


@given(st.lists(st.sampled_from([*RUNS, *LEFT, *ENDLESS]), max_size=9))
def test_what_runs_as_it_stands_stays_a_cell_whatever_stands_around_it(texts):
    made, _ = join_parts([text_cell("code", text, str(number)) for number, text in enumerate(texts)])
    assert [cell.source for cell in made if cell.source in RUNS] == [text for text in texts if text in RUNS]
    for number, (text, below) in enumerate(itertools.pairwise([*texts, ""])):
        if text in ENDLESS and below not in LEFT:
            assert any(cell.id == str(number) and cell.source == text for cell in made)


def test_the_part_that_the_assignment_knows_gives_the_whole_its_name():
    text = solutions()["rnn_forward"].strip("\n")
    first, second = map(code, parts_of(text, [text.index("    for t in")]))
    second["metadata"] = {"nbgrader": {"grade_id": "rnn_forward"}}
    result = taken([first, second])
    assert has(result, "rnn_forward")
    recognised = [one.more["cells"] for one in result.repairs if one.kind == "recognised"]
    assert "rnn_forward" not in ", ".join(recognised).split(", ")


def test_a_class_that_is_split_between_two_methods_is_named():
    first, second = (
        "class Net:\n    def go(self, x):\n        return x\n",
        "    def back(self, x):\n        return x\n\nnet = Net()",
    )
    parts = [code(first), code(second), code(solutions()["rnn_forward"])]
    assert said(taken(with_others("rnn_forward", parts))) == ["Net was split over 2 cells, which were joined."]


def test_an_outline_takes_the_place_of_nothing():
    texts = ["def f(x):\n    raise NotImplementedError", "def f(x):\n    y = (", "    2)\n    return y"]
    made, repairs = join_parts([text_cell("code", text, str(number)) for number, text in enumerate(texts)])
    assert [cell.source for cell in made] == [texts[0], "def f(x):\n    y = (\n    2)\n    return y"]
    assert len(repairs) == 1


def test_a_cell_that_is_no_function_is_quoted():
    result = taken([code("for n in (3,"), code("  4):\n    print(n)")])
    assert said(result) == ["A cell that begins with 'for n in (3,' was split over 2 cells, which were joined."]


AS_THEY_ARE = {
    "a call below a function without a return": ["def show(x):\n    print(x)", "    show(3)"],
    "a leftover below a whole function": ["def f(x):\n    return x", "    y = 2\n    return y"],
    "a leftover below a whole that counts": ["def f(x):\n    return x", "def f(x):\n    y = (", "    2)\n    return y"],
    "an unfinished line above a cell that runs": ["x = (1,", "import numpy as np"],
    "two cells that do not compile": ["def f(x:\n    return x", "    return ("],
    "a text that is not closed": ["'''an old attempt", "def f(x):\n    '''What it is.'''\n    return x"],
    "a cell for another program": ["if True:", "%%bash\n  ls"],
    "an indented function below a line that is not whole": ["def scratch(x):", "    def f(x):\n        return x"],
    "an indented function below a block that never runs": ["while False:", "    def f(x):\n        return x"],
    "an indented line below a loop": ["for n in range(3):", "    print(n)"],
    "a leftover further down": ["def show(x):\n    print(x)", "y = 1", "    x = None\n    return x"],
    "a leftover below a function of its own": ["x = (", "def show(x):\n    print(x)\ny = 1", "    return x)"],
    "a leftover below a return in a block": [
        "def f(x):\n    with open(x):\n        return x",
        "    x = None\n    return x",
    ],
    "a leftover below two ways out": [
        "def f(x):\n    if x:\n        return x\n    else:\n        raise ValueError",
        "    x = None\n    return x",
    ],
    "a leftover below an attempt": [
        "def f(x):\n    try:\n        return x\n    except KeyError:\n        return 1",
        "    x = None\n    return x",
    ],
    "a leftover below a choice": [
        "def f(x):\n    match x:\n        case 1:\n            return x\n        case _:\n            return 2",
        "    x = None\n    return x",
    ],
}


@pytest.mark.parametrize("texts", AS_THEY_ARE.values(), ids=AS_THEY_ARE)
def test_what_may_run_as_it_stands_or_makes_no_whole_is_not_joined(texts):
    cells = [text_cell("code", text, str(number)) for number, text in enumerate(texts)]
    assert join_parts(cells) == (cells, [])


LEFTOVER = "    raise NotImplementedError\n    return a_next, yt_pred, cache"


def indented(text):
    return "    " + text.replace("\n", "\n    ")


HONEST = {  # the function, and the cells that stand where its cell stood
    "a helper that shows, and a leftover": [
        "def show(*arrays):\n    for one in arrays:\n        print(one.shape)",
        ...,
        LEFTOVER,
    ],
    "a helper that checks, and a leftover": ["def check(z):\n    assert z.ndim == 2", ..., LEFTOVER],
    "a helper, and a leftover that renames": [
        "def put(a, t, x):\n    a[t] = x",
        ...,
        "    np = numpy\n    return np.zeros(3)",
    ],
    "an unfinished function above": ["def scratch(x):", ...],
    "a function that ends in a block, and a leftover": [
        "def near(z):\n    with np.errstate(all='ignore'):\n        return z",
        ...,
        "    softmax = lambda z: np.exp(z) / np.exp(z).sum()\n    return softmax",
    ],
    "a function of its own in the same cell": [
        "notes = []\ndef note(x):\n    notes.append(x)",
        ...,
        "    y = x / None\n    return y",
    ],
}


@pytest.mark.parametrize("cells", HONEST.values(), ids=HONEST)
@pytest.mark.parametrize("form", [str, indented])
@pytest.mark.parametrize("function", FUNCTIONS)
def test_beside_what_is_left_over_every_cell_that_runs_stays_as_it_is(cells, form, function):
    whole = form(solutions()[function].strip("\n"))
    own = [whole if text is ... else text for text in cells]
    made = with_others(function, [code(text) for text in own])
    result = taken(made)
    assert said(result) == []
    kept = [cell.source for cell in result.cells if cell.cell_type == "code"]
    assert all(any(text.strip() in one for one in kept) for text in own[:1])
    assert any(
        meant(textwrap.dedent(one)) == meant(textwrap.dedent(whole)) for one in kept if f"def {function}(" in one
    )


def test_a_part_goes_to_the_function_above_it_not_to_a_cell_of_the_assignment():
    text = solutions()["rnn_backward"].strip("\n")
    cuts = [text.index("        dWax += dWaxt"), text.index('    return {"dx"')]
    result = taken(with_others("rnn_backward", [code(part) for part in parts_of(text, cuts)]))
    assert has(result, "rnn_backward")
    assert said(result) == ["rnn_backward was split over 3 cells, which were joined."]


def test_a_function_below_its_tests_is_not_moved_above_them():
    cells = with_others("rnn_forward", [code("def rnn_forward(x, a0, parameters):\n    return x"), code("if True:")])
    assert said(taken([*cells, code(indented(solutions()["rnn_forward"].strip("\n")))])) == []


def test_no_cell_of_the_assignment_that_ends_in_a_block_goes_on_below():
    texts = [shown_to_students(cell.source) for cell in SOURCE if cell.cell_type == "code" and not is_solution(cell)]
    blocks = [text for text in texts if compiles(f"{text}\n    pass")]
    assert len(blocks) >= 4
    for text in blocks:
        cells = [text_cell("code", one, str(number)) for number, one in enumerate([text, "    y = 1\nz = 2"])]
        assert join_parts(cells, released_texts(SOURCE)) == (cells, [])
        assert join_parts(cells)[1]  # as it would be with a cell of the student's own


def test_no_part_stands_below_a_cell_of_the_assignment():
    released = released_texts(SOURCE)
    texts = ["if True:\n    x = (1,", min(filter(compiles, released)), "    2)"]
    cells = [text_cell("code", text, str(number)) for number, text in enumerate(texts)]
    assert join_parts([cells[0], cells[2]], released)[1]
    assert join_parts(cells, released) == (cells, [])


def test_time_grows_with_the_length_of_the_notebook_alone():
    def cells(count):
        return [text_cell("code", "    x = (1 +\n" * 20, str(number)) for number in range(count)]

    assert grows_linearly(lambda count: join_parts(cells(count)), 100, 800)
