"""What rnn_checks/numbers.py holds: fixed inputs, what belongs to them, and what mistakes make of them."""

import importlib
import textwrap
from pathlib import Path

import numpy as np

from grader import fingerprints
from grader.answers import references
from public_tests import SIZES
from rnn_checks import numbers as stored

TARGET = Path(__file__).resolve().parent.parent / "rnn_checks" / "numbers.py"
WIDTH = 118
HEAD = '''"""Numbers of the public tests, and hints. Written by `make numbers`; nothing in here is meant to be edited.

NUMBERS     name -> (shape, entries): fixed inputs, and the outputs that belong to them
MISTAKES    what known mistakes make of these inputs: one paragraph a result, two numbers a wrong output
HINTS       for each of them, a question that leads to it
"""
'''


def numbers():
    """Draw the fixed inputs and compute what belongs to them.

    Returns a dict: name -> array. Inputs have two decimals; a name "… by step" has the time step as its last axis.
    """
    n_x, n_a, n_y, m, T_x = (SIZES[name] for name in ("n_x", "n_a", "n_y", "m", "T_x"))
    rng = np.random.default_rng(2)
    inputs = {
        "Wax": rng.normal(size=(n_a, n_x)) * 0.6,
        "Waa": rng.normal(size=(n_a, n_a)) * 0.5,
        "Wya": rng.normal(size=(n_y, n_a)),
        "ba": rng.normal(size=(n_a, 1)) * 0.5,
        "by": rng.normal(size=(n_y, 1)) * 0.5,
        "x": rng.normal(size=(n_x, m, T_x)),
        "a0": rng.uniform(-0.9, 0.9, size=(n_a, m)),
        "da": rng.normal(size=(n_a, m, T_x)),
    }
    inputs = {name: value.round(2) for name, value in inputs.items()}
    parameters = {name: inputs[name] for name in ("Wax", "Waa", "Wya", "ba", "by")}
    a, y_pred, caches = references()["rnn_forward"](inputs["x"], inputs["a0"], parameters)
    arrived, steps = _steps(inputs["da"], caches)
    by_step = {f"{name} by step": np.stack([step[name] for step in steps], axis=-1) for name in steps[0]}
    whole = references()["rnn_backward"](inputs["da"], caches)
    return {**inputs, "a": a, "y_pred": y_pred, "da_next": arrived, **whole, **by_step}


def _steps(da, caches):
    """Record what reaches each rnn_cell_backward inside the reference rnn_backward, and what it returns."""
    arrived, steps = np.zeros(da.shape), []
    names = references()["rnn_backward"].__globals__
    own = names["rnn_cell_backward"]

    def recorded(da_next, cache):
        arrived[:, :, da.shape[2] - 1 - len(steps)] = da_next
        steps.append(own(da_next, cache))
        return steps[-1]

    names["rnn_cell_backward"] = recorded
    try:
        references()["rnn_backward"](da, caches)
    finally:
        names["rnn_cell_backward"] = own
    return arrived, steps[::-1]


def rendered():
    """Return the text of rnn_checks/numbers.py as it should be."""
    lines = [HEAD, "NUMBERS = {"]
    for name, value in numbers().items():
        words = textwrap.wrap(" ".join(f"{entry:.10g}" for entry in value.ravel()), WIDTH - 10)
        texts = [f'        "{line} "' for line in words]
        lines += [f'    "{name}": (', f"        {value.shape},", *texts[:-1], f'{texts[-1][:-2]}",', "    ),"]
    lines += ["}", "", 'MISTAKES = """']
    for paragraph in fingerprints.paragraphs():
        lines += textwrap.wrap(paragraph, WIDTH, subsequent_indent="    ", break_on_hyphens=False)
    lines += ['"""', "", 'HINTS = """']
    for label, hint in fingerprints.hints().items():
        lines += [label, *textwrap.wrap(hint, WIDTH, initial_indent="    ", subsequent_indent="    ")]
    return "\n".join([*lines, '"""', ""])


def write():
    """Write rnn_checks/numbers.py: first the numbers, then what the mistakes make of these."""
    for _ in range(2):
        written = TARGET.with_suffix(".new")
        written.write_text(rendered(), encoding="utf-8")
        written.replace(TARGET)
        importlib.reload(stored)
        fingerprints.fingerprints.cache_clear()
