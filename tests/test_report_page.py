"""Law: the instructor's page counts what the results say and loses nobody; a class of thousands makes no slow page."""

import json
import random
import re
import shutil
import statistics
import subprocess
from dataclasses import replace
from urllib.parse import quote

import nbformat
import pytest
from hypothesis import given

from grader.grading.mistakes import by_frequency
from grader.grading.result import ByHand, Result, Row, Tested
from grader.intake.recover_notebook import rebuild
from grader.intake.repairs import repair
from grader.pages import counts
from grader.pages.page import number
from grader.pages.report import report
from tests.growing import grows_linearly
from tests.pages import must_be_sound, table, text_in, texts, visible
from tests.rnn import CATALOGUE, FUNCTIONS, NOTEBOOK, learners, solutions

pytestmark = pytest.mark.slow
STYLES, SCRIPT = ("page.css", "report.css"), "report.js"
LINKS = r"#[\w-]+|\.\./feedback/[\w.~%-]*/[\w.~%-]*/[\w.~%-]*\.html"
WHO = (
    *("reference", "stub", "partly-half-a-function", "cf-missing-softmax", "f-return-in-loop"),
    *("cb-dba-no-keepdims", "b-only-da-prevt", "b-da0-is-da-slice"),
)


@pytest.fixture(scope="module")
def rows(graded):
    """A class: each of WHO, one of them twice, one who stopped, one that could not be read, one not graded."""
    by_id = {learner.id: learner for learner in learners()}
    results = {who: graded(by_id[who].sources) for who in WHO}
    stopped = replace(results["stub"], stops=("A cell was ended.",), repairs=(repair("order"),))
    return [
        *(Row(who, result, name=f"{who.title()}, Ada") for who, result in results.items()),
        Row("twin", results["cb-dba-no-keepdims"], again=True),
        Row("stopped", stopped),
        Row("unread", replace(results["stub"], unreadable="This is no notebook.")),
        Row("failed", None, failure="The examiner ended."),
    ]


def tree_of(rows, **more):
    return must_be_sound(report(rows, "rnn", **more), STYLES, SCRIPT, LINKS)


def points_of(rows):
    return [row.result.points for row in rows if row.result and not row.result.unreadable]


# ── What it says ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_facts_are_those_of_the_results(rows):
    tree = tree_of(rows)
    facts = {text_in(pair.find("dt")): text_in(pair.find("dd")) for pair in tree.find(".//dl")}
    points = points_of(rows)
    assert facts == {
        "Handed in": str(len(rows)),
        "Graded": str(len(rows) - 2),
        "Mean": number(statistics.fmean(points)),
        "Median": number(statistics.median(points)),
        "All 100 points": str(points.count(100)),
    }


def test_every_result_is_in_one_bin(rows):
    bins = table(tree_of(rows), "Distribution of points")
    points = points_of(rows)
    assert sum(int(count) for _, count in bins) == len(points)
    for label, count in bins[1:]:
        low, high = map(float, label.split(" to below "))
        assert int(count) == sum(low <= value < high for value in points)
    assert bins[0] == ["100", str(points.count(100))]


def test_functions_and_outputs_are_counted(rows):
    tree = tree_of(rows)
    results = [row.result for row in rows if row.result and not row.result.unreadable]
    for name, *found in table(tree, "Students by function"):
        earned = [result.by_function()[name] for result in results]
        right, partly, wrong, unfinished = map(int, found)
        assert right == sum(points == of for points, of in earned)
        assert partly == sum(0 < points < of for points, of in earned)
        assert wrong + unfinished == sum(points == 0 for points, _ in earned)
    outputs = [row[-5:] for row in table(tree, "Students by output")]
    names = [name for interface in FUNCTIONS.values() for name in interface.outputs]
    assert [row[0] for row in outputs] == names
    assert all(sum(map(int, row[1:4])) == len(results) for row in outputs)
    # The twin and the one whose dba has lost an axis are wrong in that output of their function alone.
    dba = outputs[names.index("dba")]
    assert dba[2] == "2"


def test_mistakes_are_counted_as_in_the_terminal(rows):
    tree = tree_of(rows)
    items = [text_in(item) for item in tree.find(".//ol[@class='mistakes']")]
    records = [(row.student, test.record) for row in rows if row.result for test in row.result.tests if test.record]
    expected = [row for row in by_frequency(records, "rnn") if row[2] != "unfinished"]
    assert [item.split()[:2] for item in items] == [[str(len(who)), f"{function}:"] for function, _, _, who in expected]
    causes = {mistake.id: mistake.cause for mistake in CATALOGUE}
    for item, (_, ids, _, students) in zip(items, expected, strict=True):
        assert all(name in item and " ".join(causes[name].split()) in item for name in ids if name in causes)
        called = {row.student: row.name or row.student for row in rows}
        assert all(called[student] in item for student in students)
    assert items[0].startswith(f"2 rnn_cell_backward: {causes['cb-dba-no-keepdims']}")


