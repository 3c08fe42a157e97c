"""The law: every message that a learner can meet stands in a golden file, under review, and all keep to one style.

A message begins with the function's name, is short, shows no arrays, and calls nobody names. When the golden files are
stale, write them anew, and read what has changed:  pytest tests/test_messages.py --rewrite-golden
"""

import contextlib
import difflib
import functools
import io
import itertools
import re
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import public_tests
from checks.examination import examine
from checks.report import TestFailure, message
from exercises.rnn import hidden_tests
from grader.exercise.seed import SEED_VARIABLE
from tests.rnn import AXES, CATALOGUE, FUNCTIONS, RNN, cases, references

pytestmark = pytest.mark.slow

GOLDEN = Path(__file__).parent / "golden"
COMMAND = "pytest tests/test_messages.py --rewrite-golden"
LINES, COLUMNS = 12, 110

every_function = pytest.mark.parametrize("function", FUNCTIONS)


@dataclass(frozen=True)
class Work:
    """What a learner has made of a function.

    lines      tuple       lines above the return of the solution
    edits      tuple       what the solution says and what she wrote, by turns
    before     str         a cell of her own above the functions
    cell       tuple       edits of the cell that a loop calls; "unfinished" or "missing" instead of them
    unfinished bool        the function is a stub
    thing      object      what is given to the test in place of the function
    asked      str         who looks: the public test, the hidden one (seed 1), ready_to_train or finished
    """

    lines: tuple = ()
    edits: tuple = ()
    before: str = ""
    cell: tuple = ()
    unfinished: bool = False
    thing: object = None
    asked: str = "public"


def lines(*lines, **more):
    """Write work that has these lines above its return."""
    return Work(lines=lines, **more)


def edits(*edits, **more):
    """Write work that is an edit of the solution."""
    return Work(edits=edits, **more)


def array_work(name):
    """Write work for all rungs of the ladder that an array of two axes can fall from."""
    return {
        f"{name} is None": lines(f"{name} = None"),
        f"{name} is a list": lines(f"{name} = {name}.tolist()"),
        f"{name} is an int": lines(f"{name} = 1"),
        f"{name} holds objects": lines(f"{name} = {name}.astype(object)"),
        f"{name} holds complex numbers": lines(f"{name} = {name}.astype(complex)"),
        f"{name} holds text": lines(f"{name} = {name}.astype(str)"),
        f"{name} is transposed": lines(f"{name} = {name}.T"),
        f"{name} has lost an axis": lines(f"{name} = {name}[:, 0]"),
        f"{name} is flat": lines(f"{name} = {name}.ravel()"),
        f"{name} has a column too many": lines(f"{name} = np.hstack([{name}, {name}[:, :1]])"),
        f"{name} is a single number": lines(f"{name} = {name}.sum()"),
        f"{name} is empty": lines(f"{name} = np.zeros(0)"),
        f"{name} has a nan": lines(f"{name} = {name}.copy()", f"{name}[1, 0] = np.nan"),
        f"{name} is nan everywhere": lines(f"{name} = {name} * np.nan"),
        f"{name} is inf everywhere": lines(f"{name} = np.abs({name}) / 0"),
        f"{name} is all zeros": lines(f"{name} = np.zeros_like({name})"),
        f"{name} has one wrong entry": lines(f"{name} = {name}.copy()", f"{name}[1, 0] += 0.1"),
        f"{name} is wrong everywhere": lines(f"{name} = {name} + 0.1 * np.arange({name}.size).reshape({name}.shape)"),
        f"{name} is huge": lines(f"{name} = {name} * 1e200 + 1e190"),
        f"{name} has the opposite sign": lines(f"{name} = -{name}"),
        f"{name} is rounded to three decimals": lines(f"{name} = {name}.round(3)"),
        f"{name} is rounded to single precision": lines(f"{name} = {name}.astype(np.float32)"),
        f"{name} is rounded to whole numbers": lines(f"{name} = {name}.round().astype(int)"),
    }


