"""Law: where no known mistake fits, a relation is named only where it holds for every entry of a wrong array.

That is an output, or what stands in the one place that is proven. Each kind names programs that no list holds;
chance is named as nothing.
"""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks.diagnosis import diagnose
from checks.examination import examine
from checks.likeness import Wrong, likeness
from checks.place.report import Places
from checks.place.role import Role, RoleKind
from checks.relations import HINTS, VAGUE
from tests import rnn
from tests.bound import bound

TANH = "np.tanh(Wax @ xt + Waa @ a_prev + ba)"
Z = TANH.removeprefix("np.tanh")
DZ = "dz = (1 - a_next**2) * da_next"
DC = "dc = dc_next + da_next * ot * (1 - tanh_c**2)"
CALL = "rnn_cell_forward(x[:, :, t], a_next"
BACK = "rnn_cell_backward(da[:, :, t] + da_prevt, caches[t])"
AGAIN = 'z = Wax @ xt + Waa @ a_prev + parameters["ba"]\n    dz = (1 - z**2) * da_next'
CUT = "da_prev = dstacked[:n_a]\n    dxt = dstacked[n_a:]"

PROGRAMS = [  # function, what the reference says, what the learner wrote, the relation
    ("rnn_cell_forward", TANH, f"np.maximum(0, {Z})", "another-function"),
    ("rnn_cell_forward", TANH, f"1 / (1 + np.exp(-{Z}))", "another-function"),
    ("rnn_cell_forward", TANH, Z, "not-squashed"),
    ("rnn_cell_forward", "softmax(Wya @ a_next + by)", "Wya @ a_next + by", "not-squashed"),
    ("rnn_cell_forward", TANH, f"np.tanh({TANH})", "squashed-twice"),
    ("rnn_cell_forward", TANH, f"abs({TANH})", "absolute"),
    ("rnn_cell_forward", TANH, f"{TANH} ** 2", "squared"),
    ("rnn_cell_forward", TANH, f"np.tanh(1e5 * {Z})", "saturated"),
    ("rnn_cell_forward", TANH, f"np.clip({TANH}, -0.5, 0.5)", "clipped"),
    ("rnn_cell_forward", TANH, f"{TANH} + a_prev", "term-too-many"),
    ("rnn_cell_forward", TANH, f"{TANH} + 0.1", "constant-term"),
    ("rnn_cell_forward", TANH, f"{TANH}.round(7)", "few-digits"),
    ("rnn_cell_forward", "return a_next, yt_pred", "return a_next.reshape(6, 4), yt_pred", "same-numbers-other-shape"),
    ("rnn_forward", "[:, :, t] = a_next", "[:, :, T_x - 1 - t] = a_next", "reversed-in-time"),
    ("rnn_forward", "[:, :, t] = a_next", "[:, :, t - 1] = a_next", "shifted-in-time"),
    ("rnn_forward", CALL, "rnn_cell_forward(x[:, :, (t + 1) % T_x], a_next", "another-step"),
    ("rnn_forward", CALL, "rnn_cell_forward(x[:, ::-1, t], a_next", "in-reverse-order"),
    ("rnn_forward", CALL, "rnn_cell_forward(x[:, :, t].clip(-1, 1), a_next", "clipped"),
    ("rnn_forward", "return a, ", "return a.transpose(2, 0, 1), ", "axes-in-another-order"),
    ("rnn_forward", "return a, ", "return a[:, :, [2] * T_x], ", "one-step-everywhere"),
    ("rnn_forward", "return a, ", "return a.T.reshape(a.shape), ", "same-numbers-elsewhere"),
    ("rnn_cell_backward", DZ, AGAIN, "slope-at-the-sum"),
    ("rnn_cell_backward", DZ, "dz = (1 - np.tanh(a_next) ** 2) * da_next", "slope-of-a-slope"),
    ("rnn_cell_backward", DZ, "dz = (1 - a_next) * da_next", "slope-not-squared"),
    ("rnn_cell_backward", DZ, "s = 1 - a_next\n    dz = s * da_next", "slope-not-squared"),
    ("rnn_cell_backward", DZ, f"{DZ} * a_next", "factor-too-many"),
    ("rnn_cell_backward", DZ, "dz = (1 - a_next**2)", "factor-missing"),
    ("rnn_cell_backward", DZ, f"{DZ}\n    dz = np.minimum(np.maximum(dz, -1), 1)", "clipped"),
    ("rnn_cell_backward", DZ, f"{DZ}\n    dz = -dz", "opposite-sign"),
    ("rnn_cell_backward", "dba = np.sum(dz, axis=1, keepdims=True)", "dba = dz", "not-summed"),
    ("rnn_cell_backward", "np.sum(dz, axis=1, keepdims=True)", "np.sum(dz)", "summed-too-far"),
    ("rnn_cell_backward", "dWax = dz @ xt.T", "dWax = xt @ dz.T", "transposed"),
    ("rnn_cell_backward", "dWax = dz @ xt.T", "dWax = dz @ np.roll(xt, 1, axis=0).T", "blocks-in-another-order"),
    ("rnn_cell_backward", "dxt = Wax.T @ dz", "dxt = np.roll(Wax.T @ dz, 2, axis=1)", "examples-shifted"),
    ("rnn_cell_backward", "dxt = Wax.T @ dz", "dxt = Wax.T @ dz[:, [0] * 6]", "one-example-everywhere"),
    ("rnn_cell_backward", "dxt = Wax.T @ dz", "dxt = np.maximum(Wax.T @ dz, 0)", "cut-at-zero"),
    ("rnn_cell_backward", "dxt = Wax.T @ dz", "dxt = (Waa.T @ dz)[:3]", "cut-elsewhere"),
    ("rnn_cell_backward", "dxt = Wax.T @ dz", "dxt = xt", "another-quantity"),
    ("rnn_backward", BACK, "rnn_cell_backward((da[:, :, t] + da_prevt).clip(-1, 1), caches[t])", "clipped"),
    ("rnn_backward", "dba += dbat", "dba += dbat / m", "constant-factor"),
    ("lstm_cell_backward", CUT, "da_prev = dstacked[3:]\n    dxt = dstacked[:3]", "cut-elsewhere"),
    (
        "lstm_cell_backward",
        "dWf = dzf @ stacked.T",
        "dWf = dzf @ np.concatenate([xt, a_prev]).T",
        "blocks-in-another-order",
    ),
    ("lstm_cell_backward", DC, DC.replace("tanh_c**2", "c_next**2"), None),
    ("lstm_cell_backward", DC, DC.replace("dc_next + ", ""), "term-missing"),
    ("lstm_cell_backward", "dzc = dc * it * (1 - cct**2)", "dzc = dc * it * (1 - np.tanh(cct)**2)", "slope-of-a-slope"),
    ("lstm_cell_backward", "dc_prev = dc * ft", "dc_prev = dc * ft * it", "factor-too-many"),
    ("lstm_cell_backward", "dc_prev = dc * ft", "dc_prev = dc", "factor-missing"),
    ("lstm_cell_backward", "dc_prev = dc * ft", "dc_prev = dc * ft + dc_next", "term-too-many"),
    ("lstm_cell_backward", "dc_prev = dc * ft", "dc_prev = dc * ft - dc_next", "term-missing"),
]


