"""Law: what nbgrader's gradebook says arrives whole in every format, whatever is in a name; and nbgrader's own
zip_collect and export do the same as the commands."""

import csv
import io
import re
import zipfile

import nbformat
import pytest
from hypothesis import given
from hypothesis import strategies as st
from junitparser import JUnitXml

from grader.course.nbgrader_cli import CommandFailed
from grader.demo.simulated import notebook_of
from grader.exercise.loading import COURSE
from grader.lms.export import COLUMNS, cells_csv, changed, junit
from grader.lms.marks import NoMarks, Work, marks, works_of_course
from grader.system.archive import shown
from tests import forked
from tests.forked import nbgrader
from tests.platforms import TOKEN, Canvas
from tests.rnn import learners

CELLS = {"rnn_forward_public": (8.0, 8.0), "rnn_forward_hidden": (4.8, 12.0)}
ADA = Work("rnn", "ada", "Lovelace, Countess", 'Ada "the first"', "ada@example.org", CELLS, 1.5, "2026-11-03 09:15:00")
ALAN = Work("rnn", "alan", "Turing", "Alan", "", {**CELLS, "rnn_forward_hidden": (None, 12.0)})
EMMY = Work(
    "rnn", "emmy", "Noether", "Emmy", "", {name: (None, of) for name, (_, of) in CELLS.items()}, handed_in=False
)


def test_the_csv_has_a_column_for_each_graded_cell():
    assert cells_csv([ADA, ALAN, EMMY]) == (
        ",".join([*COLUMNS, *CELLS]) + "\n"
        'rnn,ada,"Lovelace, Countess","Ada ""the first""",ada@example.org,2026-11-03 09:15:00,1.5,11.3,20,8,4.8\n'
        "rnn,alan,Turing,Alan,,,0,,20,8,\n"
        "rnn,emmy,Noether,Emmy,,,0,,20,,\n"
    )


FORMULAS = st.sampled_from(["=cmd|' /C calc'!A0", "@SUM(1)", "+1", "-1", "\t=1", "\r=1", "\n=1", " =1", "\uff1d1"])


@given(*[st.text(max_size=12) | FORMULAS] * 3)
def test_any_name_is_read_back_from_the_csv_as_one_line_that_is_no_formula(student, last, email):
    works = [Work("rnn", student, last, "", email, CELLS)]
    text = cells_csv(works).encode("utf-8").decode("utf-8")
    [row] = csv.DictReader(io.StringIO(text, newline=""))
    for given_text, cell in ((student, row["student_id"]), (last, row["last_name"]), (email, row["email"])):
        assert not cell.lstrip().startswith(("=", "+", "-", "@", "\uff1d"))
        assert cell.isprintable()
        plain = "".join(letter if letter.isprintable() else " " for letter in given_text)
        assert cell in (plain, f"'{plain}")
        assert cell == plain or plain.strip()
    assert row["rnn_forward_hidden"] == "4.8"
    assert text.count("\n") == 2
    same = (row["student_id"], row["last_name"], row["email"]) == (student, last, email)
    assert bool(changed(works)) == (not same)


def test_a_name_with_a_formula_is_said():
    works = [ADA, Work("rnn", "eve", "=cmd", "", "", CELLS), Work("rnn", "ma\nl", "", "", "", CELLS)]
    assert changed([ADA]) == []
    assert changed(works) == [
        "In the rows of eve, ma?l, a name or an id has a line break, or begins like a formula; it was made plain text."
    ]


def test_large_numbers_are_written_whole():
    [row] = csv.DictReader(io.StringIO(cells_csv([Work("rnn", "a", "", "", "", {"one": (123456.75, 1234567.0)})])))
    assert (row["score"], row["max_score"]) == ("123456.75", "1234567")


def test_the_junit_report_fails_where_points_are_missing_and_skips_what_is_not_graded():
    report = JUnitXml.fromstring(junit([ADA, ALAN, EMMY]))
    assert (report.tests, report.failures, report.skipped, report.errors) == (6, 1, 3, 0)
    ada, alan, emmy = report
    assert [(case.name, case.classname, case.is_passed) for case in ada] == [
        ("rnn_forward_public", "rnn.ada", True),
        ("rnn_forward_hidden", "rnn.ada", False),
    ]
    assert [result.message for case in (*ada, *alan, *emmy) for result in case.result] == [
        "4.8 of 12 points",
        "not graded",
        "nothing handed in",
        "nothing handed in",
    ]
    assert {entry.name: entry.value for entry in ada.properties()} == {
        "assignment": "rnn",
        "score": "11.3",
        "max_score": "20",
    }


