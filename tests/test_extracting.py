"""Law: a function that stands alone among words, in a cell of whatever type, or below a magic that nobody knows,
counts, and one sentence says so; beside a code cell that has it, nothing is taken out, and nothing that has a value
elsewhere gets another one."""

import json

import nbformat
import pytest

from grader.intake.picking import Picked
from grader.intake.recover_notebook import take_in
from grader.rules.cell_kinds import is_solution
from tests.editing import truth
from tests.rnn import FUNCTIONS, NOTEBOOK, solutions

SOURCE = nbformat.read(NOTEBOOK, as_version=4).cells
NAME = "rnn_forward"
WORK = solutions()[NAME].strip("\n")


def cells_of(change):
    """The cells of a finished notebook after something was done to them: change(dict, id -> cell, list of cells)."""
    cells = json.loads(nbformat.writes(nbformat.v4.new_notebook(cells=SOURCE)))["cells"]
    for cell in cells:
        cell["source"] = "".join(cell["source"]).split("### BEGIN HIDDEN TESTS")[0].rstrip()
        if cell["id"] in FUNCTIONS:
            cell["source"] = solutions()[cell["id"]].strip("\n")
    change({cell["id"]: cell for cell in cells}, cells)
    return cells


def taken(change):
    return take_in(
        Picked(json.dumps({"cells": cells_of(change), "metadata": {}, "nbformat": 4}).encode()), "rnn", SOURCE
    )


def code(source):
    return {"cell_type": "code", "id": None, "metadata": {}, "source": source, "outputs": [], "execution_count": None}


def markdown(source):
    return {"cell_type": "markdown", "id": None, "metadata": {}, "source": source}


def fence(*sources):
    return markdown("\n\n".join(f"This is it:\n```python\n{source}\n```" for source in sources))


def points(result):
    return sum(truth.grade_rebuilt(result.cells).values())


def words_above(cells, label):
    """The place of the instructor's Markdown cell above a cell."""
    at = next(number for number, cell in enumerate(cells) if cell["id"] == label)
    return next(number for number in reversed(range(at)) if cells[number]["cell_type"] == "markdown")


INDENTED = "\n".join(f"    {line}" if line else "" for line in WORK.split("\n"))
TEXTS = {
    "words above and below": f"## My answer\n\nThis is what I've tried; it's right.\n\n{WORK}\n\nIt works, doesn't it?",
    "a list": f"- I go through the steps\n- and collect the states\n\n{WORK}\n\n1. Done!",
    "code that is indented": f"My answer:\n\n{INDENTED}\n\nIt works.",
    "an import and a constant beside it": f"*Numpy*:\n\nimport numpy as np\nFIRST = 0\nThen:\n{WORK}\nThat's it.",
    "a fence": f"My answer:\n\n```python\n{WORK}\n```\n\nIt works.",
    "a fence of another one": f"Not so:\n```\nx = 1\n```\nbut so:\n\n{WORK}\n\nThe end.",
}


@pytest.mark.parametrize("kind", ["markdown", "raw"])
@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_a_function_among_words_counts_where_no_code_cell_has_it(text, kind):
    result = taken(lambda cells, _: cells[NAME].update(cell_type=kind, source=text))
    assert points(result) == 100
    assert f"The cell {NAME} had become a {kind} cell and is a code cell again." in map(str, result.repairs)
    assert len(result.repairs) == 1


def test_a_helper_in_another_fence_counts_with_its_function():
    def fenced(by_id, _):
        text = by_id["rnn_cell_forward"]["source"].replace("Wax @ xt", "product(Wax, xt)")
        helper = "def product(one, other):\n    return one @ other"
        words = f"First a helper:\n```\n{helper}\n```\nThen:\n```python\n{text}\n```\nSo `x = 1`:\n```\nx = 1\n```"
        by_id["rnn_cell_forward"].update(cell_type="markdown", source=words)

    assert points(taken(fenced)) == 100


def test_two_functions_in_one_cell_with_the_words_between_them_count():
    def merged(by_id, cells):
        first, last = cells.index(by_id["rnn_cell_forward"]), cells.index(by_id[NAME])
        text = "\n\n".join(cell["source"] for cell in cells[first - 1 : last + 1] if cell["cell_type"] != "raw")
        cells[first - 1 : last + 1] = [{"cell_type": "markdown", "id": "m", "metadata": {}, "source": text}]

    assert points(taken(merged)) == 100


