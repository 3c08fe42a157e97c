"""Law: what a learner calls a helper variable changes nothing of what is said of the place of a mistake.

Among the names are those that the search itself uses for other things, and those that it puts into the code.
"""

import pytest

from checks.place.report import search
from tests.rnn import RNN, define, public_case, solutions

pytestmark = pytest.mark.slow

CALLED = ["_p", "_r", "_v", "_one", "_tick", "result", "call", "early", "changes", "second", "held", "locals", "input"]
WRITTEN = {
    "in one step": """\
def rnn_cell_forward(xt, a_prev, parameters):
    Wax, Waa, Wya, ba, by = (parameters[name] for name in ("Wax", "Waa", "Wya", "ba", "by"))
    HELPER = Wax @ xt + Waa.T @ a_prev + ba  # this
    a_next = np.tanh(HELPER)
    scores = Wya @ a_next + by
    return a_next, softmax(scores), (a_next, a_prev, xt, parameters)
""",
    "in a loop": """\
def rnn_backward(da, caches):
    steps, x = caches
    n_a, m, T_x = da.shape
    kinds = {"dWax": (n_a, x.shape[0]), "dWaa": (n_a, n_a), "dba": (n_a, 1)}
    sums = {kind: np.zeros(shape) for kind, shape in kinds.items()}
    dx, later = np.zeros(x.shape), np.zeros((n_a, m))
    for at in reversed(range(T_x)):
        HELPER = da[:, :, at] - later  # this
        step = rnn_cell_backward(HELPER, steps[at])
        dx[:, :, at], later = step["dxt"], step["da_prev"]
        for kind in sums:
            sums[kind] += step[f"{kind}t"] if f"{kind}t" in step else step[kind]
    return {"dx": dx, "da0": later, **sums}
""",
    "into an array": """\
def rnn_forward(x, a0, parameters):
    n_x, m, steps = x.shape
    n_y, n_a = parameters["Wya"].shape
    HELPER = np.zeros((n_a, m, steps))
    y_pred, state, kept = np.zeros((n_y, m, steps)), a0, []
    for at in range(steps):
        state, y_pred[:, :, at], one = rnn_cell_forward(x[:, :, at], state, parameters)
        HELPER[:, :, 0] = state  # this
        kept.append(one)
    return HELPER, y_pred, (kept, x)
""",
}


@pytest.mark.parametrize("source", WRITTEN.values(), ids=WRITTEN)
def test_a_mistake_is_found_whatever_a_helper_is_called(source):
    lines = {number for number, line in enumerate(source.splitlines(), 1) if line.endswith("# this")}
    said = {called: _said(source.replace("HELPER", called)) for called in ["helper", *CALLED]}
    assert {number for number, _, _ in said["helper"][0]} == lines
    for called, found in said.items():
        assert found == said["helper"], called


def _said(source):
    """The places, without names: (number, is a part marked, what) of each, and what is proven."""
    function = source[4 : source.index("(")]
    target = define({**solutions(), function: source})[function]
    found = search(target, public_case(function), RNN.tests.right(function))
    return [(one.number, one.start is None, one.said.what) for one in found.places], found.proof
