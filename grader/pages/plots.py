"""Plots of a class: drawn by matplotlib, stripped to shapes and words that the page's own style colours and letters."""

import io
import math
import re
from contextlib import contextmanager
from xml.etree import ElementTree

from markupsafe import Markup

from grader.pages.page import counted, number

WIDTH, TEXT = 360, 13  # of a plot and its letters; at their natural size on a phone
HEIGHT, TOP, BOTTOM = 225, 0.72, 0.11  # of the histogram; where its axes begin and end
AXES = (TOP - BOTTOM) * HEIGHT
ROOM = 0.65 * TEXT  # for one letter
SVG = "{http://www.w3.org/2000/svg}"


def histogram(bins, average):
    """Draw how points are spread, with mean and median.

    bins       list of (from, to, count), as counts.distribution makes it
    average    (mean, median) of the points
    Returns    Markup, an SVG with its words for who can't see it
    """
    step, most = bins[0][1], max(count for _, _, count in bins)
    full = bins[-1][0] + 0.35 * step  # all points: a bar for itself, apart from the others
    counts = [count for _, _, count in bins]
    with _axes(height=HEIGHT, sides=(0.01, 0.99), top=TOP, bottom=BOTTOM) as axes:
        axes.set(xlim=(0, full + step), ylim=(0, most or 1))
        bars = axes.bar([*(low for low, _, _ in bins[:-1]), full], counts, 0.92 * step, align="edge")
        _name("column", *bars, *axes.bar_label(bars, [count or "" for count in counts], padding=2, fontsize=TEXT))
        edges = bins[: len(bins) - 1 : 2]
        places, words = [low for low, _, _ in edges], [number(low) for low, _, _ in edges]
        axes.set_xticks([*places, full + 0.46 * step], [*words, f"all {number(bins[-1][0])}"], fontsize=TEXT)
        _name("scale", axes.spines["bottom"], *axes.get_xticklabels())
        labels = _labels(bars, counts, most or 1, full + step)
        _mark(axes, {"mean": average[0], "median": average[1]}, bins[-1][0], full, step, labels)
        return _svg(axes, _told(bins, average))


def _mark(axes, values, of, full, step, labels):
    """Draw a line for each value, with its name towards the wider side; none crosses another line, or a number."""
    places = {name: value if value < of else full + 0.46 * step for name, value in values.items()}
    left = sum(places.values()) > full
    heights = 1.28, 1.41  # above the number on the highest bar
    for name, height in zip(sorted(places, key=places.get, reverse=not left), heights, strict=True):
        across, down = _broken(places[name], height * axes.get_ylim()[1], labels)
        (line,) = axes.plot(across, down, clip_on=False)
        place, ha = (places[name] - 0.1 * step, "right") if left else (places[name] + 0.1 * step, "left")
        words = f"{name} {number(values[name])}"
        _name(name, line, axes.text(place, height * axes.get_ylim()[1], words, ha=ha, va="top", size=TEXT))


def _broken(place, top, labels):
    """A line from the ground to the top, with a gap where a number stands: (x of its points, y of its points).

    labels     list of (left, right, bottom, top) in the units of the axes
    """
    gap = next(((low, high) for left, right, low, high in labels if left < place < right), None)
    if gap is None:
        return [place, place], [0, top]
    return [place] * 5, [0, gap[0], math.nan, gap[1], top]


def _labels(bars, counts, most, width):
    """Where the number above each bar stands: list of (left, right, bottom, top) in the units of the axes."""
    found = []
    for bar, count in zip(bars, counts, strict=True):
        if count:
            middle, half = bar.get_x() + bar.get_width() / 2, (len(str(count)) * ROOM / 2 + 3) / WIDTH * width
            unit = most / AXES  # of one pixel
            found.append((middle - half, middle + half, count + unit, count + (TEXT + 5) * unit))
    return found


