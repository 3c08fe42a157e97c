"""Law: where the proof cannot follow the code, a line is named only where a small edit of it alone makes all right.

Code that cannot be followed are helper functions and classes of the cell, recursion, generators and values without a
name. Where edits of two lines would do, nothing is said; no run of an edit is endless, prints, or changes the notebook.
"""

import cProfile
import random
import sys
import time

import pytest

from checks.examination import examine
from checks.explanation import from_data, to_data
from checks.place import edited
from checks.place.report import find_places
from checks.place.rewriting import rewritten
from grader.exercise import place_proof
from grader.exercise.mutants import mutants
from tests.rnn import RNN, define, public_case, solutions
from tests.sampling import is_whole, number

pytestmark = pytest.mark.slow

HELPER = """\
def mixed(W, x, U, a, b):
    return W @ x + U @ a + b

def rnn_cell_forward(xt, a_prev, parameters):
    Wax, Waa, Wya, ba, by = (parameters[name] for name in ("Wax", "Waa", "Wya", "ba", "by"))
    a_next = np.tanh(mixed(Wax, xt, Waa, a_prev, ba))
    return a_next, softmax(Wya @ a_next + by), (a_next, a_prev, xt, parameters)
"""
CLASS = """\
class Step:
    def __init__(self, a_next, xt, a_prev, parameters):
        self.a_next, self.xt, self.a_prev, self.parameters = a_next, xt, a_prev, parameters

    def at_the_sum(self, da):
        return da * (1 - self.a_next**2)

def rnn_cell_backward(da_next, cache):
    a_next, a_prev, xt, parameters = cache
    step = Step(a_next, xt, a_prev, parameters)
    dz = step.at_the_sum(da_next)
    return {"dxt": parameters["Wax"].T @ dz, "da_prev": parameters["Waa"].T @ dz, "dWax": dz @ step.xt.T,
            "dWaa": dz @ step.a_prev.T, "dba": dz.sum(axis=1, keepdims=True)}
"""
RECURSION = """\
def rnn_forward(x, a0, parameters):
    def rest(t, state):
        if t == x.shape[2]:
            return []
        made = rnn_cell_forward(x[:, :, t], state, parameters)
        return [made] + rest(t + 1, made[0])

    made = rest(0, a0)
    states, predictions, caches = zip(*made)
    return np.stack(states, axis=2), np.stack(predictions, axis=2), (list(caches), x)
"""
GENERATOR = """\
def steps_of(x, state, parameters):
    for t in range(x.shape[2]):
        state, prediction, cache = rnn_cell_forward(x[:, :, t], state, parameters)
        yield state, prediction, cache

def rnn_forward(x, a0, parameters):
    states, predictions, caches = map(list, zip(*steps_of(x, a0, parameters)))
    return np.stack(states, 2), np.stack(predictions, 2), (caches, x)
"""
UNUSUAL = {
    "helper": ("rnn_cell_forward", HELPER),
    "class": ("rnn_cell_backward", CLASS),
    "recursion": ("rnn_forward", RECURSION),
    "generator": ("rnn_forward", GENERATOR),
}


def defined(function, source):
    return define({**solutions(), function: source})[function]


def line_of(function, source):
    return next(iter(rewritten(defined(function, source), public_case(function)).lines), None)


@pytest.mark.parametrize(
    ("style", "said", "wrote"),
    [
        ("helper", "U @ a + b", "U @ a - b"),
        ("helper", "a_prev, ba))", "a_prev, 0)) + ba"),
        ("class", "keepdims=True", "keepdims=False"),
        ("recursion", "rest(0, a0)", "rest(1, a0)"),
        ("generator", "x[:, :, t]", "x[:, :, 0]"),
    ],
)
def test_the_line_that_was_changed_is_named(style, said, wrote):
    function, source = UNUSUAL[style]
    assert source.count(said) == 1
    wrong = defined(function, source.replace(said, wrote))
    (place,) = find_places(wrong, public_case(function), RNN.tests.right(function)).places
    assert place.number == 1 + source[: source.index(said)].count("\n")


