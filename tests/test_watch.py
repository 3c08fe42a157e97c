"""Law: a watch answers each arrival once with page and points, whatever else arrives or breaks at that moment, goes on
where one that was killed ended, and ends in one line when it is asked to."""

import errno
import json
import os
import signal
import subprocess
import sys
import time
from datetime import date

import pytest
from nbgrader.api import Gradebook

from grader.box import sandbox
from grader.classroom import result_cache as store
from grader.classroom import watch, watch_loop
from grader.classroom.run import Options
from grader.classroom.tries import Tries
from grader.course.gradebook import scores
from tests import forked

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not sandbox.available().holds, reason=f"needs a box: {sandbox.INSTALL}"),
]
ONE_WORKER = Options(workers=1)


class Enough(BaseException):
    """Ends a watch."""


@pytest.fixture(scope="module", autouse=True)
def seed():
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GRADER_HIDDEN_SEED", "99")
        yield


@pytest.fixture
def course(new_course, tmp_path):
    return new_course(tmp_path / "course")


@pytest.fixture
def wrong(handed_in):
    return handed_in(rnn_backward="def rnn_backward(da, caches):\n    return {}")


def hand_in(course, student, text):
    folder = course / "submitted" / student / "rnn"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "rnn.ipynb").write_text(text, encoding="utf-8")


def page(course, student):
    return (course / "feedback" / student / "rnn" / "rnn.html").read_text(encoding="utf-8")


def settings(course, **values):
    with (course / "nbgrader_config.py").open("a") as file:
        file.writelines(f"c.Watch.{name} = {value!r}\n" for name, value in values.items())


def watched(course, *steps, options=ONE_WORKER):
    """Watch; each step is called with the last answer, None at first, when the one before it has come to its answers.

    A step returns how many answers are to come before the next one. Returns [(student, points)], and all that was told.
    """
    answers, told, left, waiting = [], [], list(steps), [0]

    def go_on(answer=None):
        while left and not waiting[0]:
            waiting[0] = left.pop(0)() or 0
        if not left and not waiting[0]:
            raise Enough

    def listen(kind, **what):
        told.append((kind, what))
        if kind == "answered":
            answers.append((what["answer"].row.student, what["answer"].row.result.score))
            waiting[0] -= 1
        if kind in ("watching", "answered"):
            go_on()

    with pytest.raises(Enough):
        watch.watch_class(course, "rnn", options, listen)
    return answers, [what["text"] for kind, what in told if kind in ("note", "trouble")]


def test_each_arrival_is_answered_with_page_and_points_and_the_report_follows(course, handed_in, wrong):
    settings(course, report=0)
    submitted = course / "submitted" / "slow" / "rnn" / "rnn.ipynb"

    def two_at_once():
        hand_in(course, "right", handed_in())
        hand_in(course, "wrong", wrong)
        hand_in(course, "slow", handed_in()[:5000])  # the rest comes below
        return 2

    def one_is_mended_and_another_written_to_its_end():
        assert "70 of 100 points" in page(course, "wrong")
        assert not (course / "feedback" / "slow").exists()
        submitted.write_text(handed_in(), encoding="utf-8")
        hand_in(course, "wrong", handed_in() + " ")
        return 2

    answers, said = watched(course, two_at_once, one_is_mended_and_another_written_to_its_end)
    assert sorted(answers[:2]) == [("right", 100), ("wrong", 70)]
    assert sorted(answers[2:]) == [("slow", 100), ("wrong", 100)]
    assert said == []
    assert {student: sum(found.values()) for student, found in scores(course, "rnn").items()} == dict(answers)
    report, until = course / "reports" / "rnn.html", time.monotonic() + 30
    while not report.exists() and time.monotonic() < until:  # it is written beside the work
        time.sleep(0.1)
    assert "Report on rnn" in report.read_text(encoding="utf-8")


def test_what_was_answered_before_is_not_answered_again_and_what_was_lost_is_made_again(course, handed_in, wrong):
    watched(course, lambda: (hand_in(course, "a", handed_in()), hand_in(course, "b", wrong)) and 2)
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as book:  # as if it had been killed before it wrote there
        book.remove_submission("rnn", "b")
    answers, _ = watched(course, lambda: hand_in(course, "c", handed_in()) or 2)
    assert sorted(answers) == [("b", 70), ("c", 100)]


def test_a_full_disk_is_said_once_and_nothing_is_lost(course, handed_in, wrong, monkeypatch):
    monkeypatch.setattr(watch_loop, "AGAIN", 0.2)
    real, failures = store.write_file, [3]

    def full(path, content, mode=0o644):
        if failures[0]:
            failures[0] -= 1
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path))
        real(path, content, mode)

    monkeypatch.setattr(store, "write_file", full)
    answers, said = watched(course, lambda: (hand_in(course, "a", handed_in()), hand_in(course, "b", wrong)) and 2)
    assert sorted(answers) == [("a", 100), ("b", 70)]
    assert any("No space left on device" in text and "nothing is lost" in text for text in said)
    assert said[-1] == "It works again."


def test_a_student_has_so_many_tries_a_day_and_reads_why_the_next_one_waits(course, handed_in, wrong, monkeypatch):
    settings(course, tries=1)
    today = [date(2026, 3, 1)]
    monkeypatch.setattr(watch_loop, "Tries", lambda path, most: Tries(path, most, lambda: today[0]))

    def one_too_many():
        hand_in(course, "ada", handed_in())
        hand_in(course, "bo", handed_in())
        return 1

    answers, said = watched(course, lambda: hand_in(course, "ada", wrong) or 1, one_too_many)
    assert answers == [("ada", 70), ("bo", 100)]
    assert said == ["ada has used 1 try of today; the newest work waits."]
    assert "as often as this course allows" in page(course, "ada")
    today[0] = date(2026, 3, 2)
    answers, _ = watched(course, lambda: 1)
    assert answers == [("ada", 100)]
    assert "as often as this course allows" not in page(course, "ada")


def started(course):
    command = [sys.executable, "-m", "grader", "grade", "rnn", "--watch", "--json", "--workers", "1"]
    command += ["--course", str(course)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def events(process, kind):
    """Read what a watch says up to the next event of a kind."""
    for line in process.stdout:
        event = json.loads(line)
        if event["event"] == kind:
            return event
    pytest.fail(process.stderr.read())


def test_a_watch_that_is_killed_goes_on_when_it_is_started_again_and_ends_in_one_line(course, handed_in, wrong):
    first = started(course)
    events(first, "watching")
    hand_in(course, "a", wrong)
    assert events(first, "answered")["score"] == 70
    hand_in(course, "b", handed_in())
    time.sleep(0.4)
    first.kill()
    first.wait()
    first.stdout.close()  # its worker may still be at b
    first.stderr.close()
    second = started(course)
    assert events(second, "answered")["student"] == "b"
    second.send_signal(signal.SIGTERM)
    out, errors = second.communicate(timeout=30)
    assert (second.returncode, errors) == (143, "")
    assert [json.loads(line) for line in out.splitlines()][-1:] == [{"event": "stopped", "why": "interrupted"}]


def test_what_cannot_go_together_is_refused(course):
    for more in (("--force",), ("--scheduler", "tcp://nowhere:1")):
        code, said = forked.outcome(("grade", "rnn", "--watch", "--json", *more), course)
        assert code == 2
        assert "leave out --force and --scheduler" in json.loads(said)["why"]
