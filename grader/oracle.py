"""Gradients from the definition, by complex step: exact to rounding, and independent of the answers.

The slope of an analytic f at v is Im f(v + ih) / h. Nothing is subtracted, so h can be tiny and the result has the
accuracy of f itself (Squire and Trapp, Using complex variables to estimate derivatives of real functions, 1998).
"""

import numpy as np

STEP = 1e-30


def slope(loss, array):
    """Return d loss / d array, of the shape of array.

    loss       function   takes a complex array of that shape, returns one complex number, analytic in each entry
    """
    result = np.zeros(array.shape)
    moved = array.astype(complex)
    for index in np.ndindex(array.shape):
        moved[index] += STEP * 1j
        result[index] = loss(moved).imag / STEP
        moved[index] = array[index]
    return result


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