def time_work(name):
    """Write work for an array whose last axis is time."""
    return {
        f"{name} is None": lines(f"{name} = None"),
        f"{name} is a list of steps": lines(f"{name} = [{name}[:, :, t] for t in range(T_x)]"),
        f"{name} has time first": lines(f"{name} = np.moveaxis({name}, 2, 0)"),
        f"{name} has examples first": lines(f"{name} = np.swapaxes({name}, 0, 1)"),
        f"{name} has one step only": lines(f"{name} = {name}[:, :, 0]"),
        f"{name} has a step too few": lines(f"{name} = {name}[:, :, :-1]"),
        f"{name} has a step too many": lines(f"{name} = np.dstack([{name}, {name}[:, :, :1]])"),
        f"{name} is nan at one step": lines(f"{name}[:, :, 3] = np.nan"),
        f"{name} is all zeros": lines(f"{name}[:] = 0"),
        f"{name} is wrong at every step": lines(f"{name} += np.arange({name}.size).reshape({name}.shape) / 100"),
        f"{name} is wrong at two steps": lines(f"{name}[:, 1, [0, 3]] += 0.1"),
        f"{name} is zero from the second step on": lines(f"{name}[:, :, 1:] = 0"),
        f"{name} is right at the last step only": lines(f"{name}[:, :, :-1] += {name}[:, :, 1:]"),
        f"{name} is in reverse order": lines(f"{name} = {name}[:, :, ::-1]"),
        f"{name} is a step late": lines(f"{name} = np.roll({name}, 1, axis=2)"),
        f"{name} is rounded to single precision": lines(f"{name} = {name}.astype(np.float32)"),
    }


def call_work(function):
    """Write work of which the call as a whole fails, whatever the outputs."""
    head = f"def {function}({', '.join(FUNCTIONS[function].arguments)}):"
    first, *_, last = FUNCTIONS[function].arguments
    return {
        "passed": Work(),
        "passed in the hidden tests": Work(asked="hidden"),
        "unfinished": Work(unfinished=True),
        "unfinished, asked by finished": Work(unfinished=True, asked="finished"),
        "unfinished, before training": Work(unfinished=True, asked="ready_to_train"),
        "a result in place of the function": Work(thing=(1, 2, 3)),
        "an argument is missing": edits(head, head.replace(f", {last}", "")),
        "an argument too many": edits(head, head.replace(")", ", m)")),
        "a name that is not defined": lines("answer"),
        "a key that is not there": lines("{}['Wxa']"),
        "an index that is not there": lines("np.zeros((4, 3))[:, 5]"),
        "shapes that can't be added": lines("np.zeros((4, 6)) + np.zeros((2, 1))"),
        "sizes that can't be multiplied": lines("np.zeros((4, 6)) @ np.zeros((4, 3))"),
        "a product with a single number": lines("np.zeros((4, 6)) @ 3"),
        "None in a product": lines("None @ np.zeros((4, 6))"),
        "None in a sum": lines("None + np.zeros((4, 6))"),
        "None taken apart": lines("one, other = None"),
        "a wrong number of things taken apart": lines("one, other, third = 1, 2"),
        "an error without words": lines("raise ValueError"),
        "an error with many words": lines("raise ValueError('words, ' * 60)"),
        "an error in words of two lines": lines("raise ValueError('first\\nsecond')"),
        "an error in a helper": lines("helper(3)", before="def helper(number):\n    return number[0]\n"),
        "an error in a helper's helper": lines(
            "helper(3)",
            before="def helper(number):\n    return inner(number)\n\n\ndef inner(number):\n    return number[0]\n",
        ),
        "an error in a comprehension": lines("[{}[key] for key in ('Wax', 'Waa')]"),
        "an error in a lambda": lines("(lambda key: {}[key])('Wax')"),
        "an error in numpy": lines("np.concatenate([])"),
        "an error on a long line": lines("np.zeros((4, 6)) + np.zeros((2, 1))" + " + 0" * 30),
        "sys.exit": lines("raise SystemExit(1)"),
        "returns None": lines("return None"),
        "returns a number": lines("return 3"),
        "returns an array": lines("return np.zeros((4, 6))"),
        "returns a function": lines(f"return {function}"),
        "its input changes": Work(edits=("    # 1. ", f"    {first} += 1e-9\n    # 1. ")),
        "the second call stops": lines(
            "calls.append(1)", "if len(calls) > 1:", "    raise ValueError('twice')", before="calls = []\n"
        ),
        "the second call returns None": lines(
            "calls.append(1)", "if len(calls) > 1:", "    return None", before="calls = []\n"
        ),
    }


