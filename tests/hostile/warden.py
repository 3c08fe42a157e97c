"""Within the throw-away namespace of the control, as its first process: run plain nbgrader on a few submissions.

It can't be killed or stopped from inside. It ends whatever runs too long or becomes too many, then looks at what is
left, and says it on standard output as JSON: python -m tests.hostile.warden TEMPLATE SECONDS NAME...
"""

import json
import os
import resource
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import nbformat

from tests.hostile import observing
from tests.hostile.attack import hand_in
from tests.hostile.members import everybody, kind
from tests.hostile.plain import PLACE

COURSE = Path(PLACE)
PROCESSES = 200  # nbgrader with its kernel has about five, and thirty threads
MEMORY = 4 << 30


def main(template, seconds, names):
    shutil.copytree(template, COURSE, dirs_exist_ok=True)
    os.makedirs(os.environ["HOME"], exist_ok=True)
    release = nbformat.read(COURSE / "release" / "rnn" / "rnn.ipynb", as_version=4)
    # Training has no points and takes most of the time.
    release.cells = [cell for cell in release.cells if not cell.id.startswith("work_")]
    chosen = [attack for attack in everybody(COURSE) if attack.id in names]
    for attack in chosen:
        hand_in(attack, release, COURSE / "submitted" / attack.id / "rnn")
    before = observing.fingerprint(COURSE)
    deadline = time.monotonic() + seconds
    started = time.monotonic()
    ended, left = run("autograde", deadline)
    took = time.monotonic() - started
    if {kind(name) for name in names} - {None, "harm", "broken"}:
        run("generate_feedback", time.monotonic() + 60 + 3 * len(names))
    after = observing.fingerprint(COURSE)
    given = observing.points(COURSE)
    return {
        "ended": ended,
        "left": left,
        "seconds": round(took, 1),
        "changed": sorted(name for name in before if after.get(name) != before[name]),
        "points": given,
        "armed": observing.armed(COURSE, "a-armed"),
        "done": [name for name in names if observing.harmed(COURSE, name)],
        "hidden tests shown": [name for name in names if observing.shows_hidden_tests(COURSE, name)],
        "leaked": {name: found for name in names if (found := observing.leaked(COURSE, name))},
        "injected": {name: found for name in names if (found := observing.injected(COURSE, name))},
    }


def run(command, deadline):
    """Run one command of nbgrader; return (how it ended, in words, number of processes that it left running)."""
    with (COURSE / "log").open("a") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "nbgrader", command, "rnn"],
            cwd=COURSE,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            preexec_fn=_limits,
            start_new_session=True,
        )
    ended = ""
    status = None
    while status is None:
        status = _reap(process.pid)
        if time.monotonic() > deadline:
            ended = "did not end"
        elif len(_others()) > PROCESSES:
            ended = "too many processes"
        if ended:
            break
        time.sleep(0.05)
    process.returncode = 0  # it was waited for here
    time.sleep(0.5)  # a kernel that was told to end needs a moment
    _reap(process.pid)
    left = 0 if ended else len(_others())  # what is still at work was not left behind
    _end_all()
    if not ended and status:
        ended = f"ended with {os.waitstatus_to_exitcode(status)}"
    return ended, left


def _limits():
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_NPROC, (2 * PROCESSES, 2 * PROCESSES))  # root is not bound by it; the loop is
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _reap(wanted):
    """Wait for whoever has ended; return the status of one of them, or None."""
    found = None
    while True:
        try:
            pid, status = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return found
        if not pid:
            return found
        if pid == wanted:
            found = status


def _others():
    return [name for name in os.listdir("/proc") if name.isdigit() and name != "1"]


def _end_all():
    for _ in range(200):
        if not _others():
            return
        try:
            os.kill(-1, signal.SIGKILL)
        except ProcessLookupError:
            return
        _reap(0)
        time.sleep(0.02)


if __name__ == "__main__":
    print(json.dumps(main(sys.argv[1], float(sys.argv[2]), sys.argv[3:])))
