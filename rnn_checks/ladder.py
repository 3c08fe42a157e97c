"""The ladder: is an output there, an array, of the right shape, finite, right?"""

from dataclasses import replace

import numpy as np

from rnn_checks.interface import AXES, CACHE, FUNCTIONS, PARAMETERS, Problem, Right


def result_problems(function, result, case):
    """Hold what a function returned against what a case expects: the whole first, then each output.

    Returns a list of Problem, in the order of the outputs; empty when all is right.
    """
    if isinstance(result, Right):
        if result.became is None:
            return []
        result = result.became
    interface = FUNCTIONS[function]
    values, problem = _by_name(interface, result)
    if problem is not None:
        return [problem]
    problems = []
    for name in interface.outputs:
        if name not in values:
            keys = f"the keys {', '.join(map(str, values))}" if values else "no keys"
            evidence = row("expected", _wanted(interface)), row("yours", keys)
            problems.append(Problem(name, "there", f"{name} is missing from what it returns", evidence))
        elif values[name] is None:
            problems.append(Problem(name, "there", f"{name} is None"))
        else:
            check = {"cache": _cache_problem, "caches": _caches_problem}.get(name, _array_problem)
            problems.append(check(name, values[name], case.expected[name], case))
    return [problem for problem in problems if problem is not None]


def _wanted(interface):
    names = ", ".join(interface.outputs)
    return f"a dict with the keys {names}" if interface.returns is dict else f"the tuple {names}"


def _by_name(interface, result):
    """Take a result apart: dict, output -> value; or the Problem that prevents it."""
    if interface.returns is dict:
        if isinstance(result, dict):
            return result, None
        headline = "returns None" if result is None else f"returns {kind(result)}, not a dict"
        return None, Problem("", "returns", headline, (row("expected", _wanted(interface)),))
    if isinstance(result, (tuple, list)) and len(result) == len(interface.outputs):
        return dict(zip(interface.outputs, result, strict=True)), None
    evidence = [row("expected", _wanted(interface))]
    what = kind(result)
    if isinstance(result, (tuple, list)):
        evidence.append(row("yours", _kinds(result)))
        what = "one thing" if len(result) == 1 else f"{len(result) or 'no'} things"
    return None, Problem("", "returns", f"returns {what} instead of three things", tuple(evidence))


# ── An array ──────────────────────────────────────────────────────────────────────────────────────────────────────


def _array_problem(name, value, expected, case):
    """Climb the ladder for one array; return the Problem at the first rung that breaks, or None."""
    if _same_bytes(value, expected):
        return None
    if not isinstance(value, (np.ndarray, np.generic)):
        return Problem(name, "array", f"{name} is {kind(value)}, not a numpy array")
    if value.dtype.kind not in "fiub":
        what = "text" if value.dtype.kind in "US" else f"{value.dtype} entries"
        return Problem(name, "array", f"{name} holds {what}, not real numbers")
    if value.shape != expected.shape:
        evidence = (
            row("expected", f"{expected.shape!s:<13}{_tuple_text(AXES[name])}"),
            row("yours", f"{value.shape!s:<13}{_axes_text(value.shape, expected.shape, AXES[name], case.sizes)}"),
        )
        return Problem(name, "shape", f"{name} has the wrong shape", evidence, value=value, expected=expected)
    wrong = ~np.isfinite(value)
    if wrong.any():
        first = _place(np.argwhere(wrong)[0])
        evidence = (row("entries", f"{wrong.sum()} of {value.size} are nan or inf, the first at {first}"),)
        headline = f"{name} has entries that are not numbers"
        return Problem(name, "finite", headline, evidence, value=value, expected=expected)
    return _values_problem(name, value, expected, case.tolerance)


def _same_bytes(value, expected):
    """True where there is nothing to look at: most of what is right is so to the last bit."""
    return (
        type(value) is np.ndarray
        and value.dtype == expected.dtype
        and value.shape == expected.shape
        and value.tobytes() == expected.tobytes()
    )


def _values_problem(name, value, expected, tolerance):
    scale = np.max(np.abs(expected)) or 1.0
    error = np.abs(np.asarray(value, dtype=float) - expected)
    wrong = error > tolerance * scale
    if not wrong.any():
        return None
    if not value.any():
        largest = np.unravel_index(np.argmax(np.abs(expected)), expected.shape)
        wanted = f"largest entry {expected[largest]:.6g} at {_place(largest)}"
        headline, evidence = f"{name} is all zeros", [row("expected", wanted), row("yours", "0 everywhere")]
    else:
        worst = np.unravel_index(np.argmax(error), error.shape)
        few_digits = error[worst] < 1e-5 * scale
        digits = 6 if error[worst] > 1e-4 * scale else 10 if error[worst] > 1e-8 * scale else 14
        headline = f"{name} is right to a few digits only" if few_digits else f"{name} has wrong values"
        evidence = [
            row("expected", f"{expected[worst]:.{digits}g} at {_place(worst)}"),
            row("yours", f"{value[worst]:.{digits}g}"),
            row("wrong", f"{wrong.sum()} of {wrong.size} entries"),
        ]
        if value.dtype.kind in "iub":
            evidence.append(row("type", f"{value.dtype}: it can hold whole numbers only"))
        if expected.ndim == 3 and expected.shape[2] > 1:
            evidence.append(row("steps", _steps_text(wrong, value)))
    return Problem(name, "values", headline, tuple(evidence), value=value, expected=expected)


