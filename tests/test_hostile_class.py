"""Law: whatever is handed in, every submission gets the points that its work is worth, its neighbours theirs, nothing
that students must not see reaches them, nothing that a browser would run reaches the instructor, and the run ends."""

import hashlib
import json
import re
import time

import nbformat
import pytest

from grader.box import sandbox
from grader.classroom.course import make_course, nbgrader, scores
from tests.hostile import broken, forging, harming, reading
from tests.hostile.attack import CANARY, LATCH, Attack, hand_in

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not sandbox.available().holds, reason=f"needs a box: {sandbox.INSTALL}"),
]
HONEST = (
    Attack("a-honest", 100, right=True),
    Attack("m-honest", 100, right=True),
    Attack("z-honest", 100, right=True),
    Attack("a-untouched", 0),
)
SEED = "977131"
LIMITS = """
c.Examine.cpu = 3
c.Examine.wall = 5
c.Examine.seconds = 60
"""


def everybody(course):
    return [*HONEST, *forging.ATTACKS, *reading.attacks(course), *harming.attacks(course), *broken.ATTACKS]


def make_class(folder, who, **environment):
    """Make a course with the latch in it, hand in, autograde and write feedback; return the course."""
    course = make_course(folder)
    (course / "source" / "rnn" / LATCH).write_text("armed")
    with (course / "nbgrader_config.py").open("a", encoding="utf-8") as settings:
        settings.write(LIMITS)
    log = course / "nbgrader.log"
    nbgrader(course, "generate_assignment", "rnn", log=log)
    release = nbformat.read(course / "release" / "rnn" / "rnn.ipynb", as_version=4)
    for attack in who:
        hand_in(attack, release, course / "submitted" / attack.id / "rnn")
    before = fingerprint(course)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SECRET_TOKEN", CANARY)
        patch.setenv("RNN_HIDDEN_SEED", SEED)
        for name, value in environment.items():
            patch.setenv(name, value)
        nbgrader(course, "autograde", "rnn", log=log)
        nbgrader(course, "generate_feedback", "rnn", log=log)
    assert fingerprint(course) == before
    return course


def fingerprint(course):
    """What nobody may change: source, settings, submissions."""
    paths = [*(course / "source").rglob("*"), *(course / "submitted").rglob("*"), course / "nbgrader_config.py"]
    return {path: hashlib.sha256(path.read_bytes()).hexdigest() for path in paths if path.is_file()}


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    folder = tmp_path_factory.mktemp("hostile") / "course"
    started = time.monotonic()
    course = make_class(folder, everybody(folder))
    took = time.monotonic() - started
    given = scores(course)
    return (
        course,
        {student: sum(grades.values()) for student, grades in given.items() if None not in grades.values()},
        took,
    )


def attacks_by_id():
    return {attack.id: attack for attack in everybody("/course")}


@pytest.mark.parametrize("name", attacks_by_id())
def test_a_submission_gets_what_its_work_is_worth(graded, name):
    _, given, _ = graded
    assert given.get(name) == pytest.approx(attacks_by_id()[name].expected)


def test_the_class_has_eighty_and_more_and_the_run_ends(graded):
    _, _given, took = graded
    assert len(attacks_by_id()) > 80
    assert took < 30 * len(attacks_by_id())


def outputs_of(course, name):
    notebook = nbformat.read(course / "autograded" / name / "rnn" / "rnn.ipynb", as_version=4)
    return [(cell, cell.get("outputs", [])) for cell in notebook.cells]


@pytest.mark.parametrize("name", [name for name in attacks_by_id() if name.startswith(("read", "leak"))])
def test_nothing_secret_is_in_what_a_student_gets_back(graded, name):
    course, _, _ = graded
    shown = json.dumps([outputs for _, outputs in outputs_of(course, name)])
    shown += (course / "feedback" / name / "rnn" / "rnn.html").read_text(encoding="utf-8")
    for secret in (CANARY, SEED, "BEGIN SOLUTION", "hidden_tests", "root:x:", "SQLite format"):
        assert secret not in shown, secret


@pytest.mark.parametrize("name", [name for name in attacks_by_id() if name.startswith("leak")])
def test_nothing_that_student_code_says_in_a_hidden_test_comes_out(graded, name):
    course, _, _ = graded
    hidden = [outputs for cell, outputs in outputs_of(course, name) if cell.id.endswith("_hidden")]
    assert len(hidden) == 4
    said = re.sub(r"\x1b\[[\d;]*m", "", json.dumps(hidden)).replace("'LEAK", "")
    assert not re.search(r"LEAK(?!['\"_ ])|LEAK_\d", said), said


@pytest.mark.parametrize("name", [name for name in attacks_by_id() if name.startswith("inject")])
def test_nothing_runs_in_the_instructors_browser(graded, name):
    course, _, _ = graded
    for cell, outputs in outputs_of(course, name):
        assert set(cell.metadata) <= {"nbgrader"}
        assert not cell.get("attachments")
        for output in outputs:
            assert set(output.get("data", {})) <= {"text/plain", "text/html", "image/png", "image/jpeg"} | _ours(output)
    page = (course / "feedback" / name / "rnn" / "rnn.html").read_text(encoding="utf-8")
    for pattern in (
        r"<script>[^<]*SCRIPT",
        r"<[^>]*\son\w+\s*=\s*\W*SCRIPT",
        r"<a[^>]*href\W*j\w*\s*:\s*SCRIPT",
        r"<svg[^>]*SCRIPT",
    ):
        assert not re.search(pattern, page.split("<main", 1)[-1], flags=re.IGNORECASE), pattern


def _ours(output):
    return {"application/vnd.rnn-diagnosis+json"} if output.output_type == "execute_result" else set()


def test_a_broken_file_is_graded_zero_with_its_reason(graded):
    course, _, _ = graded
    for attack in broken.ATTACKS:
        said = json.loads((course / "receipts" / "rnn" / attack.id / "rnn.intake.json").read_text(encoding="utf-8"))
        if attack.id.startswith("broken"):
            assert "could not be read" in said[0], attack.id
            page = (course / "feedback" / attack.id / "rnn" / "rnn.html").read_text(encoding="utf-8")
            assert "could not be read" in page, attack.id


def test_every_submission_has_a_receipt_of_a_confined_run(graded):
    course, _, _ = graded
    for name in attacks_by_id():
        receipt = json.loads((course / "receipts" / "rnn" / name / "rnn.json").read_text(encoding="utf-8"))
        assert receipt["confined"] is True, name


def test_nothing_is_left_running_and_no_scratch_remains(graded):
    import psutil

    left = [
        process
        for process in psutil.process_iter(["cmdline"])
        if "box.inside" in " ".join(process.info["cmdline"] or [])
    ]
    assert not left


# ── The same without the box: the payloads are live ───────────────────────────────────────────────────────────────

LIVE = ("forge-displayhook", "forge-examine", "forge-tests-renamed")


def test_plain_nbgrader_is_forged_by_the_same_submissions(tmp_path):
    """The control: a payload that earns points in the student's own kernel, and none here, has really run."""
    chosen = [attack for attack in forging.ATTACKS if attack.id in LIVE]
    course = make_class(tmp_path / "course", [*HONEST[:1], *chosen], RNN_PLAIN_NBGRADER="1")
    given = {student: sum(filter(None, grades.values())) for student, grades in scores(course).items()}
    assert given["a-honest"] == 100
    assert {name for name in LIVE if given[name] > 0} == set(LIVE)


def test_without_the_latch_no_payload_does_anything():
    for attack in everybody("/course"):
        for text in (attack.before, *attack.inside.values()):
            assert LATCH not in text
