"""Law: whatever a learner's functions do besides, and whichever cell a loop calls, the public tests say one thing,
and what they borrowed is put back."""

import functools
import itertools
import re
import sys
import warnings

import numpy as np
import pytest

from checks.examination import examine
from checks.report import TestFailure
from tests.bound import OF_FUNCTIONS, every_function, every_loop, run_for
from tests.public import failure_of, loop_over, run
from tests.rnn import public_test, references, solutions
from tests.sampling import sample

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


ERRORS = ["ValueError()", "SystemExit(3)", "RecursionError('deep')", "KeyError('Wxa')", "BaseException(3)"]


@run_for(("one", "function", "error"), sample([(*names, error) for names in OF_FUNCTIONS for error in ERRORS], 7))
def test_an_error_of_any_kind_becomes_a_message(one, function, error):
    text = one.before_return(function, f"raise {error}")
    failure = failure_of(function, one.learner(**{function: text})[function])
    assert str(failure).startswith(f"{function} stops with an error\n")
    assert error.split("(")[0] in str(failure)
    assert f"raise {error}" in str(failure)


ODD = {
    "a dict": "class Odd(dict):\n    def __getitem__(self, key): raise ValueError('odd')\n",
    "an array": "class Odd(np.ndarray):\n    def __array_ufunc__(self, *a, **b): raise ValueError('odd')\n",
}
MADE = {"a dict": "Odd(dx=1, da0=1, dWax=1, dWaa=1, dba=1)", "an array": "{'dx': np.zeros((3, 6, 5)).view(Odd)}"}


@pytest.mark.parametrize("what", ODD)
def test_what_stops_with_an_error_when_it_is_looked_at_is_named(learner, what):
    text = f"{ODD[what]}\ndef rnn_backward(da, caches):\n    return {MADE[what]}\n"
    said = str(failure_of("rnn_backward", learner(rnn_backward=text)["rnn_backward"]))
    assert re.match(r"rnn_backward returns an? \w+ that can't be looked at\n\n    error       ValueError: odd\n", said)
    assert "    on line 2   def __" in said


ANYTHING = {
    "a mock": "from unittest.mock import MagicMock\nrnn_backward = MagicMock()\n",
    "all attributes": "class G:\n    def __getattr__(self, name): return self\n"
    "    def __call__(self, *given): return self\nrnn_backward = G()\n",
}


@pytest.mark.parametrize("text", ANYTHING.values(), ids=ANYTHING)
def test_an_object_that_has_any_attribute_is_called_as_any_other(learner, text):
    said = str(failure_of("rnn_backward", learner(rnn_backward=text)["rnn_backward"]))
    assert re.match(r"rnn_backward returns a \w+, not a dict\n", said)


KEYS = {
    "a blank at its end": ("{'dxt ': 1}", "the key 'dxt '"),
    "one": ("{'dX': 1}", "the key dX"),
    "two": ("{'dX': 1, 'g': 2}", "the keys dX, g"),
    "a number": ("{1: 1, 'g': 2}", "the keys 1, g"),
    "an empty one": ("{'': 1}", "the key ''"),
    "none": ("{}", "no keys"),
}


@pytest.mark.parametrize(("returned", "keys"), KEYS.values(), ids=KEYS)
def test_keys_are_listed_so_that_a_blank_in_them_is_seen(learner, returned, keys):
    text = f"def rnn_backward(da, caches):\n    return {returned}\n"
    said = str(failure_of("rnn_backward", learner(rnn_backward=text)["rnn_backward"]))
    assert f"    yours       {keys}\n" in said


@pytest.mark.parametrize(("only", "named"), [("", "''"), (" ", "' '"), (3, "3"), ("dq", "dq")])
def test_what_is_no_output_is_quoted_where_it_is_no_name(only, named):
    with pytest.raises(TestFailure) as raised:
        public_test("rnn_backward", references()["rnn_backward"], only=only)
    assert str(raised.value).startswith(f"{named} is not an output of rnn_backward, which returns dx, ")


@pytest.mark.parametrize("text", ["x" * 5000, "ab " + "x" * 5000, "ab " * 2000, "ab", "a\tb", "a\nb"])
def test_the_beginning_of_an_errors_text_is_shown_however_long_it_is(learner, before_return, text):
    line = before_return("rnn_forward", f"raise ValueError({text!r})")
    rows = [row[16:] for row in str(failure_of("rnn_forward", learner(rnn_forward=line)["rnn_forward"])).splitlines()]
    said = " ".join(itertools.takewhile(lambda row: "raise" not in row, rows[2:]))
    assert re.sub(r"\s", "", said).startswith(("ValueError:" + re.sub(r"\s", "", text.split("\n")[0]))[:100])
    assert len(said) < 200


