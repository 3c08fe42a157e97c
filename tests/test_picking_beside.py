"""Law: where several files may be the work, one counts by its evidence, the others are named, and so is what could not
be used where the work is not finished: scripts, texts, checkpoints, archives. Nothing is lost without a word."""

import json

import pytest

from tests.rnn import solutions
from tests.test_picking import LATER, UNTOUCHED, WORK, notebook, picked, said, zipped

__all__ = ["picked"]  # a fixture


WHOLE = json.dumps(
    {
        "cells": [
            {"cell_type": "code", "id": name, "metadata": {}, "source": text} for name, text in solutions().items()
        ],
        "metadata": {},
        "nbformat": 4,
        "nbformat_minor": 5,
    }
).encode()
CHECKPOINT = ".ipynb_checkpoints/rnn-checkpoint.ipynb"


@pytest.mark.parametrize("seen", [UNTOUCHED, b"", WORK[:300]], ids=["untouched", "empty", "cut off"])
@pytest.mark.parametrize("in_zip", [False, True])
def test_a_checkpoint_with_work_counts_where_what_is_seen_has_none(picked, seen, in_zip):
    files = {"rnn.ipynb": seen, CHECKPOINT: WORK}
    found = picked({"all.zip": zipped(**files)} if in_zip else files)
    assert found.data == WORK
    folder, why = "all.zip/" if in_zip else "", "was worked on" if seen == UNTOUCHED else "could be read"
    first, *more = said(found)
    assert first.startswith(
        f"2 notebooks were handed in; {folder}{CHECKPOINT} counts, because it alone {why}. The others"
    )
    assert len(more) == (seen != UNTOUCHED)


UNUSED = {
    "cut off": ("mine.ipynb", WORK[:300], "mine.ipynb: it ends in the middle"),
    "an archive": ("rnn.7z", b"7z\xbc\xaf\x27\x1c", "rnn.7z: this is an archive, but no zip"),
    "a damaged zip": ("work.zip", b"PK\x03\x04" + bytes(50), "work.zip: this is a damaged zip"),
    "a page": ("rnn.html", b"<!DOCTYPE html><html>", "rnn.html: this is a web page"),
    "a script": ("rnn.py", b"import numpy\n", "rnn.py: this is a Python script"),
}


@pytest.mark.parametrize(("name", "data", "why"), UNUSED.values(), ids=UNUSED)
@pytest.mark.parametrize("work", [UNTOUCHED, WORK], ids=["untouched", "half done"])
def test_what_could_not_be_used_is_said_beside_work_that_is_not_finished(picked, work, name, data, why):
    found = picked({"rnn.ipynb": work, name: data, "data.json": b'{"a": 1}', "rnn_utils.py": b"import numpy\n"})
    assert found.data == work
    sentence = said(found)[-1]
    assert sentence.startswith(f"Beside the notebook lay what could not be used: {why}")
    assert "data.json" not in sentence
    assert "rnn_utils" not in sentence


def test_a_script_with_the_work_counts_beside_an_untouched_notebook(picked):
    script = "\n".join(f"# %%\n{text}" for text in solutions().values()).encode()
    found = picked({"rnn.ipynb": UNTOUCHED, "rnn.py": script})
    assert b"rnn_backward" in found.data
    assert said(found) == [
        "2 notebooks and scripts were handed in; rnn.py counts, because it alone was worked on. The others: rnn.ipynb."
    ]


SCRIPT = "\n".join(f"# %%\n{text}" for text in solutions().values()).encode()
HALF = notebook(rnn_cell_forward=solutions()["rnn_cell_forward"], rnn_forward=solutions()["rnn_forward"])
PLAIN = "\n".join(solutions().values()).encode()


@pytest.mark.parametrize("half", [HALF, UNTOUCHED], ids=["half", "untouched"])
@pytest.mark.parametrize("is_zipped", [False, True], ids=["loose", "in a zip"])
def test_a_newer_script_with_more_of_the_work_counts_beside_a_notebook(picked, half, is_zipped):
    files = {"rnn.ipynb": half, "final.py": SCRIPT}
    found = picked({"s.zip": zipped(**files)} if is_zipped else {"rnn.ipynb": (half, 1), "final.py": (SCRIPT, 9)})
    assert b"rnn_backward" in found.data


def test_an_older_script_with_more_of_the_work_is_named(picked):
    found = picked({"rnn.ipynb": (HALF, 9), "final.py": (SCRIPT, 1)})
    assert found.data == HALF
    assert "final.py" in said(found)[0]


@pytest.mark.parametrize("name", ["final.py", "solution.txt", "deep/er/than/most/notes.md"])
@pytest.mark.parametrize("is_zipped", [False, True], ids=["loose", "in a zip"])
@pytest.mark.parametrize("fence", [b"", b"```python\n"], ids=["plain", "in a fence"])
def test_a_plain_text_with_work_counts_beside_what_is_not_finished(picked, name, is_zipped, fence):
    files = {"rnn.ipynb": UNTOUCHED, name: b"My work\n" * bool(fence) + fence + PLAIN}
    files["rnn_utils.py"] = b"def softmax(x):\n    return x\n"
    found = picked({"s.zip": zipped(**files)} if is_zipped else files)
    assert found.data.count(b"def rnn_") == 4
    assert f"{name} counts, because it alone was worked on. The others: " in said(found)[-1]
    assert "rnn_utils" not in said(found)[-1]
    whole = notebook(**solutions())
    assert picked({**files, "rnn.ipynb": whole}).data == whole


