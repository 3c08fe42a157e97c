"""Law: after a public test a notebook says how far it is, by what its tests have said since the kernel was started.

The terminal, a validated or graded notebook, and the failure's own message never do.
"""

import builtins
import sys
from functools import partial

import pytest

import public_tests
from checks.place.report import Places
from checks.progress import Progress
from checks.report import TestFailure
from tests import lstm, rnn
from tests.public import with_objects
from tests.rnn import FUNCTIONS, RNN, references


@pytest.fixture
def progress(monkeypatch):
    """A notebook, and no test has been run in it yet."""
    monkeypatch.setattr(builtins, "get_ipython", lambda: None, raising=False)
    monkeypatch.delitem(vars(sys.modules["__main__"]), "get_ipython", raising=False)  # of a shell in another test
    monkeypatch.delenv("NBGRADER_EXECUTION", raising=False)
    monkeypatch.setattr(public_tests._TESTS, "progress", Progress(RNN.public))


def last_line(capsys, test, function):
    """The last line below a test that passes, or that a notebook shows of its failure."""
    return last_lines(capsys, test, function)[-1]


def last_lines(capsys, test, function):
    """All of its lines."""
    try:
        test(function)
    except TestFailure as failure:
        return failure._render_traceback_() if "Progress" not in str(failure) else ["the message itself"]
    return capsys.readouterr().out.splitlines()


def run(capsys, name, names):
    return last_line(capsys, getattr(public_tests, f"{name}_test"), names[name])


def test_it_counts_functions_and_points_and_names_what_comes_next(learner, progress, edited, capsys):
    names = learner(rnn_cell_backward=edited("rnn_cell_backward", "axis=1", "axis=0"))
    one, two, three, four = FUNCTIONS
    assert run(capsys, one, names) == f"Progress: 1 of 4 functions, 8 of 40 public points. Next: {two}."
    assert run(capsys, two, names) == f"Progress: 2 of 4 functions, 16 of 40 public points. Next: {three}."
    assert run(capsys, three, names) == f"Progress: 2 of 4 functions, 25.6 of 40 public points. Next: {three}."
    assert run(capsys, four, names) == f"Progress: 3 of 4 functions, 37.6 of 40 public points. Next: {three}."
    right = references()[three]
    names[three] = type(right)(right.__code__, names, three)
    assert (
        run(capsys, three, names)
        == "Progress: 4 of 4 functions, 40 of 40 public points. The hidden tests have the other 60."
    )


def test_a_function_that_is_defined_again_counts_when_it_is_tested_again(learner, progress, capsys):
    names = learner()
    run(capsys, "rnn_forward", names)
    names["rnn_forward"] = learner()["rnn_forward"]
    assert "1 of 4 functions" in run(capsys, "rnn_cell_forward", names)


@pytest.mark.parametrize("made", ["functools.partial({})", "Called({})", "Compiled({})"])
def test_whatever_can_be_called_counts_as_a_function_does(learner, progress, capsys, made):
    names = with_objects(learner())
    for name in FUNCTIONS:
        names[name] = eval(made.format(name), names)
    for name in FUNCTIONS:
        said = run(capsys, name, names)
    assert said.startswith("Progress: 4 of 4 functions")


def test_a_function_under_another_name_does_not_count_and_it_is_said_why(learner, progress, capsys):
    names = learner()
    for name in FUNCTIONS:
        run(capsys, name, names)
    names["mine"] = eval("lambda *arguments: rnn_forward(*arguments)", names)
    passed, why, said = last_lines(capsys, public_tests.rnn_forward_test, names["mine"])[-3:]
    assert "rnn_forward: all public tests passed" in passed
    assert why == "Grading looks for the name rnn_forward, which in this notebook is another function: test that one."
    assert said.startswith("Progress: 4 of 4 functions"), "what the other one has earned is still there"
    mine = names.pop("rnn_forward")
    *_, why, said = last_lines(capsys, public_tests.rnn_forward_test, mine)
    assert (
        why
        == "Grading looks for the name rnn_forward, which in this notebook is missing: give this function that name."
    )
    assert said.startswith("Progress: 3 of 4 functions")


def test_each_exercise_has_its_own(learner, capsys, monkeypatch):
    monkeypatch.setattr(builtins, "get_ipython", lambda: None, raising=False)
    monkeypatch.delitem(vars(sys.modules["__main__"]), "get_ipython", raising=False)  # of a shell in another test
    monkeypatch.delenv("NBGRADER_EXECUTION", raising=False)
    tests = lstm.LSTM.tests
    monkeypatch.setattr(tests, "progress", Progress(lstm.LSTM.public))
    function = lstm.define(lstm.solutions())["lstm_cell_forward"]
    said = last_line(capsys, partial(tests.test, "lstm_cell_forward"), function)
    assert said == "Progress: 1 of 4 functions, 8 of 40 public points. Next: lstm_forward."


@pytest.mark.parametrize("where", ["terminal", "autograde", "validate"])
def test_elsewhere_there_is_no_such_line(learner, progress, capsys, monkeypatch, where):
    if where == "terminal":
        monkeypatch.delattr(builtins, "get_ipython")
    else:
        monkeypatch.setenv("NBGRADER_EXECUTION", where)
    names = learner(rnn_cell_backward="def rnn_cell_backward(da_next, cache):\n    return None\n")
    for name in ("rnn_cell_forward", "rnn_cell_backward"):
        assert "Progress" not in run(capsys, name, names)


def test_a_program_that_grades_prints_none(progress, capsys):
    class Elsewhere:
        def call(self, case):
            raise ValueError

        def kept(self):
            return None

        is_finished = names_from_outside = ending = __call__ = call

        def lines_of(self, error):
            return []

        def text_of(self, error):
            return ""

        def explained(self, tests, name, problems):
            return Places(), None

    assert "Progress" not in last_line(capsys, partial(rnn.public_test, "rnn_forward"), Elsewhere())
