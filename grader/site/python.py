"""How Python starts on a page: early, in a worker of ours, with bytecode, and with the tests in its memory."""

import json
from pathlib import Path

from grader.course.release import files_of as files_of_release
from grader.site import pyodide
from grader.site.wheels import zipped

PAGE = Path(__file__).with_name("page")
WORKER = "python.js"
MODULES = (".py", ".json")


def files_of(files, releases):
    """What stands in the folder of Python.

    files       dict: file name -> bytes, the part of Pyodide's release that a site needs
    releases    dict: name of an assignment -> Path of its release
    Returns     dict: file name -> bytes, those and ours
    """
    later = pyodide.later(files)
    ours = {f"{name}.zip": _modules(release) for name, release in releases.items()}
    made = pyodide.compiled({**files, **ours}) or {**files, **ours}
    return {**made, WORKER: _worker(later)}


def later(files, folder):
    """The names of those files of a site that Python fetches where a plot is drawn: list.

    files     dict: file name -> bytes, of the whole site
    folder    name of the folder of Python, without a slash at the end
    """
    lock = f"{folder}/{pyodide.LOCK}"
    return [f"{folder}/{name}" for name in pyodide.later({pyodide.LOCK: files[lock]})] if lock in files else []


def has_bytecode(files, folder):
    """Say whether the modules of a site are bytecode; arguments as of later."""
    return "bytecode" in json.loads(files[f"{folder}/{pyodide.LOCK}"])


def _modules(release):
    """The modules of an assignment, and the numbers of its tests, as a zip: bytes."""
    chosen = [path for path in files_of_release(release) if path.suffix in MODULES]
    return zipped({path.relative_to(release).as_posix(): path.read_bytes() for path in chosen})


def _worker(later):
    program = (PAGE / "prepare.py").read_text(encoding="utf-8")
    text = (PAGE / WORKER).read_text(encoding="utf-8")
    for word, value in {"PACKAGES": pyodide.AT_START, "FILES": later, "PROGRAM": program}.items():
        text = text.replace(f" = {word};", f" = {json.dumps(value)};")
    return text.encode("utf-8")
