"""Right answers in other styles than the reference's: whatever the tests say to them, it must cost no points."""

from exercises.lstm.styles_of_loops import ALIASED, CHATTY, NO_CELL, OTHER_NAMES
from grader.exercise.misconception import Style

DOT = Style(
    "np-dot-and-vstack",
    {
        "lstm_cell_forward": """
def lstm_cell_forward(xt, a_prev, c_prev, parameters):
    concat = np.vstack((a_prev, xt))
    ft = sigmoid(np.dot(parameters["Wf"], concat) + parameters["bf"])
    it = sigmoid(np.dot(parameters["Wi"], concat) + parameters["bi"])
    cct = np.tanh(np.dot(parameters["Wc"], concat) + parameters["bc"])
    c_next = np.add(np.multiply(ft, c_prev), np.multiply(it, cct))
    ot = sigmoid(np.dot(parameters["Wo"], concat) + parameters["bo"])
    a_next = np.multiply(ot, np.tanh(c_next))
    yt_pred = softmax(np.dot(parameters["Wy"], a_next) + parameters["by"])
    return a_next, c_next, yt_pred, (a_next, c_next, a_prev, c_prev, ft, it, cct, ot, xt, parameters)
""",
        "lstm_cell_backward": """
def lstm_cell_backward(da_next, dc_next, cache):
    (a_next, c_next, a_prev, c_prev, ft, it, cct, ot, xt, parameters) = cache
    n_x, m = xt.shape
    n_a, m = a_next.shape
    through = ot * (1 - np.square(np.tanh(c_next))) * da_next
    dot = da_next * np.tanh(c_next) * ot * (1 - ot)
    dcct = (dc_next * it + through * it) * (1 - np.square(cct))
    dit = (dc_next * cct + through * cct) * it * (1 - it)
    dft = (dc_next * c_prev + through * c_prev) * ft * (1 - ft)
    turned = np.hstack((a_prev.T, xt.T))
    d = {"W" + gate: np.dot(dz, turned) for gate, dz in zip("fico", (dft, dit, dcct, dot))}
    d.update({"b" + gate: np.dot(dz, np.ones((m, 1))) for gate, dz in zip("fico", (dft, dit, dcct, dot))})
    gradients = {"d" + name: value for name, value in d.items()}
    gradients["da_prev"] = np.dot(parameters["Wf"][:, :n_a].T, dft) + np.dot(parameters["Wi"][:, :n_a].T, dit)
    gradients["da_prev"] += np.dot(parameters["Wc"][:, :n_a].T, dcct) + np.dot(parameters["Wo"][:, :n_a].T, dot)
    gradients["dxt"] = np.dot(parameters["Wf"][:, n_a:].T, dft) + np.dot(parameters["Wi"][:, n_a:].T, dit)
    gradients["dxt"] += np.dot(parameters["Wc"][:, n_a:].T, dcct) + np.dot(parameters["Wo"][:, n_a:].T, dot)
    gradients["dc_prev"] = dc_next * ft + through * ft
    return gradients
""",
    },
)

EINSUM = Style(
    "einsum",
    {
        "lstm_cell_forward": """
def lstm_cell_forward(xt, a_prev, c_prev, parameters):
    p = parameters
    s = np.r_[a_prev, xt]
    f, i, o = (sigmoid(np.einsum("as,sm->am", p["W" + g], s) + p["b" + g]) for g in "fio")
    k = np.tanh(np.einsum("as,sm->am", p["Wc"], s) + p["bc"])
    c = f * c_prev + i * k
    a = o * np.tanh(c)
    return a, c, softmax(np.einsum("ya,am->ym", p["Wy"], a) + p["by"]), (a, c, a_prev, c_prev, f, i, k, o, xt, p)
""",
        "lstm_cell_backward": """
def lstm_cell_backward(da_next, dc_next, cache):
    a, c, a_prev, c_prev, f, i, k, o, xt, p = cache
    h = np.tanh(c)
    dc = dc_next + da_next * o - da_next * o * h * h
    dz = {"f": dc * c_prev * (f - f * f), "i": dc * k * (i - i * i)}
    dz.update(c=dc * (i - i * k * k), o=da_next * h * (o - o * o))
    s = np.r_[a_prev, xt]
    ds = sum(np.einsum("as,am->sm", p["W" + g], dz[g]) for g in dz)
    grads = {"dxt": ds[len(a) :], "da_prev": ds[: len(a)], "dc_prev": f * dc}
    for g in dz:
        grads["dW" + g] = np.einsum("am,sm->as", dz[g], s)
        grads["db" + g] = np.einsum("am->a", dz[g])[:, None]
    return grads
""",
    },
)

