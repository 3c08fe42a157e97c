"""Law: `grader collect` loses nothing without a word: what may hold work beside a notebook that is not finished is
named, and so is what can't be put where it belongs."""

import shutil

import pytest

from grader.lms import canvas
from grader.lms.collect import collect
from tests.rnn import NOTEBOOK, solutions
from tests.test_picking import zipped as archive
from tests.test_picking_beside import HALF, WHOLE

SCRIPT = "".join(f"# %%\n{text}\n" for text in ("def rnn_cell_backward(da_next, cache):\n    return {}\n",))


@pytest.fixture
def course(tmp_path):
    """A course folder with the instructor's notebook, which says what the functions are: Path."""
    source = tmp_path / "course" / "source" / "rnn"
    source.mkdir(parents=True)
    shutil.copy(NOTEBOOK, source)
    return tmp_path / "course"


def rows_of(zipped, course, *members):
    rows = collect(zipped(*members), course, canvas.submitted, "rnn")
    return [(row.outcome, row.note) for row in rows]


@pytest.mark.parametrize(
    ("name", "data"),
    [("rest.rar", b"Rar!"), ("rnn.html", b"<html>")],
)
def test_what_may_hold_work_in_a_zip_is_named_beside_work_that_is_not_finished(zipped, course, name, data):
    rows = rows_of(zipped, course, ("a_501_1_rnn.zip", archive(**{"rnn.ipynb": HALF, name: data})))
    assert [outcome for outcome, _ in rows] == ["left out", "collected"]
    assert f"Beside the notebook lay what could not be used: a_501_1_rnn.zip/{name}" in rows[0][1]


def test_nothing_is_said_of_what_lies_beside_finished_work(zipped, course):
    members = archive(**{"rnn.ipynb": WHOLE, "all.py": b"def backward(da, caches):\n    return {}\n"})
    assert rows_of(zipped, course, ("a_501_1_rnn.zip", members)) == [("collected", "")]


@pytest.mark.parametrize("name", ["a_501_1_rnn.py", "a_501_1_work.txt"])
def test_a_plain_script_is_collected_where_no_notebook_came(zipped, course, name):
    plain = "\n\n".join(solutions().values()).encode()
    assert rows_of(zipped, course, (name, plain)) == [("collected", f"{name} is taken for rnn.ipynb.")]
    written = (course / "submitted" / "501" / "rnn" / "rnn.ipynb").read_text()
    assert written.count("def rnn_") == 4
    assert rows_of(zipped, course, ("b_502_1_plots.py", b"def plot():\n    pass\n")) == [
        ("left out", "b_502_1_plots.py: this is a Python script, not the notebook; it was left out.")
    ]


def test_a_script_with_other_functions_does_not_give_way_without_a_word(zipped, course):
    rows = rows_of(zipped, course, ("a_501_1_rnn.ipynb", HALF), ("a_501_2_more.py", SCRIPT))
    assert [outcome for outcome, _ in rows] == ["superseded", "left out", "collected"]
    assert rows[0][1] == "a_501_2_more.py gave way to a_501_1_rnn.ipynb."
    assert "could not be used: a_501_2_more.py: this is a Python script" in rows[1][1]


def test_what_is_in_the_way_of_one_student_stops_nobody_else(zipped, course):
    (course / "submitted").mkdir()
    (course / "submitted" / "501").write_text("a plain file")
    rows = rows_of(zipped, course, ("a_501_1_rnn.ipynb", WHOLE), ("b_502_1_rnn.ipynb", WHOLE))
    assert [outcome for outcome, _ in rows] == ["left out", "collected"]
    assert "is in the way; it was left out. Move that away." in rows[0][1]
