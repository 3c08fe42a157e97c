"""Law: grading a class at once leaves what nbgrader's own autograding leaves, score for score and cell for cell, and
what people wrote into the gradebook; who grades how many at a time, in which order, how often, changes nothing."""

import json
import re
import shutil
import sqlite3
from dataclasses import replace

import nbformat
import pytest
from nbgrader.api import Gradebook
from typer.testing import CliRunner

from grader.box import sandbox
from grader.classroom.result_cache import Store, unpack
from grader.classroom.run import Options, grade_class
from grader.commands import app
from grader.course.gradebook import ClassGradebook, GradebookFailed, scores
from grader.grading.assignment import AssignmentError
from grader.grading.mistakes import records
from tests.forked import nbgrader
from tests.rnn import CHATTY, hand_in, learners

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not sandbox.available().holds, reason=f"needs a box: {sandbox.INSTALL}"),
]
CHOSEN = (
    "reference",
    "stub",
    f"style-{CHATTY.id}",
    "cb-dba-no-keepdims",
    "b-only-da-prevt",
    "notebook-moved-tests",
)
LATE = "c.LateSubmissionPlugin.penalty_method = 'zero'\n"
SEED = "4711"


@pytest.fixture(scope="module", autouse=True)
def seed():
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GRADER_HIDDEN_SEED", SEED)
        yield


@pytest.fixture(scope="module")
def handed_in(new_course, tmp_path_factory):
    """A course with a release and submissions, one of them late, one no JSON, one renamed."""
    course = new_course(tmp_path_factory.mktemp("class") / "course")
    with (course / "nbgrader_config.py").open("a") as settings:
        settings.write(LATE)
    hand_in(course, who=[learner for learner in learners() if learner.id in CHOSEN])
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as gradebook:
        gradebook.update_or_create_assignment("rnn", duedate="2026-03-01 12:00:00 UTC")
    (course / "submitted" / "reference" / "rnn" / "timestamp.txt").write_text("2026-03-01 11:59:00 UTC")
    (course / "submitted" / "cb-dba-no-keepdims" / "rnn" / "timestamp.txt").write_text("2026-03-02 12:00:00 UTC")
    for name, text in (("no-json", "{"), ("empty", "")):
        folder = course / "submitted" / name / "rnn"
        folder.mkdir(parents=True)
        (folder / "rnn.ipynb").write_text(text)
    renamed = course / "submitted" / "renamed" / "rnn"
    renamed.mkdir(parents=True)
    shutil.copy(course / "submitted" / "reference" / "rnn" / "rnn.ipynb", renamed / "rnn (1).ipynb")
    return course


@pytest.fixture(scope="module")
def by_nbgrader(handed_in, tmp_path_factory):
    course = copied(handed_in, tmp_path_factory.mktemp("nbgrader"))
    nbgrader(course, "autograde", "rnn", log=course / "nbgrader.log")
    return course


@pytest.fixture(scope="module")
def at_once(handed_in, tmp_path_factory):
    course = copied(handed_in, tmp_path_factory.mktemp("at-once"))
    summary = grade_class(course, "rnn", options=Options(workers=2))
    return course, summary


def copied(course, folder):
    return shutil.copytree(course, folder / "course")


def rows(course, query):
    connection = sqlite3.connect(course / "gradebook.db")
    try:
        return sorted(connection.execute(query))
    finally:
        connection.close()


JOINED = """FROM {0} JOIN submitted_notebook ON {0}.notebook_id = submitted_notebook.id
    JOIN submitted_assignment ON submitted_notebook.assignment_id = submitted_assignment.id
    JOIN base_cell ON base_cell.id = {0}.cell_id"""
GRADES = "SELECT student_id, base_cell.name, auto_score, manual_score, needs_manual_grade " + JOINED.format("grade")
COMMENTS = "SELECT student_id, base_cell.name, auto_comment, manual_comment " + JOINED.format("comment")
HANDED_IN = """SELECT student_id, timestamp, late_submission_penalty, flagged FROM submitted_notebook
    JOIN submitted_assignment ON submitted_notebook.assignment_id = submitted_assignment.id"""


