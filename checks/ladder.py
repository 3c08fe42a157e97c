"""The ladder of checks: is an output there, an array, of the right shape, finite, right?"""

import re

import numpy as np

from checks.case import Problem, Rung
from checks.exercise import Array
from checks.likeness import FEW_DIGITS
from checks.records import record_problem
from checks.words import Evidence, kind, kinds, listed_axes, place_of


def result_problems(result, case):
    """Hold what a function returned against what a case expects: the whole first, then each output.

    Returns a list of Problem, in the order of the outputs; empty when all is right.
    """
    values, problem = by_name(case.function, result)
    if problem is not None:
        return [problem]
    problems = []
    for name in case.function.outputs:
        if name not in values:
            keys = _keys(values)
            evidence = Evidence("expected", _wanted(case.function)), Evidence("yours", keys)
            problems.append(Problem(name, Rung.THERE, f"{name} is missing from what it returns", evidence))
        elif values[name] is None:
            problems.append(Problem(name, Rung.THERE, f"{name} is None"))
        elif isinstance(case.exercise.shapes[name], Array):
            problems.append(array_problem(name, values[name], case.expected[name], case))
        else:
            problems.append(record_problem(name, values[name], case.expected[name], case, array_problem))
    return [problem for problem in problems if problem is not None]


def _keys(values):
    """Name the keys of a dict; what is not a plain name is quoted, so that a blank in it can be seen."""
    shown = [key if isinstance(key, str) and re.fullmatch(r"\w+( \w+)*", key) else repr(key) for key in values]
    return f"the key{'s' if len(shown) > 1 else ''} {', '.join(shown)}" if shown else "no keys"


def _wanted(function):
    names = ", ".join(function.outputs)
    return {dict: f"a dict with the keys {names}", tuple: f"the tuple {names}", None: names}[function.returns]


def by_name(function, result):
    """Take a result apart: dict, output -> value; or the Problem that prevents it."""
    values = function.outputs_of(result)
    if values is not None:
        return values, None
    if function.returns is not tuple:
        headline = "returns None" if result is None else f"returns {kind(result)}, not a dict"
        return None, Problem("", Rung.RETURNS, headline, (Evidence("expected", _wanted(function)),))
    evidence = [Evidence("expected", _wanted(function))]
    what = kind(result)
    if isinstance(result, (tuple, list)):
        evidence.append(Evidence("yours", kinds(result)))
        what = str(len(result) or "no values")
    return None, Problem("", Rung.RETURNS, f"returns {what} instead of {len(function.outputs)} values", tuple(evidence))


# ── An array ──────────────────────────────────────────────────────────────────────────────────────────────────────


def array_problem(name, value, expected, case):
    """Check one array in order; return the Problem of the first check that fails, or None."""
    if _same_bytes(value, expected):
        return None
    if not isinstance(value, (np.ndarray, np.generic)):
        return Problem(name, Rung.ARRAY, f"{name} is {kind(value)}, not a numpy array")
    if value.dtype.kind not in "fiub":
        what = "text" if value.dtype.kind in "US" else f"{value.dtype} entries"
        return Problem(name, Rung.ARRAY, f"{name} holds {what}, not real numbers")
    if value.shape != expected.shape:
        evidence: tuple = (
            Evidence("expected", f"{expected.shape!s:<13}{listed_axes(case.exercise.axes(name))}"),
            Evidence("yours", f"{value.shape!s:<13}{_axes_of(value.shape, expected.shape, name, case)}"),
        )
        return Problem(name, Rung.SHAPE, f"{name} has the wrong shape", evidence, value=value, expected=expected)
    wrong = ~np.isfinite(value)
    if wrong.any():
        first = place_of(np.argwhere(wrong)[0])
        are = "is nan or inf, at" if wrong.sum() == 1 else "are nan or inf, the first at"
        evidence = (Evidence("entries", f"{wrong.sum()} of {value.size} {are} {first}"),)
        headline = f"{name} has entries that are not finite"
        return Problem(name, Rung.FINITE, headline, evidence, value=value, expected=expected)
    return _values_problem(name, value, expected, case)


def _same_bytes(value, expected):
    """True where there is nothing to look at: most of what is right is so to the last bit."""
    return (
        type(value) is np.ndarray
        and value.dtype == expected.dtype
        and value.shape == expected.shape
        and value.tobytes() == expected.tobytes()
    )


