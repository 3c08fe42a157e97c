"""How a learner's function is examined: it is called on a case, and each output climbs a ladder of checks.

The public tests use it in the notebook, the hidden tests when work is graded: one ladder, one style of message.
Nothing in here computes a right answer: what is expected comes with the case.
"""

import contextlib
import copy
import html
import inspect
import io
import json
import linecache
import sys
import textwrap
import warnings
from dataclasses import dataclass, replace

import numpy as np

# ── The four functions: what goes in, what comes out ──────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Interface:
    """What a function takes and returns, which function of yours it calls, and the points of its public test."""

    arguments: tuple
    outputs: tuple
    returns: type
    calls: str | None
    points: int


FUNCTIONS = {
    "rnn_cell_forward": Interface(
        ("xt", "a_prev", "parameters"), ("a_next", "yt_pred", "cache"), tuple, None, points=8
    ),
    "rnn_forward": Interface(("x", "a0", "parameters"), ("a", "y_pred", "caches"), tuple, "rnn_cell_forward", points=8),
    "rnn_cell_backward": Interface(
        ("da_next", "cache"), ("dxt", "da_prev", "dWax", "dWaa", "dba"), dict, None, points=12
    ),
    "rnn_backward": Interface(
        ("da", "caches"), ("dx", "da0", "dWax", "dWaa", "dba"), dict, "rnn_cell_backward", points=12
    ),
}

# How much of a test's points each output earns; an output that is not named here weighs 1.
WEIGHTS = {"a_next": 3, "yt_pred": 3, "cache": 2, "a": 3, "y_pred": 3, "caches": 2}

AXES = {
    **dict.fromkeys(["xt", "dxt"], ("n_x", "m")),
    **dict.fromkeys(["x", "dx"], ("n_x", "m", "T_x")),
    **dict.fromkeys(["a_prev", "a_next", "a0", "da_next", "da_prev", "da0"], ("n_a", "m")),
    **dict.fromkeys(["a", "da"], ("n_a", "m", "T_x")),
    **dict.fromkeys(["Wax", "dWax"], ("n_a", "n_x")),
    **dict.fromkeys(["Waa", "dWaa"], ("n_a", "n_a")),
    **dict.fromkeys(["ba", "dba"], ("n_a", "1")),
    "Wya": ("n_y", "n_a"),
    "by": ("n_y", "1"),
    "yt_pred": ("n_y", "m"),
    "y_pred": ("n_y", "m", "T_x"),
}
PARAMETERS = ("Wax", "Waa", "Wya", "ba", "by")
CACHE = ("a_next", "a_prev", "xt", "parameters")


@dataclass(frozen=True)
class Case:
    """One call of a function: what goes in, what must come out, and how exactly.

    arguments   tuple          passed by position
    expected    dict           output -> array, or the tuple of a cache or of the caches
    sizes       dict           n_x, n_a, n_y, m, T_x -> int, to name the axes of a wrong shape
    tolerance   float          how far an entry may be off, as a share of the largest expected one
    lend        function       takes the learner's own cell, returns what is called in its place; None: nothing is lent
    label       str            how messages name the case; empty for the public one
    """

    arguments: tuple
    expected: dict
    sizes: dict
    tolerance: float
    lend: object = None
    label: str = ""


@dataclass(frozen=True)
class Problem:
    """What is wrong with one output: the rung of the ladder that it fell from, a headline and its evidence.

    output      str            "" where the call as a whole failed
    rung        str            unfinished, call, returns, there, array, shape, finite, values, again or inputs
    where       str            the entry of a cache that is meant, e.g. caches[0][2][1]
    value       array          what came back, where it is an array
    expected    array          what should have
    error       Exception      what the call raised
    label       str            of the case
    """

    output: str
    rung: str
    headline: str
    evidence: tuple = ()
    where: str = ""
    value: object = None
    expected: object = None
    error: object = None
    label: str = ""


class TestFailure(AssertionError):
    """A failed check whose message is the whole story: Jupyter shows it without a traceback.

    problems   list of Problem, the one that the message is about first
    """

    __test__ = False  # for pytest: not a test class

    def __init__(self, message, problems=()):
        super().__init__(message)
        self.problems = list(problems)

    def _render_traceback_(self):
        return str(self).splitlines()


