"""The law: the hidden tests are fair and can't be talked out of it.

Every right answer earns all points whatever the seed, a wrong one loses the outputs that are wrong and no more, one
mistake costs one function, and what is expected has been checked against the definition.
"""

import re
import sys

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from IPython.core.formatters import DisplayFormatter
from nbgrader.utils import get_partial_grade

from checks.case import Problem
from checks.examination import examine, share_earned
from checks.report import Score, TestFailure, Unfinished, message, report
from exercises.rnn import hidden_tests
from grader.exercise.seed import SEED_VARIABLE
from tests.rnn import (
    CATALOGUE,
    FUNCTIONS,
    RNN,
    STYLES,
    cases,
    hidden_problems,
    public_case,
    references,
    solutions,
)
from tests.test_hidden_cases import arrays_in

pytestmark = pytest.mark.slow

SEEDS = (1, 2024)

every_function = pytest.mark.parametrize("function", FUNCTIONS)


@pytest.fixture(autouse=True, scope="module")
def _a_seed_is_set():
    """In a course, nbgrader_config.py sets it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(SEED_VARIABLE, "1")
        yield


def cast(value, dtype):
    """Copy nested tuples, lists and dicts with every array in another type; leave all else as it is."""
    if isinstance(value, np.ndarray):
        return value.astype(dtype)
    if isinstance(value, dict):
        return {key: cast(entry, dtype) for key, entry in value.items()}
    return type(value)(cast(entry, dtype) for entry in value) if isinstance(value, (tuple, list)) else value


# ── Right answers and stubs ───────────────────────────────────────────────────────────────────────────────────────


@every_function
@pytest.mark.parametrize("seed", SEEDS)
def test_the_reference_passes(function, seed):
    assert hidden_problems(function, references()[function], seed) == []


@every_function
@pytest.mark.parametrize("style", STYLES, ids=lambda style: style.id)
def test_a_right_answer_in_another_style_passes(style, function):
    target = style.functions(RNN)[function]
    assert [hidden_problems(function, target, seed) for seed in SEEDS] == [[] for _ in SEEDS]


@every_function
def test_a_pass_is_one_line(function, capsys):
    getattr(hidden_tests, f"{function}_test")(references()[function])
    points = FUNCTIONS[function].points[1]
    assert capsys.readouterr().out == f"{function}: all hidden tests passed ({points} of {points} points)\n"


@every_function
def test_a_stub_fails_as_unfinished(function, stubs, learner):
    with pytest.raises(Unfinished, match=f"^{function} is not finished: line .*$"):
        getattr(hidden_tests, f"{function}_test")(learner(**stubs)[function])


@settings(max_examples=8)
@given(seed=st.integers(0, 10**6))
@example(seed=424)
@example(seed=519)
@pytest.mark.parametrize("function", ["rnn_cell_forward", "rnn_cell_backward"])
def test_any_seed_will_do(function, seed):
    """An instructor may choose any: the cases can be drawn, and right answers of all styles pass."""
    drawn = cases(function, seed)
    for style in STYLES:
        target = style.functions(RNN)[function]
        assert [problem for case in drawn for problem in examine(target, case)] == [], style.id


# ── Numbers: large, small, in single precision ────────────────────────────────────────────────────────────────────

UNSTABLE = "\n\ndef softmax(z):\n    return np.exp(z) / np.exp(z).sum(axis=0)\n"


def test_an_unstable_softmax_fails_at_the_large_scores_only_and_costs_its_own_share(learner):
    target = learner(rnn_cell_forward=solutions()["rnn_cell_forward"] + UNSTABLE)["rnn_cell_forward"]
    (problem,) = hidden_problems("rnn_cell_forward", target, 1)
    assert (problem.output, problem.rung) == ("yt_pred", "finite")
    assert "very large scores" in problem.label
    function = FUNCTIONS["rnn_cell_forward"]
    weights = function.weights
    assert share_earned(function, [problem]) == 1 - weights["yt_pred"] / sum(weights.values())


def test_an_unstable_softmax_of_the_cell_costs_the_loop_nothing(learner):
    names = learner(rnn_cell_forward=solutions()["rnn_cell_forward"] + UNSTABLE)
    assert hidden_problems("rnn_forward", names["rnn_forward"], 1) == []


@every_function
@pytest.mark.parametrize("style", STYLES, ids=lambda style: style.id)
def test_single_precision_for_single_precision_passes(style, function):
    """float32 in, all arithmetic in float32, float32 out."""
    target = style.functions(RNN)[function]

    def single(*arguments):
        dtype = arrays_in(arguments)[0].dtype
        return cast(target(*arguments), dtype)

    assert [hidden_problems(function, single, seed) for seed in SEEDS] == [[] for _ in SEEDS]


@every_function
def test_single_precision_for_double_precision_fails_at_every_output(function):
    problems = hidden_problems(function, lambda *given: references()[function](*cast(given, np.float32)), 1)
    single = [problem.output for problem in problems]
    assert single == list(FUNCTIONS[function].outputs)


@given(data=st.data())
@every_function
def test_one_entry_that_is_slightly_wrong_fails_in_every_case(function, data):
    case = data.draw(st.sampled_from(cases(function, 1)), label="case")
    output = data.draw(st.sampled_from(FUNCTIONS[function].outputs), label="output")

    def target(*arguments):
        result = cast(references()[function](*arguments), np.float64)
        value = result[output] if isinstance(result, dict) else result[FUNCTIONS[function].outputs.index(output)]
        array = data.draw(st.sampled_from(arrays_in(value)))
        index = tuple(data.draw(st.integers(0, size - 1)) for size in array.shape)
        array[index] += 10 * case.tolerance * np.max(np.abs(array))
        return result

    problems = examine(target, case)
    assert {problem.output for problem in problems} == {output}


@every_function
def test_two_numbers_that_are_shown_as_different_look_different(function):
    """However small the difference is: a message that shows the same number twice says nothing."""
    for case in cases(function, 1):
        for size in (1.5, 3, 30, 300, 3e3, 3e4, 3e5):

            def target(*arguments, size=size * case.tolerance):
                result = cast(references()[function](*arguments), np.float64)
                first = arrays_in(result)[0]
                first.flat[np.argmax(np.abs(first))] *= 1 + size
                return result

            text = str(message(FUNCTIONS[function], examine(target, case)))
            expected = next(line.split()[1] for line in text.splitlines() if line.startswith("    expected"))
            yours = next(line.split()[1] for line in text.splitlines() if line.startswith("    yours"))
            assert expected != yours, text


# ── Messages and partial credit ───────────────────────────────────────────────────────────────────────────────────


@every_function
def test_a_failure_names_its_case(function, before_return, learner):
    output = FUNCTIONS[function].outputs[0]
    target = learner(**{function: before_return(function, f"{output} = 0 * {output}")})[function]
    text = str(message(FUNCTIONS[function], hidden_problems(function, target, 1)))
    assert re.search(r"^    case +random sizes$", text, flags=re.MULTILINE)


def test_the_seed_is_taken_from_the_settings_of_the_course(monkeypatch, before_return, learner):
    target = learner(rnn_cell_forward=before_return("rnn_cell_forward", "a_next = 0 * a_next"))["rnn_cell_forward"]
    said = set()
    for seed in SEEDS:
        monkeypatch.setenv(SEED_VARIABLE, str(seed))
        with pytest.raises(TestFailure) as raised:
            hidden_tests.rnn_cell_forward_test(target)
        said.add(str(raised.value))
    assert len(said) == len(SEEDS)  # other numbers


@pytest.mark.parametrize("seed", SEEDS)
@every_function
def test_no_message_or_record_names_the_seed(function, seed, monkeypatch, before_return, learner):
    seed = 977_131 + seed
    monkeypatch.setenv(SEED_VARIABLE, str(seed))
    target = learner(**{function: before_return(function, f"{FUNCTIONS[function].outputs[0]} = None")})[function]
    with pytest.raises(TestFailure) as raised:
        getattr(hidden_tests, f"{function}_test")(target)
    assert str(seed) not in str(raised.value) + repr(raised.value.problems)


@pytest.mark.parametrize(
    ("function", "line", "share"),
    [
        ("rnn_cell_forward", "a_next = 2 * a_next", 5 / 8),
        ("rnn_cell_forward", "cache = None", 6 / 8),
        ("rnn_forward", "y_pred = y_pred[:, :, ::-1]", 5 / 8),
        ("rnn_cell_backward", "dba = dba.T", 4 / 5),
        ("rnn_cell_backward", "dWax, dWaa = 0 * dWax, 0 * dWaa", 3 / 5),
        ("rnn_backward", "dba = 2 * dba", 4 / 5),
        ("rnn_backward", "dx = dx[:, :, 0]", 4 / 5),
        ("rnn_backward", "del dba; dba = None", 4 / 5),
        ("rnn_backward", "return {'dx': dx}", 1 / 5),
        ("rnn_backward", "da += 1", 1 / 2),
        ("rnn_backward", "da += 1; dba = 2 * dba", 4 / 5 / 2),
        ("rnn_backward", "return None", 0),
        ("rnn_backward", "return dx, da0, dWax, dWaa, dba", 0),
        ("rnn_backward", "1 / 0", 0),
        ("rnn_backward", "raise NotImplementedError", 0),
        ("rnn_cell_forward", "return a_next, yt_pred", 0),
    ],
)
def test_each_output_earns_its_own_part(function, line, share, before_return, learner):
    target = learner(**{function: before_return(function, line)})[function]
    assert share_earned(FUNCTIONS[function], hidden_problems(function, target, 1)) == pytest.approx(share)


def test_a_function_that_fails_in_one_case_only_keeps_what_is_right_in_all(before_return, learner):
    """An output counts when it is right in every case; the others are not touched by its failure."""
    lines = ["if T_x == 1:", "    dx = 0 * dx", "if m == 1:", "    dba = dba.ravel()"]
    target = learner(rnn_backward=before_return("rnn_backward", *lines))["rnn_backward"]
    problems = hidden_problems("rnn_backward", target, 1)
    assert {problem.output for problem in problems} == {"dx", "dba"}
    assert share_earned(FUNCTIONS["rnn_backward"], problems) == 3 / 5


def test_all_right_earns_everything_and_weights_are_of_outputs_only():
    assert all(share_earned(FUNCTIONS[function], []) == 1 for function in FUNCTIONS)
    assert all(set(function.weights) <= set(function.outputs) for function in FUNCTIONS.values())


PROBLEMS = [Problem("dba", "shape", "dba has the wrong shape")]


def shown(monkeypatch, problems, hook=None):
    """What report gives to the shell as a cell's result, besides raising."""
    results = []
    monkeypatch.setattr(sys, "displayhook", hook or results.append)
    with pytest.raises(TestFailure):
        report(FUNCTIONS["rnn_backward"], problems, 18, "passed")
    return results


