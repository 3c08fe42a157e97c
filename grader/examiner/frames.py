"""Messages between engine, examiner and its worker: frames of a kind and a value, over pipes.

READY      the examiner can work: confinement, confined
FAILED     it can't: why, and where it does not start, whether to try again
JOB        a submission, or what is left of it: cells, seconds, before
AT         a cell begins: number, seconds that it may take
CELL       a cell is done: number, outputs, finished, reason, by_clock
DEAD       a cell ends its session, so it is not run again: number, why (a text, and whether by the clock)
STOPPED    a function ran into a limit of time, so it is not called again: name, why
END        all cells are done: times, sessions, skipped (of cells that went on: what a line ended with, the line)
LOST       the worker is gone: why (a Loss), signal
"""

import json
import os
import select
import struct
import time
from enum import StrEnum

READY, FAILED, JOB, AT, CELL = b"r", b"f", b"j", b"a", b"c"
DEAD, STOPPED, END, LOST = b"d", b"s", b"e", b"l"
_HEAD = struct.Struct(">cQ")


class Loss(StrEnum):
    """How a worker, or the examiner, was lost."""

    CLOCK = "clock"  # it took longer than it may, and was ended
    CRASHED = "crashed"
    KILLED = "killed"  # from outside, for all that is known


class Abandoned(EOFError):
    """The process that asked for the work has ended."""


def pack(kind, value):
    """Write a frame, bytes; text that can't be encoded, such as half a surrogate pair, becomes a question mark."""
    text = json.dumps(value, ensure_ascii=False).encode("utf-8", "replace")
    return _HEAD.pack(kind, len(text)) + text


def send(descriptor, frame):
    """Write a frame to a pipe; OSError where no process reads from it."""
    view = memoryview(frame)
    while view:
        view = view[os.write(descriptor, view) :]


class Frames:
    """The frames that come out of a pipe.

    descriptor  file descriptor, to read from
    """

    def __init__(self, descriptor):
        self.descriptor, self.read, self._polls = descriptor, bytearray(), {}
        os.set_blocking(descriptor, False)

    def next(self, deadline=None, asker=None):
        """Return the next frame: its kind, and all of its bytes.

        deadline   of time.monotonic(); TimeoutError after it
        asker      a pipe on which nothing comes until the work is done; Abandoned when it is closed
        Raises     EOFError where the other side has closed the pipe
        """
        while len(self.read) < (size := self._size()):
            left = None if deadline is None else max(0.0, deadline - time.monotonic())
            ready = self._poll(asker).poll(left and 1000 * left)
            if not ready:
                raise TimeoutError
            if self.descriptor not in dict(ready):
                raise Abandoned
            part = os.read(self.descriptor, max(1 << 16, min(size - len(self.read), 1 << 20)))
            if not part:
                raise EOFError
            self.read += part
        frame, self.read = bytes(self.read[:size]), self.read[size:]
        return frame[:1], frame

    def _poll(self, asker):
        """The selector for this pipe, and for that of the process that asks."""
        if asker not in self._polls:
            self._polls[asker] = select.poll()
            for descriptor in (self.descriptor, asker):
                if descriptor is not None:
                    self._polls[asker].register(descriptor, select.POLLIN)
        return self._polls[asker]

    def _size(self):
        return _HEAD.size + (_HEAD.unpack_from(self.read)[1] if len(self.read) >= _HEAD.size else 0)


def value_of(frame):
    """The value of a frame."""
    return json.loads(frame[_HEAD.size :])