def test_many_students_of_one_mistake_are_folded_and_linked(rows):
    result = next(row.result for row in rows if row.student == "b-da0-is-da-slice")
    tree = tree_of([Row(f"s{count}", result) for count in range(5)])
    (folded,) = tree.iter("details")
    assert text_in(folded.find("summary")) == "5 students"
    assert [link.get("href") for link in folded.iter("a")] == [f"../feedback/s{n}/rnn/rnn.html" for n in range(5)]


def test_nobody_is_lost(rows):
    tree = tree_of(rows)
    shown = {row[0]: row for row in table(tree, "All students")}
    assert list(shown) == sorted(row.student for row in rows)
    for row in rows:
        _, name, *points, notes = shown[row.student]
        assert name == row.name
        earned = [row.result.points, *(p for p, _ in row.result.by_function().values())] if row.result else []
        assert points == ([number(value) for value in earned] or [""] * 5)
        assert row.result or notes == "not graded"
    assert shown["unread"][-1] == "not readable"
    assert shown["stopped"][-1] == "stopped, 1 repair"
    assert shown["twin"][-1] == ""


def test_what_needs_a_look_is_said(rows):
    text = visible(tree_of(rows))
    assert "1 submission could not be graded." in text
    assert "failed: The examiner ended." in text
    look = text[text.index("None of this proves anything") :]
    assert "unread: This is no notebook." in look
    assert "stopped: A cell was ended." in look
    assert "The cells were in another order than in the assignment. stopped" in look


def test_an_edited_test_cell_needs_a_look(rows):
    source, edited = (nbformat.read(NOTEBOOK, as_version=4).cells for _ in range(2))
    for cell in edited:
        cell.source = cell.source.split("### BEGIN HIDDEN TESTS")[0]
    next(cell for cell in edited if cell.id == "rnn_forward_public").source = "print('passed')"
    _, repairs = rebuild(source, edited)
    ((_, reasons),) = counts.looks([Row("ada", replace(rows[0].result, repairs=tuple(repairs)))])
    assert len(reasons) == 1
    assert reasons[0].startswith("The cell rnn_forward_public had been edited; the instructor's text is graded")


def test_what_went_wrong_while_grading_is_worth_a_look(rows):
    text = visible(tree_of([Row("ada", replace(rows[0].result, reasons=("The time was used up.",)))]))
    assert "ada: The time was used up." in text
    assert "graded with problems" in text


def marked(result, points, **more):
    """A result to which a person gave points: dict, grade_id -> points."""
    return result.marked(ByHand(points, **more))


def test_the_points_that_count_are_those_that_a_person_gave(rows):
    result = marked(rows[0].result, {"rnn_forward_hidden": 4.5, "rnn_backward_hidden": 20}, penalty=10)
    tree = tree_of([Row("ada", result)])
    (cells,) = [[text_in(cell) for cell in row] for row in tree.find(".//table[@id='class']/tbody")]
    assert cells[:6] == ["ada", "84.5", "20", "12.5", "30", "32"]
    assert {text_in(pair.find("dt")): text_in(pair.find("dd")) for pair in tree.find(".//dl")}["Mean"] == "84.5"
    states = {row[0]: row[1:] for row in table(tree, "Students by function")}
    assert states["rnn_forward"] == ["0", "1", "0", "0"]
    assert states["rnn_backward"] == ["1", "0", "0", "0"]


def test_who_passes_the_public_test_alone_is_named(rows):
    result = rows[0].result
    copied = replace(
        result,
        tests=tuple(replace(t, points=0) if t.id == "rnn_forward_hidden" else t for t in result.tests),
    )
    text = visible(tree_of([*rows, Row("copied", copied)]))
    assert "Public right, hidden wrong" in text
    assert "1 rnn_forward copied" in text[text.index("Public right, hidden wrong") :]
    assert counts.public_only([Row("right", result)], FUNCTIONS) == []
    assert counts.public_only([Row("all by hand", marked(result, {"rnn_forward_hidden": 0}))], FUNCTIONS) == []


def test_what_ran_without_confinement_is_said_loudly(rows):
    assert "without confinement" not in report(rows, "rnn")
    one = [*rows, Row("open", replace(rows[0].result, confined=False))]
    text = visible(tree_of(one))
    assert f"1 of {len(one)} submissions ran without confinement." in text
    assert "open: Nothing confined this code while it ran." in text
    everyone = [Row(row.student, replace(row.result, confined=False)) for row in rows if row.result]
    text = visible(tree_of(everyone))
    assert f"All of {len(everyone)} submissions ran without confinement." in text
    assert "Nothing confined this code while it ran." not in text


def test_the_time_is_summed(rows):
    tree = tree_of(rows, seconds=12.34, workers=2)
    assert f"{len(rows)} submissions in 12 seconds with 2 workers. 1 result from an earlier run." in visible(tree)
    shown = {row[0]: row[1:] for row in table(tree, "Where the time went")}
    spent = [row.result.times["tests"] for row in rows if row.result]
    assert shown["tests"][:3] == [f"{sum(spent):.1f}", f"{statistics.median(spent):.2f}", f"{max(spent):.2f}"]
    assert "sessions" not in shown


