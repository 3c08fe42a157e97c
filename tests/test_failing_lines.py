"""Law: a line that fails where work is graded costs no function that does not need it, and gives none another value;
one sentence names the line."""

import pytest

from tests.graded import code, said

pytestmark = pytest.mark.slow

FAILS = {  # a line above a function -> what it ends with where it is graded
    "data = open('C:/rnn/weights.npy')": "FileNotFoundError",
    "import pandas as pd\ndata = pd.read_csv('C:/rnn/data.csv')": "",
    "width = int(input('How wide? '))": "EOFError",
    "rnn_cell_forward_test(None)": "TestFailure",
    "1 / 0": "ZeroDivisionError",
    "import sys\nsys.exit()": "SystemExit",
    "raise ExceptionGroup('g', [ValueError(1)])": "ExceptionGroup",
    "%nosuch": "",
    "!pip install torch": "",
}


@pytest.mark.parametrize("magic", ["", "%matplotlib inline\n"], ids=["plain", "IPython"])
@pytest.mark.parametrize("line", FAILS)
def test_a_line_that_fails_above_a_function_costs_it_nothing_and_one_sentence_names_the_line(result_of, line, magic):
    def do(cells, by_id):
        by_id["rnn_forward"]["source"] = f"{magic}{line}\n" + by_id["rnn_forward"]["source"]

    result = result_of(do)
    assert result.points == 100, said(result, "rnn_forward")
    sentence = f"The line {line.split(chr(10))[-1]!r} ends with {FAILS[line]} where this is graded and was left out; "
    sentence += "what its cell defines below it counts, unless it was defined above."
    assert [str(one) for one in result.repairs] == ([sentence] if FAILS[line] else [])


def test_what_a_cell_defines_below_a_line_that_fails_is_there_for_the_cells_below(result_of):
    def do(cells, by_id):
        helper = "def product(one, other):\n    return math.sqrt(ONE) * one @ other\n"
        cells.insert(3, code(f"model = open('model.bin')\nimport math\nONE = 1.0\n\n\n{helper}\n\nplot(model)"))
        by_id["rnn_cell_forward"]["source"] = by_id["rnn_cell_forward"]["source"].replace(
            "Wax @ xt", "product(Wax, xt)"
        )

    assert result_of(do).points == 100


def test_what_stands_below_a_line_that_ends_the_cell_anywhere_does_not_take_the_place_of_what_is_there(result_of):
    """A cell that a student keeps from running by an error in it runs nowhere."""

    def do(cells, by_id):
        old = "def rnn_forward(x, a0, parameters):\n    return x\n\n\nnp = None"
        cells.insert(cells.index(by_id["rnn_forward"]) + 1, code(f"raise RuntimeError('old')\n{old}"))
        by_id["rnn_cell_forward"]["source"] += f"\n1 / 0\n{old.replace('rnn_forward', 'rnn_cell_forward')}"

    assert result_of(do).points == 100


def test_what_a_block_has_defined_stays_where_a_file_in_it_is_not_there(result_of):
    def do(cells, by_id):
        body = by_id["rnn_forward"]["source"].replace("\n", "\n    ")
        saved = "np.savetxt('/content/drive/out.txt', np.zeros(3))"
        by_id["rnn_forward"]["source"] = f"with np.errstate(all='ignore'):\n    {body}\n    {saved}"
        cells.insert(3, code("for k in range(2):\n    ONE = 1.0\n    np.save('/content/drive/m.npy', np.zeros(2))"))
        by_id["rnn_cell_forward"]["source"] = by_id["rnn_cell_forward"]["source"].replace(
            "Wax @ xt", "ONE * (Wax @ xt)"
        )

    assert result_of(do).points == 100


BELOW = {  # what stands below a line that ends its cell, and would change what is there, or run for long
    "a method": "removed = SCALE.pop('one')",
    "a call": "losses = endless()",
    "a decorator": "@SCALE.pop\ndef one():\n    pass",
    "a default": "def one(scale=SCALE.clear()):\n    pass",
    "a class": "class One:\n    scale = SCALE.clear()",
    "a condition": "if True:\n    scale = SCALE.clear()",
}


@pytest.mark.parametrize("line", BELOW.values(), ids=BELOW)
def test_what_stands_below_a_line_that_ends_the_cell_calls_nothing(result_of, line):
    def do(cells, by_id):
        above = "SCALE = {'one': 1.0}\n\n\ndef endless():\n    while True:\n        pass"
        cells.insert(3, code(above))
        source = by_id["rnn_cell_forward"]["source"].replace("Wax @ xt", "SCALE['one'] * (Wax @ xt)")
        by_id["rnn_cell_forward"]["source"] = source
        cells.insert(cells.index(by_id["rnn_cell_forward"]) + 1, code(f"raise SystemExit('old experiment')\n{line}"))

    assert result_of(do).points == 100


def test_what_stands_below_a_file_that_is_not_there_takes_the_place_of_an_older_attempt(result_of):
    def do(cells, by_id):
        cells.insert(3, code("def rnn_forward(x, a0, parameters):\n    return x"))
        lines = "file = open('log.txt', encoding='utf-8')\nlog = file.read()\n"
        by_id["rnn_forward"]["source"] = lines + by_id["rnn_forward"]["source"]

    assert result_of(do).points == 100


def test_a_function_that_needs_the_file_loses_its_points_and_the_message_names_the_file(result_of):
    def do(cells, by_id):
        source = by_id["rnn_forward"]["source"].replace("    caches = []", "    caches = list(start)")
        by_id["rnn_forward"]["source"] = f"start = open('start.txt').read()\n{source}"

    result = result_of(do)
    assert result.points == 80
    assert "FileNotFoundError" in said(result, "rnn_forward")
    assert "start.txt" in said(result, "rnn_forward")


def test_what_ends_the_definition_of_a_function_is_what_is_said(result_of):
    def do(cells, by_id):
        by_id["rnn_forward"]["source"] = "open('a')\n@profile\n" + by_id["rnn_forward"]["source"]
        by_id["rnn_backward"]["source"] = "raise ValueError\nwhile True:\n    break\n" + by_id["rnn_backward"]["source"]
        by_id["rnn_cell_backward"]["source"] = "for _ in [1 / 0]:\n" + "".join(
            f"    {line}\n" for line in by_id["rnn_cell_backward"]["source"].split("\n")
        )

    result = result_of(do)
    assert "NameError: it ends the definition of rnn_forward" in said(result, "rnn_forward")
    assert "on line 2   @profile" in said(result, "rnn_forward")
    assert "ZeroDivisionError: it ends the cell, which would define rnn_cell_backward below" in said(
        result, "rnn_cell_backward"
    )
    assert result.by_function()["rnn_backward"] == (30, 30)


def test_a_function_that_wants_to_leave_python_ends_with_python_s_own_exception(result_of):
    def do(cells, by_id):
        source = by_id["rnn_forward"]["source"]
        by_id["rnn_forward"]["source"] = source.replace("    return a,", "    exit()\n    return a,")

    result = result_of(do)
    assert result.points == 80
    assert "SystemExit" in said(result, "rnn_forward")
    assert "Shell" not in said(result, "rnn_forward")