def _steps_text(wrong, value):
    """Say at which time steps an output is wrong, at which right, and at which nothing was put in."""
    wrong, zero = wrong.any(axis=(0, 1)), ~value.any(axis=(0, 1))
    empty = zero & wrong
    where = "every t" if wrong.all() else f"t = {_listed(wrong)}"
    zeros = "" if not empty.any() else " (all zeros)" if zero[wrong].all() else f" (all zeros at t = {_listed(empty)})"
    return f"wrong at {where}{zeros}" + ("" if wrong.all() else f"; right at t = {_listed(~wrong)}")


def _listed(chosen):
    return ", ".join(str(t) for t in np.flatnonzero(chosen))


# ── The caches ────────────────────────────────────────────────────────────────────────────────────────────────────


def _cache_problem(name, value, expected, case, which="cache"):
    """Check a cache, entry by entry and in order: (a_next, a_prev, xt, parameters)."""
    if not isinstance(value, (tuple, list)) or len(value) != len(CACHE):
        yours = f"{kind(value)} of {len(value)}: {_kinds(value)}" if isinstance(value, (tuple, list)) else kind(value)
        evidence = (row("expected", f"({', '.join(CACHE)})"), row("yours", yours))
        return Problem(name, "returns", f"{which} is not the tuple that the way back needs", evidence)
    for position, (entry, got, wanted) in enumerate(zip(CACHE, value, expected, strict=True)):
        problem = _entry_problem(entry, got, wanted, case)
        if problem is None:
            continue
        where = f"{which}[{position}]"
        for other, candidate in zip(CACHE, expected, strict=True):
            if other != entry and _entry_problem(other, got, candidate, case) is None:
                headline = f"{which} does not hold what the way back needs"
                evidence = row("expected", f"{where} is {entry}"), row("yours", f"{where} is {other}")
                return replace(problem, output=name, headline=headline, evidence=evidence, where=where)
        return replace(problem, output=name, headline=f"{where}: {problem.headline}", where=where)
    return None


def _entry_problem(entry, got, wanted, case):
    if entry != "parameters":
        return _array_problem(entry, got, wanted, case)
    if not isinstance(got, dict):
        return Problem(entry, "array", f"parameters is {kind(got)}, not a dict")
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
        yours = f"{kind(value)} of {len(value)}: {_kinds(value)}" if isinstance(value, (tuple, list)) else kind(value)
        evidence = (row("expected", "(list of T_x caches, x)"), row("yours", yours))
        return Problem(name, "returns", "caches is not a pair of a list and x", evidence)
    steps, x = value
    if len(steps) != len(expected[0]):
        evidence = (row("expected", f"{len(expected[0])} caches, one a time step"), row("yours", f"{len(steps)}"))
        return Problem(name, "shape", "caches has the wrong number of caches", evidence)
    for t, (got, wanted) in enumerate(zip(steps, expected[0], strict=True)):
        problem = _cache_problem(name, got, wanted, case, which=f"caches[0][{t}]")
        if problem is not None:
            return _of_another_step(problem, got, t, expected[0], case) or problem
    problem = _array_problem("x", x, expected[1], case)
    if problem is not None:
        return replace(problem, output=name, headline=f"caches[1]: {problem.headline}", where="caches[1]")
    return None


def _of_another_step(problem, got, t, expected, case):
    """Say so where the cache of one step stands in the place of another."""
    for other, wanted in enumerate(expected):
        if other != t and _cache_problem(problem.output, got, wanted, case) is None:
            headline = f"caches[0][{t}] is the cache of step {other}"
            return replace(problem, headline=headline, evidence=(), where=f"caches[0][{t}]")
    return None


# ── Words for them ────────────────────────────────────────────────────────────────────────────────────────────────


def row(name, text):
    """One line of evidence: what it is about, and what it says."""
    return f"    {name:<12}{text}".rstrip()


def kind(value):
    """Name the type of a value with its article, e.g. a dict, an ndarray."""
    if value is None:
        return "None"
    name = type(value).__name__
    return f"an {name}" if name[0] in "aeiou" or name == "ndarray" else f"a {name}"


def _kinds(values):
    """Name the types of the first few values, e.g. (an ndarray, a dict, …)."""
    return "(" + ", ".join([kind(value) for value in values[:4]] + ["…"] * (len(values) > 4)) + ")"


def _place(index):
    return str([int(i) for i in index])


def _axes_text(shape, expected, axes, sizes):
    """Name the axes of a wrong shape, e.g. (m, n_a) for (6, 4); nothing where the sizes do not tell them apart."""
    if shape == ():
        return "a single number"
    names = {size: name for name, size in {"1": 1, **sizes}.items()}
    if len(names) <= len(sizes) or not set(shape) <= set(names) | {sizes["T_x"] + 1}:
        return ""
    if sorted(shape) == sorted(expected):
        return _tuple_text(axes[expected.index(size)] for size in shape)
    return _tuple_text(
        f"T_x {size - wanted:+d}".replace("+", "+ ").replace("-", "- ")
        if axis == "T_x" and abs(size - wanted) == 1 and len(shape) == len(axes)
        else names.get(size, "T_x + 1")
        for size, wanted, axis in zip(shape, (*expected, *shape), (*axes, *shape), strict=False)
    )


def _tuple_text(names):
    names = list(names)
    return f"({names[0]},)" if len(names) == 1 else f"({', '.join(names)})"
