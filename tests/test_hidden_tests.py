"""Law: the hidden tests are fair and can't be talked out of it.

Every right answer earns all points whatever the seed, a wrong one loses the outputs that are wrong and no more, one
mistake costs one function, and what is expected has been checked against the definition.
"""

import importlib
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
from grader.exercise.seed import SEED_VARIABLE
from tests.bound import OF_FUNCTIONS, bound, every_function, every_style, run_for
from tests.rnn import FUNCTIONS, hidden_problems
from tests.sampling import is_whole, number, sample
from tests.test_hidden_cases import arrays_in

pytestmark = pytest.mark.slow

SEEDS = (1, 2024)


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


def hidden_test(one, function):
    """What the hidden region of the notebook calls."""
    return getattr(importlib.import_module(f"exercises.{one.name}.hidden_tests"), f"{function}_test")


# ── Right answers and stubs ───────────────────────────────────────────────────────────────────────────────────────


@every_function
@settings(max_examples=number(2, 40))
@given(seed=st.integers(0, 10**6))
@example(seed=SEEDS[0])
@example(seed=SEEDS[1])
@example(seed=424)
@example(seed=519)
def test_right_answers_of_all_styles_pass_whatever_the_seed(one, function, seed):
    """An instructor may choose any: the cases can be drawn, and the reference passes, in other styles too."""
    right = {"reference": one.references()[function]}
    for name, target in {**right, **{style.id: style.functions(one.whole)[function] for style in one.styles}}.items():
        assert one.hidden_problems(function, target, seed) == [], name


@every_function
def test_a_pass_is_one_line(one, function, capsys):
    hidden_test(one, function)(one.references()[function])
    points = one.functions[function].points[1]
    assert capsys.readouterr().out == f"{function}: all hidden tests passed ({points} of {points} points)\n"


@every_function
def test_a_stub_fails_as_unfinished(one, function):
    stub = one.learner(**one.stubs)[function]
    assert {problem.rung for seed in SEEDS for problem in one.hidden_problems(function, stub, seed)} == {"unfinished"}
    with pytest.raises(Unfinished, match=f"^{function} is not finished: line .*$"):
        hidden_test(one, function)(stub)


# ── Numbers: large, small, in single precision ────────────────────────────────────────────────────────────────────

UNSTABLE = "\n\ndef softmax(z):\n    return np.exp(z) / np.exp(z).sum(axis=0)\n"


STRAINED = [  # functions of which a case has large scores, and the one that computes the prediction
    (one, function, one.functions[function].calls or function)
    for one, function in OF_FUNCTIONS
    if "softmax" in one.whole.secret.given
    and any("very large scores" in sketch.label for sketch in one.whole.secret.sketches[function])
]


@run_for(("one", "function", "cell"), STRAINED)
def test_an_unstable_softmax_fails_at_the_large_scores_only_and_costs_its_own_share(one, function, cell):
    """And it costs the loop nothing."""
    target = one.learner(**{cell: one.solutions()[cell] + UNSTABLE})[function]
    problems = one.hidden_problems(function, target, 1)
    if function != cell:
        assert problems == []
        return
    (problem,) = problems
    assert (problem.output, problem.rung) == ("yt_pred", "finite")
    assert "very large scores" in problem.label
    weights = {name: one.functions[cell].weights.get(name, 1) for name in one.functions[cell].outputs}
    assert share_earned(one.functions[cell], [problem]) == 1 - weights["yt_pred"] / sum(weights.values())


@every_style
def test_single_precision_for_single_precision_passes(one, function, style):
    """float32 in, all arithmetic in float32, float32 out."""
    target = style.functions(one.whole)[function]

    def single(*arguments):
        dtype = arrays_in(arguments)[0].dtype
        return cast(target(*arguments), dtype)

    for seed in sample(SEEDS, 2):
        assert one.hidden_problems(function, single, seed) == []


@every_function
def test_single_precision_for_double_precision_fails_at_every_output(one, function):
    right = one.references()[function]
    problems = one.hidden_problems(function, lambda *given: right(*cast(given, np.float32)), 1)
    assert [problem.output for problem in problems] == list(one.functions[function].outputs)


@every_function
@given(data=st.data())
def test_one_entry_that_is_slightly_wrong_fails_in_every_case(one, function, data):
    case = data.draw(st.sampled_from(one.cases(function, 1)), label="case")
    output = data.draw(st.sampled_from(one.functions[function].outputs), label="output")

    def slightly_wrong(value):
        value = cast(value, np.float64)
        array = data.draw(st.sampled_from(arrays_in(value)))
        index = tuple(data.draw(st.integers(0, size - 1)) for size in array.shape)
        array[index] += 10 * case.tolerance * np.max(np.abs(array))
        return value

    problems = examine(one.altered(function, output, slightly_wrong), case)
    assert {problem.output for problem in problems} == {output}


@every_function
def test_two_numbers_that_are_shown_as_different_look_different(one, function):
    """However small the difference is: a message that shows the same number twice says nothing."""
    for case in one.cases(function, 1):
        for size in (1.5, 3, 30, 300, 3e3, 3e4, 3e5):

            def off(value, size=size * case.tolerance):
                value = cast(value, np.float64)
                value.flat[np.argmax(np.abs(value))] *= 1 + size
                return value

            target = one.altered(function, one.functions[function].outputs[0], off)
            text = str(message(one.functions[function], examine(target, case)))
            expected = next(line.split()[1] for line in text.splitlines() if line.startswith("    expected"))
            yours = next(line.split()[1] for line in text.splitlines() if line.startswith("    yours"))
            assert expected != yours, text


