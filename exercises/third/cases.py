"""What the hidden cases are made of: what is special about each, and how inputs are drawn."""

import numpy as np

from grader.exercise.loading import Sketch

SKETCHES = {
    "dense_forward": (
        Sketch("random sizes", ordinary=True),
        Sketch("one example, m = 1", {"m": 1}, ordinary=True),
        Sketch("very large scores before the softmax", scale=2000.0),
        Sketch("float32 inputs", dtype=np.float32),
    ),
}


def draw(rng, sizes, sketch, function):
    """Draw every input of a hidden case: dict, name -> array."""
    n_in, n_out, m = sizes["n_in"], sizes["n_out"], sizes["m"]
    return {
        "X": rng.normal(size=(n_in, m)),
        "W": rng.normal(size=(n_out, n_in)) * sketch.scale,
        "b": rng.normal(size=(n_out, 1)),
    }


def public_inputs(sizes):
    """Draw the inputs of the public case; they have two decimals."""
    inputs = draw(np.random.default_rng(1), sizes, Sketch("public"), "")
    return {name: value.round(2) for name, value in inputs.items()}
