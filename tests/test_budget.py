"""Law: all work on one submission has one budget. What reaches a limit ends with a sentence and costs what reached it;
points from before stay, what comes after goes on, and nobody waits twice for the same."""

import json
import time
from dataclasses import asdict, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.box import sandbox
from grader.examiner.allowance import Allowance, size_of
from grader.examiner.engine import Engine
from grader.examiner.source_analysis import (
    LONGEST,
    beginning_of,
    data_from_outside,
    is_plain,
    may_be_plain,
    names_defined,
    names_read,
)
from grader.rules.budget import Budget
from tests.rnn import NOTEBOOK, solutions
from tests.test_examined_scores import FULL, jobs, scores

needs_a_box = pytest.mark.skipif(not sandbox.available().holds, reason=f"needs a box: {sandbox.INSTALL}")
SMALL = Budget(seconds=60, cpu=1, wall=6, examiner=256 << 20, output=1 << 20, outputs=100_000)


@pytest.fixture(scope="module")
def engine():
    with Engine(NOTEBOOK.parent, "rnn", SMALL, seed=5) as made:
        yield made.start()


def lost(given):
    return {name for name, points in given.items() if points != FULL[name]}


def with_line(function, line):
    """The right solution of a function, with a line before its return."""
    body, result = solutions()[function].rsplit("    return ", 1)
    return f"{body}    {line}\n    return {result}"


def said(answer, place):
    return json.dumps(answer.cells[place]["outputs"])


@pytest.mark.slow
@needs_a_box
@pytest.mark.parametrize("line", ["while True: pass", "import time; time.sleep(50)"], ids=["cpu", "clock"])
def test_a_function_that_never_ends_costs_itself_and_one_wait(engine, line):
    started = time.monotonic()
    points, answer = scores(engine, {"rnn_cell_forward": with_line("rnn_cell_forward", line)})
    assert lost(points) == {"rnn_cell_forward_public", "rnn_cell_forward_hidden"}
    assert time.monotonic() - started < 2 * SMALL.wall  # two waits would be as long as this, without the rest
    assert answer.by_clock is ("sleep" in line)
    demo = next(number for number, cell in enumerate(jobs({})) if cell["id"] == "rnn_forward_demo")
    assert "Not run: rnn_cell_forward did not finish" in said(answer, demo)


@pytest.mark.slow
@needs_a_box
def test_a_cell_that_never_ends_is_left_out_and_the_tests_below_it_go_on(engine):
    points, answer = scores(engine, {}, before="while True: pass")
    assert lost(points) == set()
    assert "used more than 1 seconds" in json.dumps(answer.cells)
    assert answer.by_clock is False


@pytest.mark.slow
@needs_a_box
@pytest.mark.parametrize("more", ["import os\nos._exit(0)", "while True: pass"], ids=["exit", "endless"])
def test_a_function_stays_defined_where_its_cell_does_not_end_below_it(engine, more):
    points, answer = scores(engine, {"rnn_forward": f"{solutions()['rnn_forward']}\n{more}"})
    assert lost(points) == set()
    assert any(word in json.dumps(answer.cells) for word in ("used more than 1 seconds", "ended"))


@pytest.mark.slow
@needs_a_box
def test_what_stands_below_the_line_that_ends_a_cell_is_not_defined(engine):
    points, _ = scores(engine, {"rnn_forward": f"import os\nos._exit(0)\n{solutions()['rnn_forward']}"})
    assert lost(points) == {"rnn_forward_public", "rnn_forward_hidden"}


BEGINNINGS = {
    "def f(x=1):\n    return x\nf()": "def f(x=1):\n    return x",
    "'a text'\nimport os\nn = 3\n\ndef f(): pass\ndef g(): pass\nf()\ndef h(): pass": "'a text'\nimport os\nn = 3\n\n"
    "def f(): pass\ndef g(): pass",
    "def f(x=g()): pass": "",
    "@f\ndef f(): pass": "",
    "class A:\n    f()\ndef f(): pass": "",
    "n = f()\ndef f(): pass": "",
    "import os": "",
    "%timeit f()\ndef f(): pass": "",
}


@pytest.mark.parametrize("source", BEGINNINGS)
def test_what_a_cell_begins_with_runs_nothing_of_it(source):
    assert beginning_of(source) == BEGINNINGS[source]


@pytest.mark.slow
@needs_a_box
def test_when_the_time_is_used_up_the_points_from_before_stay(engine):
    short = Engine(engine.settings["given"], "rnn", replace(SMALL, seconds=12, wall=30, cpu=20), seed=5)
    with short:
        points, answer = scores(short, {"rnn_backward": with_line("rnn_backward", "import time; time.sleep(50)")})
    assert lost(points) == {"rnn_backward_public", "rnn_backward_hidden"}
    assert answer.by_clock is True


