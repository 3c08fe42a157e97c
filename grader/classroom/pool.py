"""Who does the work: processes of this machine, each with a connection of its own to the one who gives out the work.

A worker has one job at a time. So it is known which job a worker died of, or takes too long for, and no other job hears
of it.
"""

import contextlib
import multiprocessing
import multiprocessing.connection
import multiprocessing.resource_tracker
import os
import tempfile
import threading
import time
from collections import Counter, deque
from dataclasses import dataclass, replace

from grader.box import scratch
from grader.classroom.job import Job, work
from grader.system import interrupts

TRIES = 3
GRACE = 300  # seconds: for a worker to start, and beyond the time of a submission for its examiner to start
DIED = f"the worker died {TRIES} times while it was graded"
LATE = "the worker had not done it after {:g} seconds, and was ended"


class WorkerDied(RuntimeError):
    """A job whose worker died each time that it was tried, or had to be ended."""


@dataclass
class _Worker:
    """A process, and what it is at.

    job        Job, or None where it is free
    deadline   of time.monotonic(), for this job
    kept       the packed result of the job, as soon as there is one
    """

    process: multiprocessing.process.BaseProcess
    connection: multiprocessing.connection.Connection
    job: Job | None = None
    deadline: float = 0.0
    kept: bytes = b""

    def end(self):
        """Kill it."""
        self.connection.close()
        self.process.kill()
        self.process.join()


class Processes:
    """Processes of this machine.

    workers     how many
    assignment  Assignment that they work on
    task        what they do: takes a Job, the Assignment and `keep`, see `work`
    seconds     that a job may take; None: those of a submission, and GRACE
    """

    def __init__(self, workers, assignment, task=work, seconds=None):
        self.workers, self.assignment, self.task = workers, assignment, task
        self.seconds = seconds or assignment.budget.seconds + GRACE
        self._there, self._scratch, self._lock = [], None, None
        self._again, self._tries = deque(), Counter()

    @property
    def busy(self):
        """True while somebody is at work."""
        return any(worker.job for worker in self._there)

    def outcomes(self, jobs):
        """Do jobs; the next is taken when somebody is free for it, so that memory stays flat.

        jobs       iterable of Job
        Yields     pairs (job, Done or the exception that it ended with), as they come
        """
        waiting = iter(jobs)
        while self.give_out(waiting):
            yield from self.take()

    def take(self, patience=None):
        """Wait for those who are at work.

        patience   seconds to wait for the first of them; None: until there is something to say
        Yields     pairs (job, Done or the exception that it ended with), of those that are done now
        """
        busy = [worker for worker in self._there if worker.job]
        if not busy:
            return
        left = max(0.0, min(worker.deadline for worker in busy) - time.monotonic())
        left = left if patience is None else min(left, patience)
        ready = multiprocessing.connection.wait([worker.connection for worker in busy], left)
        for worker in busy:
            if worker.connection in ready:
                yield from self._heard(worker)
            elif time.monotonic() > worker.deadline:
                yield from self._lost(worker, late=True)

    def give_out(self, waiting):
        """Give each worker that is free a job, as long as there are any; True while somebody is at work.

        waiting    iterator of Job
        """
        for place in range(self.workers):
            worker = self._there[place] if place < len(self._there) else None
            if worker and worker.job:
                continue
            job = self._again.popleft() if self._again else next(waiting, None)
            if job is None:
                break
            if worker is None:
                worker = self._start()
                self._there.append(worker)
            worker.job, worker.kept, worker.deadline = job, job.packed, time.monotonic() + GRACE
            with contextlib.suppress(OSError):  # a worker that has died is found by reading from it
                worker.connection.send(job)
        return self.busy

    def _heard(self, worker):
        """Take what a worker says; yield the pair of its job when it is done."""
        try:
            kind, what = worker.connection.recv()
        except (EOFError, OSError):
            yield from self._lost(worker)
            return
        if kind == "begun":
            worker.deadline = time.monotonic() + self.seconds
            return
        if kind == "kept":
            worker.kept = what
            return
        job, worker.job = worker.job, None
        self._tries.pop(job.student, None)
        yield job, what

    def _lost(self, worker, late=False):
        """A worker has died, or is to be ended; try its job again, but not what takes too long, or yield its end."""
        self._there.remove(worker)
        worker.end()
        job, kept = worker.job, worker.kept
        self._tries[job.student] += 1
        if kept and not job.plain:  # its points are there: what is missing can be made without what ended the worker
            self._again.append(replace(job, packed=kept, plain=True))
        elif late:
            yield job, WorkerDied(LATE.format(self.seconds))
        elif self._tries[job.student] < TRIES:
            self._again.append(job)
        else:
            del self._tries[job.student]
            yield job, WorkerDied(DIED)

    def _start(self):
        if self._scratch is None:
            self._scratch, self._lock = scratch.make()
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe()
        process = context.Process(target=_serve, args=(theirs, self._scratch), daemon=True)
        multiprocessing.resource_tracker.ensure_running()  # which would let signals through in the midst of the start
        with theirs, interrupts.held_back():
            process.start()
        # Not as an argument: a process that has died meanwhile would be waited for, for ever, and without signals.
        with contextlib.suppress(OSError):
            ours.send((self.task, self.assignment))
        return _Worker(process, ours)

    def close(self):
        """End the processes, whatever they are doing; never raises."""
        for worker in self._there:
            with contextlib.suppress(OSError, ValueError):
                worker.end()
        self._there = []
        if self._scratch is not None:
            _clear(self._scratch)
            os.close(self._lock)
            self._scratch = self._lock = None


def _clear(folder):
    """Remove the folder of workers that are gone; what they have started may take a moment to be gone, too."""
    for _ in range(200):
        if scratch.remove(folder):
            return
        time.sleep(0.1)


# ── In a process of this machine ──────────────────────────────────────────────────────────────────────────────────


def _serve(connection, folder):
    """Do jobs until the other side is gone, however that ends."""
    interrupts.ignore()
    os.environ["TMPDIR"], tempfile.tempdir = str(folder), None
    watching = threading.Thread(target=_end_with_parent, args=(folder,), daemon=True)
    watching.start()
    with contextlib.suppress(EOFError, OSError):
        task, assignment = connection.recv()
        while True:
            job = connection.recv()
            connection.send(("begun", None))
            connection.send(("done", _outcome(task, job, assignment, lambda packed: connection.send(("kept", packed)))))
    watching.join()  # else this process would end while the folder is being removed, and leave it half full


def _outcome(task, job, assignment, keep):
    try:
        return task(job, assignment, keep)
    except Exception as error:
        return error if type(error).__module__.split(".")[0] in ("builtins", "grader") else RuntimeError(repr(error))


def _end_with_parent(folder):
    from grader.grading.grade import kill_engines

    multiprocessing.connection.wait([multiprocessing.parent_process().sentinel])
    kill_engines()
    _clear(folder)
    os._exit(1)
