"""The law: in a terminal, `python public_tests.py` says the same as in the notebook, whatever else the notebook holds.

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
from tests.rnn import FUNCTIONS, NOTEBOOK, STYLES, solutions

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
def test_a_helper_of_her_own_is_there_whatever_else_its_cell_holds(release, beside):
    helper = beside + "\ndef squash(z):\n    return np.tanh(z)\n"
    text = solutions()["rnn_cell_forward"].replace("np.tanh(", "squash(")
    code, output = run(release(helper, rnn_cell_forward=text))
    assert passes(output) == list(FUNCTIONS), output
    assert code == 0


def test_a_magic_in_the_cell_of_a_function_is_survived(release):
    code, output = run(release(rnn_forward="%matplotlib inline\n" + solutions()["rnn_forward"]))
    assert passes(output) == list(FUNCTIONS), output
    assert code == 0


@pytest.mark.parametrize("style", STYLES, ids=lambda style: style.id)
def test_a_right_answer_in_another_style_passes(style, release, capsys):
    folder = release(style.before, **style.sources)
    code = public_tests.main([str(folder / "rnn.ipynb")])
    assert passes(capsys.readouterr().out) == list(FUNCTIONS)
    assert code == 0


def test_a_syntax_error_in_a_cell_of_her_own_is_named_and_costs_nothing(release):
    code, output = run(release("def helper(:\n    pass"))
    assert "SyntaxError" in output.splitlines()[0]
    assert "cell 4" in output.splitlines()[0]
    assert passes(output) == list(FUNCTIONS)
    assert code == 0


def test_a_syntax_error_in_a_function_is_named_and_costs_this_function(release):
    code, output = run(release(rnn_forward="def rnn_forward(x, a0, parameters:\n    return 1\n"))
    first = output.splitlines()[0]
    assert "SyntaxError" in first
    assert "Traceback" not in output
    assert "rnn_forward is not defined" in output
    assert passes(output) == ["rnn_cell_forward", "rnn_cell_backward", "rnn_backward"]
    assert code == 1


def test_a_cell_that_stops_with_an_error_is_named(release):
    code, output = run(release(rnn_forward=solutions()["rnn_forward"] + "\nrnn_forward(1, 2, 3)\n"))
    assert "AttributeError" in output.splitlines()[0]
    assert passes(output) == list(FUNCTIONS)
    assert code == 0


def test_a_cell_that_wants_to_leave_python_is_survived(release):
    code, output = run(release(rnn_forward=solutions()["rnn_forward"] + "\nexit()\n"))
    assert passes(output) == list(FUNCTIONS)
    assert code == 0


@pytest.mark.parametrize(
    "content",
    [None, "", "not JSON", "[]", "3", "null", "{}", '{"cells": 3}', '{"cells": [3]}', '{"cells": [{}]}', b"\xff\xfe"],
    ids=["missing", "empty", "text", "list", "number", "null", "dict", "no-cells", "no-cell", "empty-cell", "bytes"],
)
def test_what_is_no_notebook_ends_with_2_and_a_sentence(release, content):
    folder = release()
    (folder / "rnn.ipynb").unlink()
    if content is not None:
        (folder / "rnn.ipynb").write_bytes(content if isinstance(content, bytes) else content.encode())
    code, output = run(folder)
    assert code == 2
    assert output.startswith("rnn.ipynb ")
    assert len(output.splitlines()) <= 2
    assert "python public_tests.py [notebook]" in output


def test_a_byte_order_mark_of_another_editor_is_survived(release):
    folder = release()
    path = folder / "rnn.ipynb"
    path.write_text(path.read_text(encoding="utf-8"), encoding="utf-8-sig")
    assert run(folder)[0] == 0


def test_nothing_is_written_beside_the_notebook(release):
    folder = release()

    def files():
        return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file() and path.suffix != ".pyc"}

    before = files()
    run(folder)
    assert files() == before
