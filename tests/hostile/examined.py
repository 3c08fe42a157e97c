"""The whole class through box and examiner, with the course's own settings."""

import json
import os
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import nbformat
import pytest

from grader.course.nbgrader_cli import CommandFailed
from grader.course.new_course import make_course
from grader.course.seed import SEED_FILE
from grader.exercise.seed import SEED_VARIABLE
from tests.forked import nbgrader
from tests.hostile import observing
from tests.hostile.attack import CANARY, LATCH, hand_in
from tests.hostile.members import HONEST
from tests.hostile.places import TOP

SEED = "977131"
# So that what hangs is cut soon; an honest submission needs a fiftieth of a second for a session, and less for a call.
LIMITS = """
c.Examine.cpu = {cpu}
c.Examine.wall = {wall}
c.Examine.seconds = {seconds}
"""
LEFT = [Path(folder) / "left-behind" for folder in ("/tmp", "/var/tmp", "/dev/shm")]


@dataclass(frozen=True)
class Run:
    """What a run through the class came to.

    course     Path of the course folder
    seconds    by the clock
    changed    names of what was changed that nobody may change
    ended      why the run ended before it was done; empty where it did not
    """

    course: Path
    seconds: float
    changed: list
    ended: str


def make_class(folder, who, place=None, released=None, workers=None):
    """Make a course with the latch in it, hand in, grade and write feedback.

    folder     Path of the course folder
    who        list of Attack
    place      tests.hostile.places.Place where `grader grade` runs; None: nbgrader's own commands, here
    released   Path of a course with a release, to begin with a copy of it; None: all is made anew
    workers    of `grader grade`; None: two for each processor, as many of them wait
    Returns    Run
    """
    course = shutil.copytree(released, folder) if released else make_course(folder)
    for part in ("source", "release") if released else ("source",):
        (course / part / "rnn" / LATCH).write_text("armed")
    (course / SEED_FILE).write_text(SEED)
    with (course / "nbgrader_config.py").open("a", encoding="utf-8") as settings:
        # Four are graded at once, on two processors that other tests share: the 1,200 folders of one take 8 s alone.
        limits = {"cpu": 2, "wall": 20, "seconds": 120} if place else {"cpu": 2, "wall": 4, "seconds": 60}
        settings.write(LIMITS.format(**limits))
    log = course / "nbgrader.log"
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv(SEED_VARIABLE, raising=False)
        patch.setenv("SECRET_TOKEN", CANARY)
        if not released:
            nbgrader(course, "generate_assignment", "rnn", log=log)
        release = nbformat.read(course / "release" / "rnn" / "rnn.ipynb", as_version=4)
        for attack in who:
            hand_in(attack, release, course / "submitted" / attack.id / "rnn")
        for path in LEFT:
            path.unlink(missing_ok=True)
        before, started = observing.fingerprint(course), time.monotonic()
        ended = _grade(course, place, log, workers or 2 * os.cpu_count()) if place else _autograde(course, log)
    after = observing.fingerprint(course)
    changed = [name for name, found in before.items() if after.get(name) != found]
    changed += [str(path) for path in LEFT if path.exists()]
    return Run(course, time.monotonic() - started, changed, ended)


def _autograde(course, log):
    try:
        for step in ("autograde", "generate_feedback"):
            nbgrader(course, step, "rnn", log=log)
    except CommandFailed as failure:
        return str(failure)
    return ""


def _grade(course, place, log, workers):
    """Run `grader grade`; return why it ended before everybody was graded. It says so itself where it has not."""
    home = course.parent / "home"
    home.mkdir()
    program = [sys.executable, "-m", "grader", "grade", "rnn", "--course", str(course), "--json"]
    program += ["--workers", str(workers)]
    done = subprocess.run(
        place.command(program, course.parent),
        env={**place.environment(home), "SECRET_TOKEN": CANARY},
        cwd=TOP,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
    )
    with log.open("a", encoding="utf-8") as file:
        file.write(done.stdout + done.stderr)
    events = [json.loads(line)["event"] for line in done.stdout.splitlines()]
    return "" if "end" in events else f"ended with {done.returncode}: {done.stdout[-500:]}{done.stderr[-1500:]}"


def seen(run, names):
    """What became of each submission, as tests.hostile.control says it of plain nbgrader: dict, id -> dict."""
    course = run.course
    given = observing.points(course)
    harmed = sum(given.get(attack.id) != attack.expected for attack in HONEST)
    left = len(left_running(course))
    return {
        name: {
            "points": given.get(name),
            "harmed": harmed,
            "left": left,
            "changed": run.changed,
            "ended": run.ended,
            "done": observing.harmed(course, name),
            "shown": observing.shows_hidden_tests(course, name),
            "leaked": observing.leaked(course, name),
            "injected": observing.injected(course, name),
            "seconds": round(sum(_times(course, name)), 1),
        }
        for name in names
    }


def left_running(course):
    """Boxes and examiners of this course that still run: list of their command lines."""
    lines = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            line = path.read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except OSError:
            continue
        if str(course) in line and path.parent.name != str(os.getpid()):
            lines.append(line)
    return lines


def receipt(course, name):
    """The receipt of a submission: dict, empty where it has none."""
    path = course / "receipts" / "rnn" / name / "rnn.json"
    return json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}


def _times(course, name):
    times = receipt(course, name).get("times", {})
    return times.get("student cells", 0), times.get("tests", 0)
