"""Receiving what was handed in: from each submission a clean notebook of text, whatever lay in the student's folder.

nbgrader autogrades from the folder `received`, which holds nothing else; `submitted` stays as it is.
"""

import json
import os
import re
import shutil
import stat
from pathlib import Path

import nbformat
from nbgrader import converters
from nbgrader.apps import api, autogradeapp
from nbgrader.utils import parse_utc

RECEIVED = "received"
SIZE_LIMIT = 20 << 20  # bytes of a notebook
CELL_LIMIT = 2000
STUB = "raise NotImplementedError  # nothing could be read here"


class Unreadable(ValueError):
    """A submission that can't be read as a notebook; the message is the reason, for the student."""


class Autograde(converters.Autograde):
    """nbgrader's autograding, of what was received."""

    @property
    def _input_directory(self):
        return RECEIVED if self._sanitizing else self.coursedir.autograded_directory

    def start(self):
        receive_all(self.coursedir, self.log)
        super().start()


def use():
    """Let nbgrader's command and Formgrader's button receive submissions before they autograde them."""
    autogradeapp.Autograde = api.Autograde = Autograde


def receive_all(coursedir, log):
    """Receive every submission of an assignment that nbgrader is asked to autograde.

    coursedir  nbgrader's CourseDirectory
    Folders are made anew; a submission that was received before and has not changed is left alone.
    """
    assignment = coursedir.assignment_id
    source = Path(coursedir.format_path(coursedir.source_directory, ".", assignment))
    notebooks = sorted(path.stem for path in source.glob("*.ipynb"))
    pattern = coursedir.format_path(coursedir.submitted_directory, coursedir.student_id, assignment)
    students = Path(coursedir.root, coursedir.submitted_directory)
    for folder in sorted(Path(coursedir.root).glob(str(Path(pattern).relative_to(coursedir.root)))):
        student = folder.relative_to(students).parts[0]
        target = Path(coursedir.format_path(RECEIVED, student, assignment))
        for name in notebooks:
            notebook, said = receive(folder, name, source / f"{name}.ipynb")
            for sentence in said:
                log.warning("%s: %s", student, sentence)
            _write(target, name, notebook)
        _copy_time(folder, target)


def receive(folder, name, source):
    """Read one notebook of a submission.

    folder     Path of what the student handed in
    name       of the notebook, without .ipynb
    source     Path of the instructor's notebook
    Returns (a notebook of format 4 with nothing but text, what was repaired as sentences). Never raises for what the
    student's folder holds: what can't be read becomes the untouched assignment, with the reason above it.
    """
    try:
        path, said = _find(folder, name)
        cells = _cells(_parsed(_bytes(path)))
    except Unreadable as reason:
        said = [f"{name}.ipynb could not be read: {reason}"]
        cells = [_text_cell("markdown", said[0]), *_untouched(source)]
    notebook = nbformat.v4.new_notebook(cells=cells)
    notebook.metadata["received"] = said
    return notebook, said


def _find(folder, name):
    """Return (Path of the notebook, sentences); a browser or a student may have renamed it."""
    wanted = f"{name}.ipynb"
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError as error:
        raise Unreadable(f"its folder can't be opened ({error.strerror})") from None
    if any(entry.name == wanted for entry in entries):
        return Path(folder) / wanted, []
    others = [
        entry for entry in entries if entry.name.lower().endswith(".ipynb") and entry.is_file(follow_symlinks=False)
    ]
    if not others:
        raise Unreadable("no notebook was handed in")
    alike = [
        entry for entry in others if re.sub(r"[^a-z]", "", entry.name.lower()).startswith(re.sub(r"[^a-z]", "", name))
    ]
    chosen = max(alike or others, key=lambda entry: (entry.stat(follow_symlinks=False).st_mtime, entry.name))
    return Path(chosen.path), [f"The notebook was handed in as {chosen.name!r} and was taken for {wanted}."]


