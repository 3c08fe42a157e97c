"""Law: in a terminal, `python public_tests.py` says the same as in the notebook, whatever else the notebook holds.

Exit code 0 when all four functions pass, 1 when one does not, 2 when there is no notebook to read.
"""

import re
import subprocess
import sys

import pytest

import public_tests
from tests.in_a_terminal import passes, run
from tests.rnn import FUNCTIONS, RNN, STYLES, solutions

pytestmark = pytest.mark.slow

MAGIC = "%matplotlib inline\n!ls\nimport os\n?os\n"


def test_the_solutions_pass_in_four_lines_and_end_with_0(handed_out):
    code, output = run(handed_out())
    assert passes(output) == list(FUNCTIONS)
    assert len(output.splitlines()) == 4
    assert code == 0


def test_the_stubs_fail_in_four_lines_and_end_with_1(handed_out):
    code, output = run(handed_out(solved=False))
    lines = [line for line in output.splitlines() if line]
    assert [line.split(" is not finished: line ")[0] for line in lines] == list(FUNCTIONS)
    assert code == 1


def test_one_wrong_function_ends_with_1_and_its_message_is_that_of_the_notebook(handed_out, edited):
    code, output = run(handed_out(rnn_backward=edited("rnn_backward", "da[:, :, t] + da_prevt", "da_prevt")))
    assert passes(output) == ["rnn_cell_forward", "rnn_forward", "rnn_cell_backward"]
    assert "rnn_backward: dx is all zeros\n" in output
    assert "Traceback" not in output
    assert code == 1


def test_a_notebook_of_another_name_can_be_named(handed_out):
    folder = handed_out()
    (folder / "rnn.ipynb").rename(folder / "mine.ipynb")
    assert run(folder, "mine.ipynb")[0] == 0


def test_cells_of_her_own_and_magics_are_survived(handed_out):
    cells = [MAGIC, "%%timeit\nsum(range(10))", "", "raise SystemExit", "print('not shown')\ninput()\n1 / 0", "# notes"]
    code, output = run(handed_out(*cells))
    assert passes(output) == list(FUNCTIONS)
    assert "not shown" not in output
    assert code == 0


@pytest.mark.parametrize("beside", ["", "%matplotlib inline\n", "!ls\n", "print('a demonstration')\n"])
def test_a_helper_of_her_own_is_there_whatever_else_its_cell_holds(handed_out, run_here, beside):
    helper = beside + "\ndef squash(z):\n    return np.tanh(z)\n"
    text = solutions()["rnn_cell_forward"].replace("np.tanh(", "squash(")
    code, output = run_here(handed_out(helper, rnn_cell_forward=text))
    assert passes(output) == list(FUNCTIONS), output
    assert code == 0


def test_a_magic_in_the_cell_of_a_function_is_survived(handed_out, run_here):
    code, output = run_here(handed_out(rnn_forward="%matplotlib inline\n" + solutions()["rnn_forward"]))
    assert passes(output) == list(FUNCTIONS), output
    assert code == 0


@pytest.mark.parametrize("style", STYLES, ids=lambda style: style.id)
def test_a_right_answer_in_another_style_passes(style, handed_out, capsys):
    folder = handed_out(style.before, **style.texts(RNN))
    code = public_tests.main([str(folder / "rnn.ipynb")])
    assert passes(capsys.readouterr().out) == list(FUNCTIONS)
    assert code == 0


def test_a_syntax_error_in_a_cell_of_her_own_is_named_and_costs_nothing(handed_out, run_here):
    code, output = run_here(handed_out("def helper(:\n    pass"))
    assert "SyntaxError" in output.splitlines()[0]
    assert "cell 4" in output.splitlines()[0]
    assert passes(output) == list(FUNCTIONS)
    assert code == 0


