"""Law: the plots on the instructor's page show the numbers of its tables and say them in words, nothing in them is told
by colour alone, and they need no network, no script, and no matplotlib before a page is written."""

import itertools
import re
import statistics
import subprocess
import sys

import matplotlib
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from matplotlib.colors import to_rgb

from grader.grading.result import Result, Row, Tested
from grader.pages.feedback import STATES
from grader.pages.page import TEMPLATES, number
from grader.pages.plots import ROOM, WIDTH
from grader.pages.report import report
from tests import sampling
from tests.pages import contrast, must_be_sound, table, text_in
from tests.rnn import FUNCTIONS

pytestmark = pytest.mark.slow

MESSAGES = {"unfinished": "{} is not finished"}  # of a function without points; of another it is wrong
works = st.tuples(*(st.sampled_from([0.0, 1.3, 12.5, 24.99, 25.0, "unfinished"]) for _ in FUNCTIONS))
classes = st.lists(works, min_size=1, max_size=60)


def of_classes(test):
    """Try a test on classes: each is a page that is drawn and parsed."""
    return settings(max_examples=sampling.number(8, 100))(given(classes)(test))


def rows_of(works):
    """A class: a Row for each tuple of the points of the four functions, of 25 each."""
    rows = []
    for at, work in enumerate(works):
        tests = tuple(
            Tested(name, name, True, 0.0 if got == "unfinished" else got, 25.0, MESSAGES.get(got, "").format(name))
            for name, got in zip(FUNCTIONS, work, strict=True)
        )
        rows.append(Row(f"s{at}", Result(tests, {})))
    return rows


def read(works):
    """The page of a class, as a tree; and its plots, of the points and of the functions."""
    tree = must_be_sound(
        report(rows_of(works), "rnn"), ("page.css", "report.css"), "report.js", r"#\w+|\.\./feedback/.*"
    )
    plots = [element for element in tree.iter("svg") if element.get("class") == "plot"]
    assert len(plots) == 2
    return tree, plots


def named(plot, tag, name):
    """The elements of a plot that have a class."""
    return [element for element in plot.iter(tag) if element.get("class") == name]


def box(path):
    """A shape's (left, right, top, bottom)."""
    across, down = ([float(n) for n in re.findall(r"-?[\d.]+", path.get("d"))][axis::2] for axis in (0, 1))
    return min(across), max(across), min(down), max(down)


@of_classes
def test_the_columns_are_the_counts_of_the_table(works):
    tree, (plot, _) = read(works)
    found = [int(count) for _, count in table(tree, "Distribution of points")][::-1]
    columns = [box(path) for path in named(plot, "path", "column")]
    heights = [bottom - top for _, _, top, bottom in columns]
    assert [height / max(heights) for height in heights] == pytest.approx([n / max(found) for n in found], abs=1e-3)
    assert all(one[1] < other[0] for one, other in itertools.pairwise(columns))
    written = [int(text.text) for text in named(plot, "text", "column")]
    assert written == [count for count in found if count]


@of_classes
@example([(25.0,) * 4])
@example([(25.0,) * 4, (25.0,) * 4, (0.0,) * 4])
@example([(25.0,) * 4, (0.0,) * 4, (0.0,) * 4])
def test_mean_and_median_stand_where_they_are_and_their_names_beside_them(works):
    _, (plot, _) = read(works)
    points = [row.result.points for row in rows_of(works)]
    columns = [box(path) for path in named(plot, "path", "column")]
    step, lines = columns[1][0] - columns[0][0], {}
    for what, value in (("mean", statistics.fmean(points)), ("median", statistics.median(points))):
        at = columns[0][0] + value / 10 * step if value < 100 else (columns[-1][0] + columns[-1][1]) / 2
        (line,) = named(plot, "path", what)
        assert box(line)[:2] == pytest.approx((at, at), abs=1e-3)
        (words,) = named(plot, "text", what)
        assert words.text == f"{what} {number(value)}"
        width, y = len(words.text) * 0.6 * 13, float(words.get("y"))
        left = float(words.get("x")) - (width if words.get("text-anchor") == "end" else 0)
        assert left >= 0
        assert left + width <= WIDTH
        assert min(abs(left - at), abs(left + width - at)) < step / 4
        assert y >= 12
        lines[what] = at, box(line)[2], left, left + width, y
    for one, other in itertools.permutations(lines.values()):
        assert not (one[1] < other[4] and other[2] < one[0] < other[3]), "a line goes through a name"


