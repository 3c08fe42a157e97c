"""The examiner as nbgrader's process sees it: a child that takes submissions and returns what their cells put out."""

import atexit
import contextlib
import json
import os
import struct
import subprocess
import sys
from dataclasses import asdict
from functools import cache
from pathlib import Path

from grader.box.box import PACKAGES
from grader.budget import Budget
from grader.seed import SEED_VARIABLE

TOP = Path(__file__).resolve().parent.parent.parent
_SETTINGS = {"OPENBLAS_NUM_THREADS": "1", "NBGRADER_EXECUTION": "autograde"}
_LENGTH = struct.Struct(">Q")


class EngineFailed(RuntimeError):
    """The examiner or its box can't work here; nothing was graded, and no student is to blame."""


class ExaminerEnded(EngineFailed):
    """The examiner works, but on one submission it ended, twice; the others can be graded."""


class Engine:
    """One warm examiner with one box.

    given       folder of the files that lie beside the notebook
    budget      grader.budget.Budget
    packages    distributions that student code may import
    unconfined  True: grade where nothing can confine student code; every receipt says so
    seed        int, of the hidden tests; None: that of this process's environment
    """

    def __init__(self, given, budget=None, packages=PACKAGES, unconfined=False, seed=None):
        self.budget, self.process = budget or Budget(), None
        self.settings = {
            "given": str(given),
            "budget": asdict(self.budget),
            "packages": list(packages),
            "unconfined": unconfined,
        }
        self.seed = {} if seed is None else {SEED_VARIABLE: str(seed)}

    def start(self):
        """Start the examiner and its box; EngineFailed, with the reason, where one does not."""
        self.close()
        path = os.pathsep.join(filter(None, [str(TOP), os.environ.get("PYTHONPATH")]))
        self.process = subprocess.Popen(
            [sys.executable, "-m", "grader.examiner", json.dumps(self.settings)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, **self.seed, **_SETTINGS, "PYTHONPATH": path},
        )
        self._answer()
        return self

    def grade(self, cells, names):
        """Grade one submission.

        cells      list of dicts: kind (student, given or test), source, id
        names      the names that test cells may call
        Returns    dict: cells (list of dicts: outputs, finished), times, confinement
        Raises     EngineFailed where nothing can be graded here, ExaminerEnded where this submission can't
        """
        job = json.dumps({"cells": cells, "names": list(names), "seconds": self.budget.seconds}).encode()
        for _ in range(2):
            if self.process is None or self.process.poll() is not None:
                self._start_again()
            try:
                self.process.stdin.write(_LENGTH.pack(len(job)) + job)
                self.process.stdin.flush()
                return self._answer()
            except (EngineFailed, OSError) as error:
                failure = str(error)
                self.close()
        raise ExaminerEnded(failure)

    def _start_again(self):
        """Start, and once more where something ended the examiner meanwhile."""
        try:
            self.start()
        except EngineFailed:
            self.start()

    def _answer(self):
        prefix = self.process.stdout.read(_LENGTH.size)
        if len(prefix) < _LENGTH.size:
            self.close()
            raise EngineFailed("the examiner ended; what it said is above")
        answer = json.loads(self.process.stdout.read(_LENGTH.unpack(prefix)[0]))
        if "failed" in answer:
            raise EngineFailed(answer["failed"])
        return answer

    def close(self):
        """End the examiner and its box."""
        if self.process:
            with contextlib.suppress(OSError):
                self.process.stdin.close()
            try:
                self.process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
            self.process.stdout.close()
            self.process = None

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


@cache
def shared(given, budget, packages, unconfined, seed):
    """Return the engine of this process for these settings; it is closed when the process ends."""
    engine = Engine(given, budget, packages, unconfined)
    atexit.register(engine.close)
    return engine