TUPLE_WORK = {
    "returns two of three": lines("return 1, 2"),
    "returns four": lines("return 1, 2, 3, 4"),
    "returns a dict": lines("return {}"),
    "returns None three times": lines("return None, None, None"),
}
DICT_WORK = {
    "returns a tuple": lines("return dWax, dWaa, dba"),
    "returns an empty dict": lines("return {}"),
    "a key is missing": lines("return {'dWax': dWax, 'dWaa': dWaa}"),
    "a key is misspelled": edits('"dba": dba', '"dBa": dba'),
    "keys of its own": edits(
        'return {"d', 'return {"dz": 0, "gradient of the bias of the output layer": 0, "d', '"dba": dba', '"db": dba'
    ),
    "dWax and dba": lines("dWax = 2 * dWax", "dba = 3 * dba"),
    "everything is wrong": lines("dWax, dWaa, dba = 2 * dWax, 3 * dWaa, 4 * dba"),
}

CELL_FORWARD_WORK = {
    **array_work("a_next"),
    "a_next and yt_pred are wrong": edits("+ ba", "- ba"),
    "yt_pred is not normalised": edits("softmax(Wya", "np.exp(Wya"),
    "cache is None": lines("cache = None"),
    "cache is a dict": lines("cache = {'a_next': a_next}"),
    "cache is an array": lines("cache = a_next"),
    "cache has three entries": lines("cache = a_next, a_prev, xt"),
    "cache in another order": lines("cache = a_prev, a_next, xt, parameters"),
    "cache begins with the parameters": lines("cache = parameters, a_next, a_prev, xt"),
    "cache with yt_pred": lines("cache = a_next, a_prev, yt_pred, parameters"),
    "cache with wrong values": lines("cache = 2 * a_next, a_prev, xt, parameters"),
    "cache with zeros": lines("cache = a_next, 0 * a_prev, xt, parameters"),
    "cache with a nan": lines("cache = a_next, a_prev, xt * np.nan, parameters"),
    "cache with a list": lines("cache = a_next, a_prev, xt.tolist(), parameters"),
    "cache with a transposed input": lines("cache = a_next, a_prev, xt.T, parameters"),
    "cache with None": lines("cache = a_next, a_prev, xt, None"),
    "cache with other parameters": lines("cache = a_next, a_prev, xt, {**parameters, 'Waa': Waa.T}"),
    "cache with a lost parameter": lines("cache = a_next, a_prev, xt, {'Wax': Wax, 'Waa': Waa, 'Wya': Wya, 'ba': ba}"),
    "cache with a tuple of parameters": lines("cache = a_next, a_prev, xt, (Wax, Waa, Wya, ba, by)"),
    "parameters change too": edits("    # 2. ", "    ba *= 1.5\n    # 2. "),
    "another answer when called again": lines(
        "calls.append(1)", "yt_pred = yt_pred * len(calls)", before="calls = []\n"
    ),
    "the first answer changes": lines(
        "last[:] = [old.fill(0) for old in last] and []", "last.append(yt_pred)", before="last = []\n"
    ),
    "wrong in the hidden tests": lines("yt_pred = 2 * yt_pred", asked="hidden"),
    "wrong for one example only": edits(
        "softmax(Wya @ a_next + by)", "softmax(np.squeeze(Wya @ a_next + by))", asked="hidden"
    ),
    "overflow in the hidden tests": edits(
        "softmax(Wya @ a_next + by)",
        "np.exp(Wya @ a_next + by) / np.exp(Wya @ a_next + by).sum(axis=0)",
        asked="hidden",
    ),
    "wrong before training": edits("+ ba", "- ba", asked="ready_to_train"),
}

