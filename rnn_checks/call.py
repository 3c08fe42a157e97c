"""One call of a learner's function, watched: what it raises, prints and changes."""

import contextlib
import copy
import functools
import inspect
import io
import linecache
import logging
import re
import sys
import textwrap
import warnings

import numpy as np

from rnn_checks.interface import FUNCTIONS, Problem, Right
from rnn_checks.ladder import row
from rnn_checks.substitute import substituted

UNFINISHED = 100  # characters of the message of a function that is not finished


class Stopped(Exception):
    """A call that was ended from outside, by a limit or with its process; the text says how."""


def call(function, target, case, quiet):
    """Call target on the case's arguments, which stay as they are.

    Returns (result, Problem or None, the names of the arguments that it changed). What it prints to stderr goes to
    stdout, and warnings nowhere: neither is a mistake, and nbgrader takes points for both.

    A target that stands for a function of another process is called by target.__elsewhere__(arguments, name, lend),
    which returns (result, the arguments afterwards); `name` is the function that is lent, or None. Such a result may be
    a Right.
    """
    stdout = io.StringIO() if quiet else sys.stdout
    called = getattr(target, "__elsewhere__", None) or functools.partial(called_here, target)
    try:
        with (
            contextlib.redirect_stdout(stdout),
            contextlib.redirect_stderr(stdout),
            warnings.catch_warnings(),
            np.errstate(all="ignore"),
        ):
            warnings.simplefilter("ignore")
            result, afterwards = called(case.arguments, FUNCTIONS[function].calls, case.lend)
    except (Exception, SystemExit) as error:
        return None, _call_problem(function, target, error), []
    names = FUNCTIONS[function].arguments
    pairs = zip(names, afterwards, case.arguments, strict=True)
    return result, None, [name for name, after, before in pairs if after is not before and not _same(after, before)]


def called_here(target, arguments, name, lend):
    """Call a function of this process on copies of the arguments; return (result, the copies afterwards)."""
    arguments = copy.deepcopy(arguments)
    with substituted(target, name, lend), _no_logging():
        result = target(*arguments)
    return None if isinstance(result, Right) else result, arguments  # only another process has one to return


@contextlib.contextmanager
def _no_logging():
    """A handler of logging may hold the old stderr, which nothing else can keep it from."""
    before = logging.root.manager.disable
    logging.disable(logging.CRITICAL)
    try:
        yield
    finally:
        logging.disable(before)


def _same(one, other):
    if type(one) is not type(other):
        return False
    if isinstance(other, np.ndarray):
        return one.shape == other.shape and np.array_equal(one, other)
    if isinstance(other, dict):
        return one.keys() == other.keys() and all(_same(one[key], other[key]) for key in other)
    return len(one) == len(other) and all(map(_same, one, other))


def _call_problem(function, target, error):
    """Turn an exception into a Problem that shows the learner's own line."""
    text = _plain(error)
    described = row("error", f"{type(error).__name__}: {text}" if text else type(error).__name__)
    if isinstance(error, Stopped):
        return Problem("", "call", "does not come to its end", (row("it", text),), error=error)
    places = _own_lines(target, error)
    if not places:
        call = f"{function}({', '.join(FUNCTIONS[function].arguments)})"
        return Problem("", "call", f"can't be called as {call}", (described,), error=error)
    name, number, line, step = places[-1]
    if isinstance(error, NotImplementedError):
        if name != function and name in FUNCTIONS:
            return Problem("", "unfinished", f"calls {name}, which is not finished (line {number})")
        return Problem("", "unfinished", f"is not finished: {_waiting(function, number, step)}")
    own = next(place for place in reversed(places) if place[0] == function or place is places[0])
    evidence = [described, row(f"line {own[1]}", own[2])]
    if own is not places[-1] and name[0] != "<":  # a comprehension is no place of its own
        evidence.append(row("inside", f"{name}, line {number}: {line}"))
    return Problem("", "call", "stops with an error", tuple(evidence), error=error)


def _waiting(function, number, step):
    """Say where a function still has a step to write, in a line that is read at a glance; no word is cut."""
    if not step:
        return f"line {number} still waits for your code"
    room = UNFINISHED - len(f"{function} is not finished: line {number} ()")
    return f"line {number} ({textwrap.shorten(step, room, placeholder=' …')})"


_PLAINER = (
    (
        r"matmul: .*\(size (\d+) is different from (\d+)\)",
        r"the two sizes that meet inside a product differ: \2 and \1",
    ),
    (r"matmul: .*does not have enough dimensions.*", "a product of matrices has met a single number, or None"),
    (r"ufunc '(\w+)' not supported for the input types.*", r"'\1' does not work on these types"),
)


def _plain(error):
    """The first line of an error's message, without NumPy's jargon, and not too long."""
    text = (getattr(error, "shown", str(error)).splitlines() or [""])[0]
    for jargon, words in _PLAINER:
        text = re.sub(jargon, words, text)
    return textwrap.shorten(text, 90, placeholder=" …")


def _own_lines(target, error):
    """Find the lines of the learner's notebook in a traceback, outermost first: (function, number, text, step)."""
    if hasattr(error, "own_lines"):  # it was raised in another process
        return error.own_lines
    names = getattr(inspect.unwrap(target), "__globals__", None)
    places, trace = [], error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_globals is names:
            code, number = trace.tb_frame.f_code, trace.tb_lineno
            places.append(own_line(code.co_name, linecache.getlines(code.co_filename), number))
        trace = trace.tb_next
    return places


def own_line(function, lines, number):
    """Say what stands on a line of a cell: (function, number, text, the numbered step of the stub that it is in)."""
    above = [line.strip() for line in lines[:number]]
    step = next((line[2:] for line in reversed(above) if line[:2] == "# " and line[2:3].isdigit()), "")
    return function, number, above[-1] if len(above) == number else "", step.rsplit(" (about", 1)[0]
