"""A notebook that nbconvert, Jupyter or an editor has exported as a web page: the text of its code cells.

They are marked in the page as nbconvert's templates "lab" and "classic" mark them:
https://nbconvert.readthedocs.io/en/latest/customizing.html
"""

import html
import itertools
import re

_DIV = re.compile(r"<div\b[^<>]{0,500}>")
_INPUT = re.compile(r"""\bclass=["'][^"']*\b(?:jp-InputArea-editor|input_area)\b""")
_CODE = re.compile(r"<pre\b[^<>]{0,200}>")
_TAG = re.compile(r"<[^<>]*>")
PAGES = {".html", ".htm"}


def is_exported(text: str) -> bool:
    """True for the text of a page that has code cells."""
    return any(_inputs(text))


def code_in(text: str) -> list[str]:
    """Return the text of each code cell of a page; the outputs and what is not code are left out."""
    bounds = [*(found.end() for found in _inputs(text)), len(text)]
    return [code for start, end in itertools.pairwise(bounds) if (code := _code_of(text[start:end]))]


def _inputs(text):
    """Yield the match of each tag that the code of a cell is in."""
    return (found for found in _DIV.finditer(text) if _INPUT.search(found[0]))


def _code_of(part):
    """The code that a part of a page begins with: it is coloured, so that it has tags in it."""
    begin = _CODE.search(part)
    end = part.find("</pre>", begin.end()) if begin else -1
    return html.unescape(_TAG.sub("", part[begin.end() : end])).strip("\n") if end > 0 else ""
