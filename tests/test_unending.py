"""Law: a call that does not end is ended, in any thread and on any system; one message says where it was.

Interrupt says so in one sentence. Timers and tracing of others are put back, or left alone.
"""

import contextlib
import json
import os
import signal
import subprocess
import sys
import textwrap
import threading
import time
from dataclasses import replace

import pytest

import public_tests
from checks import examination, limit, public
from checks.examination import examine
from checks.limit import OutOfTime, time_limit
from checks.report import Interrupted, TestFailure
from checks.target import loop_around
from tests.rnn import RNN, public_case, solutions

LOOPS = {
    "a while loop": "t = 0\nwhile t < T_x:\n    a[:, :, 0] = a0",
    "a while loop that catches every exception": "while 1:\n    try:\n        m += 1\n    except:\n        pass",
    "a for loop": "import itertools\nfor t in itertools.count():\n    pass",
    "a generator": "import itertools\nsum(1 for t in itertools.count())",
}


def looping(before_return, text):
    """The text of rnn_forward with an endless loop in it."""
    return before_return("rnn_forward", *text.splitlines())


@pytest.fixture
def impatient(monkeypatch):
    """Let calls of the public tests take a tenth of a second only."""
    monkeypatch.setitem(public_tests._TESTS._cases, "rnn_forward", replace(public_case("rnn_forward"), seconds=0.1))


def failure_of(target):
    """The failure of the public test of a wrong rnn_forward."""
    with pytest.raises(TestFailure) as raised:
        public_tests.rnn_forward_test(target)
    return raised.value


@pytest.mark.parametrize("text", LOOPS.values(), ids=LOOPS)
@pytest.mark.parametrize("way", ["timer", "trace"])
def test_a_call_that_does_not_end_is_ended(learner, before_return, impatient, monkeypatch, way, text):
    if way == "trace":
        monkeypatch.setattr(limit, "_has_timer", lambda: False)
        if "except:" in text:
            pytest.skip("an exception in a trace function ends the tracing")
    started = time.monotonic()
    said = str(failure_of(learner(rnn_forward=looping(before_return, text))["rnn_forward"]))
    assert time.monotonic() - started < 10  # some 0.2; without an end it would be for ever
    assert said.startswith("rnn_forward did not finish\n")
    assert "was still running after 0.1 seconds" in said


def test_the_message_shows_the_loop_and_asks_what_ends_it(learner, before_return, impatient):
    text = looping(before_return, LOOPS["a while loop"])
    said = str(failure_of(learner(rnn_forward=text)["rnn_forward"]))
    number = text[: text.index("while")].count("\n") + 1
    assert f"    {f'on line {number}':<12}while t < T_x:\n" in said
    assert "hint  Which line of the loop changes what its condition depends on" in said


@pytest.mark.parametrize("head", ["while True:", "while 1:", "while(True):"])
def test_of_a_loop_that_asks_nothing_the_way_out_is_asked_for(learner, before_return, impatient, head):
    said = str(failure_of(learner(rnn_forward=looping(before_return, f"{head}\n    m += 1"))["rnn_forward"]))
    assert "hint  Which line ends this loop" in said


def test_it_is_ended_in_a_thread_too(learner, before_return, impatient):
    target, said = learner(rnn_forward=looping(before_return, LOOPS["a while loop"]))["rnn_forward"], []
    thread = threading.Thread(target=lambda: said.append(str(failure_of(target))))
    thread.start()
    thread.join(5)
    assert said[0].startswith("rnn_forward did not finish\n")
    assert sys.gettrace() is None


def test_a_loop_that_does_not_end_on_right_values_only_ends_the_search_for_its_place(learner, edited, impatient):
    """The search puts right values in: it may get where the call itself never came to."""
    text = edited("rnn_forward", "    # Keep", "    own(a)\n    # Keep", ("] = a_next", "] = 0 * a_next"))
    names = learner("def own(a):\n    while a[0, 0, 0]:\n        pass", rnn_forward=text)
    assert "a is all zeros" in str(failure_of(names["rnn_forward"]))


def test_finished_waits_no_longer_either(learner, before_return, impatient, capsys):
    names = learner(rnn_forward=looping(before_return, LOOPS["a while loop"]))
    assert public_tests.finished(names["rnn_forward"]) is False
    assert capsys.readouterr().out == "Not yet: rnn_forward did not finish. Its public test says more.\n"


def test_hidden_cases_have_no_limit_of_their_own():
    from grader.exercise.cases import cases

    assert all(case.seconds is None for case in cases(RNN, "rnn_forward", 1))
    assert public_case("rnn_forward").seconds == RNN.public.seconds == 10


# ── Others' timers ────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def alarm():
    """A timer of someone else's, of 50 seconds."""
    rung, before = [], signal.getsignal(signal.SIGALRM)
    signal.signal(signal.SIGALRM, lambda *_: rung.append(1))
    signal.setitimer(signal.ITIMER_REAL, 50, 7)
    yield rung
    signal.setitimer(signal.ITIMER_REAL, 0)
    signal.signal(signal.SIGALRM, before)


def test_a_longer_timer_goes_on_afterwards(alarm):
    handler = signal.getsignal(signal.SIGALRM)
    with contextlib.suppress(OutOfTime), time_limit(0.05):
        while True:
            pass
    assert signal.getsignal(signal.SIGALRM) is handler
    left, interval = signal.getitimer(signal.ITIMER_REAL)
    assert 40 < left < 49.96
    assert interval == 7
    assert not alarm


def test_a_shorter_timer_is_left_alone(alarm):
    with time_limit(100):
        assert 40 < signal.getitimer(signal.ITIMER_REAL)[0] <= 50
    assert signal.getitimer(signal.ITIMER_REAL)[0] > 40


