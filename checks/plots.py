"""Where is it wrong? The errors of a function's outputs, in words and as maps."""

import numpy as np

from checks.case import Rung

_NO_ARRAYS = "what has come back is not made of the right arrays yet"
_NO_PICTURE = {
    Rung.UNFINISHED: "nothing has come back",
    Rung.CALL: "nothing has come back",
    Rung.RETURNS: _NO_ARRAYS,
    Rung.THERE: _NO_ARRAYS,
    Rung.ARRAY: _NO_ARRAYS,
    Rung.SHAPE: "values can be compared once the shapes are right",
    Rung.FINITE: "nan and inf can't be compared with numbers",
    Rung.AGAIN: "the first call gives the right values",
    Rung.INPUTS: "the values are right",
}


def why_no_picture(problem):
    """Say why there is nothing to draw, by the first Problem of a function."""
    why = f"what is wrong stands inside {problem.output}" if problem.where else _NO_PICTURE[problem.rung]
    return f"There is no picture of this: {why}."


def _error_map(value, expected):
    """The largest error over the examples: (rows, steps) for an output with time, else the errors as they are."""
    error = np.abs(np.asarray(value, dtype=float) - expected)
    return error.max(axis=1) if error.ndim == 3 else error


def describe_error(name, value, expected):
    """Say in one sentence how large the error of an output is, where it is largest, and where there is none."""
    error = np.abs(np.asarray(value, dtype=float) - expected)
    worst = [int(place) for place in np.unravel_index(error.argmax(), error.shape)]
    right = error < 1e-8 * max(np.abs(expected).max(), 1e-12)
    sentence = (
        f"{name}: the largest error is {error.max():.3g}, at {worst}; {right.sum()} of {right.size} entries are right"
    )
    if error.ndim == 3:
        steps = [str(t) for t in range(error.shape[2]) if right[:, :, t].all()]
        if right.any():
            sentence += f", all of them at t = {', '.join(steps)}" if steps else "; no time step is right as a whole"
    return sentence + "."


def _short(size):
    """An error as a field of a map can show it: two digits, few signs."""
    if size < 1e-8:
        return "ok"
    return f"{size:.2g}" if 0.01 <= size < 1000 else f"{size:.0e}"


def plot_errors(function, outputs, exercise, lines=()):
    """Draw a map of the errors of each output: units by time steps, or rows by columns; a number in each field.

    function    str        the name of the function
    outputs     a dict     name -> (value, expected), arrays of the same shape
    exercise    checks.exercise.Exercise
    lines       lines of the function in which it goes wrong, as they are written under the title
    """
    import matplotlib.pyplot as plt

    maps = {name: _error_map(value, expected) for name, (value, expected) in outputs.items()}
    columns = min(len(maps), 3)
    rows = -(-len(maps) // columns)
    figure, places = plt.subplots(
        rows, columns, figsize=(3.4 * columns, 2.6 * rows), squeeze=False, layout="constrained"
    )
    for place in places.flat[len(maps) :]:
        place.set_axis_off()
    for place, (name, shown) in zip(places.flat, maps.items(), strict=False):
        place.imshow(shown, cmap="YlOrBr", vmin=0, vmax=max(shown.max(), 1e-12), aspect="auto")
        for (row, column), size in np.ndenumerate(shown):
            colour = "white" if size > 0.75 * shown.max() else "black"  # legible on every shade of the map
            place.text(column, row, _short(size), ha="center", va="center", fontsize=8, color=colour)
        down, across = exercise.axes(name)[0], exercise.axes(name)[-1]
        place.set(title=name, xlabel={exercise.time or None: "time step t", "1": ""}.get(across, across))
        place.set_ylabel(down, labelpad=8)
        place.set(xticks=range(shown.shape[1]) if across != "1" else [], yticks=range(shown.shape[0]))
    title = figure.suptitle("\n".join([f"{function}: distance from the expected values", *lines]).replace("$", r"\$"))
    title.set_fontsize(11)
    plt.show()
