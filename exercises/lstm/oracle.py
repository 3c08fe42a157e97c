"""What the functions must return, from the definition of the network alone; gradients by complex step."""

import numpy as np

from grader.exercise.complex_step import slope

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
    """The definition of the network: the list of (state, memory) after each of the T_x steps, each (n_a, m)."""
    after = [(a0, c0)]
    for t in range(x.shape[2]):
        a, c = after[-1]
        inputs = np.concatenate([a, x[:, :, t]])
        forget, write, new, show = (parameters["W" + gate] @ inputs + parameters["b" + gate] for gate in "fico")
        c = _sigmoid(forget) * c + _sigmoid(write) * np.tanh(new)
        after.append((_sigmoid(show) * np.tanh(c), c))
    return after[1:]


def _sigmoid(z):
    return 0.5 + 0.5 * np.tanh(0.5 * z)


def cell_gradients(da_next, dc_next, xt, a_prev, c_prev, parameters):
    """What lstm_cell_backward must return: the slopes of sum(da_next * a_next) + sum(dc_next * c_next)."""

    def loss(x, a_prev, c_prev, parameters):
        ((a, c),) = states(x[:, :, np.newaxis], a_prev, c_prev, parameters)
        return np.sum(da_next * a) + np.sum(dc_next * c)

    return _slopes(loss, {"xt": xt, "a_prev": a_prev, "c_prev": c_prev}, parameters)


def sequence_gradients(da, x, a0, parameters):
    """What lstm_backward must return: the slopes of the sum over t of sum(da[:, :, t] * a[:, :, t])."""

    def loss(x, a0, parameters):
        after = states(x, a0, np.zeros(a0.shape), parameters)
        return sum(np.sum(da[:, :, t] * a) for t, (a, _) in enumerate(after))

    return _slopes(loss, {"x": x, "a0": a0}, parameters)


def _slopes(loss, inputs, parameters):
    """The slope of a loss with respect to each input and each parameter of the gates: dict, d and the name -> array."""
    given = {**inputs, **{name: parameters[name] for name in PARAMETERS}}

    def loss_of(name):
        def moved(value):
            changed = {**given, name: value}
            return loss(*(changed[one] for one in inputs), changed)

        return moved

    return {"d" + name: slope(loss_of(name), np.asarray(value, dtype=float)) for name, value in given.items()}
