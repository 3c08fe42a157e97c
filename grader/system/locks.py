"""One process at a time: a lock on a file, which the system takes away when the process ends, in whatever way."""

import contextlib
import fcntl
from collections.abc import Iterator
from pathlib import Path

from grader.system.terminal import CannotRun


class Busy(CannotRun):
    """Another process is at the same work; the message says which."""


@contextlib.contextmanager
def alone(path: Path, busy: str) -> Iterator[None]:
    """Hold the lock on a file while the block runs; the file stays.

    busy       what Busy says, which is raised where another process has the lock
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise Busy(busy) from None
        yield
