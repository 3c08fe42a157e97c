"""Mistakes that have more to do with the notebook than with recurrent networks; each shown in one function."""

from grader.exercise.misconception import Misconception, edit

MISTAKES = (
    Misconception(
        id="op-none-left",
        function="rnn_cell_forward",
        wrong=(
            edit("yt_pred = softmax(Wya @ a_next + by)", "yt_pred = None"),
            edit("a_next = np.tanh(Wax @ xt + Waa @ a_prev + ba)", "a_next = None"),
            edit(
                "a_next = np.tanh(Wax @ xt + Waa @ a_prev + ba)",
                "a_next = None",
                ("yt_pred = softmax(Wya @ a_next + by)", "yt_pred = None"),
            ),
        ),
        cause="a placeholder None still stands where a value should be computed",
        hint="Search this cell for the word None. Which name still has it as its value, and which step should "
        "replace it?",
    ),
    Misconception(
        id="op-none-left-forward",
        function="rnn_forward",
        wrong=(
            edit("a_next = a0", "a_next = None"),
            edit("y_pred = np.zeros((n_y, m, T_x))", "y_pred = None"),
        ),
        cause="a placeholder None still stands where an array should be",
        hint="Search this cell for the word None. Which name still has it as its value, and which step should "
        "replace it?",
    ),
    Misconception(
        id="op-none-left-cell-backward",
        function="rnn_cell_backward",
        wrong=(
            edit("dba = np.sum(dz, axis=1, keepdims=True)", "dba = None"),
            edit("dxt = Wax.T @ dz", "dxt = None", ("da_prev = Waa.T @ dz", "da_prev = None")),
            edit("dz = (1 - a_next**2) * da_next", "dz = None"),
        ),
        cause="a placeholder None still stands where a gradient should be computed",
        hint="Search this cell for the word None. Which name still has it as its value, and which step should "
        "replace it?",
    ),
    Misconception(
        id="op-none-left-backward",
        function="rnn_backward",
        wrong=(
            edit("da0 = da_prevt", "da0 = None"),
            edit("dx = np.zeros((n_x, m, T_x))", "dx = None"),
            edit("da_prevt = np.zeros((n_a, m))", "da_prevt = None"),
        ),
        cause="a placeholder None still stands where an array should be",
        hint="Search this cell for the word None. Which name still has it as its value, and which step should "
        "replace it?",
    ),
    Misconception(
        id="op-numpy-version",
        function="rnn_forward",
        wrong=(
            edit("a = np.zeros((n_a, m, T_x))", "a = np.zeros((n_a, m, T_x), dtype=np.float)"),
            edit("y_pred = np.zeros((n_y, m, T_x))", "y_pred = np.zeros((n_y, m, T_x), dtype=np.float)"),
        ),
        cause="a name is used that this version of numpy no longer has",
        hint="The error names something that numpy does not have. Print np.__version__: "
        "was the page you took it from written for an older version? Do you need that argument at all?",
    ),
    Misconception(
        id="op-signature-changed",
        function="rnn_backward",
        wrong=(
            edit("def rnn_backward(da, caches):", "def rnn_backward(da, caches, parameters):"),
            edit("def rnn_backward(da, caches):", "def rnn_backward(da, caches, x):"),
            edit("def rnn_backward(da, caches):", "def rnn_backward(da):"),
        ),
        cause="the def line asks for other arguments than the function is called with",
        hint="The test calls your function with two arguments. "
        "How many does your def line name, and what do these two already contain?",
    ),
    Misconception(
        id="op-signature-changed-cell-backward",
        function="rnn_cell_backward",
        wrong=(
            edit("def rnn_cell_backward(da_next, cache):", "def rnn_cell_backward(da_next, cache, parameters):"),
            edit("def rnn_cell_backward(da_next, cache):", "def rnn_cell_backward(da_next, xt, a_prev, parameters):"),
        ),
        cause="the def line asks for other arguments than the function is called with",
        hint="The test calls your function with two arguments. "
        "How many does your def line name, and what is already contained in the second one?",
    ),
)
