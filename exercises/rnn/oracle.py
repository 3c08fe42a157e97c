"""What the functions must return, from the definition of the network alone; gradients by complex step."""

import numpy as np

from grader.exercise.complex_step import slope


def exact(function, quantities, step):
    """What a function must return, as far as the definition says it: dict, output -> array.

    quantities  dict, name -> array, as checks.exercise.Exercise.record returns it
    step        the time step, for a function of one step
    """
    x, a0 = quantities["x"], quantities["a0"]
    after = np.stack(states(x, a0, quantities), axis=2)
    if function == "rnn_forward":
        return {"a": after}
    if function == "rnn_backward":
        return sequence_gradients(quantities["da"], x, a0, quantities)
    if function == "rnn_cell_forward":
        return {"a_next": after[:, :, step]}
    a_prev = after[:, :, step - 1] if step else a0
    return cell_gradients(quantities["da_next by step"][:, :, step], x[:, :, step], a_prev, quantities)


def states(x, a0, parameters):
    """The definition of the network: the list of the states after each of the T_x steps, each (n_a, m)."""
    after = [a0]
    for t in range(x.shape[2]):
        mixed = parameters["Wax"] @ x[:, :, t] + parameters["Waa"] @ after[-1] + parameters["ba"]
        after.append(np.tanh(mixed))
    return after[1:]


def cell_gradients(da_next, xt, a_prev, parameters):
    """What rnn_cell_backward must return: the slopes of sum(da_next * a_next). Shapes as in the assignment."""
    slopes = sequence_gradients(da_next[:, :, np.newaxis], xt[:, :, np.newaxis], a_prev, parameters)
    dx = slopes.pop("dx")
    return {"dxt": dx[:, :, 0], "da_prev": slopes.pop("da0"), **slopes}


def sequence_gradients(da, x, a0, parameters):
    """What rnn_backward must return: the slopes of the sum over t of sum(da[:, :, t] * a[:, :, t])."""
    given = {"x": x, "a0": a0, **{name: parameters[name] for name in ("Wax", "Waa", "ba")}}

    def loss_of(name):
        def loss(value):
            changed = {**given, name: value}
            after = states(changed.pop("x"), changed.pop("a0"), changed)
            return sum(np.sum(da[:, :, t] * a_t) for t, a_t in enumerate(after))

        return loss

    return {"d" + name: slope(loss_of(name), np.asarray(value, dtype=float)) for name, value in given.items()}
