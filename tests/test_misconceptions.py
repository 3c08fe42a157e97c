"""Law: every catalogued mistake is a program that learners write, it is caught, and its hint gives nothing away.

Each way of a mistake is an edit of the reference that applies exactly once and compiles. The public test catches it;
where the entry says why it can't, the hidden ones do, as they do for all others. A hint is short and holds no
expression of the solution that the stub does not show.
"""

import ast
import re

import pytest

from checks.examination import examine, share_earned
from grader.exercise.misconception import Edit, edit
from tests.bound import ALL, every_exercise, every_function, run_for

SEED = 1
LONGEST_HINT = 40  # words
SHORTEST_SECRET = 6  # characters, without blanks
FEWEST = {"rnn": 200, "lstm": 60}  # mistakes that are in the catalogue, or have a reason why not

# Expressions of the solution that a hint may name, because they are how an input is called.
NAMED_FREELY = {"da[:,:,t]"}  # what arrives from the loss at step t; the lesson calls it so

SECRETS = {
    "rnn": ("dz=(1-a_next**2)*da_next", "keepdims=True", "Wax.T@dz", "reversed(range(T_x))", "dWax+=dWaxt"),
    "lstm": ("dc=dc_next+da_next*ot*(1-tanh_c**2)", "dzf@stacked.T", "reversed(range(T_x))", 'dWf+=gradients["dWf"]'),
}
SHOWN = {
    "rnn": "cache=(a_next,a_prev,xt,parameters)",
    "lstm": "cache=(a_next,c_next,a_prev,c_prev,ft,it,cct,ot,xt,parameters)",
}


def squeezed(text):
    return re.sub(r"\s", "", text)


def holds(text, secret):
    """True when an expression stands in a text, with blanks anywhere, and not as the tail of a longer name."""
    return re.search(r"(?<!\w)" + r"\s*".join(map(re.escape, secret)) + r"(?!\w)", text)


# ── The entries ───────────────────────────────────────────────────────────────────────────────────────────────────


def prefix_of(one, function):
    """The first letters of the words of a function, without those of the exercise: what an id of it begins with."""
    return "".join(word[0] for word in function.removeprefix(f"{one.name}_").split("_"))


@every_exercise
def test_ids_are_unique_stable_names(one):
    ids = [mistake.id for mistake in one.catalogue] + list(one.whole.secret.not_covered)
    assert len(ids) == len(set(ids)) >= FEWEST.get(one.name, 1)
    prefixes = "|".join(["op", *(prefix_of(one, function) for function in one.functions)])
    assert [name for name in ids if not re.fullmatch(rf"({prefixes})(-[a-z0-9]+)+", name)] == []


def those_that_break(one, rule):
    """The ids of the mistakes that do not keep a rule: the message of the test that asks for none."""
    return [mistake.id for mistake in one.catalogue if not rule(mistake)]


@every_exercise
def test_the_id_says_the_function(one):
    expected = {prefix_of(one, function): function for function in one.functions}
    assert len(expected) == len(one.functions)
    assert those_that_break(one, lambda mine: expected.get(mine.id.split("-")[0], mine.function) == mine.function) == []


@every_exercise
def test_what_is_not_covered_has_a_reason(one):
    assert all(reason.strip() for reason in one.whole.secret.not_covered.values())


@every_exercise
def test_the_cause_is_one_sentence(one):
    def is_one(cause):
        return cause and not cause[0].isupper() and not re.search(r"[.?!]( |$)", cause)

    assert those_that_break(one, lambda mistake: is_one(mistake.cause)) == []


@every_exercise
def test_a_hint_is_a_short_question(one):
    def is_one(hint):
        return len(hint.split()) <= LONGEST_HINT and "?" in hint and "!" not in hint

    assert those_that_break(one, lambda mistake: is_one(mistake.hint)) == []
    assert [hint for hint in one.joint_hints.values() if not is_one(hint)] == []


# ── The programs ──────────────────────────────────────────────────────────────────────────────────────────────────


@every_exercise
def test_every_way_applies_to_the_reference_and_compiles(one):
    for mistake in one.catalogue:
        sources = mistake.sources(one.whole)
        assert len(set(sources)) == len(mistake.wrong) > 0, mistake.id
        for source in sources:
            assert source != one.solutions()[mistake.function], mistake.id
            compile(source, mistake.id, "exec")