def test_in_an_interactive_shell_the_points_are_the_result_of_the_cell(monkeypatch):
    (score,) = shown(monkeypatch, PROBLEMS)
    assert isinstance(score, Score)
    assert score == pytest.approx(18 * 4 / 5)


def test_in_a_plain_interpreter_nothing_is_shown(monkeypatch, capsys):
    assert shown(monkeypatch, PROBLEMS, sys.__displayhook__) == []
    assert capsys.readouterr().out == ""


def test_a_pass_shows_no_points_as_nbgrader_gives_all_of_them_anyway(monkeypatch, capsys):
    results = []
    monkeypatch.setattr(sys, "displayhook", results.append)
    report("rnn_backward", [], 18, "rnn_backward: passed")
    assert results == []
    assert capsys.readouterr().out == "rnn_backward: passed\n"


@given(share=st.floats(0, 1), points=st.sampled_from([function.points[1] for function in FUNCTIONS.values()]))
def test_nbgrader_reads_the_points(share, points):
    score = Score(points * share, points, {"function": "rnn_backward"})
    assert get_partial_grade({"data": {"text/plain": repr(score)}}, points) == pytest.approx(points * share, abs=0.005)


def test_nbgrader_reads_the_points_as_jupyter_shows_them():
    data, _ = DisplayFormatter().format(Score(14.4, 18, {"function": "rnn_backward", "hint": "<b>'\"&"}))
    assert get_partial_grade({"data": data}, 18) == 14.4
    assert "14.4 of 18 points" in data["text/html"]


# ── One mistake costs one function ────────────────────────────────────────────────────────────────────────────────


@every_function
def test_a_mistake_in_one_function_costs_the_three_others_nothing(function):
    """The two that don't call it can only be touched by what its cell leaves behind: one hidden case shows that."""
    drawn = cases(function, 1)
    for mistake in (mistake for mistake in CATALOGUE if mistake.function != function):
        calls_it = FUNCTIONS[function].calls == mistake.function
        for case in [public_case(function), *(drawn if calls_it else drawn[:1])]:
            assert examine(mistake.functions(RNN)[function], case) == [], mistake.id
