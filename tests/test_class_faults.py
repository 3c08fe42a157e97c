"""Law: whatever breaks during a run, every submission ends in exactly one row with a score or a reason, nothing is
graded twice, nothing half-written is left, and the next run goes on to the same scores."""

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections import Counter

import psutil
import pytest

from grader.box import sandbox
from grader.classroom.course import scores
from grader.classroom.gradebook import GradebookFailed
from grader.classroom.run import Busy, Options, grade_class
from grader.classroom.simulated import Learner, hand_in, learners
from grader.classroom.work import Done, Job
from grader.classroom.workers import Processes, WorkerDied, outcomes
from grader.files import write_file

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not sandbox.available().holds, reason=f"needs a box: {sandbox.INSTALL}"),
]
CLASS = 12
EXPECTED = {}


@pytest.fixture(scope="module", autouse=True)
def seed():
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("RNN_HIDDEN_SEED", "99")
        yield


@pytest.fixture(scope="module")
def handed_in(new_course, tmp_path_factory):
    """A course with a dozen submissions, right ones and wrong ones; EXPECTED has their points."""
    course = new_course(tmp_path_factory.mktemp("faults") / "course")
    some = learners()[:CLASS]
    hand_in(
        course, who=[Learner(f"s{number:02}", one.sources, one.expected, one.before) for number, one in enumerate(some)]
    )
    EXPECTED.update({f"s{number:02}": one.expected for number, one in enumerate(some)})
    return course


@pytest.fixture
def course(handed_in, tmp_path):
    return shutil.copytree(handed_in, tmp_path / "course")


def given(course):
    return {student: sum(found.values()) for student, found in scores(course).items() if None not in found.values()}


def check(course, summary):
    """Everybody is there once, with the right points, in the summary and in the gradebook, and no scraps are left."""
    assert [row.student for row in summary.rows] == sorted(EXPECTED)
    assert {row.student: row.result.points for row in summary.rows} == pytest.approx(EXPECTED)
    assert given(course) == pytest.approx(EXPECTED)
    scraps = [path for path in course.rglob(".*") if path.name not in (".lock", ".ipynb_checkpoints")]
    assert scraps == []
    assert (
        len(list(course.glob("feedback/*/rnn/rnn.html"))) == len(list(course.glob("receipts/rnn/*/rnn.json"))) == CLASS
    )


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
    listen = kill_one(name, after=2)
    summary = grade_class(course, options=Options(workers=2), listen=listen)
    assert listen.killed
    check(course, summary)


def test_a_worker_that_is_killed_costs_nobody_anything(course):
    def listen(kind, **what):
        if kind == "graded" and what["done"] == 2:
            engines = below("grader.examiner")
            assert engines
            engines[0].parent().kill()

    check(course, grade_class(course, options=Options(workers=2), listen=listen))


def doubtful_task(job, assignment):
    """Ends its process for one student, and waits a little for the others."""
    if job.student == "poison":
        os._exit(9)
    time.sleep(0.05)
    return Done(job.student.encode(), b"", b"")


def test_the_one_who_kills_each_worker_is_named_and_the_others_are_done_once():
    jobs = [Job(name, "", None) for name in ("a", "b", "poison", "c", "d", "e", "f")]
    workers = Processes(3, None, doubtful_task)
    try:
        found = [(job.student, outcome) for job, outcome in outcomes(workers, iter(jobs))]
    finally:
        workers.close()
    assert Counter(name for name, _ in found) == dict.fromkeys(("a", "b", "c", "d", "e", "f", "poison"), 1)
    assert isinstance(dict(found)["poison"], WorkerDied)
    assert all(outcome.packed == name.encode() for name, outcome in found if name != "poison")


class Dying(Processes):
    """Workers of whom one dies just before the job of `poison` is first given out."""

    dead = False

    def submit(self, job):
        if job.student == "poison" and not self.dead:
            self.dead = True
            if self._executor is None:
                raise self.died("nobody was at work yet")
            next(iter(self._executor._processes.values())).kill()
            while not self._executor._broken:
                time.sleep(0.01)
        return super().submit(job)


def waiting_task(job, assignment):
    """Takes a moment, so that it is under way when the next is given out."""
    time.sleep(0.2)
    return Done(job.student.encode(), b"", b"")