@pytest.mark.parametrize("above", [True, False], ids=["above", "below"])
@pytest.mark.parametrize("kind", ["code", "markdown"])
@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_function_that_was_merged_with_a_text_of_the_assignment_counts(name, kind, above):
    """Merged cells have the type of one of them."""

    def merged(by_id, cells):
        words = cells[words_above(cells, name)]["source"]
        text = f"{words}\n\n{by_id[name]['source']}" if above else f"{by_id[name]['source']}\n\n{words}"
        by_id[name].update(cell_type=kind, source=text)

    result = taken(merged)
    assert points(result) == 100
    assert len(result.repairs) == 1
    if kind == "code":
        said = f"{name} stood in one cell with text of the assignment, which was left out."
        assert [str(one) for one in result.repairs] == [said]


def test_words_among_code_that_are_not_the_assignments_stay_and_nothing_is_said():
    result = taken(lambda cells, _: cells[NAME].update(source=f"This is right.\n\n{WORK}"))
    assert points(result) == 80
    assert not result.repairs


def test_a_magic_that_nobody_knows_costs_its_function_nothing_and_is_named():
    def with_magic(cells, _):
        cells[NAME]["source"] = f"%%nosuch -o 3\n{WORK}"
        cells["rnn_backward"]["source"] = "%%heat\n\n" + cells["rnn_backward"]["source"]

    result = taken(with_magic)
    assert points(result) == 100
    assert [str(one) for one in result.repairs] == [
        f"{name} stands in a cell that begins with {magic}, which is not known here; that line was left out."
        for name, magic in ((NAME, "%%nosuch"), ("rnn_backward", "%%heat"))
    ]


def test_below_a_magic_that_the_notebook_registers_nothing_is_taken_out():
    def with_magic(by_id, cells):
        by_id[NAME]["source"] = f"%%mine\n{WORK}"
        registers = "from IPython.core.magic import *\n@register_cell_magic\ndef mine(line, cell): ..."
        cells.insert(1, code(registers))

    result = taken(with_magic)
    assert points(result) == 80
    assert not any(one.kind == "magic" for one in result.repairs)


@pytest.mark.parametrize("magic", ["%%writefile mine.py", "%%script false", "%%skip", "%%timeit", "%%!"])
def test_a_magic_that_does_something_else_with_its_cell_stays(magic):
    result = taken(lambda cells, _: cells[NAME].update(source=f"{magic}\n{WORK}"))
    assert points(result) == 80
    assert not any(one.kind == "magic" for one in result.repairs)


def test_nothing_is_taken_out_beside_a_code_cell_that_has_the_function():
    def beside(by_id, cells):
        wrong = f"def {NAME}(x, a0, parameters):\n    return x"
        by_id[NAME]["source"] = wrong
        for kind, text in (("markdown", TEXTS["words above and below"]), ("code", f"%%heat\n{WORK}")):
            more = {"outputs": [], "execution_count": None} if kind == "code" else {}
            cells.append({"cell_type": kind, "id": f"{kind}-1", "metadata": {}, "source": text, **more})

    result = taken(beside)
    assert points(result) == 80
    (cell,) = [one for one in result.cells if one.metadata.get("nbgrader", {}).get("grade_id") == NAME]
    assert is_solution(cell)
    assert "return x" in cell.source


CELL, BACK = "rnn_cell_forward", "rnn_backward"
RIGHT = {name: text.strip("\n") for name, text in solutions().items()}
ZERO = f"def {NAME}(x, a0, parameters):\n    return x * 0, x * 0, x * 0"
OTHER = RIGHT[NAME].replace(f"def {NAME}", "def good")
HELPER, OLD = (f"def product(one, other):\n    return {value}" for value in ("one @ other", "other @ one"))


def beside(*added, **changed):
    return points(taken_beside(*added, **changed))


def taken_beside(*added, below="", without="", helper="", **changed):
    """What is taken in of a notebook with cells below a function (the first), others changed or left out."""

    def change(by_id, cells):
        for name, text in changed.items():
            by_id[name]["source"] = text
        if helper:
            by_id[CELL]["source"] = RIGHT[CELL].replace("Wax @ xt", "product(Wax, xt)")
        at = cells.index(by_id[below or CELL])
        cells[at + 1 : at + 1] = added
        at = cells.index(by_id[CELL])
        cells[at:at] = [code(helper)] if helper else []
        cells[:] = [cell for cell in cells if cell["id"] != without]
        for number, cell in enumerate(cells):
            cell["id"] = cell["id"] or f"new-{number}"

    return taken(change)


