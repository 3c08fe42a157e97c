"""Law: what arrives is found once, and only when nobody writes into it any more; a student has so many tries a day."""

from datetime import date

import pytest

from grader.classroom.arrivals import UNLIKELY, Arrivals
from grader.classroom.tries import Tries

SETTLED = 0.5
WHOLE = '{"cells": []}\n'


class Clock:
    now = 0.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def arrivals(tmp_path, clock):
    """Arrivals of a folder of students."""
    return Arrivals(lambda: sorted((path.name, path) for path in tmp_path.iterdir()), SETTLED, clock=clock)


def write(folder, student, text, name="work.ipynb"):
    (folder / student).mkdir(exist_ok=True)
    (folder / student / name).write_text(text)


def names(found):
    return [student for student, _ in found]


def test_a_notebook_is_found_once_it_has_settled_and_only_once(arrivals, clock, tmp_path):
    write(tmp_path, "ada", WHOLE)
    write(tmp_path, "bo", WHOLE)
    assert arrivals.look() == []
    clock.now = SETTLED
    assert names(arrivals.look()) == ["ada", "bo"]
    clock.now = 100 * UNLIKELY
    assert arrivals.look() == []


def test_what_is_still_being_written_is_waited_for(arrivals, clock, tmp_path):
    for step in range(10):
        write(tmp_path, "ada", WHOLE[: step + 1])
        assert arrivals.look() == []
        clock.now += SETTLED
    write(tmp_path, "ada", WHOLE)
    assert arrivals.look() == []
    clock.now += SETTLED
    assert names(arrivals.look()) == ["ada"]


@pytest.mark.parametrize("text", ['{"cells": [', "", None])
def test_half_a_notebook_and_none_are_waited_for_longer_and_then_taken(arrivals, clock, tmp_path, text):
    (tmp_path / "ada").mkdir()
    if text is not None:
        write(tmp_path, "ada", text)
    arrivals.look()
    clock.now = UNLIKELY - 1
    assert arrivals.look() == []
    clock.now = UNLIKELY
    assert names(arrivals.look()) == ["ada"]


def test_a_folder_that_changes_is_found_again_and_one_that_is_gone_is_forgotten(arrivals, clock, tmp_path):
    write(tmp_path, "ada", WHOLE)
    arrivals.look()
    clock.now += SETTLED
    ((_, folder),) = arrivals.look()
    assert arrivals.is_unchanged("ada", folder)
    write(tmp_path, "ada", WHOLE * 2)
    assert not arrivals.is_unchanged("ada", folder)
    arrivals.look()
    clock.now += SETTLED
    assert names(arrivals.look()) == ["ada"]
    (folder / "work.ipynb").unlink()
    folder.rmdir()
    assert arrivals.look() == []
    assert not arrivals.is_unchanged("ada", folder)


def test_tries_are_counted_for_a_day_whatever_happens_to_the_program(tmp_path):
    days = [date(2026, 3, 1)]
    tries = Tries(tmp_path / "tries.json", 2, lambda: days[-1])
    for key in ("a", "a", "b"):
        assert tries.allows("ada", key)
        tries.count("ada", key)
    tries.save()
    again = Tries(tmp_path / "tries.json", 2, lambda: days[-1])
    assert not again.allows("ada", "c")
    assert again.allows("ada", "a")
    assert again.allows("bo", "c")
    days.append(date(2026, 3, 2))
    assert again.allows("ada", "c")


@pytest.mark.parametrize("text", ["", "{", "[]", '{"day": 1, "tries": []}'])
def test_a_file_of_tries_that_is_broken_takes_no_try_away(tmp_path, text):
    (tmp_path / "tries.json").write_text(text)
    assert Tries(tmp_path / "tries.json", 1).allows("ada", "a")


def test_without_a_limit_nothing_is_kept(tmp_path):
    tries = Tries(tmp_path / "tries.json", 0)
    tries.count("ada", "a")
    tries.save()
    assert tries.allows("ada", "b")
    assert list(tmp_path.iterdir()) == []
