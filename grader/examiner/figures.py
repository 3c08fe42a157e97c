"""Figures drawn by student code: read from the file what a browser would have to do, before it is shown.

Formats: https://www.w3.org/TR/png-3/ (11.2.1), ITU-T T.81 (B.2.2), https://www.w3.org/TR/SVG2/
"""

import base64
import binascii
import re
import struct
from xml.parsers import expat

PIXELS = 16_000_000  # of one figure; a page of A4 in print has 9 million
_PNG, _JPEG = b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff"
# What Matplotlib and Graphviz use. Filters, masks and patterns may take a browser any time.
_NAMES = "svg g defs symbol use image path rect circle ellipse line polyline polygon text tspan a title desc style "
_ELEMENTS = frozenset((_NAMES + "clipPath linearGradient radialGradient stop").split())
_DEPTH = 50
_REFERENCE = "href", "http://www.w3.org/1999/xlink href"
_DATA = re.compile(r"data:(image/png|image/jpeg);base64,")


def decoded(kind: str, text: str) -> tuple[bytes, int] | None:
    """Read an image.

    kind       image/png or image/jpeg
    text       its file in base64
    Returns    (bytes of the file, how many pixels it has); None where it is no such image
    """
    try:
        data = base64.b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError):
        return None
    size = _png(data) if kind == "image/png" else _jpeg(data)
    return size and (data, size[0] * size[1])


def _png(data):
    """(width, height) of a PNG, None where it is none: they stand first in it."""
    if not data.startswith(_PNG) or data[12:16] != b"IHDR" or len(data) < 24:
        return None
    return struct.unpack_from(">II", data, 16)


def _jpeg(data):
    """(width, height) of a JPEG, None where it is none: they stand in the segment that begins its frame."""
    if not data.startswith(_JPEG):
        return None
    at = 2
    while at + 9 <= len(data) and data[at] == 0xFF:
        marker, length = data[at + 1], struct.unpack_from(">H", data, at + 2)[0]
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack_from(">HH", data, at + 5)
            return width, height
        at += 2 + max(length, 2) if marker != 0xFF else 1
    return None


def drawing(text):
    """Say whether an SVG draws with plain shapes; one that refers to its own references can grow without end."""
    reader = _Drawing()
    parser = expat.ParserCreate(encoding="utf-8", namespace_separator=" ")
    parser.StartElementHandler, parser.EndElementHandler = reader.begin, reader.end
    parser.EntityDeclHandler = reader.refuse
    parser.CharacterDataHandler = reader.words
    try:
        parser.Parse(text.encode("utf-8", "replace"), True)
    except (expat.ExpatError, _Refused, ValueError):
        return False
    return not reader.using & reader.used


class _Refused(Exception):
    """A drawing with something in it that is not drawn here."""


class _Drawing:
    """What is read of an SVG.

    open       the (name, id) of the elements that are open
    used       set of ids that a `use` refers to
    using      set of ids of elements that have a `use` in them
    """

    def __init__(self):
        self.open, self.used, self.using = [], set(), set()

    def begin(self, name, attributes):
        name = name.rpartition(" ")[2]
        about = any(opened == "metadata" for opened, _ in self.open)
        if len(self.open) >= _DEPTH or not (about or name == "metadata" or name in _ELEMENTS):
            raise _Refused
        if any("filter" in value for value in attributes.values()) or "filter" in attributes or "mask" in attributes:
            raise _Refused
        self.open.append((name, attributes.get("id")))
        target = next((attributes[name] for name in _REFERENCE if name in attributes), "")
        if name == "image":
            kind = _DATA.match(target)
            image = kind and decoded(kind[1], target[kind.end() :])
            if not image or image[1] > PIXELS:
                raise _Refused
        if name == "use":
            self.used.add(target.removeprefix("#"))
            self.using |= {identity for _, identity in self.open if identity}

    def end(self, name):
        self.open.pop()

    def words(self, text):
        if self.open[-1][0] == "style" and ("filter" in text or "mask" in text or "@import" in text):
            raise _Refused

    def refuse(self, *_):
        raise _Refused
