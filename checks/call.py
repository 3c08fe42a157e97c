"""One call of a learner's function, watched: what it raises, prints and changes."""

import re
import textwrap

from checks.case import Problem, Rung
from checks.limit import OutOfTime
from checks.place.values import is_unchanged
from checks.quiet import quiet
from checks.target import Stopped
from checks.words import Evidence

LONGEST = 180  # characters of the message of an error
UNFINISHED = 100  # characters of the message of a function that is not finished


def call(target, case, prints=False):
    """Call a Target on the case's arguments, which stay unchanged.

    prints     True: what it prints is shown
    Returns (Returned or None, Problem or None, the names of the arguments that it changed).
    """
    try:
        with quiet(prints):
            returned = target.call(case)
    except (KeyboardInterrupt, OutOfTime):
        raise
    except BaseException as error:  # a learner's own error may derive from it as well
        return None, _call_problem(target, case, error), []
    triples = zip(case.function.arguments, returned.arguments, case.arguments, strict=True)
    changed = [name for name, after, before in triples if not is_unchanged(after, before)]
    return returned, None, changed


def _call_problem(target, case, error):
    """Turn an exception into a Problem that shows the learner's own line."""
    function = case.function.name
    text = _plain(target.text_of(error))
    rows = _rows(described(error, target))
    places = target.lines_of(error)
    if isinstance(error, Stopped):
        running = error.loop or (places[-1][1:3] if places else None)
        where = (Evidence(f"on line {running[0]}", running[1]),) if running else ()
        return Problem("", Rung.CALL, "did not finish", (Evidence("it", text), *where), error=error)
    if not places:
        return Problem("", Rung.CALL, f"can't be called as {case.function.signature()}", rows, error=error)
    name, number, line, step = places[-1]
    if case.substitute is not None and _asks_for_a_cell(error, name, case):
        return _unanswered(places, case)
    if type(error).__name__ == NotImplementedError.__name__:  # and none of its kinds, as that of input()
        if name != function and name in case.exercise.by_name:
            return Problem("", Rung.UNFINISHED, f"calls {name}, which is not finished (line {number})")
        said = f"is not finished: {_waiting(function, number, step)}"
        return Problem("", Rung.UNFINISHED, said, line=(number, "") if name == function else None)
    own = next(place for place in reversed(places) if place[0] == function or place is places[0])
    evidence = [*rows, Evidence(f"on line {own[1]}", own[2])]
    if own is not places[-1] and name[0] != "<":  # a comprehension is no place of its own
        evidence.append(Evidence("inside", f"{name}, line {number}: {line}"))
    ask = _asked(target.text_of(error), line)
    return Problem("", Rung.CALL, "stops with an error", tuple(evidence), error=error, line=own[1:3], ask=ask)


def _asks_for_a_cell(error, name, case):
    """True where a call of the substitute was handed on to the learner's own function, which is not written yet.

    name       of the function in which the error was raised
    The substitute itself answers all calls with right values.
    """
    cell = case.function.calls
    is_undefined = isinstance(error, NameError) and getattr(error, "name", None) == cell
    return is_undefined or (type(error).__name__ == NotImplementedError.__name__ and name == cell)


def _unanswered(places, case):
    """The Problem that a loop does not give the function of one step what it should, at the line of the call."""
    function, cell = case.function.name, case.function.calls
    own = next((place for place in reversed(places) if place[0] == function), places[0])
    why = f"stops there: the test knows no result for them, and your own {cell} is not finished"
    evidence = Evidence("it", why), Evidence(f"on line {own[1]}", own[2])
    return Problem("", Rung.CALL, f"gives {cell} other values than it should", evidence, line=own[1:3])


def _waiting(function, number, step):
    """Say where a function still has a step to write, in a line that is read at a glance; no word is cut."""
    if not step:
        return f"line {number} still waits for your code"
    room = UNFINISHED - len(f"{function} is not finished: line {number} ()")
    return f"line {number} ({textwrap.shorten(step, room, placeholder=' …')})"


_PLAINER = (
    (
        r"matmul: .*\(size (\d+) is different from (\d+)\)",
        r"the inner sizes of the matrix product differ: \2 and \1",
    ),
    (r"matmul: .*does not have enough dimensions.*", "one factor of the matrix product is a number or None"),
    (r"ufunc '(\w+)' not supported for the input types.*", r"'\1' does not work on these types"),
)


_TOGETHER = "np.{} takes all arrays together as its first argument. What is its first argument here, and its second?"
_SHAPE = "np.{} takes the whole shape as its first argument, the type of the entries as its second. What is it here?"
_ASKED = (  # what NumPy's error says, the call on the line, the question
    (r"only integer scalar arrays can be converted", r"\bnp\.(concatenate|stack)\(", _TOGETHER),
    (r"(stack|block)\(\) takes 1 positional argument but", r"\bnp\.([vhd]stack|column_stack|block)\(", _TOGETHER),
    (r"Cannot interpret '\d+' as a data type|takes from 1 to \d pos", r"\bnp\.(zeros|ones|empty)\(", _SHAPE),
)


def _asked(text, line):
    """The question that leads from an error of NumPy to the argument that is meant; "" where there is none."""
    for says, calls, question in _ASKED:
        called = re.findall(calls, line)
        if len(set(called)) == 1 and re.search(says, text):
            return question.format(called[0])
    return ""


def described(error, target):
    """An error in words: its type, and the first line of its text."""
    text = _plain(target.text_of(error))
    return f"{type(error).__name__}: {text}" if text else type(error).__name__


def _rows(text):
    """The rows of an error."""
    first, *rest = textwrap.wrap(text, 92, break_on_hyphens=False)
    return Evidence("error", first), *(Evidence("", line) for line in rest)


def _plain(text):
    """The first line of an error's message, without NumPy's jargon, and not too long."""
    text = " ".join((text.splitlines() or [""])[0].split())
    for jargon, words in _PLAINER:
        text = re.sub(jargon, words, text)
    short = textwrap.shorten(text, LONGEST, placeholder=" …")
    return short if len(short) > LONGEST / 2 or short == text else f"{text[: LONGEST - 2]} …"  # it has a long word
