"""Law: a failure is named as the mistake that it is, or as the group that no output can tell apart, or by a relation
that holds as a fact; otherwise it is not named at all."""

import itertools

import numpy as np
import pytest

from checks.diagnosis import MATCH, fingerprint_of, same_fingerprint
from checks.examination import examine
from checks.report import message
from grader.exercise.misconception import Edit
from tests import stored_numbers
from tests.bound import every_exercise, every_function
from tests.rnn import (
    CATALOGUE,
    FUNCTIONS,
    RNN,
    define,
    diagnose_hidden,
    hidden_problems,
    public_case,
    public_diagnosis,
    solutions,
)
from tests.sampling import sample

pytestmark = pytest.mark.slow

# Two different wrong results are at least this far apart, as a share of their size: a hundred times what is equal.
MARGIN = 100 * MATCH


def changed(function, said, wrote):
    """A learner's function: the reference with some words changed."""
    source = solutions()[function]
    assert said in source
    return define({**solutions(), function: source.replace(said, wrote)})[function]


def named(function, target):
    """What the public test takes a learner's function for: a Diagnosis or None."""
    return public_diagnosis(function, target, examine(target, public_case(function)))


@every_exercise
def test_every_mistake_is_named_as_itself_and_as_no_other(one, proof_rows):
    for row in proof_rows(one.whole):
        assert row.mistake in row.named, row
        assert row.by == ("mistake" if len(row.named) == 1 else "group"), row


@every_function
def test_fingerprints_are_further_from_each_other_and_from_the_truth_than_the_margin(one, function):
    rows = [fingerprint for _, fingerprint in one.fingerprints(function)]
    assert all(rows)  # that of the truth is empty
    for first, other in itertools.combinations(rows, 2):
        assert distance(first, other) > MARGIN


def distance(one, other):
    """How far two fingerprints are apart: the largest distance of an output, infinite where they differ in kind."""
    if one.keys() != other.keys():
        return np.inf
    return max(mark_distance(one[name], other[name]) for name in one)


def mark_distance(one, other):
    if one[0] != "values" or one[:2] != other[:2]:
        return 0 if one == other else np.inf
    return max(abs(a - b) / max(1, abs(a), abs(b)) for a, b in zip(one[2:], other[2:], strict=True))


@every_exercise
def test_every_group_has_a_joint_hint_and_every_joint_hint_a_group(one, proof_rows):
    groups = {frozenset(row.named) for row in proof_rows(one.whole) if row.by == "group"}
    stored = {frozenset(ids) for function in one.functions for ids, _ in one.fingerprints(function) if len(ids) > 1}
    for group in groups | stored:
        assert sum(group <= joint for joint in one.joint_hints) == 1, group
    for joint in one.joint_hints:
        assert any(group <= joint for group in groups), joint


@every_exercise
def test_the_numbers_and_hints_that_students_get_are_not_stale(one, monkeypatch):
    stored_numbers.assert_fresh(one.whole, monkeypatch)


@every_function
def test_students_get_the_same_marks_as_the_catalogue_has(one, function):
    stored = [(known.ids, known.fingerprint) for known in one.known_mistakes(function)]
    for (ids, fingerprint), (other_ids, other_fingerprint) in zip(stored, one.fingerprints(function), strict=True):
        assert ids == other_ids
        assert same_fingerprint(fingerprint, other_fingerprint)


def test_a_mistake_has_the_same_marks_whether_or_not_this_python_counts_what_was_too_much_to_unpack():
    """Python 3.14 adds how many there were; the numbers of the known mistakes hold for each version."""
    text = "too many values to unpack (expected 2{})"
    found = []
    for counted in ("", ", got 3"):
        target = changed("rnn_forward", "n_x, m, T_x = x.shape", f"raise ValueError({text.format(counted)!r})")
        found.append(fingerprint_of(examine(target, public_case("rnn_forward")), RNN.public))
    assert same_fingerprint(*found)
    assert found[0][""][0] == "call"


