"""Law: a test leaves what a learner's code keeps as it found it, so that each run of a test says the same."""

import contextlib

import numpy as np
import pytest

from checks.kept import Kept, left_as_found
from grader.exercise.hidden_diagnosis import explain_hidden
from tests.public import with_objects
from tests.rnn import RNN, define, hidden_problems, solutions

KEEPS = {
    "a default": """\
def rnn_forward(x, a0, parameters, caches=[]):
""",
    "a name of the notebook": """\
caches = []
def rnn_forward(x, a0, parameters):
""",
    "a class": """\
class Kept:
    caches = []
def rnn_forward(x, a0, parameters):
    caches = Kept.caches
""",
    "an object": """\
class Kept:
    def __init__(self):
        self.caches = []
kept = Kept()
def rnn_forward(x, a0, parameters):
    caches = kept.caches
""",
    "a closure": """\
def made(caches):
    return lambda: caches
kept = made([])
def rnn_forward(x, a0, parameters):
    caches = kept()
""",
}
REST = """\
    a, y_pred = np.zeros((*a0.shape, x.shape[2])), np.zeros((len(parameters["Wya"]), *x.shape[1:]))
    for t in range(x.shape[2]):
        a0, y_pred[:, :, t], cache = rnn_cell_forward(x[:, :, t], a0, parameters)
        a[:, :, t] = a0
        caches.append(cache)
    return a, y_pred, (caches, x)
"""


@pytest.mark.parametrize("where", KEEPS)
def test_each_run_of_a_test_says_the_same_of_what_is_kept(where):
    target = define({**solutions(), "rnn_forward": KEEPS[where] + REST})["rnn_forward"]
    said = []
    for _ in range(3):
        with pytest.raises(AssertionError) as failure:
            RNN.tests.test("rnn_forward", target)
        said.append(str(failure.value))
    assert said[0].startswith("rnn_forward: caches changes when the function is called again")
    assert said == said[:1] * 3


@pytest.mark.parametrize("made", ["functools.partial(rnn_forward)", "Called(rnn_forward)", "Compiled(rnn_forward)"])
@pytest.mark.parametrize("where", KEEPS)
def test_so_it_is_of_whatever_can_be_called(where, made):
    names = with_objects(define({**solutions(), "rnn_forward": KEEPS[where] + REST}))
    target, said = eval(made, names), []
    for _ in range(2):
        with pytest.raises(AssertionError) as failure:
            RNN.tests.test("rnn_forward", target)
        said.append(str(failure.value))
    assert said[0] == said[1]


MEMOS = {  # what stands above the function, the line in it that finds the sum, the name that is said, its first line
    "a dict by shape": ("seen = {}", "z = seen.setdefault(xt.shape, SUM)", "seen", "seen = {}"),
    "a dict by name": ("seen = {}", "z = seen['z'] if 'z' in seen else seen.setdefault('z', SUM)", "seen", "seen = {}"),
    "a list": ("seen = []", "seen.append(SUM); z = seen[0]", "seen", "seen = []"),
    "a global": ("z = None", "global z; z = SUM if z is None else z", "z", "z = None"),
    "an attribute of the function": (
        "",
        "own = rnn_cell_forward; own.z = getattr(own, 'z', SUM); z = own.z",
        "rnn_cell_forward",
        "def rnn_cell_forward",
    ),
    "a class": (
        "class Seen:\n    z = None",
        "Seen.z = SUM if Seen.z is None else Seen.z; z = Seen.z",
        "Seen",
        "class Seen:",
    ),
    "an object": (
        "class Seen:\n    z = None\n\n\nhere = Seen()",
        "here.z = SUM if here.z is None else here.z; z = here.z",
        "here",
        "here = Seen()",
    ),
}


