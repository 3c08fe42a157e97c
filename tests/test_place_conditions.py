"""Law: where lines run at the wrong steps and are right as they stand, their condition is named, and no other line.

Where a line is wrong, a condition around it, or before it, is never named in its place.
"""

import random

import pytest

from checks.place.role import RoleKind
from grader.exercise.mutants import mutants
from grader.exercise.place_proof import _one
from grader.exercise.references import solutions
from tests.bound import bound
from tests.places import found_in

BACK = """\
def rnn_backward(da, caches):
    steps, x = caches
    n_a, m, T_x = da.shape
    dx, da0, later = np.zeros(x.shape), np.zeros((n_a, m)), None
    sums = {"dWax": 0, "dWaa": 0, "dba": 0}
    for t in reversed(range(T_x)):
        if t == T_x - 1:
            later = np.zeros((n_a, m))
        gradients = rnn_cell_backward(da[:, :, t] + later, steps[t])
        later = gradients["da_prev"]
        if t >= 0:
            dx[:, :, t] = gradients["dxt"]
        for name, value in gradients.items():
            if name in sums:
                sums[name] = sums[name] + value
        if t == 0:
            da0 = later
    return {"dx": dx, "da0": da0, **sums}
"""
FORWARD = """\
def lstm_forward(x, a0, parameters):
    states, memories, predictions, caches = [], [], [], []
    for t in range(x.shape[2]):
        if t > 0:
            before, memory = states[t - 1], memories[t - 1]
        else:
            before, memory = a0, np.zeros_like(a0)
        state, now, prediction, cache = lstm_cell_forward(x[:, :, t], before, memory, parameters)
        states.append(state)
        memories.append(now)
        predictions.append(prediction)
        caches += [cache for kept in [True, False] if kept]
    a, c, y_pred = (np.stack(all_steps, axis=2) for all_steps in (states, memories, predictions))
    return a, y_pred, c, (caches, x)
"""
CHOICE = """\
def rnn_forward(x, a0, parameters):
    a = np.zeros((*a0.shape, x.shape[2]))
    y_pred, caches = np.zeros((parameters["by"].shape[0], *x.shape[1:])), []
    for t in range(x.shape[2]):
        before = a[:, :, t - 1] if t > 0 else a0
        a[:, :, t], y_pred[:, :, t], cache = rnn_cell_forward(x[:, :, t], before, parameters)
        caches.append(cache)
    return a, y_pred, (caches, x)
"""
WRONG = [  # source, the right condition, a wrong one, what is said of it
    (BACK, "t == 0", "t == 1", "this condition is true at t = 1, which is not right"),
    (BACK, "t == 0", "t == T_x - 1", "this condition is true at t = 4, which is not right"),
    (BACK, "t == 0", "t < 0", "this condition is never true"),
    (BACK, "t == T_x - 1", "True", "this condition is always true"),
    (BACK, "t == T_x - 1", "t % 2 == 0", "this condition is true at t = 0, 2 and 4, which is not right"),
    (BACK, "t >= 0", "t > 0", "this condition is true at t = 1, 2, 3 and 4, which is not right"),
    (BACK, "name in sums", 'name == "dWax"', ""),
    (CHOICE, "t > 0", "t > 1", "this condition is true at t = 2, 3 and 4, which is not right"),
    (FORWARD, "t > 0", "t > 2", "this condition is true at t = 3 and 4, which is not right"),
]


@pytest.mark.parametrize(("source", "right", "wrong", "fact"), WRONG)
def test_a_condition_that_is_true_at_the_wrong_steps_is_named(source, right, wrong, fact):
    keyword = "if " if f"if {right}" in source else ""
    changed = source.replace(keyword + right, keyword + wrong)
    assert changed != source
    pairs = enumerate(zip(source.split("\n"), changed.split("\n"), strict=True), 1)
    (meant,) = [number for number, (before, after) in pairs if before != after]
    places = found_in(changed)
    (place,) = places.places
    assert place.number == meant
    assert place.text[place.start : place.end] == wrong
    assert fact in place.fact
    assert places.proof.startswith("with this condition right, all ")


@pytest.mark.parametrize("source", [BACK, FORWARD, CHOICE])
def test_the_same_code_with_its_right_conditions_is_right(source):
    assert not found_in(source)


@pytest.mark.slow
@pytest.mark.parametrize("source", [BACK, FORWARD, CHOICE])
def test_no_condition_is_named_where_another_line_is_wrong(source):
    name = source.partition("(")[0].removeprefix("def ")
    exercise = bound(name.split("_")[0]).whole
    changed = mutants(source)
    random.Random(1).shuffle(changed)
    found = [_one(exercise, "", dict(solutions(exercise)), name, mutant) for mutant in changed[:16]]
    named = [one for one in found if one and any(role.kind is RoleKind.CONDITION for role in one.places.roles)]
    assert all(one.place == "true" for one in named)
