"""The law: the public tests let every right answer pass, and nothing else.

They look at every entry of every output, at the inputs, and at a second call; they ask nothing of how a learner writes;
and whatever her functions do, what she gets is one message, and what the tests borrowed is put back.
"""

import ast
import copy
import functools
import itertools
import re
import sys
import warnings
from pathlib import Path

import nbformat
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from nbconvert.exporters.exporter import ResourcesDict
from nbgrader.preprocessors import ClearSolutions
from traitlets.config.loader import PyFileConfigLoader

import public_tests
from checks.examination import examine
from checks.public_cases import TOLERANCE
from checks.report import TestFailure, Unfinished
from grader.exercise.loading import COURSE
from public_tests import finished, must_be_finished, ready_to_train
from tests.rnn import AXES, FUNCTIONS, NOTEBOOK, RNN, STYLES, public_case, references, rendered_numbers, solutions

LOOPS = [function for function in FUNCTIONS if FUNCTIONS[function].calls]
STUDENT_FILES = sorted(NOTEBOOK.parent.rglob("*.py"))

every_function = pytest.mark.parametrize("function", FUNCTIONS)
every_loop = pytest.mark.parametrize("function", LOOPS)


def run(function, target):
    """What a learner does in the notebook: rnn_forward_test(rnn_forward)."""
    getattr(public_tests, f"{function}_test")(target)


def failure_of(function, target):
    """Run the public test of a wrong function; return its failure, whose message obeys what all messages must."""
    with pytest.raises(TestFailure) as raised:
        run(function, target)
    assert str(raised.value).startswith(function)
    return raised.value


# ── Right answers ─────────────────────────────────────────────────────────────────────────────────────────────────


@every_function
def test_the_reference_passes(function, capsys):
    run(function, references()[function])
    points = FUNCTIONS[function].points[0]
    assert capsys.readouterr().out == f"{function}: all public tests passed ({points} of {points} points)\n"


@every_function
@pytest.mark.parametrize("style", STYLES, ids=lambda style: style.id)
def test_a_right_answer_in_another_style_passes(style, function, capsys):
    run(function, style.functions(RNN)[function])
    assert f"{function}: all public tests passed" in capsys.readouterr().out


@given(data=st.data())
@every_function
def test_another_order_of_adding_passes(function, data):
    """Rounding is no mistake: every entry may be off by 1e-11 of the largest, each in its own direction."""
    signs = np.random.default_rng(data.draw(st.integers(0, 1000)))

    def target(*arguments):
        result = unshared(references()[function](*arguments))
        for array in arrays_in(result).values():
            array += 1e-11 * np.max(np.abs(array)) * signs.choice([-1, 1], size=array.shape)
        return result

    run(function, as_computed_once(target))


def as_computed_once(target):
    """Give the same answer at each call, as a function without chance in it does."""
    return functools.partial(lambda kept, *arguments: copy.deepcopy(kept.setdefault(0, target(*arguments))), {})


# ── Every entry of every output ───────────────────────────────────────────────────────────────────────────────────


def unshared(value):
    """Copy nested tuples, lists and dicts; an array that stands in two places becomes two."""
    if isinstance(value, dict):
        return {key: unshared(entry) for key, entry in value.items()}
    if isinstance(value, (tuple, list)):
        return type(value)(unshared(entry) for entry in value)
    return value.copy()


def arrays_in(value, path=()):
    """All arrays in nested tuples, lists and dicts: path -> array."""
    if isinstance(value, np.ndarray):
        return {path: value}
    entries = value.items() if isinstance(value, dict) else enumerate(value)
    return {key: array for place, entry in entries for key, array in arrays_in(entry, (*path, place)).items()}


def draw_entry(data, value):
    """Choose an array in value, and an entry of it."""
    arrays = arrays_in(value)
    path = data.draw(st.sampled_from(list(arrays)), label="array")
    return path, tuple(data.draw(st.integers(0, size - 1)) for size in arrays[path].shape)


