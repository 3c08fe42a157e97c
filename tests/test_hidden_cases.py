"""Law: the cases of the hidden tests show what a lucky number would hide, are the same for the same seed and others for
another one, and what is expected of them has been checked against the definition."""

import numpy as np
import pytest

from checks.exercise import Record
from grader.exercise import cases as grader_cases
from grader.exercise.cases import GraderError
from tests.bound import OF_FUNCTIONS, bound, every_function, run_for

pytestmark = pytest.mark.slow

STRAINED = run_for(
    ("one", "function", "label"),
    [
        (one, function, sketch.label)
        for one, function in OF_FUNCTIONS
        for sketch in one.whole.secret.sketches[function]
        if sketch.scale > 1
    ],
)


def arrays_in(value):
    """All arrays in nested tuples, lists and dicts, in order."""
    if isinstance(value, np.ndarray):
        return [value]
    entries = value.values() if isinstance(value, dict) else value
    return [array for entry in entries for array in arrays_in(entry)]


def quantities(one, case):
    """The arrays of a case by name: those given, those expected, and those in records."""
    return dict(one.public.quantities_of(case.arguments, case.expected, case.function))


@every_function
def test_the_cases_have_what_hides_mistakes(one, function):
    drawn = one.cases(function, 1)
    assert any(case.sizes["m"] == 1 for case in drawn)
    assert any(case.sizes["n_x"] == case.sizes["n_a"] for case in drawn)
    assert any({array.dtype for array in arrays_in(case.arguments)} == {np.dtype("float32")} for case in drawn)
    assert sum(len(set(case.sizes.values())) >= 4 for case in drawn) >= 2
    if one.functions[function].calls:
        assert any(case.sizes["T_x"] == 1 for case in drawn)
        assert any(case.sizes["T_x"] >= 10 for case in drawn)


@every_function
def test_no_case_lets_a_state_hide_a_mistake(one, function):
    """What a function of one step gets from the step before and from the step after is nowhere all zeros."""
    if one.public.is_of_one_step(one.functions[function]):
        for case in [one.public_case(function), *one.cases(function, 1)]:
            given = quantities(one, case)
            handed_on = [name for name in given if name.endswith(("_prev", "_next"))]
            assert handed_on
            assert [name for name in handed_on if not given[name].any()] == []


def test_the_memory_before_the_first_step_of_the_lstm_is_empty():
    lstm = bound("lstm")
    for case in [lstm.public_case("lstm_forward"), *lstm.cases("lstm_forward", 1)]:
        first_cache = case.expected["caches"][0][0]
        assert not first_cache[3].any()


@STRAINED
def test_one_case_strains_the_function(one, function, label):
    """Forward, its scores overflow where they are not shifted; backward, its states or gates are at their ends."""
    strains = has_large_scores if function.endswith("forward") else is_at_its_ends
    assert [case.label for case in one.cases(function, 1) if strains(one, case)] == [label]


def has_large_scores(one, case):
    parameters = case.arguments[-1]
    assert all(np.isfinite(array).all() for array in arrays_in(case.expected))
    return np.max(np.abs(parameters["Wya" if "Wya" in parameters else "Wy"])) > 1000


def is_at_its_ends(one, case):
    names, last = one.public.shapes["cache"].names, case.arguments[-1]
    steps = [dict(zip(names, cache, strict=True)) for cache in (last[0] if case.function.calls else [last])]
    share = np.stack([step.get("ft", (1 + step["a_next"]) / 2) for step in steps])
    closed = 0.01 if "ft" in names else 0.005  # a state is at 0.99 then
    return np.mean((share < closed) | (share > 1 - closed)) > 0.3


@every_function
def test_the_arrays_of_a_case_have_its_sizes(one, function):
    for case in one.cases(function, 1):
        sizes = {**case.sizes, "1": 1}
        for name, value in quantities(one, case).items():
            assert value.shape == tuple(eval(axis, {}, sizes) for axis in one.axes[name]), (case.label, name)


@every_function
def test_the_same_seed_gives_the_same_cases_and_another_one_others(one, function):
    one_time, again, other = one.cases(function, 5), drawn_anew(one, function, 5), one.cases(function, 6)
    assert [case.sizes for case in one_time] == [case.sizes for case in again]
    for first, second, third in zip(one_time, again, other, strict=True):
        pairs = list(zip(arrays_in(first.arguments), arrays_in(second.arguments), strict=True))
        assert all(np.array_equal(ours, same) for ours, same in pairs)
        assert not np.array_equal(arrays_in(first.arguments)[0], arrays_in(third.arguments)[0])


def drawn_anew(one, function, seed):
    """The cases of a seed; those that were drawn before are kept elsewhere."""
    return grader_cases.cases.__wrapped__(one.whole, function, seed)


@every_function
def test_the_cases_of_one_seed_differ_from_each_other(one, function):
    firsts = [arrays_in(case.arguments)[0].ravel()[:3].tolist() for case in one.cases(function, 1)]
    assert len({tuple(first) for first in firsts}) == len(firsts)


@every_function
def test_a_case_is_not_the_public_one(one, function):
    public = arrays_in(one.public_case(function).arguments)[0]
    assert not any(np.array_equal(arrays_in(case.arguments)[0], public) for case in one.cases(function, 1))


# ── What is expected has been checked ─────────────────────────────────────────────────────────────────────────────

WRONG_REFERENCES = {
    "rnn_cell_forward": ("np.tanh(", "np.sin("),
    "rnn_forward": ("        a[:, :, t] = a_next\n", "        a[:, :, t] = 2 * a_next\n"),
    "rnn_cell_backward": ("(1 - a_next**2)", "(1 - a_next)"),
    "rnn_backward": ("da[:, :, t] + da_prevt", "da[:, :, t]"),
    "lstm_cell_forward": ("c_next = ft * c_prev", "c_next = it * c_prev"),
    "lstm_forward": ("        c[:, :, t] = c_next\n", "        c[:, :, t] = 2 * c_next\n"),
    "lstm_cell_backward": ("(1 - tanh_c**2)", "(1 - tanh_c)"),
    "lstm_backward": ("da_prevt, dc_prevt, caches", "da_prevt, 0 * dc_prevt, caches"),
}


def wrong(one, function):
    """The text of a wrong solution: of the lines above, or the first of the catalogue."""
    known = WRONG_REFERENCES.get(function)
    return one.edited(function, *known) if known else one.of(function)[0].sources(one.whole)[0]


def refer_to(one, names, monkeypatch):
    monkeypatch.setattr(grader_cases, "references", lambda exercise: {name: names[name] for name in one.functions})


@every_function
def test_a_wrong_reference_is_the_grader_s_error_not_the_learner_s(one, function, monkeypatch):
    refer_to(one, one.learner(**{function: wrong(one, function)}), monkeypatch)
    with pytest.raises(GraderError, match=f"^{function}: "):
        drawn_anew(one, function, 1)


BACK = [
    (one, name)
    for one, name in OF_FUNCTIONS
    if isinstance(one.public.shapes[one.functions[name].arguments[-1]], Record)
]


@run_for(("one", "function"), BACK)
def test_caches_that_are_not_of_the_network_are_the_grader_s_error_too(one, function, monkeypatch):
    cell = next(iter(one.functions))
    refer_to(one, one.learner(**{cell: wrong(one, cell)}), monkeypatch)
    with pytest.raises(GraderError):
        drawn_anew(one, function, 1)
