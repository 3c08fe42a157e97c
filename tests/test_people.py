"""Law: the class of the demo looks like a class: sixty people with names of their own, mistakes as often as said."""

from collections import Counter
from datetime import UTC, datetime

import pytest

from grader.demo.people import LATE, TWICE, people
from grader.demo.simulated import total_points
from grader.exercise.loading import exercises, load
from grader.plugin.late import DAY, ShareADay

DUE = datetime(2026, 3, 1, 18, tzinfo=UTC)


@pytest.fixture(params=exercises())
def exercise(request):
    return load(request.param)


def test_there_are_sixty_and_each_is_somebody_else(exercise):
    who = people(exercise)
    assert len(who) == 60
    for what in (
        {person.id for person in who},
        {(person.first, person.last) for person in who},
        {(person.learner.before, *person.learner.sources.values()) for person in who},
    ):
        assert len(what) == 60
    assert all(person.id.isascii() and person.id.isalpha() for person in who)
    assert who == people(exercise)


def test_mistakes_are_as_frequent_as_the_exercise_says(exercise):
    frequencies = exercise.secret.frequencies
    found = Counter(person.learner.id for person in people(exercise))
    assert {name: found[name] for name in frequencies} == frequencies
    assert frequencies.keys() <= exercise.secret.simulated.keys()
    assert found["reference"] >= 5


def test_some_are_late_and_some_hand_in_twice_and_are_right_then(exercise):
    who = people(exercise)
    assert sum(person.timestamp(DUE) > f"{DUE:%Y-%m-%d %H:%M:%S} UTC" for person in who) == LATE
    twice = [person for person in who if person.second]
    assert len(twice) == TWICE
    assert all(person.final.expected == sum(total_points(exercise).values()) for person in twice)


def test_late_work_loses_a_share_for_each_day_that_has_begun():
    plugin = ShareADay()
    assert [plugin.late_submission_penalty("", 80, seconds) for seconds in (1, DAY, DAY + 1)] == [8, 8, 16]
    assert plugin.late_submission_penalty("", 80, 99 * DAY) == 80
