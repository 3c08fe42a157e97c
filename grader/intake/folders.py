"""What lies in a folder that was handed in: plain files, some folders deep; no links."""

import os
import stat
from itertools import islice
from pathlib import Path

from grader.intake.contents import (
    ENTRIES,
    HEAD,
    NOT_LOOKED_AT,
    Beside,
    File,
    is_hidden,
    is_named_notebook,
    is_of_a_program,
    notebooks_in,
)
from grader.intake.read_notebook import Unreadable
from grader.rules.budget import Budget
from grader.system.archive import shown

NOT_HANDED_IN = ("timestamp.txt", "submission_secret.txt")  # files of nbgrader's exchange
DEPTH = 40  # levels of folders in the one that was handed in
FOLDER = "a folder"
_KINDS = ((stat.S_ISLNK, "a link"), (stat.S_ISDIR, FOLDER), (stat.S_ISFIFO, "a pipe"), (stat.S_ISSOCK, "a socket"))


def refuse_links(folder: Path, top: Path | None = None) -> None:
    """Raise Unreadable where a part of a path is a link: what it leads to was not handed in here.

    top        Path of a folder above it: the parts below are looked at; None: the last one alone
    """
    parts = folder.relative_to(top).parts if top else folder.parts[-1:]
    for path in [folder, *folder.parents][: len(parts)]:
        if path.is_symlink():
            raise Unreadable(f"the folder {shown(path.name)} is a link; links are not followed")


def files_in(folder, sought, wanted=""):
    """Look for notebooks in a folder.

    sought     grader.intake.contents.Sought
    wanted     name of the file that is looked at whatever else, and however much, lies there
    Returns    (list of File that may be notebooks; list of Beside, what else is there)
    Raises     Unreadable where the folder can't be read
    """
    cut: list[str] = []
    found = _entries(folder, wanted, cut)
    entries = sorted(found, key=lambda entry: (entry[0] != wanted, not is_named_notebook(entry[0])))
    files, others = _files_among([entry for entry in entries if not is_hidden(entry[0])], sought)
    hidden, more = _files_among([entry for entry in entries if is_hidden(entry[0])], sought)
    too_many = (
        [Beside("", f"only {ENTRIES:,} files and folders were looked at, of more", is_likely=True)] if cut else []
    )
    return [*files, *hidden], [*too_many, *others, *more]


def _files_among(entries, sought):
    """Look for notebooks among some entries of a folder: (list of File, list of Beside).

    entries    list of pairs (name, Path)
    """
    files, others, left = [], [], 2 * sought.budget.notebook
    for name, path in entries:
        kind = _kind(path)
        if kind:
            is_too_deep = kind == FOLDER and not is_named_notebook(name)
            more = ", and lies too deep to be looked into" if is_too_deep else ""
            others.append(Beside(name, f"{shown(name)} is {kind}{more}", is_likely=is_too_deep))
            continue
        file, head = file_of(path, name, sought.budget)
        left -= 0 if is_named_notebook(name) else min(path.lstat().st_size, sought.budget.notebook)  # what is read now
        if left < 0 and files:
            others.append(Beside(name, f"{shown(name)} {NOT_LOOKED_AT}"))
            continue
        found, beside = notebooks_in(file, head, sought)
        files += found
        others += beside
    return files, others


def file_of(path: Path, name: str, budget: Budget) -> tuple[File, bytes]:
    """Return (the File that lies at a path, its first bytes)."""
    return File(name, path.lstat().st_mtime, _reader(path, budget), name.rsplit("/", 1)[-1]), _head(path)


def _entries(folder, wanted, cut):
    """Yield (name, Path) of what lies in a folder, and in its folders, `wanted` first.

    cut        list: gets the names of folders of which not all was looked at
    """
    if folder.is_file():  # handed in under the name of the folder
        yield folder.name, folder
        return
    try:
        top = sorted(islice(os.scandir(folder), ENTRIES + 1), key=lambda entry: entry.name)
    except OSError as error:
        raise Unreadable(f"its folder can't be opened ({error.strerror})") from None
    cut += [""] * (len(top) > ENTRIES)
    waiting = [(entry.name, Path(entry.path), DEPTH) for entry in reversed(top[:ENTRIES]) if entry.name != wanted]
    if wanted and os.path.lexists(folder / wanted):
        waiting.append((wanted, folder / wanted, DEPTH))
    left = ENTRIES
    while waiting:
        name, path, depth = waiting.pop()
        if path.name in NOT_HANDED_IN or is_of_a_program(name):
            continue
        if not _is_folder(path) or not depth:
            yield name, path
            continue
        inside = _scan(path, left + 1)
        cut += [name] * (len(inside) > left)
        inside = inside[:left]
        left -= len(inside)
        if not inside and is_named_notebook(name):
            yield name, path
        waiting += [(f"{name}/{part}", path / part, depth - 1) for part in reversed(inside)]


def _is_folder(path):
    try:
        return path.is_dir() and not path.is_symlink()
    except OSError:  # its path is too long
        return False


def _scan(path, most):
    try:
        return sorted(entry.name for entry in islice(os.scandir(path), most))
    except OSError:
        return []


def _kind(path):
    """What something is that is no plain file that can be read; empty where it is one."""
    try:
        mode = path.lstat().st_mode
    except OSError as error:
        return f"not readable ({error.strerror})"
    if not stat.S_ISREG(mode):
        return next((words for is_kind, words in _KINDS if is_kind(mode)), "a device")
    return "" if os.access(path, os.R_OK) else "not readable"


def _head(path):
    with os.fdopen(os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC), "rb") as file:
        return file.read(HEAD)


def _reader(path, budget):
    """Return the function that reads a file, if it is not larger than a notebook may be."""

    def read():
        try:
            descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
        except OSError as error:
            raise Unreadable(f"it can't be opened ({error.strerror})") from None
        with os.fdopen(descriptor, "rb") as file:
            size = os.fstat(descriptor).st_size
            data = b"" if size > budget.notebook else file.read(budget.notebook + 1)
        if max(size, len(data)) > budget.notebook:
            most = budget.notebook >> 20
            raise Unreadable(f"it has {max(size >> 20, most + 1)} MB, and at most {most} are read; clear the outputs")
        return data

    return read
