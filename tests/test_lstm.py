"""The law, for the LSTM as for the first exercise: stubs fail, solutions and right answers in other styles pass, every
catalogued mistake is caught and named as itself or its group and as no other, and hints give nothing away.
"""

import ast
import re

import nbformat
import pytest

from checks.case import Problem
from checks.examination import examine, share_earned
from grader.exercise.misconception import Edit
from grader.exercise.seed import SEED_VARIABLE
from tests import stored_numbers
from tests.lstm import (
    CATALOGUE,
    FUNCTIONS,
    JOINT_HINTS,
    LSTM,
    NOTEBOOK,
    STYLES,
    cases,
    define,
    diagnose_hidden,
    fingerprints,
    hidden_problems,
    public_case,
    public_diagnosis,
    references,
    solutions,
)
from tests.sampling import sample

pytestmark = pytest.mark.slow

SEEDS = (1, 2024)
SOURCE = nbformat.read(NOTEBOOK, as_version=4)
SOLUTION = re.compile(r"### BEGIN SOLUTION\n.*?### END SOLUTION", re.DOTALL)
STUBS = {
    cell.id: SOLUTION.sub("raise NotImplementedError  # YOUR CODE HERE", cell.source)
    for cell in SOURCE.cells
    if cell.id in FUNCTIONS
}
SECRET_AT_LEAST = 6  # characters, without blanks
NAMED_FREELY = {"da[:,:,t]"}  # what arrives from the loss at step t; the lesson calls it so

every_function = pytest.mark.parametrize("function", FUNCTIONS)


def problems_everywhere(function, target):
    """The problems of a function on its public case and on the hidden cases of two seeds."""
    found = examine(target, public_case(function))
    return found + [problem for seed in SEEDS for problem in hidden_problems(function, target, seed)]


# ── Right answers and stubs ───────────────────────────────────────────────────────────────────────────────────────


@every_function
def test_the_reference_passes(function):
    assert problems_everywhere(function, references()[function]) == []


@every_function
@pytest.mark.parametrize("style", STYLES, ids=lambda style: style.id)
def test_a_right_answer_in_another_style_passes(style, function):
    target = style.functions(LSTM)[function]
    assert problems_everywhere(function, target) == []
    assert public_diagnosis(function, target, []) is None


@every_function
def test_a_stub_fails_as_unfinished(function):
    target = define({**solutions(), **STUBS})[function]
    assert {problem.rung for problem in problems_everywhere(function, target)} == {"unfinished"}


@pytest.mark.parametrize("function", ["lstm_cell_forward", "lstm_cell_backward"])
@pytest.mark.parametrize("seed", [0, 3, 424, 10**6])
def test_any_seed_will_do(function, seed):
    for style in STYLES:
        assert hidden_problems(function, style.functions(LSTM)[function], seed) == [], style.id


# ── The cases ─────────────────────────────────────────────────────────────────────────────────────────────────────


@every_function
def test_no_case_lets_a_state_hide_a_mistake(function):
    """What a function of one step gets from the step before and from the step after is nowhere all zeros."""
    if LSTM.public.is_of_one_step(FUNCTIONS[function]):
        for case in [public_case(function), *cases(function, 1)]:
            given = dict(LSTM.public.quantities_of(case.arguments, case.expected, FUNCTIONS[function]))
            assert all(given[name].any() for name in ("c_prev", "dc_next") if name in given)


def test_the_memory_before_the_first_step_is_empty():
    for case in [public_case("lstm_forward"), *cases("lstm_forward", 1)]:
        first_cache = case.expected["caches"][0][0]
        assert not first_cache[3].any()


def test_gates_are_almost_open_or_closed_in_one_case():
    gates = [case.arguments[2][4] for case in cases("lstm_cell_backward", 1)]
    assert any(((gate < 0.01) | (gate > 0.99)).mean() > 0.3 for gate in gates)


def test_the_stored_numbers_are_fresh(monkeypatch):
    stored_numbers.assert_fresh(LSTM, monkeypatch)


@every_function
def test_points_of_a_test_come_in_halves(function):
    """The weights of the outputs divide the points of each test: no learner gets 1.0909 points for an output."""
    declared = FUNCTIONS[function]
    total = sum(declared.weights.get(name, 1) for name in declared.outputs)
    assert set(declared.weights) <= set(declared.outputs)
    assert all((2 * points) % total == 0 for points in declared.points)
    one_wrong = share_earned(declared, [Problem(declared.outputs[-1], "values", "")])
    assert one_wrong == 1 - declared.weights.get(declared.outputs[-1], 1) / total


# ── Mistakes ──────────────────────────────────────────────────────────────────────────────────────────────────────


@every_function
def test_every_way_is_caught_and_named_as_itself_or_its_group(function):
    for mistake in (mistake for mistake in CATALOGUE if mistake.function == function):
        for way in range(len(mistake.wrong)):
            target = mistake.functions(LSTM, way)[function]
            public, hidden = examine(target, public_case(function)), hidden_problems(function, target, 1)
            assert hidden, (mistake.id, way)
            assert bool(public) != bool(mistake.unseen), (mistake.id, way)
            if public:
                found = public_diagnosis(function, target, public)
            else:
                found = diagnose_hidden(function, target, hidden, 1)
            assert mistake.id in found.ids, way
            assert found.by == ("mistake" if len(found.ids) == 1 else "group"), (mistake.id, way)


