"""Law: an answer or a task that a person grades is the student's: its code runs in the box alone, it waits for a person
unless nothing was written, and whoever gives the points, every place says the same number; through nbgrader, through
`grade`, and in Formgrader."""

import csv
import io
import json
import shutil
import sqlite3
import urllib.request

import nbformat
import pytest
from typer.testing import CliRunner

from grader.box import sandbox
from grader.classroom.progress import sentences
from grader.classroom.run import grade_class
from grader.commands import app
from grader.course.new_course import make_course
from grader.demo.simulated import Learner, notebook_of
from grader.lms.export import cells_csv
from grader.lms.marks import works_of_course
from grader.rules.points import number
from tests.browser.jupyter import jupyter
from tests.forked import nbgrader
from tests.pages import must_be_sound, parsed, text_in, visible
from tests.rnn import solutions

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not sandbox.available().holds, reason=f"needs a box: {sandbox.INSTALL}"),
]
WORDS = "The gradients shrink by `tanh`'s slope <script>alert(1)</script> and **vanish** [here](javascript:alert(2))."
CODE = "import os\nprint('seed', os.environ.get('GRADER_HIDDEN_SEED'))\nprint(sorted(map(str.lower, 'CAB')))"
ANSWERS = {"explain": 5, "experiment": 4, "essay": 3}
MANUAL = {"grade": True, "solution": True, "locked": False, "task": False}
TASK = {"grade": False, "solution": False, "locked": True, "task": True}
GRADES = """SELECT student_id, base_cell.name, auto_score, manual_score, needs_manual_grade FROM grade
    JOIN submitted_notebook ON grade.notebook_id = submitted_notebook.id
    JOIN submitted_assignment ON submitted_notebook.assignment_id = submitted_assignment.id
    JOIN base_cell ON base_cell.id = grade.cell_id"""


def known(grade_id, **flags):
    return {"nbgrader": {"schema_version": 3, "grade_id": grade_id, "points": ANSWERS[grade_id], **flags}}


def add_answers(path):
    """Put a Markdown answer, a code answer and a task at the end of a source notebook."""
    notebook = nbformat.read(path, as_version=4)
    notebook.cells += [
        nbformat.v4.new_markdown_cell("Because of tanh.", id="explain", metadata=known("explain", **MANUAL)),
        nbformat.v4.new_code_cell("plot()", id="experiment", metadata=known("experiment", **MANUAL)),
        nbformat.v4.new_markdown_cell("Write an *essay* below.", id="essay", metadata=known("essay", **TASK)),
    ]
    nbformat.write(notebook, path)


def hand_in(course):
    """Four students: one wrote, one changed nothing, one deleted the cells, of one nothing can be read."""
    release = nbformat.read(course / "release" / "rnn" / "rnn.ipynb", as_version=4)
    for student in ("wrote", "silent", "deleted"):
        notebook = notebook_of(Learner(student, solutions(), 0), release)
        cells = {cell.id: cell for cell in notebook.cells}
        if student == "wrote":
            cells["explain"].source, cells["experiment"].source = WORDS, CODE
            notebook.cells.append(nbformat.v4.new_markdown_cell("My essay."))
        if student == "deleted":
            notebook.cells = [cell for cell in notebook.cells if cell.id not in ANSWERS]
        write(course, student, nbformat.writes(notebook))
    write(course, "unreadable", "{")


def write(course, student, text):
    path = course / "submitted" / student / "rnn" / "rnn.ipynb"
    path.parent.mkdir(parents=True)
    path.write_text(text, encoding="utf-8")


@pytest.fixture(scope="module", autouse=True)
def seed():
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GRADER_HIDDEN_SEED", "424242")
        yield


@pytest.fixture(scope="module")
def by_nbgrader(tmp_path_factory):
    course = make_course(tmp_path_factory.mktemp("nbgrader") / "course")
    add_answers(course / "source" / "rnn" / "rnn.ipynb")
    nbgrader(course, "generate_assignment", "rnn", log=course / "nbgrader.log")
    hand_in(course)
    shutil.copytree(course, course.with_name("fresh"))
    nbgrader(course, "autograde", "rnn", log=course / "nbgrader.log")
    return course


@pytest.fixture(scope="module")
def at_once(by_nbgrader):
    course = by_nbgrader.with_name("fresh")
    return course, grade_class(course, "rnn")


