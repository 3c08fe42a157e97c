"""An autograder for Gradescope, as the zip that is uploaded there.

The layout: https://gradescope-autograders.readthedocs.io/en/latest/specs/. It grades as `grader grade` does, in box
and examiner, without nbgrader.
"""

import json
from dataclasses import asdict

from grader.course.course import open_course
from grader.exercise.given import modules
from grader.exercise.loading import load
from grader.grading.assignment import files_beside
from grader.system.files import write_zip
from grader.system.homes import COURSE, PROJECT
from grader.system.program import TOP

SETTINGS = "gradescope.json"
PACKAGES = ("ipython", "matplotlib", "nbformat", "nh3", "numpy")  # what grading needs of requirements.txt
SETUP = """#!/usr/bin/env bash
# Gradescope runs this once, as root, when the image is built.
set -eu
export DEBIAN_FRONTEND=noninteractive
apt-get update
apt-get install -y bubblewrap libseccomp2 python3-venv
# Everything lies where a user without rights can read it: student code runs as one.
umask 022
if python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
    python3 -m venv /opt/grader
else
    python3 -m venv /opt/uv
    /opt/uv/bin/pip install 'uv>=0.5,<1'
    UV_PYTHON_INSTALL_DIR=/opt/python /opt/uv/bin/uv venv --seed --python 3.12 /opt/grader
fi
/opt/grader/bin/pip install {packages}
"""
RUN = """#!/usr/bin/env bash
# Gradescope runs this for each submission, as root. AUTOGRADER_ROOT and AUTOGRADER_PYTHON are for trying it elsewhere.
set -eu
export AUTOGRADER_ROOT="${AUTOGRADER_ROOT:-/autograder}"
export PYTHONPATH="$AUTOGRADER_ROOT/source" PYTHONDONTWRITEBYTECODE=1
cd "$AUTOGRADER_ROOT/source"
exec "${AUTOGRADER_PYTHON:-/opt/grader/bin/python}" -m grader.lms.gradescope_run
"""


def autograder(to, assignment, seed=None, unconfined=False, course=COURSE):
    """Write the autograder zip.

    to          the zip that is written
    assignment  name of the exercise
    seed        int, of the hidden tests; None: that of the course, so that both grade the same
    unconfined  True: give marks even where nothing confines student code, and say so in each result
    course      the course folder, for its limits and packages

    Returns     list of the names in the zip
    Raises      AssignmentError where the settings of the course do not load, UnknownExercise
    """
    course = open_course(course)
    exercise = load(assignment)
    settings = {
        "name": assignment,
        "seed": course.seed if seed is None else seed,
        "budget": asdict(course.budget()),
        "packages": list(course.examine.packages),
        "unconfined": unconfined or course.examine.unconfined,
        "backpropagation": course.examine.backpropagation,
    }
    notebook, source = exercise.notebook, PROJECT.source(assignment).relative_to(TOP).as_posix()
    files = {path.relative_to(TOP).as_posix(): path.read_bytes() for path in _program(assignment)}
    secret, there = exercise.home.secret(assignment), PROJECT.secret(assignment).relative_to(TOP)
    files |= {(there / path.relative_to(secret)).as_posix(): path.read_bytes() for path in _files(secret)}
    files |= {f"{source}/{name}": data for name, data in files_beside(notebook.parent).items()}
    files[f"{source}/{notebook.name}"] = notebook.read_bytes()
    files[SETTINGS] = (json.dumps(settings, indent=1) + "\n").encode()
    files["setup.sh"] = SETUP.format(packages=" ".join(f"'{line}'" for line in _requirements())).encode()
    files["run_autograder"] = RUN.encode()
    write_zip(to, files, executable=("setup.sh", "run_autograder"))
    return sorted(files)


def _program(assignment):
    """The files of this project that grade an exercise there, without its halves: list of Path."""
    own = TOP / "exercises" / "__init__.py", *_files(TOP / "grader")
    return [*(TOP / module for module in modules(assignment)), *own]


def _files(room):
    return [path for path in sorted(room.rglob("*")) if path.is_file() and "__pycache__" not in path.parts]


def _requirements():
    """The ranges that the course machine has."""
    lines = (TOP / "requirements.txt").read_text(encoding="utf-8").splitlines()
    ranges = {line.split(">=")[0]: line.split(" #")[0] for line in lines}
    return [ranges[name] for name in PACKAGES]
