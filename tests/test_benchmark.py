"""Law: the catalogue can be measured by any tool: every way of every mistake, and where it differs from what is right.

The table of shares in the README is the one that was recorded.
"""

import copy
import json
from dataclasses import replace
from functools import cache

from grader.exercise import benchmark, place_proof, shares
from tests.bound import ALL, every_exercise
from tests.sampling import sample


@cache
def tried(one):
    """The exercise with a sample of its mistakes."""
    small = copy.copy(one.whole)
    vars(small)["secret"] = replace(one.whole.secret, mistakes=tuple(sample(one.catalogue, 6)))
    return small


@cache
def entries_of(one):
    return json.loads(benchmark.rendered([tried(one)]))


@every_exercise
def test_every_way_of_every_mistake_is_an_entry(one):
    ways = [(mistake.id, way + 1) for mistake in tried(one).secret.mistakes for way in range(len(mistake.wrong))]
    assert [(entry["id"], entry["way"]) for entry in entries_of(one)] == ways
    assert {entry["exercise"] for entry in entries_of(one)} == {one.name}


@every_exercise
def test_an_entry_is_a_wrong_program_with_a_place_in_it_and_what_the_proof_has(one, proof_rows):
    rows = {(row.mistake, row.way + 1): row for row in proof_rows(one.whole)}
    for entry in entries_of(one):
        lines, row = entry["source"].rstrip().split("\n"), rows[entry["id"], entry["way"]]
        assert entry["source"] != one.solutions()[entry["function"]], entry["id"]
        assert entry["place"]["lines"], entry["id"]
        assert all(1 <= number <= len(lines) + 1 for number in entry["place"]["lines"]), entry["id"]
        rungs = [problem["rung"] for problem in entry["public_case"]]
        assert rungs[:1] == ([row.rung] if row.caught_by == "public" else []), entry["id"]


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


@every_exercise
def test_it_was_recorded_of_what_is_here(one, proof_rows):
    """The record is stale where the catalogue has grown; the command measures again."""
    (row,) = [row for row in shares.recorded() if (row["exercise"], row["programs"]) == (one.name, "catalogue")]
    caught = sum(found.caught_by == "public" for found in proof_rows(one.whole))
    assert row["number"] == caught, "measure again with: grader shares"


def test_of_each_exercise_catalogue_and_mutants_are_recorded_and_nothing_wrong_is_said():
    found = {(row["exercise"], row["programs"]) for row in shares.recorded()}
    assert found == {(one.name, programs) for one in ALL for programs in ("catalogue", "mutants")}
    assert [row for row in shares.recorded() if row["wrong"]] == []