def test_a_plain_script_under_the_name_of_the_notebook_counts(picked):
    found = picked({"rnn.ipynb": PLAIN})
    assert found.data.count(b"def rnn_") == 4
    assert said(found) == []


ODD = (
    "Hello, here is my work.\nExercise 1: one step\n{0}\nExercise 2: all steps\n{1}\nbroken = (\n{2}\n@twice\n{3}\n",
    "# GRADED FUNCTION\n{0}# GRADED FUNCTION\n{1}# GRADED FUNCTION\n{2}# GRADED FUNCTION\n{3}\nprint 'done'\n",
)


@pytest.mark.parametrize("text", ODD)
def test_what_is_no_python_costs_its_own_part_of_a_text(picked, points_of, text):
    found = picked({"answers.txt": text.format(*solutions().values()).encode()})
    assert points_of(found.data) >= 70


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
@pytest.mark.parametrize("name", ["rnn.py", "answers.txt"])
def test_a_plain_text_counts_where_no_notebook_is(picked, name, encoding):
    text = f"# mes réponses\n\nimport numpy as np\n{PLAIN.decode()}"
    found = picked({name: text.encode(encoding), "rnn_utils.py": b"import numpy as np\n"})
    assert found.data.count(b"def rnn_") == 4
    assert said(found) == [f"The notebook was handed in as '{name}' and was taken for rnn.ipynb."]


def test_a_checkpoint_in_which_more_is_finished_is_named(picked):
    found = picked({"rnn.ipynb": (HALF, 1), CHECKPOINT: (notebook(**solutions()), 9)})
    assert found.data == HALF
    assert said(found) == [
        f"Beside the notebook lay what could not be used: {CHECKPOINT}: more functions are finished there, but "
        "programs have made this copy."
    ]


def test_a_newer_notebook_in_which_nothing_is_finished_never_counts_before_finished_work(picked):
    scratch = notebook(rnn_forward="rnn_forward = None")
    found = picked({"rnn.ipynb": (HALF, 1), "scratch.ipynb": (scratch, 900)})
    assert found.data == HALF
    assert "because in it alone a function is finished" in said(found)[0]


@pytest.mark.parametrize("name", ["rnn.ipynb.crdownload", "rnn copy.ipynb"])
def test_what_ends_in_the_middle_never_counts_before_whole_work(picked, name):
    cut = WHOLE[: WHOLE.index(b"rnn_backward")]
    found = picked({"rnn.ipynb": (WHOLE, 1), name: (cut, 900)})
    assert found.data == WHOLE
    assert "rnn.ipynb counts, because it alone is whole of those that were worked on" in said(found)[0]
    assert picked({"rnn.ipynb": (cut, 900), CHECKPOINT: (WHOLE, 1)}).data == WHOLE


def test_a_newer_copy_that_is_cut_off_and_has_more_is_named(picked):
    found = picked({"rnn.ipynb": (HALF, 1), "rnn (1).ipynb": (WHOLE[:-5], 9)})
    assert found.data == HALF
    assert "rnn (1).ipynb: more functions are finished there, but it ends in the middle" in said(found)[-1]


def test_a_checkpoint_never_counts_before_work_that_is_seen(picked):
    assert picked({"rnn.ipynb": (WORK, 1), CHECKPOINT: (LATER, 9)}).data == WORK
    assert picked({"rnn.ipynb": (UNTOUCHED, 1), CHECKPOINT: (UNTOUCHED, 9)}).said == ()


def test_what_is_not_looked_at_among_thousands_of_files_is_said(picked):
    files = {f"env/lib/m{number}.py": b"" for number in range(2_100)}
    assert "only 2,000 files and folders were looked at, of more" in picked({**files, "z/rnn.ipynb": HALF}).reason
    found = picked({"rnn.ipynb": HALF})
    assert found.data == HALF
    assert "only 2,000 files and folders were looked at" in said(found)[-1]


def test_among_thousands_of_files_in_a_zip_the_notebook_counts(picked):
    files = {f".venv/{number}": b"" for number in range(3_000)} | {
        f"data/{number}.csv": b"1" for number in range(2_500)
    }
    found = picked({"s.zip": zipped(**files, **{"deep/down/rnn.ipynb": HALF})})
    assert found.data == HALF
    assert "s.zip: only 2,000 files in it were looked at, and not the 501 others" in said(found)[-1]


@pytest.mark.parametrize("is_zipped", [False, True], ids=["loose", "in a zip"])
def test_a_script_with_the_other_half_of_the_work_is_named(picked, is_zipped):
    rest = "\n".join(f"# %%\n{solutions()[name]}" for name in ("rnn_cell_backward", "rnn_backward")).encode()
    files = {"rnn.ipynb": HALF, "rest.py": rest}
    found = picked({"s.zip": zipped(**files)} if is_zipped else files)
    assert found.data == HALF
    assert "rest.py: this is a Python script" in said(found)[-1]


def test_a_script_of_jupytext_without_marks_is_read(picked):
    header = b"# ---\n# jupyter:\n#   jupytext:\n#     text_representation:\n#       format_name: light\n# ---\n\n"
    assert b"def rnn_backward" in picked({"rnn.py": header + PLAIN}).data
