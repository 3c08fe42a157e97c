"""The law: what is expected of learners of the LSTM is right.

The oracle's slopes are those of an established automatic differentiation library and of an established LSTM, the
references of the notebook agree with the oracle, and their forward pass is the network's definition, entry by entry.
"""

import math

import autograd
import autograd.numpy as anp
import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from exercises.lstm import oracle
from tests.lstm import BIASES, WEIGHTS, references

EXACT = 1e-12
GATES = oracle.PARAMETERS
SIZE = st.integers(1, 5)
SIZES = st.fixed_dictionaries(dict.fromkeys(["n_x", "n_a", "n_y", "m", "T_x", "seed"], SIZE))
ONE_OF_EACH = {"n_x": 1, "n_a": 1, "n_y": 1, "m": 1, "T_x": 1, "seed": 1}
ONE_EXAMPLE = {"n_x": 3, "n_a": 4, "n_y": 2, "m": 1, "T_x": 5, "seed": 2}
ONE_STEP = {"n_x": 3, "n_a": 4, "n_y": 2, "m": 6, "T_x": 1, "seed": 3}
INPUTS_AS_HIDDEN = {"n_x": 4, "n_a": 4, "n_y": 4, "m": 4, "T_x": 4, "seed": 4}


def any_sizes(test):
    """Run a test on drawn sizes, and always on those that hide mistakes: m = 1, T_x = 1, n_x = n_a."""
    for sizes in (ONE_OF_EACH, ONE_EXAMPLE, ONE_STEP, INPUTS_AS_HIDDEN):
        test = example(sizes)(test)
    return settings(max_examples=10, deadline=None)(given(SIZES)(test))


def draw(sizes):
    """Draw inputs: dict, and parameters: dict."""
    n_x, n_a, n_y, m, T_x, seed = (sizes[name] for name in ("n_x", "n_a", "n_y", "m", "T_x", "seed"))
    rng = np.random.default_rng(seed)
    parameters = {
        **{name: rng.uniform(-1, 1, size=(n_a, n_a + n_x)) for name in WEIGHTS},
        **{name: rng.uniform(-0.5, 0.5, size=(n_a, 1)) for name in BIASES},
        "Wy": rng.normal(size=(n_y, n_a)),
        "by": rng.normal(size=(n_y, 1)),
    }
    inputs = {
        "x": rng.normal(size=(n_x, m, T_x)),
        "a0": rng.uniform(-0.9, 0.9, size=(n_a, m)),
        "c0": rng.normal(size=(n_a, m)),
        "da": rng.normal(size=(n_a, m, T_x)),
        "dc": rng.normal(size=(n_a, m)),
    }
    return inputs, parameters


def loss(x, a0, c0, parameters, da, dc):
    """The number that da, at each step, and dc, at the last cell state, are the gradients of: a plain loop."""
    a, c, total = a0, c0, 0.0
    for t in range(x.shape[2]):
        z = {name: anp.dot(parameters["W" + name][:, : len(a)], a) + parameters["b" + name] for name in "fico"}
        z = {name: z[name] + anp.dot(parameters["W" + name][:, len(a) :], x[:, :, t]) for name in "fico"}
        c = c / (1 + anp.exp(-z["f"])) + anp.tanh(z["c"]) / (1 + anp.exp(-z["i"]))
        a = anp.tanh(c) / (1 + anp.exp(-z["o"]))
        total = total + anp.sum(da[:, :, t] * a)
    return total + anp.sum(dc * c)


def automatic_gradients(inputs, parameters):
    """The gradients of the backward pass, by autograd: dict, d and the name -> array."""
    x, a0, c0 = inputs["x"], inputs["a0"], inputs["c0"]
    slopes = autograd.grad(loss, argnum=(0, 1, 2, 3))(x, a0, c0, parameters, inputs["da"], inputs["dc"])
    *of_inputs, of_parameters = slopes
    found = dict(zip(("dx", "da0", "dc0"), of_inputs, strict=True))
    return {**found, **{"d" + name: of_parameters[name] for name in GATES}}


def assert_same(some, others):
    """Every array of one dict is that of the other, to EXACT of its largest entry or of 1."""
    assert some.keys() == others.keys()
    for name, value in some.items():
        assert value.shape == others[name].shape, name
        scale = max(1, np.max(np.abs(value)))
        np.testing.assert_allclose(value, others[name], rtol=0, atol=EXACT * scale, err_msg=name)


def of_sequence(inputs):
    """The inputs as lstm_backward has them: an empty memory at the start, and nothing that looks at the last one."""
    return {**inputs, "c0": 0 * inputs["c0"], "dc": 0 * inputs["dc"]}


def of_step(gradients):
    """Name the gradients of a sequence of one step as those of lstm_cell_backward."""
    renamed = {"dx": "dxt", "da0": "da_prev", "dc0": "dc_prev"}
    return {renamed.get(name, name): value[:, :, 0] if name == "dx" else value for name, value in gradients.items()}