def rows(course):
    connection = sqlite3.connect(course / "gradebook.db")
    try:
        return {(student, cell): tuple(more) for student, cell, *more in connection.execute(GRADES)}
    finally:
        connection.close()


def test_what_was_written_waits_for_a_person_and_what_was_not_earns_nothing(by_nbgrader, at_once):
    found = rows(at_once[0])
    assert found == rows(by_nbgrader)
    assert {cell: found["wrote", cell] for cell in ANSWERS} == dict.fromkeys(ANSWERS, (None, None, 1))
    assert found["silent", "explain"] == found["silent", "experiment"] == (0, None, 0)
    assert found["deleted", "explain"] == found["unreadable", "experiment"] == (None, None, 1)
    results = {row.student: row.result for row in at_once[1].rows}
    assert {who: (result.points, result.of, result.waiting) for who, result in results.items()} == {
        "wrote": (100, 112, 3),
        "silent": (100, 112, 1),
        "deleted": (100, 112, 3),
        "unreadable": (0, 112, 3),
    }


def test_an_answers_code_runs_where_there_is_no_seed_and_its_text_runs_nothing(by_nbgrader, at_once):
    for course in (by_nbgrader, at_once[0]):
        path = course / "autograded" / "wrote" / "rnn" / "rnn.ipynb"
        notebook = nbformat.read(path, as_version=4)
        nbformat.validate(notebook)
        cells = {cell.metadata.nbgrader.grade_id: cell for cell in notebook.cells if "nbgrader" in cell.metadata}
        assert cells["experiment"].outputs[0].text == "seed None\n['a', 'b', 'c']\n"
        assert cells["explain"].cell_type == "markdown"
        assert "<script" not in cells["explain"].source
        assert "](java" not in cells["explain"].source
        assert "424242" not in path.read_text()


def test_both_ways_make_the_same_notebooks(by_nbgrader, at_once):
    for student in ("wrote", "silent", "deleted"):
        made = [
            nbformat.read(course / "autograded" / student / "rnn" / "rnn.ipynb", as_version=4)
            for course in (by_nbgrader, at_once[0])
        ]
        assert made[0].cells == made[1].cells


def page(course, student):
    return (course / "feedback" / student / "rnn" / "rnn.html").read_text(encoding="utf-8")


def test_the_page_says_what_waits_and_shows_the_answer(at_once):
    text = page(at_once[0], "wrote")
    tree = must_be_sound(text, ("page.css", "feedback.css"))
    words = visible(tree)
    assert "100 of 112 points so far" in words
    assert "Every function is right. 3 answers need manual grading." in words
    assert (
        "explain needs manual grading Your answer The gradients shrink by tanh's slope <script>alert(1)</script>"
        in words
    )
    assert "<strong>vanish</strong>" in text
    assert "['a', 'b', 'c']" in words
    assert "The task Write an essay below." in words
    assert "explain 0 of 5 points, nothing was written" in visible(parsed(page(at_once[0], "silent")))


def test_summary_report_and_table_say_that_a_person_is_needed(at_once):
    course, summary = at_once
    assert "4 submissions with answers that need manual grading: open them in Formgrader." in list(sentences(summary))
    report = visible(parsed((course / "reports" / "rnn.html").read_text(encoding="utf-8")))
    assert "3 submissions have answers that need manual grading" in report
    assert "3 answers to grade" in report
    table = {row["student_id"]: row for row in csv.DictReader(io.StringIO(cells_csv(works_of_course(course, "rnn"))))}
    assert (table["wrote"]["score"], table["wrote"]["max_score"], table["wrote"]["explain"]) == ("", "112", "")


# ── Points that a person gives ────────────────────────────────────────────────────────────────────────────────────────


def ask(server, path, body=None):
    """Ask Formgrader's API, as its pages do; a body is written."""
    request = urllib.request.Request(
        f"{server.url}/formgrader/api/{path}",
        data=None if body is None else json.dumps(body).encode(),
        headers={"Authorization": f"token {server.token}", "Content-Type": "application/json"},
        method="GET" if body is None else "PUT",
    )
    with urllib.request.urlopen(request, timeout=60) as answer:
        return json.loads(answer.read())