@given(data=st.data(), sign=st.sampled_from([1, -1]))
@every_function
def test_one_entry_that_is_slightly_wrong_fails_and_is_named(function, data, sign):
    right = references()[function](*public_case(function).arguments)
    path, index = draw_entry(data, right)
    output = path[0] if isinstance(right, dict) else FUNCTIONS[function].outputs[path[0]]

    def target(*arguments):
        result = unshared(references()[function](*arguments))
        array = arrays_in(result)[path]
        array[index] += sign * 1e-5 * np.max(np.abs(array))
        return result

    failure = failure_of(function, target)
    assert str(failure).startswith(f"{function}: {output}")
    assert [problem.output for problem in failure.problems] == [output]


@given(data=st.data())
@every_function
def test_an_array_that_is_missing_fails_and_its_output_is_named(function, data):
    right = references()[function](*public_case(function).arguments)
    path, _ = draw_entry(data, right)
    output = path[0] if isinstance(right, dict) else FUNCTIONS[function].outputs[path[0]]
    nothing = data.draw(st.sampled_from([None, 0.0, [], {}, "", np.zeros(0), np.zeros((2, 2), dtype=object)]))

    def replaced(value, way):
        if not way:
            return nothing
        if isinstance(value, dict):
            return {**value, way[0]: replaced(value[way[0]], way[1:])}
        return type(value)(replaced(entry, way[1:]) if place == way[0] else entry for place, entry in enumerate(value))

    failure = failure_of(function, lambda *arguments: replaced(references()[function](*arguments), path))
    assert [problem.output for problem in failure.problems] == [output]


@pytest.mark.parametrize("function", ["rnn_cell_forward", "rnn_forward"])
@pytest.mark.parametrize(("one", "other"), list(itertools.combinations(range(4), 2)))
def test_a_cache_in_another_order_fails(function, one, other):
    def swapped(cache):
        cache = list(cache)
        cache[one], cache[other] = cache[other], cache[one]
        return tuple(cache)

    def target(*arguments):
        *arrays, cache = references()[function](*arguments)
        return *arrays, swapped(cache) if function == "rnn_cell_forward" else ([swapped(c) for c in cache[0]], cache[1])

    failure = failure_of(function, target)
    assert [problem.output for problem in failure.problems] == [FUNCTIONS[function].outputs[2]]


JUNK = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(),
        st.floats(),
        st.text(max_size=5),
        st.just(np.float64(0.5)),
        st.just(...),
        st.builds(
            lambda shape, dtype: np.zeros(shape, dtype=dtype),
            st.sampled_from(
                [(), (0,), (1,), (4, 6), (6, 4), (3, 6), (2, 6), (4, 3), (4, 4), (4, 1), (4, 6, 5), (1,) * 5]
            ),
            st.sampled_from(["f8", "f4", "f2", "i4", "?", "c16", "O", "U3", "M8[s]", "f4,i4"]),
        ),
        st.just(np.ma.masked_all((4, 6))),
        st.just(np.full((4, 6), np.nan)),
        st.just(np.full((4, 6), 1e308)),
        st.just(np.full((4, 6), np.inf)),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=6),
        st.lists(inner, max_size=6).map(tuple),
        st.dictionaries(
            st.sampled_from(["dx", "dxt", "da0", "da_prev", "dWax", "dWaa", "dba", "Wax", "by", 3]), inner, max_size=8
        ),
    ),
    max_leaves=8,
)


@given(junk=JUNK, data=st.data())
@every_function
def test_whatever_a_function_returns_there_is_one_message(function, junk, data):
    """The whole result, or one output of an otherwise right one, is any thing at all."""
    right = references()[function](*public_case(function).arguments)
    place = data.draw(st.sampled_from([None, *(right if isinstance(right, dict) else range(3))]), label="replaced")
    if place is None:
        result = junk
    elif isinstance(right, dict):
        result = {**right, place: junk}
    else:
        result = tuple(junk if position == place else output for position, output in enumerate(right))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        failure_of(function, lambda *arguments: copy.deepcopy(result))


# ── Inputs and a second call ──────────────────────────────────────────────────────────────────────────────────────


@given(data=st.data())
@every_function
def test_a_changed_input_fails(function, data):
    arguments = public_case(function).arguments
    path, index = draw_entry(data, arguments)

    def target(*arguments):
        result = unshared(references()[function](*arguments))
        arrays_in(arguments)[path][index] += 1e-3
        return result

    failure = failure_of(function, target)
    assert str(failure).startswith(f"{function} changes its input {FUNCTIONS[function].arguments[path[0]]}\n")


