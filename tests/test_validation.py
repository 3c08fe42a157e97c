"""Law: `make validate` finds nothing wrong with the assignment as it is, and finds each kind of damage."""

import copy

import nbformat
import pytest

from grader.course import validation
from grader.course.new_course import make_course
from grader.exercise.given import modules
from grader.system.terminal import CannotRun
from tests.rnn import NOTEBOOK, RNN

SOURCE = nbformat.read(NOTEBOOK, as_version=4)


def cell(notebook, name):
    return next(found for found in notebook.cells if found.id == name)


@pytest.fixture
def notebook():
    return copy.deepcopy(SOURCE)


@pytest.mark.slow
def test_the_assignment_is_sound():
    assert validation.findings("rnn") == []


@pytest.mark.slow
def test_the_course_that_is_named_is_the_one_that_is_looked_at(tmp_path):
    course = make_course(tmp_path / "course")
    source = course / "source" / "rnn"
    wrong = copy.deepcopy(SOURCE)
    cell(wrong, "rnn_forward_hidden").metadata.nbgrader.points = 99
    (source / "rnn.ipynb").write_text(validation.canonical(wrong), encoding="utf-8")
    (source / "exercise.py").write_text("# another one\n", encoding="utf-8")
    found = validation.findings("rnn", course)
    assert any(sentence.startswith("rnn.ipynb: graded cells and points are ") for sentence in found)
    assert any(sentence.startswith(f"{source / 'exercise.py'} must be the one of the grader") for sentence in found)
    (source / "rnn.ipynb").unlink()
    with pytest.raises(CannotRun, match=r"rnn\.ipynb is missing"):
        validation.findings("rnn", course)


def test_the_notebook_is_in_its_one_form_without_outputs(notebook):
    assert list(validation._form(NOTEBOOK, notebook)) == []


def test_outputs_and_other_ids_are_found(notebook):
    cell(notebook, "setup").execution_count = 3
    cell(notebook, "rnn_forward").metadata.nbgrader.grade_id = "forward"
    found = list(validation._form(NOTEBOOK, notebook))
    assert any("cell setup has outputs" in sentence for sentence in found)
    assert any("cell rnn_forward has the grade_id forward" in sentence for sentence in found)


def test_the_modules_beside_the_notebook_are_those_at_the_top(tmp_path, monkeypatch):
    assert list(validation._links(NOTEBOOK.parent, "rnn")) == []
    monkeypatch.setattr(validation, "TOP", tmp_path)
    (tmp_path / "checks").mkdir()
    for name in modules("rnn"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("new")
    (tmp_path / "old").mkdir()
    (tmp_path / "old" / "rnn_utils.py").write_text("old")
    assert len(list(validation._links(tmp_path / "old", "rnn"))) == len(modules("rnn"))


@pytest.mark.parametrize("damage", ["points", "stripped", "deleted"])
def test_wrong_points_and_lost_test_cells_are_found(notebook, damage):
    if damage == "points":
        cell(notebook, "rnn_forward_public").metadata.nbgrader.points = 9
    elif damage == "stripped":
        cell(notebook, "rnn_forward_public").metadata = {}
    else:
        notebook.cells.remove(cell(notebook, "rnn_forward_public"))
    assert list(validation._points("rnn.ipynb", notebook, RNN))


@pytest.mark.slow
def test_a_changed_locked_cell_is_found_by_its_checksum(release):
    notebook = nbformat.read(release / "rnn.ipynb", as_version=4)
    assert list(validation._checksums(notebook)) == []
    cell(notebook, "rnn_forward_public").source += "\n"
    assert list(validation._checksums(notebook)) == [
        "release: the checksum of cell rnn_forward_public does not fit its text"
    ]


@pytest.mark.parametrize(
    ("name", "text", "finding"),
    [
        ("rnn_utils.py", "    dz = (1 - a_next**2) * da_next\n", "a line of the solution"),
        ("rnn_utils.py", "from exercises.rnn import hidden_tests\n", "'hidden_tests'"),
        ("rnn.ipynb", SOURCE, "'BEGIN SOLUTION'"),
        ("answers.py", "", "does not belong there"),
    ],
)
def test_a_leak_in_the_release_is_found(tmp_path, name, text, finding):
    nbformat.write(nbformat.v4.new_notebook(), tmp_path / "rnn.ipynb")
    content = text if isinstance(text, str) else nbformat.writes(text)
    (tmp_path / name).write_text(content)
    assert any(finding in sentence for sentence in validation.leaks(tmp_path, "rnn"))
