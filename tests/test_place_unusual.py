"""Law: a line is found in unusual code: helpers of one's own, lambdas, loops that count from 1, narrow arrays.

In each program the lines end with `# this` that are named, all of them, and no other line is.
"""

import pytest

from tests.places import found_in, meant_in

WRITTEN = {
    "an array of too few digits": """\
def lstm_backward(da, caches):
    steps, x = caches
    names = ("dWf", "dbf", "dWi", "dbi", "dWc", "dbc", "dWo", "dbo")
    dx = np.zeros(x.shape, dtype="float32")  # this
    sums, da_later, dc_later = dict.fromkeys(names, 0), 0, np.zeros(da.shape[:2])
    for t in reversed(range(da.shape[2])):
        g = lstm_cell_backward(da[:, :, t] + da_later, dc_later, steps[t])
        dx[:, :, t], da_later, dc_later = g["dxt"], g["da_prev"], g["dc_prev"]
        sums = {name: sums[name] + g[name] for name in names}
    return {"dx": dx, "da0": da_later, **sums}
""",
    "a list in the place of a pair": """\
def rnn_forward(x, a0, parameters):
    outputs, predictions, caches, state = [], [], [], a0
    for xt in np.moveaxis(x, -1, 0):
        state, prediction, kept = rnn_cell_forward(xt, state, parameters)
        outputs.append(state)
        predictions.append(prediction)
        caches.append(kept)
    a, y_pred = np.stack(outputs, axis=-1), np.stack(predictions, axis=-1)
    return a, y_pred, caches  # this
""",
    "a wrong index in a loop that counts from 1": """\
def rnn_forward(x, a0, parameters):
    m, T_x = x.shape[1:]
    a, y_pred, caches = np.zeros((*a0.shape, T_x)), np.zeros((len(parameters["by"]), m, T_x)), []
    state = a0
    for step in range(1, T_x + 1):
        state, prediction, cache = rnn_cell_forward(x[:, :, step - 1], state, parameters)
        a[:, :, step % T_x] = state  # this
        y_pred[:, :, step - 1] = prediction
        caches.append(cache)
    return a, y_pred, (caches, x)
""",
    "one axis on two lines": """\
def normalised(scores):
    shifted = np.exp(scores - np.amax(scores, axis=1, keepdims=True))  # this
    return np.divide(shifted, np.sum(shifted, axis=1, keepdims=True))  # this

def rnn_cell_forward(xt, a_prev, parameters):
    a_next = np.tanh(parameters["Wax"] @ xt + parameters["Waa"] @ a_prev + parameters["ba"])
    return a_next, normalised(parameters["Wya"] @ a_next + parameters["by"]), (a_next, a_prev, xt, parameters)
""",
    "brackets left out in a helper": """\
def squash(z):
    return np.exp(2 * z) - 1 / np.exp(2 * z) + 1  # this

def rnn_cell_forward(xt, a_prev, parameters):
    a_next = squash(parameters["Wax"] @ xt + parameters["Waa"] @ a_prev + parameters["ba"])
    return a_next, softmax(parameters["Wya"] @ a_next + parameters["by"]), (a_next, a_prev, xt, parameters)
""",
    "a lambda beside the function": """\
slope = lambda a: 1 - np.tanh(a) ** 2  # this

def rnn_cell_backward(da_next, cache):
    a_next, a_prev, xt, parameters = cache
    dz = slope(a_next) * da_next  # this
    dxt, da_prev = parameters["Wax"].T @ dz, parameters["Waa"].T @ dz
    return {"dxt": dxt, "da_prev": da_prev, "dWax": dz @ xt.T, "dWaa": dz @ a_prev.T, "dba": dz.sum(1, keepdims=True)}
""",
    "lambdas that all read the last name of a loop": """\
def lstm_cell_forward(xt, a_prev, c_prev, parameters):
    below, make = np.concatenate([a_prev, xt]), {}
    for name in "fico":
        make[name] = lambda squash: squash(parameters["W" + name] @ below + parameters["b" + name])  # this
    ft, it, cct, ot = make["f"](sigmoid), make["i"](sigmoid), make["c"](np.tanh), make["o"](sigmoid)
    c_next = ft * c_prev + it * cct
    a_next = ot * np.tanh(c_next)
    yt_pred = softmax(parameters["Wy"] @ a_next + parameters["by"])
    return a_next, c_next, yt_pred, (a_next, c_next, a_prev, c_prev, ft, it, cct, ot, xt, parameters)
""",
    "what numpy computes is not kept": """\
def rnn_backward(da, caches):
    steps, x = caches
    n_a, m, T_x = da.shape
    dx, dWax, dWaa, dba = np.zeros(x.shape), np.zeros((n_a, len(x))), np.zeros((n_a, n_a)), np.zeros((n_a, 1))
    arriving = np.zeros((n_a, m))
    for t in range(T_x - 1, -1, -1):
        g = rnn_cell_backward(da[:, :, t] + arriving, steps[t])
        dx[:, :, t], arriving = g["dxt"], g["da_prev"]
        dWax += g["dWax"]
        np.subtract(dWaa, -g["dWaa"])  # this
        dba += g["dba"]
    return {"dx": dx, "da0": arriving, "dWax": dWax, "dWaa": dWaa, "dba": dba}
""",
    "a list that grows at the wrong end, by a function of a module": """\
from operator import add

def rnn_forward(x, a0, parameters):
    states, predictions, caches = [a0], [], []
    for t in range(x.shape[2]):
        state, prediction, cache = rnn_cell_forward(x[:, :, t], states[-1], parameters)
        states = add(states, [state])
        predictions = add([prediction], predictions)  # this
        caches.append(cache)
    y_pred = np.stack(predictions, axis=2)  # this
    return np.stack(states[1:], axis=2), y_pred, (caches, x)
""",
    "lists in a dict, filled too early": """\
def lstm_forward(x, a0, parameters):
    kept = {name: [] for name in ("a", "c", "y", "cache")}
    state = dict(a=a0, c=np.zeros(a0.shape))
    for xt in np.moveaxis(x, 2, 0):
        kept["c"].append(state["c"])  # this
        state["a"], state["c"], y, cache = lstm_cell_forward(xt, state["a"], state["c"], parameters)  # this
        kept["a"].append(state["a"])
        kept["y"].append(y)
        kept["cache"].append(cache)
    a, y, c = (np.stack(kept[name], axis=-1) for name in ("a", "y", "c"))
    return a, y, c, (kept["cache"], x)
""",
    "two parts cut in the order of the other stack": """\
def rnn_cell_backward(da_next, cache):
    a_next, a_prev, xt, parameters = cache
    stacked = np.hstack((parameters["Waa"], parameters["Wax"]))  # this
    dz = da_next - da_next * a_next**2
    da_prev, dxt = (stacked.T @ dz)[len(xt):], (stacked.T @ dz)[:len(xt)]  # this
    return {"dxt": dxt, "da_prev": da_prev, "dWax": dz @ xt.T, "dWaa": dz @ a_prev.T, "dba": dz.sum(1, keepdims=True)}
""",
    "a slope of a value that has gone through tanh": """\
def derivative(z):
    return 1 / np.cosh(z) ** 2

def lstm_cell_backward(da_next, dc_next, cache):
    a_next, c_next, a_prev, c_prev, ft, it, cct, ot, xt, parameters = cache
    below = np.vstack([a_prev, xt])
    dc = dc_next + ot * da_next * derivative(c_next)
    dz = {"f": dc * c_prev * ft * (1 - ft), "i": dc * cct * it * (1 - it)}
    dz["o"] = da_next * np.tanh(c_next) * ot * (1 - ot)
    dz["c"] = dc * it * derivative(cct)  # this
    d = sum(parameters["W" + g].T @ dz[g] for g in "fico")
    gradients = {"dW" + g: dz[g] @ below.T for g in "fico"} | {"db" + g: dz[g].sum(1, keepdims=True) for g in "fico"}
    return {"dxt": d[len(a_prev) :], "da_prev": d[: len(a_prev)], "dc_prev": dc * ft, **gradients}
""",
    "a default that stays in force": """\
def layer(inputs, name, parameters, after=np.tanh):
    return after(sum(parameters["W" + end] @ value for end, value in inputs.items()) + parameters[name])

def rnn_cell_forward(xt, a_prev, parameters):
    a_next = layer({"ax": xt, "aa": a_prev}, "ba", parameters)
    yt_pred = softmax(layer({"ya": a_next}, "by", parameters))  # this
    return a_next, yt_pred, (a_next, a_prev, xt, parameters)
""",
}


@pytest.mark.parametrize("how", WRITTEN)
def test_the_lines_that_are_meant_are_named_and_no_other(how):
    assert [place.number for place in found_in(WRITTEN[how]).places] == meant_in(WRITTEN[how])


def test_the_only_call_of_a_helper_that_is_wrong_in_several_ways_is_not_accused():
    source = """\
def normalised(scores):
    shifted = scores - np.amax(scores, axis=1)[:, None]
    return np.exp(shifted) / np.exp(shifted).sum(axis=1)[:, None]

def rnn_cell_forward(xt, a_prev, parameters):
    a_next = np.tanh(parameters["Wax"] @ xt + parameters["Waa"] @ a_prev + parameters["ba"])
    return a_next, normalised(parameters["Wya"] @ a_next + parameters["by"]), (a_next, a_prev, xt, parameters)
"""
    assert found_in(source).places == ()