def _largest(sizes):
    """The first place of the largest entry; of several that differ by rounding alone, on every machine the same."""
    return np.unravel_index(np.argmax(sizes >= sizes.max() * (1 - 1e-9)), sizes.shape)


def _axes_of(shape, expected, name, case):
    """Name the axes of a wrong shape, e.g. (columns, rows); nothing where the sizes do not tell them apart."""
    if shape == ():
        return "a single number"
    axes, sizes, time = case.exercise.axes(name), case.sizes, case.exercise.time
    names = {1: "1", **{size: axis for axis, size in sizes.items()}}
    names = {**({sizes[time] + 1: f"{time} + 1"} if time else {}), **names} if len(names) > len(sizes) else {}
    if names:  # an axis may be a sum of sizes
        names = {**dict(zip(expected, axes, strict=True)), **names}
    if not set(shape) <= names.keys():
        return ""
    if sorted(shape) == sorted(expected):
        return listed_axes(axes[expected.index(size)] for size in shape)
    texts = [names[size] for size in shape]
    if all(text == "1" for text in texts):
        return ""
    if len(shape) == len(axes) and time in axes:
        place = axes.index(time)
        texts[place] = {1: f"{time} + 1", -1: f"{time} - 1"}.get(shape[place] - expected[place], texts[place])
    return listed_axes(texts)


def _values_problem(name, value, expected, case):
    scale = np.max(np.abs(expected)) or 1.0
    error = np.abs(np.asarray(value, dtype=float) - expected)
    wrong = error > case.tolerance * scale
    if not wrong.any():
        return None
    if not value.any():
        largest = _largest(np.abs(expected))
        wanted = f"largest entry {expected[largest]:.6g} at {place_of(largest)}"
        headline, evidence = f"{name} is all zeros", [Evidence("expected", wanted), Evidence("yours", "0 everywhere")]
    else:
        worst = _largest(error)
        few_digits = error[worst] < FEW_DIGITS * scale
        digits = 6 if error[worst] > 1e-4 * scale else 10 if error[worst] > 1e-8 * scale else 14
        headline = f"{name} is right to only a few digits" if few_digits else f"{name} has wrong values"
        evidence = [
            Evidence("expected", f"{expected[worst]:.{digits}g} at {place_of(worst)}"),
            Evidence("yours", f"{value[worst]:.{digits}g}"),
            Evidence("wrong", f"{wrong.sum()} of {wrong.size} entries"),
        ]
        if value.dtype.kind in "iub":
            what = "True and False" if value.dtype.kind == "b" else "whole numbers"
            evidence.append(Evidence("type", f"{value.dtype}: it can hold only {what}"))
        time = case.exercise.time_axis(name)
        if time is not None and expected.shape[time] > 1:
            evidence.append(Evidence("steps", _steps_text(np.moveaxis(wrong, time, 0), np.moveaxis(value, time, 0))))
        evidence += _of_examples(name, wrong, case.exercise)
    return Problem(name, Rung.VALUES, headline, tuple(evidence), value=value, expected=expected)


def _of_examples(name, wrong, exercise):
    """The row that says which examples are right, where they are, whole, and others are not."""
    axes = exercise.axes(name) or ()
    if exercise.examples not in axes or len(axes) != wrong.ndim:
        return
    is_wrong = [bool(one.any()) for one in np.moveaxis(wrong, axes.index(exercise.examples), 0)]
    if 0 < sum(is_wrong) < len(is_wrong):
        yield Evidence("examples", f"wrong: {_listed(is_wrong)}; right: {_listed([not bad for bad in is_wrong])}")


def _steps_text(wrong, value):
    """Say at which time steps an output is wrong, at which right, and at which nothing was put in; time is axis 0."""
    is_wrong = [bool(step.any()) for step in wrong]
    is_empty = [bad and not step.any() for bad, step in zip(is_wrong, value, strict=True)]
    zeros = ""
    if any(is_empty):
        zeros = " (all zeros)" if is_empty == is_wrong else f" (all zeros at t = {_listed(is_empty)})"
    if all(is_wrong):
        return f"wrong at every t{zeros}"
    return f"wrong at t = {_listed(is_wrong)}{zeros}; right at t = {_listed([not bad for bad in is_wrong])}"


def _listed(chosen):
    return ", ".join(str(t) for t, is_chosen in enumerate(chosen) if is_chosen)