class Stopped(Exception):
    """A call that was ended from outside, by a limit or with its process; the text says how."""


class Unfinished(TestFailure):
    """A function of the notebook that still has a step to write."""


# ── The ladder: is it there, an array, of the right shape, finite, right? ─────────────────────────────────────────


def _number(value):
    return f"{value:.6g}"


def _place(index):
    return str([int(i) for i in index])


def _row(name, text):
    return f"    {name:<11}{text}".rstrip()


def _kind(value):
    return "None" if value is None else f"a {type(value).__name__}"


def _axes_text(shape, sizes):
    """Name the axes of a shape, e.g. (m, n_a) for (6, 4); nothing where the sizes do not tell them apart."""
    if shape == ():
        return "a single number"
    names = {size: name for name, size in {"1": 1, **sizes}.items()}
    if len(names) <= len(sizes) or not set(shape) <= set(names):
        return ""
    return _tuple_text(names[size] for size in shape)


def _tuple_text(names):
    names = list(names)
    return f"({names[0]},)" if len(names) == 1 else f"({', '.join(names)})"


def _array_problem(name, value, expected, case):
    """Climb the ladder for one array; return the Problem at the first rung that breaks, or None."""
    if not isinstance(value, np.ndarray) and not isinstance(value, np.generic):
        return Problem(name, "array", f"{name} is {_kind(value)}, not a numpy array")
    if value.dtype.kind not in "fiub":
        return Problem(name, "array", f"{name} holds {value.dtype} entries, not real numbers")
    if value.shape != expected.shape:
        evidence = (
            _row("expected", f"{expected.shape!s:<13}{_tuple_text(AXES[name])}"),
            _row("yours", f"{value.shape!s:<13}{_axes_text(value.shape, case.sizes)}"),
        )
        return Problem(name, "shape", f"{name} has the wrong shape", evidence, value=value, expected=expected)
    value = np.asarray(value, dtype=float)
    wrong = ~np.isfinite(value)
    if wrong.any():
        first = tuple(np.argwhere(wrong)[0])
        evidence = (_row("entries", f"{wrong.sum()} of {value.size} are nan or inf, the first at {_place(first)}"),)
        headline = f"{name} has entries that are not numbers"
        return Problem(name, "finite", headline, evidence, value=value, expected=expected)
    return _values_problem(name, value, expected, case)


def _values_problem(name, value, expected, case):
    scale = np.max(np.abs(expected)) or 1.0
    error = np.abs(value - expected)
    wrong = error > case.tolerance * scale
    if not wrong.any():
        return None
    largest = np.unravel_index(np.argmax(np.abs(expected)), expected.shape)
    if not value.any():
        evidence = (
            _row("expected", f"largest entry {_number(expected[largest])} at {_place(largest)}"),
            _row("yours", "0 everywhere"),
        )
        return Problem(name, "values", f"{name} is all zeros", evidence, value=value, expected=expected)
    worst = np.unravel_index(np.argmax(error), error.shape)
    digits = 10 if error[worst] < 1e-4 * scale else 6
    evidence = [
        _row("expected", f"{expected[worst]:.{digits}g} at {_place(worst)}"),
        _row("yours", f"{value[worst]:.{digits}g}"),
        _row("wrong", f"{wrong.sum()} of {wrong.size} entries"),
    ]
    if expected.ndim == 3 and expected.shape[2] > 1:
        evidence.append(_row("steps", _steps_text(wrong.any(axis=(0, 1)))))
    few_digits = error[worst] < 1e-5 * scale
    headline = f"{name} is right to a few digits only" if few_digits else f"{name} has wrong values"
    return Problem(name, "values", headline, tuple(evidence), value=value, expected=expected)


def _steps_text(wrong):
    """Say at which time steps an output is wrong, and at which right."""
    if wrong.all():
        return "wrong at every t"
    lists = [", ".join(str(t) for t in np.flatnonzero(part)) for part in (wrong, ~wrong)]
    return f"wrong at t = {lists[0]}" + (f"; right at t = {lists[1]}" if lists[1] else "")


