"""The public tests in a terminal, for the tests: the students' folder, and the command in it."""

import copy
import json
import os
import re
import shutil
import subprocess
import sys

import pytest

import public_tests
from tests.rnn import FUNCTIONS, NOTEBOOK, solutions


@pytest.fixture
def handed_out(notebook, stub, tmp_path):
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
