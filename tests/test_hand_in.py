"""Law: right work keeps its points in box and examiner whatever its cells went through, and a package that is missing,
a file that is not there, or a cell that does not compile, costs the function that needs it and no other; the message
names it."""

import nbformat
import pytest

from tests.graded import code, said

pytestmark = pytest.mark.slow


TORCH = "import torch\nfrom scipy.special import expit\n\ntorch.manual_seed(1)\ndevice = torch.device('cpu')\n"
TORCH += "print(torch.__version__)\n\n\n"


def with_stubs(cells, by_id, stubs):
    for name, text in stubs.items():
        by_id[name]["source"] = text


def typed_into_tests(cells, by_id, stubs):
    for name, text in stubs.items():
        by_id[f"{name}_public"]["source"] = f"{by_id[name]['source']}\n\n{by_id[f'{name}_public']['source']}"
        by_id[name]["source"] = text


def all_in_one(cells, by_id, stubs):
    together = "\n\n\n".join(by_id[name]["source"] for name in stubs)
    with_stubs(cells, by_id, stubs)
    cells.append(code(together))


def helper_in_setup(cells, by_id, stubs):
    by_id["setup"]["source"] += "\n\n\ndef product(one, other):\n    return one @ other\n"
    by_id["rnn_cell_forward"]["source"] = by_id["rnn_cell_forward"]["source"].replace("Wax @ xt", "product(Wax, xt)")


def with_packages(cells, by_id, stubs):
    by_id["rnn_forward"]["source"] = TORCH + by_id["rnn_forward"]["source"]
    cells.insert(
        3, code("import math, torch\nfrom numpy import tanh, no_such_name\n\n\ndef mine(x):\n    return tanh(x)")
    )
    by_id["rnn_cell_forward"]["source"] = by_id["rnn_cell_forward"]["source"].replace("np.tanh(", "mine(")


def given_names_from_packages(cells, by_id, stubs):
    cells.insert(3, code("from course.week3.rnn_utils import softmax\nimport torch\nfrom jaxtyping import Float"))
    text = by_id["rnn_cell_forward"]["source"]
    by_id["rnn_cell_forward"]["source"] = text.replace("def rnn", "@torch.no_grad()\ndef rnn")
    first, rest = by_id["rnn_backward"]["source"].split("):", 1)
    by_id["rnn_backward"]["source"] = f"{first}: Float[tuple, 'caches']) -> Float:{rest}"


def magics_and_packages(cells, by_id, stubs):
    by_id["rnn_forward"]["source"] = "%matplotlib inline\n" + TORCH + by_id["rnn_forward"]["source"]


def annotated(cells, by_id, stubs):
    cells.insert(3, code("from __future__ import annotations"))
    for name in ("rnn_forward", "rnn_cell_backward"):
        first, rest = by_id[name]["source"].split("):", 1)
        by_id[name]["source"] = f"{first}: Not.defined[anywhere]) -> Nor.here:{rest}"


def in_wide_numbers(cells, by_id, stubs):
    text = by_id["rnn_forward"]["source"]
    by_id["rnn_forward"]["source"] = text.replace("np.zeros((n_a, m, T_x))", "np.zeros((n_a, m, T_x), np.longdouble)")
    text = by_id["rnn_cell_backward"]["source"]
    by_id["rnn_cell_backward"]["source"] = text.replace("* da_next", "* np.asarray(da_next, np.longdouble)")
    assert all("longdouble" in by_id[name]["source"] for name in ("rnn_forward", "rnn_cell_backward"))


def writes_a_module(cells, by_id, stubs):
    module = ["%%writefile mine.py", "import numpy as np", "from rnn_utils import softmax"]
    written = "\n".join([*module, by_id["rnn_cell_forward"]["source"], "", "", by_id["rnn_forward"]["source"]])
    by_id["rnn_forward"]["source"] = written
    cells.insert(cells.index(by_id["rnn_forward"]) + 1, code("from mine import rnn_forward"))


def finished_above_the_stub(cells, by_id, stubs):
    """Written in one go above the steps that were handed out, with an old attempt left further up."""
    header, steps = stubs["rnn_backward"].rsplit('"""\n', 1)
    body = by_id["rnn_backward"]["source"].rsplit('"""\n', 1)[1]
    by_id["rnn_backward"]["source"] = f'{header}"""\n{body}\n{steps}'
    cells.insert(3, code("def rnn_backward(da, caches):\n    return {}"))


def guarded(cells, by_id, stubs):
    header, body = by_id["rnn_forward"]["source"].rsplit('"""\n', 1)
    guard = "    if x.ndim != 3:\n        raise NotImplementedError('sequences only')\n"
    by_id["rnn_forward"]["source"] = f'{header}"""\n{guard}{body}'
    cells.insert(3, code("def rnn_forward(x, a0, parameters):\n    return x"))


KEEPS_ALL = {
    "steps that are never reached": finished_above_the_stub,
    "a case that is left out": guarded,
    "a module that a cell writes": writes_a_module,
    "annotations that the cell above leaves unread": annotated,
    "numbers wider than double precision": in_wide_numbers,
    "a stub below the tests": lambda cells, by_id, stubs: cells.append(code(stubs["rnn_backward"])),
    "an old attempt": lambda cells, by_id, stubs: cells.append(code("def rnn_backward(da, caches):\n    return {}")),
    "typed into the tests": typed_into_tests,
    "all in one cell": all_in_one,
    "a helper in the setup": helper_in_setup,
    "packages that nobody needs": with_packages,
    "given names, decorators and annotations out of packages": given_names_from_packages,
    "a magic as well": magics_and_packages,
}


