"""Law: whatever breaks during a run, every submission ends in exactly one row with a score or a reason, nothing is
graded twice, nothing half-written is left, and the next run goes on to the same scores."""

import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from types import SimpleNamespace

import psutil
import pytest

from grader.box import sandbox
from grader.classroom import run as runs
from grader.classroom.job import plain_done
from grader.classroom.output_files import Returned
from grader.classroom.run import Options, grade_class
from grader.course.gradebook import ClassGradebook, GradebookFailed, scores
from grader.demo.simulated import Learner
from grader.examiner.engine import EngineFailed
from grader.system.files import write_file
from grader.system.locks import Busy
from grader.system.program import TOP
from grader.system.terminal import CannotRun
from tests.rnn import hand_in, learners
from tests.sampling import sample

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not sandbox.available().holds, reason=f"needs a box: {sandbox.INSTALL}"),
]
CLASS = 3
LAST = f"s{CLASS - 1:02}"
EXPECTED = {}


@pytest.fixture(scope="module", autouse=True)
def seed():
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GRADER_HIDDEN_SEED", "99")
        yield


@pytest.fixture(scope="module")
def handed_in(new_course, tmp_path_factory):
    """A course with some submissions, right ones and wrong ones; EXPECTED has their points."""
    course = new_course(tmp_path_factory.mktemp("faults") / "course")
    some = learners()[:CLASS]
    who = [Learner(f"s{number:02}", one.sources, one.expected, one.before) for number, one in enumerate(some)]
    hand_in(course, who=who)
    EXPECTED.update({one.id: one.expected for one in who})
    return course


@pytest.fixture
def course(handed_in, tmp_path):
    return shutil.copytree(handed_in, tmp_path / "course")


def given(course):
    return {
        student: sum(found.values()) for student, found in scores(course, "rnn").items() if None not in found.values()
    }


def check(course, summary):
    """Everybody is there once, with the right points, in the summary and in the gradebook, and no scraps are left."""
    assert [row.student for row in summary.rows] == sorted(EXPECTED)
    assert {row.student: row.result.points for row in summary.rows} == pytest.approx(EXPECTED)
    assert given(course) == pytest.approx(EXPECTED)
    scraps = [path for path in course.rglob(".*") if path.name not in (".lock", ".ipynb_checkpoints")]
    assert scraps == []
    pages, receipts = course.glob("feedback/*/rnn/rnn.html"), course.glob("receipts/rnn/*/rnn.json")
    assert len(list(pages)) == len(list(receipts)) == CLASS


def below(name):
    """The processes below this one in whose command line a word stands."""
    found = psutil.Process().children(recursive=True)
    return [process for process in found if name in " ".join(_words(process))]


def _words(process):
    try:
        return process.cmdline()
    except psutil.Error:
        return []


def kill_one(name, after=1):
    """Return a listener that kills one process of a name when so many are graded."""

    def listen(kind, **what):
        if kind == "graded" and what["done"] == after:
            for process in below(name)[:1]:
                process.kill()
                killed.append(process.pid)

    killed = listen.killed = []
    return listen


@pytest.mark.parametrize("name", ["grader.examiner", "box import inside"])
def test_an_examiner_or_a_box_that_is_killed_costs_nobody_anything(course, name):
    listen = kill_one(name)
    summary = grade_class(course, "rnn", listen=listen)
    assert listen.killed
    check(course, summary)


def test_a_worker_that_is_killed_costs_nobody_anything(course):
    def listen(kind, **what):
        if kind == "graded" and what["done"] == 1:
            engines = below("grader.examiner")
            assert engines
            engines[0].parent().kill()

    check(course, grade_class(course, "rnn", listen=listen))


def test_a_submission_that_changes_meanwhile_is_named_and_graded_by_the_next_run(course):
    def listen(kind, **what):
        if kind == "begin":
            return
        if kind == "graded" and what["done"] == CLASS:
            shutil.copy(course / "submitted/s00/rnn/rnn.ipynb", course / "submitted/s01/rnn/rnn.ipynb")

    summary = grade_class(course, "rnn", listen=listen)
    check(course, summary)
    assert summary.changed == ["s01"]
    grade_class(course, "rnn")
    assert given(course)["s01"] == given(course)["s00"] == 100


def test_folders_that_vanish_meanwhile_cost_nobody_else_anything(course):
    def listen(kind, **what):
        if kind == "begin":
            shutil.rmtree(course / "submitted" / LAST)
        if kind == "graded" and what["done"] == 2:
            for name in ("autograded", "feedback", "receipts"):
                shutil.rmtree(course / name, ignore_errors=True)

    summary = grade_class(course, "rnn", listen=listen)
    rows = {row.student: row.result for row in summary.rows}
    assert sorted(rows) == sorted(EXPECTED)
    assert rows[LAST].unreadable
    del rows[LAST]
    assert {who: result.points for who, result in rows.items()} == pytest.approx(
        {who: points for who, points in EXPECTED.items() if who != LAST}
    )
    assert [row.student for row in summary.doubtful] == [LAST]


