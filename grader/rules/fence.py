"""One fence around a submission: whatever fails while it is worked on becomes a sentence about that submission.

Points that are there stay, and no other submission hears of it. Only what says that this machine can't work
(MachineFailed), and the signal that ends the program (KeyboardInterrupt), pass through.
"""

import contextlib
import errno
import time
from collections.abc import Callable
from typing import TypeVar

from checks.limit import OutOfTime, time_limit

LEAST = 10  # seconds that a step has, whatever the steps before it have taken
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EMFILE, errno.ENFILE)  # no submission is to blame


Value = TypeVar("Value")


class MachineFailed(RuntimeError):
    """Nothing can be graded on this machine now; no submission is to blame."""


class Fence:
    """The work on one submission, step by step.

    seconds    by the clock, for all of it
    reasons    list of str: what went wrong, in sentences
    by_clock   True where only the clock decided
    """

    def __init__(self, seconds: float) -> None:
        self.seconds, self.deadline = seconds, time.monotonic() + seconds
        self.reasons: list[str] = []
        self.by_clock = False

    @property
    def left(self) -> float:
        """Seconds until the deadline, at least LEAST."""
        return max(LEAST, self.deadline - time.monotonic())

    def step(self, what: str, do: Callable[[], Value], instead: Callable[[str], Value], timed: bool = True) -> Value:
        """Return do(); where that fails, note why, and return instead(why).

        what       completes the sentence "... while", e.g. "the notebook was read"
        timed      False: no time limit is set, because the step sets its own
        """
        try:
            with time_limit(self.left, is_traced=False) if timed else contextlib.nullcontext():
                return do()
        except BaseException as error:
            if not is_of_submission(error):
                raise
            self.by_clock |= isinstance(error, OutOfTime)
            self.reasons.append(f"{why(error)} while {what}.")
            return instead(self.reasons[-1])


def is_of_submission(error: BaseException) -> bool:
    """True for an exception that costs one submission, False for one that concerns the machine or the program."""
    if isinstance(error, OSError) and error.errno in _FULL:
        return False
    return not isinstance(error, (MachineFailed, KeyboardInterrupt))


def why(error: BaseException) -> str:
    """Say in a few words, which any file can hold, what an exception was."""
    if isinstance(error, OutOfTime):
        return "The time for this submission was used up"
    if isinstance(error, MemoryError):
        return "The memory for this submission was used up"
    try:
        text = " ".join(str(error).split())[:200]
    except Exception:
        text = ""
    name = f"{type(error).__name__}: {text}" if text else type(error).__name__
    return f"The grader failed ({name})".encode("utf-8", "replace").decode("utf-8")