def _cache_problem(name, value, expected, case, which="cache"):
    """Check a cache, entry by entry and in order: (a_next, a_prev, xt, parameters)."""
    if not isinstance(value, (tuple, list)) or len(value) != len(CACHE):
        yours = f"a tuple of {len(value)}" if isinstance(value, (tuple, list)) else _kind(value)
        evidence = (_row("expected", f"({', '.join(CACHE)})"), _row("yours", yours))
        return Problem(name, "returns", f"{which} is not the tuple that the way back needs", evidence)
    for position, (entry, got, wanted) in enumerate(zip(CACHE, value, expected, strict=True)):
        problem = _entry_problem(entry, got, wanted, case)
        if problem is None:
            continue
        evidence = [_row("expected", f"{which}[{position}] is {entry}")]
        for other, candidate in zip(CACHE, expected, strict=True):
            if other != entry and _entry_problem(other, got, candidate, case) is None:
                evidence.append(_row("yours", f"{which}[{position}] is {other}"))
                break
        else:
            evidence += [_row("yours", problem.headline), *problem.evidence]
        headline = f"{which} does not hold what the way back needs"
        return replace(problem, output=name, headline=headline, evidence=tuple(evidence), where=f"{which}[{position}]")
    return None


def _entry_problem(entry, got, wanted, case):
    if entry != "parameters":
        return _array_problem(entry, got, wanted, case)
    if not isinstance(got, dict):
        return Problem(entry, "array", f"parameters is {_kind(got)}, not a dict")
    for key in PARAMETERS:
        if key not in got:
            return Problem(entry, "there", f"parameters has no {key}")
        problem = _array_problem(key, got[key], wanted[key], case)
        if problem is not None:
            return problem
    return None


def _caches_problem(name, value, expected, case):
    """Check (list of T_x caches, x)."""
    if not isinstance(value, (tuple, list)) or len(value) != 2 or not isinstance(value[0], (tuple, list)):
        if isinstance(value, (tuple, list)):
            yours = f"{_kind(value)} of {len(value)}: ({', '.join(_kind(part) for part in value[:4])})"
        else:
            yours = _kind(value)
        evidence = (_row("expected", "(list of T_x caches, x)"), _row("yours", yours))
        return Problem(name, "returns", "caches is not a pair of a list and x", evidence)
    steps, x = value
    if len(steps) != len(expected[0]):
        evidence = (_row("expected", f"{len(expected[0])} caches, one a time step"), _row("yours", f"{len(steps)}"))
        return Problem(name, "shape", "caches has the wrong number of caches", evidence)
    for t, (got, wanted) in enumerate(zip(steps, expected[0], strict=True)):
        problem = _cache_problem(name, got, wanted, case, which=f"caches[0][{t}]")
        if problem is not None:
            return problem
    problem = _array_problem("x", x, expected[1], case)
    if problem is not None:
        evidence = (_row("expected", "caches[1] is x"), _row("yours", problem.headline), *problem.evidence)
        headline = "caches does not hold what the way back needs"
        return replace(problem, output=name, headline=headline, evidence=evidence, where="caches[1]")
    return None


_CHECKS = {"cache": _cache_problem, "caches": _caches_problem}


def _output_problem(name, value, case):
    return _CHECKS.get(name, _array_problem)(name, value, case.expected[name], case)


# ── One call of a learner's function, watched ─────────────────────────────────────────────────────────────────────


def _call(function, target, case, quiet):
    """Call target on copies of the case's arguments.

    Returns (result, Problem or None, the names of the arguments that it changed). What it prints to stderr goes to
    stdout, and warnings nowhere: neither is a mistake, and nbgrader takes points for both.
    """
    arguments = copy.deepcopy(case.arguments)
    stdout = io.StringIO() if quiet else sys.stdout
    try:
        with (
            contextlib.redirect_stdout(stdout),
            contextlib.redirect_stderr(stdout),
            warnings.catch_warnings(),
            np.errstate(all="ignore"),
            _lend(target, FUNCTIONS[function].calls, case.lend),
        ):
            warnings.simplefilter("ignore")
            result = target(*arguments)
    except (Exception, SystemExit) as error:
        return None, _call_problem(function, target, error), []
    names = FUNCTIONS[function].arguments
    pairs = zip(names, arguments, case.arguments, strict=True)
    return result, None, [name for name, after, before in pairs if not _same(after, before)]