@pytest.mark.parametrize(
    ("function", "line"),
    [
        ("rnn_cell_forward", "xt *= 2"),
        ("rnn_cell_forward", 'parameters["by"] += 1'),
        ("rnn_forward", "x -= x.mean()"),
        ("rnn_forward", 'parameters["Waa"] *= 0.5'),
    ],
)
def test_a_changed_input_is_mentioned_where_it_makes_outputs_wrong_too(learner, function, line):
    """It costs points of its own, so the message must not keep silent about it."""
    text = solutions()[function].replace("    # 1. ", f"    {line}\n    # 1. ")
    assert "changes its input" in str(failure_of(function, learner(**{function: text})[function]))


@pytest.mark.parametrize(
    ("function", "line"),
    [
        ("rnn_forward", 'del parameters["by"]'),
        ("rnn_forward", 'parameters["mine"] = a'),
        ("rnn_backward", "caches.reverse()"),
        ("rnn_backward", "caches.pop()"),
        ("rnn_backward", "caches.clear()"),
        ("rnn_backward", "caches[0] = None"),
        ("rnn_backward", "caches[0] = 5"),
        ("rnn_backward", 'parameters["Wax"] = None'),
    ],
)
def test_a_container_that_is_changed_fails(learner, before_return, function, line):
    kept = ["import copy", "caches = copy.deepcopy(caches)"] if function == "rnn_forward" else []
    failure = failure_of(function, learner(**{function: before_return(function, *kept, line)})[function])
    assert str(failure).startswith(f"{function} changes its input ")


STATE = {
    "a-sum-in-a-default-argument": (
        "rnn_backward",
        ("def rnn_backward(da, caches):", "def rnn_backward(da, caches, dWax=np.zeros((4, 3))):"),
        ("    dWax = np.zeros((n_a, n_x))\n", ""),
    ),
    "a-list-in-a-default-argument": (
        "rnn_forward",
        ("def rnn_forward(x, a0, parameters):", "def rnn_forward(x, a0, parameters, caches=[]):"),
        ("    caches = []\n", ""),
    ),
    "a-sum-outside": (
        "rnn_backward",
        ("def rnn_backward", "dba = np.zeros((4, 1))\n\n\ndef rnn_backward"),
        ("    dba = np.zeros((n_a, 1))\n", "    global dba\n"),
    ),
    "the-last-state-carried-over": (
        "rnn_forward",
        ("def rnn_forward", "state = []\n\n\ndef rnn_forward"),
        ("    a_next = a0\n", "    a_next = state.pop() if state else a0\n"),
        ("    # Keep", "    state.append(a_next)\n    # Keep"),
    ),
    "one-array-for-all-calls": (
        "rnn_forward",
        ("def rnn_forward", "a = np.zeros((4, 6, 5))\n\n\ndef rnn_forward"),
        ("    a = np.zeros((n_a, m, T_x))\n", ""),
    ),
    "one-array-for-all-steps": (
        "rnn_cell_forward",
        ("def rnn_cell_forward", "state = np.zeros((4, 6))\n\n\ndef rnn_cell_forward"),
        ("np.tanh(Wax @ xt + Waa @ a_prev + ba)", "np.tanh(Wax @ xt + Waa @ a_prev + ba, out=state)"),
    ),
    "chance": (
        "rnn_cell_forward",
        ("@ a_prev + ba", "@ a_prev + ba + np.random.rand() * (calls > 1)"),
        ("def", "calls = 0\n\n\ndef"),
        ("    # 1. ", "    global calls\n    calls += 1\n    # 1. "),
    ),
}


@pytest.mark.parametrize(("function", "said_and_wrote"), [(f, pairs) for f, *pairs in STATE.values()], ids=STATE)
def test_what_a_function_keeps_between_two_calls_fails(learner, function, said_and_wrote):
    text = solutions()[function]
    for said, wrote in said_and_wrote:
        assert said in text
        text = text.replace(said, wrote, 1)
    failure = failure_of(function, learner(**{function: text})[function])
    assert {problem.rung for problem in failure.problems} == {"again"}


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


