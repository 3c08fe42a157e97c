"""The state of a submission while it is examined: which cells have an outcome, and what happens to the others.

The examiner reports each cell when it is done. If the examiner is lost, the cell that was running gets an outcome that
says so, earlier outcomes stay, and the next examiner does the rest.
"""

import time
from collections.abc import Sequence
from typing import TypedDict

from grader.examiner import frames, outputs
from grader.examiner.allowance import size_of

STOPPED = "Stopped"
AGAIN = 2  # how often a submission gets another examiner if nothing shows that it caused the loss


class Answered(TypedDict):
    """The result of an examination beside its cells: a plain value, which a receipt holds.

    times         seconds of CPU time: of the tests, of the student's cells and calls
    confinement   what confined student code, in words; confined: False where nothing did
    reasons       sentences: why a cell could not be run as it should
    by_clock      True where only the clock decided
    """

    times: dict[str, float]
    confinement: str
    confined: bool
    reasons: Sequence[str]
    by_clock: bool


class Account:
    """One submission.

    cells      list of dicts: kind, source, id
    seconds    by the clock, for all of it
    """

    def __init__(self, cells, seconds):
        self.cells, self.seconds, self.deadline = cells, seconds, time.monotonic() + seconds
        self.outcomes, self.dead, self.stopped = {}, {}, {}
        self.at, self.at_seconds, self.again = None, seconds, AGAIN
        self.times, self.reasons, self.by_clock = {}, [], False

    @property
    def complete(self):
        """True when each cell has its outcome."""
        return len(self.outcomes) == len(self.cells)

    @property
    def left(self):
        """Seconds until the deadline; negative after it."""
        return self.deadline - time.monotonic()

    def before(self):
        """What an examiner has to know of earlier ones, see Submission."""
        used = sum(size_of(outcome["outputs"]) for outcome in self.outcomes.values())
        return {"done": list(self.outcomes), "dead": self.dead, "stopped": self.stopped, "used": used}

    def hear(self, kind, value):
        """Record a report of the examiner: a kind and a value of grader.examiner.frames."""
        if kind == frames.AT:
            self.at, self.at_seconds = value["number"], value["seconds"]
        elif kind == frames.CELL:
            self._done(value["number"], value["outputs"], value["finished"], value["reason"], value["by_clock"])
        elif kind == frames.DEAD:
            self.dead[value["number"]] = value["why"]
        elif kind == frames.STOPPED:
            self.stopped[value["name"]] = value["why"]
        elif kind == frames.END:
            for name, spent in value["times"].items():
                self.times[name] = self.times.get(name, 0) + spent
            self.refuse_rest("was not run")  # there should be none
        elif kind == frames.LOST:
            self.lose(value["why"], value.get("signal", ""))

    def lose(self, why, signal=""):
        """The examiner is lost: make that the outcome of the cell that was running, unless it is tried again.

        why        clock, crashed, or killed: from outside, for all that is known
        """
        if why == "killed" and self.again:
            self.again -= 1
            self.at = None
            return
        words = {
            "clock": f"took longer than {self.at_seconds:.3g} seconds and was ended",
            "crashed": f"made the grader's own process crash ({signal})",
            "killed": "was ended from outside each time that it was tried: this machine may be short of memory",
        }[why]
        if self.at is not None:
            self._refuse(self.at, words, why != "crashed")
        elif self.again:  # it was lost before any cell was running
            self.again -= 1
        else:
            self.refuse_rest(words)

    def refuse_rest(self, words="was not run: the time for this submission was used up"):
        """Give each cell without an outcome one that says why."""
        for number in range(len(self.cells)):
            if number not in self.outcomes:
                self._refuse(number, words, True)

    def _refuse(self, number, words, by_clock):
        what = "This test" if self.cells[number]["kind"] == "test" else "This cell"
        reason = f"{what} {words}."
        self.dead[number] = (words, by_clock)
        self._done(number, [outputs.error(STOPPED, reason)], False, reason, by_clock)

    def _done(self, number, found, finished, reason, by_clock):
        self.at = None
        self.outcomes[number] = {"outputs": found, "finished": finished}
        self.by_clock |= by_clock
        if reason:
            self.reasons.append(f"{self.cells[number].get('id') or 'a cell of the notebook'}: {reason}")

    def answer(self):
        """The result of the examination: dict, with the cells in order."""
        return {
            "cells": [self.outcomes[number] for number in range(len(self.cells))],
            "times": self.times,
            "reasons": self.reasons,
            "by_clock": self.by_clock,
        }


def refused(cells, words):
    """The result of an examination that ran no cell, like `Account.answer`."""
    account = Account(cells, 0)
    account.refuse_rest(words)
    return {**account.answer(), "reasons": []}
