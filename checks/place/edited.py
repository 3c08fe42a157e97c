"""A learner's function as code that is edited: with what it uses of its cell, it is run again and again."""

import ast
import linecache
from types import FunctionType

import numpy as np

from checks.ladder import result_problems
from checks.place.source import is_idle, is_loud
from checks.place.values import UNKNOWN, copied, same
from checks.substitute import substituted
from checks.terminal import parse

MOST_TICKS = 4000  # iterations and calls in one run
DEFINED = (ast.FunctionDef, ast.ClassDef)


class _TooLong(BaseException):
    """A run goes through more iterations than the code as it is."""


class Edited:
    """A function with what it uses of its cell, edited and run again and again."""

    @classmethod
    def of(cls, function, case):
        """Return it, or None where its source is not known, or does more than compute."""
        if not isinstance(function, FunctionType) or function.__code__.co_freevars or hasattr(function, "__wrapped__"):
            return None
        file = function.__code__.co_filename
        try:
            cell = parse("".join(linecache.getlines(file)))
        except SyntaxError:
            return None
        nodes = _used(cell, function, case)
        if not nodes or any(is_loud(node, function.__globals__) for node in nodes):
            return None
        return cls(function, case, nodes)

    def __init__(self, function, case, nodes):
        self.function, self.case, self.file = function, case, function.__code__.co_filename
        self.nodes = nodes
        self.module = ast.Module([_Counted(function.__globals__).visit(node) for node in nodes], [])
        ast.fix_missing_locations(self.module)
        read = {part.id for part in ast.walk(self.module) if isinstance(part, ast.Name)}
        self.names = {**function.__globals__, "_tick": self._tick}
        self.changeable = [name for name in read if isinstance(self.names.get(name), (list, dict, set, np.ndarray))]
        self.ticks, self.most, self.given = 0, MOST_TICKS, ()

    def _tick(self):
        self.ticks += 1
        if self.ticks > self.most:
            raise _TooLong

    def is_right(self):
        """Run the code as it stands now: is everything right?"""
        result = self.result()
        outputs = outputs_of(result, self.case)
        if outputs is None or not all(self.is_as_expected(name, outputs.get(name)) for name in self.case.expected):
            return False
        return not result_problems(result, self.case) and same(self.given, self.case.arguments, 0)

    def is_as_expected(self, name, value):
        """True for what an output should be, and for what is no array."""
        expected = self.case.expected[name]
        return not isinstance(expected, np.ndarray) or same(value, expected, self.case.tolerance)

    def result(self):
        """What the code returns as it stands now; UNKNOWN where it stops with an error."""
        self.ticks = 0
        try:
            code = compile(self.module, self.file, "exec")
            names = {**self.names, **{name: copied(self.names[name]) for name in self.changeable}}
            exec(code, names)
            self.given, called = copied(self.case.arguments), self.case.exercise.by_name.get(self.case.function.calls)
            with substituted(names, called, self.case.substitute):
                return names[self.function.__name__](*self.given)
        except (Exception, _TooLong, SystemExit):
            return UNKNOWN


def outputs_of(result, case):
    """The outputs by their names: dict, or None where there are none."""
    function = case.function
    if result is UNKNOWN or result is None:
        return None
    if function.returns is None:
        return function.outputs_of(result)
    if function.returns is dict:
        return {name: result[name] for name in function.outputs if name in result} if isinstance(result, dict) else None
    fits = isinstance(result, (tuple, list)) and len(result) == len(function.outputs)
    return dict(zip(function.outputs, result, strict=True)) if fits else None


def _used(cell, function, case):
    """The definitions that a function is made of: its own, and those that it calls; [] where it is not in the cell."""
    defined = {node.name: node for node in cell if isinstance(node, DEFINED)}
    node = defined.get(function.__name__)
    if node is None or node.decorator_list or node.lineno != function.__code__.co_firstlineno:
        return []
    used, new = {function.__name__: node}, [node]
    while new:
        read = {part.id for part in ast.walk(new.pop()) if isinstance(part, ast.Name)}
        for name in (read & defined.keys()) - used.keys() - case.exercise.by_name.keys():
            used[name] = defined[name]
            new.append(defined[name])
    return sorted(used.values(), key=lambda one: one.lineno)


def is_tick(statement):
    """True for what counts an iteration: no line of the learner's."""
    return isinstance(statement, ast.Expr) and getattr(statement.value, "func", None) is _TICK


_TICK = ast.Name("_tick", ast.Load())


class _Counted(ast.NodeTransformer):
    """Counts iterations and calls, so that no edit makes an endless program; leaves out what only prints."""

    def __init__(self, names):
        self.names = names

    def _counted(self, node):
        self.generic_visit(node)
        node.body.insert(0, ast.copy_location(ast.Expr(ast.Call(_TICK, [], [])), node))
        return node

    visit_For = visit_While = visit_FunctionDef = _counted

    def visit_Expr(self, node):
        return ast.copy_location(ast.Pass(), node) if is_idle(node, self.names) else self.generic_visit(node)
