"""Workers of a Dask cluster, asked as the processes of one machine are; they need nothing of this machine's disk."""

import concurrent.futures
import contextlib
import logging
import time
from itertools import islice

from grader.classroom.job import work
from grader.classroom.pool import DIED, WorkerDied
from grader.rules.fence import MachineFailed
from grader.system.terminal import installing

PATIENCE = 20  # seconds for a scheduler to answer and for a first worker to come


class ClusterLost(MachineFailed):
    """The cluster can't be reached; what was graded is kept."""


class Cluster:
    """The workers of a Dask scheduler.

    scheduler  its address, tcp://host:port
    Raises     ClusterLost where nobody answers there, nobody works there, or Dask is not installed
    """

    def __init__(self, scheduler, assignment):
        try:
            from distributed import Client
            from distributed.scheduler import KilledWorker
        except ImportError as error:
            how = installing("cluster")
            raise ClusterLost(f"a Dask scheduler needs Dask ({error}); run: {how}") from None

        logging.getLogger("distributed").setLevel(logging.CRITICAL)  # what is wrong is said once, below
        self.scheduler, self._killed = scheduler, KilledWorker
        try:
            self._client = Client(scheduler, timeout=PATIENCE, set_as_default=False)
        except (OSError, TimeoutError, ValueError) as error:
            raise ClusterLost(f"no Dask scheduler answers at {scheduler}: {error}") from None
        try:
            self.workers = self._wait_for_workers()
            self._assignment = self._client.scatter(assignment, broadcast=True, hash=False)
            self._executor = self._client.get_executor(pure=False)
        except ClusterLost:
            self.close()
            raise
        except Exception as error:
            self.close()
            raise self._lost(error) from None

    def _wait_for_workers(self):
        deadline = time.monotonic() + PATIENCE
        while not (threads := sum(self._client.nthreads().values())):
            if time.monotonic() > deadline:
                raise ClusterLost(
                    f"the Dask scheduler at {self.scheduler} has no workers; start some: dask worker {self.scheduler}"
                )
            time.sleep(0.2)
        return threads

    def _lost(self, error):
        return ClusterLost(
            f"the Dask scheduler at {self.scheduler} no longer answers ({type(error).__name__}); start it and its "
            "workers, and run again"
        )

    def outcomes(self, jobs):
        """Do jobs, a few ahead of what is free: see Processes.outcomes."""
        waiting, running = iter(jobs), {}
        while True:
            for job in islice(waiting, max(0, 2 * self.workers - len(running))):
                try:
                    running[self._executor.submit(work, job, self._assignment)] = job
                except Exception as error:
                    raise self._lost(error) from None
            if not running:
                return
            done, _ = concurrent.futures.wait(running, return_when=concurrent.futures.FIRST_COMPLETED)
            for future in done:
                yield running.pop(future), self._outcome(future)

    def _outcome(self, future):
        try:
            error = future.exception()
        except concurrent.futures.CancelledError as cancelled:
            raise self._lost(cancelled) from None
        if isinstance(error, self._killed):  # the scheduler has tried a few workers before it says so
            return WorkerDied(DIED)
        if error is not None and type(error).__module__.split(".")[0] in ("distributed", "dask", "tornado"):
            raise self._lost(error)
        return error or future.result()

    def close(self):
        """Leave the cluster as it was; never raises."""
        with contextlib.suppress(Exception):
            self._client.close(timeout=5)
