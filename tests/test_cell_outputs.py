"""Law: whatever a cell outputs, its size and number are bounded, the bound is said where it is reached, and the cell
goes on; and what Jupyter runs, runs: Python as it is, and IPython's magics, those that do not work here left out."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.box.cells import Outputs
from grader.box.shell import make_shell

LIMIT, MOST = 500, 8
TEXT = st.text(st.sampled_from("ab\n\0é😀"), max_size=200)
PIECES = st.lists(
    st.tuples(st.just("stdout"), TEXT)
    | st.tuples(st.just("stderr"), TEXT)
    | st.tuples(st.just("display"), TEXT)
    | st.tuples(st.just("error"), TEXT),
    max_size=30,
)


def put_out(pieces, limit=LIMIT, most=MOST):
    outputs = Outputs(limit, most)
    for kind, text in pieces:
        if kind == "display":
            outputs.show("display_data", {"text/plain": text, "application/json": [text] * 9})
        elif kind == "error":
            outputs.add({"output_type": "error", "ename": "E", "evalue": text, "traceback": [text]})
        else:
            outputs.write(kind, text)
    return outputs


@given(PIECES)
def test_size_and_number_are_bounded_and_the_beginning_is_kept(pieces):
    bounded, free = put_out(pieces), put_out(pieces, 1 << 30, 1 << 30)
    if not bounded.cut:
        assert bounded.items == free.items
        return
    cut = next(place for place, item in enumerate(bounded.items) if "output cut here" in item.get("text", ""))
    before, after = bounded.items[:cut], bounded.items[cut + 1 :]
    assert len(json.dumps([item.get("text", "") for item in before])) <= LIMIT + 4 * (MOST + 1)
    assert cut <= MOST
    assert [item["output_type"] for item in after] in ([], ["error"])
    for mine, whole in zip(before, free.items, strict=False):
        assert "".join(mine.get("text", "")) == "".join(whole.get("text", ""))[: len(mine.get("text", ""))]
        assert mine["output_type"] == whole["output_type"]


@pytest.fixture(scope="module")
def shell():
    return make_shell({"__name__": "__main__"})


BOUNDED = {
    "streams in turn": "import sys\nfor i in range(26_000):\n    print(i)\n    print(i, file=sys.stderr)",
    "displays": "for i in range(50_000): display(i)",
    "long lines": "for i in range(60_000): print('x' * 40)",
    "characters that take more": "print('é' * 1_900_000)",
    "a value of many parts": "display({'application/json': [0] * 300_000, 'text/plain': 'x'}, raw=True)",
    "a long message": "try: raise ValueError('x' * 10**7)\nexcept ValueError: get_ipython().showtraceback()",
}


@pytest.mark.parametrize("what", BOUNDED)
def test_a_cell_that_puts_out_much_comes_to_its_end(shell, what):
    outputs, finished = shell.run(f"{BOUNDED[what]}\nreached = {what!r}", 1, 1 << 20)
    assert (finished, shell.user_ns["reached"]) == (True, what)
    assert len(json.dumps(outputs)) < (1 << 20) + 100_000
    assert len(outputs) <= 1_002


def test_an_exception_that_can_not_be_told_ends_its_cell_and_nothing_else(shell):
    for body in ("__str__(self): return 1 / 0", "_render_traceback_(self): raise KeyError(1)"):
        outputs, finished = shell.run(f"class E(Exception):\n    def {body}\nraise E()", 1)
        assert not finished
        assert outputs[-1]["output_type"] in ("error", "stream")
    assert shell.run("print(1)", 2) == ([{"output_type": "stream", "name": "stdout", "text": "1\n"}], True)


RUN = {
    "operator first in a continued line": "x = (10\n% 3)\ny = (7\n  % 4\n  )\nreached = x + y",
    "operator and magic": "%matplotlib inline\nx = (10\n% 3)\nreached = x + 3",
    "string with lines that look like magics": "text = '''\n%matplotlib inline\n!ls\nf?\n'''\nreached = 4",
    "question": "def f(): return 4\nf?\nreached = f()",
    "question in a block": "if True:\n    len?\n    reached = 4",
    "magic in a block": "for _ in range(1):\n    %time reached = 4",
    "magic in a function": "def f():\n    %time x = 4\n    return 4\nreached = f()",
    "cell magic": "%%time\nreached = 4",
    "magic that takes a program": "%%bash\nls",
    "magic of a package that is not here": "%matplotlib widget\nreached = 4",
    "extension that is not here": "%load_ext nowhere\n%autoreload 2\nreached = 4",
    "magic that nobody knows": "%nothing 1\nreached = 4",
    "program": "!ls\nfiles = !ls\nreached = 4",
    "indented cell": "    reached = 4",
    "prompts": ">>> reached = 4",
    "await": "import asyncio\nawait asyncio.sleep(0)\nreached = 4",
}


@pytest.mark.parametrize("what", RUN)
@pytest.mark.parametrize("again", [False, True])
def test_what_jupyter_runs_is_run_and_what_does_not_work_here_is_left_out(shell, what, again):
    shell.user_ns["reached"] = 4 if "%%bash" in RUN[what] else None
    if again:
        shell.again(RUN[what], 1, 1000)
    else:
        assert shell.run(RUN[what], 1)[1]
    assert shell.user_ns["reached"] == 4


@pytest.mark.parametrize("source", ["%time 1 / 0\nreached = 5", "%timeit -n1 -r1 1 / 0\nreached = 5", "%%time\n1 / 0"])
def test_an_error_of_the_code_that_a_magic_runs_ends_the_cell(shell, source):
    shell.user_ns["reached"] = None
    outputs, finished = shell.run(source, 1)
    assert (finished, shell.user_ns["reached"]) == (False, None)
    assert outputs[-1]["ename"] == "ZeroDivisionError"
