"""What checks the oracle of each exercise: its network, written down once more, and in established libraries.

A network has
`draw`        takes sizes and a random generator, returns inputs and parameters: two dicts. Inputs are x, a0 and da, and
              for each further state, e.g. c, its start c0 and the gradient at its end, dc
`STATES`      the names of its states, the one that the loss sees first
`LEARNED`     the parameters that have gradients
`OUTPUT`      the weights and biases of the prediction
`SCALE`       errors are measured by the largest entry of an array, or by this, whichever is larger
`step`        takes the states before a step, the inputs and the parameters; returns the states after it, by autograd's
              numpy
`units`       the same for one example and without numpy's arithmetic: dict, name -> list of numbers
`oracle`      the oracle of the exercise; `cell_gradients` takes the inputs of one step by name from it
`torch`, …    the gradients of a sequence by that library: takes its module, inputs and parameters
"""

import math

import autograd.numpy as anp
import numpy as np

from exercises.lstm import oracle as lstm_oracle
from exercises.rnn import oracle as rnn_oracle

BY_TIME = 2, 1, 0  # torch has time, examples, entries


def exact_sum(row, values, more):
    """The product of a row with values, and a number more, rounded once."""
    return math.fsum([*map(float.__mul__, row, values), more])


class Rnn:
    """The plain network."""

    STATES, LEARNED, OUTPUT, SCALE = ("a",), ("Wax", "Waa", "ba"), ("Wya", "by"), 0.0
    oracle = rnn_oracle

    def draw(self, n_x, n_a, n_y, m, T_x, rng):
        parameters = {
            "Wax": rng.uniform(-1, 1, size=(n_a, n_x)) / n_x,  # small: 1 - a**2 loses digits where a is nearly 1
            "Waa": rng.uniform(-1, 1, size=(n_a, n_a)) / n_a,
            "Wya": rng.normal(size=(n_y, n_a)),
            "ba": rng.uniform(-0.5, 0.5, size=(n_a, 1)),
            "by": rng.normal(size=(n_y, 1)),
        }
        inputs = {
            "x": rng.normal(size=(n_x, m, T_x)),
            "a0": rng.uniform(-0.9, 0.9, size=(n_a, m)),
            "da": rng.normal(size=(n_a, m, T_x)),
        }
        return inputs, parameters

    def step(self, states, xt, p):
        (a,) = states
        return (anp.tanh(anp.dot(p["Wax"], xt) + anp.dot(p["Waa"], a) + p["ba"]),)

    def units(self, xt, states, p):
        (a,) = states
        rows = zip(p["Wax"], p["Waa"], p["ba"], strict=True)
        sums = [exact_sum([*of_x, *of_a], [*xt, *a], bias) for of_x, of_a, (bias,) in rows]
        return {"a_next": list(map(math.tanh, sums))}

    def cell_gradients(self, xt, a_prev, da_next, parameters):
        return rnn_oracle.cell_gradients(da_next, xt, a_prev, parameters)

    def torch(self, torch, inputs, parameters):
        n_a, n_x = parameters["Wax"].shape
        network = torch.nn.RNN(n_x, n_a, nonlinearity="tanh", dtype=torch.float64)
        given_names = {"weight_ih_l0": "Wax", "weight_hh_l0": "Waa", "bias_ih_l0": "ba"}
        with torch.no_grad():
            network.bias_hh_l0.zero_()
            for theirs, ours in given_names.items():
                value = parameters[ours].squeeze(1) if ours == "ba" else parameters[ours]
                getattr(network, theirs).copy_(torch.tensor(value))
        x = torch.tensor(inputs["x"].transpose(BY_TIME).copy(), requires_grad=True)
        a0 = torch.tensor(inputs["a0"].T[np.newaxis].copy(), requires_grad=True)
        network(x, a0)[0].backward(torch.tensor(inputs["da"].transpose(BY_TIME).copy()))
        return {
            "dx": x.grad.numpy().transpose(BY_TIME),
            "da0": a0.grad.numpy()[0].T,
            "dWax": network.weight_ih_l0.grad.numpy(),
            "dWaa": network.weight_hh_l0.grad.numpy(),
            "dba": network.bias_ih_l0.grad.numpy()[:, np.newaxis],
        }


