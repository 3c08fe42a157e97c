"""Law: in a terminal, `python public_tests.py` says the same as in the notebook, whatever else the notebook holds.

Exit code 0 when all four functions pass, 1 when one does not, 2 when there is no notebook to read.
"""

import copy
import json
import os
import re
import shutil
import subprocess
import sys

import pytest

import public_tests
from tests.rnn import FUNCTIONS, NOTEBOOK, RNN, STYLES, solutions

pytestmark = pytest.mark.slow

MAGIC = "%matplotlib inline\n!ls\nimport os\n?os\n"


@pytest.fixture
def release(notebook, stub, tmp_path):
    """Return a function that makes the students' folder: the modules, and a notebook with the solutions or the stubs.

    The four cells are the solutions, but for those that are given. `extra` are sources of code cells after the first.
    """

    def folder(*extra, solved=True, **cells):
        made = copy.deepcopy(notebook)
        for cell in made["cells"]:
            source = re.sub(
                r"### BEGIN HIDDEN TESTS.*### END HIDDEN TESTS", "", "".join(cell["source"]), flags=re.DOTALL
            )
            if cell["id"] in FUNCTIONS:
                source = cells.get(cell["id"], solutions()[cell["id"]] if solved else stub(source))
            cell["source"] = source.splitlines(keepends=True)
        more = [{"cell_type": "code", "metadata": {}, "source": text, "outputs": []} for text in extra]
        made["cells"][3:3] = more
        shutil.copytree(NOTEBOOK.parent, tmp_path, dirs_exist_ok=True, ignore=shutil.ignore_patterns("__pycache__"))
        (tmp_path / "rnn.ipynb").write_text(json.dumps(made), encoding="utf-8")
        return tmp_path

    return folder


def run(folder, *arguments):
    """Run the public tests as a student does, who has no grader; return the exit code and what is printed."""
    command = [sys.executable, "public_tests.py", *arguments]
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    done = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, encoding="utf-8", timeout=60, check=False
    )
    assert done.stderr == ""
    return done.returncode, done.stdout


@pytest.fixture
def run_here(monkeypatch, capsys):
    """Return a function that does the same without a process of its own, where the law is not on one."""

    def run(folder, *arguments):
        monkeypatch.chdir(folder)
        code, said = public_tests.main(list(arguments)), capsys.readouterr()
        assert said.err == ""
        return code, said.out

    return run


def passes(output):
    """The functions that are said to pass."""
    return [line.split(":")[0] for line in output.splitlines() if ": all public tests passed" in line]


def test_the_solutions_pass_in_four_lines_and_end_with_0(release):
    code, output = run(release())
    assert passes(output) == list(FUNCTIONS)
    assert len(output.splitlines()) == 4
    assert code == 0


def test_the_stubs_fail_in_four_lines_and_end_with_1(release):
    code, output = run(release(solved=False))
    lines = [line for line in output.splitlines() if line]
    assert [line.split(" is not finished: line ")[0] for line in lines] == list(FUNCTIONS)
    assert code == 1


def test_one_wrong_function_ends_with_1_and_its_message_is_that_of_the_notebook(release, edited):
    code, output = run(release(rnn_backward=edited("rnn_backward", "da[:, :, t] + da_prevt", "da_prevt")))
    assert passes(output) == ["rnn_cell_forward", "rnn_forward", "rnn_cell_backward"]
    assert "rnn_backward: dx is all zeros\n" in output
    assert "Traceback" not in output
    assert code == 1


def test_a_notebook_of_another_name_can_be_named(release):
    folder = release()
    (folder / "rnn.ipynb").rename(folder / "mine.ipynb")
    assert run(folder, "mine.ipynb")[0] == 0


def test_cells_of_her_own_and_magics_are_survived(release):
    cells = [MAGIC, "%%timeit\nsum(range(10))", "", "raise SystemExit", "print('not shown')\ninput()\n1 / 0", "# notes"]
    code, output = run(release(*cells))
    assert passes(output) == list(FUNCTIONS)
    assert "not shown" not in output
    assert code == 0