@pytest.mark.parametrize("where", MEMOS)
def test_a_value_that_is_kept_for_the_next_call_is_found_and_named(where):
    above, line, name, first = MEMOS[where]
    source = f"{above}\n\n\n{solutions()['rnn_cell_forward']}".replace(
        "np.tanh(Wax @ xt + Waa @ a_prev + ba)", "np.tanh(z)"
    )
    line = line.replace("SUM", "Wax @ xt + Waa @ a_prev + ba")
    source = source.replace("    a_next = np.tanh(z)", f"    {line}\n    a_next = np.tanh(z)")
    target, said = define({**solutions(), "rnn_cell_forward": source})["rnn_cell_forward"], []
    for _ in range(2):
        with pytest.raises(AssertionError) as failure:
            RNN.tests.test("rnn_cell_forward", target)
        said.append(str(failure.value))
    assert said[0] == said[1]
    assert said[0].startswith("rnn_cell_forward: a_next depends on an earlier call")
    assert f"  {first}" in said[0]
    assert f"{name} keeps what one call puts there for the next" in said[0]


LOGS = {  # what stands above, the line that notes something, what a learner looks at
    "a list": ("log = []", "log.append(1)", "len(log)"),
    "a deque": ("import collections\nlog = collections.deque()", "log.append(1)", "len(log)"),
    "a counter": ("import collections\nlog = collections.Counter()", "log['calls'] += 1", "log['calls']"),
    "a number": ("log = 0", "global log; log += 1", "log"),
    "an attribute": ("class Log:\n    calls = 0\n\n\nlog = Log()", "log.calls += 1", "log.calls"),
}


@pytest.mark.parametrize("edit", [("axis=1", "axis=1"), ("axis=1", "axis=0")], ids=["right", "wrong"])
@pytest.mark.parametrize("where", LOGS)
def test_what_the_first_call_notes_stays_and_nothing_of_the_others(where, edit):
    above, line, looked_at = LOGS[where]
    source = solutions()["rnn_cell_backward"].replace(*edit).replace("    return ", f"    {line}\n    return ")
    names = define({**solutions(), "rnn_cell_backward": f"{above}\n\n\n{source}"})
    for times in (1, 2):
        with contextlib.suppress(AssertionError):
            RNN.tests.test("rnn_cell_backward", names["rnn_cell_backward"])
        assert eval(looked_at, names) == times


def test_a_function_may_keep_what_is_right_for_each_call():
    above = "seen = {}\n\n\n"
    line = "    key = xt.tobytes()\n    z = seen.setdefault(key, Wax @ xt + Waa @ a_prev + ba)\n    a_next = np.tanh(z)"
    source = above + solutions()["rnn_cell_forward"].replace("    a_next = np.tanh(Wax @ xt + Waa @ a_prev + ba)", line)
    RNN.tests.test("rnn_cell_forward", define({**solutions(), "rnn_cell_forward": source})["rnn_cell_forward"])


@pytest.mark.parametrize("where", KEEPS)
def test_the_grade_says_the_same_of_what_is_kept_as_the_notebook(where):
    target = define({**solutions(), "rnn_forward": KEEPS[where] + REST})["rnn_forward"]
    places, found = explain_hidden(RNN, "rnn_forward", target, hidden_problems("rnn_forward", target, 1), 1)
    assert (places.places, found.ids) == ((), ("kept-state",))


def test_what_is_kept_stays_the_same_object_with_what_it_held():
    names = {"np": np}
    text = """\
inner = [1]
kept = {"inner": inner, "array": np.arange(3.0), "itself": None}
kept["itself"] = kept
def change():
    kept["array"] += 1
    kept["inner"].append(2)
    kept["more"] = 3
"""
    exec(text, names)
    kept, array = names["kept"], names["kept"]["array"]
    with left_as_found(Kept(names["change"])):
        names["change"]()
        assert names["inner"] == [1, 2]
    assert names["kept"] is kept
    assert kept["inner"] is names["inner"] == [1]
    assert kept["array"] is array
    assert list(array) == [0, 1, 2]
    assert "more" not in kept


def test_what_is_no_function_of_a_notebook_is_left_alone():
    with left_as_found(Kept(len)):
        pass