@pytest.mark.parametrize("query", [GRADES, COMMENTS, HANDED_IN], ids=["grades", "comments", "submissions"])
def test_the_gradebook_has_the_rows_that_nbgrader_makes(by_nbgrader, at_once, query):
    expected = rows(by_nbgrader, query)
    assert len(expected) >= len(CHOSEN)
    assert [tuple(map(repr, row)) for row in rows(at_once[0], query)] == [tuple(map(repr, row)) for row in expected]


def test_late_work_loses_by_the_courses_own_rule(at_once):
    penalties = {student: penalty for student, _, penalty, _ in rows(at_once[0], HANDED_IN)}
    assert penalties["cb-dba-no-keepdims"] == 94
    assert penalties["reference"] is None
    page = (at_once[0] / "feedback" / "cb-dba-no-keepdims" / "rnn" / "rnn.html").read_text()
    assert "94 of 94 points were taken off because the work was handed in late." in page


def test_the_autograded_folders_are_those_that_nbgrader_makes(by_nbgrader, at_once):
    def files(course):
        return {
            path.relative_to(course).as_posix(): path.read_bytes()
            for path in (course / "autograded").rglob("*")
            if path.is_file() and "__pycache__" not in path.parts
        }

    expected, given = files(by_nbgrader), files(at_once[0])
    assert given.keys() == expected.keys()
    for name in expected:
        if name.endswith(".ipynb"):
            assert nbformat.reads(given[name].decode(), 4) == nbformat.reads(expected[name].decode(), 4), name
        else:
            assert given[name] == expected[name], name


def test_the_class_shares_what_was_given_and_nothing_else(at_once):
    inodes = {}
    for path in (at_once[0] / "autograded").rglob("*.*"):
        inodes.setdefault(path.relative_to(at_once[0] / "autograded").parts[1:], []).append(path.stat().st_ino)
    shared = {"/".join(parts) for parts, found in inodes.items() if len(set(found)) == 1 < len(found)}
    assert "rnn/public_tests.py" in shared
    assert not {"rnn/rnn.ipynb", "rnn/timestamp.txt"} & shared


def test_every_submission_is_in_the_summary_once_with_a_score_or_a_reason(at_once):
    _, summary = at_once
    by_student = {row.student: row for row in summary.rows}
    assert len(by_student) == len(summary.rows) == len(CHOSEN) + 3
    assert summary.failures == []
    expected = {learner.id: learner.expected for learner in learners() if learner.id in CHOSEN}
    assert {name: by_student[name].result.points for name in CHOSEN} == pytest.approx(expected)
    assert by_student["no-json"].result.unreadable.startswith("rnn.ipynb could not be read: it ends in the")
    assert by_student["empty"].result.points == 0
    assert "handed in as 'rnn (1).ipynb'" in str(by_student["renamed"].result.repairs[0])
    assert by_student["renamed"].result.points == 100


def test_nbgraders_own_commands_go_on_from_there(at_once, tmp_path):
    course = copied(at_once[0], tmp_path)
    log = course / "nbgrader.log"
    nbgrader(course, "export", "--to", "grades.csv", log=log)  # with our settings: refused without receipts
    assert len((course / "grades.csv").read_text().splitlines()) == len(CHOSEN) + 4
    nbgrader(course, "generate_feedback", "rnn", "--force", log=log)
    assert len(list(course.glob("feedback/*/rnn/rnn.html"))) == len(CHOSEN) + 3
    before = rows(course, GRADES)
    nbgrader(course, "autograde", "rnn", "--force", "--student=stub", log=log)
    assert rows(course, GRADES) == before
    assert dict(records(course, "rnn"))["b-only-da-prevt"]["misconceptions"]


def test_a_second_run_changes_nothing_and_grades_nobody(at_once):
    course, _ = at_once
    files = [path for path in course.rglob("*") if path.is_file() and path.parent.name not in ("reports", "results")]
    before = {path: path.stat().st_mtime_ns for path in files}
    summary = grade_class(course, "rnn")
    assert (summary.graded, summary.again) == (0, len(CHOSEN) + 3)
    assert {path: path.stat().st_mtime_ns for path in files if path.exists()} == before


