"""Law: the catalogue can be measured by any tool: every way of every mistake, and where it differs from what is right.

The table of shares in the README is the one that was recorded.
"""

import json

import pytest

from grader.exercise import benchmark, place_proof, shares
from tests.rnn import RNN, solutions


@pytest.fixture(scope="module")
def entries():
    return json.loads(benchmark.rendered([RNN]))


def test_every_way_of_every_mistake_is_an_entry(entries):
    ways = [(mistake.id, way + 1) for mistake in RNN.secret.mistakes for way in range(len(mistake.wrong))]
    assert [(entry["id"], entry["way"]) for entry in entries] == ways


def test_an_entry_is_a_wrong_program_with_a_place_in_it(entries):
    unseen = {mistake.id: mistake.unseen for mistake in RNN.secret.mistakes}
    for entry in entries:
        lines = entry["source"].rstrip().split("\n")
        assert entry["source"] != solutions()[entry["function"]], entry["id"]
        assert entry["place"]["lines"], entry["id"]
        assert all(1 <= number <= len(lines) + 1 for number in entry["place"]["lines"]), entry["id"]
        assert bool(entry["public_case"]) != bool(unseen[entry["id"]]), entry["id"]


def test_a_line_that_is_missing_has_the_lines_around_it_and_its_name():
    found = benchmark.changed("a = 1\nb = 2\nc = 3\n", "a = 1\nc = 3\n")
    assert (found.lines, found.dropped) == (frozenset({1, 2}), frozenset({"b"}))
    assert benchmark.changed("a = 1\nb = 2\n", "a = 1\nb = 3\n").lines == frozenset({2})


def test_the_columns_count_what_is_said():
    assert shares._columns(place_proof.TRUE, True, False) == ["place proven and true", "hint true"]
    assert shares._columns(place_proof.NOTHING, False, False) == ["nothing"]
    assert shares._columns(place_proof.FALSE, False, False) == ["wrong"]
    assert shares._columns(place_proof.TRUE, False, True) == ["place proven and true", "wrong"]
    assert shares._columns(place_proof.PARTLY, False, False) == []


def test_the_readme_has_the_table_that_was_recorded():
    text = shares.README.read_text(encoding="utf-8")
    assert text == shares.with_table(text, shares.recorded()), "write it with: grader shares"


def test_it_was_recorded_of_what_is_here(entries):
    """The record is stale where the catalogue has grown; the command measures again."""
    (row,) = [row for row in shares.recorded() if (row["exercise"], row["programs"]) == ("rnn", "catalogue")]
    assert row["number"] == sum(bool(entry["public_case"]) for entry in entries), "measure again with: grader shares"