@given(st.text(max_size=12))
def test_any_student_id_makes_a_report_that_can_be_read(student):
    [suite] = JUnitXml.fromstring(junit([Work("rnn", student, "", "", "", CELLS)]))
    assert suite.name == shown(student)


def test_a_mark_is_the_sum_less_the_penalty_and_none_while_a_cell_is_not_graded():
    assert [(mark.student, mark.score, mark.maximum) for mark in marks([ADA, ALAN, EMMY])] == [
        ("ada", 11.3, 20.0),
        ("alan", None, 20.0),
    ]


def test_a_course_without_a_gradebook_is_said_to_have_none(tmp_path):
    with pytest.raises(NoMarks, match=r"gradebook\.db is not there; run: .*grader grade rnn --course"):
        works_of_course(tmp_path, "rnn")


def test_every_commented_line_of_the_settings_names_something_that_there_is():
    from grader.lms import plugins
    from grader.lms.web import settings

    text = (COURSE / "nbgrader_config.py").read_text(encoding="utf-8")
    named = set(re.findall(r"grader\.lms\.plugins\.(\w+)", text)) | set(
        re.findall(r"\bor (\w+(?:, \w+)*)$", text, re.M)
    )
    for name in ", ".join(named).split(", "):
        assert name in plugins.__all__
    found = re.findall(r"^# c\.(Canvas\w+)\.(\w+)", text, re.M)
    assert "CanvasSite" in dict(found)
    for name, trait in found:
        assert trait in getattr(settings if name.endswith("Site") else plugins, name).class_trait_names()


# ── Through the real nbgrader ─────────────────────────────────────────────────────────────────────────────────────

GRADEBOOK = (
    "Student,ID,SIS Login ID,Section,RNN (12345)\n    Points Possible,,,,100.00\n"
    '"Lovelace, Ada",501,ada,A,\n"Noether, Emmy",502,emmy,A,\n"Turing, Alan",503,alan,A,\n'
)
WORKSHEET = (
    "Identifier,Full name,ID number,Grade,Maximum Grade,Last modified (grade)\n"
    "Participant 91,Ada Lovelace,ada,,100.00,-\nParticipant 92,Emmy Noether,emmy,,100.00,-\n"
)
FILLED = GRADEBOOK.replace("ada,A,", "ada,A,100.00").replace("emmy,A,", "emmy,A,94.00")
SETTINGS = """
c = get_config()
c.ZipCollectApp.extractor_plugin = "grader.lms.plugins.SafeExtractor"
c.ZipCollectApp.collector_plugin = "grader.lms.plugins.CanvasCollector"
c.CanvasCollector.roster = "export.csv"
c.CanvasCollector.student_id = "SIS Login ID"
c.ExportApp.plugin_class = "grader.lms.plugins.CanvasExport"
c.CanvasExport.exported = "export.csv"
c.MoodleExport.exported = "worksheet.csv"
"""


def grader(*arguments, cwd):
    """Run a command of the instructor's package; return the exit code and what it says."""
    return forked.outcome(arguments, cwd)


@pytest.fixture(scope="module")
def course(new_course, tmp_path_factory):
    """A course whose submissions came out of a Canvas zip by nbgrader zip_collect, graded."""
    course = new_course(tmp_path_factory.mktemp("platform") / "course")
    log = course / "nbgrader.log"
    (course / "export.csv").write_text(GRADEBOOK, encoding="utf-8")
    (course / "worksheet.csv").write_text(WORKSHEET, encoding="utf-8")
    with (course / "nbgrader_config.py").open("a", encoding="utf-8") as settings:
        settings.write(SETTINGS)
    release = nbformat.read(course / "release" / "rnn" / "rnn.ipynb", as_version=4)
    work = {
        learner.id: nbformat.writes(notebook_of(learner, release))
        for learner in learners()
        if learner.id in ("reference", "stub", "cb-dba-no-keepdims")
    }
    folder = course / "downloaded" / "rnn" / "archive"
    folder.mkdir(parents=True)
    with zipfile.ZipFile(folder / "NN-RNN_submissions.zip", "w") as file:
        file.writestr("lovelaceada_501_9001_rnn.ipynb", work["stub"])
        file.writestr("lovelaceada_501_9007_rnn-1.ipynb", work["reference"])
        file.writestr("noetheremmy_LATE_502_9002_my rnn.ipynb", work["cb-dba-no-keepdims"])
        file.writestr("../../../../escaped_503_9003_rnn.ipynb", work["stub"])
        file.writestr("notes.txt", "hello")
    nbgrader(course, "zip_collect", "rnn", log=log)
    return course


