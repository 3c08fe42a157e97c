"""What the lesson on the LSTM gives: sigmoid, initial parameters, the output layer, the task, plots.

Shapes: `n_x` inputs, `n_a` hidden units, `n_y` outputs, `m` examples, `T_x` time steps; columns are examples.
None of the functions of the assignment is in here.
"""

import contextlib
import io
from pathlib import Path

import numpy as np

import rnn_utils
from checks.terminal import notebook_functions


def sigmoid(z):
    """Squash each number to between 0 and 1.

    z          any shape    any finite numbers, however large

    Returns    the shape of z
    """
    return 0.5 + 0.5 * np.tanh(0.5 * z)  # the same as 1 / (1 + exp(-z)), and exp cannot overflow


def initial_parameters(n_x, n_a, n_y, seed=0):
    """Draw the ten parameters of an LSTM; the forget gate starts almost open, so that a new network remembers.

    Returns a dict: Wf, Wi, Wc, Wo (n_a, n_a + n_x), Wy (n_y, n_a) random; bi, bc, bo (n_a, 1), by (n_y, 1) zeros,
    bf (n_a, 1) ones.
    """
    rng = np.random.default_rng(seed)
    gates = {name: rng.normal(size=(n_a, n_a + n_x)) / np.sqrt(n_a + n_x) for name in ("Wf", "Wi", "Wc", "Wo")}
    biases = {name: np.zeros((n_a, 1)) for name in ("bi", "bc", "bo")}
    output = {"Wy": rng.normal(size=(n_y, n_a)) / np.sqrt(n_a), "by": np.zeros((n_y, 1))}
    return {**gates, "bf": np.ones((n_a, 1)), **biases, **output}


# ── Put it to work ────────────────────────────────────────────────────────────────────────────────────────────────


def marked_batch(rng, m, T_x, gap, n_symbols=4):
    """Draw sequences of random symbols, some of them marked; the target at each step is the symbol marked last.

    gap        a number          one symbol in this many is marked, on average

    Returns a tuple:
    x          (n_symbols + 1, m, T_x)   one-hot symbols; the last input is 1 where the symbol is marked
    y          (n_symbols, m, T_x)       one-hot: the symbol marked last; all zero before the first mark
    """
    symbols, marked = rng.integers(n_symbols, size=(m, T_x)), rng.random((m, T_x)) < 1 / gap
    letters = np.moveaxis(np.eye(n_symbols)[symbols], -1, 0)
    y = np.zeros(letters.shape)
    for t in range(T_x):
        earlier = y[:, :, t - 1] if t else 0
        y[:, :, t] = np.where(marked[:, t], letters[:, :, t], earlier)
    return np.concatenate([letters, marked[np.newaxis]]), y


def output_layer(y_pred, y, a, parameters):
    """The loss and the backward pass of the output layer (softmax and cross-entropy), given.

    y_pred     (n_y, m, T_x)   predictions
    y          (n_y, m, T_x)   one-hot targets; steps whose target is all zero do not count
    a          (n_a, m, T_x)   hidden states

    Returns a tuple:
    loss       a number        cross-entropy, in nats per counted prediction
    da         (n_a, m, T_x)   d loss / d a, the loss's own gradient at each step
    gradients  a dict          dWy (n_y, n_a), dby (n_y, 1)
    """
    loss, da, gradients = rnn_utils.output_layer(y_pred, y, a, {"Wya": parameters["Wy"]})
    return loss, da, {"dWy": gradients["dWya"], "dby": gradients["dby"]}


def print_marked(title, x, y_pred, y):
    """Print the example with most marks: inputs (capital: marked), targets, outputs; and the share that is right."""
    counted, example = y.sum(axis=0) > 0, int(x[-1].sum(axis=1).argmax())
    right = (y_pred.argmax(axis=0) == y.argmax(axis=0))[counted].mean()

    def line(symbols, letters):
        return " ".join(letters_of[symbol] for letters_of, symbol in zip(letters, symbols, strict=True))

    known = ["ABCD" if k else "····" for k in counted[example]]
    print(f"{title}: {right:.0%} of all outputs right")
    print("    input   ", line(x[:-1, example].argmax(axis=0), ["ABCD" if mark else "abcd" for mark in x[-1, example]]))
    print("    target  ", line(y[:, example].argmax(axis=0), known))
    print("    output  ", line(y_pred[:, example].argmax(axis=0), known))