# ── Stubs ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_stubs_of_these_tests_are_those_that_nbgrader_makes(stubs):
    settings = PyFileConfigLoader("nbgrader_config.py", path=str(COURSE)).load_config()
    made, _ = ClearSolutions(config=settings).preprocess(nbformat.read(NOTEBOOK, as_version=4), ResourcesDict())
    assert {cell.id: cell.source for cell in made.cells if cell.id in FUNCTIONS} == stubs


@every_function
def test_a_stub_is_unfinished_in_one_line_that_says_where(function, stubs, learner):
    failure = failure_of(function, learner(**stubs)[function])
    assert isinstance(failure, Unfinished)
    line = stubs[function].split("raise NotImplementedError")[0].count("\n") + 1
    step = next(line for line in stubs[function].splitlines() if "# 1. " in line).split("# ")[1].split(" (about")[0]
    assert str(failure) == f"{function} is not finished: line {line} ({step})"


@every_function
def test_each_step_that_is_left_is_found(function, notebook, stub, learner):
    """Whichever step is the first to wait for code, the message names its line and its step."""
    source = "".join(next(cell for cell in notebook["cells"] if cell["id"] == function)["source"])
    for done in range(source.count("### BEGIN SOLUTION")):
        parts = re.split(r"(?<=### END SOLUTION\n)", source, maxsplit=done)
        text = re.sub(r" *### .* SOLUTION\n", "", "".join(parts[:done])) + stub(parts[done])
        failure = failure_of(function, learner(**{function: text})[function])
        line = text.split("raise NotImplementedError")[0].count("\n") + 1
        step = re.search(rf"# ({done + 1}\. .*?)( \(about .*)?$", source, re.MULTILINE)[1]
        assert str(failure) == f"{function} is not finished: line {line} ({step})"


@given(step=st.lists(st.text("ab.,;()", min_size=1, max_size=30), max_size=40).map(" ".join))
@every_function
def test_a_step_in_any_words_is_shortened_by_whole_words(function, step, stubs, learner):
    text = re.sub(r"# 1\. .*", lambda _: f"# 1. {step}", stubs[function])
    words = str(failure_of(function, learner(**{function: text})[function]))
    shown = re.fullmatch(rf"{function} is not finished: line \d+ \(1\.(.*)\)", words)[1].split()
    assert len(words) <= 100
    assert shown == step.split() or (shown[-1] == "…" and shown[:-1] == step.split()[: len(shown) - 1])


# ── A loop is tested with its cell lent ───────────────────────────────────────────────────────────────────────────

WRONG_CELLS = {
    "rnn_forward": ("np.tanh(", "np.sin("),
    "rnn_backward": ("(1 - a_next**2)", "(1 - a_next)"),
}


def loop_over(learner, stubs, function, cell, **cells):
    """A learner's notebook with a right loop over a cell that is wrong, unfinished or missing."""
    calls = FUNCTIONS[function].calls
    wrong = solutions()[calls].replace(*WRONG_CELLS[function])
    assert wrong != solutions()[calls]
    return learner(**{calls: {"wrong": wrong, "unfinished": stubs[calls], "missing": None}[cell], **cells})


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


# ── finished, must_be_finished, ready_to_train ────────────────────────────────────────────────────────────────────


def test_finished_says_yes_without_a_word_even_to_wrong_functions(learner, edited, capsys):
    names = learner(rnn_forward=edited("rnn_forward", "a_next = a0", "a_next = 0 * a0"))
    assert finished(*(names[function] for function in FUNCTIONS)) is True
    assert capsys.readouterr().out == ""


def test_finished_says_no_and_in_one_line_what_is_missing(learner, stubs, capsys):
    names = learner(rnn_cell_backward=stubs["rnn_cell_backward"])
    assert finished(names["rnn_cell_forward"], names["rnn_cell_backward"], names["rnn_backward"]) is False
    (line,) = capsys.readouterr().out.splitlines()
    assert line.startswith("rnn_cell_backward is not finished: line ")


@every_function
def test_must_be_finished_raises_for_a_stub_and_only_for_a_stub(learner, stubs, before_return, function):
    with pytest.raises(Unfinished, match=f"^{function} is not finished: line .*$"):
        must_be_finished(learner(**stubs)[function])
    must_be_finished(references()[function])
    must_be_finished(learner(**{function: before_return(function, "1 / 0")})[function])
    must_be_finished(learner(**{function: before_return(function, "return None")})[function])


