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
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import public_tests
from checks.case import Rung
from checks.examination import examine
from checks.report import TestFailure, message
from exercises.rnn import hidden_tests
from grader.exercise.seed import SEED_VARIABLE
from tests.met import ALL, SITUATIONS
from tests.rnn import AXES, CATALOGUE, FUNCTIONS, RNN, cases, references
from tests.sampling import number

pytestmark = pytest.mark.slow

GOLDEN = Path(__file__).parent / "golden"
COMMAND = "pytest tests/test_messages.py --rewrite-golden"
LINES, COLUMNS = 12, 110

every_function = pytest.mark.parametrize("function", FUNCTIONS)


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
    assert rungs == set(Rung)


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
    "has the right articles": lambda text: not re.search(r"(\bis|returns|,|\() ?a (?!and\b)([aeiou]\w|ndarray)", text),
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
        for way in range(number(1, len(mistake.wrong))):
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
