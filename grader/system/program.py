"""The program that grades: where it lies, and a name for its very text, so that results of two versions never mix."""

import hashlib
import importlib.metadata
import platform
from functools import cache

from grader.system.homes import TOP, own_files

_PROGRAM = (
    *("*.py", "checks/**/*.py", "exercises/**/*.py", "grader/**/*.py"),
    *("assignment/source/*/*.ipynb", "assignment/source/*/exercise.py", "assignment/source/*/numbers.json"),
)
# Packages that show what is there already; every other module may decide a score or a message.
_APART = (
    *("__main__.py", "demo", "exercise/template", "lms", "pages", "site"),
    *("system/command_line.py", "system/options.py", "system/terminal.py"),
)
# Numbers depend on them, or a message quotes what they say or let through.
_DISTRIBUTIONS = ("ipython", "matplotlib", "nbformat", "nh3", "numpy")


def program_digest() -> str:
    """A name for all that decides a score or a message: the modules, Python, what both depend on, exercises; hex."""
    own = own_files()
    if not own:
        return _project_digest()
    made = hashlib.sha256(_project_digest().encode())
    for name, path in own.items():
        made.update(name.encode() + b"\0" + path.read_bytes())
    return made.hexdigest()


@cache
def _project_digest():
    versions = [f"Python {platform.python_version()}", *(f"{name} {_version(name)}" for name in _DISTRIBUTIONS)]
    made = hashlib.sha256(" ".join(versions).encode())
    apart = {path for room in _APART for path in (TOP / "grader" / room, *(TOP / "grader" / room).rglob("*"))}
    modules = [path for pattern in _PROGRAM for path in TOP.glob(pattern)]
    for path in sorted({*modules} - apart):
        made.update(path.relative_to(TOP).as_posix().encode() + b"\0" + path.read_bytes())
    return made.hexdigest()


def version() -> str:
    """Name the program that this is, for people: one line."""
    python, nbgrader, numpy = platform.python_version(), _version("nbgrader"), _version("numpy")
    return f"grader {program_digest()[:12]} (Python {python}, nbgrader {nbgrader}, NumPy {numpy})"


def _version(distribution):
    try:
        return importlib.metadata.version(distribution)
    except importlib.metadata.PackageNotFoundError:
        return "none"
