"""Picking up what a student handed in: one notebook out of a folder that may hold anything, as bytes."""

import os
import re
import stat
from dataclasses import dataclass
from pathlib import Path

from grader.intake.reading import SIZE_LIMIT, Unreadable


@dataclass(frozen=True)
class Picked:
    """What one student handed in.

    data       bytes of the notebook; empty where there is a reason
    reason     why it could not be picked up; empty where it could
    said       tuple of str, what was odd about it, in sentences
    """

    data: bytes
    reason: str = ""
    said: tuple = ()


def pick(folder, name):
    """Pick the notebook called `name` (without .ipynb) out of a folder; never raises for what the folder holds."""
    said = ()
    try:
        path, said = _find(folder, name)
        return Picked(_bytes(path), said=said)
    except Unreadable as reason:
        return Picked(b"", str(reason), said)


def _find(folder, name):
    """Return (Path of the notebook, sentences); a browser or a student may have renamed it."""
    wanted = f"{name}.ipynb"
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError as error:
        raise Unreadable(f"its folder can't be opened ({error.strerror})") from None
    if any(entry.name == wanted for entry in entries):
        return Path(folder) / wanted, ()
    others = [
        entry for entry in entries if entry.name.lower().endswith(".ipynb") and entry.is_file(follow_symlinks=False)
    ]
    if not others:
        raise Unreadable("no notebook was handed in")
    alike = [
        entry for entry in others if re.sub(r"[^a-z]", "", entry.name.lower()).startswith(re.sub(r"[^a-z]", "", name))
    ]
    chosen = max(alike or others, key=lambda entry: (entry.stat(follow_symlinks=False).st_mtime, entry.name))
    return Path(chosen.path), (f"The notebook was handed in as {chosen.name!r} and was taken for {wanted}.",)


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
    if len(data) > SIZE_LIMIT:
        raise Unreadable("it grew while it was read")
    return data