def test_an_entry_keeps_the_form():
    prefixes = dict(zip(("cf", "f", "cb", "b"), FUNCTIONS, strict=True))
    for mistake in CATALOGUE:
        assert re.fullmatch(r"(cf|f|cb|b|op)(-[a-z0-9]+)+", mistake.id)
        assert prefixes.get(mistake.id.split("-")[0], mistake.function) == mistake.function, mistake.id
        assert not mistake.cause[0].isupper(), mistake.id
        assert not re.search(r"[.?!]( |$)", mistake.cause), mistake.id
        assert len(mistake.hint.split()) <= 40, mistake.id
        assert "?" in mistake.hint, mistake.id
        assert "!" not in mistake.hint, mistake.id
        for way in mistake.wrong:
            assert not isinstance(way, Edit) or all(said != wrote for said, wrote in way.pairs), mistake.id


def test_no_two_entries_are_one():
    ids = [mistake.id for mistake in CATALOGUE] + list(LSTM.secret.not_covered)
    assert len(ids) == len(set(ids)) >= 60
    programs = [(mistake.function, source) for mistake in CATALOGUE for source in mistake.sources(LSTM)]
    assert len(programs) == len(set(programs))


def test_every_group_has_a_joint_hint_and_every_joint_hint_a_group():
    groups = [frozenset(ids) for function in FUNCTIONS for ids, _ in fingerprints(function) if len(ids) > 1]
    assert all(sum(group <= joint for joint in JOINT_HINTS) == 1 for group in groups)
    assert all(any(group <= joint for group in groups) for joint in JOINT_HINTS)
    assert all(len(hint.split()) <= 40 and "?" in hint and "!" not in hint for hint in JOINT_HINTS.values())


def squeezed(text):
    return re.sub(r"\s", "", text)


def expressions(source):
    """The statements of a function, and every expression in them that is more than a name, without blanks."""
    tree = ast.parse(source)
    callees = {id(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
    names = (ast.Name, ast.Constant, ast.FunctionDef, ast.Module)
    for node in ast.walk(tree):
        kinds = isinstance(node, (ast.expr, ast.stmt, ast.keyword)) and not isinstance(node, names)
        if kinds and id(node) not in callees:
            yield squeezed(ast.get_source_segment(source, node))


def test_no_hint_holds_an_expression_of_the_solution():
    shown = squeezed("".join(STUBS.values()))
    found = {secret for text in solutions().values() for secret in expressions(text)} - NAMED_FREELY
    secrets = [secret for secret in found if len(secret) >= SECRET_AT_LEAST and secret not in shown]
    assert "dc=dc_next+da_next*ot*(1-tanh_c**2)" in secrets
    texts = [text for mistake in CATALOGUE for text in (mistake.hint, mistake.cause, mistake.unseen)]
    for text in [*texts, *JOINT_HINTS.values()]:
        for secret in secrets:
            assert not re.search(r"(?<!\w)" + r"\s*".join(map(re.escape, secret)) + r"(?!\w)", text), (secret, text)


@pytest.mark.parametrize("mistake", sample(CATALOGUE, 7), ids=lambda mistake: mistake.id)
def test_a_mistake_in_one_function_costs_the_others_nothing(mistake):
    names = mistake.functions(LSTM)
    for function in FUNCTIONS:
        if function != mistake.function:
            assert hidden_problems(function, names[function], 1) == []


# ── The class ─────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", LSTM.secret.simulated)
def test_a_mistake_of_the_simulated_class_costs_what_is_written_down(name):
    mistake = next(mistake for mistake in CATALOGUE if mistake.id == name)
    declared, target = FUNCTIONS[mistake.function], mistake.functions(LSTM)[mistake.function]
    found = examine(target, public_case(declared.name)), hidden_problems(declared.name, target, 1)
    earned = (
        points * share_earned(declared, problems) for points, problems in zip(declared.points, found, strict=True)
    )
    assert sum(declared.points) - sum(earned) == pytest.approx(LSTM.secret.simulated[name])


def test_half_a_function_earns_nothing():
    source = LSTM.secret.half(solutions())["lstm_backward"]
    assert (
        share_earned(
            FUNCTIONS["lstm_backward"],
            examine(define({**solutions(), "lstm_backward": source})["lstm_backward"], public_case("lstm_backward")),
        )
        == 0
    )


@every_function
def test_the_hidden_test_of_the_notebook_passes_for_the_reference(function, monkeypatch, capsys):
    from exercises.lstm import hidden_tests

    monkeypatch.setenv(SEED_VARIABLE, "1")
    getattr(hidden_tests, f"{function}_test")(references()[function])
    points = FUNCTIONS[function].points[1]
    assert capsys.readouterr().out == f"{function}: all hidden tests passed ({points} of {points} points)\n"
