"""Markdown of a comment, or of a student's answer, as HTML that runs and fetches nothing."""

from functools import cache

import nh3
from markdown_it import MarkdownIt
from markupsafe import Markup

from grader.examiner.markup import KEPT
from grader.pages.page import printable

_TAGS = (KEPT | {"blockquote"}) - {"h3", "h4"}  # the page has headings of its own


def markdown(text, links=False):
    """Write Markdown as HTML; tags in it are text.

    links      True: links that lead to the web are kept
    """
    tags, attributes = (_TAGS | {"a"}, {"a": {"href"}}) if links else (_TAGS, {})
    html = _parser().render(printable(text))
    schemes = {"http", "https", "mailto"}
    return Markup(nh3.clean(html, tags=set(tags), attributes=attributes, url_schemes=schemes, link_rel="noopener"))


@cache
def _parser():
    return MarkdownIt("commonmark", {"html": False, "breaks": True}).enable("table")
