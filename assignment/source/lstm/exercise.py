"""The exercise: an LSTM. Its functions, what they take and return, in which shapes, for which points.

`n_x` inputs, `n_a` hidden units, `n_y` outputs, `m` examples, `T_x` time steps; columns are examples.
"""

from checks.exercise import Array, Exercise, Function, Mapping, Record, Steps

WEIGHTS = ("Wf", "Wi", "Wc", "Wo")
BIASES = ("bf", "bi", "bc", "bo")
GRADIENTS = ("dWf", "dbf", "dWi", "dbi", "dWc", "dbc", "dWo", "dbo")

EXERCISE = Exercise(
    name="lstm",
    title="An LSTM, by hand",
    sizes={"n_x": 3, "n_a": 4, "n_y": 2, "m": 6, "T_x": 5},
    examples="m",
    time="T_x",
    step=2,
    hidden_step=2,  # before the first step the cell state is zeros
    modules=("lstm_utils.py", "rnn_utils.py"),
    shapes={
        **dict.fromkeys(["xt", "dxt"], Array(("n_x", "m"))),
        **dict.fromkeys(["x", "dx"], Array(("n_x", "m", "T_x"))),
        **dict.fromkeys(["a_prev", "a_next", "a0", "da_next", "da_prev", "da0"], Array(("n_a", "m"))),
        **dict.fromkeys(["c_prev", "c_next", "c0", "dc_next", "dc_prev"], Array(("n_a", "m"))),
        **dict.fromkeys(["ft", "it", "cct", "ot"], Array(("n_a", "m"))),
        **dict.fromkeys(["a", "c", "da"], Array(("n_a", "m", "T_x"))),
        **dict.fromkeys(WEIGHTS, Array(("n_a", "n_a + n_x"))),
        **dict.fromkeys(BIASES, Array(("n_a", "1"))),
        **{name: Array(("n_a", "n_a + n_x" if name.startswith("dW") else "1")) for name in GRADIENTS},
        "Wy": Array(("n_y", "n_a")),
        "by": Array(("n_y", "1")),
        "yt_pred": Array(("n_y", "m")),
        "y": Array(("n_y", "m", "T_x")),
        "parameters": Mapping((*WEIGHTS, *BIASES, "Wy", "by")),
        "cache": Record(("a_next", "c_next", "a_prev", "c_prev", "ft", "it", "cct", "ot", "xt", "parameters")),
        "caches": Record(("list of caches", "x")),
        "list of caches": Steps("cache"),
    },
    cut_from={"xt": "x", "a_next": "a", "c_next": "c", "yt_pred": "y", "dxt": "dx"},
    before={"a_prev": ("a0", "a"), "c_prev": ("c0", "c")},
    functions=(
        Function(
            "lstm_cell_forward",
            arguments=("xt", "a_prev", "c_prev", "parameters"),
            outputs=("a_next", "c_next", "yt_pred", "cache"),
            returns=tuple,
            points=(8, 12),
            weights={"a_next": 1, "c_next": 1, "yt_pred": 1, "cache": 1},
        ),
        Function(
            "lstm_forward",
            arguments=("x", "a0", "parameters"),
            outputs=("a", "y", "c", "caches"),
            returns=tuple,
            points=(8, 12),
            calls="lstm_cell_forward",
            weights={"a": 1, "y": 1, "c": 1, "caches": 1},
        ),
        Function(
            "lstm_cell_backward",
            arguments=("da_next", "dc_next", "cache"),
            outputs=("dxt", "da_prev", "dc_prev", *GRADIENTS),
            returns=dict,
            points=(12, 18),
            weights={"dc_prev": 2},
        ),
        Function(
            "lstm_backward",
            arguments=("da", "caches"),
            outputs=("dx", "da0", *GRADIENTS),
            returns=dict,
            points=(12, 18),
            calls="lstm_cell_backward",
            backward=True,
            weights={"dx": 2, "da0": 2},
        ),
    ),
)
