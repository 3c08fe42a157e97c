"""Law: a place is said only with a proof, a hint only where it agrees with it; a right function is never accused.

The places of the catalogue's mistakes are the lines that were changed, or the names that are missing; those of
generated mistakes too, but for a few that are counted: here of a fixed sample, by `python -m grader mutants` of
thousands. What can't be followed is declined.
"""

import ast
import contextlib
import io
from collections import Counter
from functools import cache

import pytest

import public_tests
from checks.place.report import Places, find_places, rows, search
from checks.place.source import copied_tree
from checks.place.values import same
from checks.report import TestFailure
from grader.exercise import place_proof
from grader.exercise.benchmark import changed as changed_in
from tests.bound import ALL, every_exercise, every_function
from tests.rnn import RNN, define, public_case, public_test, solutions
from tests.sampling import is_whole, number, sample

pytestmark = pytest.mark.slow


def changed(function, *edits, before=""):
    """A learner's function: the reference with some words changed."""
    source = solutions()[function]
    for said, wrote in edits:
        assert said in source
        source = source.replace(said, wrote)
    return define({"before": before, **solutions(), function: source})[function]


def said_of(function, target, **more):
    with pytest.raises(TestFailure) as raised, contextlib.redirect_stdout(io.StringIO()):
        public_test(function, target, **more)
    return str(raised.value)


def places(function, target):
    return search(target, public_case(function), RNN.tests.right(function)).places  # an error of its own ends the test


# ── Right functions ───────────────────────────────────────────────────────────────────────────────────────────────


@every_function
def test_a_right_function_is_never_accused(one, function):
    case, right = one.public_case(function), one.tests.right(function)
    for target in (one.references()[function], *(style.functions(one.whole)[function] for style in one.styles)):
        assert search(target, case, right).places == ()


UNUSUAL = {
    "recursion": "def rnn_forward(x, a0, parameters):\n    return rnn_forward(x, a0, parameters) if 0 else (x, x, x)\n",
    "a generator": "def rnn_forward(x, a0, parameters):\n    yield x\n",
    "a lambda": "rnn_forward = lambda x, a0, parameters: (x, x, x)\n",
    "nested": "def make():\n    k = 1\n    def rnn_forward(x, a0, parameters):\n        return k, x, x\n"
    "    return rnn_forward\n\nrnn_forward = make()\n",
    "decorated": "import functools\n@functools.cache\ndef rnn_forward(x, a0, parameters):\n    return x, x, x\n",
    "drawing": "import sys\ndef rnn_forward(x, a0, parameters):\n    out = sys.stdout\n    return x, out, x\n",
    "endless": "def rnn_forward(x, a0, parameters):\n    while True:\n        a0 = a0\n",
}


@pytest.mark.parametrize("how", UNUSUAL)
def test_what_cannot_be_followed_is_declined(how):
    names = define({**solutions(), "rnn_forward": UNUSUAL[how]})
    assert places("rnn_forward", names["rnn_forward"]) == ()


def test_a_function_without_source_is_declined():
    names = {}
    exec("def rnn_forward(x, a0, parameters):\n    return x, x, x\n", names)
    assert places("rnn_forward", names["rnn_forward"]) == ()


def test_prints_and_side_effects_are_not_repeated(capsys):
    edits = (
        ("    caches = []\n", '    print("hello")\n    seen.append(1)\n    caches = []\n'),
        ("= yt_pred", "= 2 * yt_pred"),
    )
    target = changed("rnn_forward", *edits, before="seen = []\n")
    assert len(places("rnn_forward", target)) == 1
    assert capsys.readouterr().out == ""
    assert target.__globals__["seen"] == []


# ── Wrong ones ────────────────────────────────────────────────────────────────────────────────────────────────────


EVERY = {"rnn": 4}  # of others fewer are tried: their messages, with places, are all under review


@cache
def of_the_catalogue(one):
    """dict: (id, way) -> (text of the cell, Places); what is found for the others is in the numbers that are stored."""
    found = {}
    for mistake in sample(one.catalogue, EVERY.get(one.name, 12)):
        name = mistake.function
        for way, source in enumerate(mistake.sources(one.whole)):
            target = mistake.functions(one.whole, way)[name]
            if not mistake.unseen:
                found[mistake.id, way] = source, search(target, one.public_case(name), one.tests.right(name)).places
    return found


@every_exercise
def test_nearly_every_mistake_of_the_catalogue_has_its_place(one):
    without = [key for key, (_, some) in of_the_catalogue(one).items() if not some]
    assert len(without) < 0.08 * len(of_the_catalogue(one)), without


@every_exercise
def test_no_mistake_of_the_catalogue_has_a_place_that_is_another_line(one):
    by_id = {mistake.id: mistake.function for mistake in one.catalogue}
    for (id, _), (source, some) in of_the_catalogue(one).items():
        edited = changed_in(one.solutions()[by_id[id]], source)
        assert place_proof.judged(Places(some), edited) != place_proof.FALSE, (id, source)