@pytest.fixture(scope="module")
def graded(course):
    nbgrader(course, "autograde", "rnn", log=course / "nbgrader.log")
    nbgrader(course, "generate_feedback", "rnn", log=course / "nbgrader.log")
    return course


@pytest.mark.slow
def test_zip_collect_takes_the_latest_and_says_what_it_left_out(course):
    submitted = {path.relative_to(course).as_posix() for path in (course / "submitted").rglob("*.ipynb")}
    assert submitted == {"submitted/ada/rnn/rnn.ipynb", "submitted/emmy/rnn/rnn.ipynb"}
    log = (course / "nbgrader.log").read_text(encoding="utf-8")
    assert "../../../../escaped_503_9003_rnn.ipynb would be written outside its folder" in log
    assert (
        "lovelaceada_501_9001_rnn.ipynb gave way to lovelaceada_501_9007_rnn-1.ipynb, because it alone was worked on"
        in log
    )
    assert "502 handed in late" in log
    assert not list(course.parent.rglob("*escaped*"))


@pytest.mark.slow
def test_the_command_collects_the_same(course, tmp_path):
    archive = next((course / "downloaded").rglob("*.zip"))
    roster = ("--roster", course / "export.csv", "--student-id", "SIS Login ID")
    code, output = grader("collect", "canvas", archive, "rnn", "--course", tmp_path, *roster, cwd=tmp_path)
    assert code == 1
    said = "lovelaceada_501_9001_rnn.ipynb gave way to lovelaceada_501_9007_rnn-1.ipynb, because it is the newest."
    assert said in output.splitlines()
    assert "2 left out, 1 superseded, 2 collected." in output

    def work(folder):
        return {path.parent.parent.name: path.read_bytes() for path in (folder / "submitted").rglob("*.ipynb")}

    assert work(tmp_path) == work(course)


@pytest.mark.slow
def test_nbgrader_export_fills_in_the_file_of_the_platform(graded):
    log = graded / "nbgrader.log"
    nbgrader(graded, "export", "--to", "canvas.csv", log=log)
    assert (graded / "canvas.csv").read_text(encoding="utf-8") == FILLED
    assert "no work in the gradebook, left unchanged: 503." in log.read_text(encoding="utf-8")
    nbgrader(graded, "export", "--exporter=grader.lms.plugins.MoodleExport", "--to", "moodle.csv", log=log)
    assert "Participant 91,Ada Lovelace,ada,100.00,100.00,-" in (graded / "moodle.csv").read_text(encoding="utf-8")
    nbgrader(graded, "export", "--exporter=grader.lms.plugins.CellsExport", "--to", "cells.csv", log=log)
    nbgrader(graded, "export", "--exporter=grader.lms.plugins.JUnitExport", "--to", "grades.xml", log=log)
    assert JUnitXml.fromfile(str(graded / "grades.xml")).failures == 2
    (graded / "worksheet.csv").rename(graded / "elsewhere.csv")
    with pytest.raises(CommandFailed, match=r"worksheet\.csv is not there; name the file"):
        nbgrader(graded, "export", "--exporter=grader.lms.plugins.MoodleExport", log=log)
    (graded / "elsewhere.csv").rename(graded / "worksheet.csv")


