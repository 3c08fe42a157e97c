"""Strategies of hypothesis for what may be handed in: bytes, JSON, mutated notebooks, files and folders, archives."""

import io
import json
import os
import random
import socket
import stat
import struct
import warnings
import zipfile
from functools import cache

from hypothesis import strategies as st

from grader.answers import solutions
from tests.editing.desk import Desk, released, written
from tests.editing.works import Work, open_work

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
BAD_NAMES = (
    "..",
    ".",
    "",
    " ",
    "-rf",
    "a\nb",
    "a/b",
    "con",
    "nul.ipynb",
    "x" * 300,
    "é",
    "e\u0301",
    "\ud800",
    "=cmd",
    "%s",
)


class Verbatim(str):
    """Text that stands in JSON as it is: numbers that Python would not write, or no JSON at all."""


class Pairs(list):
    """An object of JSON whose keys may stand in it twice: a list of (key, value)."""


def dumped(value):
    """Write a value as JSON, `Verbatim` and `Pairs` too; however deep it is nested."""
    parts, waiting = [], [value]
    while waiting:
        one = waiting.pop()
        if isinstance(one, Verbatim):
            parts.append(str(one))
        elif isinstance(one, (dict, Pairs)):
            pairs = list(one.items() if isinstance(one, dict) else one)
            waiting.append(Verbatim("}"))
            for place, (key, inner) in reversed(list(enumerate(pairs))):
                waiting += [inner, Verbatim(("," if place else "") + _text(str(key)) + ":")]
            waiting.append(Verbatim("{"))
        elif isinstance(one, list):
            waiting.append(Verbatim("]"))
            for place, inner in reversed(list(enumerate(one))):
                waiting += [inner, Verbatim("," if place else "")]
            waiting.append(Verbatim("["))
        else:
            parts.append(_text(one))
    return "".join(parts)


def _text(value):
    return json.dumps(value, ensure_ascii=isinstance(value, str) and not value.isprintable())


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
        st.lists(st.tuples(keys, inner), max_size=5).map(Pairs),
    ),
    max_leaves=20,
)


@st.composite
def any_json(draw):
    """Any JSON, and some that is nearly JSON: bytes."""
    value = _deep(draw) if draw(st.integers(0, 9)) == 0 else draw(values)
    return encoded(draw, dumped(value))


ENCODINGS = ("utf-8", "utf-8", "utf-8", "utf-8-sig", "utf-16", "utf-16-be", "utf-32", "latin-1", "utf-7")


def encoded(draw, text):
    """Encode a text in some way; now and then a byte is lost or changed, or the end."""
    data = text.encode(draw(st.sampled_from(ENCODINGS)), draw(st.sampled_from(["surrogatepass", "replace", "ignore"])))
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


def _places(value, path=()):
    """All places in a value of JSON, as paths."""
    yield path
    children = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in children:
        yield from _places(inner, (*path, key))


@st.composite
def mutated_notebooks(draw):
    """A notebook of which some values are others, gone, doubled, nested or very long: bytes."""
    notebook = json.loads(honest_notebook() if draw(st.booleans()) else written(Desk(released())))
    for _ in range(draw(st.integers(1, 5))):
        notebook = _mutate(draw, notebook)
    return encoded(draw, dumped(notebook))


def _mutate(draw, notebook):
    # Deep places are many; that those near the top are drawn as well, draw the depth first.
    by_depth = {}
    for path in _places(notebook):
        by_depth.setdefault(len(path), []).append(path)
    path = draw(st.sampled_from(by_depth[draw(st.sampled_from(sorted(by_depth)))]))
    kind = draw(st.sampled_from(["other", "gone", "doubled key", "nested", "long", "many", "wrapped", "grade id"]))
    if not path:
        return draw(values) if kind == "other" else notebook
    *above, last = path
    holder = notebook
    for key in above:
        holder = holder[key]
    if isinstance(holder, Pairs):
        return notebook
    match kind:
        case "other":
            holder[last] = draw(values)
        case "gone":
            del holder[last]
        case "doubled key" if isinstance(holder, dict):
            _replace(notebook, above, Pairs([*holder.items(), (last, draw(values))]))
        case "nested":
            holder[last] = _deep(draw)
        case "long":
            holder[last] = draw(texts) * draw(st.sampled_from([1000, 100_000]))
        case "many":
            holder[last] = [holder[last]] * draw(st.sampled_from([10, 3000]))
        case "wrapped":
            holder[last] = draw(st.sampled_from([[holder[last]], {"source": holder[last]}]))
        case "grade id" if isinstance(holder[last], dict):
            grade_id = draw(st.one_of(texts, st.sampled_from(["rnn_forward_hidden", "setup", "../x", 7])))
            holder[last]["nbgrader"] = {"grade_id": grade_id, "grade": True, "solution": True, "points": -5}
    return notebook


def _replace(notebook, path, value):
    holder = notebook
    for key in path[:-1]:
        holder = holder[key]
    if path and not isinstance(holder, Pairs):
        holder[path[-1]] = value


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

# ── Archives ──────────────────────────────────────────────────────────────────────────────────────────────────────

member_names = st.one_of(
    st.sampled_from(
        [
            "rnn.ipynb",
            "rnn/rnn.ipynb",
            "../rnn.ipynb",
            "/etc/passwd",
            "C:\\rnn.ipynb",
            "a\\..\\..\\b.ipynb",
            "__MACOSX/._rnn.ipynb",
        ]
    ),
    st.sampled_from(BAD_NAMES),
    st.text(max_size=20),
    st.binary(min_size=1, max_size=20).map(lambda name: name.decode("latin-1")),
)


