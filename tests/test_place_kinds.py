"""Law: a line is found however a mistake of its kind is written: in loops over gates, stacks, lists, views.

In each program the lines end with `# this` that are named, all of them, and no other line is.
"""

import pytest

from tests import rnn
from tests.places import found_in, meant_in
from tests.rnn import RNN

pytestmark = pytest.mark.slow

WRITTEN = {
    "stacked in two orders": """\
def rnn_cell_forward(xt, a_prev, parameters):
    Wax, Waa, Wya = (parameters[name] for name in ("Wax", "Waa", "Wya"))
    both = np.hstack([Wax, Waa])  # this
    inputs = np.vstack([a_prev, xt])  # this
    a_next = np.tanh(both @ inputs + parameters["ba"])
    return a_next, softmax(Wya @ a_next + parameters["by"]), (a_next, a_prev, xt, parameters)
""",
    "cut in another order than stacked": """\
def rnn_cell_backward(da_next, cache):
    a_next, a_prev, xt, parameters = cache
    n_x = xt.shape[0]
    below = np.vstack([a_prev, xt])  # this
    dz = da_next * (1 - a_next**2)
    both = dz @ below.T
    dWax, dWaa = both[:, :n_x], both[:, n_x:]  # this
    dxt, da_prev = parameters["Wax"].T @ dz, parameters["Waa"].T @ dz
    return {"dxt": dxt, "da_prev": da_prev, "dWax": dWax, "dWaa": dWaa, "dba": dz.sum(axis=1, keepdims=True)}
""",
    "a bias in each of two calls": """\
def through(W, value, bias):
    return W @ value + bias

def rnn_cell_forward(xt, a_prev, parameters):
    z = through(parameters["Waa"], a_prev, parameters["ba"])  # this
    z = z + through(parameters["Wax"], xt, parameters["ba"])  # this
    a_next = np.tanh(z)
    yt_pred = softmax(through(parameters["Wya"], a_next, parameters["by"]))
    return a_next, yt_pred, (a_next, a_prev, xt, parameters)
""",
    "two mistakes, one below the other": """\
def rnn_cell_forward(xt, a_prev, parameters):
    Wax, Waa, Wya, ba, by = (parameters[name] for name in ("Wax", "Waa", "Wya", "ba", "by"))
    total = Wax @ xt + Waa.T @ a_prev + ba  # this
    a_next = np.tanh(total)
    yt_pred = softmax(Wya @ a_next)  # this
    return a_next, yt_pred, (a_next, a_prev, xt, parameters)
""",
    "two lines exchanged": """\
def rnn_cell_forward(xt, a_prev, parameters):
    state = parameters["Wax"] @ xt + parameters["Waa"] @ a_prev
    np.tanh(state, out=state)  # this
    state += parameters["ba"]  # this
    yt_pred = softmax(parameters["Wya"] @ state + parameters["by"])
    return state, yt_pred, (state, a_prev, xt, parameters)
""",
    "a slope of what is a slope already": """\
def slope(value):
    return 1 - np.tanh(value) * np.tanh(value)  # this

def rnn_cell_backward(da_next, cache):
    a_next, a_prev, xt, parameters = cache
    dz = da_next * slope(a_next)  # this
    dxt, da_prev = parameters["Wax"].T @ dz, parameters["Waa"].T @ dz
    return {"dxt": dxt, "da_prev": da_prev, "dWax": dz @ xt.T, "dWaa": dz @ a_prev.T, "dba": dz.sum(1, keepdims=True)}
""",
    "a part of an array that is written over": """\
def rnn_forward(x, a0, parameters):
    m, T_x = x.shape[1:]
    a, y_pred, caches = np.zeros((*a0.shape, T_x)), np.zeros((len(parameters["Wya"]), m, T_x)), []
    a[:, :, -1] = a0
    for t in range(T_x):
        a[:, :, t], y_pred[:, :, t], cache = rnn_cell_forward(x[:, :, t], a[:, :, t - 1], parameters)  # this
        caches.append(cache)
    return a, y_pred, (caches, x)
""",
    "one array in a list, many times": """\
def rnn_backward(da, caches):
    steps, x = caches
    n_a, m, T_x = da.shape
    rows = [np.zeros(x.shape[:2])] * T_x  # this
    sums, arriving = {"dWax": 0, "dWaa": 0, "dba": 0}, np.zeros((n_a, m))
    for t in reversed(range(T_x)):
        made = rnn_cell_backward(da[:, :, t] + arriving, steps[t])
        rows[t][...] = made["dxt"]
        sums = {name: total + made[name] for name, total in sums.items()}
        arriving = made["da_prev"]
    return {"dx": np.stack(rows, axis=2), "da0": arriving, **sums}
""",
    "the first step summed twice": """\
def rnn_backward(da, caches):
    steps, x = caches
    n_a, m, T_x = da.shape
    dx, arriving, sums = np.zeros(x.shape), np.zeros((n_a, m)), {}
    for t in reversed(range(T_x)):
        made = rnn_cell_backward(da[:, :, t] + arriving, steps[t])
        arriving, dx[:, :, t] = made["da_prev"], made["dxt"]
        if not sums:
            sums = {name: made[name] for name in ("dWax", "dWaa", "dba")}
        for name in sums:  # this
            sums[name] = sums[name] + made[name]
    return {"dx": dx, "da0": arriving, **sums}
""",
    "a loop that counts in its own way": """\
def rnn_backward(da, caches):
    steps, x = caches
    n_a, m, T_x = da.shape
    dx, arriving = np.zeros(x.shape), np.zeros((n_a, m))
    dWax, dWaa, dba = 0, 0, 0
    for i in range(T_x):
        t = T_x - i - 1
        made = rnn_cell_backward(da[:, :, t] + arriving, steps[t])
        arriving = made["da_prev"]
        dx[:, :, i] = made["dxt"]  # this
        dWax, dWaa, dba = dWax + made["dWax"], dWaa + made["dWaa"], dba + made["dba"]
    return {"dx": dx, "da0": arriving, "dWax": dWax, "dWaa": dWaa, "dba": dba}
""",
    "the slope of the tanh twice": """\
def rnn_backward(da, caches):
    steps, x = caches
    n_a, m, T_x = da.shape
    dx, arriving = np.zeros(x.shape), np.zeros((n_a, m))
    dWax, dWaa, dba = 0, 0, 0
    for t in reversed(range(T_x)):
        a_next = steps[t][0]
        whole = (da[:, :, t] + arriving) * (1 - a_next**2)  # this
        made = rnn_cell_backward(whole, steps[t])
        arriving, dx[:, :, t] = made["da_prev"], made["dxt"]
        dWax, dWaa, dba = dWax + made["dWax"], dWaa + made["dWaa"], dba + made["dba"]
    return {"dx": dx, "da0": arriving, "dWax": dWax, "dWaa": dWaa, "dba": dba}
""",
    "one function for all gates": """\
def lstm_cell_forward(xt, a_prev, c_prev, parameters):
    below = np.concatenate([a_prev, xt])
    gates = {name: sigmoid(parameters["W" + name] @ below + parameters["b" + name]) for name in "fico"}  # this
    c_next = gates["f"] * c_prev + gates["i"] * gates["c"]
    a_next = gates["o"] * np.tanh(c_next)
    yt_pred = softmax(parameters["Wy"] @ a_next + parameters["by"])
    ft, it, cct, ot = (gates[name] for name in "fico")
    return a_next, c_next, yt_pred, (a_next, c_next, a_prev, c_prev, ft, it, cct, ot, xt, parameters)
""",
    "one slope for all gates": """\
def lstm_cell_backward(da_next, dc_next, cache):
    a_next, c_next, a_prev, c_prev, ft, it, cct, ot, xt, parameters = cache
    below, squashed = np.concatenate([a_prev, xt]), np.tanh(c_next)
    dc = dc_next + da_next * ot * (1 - squashed**2)
    arrives = {"f": dc * c_prev, "i": dc * cct, "c": dc * it, "o": da_next * squashed}
    held, found, joint = {"f": ft, "i": it, "c": cct, "o": ot}, {"dc_prev": dc * ft}, 0
    for name in arrives:
        dz = arrives[name] * held[name] * (1 - held[name])  # this
        found["dW" + name], found["db" + name] = dz @ below.T, dz.sum(axis=1, keepdims=True)
        joint = joint + parameters["W" + name].T @ dz
    n_a = len(a_next)
    return {**found, "da_prev": joint[:n_a], "dxt": joint[n_a:]}
""",
    "a typing error in the name of a state": """\
def rnn_backward(da, caches):
    steps, x = caches
    n_a, m, T_x = da.shape
    dx, da_prevt, sums = np.zeros(x.shape), np.zeros((n_a, m)), {"dWax": 0, "dWaa": 0, "dba": 0}
    for t in reversed(range(T_x)):
        made = rnn_cell_backward(da[:, :, t] + da_prevt, steps[t])
        da_prev = made["da_prev"]  # this
        dx[:, :, t] = made["dxt"]
        sums = {name: total + made[name] for name, total in sums.items()}
    return {"dx": dx, "da0": made["da_prev"], **sums}
""",
    "another mistake beside a changed argument": """\
def lstm_cell_backward(da_next, dc_next, cache):
    a_next, c_next, a_prev, c_prev, ft, it, cct, ot, xt, parameters = cache
    below, squashed = np.concatenate([a_prev, xt]), np.tanh(c_next)
    dc_next += da_next * ot * (1 - squashed**2)
    dzs = {
        "f": dc_next * c_prev * ft * (1 - ft),
        "i": dc_next * c_prev * it * (1 - it),  # this
        "c": dc_next * it * (1 - cct**2),
        "o": da_next * squashed * ot * (1 - ot),
    }
    found, joint = {"dc_prev": dc_next * ft}, 0
    for name, dz in dzs.items():
        found["dW" + name], found["db" + name] = dz @ below.T, dz.sum(axis=1, keepdims=True)
        joint = joint + parameters["W" + name].T @ dz
    return {**found, "da_prev": joint[: len(a_next)], "dxt": joint[len(a_next) :]}
""",
    "a state that gets another one's value, beside another mistake": """\
def lstm_backward(da, caches):
    steps, x = caches
    n_a, m, T_x = da.shape
    names = [kind + gate for kind in ("dW", "db") for gate in "fico"]
    sums, dx = dict.fromkeys(names, 0), np.zeros(x.shape)
    later, memory = np.zeros((n_a, m)), np.zeros((n_a, m))
    for t in reversed(range(T_x)):
        made = lstm_cell_backward(da[:, :, t] + later, memory, steps[t])
        later = made["da_prev"]
        memory = made["da_prev"]  # this
        dx[:, :, t] = made["dxt"]
        sums = {name: total - made[name] for name, total in sums.items()}  # this
    return {"dx": dx, "da0": later, **sums}
""",
    "a quantity of another name for one that stands in a dict": """\
def rnn_backward(da, caches):
    steps, x = caches
    T_x, whole = x.shape[2], np.array(da)
    dx, sums = np.zeros(x.shape), {"dWax": 0, "dWaa": 0, "dba": 0}
    for t in range(T_x - 1, -1, -1):
        made = rnn_cell_backward(whole[:, :, t], steps[t])
        dx[:, :, t] = made["dxt"]
        sums = {name: total + made[name] for name, total in sums.items()}
        if t:
            whole[:, :, t - 1] += made["da_prev"]
    da0 = whole[:, :, 0]  # this
    return {"dx": dx, "da0": da0, **sums}
""",
    "split where the other part comes first": """\
def rnn_cell_backward(da_next, cache):
    a_next, a_prev, xt, parameters = cache
    both = np.concatenate([parameters["Wax"], parameters["Waa"]], axis=1)  # this
    dz = da_next * (1 - a_next**2)
    da_prev, dxt = np.split(both.T @ dz, [len(a_prev)])  # this
    dWax, dWaa = dz @ xt.T, dz @ a_prev.T
    return {"dxt": dxt, "da_prev": da_prev, "dWax": dWax, "dWaa": dWaa, "dba": dz.sum(axis=1, keepdims=True)}
""",
    "what a generator gives": """\
def steps_of(x, state, parameters):
    for t in range(x.shape[2]):
        after, prediction, cache = rnn_cell_forward(x[:, :, t], state, parameters)
        yield state, prediction, cache  # this
        state = after

def rnn_forward(x, a0, parameters):
    m, T_x = x.shape[1:]
    a, y_pred, caches = np.zeros((*a0.shape, T_x)), np.zeros((len(parameters["Wya"]), m, T_x)), []
    for t, (state, prediction, cache) in enumerate(steps_of(x, a0, parameters)):
        a[:, :, t] = state
        y_pred[:, :, t] = prediction
        caches.append(cache)
    return a, y_pred, (caches, x)
""",
    "a helper once too often": """\
def before_tanh(da, a):
    return da * (1 - a * a)

def rnn_cell_backward(da_next, cache):
    a_next, a_prev, xt, parameters = cache
    dz = before_tanh(da_next, a_next)
    da_prev = before_tanh(parameters["Waa"].T @ dz, a_prev)  # this
    dxt, dWax, dWaa = parameters["Wax"].T @ dz, dz @ xt.T, dz @ a_prev.T
    return {"dxt": dxt, "da_prev": da_prev, "dWax": dWax, "dWaa": dWaa, "dba": dz.sum(axis=1, keepdims=True)}
""",
    "a result that is written over what is returned": """\
def lstm_cell_forward(xt, a_prev, c_prev, parameters):
    below = np.concatenate([a_prev, xt])
    ft, it, ot = (sigmoid(parameters["W" + g] @ below + parameters["b" + g]) for g in "fio")
    cct = np.tanh(parameters["Wc"] @ below + parameters["bc"])
    c_next = ft * c_prev + it * cct
    squashed = np.tanh(c_next, out=c_next)  # this
    a_next = ot * squashed
    yt_pred = softmax(parameters["Wy"] @ a_next + parameters["by"])
    return a_next, c_next, yt_pred, (a_next, c_next, a_prev, c_prev, ft, it, cct, ot, xt, parameters)
""",
    "one bias for all gates": """\
def lstm_cell_forward(xt, a_prev, c_prev, parameters):
    below = np.concatenate([a_prev, xt])
    z = {g: parameters["W" + g] @ below + parameters["bi"] for g in "fico"}  # this
    ft, it, cct, ot = sigmoid(z["f"]), sigmoid(z["i"]), np.tanh(z["c"]), sigmoid(z["o"])
    c_next = ft * c_prev + it * cct
    a_next = ot * np.tanh(c_next)
    yt_pred = softmax(parameters["Wy"] @ a_next + parameters["by"])
    return a_next, c_next, yt_pred, (a_next, c_next, a_prev, c_prev, ft, it, cct, ot, xt, parameters)
""",
    "a wrong helper in the place of a given function": """\
def gate(z):
    return 1 / (1 + np.exp(z))  # this

def lstm_cell_forward(xt, a_prev, c_prev, parameters):
    below = np.concatenate([a_prev, xt])
    ft, it, ot = (gate(parameters["W" + g] @ below + parameters["b" + g]) for g in "fio")
    cct = np.tanh(parameters["Wc"] @ below + parameters["bc"])
    c_next = ft * c_prev + it * cct
    a_next = ot * np.tanh(c_next)
    yt_pred = softmax(parameters["Wy"] @ a_next + parameters["by"])
    return a_next, c_next, yt_pred, (a_next, c_next, a_prev, c_prev, ft, it, cct, ot, xt, parameters)
""",
}
ACCUSED_ONCE = {
    "given, under its own name": (
        "ba = parameters[",
        """\
def rnn_cell_forward(xt, a_prev, parameters):
    Wax, Waa, Wya, by = (parameters[name] for name in ("Wax", "Waa", "Wya", "by"))
    ba = parameters["ba"]
    columns = [np.tanh(Wax @ xt[:, i] + Waa @ a_prev[:, i] + ba[0]) for i in range(xt.shape[1])]
    a_next = np.stack(columns, axis=1)
    return a_next, softmax(Wya @ a_next + by), (a_next, a_prev, xt, parameters)
""",
    ),
}