@of_classes
@example([(25.0,) * 4, (0.0,) * 4, (12.5,) * 4])
def test_no_line_goes_through_the_number_above_a_column(works):
    _, (plot, _) = read(works)
    for what in ("mean", "median"):
        (line,) = named(plot, "path", what)
        pieces = [[float(n) for n in re.findall(r"-?[\d.]+", piece)] for piece in line.get("d").split("M")[1:]]
        for text in named(plot, "text", "column"):
            x, y, half = float(text.get("x")), float(text.get("y")), len(text.text) * 0.5 * ROOM
            for piece in pieces:
                across, down = piece[::2], piece[1::2]
                assert not (abs(across[0] - x) < half and min(down) < y - 1 and max(down) > y - 10)


@of_classes
def test_the_shares_are_the_counts_of_the_table(works):
    tree, (_, plot) = read(works)
    found = table(tree, "Students by function")
    assert [text.text for text in named(plot, "text", "function")] == [row[0] for row in found] == list(FUNCTIONS)
    shapes = list(plot.iter("path"))
    for _, *counts in found:
        left = 0
        for state, count in zip(STATES, map(int, counts), strict=True):
            if count:
                shape = shapes.pop(0)
                assert shape.get("class") == f"share {state}"
                edges = box(shape)[:2]
                assert edges == pytest.approx((left, left + WIDTH * count / len(works)), abs=1e-3)
                left = edges[1]
        assert left == pytest.approx(WIDTH)
    assert not shapes


@of_classes
@example([(25.0,) * 4] * 40 + [(0.0,) * 4])  # a share with room for its number, and not for more
def test_a_number_is_written_in_its_share_where_it_fits(works):
    _, (_, plot) = read(works)
    for text in plot.iter("text"):
        if text.get("class") != "function":
            shape = min(plot.iter("path"), key=lambda path: _away(path, text))
            left, right, top, bottom = box(shape)
            assert shape.get("class").split()[1] == text.get("class").split()[1]
            assert top < float(text.get("y")) < bottom
            assert len(text.text) * ROOM < right - left
            assert int(text.text.split()[-1]) == round((right - left) / WIDTH * len(works))


def _away(path, text):
    left, right, top, bottom = box(path)
    return abs((left + right) / 2 - float(text.get("x"))) + abs((top + bottom) / 2 - float(text.get("y")))


@of_classes
def test_who_can_not_see_a_plot_is_told_its_numbers(works):
    tree, plots = read(works)
    points, functions = (plot.get("aria-label") for plot in plots)
    assert all(plot.get("role") == "img" for plot in plots)
    for label, count in table(tree, "Distribution of points"):
        words = "with all 100" if label == "100" else f"from {label}"
        students = "student" if count == "1" else "students"
        assert (f"{count} {students} {words}" in points) == (count != "0" or label == "100")
    for name, *counts in table(tree, "Students by function"):
        assert f"{name}: {', '.join(f'{n} {STATES[s][1]}' for s, n in zip(STATES, counts, strict=True))}" in functions


def test_every_share_has_a_key_with_its_sign_and_words():
    tree, _ = read([(25.0,) * 4])
    keys = [element for element in tree.iter("span") if element.get("class") == "key"]
    assert [text_in(key) for key in keys] == [f"{mark} {words}" for mark, words in STATES.values()]
    assert [key.find(".//rect").get("class") for key in keys] == [f"share {state}" for state in STATES]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_shares_differ_in_brightness_and_what_is_written_on_them_can_be_read(scheme):
    style = (TEMPLATES / "report.css").read_text(encoding="utf-8")
    found = re.findall(r"--((?:share|on)-\w+): (#\w{6});", style)
    colours = {name: to_rgb(colour) for name, colour in (found[8:] if scheme == "dark" else found[:8])}
    assert len(colours) == 8
    for state in STATES:
        assert contrast(colours[f"share-{state}"], colours[f"on-{state}"]) >= 4.5, state
    for one, other in itertools.pairwise(STATES):
        assert contrast(colours[f"share-{one}"], colours[f"share-{other}"]) >= 1.5, (one, other)


def test_a_page_refers_to_nothing_on_a_network():
    page = report(rows_of([(25.0, 12.5, 0.0, "unfinished")]), "rnn")
    assert not re.search(r"://|url\(|@import|xlink|<use|<image", page)


def test_the_same_class_makes_the_same_page_whatever_style_somebody_has():
    rows = rows_of([(25.0, 12.5, 0.0, "unfinished"), (25.0, 25.0, 25.0, 1.3)])
    page = report(rows, "rnn")
    assert report(rows, "rnn") == page
    other = {
        "font.size": 30,
        "axes.facecolor": "black",
        "svg.fonttype": "path",
        "savefig.bbox": "tight",
        "axes.xmargin": 1,
    }
    with matplotlib.rc_context(other):
        assert report(rows, "rnn") == page


def test_plots_are_drawn_only_when_a_page_is_written():
    code = "import sys, grader.__main__, grader.classroom.run; sys.exit('matplotlib' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