@pytest.mark.slow
@needs_a_box
def test_a_test_that_takes_too_much_memory_costs_itself(engine):
    """300 MB come back over the wire in many pieces; the examiner may take 256 MB."""
    line = "yt_pred = [np.full((1000, 1000), t * 1.0) for t in range(8)] * 5"
    points, _ = scores(engine, {"rnn_cell_forward": with_line("rnn_cell_forward", line)})
    assert lost(points) == {"rnn_cell_forward_public", "rnn_cell_forward_hidden"}
    points, _ = scores(engine, {})
    assert lost(points) == set()


@pytest.mark.slow
@needs_a_box
def test_what_is_substituted_answers_no_question_of_another_size(engine):
    line = "rnn_cell_forward(np.ones((9000, 1)), np.ones((9000, 1)), {**parameters, 'Waa': np.ones((1, 9000))})"
    points, answer = scores(engine, {"rnn_forward": with_line("rnn_forward", line)})
    assert lost(points) == {"rnn_forward_public", "rnn_forward_hidden"}
    assert "arrays far larger than those of this test" in json.dumps(answer.cells)


@pytest.mark.slow
@needs_a_box
def test_the_outputs_of_a_notebook_are_bounded_and_its_points_are_not(engine):
    cells = jobs(solutions())
    noisy = [{"kind": "student", "source": "print('x' * 40_000)", "id": None}] * 8
    answer = engine.grade(noisy[:4] + cells + noisy[4:])
    sizes = [size_of(cell["outputs"]) for cell in answer.cells]
    assert sum(sizes) < 1.1 * SMALL.outputs
    assert "The outputs of this notebook reached 0.0953674 MB" in json.dumps(answer.cells)
    assert all(cell["finished"] for cell in answer.cells)


@pytest.mark.slow
@needs_a_box
def test_half_a_surrogate_pair_can_be_printed_and_raised(engine):
    line = "print('\\ud800')"
    points, answer = scores(
        engine, {"rnn_forward": with_line("rnn_forward", line)}, before="raise ValueError('\\udfff')"
    )
    assert lost(points) == set()
    json.dumps(asdict(answer), ensure_ascii=False).encode("utf-8")


# ── Without a box ─────────────────────────────────────────────────────────────────────────────────────────────────

STREAM = st.builds(
    lambda name, text: {"output_type": "stream", "name": name, "text": text},
    st.sampled_from(["stdout", "stderr"]),
    st.text(),
)
SHOWN = st.builds(lambda text: {"output_type": "display_data", "data": {"text/plain": text}, "metadata": {}}, st.text())
RESULT = st.builds(
    lambda number: {"output_type": "execute_result", "data": {"text/plain": str(number)}, "metadata": {}},
    st.floats(0, 9),
)
ERROR = st.builds(
    lambda text: {"output_type": "error", "ename": "E", "evalue": text, "traceback": [text] * 3}, st.text()
)


@given(st.lists(st.lists(STREAM | SHOWN | RESULT | ERROR, max_size=6), max_size=6), st.integers(0, 200))
def test_an_allowance_keeps_what_points_are_read_from_and_little_else(cells, limit):
    allowance = Allowance(limit)
    kept = [allowance.take(outputs) for outputs in cells]

    def verdicts(outputs):
        return [
            (output["output_type"], output.get("data"))
            for output in outputs
            if output["output_type"] in ("error", "execute_result")
        ]

    assert list(map(verdicts, kept)) == list(map(verdicts, cells))
    rest = [output for outputs in kept for output in outputs if output["output_type"] in ("stream", "display_data")]
    assert size_of(rest) <= limit + 200
    if size_of([output for outputs in cells for output in outputs]) <= limit:
        assert kept == cells


LONG = {
    "imports that do not close": "from a import (\n",
    "a literal": "0,",
    "a name": "a",
    "words": "ab ",
    "parentheses": "(",
}


@pytest.mark.parametrize("text", LONG.values(), ids=LONG)
@pytest.mark.parametrize("function", [is_plain, may_be_plain, names_read, names_defined])
def test_what_a_text_says_is_found_in_time_that_grows_as_it_does(function, text):
    def seconds(size):
        source = text * (size // len(text))
        started = time.perf_counter()
        function(source)
        return time.perf_counter() - started

    seconds(1000)
    assert seconds(LONGEST) < 5
    assert seconds(100 * LONGEST) < 5


def test_of_a_text_that_is_too_long_nothing_is_said():
    source = "n = 1\n" * LONGEST
    assert not may_be_plain(source)
    assert names_read(source) is None
    assert data_from_outside("f", [source, "def f(): return n"]) == []
