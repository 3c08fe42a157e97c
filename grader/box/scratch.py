"""Folders for boxes: made with an owner, removed whatever is in them, and swept where the owner was killed."""

import contextlib
import math
import os
import shutil
import stat
import tempfile
import time
from pathlib import Path

PREFIX = "grader-box-"


def make() -> tuple[Path, int]:
    """Make a folder that is this process's own; return (its Path, the descriptor whose lock says so while it is open).

    What processes have left behind that were killed is removed first.
    """
    import fcntl  # which not every system has

    sweep()
    while True:
        folder = Path(tempfile.mkdtemp(prefix=PREFIX))
        with contextlib.suppress(FileNotFoundError):  # swept by another process before it was locked
            lock = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
            fcntl.flock(lock, fcntl.LOCK_EX)
            if folder.exists():
                return folder, lock
            os.close(lock)


def sweep():
    """Remove the folders of this user that `make` has made and nobody holds any more."""
    import fcntl

    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        with contextlib.suppress(OSError):
            found = folder.lstat()
            if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.geteuid():
                continue
            lock = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                remove(folder)
            finally:
                os.close(lock)


def remove(folder: str | Path, seconds: float = math.inf) -> bool:
    """Remove a folder with all that is in it, however deep, however many, whatever its modes; never raise.

    seconds    give up after so many
    Returns    True where nothing is left.

    Without recursion and long paths: what is a folder within a folder moves up first, beside all the others.
    """
    folder, deadline = str(folder), time.monotonic() + seconds
    try:
        os.chmod(folder, 0o700)
        heap = tempfile.mkdtemp(dir=folder)
    except OSError:
        shutil.rmtree(folder, ignore_errors=True)  # a full disk has no room for one more, and gets some by this
        return not os.path.lexists(folder)
    waiting, count = [folder], 0
    while waiting and time.monotonic() < deadline:
        path, done = waiting.pop(), 0
        with contextlib.suppress(OSError), os.scandir(path) as entries:
            for entry in entries:
                if entry.path != heap:
                    done += _take_out(entry, f"{heap}/{count + done}", waiting)
                if time.monotonic() > deadline:
                    break
        count += done + 1
        if not _attempt(os.rmdir, path) and done:
            waiting.append(path)  # what a system did not list while other entries went
    return _attempt(os.rmdir, heap) and _attempt(os.rmdir, folder)


def _take_out(entry, place, folders):
    """Remove an entry of a folder, or move it to a place, and there among the folders that wait; True where it went."""
    if not entry.is_dir(follow_symlinks=False):
        return _attempt(os.unlink, entry.path)
    # A folder that can't be written can't be moved.
    moved = _attempt(os.chmod, entry.path, 0o700) and _attempt(os.rename, entry.path, place)
    if moved:
        folders.append(place)
    return moved


def holds_more(folder, most_bytes, most_entries):
    """Return whether a folder takes up more bytes on the disk, or has more entries, than it may; never raise."""
    waiting, used, count = [str(folder)], 0, 0
    while waiting:
        with contextlib.suppress(OSError), os.scandir(waiting.pop()) as entries:
            for entry in entries:
                count += 1
                with contextlib.suppress(OSError):
                    used += entry.stat(follow_symlinks=False).st_blocks * 512
                    if entry.is_dir(follow_symlinks=False):
                        waiting.append(entry.path)
                if used > most_bytes or count > most_entries:
                    return True
    return False


def _attempt(do, *arguments):
    try:
        do(*arguments)
    except OSError:
        return False
    return True
