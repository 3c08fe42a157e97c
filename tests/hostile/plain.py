"""The control: submissions through nbgrader as it comes, each run in a throw-away course folder that nothing leaves.

bubblewrap confines the whole of nbgrader here, not the students within it: they have their own network, processes and
a folder in memory; the rest of the machine can be read, the homes aside, and not written.
"""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

from grader.course.new_course import make_course
from grader.course.seed import SEED_FILE
from grader.exercise.loading import COURSE
from tests.hostile.attack import CANARY, LATCH
from tests.hostile.forging import KNOWN_SEED

TOP = COURSE.parent
PLACE = "/tmp/course"  # of the course folder, as it is seen within
SIZE = 512 << 20  # bytes of the course folder and whatever else is written
HIDDEN = ("/tmp/", "/root/", "/home/", "/var/tmp/")
SETTINGS = """
c = get_config()
c.CourseDirectory.course_id = "rnn"
c.ClearSolutions.code_stub = {"python": "raise NotImplementedError  # YOUR CODE HERE"}
c.Execute.timeout = 10
c.Execute.startup_timeout = 20
c.Execute.extra_arguments = ["--log-level=ERROR"]
c.HTMLExporter.embed_images = True
"""


def works():
    """Whether this machine can run the control."""
    if not shutil.which("bwrap"):
        return False
    return subprocess.run([*_namespace(), "true"], env={}, capture_output=True, timeout=60).returncode == 0


def template(folder):
    """Make the course that every run begins with: nbgrader's own settings, the release, the latch; return its Path."""
    from tests.forked import nbgrader  # here, as the program in the control has no need of all that it loads

    course = make_course(folder)
    (course / "nbgrader_config.py").write_text(SETTINGS, encoding="utf-8")
    (course / "source" / "rnn" / LATCH).write_text("armed")
    (course / SEED_FILE).write_text(str(KNOWN_SEED))  # as a course has it that keeps no seed in the environment
    nbgrader(course, "generate_assignment", "rnn", log=course / "log")
    # Fonts are looked for once, not in each run.
    subprocess.run(
        [sys.executable, "-c", "import matplotlib.font_manager"],
        env={**os.environ, "MPLCONFIGDIR": str(course / "fonts")},
        check=True,
    )
    return course


def run(made, names, seconds):
    """Run nbgrader's autograde and generate_feedback on some submissions.

    made       Path of the template
    names      ids of those who hand in, the honest neighbours among them
    seconds    by the clock for autograding; whatever still runs then is ended
    Returns what tests.hostile.warden says, a dict.
    """
    program = [sys.executable, "-m", "tests.hostile.warden", str(Path(made).resolve()), str(seconds), *names]
    done = subprocess.run(
        [*_namespace(made), *program], env={}, stdout=subprocess.PIPE, stdin=subprocess.DEVNULL, timeout=seconds + 300
    )
    if done.returncode:
        raise RuntimeError(f"the control ended with {done.returncode} for {', '.join(names)}")
    return json.loads(done.stdout)


def _namespace(*made):
    # What is needed out of the folders that are hidden; everything else is there already.
    needed = sorted({str(Path(path).resolve()) for path in (TOP, sys.prefix, sys.base_prefix, *made)})
    binds = [part for path in needed if path.startswith(HIDDEN) for part in ("--ro-bind", path, path)]
    hidden = [part for path in HIDDEN if Path(path).is_dir() and path != "/tmp/" for part in ("--tmpfs", path)]
    environment = {
        "PATH": f"{Path(sys.executable).parent}:/usr/bin:/bin",
        "HOME": "/tmp/home",
        "MPLCONFIGDIR": f"{PLACE}/fonts",
        "PYTHONPATH": str(TOP),
        "PYTHONDONTWRITEBYTECODE": "1",
        "OPENBLAS_NUM_THREADS": "1",
        "LANG": "C.UTF-8",
        "SECRET_TOKEN": CANARY,
        "GRADER_HIDDEN_SEED": str(KNOWN_SEED),
    }
    return [
        shutil.which("bwrap"),
        *("--unshare-all", "--die-with-parent", "--new-session", "--as-pid-1", "--cap-drop", "ALL"),
        *("--uid", "1000", "--gid", "1000", "--ro-bind", "/", "/", "--dev", "/dev", "--proc", "/proc"),
        *("--size", str(SIZE), "--tmpfs", "/tmp", *hidden, *binds),
        *(part for name, value in environment.items() for part in ("--setenv", name, value)),
        *("--chdir", "/tmp", "--"),
    ]
