"""Names that should mean what Python, NumPy or the exercise gives them, and mean something else: in the notebook around
a function, or in the function itself. It is proven: with the given value under such a name, the function does better.
"""

import ast
import builtins
import contextlib
import linecache
import sys
from dataclasses import dataclass, field
from pathlib import PurePath
from types import FunctionType

import numpy as np

from checks.case import Rung
from checks.examination import examine, share_earned
from checks.kept import names_in, reached_from
from checks.ladder import result_problems
from checks.layers import layers, notebook_of
from checks.limit import OutOfTime
from checks.place.edited import Edited, Spent
from checks.place.facts import Fact
from checks.place.nodes import of_ours
from checks.place.report import Places, place_on
from checks.place.source import definition_of
from checks.place.values import UNKNOWN
from checks.quiet import quiet
from checks.words import text_of

_GONE = object()


@dataclass(frozen=True)
class Misnamed:
    """What is wrong with a name.

    name       str
    shadowed   True: the function gives it a value of its own; False: the notebook around it does, or nothing does
    places     Places: the line that does, where it stands in the function
    """

    name: str
    shadowed: bool = False
    places: Places = field(default_factory=Places)


def find_misnamed(function, problems, case):
    """Find the name that is why a function fails, as it does not mean what it should: Misnamed, or None.

    function   a function of this process
    problems   list of Problem, as `examine` returned it
    """
    try:
        name = _rebound_name(function, problems, case)
        return Misnamed(name) if name else _shadowed_name(function, problems, case)
    except (KeyboardInterrupt, OutOfTime):
        raise
    except BaseException:  # the names of a notebook can be anything
        return None


def _given_names(exercise):
    """What a function finds without a line of the learner's: dict, name -> value."""
    modules = [sys.modules.get(PurePath(name).stem) for name in exercise.modules]
    named = {name: value for module in modules for name, value in vars(module or object).items() if name[0] != "_"}
    return {**vars(builtins), **named, "np": np}


# ── In the notebook ───────────────────────────────────────────────────────────────────────────────────────────────


def _rebound_name(function, problems, case):
    """The name that has another value in the notebook, or none: str, or None."""
    own = next(reversed(layers(function)), None)
    if own is None or not problems:
        return None
    given, names = _given_names(case.exercise), own.__globals__
    rebound = (name for name in _names_read(function) if _is_rebound(names, name, given))
    found = next((name for name in rebound if _is_why(function, problems, case, {name: given[name]})), None)
    return found or _called_in_vain(own, problems[0].error, names)


def _called_in_vain(function, error, names):
    """A name of the notebook that the function calls, and that holds nothing that can be called."""
    found = definition_of(function) if isinstance(error, TypeError) else None
    if found is None or "not callable" not in text_of(error):
        return None
    own = _bound_in(found[0])
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
        after = examine(function, case, again=False)
    if not after or share_earned(case.function, after) > share_earned(case.function, problems):
        return True
    first, then = problems[0], after[0]  # or it gets past the line that failed
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


# ── In the function ───────────────────────────────────────────────────────────────────────────────────────────────


def _shadowed_name(function, problems, case):
    """The name that the function gives a value of its own, and calls all the same, or takes from: Misnamed, or None."""
    code = Edited.of(function, case)
    if code is None:
        return None
    given, own = _given_names(case.exercise), next(node for node in code.nodes if node.name == function.__name__)
    before = {one.output for one in problems if one.output} or set(case.expected)
    for name, binding in _bound_in(own).items():
        if name not in given or not _Renamed(name).visits(own):
            continue
        code.names[of_ours(name)] = given[name]
        with quiet(), contextlib.suppress(Spent):
            result = code.result()
            after = None if result is UNKNOWN else {problem.output for problem in result_problems(result, case)}
            if after is not None and after < before:
                return Misnamed(name, True, _places(function, case, name, binding, after))
    return None


def _bound_in(node):
    """The names that a function takes or gives a value: dict, name -> the first node that does."""
    stored = [part for part in ast.walk(node) if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store)]
    taken = [part for part in ast.walk(node.args) if isinstance(part, ast.arg)]
    named = [(part.arg, part) for part in taken] + [(part.id, part) for part in stored]
    return dict(sorted(named, key=lambda one: (one[1].lineno, one[1].col_offset), reverse=True))  # the first one stays


class _Renamed(ast.NodeTransformer):
    """Lets each call of a name, and each attribute of it, mean what is given."""

    def __init__(self, name):
        self.name, self.count = name, 0

    def visits(self, node):
        """True where there was one."""
        self.visit(node)
        return self.count > 0

    def _means_given(self, node):
        if isinstance(node, ast.Name) and node.id == self.name:
            self.count += 1
            node.id = of_ours(self.name)

    def visit_Call(self, node):
        self._means_given(node.func)
        return self.generic_visit(node)

    def visit_Attribute(self, node):
        self._means_given(node.value)
        return self.generic_visit(node)


def _places(function, case, name, binding, wrong):
    file, outputs = function.__code__.co_filename, case.function.outputs
    lines, number = linecache.getlines(file), binding.lineno
    indent = len(lines[number - 1]) - len(lines[number - 1].lstrip())
    start, end = binding.col_offset - indent, binding.end_col_offset - indent
    place = place_on(lines, number, start, end, Fact("shadows", (name,)), frozenset())
    helped = tuple(one for one in outputs if one not in wrong) if wrong else ()
    return Places((place,), len(outputs), True, helped, tuple(one for one in outputs if one in wrong), cell=file)
