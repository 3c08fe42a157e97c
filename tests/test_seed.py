"""Law: the hidden tests of a course are drawn from a secret of its own, made once and never replaced; where there is
none, nothing is graded; and no student, release, package or log ever holds it."""

import json
import os
import stat
import subprocess
import sys
import zipfile

import pytest

from exercises.rnn import hidden_tests
from grader.course.nbgrader_cli import CommandFailed, nbgrader
from grader.course.new_course import make_course
from grader.course.seed import SEED_FILE, of_course
from grader.exercise import seed
from grader.exercise.loading import COURSE
from grader.exercise.seed import SEED_VARIABLE, SeedError
from grader.lms.gradescope import SETTINGS, autograder
from tests.rnn import cases, references

TOP = COURSE.parent


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch):
    monkeypatch.delenv(SEED_VARIABLE, raising=False)


def test_a_course_makes_its_seed_once_and_for_its_owner_alone(tmp_path):
    made = of_course(tmp_path)
    assert 0 <= made < 2**64
    assert of_course(tmp_path) == made
    assert (tmp_path / SEED_FILE).read_text() == f"{made}\n"
    assert stat.S_IMODE((tmp_path / SEED_FILE).stat().st_mode) == 0o600
    assert os.listdir(tmp_path) == [SEED_FILE]


def test_two_courses_have_two_seeds(tmp_path):
    for name in "ab":
        (tmp_path / name).mkdir()
    assert of_course(tmp_path / "a") != of_course(tmp_path / "b")


@pytest.mark.parametrize("name", [SEED_VARIABLE, "RNN_HIDDEN_SEED"])
def test_the_environment_goes_before_the_file_under_its_former_name_too(tmp_path, monkeypatch, name):
    (tmp_path / SEED_FILE).write_text("5\n")
    monkeypatch.setenv(name, "7")
    assert of_course(tmp_path) == seed.from_environment() == 7


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("end", ["", "\n", "\r\n", " \n\n"])
def test_a_file_that_an_editor_has_written_anew_holds_the_same_seed(tmp_path, encoding, end):
    path, number = tmp_path / SEED_FILE, 2**64 - 1
    path.write_bytes(f"{number}{end}".encode(encoding))
    before = path.read_bytes()
    assert of_course(tmp_path) == number
    assert path.read_bytes() == before


@pytest.mark.parametrize("text", ["", "x", "-1", "1.5", "1 2", "1_000", "²", str(2**64), "9" * 5000, "\x00", "٣"])
def test_a_file_that_holds_no_seed_is_an_error_and_stays_as_it_is(tmp_path, text):
    path = tmp_path / SEED_FILE
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SeedError, match=SEED_FILE) as error:
        of_course(tmp_path)
    assert "9999" not in str(error.value)  # it may be a seed with a slip in it
    assert path.read_text(encoding="utf-8") == text


@pytest.mark.parametrize("largest", [0, 2**64 - 1])
def test_every_seed_within_the_bounds_draws_cases(tmp_path, largest):
    (tmp_path / SEED_FILE).write_text(f"{largest}\n")
    assert len(cases("rnn_cell_forward", of_course(tmp_path))) == 6


def test_a_seed_that_can_not_be_read_is_an_error(tmp_path):
    (tmp_path / SEED_FILE).mkdir()
    with pytest.raises(SeedError, match=f"{SEED_FILE}: the seed .* can't be read or made"):
        of_course(tmp_path)
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / SEED_FILE).symlink_to(tmp_path / "nowhere")
    with pytest.raises(SeedError, match="can't be read or made"):
        of_course(tmp_path / "b")
    with pytest.raises(SeedError, match="can't be read or made"):
        of_course(tmp_path / "no such folder")


def test_processes_that_start_at_once_take_the_same_seed(tmp_path):
    code = f"from grader.course.seed import of_course; print(of_course({str(tmp_path)!r}))"
    running = [subprocess.Popen([sys.executable, "-c", code], cwd=TOP, stdout=subprocess.PIPE) for _ in range(4)]
    assert len({process.communicate(timeout=60)[0] for process in running}) == 1
    assert os.listdir(tmp_path) == [SEED_FILE]


def test_where_none_is_set_there_are_no_hidden_tests():
    with pytest.raises(SeedError, match=f"{SEED_VARIABLE} is not set"):
        hidden_tests.rnn_cell_forward_test(references()["rnn_cell_forward"])


def test_the_file_is_never_committed():
    ignored = subprocess.run(["git", "check-ignore", "-q", f"assignment/{SEED_FILE}"], cwd=TOP, check=False)
    assert ignored.returncode == 0


def test_gradescope_takes_the_seed_of_the_course(tmp_path):
    course = make_course(tmp_path / "course")
    (course / SEED_FILE).write_text("424242\n")
    autograder(tmp_path / "autograder.zip", "rnn", course=course)
    with zipfile.ZipFile(tmp_path / "autograder.zip") as file:
        assert json.loads(file.read(SETTINGS))["seed"] == 424242
        assert not any(name.endswith(SEED_FILE) for name in file.namelist())


@pytest.mark.slow
def test_a_course_that_is_made_has_a_seed_of_its_own_and_a_broken_one_ends_every_command(tmp_path):
    course = make_course(tmp_path / "course")
    log = course / "nbgrader.log"
    nbgrader(course, "generate_assignment", "rnn", log=log)
    made = of_course(course)
    shown = [path for path in course.rglob("*") if path.is_file() and path.name not in (SEED_FILE, "gradebook.db")]
    assert log in shown
    for path in shown:
        assert str(made).encode() not in path.read_bytes(), path
    (course / SEED_FILE).write_text("lost")
    with pytest.raises(CommandFailed, match=r"Nothing is graded\. .*hidden_seed\.txt does not hold a seed"):
        nbgrader(course, "autograde", "rnn", log=log)
    assert (course / SEED_FILE).read_text() == "lost"


@pytest.mark.slow
def test_without_strictness_a_broken_seed_still_ends_the_command(tmp_path):
    """nbgrader goes on after an error in its settings; it must not after this one."""
    course = make_course(tmp_path / "course")
    (course / SEED_FILE).write_text("lost")
    done = subprocess.run(
        [sys.executable, "-m", "nbgrader", "generate_assignment", "rnn"],
        cwd=course,
        env={k: v for k, v in os.environ.items() if not k.startswith("TRAITLETS")},
        capture_output=True,
        check=False,
    )
    assert done.returncode == 2
    assert b"Nothing is graded." in done.stderr
    assert not (course / "release").exists()