LOOP_CALL = "rnn_cell_forward(x[:, :, t], a_next, parameters)"
FORWARD_WORK = {
    **time_work("a"),
    "y_pred is in reverse order": lines("y_pred = y_pred[:, :, ::-1]"),
    "y_pred is all zeros": lines("y_pred[:] = 0"),
    "y_pred has examples first": lines("y_pred = np.swapaxes(y_pred, 0, 1)"),
    "the state is never handed on": edits(
        "a_next, yt_pred, cache = rnn", "state, yt_pred, cache = rnn", "= a_next\n        y", "= state\n        y"
    ),
    "an error in the cell": edits("x[:, :, t]", "x[:, t, :]"),
    "the cell is called with too little": edits(LOOP_CALL, "rnn_cell_forward(x[:, :, t], a_next)"),
    "the cell is called with something else and is not finished": edits(
        "x[:, :, t]", "x[:, :, 0] * 2", cell="unfinished"
    ),
    "the cell is called with something else and is missing": edits("x[:, :, t]", "x[:, :, 0] * 2", cell="missing"),
    "passed over a wrong cell": Work(cell=("np.tanh(", "np.sin(")),
    "passed over an unfinished cell": Work(cell="unfinished"),
    "passed over a missing cell": Work(cell="missing"),
    "a right loop over a wrong cell, before training": Work(cell=("np.tanh(", "np.sin("), asked="ready_to_train"),
    "caches is None": lines("caches = None"),
    "caches without x": lines("caches = caches[0]"),
    "caches the other way round": lines("caches = caches[::-1]"),
    "caches with three entries": lines("caches = *caches, 3"),
    "caches is a dict": lines("caches = {'caches': caches}"),
    "caches with the last cache only": lines("caches = caches[0][-1:], x"),
    "caches is empty": lines("caches = [], x"),
    "caches of the same step": lines("caches = caches[0][-1:] * T_x, x"),
    "caches in reverse order": lines("caches = caches[0][::-1], x"),
    "caches of the state before": lines("caches = [(c[1], c[1], c[2], c[3]) for c in caches[0]], x"),
    "caches with a wrong entry": lines("caches = [(c[0], c[1], c[2] + 1, c[3]) for c in caches[0]], x"),
    "caches of arrays": lines("caches = [c[0] for c in caches[0]], x"),
    "caches with a wrong entry at the end": lines("caches[0][4] = (*caches[0][4][:3], {})"),
    "caches with xt for x": lines("caches = caches[0], x[:, :, -1]"),
    "caches with another x": lines("caches = caches[0], x + 1"),
    "wrong in the hidden tests": edits("a_next = a0", "a_next = np.zeros((n_a, m))", asked="hidden"),
    "an axis is lost where it is short": lines("a = np.squeeze(a)", asked="hidden"),
    "caches wrong in the hidden tests": lines("caches = caches[0][:5], x", asked="hidden"),
}

