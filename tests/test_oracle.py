"""The law: what is expected of learners is right.

The oracle's slopes are those of an established automatic differentiation library, the references of the notebook agree
with the oracle, and their way forward is the network's definition, entry by entry.
"""

import math

import autograd
import autograd.numpy as anp
import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from exercises.rnn import oracle
from tests.rnn import references

EXACT = 1e-12
SIZE = st.integers(1, 6)
SIZES = st.fixed_dictionaries(dict.fromkeys(["n_x", "n_a", "n_y", "m", "T_x", "seed"], SIZE))
ONE_OF_EACH = {"n_x": 1, "n_a": 1, "n_y": 1, "m": 1, "T_x": 1, "seed": 1}
ONE_EXAMPLE = {"n_x": 3, "n_a": 4, "n_y": 2, "m": 1, "T_x": 5, "seed": 2}
ONE_STEP = {"n_x": 3, "n_a": 4, "n_y": 2, "m": 6, "T_x": 1, "seed": 3}
INPUTS_AS_HIDDEN = {"n_x": 4, "n_a": 4, "n_y": 4, "m": 4, "T_x": 4, "seed": 4}


def any_sizes(test):
    """Run a test on drawn sizes, and always on those that hide mistakes: m = 1, T_x = 1, n_x = n_a."""
    for sizes in (ONE_OF_EACH, ONE_EXAMPLE, ONE_STEP, INPUTS_AS_HIDDEN):
        test = example(sizes)(test)
    return given(SIZES)(test)


def draw(sizes):
    n_x, n_a, n_y, m, T_x, seed = (sizes[name] for name in ("n_x", "n_a", "n_y", "m", "T_x", "seed"))
    rng = np.random.default_rng(seed)
    parameters = {
        "Wax": rng.uniform(-1, 1, size=(n_a, n_x)) / n_x,  # small: 1 - a**2 loses digits where a is nearly 1
        "Waa": rng.uniform(-1, 1, size=(n_a, n_a)) / n_a,
        "Wya": rng.normal(size=(n_y, n_a)),
        "ba": rng.uniform(-0.5, 0.5, size=(n_a, 1)),
        "by": rng.normal(size=(n_y, 1)),
    }
    x, a0, da = rng.normal(size=(n_x, m, T_x)), rng.uniform(-0.9, 0.9, size=(n_a, m)), rng.normal(size=(n_a, m, T_x))
    return x, a0, da, parameters


def loss(x, a0, Wax, Waa, ba, da):
    """The number that da is the gradient of: the sum of da * a, with the states a of a plain loop."""
    state, total = a0, 0.0
    for t in range(x.shape[2]):
        state = anp.tanh(anp.dot(Wax, x[:, :, t]) + anp.dot(Waa, state) + ba)
        total = total + anp.sum(da[:, :, t] * state)
    return total


def automatic_gradients(x, a0, da, parameters):
    """The gradients of rnn_backward, by autograd."""
    inputs = (x, a0, *(parameters[name] for name in ("Wax", "Waa", "ba")))
    slopes = autograd.grad(loss, argnum=(0, 1, 2, 3, 4))(*inputs, da)
    return dict(zip(("dx", "da0", "dWax", "dWaa", "dba"), slopes, strict=True))


def assert_same(some, others):
    """Every array of one dict is that of the other, to EXACT of its largest entry."""
    assert some.keys() == others.keys()
    for name, value in some.items():
        assert value.shape == others[name].shape, name
        np.testing.assert_allclose(value, others[name], rtol=0, atol=EXACT * np.max(np.abs(value)), err_msg=name)


@any_sizes
def test_the_oracle_of_a_sequence_agrees_with_autograd(sizes):
    x, a0, da, parameters = draw(sizes)
    assert_same(oracle.sequence_gradients(da, x, a0, parameters), automatic_gradients(x, a0, da, parameters))


@any_sizes
def test_the_oracle_of_one_step_agrees_with_autograd(sizes):
    x, a0, da, parameters = draw({**sizes, "T_x": 1})
    expected = automatic_gradients(x, a0, da, parameters)
    expected = {"dxt": expected.pop("dx")[:, :, 0], "da_prev": expected.pop("da0"), **expected}
    assert_same(oracle.cell_gradients(da[:, :, 0], x[:, :, 0], a0, parameters), expected)