CALLS = {
    "np.concatenate(a, a_next)": "concatenate takes all arrays together",
    "np.stack(a, a_next)": "stack takes all arrays together",
    "np.vstack(a, a_next)": "vstack takes all arrays together",
    "np.column_stack(a, a_next)": "column_stack takes all arrays together",
    "np.zeros(n_a, m)": "zeros takes the whole shape",
    "np.ones(n_a, m, T_x, 1)": "ones takes the whole shape",
    "[1, 2][a]": "",
    "np.zeros((n_a, m), 'int96')": "",
    "np.concatenate((a, 3))": "",
}


@pytest.mark.parametrize(("call", "hint"), CALLS.items(), ids=CALLS)
def test_a_call_that_takes_what_stands_beside_for_another_argument_is_asked_about(learner, before_return, call, hint):
    text = before_return("rnn_forward", f"b = {call}")
    said = " ".join(str(failure_of("rnn_forward", learner(rnn_forward=text)["rnn_forward"])).split())
    assert f" b = {call}" in said
    assert (f"hint np.{hint}" in said) is bool(hint)
    assert ("?" in said) is bool(hint)


@every_loop
def test_another_function_of_the_exercise_is_sent_to_its_own_test(one, function):
    """No line of it is blamed, and no points that it has earned are taken away."""
    other = one.functions[function].calls
    names = one.learner()
    run(other, names[other])
    for given in (names[other], functools.partial(names[other]), functools.partial(functools.partial(names[other]))):
        failure = failure_of(function, given)
        assert str(failure) == f"{function}_test was given {other}, which has a test of its own: {other}_test({other})."
    run(function, functools.partial(names[function]))
    run(function, functools.wraps(names[other])(lambda *arguments: names[function](*arguments)))


@every_function
def test_jupyter_shows_the_message_alone(one, function):
    failure = failure_of(function, one.learner(**{function: one.before_return(function, "return None")})[function])
    assert failure._render_traceback_() == str(failure).splitlines()
    assert isinstance(failure, AssertionError)  # for pytest and nbgrader


# ── A loop is tested with its cell lent ───────────────────────────────────────────────────────────────────────────


@every_loop
@pytest.mark.parametrize("cell", ["wrong", "unfinished", "missing"])
def test_a_right_loop_passes_over_any_cell_and_says_so(one, function, capsys, cell):
    names = loop_over(one, function, cell)
    calls = one.functions[function].calls
    before = names.get(calls)
    run(function, names[function])
    passed, substituted, note = capsys.readouterr().out.splitlines()
    points = one.functions[function].points[0]
    assert passed == f"{function}: all public tests passed ({points} of {points} points)"
    assert f"used a correct {calls} in place of yours" in substituted
    said = {
        "wrong": f"fix {calls} next",
        "unfinished": f"Yours is not finished yet: write {calls} next",
        "missing": f"not defined yet: run or write the cell of {calls}",
    }
    assert said[cell] in note
    assert names.get(calls) is before, "the substitute has been taken out again"


@every_loop
@pytest.mark.parametrize("cell", ["wrong", "unfinished", "missing"])
def test_a_loop_may_call_its_cell_by_keyword(one, function, cell):
    run(function, loop_over(one, function, cell, **{function: one.called_by_keyword(function)})[function])


@every_loop
def test_a_loop_may_use_her_own_argument_names(one, function):
    """The cell has names of its own for its arguments, and the loop passes them by these names, in another order."""
    calls = one.functions[function].calls
    cell, loop = one.solutions()[calls], one.called_by_keyword(function)
    assert loop.count("=") > one.solutions()[function].count("=")
    for name in one.functions[calls].arguments:
        cell = re.sub(rf"\b{name}\b(?!\")", f"my_{name}", cell)
        loop = re.sub(rf"\b{name}=(?!=)", f"my_{name}=", loop)
    names = one.learner(**{calls: cell, function: loop})
    run(calls, names[calls])
    run(function, names[function])


@every_loop
def test_what_was_lent_is_taken_back_after_an_error_too(one, function):
    names = one.learner(**{function: one.before_return(function, "1 / 0")})
    calls = one.functions[function].calls
    before = names[calls]
    failure_of(function, names[function])
    assert names[calls] is before


@every_loop
def test_a_right_loop_never_asks_the_learners_own_cell(one, function):
    cell = one.functions[function].calls
    names = one.learner(**{cell: f"def {cell}(*arguments):\n    calls.append(1)\n    return None\n"})
    names["calls"] = []
    for case in (one.public_case(function), *one.cases(function, 1)):
        assert examine(names[function], case) == []
    assert names["calls"] == []


# ── What is given to a test ───────────────────────────────────────────────────────────────────────────────────────


@every_function
@pytest.mark.parametrize(
    "thing", [None, 3.0, (1, 2), "text", {"dx": 1}, np.zeros((4, 6))], ids=lambda thing: type(thing).__name__
)
def test_a_result_instead_of_the_function_has_its_own_message(one, function, thing):
    assert str(failure_of(function, thing)) == f"{function}_test takes the function itself: {function}_test({function})"
