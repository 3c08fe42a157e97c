"""What the hidden cases are made of: what is special about each, and how its inputs are drawn."""

import numpy as np

from grader.exercise.loading import Sketch

GATES = ("Wf", "Wi", "Wc", "Wo"), ("bf", "bi", "bc", "bo")

FORWARD = (
    Sketch("random sizes", ordinary=True),
    Sketch("other random sizes", ordinary=True),
    Sketch("one example, m = 1", {"m": 1}, ordinary=True),
    Sketch("as many inputs as hidden units, n_x = n_a", {"n_x": 5, "n_a": 5}),
    Sketch("very large scores before the softmax", scale=2000.0),
    Sketch("float32 inputs", dtype=np.float32),
)
BACKWARD = (
    *FORWARD[:4],
    Sketch("gates almost open or almost closed", {"n_a": 7, "m": 6}, scale=8.0),
    Sketch("float32 inputs", dtype=np.float32),
)
SEQUENCE = (
    Sketch("one time step, T_x = 1", {"T_x": 1}, ordinary=True),
    Sketch("a long sequence, T_x = 12", {"T_x": 12}),
)
SKETCHES = {
    "lstm_cell_forward": FORWARD,
    "lstm_forward": FORWARD + SEQUENCE,
    "lstm_cell_backward": BACKWARD,
    "lstm_backward": BACKWARD + SEQUENCE,
}


def draw(rng, sizes, sketch, function):
    """Draw every input; the scale goes where it strains the function: the output layer, or the gates."""
    n_x, n_a, n_y, m, T_x = (sizes[name] for name in ("n_x", "n_a", "n_y", "m", "T_x"))
    to_output, to_gates = (sketch.scale, 1.0) if function.endswith("forward") else (1.0, sketch.scale)
    weights, biases = GATES
    return {
        "x": rng.normal(size=(n_x, m, T_x)),
        "a0": rng.uniform(-0.9, 0.9, size=(n_a, m)),
        "c0": np.zeros((n_a, m)),
        "da": rng.normal(size=(n_a, m, T_x)),
        **{name: rng.normal(size=(n_a, n_a + n_x)) * to_gates / np.sqrt(n_a + n_x) for name in weights},
        **{name: rng.normal(size=(n_a, 1)) * 0.5 for name in biases},
        "Wy": rng.normal(size=(n_y, n_a)) * to_output,
        "by": rng.normal(size=(n_y, 1)),
    }


def public_inputs(sizes):
    """Draw the inputs of the public cases; they have two decimals."""
    n_x, n_a, n_y, m, T_x = (sizes[name] for name in ("n_x", "n_a", "n_y", "m", "T_x"))
    rng = np.random.default_rng(3)
    weights, biases = GATES
    inputs = {
        **{name: rng.normal(size=(n_a, n_a + n_x)) * 0.6 for name in weights},
        **{name: rng.normal(size=(n_a, 1)) * 0.5 for name in biases},
        "Wy": rng.normal(size=(n_y, n_a)),
        "by": rng.normal(size=(n_y, 1)) * 0.5,
        "x": rng.normal(size=(n_x, m, T_x)),
        "a0": rng.uniform(-0.9, 0.9, size=(n_a, m)),
        "c0": np.zeros((n_a, m)),
        "da": rng.normal(size=(n_a, m, T_x)),
    }
    return {name: value.round(2) for name, value in inputs.items()}
