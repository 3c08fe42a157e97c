"""The whole class through the course's own settings: student code in the box, test cells in the examiner."""

import json
import os
import time
from pathlib import Path

import nbformat
import pytest

from grader.classroom.course import make_course, nbgrader
from grader.seed import SEED_FILE, SEED_VARIABLE
from tests.hostile import observing
from tests.hostile.attack import CANARY, LATCH, hand_in
from tests.hostile.members import HONEST

SEED = "977131"
# So that what hangs is cut soon; an honest submission needs a fiftieth of a second for a session, and less for a call.
LIMITS = """
c.Examine.cpu = 2
c.Examine.wall = 4
c.Examine.seconds = 60
"""


def make_class(folder, who):
    """Make a course with the latch in it, hand in, autograde and write feedback.

    folder     Path of the course folder
    who        list of Attack
    Returns    (the course, seconds that it took, names of what was changed that nobody may change)
    """
    course = make_course(folder)
    (course / "source" / "rnn" / LATCH).write_text("armed")
    (course / SEED_FILE).write_text(SEED)
    with (course / "nbgrader_config.py").open("a", encoding="utf-8") as settings:
        settings.write(LIMITS)
    log = course / "nbgrader.log"
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv(SEED_VARIABLE, raising=False)
        patch.setenv("SECRET_TOKEN", CANARY)
        nbgrader(course, "generate_assignment", "rnn", log=log)
        release = nbformat.read(course / "release" / "rnn" / "rnn.ipynb", as_version=4)
        for attack in who:
            hand_in(attack, release, course / "submitted" / attack.id / "rnn")
        before, started = observing.fingerprint(course), time.monotonic()
        nbgrader(course, "autograde", "rnn", log=log)
        nbgrader(course, "generate_feedback", "rnn", log=log)
    after = observing.fingerprint(course)
    changed = [name for name, digest in before.items() if after.get(name) != digest]
    return course, time.monotonic() - started, changed


def seen(course, names, changed):
    """What became of each submission, as tests.hostile.control says it of plain nbgrader: dict, id -> dict."""
    given = observing.points(course)
    harmed = sum(given.get(attack.id) != attack.expected for attack in HONEST)
    left = len(left_running(course))
    return {
        name: {
            "points": given.get(name),
            "harmed": harmed,
            "left": left,
            "changed": changed,
            "ended": "",
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


def _times(course, name):
    times = json.loads((course / "receipts" / "rnn" / name / "rnn.json").read_text(encoding="utf-8"))["times"]
    return times["student cells"], times["tests"]