def shares(functions, states):
    """Draw how many students have each function right, partly, not right or not finished.

    functions  dict: function -> dict: state -> count
    states     dict: state -> (mark, words)
    Returns    Markup, an SVG with its words for who can't see it
    """
    with _axes(height=48 * len(functions), sides=(0, 1), top=1, bottom=0) as axes:
        axes.set(xlim=(0, 1), ylim=(len(functions), 0))
        axes.spines["bottom"].set_visible(False)
        axes.set_xticks([])
        for at, (function, found) in enumerate(functions.items()):
            _name("function", axes.text(0, at + 0.34, function, size=TEXT))
            total, left = sum(found.values()) or 1, 0
            for state, (mark, _) in states.items():
                if not found[state]:
                    continue
                part = found[state] / total
                _name(f"share {state}", *axes.barh(at + 0.66, part, 0.46, left))
                words = _fitting((f"{mark} {found[state]}", str(found[state])), part * WIDTH)
                place = {"ha": "center", "va": "center_baseline", "size": TEXT}
                _name(f"on {state}", axes.text(left + part / 2, at + 0.66, words, **place))
                left += part
        told = [
            f"{function}: " + ", ".join(f"{found[state]} {words}" for state, (_, words) in states.items())
            for function, found in functions.items()
        ]
        return _svg(axes, f"Students by function. {'; '.join(told)}.")


def _told(bins, average):
    """Say in words what a histogram shows."""
    spans = [
        f"{counted(count, 'student')} from {number(low)} to below {number(high)}" for low, high, count in bins[:-1]
    ]
    some = [span for span, (_, _, count) in zip(spans, bins, strict=False) if count]
    full = f"{counted(bins[-1][2], 'student')} with all {number(bins[-1][0])}"
    mean, median = map(number, average)
    return f"Points of the class: {', '.join([*some, full])}. The mean is {mean}, the median {median}."


def _fitting(words, room):
    """The first of some words that there is room for; empty where none fits."""
    return next((word for word in words if len(word) * ROOM < room), "")


# ── Out of matplotlib ─────────────────────────────────────────────────────────────────────────────────────────────────


@contextmanager
def _axes(height, sides, top, bottom):
    """A plot without ornament: matplotlib's axes, in its default style whatever a user has set."""
    import matplotlib.style  # here, as it takes as long as all the rest of a command that draws nothing
    from matplotlib.figure import Figure

    settings = {"svg.fonttype": "none", "svg.hashsalt": "report", "text.parse_math": False, "path.simplify": False}
    with matplotlib.style.context(["default", settings]):
        figure = Figure(figsize=(WIDTH / 72, height / 72))
        axes = figure.add_axes((sides[0], bottom, sides[1] - sides[0], top - bottom))
        axes.spines[["left", "top", "right"]].set_visible(False)
        axes.set_yticks([])
        axes.tick_params(length=0)
        yield axes


def _name(name, *artists):
    """Give shapes and words the class that they have on the page."""
    for artist in artists:
        artist.set_gid(f"plot {name}")


def _svg(axes, words):
    """Write what has a name, and nothing else: no style, no reference, nothing of when and by what it was made."""
    file = io.StringIO()
    axes.figure.savefig(file, format="svg", metadata={"Date": None})
    shapes = []
    for group in ElementTree.fromstring(file.getvalue()).iter(f"{SVG}g"):
        kind, _, name = group.get("id", "").partition(" ")
        if kind == "plot":
            shapes += [_shape(name, element) for element in group]
    _, _, width, height = axes.figure.bbox.bounds
    box = f"0 0 {WIDTH} {round(WIDTH * height / width)}"
    return Markup('<svg class="plot" viewBox="{}" role="img" aria-label="{}">\n{}\n</svg>').format(
        box, words, Markup("\n").join(shapes)
    )


def _shape(name, element):
    if element.tag == f"{SVG}path":
        return Markup('<path class="{}" d="{}"/>').format(name, " ".join(element.get("d").split()))
    anchor = re.search(r"text-anchor: (\w+)", element.get("style", ""))
    where = [f"{float(element.get(axis)):.1f}" for axis in "xy"]
    return Markup('<text class="{}" x="{}" y="{}" text-anchor="{}">{}</text>').format(
        name, *where, anchor[1] if anchor else "start", element.text
    )