@any_sizes
def test_the_oracle_of_a_sequence_agrees_with_autograd(sizes):
    inputs, parameters = draw(sizes)
    expected = automatic_gradients(of_sequence(inputs), parameters)
    del expected["dc0"]
    assert_same(oracle.sequence_gradients(inputs["da"], inputs["x"], inputs["a0"], parameters), expected)


@any_sizes
def test_the_oracle_of_one_step_agrees_with_autograd(sizes):
    inputs, parameters = draw({**sizes, "T_x": 1})
    found = oracle.cell_gradients(
        inputs["da"][:, :, 0], inputs["dc"], inputs["x"][:, :, 0], inputs["a0"], inputs["c0"], parameters
    )
    assert_same(found, of_step(automatic_gradients(inputs, parameters)))


@any_sizes
def test_the_oracle_agrees_with_torch(sizes):
    torch = pytest.importorskip("torch")
    inputs, parameters = draw(sizes)
    n_x, n_a = sizes["n_x"], sizes["n_a"]
    network = torch.nn.LSTM(n_x, n_a, dtype=torch.float64)  # its gates are in the order i, f, candidate, o
    stacked = np.vstack([parameters["W" + name] for name in "ifco"])
    with torch.no_grad():
        network.bias_hh_l0.zero_()
        network.bias_ih_l0.copy_(torch.tensor(np.vstack([parameters["b" + name] for name in "ifco"]).squeeze(1)))
        network.weight_hh_l0.copy_(torch.tensor(stacked[:, :n_a]))
        network.weight_ih_l0.copy_(torch.tensor(stacked[:, n_a:]))
    x = torch.tensor(inputs["x"].transpose(2, 1, 0).copy(), requires_grad=True)  # torch: time, examples, entries
    a0 = torch.tensor(inputs["a0"].T[np.newaxis].copy(), requires_grad=True)
    network(x, (a0, 0 * a0))[0].backward(torch.tensor(inputs["da"].transpose(2, 1, 0).copy()))
    weights = np.hstack([network.weight_hh_l0.grad.numpy(), network.weight_ih_l0.grad.numpy()])
    theirs = {"dx": x.grad.numpy().transpose(2, 1, 0), "da0": a0.grad.numpy()[0].T}
    theirs |= {f"dW{name}": part for name, part in zip("ifco", np.split(weights, 4), strict=True)}
    theirs |= {
        f"db{name}": part[:, np.newaxis]
        for name, part in zip("ifco", np.split(network.bias_ih_l0.grad.numpy(), 4), strict=True)
    }
    assert_same(oracle.sequence_gradients(inputs["da"], inputs["x"], inputs["a0"], parameters), theirs)


@any_sizes
def test_the_oracle_agrees_with_keras(sizes):
    keras, tensorflow = pytest.importorskip("keras"), pytest.importorskip("tensorflow")
    inputs, parameters = draw(sizes)
    n_a = sizes["n_a"]
    layer = keras.layers.LSTM(n_a, return_sequences=True, dtype="float64")  # its gates are in the order i, f, c, o
    x = tensorflow.Variable(inputs["x"].transpose(1, 2, 0))  # keras: examples, time, entries
    a0 = tensorflow.Variable(inputs["a0"].T)
    layer.build(x.shape)
    stacked = np.vstack([parameters["W" + name] for name in "ifco"]).T
    biases = np.vstack([parameters["b" + name] for name in "ifco"]).squeeze(1)
    layer.set_weights([stacked[n_a:], stacked[:n_a], biases])
    with tensorflow.GradientTape() as tape:
        total = tensorflow.reduce_sum(layer(x, initial_state=[a0, 0 * a0]) * inputs["da"].transpose(1, 2, 0))
    of_x, of_a0, of_inputs, of_states, of_biases = (
        found.numpy() for found in tape.gradient(total, [x, a0, *(weight.value for weight in layer.weights)])
    )
    theirs = {"dx": of_x.transpose(2, 0, 1), "da0": of_a0.T}
    for name, part, bias in zip(
        "ifco", np.split(np.vstack([of_states, of_inputs]).T, 4), np.split(of_biases, 4), strict=True
    ):
        theirs |= {f"dW{name}": part, f"db{name}": bias[:, np.newaxis]}
    found = oracle.sequence_gradients(inputs["da"], inputs["x"], inputs["a0"], parameters)
    assert_same(found, {name: theirs[name] for name in found})


@any_sizes
def test_the_reference_of_the_whole_backward_pass_agrees_with_the_oracle(sizes):
    inputs, parameters = draw(sizes)
    x, a0, da = inputs["x"], inputs["a0"], inputs["da"]
    caches = references()["lstm_forward"](x, a0, parameters)[3]
    expected = oracle.sequence_gradients(da, x, a0, parameters)
    found = references()["lstm_backward"](da, caches)
    assert_same({name: found[name] for name in expected}, expected)