@every_exercise
def test_looking_for_places_leaves_the_right_values_as_they_are(one):
    """Parts of lines are tried with right values, also in lines that change what they are given."""
    of_the_catalogue(one)
    for function in one.functions:
        used = one.tests.right(function)
        one.tests.forget()
        new = one.tests.right(function)
        for first, other in zip([*used.names.values(), *used.pool], [*new.names.values(), *new.pool], strict=True):
            assert same([*first.steps], [*other.steps], 0)


@every_exercise
def test_no_message_on_a_place_holds_a_number_of_the_right_values(one):
    for _, some in of_the_catalogue(one).values():
        for place in some:
            assert "." not in place.fact


# The mutants of others take a second each: with --whole. The record that the README shows is of hundreds of them.
with_mutants = pytest.mark.parametrize("one", [one for one in ALL if one.name == "rnn" or is_whole()], ids=repr)
LEAST = {"rnn": 0.85, "lstm": 0.75}  # share of true places


@with_mutants
def test_generated_mistakes_have_true_places(one):
    found = list(place_proof.tried(one.whole, number(3, 6), styles=()))
    count = Counter(tried.place for tried in found)
    assert count[place_proof.FALSE] == 0, [tried for tried in found if tried.place == place_proof.FALSE]
    assert count[place_proof.TRUE] >= LEAST.get(one.name, 0.5) * len(found)


@with_mutants
def test_generated_mistakes_in_other_styles_have_hardly_a_false_place(one):
    found = list(place_proof.tried(one.whole, 1, styles=sample(one.styles, 4)))
    count = Counter(tried.place for tried in found)
    assert count[place_proof.FALSE] <= 0.01 * len(found), [one for one in found if one.place == place_proof.FALSE]


def test_two_mistakes_are_two_places_in_the_order_of_the_code():
    target = changed("rnn_backward", ("da[:, :, t] + da_prevt", "da_prevt"), ('"dba": dba', '"dba": dbat'))
    assert [place.text[place.start : place.end] for place in places("rnn_backward", target)] == ["da_prevt", "dbat"]


def test_a_helper_line_that_several_lines_read_is_the_place():
    target = changed("rnn_cell_backward", ("dz = (1 - a_next**2) * da_next", "s = 1 - a_next\n    dz = s * da_next"))
    (place,) = places("rnn_cell_backward", target)
    assert place.text == "s = 1 - a_next"


def test_a_state_computed_again_without_a_term_is_not_taken_for_right():
    again = "z = Wax @ xt + Waa @ a_prev{}\n    dz = da_next / np.cosh(z) ** 2"
    line = "dz = (1 - a_next**2) * da_next"
    found = places("rnn_cell_backward", changed("rnn_cell_backward", (line, again.format(""))))
    assert [place.text for place in found] == ["z = Wax @ xt + Waa @ a_prev", "dz = da_next / np.cosh(z) ** 2"]
    whole = again.format(' + parameters["ba"]').replace("** 2", "** 3")
    (place,) = places("rnn_cell_backward", changed("rnn_cell_backward", (line, whole)))
    assert place.text.startswith("dz = ")


def test_the_line_of_an_inner_function_is_named_and_not_its_call():
    inner = "def slope(v):\n        return 1 + v**2\n\n    dz = slope(a_next) * da_next"
    target = changed("rnn_cell_backward", ("dz = (1 - a_next**2) * da_next", inner))
    (place,) = places("rnn_cell_backward", target)
    assert place.text == "return 1 + v**2"


def test_the_call_of_an_inner_function_is_not_accused_where_no_edit_of_it_is_known():
    inner = "def slope(v):\n        return np.cosh(v / 3)\n\n    dz = slope(a_next) * da_next"
    assert places("rnn_cell_backward", changed("rnn_cell_backward", ("dz = (1 - a_next**2) * da_next", inner))) == ()


def test_what_a_traceback_hangs_on_the_code_is_not_copied():
    whole = ast.parse("a = b + 1")
    for node in ast.walk(whole):
        for child in ast.iter_child_nodes(node):
            child.parent = node
    copied = copied_tree(whole.body[0], whole.body[0].value.left, ast.Name("c", ast.Load()))
    assert ast.unparse(copied) == "a = c + 1"
    assert not any(hasattr(node, "parent") for node in ast.walk(copied) if not isinstance(node, ast.expr_context))


def test_a_line_that_adds_to_what_is_wrong_already_is_not_accused():
    wrong = "dxt = Wax.T @ dz * 2\n    dxt = dxt + 0\n    dz2 = Wax.T @ dz\n    dxt -= dz2 * 0"
    found = places("rnn_cell_backward", changed("rnn_cell_backward", ("dxt = Wax.T @ dz", wrong)))
    assert not any(place.text.startswith("dxt -=") for place in found)


def test_several_calls_of_a_function_of_the_learners_own_are_not_all_accused():
    edits = ("Wax.T @ dz", "times(Wax.T, dz)"), ("Waa.T @ dz", "times(Waa.T, dz)")
    target = changed("rnn_cell_backward", *edits, before="def times(one, other):\n    return 2 * one @ other")
    assert places("rnn_cell_backward", target) == ()


FILLED = "a[:, :, t] = a_next", "y_pred[:, :, t] = yt_pred"


