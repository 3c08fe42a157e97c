"""Who does the work: processes of this machine, or those of a Dask cluster, behind the interface of concurrent.futures.

A worker that dies costs its job another try, not the run.
"""

import concurrent.futures
import multiprocessing
import multiprocessing.connection
import os
import shutil
import signal
import tempfile
import threading
import time
from collections import deque
from concurrent.futures import FIRST_COMPLETED, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool

from grader.classroom.work import work

TRIES = 3
PATIENCE = 20  # seconds for a scheduler to answer and for a first worker to come
DIED = f"the worker died {TRIES} times while it was graded"


class WorkerDied(RuntimeError):
    """A job whose worker died each time that it was tried."""


class ClusterLost(RuntimeError):
    """The cluster can't be reached; what was graded is kept."""


class Processes:
    """Processes of this machine.

    workers     how many
    assignment  Assignment that they work on
    task        what they do: takes a Job and the Assignment
    """

    def __init__(self, workers, assignment, task=work):
        self.workers, self.assignment, self.task = workers, assignment, task
        self._executor, self._scratch = None, None

    def submit(self, job):
        """Return a Future of the job's Done."""
        if self._executor is None:
            context = multiprocessing.get_context("forkserver")
            context.set_forkserver_preload(["grader.classroom.work"])
            self._scratch = tempfile.TemporaryDirectory(prefix="grading-")
            begin = self.task, self.assignment, self._scratch.name
            self._executor = ProcessPoolExecutor(self.workers, context, _begin, begin)
        return self._executor.submit(_work_here, job)

    def lost_all(self):
        """Start over with fresh processes, since one of them has died; True: all that was under way is lost."""
        self.close()
        return True

    def close(self):
        """End the processes, whatever they are doing."""
        if self._executor is not None:
            processes = list((self._executor._processes or {}).values())
            self._executor.shutdown(wait=False, cancel_futures=True)
            for process in processes:
                process.kill()
            for process in processes:
                process.join()
            self._executor = None
            self._scratch.cleanup()

    died, given_up = BrokenProcessPool, ()


class Cluster:
    """Workers of a Dask cluster; nothing of this machine's disk is needed there.

    scheduler  its address, tcp://host:port
    Raises     ClusterLost where nobody answers there; ImportError where Dask is not installed
    """

    def __init__(self, scheduler, assignment):
        from distributed import Client
        from distributed.scheduler import KilledWorker

        self.died, self.given_up = (), KilledWorker  # the scheduler has tried a few workers before it says so
        try:
            self._client = Client(scheduler, timeout=PATIENCE, set_as_default=False)
        except (OSError, TimeoutError, ValueError) as error:
            raise ClusterLost(f"no Dask scheduler answers at {scheduler}: {error}") from None
        self.workers = self._wait_for_workers(scheduler)
        self._assignment = self._client.scatter(assignment, broadcast=True, hash=False)
        self._executor = self._client.get_executor(pure=False)

    def _wait_for_workers(self, scheduler):
        deadline = time.monotonic() + PATIENCE
        while not (threads := sum(self._client.nthreads().values())):
            if time.monotonic() > deadline:
                self._client.close()
                raise ClusterLost(
                    f"the Dask scheduler at {scheduler} has no workers; start some: dask worker {scheduler}"
                )
            time.sleep(0.2)
        return threads

    def submit(self, job):
        """Return a Future of the job's Done."""
        return self._executor.submit(work, job, self._assignment)

    def close(self):
        """Leave the cluster as it was."""
        self._client.close()


def outcomes(workers, jobs):
    """Let workers do jobs, a few ahead of what is free, so that memory stays flat.

    workers    Processes or Cluster
    jobs       iterable of Job; the next is taken when somebody is free for it
    Yields     pairs (job, Done or the exception that it ended with), as they come
    """
    waiting, running, alone = iter(jobs), {}, deque()
    tries = {}
    while True:
        room = (1 if alone else 2 * workers.workers) - len(running)
        # A job that was under way when a worker died is tried again on its own: so it is known who was to blame.
        refused = _submit(workers, _next(alone if alone else waiting, room), running)
        alone.extendleft(reversed(refused))
        if not running:
            if not refused:
                return
            workers.lost_all()
            continue
        done, _ = concurrent.futures.wait(running, return_when=FIRST_COMPLETED)
        failed = []
        for future in done:
            job, error = running.pop(future), future.exception()
            if isinstance(error, workers.died):
                failed.append(job)
            elif isinstance(error, workers.given_up):
                yield job, WorkerDied(DIED)
            else:
                yield job, error or future.result()
        if failed and workers.lost_all():
            alone.extend(running.values())
            running.clear()
        for job in failed:
            tries[job.student] = tries.get(job.student, 0) + 1
            if tries[job.student] < TRIES:
                alone.append(job)
            else:
                yield job, WorkerDied(DIED)


def _submit(workers, jobs, running):
    """Give out jobs; return those that nobody took, because a worker has died just now: they have not begun."""
    for place, job in enumerate(jobs):
        try:
            running[workers.submit(job)] = job
        except workers.died:
            return jobs[place:]
    return []


def _next(jobs, count):
    """Take up to `count` jobs, from a deque or an iterator."""
    taken = []
    while len(taken) < count:
        try:
            taken.append(jobs.popleft() if isinstance(jobs, deque) else next(jobs))
        except (IndexError, StopIteration):
            break
    return taken


# ── In a process of this machine ──────────────────────────────────────────────────────────────────────────────────

_given = ()  # the task and the assignment


def _begin(task, assignment, scratch):
    """Make this process a worker; it ends when the program that started it does, however that ends."""
    global _given
    _given = task, assignment
    os.environ["TMPDIR"], tempfile.tempdir = scratch, None
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the one who gives out the work
    threading.Thread(target=_end_with_parent, args=(scratch,), daemon=True).start()


def _end_with_parent(scratch):
    multiprocessing.connection.wait([multiprocessing.parent_process().sentinel])
    shutil.rmtree(scratch, ignore_errors=True)
    os._exit(1)


def _work_here(job):
    task, assignment = _given
    return task(job, assignment)
