"""An autograder for Gradescope, as the zip that is uploaded there.

The layout: https://gradescope-autograders.readthedocs.io/en/latest/specs/. It is not confined: the student's code runs
as the user who writes the results, so results can be forged. It grades as the terminal does, without nbgrader.
"""

from grader.answers import COURSE, NOTEBOOK
from grader.files import write_zip
from grader.seed import SEED_VARIABLE, of_course

TOP = COURSE.parent
# What grades without nbgrader; the rest of the instructor's package stays here.
MODULES = (
    "public_tests.py",
    "rnn_utils.py",
    "rnn_checks/*.py",
    "grader/__init__.py",
    "grader/answers.py",
    "grader/cases.py",
    "grader/diagnosis.py",
    "grader/environment.py",
    "grader/fingerprints.py",
    "grader/hidden_tests.py",
    "grader/oracle.py",
    "grader/points.py",
    "grader/seed.py",
    "grader/terminal.py",
    "grader/misconceptions/*.py",
    "grader/lms/__init__.py",
    "grader/archive.py",
    "grader/budget.py",
    "grader/cell_kinds.py",
    "grader/characters.py",
    "grader/intake/*.py",
    "grader/lms/collect.py",
    "grader/files.py",
    "grader/program.py",
    "grader/lms/gradescope_run.py",
)
SETUP = """#!/usr/bin/env bash
# Gradescope runs this once, as root, when the image is built. Its Python may be older than the grader needs.
set -eu
apt-get update
apt-get install -y python3-venv
python3 -m venv /opt/uv
/opt/uv/bin/pip install uv
/opt/uv/bin/uv venv --python 3.12 /opt/grader
/opt/uv/bin/uv pip install --python /opt/grader/bin/python {packages}
"""
RUN = """#!/usr/bin/env bash
# Gradescope runs this for each submission. AUTOGRADER_ROOT and AUTOGRADER_PYTHON are for trying it elsewhere.
set -eu
export AUTOGRADER_ROOT="${{AUTOGRADER_ROOT:-/autograder}}"
export PYTHONPATH="$AUTOGRADER_ROOT/source" PYTHONDONTWRITEBYTECODE=1
export {seed_variable}="{seed}"
cd "$AUTOGRADER_ROOT"
exec "${{AUTOGRADER_PYTHON:-/opt/grader/bin/python}}" -m grader.lms.gradescope_run
"""
PACKAGES = ("matplotlib", "nbformat", "numpy")


def autograder(to, seed=None):
    """Write the autograder zip.

    to         the zip that is written
    seed       int, of the hidden tests; None: that of the course, so that both grade the same

    Returns    list of the names in the zip
    """
    files = {
        path.relative_to(TOP).as_posix(): path.read_bytes() for pattern in MODULES for path in sorted(TOP.glob(pattern))
    }
    files[NOTEBOOK.relative_to(TOP).as_posix()] = NOTEBOOK.read_bytes()
    files["setup.sh"] = SETUP.format(packages=" ".join(f"'{line}'" for line in _requirements())).encode()
    files["run_autograder"] = RUN.format(
        seed_variable=SEED_VARIABLE, seed=of_course(COURSE) if seed is None else seed
    ).encode()
    write_zip(to, files, executable=("setup.sh", "run_autograder"))
    return sorted(files)


def _requirements():
    """The ranges that the course machine has, where it names them."""
    lines = (TOP / "requirements.txt").read_text(encoding="utf-8").splitlines()
    return [next((line for line in lines if line.startswith(name)), name) for name in PACKAGES]
