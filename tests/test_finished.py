"""Law: work that waits for code is found, whichever step it is, and said in one line; a network is trained with
four right functions only."""

import functools
import re
import sys

import nbformat
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from nbconvert.exporters.exporter import ResourcesDict
from nbgrader.preprocessors import ClearSolutions
from traitlets.config.loader import PyFileConfigLoader

import public_tests
from checks.report import TestFailure, Unfinished
from grader.exercise.loading import COURSE
from public_tests import finished, must_be_finished, ready_to_train
from tests.bound import bound
from tests.public import failure_of, loop_over
from tests.rnn import FUNCTIONS, NOTEBOOK, RNN, STYLES, references

every_function = pytest.mark.parametrize("function", FUNCTIONS)
every_loop = pytest.mark.parametrize("function", [name for name in FUNCTIONS if FUNCTIONS[name].calls])

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


def test_an_error_that_is_only_of_that_kind_is_no_step_that_waits(learner, before_return):
    """As the one of input() in a kernel that has nobody to ask."""
    text = before_return("rnn_forward", "class NobodyToAsk(NotImplementedError): pass", "raise NobodyToAsk('input()')")
    failure = failure_of("rnn_forward", learner(rnn_forward=text)["rnn_forward"])
    assert not isinstance(failure, Unfinished)
    assert "NobodyToAsk: input()" in str(failure)


@given(step=st.lists(st.text("ab.,;()", min_size=1, max_size=30), max_size=40).map(" ".join))
@every_function
def test_a_step_in_any_words_is_shortened_by_whole_words(function, step, stubs, learner):
    text = re.sub(r"# 1\. .*", lambda _: f"# 1. {step}", stubs[function])
    words = str(failure_of(function, learner(**{function: text})[function]))
    shown = re.fullmatch(rf"{function} is not finished: line \d+ \(1\.(.*)\)", words)[1].split()
    assert len(words) <= 100
    assert shown == step.split() or (shown[-1] == "…" and shown[:-1] == step.split()[: len(shown) - 1])


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


OTHERS = {"of numpy": np.tanh, "nothing": None, "a name": "rnn_forward", "without a name": lambda: 0}


@pytest.mark.parametrize("target", OTHERS.values(), ids=OTHERS)
def test_of_what_is_no_function_of_the_exercise_nothing_is_claimed(target):
    has = "its functions are rnn_cell_forward, rnn_forward, rnn_cell_backward and rnn_backward"
    for look in (ready_to_train, finished, public_tests.show_error, lambda other: public_tests.show_step(other, 1)):
        with pytest.raises(TestFailure, match=f"is not a function of this exercise; {has}\\.$"):
            look(target)


@pytest.mark.parametrize("text", ["def deco(f): pass\n\nrnn_forward = deco(rnn_forward)", "rnn_forward = None"])
def test_what_stands_in_the_place_of_a_function_is_named_by_all(monkeypatch, text):
    """A decorator may forget to give the function back."""
    main = vars(sys.modules["__main__"])
    for name, function in references().items():
        monkeypatch.setitem(main, name, function)
    exec(text, main)
    looks = ready_to_train, finished, public_tests.show_error, must_be_finished, public_tests.rnn_forward_test
    for look in (*looks, lambda other: public_tests.show_step(other, 1)):
        with pytest.raises(
            TestFailure, match=r"^rnn_forward is None, not a function\. Which line gives it that value: "
        ):
            look(main["rnn_forward"])
    monkeypatch.setitem(main, "rnn_backward", None)
    with pytest.raises(TestFailure, match=r"^this is None, not a function"):
        must_be_finished(main["rnn_backward"])


def test_a_function_that_has_no_names_of_its_own_is_known_by_those_of_the_notebook(monkeypatch, capsys):
    wrong = functools.partial(references()["rnn_forward"], a0=np.zeros((4, 6)))
    monkeypatch.setattr(sys.modules["__main__"], "rnn_forward", wrong, raising=False)
    assert ready_to_train(wrong) is False
    assert capsys.readouterr().out.startswith("Not yet: rnn_forward")


def test_the_tests_can_be_completed():
    assert {f"{function}_test" for function in FUNCTIONS} <= set(dir(public_tests))


@pytest.mark.parametrize("style", STYLES, ids=lambda style: style.id)
def test_training_starts_in_any_style(style, capsys):
    assert ready_to_train(*style.functions(RNN).values()) is True


@every_loop
@pytest.mark.parametrize("cell", ["wrong", "unfinished", "missing"])
def test_training_does_not_start_over_a_cell_that_is_not_right(capsys, function, cell):
    """Here nothing is lent: the network learns with her own four functions or not at all."""
    assert ready_to_train(loop_over(bound("rnn"), function, cell)[function]) is False
    (line,) = capsys.readouterr().out.splitlines()
    assert line.startswith(f"Not yet: {function}")


def test_training_says_which_function_is_the_first_that_is_wrong(learner, edited, capsys):
    names = learner(rnn_cell_backward=edited("rnn_cell_backward", "axis=1, keepdims=True", "axis=1"))
    assert ready_to_train(*(names[function] for function in FUNCTIONS)) is False
    assert capsys.readouterr().out == (
        "Not yet: rnn_cell_backward: dba has the wrong shape. Its public test says more.\n"
    )


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