OWN_SIGMOID = Style(
    "own-sigmoid-and-softmax",
    {
        "lstm_cell_forward": """
def lstm_cell_forward(xt, a_prev, c_prev, parameters):
    stacked = np.zeros((a_prev.shape[0] + xt.shape[0], xt.shape[1]))
    stacked[: a_prev.shape[0], :] = a_prev
    stacked[a_prev.shape[0] :, :] = xt
    ft, it, ot = (plain_sigmoid(mixed(stacked, name, parameters)) for name in "fio")
    cct = 2 * stable_sigmoid(2 * mixed(stacked, "c", parameters)) - 1
    c_next = it * cct + ft * c_prev
    a_next = np.tanh(c_next) * ot
    yt_pred = my_softmax(parameters["Wy"] @ a_next + parameters["by"])
    return a_next, c_next, yt_pred, (a_next, c_next, a_prev, c_prev, ft, it, cct, ot, xt, parameters)
""",
    },
    before="""
def mixed(stacked, name, parameters):
    return parameters["W" + name] @ stacked + parameters["b" + name]


def plain_sigmoid(z):
    return 1 / (1 + np.exp(-z))


def stable_sigmoid(z):
    e = np.exp(-np.abs(z))
    return np.where(z >= 0, 1, e) / (1 + e)


def my_softmax(z):
    e = np.exp(z - z.max(0))
    return e / e.sum(0)
""",
)

EIGHT_PRODUCTS = Style(
    "eight-products-in-place-of-a-stack",
    {
        "lstm_cell_forward": """
def lstm_cell_forward(xt, a_prev, c_prev, parameters):
    n_a = a_prev.shape[0]

    def inside(name):
        W = parameters["W" + name]
        return W[:, :n_a] @ a_prev + W[:, n_a:] @ xt + parameters["b" + name]

    ft, it, cct, ot = sigmoid(inside("f")), sigmoid(inside("i")), np.tanh(inside("c")), sigmoid(inside("o"))
    c_next = ft * c_prev + it * cct
    a_next = ot * np.tanh(c_next)
    yt_pred = softmax(parameters["Wy"] @ a_next + parameters["by"])
    return a_next, c_next, yt_pred, (a_next, c_next, a_prev, c_prev, ft, it, cct, ot, xt, parameters)
""",
        "lstm_cell_backward": """
def lstm_cell_backward(da_next, dc_next, cache):
    a_next, c_next, a_prev, c_prev, ft, it, cct, ot, xt, parameters = cache
    n_a = a_prev.shape[0]
    dc = dc_next + da_next * ot / np.cosh(c_next) ** 2
    dz = {"f": dc * c_prev * ft * (1 - ft), "i": dc * cct * it * (1 - it)}
    dz |= {"c": dc * it * (1 - cct) * (1 + cct), "o": da_next * np.tanh(c_next) * ot * (1 - ot)}
    gradients = {"dc_prev": ft * dc, "da_prev": 0, "dxt": 0}
    for name, d in dz.items():
        W = parameters["W" + name]
        gradients["da_prev"] = gradients["da_prev"] + W[:, :n_a].T @ d
        gradients["dxt"] = gradients["dxt"] + W[:, n_a:].T @ d
        gradients["dW" + name] = np.concatenate([d @ a_prev.T, d @ xt.T], axis=1)
        gradients["db" + name] = d.sum(axis=1).reshape(-1, 1)
    return gradients
""",
    },
)

ONE_MATRIX = Style(
    "gates-in-one-matrix",
    {
        "lstm_cell_forward": """
def lstm_cell_forward(xt, a_prev, c_prev, parameters):
    W, b = together(parameters)
    zf, zi, zc, zo = np.split(W @ np.concatenate((a_prev, xt), axis=0) + b, 4)
    ft, it, cct, ot = sigmoid(zf), sigmoid(zi), np.tanh(zc), sigmoid(zo)
    c_next = ft * c_prev + it * cct
    a_next = ot * np.tanh(c_next)
    cache = (a_next, c_next, a_prev, c_prev, ft, it, cct, ot, xt, parameters)
    return a_next, c_next, softmax(parameters["Wy"] @ a_next + parameters["by"]), cache
""",
        "lstm_cell_backward": """
def lstm_cell_backward(da_next, dc_next, cache):
    a_next, c_next, a_prev, c_prev, ft, it, cct, ot, xt, parameters = cache
    dc = dc_next + da_next * ot * (1 - np.tanh(c_next) ** 2)
    dz = np.vstack([
        dc * c_prev * ft * (1 - ft),
        dc * cct * it * (1 - it),
        dc * it * (1 - cct**2),
        da_next * np.tanh(c_next) * ot * (1 - ot),
    ])
    dW, db = dz @ np.vstack([a_prev, xt]).T, dz.sum(axis=1, keepdims=True)
    da_prev, dxt = np.split(together(parameters)[0].T @ dz, [len(a_prev)])
    gradients = {"dxt": dxt, "da_prev": da_prev, "dc_prev": dc * ft}
    gradients.update(zip(("dWf", "dWi", "dWc", "dWo"), np.split(dW, 4)))
    gradients.update(zip(("dbf", "dbi", "dbc", "dbo"), np.split(db, 4)))
    return gradients
""",
    },
    before="""
def together(parameters):
    W = np.vstack([parameters["W" + name] for name in "fico"])
    return W, np.vstack([parameters["b" + name] for name in "fico"])
""",
)