@pytest.mark.parametrize("how", WRITTEN)
def test_the_lines_that_are_meant_are_named_and_no_other(how):
    assert [place.number for place in found_in(WRITTEN[how]).places] == meant_in(WRITTEN[how])


@pytest.mark.parametrize("how", ACCUSED_ONCE)
def test_a_line_that_only_takes_what_is_given_is_not_accused(how):
    line, source = ACCUSED_ONCE[how]
    assert line in source
    assert not any(line in place.text for place in found_in(source).places)


def test_a_bias_that_was_made_wide_is_not_said_to_have_a_wrong_shape():
    source = """\
def rnn_cell_forward(xt, a_prev, parameters):
    Wax, Waa, Wya, by = (parameters[name] for name in ("Wax", "Waa", "Wya", "by"))
    ba = np.repeat(parameters["ba"], xt.shape[1])[::-1].reshape(len(Waa), -1)
    a_next = np.tanh(Wax @ xt + Waa @ a_prev + ba)
    return a_next, softmax(Wya @ a_next + by), (a_next, a_prev, xt, parameters)
"""
    (place,) = found_in(source).places
    assert (place.number, place.fact) == (3, "")


def test_examples_that_are_right_are_told_from_those_that_are_not():
    source = """\
def rnn_forward(x, a0, parameters):
    m, T_x = x.shape[1:]
    a, y_pred, caches = np.zeros((*a0.shape, T_x)), np.zeros((len(parameters["Wya"]), m, T_x)), []
    state = a0[:, :1]
    for i in range(m):
        for t in range(T_x):
            state, a[:, i : i + 1, t] = [rnn_cell_forward(x[:, i : i + 1, t], state, parameters)[0]] * 2
    for t in range(T_x):
        before = a[:, :, t - 1] if t else a0
        made = rnn_cell_forward(x[:, :, t], before, parameters)
        y_pred[:, :, t] = made[1]
        caches.append(made[2])
    return a, y_pred, (caches, x)
"""
    target = rnn.define({**rnn.solutions(), "rnn_forward": source})["rnn_forward"]
    with pytest.raises(AssertionError) as failure:
        RNN.tests.test("rnn_forward", target)
    assert "    examples    wrong: 1, 2, 3, 4, 5; right: 0\n" in str(failure.value)