CELL_BACKWARD_WORK = {
    **DICT_WORK,
    **array_work("dba"),
    "dba summed over the wrong axis": edits("axis=1", "axis=0"),
    "dWax is transposed": edits("dz @ xt.T", "xt @ dz.T"),
    "dWaa is transposed": edits("dz @ a_prev.T", "a_prev @ dz.T"),
    "dWax is divided by m": lines("dWax = dWax / 6"),
    "dxt is None": lines("dxt = None"),
    "dxt is da_prev": edits('"dxt": dxt', '"dxt": da_prev'),
    "da_prev is da_next": edits('"da_prev": da_prev', '"da_prev": da_next'),
    "wrong in the hidden tests": edits("keepdims=True", "keepdims=False", asked="hidden"),
    "wrong for one example only": lines(
        "dba = np.squeeze(dba)[:, None] if dba.size > 1 else dba",
        "dWax = np.squeeze(dWax) if da_next.shape[1] == 1 else dWax * 1",
        "dxt = dxt + 1e-9 * (da_next.shape[1] == 1)",
        asked="hidden",
    ),
}

BACKWARD_WORK = {
    **DICT_WORK,
    **time_work("dx"),
    "the gradient of the loss never enters": edits("da[:, :, t] + da_prevt", "da_prevt"),
    "the gradient is never carried": edits("da[:, :, t] + da_prevt", "da[:, :, t]"),
    "an error in the cell": edits("da[:, :, t] + da_prevt", "da[:, t, :]"),
    "the cell is called with something else and is not finished": edits(
        "da[:, :, t] + da_prevt", "da[:, :, 0]", cell="unfinished"
    ),
    "the cell is called with something else and is missing": edits(
        "da[:, :, t] + da_prevt", "da[:, :, 0]", cell="missing"
    ),
    "passed over a wrong cell": Work(cell=("(1 - a_next**2)", "(1 - a_next)")),
    "passed over an unfinished cell": Work(cell="unfinished"),
    "passed over a missing cell": Work(cell="missing"),
    "a right loop over a wrong cell, before training": Work(
        cell=("(1 - a_next**2)", "(1 - a_next)"), asked="ready_to_train"
    ),
    "the caches change": lines("caches.reverse()"),
    "the sums go on when called again": edits(
        "caches):", "caches, dWax=np.zeros((4, 3))):", "    dWax = np.zeros((n_a, n_x))\n", ""
    ),
    "wrong in the hidden tests": edits("dba += dbat", "dba = dbat", asked="hidden"),
    "wrong for one step only": edits(
        "dx = np.zeros((n_x, m, T_x))", "dx = np.zeros((n_x, m, max(T_x, 2)))", asked="hidden"
    ),
    "an error in the hidden tests": edits(
        "da_prevt = np.zeros((n_a, m))", "da_prevt = np.zeros((4, 6))", asked="hidden"
    ),
}

SITUATIONS = {
    "rnn_cell_forward": {**call_work("rnn_cell_forward"), **TUPLE_WORK, **CELL_FORWARD_WORK},
    "rnn_forward": {**call_work("rnn_forward"), **TUPLE_WORK, **FORWARD_WORK},
    "rnn_cell_backward": {**call_work("rnn_cell_backward"), **CELL_BACKWARD_WORK},
    "rnn_backward": {**call_work("rnn_backward"), **BACKWARD_WORK},
}
ALL = [(function, title) for function, situations in SITUATIONS.items() for title in situations]


@pytest.fixture(scope="session")
def said(learner, edited, before_return, stubs):
    """Return a function that says what a learner reads in a situation, and whether it is a failure."""

    def cells(function, work):
        calls = FUNCTIONS[function].calls
        if work.cell:
            lent = {"unfinished": stubs.get(calls), "missing": None}
            yield calls, lent[work.cell] if isinstance(work.cell, str) else edited(calls, *work.cell)
        if work.unfinished:
            yield function, stubs[function]
        elif work.edits:
            yield function, edited(function, *work.edits[:2], *zip(work.edits[2::2], work.edits[3::2], strict=True))
        else:
            yield function, before_return(function, *work.lines)

    def text(function, title):
        work = SITUATIONS[function][title]
        target = work.thing or learner(work.before, **dict(cells(function, work)))[function]
        ask = {
            "public": getattr(public_tests, f"{function}_test"),
            "hidden": getattr(hidden_tests, f"{function}_test"),
            "ready_to_train": public_tests.ready_to_train,
            "finished": public_tests.finished,
        }[work.asked]
        printed = io.StringIO()
        try:
            with contextlib.redirect_stdout(printed):
                ask(target)
        except TestFailure as failure:
            assert printed.getvalue() == ""
            return str(failure), {problem.rung for problem in failure.problems}
        return printed.getvalue().rstrip("\n"), set()

    return text


