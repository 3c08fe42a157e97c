"""Law: no command removes or replaces what it did not make, and a course that has results keeps the seed that they were
graded with; where a command would have to, it stops with code 2 and one sentence, and nothing has changed."""

import csv
import json
import os
import shutil
import subprocess
import sys
import zipfile

import pytest
from nbgrader.api import Gradebook

from grader.course.new_course import make_course
from grader.course.seed import NEW_VARIABLE, SEED_FILE, of_course
from grader.demo.demonstration import MARKED, MARKER
from grader.exercise.seed import SEED_VARIABLE, SeedError
from grader.plugin.receipts import receipt_path
from grader.system.environment import STRICT
from grader.system.files import ForeignFile, write_table, write_zip
from grader.system.program import TOP
from grader.system.terminal import CannotRun
from tests import forked
from tests.rnn import hand_in, learners

pytestmark = pytest.mark.slow

CHOSEN = ("cb-dba-no-keepdims", "reference")


@pytest.fixture(autouse=True, scope="module")
def nothing_set():
    """No seed in the environment, where other tests of this process may have left one: courses have their own."""
    with pytest.MonkeyPatch.context() as patch:
        for name in (SEED_VARIABLE, NEW_VARIABLE):
            patch.delenv(name, raising=False)
        yield


def run(*words, cwd, **more):
    """Start a program of Python as a person does: (code, standard output, standard error)."""
    environment = {**os.environ, "PYTHONPATH": str(TOP), **more}
    for name in STRICT:  # which a person has not set
        environment.pop(name, None)
    done = subprocess.run(
        [sys.executable, "-m", *map(str, words)], cwd=cwd, env=environment, capture_output=True, text=True, check=False
    )
    return done.returncode, done.stdout, done.stderr


def held(folder):
    """All files of a folder: dict, path -> bytes; not what a program writes to say what it does."""
    found = (path for path in folder.rglob("*") if path.is_file() and path.suffix != ".log" and path.name != ".lock")
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


def said(text):
    """What stands on standard error, as one line."""
    return " ".join(text.split())


# --- a demo


@pytest.fixture
def real_course(tmp_path):
    """A course folder with everything that an instructor can lose."""
    course = make_course(tmp_path / "course")
    for name in ("submitted/ada/rnn/rnn.ipynb", "gradebook.db", SEED_FILE, "notes.txt"):
        (course / name).parent.mkdir(parents=True, exist_ok=True)
        (course / name).write_text("1")
    return course


@pytest.mark.parametrize("place", ["course", "course/source", "course/notes.txt", "."])
def test_a_demo_leaves_alone_what_no_demo_made(real_course, place):
    before = held(real_course)
    code, errors = forked.outcome(["demo", place], real_course.parent)
    assert code == 2
    assert said(errors).endswith("was not made by a demo, so it is left as it is; name another folder for the demo")
    assert len(errors.splitlines()) == 1
    assert held(real_course) == before


def test_a_marker_with_other_words_is_no_leave(real_course):
    (real_course / MARKER).write_text("kept: " + MARKED)
    before = held(real_course)
    assert forked.outcome(["demo", real_course], TOP)[0] == 2
    assert held(real_course) == before


def test_a_course_is_made_in_an_empty_folder_only(real_course, tmp_path):
    before = held(tmp_path)
    for place in (real_course, real_course / "notes.txt"):
        with pytest.raises(CannotRun, match="not an empty folder"):
            make_course(place)
    assert held(tmp_path) == before
    (tmp_path / "empty").mkdir()
    assert (make_course(tmp_path / "empty") / "nbgrader_config.py").exists()


def test_what_a_link_in_a_demo_points_to_stays(tmp_path):
    from grader.demo.demonstration import _remove_demo

    (tmp_path / "thesis").mkdir()
    (tmp_path / "thesis" / "thesis.tex").write_text("years of work")
    demo = make_course(tmp_path / "demo", {MARKER: MARKED})
    (demo / "submitted").symlink_to(tmp_path / "thesis")
    _remove_demo(demo)
    assert list(demo.iterdir()) == []
    assert held(tmp_path / "thesis") == {"thesis.tex": b"years of work"}