EXTRA_KEYS = Style(
    "extra-keys-and-lists",
    {
        "lstm_cell_forward": """
def lstm_cell_forward(xt, a_prev, c_prev, parameters):
    stacked = np.concatenate([a_prev, xt])
    ft, it, ot = [sigmoid(parameters["W" + g] @ stacked + parameters["b" + g]) for g in "fio"]
    cct = np.tanh(parameters["Wc"] @ stacked + parameters["bc"])
    c_next = ft * c_prev + it * cct
    a_next = ot * np.tanh(c_next)
    cache = [a_next, c_next, a_prev, c_prev, ft, it, cct, ot, xt, parameters]
    return [a_next, c_next, softmax(parameters["Wy"] @ a_next + parameters["by"]), cache]
""",
        "lstm_backward": """
def lstm_backward(da, caches):
    steps, x = caches
    n_a, m, T_x = da.shape
    totals = {"dx": np.zeros(x.shape), "note": "kept for a look", "dWy": None}
    later, memory = np.zeros((n_a, m)), np.zeros((n_a, m))
    for t in range(T_x - 1, -1, -1):
        g = lstm_cell_backward(da[:, :, t] + later, memory, steps[t])
        later, memory, totals["dx"][:, :, t] = g.pop("da_prev"), g.pop("dc_prev"), g.pop("dxt")
        for name, value in g.items():
            totals[name] = totals.get(name, 0) + value
    return {**totals, "da0": later, "dc0": memory}
""",
    },
)

RECOMPUTED = Style(
    "values-recomputed",
    {
        "lstm_cell_backward": """
def lstm_cell_backward(da_next, dc_next, cache):
    _, _, a_prev, c_prev, _, _, _, _, xt, p = cache
    stacked = np.concatenate([a_prev, xt])
    zf, zi, zc, zo = (p["W" + g] @ stacked + p["b" + g] for g in "fico")
    c = sigmoid(zf) * c_prev + sigmoid(zi) * np.tanh(zc)
    dc = dc_next + da_next * sigmoid(zo) / np.cosh(c) ** 2
    dzf = dc * c_prev * slope(zf)
    dzi = dc * np.tanh(zc) * slope(zi)
    dzc = dc * sigmoid(zi) / np.cosh(zc) ** 2
    dzo = da_next * np.tanh(c) * slope(zo)
    grads = {"dc_prev": dc * sigmoid(zf)}
    for g, dz in zip("fico", (dzf, dzi, dzc, dzo)):
        grads["dW" + g], grads["db" + g] = dz @ stacked.T, dz.sum(1)[:, None]
    ds = p["Wf"].T @ dzf + p["Wi"].T @ dzi + p["Wc"].T @ dzc + p["Wo"].T @ dzo
    grads["da_prev"], grads["dxt"] = ds[: len(a_prev)], ds[len(a_prev) :]
    return grads
""",
        "lstm_backward": """
def lstm_backward(da, caches):
    steps, x = caches
    dx, parts = np.empty_like(x, dtype=float), []
    arriving = memory = np.zeros(da.shape[:2])
    for t, cache in reversed(list(enumerate(steps))):
        g = lstm_cell_backward(da[:, :, t] + arriving, memory, cache)
        parts.append(g)
        arriving, memory, dx[:, :, t] = g["da_prev"], g["dc_prev"], g["dxt"]
    names = [kind + gate for gate in "fico" for kind in ("dW", "db")]
    return {"dx": dx, "da0": arriving, **{name: sum(g[name] for g in parts) for name in names}}
""",
    },
    before="""
def slope(z):
    return sigmoid(z) * sigmoid(-z)
""",
)

STYLES = (
    DOT,
    EINSUM,
    OWN_SIGMOID,
    EIGHT_PRODUCTS,
    ONE_MATRIX,
    EXTRA_KEYS,
    RECOMPUTED,
    CHATTY,
    OTHER_NAMES,
    NO_CELL,
    ALIASED,
)
