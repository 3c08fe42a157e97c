"""A fork of the warm examiner that grades one submission after another, so that a class pays for one fork.

It runs no student code. Between two submissions the names of the tests are as they were; when a submission takes too
long, or brings the worker down, it is killed and the next one starts from the warm examiner again.
"""

import contextlib
import gc
import json
import os
import select
import signal
import struct
import time

_LENGTH = struct.Struct(">Q")


class Worker:
    """One forked process.

    grade      takes a job, returns an answer; both cross as JSON
    """

    def __init__(self, grade):
        self.jobs = 0
        theirs, self._write = os.pipe()
        self._read, answers = os.pipe()
        self.pid = os.fork()
        if not self.pid:
            try:
                os.close(self._write)
                os.close(self._read)
                _work(theirs, answers, grade)
            finally:
                os._exit(0)
        os.close(theirs)
        os.close(answers)
        os.set_blocking(self._read, False)

    def ask(self, job, seconds):
        """Return the answer to a job; None where the worker ended, or had none after so many seconds."""
        self.jobs += 1
        text, deadline = json.dumps(job).encode(), time.monotonic() + seconds
        try:
            _write_all(self._write, _LENGTH.pack(len(text)) + text)
            answer = self._receive(deadline)
            return None if answer is None else json.loads(answer)
        except (OSError, ValueError):
            return None

    def _receive(self, deadline):
        read, size = bytearray(), None
        while size is None or len(read) < size:
            left = deadline - time.monotonic()
            if left <= 0 or not select.select([self._read], [], [], left)[0]:
                return None
            part = os.read(self._read, 1 << 20)
            if not part:
                return None
            read += part
            if size is None and len(read) >= _LENGTH.size:
                size = _LENGTH.size + _LENGTH.unpack_from(read)[0]
        return bytes(read[_LENGTH.size :])

    def end(self):
        """Kill it."""
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        os.close(self._write)
        os.close(self._read)


def _work(jobs, answers, grade):
    gc.freeze()
    with os.fdopen(jobs, "rb") as questions:
        while prefix := questions.read(_LENGTH.size):
            started = time.process_time()
            answer = grade(json.loads(questions.read(_LENGTH.unpack(prefix)[0])))
            if "times" in answer:
                answer["times"]["examiner cpu"] = time.process_time() - started
            text = json.dumps(answer).encode()
            _write_all(answers, _LENGTH.pack(len(text)) + text)


def _write_all(descriptor, data):
    view = memoryview(data)
    while view:
        view = view[os.write(descriptor, view) :]