@pytest.fixture(scope="session")
def met(said):
    """What a learner reads in every situation, and the rungs that she fell from: (function, title) -> (text, rungs)."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(SEED_VARIABLE, "1")
        return {(function, title): said(function, title) for function, title in ALL}


@every_function
def test_the_messages_are_those_under_review(function, met, request):
    sections = [f"── {title} ".ljust(80, "─") + f"\n{met[function, title][0]}\n" for title in SITUATIONS[function]]
    path, text = GOLDEN / f"{function}.txt", "\n".join(sections)
    if request.config.getoption("--rewrite-golden"):
        path.write_text(text, encoding="utf-8")
    reviewed = path.read_text(encoding="utf-8") if path.exists() else ""
    changes = difflib.unified_diff(reviewed.splitlines(), text.splitlines(), "reviewed", "now", lineterm="")
    assert reviewed == text, "\n".join([f"messages have changed; if they are better now: {COMMAND}", *changes])


@every_function
def test_every_rung_of_the_ladder_is_under_review(function, met):
    rungs = set().union(*(rungs for (whose, _), (_, rungs) in met.items() if whose == function))
    assert rungs == {
        *("unfinished", "call", "returns", "there", "array", "shape", "finite", "values", "again", "inputs")
    }


@every_function
def test_only_what_is_right_passes(function, met):
    passes = {title for title, text in texts(function, met) if re.search("all (public|hidden) tests passed", text)}
    assert passes == {title for title in SITUATIONS[function] if title.startswith("passed")}


def texts(function, met):
    """Pairs (title, message) of a function."""
    return [(title, text) for (whose, title), (text, _) in met.items() if whose == function]


def is_short(text):
    """What Jupyter shows without a scroll bar, and a learner reads to the end."""
    rows = text.split("\n")
    return len(rows) <= LINES and max(map(len, rows)) <= COLUMNS


LAWS = {
    "is short": is_short,
    "does not shout": lambda text: "!" not in text,
    "has no blanks at the end of a line": lambda text: not re.search(r"[ \t]$", text, flags=re.MULTILINE),
    "shows no arrays": lambda text: not re.search(r"array\(|\[\[|\]\s+\[|dtype=", without_own_lines(text)),
    "shows no inner names of Python's": lambda text: not re.search(r"<\w+>|<locals>|<U\d|Traceback|_recorded", text),
    "has the right articles": lambda text: not re.search(r"(\bis|returns|,|\() ?a ([aeiou]\w|ndarray)", text),
    "begins with a sentence": lambda text: not re.match(r"rnn_\w+ the ", text),
    "finds no factor of 1": lambda text: " is 1 times " not in text,
    "names each row of evidence once": lambda text: len(evidence(text)) == len(set(evidence(text))),
    "says which entry of a cache it means": lambda text: (
        not re.search(r"hint  cache is|in caches? is|of caches? is right", text)
    ),
    "breaks no line inside code": lambda text: all(
        row.count("[") == row.count("]") and row.count("`") % 2 == 0 for row in hint(text)
    ),
}


def evidence(text):
    """The names of the rows of evidence: expected, yours, …"""
    return [row[4:14].strip() for row in text.split("\n") if re.match(r" {4}\S", row)]


def without_own_lines(text):
    """The message without the lines of code that it quotes."""
    return "\n".join(row for row in text.split("\n") if not re.match(r"    (line \d|inside)", row))


def hint(text):
    """The lines of the hint."""
    return "".join(text.split("\nhint  ")[1:]).split("\n")


@every_function
@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.replace(" ", "-"))
def test_a_message(function, law, met):
    assert [(title, text) for title, text in texts(function, met) if not LAWS[law](text)] == []


@every_function
def test_a_message_begins_with_the_name_of_the_function(function, met):
    prefixes = function, f"Not yet: {function}"
    assert [(title, text) for title, text in texts(function, met) if not text.startswith(prefixes)] == []


@every_function
def test_the_message_for_a_known_mistake_keeps_to_the_same_laws(function):
    offences = []
    for mistake in (mistake for mistake in CATALOGUE if mistake.function == function and not mistake.unseen):
        for way in range(len(mistake.wrong)):
            with pytest.raises(TestFailure) as raised, contextlib.redirect_stdout(io.StringIO()):
                getattr(public_tests, f"{function}_test")(mistake.functions(RNN, way)[function])
            text = str(raised.value)
            offences += [(mistake.id, law, text) for law, holds in LAWS.items() if not holds(text)]
    assert offences == []


@given(words=st.text(max_size=300))
def test_whatever_an_error_says_the_message_is_short(words, learner, before_return):
    names = learner(f"words = {words!r}\n", rnn_forward=before_return("rnn_forward", "raise ValueError(words)"))
    with pytest.raises(TestFailure) as raised:
        public_tests.rnn_forward_test(names["rnn_forward"])
    assert is_short(str(raised.value))


@given(keys=st.lists(st.text(min_size=1, max_size=40), max_size=30))
def test_whatever_keys_a_dict_has_the_message_is_short(keys):
    with pytest.raises(TestFailure) as raised:
        public_tests.rnn_backward_test(lambda da, caches: dict.fromkeys(keys))
    assert is_short(str(raised.value))


@pytest.mark.parametrize("axes", list(itertools.permutations(range(3)))[1:], ids=str)
@pytest.mark.parametrize(
    ("function", "output"), [("rnn_forward", "a"), ("rnn_forward", "y_pred"), ("rnn_backward", "dx")]
)
def test_axes_in_another_order_are_named_in_this_order(function, output, axes, learner, before_return):
    target = learner(**{function: before_return(function, f"{output} = {output}.transpose{axes}")})[function]
    with pytest.raises(TestFailure) as raised:
        getattr(public_tests, f"{function}_test")(target)
    named = ", ".join(AXES[output][axis] for axis in axes)
    assert re.search(rf"^    yours .*\({named}\)$", str(raised.value), flags=re.MULTILINE), str(raised.value)


LONG = functools.cache(lambda: cases("rnn_backward", 1)[-1])


@given(wrong=st.sets(st.integers(0, 11), min_size=1), factor=st.sampled_from([0, 2]))
def test_whichever_steps_of_a_long_sequence_are_wrong_the_message_is_short(wrong, factor):
    def target(da, caches):
        gradients = references()["rnn_backward"](da, caches)
        gradients["dx"][:, :, sorted(wrong)] *= factor
        return gradients

    assert LONG().sizes["T_x"] == 12
    assert is_short(str(message(FUNCTIONS["rnn_backward"], examine(target, LONG()))))


@every_function
def test_endless_recursion_is_an_error_like_others(function, learner, edited):
    again = f"    return {function}({', '.join(FUNCTIONS[function].arguments)})\n"
    target = learner(**{function: edited(function, "    # 1. ", f"{again}    # 1. ")})[function]
    with pytest.raises(TestFailure, match=rf"^{function} stops with an error\n\n    error +RecursionError: ") as raised:
        getattr(public_tests, f"{function}_test")(target)
    assert is_short(str(raised.value))
