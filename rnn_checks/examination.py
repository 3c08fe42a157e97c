"""A function examined on a case: called, and called again, its results taken up the ladder."""

import inspect
from dataclasses import replace
from types import CodeType, FunctionType

from rnn_checks.call import call
from rnn_checks.interface import FUNCTIONS, WEIGHTS, Problem
from rnn_checks.ladder import result_problems, row


def examine(function, target, case, quiet=True, again=True):
    """Call a learner's function on a case, and say what is wrong with it.

    function   one of FUNCTIONS
    target     the learner's function
    quiet      False lets through what the first call prints
    again      True: where all is right, call twice more, to see whether anything lives on between two calls

    Returns a list of Problem, in the order of the outputs; empty when all is right. Never raises for what target does.
    """
    first, problem, changed = call(function, target, case, quiet)
    if problem is not None:
        return [replace(problem, label=case.label)]
    problems = result_problems(function, first, case)
    if changed:
        evidence = (row("expected", "every input is afterwards as it was before"),)
        problems.append(Problem("", "inputs", f"changes its input {' and its input '.join(changed)}", evidence))
    if again and case.other and not problems:
        problems = _second_call_problems(function, target, case, first)
    return [replace(problem, label=case.label) for problem in problems]


def unfinished(function, target, case):
    """Return the Problem that a learner's function still has a step to write, or None.

    A target that stands for a function of another process may know that it has none: target.__finished__.
    """
    if getattr(target, "__finished__", False) or _nothing_waits(target):
        return None
    _, problem, _ = call(function, target, case, quiet=True)
    return problem if problem is not None and problem.rung == "unfinished" else None


def _nothing_waits(target):
    """True where nothing that the notebook defines can say that a step waits, as its code tells: no call is needed."""
    names = getattr(inspect.unwrap(target), "__globals__", {})
    own = [thing for thing in names.values() if callable(thing) and _module(thing) == names.get("__name__")]
    return bool(own) and all(isinstance(thing, FunctionType) and not _may_wait(thing.__code__) for thing in own)


def _module(thing):
    return getattr(thing, "__module__", None)


def _may_wait(code):
    inner = (constant for constant in code.co_consts if isinstance(constant, CodeType))
    return NotImplementedError.__name__ in code.co_names or any(map(_may_wait, inner))


def _second_call_problems(function, target, case, first):
    """Call on other numbers, then once more on the same: neither answer may change with it."""
    call(function, target, case.other, quiet=True)
    problems = result_problems(function, first, case)
    if problems:
        return _again(problems, "changes when the function is called again")
    second, problem, _ = call(function, target, case, quiet=True)
    problems = [problem] if problem is not None else result_problems(function, second, case)
    return _again(problems, "is another one when the function is called again")


def _again(problems, words):
    return [
        replace(
            p, rung="again", headline=f"{p.output} {words}" if p.output else f"{p.headline} when it is called again"
        )
        for p in problems
    ]


def halved(value):
    """Copy nested tuples, lists and dicts with other numbers in every array."""
    if isinstance(value, dict):
        return {key: halved(entry) for key, entry in value.items()}
    if isinstance(value, (tuple, list)):
        return type(value)(map(halved, value))
    return value / 2


def share_earned(function, problems):
    """The share of a test's points, 0 to 1: each right output earns its weight; changed inputs halve the sum."""
    outputs = FUNCTIONS[function].outputs
    wrong = {problem.output for problem in problems}
    if any(p.output == "" and p.rung != "inputs" for p in problems):
        return 0.0
    earned = sum(WEIGHTS.get(name, 1) for name in outputs if name not in wrong)
    share = earned / sum(WEIGHTS.get(name, 1) for name in outputs)
    return share / 2 if any(p.rung == "inputs" for p in problems) else share
