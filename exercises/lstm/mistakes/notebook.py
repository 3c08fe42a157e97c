"""Mistakes that have more to do with the notebook than with LSTMs; each shown in one function."""

from grader.exercise.misconception import Misconception, edit

CAUSE = "a placeholder None still stands where a value should be computed"
HINT = "Search this cell for the word None. Which name still has it as its value, and which step should replace it?"


def none_left(name, function, *wrong):
    """A placeholder that is left over in a function."""
    return Misconception(id=name, function=function, wrong=wrong, cause=CAUSE, hint=HINT)


MISTAKES = (
    none_left(
        "op-none-left",
        "lstm_cell_forward",
        edit("yt_pred = softmax(Wy @ a_next + by)", "yt_pred = None"),
        edit("cct = np.tanh(Wc @ stacked + bc)", "cct = None"),
        edit("np.concatenate([a_prev, xt])", "None"),
    ),
    none_left(
        "op-none-left-forward",
        "lstm_forward",
        edit("c_next = np.zeros((n_a, m))", "c_next = None"),
        edit("y = np.zeros((n_y, m, T_x))", "y = None"),
    ),
    none_left(
        "op-none-left-cell-backward",
        "lstm_cell_backward",
        edit("dbo = np.sum(dzo, axis=1, keepdims=True)", "dbo = None"),
        edit("dc_prev = dc * ft", "dc_prev = None"),
        edit("dzf = dc * c_prev * ft * (1 - ft)", "dzf = None"),
    ),
    none_left(
        "op-none-left-backward",
        "lstm_backward",
        edit("da0 = da_prevt", "da0 = None"),
        edit("dc_prevt = np.zeros((n_a, m))", "dc_prevt = None"),
    ),
    Misconception(
        id="op-signature-changed",
        function="lstm_cell_backward",
        wrong=(
            edit("def lstm_cell_backward(da_next, dc_next, cache):", "def lstm_cell_backward(da_next, cache):"),
            edit(
                "def lstm_cell_backward(da_next, dc_next, cache):",
                "def lstm_cell_backward(da_next, dc_next, cache, parameters):",
            ),
        ),
        cause="the def line has other arguments than the function is called with",
        hint="The test calls your function with three arguments. How many does your def line name, and what do "
        "these three already contain?",
    ),
)