SPOILED = """\
def rnn_cell_backward(da_next, cache):
    a_next, a_prev, xt, parameters = cache
    dz = da_next * (1 - a_next**2)
    dWax, dWaa, dba = dz @ xt.T, dz @ a_prev.T, dz.sum(axis=1, keepdims=True)
    for gradient in (dWax, dba):
        gradient /= len(xt.T)
    dxt, da_prev = parameters["Wax"].T @ dz, parameters["Waa"].T @ dz
    return {"dxt": dxt, "da_prev": da_prev, "dWax": dWax, "dWaa": dWaa, "dba": dba}
"""


def test_a_line_that_changes_under_another_name_what_was_right_is_named():
    found = found_in(SPOILED)
    (place,) = found.places
    assert (place.number, place.fact) == (6, "dWax and dba are right before this line, and wrong after it")
    assert found.proof == "with what was there before it, all five outputs are right"


SUM = """\
def rnn_cell_forward(xt, a_prev, parameters):
    total = np.zeros(a_prev.shape)
    for weights, value in (("Wax", xt), ("Wax", xt), ("Waa", a_prev)):
        total += parameters[weights] @ value
    total += parameters["ba"]
    a_next = np.tanh(total)
    return a_next, softmax(parameters["Wya"] @ a_next + parameters["by"]), (a_next, a_prev, xt, parameters)
"""


def test_the_lines_of_a_sum_are_named_together_and_not_the_zeros_that_it_begins_with():
    (place,) = found_in(SUM).places
    assert (place.number, place.last, place.fact) == (3, 4, "total is not right after these lines")


def test_a_key_that_is_added_to_an_argument_is_named_where_that_is_done():
    right = rnn.solutions()["rnn_cell_forward"]
    head, _, rest = right.partition("\n")
    (place,) = found_in(f'{head}\n    parameters["extra"] = 1\n{rest}').places
    assert (place.number, place.fact) == (2, "this line changes an argument of your function")