@pytest.mark.parametrize("names", [("poison", "a", "b"), ("a", "b", "poison", "c", "d", "e")])
def test_a_worker_that_dies_just_before_a_job_is_given_out_costs_nobody_anything(names):
    workers = Dying(2, None, waiting_task)
    try:
        found = [(job.student, outcome) for job, outcome in outcomes(workers, (Job(name, "", None) for name in names))]
    finally:
        workers.close()
    assert workers.dead
    assert sorted(name for name, _ in found) == sorted(names)
    assert all(outcome.packed == name.encode() for name, outcome in found)


def test_a_submission_that_changes_meanwhile_is_named_and_graded_by_the_next_run(course):
    def listen(kind, **what):
        if kind == "begin":
            return
        if kind == "graded" and what["done"] == CLASS:
            shutil.copy(course / "submitted/s00/rnn/rnn.ipynb", course / "submitted/s01/rnn/rnn.ipynb")

    summary = grade_class(course, listen=listen)
    check(course, summary)
    assert summary.changed == ["s01"]
    grade_class(course)
    assert given(course)["s01"] == given(course)["s00"] == 100


def locked(course):
    connection = sqlite3.connect(course / "gradebook.db", isolation_level=None, check_same_thread=False)
    connection.execute("BEGIN EXCLUSIVE")
    return connection


def test_a_gradebook_that_somebody_holds_for_a_while_is_waited_for(course):
    holders = []

    def listen(kind, **what):
        if kind == "graded" and what["done"] == 1:
            holders.append(locked(course))
            threading.Timer(8, holders[0].close).start()

    check(course, grade_class(course, listen=listen))
    assert holders


def test_a_gradebook_that_somebody_keeps_stops_the_run_and_nothing_is_graded_twice(course, monkeypatch):
    monkeypatch.setattr("grader.classroom.gradebook.PATIENCE", 1)
    holders = []

    def listen(kind, **what):
        if kind == "graded" and what["done"] == 1:
            holders.append(locked(course))

    with pytest.raises(GradebookFailed, match="another program holds it"):
        grade_class(course, listen=listen)
    holders[0].close()
    summary = grade_class(course)
    check(course, summary)
    assert summary.graded == 0


def test_two_runs_at_once_do_not_mix(course):
    refused = []

    def listen(kind, **what):
        if kind == "graded" and not refused:
            with pytest.raises(Busy, match="another run is grading"):
                grade_class(course)
            refused.append(True)

    check(course, grade_class(course, listen=listen))
    assert refused


def test_a_full_disk_leaves_whole_files_only(course):
    """In a namespace of its own the folder of the results is a disk of 64 kB."""
    program = (
        f"mount -t tmpfs -o size=64k none {course}/results && exec {sys.executable} -m grader grade --course {course}"
    )
    command = ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c"]
    (course / "results").mkdir()
    if subprocess.run([*command, f"mount -t tmpfs none {course}/results"], capture_output=True).returncode:
        pytest.skip("this machine mounts nothing in a namespace of one's own")
    ended = subprocess.run([*command, program], capture_output=True, text=True)
    assert ended.returncode == 2
    assert "Stopped: No space left on device" in ended.stderr
    assert "are graded and kept" in ended.stderr
    check(course, grade_class(course))


def test_a_write_that_fails_leaves_the_old_file(tmp_path):
    path = tmp_path / "page.html"
    path.write_text("old")
    with pytest.raises(TypeError):
        write_file(path, "text, not bytes")
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGKILL, -9)], ids=["Ctrl-C", "kill -9"])
def test_an_interrupted_run_goes_on_where_it_was(course, number, code):
    command = [sys.executable, "-m", "grader", "grade", "--course", str(course), "--json"]
    process = subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # a shell's background jobs ignore it
    )
    lines = [process.stdout.readline() for _ in range(4)]  # the beginning and three students
    started = psutil.Process(process.pid).children(recursive=True)
    os.kill(process.pid, number)
    assert process.wait(timeout=60) == code
    assert '"event": "graded"' in lines[-1]
    _, alive = psutil.wait_procs(started, timeout=30)
    assert alive == []
    kept = {path: path.stat().st_mtime_ns for path in (course / "results" / "rnn").rglob("*.z")}
    assert len(kept) >= 3
    summary = grade_class(course)
    check(course, summary)
    assert summary.graded == CLASS - len(kept)
    assert {path: path.stat().st_mtime_ns for path in kept} == kept
    process.stdout.close()
    process.stderr.close()