@pytest.mark.parametrize(
    "who", [[], [Row("a", None, failure="x")], "unreadable"], ids=["nobody", "failed", "unreadable"]
)
def test_a_class_without_results_has_a_page(rows, who):
    who = [row for row in rows if row.student == "unread"] if who == "unreadable" else who
    assert "There is nothing to count yet." in visible(tree_of(who))


def test_results_in_brief_make_the_same_page(rows):
    """A run keeps no more of a student than this, so that a large class needs little more memory than a small one."""
    brief = [replace(row, result=row.result and row.result.in_brief()) for row in rows]
    assert report(brief, "rnn") == report(rows, "rnn")
    assert not any(row.result.notebook for row in brief if row.result)


def test_the_same_class_makes_the_same_bytes_in_whatever_order(rows):
    mixed = random.Random(1).sample(rows, len(rows))
    assert report(mixed, "rnn") == report(rows, "rnn")


# ── What it must not do ───────────────────────────────────────────────────────────────────────────────────────────────


@given(texts, texts, texts)
def test_nothing_hostile_survives(one, two, three):
    record = {"function": "rnn_forward", "problems": [{"quantity": one, "rung": two}], "misconceptions": [three]}
    tested = Tested("t", "rnn_forward", True, 0.0, 8, three, {**record, "by": "relation"})
    result = Result(
        (tested,),
        {},
        tuple(repair("unreadable", file=text, why=text) for text in (one, two)),
        "",
        (three,),
        times={one: 1.0},
    )
    who = [Row(one, result, name=two), Row(two + "-", replace(result, unreadable=three), name=three)]
    tree_of([*who, Row(three + "+", None, failure=one, name=one)])


def test_ids_are_quoted_in_links(rows):
    student = "../..//a b?c#d%e'\"&<é"
    tree = tree_of([Row(student, rows[0].result)])
    links = {link.get("href") for link in tree.iter("a")} - {"#" + e.get("id", "") for e in tree.iter()}
    assert links == {f"../feedback/{quote(student, safe='')}/rnn/rnn.html"}
    page = report([Row("a", rows[0].result)], "rnn", link="{student}.html")
    assert 'href="a.html"' in page


def test_thousands_make_neither_a_huge_page_nor_a_long_wait(rows):
    results = [row.result for row in rows if row.result]
    many = {
        count: [Row(f"u{n:05}", results[n % len(results)], name=f"Name{n}, Given") for n in range(count)]
        for count in (1_000, 5_000)
    }
    for count, rows_of_class in many.items():
        assert len(report(rows_of_class, "rnn").encode("utf-8")) < 500 * count
    assert grows_linearly(lambda count: report(many[count], "rnn"), 1_000, 5_000)


# ── Its script, in a browser ──────────────────────────────────────────────────────────────────────────────────────────

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
DEEDS = """
const table = document.getElementById("class"), seen = {};
const order = () => [...table.tBodies[0].rows].filter(r => !r.hidden).map(r => r.cells[0].textContent);
const press = (n) => { table.tHead.querySelectorAll("button")[n].click(); return order(); };
seen.first = order(); seen.points = press(2); seen.again = press(2); seen.student = press(0);
const filter = document.getElementById("filter");
filter.value = "STOPPED repair"; filter.dispatchEvent(new Event("input"));
seen.filtered = order(); seen.shown = document.getElementById("shown").textContent;
seen.tools = document.querySelector(".tools").hidden;
seen.sorted = table.tHead.querySelector("[aria-sort]").textContent;
document.title = JSON.stringify(seen);
"""


@pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium: apt-get install chromium")
def test_the_table_sorts_and_filters_in_a_browser(rows, tmp_path):
    """The page's own script runs under its policy; a second one, let in for the test, presses the buttons."""
    page = report(rows, "rnn")
    policy = re.search("script-src &#39;sha256-[^&]+&#39;", page)[0]
    page = page.replace(policy, f"{policy} 'nonce-test'", 1)
    page = page.replace("</body>", f"<script nonce=test>{DEEDS}</script></body>")
    (tmp_path / "report.html").write_text(page, encoding="utf-8")
    command = [CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={tmp_path / 'profile'}"]
    done = subprocess.run(
        [*command, "--dump-dom", (tmp_path / "report.html").as_uri()],
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=True,
    )
    seen = json.loads(re.search(r"<title>(.*?)</title>", done.stdout)[1].replace("&quot;", '"'))
    ids = sorted(row.student for row in rows)
    points = {row.student: row.result.points if row.result else -1 for row in rows}
    assert seen["first"] == ids
    assert seen["points"] == sorted(ids, key=lambda who: -points[who])
    assert seen["again"] == sorted(ids, key=lambda who: points[who])
    assert seen["student"] == ids
    assert seen["filtered"] == ["stopped"]
    assert seen["shown"] == f"1 of {len(rows)}"
    assert seen["tools"] is False
    assert seen["sorted"] == "Student"


def test_a_right_class_has_no_mistakes(graded):
    text = visible(tree_of([Row("ada", graded(solutions()))]))
    assert "The tests found none." in text
    assert "No notebook needed a repair." in text
