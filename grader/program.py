"""The program that grades: where it lies, and a name for its very text, so that results of two versions never mix."""

import hashlib
import importlib.metadata
import platform
from functools import cache
from pathlib import Path

TOP = Path(__file__).resolve().parent.parent
<<<<<<< HEAD
_ROOMS = ("box", "cell_kinds", "characters", "examiner", "exercise", "intake")
_ROOMS += ("classroom/grading", "classroom/assignment", "classroom/result")
_EXERCISES = "assignment/source/*/*.ipynb", "assignment/source/*/exercise.py", "assignment/source/*/numbers.json"
=======
_ANSWERS = TOP / "assignment" / "source" / "rnn" / "rnn.ipynb"
# Rooms that show what is there already; every other module may decide a score or a message.
_APART = ("__main__.py", "classroom/pages", "lms", "options.py", "terminal.py")
# Numbers depend on them, or a message quotes what they say or let through.
_DISTRIBUTIONS = ("ipython", "matplotlib", "nbformat", "nh3", "numpy")
>>>>>>> main


@cache
def program_digest():
<<<<<<< HEAD
    """A name for all that decides a score or a message: these modules, and the versions that numbers depend on; hex."""
    made = hashlib.sha256(f"numpy {_version('numpy')} IPython {_version('ipython')}".encode())
    paths = [*TOP.glob("*.py"), *(TOP / "checks").glob("*.py"), *(TOP / "exercises").rglob("*.py")]
    paths += [path for pattern in _EXERCISES for path in TOP.glob(pattern)]
    for room in _ROOMS:
        paths += [(TOP / "grader" / room).with_suffix(".py"), *(TOP / "grader" / room).rglob("*.py")]
    for path in sorted(filter(Path.is_file, paths)):
=======
    """A name for all that decides a score or a message: the modules, Python, and what both depend on; hex."""
    versions = [f"Python {platform.python_version()}", *(f"{name} {_version(name)}" for name in _DISTRIBUTIONS)]
    made = hashlib.sha256(" ".join(versions).encode())
    apart = {path for room in _APART for path in (TOP / "grader" / room, *(TOP / "grader" / room).rglob("*"))}
    modules = [*TOP.glob("*.py"), *(TOP / "rnn_checks").glob("*.py"), *(TOP / "grader").rglob("*.py")]
    for path in sorted({_ANSWERS, *modules} - apart):
>>>>>>> main
        made.update(path.relative_to(TOP).as_posix().encode() + b"\0" + path.read_bytes())
    return made.hexdigest()


def version():
    """Name the program that this is, for people: one line."""
    python, nbgrader, numpy = platform.python_version(), _version("nbgrader"), _version("numpy")
    return f"rnn-grader {program_digest()[:12]} (Python {python}, nbgrader {nbgrader}, NumPy {numpy})"


def _version(distribution):
    try:
        return importlib.metadata.version(distribution)
    except importlib.metadata.PackageNotFoundError:
        return "none"
