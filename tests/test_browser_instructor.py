"""Law: an instructor does the whole of a course in Formgrader, by its buttons, in turns with the commands where she
likes; what intake has refused breaks none of its pages; and no script of a submission runs in her browser."""

import re
import subprocess
import sys

import nbformat
import pytest
from playwright.sync_api import expect

from grader.box import sandbox
from grader.course.gradebook import scores
from grader.course.new_course import make_course
from grader.exercise.loading import COURSE
from tests import postgresql, sampling
from tests.browser import chromium
from tests.browser.jupyter import jupyter
from tests.hostile import broken, injecting
from tests.hostile.attack import Attack, notebook_of
from tests.hostile.attack import hand_in as hand_in_attack
from tests.rnn import hand_in, learners

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(bool(chromium.missing()), reason=chromium.missing()),
    pytest.mark.skipif(not sandbox.available().holds, reason=f"needs a box: {sandbox.INSTALL}"),
]

HONEST = "b-only-da-prevt"
REFUSED = "broken-not-json"
HOSTILE = "inject-everything"
COMMENT = "Look at what you hand to rnn_cell_backward."
TRAP = "window.RAN = []; window.SCRIPT = window.steal = (...said) => window.RAN.push(said.join() || 'SCRIPT')"


def with_every_script(release):
    """One notebook with every script of the hostile class in it, none of them asleep."""
    notebook = notebook_of(Attack(HOSTILE, 0), release)
    for attack in injecting.ATTACKS:
        if attack.before:
            notebook.cells.insert(3, nbformat.v4.new_code_cell(attack.before))
        else:
            attack.mutate(notebook)
    return notebook


def test_formgrader_from_the_release_to_the_feedback(browser, tmp_path, picture):
    course = make_course(tmp_path / "course")
    (tmp_path / "home").mkdir()
    with jupyter(course, tmp_path / "home") as server:
        page = chromium.new_page(browser, viewport={"width": 1300, "height": 1000})[0]
        page.add_init_script(TRAP)
        desk = open_formgrader(page, server)
        make_the_release(desk)
        work_arrives(course)
        autograde_everybody(desk, picture)
        assert {student: sum(given.values()) for student, given in scores(course, "rnn").items()} == {
            HONEST: 70,
            REFUSED: 0,
            HOSTILE: 0,
        }
        read_and_comment(desk, picture)
        for student in (REFUSED, HOSTILE):
            open_submission(desk, student)
            page.screenshot(path=picture(f"formgrader-{student}"))
            assert nothing_ran(desk)
        make_feedback(desk)
        feedback_is_there(page, course, picture)


def open_formgrader(page, server):
    page.goto(server.address("lab"))
    page.get_by_role("menuitem", name="Nbgrader").click()
    page.locator(".lm-Menu-item", has=page.get_by_text("Formgrader", exact=True)).click()
    expect(page.frame_locator("iframe").locator("#main-table .name", has_text="rnn")).to_be_visible()
    return next(frame for frame in page.frames if "/formgrader" in frame.url)


def make_the_release(desk):
    desk.locator("#main-table tr", has=desk.locator(".name", has_text="rnn")).locator(".assign a").click()
    succeeds(desk, "Successfully created the student version of 'rnn'")


def succeeds(desk, sentence):
    """Wait for the answer of a button, read it, and close it."""
    answer = desk.locator(".modal.in")
    expect(answer).to_contain_text(re.compile("Success|Error"))
    expect(answer).to_contain_text(sentence)
    answer.locator(".modal-header button.close").click()
    expect(desk.locator(".modal-backdrop")).to_have_count(0)


def work_arrives(course):
    hand_in(course, who=[learner for learner in learners() if learner.id == HONEST])
    release = nbformat.read(course / "release" / "rnn" / "rnn.ipynb", as_version=4)
    for attack in (
        next(attack for attack in broken.ATTACKS if attack.id == REFUSED),
        Attack(
            HOSTILE,
            0,
            write=lambda folder, text: (folder / "rnn.ipynb").write_text(nbformat.writes(with_every_script(release))),
        ),
    ):
        hand_in_attack(attack, release, course / "submitted" / attack.id / "rnn")


def submissions(desk):
    """Go to the table of submissions."""
    desk.goto(re.sub(r"/formgrader/.*", "/formgrader/manage_submissions/rnn", desk.url))
    expect(row(desk, HONEST)).to_be_visible()


def row(desk, student):
    return desk.locator("#main-table tr", has=desk.locator(".student-id", has_text=student))


def autograde_everybody(desk, picture):
    submissions(desk)
    for student in (HONEST, REFUSED, HOSTILE):
        autograde(desk, student)
        expect(row(desk, student).locator(".status")).to_have_text("graded")
    expect(row(desk, HONEST).locator(".score")).to_have_text("70 / 100")
    desk.page.screenshot(path=picture("formgrader-submissions"))


def autograde(desk, student):
    row(desk, student).locator(".autograde a").click()
    succeeds(desk, f"Successfully autograded 'rnn' for student '{student}'")


def open_submission(desk, student):
    """Open the notebook of a student as an instructor reads it: by the student's name in the table."""
    submissions(desk)
    row(desk, student).locator(".student-name a").click()
    desk.locator("#main-table a", has_text="rnn").first.click()
    expect(desk.locator("#rnn_backward_hidden")).to_have_attribute("placeholder", re.compile(r"\d"))