@pytest.mark.parametrize("do", KEEPS_ALL.values(), ids=KEEPS_ALL)
def test_right_work_keeps_its_points(result_of, stubs, do):
    result = result_of(lambda cells, by_id: do(cells, by_id, stubs))
    assert result.points == 100, [test.message for test in result.tests]


def test_a_right_copy_that_is_switched_off_counts_for_nothing_beside_a_wrong_one(result_of):
    def do(cells, by_id):
        copy = nbformat.v4.new_raw_cell(by_id["rnn_backward"]["source"])
        copy.metadata = by_id["rnn_backward"]["metadata"]
        by_id["rnn_backward"]["source"] = "def rnn_backward(da, caches):\n    return 0"
        cells.append(copy)

    assert result_of(do).by_function()["rnn_backward"] == (0, 30)


def test_code_that_stands_in_a_fence_counts_where_nothing_else_does_and_is_named_where_something_does(result_of, stubs):
    def alone(cells, by_id):
        text = f"My answer:\n\n```python\n{by_id['rnn_forward']['source']}\n```\n\nIt works."
        by_id["rnn_forward"] |= {"cell_type": "markdown", "source": text}

    def beside(cells, by_id):
        text = f"~~~\n{by_id['rnn_forward']['source']}\n~~~"
        by_id["rnn_forward"]["source"] = stubs["rnn_forward"]
        cells.append(nbformat.v4.new_markdown_cell(text))

    assert result_of(alone).points == 100
    result = result_of(beside)
    assert result.by_function()["rnn_forward"] == (0, 20)
    assert "A markdown cell has rnn_forward as well; it does not run, so the code cell counts." in map(
        str, result.repairs
    )


@pytest.mark.parametrize("magic", ["%%writefile mine.py", "%%script false"])
def test_code_that_its_magic_keeps_from_running_is_named(result_of, stubs, magic):
    def do(cells, by_id):
        text = by_id["rnn_forward"]["source"]
        by_id["rnn_forward"]["source"] = stubs["rnn_forward"]
        cells.append(code(f"{magic}\n{text}"))

    said = f"rnn_forward stands in a cell that begins with {magic.split()[0]}, so it does not run: leave that line out."
    assert said in map(str, result_of(do).repairs)


def test_a_package_that_is_needed_is_named(result_of):
    def do(cells, by_id):
        text = by_id["rnn_forward"]["source"]
        by_id["rnn_forward"]["source"] = TORCH + text.replace("    caches = []", "    caches = torch.empty(0)")

    result = result_of(do)
    assert result.by_function()["rnn_forward"] == (0, 20)
    assert result.points == 80
    assert "ModuleNotFoundError: No module named 'torch'" in said(result, "rnn_forward")


def test_a_name_that_is_missing_does_not_fall_back_to_another_one(result_of):
    def do(cells, by_id):
        by_id["rnn_cell_forward"]["source"] = (
            "from scipy.special import softmax\n" + by_id["rnn_cell_forward"]["source"]
        )

    result = result_of(do)
    assert result.points == 80
    assert "No module named 'scipy'" in said(result, "rnn_cell_forward")


def test_a_cell_that_does_not_compile_says_so_with_its_line(result_of):
    def do(cells, by_id):
        by_id["rnn_forward"]["source"] = by_id["rnn_forward"]["source"].replace("    return a,", "    return (a,")

    result = result_of(do)
    assert result.points == 80
    for message in (test.message for test in result.tests if test.function == "rnn_forward"):
        assert "SyntaxError: '(' was never closed" in message
        assert "return (a, y_pred, caches" in message
        assert "NameError" not in message


def test_what_only_the_compiler_refuses_says_so_too(result_of):
    def do(cells, by_id):
        by_id["rnn_forward"]["source"] = by_id["rnn_forward"]["source"].replace(
            "    return a,", "    break\n    return a,"
        )

    result = result_of(do)
    assert result.points == 80
    assert "SyntaxError: 'break' outside loop" in said(result, "rnn_forward")


def test_what_stands_below_a_function_and_does_not_compile_costs_it_nothing(result_of):
    """Jupyter runs a cell up to the statement that the compiler refuses."""

    def do(cells, by_id):
        by_id["rnn_forward"]["source"] += "\nreturn a, y_pred, caches"
        by_id["rnn_cell_forward"]["source"] += "\nbreak"

    assert result_of(do).points == 100


def test_a_name_that_is_given_a_value_behind_a_prompt_has_it(result_of):
    """Python would take `In [3]: name = value` for an annotation."""

    def do(cells, by_id):
        by_id["rnn_forward"]["source"] += "\nIn [3]: given = rnn_forward\ndel rnn_forward"
        cells.insert(cells.index(by_id["rnn_forward"]) + 1, code("In [4]: rnn_forward = given"))

    assert result_of(do).points == 100


FIRST_LINES = {
    "Def": "Def ",
    "a byte order mark": "\ufeffdef ",
    "a space that nobody sees": "\u200bdef ",
    "indented": "#\n def ",
    "another word": "define ",
    "nothing": "",
    "below what the compiler refuses": "break\ndef ",
}


@pytest.mark.parametrize("begins", FIRST_LINES.values(), ids=FIRST_LINES)
def test_a_first_line_that_does_not_compile_is_what_is_said(result_of, begins):
    def do(cells, by_id):
        source = by_id["rnn_forward"]["source"]
        assert source.startswith("def ")
        by_id["rnn_forward"]["source"] = begins + source.removeprefix("def ") + "\nreturn ("

    messages = [test.message for test in result_of(do).tests if test.function == "rnn_forward"]
    assert ["NameError" in message for message in messages] == [False, False]
    assert all("Error: " in message for message in messages)
