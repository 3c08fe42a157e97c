"""Law: a feedback page shows the reference solution only where the course says so, and not before the work is due."""

from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
from traitlets.config import Config

from grader.classroom.solution import shows_solution
from grader.grading.result import Result, Tested
from grader.pages.feedback import feedback
from tests.pages import must_be_sound, visible
from tests.rnn import FUNCTIONS

NOW = datetime(2026, 3, 1, 18, tzinfo=UTC)
BEFORE, AFTER = datetime(2026, 3, 1, 17), datetime(2026, 3, 1, 19)


@pytest.mark.parametrize(
    ("setting", "due", "shown"),
    [
        (None, BEFORE, False),
        ("never", BEFORE, False),
        ("after", BEFORE, True),
        ("after", AFTER, False),
        ("after", None, False),
    ],
)
def test_the_setting_and_the_due_date_decide(setting, due, shown):
    config = Config({"Feedback": {"solution": setting}} if setting else {})
    assert shows_solution(SimpleNamespace(config=config), SimpleNamespace(due=lambda: due), NOW) is shown


def test_the_solution_stands_on_the_page_where_it_is_shown_and_nowhere_else():
    tests = tuple(Tested(f"{name}_public", name, False, 0.0, 5.0, f"{name}: wrong") for name in FUNCTIONS)
    result = Result(tests, {"cells": []})
    shown = feedback(result, "rnn", solution=True)
    text = visible(must_be_sound(shown, ("page.css", "feedback.css"), None, r"#[\w-]+"))
    assert text.count("The reference solution") == len(FUNCTIONS)
    assert "da[:, :, t] + da_prevt" in text
    for page in (feedback(result, "rnn"), feedback(Result(tests, {}, unreadable="No."), "rnn", solution=True)):
        assert "The reference solution" not in page
        assert "da_prevt" not in page
