"""A dense layer: its function, what it takes and returns, in which shapes, for which points.

`n_in` inputs, `n_out` outputs, `m` examples; columns are examples.
"""

from checks.exercise import Array, Exercise, Function

EXERCISE = Exercise(
    name="third",
    title="A dense layer, by hand",
    sizes={"n_in": 3, "n_out": 4, "m": 6},
    examples="m",
    shapes={
        "X": Array(("n_in", "m")),
        "W": Array(("n_out", "n_in")),
        "b": Array(("n_out", "1")),
        "A": Array(("n_out", "m")),
    },
    functions=(
        Function(
            "dense_forward",
            arguments=("X", "W", "b"),
            outputs=("A",),
            returns=None,  # the array by itself; tuple or dict where there are several outputs
            points=(40, 60),
        ),
    ),
)
