"""Law: the report says what has changed since the one before it, what to ask the class, and which wrong work is alike;
the same class again changes nothing of it, and what everybody writes is nobody's own."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from grader.classroom.trend import History, snapshot
from grader.grading.mistakes import Mistake
from grader.grading.result import Result, Row, Tested
from grader.grading.traces import row_of
from grader.pages.counts import questions
from grader.pages.report import report
from grader.pages.similar import similar
from grader.rules.points import duration
from tests.pages import must_be_sound, visible
from tests.rnn import CATALOGUE, FUNCTIONS, RNN, solutions

MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
LAST = "rnn_backward"


def row(student, points, numbers="1.23 4.56", source=None, name=""):
    """A student's row; all points but those given are lost in the last function."""
    others = [function for function in FUNCTIONS if function != LAST]
    tests = [Tested(f"{function}_hidden", function, True, 25.0, 25.0, "all right") for function in others]
    tests.append(Tested(f"{LAST}_hidden", LAST, True, points, 25.0, f"dx is wrong {numbers}"))
    source = solutions()[LAST] if source is None else source
    cell = {"cell_type": "code", "source": source, "metadata": {"nbgrader": {"grade_id": LAST, "solution": True}}}
    cell["metadata"]["nbgrader"] |= {"grade": False, "locked": False, "schema_version": 3, "task": False}
    return row_of(student, Result(tuple(tests), {"cells": [cell]}), name)


def mistake(name, count, hints=("Look.",)):
    return Mistake(LAST, "mistake", name, (f"cause of {name}",), tuple(f"s{n}" for n in range(count)), hints)


# --- what has changed


def trends(path, *reports, apart=0):
    """Make reports one after the other, each by a History of its own: the last Trend. Each: (days, rows, mistakes)."""
    found = None
    for days, rows, mistakes in reports:
        history = History(path)
        found = history.trend(snapshot(rows, mistakes, MONDAY + timedelta(days=days)), apart)
        history.save()
    return found


def test_a_report_says_who_improved_and_which_mistakes_came_and_went(tmp_path):
    then = [row("ada", 0), row("bo", 20), row("cy", 25)]
    now = [row("ada", 25), row("bo", 10), row("cy", 25), row("di", 5)]
    found = trends(tmp_path / "r.json", (0, then, [mistake("old", 2)]), (1, now, [mistake("fresh", 1)]))
    assert (found.since, found.new) == (MONDAY, ("di",))
    assert found.improved == [("ada", 75, 100)]
    assert found.fell == [("bo", 95, 85)]
    assert found.come == [(f"{LAST}: cause of fresh", 1)]
    assert found.gone == [(f"{LAST}: cause of old", 2)]
    assert found.mean == pytest.approx((90, 95))


def test_the_same_class_again_is_compared_with_the_same_report(tmp_path):
    then, now = [row("ada", 0)], [row("ada", 25)]
    found = trends(tmp_path / "r.json", (0, then, []), (1, now, []), (2, now, []), (3, now, []))
    assert (found.since, found.improved) == (MONDAY, [("ada", 75, 100)])


def test_reports_that_are_close_together_count_as_one(tmp_path):
    days = [(at / 1000, [row("ada", at)], []) for at in range(20)]
    assert trends(tmp_path / "r.json", *days, apart=86_400) is None
    found = trends(tmp_path / "r.json", (2, [row("ada", 25)], []), apart=86_400)
    assert found.improved == [("ada", 94, 100)]


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "{}", '{"base": 1, "last": 2}', '{"base": null, "last": {"since": "x"}}']
)
def test_a_file_that_is_broken_is_no_report(tmp_path, text):
    (tmp_path / "r.json").write_text(text)
    assert trends(tmp_path / "r.json", (0, [row("ada", 0)], [])) is None
    assert json.loads((tmp_path / "r.json").read_text())["last"]["points"] == {"ada": 75}


# --- what to ask


def test_the_most_frequent_mistakes_of_several_students_are_questions():
    found = [mistake("a", 9), mistake("b", 5, ()), mistake("c", 4), mistake("d", 3), mistake("e", 2), mistake("f", 1)]
    assert [one.name for one in questions(found)] == ["a", "c", "d"]
    assert questions([mistake("once", 1)]) == []


# --- what is alike

OWN = solutions()[LAST].replace(
    "    return", "    helper_of_mine = 3.25 * np.ones(7)\n    print(helper_of_mine)\n    return"
)


def test_wrong_work_with_the_same_numbers_and_the_same_lines_of_its_own_is_alike():
    rows = [row("ada", 0, source=OWN), row("bo", 0, source=f"# mine\n{OWN}"), row("cy", 0), row("di", 25, source=OWN)]
    (found,) = similar(rows, RNN)
    assert (found.function, found.students) == (LAST, ("ada", "bo"))
    assert found.lines == ("helper_of_mine=3.25*np.ones(7)", "print(helper_of_mine)")


@pytest.mark.parametrize("numbers", ["9.99", ""])
def test_other_numbers_or_none_are_not_alike(numbers):
    rows = [row("ada", 0, numbers, source=OWN), row("bo", 0, numbers and "1.23", source=OWN)]
    assert similar(rows, RNN) == []


def test_what_the_catalogue_says_or_many_have_written_is_nobodys_own():
    for one in CATALOGUE:
        if one.function == LAST:
            for text in one.sources(RNN):
                assert similar([row("ada", 0, source=text), row("bo", 0, source=text)], RNN) == [], one.id
    assert similar([row(f"s{n}", 0, source=OWN) for n in range(12)], RNN) == []


# --- on the page


def test_the_page_says_all_of_it_with_names(tmp_path):
    rows = [row("s0", 0, source=OWN, name="Byron, Ada"), row("s1", 0, source=OWN, name="Ng, Bo")]
    history = History(tmp_path / "r.json")
    history.trend(snapshot([row("s0", 20)], [], MONDAY))
    page = report(
        rows,
        "rnn",
        when=MONDAY + timedelta(days=1),
        course="deep-learning",
        version="grader abc",
        trend=lambda *now: history.trend(snapshot(*now, MONDAY + timedelta(days=1))),
    )
    text = visible(must_be_sound(page, ("page.css", "report.css"), "report.js", r"#\w+|\.\./feedback/.*"))
    assert "deep-learning · 3 March 2026, 09:00 · grader abc" in text
    assert "Since the report of 2 March 2026, 09:00" in text
    assert "1 student has fewer points: Byron, Ada 95 → 75" in text
    assert "2 students in rnn_backward, 2 lines: helper_of_mine=3.25*np.ones(7)" in text
    assert "Byron, Ada; Ng, Bo" in text
    assert "says nothing about how it came about" in text


def test_a_row_without_a_result_is_on_the_page():
    page = report([Row("ada", None, "The machine ended."), row("bo", 25)], "rnn")
    assert "The machine ended." in page


TIMES = {
    0.04: "0 seconds",
    1.0: "1 second",
    4.23: "4.2 seconds",
    12.3: "12 seconds",
    60: "1 minute",
    65: "1 minute 5 seconds",
    3600: "1 hour",
    7385: "2 hours 3 minutes",
    59.7: "1 minute",
}


@pytest.mark.parametrize(("seconds", "words"), TIMES.items())
def test_time_is_said_in_words(seconds, words):
    assert duration(seconds) == words
