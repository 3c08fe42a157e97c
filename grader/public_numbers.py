"""The numbers at the end of public_tests.py: fixed inputs, and what the reference makes of them."""

from pathlib import Path

import numpy as np

from grader.answers import references
from public_tests import SIZES

PUBLIC_TESTS = Path(__file__).resolve().parent.parent / "public_tests.py"
BEGIN = "# ── Numbers, written by `make numbers`: name, shape, entries "
WIDTH = 120


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
    """Return the text of public_tests.py as it should be: its code, and the numbers anew."""
    code = PUBLIC_TESTS.read_text(encoding="utf-8").split(BEGIN)[0]
    lines = [BEGIN + "─" * (WIDTH - len(BEGIN)), "", "NUMBERS = {"]
    for name, value in numbers().items():
        lines += [f'    "{name}": (', f"        {value.shape},"]
        lines += [f'        "{line}"' for line in _wrapped(value)]
        lines[-1:] = [lines[-1] + ",", "    ),"]
    lines += ["}", "", "", 'if __name__ == "__main__":', "    sys.exit(main(sys.argv[1:]))", ""]
    return code + "\n".join(lines)


def _wrapped(value):
    """Break the entries into lines; all but the last end in a blank, so that the pieces join to one text."""
    lines, line = [], ""
    for entry in value.ravel():
        word = f"{entry:.10g}"
        if len(line) + len(word) > WIDTH - 12:
            lines.append(line)
            line = ""
        line += word + " "
    return [*lines, line.strip()]


def write():
    """Write the numbers into public_tests.py, at one stroke."""
    written = PUBLIC_TESTS.with_suffix(".new")
    written.write_text(rendered(), encoding="utf-8")
    written.replace(PUBLIC_TESTS)