def test_two_lines_are_named_where_each_makes_some_outputs_right():
    function, source = UNUSUAL["class"]
    for said, wrote in (("dz @ step.xt.T", "dz @ -step.xt.T"), ("keepdims=True", "keepdims=False")):
        source = source.replace(said, wrote)
    source = source.replace('"dWaa"', '\n        "dWaa"')
    found = find_places(defined(function, source), public_case(function), RNN.tests.right(function))
    assert [place.number for place in found.places] == [12, 14]
    assert found.proof == "with these two lines corrected, all five outputs are right"


@pytest.mark.parametrize("style", UNUSUAL)
def test_a_right_function_has_no_such_line(style):
    assert line_of(*UNUSUAL[style]) is None


@pytest.mark.parametrize("style", ["recursion", "generator", "class"])
def test_no_other_line_is_named_in_mutants(style, monkeypatch):
    """A recursion that no longer ends would be searched for as long as is allowed, and nothing be named."""
    if not is_whole():
        monkeypatch.setattr(edited, "MOST_SECONDS", 0.5)
    function, source = UNUSUAL[style]
    at = source.index(f"def {function}")
    above, found, chosen = source[:at], [], mutants(source[at:])
    random.Random(7).shuffle(chosen)
    for mutant in chosen[: number(6, 12)]:
        line = line_of(function, above + mutant.source)
        if line is not None:
            found.append(line - above.count("\n") in mutant.lines)
    assert found.count(False) == 0
    assert found


def test_an_edit_that_never_ends_is_stopped():
    source = """\
def rnn_forward(x, a0, parameters):
    a, y_pred, caches, t, state = [], [], [], 0, a0
    while t < x.shape[2]:
        state, prediction, cache = rnn_cell_forward(x[:, :, t], a0, parameters)
        a.append(state), y_pred.append(prediction), caches.append(cache)
        t += 1
    return np.stack(a, 2), np.stack(y_pred, 2), (caches, x)
"""
    assert line_of("rnn_forward", source) == 4


def test_the_notebook_stays_as_it_is_and_nothing_is_printed(capsys):
    source = "kept = []\n\n" + HELPER.replace(
        "return W @ x + U", "kept.append(1)\n    print('x')\n    return W @ x - U"
    )
    function = defined("rnn_cell_forward", source)
    assert rewritten(function, public_case("rnn_cell_forward")).lines == (6,)
    assert function.__globals__["kept"] == []
    assert capsys.readouterr().out == ""


def test_code_that_does_more_than_compute_is_not_run():
    source = "import os\n\n" + HELPER.replace(
        "    return W @ x", "    os.getcwd()\n    here = os.sep\n    return -W @ x"
    )
    assert line_of("rnn_cell_forward", source) is None


def test_the_call_of_a_function_of_another_cell_is_not_accused():
    source = HELPER[HELPER.index("def rnn_cell") :]
    before = HELPER[: HELPER.index("def rnn_cell")].replace("return W", "return -W")
    function = define({"before": before, **solutions(), "rnn_cell_forward": source})["rnn_cell_forward"]
    assert rewritten(function, public_case("rnn_cell_forward")).lines == ()


def test_a_place_in_a_helper_is_not_said_of_the_line_that_calls_it():
    function, source = UNUSUAL["helper"]
    wrong = source.replace("U @ a + b", "U @ (a / 6) * b")  # no small edit mends it
    places = find_places(defined(function, wrong), public_case(function), RNN.tests.right(function))
    assert not places
    assert place_proof.judged(places, None) == place_proof.NOTHING


# ── No edit runs for ever, or fills memory ────────────────────────────────────────────────────────────────────────

