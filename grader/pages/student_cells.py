"""A student's cells as a page shows them: code with line numbers, and what it outputs.

All of it is taken for hostile: text is escaped, HTML is cleaned, images are of known kinds, and nothing is endless.
"""

import re
from dataclasses import dataclass, field
from functools import cache, lru_cache

from markupsafe import Markup
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

from grader.examiner import markup
from grader.examiner.figures import decoded
from grader.pages.page import counted, printable

LINES, CHARACTERS = 300, 20_000  # of one output, or one cell's code
KEPT = 2_000  # characters of code that are worth keeping for the next student
_ANSI = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[@-_])")
_IMAGES = "image/png", "image/jpeg"
_TAGS = markup.KEPT - {"h3", "h4"}  # the page has headings of its own
_SVG = re.compile(r'<img alt="figure" src="data:image/svg\+xml;base64,([A-Za-z0-9+/]+={0,2})">')


@dataclass
class Room:
    """How much of one student's page the student's own cells may still take.

    text       characters of code, text and tables
    figures    characters of images
    pixels     of images: a browser needs four bytes for each
    tags       of tables and other HTML
    pieces     outputs
    """

    text: int = 200_000
    figures: int = 8_000_000
    pixels: int = 64_000_000
    tags: int = markup.TAGS
    pieces: int = 300


@dataclass(frozen=True)
class Output:
    """One piece that a cell has output.

    kind       text, error, html or figure
    content    str to be escaped; Markup where kind is html; the address of an image's data where it is figure
    left_out   a sentence, where not all of it is shown
    """

    kind: str
    content: str
    left_out: str = ""


@dataclass(frozen=True)
class Line:
    """One line of code: highlighted, and whether a message points to it."""

    code: Markup
    named: bool = False


@dataclass(frozen=True)
class Shown:
    """A cell on the page.

    kind       solution, extra, demo or answer
    lines      tuple of Line; empty where the code is not shown
    outputs    tuple of Output
    left_out   a sentence, where not all of its code is shown
    """

    kind: str
    lines: tuple = ()
    outputs: tuple = ()
    left_out: str = field(default="")


def text_of(value):
    """The text of a source or an output, which the notebook format keeps as a text or as a list of lines."""
    if isinstance(value, list):
        return "".join(part for part in value if isinstance(part, str))
    return value if isinstance(value, str) else ""


# ── Code ──────────────────────────────────────────────────────────────────────────────────────────────────────────────


def code(source, named, room):
    """Return (tuple of Line, what is left out, in a sentence).

    named      dict        number of a line -> how it begins; "" where that is not known
    room       Room, which becomes smaller
    """
    # Lines first: their number is bounded, for pygments takes time by the square of how many are blank.
    source, left_out = within(re.sub(r"\r\n?", "\n", source).rstrip("\n"), room)
    source = printable(source)
    plain = source.split("\n")
    marked = {at for at, text in named.items() if at <= len(plain) and plain[at - 1].strip().startswith(text)}
    return tuple(Line(line, at in marked) for at, line in enumerate(_highlighted(source), start=1)), left_out


def _highlighted(source):
    """Highlight a cell, line by line where that can be told apart: lines that students share are made once."""
    pieces = source.split('"""')
    if len(pieces) == 3 and "'''" not in source and "\\\n" not in source and "\n" in pieces[2]:
        rest, body = pieces[2].split("\n", 1)
        opening = '"""'.join((*pieces[:2], rest))
        return [*_highlight(opening), *(line for text in body.split("\n") for line in _highlight(text))]
    return _highlight(source)


def _highlight(text):
    return _highlight_kept(text) if len(text) <= KEPT else _highlight_now(text)


def _highlight_now(text):
    return tuple(map(Markup, highlight(text, *_pygments()).removesuffix("\n").split("\n")))


_highlight_kept = lru_cache(maxsize=512)(_highlight_now)  # the cells of the instructor, and those much like others


@cache
def _pygments():
    return PythonLexer(stripnl=False), HtmlFormatter(nowrap=True)


# ── Outputs ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def outputs(found, room):
    """Return a tuple of Output: what a cell has output, as far as there is room."""
    shown = []
    for kind, content in _joined(found if isinstance(found, list) else []):
        room.pieces -= 1
        if room.pieces < 0:
            return (*shown, Output("text", "", "The rest is left out here."))
        if kind == "figure":
            shown.append(_figure(*content, room))  # type: ignore[call-arg]
        elif kind == "html":
            shown.append(_html(*content, room))  # type: ignore[call-arg]
        elif content.strip():
            shown.append(Output(kind, *within(_plain(content), room)))
    return tuple(shown)


def _joined(found):
    """Yield (kind, content) for each output, streams that follow each other as one."""
    stream = []
    for output in found:
        kind = output.get("output_type")
        if kind == "stream":
            stream.append(text_of(output.get("text")))
            continue
        if stream:
            yield "text", "".join(stream)
            stream = []
        if kind == "error":
            yield "error", _error(output)
        elif kind in ("display_data", "execute_result") and isinstance(output.get("data"), dict):
            yield _richest(output["data"])
    if stream:
        yield "text", "".join(stream)


def _error(output):
    said = f"{text_of(output.get('ename'))}: {text_of(output.get('evalue'))}".strip(": ")
    trace = _plain("\n".join(map(text_of, output.get("traceback") or [])))
    return trace if said in trace else f"{trace}\n{said}".strip()


def _richest(data):
    """Choose the one form in which a result is shown."""
    for kind in _IMAGES:
        text = "".join(text_of(data.get(kind)).split())
        if image := text and decoded(kind, text):
            return "figure", (f"data:{kind};base64,{text}", image[1])
    html = text_of(data.get("text/html"))
    drawing = _SVG.fullmatch(html)
    if drawing:
        return "figure", (f"data:image/svg+xml;base64,{drawing[1]}", 0)
    plain = text_of(data.get("text/plain"))
    return ("html", (html, plain)) if html.strip() else ("text", plain)


def _figure(address, pixels, room):
    if len(address) > room.figures or pixels > room.pixels:
        return Output("text", "", "A figure is too large to be shown here; it is in your notebook.")
    room.figures -= len(address)
    room.pixels -= pixels
    return Output("figure", address)


def _html(content, plain, room):
    """Clean HTML, such as a table; where it is too much of that, its plain text is shown."""
    tags = content.count("<")
    fits = len(content) <= room.text and tags <= room.tags
    cleaned = markup.sanitized(printable(content), _TAGS) if fits else None
    if cleaned is None or len(cleaned) > room.text:
        return Output("text", *within(_plain(plain or "A table that is too large to be shown here."), room))
    room.text -= len(cleaned)
    room.tags -= tags
    return Output("html", Markup(cleaned))


def _plain(text):
    """A text as a terminal would leave it: without colours, and of a line that was overwritten the last."""
    text = _ANSI.sub("", text).replace("\r\n", "\n")
    return printable("\n".join(line.rstrip("\r").rpartition("\r")[2] for line in text.split("\n"))).rstrip()


def within(text, room):
    """Cut a text to what one piece may take; return it and a sentence on what is left out."""
    most = min(CHARACTERS, room.text)
    lines = text[:most].split("\n", LINES)
    kept = "\n".join(lines[:LINES])
    room.text -= len(kept)
    if len(kept) == len(text):
        return text, ""
    left = text[len(kept) :]
    more = counted(left.count("\n"), "more line") if "\n" in left else counted(len(left), "more character")
    return kept, f"{more}, left out here."