@any_sizes
def test_the_reference_of_one_step_back_agrees_with_the_oracle(sizes):
    inputs, parameters = draw(sizes)
    xt, a_prev, c_prev, da_next, dc_next = (
        inputs["x"][:, :, 0],
        inputs["a0"],
        inputs["c0"],
        inputs["da"][:, :, 0],
        inputs["dc"],
    )
    cache = references()["lstm_cell_forward"](xt, a_prev, c_prev, parameters)[3]
    expected = oracle.cell_gradients(da_next, dc_next, xt, a_prev, c_prev, parameters)
    found = references()["lstm_cell_backward"](da_next, dc_next, cache)
    assert_same({name: found[name] for name in expected}, expected)


def entry_by_entry(xt, a_prev, c_prev, parameters):
    """One step as its formulas say it, one number at a time and without numpy's arithmetic: dict of arrays."""
    found = {name: np.zeros(a_prev.shape) for name in ("ft", "it", "cct", "ot", "c_next", "a_next")}
    found["yt_pred"] = np.zeros((len(parameters["by"]), xt.shape[1]))
    for number in range(xt.shape[1]):
        stacked = [*a_prev[:, number].tolist(), *xt[:, number].tolist()]
        for unit in range(len(a_prev)):
            sums = {
                gate: math.fsum(
                    [
                        *map(float.__mul__, parameters["W" + gate][unit].tolist(), stacked),
                        parameters["b" + gate][unit, 0],
                    ]
                )
                for gate in "fico"
            }
            forget, write, show = (1 / (1 + math.exp(-sums[gate])) for gate in "fio")
            memory = forget * c_prev[unit, number] + write * math.tanh(sums["c"])
            values = forget, write, math.tanh(sums["c"]), show, memory, show * math.tanh(memory)
            for name, value in zip(found, values, strict=False):
                found[name][unit, number] = value
        state = found["a_next"][:, number].tolist()
        scores = [
            math.fsum([*map(float.__mul__, row, state), bias])
            for row, (bias,) in zip(parameters["Wy"].tolist(), parameters["by"].tolist(), strict=True)
        ]
        found["yt_pred"][:, number] = [1 / math.fsum(math.exp(other - own) for other in scores) for own in scores]
    return found


@any_sizes
def test_the_reference_of_one_step_forward_is_the_definition(sizes):
    inputs, parameters = draw(sizes)
    xt, a_prev, c_prev = inputs["x"][:, :, 0], inputs["a0"], inputs["c0"]
    a_next, c_next, yt_pred, cache = references()["lstm_cell_forward"](xt, a_prev, c_prev, parameters)
    names = "a_next", "c_next", "a_prev", "c_prev", "ft", "it", "cct", "ot"
    found = {**dict(zip(names, cache, strict=False)), "yt_pred": yt_pred}
    expected = {**entry_by_entry(xt, a_prev, c_prev, parameters), "a_prev": a_prev, "c_prev": c_prev}
    assert_same({name: found[name] for name in expected}, expected)
    assert cache[0] is a_next
    assert cache[1] is c_next
    np.testing.assert_array_equal(cache[8], xt)
    assert cache[9] is parameters


@any_sizes
def test_the_reference_of_the_whole_forward_pass_is_the_definition(sizes):
    inputs, parameters = draw(sizes)
    x, before, memory = inputs["x"], inputs["a0"], 0 * inputs["c0"]
    a, y, c, (caches, same_x) = references()["lstm_forward"](x, before, parameters)
    for t in range(sizes["T_x"]):
        expected = entry_by_entry(x[:, :, t], before, memory, parameters)
        found = {"a_next": a[:, :, t], "c_next": c[:, :, t], "yt_pred": y[:, :, t]}
        assert_same(found, {name: expected[name] for name in found})
        for entry, name in zip(caches[t][4:8], ("ft", "it", "cct", "ot"), strict=True):
            np.testing.assert_allclose(entry, expected[name], rtol=0, atol=EXACT)
        before, memory = expected["a_next"], expected["c_next"]
    assert len(caches) == sizes["T_x"]
    assert same_x is x


@any_sizes
def test_the_states_of_the_oracle_are_those_of_the_reference(sizes):
    inputs, parameters = draw(sizes)
    a, _, c, _ = references()["lstm_forward"](inputs["x"], inputs["a0"], parameters)
    after = oracle.states(inputs["x"], inputs["a0"], 0 * inputs["c0"], parameters)
    assert_same(
        {"a": np.stack([state for state, _ in after], axis=2), "c": np.stack([memory for _, memory in after], axis=2)},
        {"a": a, "c": c},
    )
