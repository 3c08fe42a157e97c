"""Law: a small edit of what may have been meant finds its line; where an edit of either of two lines makes all outputs
right, both are said, and neither is accused alone."""

import pytest

from checks.place.report import find_places
from checks.place.rewriting import rewritten
from tests import lstm
from tests.rnn import RNN, define, public_case, solutions
from tests.test_rewriting import UNUSUAL, line_of

pytestmark = pytest.mark.slow


def either_of(function, source):
    """The texts of the two lines of which either is enough; nothing where that is not said."""
    found = rewritten(define({**solutions(), function: source})[function], public_case(function))
    lines = source.split("\n")
    return [lines[number - 1].strip() for number in found.lines] if found.either else []


def test_where_either_of_two_lines_would_do_both_are_said():
    source = solutions()["rnn_cell_backward"].replace("dz = ", "slope = -1\n    dz = slope * ")
    assert either_of("rnn_cell_backward", source) == ["slope = -1", "dz = slope * (1 - a_next**2) * da_next"]


def test_weights_and_inputs_that_are_stacked_in_different_orders_are_both_said():
    source = """\
def rnn_cell_forward(xt, a_prev, parameters):
    W = np.hstack([parameters["Waa"], parameters["Wax"]])
    inputs = np.vstack([xt, a_prev])
    a_next = np.tanh(W @ inputs + parameters["ba"])
    return a_next, softmax(parameters["Wya"] @ a_next + parameters["by"]), (a_next, a_prev, xt, parameters)
"""
    lines = ['W = np.hstack([parameters["Waa"], parameters["Wax"]])', "inputs = np.vstack([xt, a_prev])"]
    assert either_of("rnn_cell_forward", source) == lines
    names = define({**solutions(), "rnn_cell_forward": source})
    found = find_places(names["rnn_cell_forward"], public_case("rnn_cell_forward"), RNN.tests.right("rnn_cell_forward"))
    assert found.proof == "with either of these two lines corrected, all three outputs are right"


LOOP = """\
def rnn_forward(x, a0, parameters):
    states, predictions, caches, state = [], [], [], a0
    for t in range(x.shape[2]):
        state, prediction, cache = rnn_cell_forward(x[:, :, t], state, parameters)
        states.append(state), predictions.append(prediction), caches.append(cache)
    a = {}
    return a, np.stack(predictions, 2), (caches, x)
"""
BACK = (
    ("    for t in reversed(range(T_x)):\n", "    for t, cache in enumerate(reversed(caches)):\n"),
    ("caches[t]", "cache"),
)
SUMS = """\
def rnn_backward(da, caches):
    steps, x = caches
    n_a, m, T_x = da.shape
    sums = {{"dWax": np.zeros((n_a, len(x))), "dWaa": np.zeros((n_a, n_a)), "dba": np.zeros((n_a, 1))}}
    dx, arriving = np.zeros(x.shape), np.zeros((n_a, m))
    for t in reversed(range(T_x)):
        step = rnn_cell_backward(da[:, :, t] + arriving, steps[t])
        dx[:, :, t], arriving = step["dxt"], step["da_prev"]
        for name in {}:
            sums[name] += step[name]
    return {{"dx": dx, "da0": arriving, **sums}}
"""
EDITED = {  # function, source, what stands on the line
    "reshape in the place of axes that move": (
        *("rnn_forward", LOOP.format("np.array(states).reshape(a0.shape + (-1,))")),
        "a = np.array(states).reshape(a0.shape + (-1,))",
    ),
    "steps that lie side by side, cut as if they did not": (
        *("rnn_forward", LOOP.format("np.hstack(states).reshape(len(a0), x.shape[1], x.shape[2])")),
        "a = np.hstack(states).reshape(len(a0), x.shape[1], x.shape[2])",
    ),
    "axes in another order": (
        *("rnn_forward", LOOP.format("np.transpose(states, (2, 0, 1))")),
        "a = np.transpose(states, (2, 0, 1))",
    ),
    "steps that are counted from the wrong end": (
        "rnn_backward",
        solutions()["rnn_backward"].replace(*BACK[0]).replace(*BACK[1]),
        "for t, cache in enumerate(reversed(caches)):",
    ),
    "np.reshape in the place of axes that move": (
        *("rnn_forward", LOOP.format("np.reshape(states, a0.shape + (x.shape[2],))")),
        "a = np.reshape(states, a0.shape + (x.shape[2],))",
    ),
    "a power of the whole in the place of a power of the last term": (
        "rnn_cell_backward",
        "def slope(a):\n    return (1 - a) ** 2\n\n"
        + solutions()["rnn_cell_backward"].replace("(1 - a_next**2)", "slope(a_next)"),
        "return (1 - a) ** 2",
    ),
    "a key that is left out of a list": (
        *("rnn_backward", SUMS.format('["dWax", "dba"]')),
        'for name in ["dWax", "dba"]:',
    ),
    "two names of one array": (
        "rnn_cell_forward",
        solutions()["rnn_cell_forward"].replace(
            "    a_next = np.tanh(Wax @ xt + Waa @ a_prev + ba)\n",
            "    a_next = z = Wax @ xt + Waa @ a_prev + ba\n    np.tanh(z, out=a_next)\n    z += 1\n",
        ),
        "a_next = z = Wax @ xt + Waa @ a_prev + ba",
    ),
}