@pytest.mark.slow
def test_the_command_exports_the_same(graded, tmp_path):
    here = ("--course", graded)
    assert grader("export", "canvas", "--exported", graded / "export.csv", *here, cwd=tmp_path)[0] == 0
    assert (graded / "export-filled.csv").read_text(encoding="utf-8") == FILLED
    assert grader("export", "csv", "--to", "cells.csv", *here, cwd=tmp_path) == (0, "Wrote cells.csv\n")
    with (tmp_path / "cells.csv").open(encoding="utf-8") as file:
        rows = {row["student_id"]: row for row in csv.DictReader(file)}
    assert (rows["ada"]["score"], rows["emmy"]["score"], rows["emmy"]["rnn_cell_backward_hidden"]) == (
        "100",
        "94",
        "14.4",
    )
    assert grader("export", "junit", "--to", "grades.xml", *here, cwd=tmp_path)[0] == 0
    assert JUnitXml.fromfile(str(tmp_path / "grades.xml")).tests == 16
    code, output = grader("export", "moodle", *here, cwd=tmp_path)
    assert (code, output) == (
        2,
        "export moodle needs --exported: what the platform gave, to be filled in or answered\n",
    )


@pytest.mark.slow
def test_who_is_no_longer_in_submitted_is_named_with_the_marks_of_an_earlier_run(graded, tmp_path):
    (graded / "submitted" / "emmy").rename(graded / "left")
    try:
        code, output = grader("export", "csv", "--to", "cells.csv", "--course", graded, cwd=tmp_path)
    finally:
        (graded / "left").rename(graded / "submitted" / "emmy")
    assert code == 0
    assert (
        "Nothing of emmy is in submitted/ any more: these marks are of an earlier run. "
        "`nbgrader db student remove` takes a student out of the gradebook.\n"
    ) in output


@pytest.mark.slow
def test_feedback_goes_back_to_moodle(graded, tmp_path):
    with zipfile.ZipFile(tmp_path / "moodle.zip", "w") as file:
        file.writestr("Ada Lovelace_91_assignsubmission_file/rnn.ipynb", "{}")
        file.writestr("Alan Turing_93_assignsubmission_file/rnn.ipynb", "{}")
    options = ("--exported", "moodle.zip", "--roster", graded / "worksheet.csv", "--student-id", "ID number")
    code, output = grader("export", "feedback", *options, "--to", "feedback.zip", "--course", graded, cwd=tmp_path)
    assert code == 1, "somebody has no page"
    assert (
        "feedback.zip: the roster has no student id of their own for Alan Turing (93): no page. Correct it." in output
    )
    with zipfile.ZipFile(tmp_path / "feedback.zip") as file:
        assert file.namelist() == ["Ada Lovelace_91_assignsubmission_file/rnn.html"]
        assert b"Hidden test, 12 points" in file.read(file.namelist()[0])


def test_every_command_of_the_page_on_platforms_is_one_that_there_is():
    import typer.main

    from grader.commands import app

    text = (COURSE.parent / "docs" / "platforms.md").read_text(encoding="utf-8")
    commands = typer.main.get_command(app).commands
    lines = re.findall(r"^ *grader (\w+)(.*)", text, re.M)
    assert {name for name, _ in lines} == {"collect", "export", "fetch", "grade", "send", "package", "gradescope"}
    for name, rest in ((name, rest.split("#")[0]) for name, rest in lines):
        options = {option for parameter in commands[name].params for option in parameter.opts}
        assert set(re.findall(r"--[a-z-]+", rest)) <= options, (name, rest)


@pytest.mark.slow
def test_the_web_service_gets_the_same_marks_and_the_pages(graded, tmp_path, monkeypatch):
    canvas = Canvas()
    for number, login in ((501, "ada"), (502, "emmy"), (503, "alan")):
        canvas.student(number, login)
    with (graded / "nbgrader_config.py").open("a", encoding="utf-8") as settings:
        settings.write(f"c.CanvasSite.address = {canvas.address!r}\nc.CanvasSite.course = 7\n")
    monkeypatch.setenv("CANVAS_TOKEN", TOKEN)
    code, output = grader("send", "canvas", "rnn", "--feedback", "--send", "--course", graded, cwd=tmp_path)
    canvas.close()
    assert (code, output.splitlines()[-1]) == (0, f"Sent to {canvas.address[7:]}: 2 marks and 2 feedback pages.")
    assert [canvas.submissions[number]["score"] for number in (501, 502, 503)] == [100, 94, None]
    pages = {(graded / "feedback" / who / "rnn" / "rnn.html").read_bytes() for who in ("ada", "emmy")}
    assert {content for _, content in canvas.uploads.values()} == pages
