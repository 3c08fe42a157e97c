"""Law: where nothing can confine student code, nothing is graded; and where an instructor has allowed it all the same,
the autograded notebook and the feedback page say so before anything else, and the marks are those of the work."""

import json
import os

import nbformat
import pytest

from grader.course.gradebook import scores
from grader.course.nbgrader_cli import CommandFailed, nbgrader
from grader.examiner.notice import NOT_CONFINED
from grader.exercise.loading import COURSE
from tests import forked
from tests.rnn import hand_in, learners

pytestmark = pytest.mark.slow

# Python runs this file before anything else, in nbgrader and in the processes that it starts.
NOTHING_CONFINES = """
from grader.box import sandbox
sandbox.available = lambda: sandbox.Confinement(False, 0, False)
"""
TOP = COURSE.parent
CHOSEN = ("cb-dba-no-keepdims", "reference")


@pytest.fixture
def course(new_course, tmp_path, monkeypatch):
    """A course with two submissions, on a machine that seems to have no way to confine anything."""
    made = new_course(tmp_path / "course")
    hand_in(made, who=[learner for learner in learners() if learner.id in CHOSEN])
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "sitecustomize.py").write_text(NOTHING_CONFINES)
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(tmp_path / "site"), str(TOP)]))
    return made


def test_nothing_is_graded_without_leave(course):
    with pytest.raises(CommandFailed, match="autograde rnn ended with code 1"):
        nbgrader(course, "autograde", "rnn", log=course / "nbgrader.log")
    assert "sudo apt install bubblewrap" in (course / "nbgrader.log").read_text(encoding="utf-8")
    assert not any(any(grades.values()) for grades in scores(course, "rnn").values())
    assert not (course / "receipts" / "rnn" / "reference" / "rnn.json").exists()
    with pytest.raises(CommandFailed, match="nobody has marks yet"):
        forked.nbgrader(course, "export", "--to", "grades.csv", log=course / "nbgrader.log")
    assert not (course / "grades.csv").exists()


def test_with_leave_the_notebook_and_the_page_say_so_first(course):
    with (course / "nbgrader_config.py").open("a", encoding="utf-8") as settings:
        settings.write("c = get_config()\nc.Examine.unconfined = True\n")
    nbgrader(course, "autograde", "rnn", log=course / "nbgrader.log")
    forked.nbgrader(course, "generate_feedback", "rnn", log=course / "nbgrader.log")
    given = {student: sum(grades.values()) for student, grades in scores(course, "rnn").items()}
    assert given == {"reference": 100, "cb-dba-no-keepdims": 94}
    for student in CHOSEN:
        notebook = nbformat.read(course / "autograded" / student / "rnn" / "rnn.ipynb", as_version=4)
        assert notebook.cells[0].source == NOT_CONFINED
        page = (course / "feedback" / student / "rnn" / "rnn.html").read_text(encoding="utf-8")
        assert page.count("NOT CONFINED") == 1
        assert page.index("NOT CONFINED") < page.index("A recurrent neural network")
        receipt = json.loads((course / "receipts" / "rnn" / student / "rnn.json").read_text(encoding="utf-8"))
        assert (receipt["confined"], receipt["confinement"]) == (False, "NOT CONFINED")