STACKED = "    return np.stack(a, 2), np.stack(y_pred, 2), (caches, x)\n"
ENDLESS = {
    "list(count())": "    for t, xt in zip(itertools.count(), x.transpose(2, 0, 1)):\n"
    "        a0, prediction, cache = rnn_cell_forward(xt, a0, parameters)\n"
    "        a.append(-a0), y_pred.append(prediction), caches.append(cache)\n" + STACKED,
    "map(a.append, a)": "    steps = []\n    for xt in x.transpose(2, 0, 1):\n"
    "        steps.append(rnn_cell_forward(xt, a0, parameters))\n        a0 = -steps[-1][0]\n"
    "    a, y_pred = [step[0] for step in steps], [step[1] for step in steps]\n"
    "    list(map(caches.append, [step[2] for step in steps]))\n" + STACKED,
}


@pytest.mark.parametrize("how", ENDLESS)
def test_code_that_an_edit_could_make_endless_is_not_edited(how):
    source = "def rnn_forward(x, a0, parameters):\n    a, y_pred, caches = [], [], []\n" + ENDLESS[how]
    function = define({"before": "import itertools\n", **solutions(), "rnn_forward": source})["rnn_forward"]
    assert examine(function, public_case("rnn_forward"))
    assert rewritten(function, public_case("rnn_forward")).lines == ()


def test_a_list_that_a_comprehension_lets_grow_ends_the_run():
    source = """\
def rnn_forward(x, a0, parameters):
    a, y_pred, caches, steps = [], [], [], []
    for xt in x.transpose(2, 0, 1):
        steps.append(rnn_cell_forward(xt, a0, parameters))
        a0 = steps[-1][0]
    [a.append(step[0]) for step in steps]
    [y_pred.append(step[0]) for step in steps]
    [caches.append(step[2]) for step in steps]
    return np.stack(a, 2), np.stack(y_pred, 2), (caches, x)
"""
    assert line_of("rnn_forward", source) == 7


@pytest.mark.parametrize("wrote", ["states[-1]", "states", "state"])
def test_no_list_becomes_an_entry_of_its_own(wrote):
    """numpy would go through such a list for ever: five entries, each of which has five, and so on."""
    source = f"""\
def rnn_forward(x, a0, parameters):
    states, predictions, caches = [a0], [], []
    for t in range(x.shape[2]):
        state, prediction, cache = rnn_cell_forward(x[:, :, t], states[-1], parameters)
        predictions.append(prediction), caches.append(cache)
        states.append({wrote} if t else -state)
    return np.stack(states[1:], 2), np.stack(predictions, 2), (caches, x)
"""
    function, went = defined("rnn_forward", source), time.process_time()
    rewritten(function, public_case("rnn_forward"))
    assert time.process_time() - went < 3 * edited.MOST_SECONDS


def test_an_index_is_never_taken_from_what_numpy_indexes():
    source = HELPER.replace("U @ a + b", "np.r_[U @ a] - b")
    assert line_of("rnn_cell_forward", source) == 2


def test_as_many_runs_as_there_may_be_and_no_more(monkeypatch):
    monkeypatch.setattr(edited, "MOST_RUNS", 10)
    function, source = UNUSUAL["helper"]
    assert line_of(function, source.replace("U @ a + b", "U @ a - b")) is None


def test_what_sleeps_is_not_run_again():
    source = "from time import sleep\n\n" + HELPER.replace("return W", "sleep(0)\n    return -W")
    assert line_of("rnn_cell_forward", source) is None


def test_whoever_profiles_is_left_alone():
    function, source = UNUSUAL["helper"]
    profiler = cProfile.Profile()
    profiler.enable()
    try:
        assert line_of(function, source.replace("U @ a + b", "U @ a - b")) is None
        assert sys.getprofile() is profiler
    finally:
        profiler.disable()


# ── Where no edit helps all that is wrong ─────────────────────────────────────────────────────────────────────────

