"""Law: what a cell is, what it has earned and whether it is unchanged are nbgrader's own answers, for any metadata and
any outputs; and where nbgrader would end the run there is an answer too."""

import math

import nbformat
import pytest
from hypothesis import given
from hypothesis import strategies as st
from nbgrader.utils import compute_checksum, determine_grade, is_grade, is_locked, is_solution, is_task

from grader.examiner.execution import points_of
from grader.rules.cell_kinds import Kind, checksum_of, is_graded_by_hand, is_test, is_unchanged, kind_of

FLAGS = st.fixed_dictionaries({name: st.booleans() for name in ("grade", "solution", "locked", "task")})
RESULTS = st.one_of(
    st.floats().map(repr),
    st.floats(0, 10).map(repr),
    st.integers().map(str),
    st.sampled_from(["", "nan", "-1", "inf", "1e999", "9" * 5_000, "True", "array([1])"]),
    st.text(max_size=5),
    st.lists(st.sampled_from(["1", "x"]), max_size=2),
    st.none(),
)
OUTPUTS = st.one_of(
    RESULTS.map(lambda text: {"output_type": "execute_result", "data": {"text/plain": text}}),
    st.just({"output_type": "execute_result", "data": {}}),
    st.just({"output_type": "error", "ename": "E", "evalue": "", "traceback": []}),
    st.just({"output_type": "stream", "name": "stdout", "text": "x"}),
    st.just({"output_type": "display_data", "data": {"text/plain": "3"}}),
)


def cell_of(kind="code", source="x = 1", outputs=(), **known):
    known = {"grade_id": "one", "points": 8, **known}
    more = {"outputs": list(outputs), "execution_count": None} if kind == "code" else {}
    return nbformat.from_dict({"cell_type": kind, "source": source, "metadata": {"nbgrader": known}, **more})


@given(FLAGS, st.sampled_from(["code", "markdown"]))
def test_a_kind_says_what_nbgraders_questions_say(flags, kind):
    cell = cell_of(kind, **flags)
    by_hand = is_task(cell) or (is_grade(cell) and (is_solution(cell) or kind != "code"))
    assert is_graded_by_hand(cell) == by_hand
    assert is_test(cell) == (is_grade(cell) and is_locked(cell) and not by_hand)
    if not is_task(cell):
        assert (kind_of(cell) in (Kind.SOLUTION, Kind.MANUAL)) == is_solution(cell)
        assert (kind_of(cell) in (Kind.TEST, Kind.TASK, Kind.GIVEN)) == is_locked(cell)


@pytest.mark.parametrize("metadata", [None, 3, [], {}, {"nbgrader": None}, {"nbgrader": "x"}, {"nbgrader": {}}])
def test_metadata_that_make_no_sense_are_of_no_kind(metadata):
    assert kind_of({"cell_type": "code", "source": "", "metadata": metadata}) is Kind.OTHER


@given(FLAGS, st.sampled_from(["code", "markdown"]), st.text(st.characters(codec="utf-8")))
def test_the_checksum_is_nbgraders(flags, kind, source):
    cell = cell_of(kind, source, **flags)
    assert checksum_of(cell) == compute_checksum(cell)
    cell.metadata.nbgrader["checksum"] = compute_checksum(cell)
    assert is_unchanged(cell) == (is_solution(cell) and not is_task(cell))
    cell.source += "more"
    assert not is_unchanged(cell)


@given(st.lists(OUTPUTS, max_size=3))
def test_a_test_earns_what_nbgrader_gives_and_all_points_where_it_would_end_the_run(outputs):
    cell = cell_of(outputs=outputs, grade=True, locked=True)
    points = points_of(cell)
    assert 0 <= points <= 8
    assert math.isfinite(points)
    try:
        assert points == determine_grade(cell)[0]
    except (KeyError, IndexError, TypeError, ValueError):
        assert points == 8


@pytest.mark.parametrize("kind", ["code", "markdown"])
def test_an_answer_waits_for_a_person_unless_nothing_was_written(kind):
    cell = cell_of(kind, "YOUR ANSWER HERE", grade=True, solution=True)
    cell.metadata.nbgrader["checksum"] = compute_checksum(cell)
    assert (points_of(cell), determine_grade(cell)[0]) == (0, 0)
    cell.source = "The gradient vanishes."
    assert (points_of(cell), determine_grade(cell)[0]) == (None, None)
    assert points_of(cell_of(kind, task=True, locked=True)) is None
