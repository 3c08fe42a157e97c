"""Law: a state is found wherever it is kept: in a dict, in an object, under a name that an output has as well.

In each program the lines end with `# this` that are named, all of them, and no other line is; a missing line is said.
"""

import pytest

from checks.examination import examine
from checks.report import message
from tests.places import found_in, meant_in
from tests.rnn import RNN, define, public_case, solutions

LOOP = """\
        outputs.append(now)
        predictions.append(prediction)
        caches.append(cache)
    return np.stack(outputs, axis=2), np.stack(predictions, axis=2), (caches, x)
"""

WRITTEN = {
    "a wrong first value in a dict": (
        """\
def rnn_forward(x, a0, parameters):
    memory = {"state": np.full(a0.shape, 0.5)}  # this
    outputs, predictions, caches = [], [], []
    for t in range(x.shape[-1]):
        memory["state"], prediction, cache = rnn_cell_forward(x[:, :, t], memory["state"], parameters)
        now = memory["state"]
"""
        + LOOP,
        "",
    ),
    "a wrong first value under the name of an output": (
        """\
def rnn_forward(x, a0, parameters):
    kept = dict(y_pred=a0 / 2)  # this
    outputs, predictions, caches = [], [], []
    for t in range(x.shape[-1]):
        now, prediction, cache = rnn_cell_forward(x[:, :, t], kept["y_pred"], parameters)
        kept["y_pred"] = now
"""
        + LOOP,
        "",
    ),
    "a plain name that an output has as well": (
        """\
def rnn_forward(x, a0, parameters):
    a, outputs, predictions, caches = a0, [], [], []
    for t in range(x.shape[-1]):  # this
        now, prediction, cache = rnn_cell_forward(x[:, :, t], a, parameters)
"""
        + LOOP,
        "nothing in this loop gives a its new value",
    ),
    "an entry that is not moved on": (
        """\
def lstm_backward(da, caches):
    steps, x = caches
    dx, later = np.zeros(x.shape), {"hidden": np.zeros(da.shape[:2]), "cell": np.zeros(da.shape[:2])}
    sums = {kind + gate: 0 for kind in ("dW", "db") for gate in "fico"}
    for t in range(da.shape[2] - 1, -1, -1):  # this
        back = lstm_cell_backward(da[:, :, t] + later["hidden"], later["cell"], steps[t])
        dx[:, :, t] = back["dxt"]
        later.update(hidden=back["da_prev"])
        sums = {name: total + back[name] for name, total in sums.items()}
    return {"dx": dx, "da0": later["hidden"], **sums}
""",
        'nothing in this loop gives later["cell"] its new value',
    ),
    "an attribute that is not moved on": (
        """\
class Reader:
    def __init__(self, start):
        self.state = start

    def read(self, xt, parameters):
        state, prediction, cache = rnn_cell_forward(xt, self.state, parameters)  # this
        return state, prediction, cache


def rnn_forward(x, a0, parameters):
    reader, outputs, predictions, caches = Reader(a0), [], [], []
    for t in range(x.shape[-1]):
        now, prediction, cache = reader.read(x[:, :, t], parameters)
"""
        + LOOP,
        "nothing gives self.state its new value after this line",
    ),
    "one of several names of a line, beside plain zeros": (
        """\
def rnn_backward(da, caches):
    steps, x = caches
    dWax, dWaa, dba = 0, np.ones((da.shape[0], da.shape[0])), 0  # this
    dx, later = np.zeros(x.shape), 0
    for t in reversed(range(da.shape[2])):
        back = rnn_cell_backward(da[:, :, t] + later, steps[t])
        dx[:, :, t], later = back["dxt"], back["da_prev"]
        dWax, dWaa, dba = dWax + back["dWax"], dWaa + back["dWaa"], dba + back["dba"]
    return {"dx": dx, "da0": later, "dWax": dWax, "dWaa": dWaa, "dba": dba}
""",
        "dWaa is not zero before the loop",
    ),
    "an attribute that gets a wrong value": (
        """\
class Memory:
    def __init__(self, hidden):
        self.hidden = hidden


def rnn_forward(x, a0, parameters):
    memory, outputs, predictions, caches = Memory(a0), [], [], []
    for t in range(x.shape[-1]):
        now, prediction, cache = rnn_cell_forward(x[:, :, t], memory.hidden, parameters)
        memory.hidden = now + a0  # this
"""
        + LOOP,
        "",
    ),
    "a line of one branch, or its condition": (
        """\
def rnn_backward(da, caches):
    steps, x = caches
    dx, dWax, dWaa, dba, later = np.zeros(x.shape), 0, 0, 0, 0
    for t in reversed(range(da.shape[2])):
        if t > 1:  # this
            arrives = da[:, :, t] + later
        else:
            arrives = da[:, :, t]  # this
        back = rnn_cell_backward(arrives, steps[t])
        dx[:, :, t], later = back["dxt"], back["da_prev"]
        dWax, dWaa, dba = dWax + back["dWax"], dWaa + back["dWaa"], dba + back["dba"]
    return {"dx": dx, "da0": later, "dWax": dWax, "dWaa": dWaa, "dba": dba}
""",
        "",
    ),
    "a loop that is left too early": (
        """\
def rnn_backward(da, caches):
    steps, x = caches
    dx, later, totals = np.zeros(x.shape), np.zeros(da.shape[:2]), {}
    for t in range(da.shape[2] - 1, -1, -1):
        back = rnn_cell_backward(da[:, :, t] + later, steps[t])
        later = back["da_prev"]
        if t < 1:  # this
            break  # this
        dx[:, :, t] = back["dxt"]
        for name in ("dWax", "dWaa", "dba"):
            totals[name] = totals.get(name, 0) + back[name]
    return {"dx": dx, "da0": later, "dWax": totals["dWax"], "dWaa": totals["dWaa"], "dba": totals["dba"]}
""",
        "",
    ),
    "a record whose changed copy is lost": (
        """\
from collections import namedtuple

Kept = namedtuple("Kept", "state count")


def rnn_forward(x, a0, parameters):
    kept = Kept(a0, 0)
    outputs, predictions, caches = [], [], []
    for t in range(x.shape[-1]):
        now, prediction, cache = rnn_cell_forward(x[:, :, t], kept.state, parameters)
        kept._replace(state=now)  # this
"""
        + LOOP,
        "",
    ),
    "a gate in a dict": (
        """\
def lstm_cell_forward(xt, a_prev, c_prev, parameters):
    joined, gates = np.vstack([a_prev, xt]), {}
    for gate in ("f", "i", "o"):
        gates[gate] = sigmoid(parameters["W" + gate] @ joined + parameters["b" + gate])
    gates["c"] = np.tanh(parameters["Wc"] @ joined + parameters["bc"])
    c_next = gates["f"] * c_prev + gates["i"] * gates["c"]
    a_next = gates["o"] * c_next  # this
    yt_pred = softmax(parameters["Wy"] @ a_next + parameters["by"])
    kept = [gates[gate] for gate in "fico"]
    return a_next, c_next, yt_pred, (a_next, c_next, a_prev, c_prev, *kept, xt, parameters)
""",
        "",
    ),
    "sums that forget the earlier steps": (
        """\
def rnn_backward(da, caches):
    steps, x = caches
    totals = {"dWax": 0, "dWaa": 0, "dba": 0}
    dx, later = np.zeros(x.shape), np.zeros(da.shape[:2])
    for t in reversed(range(da.shape[2])):
        back = rnn_cell_backward(da[:, :, t] + later, steps[t])
        dx[:, :, t], later = back["dxt"], back["da_prev"]
        totals = {name: back[name] for name in totals}  # this
    return {"dx": dx, "da0": later} | totals
""",
        "",
    ),
}