def _bytes(path):
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError as error:
        kind = "it is a link" if path.is_symlink() else error.strerror
        raise Unreadable(f"it can't be opened ({kind})") from None
    about = os.fstat(descriptor)
    if not stat.S_ISREG(about.st_mode):
        os.close(descriptor)
        raise Unreadable("it is not a file")
    with os.fdopen(descriptor, "rb") as file:
        if about.st_size > SIZE_LIMIT:
            raise Unreadable(f"it has {about.st_size >> 20} MB, and at most {SIZE_LIMIT >> 20} are read")
        data = file.read(SIZE_LIMIT + 1)
    if not data.strip():
        raise Unreadable("it is empty")
    return data


def _parsed(data):
    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        notebook = json.loads(data.decode(encoding))
    except UnicodeDecodeError:
        raise Unreadable("it is not text in UTF-8") from None
    except RecursionError:
        raise Unreadable("it is nested too deep") from None
    except ValueError as error:
        raise Unreadable(f"it is not JSON ({error})") from None
    if not isinstance(notebook, dict):
        raise Unreadable("it is JSON, but no notebook")
    return notebook


def _cells(notebook):
    """Take the text of each cell, and the id that the assignment knows it by."""
    cells = notebook.get("cells")
    if cells is None and isinstance(notebook.get("worksheets"), list):  # format 3
        sheets = [sheet for sheet in notebook["worksheets"] if isinstance(sheet, dict)]
        cells = [cell for sheet in sheets for cell in sheet.get("cells") or []]
    if not isinstance(cells, list) or not all(isinstance(cell, dict) for cell in cells):
        raise Unreadable("it has no list of cells")
    if len(cells) > CELL_LIMIT:
        raise Unreadable(f"it has {len(cells)} cells, and at most {CELL_LIMIT} are read")
    return [_cell(cell) for cell in cells]


def _cell(cell):
    kind = cell.get("cell_type")
    source = cell.get("source", cell.get("input", ""))
    if isinstance(source, list):
        source = "".join(line for line in source if isinstance(line, str))
    source = source if isinstance(source, str) else ""
    # Half of a surrogate pair can be in JSON, but in no file.
    source = source.encode("utf-8", "replace").decode("utf-8")
    made = _text_cell(kind if kind in ("code", "markdown", "raw") else "markdown", source)
    metadata = cell.get("metadata")
    known = metadata.get("nbgrader") if isinstance(metadata, dict) else None
    grade_id = known.get("grade_id") if isinstance(known, dict) else None
    if isinstance(grade_id, str) and re.fullmatch(r"[a-zA-Z0-9_\-]{1,100}", grade_id):
        made.metadata["nbgrader"] = {"grade_id": grade_id}
    elif isinstance(cell.get("id"), str) and re.fullmatch(r"[a-zA-Z0-9_\-]{1,64}", cell["id"]):
        made.metadata["was"] = cell["id"]
    return made


def _text_cell(kind, source):
    return getattr(nbformat.v4, f"new_{kind}_cell")(source)


def _untouched(source):
    """The instructor's solution cells with nothing in them."""
    cells = nbformat.read(source, as_version=4).cells
    for cell in cells:
        known = cell.metadata.get("nbgrader", {})
        if known.get("solution"):
            made = _text_cell(cell.cell_type, f"{cell.source.split(chr(10))[0]}\n    {STUB}")
            made.metadata["nbgrader"] = {"grade_id": known["grade_id"]}
            yield made


def _write(target, name, notebook):
    target.mkdir(parents=True, exist_ok=True)
    path = target / f"{name}.ipynb"
    written = path.with_suffix(".new")
    written.write_text(nbformat.writes(notebook), encoding="utf-8")
    written.replace(path)


def _copy_time(folder, target):
    """Keep the time that nbgrader's collecting wrote, where it is one."""
    shutil.rmtree(target / "timestamp.txt", ignore_errors=True)
    (target / "timestamp.txt").unlink(missing_ok=True)
    path = folder / "timestamp.txt"
    if path.is_file() and not path.is_symlink() and path.stat().st_size < 1000:
        try:
            text = path.read_text(encoding="utf-8", errors="replace").strip()
            parse_utc(text)
        except (ValueError, OverflowError):
            return
        (target / "timestamp.txt").write_text(text, encoding="utf-8")
