"""Strategies of hypothesis: any bytes, any JSON, and notebooks of which parts are others, gone or very long."""

import json
import random
import re
from dataclasses import dataclass
from functools import cache

from hypothesis import strategies as st

from tests.editing.desk import Desk, released, written
from tests.editing.works import Work, open_work
from tests.rnn import solutions

HUGE_NUMBERS = ("9" * 5000, "-" + "1" * 400, "1e400", "-1e400", "1E-9999", "0.1e+308", "1" * 19, "NaN", "-Infinity")
BAD_TEXT = (
    "\ud800",
    "\udfff",
    "a\ud83dz",
    "\x00",
    "\u2028",
    "\ufeff",
    "\u202e",
    "\x1b[31m",
    "<script>",
    "𝔘" * 50,
    "\r",
)


@dataclass(frozen=True)
class Verbatim:
    """Text that stands in JSON as it is: numbers that Python would not write, or no JSON at all."""

    text: str


@dataclass(frozen=True)
class Pairs:
    """An object of JSON whose keys may stand in it twice: tuple of (key, value)."""

    pairs: tuple


def dumped(value, ascii=True):
    """Write a value as JSON, `Verbatim` and `Pairs` too."""
    parts = []

    def placeholder(one):
        inner = [f"{json.dumps(str(key))}: {dumped(value, ascii)}" for key, value in getattr(one, "pairs", ())]
        parts.append(one.text if isinstance(one, Verbatim) else "{" + ", ".join(inner) + "}")
        return f"@{len(parts) - 1}@placeholder@"

    text = json.dumps(value, default=placeholder, ensure_ascii=ascii)
    return re.sub(r'"@(\d+)@placeholder@"', lambda found: parts[int(found[1])], text)


def _deep(draw):
    depth = draw(st.sampled_from([50, 900, 1100, 20_000]))
    kind = draw(st.sampled_from(["[]", '{"a":}']))
    half = len(kind) - 1
    return Verbatim(kind[:half] * depth + ("1" if half > 1 else "") + kind[half:] * depth)


# ── JSON ──────────────────────────────────────────────────────────────────────────────────────────────────────────

texts = st.one_of(st.text(max_size=20), st.sampled_from(BAD_TEXT))
atoms = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    texts,
    st.sampled_from(HUGE_NUMBERS).map(Verbatim),
)
# What a notebook is made of, so that some of the JSON is nearly one.
keys = st.one_of(
    st.sampled_from(
        [
            "cells",
            "worksheets",
            "cell_type",
            "source",
            "input",
            "metadata",
            "nbgrader",
            "grade_id",
            "id",
            "outputs",
            "nbformat",
        ]
    ),
    texts,
)
values = st.recursive(
    st.one_of(
        atoms,
        st.sampled_from(["code", "markdown", "rnn_forward", "rnn_forward_public", "def rnn_forward():\n    pass"]),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=5),
        st.dictionaries(keys, inner, max_size=5),
        st.lists(st.tuples(keys, inner), max_size=5).map(tuple).map(Pairs),
    ),
    max_leaves=20,
)


@st.composite
def any_json(draw):
    """Any JSON, and some that is nearly JSON: bytes."""
    value = _deep(draw) if draw(st.integers(0, 9)) == 0 else draw(values)
    return encoded(draw, dumped(value, ascii=draw(st.booleans())))


ENCODINGS = ("utf-8", "utf-8", "utf-8", "utf-8-sig", "utf-16", "utf-16-be", "utf-32", "latin-1", "utf-7")


def encoded(draw, text):
    """Encode a text in some way; now and then a byte is lost or changed, or the end."""
    encoding = draw(st.sampled_from(ENCODINGS))
    lost = ["replace", "ignore", *(["surrogatepass"] if encoding.startswith(("utf-8", "utf-16", "utf-32")) else [])]
    data = text.encode(encoding, draw(st.sampled_from(lost)))
    change = draw(st.sampled_from(["none"] * 6 + ["cut", "byte", "zeros", "twice"]))
    place = draw(st.integers(0, max(0, len(data) - 1)))
    match change:
        case "cut":
            return data[:place]
        case "byte":
            return data[:place] + bytes([draw(st.integers(0, 255))]) + data[place + 1 :]
        case "zeros":
            return data + bytes(draw(st.integers(1, 5000)))
        case "twice":
            return data + data
    return data


# ── Notebooks ─────────────────────────────────────────────────────────────────────────────────────────────────────


def honest_notebook(work=None):
    """A notebook as it is handed in by somebody who has done the assignment, or `work` of it: bytes."""
    return _finished() if work is None else written(open_work(work, random.Random(1)))


@cache
def _finished():
    return honest_notebook(Work("finished", solutions()))


def _place(draw, value):
    """Draw a place in a value of JSON: (what holds it, its key), or None for the whole."""
    found = None
    while isinstance(value, (dict, list)) and value and (found is None or draw(st.integers(0, 3))):
        key = draw(st.sampled_from(sorted(value) if isinstance(value, dict) else range(len(value))))
        found = value, key
        value = value[key]
    return found


@st.composite
def mutated_notebooks(draw):
    """A notebook of which some values are others, gone, doubled, nested or very long: bytes."""
    notebook = json.loads(honest_notebook() if draw(st.booleans()) else written(Desk(released())))
    for _ in range(draw(st.integers(1, 5))):
        notebook = _mutate(draw, notebook)
    return encoded(draw, dumped(notebook, ascii=draw(st.booleans())))


def _mutate(draw, notebook):
    kind = draw(st.sampled_from(["other", "gone", "doubled key", "nested", "long", "many", "wrapped", "grade id"]))
    place = _place(draw, notebook) if draw(st.integers(0, 30)) else None
    if place is None:
        return draw(values)
    holder, last = place
    match kind:
        case "other":
            holder[last] = draw(values)
        case "gone":
            del holder[last]
        case "doubled key" if isinstance(holder[last], dict) and holder[last]:
            pairs = tuple(holder[last].items())
            holder[last] = Pairs((*pairs, (draw(st.sampled_from(pairs))[0], draw(values))))
        case "nested":
            holder[last] = _deep(draw)
        case "long":
            holder[last] = draw(texts) * draw(st.sampled_from([1000, 100_000]))
        case "many":
            size = len(dumped(holder[last]))
            holder[last] = [holder[last]] * min(draw(st.sampled_from([10, 2500])), 1 + 2_000_000 // size)
        case "wrapped":
            holder[last] = draw(st.sampled_from([[holder[last]], {"source": holder[last]}]))
        case "grade id" if isinstance(holder[last], dict):
            grade_id = draw(st.one_of(texts, st.sampled_from(["rnn_forward_hidden", "setup", "../x", 7])))
            holder[last]["nbgrader"] = {"grade_id": grade_id, "grade": True, "solution": True, "points": -5}
    return notebook


any_bytes = st.one_of(
    st.binary(max_size=300),
    st.sampled_from(
        [
            b"",
            b"\xff\xfe",
            b"\xef\xbb\xbf",
            b"\0" * 10_000,
            b"<!DOCTYPE html><html>",
            b"%PDF-1.7\n",
            b"PK\x03\x04",
            b"{}",
            b"[]",
        ]
    ),
)
notebooks = st.one_of(any_bytes, any_json(), mutated_notebooks())
