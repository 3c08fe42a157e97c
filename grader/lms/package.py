"""The students' folder as one zip, for machines without nbgrader: unpack, install, open.

Its bytes depend on the release alone, so that two instructors who pack the same release hand out the same file.
"""

import re
from pathlib import Path

from grader.answers import COURSE, NOTEBOOK
from grader.classroom.course import nbgrader
from grader.classroom.validation import MODULES, TOP, leaks
from grader.files import write_zip

NAME = "rnn-assignment"
NEEDED = ("jupyter", "matplotlib", "numpy")


class NotPackaged(ValueError):
    """A release that must not be handed out; the message says why and what to do."""


def package(to, course=COURSE):
    """Pack the release, which is built when there is none.

    to         the zip that is written
    course     the course folder; release/rnn in it is what is packed

    Returns    list of the names in the zip
    Raises     NotPackaged when the release is older than its source, or holds what students must not see
    """
    release = Path(course) / "release" / "rnn"
    if not (release / "rnn.ipynb").exists():
        nbgrader(course, "generate_assignment", "rnn", "--force", log=Path(course) / "release.nbgrader.log")
    _check(release)
    files = {f"{NAME}/{path.relative_to(release).as_posix()}": path.read_bytes() for path in _files(release)}
    files[f"{NAME}/requirements.txt"] = requirements().encode("utf-8")
    write_zip(to, files)
    return sorted(files)


def requirements():
    """What students install: the lines of the course machine's requirements.txt that do not grade."""
    lines = (TOP / "requirements.txt").read_text(encoding="utf-8").splitlines()
    kept = [line for line in lines if re.split(r"[<>=~!\[]", line)[0].strip() in NEEDED]
    return "# pip install -r requirements.txt\n" + "\n".join(kept) + "\n"


def _files(release):
    """The files of a release; not what Python and Jupyter leave behind."""
    for path in sorted(release.rglob("*")):
        parts = path.relative_to(release).parts
        if path.is_file() and "__pycache__" not in parts and not any(part.startswith(".") for part in parts):
            yield path


def _check(release):
    again = "Build it anew: make release"
    for name in MODULES:
        path = release / name
        if not path.exists() or path.read_bytes() != (TOP / name).read_bytes():
            raise NotPackaged(f"{path} is not the {name} that is here now. {again}")
    if (release / "rnn.ipynb").stat().st_mtime < NOTEBOOK.stat().st_mtime:
        raise NotPackaged(f"{release / 'rnn.ipynb'} is older than its source. {again}")
    found = list(leaks(release, list(_files(release))))
    if found:
        raise NotPackaged("\n".join([*found, again]))
