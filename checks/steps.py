"""One time step of a loop, looked at: what arrives there and what leaves, with signs instead of the right numbers."""

import contextlib
import operator
from dataclasses import replace

import numpy as np

from checks.place.values import same
from checks.quiet import quiet
from checks.target import target_of
from checks.words import Evidence

RIGHT, WRONG = "as expected", "differs"
TOLERANCE = 1e-8  # as a share of the largest entry


def described_step(function, case, t, right_calls):
    """Describe what a learner's function passes on at a time step, and what it stores there: list of lines.

    case         of a function that calls another one at each time step
    right_calls  list, for each step: (arguments, outputs) of a right call of that other one
    Raises       ValueError where the function has no steps, or not this one
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
    given, result = _followed(function, case, t, steps)
    right, _ = right_calls[t]
    lines = [f"{declared.name}, step t = {t}", "", f"    passed to {declared.calls}"]
    names = exercise[declared.calls].arguments
    if given is None:
        lines.append(str(Evidence("", "no call at this step")))
    else:
        for name, value, expected in zip(names, given, right, strict=True):
            lines.append(str(Evidence(name, _compared(value, expected))))
    stacked = [name for name in declared.outputs if exercise.time_axis(name) is not None]
    lines += ["", "    stored in the outputs"]
    for name in stacked:
        value = result.get(name)
        at = np.take(value, t, axis=-1) if isinstance(value, np.ndarray) and value.shape[-1:] > (t,) else value
        lines.append(str(Evidence(f"{name}[…, {t}]", _compared(at, case.expected[name][..., t]))))
    return lines


def _followed(function, case, t, steps):
    """Call the function, and keep what it gives to the function of one step at t: (given, outputs)."""
    declared, calls = case.function, []

    def substitute(own):
        answer = case.substitute(own)

        def call(*given):
            calls.append(given)
            return answer(*given)

        return call

    result = {}
    with quiet(), contextlib.suppress(Exception):
        returned = target_of(function).call(replace(case, substitute=substitute)).result
        result = dict(declared.outputs_of(returned))
    number = steps - 1 - t if declared.backward else t
    return (calls[number] if number < len(calls) else None), result


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
    if is_nan := np.isnan(value).sum():
        return f"shape {value.shape}: {WRONG} ({is_nan} of {value.size} entries are nan)"
    words = "all zeros" if not value.any() else f"largest entry {np.max(np.abs(value)):.2g}"
    if same(value, expected, TOLERANCE):
        return f"shape {value.shape}, {words}: {RIGHT}"
    if not value.any():
        return f"shape {value.shape}, {words}: {WRONG}"
    signs = np.sign(value) != np.sign(expected)
    of_signs = f" ({signs.sum()} of {signs.size} entries have the wrong sign)" if signs.any() else ""
    return f"shape {value.shape}, {words}: {WRONG}{of_signs}"
