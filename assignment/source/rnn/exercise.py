"""A recurrent neural network: its functions, what they take and return, in which shapes, for which points.

`n_x` inputs, `n_a` hidden units, `n_y` outputs, `m` examples, `T_x` time steps; columns are examples.
"""

from checks.exercise import Array, Exercise, Function, Mapping, Record, Steps

EXERCISE = Exercise(
    name="rnn",
    title="A recurrent neural network, by hand",
    sizes={"n_x": 3, "n_a": 4, "n_y": 2, "m": 6, "T_x": 5},
    examples="m",
    time="T_x",
    step=2,
    modules=("rnn_utils.py",),
    shapes={
        **dict.fromkeys(["xt", "dxt"], Array(("n_x", "m"))),
        **dict.fromkeys(["x", "dx"], Array(("n_x", "m", "T_x"))),
        **dict.fromkeys(["a_prev", "a_next", "a0", "da_next", "da_prev", "da0"], Array(("n_a", "m"))),
        **dict.fromkeys(["a", "da"], Array(("n_a", "m", "T_x"))),
        **dict.fromkeys(["Wax", "dWax"], Array(("n_a", "n_x"))),
        **dict.fromkeys(["Waa", "dWaa"], Array(("n_a", "n_a"))),
        **dict.fromkeys(["ba", "dba"], Array(("n_a", "1"))),
        "Wya": Array(("n_y", "n_a")),
        "by": Array(("n_y", "1")),
        "yt_pred": Array(("n_y", "m")),
        "y_pred": Array(("n_y", "m", "T_x")),
        "parameters": Mapping(("Wax", "Waa", "Wya", "ba", "by")),
        "cache": Record(("a_next", "a_prev", "xt", "parameters")),
        "caches": Record(("list of caches", "x")),
        "list of caches": Steps("cache"),
    },
    cut_from={"xt": "x", "a_next": "a", "yt_pred": "y_pred", "dxt": "dx"},
    before={"a_prev": ("a0", "a")},
    functions=(
        Function(
            "rnn_cell_forward",
            arguments=("xt", "a_prev", "parameters"),
            outputs=("a_next", "yt_pred", "cache"),
            returns=tuple,
            points=(8, 12),
            weights={"a_next": 3, "yt_pred": 3, "cache": 2},
        ),
        Function(
            "rnn_forward",
            arguments=("x", "a0", "parameters"),
            outputs=("a", "y_pred", "caches"),
            returns=tuple,
            points=(8, 12),
            calls="rnn_cell_forward",
            weights={"a": 3, "y_pred": 3, "caches": 2},
        ),
        Function(
            "rnn_cell_backward",
            arguments=("da_next", "cache"),
            outputs=("dxt", "da_prev", "dWax", "dWaa", "dba"),
            returns=dict,
            points=(12, 18),
        ),
        Function(
            "rnn_backward",
            arguments=("da", "caches"),
            outputs=("dx", "da0", "dWax", "dWaa", "dba"),
            returns=dict,
            points=(12, 18),
            calls="rnn_cell_backward",
            backward=True,
        ),
    ),
)