@every_loop
def test_a_loop_is_finished_although_its_cell_is_not(learner, stubs, function):
    calls = FUNCTIONS[function].calls
    assert finished(learner(**{calls: stubs[calls]})[function]) is True


def test_finished_is_silent_about_what_a_learner_prints(learner, before_return, capsys):
    names = learner(rnn_forward=before_return("rnn_forward", "print('step by step')"))
    assert finished(names["rnn_forward"]) is True
    assert capsys.readouterr().out == ""


def test_must_be_finished_calls_nothing_where_no_step_can_wait(learner, before_return):
    names = learner(before="calls = []", rnn_forward=before_return("rnn_forward", "calls.append(1)"))
    must_be_finished(names["rnn_forward"])
    assert names["calls"] == []


NOT_TO_BE_SHOWN = {
    "stops with an error": "1 / 0",
    "returns None instead of 3 values": "return None",
    "returns an ndarray instead of 3 values": "return a",
    "a is None": "a = None",
    "a has the wrong shape": "a = a[0]",
}


@pytest.mark.parametrize(("words", "line"), NOT_TO_BE_SHOWN.items(), ids=list(NOT_TO_BE_SHOWN))
def test_finished_says_no_to_what_a_demonstration_would_crash_on(learner, before_return, capsys, words, line):
    names = learner(rnn_forward=before_return("rnn_forward", line))
    assert finished(names["rnn_forward"]) is False
    (said,) = capsys.readouterr().out.splitlines()
    assert said.startswith("Not yet: rnn_forward")
    assert said.endswith(f"{words}. Its public test says more.")


WAITING = {
    "a function of hers": "def step():\n    raise NotImplementedError",
    "a function in a function": "def step():\n    def inner():\n        raise NotImplementedError\n    inner()",
    "a method": "class Steps:\n    def __call__(self):\n        raise NotImplementedError\nstep = Steps()",
    "a wrapped function": "import functools\n@functools.cache\ndef step():\n    raise NotImplementedError",
}


@pytest.mark.parametrize("before", WAITING.values(), ids=WAITING)
def test_a_step_that_waits_in_what_a_function_calls_is_found(learner, before_return, before):
    assert finished(learner(before=before, rnn_forward=before_return("rnn_forward", "step()"))["rnn_forward"]) is False


def test_a_function_under_another_name_is_still_looked_at(learner, stubs):
    text = stubs["rnn_backward"].replace("def rnn_backward", "def bptt") + "\nrnn_backward = bptt\n"
    assert finished(learner(rnn_backward=text)["rnn_backward"]) is False


def test_training_starts_with_four_right_functions(capsys):
    assert ready_to_train(*references().values()) is True
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("style", STYLES, ids=lambda style: style.id)
def test_training_starts_in_any_style(style, capsys):
    assert ready_to_train(*style.functions(RNN).values()) is True


@every_loop
@pytest.mark.parametrize("cell", ["wrong", "unfinished", "missing"])
def test_training_does_not_start_over_a_cell_that_is_not_right(learner, stubs, capsys, function, cell):
    """Here nothing is lent: the network learns with her own four functions or not at all."""
    assert ready_to_train(loop_over(learner, stubs, function, cell)[function]) is False
    (line,) = capsys.readouterr().out.splitlines()
    assert line.startswith(f"Not yet: {function}")


def test_training_says_which_function_is_the_first_that_is_wrong(learner, edited, capsys):
    names = learner(rnn_cell_backward=edited("rnn_cell_backward", "axis=1, keepdims=True", "axis=1"))
    assert ready_to_train(*(names[function] for function in FUNCTIONS)) is False
    assert capsys.readouterr().out == "Not yet: rnn_cell_backward: dba has the wrong shape\n"


@pytest.mark.parametrize("step", ["autograde", "validate"])
def test_training_does_not_start_while_nbgrader_runs_the_notebook(monkeypatch, capsys, step):
    monkeypatch.setenv("NBGRADER_EXECUTION", step)
    assert ready_to_train(*references().values()) is False
    assert capsys.readouterr().out == "Not run while the notebook is validated or graded.\n"


