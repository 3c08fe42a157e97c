"""Law: where a session can't be confined, or can't work, nothing is graded and one sentence says why; what a box that
was killed has left is removed by the next; and a box that is killed while it starts is started again."""

import os
import resource
import signal
import struct
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

from grader.box import box as boxes
from grader.box import sandbox, scratch
from grader.box.box import Box, BoxFailed
from grader.box.confinement import Confinement
from tests.rnn import NOTEBOOK

pytestmark = pytest.mark.slow

TOP = Path(__file__).resolve().parent.parent
FOUND = sandbox.available()
needs_box = pytest.mark.skipif(not FOUND.holds, reason=f"needs a box: {sandbox.INSTALL}")
only_x86 = pytest.mark.skipif(os.uname().machine != "x86_64", reason="numbers of x86-64")

START = """
from grader.box import sandbox
from grader.box.box import Box, BoxFailed
from grader.box.confinement import Confinement
from tests.rnn import NOTEBOOK
try:
    with Box(NOTEBOOK.parent, confinement={confinement}, bare=True) as box:
        box.start()
        session = box.session()
        session.prepare({{1: "def f():\\n    return 6 * 7"}})
        print("ANSWER", session.call("f", []).value)
        session.end()
except (BoxFailed, sandbox.NoConfinement) as failed:
    print(f"{{type(failed).__name__}}: {{failed}}")
"""


def started(confinement="sandbox.available()", before=None):
    """What a process says that starts a box, in a confinement of this expression, and asks a session for an answer."""
    program = START.format(confinement=confinement)
    command = [sys.executable, "-c", program]
    ended = subprocess.run(command, cwd=TOP, capture_output=True, text=True, preexec_fn=before, check=False)
    assert not ended.stderr
    return ended.stdout.strip()


# ── The machine's own limits ──────────────────────────────────────────────────────────────────────────────────────

LIMITS = {
    "address space of 2,000,000 kB": (resource.RLIMIT_AS, 2_000_000 << 10, "ANSWER 42"),
    "files of 8 MB": (resource.RLIMIT_FSIZE, 8 << 20, "ANSWER 42"),
    "address space of 600,000 kB": (resource.RLIMIT_AS, 600_000 << 10, "ulimit -v) is 600,000 kB"),
    "files of 1 MB": (resource.RLIMIT_FSIZE, 1 << 20, "ulimit -f) is 1,024 kB"),
    "few files": (resource.RLIMIT_NOFILE, 20, "ulimit -n) is 20 files"),
    "little time": (resource.RLIMIT_CPU, 5, "ulimit -t) is 5 seconds"),
}


@needs_box
@pytest.mark.parametrize("what", LIMITS)
def test_a_tight_limit_is_kept_to_or_refused_in_a_sentence(what):
    limit, value, expected = LIMITS[what]
    said = started(before=lambda: resource.setrlimit(limit, (value, value)))
    assert expected in said
    assert len(said.splitlines()) == 1


# ── A kernel that refuses ─────────────────────────────────────────────────────────────────────────────────────────

ERRNO, ALLOW, PERMISSION = 0x00050000, 0x7FFF0000, 1
NUMBER, FIRST_ARGUMENT = 0, 16  # where a filter finds them


def refusing(number, argument=None):
    """Return a function that binds its process to a filter that refuses one system call, or one use of it."""
    asked = [(0x20, 0, 0, NUMBER), (0x15, 0, 1 if argument is None else 3, number)]
    if argument is not None:
        asked += [(0x20, 0, 0, FIRST_ARGUMENT), (0x15, 0, 1, argument)]
    program = [*asked, (0x06, 0, 0, ERRNO | PERMISSION), (0x06, 0, 0, ALLOW)]

    def bind():
        from grader.box import kernel, seccomp

        kernel.forgo_privileges()
        code = b"".join(struct.pack("=HBBI", *one) for one in program)
        kernel.load_filter(seccomp.ctypes.byref(seccomp._Program(len(program), code)))

    return bind


REFUSALS = {
    "seccomp": (refusing(157, 22), "a session can't be confined: PermissionError"),
    "landlock": (refusing(446), "a session can't be confined: PermissionError"),
}


@needs_box
@only_x86
@pytest.mark.parametrize("what", REFUSALS)
def test_no_session_runs_where_the_kernel_refuses_a_layer_that_was_chosen(what):
    before, expected = REFUSALS[what]
    said = started(f"Confinement(False, {FOUND.landlock}, True)", before)
    assert said.startswith("BoxFailed: The box for student code does not start: " + expected)