def test_one_worker_and_another_order_give_the_same_results(handed_in, at_once, tmp_path):
    course = copied(handed_in, tmp_path)
    last = ("renamed", "stub")  # chosen by hand, and before those that come first else
    grade_class(course, "rnn", options=Options(only=last))
    summary = grade_class(course, "rnn")
    assert summary.workers == 1
    assert (summary.graded, summary.again) == (len(CHOSEN) + 1, 2)

    def results(course):
        found = {path.name: unpack(path.read_bytes()) for path in (course / "results" / "rnn").rglob("*.z")}
        return {name: replace(result, times=None).dumps() for name, result in found.items()}

    assert results(course) == results(at_once[0])


def test_what_an_instructor_gave_by_hand_survives(at_once, tmp_path):
    course = copied(at_once[0], tmp_path)
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as gradebook:
        grade = gradebook.find_grade("rnn_backward_hidden", "rnn", "rnn", "b-only-da-prevt")
        grade.manual_score, grade.extra_credit = 7.5, 1
        gradebook.find_comment("rnn_backward", "rnn", "rnn", "b-only-da-prevt").manual_comment = "nearly"
        gradebook.db.commit()
    grade_class(course, "rnn", options=Options(only=("b-only-da-prevt",), force=True))
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as gradebook:
        grade = gradebook.find_grade("rnn_backward_hidden", "rnn", "rnn", "b-only-da-prevt")
        assert (grade.manual_score, grade.extra_credit, grade.score, grade.auto_score) == (7.5, 1, 8.5, 0)
        assert grade.needs_manual_grade is True  # nbgrader asks for another look
        assert gradebook.find_comment("rnn_backward", "rnn", "rnn", "b-only-da-prevt").comment == "nearly"
    page = (course / "feedback" / "b-only-da-prevt" / "rnn" / "rnn.html").read_text()
    assert "78.5 of 100 points" in page
    assert "Your instructor gave these points; the test itself gave 0." in page
    assert "nearly" in page


def test_comments_that_came_later_reach_the_page_without_grading_again(at_once, tmp_path):
    course = copied(at_once[0], tmp_path)
    page = course / "feedback" / "stub" / "rnn" / "rnn.html"
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as gradebook:
        gradebook.find_comment("rnn_forward", "rnn", "rnn", "stub").manual_comment = "come & **see** me\n<b>soon</b>"
        gradebook.db.commit()
    before = rows(course, GRADES)
    result = CliRunner().invoke(app, ["feedback", "rnn", "--course", str(course)])
    assert (result.exit_code, result.output) == (0, f"{len(CHOSEN) + 3} pages written.\n")
    assert "<p>come &amp; <strong>see</strong> me<br>\n&lt;b&gt;soon&lt;/b&gt;</p>" in page.read_text()
    assert rows(course, GRADES) == before
    shutil.rmtree(course / "receipts")
    result = CliRunner().invoke(app, ["feedback", "rnn", "--course", str(course), "--student", "stub"])
    assert result.exit_code == 1
    assert re.search(r"stub has not been graded yet; run: \S*grader grade rnn --course ", result.output)


def test_work_handed_in_anew_is_graded_anew_and_nothing_else_is(at_once, tmp_path):
    course = copied(at_once[0], tmp_path)
    shutil.copy(
        course / "submitted" / "reference" / "rnn" / "rnn.ipynb", course / "submitted" / "stub" / "rnn" / "rnn.ipynb"
    )
    summary = grade_class(course, "rnn")
    assert (summary.graded, summary.again) == (0, len(CHOSEN) + 3)  # the same bytes have been graded before
    assert sum(scores(course, "rnn")["stub"].values()) == 100
    assert "100" in (course / "feedback" / "stub" / "rnn" / "rnn.html").read_text()