def give(course, home, student, points, comments):
    """Give points and comments in Formgrader: dict grade_id -> (points, extra credit), dict grade_id -> text."""
    home.mkdir()
    with jupyter(course, home) as server:
        (notebook,) = [one for one in ask(server, "submitted_notebooks/rnn/rnn") if one["student"] == student]
        for grade in ask(server, f"grades?submission_id={notebook['id']}"):
            if grade["name"] in points:
                manual, extra = points[grade["name"]]
                ask(server, f"grade/{grade['id']}", {"manual_score": manual, "extra_credit": extra})
        for comment in ask(server, f"comments?submission_id={notebook['id']}"):
            if comment["name"] in comments:
                ask(server, f"comment/{comment['id']}", {"manual_comment": comments[comment["name"]]})


@pytest.fixture(scope="module")
def given(at_once, tmp_path_factory):
    """The course after a person has graded in Formgrader and the class was graded again."""
    course = shutil.copytree(at_once[0], tmp_path_factory.mktemp("given") / "course")
    points = {
        "explain": (3.25, None),
        "experiment": (4, 1.5),
        "essay": (2, None),
        "rnn_backward_hidden": (10.125, None),
    }
    give(course, tmp_path_factory.mktemp("home") / "home", "wrote", points, {"explain": "**Good.** Which one?"})
    return course, grade_class(course, "rnn")


SCORE = 100 - 18 + 10.125 + 3.25 + 5.5 + 2


def test_a_score_is_the_same_number_everywhere(given, tmp_path):
    course, summary = given
    assert summary.graded == 0
    expected = number(SCORE)
    (row,) = [row for row in summary.rows if row.student == "wrote"]
    assert (row.result.score, row.result.waiting) == (round(SCORE, 2), 0)
    connection = sqlite3.connect(course / "gradebook.db")
    (total,) = connection.execute(
        f"SELECT sum(coalesce(manual_score, auto_score) + coalesce(extra_credit, 0)) {GRADES[GRADES.index('FROM') :]} "
        "WHERE student_id = 'wrote'"
    ).fetchone()
    connection.close()
    assert number(total) == expected
    table = {row["student_id"]: row for row in csv.DictReader(io.StringIO(cells_csv(works_of_course(course, "rnn"))))}
    assert table["wrote"]["score"] == expected
    report = parsed((course / "reports" / "rnn.html").read_text(encoding="utf-8"))
    table = [[text_in(cell) for cell in row] for row in report.find(".//table[@id='class']/tbody")]
    assert [row[1] for row in table if row[0] == "wrote"] == [expected]
    assert f"{expected} of 112 points" in visible(parsed(page(course, "wrote")))
    nbgrader(course, "export", "--to", "grades.csv", log=course / "nbgrader.log")
    with (course / "grades.csv").open(encoding="utf-8") as file:
        (theirs,) = [row["score"] for row in csv.DictReader(file) if row["student_id"] == "wrote"]
    assert number(float(theirs)) == expected
    said = CliRunner().invoke(app, ["grade", "rnn", "--course", str(course), "--json"]).output
    assert json.loads(said.splitlines()[-1])["scores"]["wrote"] == round(SCORE, 2)


def test_the_page_says_who_gave_the_points_and_what_a_person_wrote(given):
    text = page(given[0], "wrote")
    words = visible(must_be_sound(text, ("page.css", "feedback.css")))
    assert "explain 3.25 of 5 points, graded by your instructor" in words
    assert "Your instructor says Good. Which one?" in words
    assert "<strong>Good.</strong>" in text
    assert "rnn_backward 22.12 of 30 points, ◐ partly right" in words
    assert "10.12 of 18 points Your instructor gave these points; the test itself gave 18. Its message:" in words
    assert "✗ rnn_backward" not in words


def test_what_a_person_gave_is_still_there_when_work_is_graded_again(given, tmp_path):
    course = shutil.copytree(given[0], tmp_path / "course")
    path = course / "submitted" / "wrote" / "rnn" / "rnn.ipynb"
    path.write_text(path.read_text(encoding="utf-8").replace("My essay.", "My second essay."), encoding="utf-8")
    summary = grade_class(course, "rnn")
    assert summary.graded == 1
    assert rows(course)["wrote", "explain"] == (None, 3.25, 1)  # nbgrader asks for another look
    assert f"{number(SCORE)} of 112 points" in visible(parsed(page(course, "wrote")))
