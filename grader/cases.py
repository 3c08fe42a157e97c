"""The cases of the hidden tests: sizes and numbers drawn from a seed, and what must come out."""

from dataclasses import dataclass
from functools import cache

import numpy as np

from grader import oracle
from grader.answers import references
from rnn_checks import FUNCTIONS, Case
from rnn_checks.examination import halved

# How far an entry may be from the reference, as a share of the largest one. Reference and oracle differ by about 1e-15;
# a right answer in another style adds in another order, or goes through 1/cosh(z)**2, and stays below 1e-12.
# With float32 inputs each entry carries 6e-8, and a sum over examples and steps gathers some hundred of these.
DOUBLE = 1e-10
SINGLE = 1e-4


@dataclass(frozen=True)
class Sketch:
    """What is special about a case; sizes that are not named here are drawn."""

    label: str
    sizes: dict
    scale: float = 1.0
    dtype: type = np.float64


FORWARD = (
    Sketch("random sizes", {}),
    Sketch("other random sizes", {}),
    Sketch("one example, m = 1", {"m": 1}),
    Sketch("as many inputs as hidden units, n_x = n_a", {"n_x": 5, "n_a": 5}),
    Sketch("very large scores before the softmax", {}, scale=2000.0),
    Sketch("float32 inputs", {}, dtype=np.float32),
)
BACKWARD = (
    *FORWARD[:4],
    Sketch("states close to 1", {"n_a": 7, "m": 6}, scale=8.0),
    Sketch("float32 inputs", {}, dtype=np.float32),
)
SEQUENCE = (Sketch("one time step, T_x = 1", {"T_x": 1}), Sketch("a long sequence, T_x = 12", {"T_x": 12}))
SKETCHES = {
    "rnn_cell_forward": FORWARD,
    "rnn_forward": FORWARD + SEQUENCE,
    "rnn_cell_backward": BACKWARD,
    "rnn_backward": BACKWARD + SEQUENCE,
}


class GraderError(RuntimeError):
    """The grader contradicts itself; no learner is to blame."""


@cache
def cases(function, seed):
    """Draw the cases of a function; the same seed gives the same cases.

    function   one of the four names
    seed       int
    Returns a list of Case, kept for the next call. Raises GraderError when the reference and the oracle disagree.
    """
    position = list(FUNCTIONS).index(function)
    return [
        _case(function, sketch, np.random.default_rng([seed, position, number]), f"{sketch.label} (seed {seed})")
        for number, sketch in enumerate(SKETCHES[function])
    ]


def _case(function, sketch, rng, label):
    sizes = dict(zip(("n_x", "n_a", "n_y", "m"), (int(size) for size in rng.permutation(range(2, 8))[:4]), strict=True))
    sizes = {**sizes, "T_x": int(rng.integers(5, 9)), **sketch.sizes}
    numbers = _draw(rng, sizes, sketch, function)
    arguments = _arguments(function, numbers)
    reference = references()[function]
    expected = dict(zip(FUNCTIONS[function].outputs, _in_order(function, reference(*arguments)), strict=True))
    _compare_with_oracle(function, expected, numbers, label)
    tolerance = SINGLE if sketch.dtype == np.float32 else DOUBLE
    calls = FUNCTIONS[function].calls
    lend = (lambda own: references()[calls]) if calls else None
    given = tuple(_cast(arguments, sketch.dtype))
    other = Case(halved(given), {}, sizes, tolerance, lend)
    return Case(given, expected, sizes, tolerance, lend, other, label)


def _in_order(function, result):
    return [result[name] for name in FUNCTIONS[function].outputs] if isinstance(result, dict) else result


def _draw(rng, sizes, sketch, function):
    """Draw every input; the scale goes where it strains the function: the output layer, or the state."""
    n_x, n_a, n_y, m, T_x = (sizes[name] for name in ("n_x", "n_a", "n_y", "m", "T_x"))
    forward = function in ("rnn_cell_forward", "rnn_forward")
    to_output, to_state = (sketch.scale, 1.0) if forward else (1.0, sketch.scale)
    numbers = {
        "x": rng.normal(size=(n_x, m, T_x)),
        "a0": rng.uniform(-0.9, 0.9, size=(n_a, m)),
        "da": rng.normal(size=(n_a, m, T_x)),
        "parameters": {
            "Wax": rng.normal(size=(n_a, n_x)) * to_state / np.sqrt(n_x),
            "Waa": rng.normal(size=(n_a, n_a)) / np.sqrt(n_a),
            "Wya": rng.normal(size=(n_y, n_a)) * to_output,
            "ba": rng.normal(size=(n_a, 1)) * 0.5,
            "by": rng.normal(size=(n_y, 1)),
        },
    }
    # Rounded to float32 in any case: what is expected must belong to the very numbers that the learner's function gets.
    return _cast(numbers, np.float32, back=True) if sketch.dtype == np.float32 else numbers


def _arguments(function, numbers):
    x, a0, parameters = numbers["x"], numbers["a0"], numbers["parameters"]
    if function == "rnn_cell_forward":
        return x[:, :, 0], a0, parameters
    if function == "rnn_forward":
        return x, a0, parameters
    caches = references()["rnn_forward"](x, a0, parameters)[2]
    if function == "rnn_cell_backward":
        return numbers["da"][:, :, 0], caches[0][0]
    return numbers["da"], caches


def _compare_with_oracle(function, expected, numbers, label):
    x, a0, parameters, da = numbers["x"], numbers["a0"], numbers["parameters"], numbers["da"]
    if function in ("rnn_cell_forward", "rnn_forward"):
        a = np.stack(oracle.states(x, a0, parameters), axis=2)
        exact = {"a_next": a[:, :, 0]} if function == "rnn_cell_forward" else {"a": a}
    elif function == "rnn_cell_backward":
        exact = oracle.cell_gradients(da[:, :, 0], x[:, :, 0], a0, parameters)
    else:
        exact = oracle.sequence_gradients(da, x, a0, parameters)
    for name, value in exact.items():
        if not np.allclose(expected[name], value, rtol=0, atol=DOUBLE * (np.max(np.abs(value)) or 1.0)):
            raise GraderError(f"{function}: {name} of the reference is not what the definition says, case {label}")


def _cast(value, dtype, back=False):
    """Copy nested tuples, lists and dicts with every array in another float type (and back to float64)."""
    if isinstance(value, np.ndarray):
        return value.astype(dtype).astype(np.float64) if back else value.astype(dtype)
    if isinstance(value, dict):
        return {key: _cast(entry, dtype, back) for key, entry in value.items()}
    return type(value)(_cast(entry, dtype, back) for entry in value)