def test_a_demo_that_was_half_made_or_half_removed_is_still_a_demo(tmp_path, monkeypatch):
    from grader.course import new_course
    from grader.demo import demonstration

    def ended(*_, **__):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(new_course.shutil, "copytree", ended)
        with pytest.raises(KeyboardInterrupt):
            make_course(tmp_path / "demo", {MARKER: MARKED})
    (tmp_path / "demo" / "source").mkdir()
    with monkeypatch.context() as patched:
        patched.setattr(demonstration.shutil, "rmtree", ended)
        with pytest.raises(KeyboardInterrupt):
            demonstration._remove_demo(tmp_path / "demo")
    demonstration._remove_demo(tmp_path / "demo")
    assert list((tmp_path / "demo").iterdir()) == []


def test_make_clean_removes_only_what_make_has_made(tmp_path):
    shutil.copy(TOP / "Makefile", tmp_path)
    kept = ("build/demo/gradebook.db", "build/thesis.tex", ".venv/bin/python", "assignment/gradebook.db")
    gone = ("build/pictures/a.png", "build/rnn-assignment.zip", ".ruff_cache/a")
    for name in (*kept, *gone):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("")
    subprocess.run(["make", "clean"], cwd=tmp_path, check=True, capture_output=True)
    assert set(held(tmp_path)) == {"Makefile", *kept}
    (tmp_path / "build" / "thesis.tex").unlink()
    (tmp_path / "build" / "demo" / MARKER).write_text(MARKED)
    (tmp_path / ".venv" / "ready").write_text("")
    subprocess.run(["make", "clean"], cwd=tmp_path, check=True, capture_output=True)
    assert set(held(tmp_path)) == {"Makefile", "assignment/gradebook.db"}


# --- a file that a person has named


@pytest.mark.parametrize("content", [b"thesis", b"", b"PK\x03\x04 and no more"])
def test_no_archive_takes_the_place_of_another_file(tmp_path, content):
    path = tmp_path / "a.zip"
    path.write_bytes(content)
    with pytest.raises(ForeignFile, match=r"a\.zip was not written by this command and stays as it is"):
        write_zip(path, {"a": b"1"})
    assert path.read_bytes() == content


def test_an_archive_that_was_written_here_is_replaced_and_one_of_others_is_not(tmp_path):
    write_zip(tmp_path / "ours.zip", {"a": b"1"})
    write_zip(tmp_path / "ours.zip", {"b": b"2"})
    with zipfile.ZipFile(tmp_path / "ours.zip") as archive:
        assert archive.namelist() == ["b"]
    with zipfile.ZipFile(tmp_path / "submissions.zip", "w") as archive:
        archive.writestr("ada.ipynb", "{}")
    before = held(tmp_path)
    with pytest.raises(ForeignFile):
        write_zip(tmp_path / "submissions.zip", {"b": b"2"})
    assert held(tmp_path) == before


def test_a_table_takes_the_place_of_a_table_of_the_same_kind_only(tmp_path):
    path, table = tmp_path / "grades.csv", b"assignment,student_id,last_name,first_name,email,timestamp,score\n"
    write_table(path, table + b"rnn,ada\n")
    write_table(path, table + b"rnn,bob\n")
    assert path.read_bytes().endswith(b"bob\n")
    (tmp_path / "gradebook.db").write_bytes(b"SQLite format 3\0")
    with pytest.raises(ForeignFile, match="stays as it is"):
        write_table(tmp_path / "gradebook.db", table)
    assert (tmp_path / "gradebook.db").read_bytes() == b"SQLite format 3\0"


# --- the seed


@pytest.fixture(scope="module")
def graded(new_course, tmp_path_factory):
    """A course with two graded submissions: Path. Do not write into it."""
    course = new_course(tmp_path_factory.mktemp("graded") / "course")
    hand_in(course, who=[learner for learner in learners() if learner.id in CHOSEN])
    code, said = forked.outcome(["grade", "rnn"], course)
    assert code == 0, said
    return course


@pytest.fixture
def course(graded, tmp_path):
    return shutil.copytree(graded, tmp_path / "course")


def gone(course):
    (course / SEED_FILE).unlink()


def another(course):
    (course / SEED_FILE).write_text(str(int((course / SEED_FILE).read_text()) ^ 1))


WAYS = {gone: "hidden_seed.txt is missing, and this course has results", another: "is not the one that this course was"}


