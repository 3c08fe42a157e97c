"""Law: through the real nbgrader, release to feedback, every submission gets the points that its work is worth, and no
student sees anything of the hidden tests."""

import csv
import html
import json
import re
from pathlib import Path

import nbformat
import pytest

from checks.report import Score
from grader.course.gradebook import scores
from grader.course.nbgrader_cli import CommandFailed, nbgrader
from grader.course.new_course import make_course
from grader.course.seed import SEED_FILE
from grader.demo.simulated import Learner
from grader.exercise.given import originals
from grader.exercise.seed import SEED_VARIABLE
from grader.grading.mistakes import by_frequency, records
from grader.system.terminal import CannotRun
from tests import forked
from tests.rnn import CHATTY, hand_in, learners
from tests.sampling import is_whole

pytestmark = pytest.mark.slow

# A name that is not there makes a traceback of nbgrader's own, with the hidden lines in it.
UNDEFINED = Learner("undefined", {"rnn_backward": "del rnn_backward"}, 0)
CHOSEN = (
    "reference",
    "stub",
    "cb-dba-no-keepdims",
    "b-only-da-prevt",
    "notebook-duplicated-cells",
    "notebook-deleted-tests",
)
if is_whole():  # tests/test_class.py and tests/test_gradescope.py have their like
    CHOSEN += ("partly-half-a-function", f"style-{CHATTY.id}", "notebook-moved-tests")


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    """A course folder with a few submissions, graded and with feedback; and who is in it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv(SEED_VARIABLE, raising=False)  # the course makes its own
        yield _graded(make_course(tmp_path_factory.mktemp("graded") / "course"))


def _graded(course):
    log = course / "nbgrader.log"
    forked.nbgrader(course, "generate_assignment", "rnn", log=log)
    who = hand_in(course, who=[*(learner for learner in learners() if learner.id in CHOSEN), UNDEFINED])
    assert len(who) == len(CHOSEN) + 1
    forked.nbgrader(course, "autograde", "rnn", log=log)
    nbgrader(course, "generate_feedback", "rnn", log=log)
    forked.nbgrader(course, "export", "--to", "grades.csv", log=log)
    return course, who


def test_every_submission_gets_what_it_is_worth(graded):
    course, who = graded
    given = {student: sum(grades.values()) for student, grades in scores(course, "rnn").items()}
    assert given == {learner.id: pytest.approx(learner.expected) for learner in who}


def test_the_grade_table_has_a_row_for_each_submission(graded):
    course, who = graded
    with (course / "grades.csv").open(encoding="utf-8") as file:
        rows = {row["student_id"]: float(row["score"]) for row in csv.DictReader(file)}
    assert rows == {learner.id: pytest.approx(learner.expected) for learner in who}


def test_every_submission_has_a_feedback_page_without_hidden_tests(graded):
    course, who = graded
    for learner in who:
        page = (course / "feedback" / learner.id / "rnn" / "rnn.html").read_text(encoding="utf-8")
        text = words(page)
        assert "Hidden test, 12 points" in text
        for secret in ("from grader", "HIDDEN TESTS", "hidden_tests"):
            assert secret not in text, (learner.id, secret)
            assert secret not in page, (learner.id, secret)


def words(page):
    """The text of an HTML page, without its tags."""
    return html.unescape(re.sub(r"<[^>]*>", "", page))


def test_the_seed_of_the_hidden_tests_is_in_nothing_that_anybody_sees(graded):
    course, _ = graded
    seed = (course / SEED_FILE).read_bytes().strip()
    folders = ("release", "autograded", "feedback", "receipts")
    shown = [course / "nbgrader.log", *(path for name in folders for path in (course / name).rglob("*"))]
    assert len(shown) > 100
    for path in shown:
        assert not path.is_file() or seed not in path.read_bytes(), path


def test_the_feedback_page_shows_the_message_and_the_figures_without_other_files(graded):
    course, _ = graded
    page = (course / "feedback" / "b-only-da-prevt" / "rnn" / "rnn.html").read_text(encoding="utf-8")
    assert "rnn_backward: dx is all zeros" in words(page)
    assert "hint  Everything is zero, as if the loss had said nothing." in words(page)
    assert "Traceback (most recent call last)" not in page
    assert 'src="figures' not in page


def test_partial_credit_is_said_in_words_and_kept_as_a_record(graded):
    course, _ = graded
    found = dict(records(course, "rnn"))
    assert found["b-only-da-prevt"]["misconceptions"] == [
        "b-loop-empty",
        "b-only-da-prevt",
        "b-prevt-multiplied",
    ]
    notebook = nbformat.read(course / "autograded" / "cb-dba-no-keepdims" / "rnn" / "rnn.ipynb", as_version=4)
    cell = next(cell for cell in notebook.cells if cell.id == "rnn_cell_backward_hidden")
    data = cell.outputs[0].data
    assert data["text/plain"] == "14.4"
    assert words(data["text/html"]) == "14.4 of 18 points"
    assert data[Score.MIME] == {
        "function": "rnn_cell_backward",
        "problems": [{"quantity": "dba", "rung": "shape", "case": "random sizes"}],
        "misconceptions": ["cb-dba-no-keepdims"],
        "by": "mistake",
        "places": data[Score.MIME]["places"],
        "message": data[Score.MIME]["message"],
        "stopped": "",
    }
    assert data[Score.MIME]["places"]
    assert data[Score.MIME]["message"]["headline"] == "rnn_cell_backward: dba has the wrong shape"


def test_the_mistakes_of_the_class_are_counted_by_students(graded):
    course, _ = graded
    rows = by_frequency(records(course, "rnn"), "rnn")
    assert ("rnn_cell_backward", ("cb-dba-no-keepdims",), "mistake", ["cb-dba-no-keepdims"]) in rows
    assert ("rnn_forward", (), "unfinished", ["stub", "undefined"]) in rows
    with pytest.raises(CannotRun, match=r"has no graded notebooks of rnn; run: .*grader grade rnn --course"):
        records(course / "release", "rnn")


def test_the_release_is_whole_and_holds_nothing_else(graded):
    course, _ = graded
    release = course / "release" / "rnn"
    files = {path.relative_to(release).as_posix() for path in release.rglob("*") if path.is_file()}
    figures = {name for name in files if name.startswith("figures/")}
    assert files - figures == {"rnn.ipynb", *originals("rnn")}
    assert len(figures) == 4
    assert not any(path.is_symlink() for path in release.rglob("*"))
    assert not any(cell.get("outputs") for cell in json.loads((release / "rnn.ipynb").read_text())["cells"])


def test_a_command_that_fails_says_so_and_where_to_read_on(tmp_path):
    course = make_course(tmp_path / "course")
    with pytest.raises(CommandFailed, match=r"autograde rnn ended with code 1; its log is .*nbgrader\.log"):
        nbgrader(course, "autograde", "rnn", log=course / "nbgrader.log")


def test_what_nbgrader_raised_is_said_in_its_own_line_also_where_the_log_can_not_be_written(tmp_path):
    course = make_course(tmp_path / "course")
    (course / "source" / "rnn" / "rnn.ipynb").write_text("no notebook")
    with pytest.raises(CommandFailed, match=r"its log is /dev/full\n\S*NotJSONError: .*\Z"):
        nbgrader(course, "generate_assignment", "rnn", log=Path("/dev/full"))


def test_broken_settings_stop_the_run_instead_of_grading_by_other_rules(tmp_path):
    course = make_course(tmp_path / "course")
    with (course / "nbgrader_config.py").open("a") as settings:
        settings.write("import not_installed_anywhere\n")
    with pytest.raises(CommandFailed, match="not_installed_anywhere"):
        nbgrader(course, "generate_assignment", "rnn", log=course / "nbgrader.log")


def test_a_folder_that_is_no_course_is_not_overwritten(tmp_path):
    (tmp_path / "thesis.tex").write_text("years of work")
    with pytest.raises(CannotRun, match="not an empty folder"):
        make_course(tmp_path)
    assert (tmp_path / "thesis.tex").exists()