@pytest.mark.slow
@pytest.mark.parametrize("how", WRITTEN)
def test_the_line_that_is_meant_is_named_and_no_other(how):
    source, fact = WRITTEN[how]
    found = found_in(source)
    assert [place.number for place in found.places] == meant_in(source)
    assert found.places[0].fact == fact or not fact
    assert not found.still


@pytest.mark.parametrize("cell", ["", "def rnn_cell_forward(xt, a_prev, parameters):\n    raise NotImplementedError\n"])
def test_a_wrong_loop_is_told_of_its_own_mistake_while_its_cell_is_not_written(cell):
    source = solutions()["rnn_forward"].replace("a_next = a0", "a_next = np.zeros(a0.shape)")
    assert source != solutions()["rnn_forward"]
    function = define({"rnn_cell_forward": cell, "rnn_forward": source})["rnn_forward"]
    (problem,) = examine(function, public_case("rnn_forward"))
    places, diagnosis = RNN.tests.explanation("rnn_forward", function, [problem])
    text = str(message(RNN.functions["rnn_forward"], [problem], diagnosis.hint if diagnosis else "", places))
    assert text.startswith("rnn_forward gives rnn_cell_forward other values than it should\n")
    assert [place.text for place in places.places] == ["a_next = np.zeros(a0.shape)"]
    assert "NameError" not in text