def test_a_result_that_is_damaged_is_made_again(at_once, tmp_path):
    course = copied(at_once[0], tmp_path)
    path = next((course / "results" / "rnn").rglob("*.z"))
    path.write_bytes(path.read_bytes()[:-9])
    assert Store(course / "results" / "rnn").get(path.name.removesuffix(".json.z")) is None
    summary = grade_class(course, "rnn")
    assert summary.graded >= 1
    assert Store(course / "results" / "rnn").get(path.name.removesuffix(".json.z"))


# ── The command ───────────────────────────────────────────────────────────────────────────────────────────────────


def command(*arguments):
    return CliRunner().invoke(app, ["grade", *map(str, arguments)])


def test_the_command_says_what_it_did_and_its_exit_code_is_true(at_once):
    course, _ = at_once
    result = command("rnn", "--course", course)
    assert result.exit_code == 1  # two could not be read
    assert re.search(rf"{len(CHOSEN) + 3} submissions in .*: 0 graded, {len(CHOSEN) + 3} unchanged\.", result.output)
    assert "Could not be read, so nothing was earned: empty, no-json." in result.output
    assert "Report: " in result.output
    assert command("rnn", "--course", course, "--quiet").output == ""


def test_what_lies_elsewhere_is_named_and_the_exit_code_says_so(at_once, tmp_path):
    course = copied(at_once[0], tmp_path)
    for name in ("empty", "no-json"):
        shutil.rmtree(course / "submitted" / name)
    assert command("rnn", "--course", course, "--quiet").exit_code == 0
    (course / "submitted" / "loose.ipynb").write_text("{}")
    result = command("rnn", "--course", course, "--quiet")
    assert result.exit_code == 1
    assert "submitted/loose.ipynb lies in no student's folder, so it was not graded" in result.output


def test_the_command_speaks_json_lines(at_once):
    course, _ = at_once
    lines = command("rnn", "--course", course, "--json", "--student", "stub").output.splitlines()
    report = (course / "reports" / "rnn.html").read_text()
    begin, graded, end = map(json.loads, lines)
    assert "reference" in report  # of the whole class still
    assert end["report"] is None
    assert (begin["event"], graded["event"], end["event"]) == ("begin", "graded", "end")
    assert (graded["student"], graded["score"], graded["of"]) == ("stub", 0, 100)
    assert end["submissions"] == 1
    assert end["doubtful"] == graded["reasons"] == []


def test_what_cannot_work_is_said_with_the_way_out(handed_in, tmp_path, monkeypatch):
    result = command("rnn", "--course", tmp_path)
    assert result.exit_code == 2
    assert "is no course folder: nbgrader_config.py is not in it" in " ".join(result.output.split())
    course = copied(handed_in, tmp_path)
    with pytest.raises(AssignmentError, match="nobody: nothing of rnn is there"):
        grade_class(course, "rnn", options=Options(only=("nobody",)))
    (course / "gradebook.db").unlink()
    with pytest.raises(AssignmentError, match="the gradebook does not know rnn"):
        grade_class(course, "rnn")
    with (course / "nbgrader_config.py").open("a") as settings:
        settings.write("import not_installed_anywhere\n")
    with pytest.raises(AssignmentError, match=r"nbgrader_config\.py does not load: .*not_installed_anywhere"):
        grade_class(course, "rnn")
    with pytest.raises(GradebookFailed, match=r"postgresql://ada:\*\*\*@127\.0\.0\.1/none can't be opened"):
        ClassGradebook("postgresql://ada:lovelace@127.0.0.1/none", "rnn", "rnn", None)
    (handed_in / "broken.db").write_text("this is no database, " * 100)
    with pytest.raises(GradebookFailed, match="can't be opened: file is not a database"):
        ClassGradebook(f"sqlite:///{handed_in / 'broken.db'}", "rnn", "rnn", None)
    monkeypatch.setenv("GRADER_HIDDEN_SEED", "secret")
    with pytest.raises(AssignmentError, match="GRADER_HIDDEN_SEED does not hold a seed"):
        grade_class(handed_in, "rnn")
