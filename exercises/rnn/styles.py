"""Right answers in other styles than the reference's: whatever the tests say to them, it must cost no points."""

from grader.exercise.misconception import Style, edit

DOT = Style(
    "np-dot-step-by-step",
    {
        "rnn_cell_forward": """
def rnn_cell_forward(xt, a_prev, parameters):
    from_input = np.dot(parameters["Wax"], xt)
    from_state = np.dot(parameters["Waa"], a_prev)
    z = np.add(np.add(from_state, from_input), parameters["ba"])
    a_next = np.tanh(z)
    scores = np.dot(parameters["Wya"], a_next) + parameters["by"]
    yt_pred = softmax(scores)
    return a_next, yt_pred, (a_next, a_prev, xt, parameters)
""",
        "rnn_cell_backward": """
def rnn_cell_backward(da_next, cache):
    (a_next, a_prev, xt, parameters) = cache
    dtanh = np.multiply(da_next, 1 - np.square(a_next))
    gradients = {}
    gradients["dWax"] = np.dot(dtanh, xt.T)
    gradients["dWaa"] = np.dot(dtanh, a_prev.T)
    gradients["dba"] = np.dot(dtanh, np.ones((dtanh.shape[1], 1)))
    gradients["dxt"] = np.dot(parameters["Wax"].T, dtanh)
    gradients["da_prev"] = np.dot(parameters["Waa"].T, dtanh)
    return gradients
""",
    },
)

EINSUM = Style(
    "einsum",
    {
        "rnn_cell_forward": """
def rnn_cell_forward(xt, a_prev, parameters):
    p = parameters
    a_next = np.tanh(np.einsum("ax,xm->am", p["Wax"], xt) + np.einsum("ab,bm->am", p["Waa"], a_prev) + p["ba"])
    return a_next, softmax(np.einsum("ya,am->ym", p["Wya"], a_next) + p["by"]), (a_next, a_prev, xt, p)
""",
        "rnn_cell_backward": """
def rnn_cell_backward(da_next, cache):
    a, a_prev, xt, p = cache
    dz = da_next - da_next * a * a
    return {
        "dxt": np.einsum("ax,am->xm", p["Wax"], dz),
        "da_prev": np.einsum("ab,am->bm", p["Waa"], dz),
        "dWax": np.einsum("am,xm->ax", dz, xt),
        "dWaa": np.einsum("am,bm->ab", dz, a_prev),
        "dba": np.einsum("am->a", dz)[:, None],
    }
""",
    },
)

OWN_TOOLS = Style(
    "own-softmax",
    {
        "rnn_cell_forward": """
def rnn_cell_forward(xt, a_prev, parameters):
    a_next = np.tanh(mixed(xt, a_prev, parameters))
    return a_next, my_softmax(parameters["Wya"] @ a_next + parameters["by"]), (a_next, a_prev, xt, parameters)
""",
        "rnn_cell_backward": """
def rnn_cell_backward(da_next, cache):
    a_next, a_prev, xt, parameters = cache
    dz = through_tanh(da_next, a_next)
    return dict(
        dxt=parameters["Wax"].T @ dz,
        da_prev=parameters["Waa"].T @ dz,
        dWax=dz @ xt.T,
        dWaa=dz @ a_prev.T,
        dba=dz.sum(axis=1).reshape(-1, 1),
    )
""",
    },
    before="""
def mixed(xt, a_prev, parameters):
    return np.hstack([parameters["Wax"], parameters["Waa"]]) @ np.vstack([xt, a_prev]) + parameters["ba"]


def my_softmax(z):
    e = np.exp(z - z.max(0))
    return e / e.sum(0)


def through_tanh(da, a):
    return da * (1 - a) * (1 + a)
""",
)

