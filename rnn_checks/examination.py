"""A function examined on a case: called twice, its results taken up the ladder."""

from dataclasses import replace

from rnn_checks.call import call
from rnn_checks.interface import FUNCTIONS, WEIGHTS, Problem
from rnn_checks.ladder import result_problems, row


def examine(function, target, case, quiet=True):
    """Call a learner's function on a case, twice, and say what is wrong with it.

    function   one of FUNCTIONS
    target     the learner's function
    quiet      False lets through what the first call prints

    Returns a list of Problem, in the order of the outputs; empty when all is right. Never raises for what target does.
    """
    first, problem, changed = call(function, target, case, quiet)
    if problem is not None:
        return [replace(problem, label=case.label)]
    problems = result_problems(function, first, case)
    if changed:
        evidence = (row("expected", "every input is afterwards as it was before"),)
        problems.append(Problem("", "inputs", f"changes its input {' and its input '.join(changed)}", evidence))
    if not problems:
        problems = _second_call_problems(function, target, case, first)
    return [replace(problem, label=case.label) for problem in problems]


def _second_call_problems(function, target, case, first):
    """Call once more: the answer must be the same, and the first answer must not change with it."""
    second, problem, _ = call(function, target, case, quiet=True)
    if problem is not None:
        return [replace(problem, rung="again", headline=f"the second call {problem.headline}")]
    for result, headline in (
        (second, "is another one when the function is called again"),
        (first, "changes when the function is called again"),
    ):
        problems = result_problems(function, result, case)
        if problems:
            return [replace(p, rung="again", headline=f"{p.output or 'the result'} {headline}") for p in problems]
    return []


def share_earned(function, problems):
    """The share of a test's points, 0 to 1: each right output earns its weight; changed inputs halve the sum."""
    outputs = FUNCTIONS[function].outputs
    wrong = {problem.output for problem in problems}
    if any(p.output == "" and p.rung != "inputs" for p in problems):
        return 0.0
    earned = sum(WEIGHTS.get(name, 1) for name in outputs if name not in wrong)
    share = earned / sum(WEIGHTS.get(name, 1) for name in outputs)
    return share / 2 if any(p.rung == "inputs" for p in problems) else share