def explained(function, said, wrote, known=()):
    """What a changed solution is taken for, with none of the known mistakes: a Diagnosis or None; and its Places."""
    one = bound(function.split("_")[0])
    target = one.learner(**{function: one.edited(function, said, wrote)})[function]
    case = one.public_case(function)
    problems, places = examine(target, case), one.tests.places(function, target)
    return diagnose(target, problems, case, known, places), places


@pytest.mark.parametrize(("function", "said", "wrote", "relation"), PROGRAMS)
def test_a_program_that_no_list_holds_is_named_by_the_relation_that_holds(function, said, wrote, relation):
    found, _ = explained(function, said, wrote)
    assert (found and found.ids) == (relation and (relation,))


def test_what_stands_in_the_place_is_named_where_an_output_is_like_nothing():
    found, places = explained("rnn_cell_backward", DZ, f"{DZ} * a_next")
    (place,) = places.places
    assert place.text == f"{DZ} * a_next"
    assert found.hint == "dz is multiplied entry by entry by a_next. Does the formula have this factor?"


def test_a_relation_of_an_output_is_silent_where_the_place_gives_no_value_to_it():
    """The first wrong output is a clipped one, and the proof says that the line of another one is wrong, too."""
    found, places = explained("rnn_cell_backward", DZ, DZ.replace("da_next", "da_next * a_next"))
    elsewhere = Places(
        (places.places[0].__class__(1, "", None, None, places.places[0].said, frozenset({Role(RoleKind.LOOP)})),)
    )
    assert found is not None
    case, target = rnn.public_case("rnn_cell_backward"), rnn.references()["rnn_cell_backward"]

    def negative(*arguments):
        return {**target(*arguments), "dxt": -target(*arguments)["dxt"]}

    problems = examine(negative, case)
    assert diagnose(negative, problems, case, [], Places()).ids == ("opposite-sign",)
    assert diagnose(negative, problems, case, [], elsewhere) is None