TWO_MISTAKES = (
    CLASS.replace("1 - self.a_next**2", "1 + self.a_next**2")
    .replace('"dba": ', '\n            "dba": ')
    .replace("dz.sum(axis=1, keepdims=True)", "np.full((4, 1), 0.5)")
)


def test_a_line_that_helps_some_outputs_is_named_with_those_that_stay_wrong():
    found = find_places(
        defined("rnn_cell_backward", TWO_MISTAKES),
        public_case("rnn_cell_backward"),
        RNN.tests.right("rnn_cell_backward"),
    )
    assert [place.text for place in found.places] == ["return da * (1 + self.a_next**2)"]
    said = "with this corrected, dxt, da_prev, dWax and dWaa are right; dba is still wrong"
    assert found.proof == said
    data = to_data(found, None)
    function, lines = public_case("rnn_cell_backward").function, TWO_MISTAKES.splitlines()
    assert from_data(data, function, lines, [], str.isidentifier)[0].proof == said
    with pytest.raises(ValueError, match="either all outputs are right"):
        from_data({**data, "still": []}, function, lines, [], str.isidentifier)


def test_an_attribute_that_is_taken_for_another_is_found():
    source = CLASS.replace("1 - self.a_next**2", "1 - self.a_prev**2")
    assert line_of("rnn_cell_backward", source) == 6


def test_a_key_of_a_dict_of_her_own_that_is_taken_for_another_is_found():
    source = """\
def rnn_cell_backward(da_next, cache):
    k = dict(zip("a_next a_prev xt parameters".split(), cache))
    dz = (lambda a: da_next * (1 - a**2))(k["a_prev"])
    return {"dxt": k["parameters"]["Wax"].T @ dz, "da_prev": k["parameters"]["Waa"].T @ dz, "dWax": dz @ k["xt"].T,
            "dWaa": dz @ k["a_prev"].T, "dba": dz.sum(axis=1, keepdims=True)}
"""
    assert line_of("rnn_cell_backward", source) == 3


def test_a_bias_that_is_left_out_is_found_where_it_has_no_name():
    source = """\
def mixed(p, x, a):
    return p["Wax"] @ x + p["Waa"] @ a + p["ba"]

def rnn_cell_forward(xt, a_prev, parameters):
    a_next = np.tanh(mixed(parameters, xt, a_prev))
    return a_next, softmax(parameters["Wya"] @ a_next), (a_next, a_prev, xt, parameters)
"""
    assert line_of("rnn_cell_forward", source) == 6


def test_a_line_that_would_have_to_go_is_not_the_one_that_helps():
    """Without the line that fills y_pred, a is right, and y_pred is missing: the mistake is that they are one array."""
    source = solutions()["rnn_forward"].replace("y_pred = np.zeros((n_y, m, T_x))", "y_pred = a")
    assert line_of("rnn_forward", source) is None


def test_a_line_that_is_not_in_the_loop_is_found_below_it():
    source = solutions()["rnn_backward"].replace("        dba += ", "    dba += ")
    lines = source.split("\n")
    step = next(line for line in lines if line.strip().startswith("dba += "))
    lines.remove(step)
    end = next(at for at, line in enumerate(lines) if line.strip() == "da0 = da_prevt")
    source = "\n".join([*lines[:end], step, *lines[end:]])
    names = define({**solutions(), "rnn_backward": source})
    assert rewritten(names["rnn_backward"], public_case("rnn_backward")).lines == (end + 1,)


def test_no_function_is_called_that_the_learners_own_never_calls():
    called = []
    wrong = "def softmax(z):\n    e = np.exp(z)\n    return 2 * e / np.sum(e)\n\n\n" + solutions()["rnn_cell_forward"]
    names = define({**solutions(), "save": "def save(z):\n    called.append(z)", "rnn_cell_forward": wrong})
    names["called"] = called
    examined = names["rnn_cell_forward"]
    RNN.tests.explanation("rnn_cell_forward", examined, examine(examined, public_case("rnn_cell_forward")))
    assert called == []
