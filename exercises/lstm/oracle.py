"""What the functions must return, from the definition of the network alone; gradients by complex step."""

import numpy as np

from grader.exercise.complex_step import STEP

PARAMETERS = ("Wf", "bf", "Wi", "bi", "Wc", "bc", "Wo", "bo")


def exact(function, quantities, step):
    """What a function must return, as far as the definition says it: dict, output -> array.

    quantities  dict, name -> array, as checks.exercise.Exercise.record returns it
    step        the time step, for a function of one step
    """
    x, a0, c0 = quantities["x"], quantities["a0"], np.zeros(quantities["a0"].shape)
    after = states(x, a0, c0, quantities)
    if function == "lstm_forward":
        return {"a": np.stack([a for a, _ in after], axis=2), "c": np.stack([c for _, c in after], axis=2)}
    if function == "lstm_backward":
        return sequence_gradients(quantities["da"], x, a0, quantities)
    if function == "lstm_cell_forward":
        return dict(zip(("a_next", "c_next"), after[step], strict=True))
    a_prev, c_prev = after[step - 1] if step else (a0, c0)
    arriving = (quantities[f"{name} by step"][:, :, step] for name in ("da_next", "dc_next"))
    return cell_gradients(*arriving, x[:, :, step], a_prev, c_prev, quantities)


def states(x, a0, c0, parameters):
    """The definition of the network: the list of (state, memory) after each of the T_x steps, each (n_a, m).

    Any of the arrays may have one more axis in front: so many networks, or inputs, at once.
    """
    after, n_a = [(a0, c0)], a0.shape[-2]
    for t in range(x.shape[-1]):
        (a, c), z = after[-1], {}
        for gate in "fico":
            W = parameters["W" + gate]
            z[gate] = W[..., :n_a] @ a + W[..., n_a:] @ x[..., t] + parameters["b" + gate]
        c = _sigmoid(z["f"]) * c + _sigmoid(z["i"]) * np.tanh(z["c"])
        after.append((_sigmoid(z["o"]) * np.tanh(c), c))
    return after[1:]


def _sigmoid(z):
    return 0.5 + 0.5 * np.tanh(0.5 * z)


def _weighted(gradient, state):
    """The number, or one for each network, whose gradient with respect to a state is given."""
    return np.sum(gradient * state, axis=(-2, -1))


def cell_gradients(da_next, dc_next, xt, a_prev, c_prev, parameters):
    """What lstm_cell_backward must return: the slopes of sum(da_next * a_next) + sum(dc_next * c_next)."""

    def loss(xt, a_prev, c_prev, parameters):
        ((a, c),) = states(xt[..., np.newaxis], a_prev, c_prev, parameters)
        return _weighted(da_next, a) + _weighted(dc_next, c)

    return _slopes(loss, {"xt": xt, "a_prev": a_prev, "c_prev": c_prev}, parameters)


def sequence_gradients(da, x, a0, parameters):
    """What lstm_backward must return: the slopes of the sum over t of sum(da[:, :, t] * a[:, :, t])."""

    def loss(x, a0, parameters):
        after = states(x, a0, np.zeros(a0.shape), parameters)
        return sum(_weighted(da[:, :, t], a) for t, (a, _) in enumerate(after))

    return _slopes(loss, {"x": x, "a0": a0}, parameters)


def _slopes(loss, inputs, parameters):
    """The slope of a loss with respect to each input and each parameter of the gates: dict, d and the name -> array.

    All entries of an array are moved at once, each in a copy of its own: one loss for each, in a fifth of the time.
    """
    given = {**inputs, **{name: np.asarray(parameters[name], dtype=float) for name in PARAMETERS}}
    found = {}
    for name, value in given.items():
        moved = value + STEP * 1j * np.eye(value.size).reshape(-1, *value.shape)
        changed = {**given, name: moved}
        losses = loss(*(changed[one] for one in inputs), changed)
        found["d" + name] = (losses.imag / STEP).reshape(value.shape)
    return found