@pytest.mark.parametrize("step", ["give_back", "_write"])
def test_what_fails_for_one_when_it_is_written_down_is_said_in_that_row(course, monkeypatch, step):
    owner = Returned if step == "give_back" else ClassGradebook
    real = getattr(owner, step)

    def fails_for_one(self, what, *more):
        named = [what] if step == "give_back" else [entry.student for entry in what]
        if LAST in named:
            raise OverflowError("a year of 10,000")
        return real(self, what, *more)

    monkeypatch.setattr(owner, step, fails_for_one)
    summary = grade_class(course, "rnn")
    assert {row.student: row.result.points for row in summary.rows} == pytest.approx(EXPECTED)
    assert [row.student for row in summary.doubtful] == [LAST]
    assert "OverflowError: a year of 10,000" in summary.doubtful[0].result.reasons[0]
    monkeypatch.undo()
    check(course, grade_class(course, "rnn"))


def test_a_box_that_is_killed_while_it_starts_is_started_again(course, tmp_path, monkeypatch):
    """bubblewrap is killed the first two times that somebody starts it."""
    if not shutil.which("bwrap"):
        pytest.skip("there is no bubblewrap here to be killed")
    tries = f"mkdir {tmp_path}/first 2>/dev/null && kill -9 $$; mkdir {tmp_path}/second 2>/dev/null && kill -9 $$"
    fake = tmp_path / "bin" / "bwrap"
    fake.parent.mkdir()
    fake.write_text(f'#!/bin/sh\nPATH=/usr/bin:/bin\n{tries}\nexec {shutil.which("bwrap")} "$@"\n')
    fake.chmod(0o755)
    monkeypatch.setenv("PATH", f"{fake.parent}{os.pathsep}{os.environ['PATH']}")
    check(course, grade_class(course, "rnn"))
    assert (tmp_path / "second").exists()


def test_what_only_the_clock_decided_is_graded_again_and_nothing_else(course, monkeypatch):
    slow = "def rnn_forward(x, a0, parameters):\n    import time; time.sleep(60)"
    hand_in(course, who=[Learner("sleeps", {**learners()[0].sources, "rnn_forward": slow}, 80)])
    options = Options(only=("s00", "sleeps"), wall=1)
    first = grade_class(course, "rnn", options=options)
    assert {row.student: row.result.by_clock for row in first.rows} == {"s00": False, "sleeps": True}
    assert [row.result.points for row in first.rows if row.student == "sleeps"] == [80]
    second = grade_class(course, "rnn", options=options)
    assert (second.graded, second.again) == (1, 1)


def locked(course):
    connection = sqlite3.connect(course / "gradebook.db", isolation_level=None, check_same_thread=False)
    connection.execute("BEGIN EXCLUSIVE")
    return connection


def test_a_gradebook_that_somebody_holds_for_a_while_is_waited_for(course):
    holders = []

    def listen(kind, **what):
        if kind == "graded" and what["done"] == 1:
            holders.append(locked(course))
            threading.Timer(6, holders[0].close).start()  # SQLite itself would wait for 5 s

    check(course, grade_class(course, "rnn", listen=listen))
    assert holders


def test_a_gradebook_that_somebody_keeps_stops_the_run_and_nothing_is_graded_twice(course, monkeypatch):
    monkeypatch.setattr("grader.course.gradebook.PATIENCE", 1)
    holders, by_clock = [], {}

    def listen(kind, **what):
        if kind == "graded":
            by_clock[what["row"].student] = what["row"].result.by_clock
            if what["done"] == 1:
                holders.append(locked(course))

    with pytest.raises(GradebookFailed, match="another program holds it"):
        grade_class(course, "rnn", listen=listen)
    holders[0].close()
    assert sorted(by_clock) == sorted(EXPECTED)
    summary = grade_class(course, "rnn")
    check(course, summary)
    # On a machine under load the clock may have decided something, and that is tried again.
    assert {row.student for row in summary.rows if not row.again} == {who for who, late in by_clock.items() if late}


def test_what_ends_a_run_is_what_is_said_also_where_the_gradebook_is_held(course, monkeypatch):
    monkeypatch.setattr("grader.course.gradebook.PATIENCE", 0.2)

    class Workers:
        """One submission is done, and then the machine can't go on."""

        workers, holder = 1, None

        def outcomes(self, jobs):
            job = next(jobs)
            yield job, plain_done(job, None, run.assignment, "for this test")
            self.holder = locked(course)
            yield next(jobs), EngineFailed("this machine has no memory")

        def close(self):
            self.holder.close()

    run, real = SimpleNamespace(), runs.assignment_of

    def assignment_of(*given):
        run.assignment = real(*given)
        return run.assignment

    monkeypatch.setattr(runs, "assignment_of", assignment_of)
    monkeypatch.setattr(runs, "_workers", lambda *given: Workers())
    with pytest.raises(EngineFailed, match="no memory"):
        grade_class(course, "rnn")


def test_two_runs_at_once_do_not_mix(course):
    refused = []

    def listen(kind, **what):
        if kind == "graded" and not refused:
            with pytest.raises(Busy, match="another run is grading"):
                grade_class(course, "rnn")
            refused.append(True)

    check(course, grade_class(course, "rnn", listen=listen))
    assert refused