@every_exercise
def test_every_pair_of_an_edit_changes_something(one):
    def changes(way):
        return not isinstance(way, Edit) or all(said != wrote for said, wrote in way.pairs)

    assert those_that_break(one, lambda mistake: all(map(changes, mistake.wrong))) == []


def test_an_edit_that_no_longer_applies_once_is_refused():
    with pytest.raises(ValueError, match="stands 0 times"):
        edit("dance", "d").applied("a b a")
    with pytest.raises(ValueError, match="stands 2 times"):
        edit("a", "b").applied("a b a")


@every_exercise
def test_every_way_is_caught_in_public_or_says_why_not_and_by_the_hidden_tests(one, proof_rows):
    """Where the public test catches nothing, the entry says why, and the row has what the hidden tests say."""
    by_id = {mistake.id: mistake for mistake in one.catalogue}
    for row in proof_rows(one.whole):
        mistake = by_id[row.mistake]
        assert row.caught_by == ("hidden" if mistake.unseen else "public"), row
        if row.caught_by == "public":
            target = mistake.functions(one.whole, row.way)[mistake.function]
            assert any(examine(target, case) for case in one.cases(mistake.function, SEED)), row


@run_for(("one", "name"), [(one, name) for one in ALL for name in one.whole.secret.simulated])
def test_a_mistake_of_the_simulated_class_costs_what_is_written_down(one, name):
    mistake = next(mistake for mistake in one.catalogue if mistake.id == name)
    declared, target = one.functions[mistake.function], mistake.functions(one.whole)[mistake.function]
    found = examine(target, one.public_case(declared.name)), one.hidden_problems(declared.name, target, SEED)
    lost = sum(
        points * (1 - share_earned(declared, problems)) for points, problems in zip(declared.points, found, strict=True)
    )
    assert lost == pytest.approx(one.whole.secret.simulated[name])


@run_for(("one",), [(one,) for one in ALL if one.whole.secret.half])
def test_half_a_function_earns_nothing(one):
    ((function, source),) = one.whole.secret.half(one.solutions()).items()
    target = one.learner(**{function: source})[function]
    assert share_earned(one.functions[function], examine(target, one.public_case(function))) == 0
    assert share_earned(one.functions[function], one.hidden_problems(function, target, SEED)) == 0


# ── The hints give nothing away ───────────────────────────────────────────────────────────────────────────────────


def secrets_of(one):
    """Every expression and line of the solutions, without blanks, that the stubs do not show."""
    found = {secret for text in one.solutions().values() for secret in expressions(text)}
    shown = squeezed("".join(one.stubs.values()))
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


@every_exercise
def test_the_secrets_are_the_lines_of_the_solution(one):
    secrets = secrets_of(one)
    assert secrets
    assert [line for line in SECRETS.get(one.name, ()) if line not in secrets] == []
    assert SHOWN.get(one.name) not in secrets


def test_an_expression_is_found_with_blanks_in_it_and_not_in_a_longer_name():
    assert holds("try dz = (1-a_next ** 2)*da_next", "(1-a_next**2)*da_next")
    assert not holds("da[:, :, t]", "a[:,:,t]")


@every_exercise
def test_no_hint_holds_an_expression_of_the_solution(one):
    secrets = [(re.sub(r"\W.*", "", secret), secret) for secret in secrets_of(one)]
    texts = [(mistake.id, text) for mistake in one.catalogue for text in (mistake.hint, mistake.cause, mistake.unseen)]
    texts += [("+".join(sorted(ids)), hint) for ids, hint in one.joint_hints.items()]
    for name, text in texts:
        assert [secret for word, secret in secrets if word in text and holds(text, secret)] == [], name


@every_exercise
def test_no_two_entries_of_a_function_are_one(one):
    """Entries with the same programs would be one mistake under two names."""
    names = {}
    for mistake in one.catalogue:
        for source in mistake.sources(one.whole):
            names.setdefault((mistake.function, source), []).append(mistake.id)
    assert [ids for ids in names.values() if len(ids) > 1] == []


@every_function
def test_two_mistakes_without_a_common_hint_are_named_with_the_way_out(one, function):
    mine = [mistake.id for mistake in one.of(function)]
    first, other = mine[0], next(id for id in mine[1:] if not any({mine[0], id} <= joint for joint in one.joint_hints))
    message = f"{first} and {other} have the same outputs.*joint hints of exercises.{one.name}"
    with pytest.raises(ValueError, match=message):
        one.joint_hint((first, other))
