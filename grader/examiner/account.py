"""The state of a submission while it is examined: which cells have an outcome, and what happens to the others.

The examiner reports each cell when it is done. If the examiner is lost, the cell that was running gets an outcome that
says so, earlier outcomes stay, and the next examiner does the rest.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from grader.examiner import frames, outputs
from grader.examiner.allowance import size_of
from grader.examiner.cells import CellKind
from grader.examiner.frames import Loss

AGAIN = 2  # how often a submission gets another examiner if nothing shows that it caused the loss


@dataclass(frozen=True)
class Answered:
    """The result of an examination.

    cells         one dict each, in order: outputs, and whether it finished
    times         dict: what of the work -> seconds of CPU time
    sessions      how many sessions of the box there were
    reasons       sentences: why a cell could not be run as it should
    skipped       of cells that define functions below a line that failed: (name of the exception, the line)
    by_clock      True where only the clock decided
    confinement   what confined student code, in words; confined: False where nothing did
    """

    cells: Sequence[dict] = ()
    times: dict[str, float] = field(default_factory=dict)
    sessions: int = 0
    reasons: Sequence[str] = ()
    skipped: Sequence[tuple[str, str]] = ()
    by_clock: bool = False
    confinement: str = ""
    confined: bool = True

    def as_plain(self) -> dict:
        """What a receipt holds of it: all but what is the student's."""
        return {name: value for name, value in vars(self).items() if name not in ("cells", "skipped")}


class Account:
    """One submission.

    cells      list of dicts, as grader.examiner.cells.Cell: kind, source, id
    seconds    by the clock, for all of it
    """

    def __init__(self, cells, seconds):
        self.cells, self.seconds, self.deadline = cells, seconds, time.monotonic() + seconds
        self.outcomes, self.dead, self.stopped = {}, {}, {}
        self.at, self.at_seconds, self.again = None, seconds, AGAIN
        self.times, self.sessions, self.reasons, self.by_clock = {}, 0, [], False
        self.skipped = []

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
                self.times[name] = self.times.get(name, 0.0) + spent
            self.sessions += value["sessions"]
            self.skipped += [(kind, line) for kind, line in value["skipped"]]
            self.refuse_rest("was not run")  # there should be none
        elif kind == frames.LOST:
            self.lose(value["why"], value.get("signal", ""))

    def lose(self, why, signal=""):
        """The examiner is lost: make that the outcome of the cell that was running, unless it is tried again.

        why        grader.examiner.frames.Loss
        """
        if why == Loss.KILLED and self.again:
            self.again -= 1
            self.at = None
            return
        words = {
            Loss.CLOCK: f"took longer than {self.at_seconds:.3g} seconds and was ended",
            Loss.CRASHED: f"made the grader's own process crash ({signal})",
            Loss.KILLED: "was ended from outside each time that it was tried: this machine may be short of memory",
        }[why]
        if self.at is not None:
            self._refuse(self.at, words, why != Loss.CRASHED)
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
        what = "This test" if self.cells[number]["kind"] == CellKind.TEST else "This cell"
        reason = f"{what} {words}."
        self.dead[number] = (words, by_clock)
        self._done(number, [outputs.error(outputs.STOPPED, reason)], False, reason, by_clock)

    def _done(self, number, found, finished, reason, by_clock):
        self.at = None
        self.outcomes[number] = {"outputs": found, "finished": finished}
        self.by_clock |= by_clock
        if reason:
            self.reasons.append(f"{self.cells[number].get('id') or 'a cell of the notebook'}: {reason}")

    def answer(self):
        """The result of the examination, which does not know what confined it: Answered."""
        found = [self.outcomes[number] for number in range(len(self.cells))]
        return Answered(found, self.times, self.sessions, tuple(self.reasons), tuple(self.skipped), self.by_clock)


def refused(cells, words):
    """The result of an examination that ran no cell, without reasons: Answered."""
    account = Account(cells, 0)
    account.refuse_rest(words)
    return replace(account.answer(), reasons=())
