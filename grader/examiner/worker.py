"""A fork of the warm examiner that grades one submission after another, so that a class pays for one fork.

It runs no student code. Between two submissions the names of the tests are reset. If a test takes too long or too much
memory, or crashes the worker, a fresh one grades what is left of the submission.
"""

import contextlib
import gc
import os
import resource
import signal
import time

from grader.box.kernel import end_with_parent
from grader.examiner import frames
from grader.examiner.frames import Loss

GRACE = 10  # seconds beyond a limit, within which the worker itself should have reported it


class Worker:
    """One forked process.

    grade      takes a job and a function that is called for each cell: tell(kind, value)
    memory     bytes of address space that it may take beyond what the examiner has
    """

    def __init__(self, grade, memory):
        self.jobs = 0
        theirs, self._write = os.pipe()
        read, answers = os.pipe()
        self.pid = os.fork()
        if not self.pid:
            try:
                os.close(self._write)
                os.close(read)
                _work(theirs, answers, grade, memory)
            finally:
                os._exit(0)
        os.close(theirs)
        os.close(answers)
        self._frames = frames.Frames(read)

    def work(self, job, asker):
        """Grade a job: yield frames, pairs of a kind and bytes, until one is END, FAILED or LOST.

        job        a frame
        asker      file descriptor: frames.Abandoned is raised when it is closed
        """
        self.jobs += 1
        deadline = time.monotonic() + frames.value_of(job)["seconds"]
        limit = deadline
        try:
            frames.send(self._write, job)
            kind = None
            while kind not in (frames.END, frames.FAILED):
                kind, frame = self._frames.next(limit + GRACE, asker)
                if kind == frames.AT:
                    limit = min(deadline, time.monotonic() + frames.value_of(frame)["seconds"])
                yield kind, frame
        except frames.Abandoned:
            raise
        except TimeoutError:
            yield frames.LOST, frames.pack(frames.LOST, {"why": Loss.CLOCK})
        except (OSError, EOFError):
            yield frames.LOST, frames.pack(frames.LOST, self._ending())

    def _ending(self):
        """Return how the process has ended; end it if it has not."""
        status = self.end()
        number = os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0
        if number == signal.SIGKILL:
            return {"why": Loss.KILLED}
        return {"why": Loss.CRASHED, "signal": signal.Signals(number).name if number else "no signal"}

    def end(self):
        """Kill it; return the status that it ended with."""
        if self.pid is None:
            return 0
        with contextlib.suppress(ProcessLookupError):
            if os.waitid(os.P_PID, self.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None:
                time.sleep(0.05)  # it may be about to end by itself, and the way it does is reported
            os.kill(self.pid, signal.SIGKILL)
        _, status = os.waitpid(self.pid, 0)
        self.pid = None
        os.close(self._write)
        os.close(self._frames.descriptor)
        return status


def _work(jobs, answers, grade, memory):
    end_with_parent(signal.SIGKILL)
    _limit_memory(memory)
    gc.freeze()
    waiting, held = frames.Frames(jobs), []

    def tell(kind, value):
        """Send a frame; the end of a cell is sent with the beginning of the next, as each wakes two processes."""
        held.append(frames.pack(kind, value))
        if kind != frames.CELL:
            frames.send(answers, b"".join(held))
            held.clear()

    with contextlib.suppress(EOFError):
        while True:
            _, frame = waiting.next()
            started = time.process_time()
            grade(frames.value_of(frame), tell, lambda began=started: time.process_time() - began)


def _limit_memory(more):
    """Limit this process to so many more bytes of memory; beyond them it gets a MemoryError."""
    with open("/proc/self/statm") as file:
        taken = int(file.read().split()[0]) * resource.getpagesize()
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    soft = taken + more if hard == resource.RLIM_INFINITY else min(taken + more, hard)
    resource.setrlimit(resource.RLIMIT_AS, (soft, hard))