CHATTY = Style(
    "prints-logs-and-warns",
    {
        "rnn_cell_backward": """
def rnn_cell_backward(da_next, cache):
    print("cache has", len(cache), "entries")
    print("looking at", da_next.shape, file=sys.stderr)
    log.warning("about to go back")
    warnings.warn("this is only a warning")
    np.log(np.zeros(1))  # a RuntimeWarning of numpy's own
    a_next, a_prev, xt, parameters = cache
    dz = (1 - a_next**2) * da_next
    return {
        "dxt": parameters["Wax"].T @ dz,
        "da_prev": parameters["Waa"].T @ dz,
        "dWax": dz @ xt.T,
        "dWaa": dz @ a_prev.T,
        "dba": np.sum(dz, axis=1, keepdims=True),
    }
""",
        "rnn_forward": """
def rnn_forward(x, a0, parameters):
    n_x, m, T_x = x.shape
    n_y, n_a = parameters["Wya"].shape
    a, y_pred, caches, a_next = np.zeros((n_a, m, T_x)), np.zeros((n_y, m, T_x)), [], a0
    for t in range(T_x):
        print("step", t, "of", T_x)
        log.error("step %d", t)
        a_next, yt_pred, cache = rnn_cell_forward(x[:, :, t], a_next, parameters)
        a[:, :, t], y_pred[:, :, t] = a_next, yt_pred
        caches.append(cache)
    return a, y_pred, (caches, x)
""",
    },
    before="""
import logging
import sys
import warnings

log = logging.getLogger("mine")
log.addHandler(logging.StreamHandler(sys.stderr))
""",
)

OTHER_NAMES = Style(
    "other-argument-names",
    {
        "rnn_cell_forward": """
def rnn_cell_forward(x_t, state, p):
    new = np.tanh(p["Wax"] @ x_t + p["Waa"] @ state + p["ba"])
    return new, softmax(p["Wya"] @ new + p["by"]), (new, state, x_t, p)
""",
        "rnn_forward": """
def rnn_forward(xs, start, p):
    a, y, saved, state = [], [], [], start
    for t in range(xs.shape[-1]):
        state, out, c = rnn_cell_forward(p=p, state=state, x_t=xs[..., t])
        a.append(state)
        y.append(out)
        saved.append(c)
    return np.stack(a, axis=2), np.stack(y, axis=2), (saved, xs)
""",
        "rnn_cell_backward": """
def rnn_cell_backward(grad, saved):
    new, state, x_t, p = saved
    d = (1 - new**2) * grad
    return {
        "dxt": p["Wax"].T @ d,
        "da_prev": p["Waa"].T @ d,
        "dWax": d @ x_t.T,
        "dWaa": d @ state.T,
        "dba": d.sum(axis=1, keepdims=True),
    }
""",
        "rnn_backward": """
def rnn_backward(wanted, everything):
    saved, xs = everything
    later, dxs = np.zeros(wanted.shape[:2]), []
    totals = {"dWax": 0, "dWaa": 0, "dba": 0}
    for t in range(wanted.shape[2] - 1, -1, -1):
        g = rnn_cell_backward(saved=saved[t], grad=wanted[:, :, t] + later)
        later = g["da_prev"]
        dxs.insert(0, g["dxt"])
        totals = {name: totals[name] + g[name] for name in totals}
    return {"dx": np.stack(dxs, axis=2), "da0": later, **totals}
""",
    },
)

EXTRA_KEYS = Style(
    "extra-keys-and-lists",
    {
        "rnn_cell_forward": """
def rnn_cell_forward(xt, a_prev, parameters):
    a_next = np.tanh(parameters["Wax"] @ xt + parameters["Waa"] @ a_prev + parameters["ba"])
    return [a_next, softmax(parameters["Wya"] @ a_next + parameters["by"]), [a_next, a_prev, xt, parameters]]
""",
        "rnn_cell_backward": """
def rnn_cell_backward(da_next, cache):
    a_next, a_prev, xt, parameters = cache
    dz = (1 - a_next**2) * da_next
    gradients = {"dz": dz, "note": "kept for a look", "dWya": None}
    gradients.update(dxt=parameters["Wax"].T @ dz, da_prev=parameters["Waa"].T @ dz)
    gradients.update(dWax=dz @ xt.T, dWaa=dz @ a_prev.T, dba=dz.sum(1, keepdims=True))
    return gradients
""",
    },
)