def test_a_full_disk_leaves_whole_files_only(course):
    """In a namespace of its own the folder of the results is a disk of 36 kB."""
    grading = f"{sys.executable} -m grader grade --workers 1 --course {course}"
    program = f"mount -t tmpfs -o size=36k none {course}/results && exec {grading}"
    command = ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c"]
    (course / "results").mkdir()
    if subprocess.run([*command, f"mount -t tmpfs none {course}/results"], capture_output=True).returncode:
        pytest.skip("this machine mounts nothing in a namespace of one's own")
    ended = subprocess.run([*command, program], capture_output=True, text=True)
    assert ended.returncode == 2
    assert re.search(r"^Stopped: \S+/results/\S+: No space left on device", ended.stderr, re.MULTILINE)
    assert "are graded and kept" in ended.stderr
    check(course, grade_class(course, "rnn"))


def test_a_write_that_fails_leaves_the_old_file(tmp_path):
    path = tmp_path / "page.html"
    path.write_text("old")
    with pytest.raises(TypeError):
        write_file(path, "text, not bytes")
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def started(course, folder, *options):
    """Start the command in a process of its own; its temporary files go into a folder."""
    command = [sys.executable, "-m", "grader", "grade", "--course", str(course), *options]
    return subprocess.Popen(
        command,
        env={**os.environ, "TMPDIR": str(folder)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # a shell's background jobs ignore it
    )


SIGNALS = {"Ctrl-C": (signal.SIGINT, 130), "SIGTERM": (signal.SIGTERM, 143), "kill -9": (signal.SIGKILL, -9)}


@pytest.mark.parametrize("name", sample(SIGNALS, every=2))
def test_an_interrupted_run_goes_on_where_it_was(course, tmp_path, name):
    number, code = SIGNALS[name]
    folder = tmp_path / "temporary"
    folder.mkdir()
    process = started(course, folder, "--json", "--workers", "1")
    lines = [process.stdout.readline() for _ in range(2)]  # the beginning and a student
    below = psutil.Process(process.pid).children(recursive=True)
    if number == signal.SIGINT:
        os.killpg(process.pid, number)  # as a terminal does: to all that run there
    else:
        os.kill(process.pid, number)
    assert process.wait(timeout=60) == code
    assert '"event": "graded"' in lines[-1]
    _, alive = psutil.wait_procs(below, timeout=30)
    assert alive == []
    assert list(folder.iterdir()) == []
    assert "Traceback" not in process.stderr.read()
    if code > 0:
        assert '"event": "stopped", "why": "interrupted"' in process.stdout.read()
    kept = {path: path.stat().st_mtime_ns for path in (course / "results" / "rnn").rglob("*.z")}
    assert kept
    summary = grade_class(course, "rnn")
    check(course, summary)
    assert summary.graded == CLASS - len(kept)
    assert {path: path.stat().st_mtime_ns for path in kept} == kept
    process.stdout.close()
    process.stderr.close()


@pytest.mark.parametrize("seconds", sample([0.15, 0.4, 0.8, 1.6], every=2, first=1))
def test_a_run_that_is_interrupted_while_it_starts_ends_in_one_line(course, tmp_path, seconds):
    process = started(course, tmp_path)
    time.sleep(seconds)
    os.killpg(process.pid, signal.SIGINT)
    _, errors = process.communicate(timeout=60)
    if errors.startswith("Traceback") or (process.returncode, errors) == (-signal.SIGINT, ""):
        pytest.skip("Python itself had not begun")
    assert (process.returncode, errors.splitlines()[:1]) == (130, ["Stopped: interrupted"])
    assert not list(tmp_path.glob("grader-*"))


def test_work_that_is_gone_when_its_turn_comes_gets_no_mark(course):
    """As where the folder of submissions lies on a disk that is no longer there."""
    gone = sorted(EXPECTED)[-1]

    def listen(kind, **what):
        if kind == "begin":
            shutil.rmtree(course / "submitted" / gone)

    summary = grade_class(course, "rnn", listen=listen)
    assert [row.student for row in summary.doubtful] == [gone]
    assert given(course) == pytest.approx({student: EXPECTED[student] for student in EXPECTED if student != gone})


def test_a_plugin_for_late_work_that_is_not_there_stops_the_run_before_anything_is_graded(course):
    settings = course / "nbgrader_config.py"
    settings.write_text(settings.read_text() + 'c.AssignLatePenalties.plugin_class = "nope.Nope"\n')
    with pytest.raises(CannotRun, match=r"plugin_class = 'nope.Nope' in nbgrader_config.py can't be used"):
        grade_class(course, "rnn")
    assert given(course) == {}


def test_whoever_ignores_the_end_of_processes_gets_the_same_marks(course):
    line = f'trap "" CHLD; exec {sys.executable} -m grader grade rnn --course {course} --workers 1'
    done = subprocess.run(["bash", "-c", line], cwd=TOP, capture_output=True, text=True, timeout=120, check=False)
    assert "Traceback" not in done.stderr
    assert given(course) == pytest.approx(EXPECTED)