def read_and_comment(desk, picture):
    open_submission(desk, HONEST)
    expect(desk.locator("body")).to_contain_text("rnn_backward: dx is all zeros")
    write(desk, "#rnn_backward-comment", COMMENT)
    desk.page.screenshot(path=picture("formgrader-comment"))
    assert nothing_ran(desk)


def write(desk, place, words):
    """Type a comment, or points, into a submission, and wait until they are saved."""
    field = desk.locator(place)
    expect(field).to_have_attribute("placeholder", re.compile("."))  # what is typed earlier, the page takes away
    field.fill(words)
    with desk.page.expect_response(
        lambda answer: "/formgrader/api/" in answer.url and answer.request.method == "PUT"
    ) as saved:
        field.blur()  # as a click elsewhere does; the page listens to keys only where it could load MathJax
    assert saved.value.ok
    field.scroll_into_view_if_needed()


def nothing_ran(frame):
    """True when no script of a submission has run in a page, nor would on a click."""
    frame.wait_for_load_state("load")
    assert frame.evaluate("window.RAN") == []
    links = "[...document.links].filter(link => link.protocol === 'javascript:').length"
    return frame.evaluate(links) == 0


def make_feedback(desk):
    desk.goto(re.sub(r"/formgrader/.*", "/formgrader/manage_assignments", desk.url))
    desk.locator(".generate-feedback a").click()
    succeeds(desk, "Successfully generated feedback of 'rnn'")


def feedback_is_there(page, course, picture):
    for student, sentence in {
        HONEST: COMMENT,
        REFUSED: "rnn.ipynb could not be read: it ends in the middle",
        HOSTILE: "rnn_cell_forward is not finished",
    }.items():
        page.goto((course / "feedback" / student / "rnn" / "rnn.html").as_uri())
        expect(page.locator("body")).to_contain_text(sentence)
        page.screenshot(path=picture(f"feedback-{student}"))
        assert nothing_ran(page.main_frame)


def test_the_trap_catches_a_script_that_runs(browser):
    """The control: what the pages above are watched with sees a script of the hostile class where one can run."""
    page = chromium.new_page(browser)[0]
    page.add_init_script(TRAP)
    page.goto("about:blank")
    page.set_content(f"<img src='' onerror='SCRIPT()'>{injecting.SCRIPT}")
    page.wait_for_function("window.RAN.length === 2")
    assert sorted(page.evaluate("window.RAN")) == ["SCRIPT", "SCRIPT"]


# ── The gradebook on a server ─────────────────────────────────────────────────────────────────────────────────────────

GRADED, BY_BUTTON = "stub", "cb-dba-no-keepdims"


# Else test_answers_by_hand.py takes turns with Formgrader, and test_class_postgresql.py has a gradebook on a server.
@pytest.mark.skipif(not sampling.is_whole(), reason="with --whole")
@pytest.mark.skipif(bool(postgresql.missing()), reason=postgresql.missing())
def test_formgrader_and_the_commands_take_turns_at_a_gradebook_on_a_server(browser, tmp_path, picture):
    pytest.importorskip("psycopg", reason="needs a driver: pip install -e '.[postgresql]'")
    course = make_course(tmp_path / "course")
    (tmp_path / "home").mkdir()
    with postgresql.server() as address:
        with (course / "nbgrader_config.py").open("a") as settings:
            settings.write(f"c.CourseDirectory.db_url = {address + 'postgres'!r}\n")
        with jupyter(course, tmp_path / "home") as server:
            page = chromium.new_page(browser, viewport={"width": 1300, "height": 1000})[0]
            page.goto(server.address("formgrader"))  # without JupyterLab around it
            desk = page.main_frame
            make_the_release(desk)
            hand_in(course, who=[learner for learner in learners() if learner.id in (HONEST, GRADED, BY_BUTTON)])
            grade(course, "--student", HONEST, "--student", GRADED)
            shows(
                desk,
                {HONEST: ["graded", "70 / 100"], GRADED: ["graded", "0 / 100"], BY_BUTTON: ["needs autograding", ""]},
            )
            open_submission(desk, HONEST)
            write(desk, "#rnn_backward_hidden", "7.5")
            write(desk, "#rnn_backward-comment", COMMENT)
            submissions(desk)
            autograde(desk, BY_BUTTON)
            shows(desk, {HONEST: ["graded", "77.5 / 100"], BY_BUTTON: ["graded", "94 / 100"]})
            grade(course, "--student", HONEST, "--force")
            shows(desk, {HONEST: ["needs manual grading", "77.5 / 100"], BY_BUTTON: ["graded", "94 / 100"]})
            desk.page.screenshot(path=picture("formgrader-server"))
            open_submission(desk, HONEST)
            expect(desk.locator("#rnn_backward_hidden")).to_have_value("7.5")
            expect(desk.locator("#rnn_backward-comment")).to_have_value(COMMENT)
    assert not (course / "gradebook.db").exists()


def grade(course, *options):
    """Grade by the command, while Formgrader is open."""
    command = [sys.executable, "-m", "grader", "grade", "rnn", "--course", str(course), "--workers", "1", *options]
    subprocess.run(command, cwd=COURSE.parent, check=True, stdin=subprocess.DEVNULL)


def shows(desk, rows):
    """See that the table of submissions says of each student what is expected: status and score."""
    submissions(desk)
    for student, said in rows.items():
        expect(row(desk, student).locator(".status, .score")).to_have_text(said)
