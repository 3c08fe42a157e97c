"""Right answers in other styles, of the loops above all: without the cells, under other names, with prints."""

from grader.exercise.misconception import Style, edit

CHATTY = Style(
    "prints-logs-and-warns",
    {
        "lstm_cell_backward": edit(
            "    tanh_c = np.tanh(c_next)\n",
            '    print("cache has", len(cache), "entries")\n'
            '    print("looking at", da_next.shape, file=sys.stderr)\n'
            '    log.warning("about to go back")\n'
            '    warnings.warn("this is only a warning")\n'
            "    np.log(np.zeros(1))  # a RuntimeWarning of numpy's own\n"
            "    tanh_c = np.tanh(c_next)\n",
        ),
        "lstm_forward": edit(
            "    for t in range(T_x):\n",
            '    for t in range(T_x):\n        print("step", t, "of", T_x)\n        log.error("step %d", t)\n',
        ),
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
        "lstm_cell_forward": """
def lstm_cell_forward(x_t, h, mem, p):
    s = np.vstack([h, x_t])
    forget, write, show = (sigmoid(p["W" + g] @ s + p["b" + g]) for g in "fio")
    new = np.tanh(p["Wc"] @ s + p["bc"])
    mem_new = forget * mem + write * new
    h_new = show * np.tanh(mem_new)
    saved = (h_new, mem_new, h, mem, forget, write, new, show, x_t, p)
    return h_new, mem_new, softmax(p["Wy"] @ h_new + p["by"]), saved
""",
        "lstm_forward": """
def lstm_forward(xs, start, p):
    a, c, y, saved, h, mem = [], [], [], [], start, np.zeros_like(start)
    for t in range(xs.shape[-1]):
        h, mem, out, cache = lstm_cell_forward(p=p, mem=mem, h=h, x_t=xs[..., t])
        a.append(h)
        c.append(mem)
        y.append(out)
        saved.append(cache)
    return np.stack(a, axis=2), np.stack(y, axis=2), np.stack(c, axis=2), (saved, xs)
""",
        "lstm_cell_backward": """
def lstm_cell_backward(dh, dmem, saved):
    h_new, mem_new, h, mem, forget, write, new, show, x_t, p = saved
    shown = np.tanh(mem_new)
    dmem = dmem + dh * show * (1 - shown**2)
    d = {
        "f": dmem * mem * forget * (1 - forget),
        "i": dmem * new * write * (1 - write),
        "c": dmem * write * (1 - new**2),
        "o": dh * shown * show * (1 - show),
    }
    s = np.vstack([h, x_t])
    ds = sum(p["W" + g].T @ dz for g, dz in d.items())
    grads = {"dc_prev": dmem * forget, "da_prev": ds[: h.shape[0]], "dxt": ds[h.shape[0] :]}
    for g, dz in d.items():
        grads["dW" + g] = dz @ s.T
        grads["db" + g] = dz.sum(axis=1, keepdims=True)
    return grads
""",
        "lstm_backward": """
def lstm_backward(wanted, everything):
    saved, xs = everything
    dh, dmem, dxs = np.zeros(wanted.shape[:2]), np.zeros(wanted.shape[:2]), []
    totals = dict.fromkeys(["dWf", "dbf", "dWi", "dbi", "dWc", "dbc", "dWo", "dbo"], 0)
    for t in range(wanted.shape[2] - 1, -1, -1):
        g = lstm_cell_backward(saved=saved[t], dmem=dmem, dh=wanted[:, :, t] + dh)
        dh, dmem = g["da_prev"], g["dc_prev"]
        dxs.insert(0, g["dxt"])
        totals = {name: totals[name] + g[name] for name in totals}
    return {"dx": np.stack(dxs, axis=2), "da0": dh, **totals}
""",
    },
)

NO_CELL = Style(
    "loops-without-the-cells",
    {
        "lstm_forward": """
def lstm_forward(x, a0, parameters):
    p, caches, a, c = parameters, [], a0, 0 * a0
    states, memories = [], []
    for t in range(x.shape[2]):
        s = np.concatenate([a, x[:, :, t]])
        f, i, o = (sigmoid(p["W" + g] @ s + p["b" + g]) for g in "fio")
        k = np.tanh(p["Wc"] @ s + p["bc"])
        before, a_before, c = c, a, f * c + i * k
        a = o * np.tanh(c)
        states.append(a)
        memories.append(c)
        caches.append((a, c, a_before, before, f, i, k, o, x[:, :, t], p))
    a, c = np.stack(states, axis=2), np.stack(memories, axis=2)
    z = np.tensordot(p["Wy"], a, 1) + p["by"][:, :, None]
    e = np.exp(z - z.max(axis=0))
    return a, e / e.sum(axis=0), c, (caches, x)
""",
        "lstm_backward": """
def lstm_backward(da, caches):
    steps, x = caches
    n_a, m, T_x = da.shape
    dh, dc, dx = np.zeros((n_a, m)), np.zeros((n_a, m)), np.zeros(x.shape)
    grads = {"dx": dx}
    for t in range(T_x)[::-1]:
        a, c, a_prev, c_prev, f, i, k, o, xt, p = steps[t]
        dh = da[:, :, t] + dh
        dc = dc + dh * o * (1 - np.tanh(c) ** 2)
        dz = {"f": dc * c_prev * f * (1 - f), "i": dc * k * i * (1 - i)}
        dz |= {"c": dc * i * (1 - k**2), "o": dh * np.tanh(c) * o * (1 - o)}
        s = np.concatenate([a_prev, xt])
        for g, d in dz.items():
            grads["dW" + g] = grads.get("dW" + g, 0) + d @ s.T
            grads["db" + g] = grads.get("db" + g, 0) + d.sum(1, keepdims=True)
        ds = sum(p["W" + g].T @ d for g, d in dz.items())
        dh, dx[:, :, t], dc = ds[:n_a], ds[n_a:], dc * f
    return {**grads, "da0": dh}
""",
    },
)

ALIASED = Style(
    "decorated-and-aliased",
    {
        "lstm_cell_backward": edit("def lstm_cell_backward", "@counted\ndef lstm_cell_backward"),
        "lstm_backward": edit(
            "def lstm_backward",
            "def bptt",
            ("    return gradients\n", "    return gradients\n\n\nlstm_backward = bptt\n"),
        ),
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
