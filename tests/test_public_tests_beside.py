"""The law: whatever a learner's functions do besides, and whichever cell a loop calls, the public tests say one thing,
and what they borrowed is put back."""

import sys
import warnings

import numpy as np
import pytest

from checks.examination import examine
from tests.public import every_function, every_loop, failure_of, loop_over, run
from tests.rnn import FUNCTIONS, public_case, references, solutions

# ── Whatever a function does besides ──────────────────────────────────────────────────────────────────────────────

NOISE = {
    "prints": "print('here', xt.shape)",
    "prints-to-stderr": "import sys; print('here', file=sys.stderr)",
    "logs": "import logging; log = logging.getLogger('other'); log.propagate = False; log.warning('here')",
    "logs-through-a-handler-made-before": "log.warning('here')",
    "warns": "import warnings; warnings.warn('here')",
    "makes-numpy-warn": "np.log(np.zeros(1)); np.exp(np.array([1e4])); np.zeros(1) / 0",
    "turns-warnings-into-errors": "import warnings; warnings.simplefilter('error')",
    "turns-numpy-warnings-into-errors": "np.seterr(all='raise')",
    "prints-a-traceback": "import traceback; traceback.print_stack()",
}
HANDLER = "import logging, sys\nlog = logging.getLogger('mine')\nlog.addHandler(logging.StreamHandler(sys.stderr))\n"


@pytest.mark.parametrize("line", NOISE.values(), ids=NOISE)
def test_noise_is_no_mistake_and_leaves_no_trace(learner, before_return, capsys, line):
    names = learner(HANDLER, rnn_cell_forward=before_return("rnn_cell_forward", line))
    before = np.geterr(), list(warnings.filters), sys.stdout, sys.stderr
    try:
        run("rnn_cell_forward", names["rnn_cell_forward"])
    finally:
        names["log"].handlers.clear()
    assert (np.geterr(), list(warnings.filters), sys.stdout, sys.stderr) == before
    printed = capsys.readouterr()
    assert "all public tests passed" in printed.out
    assert printed.err == ""


def test_what_a_learner_prints_is_seen_once(learner, before_return, capsys):
    """The first call speaks, the second is silent; the ways in which the tests look again are silent too."""
    text = before_return("rnn_forward", "print('step by step')")
    run("rnn_forward", learner(rnn_forward=text)["rnn_forward"])
    assert capsys.readouterr().out.count("step by step") == 1


def test_strict_settings_of_a_learner_do_not_reach_the_tests(learner):
    """np.seterr and warning filters of another cell make no difference, right or wrong."""
    wrong = learner(rnn_cell_forward=solutions()["rnn_cell_forward"].replace("+ ba", "- ba"))
    with np.errstate(all="raise"), warnings.catch_warnings():
        warnings.simplefilter("error")
        run("rnn_backward", references()["rnn_backward"])
        failure_of("rnn_cell_forward", wrong["rnn_cell_forward"])


@every_function
@pytest.mark.parametrize("error", ["ValueError()", "SystemExit(3)", "RecursionError('deep')", "KeyError('Wxa')"])
def test_an_error_of_any_kind_becomes_a_message(learner, before_return, function, error):
    text = before_return(function, f"raise {error}")
    failure = failure_of(function, learner(**{function: text})[function])
    assert str(failure).startswith(f"{function} stops with an error\n")
    assert error.split("(")[0] in str(failure)
    assert f"raise {error}" in str(failure)


@every_function
def test_jupyter_shows_the_message_alone(learner, before_return, function):
    failure = failure_of(function, learner(**{function: before_return(function, "return None")})[function])
    assert failure._render_traceback_() == str(failure).splitlines()
    assert isinstance(failure, AssertionError)  # for pytest and nbgrader


# ── A loop is tested with its cell lent ───────────────────────────────────────────────────────────────────────────


@every_loop
@pytest.mark.parametrize("cell", ["wrong", "unfinished", "missing"])
def test_a_right_loop_passes_over_any_cell_and_says_so(learner, stubs, capsys, function, cell):
    names = loop_over(learner, stubs, function, cell)
    calls = FUNCTIONS[function].calls
    before = names.get(calls)
    run(function, names[function])
    passed, substituted, note = capsys.readouterr().out.splitlines()
    points = FUNCTIONS[function].points[0]
    assert passed == f"{function}: all public tests passed ({points} of {points} points)"
    assert f"used a correct {calls} in place of yours" in substituted
    assert (f"not defined yet: run or write the cell of {calls}" if cell == "missing" else f"fix {calls} next") in note
    assert names.get(calls) is before, "the substitute has been taken out again"


@every_loop
@pytest.mark.parametrize("cell", ["wrong", "unfinished", "missing"])
def test_a_loop_may_call_its_cell_by_keyword(learner, stubs, edited, function, cell):
    positional, by_keyword = {
        "rnn_forward": ("(x[:, :, t], a_next, parameters)", "(parameters=parameters, xt=x[:, :, t], a_prev=a_next)"),
        "rnn_backward": ("(da[:, :, t] + da_prevt, caches[t])", "(cache=caches[t], da_next=da[:, :, t] + da_prevt)"),
    }[function]
    text = edited(function, positional, by_keyword)
    run(function, loop_over(learner, stubs, function, cell, **{function: text})[function])


def test_a_loop_may_use_her_own_argument_names(learner):
    cell = solutions()["rnn_cell_backward"].replace("(da_next, cache)", "(grad, saved)").replace("= cache", "= saved")
    cell = cell.replace("* da_next", "* grad")
    loop = solutions()["rnn_backward"].replace(
        "(da[:, :, t] + da_prevt, caches[t])", "(saved=caches[t], grad=da[:, :, t] + da_prevt)"
    )
    run("rnn_backward", learner(rnn_cell_backward=cell, rnn_backward=loop)["rnn_backward"])


@every_loop
def test_what_was_lent_is_taken_back_after_an_error_too(learner, before_return, function):
    names = learner(**{function: before_return(function, "1 / 0")})
    calls = FUNCTIONS[function].calls
    before = names[calls]
    failure_of(function, names[function])
    assert names[calls] is before


@every_loop
def test_a_wrong_loop_fails_over_a_right_cell(learner, function):
    said, wrote = {"rnn_forward": ("a_next = a0", "a_next = 0 * a0"), "rnn_backward": ("+ da_prevt", "")}[function]
    text = solutions()[function].replace(said, wrote, 1)
    failure_of(function, learner(**{function: text})[function])


# ── What is given to a test ───────────────────────────────────────────────────────────────────────────────────────


@every_function
@pytest.mark.parametrize(
    "thing", [None, 3.0, (1, 2), "text", {"dx": 1}, np.zeros((4, 6))], ids=lambda thing: type(thing).__name__
)
def test_a_result_instead_of_the_function_has_its_own_message(function, thing):
    assert str(failure_of(function, thing)) == f"{function}_test takes the function itself: {function}_test({function})"


@pytest.mark.parametrize("function", ["rnn_forward", "rnn_backward"])
def test_a_right_loop_never_asks_the_learners_own_cell(learner, function):
    cell = FUNCTIONS[function].calls
    names = learner(**{cell: f"def {cell}(*arguments):\n    calls.append(1)\n    return None\n"})
    names["calls"] = []
    assert examine(names[function], public_case(function)) == []
    assert names["calls"] == []
