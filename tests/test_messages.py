"""Law: every message that a learner can meet stands in a golden file, under review, and all keep to one style.

A golden file holds the messages in the situations of tests/met.py, or, of a function that has none there, those on its
catalogued mistakes. A message begins with the function's name, is short, shows no arrays, and calls nobody names. When
the golden files are stale, write them anew, and read what has changed:  pytest tests/test_messages.py --rewrite-golden
"""

import contextlib
import difflib
import functools
import importlib
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
from grader.exercise.seed import SEED_VARIABLE
from tests import met, sampling
from tests.bound import OF_FUNCTIONS, every_function, run_for
from tests.rnn import AXES, FUNCTIONS, cases, references
from tests.sampling import number, sample

pytestmark = pytest.mark.slow

GOLDEN = Path(__file__).parent / "golden"
COMMAND = "pytest tests/test_messages.py --rewrite-golden"
LINES, COLUMNS = 12, 110
HEAD = re.compile(r"^── (.*?) ─+\n", re.M)

reviewed_function = run_for(("one", "function"), [names for names in OF_FUNCTIONS if names[1] in met.SITUATIONS])


# ── What learners meet ────────────────────────────────────────────────────────────────────────────────────────────


def cells(one, function, work):
    """The cells of a learner who has made some work of a function: pairs of function and text."""
    calls = one.functions[function].calls
    if work.cell:
        lent = {"unfinished": one.stubs.get(calls), "missing": None}
        yield calls, lent[work.cell] if isinstance(work.cell, str) else one.edited(calls, *work.cell)
    if work.unfinished:
        yield function, one.stubs[function]
    elif work.edits:
        yield function, one.edited(function, *work.edits[:2], *zip(work.edits[2::2], work.edits[3::2], strict=True))
    else:
        yield function, one.before_return(function, *work.lines)


def said(one, function, work):
    """What a learner reads, and the rungs that she fell from."""
    target = work.thing or one.learner(work.before, **dict(cells(one, function, work)))[function]
    ask = {
        "public": functools.partial(one.public_test, function),
        "hidden": getattr(importlib.import_module(f"exercises.{one.name}.hidden_tests"), f"{function}_test"),
        "ready_to_train": one.tests.ready_to_train,
        "finished": one.tests.finished,
    }[work.asked]
    printed = io.StringIO()
    try:
        with contextlib.redirect_stdout(printed):
            ask(target)
    except TestFailure as failure:
        assert printed.getvalue() == ""
        return str(failure), {problem.rung for problem in failure.problems}
    return printed.getvalue().rstrip("\n"), set()


