"""A function examined on a case: called, and called again, and what it returns checked."""

import time
from dataclasses import replace

from checks.call import call, described
from checks.case import Problem, Rung
from checks.ladder import result_problems
from checks.place.values import same
from checks.target import Stopped, target_of
from checks.words import Evidence, kind

SLOW = 2.0  # seconds of a call; after it, somebody waits for more


def examine(function, case, prints=False, again=True, slow=None, called=None):
    """Call a learner's function on a case, and say what is wrong with it.

    function   the learner's function, or a Target
    prints     True: what the first call prints is shown
    again      True: where all is right, call twice more, to see whether anything is kept between two calls
    slow       takes the seconds of the first call, where it is a slow one, and says so; None: nobody waits
    called     is called after the first call; None: nothing is

    Returns a list of Problem, in the order of the outputs; empty when all is right. Never raises for what it does.
    """
    target = target_of(function)
    kept = target.kept() if again and case.other else None
    started = time.monotonic()
    first, problem, changed = call(target, case, prints)
    seconds = time.monotonic() - started
    if called is not None:
        called()
    if slow is not None and seconds > SLOW and not (problem is not None and isinstance(problem.error, Stopped)):
        slow(seconds)
    if problem is not None:
        return [replace(problem, label=case.label)]
    problems = _with_ending(_problems_of(target, first.result, case), target, first.result)
    if changed:
        evidence = (Evidence("expected", f"{' and '.join(changed)} unchanged by the call"),)
        problems.append(Problem("", Rung.INPUTS, f"changes its input {' and its input '.join(changed)}", evidence))
    if again and case.other and not problems:
        problems = _said_what_is_kept(_second_call_problems(target, case, first, kept), kept)
    return [replace(problem, label=case.label) for problem in problems]


def _problems_of(target, result, case):
    """Hold a result against what is expected; one of a learner's own class may stop with an error meanwhile."""
    try:
        return result_problems(result, case)
    except Exception as error:
        places = target.lines_of(error)
        if not places:
            raise
        _, number, line, _ = places[-1]
        evidence = Evidence("error", described(error, target)), Evidence(f"on line {number}", line)
        headline = f"returns {kind(result)} that can't be looked at"
        return [Problem("", Rung.RETURNS, headline, evidence)]


def _with_ending(problems, target, result):
    """Where the result as a whole has another form: say which line of the function makes it so."""
    if [(problem.rung, problem.output) for problem in problems] != [(Rung.RETURNS, "")]:
        return problems
    line, why = target.ending(result)
    return [replace(problem, line=line, why=why) for problem in problems]


def unfinished(function, case):
    """Return the Problem that a learner's function still has a step to write, or None."""
    target = target_of(function)
    if target.is_finished():
        return None
    _, problem, _ = call(target, case)
    return problem if problem is not None and problem.rung == Rung.UNFINISHED else None


def _second_call_problems(target, case, first, kept):
    """Call on other numbers, then once more on the same: neither answer may change with it.

    Where something is kept, once more on the other numbers, with that as it was before the first call.
    """
    later, _, _ = call(target, case.other)
    problems = _problems_of(target, first.result, case)
    if problems:
        return _again(problems, "changes when the function is called again")
    second, problem, _ = call(target, case)
    problems = [problem] if problem is not None else _problems_of(target, second.result, case)
    if problems or later is None or kept is None or not kept.has_changed():
        return _again(problems, "differs when the function is called again")
    kept.put_back()
    alone, _, _ = call(target, case.other)
    return [] if alone is None else _unlike(later.result, alone.result, case)


def _said_what_is_kept(problems, kept):
    """Name what a function keeps between two calls, and its first line with that name."""
    name = kept.changed_name() if problems and kept is not None else ""
    if not name:
        return problems
    why = f"{name} keeps what one call puts there for the next"
    return [replace(problem, line=kept.line_of(name), why=why) for problem in problems]


def _unlike(later, alone, case):
    """The outputs that depend on an earlier call: list of Problem."""
    outputs, others = (case.function.outputs_of(result) or {} for result in (later, alone))
    unlike = [name for name in case.function.outputs if not same(outputs.get(name), others.get(name), case.tolerance)]
    evidence = (Evidence("it", "gives other values for the same arguments after a call with other ones"),)
    return [Problem(name, Rung.AGAIN, f"{name} depends on an earlier call", evidence) for name in unlike]


def _again(problems, words):
    return [
        replace(
            p, rung=Rung.AGAIN, headline=f"{p.output} {words}" if p.output else f"{p.headline} when it is called again"
        )
        for p in problems
    ]


def share_earned(function, problems):
    """The share of a test's points, 0 to 1: each right output earns its weight; changed inputs halve the sum.

    function   checks.exercise.Function
    problems   list of Problem
    """
    wrong = {problem.output for problem in problems}
    if any(p.output == "" and p.rung != Rung.INPUTS for p in problems):
        return 0.0
    weights = {name: function.weights.get(name, 1) for name in function.outputs}
    share = sum(weight for name, weight in weights.items() if name not in wrong) / sum(weights.values())
    return share / 2 if any(p.rung == Rung.INPUTS for p in problems) else share
