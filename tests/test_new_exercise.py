"""Law: `grader new` writes an exercise that is right, or nothing; `grader tidy` fits a notebook to its declaration."""

import copy
import os

import nbformat
import pytest
from typer.testing import CliRunner

from checks.report import TestFailure
from grader.commands import app
from grader.course.new_course import make_course
from grader.course.validation import canonical
from grader.exercise import new
from grader.exercise.arranging import arrange
from grader.exercise.loading import UnknownExercise, exercises, load
from grader.exercise.proof import rows
from grader.exercise.references import define, solutions
from grader.system.homes import COURSE, COURSE_VARIABLE, look_in
from grader.system.program import program_digest
from grader.system.terminal import CannotRun

NOTEBOOK = new.TEMPLATE / "source" / "NAME.ipynb"


@pytest.fixture
def course(tmp_path, monkeypatch):
    """A course folder without any exercise, at work."""
    (tmp_path / "nbgrader_config.py").write_text("", encoding="utf-8")
    monkeypatch.setenv(COURSE_VARIABLE, str(tmp_path))
    return tmp_path


def test_a_new_exercise_has_both_halves_fresh_numbers_and_a_mistake_that_is_named(course):
    public, secret = new.create("dense", course)
    assert public == course / "source" / "dense"
    assert secret == course / "exercises" / "dense"
    assert sorted(path.name for path in public.iterdir()) == [
        "checks",
        "dense.ipynb",
        "exercise.py",
        "numbers.json",
        "public_tests.py",
    ]
    assert (public / "public_tests.py").read_bytes() == (COURSE.parent / "public_tests.py").read_bytes()
    found = rows(load("dense"))
    assert [(row.caught_by, row.named) for row in found] == [("public", (row.mistake,)) for row in found]
    assert not [path for path in course.rglob("*") if "NAME" in path.name or path.name.startswith(".new-")]


@pytest.mark.parametrize("name", ["", "Dense", "two-layers", "2layers", "../dense", "class", "dense.py", "a b", "é"])
def test_a_bad_name_is_refused_in_one_sentence(course, name):
    with pytest.raises(CannotRun, match="can't be the name of an exercise") as refused:
        new.create(name, course)
    assert "\n" not in str(refused.value)
    assert [path.name for path in course.iterdir()] == ["nbgrader_config.py"]


@pytest.mark.parametrize("place", ["source/dense", "exercises/dense"])
def test_what_is_there_is_left_as_it_is(course, place):
    (course / place).mkdir(parents=True)
    with pytest.raises(CannotRun, match=f"{place} is there already"):
        new.create("dense", course)
    assert not any((course / place).iterdir())


def test_a_name_of_this_projects_own_is_refused_and_so_is_a_folder_that_is_no_course(course, tmp_path):
    with pytest.raises(CannotRun, match="this project has an exercise"):
        new.create(exercises()[0], course)
    (course / "nbgrader_config.py").unlink()
    with pytest.raises(CannotRun, match="is no course folder"):
        new.create("dense", course)


@pytest.mark.parametrize("broken", ["numbers.write", "link_or_copy", "shutil.move"])
def test_where_it_fails_nothing_stays(course, monkeypatch, broken):
    calls = []

    def fail(*_):
        calls.append(broken)
        if broken != "shutil.move" or len(calls) == 2:
            raise OSError("the disk is full")
        return move(*_)

    move = new.shutil.move
    monkeypatch.setattr(f"grader.exercise.new.{broken}", fail)
    with pytest.raises(OSError, match="the disk is full"):
        new.create("dense", course)
    assert not [path for path in course.rglob("*") if path.is_file() and path.name != "nbgrader_config.py"]
    assert os.environ[COURSE_VARIABLE] == str(course)