class Lstm:
    """The network with a memory. Torch and Keras have its gates in the order i, f, candidate, o."""

    WEIGHTS, BIASES = ("Wf", "Wi", "Wc", "Wo"), ("bf", "bi", "bc", "bo")
    STATES, LEARNED, OUTPUT, SCALE = ("a", "c"), lstm_oracle.PARAMETERS, ("Wy", "by"), 1.0
    oracle = lstm_oracle

    def draw(self, n_x, n_a, n_y, m, T_x, rng):
        parameters = {
            **{name: rng.uniform(-1, 1, size=(n_a, n_a + n_x)) for name in self.WEIGHTS},
            **{name: rng.uniform(-0.5, 0.5, size=(n_a, 1)) for name in self.BIASES},
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

    def step(self, states, xt, p):
        a, c = states
        z = {gate: anp.dot(p["W" + gate][:, : len(a)], a) + p["b" + gate] for gate in "fico"}
        z = {gate: z[gate] + anp.dot(p["W" + gate][:, len(a) :], xt) for gate in "fico"}
        c = c / (1 + anp.exp(-z["f"])) + anp.tanh(z["c"]) / (1 + anp.exp(-z["i"]))
        return anp.tanh(c) / (1 + anp.exp(-z["o"])), c

    def units(self, xt, states, p):
        a, c = states
        found = {name: [] for name in ("ft", "it", "cct", "ot", "c_next", "a_next")}
        for unit, before in enumerate(c):
            sums = {gate: exact_sum(p["W" + gate][unit], [*a, *xt], p["b" + gate][unit][0]) for gate in "fico"}
            forget, write, show = (1 / (1 + math.exp(-sums[gate])) for gate in "fio")
            memory = forget * before + write * math.tanh(sums["c"])
            values = forget, write, math.tanh(sums["c"]), show, memory, show * math.tanh(memory)
            for name, value in zip(found, values, strict=True):
                found[name].append(value)
        return found

    def cell_gradients(self, xt, a_prev, c_prev, da_next, dc_next, parameters):
        return lstm_oracle.cell_gradients(da_next, dc_next, xt, a_prev, c_prev, parameters)

    def torch(self, torch, inputs, parameters):
        n_a = len(parameters["bf"])
        n_x = parameters["Wf"].shape[1] - n_a
        network = torch.nn.LSTM(n_x, n_a, dtype=torch.float64)
        stacked = np.vstack([parameters["W" + name] for name in "ifco"])
        with torch.no_grad():
            network.bias_hh_l0.zero_()
            network.bias_ih_l0.copy_(torch.tensor(np.vstack([parameters["b" + name] for name in "ifco"]).squeeze(1)))
            network.weight_hh_l0.copy_(torch.tensor(stacked[:, :n_a]))
            network.weight_ih_l0.copy_(torch.tensor(stacked[:, n_a:]))
        x = torch.tensor(inputs["x"].transpose(BY_TIME).copy(), requires_grad=True)
        a0 = torch.tensor(inputs["a0"].T[np.newaxis].copy(), requires_grad=True)
        network(x, (a0, 0 * a0))[0].backward(torch.tensor(inputs["da"].transpose(BY_TIME).copy()))
        weights = np.hstack([network.weight_hh_l0.grad.numpy(), network.weight_ih_l0.grad.numpy()])
        found = {"dx": x.grad.numpy().transpose(BY_TIME), "da0": a0.grad.numpy()[0].T}
        return {**found, **_of_gates(weights, network.bias_ih_l0.grad.numpy())}

    def keras(self, keras, tensorflow, inputs, parameters):
        n_a = len(parameters["bf"])
        layer = keras.layers.LSTM(n_a, return_sequences=True, dtype="float64")
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
        found = {"dx": of_x.transpose(2, 0, 1), "da0": of_a0.T}
        return {**found, **_of_gates(np.vstack([of_states, of_inputs]).T, of_biases)}


def _of_gates(weights, biases):
    """The gradients of weights and biases that lie below each other, gate by gate: dict."""
    found = zip("ifco", np.split(weights, 4), np.split(biases, 4), strict=True)
    return {name: value for gate, W, b in found for name, value in ((f"dW{gate}", W), (f"db{gate}", b[:, np.newaxis]))}


NETWORKS = {"rnn": Rnn(), "lstm": Lstm()}