def plot_both(losses_by_name, chance):
    """Draw the losses of two networks over the updates, with the loss of guessing as a dashed line.

    losses_by_name   a dict    a label -> losses, one an update or means of several updates in a row
    """
    import matplotlib.pyplot as plt

    _, axes = plt.subplots(figsize=(7, 3))
    updates, styles = max(map(len, losses_by_name.values())), (("#0072B2", "-"), ("#E69F00", "-."))
    for (name, losses), (colour, line) in zip(losses_by_name.items(), styles, strict=True):
        places = (np.arange(len(losses)) + 0.5) * updates / len(losses)
        axes.plot(places, losses, line, color=colour, label=name)
        print(f"{name}: loss {losses[0]:.2f} at the start, {losses[-1]:.2f} at the end; guessing has {chance:.2f}")
    axes.axhline(chance, color="#D55E00", linestyle="--", label="guessing")
    axes.set(xlabel="update", ylabel="loss (nats per output)", title="Which network learns to remember", ylim=(0, None))
    axes.legend()
    plt.show()


# ── The plain network on the same task ────────────────────────────────────────────────────────────────────────────

RNN_NOTEBOOKS = "rnn.ipynb", "../rnn/rnn.ipynb"
RNN_FUNCTIONS = "rnn_cell_forward", "rnn_forward", "rnn_cell_backward", "rnn_backward"
MEAN_OF = 10  # updates

RECORDED = (
    1.415,
    1.370,
    1.356,
    1.350,
    1.350,
    1.354,
    1.363,
    1.357,
    1.354,
    1.345,
    1.362,
    1.333,
    1.354,
    1.354,
    1.321,
    1.339,
    1.339,
    1.342,
    1.336,
    1.325,
    1.340,
    1.330,
    1.306,
    1.329,
    1.303,
    1.321,
    1.271,
    1.294,
    1.261,
    1.259,
)


def train_rnn(updates, gap, n_a, m, T_x, learning_rate):
    """Train the plain recurrent network on the same task, with your four functions of the first assignment.

    Where your rnn.ipynb is neither in this folder nor in ../rnn, or is not finished, nothing is trained, and what is
    returned was recorded with a right solution and the numbers of the notebook.

    Returns a tuple:
    name       text             whose network it is
    losses     a list           of numbers, each the mean of ten updates
    """
    for path in filter(Path.exists, map(Path, RNN_NOTEBOOKS)):
        try:
            with contextlib.redirect_stdout(io.StringIO()):
                forward, backward = _functions_in(path)
                return "plain network (your rnn.ipynb)", rnn_losses(
                    forward, backward, updates, gap, n_a, m, T_x, learning_rate
                )
        except (Exception, SystemExit) as error:
            print(f"Your {path} could not be used ({type(error).__name__}).")
    return "plain network (recorded)", list(RECORDED)


def _functions_in(path):
    names, *_ = notebook_functions(path, RNN_FUNCTIONS)
    return names["rnn_forward"], names["rnn_backward"]


def rnn_losses(forward, backward, updates, gap, n_a, m, T_x, learning_rate):
    """Train a plain recurrent network and return its losses, each the mean of ten updates."""
    rng, memory, losses = np.random.default_rng(1), {}, []
    parameters, a0 = rnn_utils.initial_parameters(n_x=5, n_a=n_a, n_y=4, seed=1), np.zeros((n_a, m))
    for _ in range(updates):
        x, y = marked_batch(rng, m, T_x, gap)
        a, y_pred, caches = forward(x, a0, parameters)
        loss, da, of_output = rnn_utils.output_layer(y_pred, y, a, parameters)
        rnn_utils.update(parameters, {**backward(da, caches), **of_output}, memory, learning_rate)
        losses.append(loss)
    return np.reshape(losses, (-1, MEAN_OF)).mean(axis=1).tolist()