def test_unfinished_work_is_found_while_nbgrader_runs_the_notebook_too(monkeypatch, learner, stubs):
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    assert finished(references()["rnn_forward"]) is True
    with pytest.raises(Unfinished):
        must_be_finished(learner(**stubs)["rnn_forward"])


# ── The public case and its files ─────────────────────────────────────────────────────────────────────────────────


def test_the_sizes_of_the_public_case_are_told_apart():
    sizes = RNN.public.sizes
    assert len(set(sizes.values())) == len(sizes)
    assert 1 not in sizes.values()
    assert sizes["T_x"] not in (1, 2, 4)  # a cache has 4 entries, the caches 2: with as many steps, a wrong one passes


@every_function
def test_the_arrays_of_the_public_case_have_these_sizes(function):
    sizes = {**RNN.public.sizes, "1": 1}
    case = public_case(function)
    named = [*zip(FUNCTIONS[function].arguments, case.arguments, strict=True), *case.expected.items()]
    for name, value in named:
        if isinstance(value, np.ndarray):
            assert value.shape == tuple(sizes[axis] for axis in AXES[name]), name


@every_function
def test_what_is_expected_is_what_the_reference_makes_of_the_case(function):
    case = public_case(function)
    result = references()[function](*case.arguments)
    result = result if isinstance(result, dict) else dict(zip(FUNCTIONS[function].outputs, result, strict=True))
    expected, got = arrays_in(case.expected), arrays_in(result)
    assert expected.keys() == got.keys()
    for path, array in expected.items():
        np.testing.assert_allclose(got[path], array, rtol=0, atol=TOLERANCE / 10, err_msg=str(path))


def test_the_stored_numbers_are_not_stale():
    """The last digits of products differ between versions of NumPy's linear algebra; all else is the same text."""
    stale = "the stored numbers are stale; write them anew with: make numbers"
    stored, made = RNN.tests.path.read_text(encoding="utf-8"), rendered_numbers()
    number = r"-?\d+\.\d+(?:e[-+]?\d+)?"
    assert re.sub(number, "", stored) == re.sub(number, "", made), stale
    found, right = ([float(text) for text in re.findall(number, each)] for each in (stored, made))
    np.testing.assert_allclose(found, right, rtol=1e-12, atol=1e-14, err_msg=stale)


def imports(path):
    """All imports of a file: pairs of the dotted name of a module and whether it stands inside a function."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    inside = {id(n) for f in ast.walk(tree) if isinstance(f, ast.FunctionDef) for n in ast.walk(f) if n is not f}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, id(node) in inside) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module, id(node) in inside


every_student_file = pytest.mark.parametrize(
    "path", STUDENT_FILES, ids=lambda path: str(path.relative_to(NOTEBOOK.parent))
)


@every_student_file
def test_a_file_that_students_get_imports_nothing_that_they_have_not_got(path):
    for module, inside in imports(path):
        package, beside = module.split(".")[0], NOTEBOOK.parent / module.replace(".", "/")
        known = package in sys.stdlib_module_names or package == "numpy" or (package == "matplotlib" and inside)
        assert known or beside.is_dir() or beside.with_suffix(".py").is_file(), f"{path.name} imports {module}"


@every_student_file
def test_a_file_that_students_get_holds_none_of_the_four_functions(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    defined = {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
    assert not defined & set(FUNCTIONS)


def test_the_students_get_the_files_of_these_tests():
    """What is tested here and what lies beside the notebook are the same files."""
    assert {path.resolve() for path in STUDENT_FILES} >= {
        Path(module.__file__).resolve()
        for name, module in sys.modules.items()
        if name in ("public_tests", "rnn_utils") or name.split(".")[0] == "checks"
    }


@pytest.mark.parametrize("function", ["rnn_forward", "rnn_backward"])
def test_a_right_loop_never_asks_the_learners_own_cell(learner, function):
    cell = FUNCTIONS[function].calls
    names = learner(**{cell: f"def {cell}(*arguments):\n    calls.append(1)\n    return None\n"})
    names["calls"] = []
    assert examine(names[function], public_case(function)) == []
    assert names["calls"] == []