@pytest.mark.parametrize(("function", "source", "expected"), EDITED.values(), ids=EDITED)
def test_what_may_have_been_meant_is_tried(function, source, expected):
    line = line_of(function, source)
    assert source.split("\n")[line - 1].strip() == expected


def test_one_array_for_several_names_is_found():
    right = lstm.solutions()["lstm_backward"]
    made = [line for line in right.split("\n") if line.strip().startswith(("dWf = ", "dWi = "))]
    source = right.replace(made[0], "    dWf, dWi = [np.zeros((n_a, n_a + n_x))] * 2").replace(made[1] + "\n", "")
    function = lstm.define({**lstm.solutions(), "lstm_backward": source})["lstm_backward"]
    (number,) = rewritten(function, lstm.LSTM.tests.case("lstm_backward")).lines
    assert source.split("\n")[number - 1].strip() == "dWf, dWi = [np.zeros((n_a, n_a + n_x))] * 2"


ONE_FOR_ALL = """\
def lstm_backward(da, caches):
    steps, x = caches
    n_a, m, T_x = da.shape
    sums = {name: np.zeros((n_a, 1)) for name in ("dbf", "dbi", "dbc", "dbo")}
    sums |= dict.fromkeys(("dWf", "dWi", "dWc", "dWo"), np.zeros((n_a, n_a + len(x))))
    dx, da_arriving, dc_arriving = np.zeros(x.shape), np.zeros((n_a, m)), np.zeros((n_a, m))
    for t in reversed(range(T_x)):
        step = lstm_cell_backward(da[:, :, t] + da_arriving, dc_arriving, steps[t])
        dx[:, :, t], da_arriving, dc_arriving = step["dxt"], step["da_prev"], step["dc_prev"]
        for name in sums:
            sums[name] += step[name]
    return {"dx": dx, "da0": da_arriving, **sums}
"""


def test_one_array_for_all_keys_is_found():
    function = lstm.define({**lstm.solutions(), "lstm_backward": ONE_FOR_ALL})["lstm_backward"]
    (number,) = rewritten(function, lstm.LSTM.tests.case("lstm_backward")).lines
    assert "dict.fromkeys" in ONE_FOR_ALL.split("\n")[number - 1]


STACKED = """\
def rnn_cell_backward(da_next, cache):
    a_next, a_prev, xt, parameters = cache
    n_a = len(a_prev)
    W = np.concatenate([parameters["Wax"], parameters["Waa"]], axis=1)
    dz = (1 - a_next**2) * da_next
    below = W.T @ dz
    {}
    return {{"dxt": dxt, "da_prev": da_prev, "dWax": dz @ xt.T, "dWaa": dz @ a_prev.T, "dba": dz.sum(1, keepdims=True)}}
"""


def test_a_helper_that_gives_the_slope_of_a_gate_is_named_where_it_is_called_for_a_tanh():
    text = lstm.solutions()["lstm_cell_backward"]
    for gate in ("ft", "it", "ot"):
        text = text.replace(f"{gate} * (1 - {gate})", f"slope({gate})")
    line = next(line for line in text.split("\n") if "(1 - cct**2)" in line)
    wrong = line.replace("(1 - cct**2)", "slope(cct)")
    source = "def slope(g):\n    return g * (1 - g)\n\n" + text.replace(line, wrong)
    function = lstm.define({**lstm.solutions(), "lstm_cell_backward": source})["lstm_cell_backward"]
    found = rewritten(function, lstm.public_case("lstm_cell_backward"))
    assert [source.split("\n")[number - 1] for number in found.lines] == [wrong]


def test_a_stack_is_not_accused_alone_where_its_parts_may_be_cut_in_the_wrong_order():
    cut = "da_prev, dxt = below[:n_a], below[n_a:]"
    stack = 'W = np.concatenate([parameters["Wax"], parameters["Waa"]], axis=1)'
    assert either_of("rnn_cell_backward", STACKED.format(cut)) == [stack, cut]
    assert line_of("rnn_cell_backward", STACKED.format("da_prev = below[:n_a]\n    dxt = below[n_a:]")) is None


def test_of_a_list_that_is_filled_from_the_wrong_end_both_ways_are_said():
    function, source = UNUSUAL["generator"]
    source = source.replace(
        "    states, predictions, caches = map(list, zip(*steps_of(x, a0, parameters)))\n",
        "    states, predictions, caches = [], [], []\n    for one in steps_of(x, a0, parameters):\n"
        "        states.append(one[0])\n        predictions.insert(0, one[1])\n        caches.append(one[2])\n",
    )
    ends = "predictions.insert(0, one[1])", "return np.stack(states, 2), np.stack(predictions, 2), (caches, x)"
    assert either_of(function, source) == list(ends)


def test_a_sign_that_may_be_missing_in_a_helper_is_not_said_of_its_caller_alone():
    source = """\
def squashed(z):
    return (1 - np.exp(2 * z)) / (1 + np.exp(2 * z))

def rnn_cell_forward(xt, a_prev, parameters):
    Wax, Waa, Wya, ba, by = (parameters[name] for name in ("Wax", "Waa", "Wya", "ba", "by"))
    a_next = squashed(Wax @ xt + Waa @ a_prev + ba)
    return a_next, softmax(Wya @ a_next + by), (a_next, a_prev, xt, parameters)
"""
    lines = [source.split("\n")[number].strip() for number in (1, 5)]
    assert either_of("rnn_cell_forward", source) == lines
