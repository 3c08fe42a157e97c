"""One time step of a loop, looked at: what arrives there and what leaves, with signs instead of the right numbers."""

import operator
from dataclasses import replace

import numpy as np

from checks.call import call
from checks.case import Rung
from checks.ladder import by_name
from checks.place.values import same
from checks.target import target_of
from checks.words import Evidence

RIGHT, WRONG = "as expected", "differs"
TOLERANCE = 1e-8  # as a share of the largest entry


def described_step(function, case, t, right_calls):
    """Describe what a learner's function passes on at a time step, and what it stores there: list of lines.

    case         of a function that calls another one at each time step
    right_calls  list, for each step: (arguments, outputs) of a right call of that other one
    Raises       ValueError where the function has no steps, or not this one, or is not finished
    """
    declared, exercise = case.function, case.exercise
    try:
        t = operator.index(t)
    except TypeError:
        t = -1
    if declared.calls is None:
        what = "works on one step only" if exercise.is_of_one_step(declared) else "has no time steps"
        raise ValueError(f"{declared.name} {what}: there is no step to choose.")
    steps = exercise.steps_in(dict(exercise.quantities_of(case.arguments, case.expected, declared)))
    if not 0 <= t < steps:
        raise ValueError(f"t must be a time step from 0 to {steps - 1}.")
    given, result, problem = _followed(function, case, t, steps)
    if problem is not None and problem.rung == Rung.UNFINISHED:
        raise ValueError(f"{declared.name} {problem.headline}")
    right, _ = right_calls[t]
    called = exercise[declared.calls]
    rows = [Evidence(name, _compared(*pair)) for name, *pair in zip(called.arguments, given or (), right, strict=False)]
    if not rows:
        rows = [Evidence("", "no call was seen at this step" if problem is None else "it has not come to this step")]
    lines = [f"{declared.name}, step t = {t}", "", f"    passed to {called.name}", *_aligned(rows), ""]
    if problem is not None:
        return [*lines, f"    it {problem.headline}", *_aligned(problem.evidence)]
    return [*lines, "    stored in the outputs", *_aligned(_stored(result, case, t))]


def _aligned(rows):
    """Rows as lines, what they say in one column."""
    rows = list(rows)
    width = max([len(row.name) for row in rows], default=0)
    return [str(replace(row, name=row.name.ljust(width))) for row in rows]


def _stored(result, case, t):
    """The rows of the outputs that have a place for each time step."""
    for name in case.function.outputs:
        if case.exercise.time_axis(name) is None:
            continue
        value = result.get(name)
        at = np.take(value, t, axis=-1) if isinstance(value, np.ndarray) and value.shape[-1:] > (t,) else value
        said = _compared(at, case.expected[name][..., t]) if name in result else "missing from what it returns"
        yield Evidence(f"{name}[…, {t}]", said)


def _followed(function, case, t, steps):
    """Call the function, and keep what it gives to the function of one step at t.

    Returns    (given or None; outputs: dict; the Problem of the whole, such as an error that it stops with, or None)
    """
    declared, calls = case.function, []

    def substitute(own):
        answer = case.substitute(own)

        def answered(*given):
            calls.append(given)
            return answer(*given)

        return answered

    returned, problem, _ = call(target_of(function), replace(case, substitute=substitute))
    values = None
    if returned is not None:
        values, problem = by_name(declared, returned.result)
    number = steps - 1 - t if declared.backward else t
    return (calls[number] if number < len(calls) else None), values, problem


def _compared(value, expected):
    """Say what a value is like beside the right one: shape, zeros, size, and whether it is right."""
    if not isinstance(expected, np.ndarray):
        return RIGHT if same(value, expected, TOLERANCE) else WRONG
    if not isinstance(value, np.ndarray):
        return f"{type(value).__name__}; an array of shape {expected.shape} is expected"
    if value.shape != expected.shape:
        return f"shape {value.shape}; {expected.shape} is expected"
    if value.dtype.kind not in "biufc":
        return f"shape {value.shape}, entries of type {value.dtype}; numbers are expected"
    if not_finite := np.sum(~np.isfinite(value)):
        return f"shape {value.shape}: {WRONG} ({not_finite} of {value.size} entries: nan or inf)"
    words = "all zeros" if not value.any() else f"largest entry {np.max(np.abs(value)):.2g}"
    if same(value, expected, TOLERANCE):
        return f"shape {value.shape}, {words}: {RIGHT}"
    if not value.any():
        return f"shape {value.shape}, {words}: {WRONG}"
    size, signs = np.max(np.abs(value - expected)), np.sum(np.sign(value) != np.sign(expected))
    of_signs = f" (wrong sign: {signs} of {value.size} entries)" if signs else ""
    return f"shape {value.shape}, {words}: {WRONG} by up to {size:.2g}{of_signs}"
