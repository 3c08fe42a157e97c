"""Names that should mean what Python, NumPy or the exercise gives them, and mean something else: in the notebook around
a function, or in the function itself. It is proven: with the given value under such a name, the function does better.
"""

import ast
import builtins
import contextlib
import linecache
import sys
from dataclasses import dataclass, field, replace
from pathlib import PurePath
from types import FunctionType

import numpy as np

from checks.case import Rung
from checks.examination import examine, share_earned
from checks.kept import names_in, reached_from
from checks.layers import layers, notebook_of
from checks.limit import OutOfTime
from checks.place.facts import Fact
from checks.place.report import Places, place_on
from checks.place.source import definition_of
from checks.shadowing import bound_in, find_second_meaning
from checks.words import text_of

_GONE = object()


@dataclass(frozen=True)
class Misnamed:
    """What is wrong with a name.

    name       str
    relation   key of checks.relations.HINTS: how it came to that
    places     Places: the line of the function that gives it another value; none where that is in another cell
    """

    name: str
    relation: str
    places: Places = field(default_factory=Places)


def find_misnamed(function, problems, case):
    """Find the name that is why a function fails, as it does not mean what it should: Misnamed, or None.

    function   a function of this process
    problems   list of Problem, as `examine` returned it
    """
    try:
        found = _in_another_order(function, problems, case) or _rebound(function, problems, case)
        if found:
            return found
        found = find_second_meaning(function, problems, case, _given_names(case.exercise))
        return found and Misnamed(*found)
    except (KeyboardInterrupt, OutOfTime):
        raise
    except BaseException:  # the names of a notebook can be anything
        return None


def _given_names(exercise):
    """What a function finds without a line of the learner's: dict, name -> value."""
    modules = [sys.modules.get(PurePath(name).stem) for name in exercise.modules]
    named = {name: value for module in modules for name, value in vars(module or object).items() if name[0] != "_"}
    return {**vars(builtins), **named, "np": np}


# ── In the def line ───────────────────────────────────────────────────────────────────────────────────────────────


def _in_another_order(function, problems, case):
    """The arguments, where the function takes them under their names in another order: Misnamed, or None."""
    own, wanted = next(reversed(layers(function)), None), case.function.arguments
    taken = own.__code__.co_varnames[: len(wanted)] if own and own.__code__.co_argcount == len(wanted) else ()
    if sorted(taken) != sorted(wanted) or taken == wanted:
        return None
    values = dict(zip(wanted, case.arguments, strict=True))
    arguments = tuple(values[name] for name in taken)
    as_taken = replace(case, arguments=arguments, function=replace(case.function, arguments=taken))
    if not _is_better(examine(function, as_taken, again=False), problems, case):
        return None
    lines, number = linecache.getlines(own.__code__.co_filename), own.__code__.co_firstlineno
    place = [place_on(lines, number, None, None, Fact("other-order"), frozenset())] if lines else []
    return Misnamed(
        ", ".join(wanted), "arguments-in-another-order", Places(tuple(place), cell=own.__code__.co_filename)
    )


# ── In the notebook ───────────────────────────────────────────────────────────────────────────────────────────────


def _rebound(function, problems, case):
    """The name that has another value in the notebook, or none: Misnamed, or None."""
    own = next(reversed(layers(function)), None)
    if own is None or not problems:
        return None
    given, names = _given_names(case.exercise), own.__globals__
    rebound = (name for name in _names_read(function) if _is_rebound(names, name, given))
    found = next((name for name in rebound if _is_why(function, problems, case, {name: given[name]})), None)
    found = found or _called_in_vain(own, problems[0].error, names)
    return found and Misnamed(found, "rebound-name" if found in names or hasattr(builtins, found) else "not-imported")


def _called_in_vain(function, error, names):
    """A name of the notebook that the function calls, and that holds nothing that can be called."""
    found = definition_of(function) if isinstance(error, TypeError) else None
    if found is None or "not callable" not in text_of(error):
        return None
    own = bound_in(found[0])
    called = [
        part.func for part in ast.walk(found[0]) if isinstance(part, ast.Call) and isinstance(part.func, ast.Name)
    ]
    outside = [one.id for one in called if one.id in names and one.id not in own]
    return next((name for name in outside if not callable(names[name])), None)


def _is_rebound(names, name, given):
    """True where the notebook has something else under a given name, other than a function of its own."""
    value = names.get(name, _GONE)
    if name not in given or value is given[name]:
        return False
    return not hasattr(builtins, name) if value is _GONE else getattr(value, "__globals__", None) is not names


def _is_why(function, problems, case, given):
    with _put_back(notebook_of(function), given):
        return _is_better(examine(function, case, again=False), problems, case)


def _is_better(after, problems, case):
    """True where a function comes to more right outputs, or gets past the line that failed."""
    if not after or share_earned(case.function, after) > share_earned(case.function, problems):
        return True
    first, then = problems[0], after[0]
    return first.rung == Rung.CALL and (then.rung, then.line, then.headline) != (first.rung, first.line, first.headline)


@contextlib.contextmanager
def _put_back(names, given):
    before = {name: names[name] for name in given if name in names}
    names.update(given)
    try:
        yield
    finally:
        for name in given:
            names.pop(name, None)
        names.update(before)


def _names_read(function):
    """The names of the notebook that a function reads, and those that what it can reach there reads: dict."""
    reached = [function, *layers(function), *reached_from(function)]
    codes = [one.__code__ for one in reached if type(one) is FunctionType]
    return dict.fromkeys(name for code in codes for name in names_in(code))