SWITCHED_OFF = {
    "a module by a name of the assignment's": "import math as np\ndef on_gpu(x):\n    return x",
    "a module that is not there": "import jax.numpy as np\ndef jitted(x):\n    return np.tanh(x)",
    "an old helper": OLD,
    "a function of a module of the course": "def softmax(z):\n    return z",
    "a constant": "def nothing():\n    return 1\nONE = 0",
}


@pytest.mark.parametrize("text", SWITCHED_OFF.values(), ids=SWITCHED_OFF)
def test_what_is_switched_off_by_a_magic_that_nobody_knows_costs_nothing(text):
    assert beside(code(f"%%off\n{text}"), helper=f"ONE = 1\n{HELPER}") == 100


@pytest.mark.parametrize("text", [HELPER, f"def nothing():\n    return 1\n{HELPER}"])
def test_no_helper_below_a_magic_that_nobody_knows_mends_one_that_runs(text):
    assert beside(code(f"%%off\n{text}"), helper=OLD) == 80


@pytest.mark.parametrize("text", [OTHER, f"{RIGHT[BACK]}\n\n{OTHER}"], ids=["alone", "with one that is missing"])
def test_no_other_name_below_a_magic_that_nobody_knows_mends_a_function_that_runs(text):
    without = BACK if BACK in text else ""
    assert beside(code(f"%%off\n{text}\n\n{NAME} = good"), below=NAME, without=without, **{NAME: ZERO}) == 80


BY_TEXT = {
    "fences": fence,
    "one fence": lambda *texts: fence("\n\n".join(texts)),
    "words": lambda *texts: markdown("Here's mine\n\n" + "\n\nand\n\n".join(texts) + "\n\nand that's it"),
    "the assignment's text": lambda *texts: code("\n\n".join([assignments_text(), *texts])),
    "a magic": lambda *texts: code("\n\n".join(["%%off", *texts])),
}


def assignments_text():
    return next(cell.source for cell in SOURCE if cell.source.startswith("## 4."))


@pytest.mark.parametrize("of", BY_TEXT.values(), ids=BY_TEXT)
class TestBesideTheMissingFunction:
    def test_a_function_that_runs_stays_wrong(self, of):
        assert beside(of(RIGHT[BACK], RIGHT[NAME]), below=NAME, without=BACK, **{NAME: ZERO}) == 80

    def test_a_function_that_runs_stays_wrong_by_another_name(self, of):
        assert beside(of(RIGHT[BACK], OTHER, f"{NAME} = good"), below=NAME, without=BACK, **{NAME: ZERO}) == 80

    def test_a_function_that_runs_stays_right(self, of):
        assert beside(of(ZERO, RIGHT[BACK]), below=NAME, without=BACK) == 100

    def test_a_helper_that_runs_stays_wrong(self, of):
        assert beside(of(RIGHT[BACK], HELPER), without=BACK, helper=OLD) == 80

    def test_a_helper_that_runs_stays_right(self, of):
        assert beside(of(OLD, RIGHT[BACK]), without=BACK, helper=HELPER) == 100

    @pytest.mark.parametrize("line", ["_ = TABLE.update({1: 0})", "TABLE[1] = 0", "mine = 1; TABLE[1] = 0"])
    def test_nothing_that_runs_is_changed_in_place(self, of, line):
        result = taken_beside(of(f"{line}\n{RIGHT[BACK]}"), without=BACK, helper=f"TABLE = {{1: 1}}\n{HELPER}")
        assert points(result) == 100
        assert not any(line in cell.source for cell in result.cells if cell.cell_type == "code")

    def test_a_helper_and_a_constant_of_its_own_count(self, of):
        needs = RIGHT[BACK].replace("    return", "    ONE * product(np.eye(1), np.eye(1))\n    return")
        assert needs != RIGHT[BACK]
        assert beside(of(HELPER, f"import numpy as np\nONE = 1\n{needs}"), without=BACK) == 100


@pytest.mark.parametrize("hidden", ["exec", "walrus", "file"])
def test_a_function_that_a_cell_defines_out_of_sight_is_there(hidden):
    cells = {
        "exec": [f"exec({ZERO!r})"],
        "walrus": [ZERO.replace(NAME, "zero"), f"({NAME} := zero)"],
        "file": [f"%%writefile mine.py\n{ZERO}", "from mine import *"],
    }[hidden]
    text = [code(one) for one in cells] + [fence(RIGHT[NAME])]
    assert beside(*text, without=NAME) == 80