@any_sizes
def test_the_oracle_agrees_with_torch(sizes):
    torch = pytest.importorskip("torch")
    x, a0, da, parameters = draw(sizes)
    network = torch.nn.RNN(sizes["n_x"], sizes["n_a"], nonlinearity="tanh", dtype=torch.float64)
    given_names = {"weight_ih_l0": "Wax", "weight_hh_l0": "Waa", "bias_ih_l0": "ba"}
    with torch.no_grad():
        network.bias_hh_l0.zero_()
        for theirs, ours in given_names.items():
            getattr(network, theirs).copy_(
                torch.tensor(parameters[ours].squeeze(1) if ours == "ba" else parameters[ours])
            )
    inputs = torch.tensor(x.transpose(2, 1, 0).copy(), requires_grad=True)  # torch: time, examples, entries
    start = torch.tensor(a0.T[np.newaxis].copy(), requires_grad=True)
    network(inputs, start)[0].backward(torch.tensor(da.transpose(2, 1, 0).copy()))
    theirs = {
        "dx": inputs.grad.numpy().transpose(2, 1, 0),
        "da0": start.grad.numpy()[0].T,
        "dWax": network.weight_ih_l0.grad.numpy(),
        "dWaa": network.weight_hh_l0.grad.numpy(),
        "dba": network.bias_ih_l0.grad.numpy()[:, np.newaxis],
    }
    assert_same(oracle.sequence_gradients(da, x, a0, parameters), theirs)


@given(st.lists(st.floats(-3, 3), min_size=1, max_size=5))
def test_a_slope_is_the_derivative_that_one_writes_down(entries):
    v = np.array(entries)
    measured = oracle.slope(lambda z: np.sum(np.exp(z) * np.sin(z)) + z[0] ** 3, v)
    by_hand = np.exp(v) * (np.sin(v) + np.cos(v))
    by_hand[0] += 3 * v[0] ** 2
    np.testing.assert_allclose(measured, by_hand, rtol=EXACT, atol=1e-12)


@any_sizes
def test_the_reference_of_the_whole_way_back_agrees_with_the_oracle(sizes):
    x, a0, da, parameters = draw(sizes)
    caches = references()["rnn_forward"](x, a0, parameters)[2]
    assert_same(references()["rnn_backward"](da, caches), oracle.sequence_gradients(da, x, a0, parameters))


@any_sizes
def test_the_reference_of_one_step_back_agrees_with_the_oracle(sizes):
    x, a0, da, parameters = draw(sizes)
    xt, da_next = x[:, :, 0], da[:, :, 0]
    cache = references()["rnn_cell_forward"](xt, a0, parameters)[2]
    assert_same(references()["rnn_cell_backward"](da_next, cache), oracle.cell_gradients(da_next, xt, a0, parameters))


def entry_by_entry(xt, a_prev, parameters):
    """One step as its formulas say it, one number at a time and without numpy's arithmetic."""
    Wax, Waa, Wya, ba, by = (parameters[name].tolist() for name in ("Wax", "Waa", "Wya", "ba", "by"))
    a_next, yt_pred = np.zeros(a_prev.shape), np.zeros((len(by), xt.shape[1]))
    for example_number in range(xt.shape[1]):
        inputs, state = xt[:, example_number].tolist(), a_prev[:, example_number].tolist()
        after = [
            math.tanh(math.fsum([*map(float.__mul__, Wax[i], inputs), *map(float.__mul__, Waa[i], state), ba[i][0]]))
            for i in range(len(ba))
        ]
        scores = [math.fsum([*map(float.__mul__, Wya[i], after), by[i][0]]) for i in range(len(by))]
        a_next[:, example_number] = after
        # A probability says how its score compares with all scores: 1 / sum of exp(other - own).
        yt_pred[:, example_number] = [1 / math.fsum(math.exp(other - own) for other in scores) for own in scores]
    return a_next, yt_pred


@any_sizes
def test_the_reference_of_one_step_forward_is_the_definition(sizes):
    x, a0, _, parameters = draw(sizes)
    a_next, yt_pred, cache = references()["rnn_cell_forward"](x[:, :, 0], a0, parameters)
    expected_a, expected_y = entry_by_entry(x[:, :, 0], a0, parameters)
    assert_same({"a_next": a_next, "yt_pred": yt_pred}, {"a_next": expected_a, "yt_pred": expected_y})
    assert cache[0] is a_next
    assert cache[1] is a0
    assert cache[3] is parameters
    np.testing.assert_array_equal(cache[2], x[:, :, 0])


@any_sizes
def test_the_reference_of_the_whole_way_forward_is_the_definition(sizes):
    x, a0, _, parameters = draw(sizes)
    a, y_pred, (caches, same_x) = references()["rnn_forward"](x, a0, parameters)
    before = a0
    for t in range(sizes["T_x"]):
        after, prediction = entry_by_entry(x[:, :, t], before, parameters)
        assert_same({"a": a[:, :, t], "y_pred": y_pred[:, :, t]}, {"a": after, "y_pred": prediction})
        for entry, expected in zip(caches[t][:3], (after, before, x[:, :, t]), strict=True):
            np.testing.assert_allclose(entry, expected, rtol=0, atol=EXACT)
        assert caches[t][3] is parameters
        before = after
    assert len(caches) == sizes["T_x"]
    assert same_x is x


@any_sizes
def test_the_states_of_the_oracle_are_those_of_the_reference(sizes):
    x, a0, _, parameters = draw(sizes)
    a = references()["rnn_forward"](x, a0, parameters)[0]
    assert_same({"a": np.stack(oracle.states(x, a0, parameters), axis=2)}, {"a": a})