RECOMPUTED = Style(
    "values-recomputed",
    {
        "rnn_cell_backward": """
def rnn_cell_backward(da_next, cache):
    _, a_prev, xt, parameters = cache
    Wax, Waa, Wya, ba, by = (parameters[name] for name in ("Wax", "Waa", "Wya", "ba", "by"))
    dz = da_next / np.cosh(Wax @ xt + Waa @ a_prev + ba) ** 2
    dba = dz.sum(1)[:, None]
    return {"dxt": Wax.T @ dz, "da_prev": Waa.T @ dz, "dWax": dz @ xt.T, "dWaa": dz @ a_prev.T, "dba": dba}
""",
        "rnn_backward": """
def rnn_backward(da, caches):
    steps, x = caches
    n_x, m, T_x = x.shape
    dx = np.empty_like(x, dtype=float)
    parts, arriving = [], 0
    for t, cache in reversed(list(enumerate(steps))):
        g = rnn_cell_backward(da[:, :, t] + arriving, cache)
        parts.append(g)
        arriving, dx[:, :, t] = g["da_prev"], g["dxt"]
    sums = {name: sum(g[name] for g in parts) for name in ("dWax", "dWaa", "dba")}
    return {"dx": dx, "da0": arriving, **sums}
""",
    },
)

NO_CELL = Style(
    "loops-without-the-cells",
    {
        "rnn_forward": """
def rnn_forward(x, a0, parameters):
    Wax, Waa, Wya, ba, by = (parameters[name] for name in ("Wax", "Waa", "Wya", "ba", "by"))
    states = [a0]
    for t in range(x.shape[2]):
        states.append(np.tanh(Wax @ x[:, :, t] + Waa @ states[-1] + ba))
    a = np.stack(states[1:], axis=-1)
    z = np.tensordot(Wya, a, 1) + by[:, :, None]
    e = np.exp(z - z.max(axis=0))
    caches = [(after, before, x[:, :, t], parameters) for t, (before, after) in enumerate(zip(states, states[1:]))]
    return a, e / e.sum(axis=0), (caches, x)
""",
        "rnn_backward": """
def rnn_backward(da, caches):
    steps, x = caches
    Wax, Waa = steps[0][3]["Wax"], steps[0][3]["Waa"]
    dzs, carried = [], np.zeros_like(da[:, :, 0])
    for (after, before, xt, _), wanted in zip(steps[::-1], np.moveaxis(da, 2, 0)[::-1]):
        dzs.append((1 - after**2) * (wanted + carried))
        carried = Waa.T @ dzs[-1]
    dz = np.stack(dzs[::-1], axis=2)
    befores = np.stack([step[1] for step in steps], axis=2)
    return {
        "dx": np.einsum("ax,amt->xmt", Wax, dz),
        "da0": carried,
        "dWax": np.einsum("amt,xmt->ax", dz, x),
        "dWaa": np.einsum("amt,bmt->ab", dz, befores),
        "dba": dz.sum(axis=(1, 2))[:, None],
    }
""",
    },
)

ALIASED = Style(
    "decorated-and-aliased",
    {
        "rnn_cell_backward": edit("def rnn_cell_backward", "@counted\ndef rnn_cell_backward"),
        "rnn_backward": edit("def rnn_backward", "def bptt", ('"dba": dba}\n', '"dba": dba}\n\nrnn_backward = bptt\n')),
    },
    before="""
import functools

calls = 0


def counted(function):
    @functools.wraps(function)
    def wrapper(*args, **kwargs):
        global calls
        calls += 1
        return function(*args, **kwargs)

    return wrapper
""",
)

STYLES = (DOT, EINSUM, OWN_TOOLS, CHATTY, OTHER_NAMES, EXTRA_KEYS, RECOMPUTED, NO_CELL, ALIASED)
