"""Law: in a terminal, what is no notebook, or is not there, ends with 2 and a sentence that says what there is."""

import os
import shutil
import subprocess
import sys

import pytest

from tests.in_a_terminal import passes, run
from tests.rnn import FUNCTIONS

pytestmark = pytest.mark.slow

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
def test_what_is_no_notebook_ends_with_2_and_a_sentence(handed_out, run_here, content, why):
    folder = handed_out()
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
def test_what_names_no_notebook_ends_with_2_and_says_what_there_is(handed_out, run_here, arguments, said):
    folder = handed_out()
    (folder / "picture.png").write_bytes(b"\x89PNG\xff")
    code, output = run_here(folder, *arguments)
    assert (code, said in output) == (2, True), output
    assert output.endswith("\nUsage: python public_tests.py [notebook]\n")


def test_of_several_notebooks_the_one_with_a_similar_name_is_first(handed_out, run_here):
    folder = handed_out()
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


def test_from_another_folder_the_notebook_beside_the_tests_is_taken(handed_out, tmp_path_factory):
    folder = handed_out()
    command = [sys.executable, str(folder / "public_tests.py")]
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    done = subprocess.run(command, cwd=elsewhere, env=environment, capture_output=True, text=True, check=False)
    assert (done.returncode, passes(done.stdout)) == (0, list(FUNCTIONS))


def test_without_the_stored_numbers_it_ends_with_2_and_a_sentence(handed_out):
    folder = handed_out()
    (folder / "numbers.json").unlink()
    code, output = run(folder)
    assert code == 2
    assert output.startswith("numbers.json, which the public tests need, is not here. ")