def _same(one, other):
    if type(one) is not type(other):
        return False
    if isinstance(other, np.ndarray):
        return one.shape == other.shape and np.array_equal(one, other)
    if isinstance(other, dict):
        return one.keys() == other.keys() and all(_same(one[key], other[key]) for key in other)
    return len(one) == len(other) and all(map(_same, one, other))


@contextlib.contextmanager
def _lend(target, name, lend):
    """While the block runs, `name` means to target what is lent: right answers, whatever the learner's cell says.

    A target that stands for a function of another process lends for itself: target.__lend__(name, lend).
    """
    if lend is not None and hasattr(target, "__lend__"):
        with target.__lend__(name, lend):
            yield
        return
    names = getattr(inspect.unwrap(target), "__globals__", None)
    if lend is None or names is None:
        yield
        return
    known = {name: names[name]} if name in names else {}
    own = known.get(name, _undefined(name))
    names[name] = _by_position(own, lend(own))
    try:
        yield
    finally:
        del names[name]
        names.update(known)


def _undefined(name):
    def call(*_):
        raise NameError(f"name '{name}' is not defined")

    return call


def _by_position(own, lent):
    """Let `lent` be called as the learner's own function is: she may name its arguments otherwise, and pass by name."""

    def call(*args, **kwargs):
        return lent(*(inspect.signature(own).bind(*args, **kwargs).args if kwargs else args))

    return call


def _call_problem(function, target, error):
    """Turn an exception into a Problem that shows the learner's own line."""
    text = (getattr(error, "shown", str(error)).splitlines() or [""])[0]
    described = _row("error", f"{type(error).__name__}: {text}" if text else type(error).__name__)
    if isinstance(error, Stopped):
        return Problem("", "call", "does not come to its end", (_row("it", text),), error=error)
    places = _own_lines(target, error)
    if not places:
        call = f"{function}({', '.join(FUNCTIONS[function].arguments)})"
        return Problem("", "call", f"can't be called as {call}", (described,), error=error)
    name, number, line, step = places[-1]
    if isinstance(error, NotImplementedError):
        where = f"line {number} still waits for your code" + (f" ({step})" if step else "")
        calls = f"calls {name}, which" if name != function and name in FUNCTIONS else ""
        return Problem("", "unfinished", f"{calls} is not finished: {where}".strip())
    own = next(place for place in reversed(places) if place[0] == function or place is places[0])
    evidence = [described, _row(f"line {own[1]}", own[2])]
    if own is not places[-1]:
        evidence.append(_row("inside", f"{name}, line {number}: {line}"))
    return Problem("", "call", "stops with an error", tuple(evidence), error=error)


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


# ── A function examined on a case ─────────────────────────────────────────────────────────────────────────────────


def examine(function, target, case, quiet=True):
    """Call a learner's function on a case, twice, and say what is wrong with it.

    function   one of FUNCTIONS
    target     the learner's function
    quiet      False lets through what the first call prints

    Returns a list of Problem, in the order of the outputs; empty when all is right. Never raises for what target does.
    """
    first, problem, changed = _call(function, target, case, quiet)
    if problem is not None:
        return [replace(problem, label=case.label)]
    problems = _result_problems(function, first, case)
    if changed:
        evidence = (_row("changed", ", ".join(changed)), _row("expected", "every input is afterwards as it was before"))
        problems.append(Problem("", "inputs", f"changes its input {changed[0]}", evidence))
    if not problems:
        problems = _second_call_problems(function, target, case, first)
    return [replace(problem, label=case.label) for problem in problems]


