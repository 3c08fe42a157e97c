"""A learner's function as code that is edited: with what it uses of its cell, it is run again and again."""

import ast
import time

import numpy as np

from checks.place.nodes import TICK, tick
from checks.place.source import definition_of, is_idle, is_loud, may_be_endless, names_in
from checks.place.values import UNKNOWN, copied
from checks.substitute import substituted

MOST_TICKS = 4000  # iterations and calls in one run
MOST_RUNS = 4000  # most searches end before, in one to three seconds
MOST_SECONDS = 5  # of the processor, for all runs: on a slow machine, where the same program is told less
SECONDS_OF_ENDLESS = 1  # the same for code that never ends as it is: each run of it takes long
DEFINED = (ast.FunctionDef, ast.ClassDef)


class _TooLong(BaseException):
    """A run goes through more iterations than the code as it is."""


class Spent(BaseException):
    """There were as many runs as there may be, or they took as long as they may."""


class Edited:
    """A function with what it uses of its cell, edited and run again and again."""

    @classmethod
    def of(cls, function, case):
        """Return it, or None where its source is not known, does more than compute, or may go on for ever."""
        found = definition_of(function)
        if found is None:
            return None
        nodes, names = _used(found[0], found[1], case), function.__globals__
        if any(is_loud(node, names) or may_be_endless(node, names) for node in nodes):
            return None
        return cls(function, case, nodes)

    def __init__(self, function, case, nodes):
        self.function, self.case, self.file = function, case, function.__code__.co_filename
        self.nodes = nodes
        self.module = ast.Module([_Counted(function.__globals__).visit(node) for node in nodes], [])
        ast.fix_missing_locations(self.module)
        read = names_in(self.module)
        self.names = {**function.__globals__, TICK: self._tick}
        self.changeable = [name for name in read if isinstance(self.names.get(name), (list, dict, set, np.ndarray))]
        self.ticks, self.most, self.given = 0, MOST_TICKS, ()
        self.runs, self.until, self.is_endless = 0, time.process_time() + MOST_SECONDS, False

    def _tick(self):
        self.ticks += 1
        if self.ticks > self.most:
            raise _TooLong
        return True

    def compiled(self):
        """The code as it stands now, compiled."""
        return compile(self.module, self.file, "exec")

    def result(self, code=None):
        """What the code returns; UNKNOWN where it stops with an error. Raises Spent.

        code       compiled; None: as it stands now
        """
        self.ticks, self.runs = 0, self.runs + 1
        if self.runs > MOST_RUNS or time.process_time() > self.until:
            raise Spent
        try:
            names = {**self.names, **{name: copied(self.names[name]) for name in self.changeable}}
            exec(self.compiled() if code is None else code, names)
            self.given, called = copied(self.case.arguments), self.case.exercise.by_name.get(self.case.function.calls)
            with substituted(names, called, self.case.substitute):
                return names[self.function.__name__](*self.given)
        except (Exception, _TooLong, SystemExit) as error:
            self.is_endless = isinstance(error, (RecursionError, _TooLong))
            return UNKNOWN


def _used(node, cell, case):
    """The definitions that a function is made of, in the order of its cell: its own, and those that it calls."""
    defined = {one.name: one for one in map(_defined, cell) if isinstance(one, DEFINED)}
    used, new = {node.name: node}, [node]
    while new:
        read = names_in(new.pop())
        for name in (read & defined.keys()) - used.keys() - case.exercise.by_name.keys():
            used[name] = defined[name]
            new.append(defined[name])
    return sorted(used.values(), key=lambda one: one.lineno)


def _defined(statement):
    """A definition as one of a function where it is `name = lambda …`; anything else as it is."""
    match statement:
        case ast.Assign(targets=[ast.Name(id=name)], value=ast.Lambda(args=taken, body=body)):
            made = ast.FunctionDef(name, taken, [ast.copy_location(ast.Return(body), statement)], [], type_params=[])  # type: ignore[call-arg]
            return ast.copy_location(made, statement)
    return statement


def is_tick(node):
    """True for what counts an iteration, a statement or a condition: it is none of the learner's."""
    called = getattr(getattr(node, "value", node), "func", None)
    return isinstance(called, ast.Name) and called.id == TICK


class _Counted(ast.NodeTransformer):
    """Counts iterations and calls, so that no edit makes an endless program; leaves out what only prints."""

    def __init__(self, names):
        self.names = names

    def _counted(self, node):
        self.generic_visit(node)
        node.body.insert(0, ast.copy_location(ast.Expr(tick()), node))
        return node

    visit_For = visit_While = visit_FunctionDef = _counted

    def visit_comprehension(self, node):
        self.generic_visit(node)
        node.ifs.insert(0, ast.copy_location(tick(), node.target))
        return node

    def visit_Expr(self, node):
        return ast.copy_location(ast.Pass(), node) if is_idle(node, self.names) else self.generic_visit(node)