def zip_of(members):
    """Write a zip of (name, bytes, kind of file), with names that no tool would write: bytes."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the same name twice
        for name, content, kind in members:
            info = zipfile.ZipInfo("x", (2107, 12, 31, 23, 59, 58))
            info.filename = name.encode("utf-8", "replace").decode()[:1000] or "x"
            info.external_attr, info.compress_type = kind << 16, zipfile.ZIP_DEFLATED
            archive.writestr(info, content)
    return data.getvalue()


@st.composite
def archives(draw, names=member_names, contents=None):
    """A zip: names that attack, nested zips, bombs, members that are links or locked, damaged bytes: bytes."""
    if contents is None:
        contents = st.one_of(any_bytes, st.just(honest_notebook()), st.just(_small_zip()))
    if draw(st.integers(0, 9)) == 0:
        return _bomb()
    kinds = st.sampled_from([0, stat.S_IFLNK | 0o777, stat.S_IFCHR | 0o666, stat.S_IFDIR])
    data = bytearray(zip_of([(draw(names), draw(contents), draw(kinds)) for _ in range(draw(st.integers(0, 5)))]))
    for _ in range(draw(st.sampled_from([0, 0, 0, 1, 3]))):
        data[draw(st.integers(0, len(data) - 1))] = draw(st.integers(0, 255))
    if draw(st.integers(0, 9)) == 0:
        _lock(data)
    return bytes(data)


@cache
def _bomb():
    return zip_of([("rnn.ipynb", bytes(50 << 20), 0)])


@cache
def _small_zip():
    return zip_of([("rnn.ipynb", honest_notebook(), 0)])


def _lock(data):
    """Say of the first member that it is encrypted, in both of its headers."""
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = data.find(mark)
        if start >= 0:
            flags = struct.unpack_from("<H", data, start + place)[0]
            struct.pack_into("<H", data, start + place, flags | 1)


# ── Folders ───────────────────────────────────────────────────────────────────────────────────────────────────────

file_names = st.one_of(
    st.sampled_from(
        [
            b"rnn.ipynb",
            b"rnn.ipynb",
            b"rnn-Copy1.ipynb",
            b"rnn (1).ipynb",
            b"rnn.ipynb.txt",
            b"rnn",
            b"RNN.IPYNB",
            b"rnn.zip",
        ]
        + [
            b"-rnn.ipynb",
            b"...",
            b".rnn.ipynb",
            b"a\nb.ipynb",
            b"\xff\xfe.ipynb",
            b"r\xcc\x88nn.ipynb",
            b"n" * 249 + b".ipynb",
        ]
        + [b"timestamp.txt", b"submission_secret.txt", b"public_tests.py", b"CON.ipynb", b"*.ipynb", b"$(id).ipynb"]
    ),
    st.binary(min_size=1, max_size=30).filter(lambda name: not {0, 47} & {*name} and name not in (b".", b"..")),
)
timestamps = st.one_of(
    st.datetimes(allow_imaginary=False).map(str),
    st.text(max_size=40),
    st.sampled_from(
        [
            "2026-01-01 00:00:00 " + "A" * 300,
            "2026-01-01 00:00:00 UTC",
            "9999-12-31 23:59:59 -2300",
            "0000-00-00",
            "now",
        ]
        + [
            "1e400",
            "9" * 5000,
            "2026-02-30 00:00:00",
            "10:00",
            "2026-01-01 00:00:00 ../../etc/localtime",
            "\ud800",
            "\0",
        ]
    ),
).map(lambda text: text.encode("utf-8", "surrogatepass"))
KINDS = (
    "file",
    "file",
    "file",
    "folder",
    "link",
    "dangling",
    "loop",
    "fifo",
    "socket",
    "sparse",
    "full folder",
    "device",
)


@st.composite
def folders(draw, contents=notebooks):
    """What lies in a folder: dict, name -> (kind, bytes)."""
    found = draw(st.dictionaries(file_names, st.tuples(st.sampled_from(KINDS), contents), max_size=4))
    if draw(st.booleans()):
        found[b"timestamp.txt"] = "file", draw(timestamps)
    if draw(st.integers(0, 4)) == 0:
        found[b"submission_secret.txt"] = "file", draw(st.one_of(timestamps, any_bytes))
    if draw(st.integers(0, 3)) == 0:
        found[draw(st.sampled_from([b"rnn.zip", b"rnn.ipynb", b"x.zip"]))] = "file", draw(archives())
    return found


def lay_out(folder, found, neighbour=None):
    """Make in a folder what `folders` has drawn.

    neighbour  Path of somebody else's notebook, for links that lead there
    """
    folder.mkdir(parents=True, exist_ok=True)
    for name, (kind, data) in found.items():
        path = os.path.join(os.fsencode(folder), name)
        if os.path.lexists(path):  # some file systems take two names for one
            continue
        match kind:
            case "folder" | "full folder":
                os.mkdir(path)
                if kind == "full folder":
                    _write(os.path.join(path, b"rnn.ipynb"), data)
            case "link":
                os.symlink(os.fsencode(neighbour or "/etc/hostname"), path)
            case "dangling":
                os.symlink(b"/nowhere/at/all", path)
            case "loop":
                os.symlink(name, path)
            case "fifo":
                os.mkfifo(path)
            case "socket" if len(path) < 100:
                with socket.socket(socket.AF_UNIX) as server:
                    server.bind(path)
            case "sparse":
                _write(path, b"{")
                os.truncate(path, 5 << 30)
            case "device" if os.geteuid() == 0:
                try:
                    os.mknod(path, stat.S_IFCHR | 0o666, os.makedev(1, 5))  # /dev/zero
                except OSError:
                    _write(path, data)
            case _:
                _write(path, data)


def _write(path, data):
    with open(path, "wb") as file:
        file.write(data)