def _result_problems(function, result, case):
    """Check what came back: the whole first, then each output."""
    interface = FUNCTIONS[function]
    outputs = interface.outputs
    if interface.returns is dict:
        expected = f"a dict with the keys {', '.join(outputs)}"
        if not isinstance(result, dict):
            headline = f"returns {_kind(result)}, not a dict" if result is not None else "returns None"
            return [Problem("", "returns", headline, (_row("expected", expected),))]
        keys = _row("yours", f"the keys {', '.join(map(str, result))}" if result else "no keys")
        values = result
    else:
        expected = f"the tuple {', '.join(outputs)}"
        if not isinstance(result, (tuple, list)) or len(result) != len(outputs):
            yours = f"a tuple of {len(result)}" if isinstance(result, (tuple, list)) else _kind(result)
            return [Problem("", "returns", f"returns {yours}", (_row("expected", expected),))]
        values = dict(zip(outputs, result, strict=True))
        keys = ""
    problems = []
    for name in outputs:
        if name not in values:
            problems.append(
                Problem(name, "there", f"{name} is missing from what it returns", (_row("expected", expected), keys))
            )
        elif values[name] is None:
            problems.append(Problem(name, "there", f"{name} is None"))
        else:
            problem = _output_problem(name, values[name], case)
            if problem is not None:
                problems.append(problem)
    return problems


def _second_call_problems(function, target, case, first):
    """Call once more: the answer must be the same, and the first answer must not change with it."""
    second, problem, _ = _call(function, target, case, quiet=True)
    if problem is not None:
        return [replace(problem, rung="again", headline=f"the second call {problem.headline}")]
    for result, headline in (
        (second, "is another one when the function is called again"),
        (first, "changes when the function is called again"),
    ):
        problems = _result_problems(function, result, case)
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


def message(function, problems, hint=""):
    """The text of a failure: the first problem with its evidence, what else is wrong and what is right, and a hint."""
    first = problems[0]
    if first.rung == "unfinished":
        return f"{function} {first.headline}"
    between = " " if first.output == "" else ": "
    lines = [f"{function}{':' if between == ': ' else ''} {first.headline}", ""]
    lines += [line for line in first.evidence if line]
    wrong = list(dict.fromkeys(p.output for p in problems if p.output and p.output != first.output))
    if first.output:
        right = [name for name in FUNCTIONS[function].outputs if name != first.output and name not in wrong]
        if wrong:
            lines.append(_row("also wrong", ", ".join(wrong)))
        if right:
            lines.append(_row("right", ", ".join(right)))
    if first.label:
        lines.append(_row("case", first.label))
    if hint:
        lines += ["", *textwrap.wrap(hint, 100, initial_indent="hint  ", subsequent_indent="      ")]
    return "\n".join(lines).rstrip()


class Score(float):
    """Points earned: nbgrader reads the number as partial credit, a person a sentence, a program the record.

    record     dict        function, problems (quantity, rung, case), misconceptions, by, seed
    """

    MIME = "application/vnd.rnn-diagnosis+json"

    def __new__(cls, points, of, record):
        score = super().__new__(cls, round(points, 2))
        score.of, score.record = of, record
        return score

    def _repr_mimebundle_(self, include=None, exclude=None):
        words = f"<b data-diagnosis='{html.escape(json.dumps(self.record))}'>{float(self):g} of {self.of} points</b>"
        return {"text/plain": repr(self), "text/html": words, self.MIME: self.record}


def report(function, problems, points, passed, diagnosis=None, seed=None):
    """Print `passed`, or show the points earned and raise TestFailure with the message of the first problem.

    diagnosis   what `rnn_diagnosis.diagnose` takes the failure for, or None
    seed        int, of the case; None: the public one
    """
    if not problems:
        print(passed)
        return
    if sys.displayhook is not sys.__displayhook__:  # in Jupyter
        record = {
            "function": function,
            "problems": [{"quantity": p.output, "rung": p.rung, "case": p.label} for p in problems],
            "misconceptions": list(diagnosis.ids) if diagnosis else [],
            "by": diagnosis.by if diagnosis else None,
            "seed": seed,
        }
        # As the cell's result: nbgrader takes the first one as partial credit, also when an error follows.
        sys.displayhook(Score(points * share_earned(function, problems), points, record))
    kind = Unfinished if problems[0].rung == "unfinished" else TestFailure
    raise kind(message(function, problems, diagnosis.hint if diagnosis else ""), problems)
