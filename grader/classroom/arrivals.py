"""What arrives in a folder of submissions, found by looking again and again: that works on every file system."""

import os
import time
from dataclasses import dataclass
from pathlib import Path

SETTLED = 0.3  # seconds in which nothing changes, after which a file is taken to be whole
UNLIKELY = 30.0  # the same for a notebook that does not end as a notebook does, or that is not there yet
ENTRIES = 1_000  # of a student's folder that are looked at
TAIL = 512  # bytes of the end of a notebook


@dataclass
class _Seen:
    """A student's folder as it was when it was looked at last.

    mark     see `mark_of`
    since    of time.monotonic(): unchanged since then
    wait     seconds for which it has to stay unchanged
    given    True: it has been said that it is whole
    """

    mark: tuple
    since: float
    wait: float
    given: bool = False


class Arrivals:
    """Folders that appear or change, each of them once nobody writes into it any more.

    submissions   function that returns the pairs (student id, Path) that are there now
    settled, unlikely   seconds, see SETTLED and UNLIKELY
    clock         as time.monotonic
    """

    def __init__(self, submissions, settled=SETTLED, unlikely=UNLIKELY, clock=time.monotonic):
        self.submissions, self.clock = submissions, clock
        self.settled, self.unlikely = settled, unlikely
        self._seen = {}

    def look(self):
        """Look once; return the pairs (student id, Path) that have settled since the last look: a list."""
        there, now, found = self.submissions(), self.clock(), []
        for student, folder in there:
            mark, seen = mark_of(folder), self._seen.get(student)
            if seen is None or seen.mark != mark:
                wait = self.settled if _looks_whole(folder) else self.unlikely
                self._seen[student] = _Seen(mark, now, wait)
            elif not seen.given and now - seen.since >= seen.wait:
                seen.given = True
                found.append((student, folder))
        for student in self._seen.keys() - {student for student, _ in there}:
            del self._seen[student]
        return found

    def is_unchanged(self, student, folder):
        """True where a folder is still as it was when it was looked at; else it is found again once it settles."""
        seen = self._seen.get(student)
        return seen is not None and seen.mark == mark_of(folder)


def mark_of(folder):
    """Name the state of a folder: names, sizes, times and inodes of what is in it, some folders deep; no content."""
    found: list = []
    waiting: list = [Path(folder)]
    while waiting and len(found) < ENTRIES:
        try:
            with os.scandir(waiting.pop()) as entries:
                for entry in entries:
                    about = entry.stat(follow_symlinks=False)
                    found.append((entry.path, about.st_size, about.st_mtime_ns, about.st_ino))
                    if entry.is_dir(follow_symlinks=False):
                        waiting.append(entry.path)
        except OSError as error:
            found.append((error.errno,))
    return tuple(sorted(found[:ENTRIES], key=repr))


def _looks_whole(folder):
    """True where a notebook is in a folder, and each one ends as JSON does: what a slow copy has not yet come to."""
    try:
        notebooks = [path for path in Path(folder).iterdir() if path.suffix == ".ipynb" and path.is_file()]
        return bool(notebooks) and all(map(_ends_as_notebook, notebooks))
    except OSError:
        return False


def _ends_as_notebook(path):
    with path.open("rb") as file:
        file.seek(max(0, os.fstat(file.fileno()).st_size - TAIL))
        return file.read(TAIL).rstrip().endswith(b"}")
