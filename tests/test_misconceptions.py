"""The law: every catalogued mistake is a program that learners write, it is caught, and its hint gives nothing away.

Each way of a mistake is an edit of the reference that applies exactly once and compiles. The public test catches it;
where the entry says why it can't, the hidden ones do, as they do for all others. A hint is short and holds no
expression of the solution that the stub does not show. The solution itself is no mistake.
"""

import ast
import re
from functools import cache
from itertools import pairwise

import pytest

from checks.examination import examine
from exercises.rnn.mistakes import NOT_COVERED
from grader.exercise.misconception import Edit, edit
from tests.rnn import CATALOGUE, FUNCTIONS, RNN, cases, joint_hint, public_case, references, solutions

SEED = 1
LONGEST_HINT = 40  # words
SHORTEST_SECRET = 6  # characters, without blanks

# Expressions of the solution that a hint may name, because they are how an input is called.
NAMED_FREELY = {"da[:,:,t]"}  # what arrives from the loss at step t; the lesson calls it so

every_function = pytest.mark.parametrize("function", FUNCTIONS)

public = cache(public_case)
hidden = cache(lambda function: cases(function, SEED))


def is_caught(function, target, some_cases):
    return any(examine(target, case) for case in some_cases)


def squeezed(text):
    return re.sub(r"\s", "", text)


def holds(text, secret):
    """True when an expression stands in a text, with blanks anywhere, and not as the tail of a longer name."""
    return re.search(r"(?<!\w)" + r"\s*".join(map(re.escape, secret)) + r"(?!\w)", text)


# ── The entries ───────────────────────────────────────────────────────────────────────────────────────────────────


def test_ids_are_unique_stable_names():
    ids = [mistake.id for mistake in CATALOGUE] + list(NOT_COVERED)
    assert len(ids) == len(set(ids))
    assert [name for name in ids if not re.fullmatch(r"(cf|f|cb|b|op)(-[a-z0-9]+)+", name)] == []


def those_that_break(rule):
    """The ids of the mistakes that do not keep a rule: the message of the test that asks for none."""
    return [mistake.id for mistake in CATALOGUE if not rule(mistake)]


def test_the_id_says_the_function():
    prefixes = dict(zip(("cf", "f", "cb", "b"), FUNCTIONS, strict=True))
    assert those_that_break(lambda one: prefixes.get(one.id.split("-")[0], one.function) == one.function) == []


def test_what_is_not_covered_has_a_reason():
    assert all(reason.strip() for reason in NOT_COVERED.values())


def test_the_cause_is_one_sentence():
    def is_one(cause):
        return cause and not cause[0].isupper() and not re.search(r"[.?!]( |$)", cause)

    assert those_that_break(lambda mistake: is_one(mistake.cause)) == []


def test_the_hint_is_a_short_question():
    def is_one(hint):
        return len(hint.split()) <= LONGEST_HINT and "?" in hint and "!" not in hint

    assert those_that_break(lambda mistake: is_one(mistake.hint)) == []


# ── The programs ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_every_way_applies_to_the_reference_and_compiles():
    for mistake in CATALOGUE:
        sources = mistake.sources(RNN)
        assert len(set(sources)) == len(mistake.wrong) > 0, mistake.id
        for source in sources:
            assert source != solutions()[mistake.function], mistake.id
            compile(source, mistake.id, "exec")


def test_every_pair_of_an_edit_changes_something():
    def changes(way):
        return not isinstance(way, Edit) or all(said != wrote for said, wrote in way.pairs)

    assert those_that_break(lambda mistake: all(map(changes, mistake.wrong))) == []


def test_an_edit_that_no_longer_applies_once_is_refused():
    with pytest.raises(ValueError, match="stands 0 times"):
        edit("dance", "d").applied("a b a")
    with pytest.raises(ValueError, match="stands 2 times"):
        edit("a", "b").applied("a b a")


@every_function
def test_every_way_is_caught_in_public_or_says_why_not_and_by_the_hidden_tests(function):
    """Where the public test catches nothing, the entry says why."""
    wrong = []
    for mistake in (mistake for mistake in CATALOGUE if mistake.function == function):
        for way in range(len(mistake.wrong)):
            target = mistake.functions(RNN, way)[function]
            if is_caught(function, target, [public(function)]) == bool(mistake.unseen):
                wrong.append((mistake.id, way, "in public"))
            if not is_caught(function, target, hidden(function)):
                wrong.append((mistake.id, way, "by the hidden tests"))
    assert wrong == []


@every_function
def test_the_solution_is_no_mistake(function):
    assert not is_caught(function, references()[function], [public(function), *hidden(function)])


# ── The hints give nothing away ───────────────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def secrets(notebook):
    """Every expression and line of the solutions, without blanks, that the stubs do not show."""
    cells = {cell["id"]: "".join(cell["source"]) for cell in notebook["cells"]}
    found = {secret for text in solutions().values() for secret in expressions(text)}
    shown = squeezed(
        "".join(re.sub(r"### BEGIN SOLUTION.*?### END SOLUTION", "", cells[f], flags=re.S) for f in FUNCTIONS)
    )
    return {secret for secret in found if len(secret) >= SHORTEST_SECRET and secret not in shown} - NAMED_FREELY


def expressions(source):
    """Return the statements of a function, and every expression in them that is more than a name, without blanks."""
    tree = ast.parse(source)
    callees = {id(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
    names = (ast.Name, ast.Constant, ast.FunctionDef, ast.Module)
    for node in ast.walk(tree):
        if (
            isinstance(node, (ast.expr, ast.stmt, ast.keyword))
            and not isinstance(node, names)
            and id(node) not in callees
        ):
            yield squeezed(ast.get_source_segment(source, node))


def test_the_secrets_are_the_lines_of_the_solution(secrets):
    for line in ("dz=(1-a_next**2)*da_next", "keepdims=True", "Wax.T@dz", "reversed(range(T_x))", "dWax+=dWaxt"):
        assert line in secrets
    assert "cache=(a_next,a_prev,xt,parameters)" not in secrets  # the stub shows it
    assert holds("try dz = (1-a_next ** 2)*da_next", "(1-a_next**2)*da_next")
    assert not holds("da[:, :, t]", "a[:,:,t]")


def test_no_hint_holds_an_expression_of_the_solution(secrets):
    for mistake in CATALOGUE:
        for text in (mistake.hint, mistake.cause, mistake.unseen):
            assert [secret for secret in secrets if holds(text, secret)] == [], mistake.id


def test_no_two_entries_of_a_function_are_one():
    """Entries with the same programs would be one mistake under two names."""
    programs = sorted(
        (mistake.function, source, mistake.id) for mistake in CATALOGUE for source in mistake.sources(RNN)
    )
    twice = [(one[2], other[2]) for one, other in pairwise(programs) if one[:2] == other[:2]]
    assert twice == []


def test_two_mistakes_without_a_common_hint_are_named_with_the_way_out():
    with pytest.raises(ValueError, match=r"b-globals and b-only-da-t have the same outputs.*joint hints of exercises"):
        joint_hint(("b-globals", "b-only-da-t"))
