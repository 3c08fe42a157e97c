"""What mail programs, disks and tools do to the bytes and the text of a notebook, undone where nothing is in doubt."""

import base64
import bz2
import json
import lzma
import quopri
import re
import zlib

from grader.intake.merging import merged
from grader.intake.repairs import repair
from grader.rules.points import counted
from grader.system.archive import DAMAGED, shown

LAYERS = 3  # of packing that are taken off
LITERAL = 6  # characters of a word such as false, or of an escape, that may be there of one that was cut
STREAMS = 100  # of packed bytes behind one another
HEAD = 200  # bytes that say how something is packed
_DATA_URL = re.compile(rb"data:[\w./+-]{0,80};base64,")
_CELLS = re.compile(r'(?<!\\)"cells"\s*:\s*\[')
_ESCAPE = re.compile(r'\\(["\\/bfnrt]|u[0-9a-fA-F]{4})?')
_SEPARATOR = re.compile(r"[\s,]*")


def may_be_packed(head):
    """True for the first bytes of a file that `unpacked` may take something off."""
    return any(is_packed(head[:HEAD].lstrip()) for _, is_packed, _ in _PACKINGS)


def beginning(data, size):
    """The first bytes of what is packed in some bytes; of these themselves where nothing is."""
    for _ in range(LAYERS):
        unpack = next((unpack for _, is_packed, unpack in _PACKINGS if is_packed(data[:HEAD].lstrip())), None)
        if unpack is None:
            break
        try:
            data = unpack(data, len(data) if unpack is _from_base64 else size)
        except (*DAMAGED, MemoryError):
            return b""
    return data[:size]


def unpacked(data, most):
    """Take off what a notebook is packed in; return (its bytes, names of what it was packed in).

    most       bytes that it may have unpacked
    What can't be unpacked, or is larger, is returned as it is.
    """
    named = []
    for _ in range(LAYERS):
        head = data[:HEAD].lstrip()
        name, unpack = next(((name, unpack) for name, is_packed, unpack in _PACKINGS if is_packed(head)), ("", None))
        inner = _tried(unpack, data, most) if unpack else None
        if inner is None:
            break
        data = inner
        named.append(name)
    if _is_quoted_printable(data):
        return quopri.decodestring(data), [*named, "quoted-printable"]
    return data, named


def _tried(unpack, data, most):
    """What is in some packed bytes; None where that is nothing, damaged, or more than `most` bytes."""
    try:
        inner = unpack(data, most + 1)
    except (*DAMAGED, MemoryError):
        return None
    return inner if inner and len(inner) <= most else None


def _from_base64(data, most):
    data = b"".join(_DATA_URL.sub(b"", data.strip(), count=1).split())
    return base64.b64decode(data, validate=True) if len(data) <= 2 * most else b""


def _is_base64(head):
    """True for nothing but letters: JSON, Python and prose have blanks and brackets."""
    return len(head) >= 40 and re.fullmatch(rb"[A-Za-z0-9+/=\r\n]+", _DATA_URL.sub(b"", head, count=1)) is not None


def _is_quoted_printable(data):
    """True where each sign of equality begins a code of a mail program, as in no program that people write."""
    return b"=3D" in data and re.search(rb"=(?![0-9A-F]{2}|\r?\n)", data) is None


def _from_gzip(data, most):
    return _unpacked_by(lambda: zlib.decompressobj(zlib.MAX_WBITS | 16), data, most)


def _from_bzip2(data, most):
    return _unpacked_by(bz2.BZ2Decompressor, data, most)


def _from_xz(data, most):
    return _unpacked_by(lzma.LZMADecompressor, data, most)


def _unpacked_by(new, data, most):
    """What was packed: programs that work in parallel write several streams behind one another.

    What follows the first one and is none, as zeros, is ignored.
    """
    parts = []
    for _ in range(STREAMS):
        stream = new()
        try:
            parts.append(stream.decompress(data, most))
        except (*DAMAGED, MemoryError):
            if not parts:
                raise
            break
        most, data = most - len(parts[-1]), stream.unused_data
        if not (stream.eof and data and most > 0):
            break
    return b"".join(parts)


_PACKINGS = (  # name, whether the first bytes are of that kind, what takes it off: at most so many bytes
    ("gzip", lambda head: head.startswith(b"\x1f\x8b\x08"), _from_gzip),
    ("bzip2", lambda head: head.startswith(b"BZh"), _from_bzip2),
    ("xz", lambda head: head.startswith(b"\xfd7zXZ"), _from_xz),
    ("base64", _is_base64, _from_base64),
)


def mended(text, load, file):
    """Read the text of a notebook that is not JSON, where it can be told what was done to it.

    load       reads a text as json.loads does, and has `raw_decode` as a JSONDecoder has it
    Returns    (the notebook, list of Repair), or None
    """
    notebook, repaired = _in_part(text, load, file)
    if repaired is not None:
        return notebook, [repaired]
    doubled, places = _doubled(text)
    if not places:
        return None
    alone = repair(
        "backslash",
        file=file,
        count=counted(len(places), "backslash", "backslashes"),
        where=shown(text[places[0] :][:12]),
    )
    try:
        return load.decode(doubled), [alone]
    except (ValueError, RecursionError):
        notebook, repaired = _in_part(doubled, load, file)
    return (notebook, [alone, repaired]) if repaired is not None else None


def _in_part(text, load, file):
    """A notebook that is JSON but for what is behind it, within it or missing: (it, a Repair), or twice None."""
    return _without_tail(text, load, file) or merged(text, load, file) or _cut(text, load, file) or (None, None)


def _doubled(text):
    """Double the backslashes that JSON does not allow alone, e.g. of a pattern: (text, the places where they were)."""
    places = [found.start() for found in _ESCAPE.finditer(text) if not found[1]]
    return _ESCAPE.sub(lambda found: found[0] if found[1] else r"\\", text), places


def _without_tail(text, load, file):
    """A whole notebook, and more behind it, which is not another one: a longer file was there before."""
    try:
        notebook, end = load.raw_decode(text)
    except (ValueError, RecursionError):
        return None
    tail = text[end:].strip("\0 \t\r\n")
    if not isinstance(notebook, dict) or "cells" not in notebook or not tail or _CELLS.search(tail):
        return None
    return notebook, repair("tail", file=file, count=counted(len(tail), "character"))


def _cut(text, load, file):
    """A notebook that ends in the middle: the cells that are whole."""
    begin = _CELLS.search(text)
    if begin is None or not text.startswith("{"):
        return None
    cells, at = [], _SEPARATOR.match(text, begin.end()).end()
    while at < len(text) and text[at] == "{":
        try:
            cell, at = load.raw_decode(text, at)
        except (ValueError, RecursionError):
            break
        cells.append(cell)
        at = _SEPARATOR.match(text, at).end()
    if at < len(text) and not _ends_within(text[at:], load):
        return None
    return ({"cells": cells}, repair("cut", file=file, count=counted(len(cells), "cell"))) if cells else None


def _ends_within(rest, load):
    """True where what follows the last whole cell was cut, and nothing else is wrong with it."""
    begin = '{"cells": ['
    try:
        load.decode(begin + rest)
    except json.JSONDecodeError as error:
        return error.pos >= len(begin + rest) - LITERAL or error.msg.startswith("Unterminated")
    except (ValueError, RecursionError):
        return False
    return False