@pytest.mark.parametrize("beside", ["", "%matplotlib inline\n", "!ls\n", "print('a demonstration')\n"])
def test_a_helper_of_her_own_is_there_whatever_else_its_cell_holds(release, run_here, beside):
    helper = beside + "\ndef squash(z):\n    return np.tanh(z)\n"
    text = solutions()["rnn_cell_forward"].replace("np.tanh(", "squash(")
    code, output = run_here(release(helper, rnn_cell_forward=text))
    assert passes(output) == list(FUNCTIONS), output
    assert code == 0


def test_a_magic_in_the_cell_of_a_function_is_survived(release, run_here):
    code, output = run_here(release(rnn_forward="%matplotlib inline\n" + solutions()["rnn_forward"]))
    assert passes(output) == list(FUNCTIONS), output
    assert code == 0


@pytest.mark.parametrize("style", STYLES, ids=lambda style: style.id)
def test_a_right_answer_in_another_style_passes(style, release, capsys):
    folder = release(style.before, **style.texts(RNN))
    code = public_tests.main([str(folder / "rnn.ipynb")])
    assert passes(capsys.readouterr().out) == list(FUNCTIONS)
    assert code == 0


def test_a_syntax_error_in_a_cell_of_her_own_is_named_and_costs_nothing(release, run_here):
    code, output = run_here(release("def helper(:\n    pass"))
    assert "SyntaxError" in output.splitlines()[0]
    assert "cell 4" in output.splitlines()[0]
    assert passes(output) == list(FUNCTIONS)
    assert code == 0


def test_a_syntax_error_in_a_function_is_its_message_and_costs_this_function(release, run_here):
    broken = solutions()["rnn_forward"].replace("np.zeros((n_a, m, T_x))", "np.zeros((n_a, m, T_x)")
    number = broken.split("np.zeros((n_a, m, T_x)")[0].count("\n") + 1
    code, output = run_here(release(rnn_forward=broken))
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


def test_what_only_the_compiler_refuses_is_its_message_too(release, run_here, before_return):
    code, output = run_here(release(rnn_forward=before_return("rnn_forward", "break")))
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
def test_an_import_that_fails_is_named_and_takes_away_no_function_that_does_not_need_it(release, run_here, line):
    code, output = run_here(release(rnn_forward=f"{line}\n\n{solutions()['rnn_forward']}"))
    assert re.match(r"rnn.ipynb: cell 11: an import failed \(.*no_such_.*\); the cell goes on without it\n", output)
    assert passes(output) == list(FUNCTIONS), output
    assert code == 0


@pytest.mark.parametrize("use", ["nsp.softmax(1)", "nsp(1)", "nsp.a.b"])
def test_a_function_that_needs_what_could_not_be_imported_names_the_package(release, run_here, before_return, use):
    text = "import no_such_package as nsp\n\n" + before_return("rnn_forward", use)
    code, output = run_here(release(rnn_forward=text))
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
def test_what_jupyter_runs_is_right_in_a_terminal_too(release, text, capsys):
    code = public_tests.main([str(release(rnn_forward=text) / "rnn.ipynb")])
    assert passes(capsys.readouterr().out) == list(FUNCTIONS)
    assert code == 0


NOT_RUN = {
    "a cell of another program": "%%bash\nfor x in *; do echo $x; done",
    "a cell that is timed again and again": "%%timeit\nraise SystemExit",
    "a file": "%%writefile helper.py\ndef rnn_forward(x):\n    1 / 0",
}


@pytest.mark.parametrize("text", NOT_RUN.values(), ids=NOT_RUN)
def test_a_cell_that_defines_nothing_in_jupyter_does_not_in_a_terminal(release, run_here, text):
    code, output = run_here(release(text))
    assert len(output.splitlines()) == 4, output
    assert code == 0