def test_a_syntax_error_in_a_function_is_its_message_and_costs_this_function(handed_out, run_here):
    broken = solutions()["rnn_forward"].replace("np.zeros((n_a, m, T_x))", "np.zeros((n_a, m, T_x)")
    number = broken.split("np.zeros((n_a, m, T_x)")[0].count("\n") + 1
    code, output = run_here(handed_out(rnn_forward=broken))
    where = f"line {number}: a = np.zeros((n_a, m, T_x)"
    assert output.splitlines()[0] == f"rnn.ipynb: cell 11 stops with SyntaxError: '(' was never closed, {where}"
    message = f"""rnn_forward stops with an error

    error       SyntaxError: '(' was never closed
    on line {number}  a = np.zeros((n_a, m, T_x)
"""
    assert message in output
    assert "is not defined" not in output
    assert passes(output) == ["rnn_cell_forward", "rnn_cell_backward", "rnn_backward"]
    assert code == 1


def test_what_only_the_compiler_refuses_is_its_message_too(handed_out, run_here, before_return):
    code, output = run_here(handed_out(rnn_forward=before_return("rnn_forward", "break")))
    assert "cell 11 stops with SyntaxError: 'break' outside loop, line " in output.splitlines()[0]
    assert "rnn_forward stops with an error\n\n    error       SyntaxError: 'break' outside loop\n" in output
    assert "is not defined" not in output
    assert passes(output) == ["rnn_cell_forward", "rnn_cell_backward", "rnn_backward"]
    assert code == 1


ABSENT = {
    "a package": "import no_such_package",
    "a package under another name": "import no_such_package as nsp",
    "a part of a package": "from no_such_package.special import softmax_of",
    "one of several": "import os, no_such_package, sys",
    "a name that numpy has not": "from numpy import no_such_name, tanh",
    "all of a package": "from no_such_package import *",
}


@pytest.mark.parametrize("line", ABSENT.values(), ids=ABSENT)
def test_an_import_that_fails_is_named_and_takes_away_no_function_that_does_not_need_it(handed_out, run_here, line):
    code, output = run_here(handed_out(rnn_forward=f"{line}\n\n{solutions()['rnn_forward']}"))
    assert re.match(r"rnn.ipynb: cell 11: an import failed \(.*no_such_.*\); the cell goes on without it\n", output)
    assert passes(output) == list(FUNCTIONS), output
    assert code == 0


@pytest.mark.parametrize("use", ["nsp.softmax(1)", "nsp(1)", "nsp.a.b"])
def test_a_function_that_needs_what_could_not_be_imported_names_the_package(handed_out, run_here, before_return, use):
    text = "import no_such_package as nsp\n\n" + before_return("rnn_forward", use)
    code, output = run_here(handed_out(rnn_forward=text))
    assert "    error       ModuleNotFoundError: No module named 'no_such_package'\n" in output
    assert re.search(rf"^    (?:on )?line \d+ +{re.escape(use)}$", output, re.MULTILINE)
    assert passes(output) == ["rnn_cell_forward", "rnn_cell_backward", "rnn_backward"]
    assert code == 1


FORWARD = solutions()["rnn_forward"]
CELL = solutions()["rnn_cell_forward"]
RIGHT = {
    "% at the beginning of a line that goes on": FORWARD.replace(
        "    caches = []\n",
        "    caches = [\n    ][: 7\n    % 3]\n    assert (7\n% 3) == 1\n    text = 'a %s' \\\n% 3\n",
    ),
    "% and a magic": "%matplotlib inline\n" + FORWARD.replace("    caches = []\n", "    caches = []\n    (7\n% 3)\n"),
    "a text with magics in it": FORWARD.replace("    caches = []\n", '    caches = []\n    """\n%cd ~\n!ls\nx?\n"""\n'),
    "help in front": "?np.tanh\n" + FORWARD,
    "help behind": "np.tanh?\n" + FORWARD,
    "source behind": FORWARD + "\nrnn_forward??\n",
    "an indented magic": "if True:\n    %matplotlib inline\n    %config Completer.use_jedi = False\n" + FORWARD,
    "a program": "!echo it's \"here\n!pip install \\\n  numpy\n" + FORWARD,
    "a program's output": "files = !ls *.py\nnames = %who_ls\n" + FORWARD,
    "a statement that is timed": "%time squash = np.tanh\n" + FORWARD,
    "a cell that is timed": "%%time\n" + FORWARD,
    "a cell that is timed, below empty lines": "\n\n%%time\n%%capture\n" + FORWARD,
    "from __future__": "from __future__ import annotations\n\n" + FORWARD.replace("(x, a0", "(x: Array, a0"),
    "line ends of Windows": FORWARD.replace("\n", "\r\n"),
    "a form feed": "\x0c\n" + FORWARD,
}