def test_a_missing_line_is_said_as_such():
    (place,) = places("rnn_backward", changed("rnn_backward", ("        dba += dbat\n", "")))
    assert place.fact == "nothing in this loop gives dba its new value"
    edits = ("    for t in", "    xt = x[:, :, 0]\n    for t in"), ("(x[:, :, t], a_next", "(xt, a_next")
    target = changed("rnn_forward", *edits, ("        a[:, :, t] = a_next\n", ""))
    (place,) = places("rnn_forward", target)
    assert place.fact == "nothing in this loop gives a and xt their new values"
    target = changed("rnn_forward", *edits, *((f"        {line}\n", "") for line in FILLED))
    (place,) = places("rnn_forward", target)
    assert place.fact == "nothing in this loop gives a, y_pred and xt their new values"
    (place,) = places("rnn_backward", changed("rnn_backward", ("    da0 = da_prevt\n", "")))
    assert place.fact == "nothing gives da0 its value after this line"


def test_the_forum_question_shows_the_part_of_the_line():
    target = changed("rnn_backward", ("da[:, :, t] + da_prevt", "da_prevt"))
    found = find_places(target, public_case("rnn_backward"), RNN.tests.right("rnn_backward"))
    line, mark, fact, proven = map(str, rows(found))
    assert line[mark.index("^") : mark.rindex("^") + 1] == "da_prevt"
    assert fact.strip() == "da_next of rnn_cell_backward is all zeros at t = 4"
    assert proven.endswith("with the right value there, all five outputs are right")


# ── What was said wrongly once ────────────────────────────────────────────────────────────────────────────────────

ONCE_WRONG = [  # function, edits, words of the message, words that it does not have
    ("rnn_forward", ("y_pred[:, :, t] = yt_pred", "y_pred[:, :, t] = a_next"), "y_pred[:, :, t] = a_next\n", "Wya"),
    ("rnn_forward", ("a = np.zeros((n_a, m, T_x))", "a = np.zeros((n_a, m, T_x), dtype=int)"), "whole numbers", "hint"),
    ("rnn_backward", ("rnn_cell_backward(da", "rnn_cell_forward(da"), "rnn_cell_forward(da", "the test calls"),
    ("rnn_backward", ("dWax += dWaxt", "dWax + dWaxt"), "the result of this line is not stored", "zero plus zero"),
    ("rnn_forward", ("a[:, :, t] = a_next", "a[:, :, t + 1] = a_next"), "a[:, :, t + 1] = a_next", "use on x"),
    ("rnn_cell_forward", ('parameters["Wya"]', 'parameters["Wy"]'), "There is no entry 'Wy'", "spelled as"),
    ("rnn_cell_backward", ("dWax = dz @", "dWax = (dz * (1 + 1e-9)) @"), "right to only a few digits", "size"),
    (
        "rnn_cell_backward",
        ("dWax = dz @ xt.T", "dWax = np.clip(dz @ xt.T, -1, 1)"),
        "np.clip(dz @ xt.T, -1, 1)",
        "size",
    ),
    (
        "rnn_cell_backward",
        ("dz = (1 - a_next**2)", 'z = Wax @ xt + Waa @ a_prev + parameters["ba"]\n    dz = (1 - z**2)'),
        "dz = (1 - z**2) * da_next\n                          ^\n",
        "takes its inputs",
    ),
    (
        "rnn_forward",
        (
            "        a_next, yt_pred, cache = rnn_cell_forward(x[:, :, t]",
            "        xt = x[:, :, 0]\n        a_next, yt_pred, cache = rnn_cell_forward(xt",
        ),
        "xt is right at t = 0, and wrong at t = 1",
        "first step of a",
    ),
]


@pytest.mark.parametrize(("function", "edit", "words", "others"), ONCE_WRONG)
def test_what_was_said_wrongly_once_is_said_rightly(function, edit, words, others):
    text = said_of(function, changed(function, edit))
    assert words in text
    assert others not in text


# ── What learners ask for ─────────────────────────────────────────────────────────────────────────────────────────


def test_one_output_can_be_tested_alone(capsys):
    target = changed("rnn_backward", ("da0 = da_prevt", "da0 = da[:, :, 0]"))
    public_tests.rnn_backward_test(target, only="dx")
    assert capsys.readouterr().out == "rnn_backward: dx is right\n"
    text = said_of("rnn_backward", target, only="da0")
    assert text.startswith("rnn_backward: da0 has wrong values\n")
    assert "da0 = da[:, :, 0]" in text
    assert said_of("rnn_backward", target, only="dq").startswith(
        "dq is not an output of rnn_backward, which returns dx,"
    )


def test_an_exercise_may_show_one_thing_more_with_each_failing_run(monkeypatch):
    monkeypatch.setitem(vars(RNN.public), "one_by_one", True)
    target = changed("rnn_backward", ("da[:, :, t] + da_prevt", "da_prevt"))
    first, second, third = (said_of("rnn_backward", target) for _ in range(3))
    assert "proven" not in first
    assert "proven" in second
    assert "hint" not in second
    assert "hint" in third
