"""A notebook run from top to bottom, in this process, and what its functions are worth on the way.

The notebooks come from the simulated editor, so nothing here confines them; use a process of its own all the same.
"""

import contextlib
import io
import logging
import os
import random
import re
import sys
import types
import warnings
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np

import public_tests
from checks.report import TestFailure
from grader.box import absent
from tests.editing.worth import TOTAL, waits, worth
from tests.rnn import FUNCTIONS

_FILE = "<cell>"
MISSING = ("torch", "tensorflow", "google", "google.colab", "pandas", "scipy", "scipy.special", "my_utils")


# ── A notebook, run ───────────────────────────────────────────────────────────────────────────────────────────────


@dataclass
class Seen:
    """What a run has shown of one function.

    tested     list of (points, whether it was finished): at each call of its public test
    asked      list of the same: at each call of its hidden cell
    best       the most points that it was worth at any moment
    last       points at the end
    live       whether any cell that ran defined it
    """

    tested: list = field(default_factory=list)
    asked: list = field(default_factory=list)
    best: float = 0.0
    last: float = 0.0
    live: bool = False

    def shown(self):
        """The points that *Run All* shows: those of the last finished function that its tests ran against."""
        if self.tested:
            finished = [points for points, done in self.tested if done]
            return finished[-1] if finished else 0.0
        return min([self.last, *(points for points, _ in self.asked)])


def run_all(sources, given=(), student=True, strict=True, goes_on=False):
    """Run the texts of code cells from top to bottom; an error ends its cell, not the notebook.

    sources    list of str
    given      texts that run before, as if they stood at the top
    strict     False: a test that fails does not end its cell
    student    True: on the student's machine, which has packages and files that the grader's has not
    goes_on    True: what stands in a cell below an error still defines what has no value
    Returns    dict: function -> Seen
    """
    run = _Run(strict, goes_on)
    with _quiet(), _machine(student), run.watched():
        for source in given:
            run.execute(source)
        for source in sources:
            run.cell(source)
    for function, seen in run.seen.items():
        seen.last = run.worth_now(function)
        seen.best = max(seen.best, seen.last)
    return run.seen


def grade_rebuilt(cells):
    """Run a rebuilt notebook as the examiner does, but in this process.

    cells      list of notebook cells, the instructor's and the student's
    Returns    dict: function -> points
    """
    run, points = _Run(goes_on=True), dict.fromkeys(FUNCTIONS, 0.0)
    with _quiet(), _machine(student=False), run.watched():
        for cell in cells:
            function, _, kind = cell.metadata.get("nbgrader", {}).get("grade_id", "").rpartition("_")
            if cell.cell_type == "code" and function in FUNCTIONS and kind in ("public", "hidden"):
                earned = worth(function, run.names.get(function), run.names)
                points[function] += earned[kind == "hidden"]
            elif cell.cell_type == "code":
                run.execute(cell.source)
    return points


class _Run:
    """Names of a notebook that runs, and what is seen of its functions."""

    def __init__(self, strict=True, goes_on=False):
        self.strict, self.goes_on = strict, goes_on
        self.names = {"__name__": "__main__", "get_ipython": lambda: _Shell(self), "display": print}
        self.seen = {function: Seen() for function in FUNCTIONS}

    def worth_now(self, function):
        return sum(worth(function, self.names.get(function), self.names))

    def cell(self, source):
        """Run a cell, look at the tests that it calls, and at the functions afterwards."""
        calls = {function: re.search(rf"\b{function}_test\({function}\)", source) for function in FUNCTIONS}
        before = {function: len(self.seen[function].tested) for function in FUNCTIONS}
        self.execute(source)
        for function, seen in self.seen.items():
            if calls[function] and len(seen.tested) == before[function]:
                seen.tested.append((0.0, False))  # a NameError, or the cell did not come as far
            if f"must_be_finished({function})" in source:
                seen.asked.append((self.worth_now(function), True))
            seen.live = seen.live or function in self.names
            if "def " in source or "=" in source:
                seen.best = max(seen.best, self.worth_now(function))

    def execute(self, source):
        """Run a text as a kernel does: as it is, or with its magics translated."""
        with contextlib.suppress(BaseException):
            code, python = _compiled(source)
            if self.goes_on:
                absent.run(code, python, _FILE, self.names)
            else:
                exec(code, self.names)

    @contextlib.contextmanager
    def watched(self):
        """Let the tests of the public_tests module note what they are called on."""
        before = {function: getattr(public_tests, f"{function}_test") for function in FUNCTIONS}
        for function in FUNCTIONS:
            setattr(public_tests, f"{function}_test", self._test_of(function))
        try:
            yield
        finally:
            for function in FUNCTIONS:
                setattr(public_tests, f"{function}_test", before[function])

    def _test_of(self, function):
        def test(target):
            points, mine = self.worth_now(function), self.names.get(function)
            seen = self.seen[function]
            seen.tested.append((points, callable(mine) and not waits(function, mine, self.names)))
            seen.best = max(seen.best, points)
            if self.strict and sum(worth(function, target, self.names)) < TOTAL[function]:
                raise TestFailure(function)

        return test


@lru_cache(4096)
def _compiled(source):
    """Compile a text as a kernel does: (code, the Python that it is)."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return compile(source, _FILE, "exec", dont_inherit=True), source
        except SyntaxError:
            from IPython.core.inputtransformer2 import TransformerManager

            python = TransformerManager().transform_cell(source)
            return compile(python, _FILE, "exec", dont_inherit=True), python


class _Anything:
    """Stands for what a test has no need of: it can be called, and has every attribute."""

    def __init__(self, *_, **__):
        pass

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return _Anything()

    def __call__(self, *args, **named):
        return _Anything()


class _Shell(_Anything):
    """Stands for IPython's shell, of which two magics run the cell that they stand above."""

    def __init__(self, run):
        self._run = run

    def run_cell_magic(self, magic, line, body):
        if magic in ("time", "capture"):
            exec(_compiled(body)[0], self._run.names)


@contextlib.contextmanager
def _quiet():
    """Let nothing that a notebook prints, logs or sets outlive it."""
    path, state, level = list(sys.path), random.getstate(), logging.root.manager.disable
    options = np.get_printoptions()
    os.environ["NBGRADER_EXECUTION"] = "autograde"  # the part without points is not run
    out = io.StringIO()
    stdin, sys.stdin = sys.stdin, io.StringIO()
    try:
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(out), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        sys.path[:], sys.stdin = path, stdin
        random.setstate(state)
        logging.disable(level)
        np.set_printoptions(**options)
        os.environ.pop("NBGRADER_EXECUTION")


@contextlib.contextmanager
def _machine(student):
    """Offer to imports what the student's machine has, or let them fail as they do where work is graded."""
    before = {name: sys.modules.get(name) for name in MISSING}
    for name in MISSING:
        sys.modules[name] = _module(name) if student else None
    try:
        yield
    finally:
        for name, module in before.items():
            sys.modules.pop(name, None)
            if module is not None:
                sys.modules[name] = module


def _module(name):
    made = types.ModuleType(name)
    made.__getattr__ = lambda attribute: _Anything()
    if name == "my_utils":
        made.squash = np.tanh
    if name == "scipy.special":
        made.softmax = _softmax
    return made


def _softmax(z, axis=None):
    e = np.exp(z - np.max(z, axis=axis, keepdims=True))
    return e / np.sum(e, axis=axis, keepdims=True)