@needs_box
@only_x86
def test_what_the_kernel_refuses_is_not_chosen():
    assert "seccomp can't be used" in started("sandbox.chosen()", refusing(157, 22))
    assert "ANSWER" not in started("sandbox.chosen()", refusing(157, 22))
    without_landlock = started("sandbox.chosen()", refusing(444))
    assert without_landlock == "ANSWER 42" or "has no Landlock" in without_landlock


class Claiming(Confinement):
    """A confinement that says that it holds."""

    holds = True


def test_a_confinement_that_does_not_hold_is_found_by_trying():
    with pytest.raises(BoxFailed, match="a first session could start a process, open a socket"):
        Box(NOTEBOOK.parent, confinement=Claiming(False, 0, False), bare=True).start()


@needs_box
def test_a_course_that_student_code_could_read_is_not_graded(monkeypatch):
    """Landlock alone opens all of /usr, and a course may lie there."""
    monkeypatch.setattr(boxes, "TOP", Path("/usr/share"))
    with pytest.raises(BoxFailed, match="could read /usr/share"):
        Box(NOTEBOOK.parent, confinement=Confinement(False, FOUND.landlock, True), bare=True).start()


def test_memory_that_does_not_suffice_is_said():
    from grader.rules.budget import Budget

    with pytest.raises(BoxFailed, match="a first session, tried before anything is graded"):
        Box(NOTEBOOK.parent, budget=Budget(memory=100 << 20), bare=True).start()


# ── A box that is killed ──────────────────────────────────────────────────────────────────────────────────────────


def killed(monkeypatch, times):
    """Kill the next warm processes as soon as they start; return the list of all that are started."""
    start, made = subprocess.Popen, []

    def popen(command, **settings):
        made.append(start(command, **settings))
        if len(made) <= times:
            made[-1].kill()
        return made[-1]

    monkeypatch.setattr(boxes.subprocess, "Popen", popen)
    return made


@needs_box
def test_a_box_that_is_killed_while_it_starts_is_started_again(monkeypatch):
    made = killed(monkeypatch, 2)
    with Box(NOTEBOOK.parent, confinement=FOUND, bare=True) as box:
        box.start()
        box.session().end()
    assert len(made) == 3


@needs_box
def test_a_box_that_is_killed_whenever_it_starts_fails_in_a_sentence_and_leaves_nothing(monkeypatch, tmp_path):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    made = killed(monkeypatch, 100)
    with pytest.raises(BoxFailed, match="does not start: it ended"):
        Box(NOTEBOOK.parent, confinement=FOUND, bare=True).start()
    assert len(made) == boxes.STARTS
    assert not os.listdir(tmp_path)


ENDLESS = """
import os
from grader.box.box import Box
from grader.box.confinement import Confinement
from tests.rnn import NOTEBOOK
box = Box(NOTEBOOK.parent, confinement=Confinement(False, {landlock}, True), bare=True).start()
session = box.session()
print(box.folder, box.process.pid, flush=True)
session.run(1, "open('left', 'w').close(); import time; time.sleep(1000)")
"""


@needs_box
def test_what_a_killed_grader_leaves_ends_and_is_removed_by_the_next(tmp_path, monkeypatch):
    environment = {**os.environ, "TMPDIR": str(tmp_path)}
    command = [sys.executable, "-c", ENDLESS.format(landlock=FOUND.landlock)]
    grader = subprocess.Popen(command, cwd=TOP, env=environment, stdout=subprocess.PIPE, text=True)
    folder, warm = grader.stdout.readline().split()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    (tmp_path / f"{scratch.PREFIX}link").symlink_to(TOP)
    (tmp_path / "another").mkdir()
    scratch.sweep()
    assert Path(folder).is_dir(), "it is held"
    grader.send_signal(signal.SIGKILL)
    grader.wait()
    grader.stdout.close()
    deadline = time.monotonic() + 60
    while Path(f"/proc/{warm}").exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not _processes_in(folder, deadline)
    scratch.sweep()
    assert sorted(os.listdir(tmp_path)) == ["another", f"{scratch.PREFIX}link"]
    assert (TOP / "grader").is_dir()


def _processes_in(folder, deadline):
    """The processes whose working folder is a folder, or in it; waits until there is none."""
    while True:
        found = [link for link in Path("/proc").glob("[0-9]*/cwd") if _leads_into(link, folder)]
        if not found or time.monotonic() > deadline:
            return found
        time.sleep(0.05)


def _leads_into(link, folder):
    try:
        return os.readlink(link).startswith(folder)
    except OSError:
        return False
