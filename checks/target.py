"""What is examined: a function of this process, or one that another process runs; both are asked the same.

A Target may stand for a function elsewhere. What a test needs of it stands here, and nothing else is asked.
"""

import builtins
import copy
import dis
import linecache
import re
from types import CodeType, CoroutineType, FunctionType
from typing import Protocol, runtime_checkable

import numpy as np

from checks.case import Case, Problem
from checks.ending import ending_of
from checks.kept import Kept
from checks.layers import layers, notebook_of
from checks.limit import OutOfTime, time_limit
from checks.substitute import hands_on, substituted
from checks.words import text_of


class Stopped(Exception):
    """A call that was ended from outside, by a limit or with its process; the text says how.

    loop       (number, text) of the line of a loop that was running, or None
    """

    loop = None


class Returned:
    """What a call returned.

    result      the value, as it is now
    arguments   tuple of the arguments afterwards; the same objects where the call has not changed them
    """

    def __init__(self, result: object, arguments: tuple) -> None:
        self.result, self.arguments = result, arguments


@runtime_checkable
class Target(Protocol):
    """A function that can be examined."""

    def call(self, case: Case) -> Returned:
        """Call it on copies of a case's arguments, with its substitute; return Returned, or raise what it raised."""

    def kept(self) -> Kept | None:
        """What it keeps between its calls, as it is now; None where that can't be put back."""

    def is_finished(self) -> bool:
        """True where no code can raise NotImplementedError, so that it is finished without a call to find out."""

    def names_from_outside(self) -> list[str]:
        """The names of arrays, numbers and containers that it reads from the notebook around it."""

    def lines_of(self, error: BaseException) -> list[tuple[str, int, str, str]]:
        """The learner's own lines in the traceback of an error, outermost first: see `own_line`."""

    def ending(self, result: object) -> tuple[tuple[int, str] | None, str]:
        """What in its text makes it return something else than a result: a line and words, see checks.ending."""

    def text_of(self, error: BaseException) -> str:
        """The text of an error, as it may be shown."""

    def explained(self, tests: object, name: str, problems: list[Problem]) -> tuple:
        """What explains its problems on the public case: (Places, Diagnosis or None), see PublicTests.explanation."""


def target_of(function: object) -> Target:
    """Return the Target that stands for a function; an object that only claims to have any attribute is none."""
    if isinstance(function, Target) and hasattr(type(function), "names_from_outside"):
        return function
    return LocalFunction(function)


class LocalFunction:
    """A Target: a function of this process."""

    def __init__(self, function):
        self.function = function

    @property
    def names(self):
        """The names of the notebook that defines the function: a dict."""
        return notebook_of(self.function)

    def call(self, case):
        arguments, called = copy.deepcopy(case.arguments), case.exercise.by_name.get(case.function.calls)
        try:
            with substituted(self.names, called, case.substitute), time_limit(case.seconds):
                result = self.function(*arguments)
        except OutOfTime as over:
            stopped = Stopped(f"was still running after {case.seconds:g} seconds")
            stopped.loop = self.loop_of(over)
            raise stopped.with_traceback(over.__traceback__) from None
        if isinstance(result, CoroutineType):
            result.close()  # nobody waits for it, of which Python would warn
        return Returned(result, arguments)

    def kept(self):
        return Kept(self.function)

    def is_finished(self):
        names = self.names
        own = [thing for thing in names.values() if callable(thing) and _module(thing) == names.get("__name__")]
        return bool(own) and all(isinstance(thing, FunctionType) and not _may_wait(thing.__code__) for thing in own)

    def names_from_outside(self):
        found, outside = layers(self.function), self.names
        if not found:
            return []
        code = found[-1].__code__
        read = [step.argval for step in dis.get_instructions(code) if step.opname in ("LOAD_GLOBAL", "LOAD_NAME")]
        data = np.ndarray, np.generic, dict, list, tuple, int, float
        ours = [name for name in dict.fromkeys(read) if not hasattr(builtins, name)]
        return [name for name in ours if issubclass(type(outside.get(name)), data)]

    def lines_of(self, error):
        return [own_line(*place) for place in self._places_of(error)]

    def loop_of(self, error):
        """The loop that was running when an error came: (number, text) of its line, or None."""
        loops = [loop_around(lines, number) for _, lines, number in reversed(self._places_of(error))]
        loops = [loop for loop in loops if loop]
        return next((loop for loop in loops if loop[1].startswith("while")), loops[0] if loops else None)

    def _places_of(self, error):
        names, places, trace = self.names, [], error.__traceback__
        while trace is not None:
            code = trace.tb_frame.f_code
            if trace.tb_frame.f_globals is names and not hands_on(code):
                places.append((code.co_name, linecache.getlines(code.co_filename), trace.tb_lineno))
            trace = trace.tb_next
        return places

    def ending(self, result):
        return ending_of(self.function, result)

    def text_of(self, error):
        return text_of(error)

    def explained(self, tests, name, problems):
        return tests.explained_here(name, self.function, problems)


def own_line(function, lines, number):
    """Say what stands on a line of a cell: (function, number, text, the numbered step of the stub that it is in)."""
    above = [line.strip() for line in lines[:number]]
    step = next((line[2:] for line in reversed(above) if line[:2] == "# " and line[2:3].isdigit()), "")
    return function, number, above[-1] if len(above) == number else "", step.rsplit(" (about", 1)[0]


def loop_around(lines, number):
    """The loop that a line of a cell stands in: (number, text) of the innermost `while`, or else `for`; or None."""
    found, indent = {}, None
    for at in range(min(number, len(lines)), 0, -1):
        text, here = lines[at - 1].strip(), len(lines[at - 1]) - len(lines[at - 1].lstrip())
        if not text or text[0] == "#" or (indent is not None and here >= indent):
            continue
        indent, word = here, re.match(r"\w*", text)[0]
        if word == "def":
            break
        found.setdefault(word, (at, text))
    return found.get("while") or found.get("for")


def _module(thing):
    try:
        return getattr(thing, "__module__", None)
    except (Exception, SystemExit):  # a thing of the notebook may raise whatever it is asked
        return None


def _may_wait(code):
    inner = (constant for constant in code.co_consts if isinstance(constant, CodeType))
    return NotImplementedError.__name__ in code.co_names or any(map(_may_wait, inner))
