"""What the lesson gives: softmax, sizes, the numerical slope, the output layer, the update step, plots.

Shapes: `n_x` inputs, `n_a` hidden units, `n_y` outputs, `m` examples, `T_x` time steps; columns are examples.
None of the four functions of the assignment is in here.
"""

import numpy as np


def softmax(z):
    """Turn scores into probabilities, column by column.

    z          (n, m)     any finite numbers, however large

    Returns    (n, m)     positive, each column sums to 1
    """
    exponentials = np.exp(z - np.max(z, axis=0, keepdims=True))  # the largest exponent is 0: no overflow
    return exponentials / np.sum(exponentials, axis=0, keepdims=True)


def initial_parameters(n_x, n_a, n_y, seed=0):
    """Draw the five parameters of a network, small enough for tanh to stay steep.

    Returns a dict: Wax (n_a, n_x), Waa (n_a, n_a), Wya (n_y, n_a) random; ba (n_a, 1), by (n_y, 1) zeros.
    """
    rng = np.random.default_rng(seed)
    return {
        "Wax": rng.normal(size=(n_a, n_x)) / np.sqrt(n_x),
        "Waa": rng.normal(size=(n_a, n_a)) / np.sqrt(n_a),
        "Wya": rng.normal(size=(n_y, n_a)) / np.sqrt(n_a),
        "ba": np.zeros((n_a, 1)),
        "by": np.zeros((n_y, 1)),
    }


# ── Check a slope yourself ────────────────────────────────────────────────────────────────────────────────────────


def numerical_slope(loss, array, step=1e-5):
    """Measure d loss / d array by moving each entry a little to either side.

    loss       function   takes nothing, returns one number, reads `array`
    array      any shape  of floats; moved in place and put back

    Returns    the shape of array; right to about 9 digits (central differences: the error is of order step squared)
    """
    slope = np.zeros(array.shape)
    for index in np.ndindex(array.shape):
        middle = array[index]
        array[index] = middle + step
        above = loss()
        array[index] = middle - step
        below = loss()
        array[index] = middle
        slope[index] = (above - below) / (2 * step)
    return slope


def print_side_by_side(name, yours, measured, rows=3):
    """Print the first entries of a gradient beside the measured slope, and the largest difference of all entries."""
    yours = np.asarray(yours, dtype=float)
    if yours.shape != measured.shape:
        print(f"{name:8} yours has shape {yours.shape}, the measured slope {measured.shape}")
        return
    print(f"{name:8} largest difference {np.max(np.abs(yours - measured)):.1e}")
    for index in list(np.ndindex(measured.shape))[:rows]:
        print(f"    {list(index)!s:10} yours {yours[index]:10.6f}    measured {measured[index]:10.6f}")


# ── Put it to work ────────────────────────────────────────────────────────────────────────────────────────────────


def echo_batch(rng, m, T_x, delay, n_symbols=4):
    """Draw sequences of random symbols and, as the target, the same symbols `delay` steps later.

    Returns a tuple:
    x          (n_symbols, m, T_x)   one-hot: at each step one symbol is 1
    y          (n_symbols, m, T_x)   one-hot: the symbol of `delay` steps ago; all zero in the first `delay` steps
    """
    symbols = rng.integers(n_symbols, size=(m, T_x))
    x = np.moveaxis(np.eye(n_symbols)[symbols], -1, 0)
    y = np.zeros_like(x)
    y[:, :, delay:] = x[:, :, : T_x - delay]
    return x, y


def output_layer(y_pred, y, a, parameters):
    """The loss, and the backward pass through the output layer (softmax and cross-entropy), given.

    y_pred     (n_y, m, T_x)   predictions
    y          (n_y, m, T_x)   one-hot targets; steps whose target is all zero do not count
    a          (n_a, m, T_x)   states

    Returns a tuple:
    loss       a number        cross-entropy, in nats per counted prediction
    da         (n_a, m, T_x)   d loss / d a, the loss's own gradient at each step
    gradients  a dict          dWya (n_y, n_a), dby (n_y, 1)
    """
    counted = y.sum(axis=0, keepdims=True)
    loss = -np.sum(y * np.log(y_pred + 1e-12)) / counted.sum()
    dz = counted * (y_pred - y) / counted.sum()
    gradients = {
        "dWya": np.einsum("ymt,amt->ya", dz, a),
        "dby": dz.sum(axis=(1, 2))[:, np.newaxis],
    }
    return loss, np.einsum("ya,ymt->amt", parameters["Wya"], dz), gradients


