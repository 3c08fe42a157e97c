"""What both pages promise: well-formed, complete in one file, and nothing on them that a browser would run or fetch."""

import base64
import functools
import hashlib
import itertools
import re
import struct
import zlib

import html5lib
from hypothesis import strategies as st

from grader.pages.page import POLICY, TEMPLATES

HOSTILE = (
    "<script>alert(1)</script>",
    "</style><script>alert(2)</script>",
    "</script><img src=x onerror=alert(3)>",
    "<svg onload=alert(4)>",
    "<a href='javascript:alert(5)'>here</a>",
    "javascript:alert(6)",
    '" onmouseover="alert(7)" x=\'',
    "</pre></code></div></section></main></body></html>",
    "<!--",
    "-->",
    "]]>",
    "{{ 7 * 7 }}{% raw %}",
    "&#60;script&#62;",
    "<link rel=stylesheet href=https://example.org/x.css>",
    "<iframe src=//example.org></iframe>",
    "<form action=https://example.org><input></form>",
    "<meta http-equiv=refresh content='0;url=https://example.org'>",
    "<style>*{display:none}</style>",
    "\x00\x1b[31m\u202e\ud800\uffff\r",
    "hint  \nhint  x",
    '"""',
    "'''",
    "\\\n",
)


@functools.cache  # the large ones take a tenth of a second, and three files ask for them when they are loaded
def png(width=2, height=1, more=b""):
    """A PNG of one colour in base64, of as many bytes as its size needs; `more` stands behind its end."""

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = zlib.compressobj(9)
    packed = b"".join(rows.compress(bytes(1 + (width + 7) // 8)) for _ in range(height)) + rows.flush()
    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    parts = [b"\x89PNG\r\n\x1a\n", chunk(b"IHDR", header), chunk(b"IDAT", packed), chunk(b"IEND", b""), more]
    return base64.b64encode(b"".join(parts)).decode("ascii")


texts = st.lists(st.one_of(st.sampled_from(HOSTILE), st.text(max_size=40)), max_size=4).map("".join)


def parsed(page):
    """Parse a page strictly: html5lib raises where a browser would have to guess."""
    page.encode("utf-8")
    return html5lib.HTMLParser(tree=html5lib.getTreeBuilder("etree"), strict=True, namespaceHTMLElements=False).parse(
        page
    )


def text_in(element):
    """The text of an element, blanks as one."""
    return " ".join("".join(element.itertext()).split())


def table(tree, caption):
    """The rows of the table with a caption: lists of text."""
    (found,) = [t for t in tree.iter("table") if text_in(t.find("caption")).startswith(caption)]
    return [[text_in(cell) for cell in row] for row in found.iter("tr")][1:]


def luminance(colour):
    """How bright a colour is to the eye, as WCAG defines it: 0 for black, 1 for white."""
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in colour[:3]]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    """How much a colour stands out from another, as WCAG defines it: 1 for not at all, 21 for black and white."""
    dark, bright = sorted(map(luminance, (one, other)))
    return (bright + 0.05) / (dark + 0.05)


def visible(tree):
    """The text that a page shows."""
    return text_in(tree.find("body"))


def must_be_sound(page, styles, script=None, links=r"#[\w-]+"):
    """Assert all that both pages promise, and return the tree.

    styles     names of the files that its style is made of; script: the file of its only script
    links      regular expression that every link must match
    """
    tree = parsed(page)
    elements = list(tree.iter())
    for element in elements:
        element.tag = str(element.tag).removeprefix("{http://www.w3.org/2000/svg}")
    tags = [element.tag for element in elements]
    for tag in ("title", "main", "h1", "style"):
        assert tags.count(tag) == 1, tag
    assert tree.get("lang") == "en"
    assert tree.find("head/title").text.strip()
    policy = next(e.get("content") for e in elements if e.get("http-equiv") == "Content-Security-Policy")
    assert set(tags) <= KNOWN, set(tags) - KNOWN
    assert "".join(tree.find("head/style").itertext()).strip() == "\n".join(_read(name) for name in styles).strip()
    scripts = [element.text for element in elements if element.tag == "script"]
    assert scripts == ([_read(script)] if script else [])
    digests = "".join(f"; script-src 'sha256-{_digest(text)}'" for text in scripts)
    assert policy == POLICY + digests
    for element in elements:
        for name, value in element.attrib.items():
            assert not name.lower().startswith("on"), name
            assert name != "style"
            if name == "href":
                assert re.fullmatch(links, value), value
            if name == "src":
                assert element.tag == "img"
                assert re.fullmatch(r"data:image/(png|jpeg|svg\+xml);base64,[A-Za-z0-9+/]+=*", value)
    ids = [element.get("id") for element in elements if element.get("id")]
    assert len(ids) == len(set(ids))
    named = {e.get("href")[1:] for e in elements if (e.get("href") or "").startswith("#")}
    named |= {e.get("aria-labelledby") for e in elements if e.get("aria-labelledby")}
    assert named <= set(ids)
    levels = [int(tag[1]) for tag in tags if re.fullmatch("h[1-6]", tag)]
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))
    return tree


_TAGS = (
    "html head meta title style body header main nav section div h1 h2 h3 p ul ol li a code pre span b strong em bdi "
    "table caption thead tbody tfoot tr th td figure figcaption svg rect path text img dl dt dd "
    "details summary input label button script i u br hr sub sup"
)
KNOWN = set(_TAGS.split())


def _read(name):
    return (TEMPLATES / name).read_text(encoding="utf-8")


def _digest(text):
    return base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode("ascii")