def test_without_a_timer_before_there_is_none_afterwards():
    with time_limit(5):
        assert signal.getitimer(signal.ITIMER_REAL)[0] > 4
    assert signal.getitimer(signal.ITIMER_REAL) == (0, 0)
    assert signal.getsignal(signal.SIGALRM) is signal.SIG_DFL


def test_a_debugger_keeps_its_trace_function(monkeypatch):
    def debugger(*_):
        return None

    monkeypatch.setattr(limit, "_has_timer", lambda: False)
    sys.settrace(debugger)
    try:
        with time_limit(0.01):
            assert sys.gettrace() is debugger
    finally:
        sys.settrace(None)


# ── Interrupt ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_interrupt_says_in_one_sentence_where_it_was(learner, before_return):
    text = looping(before_return, "while True:\n    raise KeyboardInterrupt")
    number = text[: text.index("while")].count("\n") + 1
    with pytest.raises(Interrupted) as raised:
        public_tests.rnn_forward_test(learner(rnn_forward=text)["rnn_forward"])
    assert str(raised.value) == f"rnn_forward was interrupted in the loop of line {number}: while True:"
    assert raised.value._render_traceback_() == [str(raised.value)]


def test_a_search_that_runs_out_of_time_says_so_where_no_line_is_named(learner, before_return, monkeypatch):
    said = "    line        none is named: the function takes too long to be searched for it"
    targets = {
        line: learner(rnn_forward=before_return("rnn_forward", line))["rnn_forward"] for line in ("a *= 2", "1 / 0")
    }
    assert said not in str(failure_of(targets["a *= 2"]))

    def search(*_):
        raise OutOfTime

    monkeypatch.setattr(public, "find_places", search)
    assert said in str(failure_of(targets["a *= 2"]))
    assert said not in str(failure_of(targets["1 / 0"]))


@pytest.mark.parametrize("line", ["", "a = 1.5 * a", "1 / 0"])
def test_who_waits_is_told_so(learner, before_return, monkeypatch, capsys, line):
    monkeypatch.setattr(examination, "SLOW", 0.05)
    lines = [line] if line else []
    slow = learner(before="import time", rnn_forward=before_return("rnn_forward", "time.sleep(0.1)", *lines))
    with contextlib.suppress(TestFailure):
        public_tests.rnn_forward_test(slow["rnn_forward"])
    said, *_ = capsys.readouterr().out.splitlines()
    assert said == "A call of rnn_forward takes 0 s and is repeated a few times: please wait."
    public_tests.show_error(slow["rnn_forward"])
    assert capsys.readouterr().out.startswith(said)
    public_tests.rnn_forward_test(learner()["rnn_forward"])
    assert "takes" not in capsys.readouterr().out


def test_of_a_call_that_was_ended_nobody_says_how_long_it_takes(learner, before_return, impatient, monkeypatch, capsys):
    monkeypatch.setattr(examination, "SLOW", 0.05)
    failure_of(learner(rnn_forward=looping(before_return, "while True:\n    pass"))["rnn_forward"])
    assert capsys.readouterr().out == ""


def test_an_interrupt_of_a_program_that_grades_is_its_own():
    class Elsewhere:
        def call(self, case):
            raise KeyboardInterrupt

        def kept(self):
            return None

        is_finished = names_from_outside = ending = lines_of = text_of = explained = call

        def __call__(self):
            raise NotImplementedError

    with pytest.raises(KeyboardInterrupt):
        public_tests.rnn_forward_test(Elsewhere())
    with pytest.raises(KeyboardInterrupt):
        examine(Elsewhere(), public_case("rnn_forward"))


def test_in_a_terminal_ctrl_c_ends_the_run_with_the_sentence(tmp_path, before_return):
    text = looping(before_return, "while True:\n    print('running', flush=True)")
    names = {**solutions(), "rnn_forward": text}
    cells = [{"cell_type": "code", "metadata": {}, "source": one} for one in ("import numpy as np", *names.values())]
    (tmp_path / "rnn.ipynb").write_text(json.dumps({"cells": cells}), encoding="utf-8")
    command = [sys.executable, "-m", "public_tests", "rnn.ipynb"]
    where = {"cwd": tmp_path, "env": {**os.environ, "PYTHONPATH": os.fspath(RNN.notebook.parent)}}
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    # As in a terminal: a program in the background is started without SIGINT.
    as_a_terminal = {"preexec_fn": lambda: signal.signal(signal.SIGINT, signal.SIG_DFL)}
    with subprocess.Popen(command, **where, **pipes, **as_a_terminal) as process:
        while (line := process.stdout.readline()) and "running" not in line:
            pass
        os.kill(process.pid, signal.SIGINT)
        output, errors = process.communicate(timeout=20)
    assert process.returncode == 130
    *_, last = output.splitlines()
    # It may come between "running" and the end of its line.
    assert last.removeprefix("running").startswith("rnn_forward was interrupted in the loop of line ")
    assert errors == ""


# ── Which loop ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_loop_is_the_innermost_while_around_a_line_or_else_the_innermost_for():
    lines = textwrap.dedent(
        """\
        def f(x):
            while(True):
                pass
            for t in x:
                while t:

                    # t
                    for s in x:
                        if s:
                            t = s
            return t
        """
    ).splitlines()
    assert loop_around(lines, 3) == (2, "while(True):")
    assert loop_around(lines, 10) == (5, "while t:")
    assert loop_around(lines, 4) == (4, "for t in x:")
    assert loop_around(lines, 11) is None
    assert loop_around([], 7) is None