# ── Messages and partial credit ───────────────────────────────────────────────────────────────────────────────────


@every_function
def test_a_failure_names_its_case(one, function):
    target = one.altered(function, one.functions[function].outputs[0], lambda value: 0 * value)
    text = str(message(one.functions[function], one.hidden_problems(function, target, 1)))
    assert re.search(rf"^    case +{one.whole.secret.sketches[function][0].label}$", text, flags=re.MULTILINE)


@every_function
def test_the_seed_is_taken_from_the_settings_of_the_course(one, function, monkeypatch):
    target = one.altered(function, one.functions[function].outputs[0], lambda value: 2 * value)
    said = set()
    for seed in SEEDS:
        monkeypatch.setenv(SEED_VARIABLE, str(seed))
        with pytest.raises(TestFailure) as raised:
            hidden_test(one, function)(target)
        said.add(str(raised.value))
    assert len(said) == len(SEEDS)  # other numbers


@pytest.mark.parametrize("seed", SEEDS)
@every_function
def test_no_message_or_record_names_the_seed(one, function, seed, monkeypatch):
    seed = 977_131 + seed
    monkeypatch.setenv(SEED_VARIABLE, str(seed))
    with pytest.raises(TestFailure) as raised:
        hidden_test(one, function)(one.altered(function, one.functions[function].outputs[0], lambda _: None))
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
        ("lstm_cell_forward", "c_next = 2 * c_next", 3 / 4),
        ("lstm_cell_forward", "cache = cache[:-1]", 3 / 4),
        ("lstm_forward", "y = y[:, :, ::-1]", 3 / 4),
        ("lstm_forward", "a, c = c, a", 2 / 4),
        ("lstm_cell_backward", "gradients['dc_prev'] = 0 * dc_prev", 10 / 12),
        ("lstm_cell_backward", "gradients['dWf'], gradients['dbf'] = dWi, dbi", 10 / 12),
        ("lstm_backward", "gradients['dx'] = dx[:, :, 0]", 10 / 12),
        ("lstm_backward", "gradients['dbo'] = dbo.T", 11 / 12),
        ("lstm_backward", "da += 1", 1 / 2),
        ("lstm_backward", "return dx, da0", 0),
    ],
)
def test_each_output_earns_its_own_part(function, line, share):
    one = bound(function.split("_")[0])
    target = one.learner(**{function: one.before_return(function, line)})[function]
    assert share_earned(one.functions[function], one.hidden_problems(function, target, 1)) == pytest.approx(share)


def test_a_function_that_fails_in_one_case_only_keeps_what_is_right_in_all(before_return, learner):
    """An output counts when it is right in every case; the others are not touched by its failure."""
    lines = ["if T_x == 1:", "    dx = 0 * dx", "if m == 1:", "    dba = dba.ravel()"]
    target = learner(rnn_backward=before_return("rnn_backward", *lines))["rnn_backward"]
    problems = hidden_problems("rnn_backward", target, 1)
    assert {problem.output for problem in problems} == {"dx", "dba"}
    assert share_earned(FUNCTIONS["rnn_backward"], problems) == 3 / 5


FIFTHS = {"rnn_cell_backward", "rnn_backward"}  # five outputs that weigh the same


@every_function
def test_the_points_of_an_output_can_be_told_at_a_glance(one, function):
    """The weights of the outputs divide the points of each test in halves, or in fifths: no output earns 1.0909."""
    declared = one.functions[function]
    assert set(declared.weights) <= set(declared.outputs)
    assert share_earned(declared, []) == 1
    total = sum(declared.weights.get(name, 1) for name in declared.outputs)
    parts = 5 if function in FIFTHS else 2
    assert all((parts * points) % total == 0 for points in declared.points)
    for output in declared.outputs:
        rest = share_earned(declared, [Problem(output, "values", "")])
        assert rest == pytest.approx(1 - declared.weights.get(output, 1) / total)


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


@given(
    share=st.floats(0, 1), points=st.sampled_from(sorted({one.functions[name].points[1] for one, name in OF_FUNCTIONS}))
)
def test_nbgrader_reads_the_points(share, points):
    score = Score(points * share, points, {"function": "rnn_backward"})
    assert get_partial_grade({"data": {"text/plain": repr(score)}}, points) == pytest.approx(points * share, abs=0.005)


def test_nbgrader_reads_the_points_as_jupyter_shows_them():
    data, _ = DisplayFormatter().format(Score(14.4, 18, {"function": "rnn_backward", "hint": "<b>'\"&"}))
    assert get_partial_grade({"data": data}, 18) == 14.4
    assert "14.4 of 18 points" in data["text/html"]


# ── One mistake costs one function ────────────────────────────────────────────────────────────────────────────────


@every_function
def test_a_mistake_in_one_function_costs_the_others_nothing(one, function):
    """A loop is tried over each mistake of its cell, on each hidden case in turn; what does not call the function
    can only be touched by what its cell leaves behind, and a sample on one case shows that.
    """
    drawn, calls = one.cases(function, 1), one.functions[function].calls
    tried = [(mistake, drawn[at % len(drawn)]) for at, mistake in enumerate(one.of(calls))]
    others = [mistake for mistake in one.catalogue if mistake.function not in (function, calls)]
    for mistake, case in [*tried, *((mistake, drawn[0]) for mistake in sample(others, 4))]:
        target = mistake.functions(one.whole)[function]
        for each in [one.public_case(function), *(drawn if is_whole() and mistake.function == calls else [case])]:
            assert examine(target, each) == [], mistake.id
