"""The examiner as other processes see it: a child that takes submissions and reports the outcome of each cell."""

import atexit
import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import asdict, replace
from functools import cache

from grader.box.box import PACKAGES, START_SECONDS
from grader.examiner import frames
from grader.examiner.account import Account, Answered
from grader.exercise.seed import SEED_VARIABLE
from grader.rules.budget import Budget
from grader.rules.fence import MachineFailed
from grader.system.program import TOP

STARTS = 3  # how often it is tried to start an examiner that ends while it starts
_SETTINGS = {"OPENBLAS_NUM_THREADS": "1", "NBGRADER_EXECUTION": "autograde"}


class EngineFailed(MachineFailed):
    """The examiner or its box can't work here; nothing was graded, and no student is to blame."""


class Engine:
    """One warm examiner with its two boxes.

    given       folder of the files that lie beside the notebook
    exercise    name of the exercise, which is the assignment's
    budget      grader.rules.budget.Budget
    packages    distributions that student code may import
    unconfined  True: grade where nothing can confine student code; every receipt says so
    seed        int, of the hidden tests; None: that of this process's environment
    """

    def __init__(self, given, exercise, budget=None, packages=PACKAGES, unconfined=False, seed=None):
        self.budget, self.process = budget or Budget(), None
        self.ready = {"confinement": "", "confined": True}  # as the examiner reports it when it has started
        self.settings = {
            "given": str(given),
            "exercise": exercise,
            "budget": asdict(self.budget),
            "packages": list(packages),
            "unconfined": unconfined,
        }
        self.seed = {} if seed is None else {SEED_VARIABLE: str(seed)}

    def start(self):
        """Start the examiner and its box; EngineFailed, with the reason, where that does not work."""
        for tries in range(STARTS, 0, -1):
            self._launch()
            try:
                kind, frame = self._frames.next(time.monotonic() + 2 * START_SECONDS)
            except (EOFError, TimeoutError) as error:
                kind, again = None, True
                why = "did not start in time" if isinstance(error, TimeoutError) else "ended"
                why = f"the examiner {why}; what it said is above"
            if kind == frames.READY:
                self.ready = frames.value_of(frame)
                return self
            self.close()
            if kind == frames.FAILED:
                failed = frames.value_of(frame)
                why, again = failed["why"], failed["again"]
            if tries == 1 or not again:
                raise EngineFailed(why)
        return self

    def _launch(self):
        self.close()
        path = os.pathsep.join(filter(None, [str(TOP), os.environ.get("PYTHONPATH")]))
        self.process = subprocess.Popen(
            [sys.executable, "-m", "grader.examiner", json.dumps(self.settings)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            bufsize=0,
            env={**os.environ, **self.seed, **_SETTINGS, "PYTHONPATH": path},
            start_new_session=True,  # Ctrl-C goes to the process that gives out the work
        )
        self._frames = frames.Frames(self.process.stdout.fileno())

    def grade(self, cells: list[dict], seconds: float | None = None) -> Answered:
        """Grade one submission.

        cells      list of dicts, as grader.examiner.cells.Cell: kind, source, id
        seconds    by the clock, for all of it; None: those of the budget
        Returns    grader.examiner.account.Answered
        Raises     EngineFailed where nothing can be graded here; never for what a submission does
        """
        if self.process is None:
            self.start()  # it takes no submission's time
        account = Account(cells, seconds or self.budget.seconds)
        failed = 0
        while not account.complete:
            if account.left <= 0:
                account.refuse_rest()
                break
            if self.process is None or self.process.poll() is not None:
                self.start()
            try:
                why = self._ask(account)
            except (EOFError, OSError):  # a TimeoutError is one, too
                self.close()
                account.lose(frames.Loss.KILLED)
                continue
            except BaseException:
                self.close()  # its answer would be taken for that of the next submission
                raise
            failed += bool(why)
            if failed > STARTS:
                raise EngineFailed(why)
        return replace(account.answer(), **self.ready)

    def _ask(self, account):
        """Have the examiner grade the cells without an outcome; return why it can't, or ""."""
        job = {"cells": account.cells, "seconds": account.left, "before": account.before()}
        frames.send(self.process.stdin.fileno(), frames.pack(frames.JOB, job))
        # Boxes may have to be started before and meanwhile; the examiner itself limits the time of the cells.
        deadline = account.deadline + 3 * START_SECONDS
        while True:
            kind, frame = self._frames.next(deadline)
            value = frames.value_of(frame)
            if kind == frames.FAILED:
                return value["why"]
            account.hear(kind, value)
            if kind in (frames.END, frames.LOST):
                return ""

    def close(self):
        """End the examiner and its box; never raises."""
        if self.process is None:
            return
        with contextlib.suppress(OSError):
            self.process.stdin.close()
        try:
            self.process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self.kill()
            self.process.wait()
        with contextlib.suppress(OSError):
            self.process.stdout.close()
        self.process = None

    def kill(self):
        """End the examiner, whatever it is doing."""
        with contextlib.suppress(OSError, AttributeError):
            os.killpg(self.process.pid, signal.SIGKILL)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


@cache
def shared(
    given: str, exercise: str, budget: Budget, packages: tuple[str, ...], unconfined: bool, seed: str | None
) -> Engine:
    """Return the engine of this process for these settings; it is closed when the process ends."""
    engine = Engine(given, exercise, budget, packages, unconfined, seed)
    atexit.register(engine.close)
    return engine
