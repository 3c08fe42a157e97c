"""The condition that, true at other times, makes everything right: the lines that it guards are right as they stand."""

import ast
import itertools
from dataclasses import dataclass
from typing import NamedTuple

from checks.ladder import result_problems
from checks.place.edited import Edited, Spent, is_tick
from checks.place.nodes import LOAD, of_ours
from checks.place.values import UNKNOWN
from checks.quiet import quiet

_ANSWER = of_ours("answer")
ALL_ANSWERS = (
    6  # with so many answers, all other series of them are tried; with more, those of one step, or up to a step
)


@dataclass(frozen=True)
class Condition:
    """A condition in a loop, and its answers.

    node       ast.expr: what is asked, as the learner wrote it
    last       number of the last line that it guards
    answers    tuple of bool, in the order of the run
    steps      tuple: what the loop variable holds meanwhile; of None where there is none
    variable   its name, or ""
    """

    node: ast.expr
    last: int
    answers: tuple
    steps: tuple
    variable: str


def wrong_condition(function, case):
    """Find the one condition that makes all outputs right when it is true at other times: Condition, or None.

    What it guards has to matter: without it, outputs are wrong.
    """
    code = _Conditions.of(function, case)
    if code is None or not code.asked:
        return None
    try:
        with quiet():
            return code.found()
    except Spent:
        return None


class _Conditions(Edited):
    """A function whose conditions can be answered otherwise."""

    def __init__(self, function, case, nodes):
        super().__init__(function, case, nodes)
        asking = _Asking()
        for node in self.module.body:
            asking.visit(node)
        ast.fix_missing_locations(self.module)
        self.asked, self.names[_ANSWER] = asking.asked, self._answer
        self.given_answers, self.instead = {}, (None, (), None)

    def _answer(self, which, answer, step):
        """What a condition is taken for: what it says, or what is tried instead."""
        given = self.given_answers.setdefault(which, [])
        given.append((bool(answer), step))
        number, answers, rest = self.instead
        if which != number:
            return answer
        return answers[len(given) - 1] if len(given) <= len(answers) else answer if rest is None else rest

    def found(self):
        """The one condition."""
        self.code = self.compiled()
        if self._is_right(None):
            return None
        asked = {which: said for which, said in self.given_answers.items() if self._may_change(which, said)}
        found = [which for which, said in asked.items() if self._is_wrong(which, said)]
        return self._condition(found[0], asked[found[0]]) if len(found) == 1 else None

    def _may_change(self, which, said):
        """True for a condition in a loop, which may end before it is asked again; or in a function called in one."""
        return self.asked[which].is_in_loop or len(said) > 1

    def _is_wrong(self, which, said):
        answers, steps = zip(*said, strict=True)
        node = self.asked[which].node
        has_other_side = isinstance(node, ast.IfExp) or bool(getattr(node, "orelse", None))
        if self._is_right(which, rest=False) or (has_other_side and self._is_right(which, rest=True)):
            return False
        return any(self._is_right(which, one) for one in _others(answers, steps))

    def _is_right(self, which, answers=(), rest=None):
        """Is all right with these answers of one condition; rest: those after them, None: what it says."""
        self.given_answers, self.instead = {}, (which, answers, rest)
        result = self.result(self.code)
        return result is not UNKNOWN and not result_problems(result, self.case)

    def _condition(self, which, said):
        asked, (answers, steps) = self.asked[which], zip(*said, strict=True)
        return Condition(asked.test, asked.node.end_lineno, answers, steps, asked.variable)


def _others(answers, steps):
    """The other series of answers of a condition that are tried: one answer for each value of the loop variable."""
    by_value = all(isinstance(step, (int, str)) for step in steps)
    of = list(steps) if by_value else list(range(len(answers)))
    values = list(dict.fromkeys(of))
    series = [tuple(value in some for value in of) for some in _choices(values)]
    series += [tuple(answer != (value == other) for value, answer in zip(of, answers, strict=True)) for other in values]
    return [one for one in dict.fromkeys(series) if one != answers]


def _choices(values):
    """The sets of values for which a condition may be true; of many, one, those up to one, and all but these."""
    count = range(len(values))
    if len(values) <= ALL_ANSWERS:
        return [set(itertools.compress(values, some)) for some in itertools.product((True, False), repeat=len(values))]
    some = [{values[at]} for at in count] + [set(values[:at]) for at in count]
    return [*some, *(set(values) - one for one in some)]


class _Asked(NamedTuple):
    """A condition that is asked, and what it belongs to: `if`, `a if … else b`, or a comprehension."""

    node: ast.AST
    test: ast.expr
    variable: str
    is_in_loop: bool


class _Asking(ast.NodeTransformer):
    """Puts a call around each condition.

    asked      list of _Asked
    """

    def __init__(self):
        self.asked, self._variables = [], []

    def visit_For(self, node):
        return self._within([*self._variables, _first_name(node.target)], node)

    def visit_While(self, node):
        return self._within([*self._variables, ""], node)

    def visit_FunctionDef(self, node):
        return self._within([], node)

    def _within(self, variables, node):
        outer, self._variables = self._variables, variables
        self.generic_visit(node)
        self._variables = outer
        return node

    def _guarded(self, node):
        node.test = self._ask(node, node.test, self._variables)
        return self.generic_visit(node)

    visit_If = visit_IfExp = _guarded

    def visit_comprehension(self, node):
        within = [_first_name(node.target)]
        node.ifs = [test if is_tick(test) else self._ask(test, test, within) for test in node.ifs]
        return self.generic_visit(node)

    def _ask(self, node, test, variables):
        variable = variables[-1] if variables else ""
        self.asked.append(_Asked(node, test, variable, bool(variables)))
        step = ast.Name(variable, LOAD) if variable else ast.Constant(None)
        call = ast.Call(ast.Name(_ANSWER, LOAD), [ast.Constant(len(self.asked) - 1), test, step], [])
        return ast.copy_location(call, test)


def _first_name(target):
    """The loop variable; of `for key, value in …`, the key."""
    return next((part.id for part in ast.walk(target) if isinstance(part, ast.Name)), "")