def test_no_line_is_named_where_an_earlier_call_has_left_something_behind():
    source = """\
KEPT = {}


def rnn_backward(da, caches):
    steps, x = caches
    dx, later = np.zeros(x.shape), np.zeros(da.shape[:2])
    for t in reversed(range(da.shape[2])):
        back = rnn_cell_backward(da[:, :, t] + later, steps[t])
        dx[:, :, t], later = back["dxt"], back["da_prev"]
        for name in ("dWax", "dWaa", "dba"):
            KEPT[name] = KEPT.get(name, 0) + back[name]
    return {"dx": dx, "da0": later, "dWax": KEPT["dWax"], "dWaa": KEPT["dWaa"], "dba": KEPT["dba"]}
"""
    function = define({**solutions(), "rnn_backward": source})["rnn_backward"]
    problems = examine(function, public_case("rnn_backward"))
    places, diagnosis = RNN.tests.explanation("rnn_backward", function, problems)
    assert not places
    assert diagnosis.ids == ("kept-state",)


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("    raise NotImplementedError", "Yours is not finished yet: write rnn_cell_forward next."),
        ("    return 1 / 0", "With yours, it stops with an error: fix rnn_cell_forward next."),
        (
            "    return a_prev, parameters['Wya'] @ a_prev, (a_prev, a_prev, xt, parameters)",
            "With yours, the results are still wrong: fix rnn_cell_forward next.",
        ),
    ],
)
def test_a_right_loop_is_told_what_its_own_cell_does(capsys, body, said):
    cell = f"def rnn_cell_forward(xt, a_prev, parameters):\n{body}\n"
    RNN.tests.test("rnn_forward", define({**solutions(), "rnn_cell_forward": cell})["rnn_forward"])
    assert said in capsys.readouterr().out


ONCE = {
    "an iterator": """\
def rnn_backward(da, caches):
    steps, x = caches
    back = reversed(range(len(steps)))  # this
    found, later = {}, 0
    for t in back:
        found[t] = rnn_cell_backward(da[:, :, t] + later, steps[t])
        later = found[t]["da_prev"]
    dx, sums = np.zeros(x.shape), {name: 0 for name in ("dWax", "dWaa", "dba")}
    for t in back:
        dx[:, :, t] = found[t]["dxt"]
        for name in sums:
            sums[name] = sums[name] + found[t][name]
    return {"dx": dx, "da0": later, **sums}
""",
    "a generator": """\
def rnn_forward(x, a0, parameters):
    steps, h = [], a0
    for t in range(x.shape[2]):
        steps.append(rnn_cell_forward(x[:, :, t], h, parameters))
        h = steps[-1][0]
    made = (step for step in steps)  # this
    caches = [cache for _, _, cache in made]
    a, y_pred = np.zeros((*h.shape, len(steps))), np.zeros((*steps[0][1].shape, len(steps)))
    for t, step in enumerate(made):
        a[:, :, t], y_pred[:, :, t] = step[:2]
    return a, y_pred, (caches, x)
""",
}


@pytest.mark.parametrize("what", ONCE)
def test_what_can_be_gone_through_only_once_is_named_where_it_is_made(what):
    found = found_in(ONCE[what])
    assert [place.number for place in found.places] == meant_in(ONCE[what])
    assert found.places[0].fact.endswith("can be gone through only once")
