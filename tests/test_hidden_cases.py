"""Law: the cases of the hidden tests show what a lucky number would hide, are the same for the same seed and others for
another one, and what is expected of them has been checked against the definition."""

import numpy as np
import pytest

from grader.exercise import cases as grader_cases
from grader.exercise.cases import GraderError
from tests.rnn import (
    AXES,
    FUNCTIONS,
    RNN,
    cases,
    define,
    public_case,
    solutions,
)

pytestmark = pytest.mark.slow

every_function = pytest.mark.parametrize("function", FUNCTIONS)


def arrays_in(value):
    """All arrays in nested tuples, lists and dicts, in order."""
    if isinstance(value, np.ndarray):
        return [value]
    entries = value.values() if isinstance(value, dict) else value
    return [array for entry in entries for array in arrays_in(entry)]


@every_function
def test_the_cases_have_what_hides_mistakes(function):
    drawn = cases(function, 1)
    assert any(case.sizes["m"] == 1 for case in drawn)
    assert any(case.sizes["n_x"] == case.sizes["n_a"] for case in drawn)
    assert any({array.dtype for array in arrays_in(case.arguments)} == {np.dtype("float32")} for case in drawn)
    assert sum(len(set(case.sizes.values())) >= 4 for case in drawn) >= 2
    if FUNCTIONS[function].calls:
        assert any(case.sizes["T_x"] == 1 for case in drawn)
        assert any(case.sizes["T_x"] >= 10 for case in drawn)


@pytest.mark.parametrize("function", ["rnn_cell_forward", "rnn_forward"])
def test_one_case_has_scores_that_overflow(function):
    large = [case for case in cases(function, 1) if np.max(np.abs(case.arguments[2]["Wya"])) > 1000]
    assert len(large) == 1
    assert all(np.isfinite(array).all() for array in arrays_in(large[0].expected))


@pytest.mark.parametrize("function", ["rnn_cell_backward", "rnn_backward"])
def test_one_case_has_states_close_to_one(function):
    states = [case.arguments[1] for case in cases(function, 1)]
    states = [cache[0] if function == "rnn_cell_backward" else cache[0][0][0] for cache in states]
    assert any(np.mean(np.abs(state) > 0.99) > 0.3 for state in states)


@every_function
def test_the_arrays_of_a_case_have_its_sizes(function):
    for case in cases(function, 1):
        sizes = {**case.sizes, "1": 1}
        named = [*zip(FUNCTIONS[function].arguments, case.arguments, strict=True), *case.expected.items()]
        for name, value in named:
            if isinstance(value, np.ndarray):
                assert value.shape == tuple(sizes[axis] for axis in AXES[name]), (case.label, name)


@every_function
def test_the_same_seed_gives_the_same_cases_and_another_one_others(function):
    one, again, other = (cases(function, seed) for seed in (5, 5, 6))
    assert [case.sizes for case in one] == [case.sizes for case in again]
    for first, second, third in zip(one, again, other, strict=True):
        pairs = list(zip(arrays_in(first.arguments), arrays_in(second.arguments), strict=True))
        assert all(np.array_equal(ours, same) for ours, same in pairs)
        assert not np.array_equal(arrays_in(first.arguments)[0], arrays_in(third.arguments)[0])


@every_function
def test_the_cases_of_one_seed_differ_from_each_other(function):
    firsts = [arrays_in(case.arguments)[0].ravel()[:3].tolist() for case in cases(function, 1)]
    assert len({tuple(first) for first in firsts}) == len(firsts)


@every_function
def test_a_case_is_not_the_public_one(function):
    public = arrays_in(public_case(function).arguments)[0]
    assert not any(np.array_equal(arrays_in(case.arguments)[0], public) for case in cases(function, 1))


# ── What is expected has been checked ─────────────────────────────────────────────────────────────────────────────

WRONG_REFERENCES = {
    "rnn_cell_forward": ("np.tanh(", "np.sin("),
    "rnn_forward": ("        a[:, :, t] = a_next\n", "        a[:, :, t] = 2 * a_next\n"),
    "rnn_cell_backward": ("(1 - a_next**2)", "(1 - a_next)"),
    "rnn_backward": ("da[:, :, t] + da_prevt", "da[:, :, t]"),
}


@every_function
def test_a_wrong_reference_is_the_grader_s_error_not_the_learner_s(function, edited, monkeypatch):
    names = define({**solutions(), function: edited(function, *WRONG_REFERENCES[function])})
    monkeypatch.setattr(grader_cases, "references", lambda exercise: {name: names[name] for name in FUNCTIONS})
    with pytest.raises(GraderError, match=f"^{function}: "):
        grader_cases.cases.__wrapped__(RNN, function, 1)  # drawn anew: cases are kept


@pytest.mark.parametrize("function", ["rnn_cell_backward", "rnn_backward"])
def test_caches_that_are_not_of_the_network_are_the_grader_s_error_too(function, edited, monkeypatch):
    names = define({**solutions(), "rnn_cell_forward": edited("rnn_cell_forward", "np.tanh(", "np.sin(")})
    monkeypatch.setattr(grader_cases, "references", lambda exercise: {name: names[name] for name in FUNCTIONS})
    with pytest.raises(GraderError):
        grader_cases.cases.__wrapped__(RNN, function, 1)  # drawn anew: cases are kept