def test_the_forum_question_is_answered_by_the_test_cell():
    target = changed("rnn_backward", "da[:, :, t] + da_prevt", "da_prevt")
    problems = examine(target, public_case("rnn_backward"))
    text = str(message(FUNCTIONS["rnn_backward"], problems, public_diagnosis("rnn_backward", target, problems).hint))
    assert text.startswith("rnn_backward: dx is all zeros\n")
    assert "hint  Everything is zero, as if the loss had said nothing." in text


# ── Two mistakes at once ──────────────────────────────────────────────────────────────────────────────────────────


def both(function, *names):
    by_id = {mistake.id: mistake for mistake in CATALOGUE}
    source = solutions()[function]
    for name in names:
        source = by_id[name].wrong[0].applied(source)
    return define({**solutions(), function: source})[function]


def test_the_questions_on_two_mistakes_have_the_order_of_their_lines():
    source = solutions()["rnn_backward"].replace("dWaa += ", "dWaa = ").replace("da0 = da_prevt", "da0 = da[:, :, 0]")
    target = define({**solutions(), "rnn_backward": source})["rnn_backward"]
    found = RNN.tests.explanation("rnn_backward", target, examine(target, public_case("rnn_backward")))[1]
    assert found.ids == ("b-accumulate-assign", "b-da0-is-da-slice")


def test_two_mistakes_in_different_outputs_are_both_named_to_the_learner():
    found = named("rnn_cell_backward", both("rnn_cell_backward", "cb-dba-no-keepdims", "cb-dwaa-uses-a-next"))
    assert (set(found.ids), found.by) == ({"cb-dba-no-keepdims", "cb-dwaa-uses-a-next"}, "pair")
    assert found.hint.startswith("There are two things to look at.")


@every_function
def test_also_the_message_on_two_mistakes_can_be_read_at_a_glance(one, function):
    ways = [(mistake.id, mistake.wrong[0]) for mistake in one.of(function) if isinstance(mistake.wrong[0], Edit)]
    pairs = 0
    for (first, way), (other, edit) in sample(itertools.combinations(ways, 2), 19):
        try:
            target = one.learner(**{function: edit.applied(way.applied(one.solutions()[function]))})[function]
        except (ValueError, SyntaxError):
            continue  # both change the same words
        problems = examine(target, one.public_case(function))
        found = problems and one.public_diagnosis(function, target, problems)
        if found and found.by == "pair":
            pairs += 1
            assert len(str(message(one.functions[function], problems, found.hint)).splitlines()) <= 12, (first, other)
    assert pairs or one.functions[function].returns is not dict


def test_two_mistakes_that_act_on_the_same_output_are_two_places():
    target = both("rnn_cell_backward", "cb-dba-no-keepdims", "cb-dwaa-uses-a-next")
    problems = examine(target, public_case("rnn_cell_backward"))
    places, _ = RNN.tests.explanation("rnn_cell_backward", target, problems)
    assert len(places.places) == 2


def test_a_wrong_cell_under_a_right_loop_is_no_problem_of_the_loop():
    wrong = next(mistake for mistake in CATALOGUE if mistake.id == "cb-dwaa-uses-a-next").functions(RNN)
    assert examine(wrong["rnn_backward"], public_case("rnn_backward")) == []
    assert named("rnn_cell_backward", wrong["rnn_cell_backward"]).ids == ("cb-dwaa-uses-a-next",)


# ── Relations ─────────────────────────────────────────────────────────────────────────────────────────────────────