def update(parameters, gradients, memory, learning_rate=0.01):
    """Take one step of Adam (Kingma and Ba, 2015), in place: `parameters["Wax"]` moves against `gradients["dWax"]`.

    memory     a dict          empty at the start; running means are kept in it from call to call
    """
    memory["steps"] = memory.get("steps", 0) + 1
    for name, value in parameters.items():
        gradient = gradients["d" + name]
        mean, square = memory.get(name, (0.0, 0.0))
        mean = 0.9 * mean + 0.1 * gradient
        square = 0.999 * square + 0.001 * gradient**2
        memory[name] = mean, square
        mean = mean / (1 - 0.9 ** memory["steps"])
        square = square / (1 - 0.999 ** memory["steps"])
        value -= learning_rate * mean / (np.sqrt(square) + 1e-8)


def print_echo(title, x, y_pred, y):
    """Print the first example: what went in, what should come back, what the network says, and the share it gets."""
    letters = "ABCDEFGH"
    counted = y.sum(axis=0) > 0
    right = (y_pred.argmax(axis=0) == y.argmax(axis=0))[counted].mean()

    def line(symbols, known):
        return " ".join(letters[s] if k else "·" for s, k in zip(symbols, known, strict=True))

    print(f"{title}: {right:.0%} of all echoes right")
    print("    heard    ", line(x[:, 0].argmax(axis=0), np.ones(x.shape[2], dtype=bool)))
    print("    wanted   ", line(y[:, 0].argmax(axis=0), counted[0]))
    print("    says     ", line(y_pred[:, 0].argmax(axis=0), counted[0]))


def plot_loss(losses, chance):
    """Draw the loss over the updates, with the loss of pure guessing as a dashed line."""
    import matplotlib.pyplot as plt

    _, axes = plt.subplots(figsize=(7, 3))
    axes.plot(losses, color="#0072B2", label="the network")
    axes.axhline(chance, color="#D55E00", linestyle="--", label="guessing")
    axes.set(xlabel="update", ylabel="loss (nats per echo)", title="The network learns to remember", ylim=(0, None))
    axes.legend()
    print(f"loss: {losses[0]:.2f} at the first update, {losses[-1]:.2f} at the last; guessing has {chance:.2f}")
    plt.show()


def plot_reach(sizes_by_name):
    """Draw how large the gradient still is, by the number of steps that it has travelled back in time.

    sizes_by_name   a dict     a label -> (T_x,) positive numbers, the first for distance 0
    """
    import matplotlib.pyplot as plt

    _, axes = plt.subplots(figsize=(7, 3))
    styles = [("#D55E00", "--", "o"), ("#0072B2", "-", "s")]
    for (name, sizes), (colour, line, marker) in zip(sizes_by_name.items(), styles, strict=False):
        axes.semilogy(range(len(sizes)), sizes, color=colour, linestyle=line, marker=marker, label=name)
        far = int(np.argmax(sizes))
        print(f"{name}: largest {sizes[far]:.2g}, {far} steps back; {sizes[-1]:.2g} at {len(sizes) - 1} steps back")
    axes.set(xlabel="steps back in time", ylabel="size of the gradient", title="How far the gradient reaches")
    axes.set(xticks=range(0, max(map(len, sizes_by_name.values())), 2), ylim=_whole_decades(sizes_by_name.values()))
    axes.legend()
    plt.show()


def _whole_decades(sizes):
    """The powers of ten below and above all the sizes."""
    logarithms = np.log10(np.concatenate([np.asarray(values) for values in sizes]))
    return 10.0 ** np.floor(logarithms.min()), 10.0 ** np.ceil(logarithms.max())
