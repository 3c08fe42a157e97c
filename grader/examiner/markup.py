"""Clean HTML that student code output: only known tags are kept, in time that grows linearly with its length."""

import re
from collections.abc import Collection

import nh3

from grader.system.characters import encodable

LENGTH, TAGS = 100_000, 3_000  # characters and tags of one piece of HTML; a table of pandas has some hundred tags
_NAMES = "table thead tbody tfoot tr th td caption p div span b i em strong u code pre br hr ul ol li sub sup h3 h4"
KEPT = frozenset(_NAMES.split())
_ATTRIBUTES = {"td": {"colspan"}, "th": {"colspan"}}
_COMMENT = re.compile(r"<!--[^<]*?-->")
_TAG = re.compile(r"""<(/?[a-zA-Z][a-zA-Z0-9]*)((?:[^<>"']|"[^"<]*"|'[^'<]*')*+)>""")
_COLSPAN = re.compile(r"""\bcolspan\s*=\s*["']?(\d{1,3})\b""")


def sanitized(html: str, tags: Collection[str] = KEPT) -> str | None:
    """Keep known tags of HTML, well nested, and nothing that a browser runs or fetches.

    tags       the names of the tags that are kept
    Returns    str, or None where it is too much to be cleaned

    A parser of HTML takes time by the square of how many attributes a tag has and of how deep tags are nested: so
    attributes go first, by expressions that never look beyond the next "<", and the number of tags is bounded.
    """
    if len(html) > LENGTH or html.count("<") > TAGS:
        return None
    bare = "".join(map(_bare, re.split("(?=<)", _COMMENT.sub("", encodable(html)))))
    cleaned = nh3.clean(bare, tags=set(tags), attributes=_ATTRIBUTES, link_rel=None)
    return cleaned if len(cleaned) <= 10 * LENGTH else None


def _bare(piece):
    """A text up to the next "<": a tag that it begins with has no attributes but its columns, any other "<" is text."""
    found = _TAG.match(piece)
    if not found:
        return "&lt;" + piece[1:] if piece.startswith("<") else piece
    columns = _COLSPAN.search(found[2])
    return f"<{found[1]}{f' colspan={columns[1]}' if columns else ''}>{piece[found.end() :]}"
