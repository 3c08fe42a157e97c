"""Law: a call in the box does what it does in a notebook: it returns, prints, raises and shows, within bounds."""

import numpy as np
import pytest

from grader.box import wire
from grader.box.plain_values import Handle
from grader.box.session_client import SessionEnded
from grader.box.shell import Shell, make_shell
from tests.boxes import BUDGET, KINDS, named

pytestmark = pytest.mark.slow

shown = pytest.mark.parametrize(
    "box", [kind for kind in KINDS if not kind[1]], ids=named, indirect=True, scope="module"
)


@shown
def test_what_shows_everything_can_not_say_that_it_shows_nothing(session):
    """Only a bare box may leave a cell to the other one."""
    with pytest.raises(SessionEnded, match="no answer"):
        session.run(1, f"import os\nos.write(3, {wire.dumps(['not shown'])!r})\nos._exit(0)")


@shown
def test_output_is_bounded(session):
    outputs, _ = session.run(1, "for _ in range(50): print('x' * 100_000)")
    assert sum(len(item["text"]) for item in outputs) < 2 * BUDGET.output


@shown
def test_figures_displays_and_magics_do_something_sensible(session):
    outputs, finished = session.run(1, "%matplotlib inline\nimport matplotlib.pyplot as plt\nplt.plot([1, 2]);")
    assert finished
    assert outputs[-1]["data"]["image/png"].startswith("iVBOR")
    for source, seen in {
        "!ls": "not available here",
        "%pip install numpy": "not available here",
        "from IPython.display import display; display(42)": "'text/plain': '42'",
        "1 / 0": "ZeroDivisionError",
        "6 * 7": "'text/plain': '42'",
    }.items():
        assert seen in str(session.run(1, source)[0]), source


CELLS = {
    "value": "x = 6\nx * 7",
    "value kept back": "6 * 7;",
    "value before an error": "print(1)\n1 / 0\n5",
    "error in a function": "def f():\n    return 1 / 0\nf()",
    "own traceback": "class T(AssertionError):\n    def _render_traceback_(self):\n        return ['mine']\nraise T()",
    "display hook": "import sys\nsys.displayhook(3)\ny = 1",
    "display": "display(3)",
    "nothing": "# a comment",
    "no Python": "def f(:",
    "outside": "return 1",
}


@pytest.mark.parametrize("what", CELLS)
def test_a_plain_cell_puts_out_without_ipythons_ceremony_what_it_does_with_it(what):
    shell, finished = make_shell({"__name__": "__main__"}), []
    for compiled in (Shell._compiled, lambda *_: None):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(Shell, "_compiled", compiled)
            finished.append(shell.run(CELLS[what], 3))
    assert finished[0] == finished[1]


def test_a_traceback_quotes_the_cell_that_ran_whatever_else_had_its_number():
    """The examiner runs the test cells of one notebook after the other, and a cell that was added shifts them all."""
    shell = make_shell({"__name__": "__main__"})
    cells = ["shown = 1\n1 / 0", "# a secret\n# of another cell\n1 / 0"]
    first, other, again = (str(shell.run(source, 3)[0]) for source in (*cells, cells[0]))
    assert first == again
    assert "secret" in other
    assert "secret" not in again


# ── Calls ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_call_returns_what_the_function_returns(session):
    session.prepare(
        {1: "def f(x, n):\n    print('called')\n    return {'sum': x + n, 'all': (x, [n, None, 'text', True])}"}
    )
    reply = session.call("f", [np.arange(3.0), 2])
    assert reply.printed == "called\n"
    assert np.array_equal(reply.value["sum"], [2, 3, 4])
    assert reply.value["all"][1] == [2, None, "text", True]


def test_changed_arguments_and_results_come_back(session):
    session.prepare({1: "kept = []\ndef f(x):\n    x += 1\n    kept.append(1)\n    return kept"})
    first = session.call("f", [np.zeros(2)])
    assert np.array_equal(first.arguments[0], [1, 1])
    assert session.call("f", [np.zeros(2)]).earlier == {0: [1, 1]}


def test_an_exception_comes_back_as_names_and_lines(session):
    session.prepare({7: "class Own(ValueError): pass\ndef f(x):\n    raise Own('no ' + str(x))"})
    kinds, text, name, places = session.call("f", [1]).raised
    assert kinds[:2] == ["Own", "ValueError"]
    assert (text, name, places) == ("no 1", None, [["f", 7, 3]])


def test_what_is_lent_is_called_back_with_positions_and_may_ask_for_the_own_function(session):
    session.prepare({1: "def cell(first, second):\n    return 100\ndef loop(x):\n    return cell(second=x, first=1)"})
    asked = []

    def lend(arguments):
        asked.append(arguments)
        return ["returned", session.own("cell", arguments).value + 1]

    assert session.call("loop", [5], "cell", lend).value == 101
    assert asked == [[1, 5]]
    assert session.call("cell", [1, 2]).value == 100


def test_own_objects_are_handles_that_can_be_handed_back(session):
    session.prepare({1: "class Cache: x = 5\ndef f(): return Cache()\ndef g(c): return c.x"})
    handle = session.call("f", []).value
    assert isinstance(handle, Handle)
    assert session.call("g", [handle]).value == 5


def test_what_a_session_tells_of_an_exception_is_no_more_than_the_box_would(session):
    places = [["f", 1, 1]] * 30_000
    answer = wire.dumps(["raised", [["K" * 9999] * 99, "t" * 99_999, "n" * 9999, places], "p" * 999_999, None])
    session.prepare({1: f"import os\nanswer = {answer!r}\ndef f():\n    os.write(3, answer)\n    os._exit(0)"})
    reply = session.call("f", [])
    kinds, text, name, told = reply.raised
    assert (len(kinds), len(kinds[0]), len(text), len(name), len(told)) == (20, 200, 2000, 200, 100)
    assert len(reply.printed) <= 200_000


@pytest.mark.parametrize("answer", ["b''", "b'x' * 99", "b'\\xff' * 99", "bytes(16)"])
def test_bytes_that_are_no_answer_end_the_session_and_nothing_else(session, answer):
    lines = f"""
import os
def f():
    for fd in range(3, 64):
        try: os.write(fd, {answer} * 9)
        except OSError: pass
    os._exit(0)
"""
    session.prepare({1: lines})
    with pytest.raises(SessionEnded):
        session.call("f", [])