@pytest.mark.slow
@pytest.mark.parametrize("lose", WAYS, ids=lambda lose: lose.__name__)
@pytest.mark.parametrize(
    "words", [("grader", "grade"), ("nbgrader", "autograde", "rnn", "--force")], ids=lambda words: words[0]
)
def test_where_results_are_a_lost_seed_or_another_one_stops_everything(course, lose, words):
    lose(course)
    before = held(course)
    code, _, errors = run(*words, cwd=course)
    assert code == 2
    assert WAYS[lose] in said(errors)
    assert "grader grade --new-seed (for" in said(errors) or "-m grader grade --new-seed (for" in said(errors)
    assert "Traceback" not in errors
    assert held(course) == before


@pytest.mark.slow
def test_formgrader_does_not_start_without_the_seed_of_the_results(course):
    gone(course)
    words = ("jupyter", "server", "--no-browser", "--allow-root", "--ServerApp.port_retries=50")
    done = subprocess.run(
        [sys.executable, "-m", *words], cwd=course, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 2
    assert WAYS[gone] in said(done.stderr)


@pytest.mark.slow
@pytest.mark.parametrize("evidence", ["receipts", "results", "autograded", "gradebook.db"])
def test_any_result_is_enough_to_need_the_seed(course, evidence):
    gone(course)
    for name in {"receipts", "results", "autograded", "gradebook.db"} - {evidence}:
        shutil.rmtree(course / name) if (course / name).is_dir() else (course / name).unlink()
    with pytest.raises(SeedError, match=evidence):
        of_course(course)
    assert not (course / SEED_FILE).exists()


@pytest.mark.slow
def test_the_seed_from_a_backup_is_accepted_and_nothing_is_graded_again(course):
    seed = (course / SEED_FILE).read_bytes()
    another(course)
    assert forked.outcome(["grade", "--quiet"], course)[0] == 2
    (course / SEED_FILE).write_bytes(seed)
    code, said = forked.outcome(["grade", "--json"], course)
    assert code == 0, said
    assert json.loads(said.splitlines()[-1])["again"] == len(CHOSEN)


@pytest.mark.slow
def test_a_new_seed_is_used_where_it_is_asked_for_and_kept_from_then_on(course):
    old = receipt_path(course, {"assignment": "rnn", "student": "reference", "notebook": "rnn"}).read_text()
    gone(course)
    code, output = forked.outcome(["grade", "--new-seed", "--json"], course)
    assert code == 0, output
    assert json.loads(output.splitlines()[-1])["graded"] == len(CHOSEN)
    new = receipt_path(course, {"assignment": "rnn", "student": "reference", "notebook": "rnn"}).read_text()
    assert json.loads(old)["seed"] != json.loads(new)["seed"]
    assert json.loads(old)["scores"] == json.loads(new)["scores"]
    assert forked.outcome(["grade", "--quiet"], course) == (0, "")


def test_a_course_without_results_makes_its_seed_whatever_else_is_there(tmp_path):
    for name in ("submitted/ada/rnn/rnn.ipynb", "release/rnn/rnn.ipynb", "results/.lock", "gradebook.db"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("")
    assert of_course(tmp_path) == of_course(tmp_path)


def test_a_disk_without_hard_links_gets_a_seed_too(tmp_path, monkeypatch):
    def refused(*_):
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", refused)
    assert of_course(tmp_path) == of_course(tmp_path)
    assert os.listdir(tmp_path) == [SEED_FILE]


# --- the table of grades


@pytest.mark.slow
def test_who_was_not_graded_has_no_row_and_not_the_score_0(course):
    """The gradebook as nbgrader leaves it where autograding a submission has failed."""
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}", "rnn") as gradebook:
        gradebook.add_student("ada")
        gradebook.add_submission("rnn", "ada")
    code, _, errors = run("nbgrader", "export", "--to", "grades.csv", cwd=course)
    assert code == 0, errors
    assert "ada handed in and has no marks yet" in errors
    with (course / "grades.csv").open(newline="") as file:
        assert {row["student_id"]: float(row["score"]) for row in csv.DictReader(file)} == {
            "cb-dba-no-keepdims": 94,
            "reference": 100,
        }


@pytest.mark.slow
def test_settings_that_load_in_part_only_grade_nothing(course):
    """nbgrader itself logs the error and would go on with its own settings."""
    with (course / "nbgrader_config.py").open("a") as settings:
        settings.write("import not_installed_anywhere\n")
    before = held(course)
    code, _, errors = run("nbgrader", "autograde", "rnn", "--force", cwd=course)
    assert code == 1
    assert "nbgrader_config.py did not load to its end" in said(errors)
    assert held(course) == before