RETURNS = {
    "rnn_forward": "return a, y_pred, caches",
    "rnn_cell_backward": 'return {"dxt": dxt, "da_prev": da_prev, "dWax": dWax, "dWaa": dWaa, "dba": dba}',
    "rnn_backward": 'return {"dx": dx, "da0": da0, "dWax": dWax, "dWaa": dWaa, "dba": dba}',
}
RELATIONS = [  # function, output, what is returned in its place, the relation, words of the hint
    ("rnn_backward", "dx", "np.roll(dx, 1, axis=2) * (np.arange(T_x) > 0)", "shifted-in-time", "one place too late"),
    (
        "rnn_forward",
        "a",
        "np.roll(a, -1, axis=2) * (np.arange(T_x) < T_x - 1)",
        "shifted-in-time",
        "one place too early",
    ),
    ("rnn_forward", "a", "a[:, :, ::-1]", "reversed-in-time", "in reverse order"),
    ("rnn_backward", "dWaa", "dWaa.T", "transposed", "rows and columns are exchanged"),
    ("rnn_cell_backward", "dxt", "dxt * 6", "constant-factor", "dxt is m times"),
    ("rnn_cell_backward", "dxt", "dxt / 2", "constant-factor", "dxt is 1/2 times"),
    ("rnn_backward", "dWaa", "dWaa * 5", "constant-factor", "dWaa is T_x times"),
    ("rnn_cell_backward", "dxt", "dxt * 3.7", "constant-factor", "dxt is 3.7 times"),
    ("rnn_backward", "dba", "-dba", "opposite-sign", "opposite sign"),
    ("rnn_backward", "dx", "dx * (np.arange(T_x) == T_x - 1)", "right-at-last-step-only", "Only the last step"),
    ("rnn_forward", "y_pred", "y_pred * (np.arange(T_x) == 0)", "right-at-first-step-only", "Only the first step"),
    ("rnn_backward", "dWaa", "dWaa.sum()", "summed-too-far", "the sum of the expected values over all axes"),
    ("rnn_backward", "dba", "dba.T", "transposed", "rows and columns"),
    ("rnn_backward", "da0", "da[:, :, -1]", "another-quantity", "da0 has the values of da[:, :, -1]"),
    ("rnn_backward", "dba", "dba * 0", "all-zeros", "dba is zero everywhere"),
]


def returning(function, output, expression):
    """The reference function, with an expression in the place of one output."""
    said = RETURNS[function]
    old, new = (
        (f'"{output}": {output}', f'"{output}": {expression}') if "{" in said else (f" {output},", f" {expression},")
    )
    return changed(function, said, said.replace(old, new))


@pytest.mark.parametrize(("function", "output", "expression", "relation", "words"), RELATIONS)
def test_a_simple_relation_is_named_as_a_fact(function, output, expression, relation, words):
    found = named(function, returning(function, output, expression))
    assert (found.ids, found.by) == ((relation,), "relation")
    assert words in found.hint


def test_sizes_written_into_the_code_are_named_on_other_sizes():
    source = solutions()["rnn_backward"].replace("np.zeros((n_x, m, T_x))", "np.zeros((3, 6, 5))")
    target = define({**solutions(), "rnn_backward": source})["rnn_backward"]
    problems = hidden_problems("rnn_backward", target, 1)
    found = diagnose_hidden("rnn_backward", target, problems, 1)
    assert found.ids in (("hard-coded-sizes",), ("b-hardcoded",))


def test_a_name_read_from_the_notebook_is_named():
    target = changed("rnn_cell_backward", "dxt = Wax.T @ dz", 'dxt = parameters_tmp["Wax"].T @ dz')
    target.__globals__["parameters_tmp"] = {"Wax": np.ones((4, 3))}
    found = named("rnn_cell_backward", target)
    assert found.ids == ("global-name",)
    assert "parameters_tmp" in found.hint


def test_a_constant_of_the_learners_own_is_not_taken_for_a_quantity():
    target = changed("rnn_cell_backward", "dxt = Wax.T @ dz", "dxt = Wax.T @ dz + SHIFT")
    target.__globals__["SHIFT"] = np.linspace(1, 2, 6)
    assert named("rnn_cell_backward", target) is None


def test_a_result_that_nothing_explains_is_not_named():
    for function in ("rnn_cell_backward", "rnn_backward"):
        target = returning(function, "dWaa", "dWaa + noise")
        target.__globals__["noise"] = np.random.default_rng(0).normal(size=(4, 4))
        assert named(function, target) is None


def test_a_function_that_keeps_state_and_one_that_writes_into_its_input_are_named():
    kept = changed("rnn_cell_backward", "dz = (1", "seen.append(1)\n    dz = len(seen) * (1")
    kept.__globals__["seen"] = []
    assert named("rnn_cell_backward", kept).ids == ("kept-state",)
    writes = changed("rnn_cell_backward", "return", "xt[...] = 0\n    return")
    assert named("rnn_cell_backward", writes).ids == ("changed-input",)