@pytest.mark.parametrize("text", RIGHT.values(), ids=RIGHT)
def test_what_jupyter_runs_is_right_in_a_terminal_too(handed_out, text, capsys):
    code = public_tests.main([str(handed_out(rnn_forward=text) / "rnn.ipynb")])
    assert passes(capsys.readouterr().out) == list(FUNCTIONS)
    assert code == 0


NOT_RUN = {
    "a cell of another program": "%%bash\nfor x in *; do echo $x; done",
    "a cell that is timed again and again": "%%timeit\nraise SystemExit",
    "a file": "%%writefile helper.py\ndef rnn_forward(x):\n    1 / 0",
}


@pytest.mark.parametrize("text", NOT_RUN.values(), ids=NOT_RUN)
def test_a_cell_that_defines_nothing_in_jupyter_does_not_in_a_terminal(handed_out, run_here, text):
    code, output = run_here(handed_out(text))
    assert len(output.splitlines()) == 4, output
    assert code == 0


def test_what_a_terminal_can_not_show_is_escaped(handed_out, before_return):
    code, output = run(handed_out(rnn_forward=before_return("rnn_forward", "raise ValueError(chr(0xD800))")))
    assert "ValueError: \\ud800\n" in output
    assert code == 1


def test_a_cell_that_stops_with_an_error_is_named(handed_out, run_here):
    code, output = run_here(handed_out(rnn_forward=solutions()["rnn_forward"] + "\nrnn_forward(1, 2, 3)\n"))
    assert "AttributeError" in output.splitlines()[0]
    assert passes(output) == list(FUNCTIONS)
    assert code == 0


UNUSUAL = ["raise BaseException('x')", "raise GeneratorExit", "class Odd(Exception):\n    __str__ = None\nraise Odd"]


@pytest.mark.parametrize("error", UNUSUAL, ids=["BaseException", "GeneratorExit", "without a text"])
def test_a_cell_that_stops_in_an_unusual_way_is_named(handed_out, run_here, error):
    code, output = run_here(handed_out(rnn_forward=solutions()["rnn_forward"] + f"\n{error}\n"))
    assert output.startswith("rnn.ipynb: cell 11 stops with ")
    assert passes(output) == list(FUNCTIONS)
    assert code == 0


def test_whoever_reads_no_further_gets_no_traceback(handed_out):
    program = subprocess.Popen(
        [sys.executable, "public_tests.py"], cwd=handed_out(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    program.stdout.close()
    assert (program.wait(60), program.stderr.read()) == (1, "")


def test_a_cell_that_wants_to_leave_python_is_survived(handed_out):
    code, output = run(handed_out(rnn_forward=solutions()["rnn_forward"] + "\nexit()\n"))
    assert passes(output) == list(FUNCTIONS)
    assert code == 0


def test_a_function_that_is_not_reached_is_said_to_stand_below_what_stops(handed_out, run_here):
    code, output = run_here(handed_out(rnn_forward="n = 1\n1 / 0\n\n" + solutions()["rnn_forward"]))
    assert output.splitlines()[0] == "rnn.ipynb: cell 11 stops with ZeroDivisionError: division by zero, line 2: 1 / 0"
    assert "rnn_forward is not defined in rnn.ipynb: its cell, 11, stops above its def line\n" in output
    assert passes(output) == ["rnn_cell_forward", "rnn_cell_backward", "rnn_backward"]
    assert code == 1


def test_a_byte_order_mark_of_another_editor_is_survived(handed_out, run_here):
    folder = handed_out()
    path = folder / "rnn.ipynb"
    path.write_text(path.read_text(encoding="utf-8"), encoding="utf-8-sig")
    assert run_here(folder)[0] == 0


def test_nothing_is_written_beside_the_notebook(handed_out):
    folder = handed_out()

    def files():
        return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file() and path.suffix != ".pyc"}

    before = files()
    run(folder)
    assert files() == before