@pytest.fixture(scope="module", autouse=True)
def _a_seed_is_set(request):
    """In a course, nbgrader_config.py sets it; and whoever rewrites the golden files rewrites all of them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(SEED_VARIABLE, "1")
        if request.config.getoption("--rewrite-golden"):
            patch.setenv(sampling.VARIABLE, "yes")
        yield


@functools.cache
def in_situations(one, function):
    """What a learner reads in each situation that is tried: dict, title -> (text, rungs)."""
    return {title: said(one, function, work) for title, work in met.tried(function).items()}


@functools.cache
def on_mistakes(one, function):
    """What a learner reads after mistakes of a function, each made in its first way: dict, id -> text."""
    return {mistake.id: text_after(one, mistake) for mistake in sample(one.of(function), 2)}


def text_after(one, mistake, way=0):
    name, target = mistake.function, mistake.functions(one.whole, way)[mistake.function]
    problems = examine(target, one.public_case(name))
    if problems:
        places, found = one.tests.explanation(name, target, problems)
    else:
        problems = one.hidden_problems(name, target, 1)
        places, found = one.explain_hidden(name, target, problems, 1)
    return str(message(one.functions[name], problems, found.hint if found else "", places))


def texts(one, function):
    """Pairs (title, message) of a function."""
    return [(title, text) for title, (text, _) in in_situations(one, function).items()]


# ── Under review ──────────────────────────────────────────────────────────────────────────────────────────────────


@every_function
def test_the_messages_are_those_under_review(one, function, request):
    """Of a sample, the others stay as they were reviewed: all are compared with --whole."""
    if function in met.SITUATIONS:
        titles, now = list(met.SITUATIONS[function]), dict(texts(one, function))
    else:
        titles, now = [mistake.id for mistake in one.of(function)], on_mistakes(one, function)
    path = GOLDEN / f"{function}.txt"
    before = path.read_text(encoding="utf-8") if path.exists() else ""
    parts = HEAD.split(before)[1:]
    reviewed = {title: text.strip("\n") for title, text in zip(parts[::2], parts[1::2], strict=True)}
    sections = [f"── {title} ".ljust(80, "─") + f"\n{now.get(title, reviewed.get(title, ''))}\n" for title in titles]
    text = re.sub(
        r"(too many values to unpack \(expected \d+), got \d+", r"\1", "\n".join(sections)
    )  # Python 3.14 says more
    if request.config.getoption("--rewrite-golden"):
        path.write_text(text, encoding="utf-8")
        before = text
    changes = difflib.unified_diff(before.splitlines(), text.splitlines(), "reviewed", "now", lineterm="")
    assert before == text, "\n".join([f"messages have changed; if they are better now: {COMMAND}", *changes])


@reviewed_function
def test_every_rung_of_the_ladder_is_under_review(one, function):
    rungs = set().union(*(rungs for _, rungs in in_situations(one, function).values()))
    assert rungs == set(Rung)


@every_function
def test_only_what_is_right_passes(one, function):
    passes = {title for title, text in texts(one, function) if re.search("all (public|hidden) tests passed", text)}
    assert passes == {title for title in met.tried(function) if title.startswith("passed")} != set()


@every_function
def test_the_first_message_of_all_is_whole_whichever_step_waits(one, function):
    source = one.solutions()[function]
    steps = re.findall(r"^    # (\d\. .*?)(?: \(about|$)", source, re.M)
    assert steps
    for step in steps:
        text = source.replace(f"    # {step}", f"    # {step}\n    raise NotImplementedError  #")
        (problem,) = examine(one.learner(**{function: text})[function], one.public_case(function))
        assert f"({step})" in problem.headline


# ── The laws ──────────────────────────────────────────────────────────────────────────────────────────────────────


def is_short(text):
    """What Jupyter shows without a scroll bar, and a learner reads to the end."""
    rows = text.split("\n")
    return len(rows) <= LINES and max(map(len, rows)) <= COLUMNS


LAWS = {
    "is short": is_short,
    "does not shout": lambda text: "!" not in without_own_lines(text),
    "has no blanks at the end of a line": lambda text: not re.search(r"[ \t]$", text, flags=re.MULTILINE),
    "shows no arrays": lambda text: not re.search(r"array\(|\[\[|\]\s+\[|dtype=", without_own_lines(text)),
    "shows no inner names of Python's": lambda text: not re.search(r"<\w+>|<locals>|<U\d|Traceback|_recorded", text),
    "has the right articles": lambda text: not re.search(r"(\bis|returns|,|\() ?a (?!and\b)([aeiou]\w|ndarray)", text),
    "begins with a sentence": lambda text: not re.match(r"\w+_\w+ the ", text),
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
def test_a_message(one, function, law):
    assert [(title, text) for title, text in texts(one, function) if not LAWS[law](text)] == []


@every_function
def test_a_message_begins_with_the_name_of_the_function(one, function):
    prefixes = function, f"Not yet: {function}"
    assert [(title, text) for title, text in texts(one, function) if not text.startswith(prefixes)] == []


@every_function
def test_the_message_for_a_known_mistake_keeps_to_the_same_laws(one, function):
    """And it has a hint, or the line."""
    said = dict(on_mistakes(one, function))
    for mistake in sample(one.of(function), 2):
        for way in range(1, number(1, len(mistake.wrong))):
            said[f"{mistake.id} ({way + 1})"] = text_after(one, mistake, way)
    assert [(id, law, text) for id, text in said.items() for law, holds in LAWS.items() if not holds(text)] == []
    assert [id for id, text in said.items() if not text.startswith(function)] == []
    assert [id for id, text in said.items() if not re.search(r"^(hint  |    line |    on line )", text, re.M)] == []


@given(words=st.text(max_size=300))
def test_whatever_an_error_says_the_message_is_short(words, learner, before_return):
    cell = before_return("rnn_cell_forward", "raise ValueError(words)")
    names = learner(f"words = {words!r}\n", rnn_cell_forward=cell)
    with pytest.raises(TestFailure) as raised:
        public_tests.rnn_cell_forward_test(names["rnn_cell_forward"])
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


@run_for(("one", "function"), sample(OF_FUNCTIONS, 4, 1))
def test_endless_recursion_is_an_error_like_others(one, function):
    again = f"    return {function}({', '.join(one.functions[function].arguments)})\n"
    target = one.learner(**{function: one.edited(function, "    # 1. ", f"{again}    # 1. ")})[function]
    with pytest.raises(TestFailure, match=rf"^{function} stops with an error\n\n    error +RecursionError: ") as raised:
        one.public_test(function, target)
    assert is_short(str(raised.value))
