"""Law: where a call gives nothing, or a generator, the message names the line that makes it so, and no other line.

It does so in the notebook and in a grade, as far as the text of the function tells; else it says nothing.
"""

import sys

import pytest

from checks.quiet import quiet
from tests.public import failure_of

HEAD = "def rnn_forward(x, a0, parameters):\n"
KNOWN = {
    "no return": ("    a = 3\n    b = 4\n", 3, "rnn_forward ends here, without a return"),
    "no return, on several lines": ("    a = (\n        3\n    )\n", 4, "rnn_forward ends here, without a return"),
    "a return inside another function": (
        "    def f():\n        return 3\n    f()\n",
        4,
        "rnn_forward ends here, without a return",
    ),
    "a yield inside another function": (
        "    def f():\n        yield 3\n    list(f())\n",
        4,
        "rnn_forward ends here, without a return",
    ),
    "a bare return": ("    a = 3\n    return\n", 3, "what is returned here is None"),
    "None": ("    return None\n", 2, "what is returned here is None"),
    "a call that gives None": ("    return [].append(3)\n", 2, "what is returned here is None"),
    "yield": (
        "    for t in range(3):\n        yield t\n",
        3,
        "a function with yield in it gives a generator in place of its result",
    ),
    "yield, and a return": (
        "    yield from [3]\n    return 3\n",
        2,
        "a function with yield in it gives a generator in place of its result",
    ),
}
UNKNOWN = {
    "one return of several": "    if len(x) < 9:\n        return None\n    return x\n",
    "a return that may be passed by": "    if len(x) < 9:\n        return None\n",
    "a return in a block": "    try:\n        return None\n    finally:\n        pass\n",
    "a number": "    return 3\n",
    "two values": "    return 3, 4\n",
}


def rows_of(text):
    return [line for line in text.splitlines() if line.startswith("    ")]


@pytest.mark.parametrize(("body", "number", "why"), KNOWN.values(), ids=KNOWN)
def test_the_line_is_named(learner, body, number, why):
    text = HEAD + body
    rows = rows_of(str(failure_of("rnn_forward", learner(rnn_forward=text)["rnn_forward"])))
    assert rows[-2] == f"    on line {number}   {text.splitlines()[number - 1].strip()}"
    assert rows[-1].strip() == why


@pytest.mark.parametrize("body", UNKNOWN.values(), ids=UNKNOWN)
def test_no_line_is_named_that_may_not_be_meant(learner, body):
    rows = rows_of(str(failure_of("rnn_forward", learner(rnn_forward=HEAD + body)["rnn_forward"])))
    assert not [row for row in rows if "line" in row or "here" in row]


@pytest.mark.parametrize(("body", "what"), [("return 3", "a coroutine"), ("yield 3", "a generator")])
def test_async_is_named_and_python_warns_of_nothing(learner, recwarn, body, what):
    for text in (f"async {HEAD}    {body}\n", f"def same(f): return f\n\n@same\nasync {HEAD}    {body}\n"):
        number = text.split("async")[0].count("\n") + 1
        rows = rows_of(str(failure_of("rnn_forward", learner(rnn_forward=text)["rnn_forward"])))
        assert rows[-2] == f"    on line {number}   async {HEAD.strip()}"
        assert rows[-1].strip() == f"a function that begins with async gives {what} in place of its result"
    assert not recwarn.list


def test_a_decorator_that_forgets_the_result_is_named(learner):
    text = f"def deco(f):\n    def g(*given):\n        f(*given)\n    return g\n\n@deco\n{HEAD}    return 3\n"
    rows = rows_of(str(failure_of("rnn_forward", learner(rnn_forward=text)["rnn_forward"])))
    assert rows[-2:] == ["    on line 3   f(*given)", " " * 16 + "g ends here, without a return"]


def test_a_class_in_the_place_of_a_function_is_called_so(learner):
    text = "class rnn_forward:\n    def __init__(self, *given): pass\n"
    said = str(failure_of("rnn_forward", learner(rnn_forward=text)["rnn_forward"]))
    assert said.startswith("rnn_forward returns an rnn_forward instead of 3 values\n")
    assert rows_of(said)[-1] == "    it          is a class: a call of it gives an object of that class"


@pytest.mark.slow
def test_a_grade_names_the_same_line_and_none_where_the_name_is_bound_again(learner, graded):
    for body, number, why in KNOWN.values():
        here = str(failure_of("rnn_forward", learner(rnn_forward=HEAD + body)["rnn_forward"]))
        assert f"on line {number} " in here
        assert rows_of(said_in_a_grade(graded, HEAD + body)) == rows_of(here), why
    for twice in ("rnn_forward = functools.partial(rnn_forward)\n", HEAD + "    3\n"):
        said = said_in_a_grade(graded, f"import functools\n{HEAD}    a = 3\n{twice}")
        assert said.startswith("rnn_forward returns None")
        assert "line" not in said


def said_in_a_grade(graded, text):
    (said,) = (test.message for test in graded({"rnn_forward": text}).tests if test.id == "rnn_forward_public")
    return said


# ── exit() ────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", ["exit", "quit"])
def test_a_function_that_ends_the_kernel_ends_its_call_alone(monkeypatch, name):
    """IPython's own exit only notes that the kernel is to end, and goes on."""
    notes = type("ZMQExitAutocall", (), {"__module__": "IPython.core.autocall", "__call__": lambda self: None})()
    main = vars(sys.modules["__main__"])
    monkeypatch.setitem(main, name, notes)
    with quiet(), pytest.raises(SystemExit):
        main[name]()
    assert main[name] is notes