def test_an_exercise_of_a_course_is_there_while_the_course_is_at_work_and_changes_the_digest(course, tmp_path):
    plain = program_digest()
    new.create("dense", course)
    assert "dense" in exercises()
    known, digest = load("dense"), program_digest()
    assert digest != plain
    path = course / "exercises" / "dense" / "cases.py"
    path.write_text(path.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    assert program_digest() not in (plain, digest)
    look_in(tmp_path / "another")
    assert "dense" not in exercises()
    assert program_digest() == plain
    with pytest.raises(UnknownExercise, match="dense is no exercise"):
        load("dense")
    assert known.secret.sketches


def test_two_courses_may_have_exercises_of_one_name(course, tmp_path):
    new.create("dense", course)
    first = load("dense").secret
    other = tmp_path / "other"
    other.mkdir()
    (other / "nbgrader_config.py").write_text("", encoding="utf-8")
    look_in(other)
    new.create("dense", other)
    assert load("dense").secret is not first
    assert load("dense").home.course == other


# ── tidy ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", exercises())
def test_tidy_changes_nothing_where_all_is_in_order(name):
    exercise = load(name)
    notebook = nbformat.read(exercise.notebook, as_version=4)
    before = copy.deepcopy(notebook)
    arrange(notebook, exercise.public)
    assert notebook == before


def test_tidy_formats_the_notebook_of_the_course_that_is_named(tmp_path, monkeypatch):
    folder = make_course(tmp_path / "course")
    monkeypatch.setenv(COURSE_VARIABLE, str(folder))
    copied, before = folder / "source" / "rnn" / "rnn.ipynb", load("rnn").notebook.read_bytes()
    wrong = nbformat.reads(before.decode("utf-8"), as_version=4)
    next(cell for cell in wrong.cells if cell.cell_type == "code").execution_count = 3
    nbformat.write(wrong, copied)
    assert CliRunner().invoke(app, ["tidy", "rnn", "--course", str(folder)]).exit_code == 0
    assert copied.read_bytes() == load("rnn").notebook.read_bytes() == before


def test_the_notebook_of_the_template_is_formatted(course):
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    assert NOTEBOOK.read_text(encoding="utf-8") == canonical(notebook)
    new.create("dense", course)
    arranged = nbformat.read(load("dense").notebook, as_version=4)
    before = copy.deepcopy(arranged)
    arrange(arranged, load("dense").public)
    assert arranged == before


def test_tidy_makes_the_cells_that_a_function_needs(course):
    new.create("dense", course)
    exercise, notebook = load("dense"), nbformat.read(load("dense").notebook, as_version=4)
    wanted = {cell.id: cell for cell in copy.deepcopy(notebook).cells}
    notebook.cells = [
        cell for cell in notebook.cells if cell.id not in ("dense_forward_public", "dense_forward_hidden")
    ]
    written = next(cell for cell in notebook.cells if cell.id == "dense_forward")
    written.id, written.metadata = "0a1b2c3d", {}
    arrange(notebook, exercise.public)
    made = {cell.id: cell for cell in notebook.cells}
    for name in ("dense_forward", "dense_forward_public", "dense_forward_hidden"):
        assert made[name].metadata == wanted[name].metadata
    assert made["dense_forward_public"].source == wanted["dense_forward_public"].source
    assert "hidden_tests.dense_forward_test(dense_forward)" in made["dense_forward_hidden"].source


# ── One array, by itself ──────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("said", "wrote", "headline"),
    [
        ("return A", "return None", "dense_forward returns None"),
        ("return A", "return A, Z", "dense_forward: A is a tuple, not a numpy array"),
        ("return A", "return A.T", "dense_forward: A has the wrong shape"),
        ("return A", "return 2 * A", "dense_forward: A has wrong values"),
        ("Z = W @ X + b", "Z = W @ X - b", "dense_forward: A has wrong values"),
    ],
)
def test_a_function_that_returns_one_array_is_told_what_is_wrong_with_it_and_where(course, said, wrote, headline):
    new.create("dense", course)
    exercise = load("dense")
    text = solutions(exercise)["dense_forward"].replace(said, wrote)
    number = 1 + next(at for at, line in enumerate(text.splitlines()) if line.strip() == wrote)
    with pytest.raises(TestFailure) as failed:
        exercise.tests.test("dense_forward", define(exercise, {"dense_forward": text})["dense_forward"])
    assert str(failed.value).splitlines()[0] == headline
    assert f"line {number:<6} {wrote}\n" in str(failed.value)