def test_what_a_terminal_can_not_show_is_escaped(release, before_return):
    code, output = run(release(rnn_forward=before_return("rnn_forward", "raise ValueError(chr(0xD800))")))
    assert "ValueError: \\ud800\n" in output
    assert code == 1


def test_a_cell_that_stops_with_an_error_is_named(release, run_here):
    code, output = run_here(release(rnn_forward=solutions()["rnn_forward"] + "\nrnn_forward(1, 2, 3)\n"))
    assert "AttributeError" in output.splitlines()[0]
    assert passes(output) == list(FUNCTIONS)
    assert code == 0


UNUSUAL = ["raise BaseException('x')", "raise GeneratorExit", "class Odd(Exception):\n    __str__ = None\nraise Odd"]


@pytest.mark.parametrize("error", UNUSUAL, ids=["BaseException", "GeneratorExit", "without a text"])
def test_a_cell_that_stops_in_an_unusual_way_is_named(release, run_here, error):
    code, output = run_here(release(rnn_forward=solutions()["rnn_forward"] + f"\n{error}\n"))
    assert output.startswith("rnn.ipynb: cell 11 stops with ")
    assert passes(output) == list(FUNCTIONS)
    assert code == 0


def test_whoever_reads_no_further_gets_no_traceback(release):
    program = subprocess.Popen(
        [sys.executable, "public_tests.py"], cwd=release(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    program.stdout.close()
    assert (program.wait(60), program.stderr.read()) == (1, "")


def test_a_cell_that_wants_to_leave_python_is_survived(release):
    code, output = run(release(rnn_forward=solutions()["rnn_forward"] + "\nexit()\n"))
    assert passes(output) == list(FUNCTIONS)
    assert code == 0


NO_NOTEBOOK = {
    "missing": (None, "is not in this folder. There is no notebook (.ipynb) there."),
    "empty": ("", "it is empty; save it again"),
    "text": ("not JSON", "it is damaged in line 1; save it again"),
    **{
        text: (text, "it has no list of cells.")
        for text in ("[]", "3", "null", "{}", '{"cells": 3}', '{"cells": [3]}', '{"cells": [{}]}')
    },
    "cut off in a text": ('{"cells": [{"source": ["x =', "it is cut off; save it again"),
    "cut off in a list": ('{"cells": [{"source": [\n', "it is cut off; save it again"),
    "damaged": ('{"cells": [\n{,}]}', "it is damaged in line 2; save it again"),
    "bytes": (b"\xff\xfe", "it is not text as Jupyter writes it; save it again"),
    "numbers in a cell": (
        '{"cells": [{"cell_type": "code", "source": [3]}]}',
        "a cell holds something else than text.",
    ),
    "deep": ("[" * 100_000, "it is nested too deep."),
    "a web page": ("<!DOCTYPE html>\n<html>", "it is a web page; download the notebook itself."),
    "a folder": ("folder", "is a folder. There is no notebook (.ipynb) there."),
}


@pytest.mark.parametrize(("content", "why"), NO_NOTEBOOK.values(), ids=NO_NOTEBOOK)
def test_what_is_no_notebook_ends_with_2_and_a_sentence(release, run_here, content, why):
    folder = release()
    (folder / "rnn.ipynb").unlink()
    if content == "folder":
        (folder / "rnn.ipynb").mkdir()
    elif content is not None:
        (folder / "rnn.ipynb").write_bytes(content if isinstance(content, bytes) else content.encode())
    code, output = run_here(folder)
    assert code == 2
    assert output.startswith("rnn.ipynb ")
    assert why in output.splitlines()[0]
    assert output.splitlines()[1:] == ["Usage: python public_tests.py [notebook]"]


NAMED = {
    "no file": (["other.ipynb"], "other.ipynb is not in this folder. There is rnn.ipynb. For the first: python "),
    "no folder": (["there/rnn.ipynb"], "rnn.ipynb is not there. There is no folder there.\n"),
    "a folder": (["."], '. is a folder. There is rnn.ipynb. For the first: python public_tests.py "rnn.ipynb"\n'),
    "a program": (["public_tests.py"], "public_tests.py can't be read as a notebook: it is a file of another kind; "),
    "a picture": (["picture.png"], "picture.png can't be read as a notebook: it is a file of another kind; "),
    "two": (["rnn.ipynb", "rnn.ipynb"], "One notebook is tested at a time, and these are 2 names.\n"),
    "many": (["rnn.ipynb"] * 60, "One notebook is tested at a time, and these are 60 names.\n"),
    "a name that is too long": (["n" * 300], "There is rnn.ipynb. For the first: python "),
    "an option": (["-v"], "There is no option -v.\n"),
}


@pytest.mark.parametrize(("arguments", "said"), NAMED.values(), ids=NAMED)
def test_what_names_no_notebook_ends_with_2_and_says_what_there_is(release, run_here, arguments, said):
    folder = release()
    (folder / "picture.png").write_bytes(b"\x89PNG\xff")
    code, output = run_here(folder, *arguments)
    assert (code, said in output) == (2, True), output
    assert output.endswith("\nUsage: python public_tests.py [notebook]\n")


def test_of_several_notebooks_the_one_with_a_similar_name_is_first(release, run_here):
    folder = release()
    for name in ("a.ipynb", "b.ipynb", "c.ipynb", "d.ipynb", "e.ipynb"):
        shutil.copy(folder / "rnn.ipynb", folder / name)
    (folder / "rnn.ipynb").rename(folder / "rnn (1).ipynb")
    code, output = run_here(folder)
    assert code == 2
    named, _ = output.splitlines()
    listed = "rnn (1).ipynb, a.ipynb, b.ipynb, c.ipynb, d.ipynb and others"
    command = 'python public_tests.py "rnn (1).ipynb"'
    assert named == f"rnn.ipynb is not in this folder. There is {listed}. For the first: {command}"
    assert run_here(folder, "rnn (1).ipynb")[0] == run_here(folder, "rnn", "(1).ipynb")[0] == 0


@pytest.mark.parametrize("option", ["-h", "--help"])
def test_help_is_given(run_here, tmp_path, option):
    code, output = run_here(tmp_path, option)
    assert code == 0
    assert output.startswith("Usage: python public_tests.py [notebook]\n")


def test_from_another_folder_the_notebook_beside_the_tests_is_taken(release, tmp_path_factory):
    folder = release()
    command = [sys.executable, str(folder / "public_tests.py")]
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    done = subprocess.run(command, cwd=elsewhere, env=environment, capture_output=True, text=True, check=False)
    assert (done.returncode, passes(done.stdout)) == (0, list(FUNCTIONS))


def test_without_the_stored_numbers_it_ends_with_2_and_a_sentence(release):
    folder = release()
    (folder / "numbers.json").unlink()
    code, output = run(folder)
    assert code == 2
    assert output.startswith("numbers.json, which the public tests need, is not here. ")


def test_a_function_that_is_not_reached_is_said_to_stand_below_what_stops(release, run_here):
    code, output = run_here(release(rnn_forward="n = 1\n1 / 0\n\n" + solutions()["rnn_forward"]))
    assert output.splitlines()[0] == "rnn.ipynb: cell 11 stops with ZeroDivisionError: division by zero, line 2: 1 / 0"
    assert "rnn_forward is not defined in rnn.ipynb: its cell, 11, stops above its def line\n" in output
    assert passes(output) == ["rnn_cell_forward", "rnn_cell_backward", "rnn_backward"]
    assert code == 1


def test_a_byte_order_mark_of_another_editor_is_survived(release, run_here):
    folder = release()
    path = folder / "rnn.ipynb"
    path.write_text(path.read_text(encoding="utf-8"), encoding="utf-8-sig")
    assert run_here(folder)[0] == 0


def test_nothing_is_written_beside_the_notebook(release):
    folder = release()

    def files():
        return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file() and path.suffix != ".pyc"}

    before = files()
    run(folder)
    assert files() == before