def test_every_kind_of_likeness_has_a_program_or_is_vague():
    named = {relation for *_, relation in PROGRAMS}
    of_arrays = {key for key in HINTS if "{output}" in HINTS[key] or key.startswith("slope")}
    assert of_arrays - named - VAGUE == set()


@pytest.mark.parametrize(("size", "last"), [(3, 2), (1, 0)])
def test_an_index_beyond_an_axis_is_answered_by_its_last_index(size, last):
    found, _ = explained("rnn_cell_backward", DZ, f"{DZ}\n    np.zeros({size})[{size}]")
    assert found.hint == f"The last index of an axis of size {size} is {last}. Which values does your index take?"


def test_an_index_into_an_empty_axis_gets_no_hint_on_its_last_index():
    found, _ = explained("rnn_cell_backward", DZ, f"{DZ}\n    np.zeros(0)[0]")
    assert found is None


def test_hints_keep_the_rules_of_hints():
    for hint in HINTS.values():
        assert len(hint.split()) <= 40
        assert hint.endswith("?") or "?" in hint
        assert "!" not in hint


@given(st.integers(0, 10**6), st.sampled_from([(4, 6), (3, 6), (4, 1), (4, 7), (4, 6, 5)]))
def test_numbers_by_chance_are_like_nothing(seed, shape):
    rng = np.random.default_rng(seed)
    value, expected, *others = rng.uniform(-0.9, 0.9, size=(5, *shape))
    axes = ("n_a", "m", "T_x")[: len(shape)]
    named = [(f"one{number}", other) for number, other in enumerate(others)]
    assert likeness(Wrong(value, expected, named, axes, "m", "T_x", {"m": 6, "T_x": 5})) is None


SHAPES = st.lists(st.integers(0, 4), max_size=4).map(tuple)


@given(st.integers(0, 10**6), SHAPES, SHAPES, st.sampled_from([(), ("n_a", "m"), ("n_x", "m", "T_x")]), st.booleans())
def test_arrays_of_any_shape_raise_nothing(seed, shape, other, axes, is_same):
    rng = np.random.default_rng(seed)
    value, expected = rng.integers(-1, 2, size=shape), rng.integers(-1, 2, size=shape if is_same else other)
    named = [("one", rng.normal(size=other)), ("other", rng.normal(size=shape))]
    likeness(Wrong(value.astype(float), expected.astype(float), named, axes, "m", "T_x", {"m": 6, "T_x": 5}))


@given(st.integers(0, 10**6))
def test_a_small_error_is_said_to_be_one_and_nothing_else(seed):
    rng = np.random.default_rng(seed)
    expected = rng.normal(size=(4, 6))
    assert likeness(Wrong(expected + 1e-7 * rng.normal(size=(4, 6)), expected)) == ("few-digits", "")


@pytest.mark.parametrize(
    ("function", "said", "wrote"),
    [
        ("rnn_forward", "a_next = a0", "a_next = np.ones((n_a, m))"),
        ("rnn_cell_forward", "a_next = np.tanh(Wax @ xt + Waa @ a_prev + ba)", "a_next = np.ones(a_prev.shape)"),
        ("rnn_forward", "a[:, :, t] = a_next", "a[:, :, 0] = a_next"),
    ],
)
def test_a_constant_and_what_is_not_filled_yet_are_taken_for_no_relation(function, said, wrote):
    source = rnn.solutions()[function].replace("np.zeros((n_a, m, T_x))", "np.ones((n_a, m, T_x))")
    assert said in source
    target = rnn.define({**rnn.solutions(), function: source.replace(said, wrote)})[function]
    found = rnn.RNN.tests.explanation(function, target, examine(target, rnn.public_case(function)))[1]
    assert not found or not {"saturated", "shifted-in-time"} & {*found.ids}
