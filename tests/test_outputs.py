"""Law: of what a student's cell outputs, only known kinds are kept, well formed, without anything that a browser runs
or that is too much for it, and cleaning takes time by its length only."""

import base64
import io
import json
import time

import html5lib
import nbformat
import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.examiner.figures import decoded, drawing
from grader.examiner.markup import KEPT, LENGTH, TAGS, sanitized
from grader.examiner.outputs import clean
from grader.system.characters import encodable
from tests.pages import png, texts

PNG = png()
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=12), inner, max_size=3),
    max_leaves=12,
)
KINDS = ["text/plain", "text/html", "image/png", "image/jpeg", "image/svg+xml", "text/markdown"]
LIKELY = st.fixed_dictionaries(
    {},
    optional={
        "output_type": st.sampled_from(["stream", "error", "display_data", "execute_result", "update_display_data"]),
        "name": st.sampled_from(["stdout", "stderr", "other"]),
        "text": ANYTHING,
        "ename": ANYTHING,
        "evalue": ANYTHING,
        "traceback": ANYTHING,
        "data": st.dictionaries(st.sampled_from(KINDS), ANYTHING | texts),
        "metadata": ANYTHING,
    },
)


def shown(**data):
    data = {kind.replace("_", "/", 1).replace("svg", "svg+xml"): value for kind, value in data.items()}
    return clean([{"output_type": "display_data", "data": data}])


@given(st.lists(LIKELY | ANYTHING, max_size=4))
def test_whatever_comes_the_notebook_stays_valid(outputs):
    cleaned = clean(outputs)
    json.dumps(cleaned, ensure_ascii=False).encode("utf-8")
    cell = nbformat.v4.new_code_cell(outputs=[nbformat.from_dict(output) for output in cleaned])
    nbformat.validate(nbformat.v4.new_notebook(cells=[cell]))


def test_figures_and_tables_are_kept_and_scripts_are_not():
    assert shown(image_png=PNG)[0]["data"] == {"image/png": PNG}
    assert shown(image_png=base64.b64encode(b"<script>").decode()) == []
    (table,) = shown(text_html="<table><tr><td onclick='x' colspan='2'>1</td></tr></table>")
    assert '<td colspan="2">1</td>' in table["data"]["text/html"]
    assert "<script" not in str(shown(text_html="<b>1</b><script>alert(1)</script>"))
    assert shown(text_markdown="[x](javascript:alert(1))") == []


def test_text_that_no_file_can_hold_is_replaced():
    half = chr(0xD800)
    assert encodable({half: [half, ("a" + half,)], "n": 1}) == {"\ufffd": ["\ufffd", ("a\ufffd",)], "n": 1}
    outputs = clean(
        [
            {"output_type": "stream", "name": "stdout", "text": half},
            {"output_type": "error", "ename": half, "evalue": half, "traceback": [half]},
            {"output_type": "display_data", "data": {"text/plain": half, "text/html": half}},
        ]
    )
    assert len(outputs) == 3
    json.dumps(outputs, ensure_ascii=False).encode("utf-8")


# ── HTML ──────────────────────────────────────────────────────────────────────────────────────────────────────────────


@given(texts)
def test_cleaned_html_has_known_tags_only_and_is_clean(html):
    cleaned = sanitized(html)
    assert sanitized(cleaned) == cleaned
    for element in html5lib.parseFragment(cleaned, namespaceHTMLElements=False).iter():
        assert element.tag in {*KEPT, "DOCUMENT_FRAGMENT"}
        assert element.keys() in ([], ["colspan"])


def test_a_table_of_pandas_is_kept_whole():
    style = "<style scoped>\n    .dataframe tbody tr th {\n vertical-align: top;\n }\n</style>"
    rows = "<tr style='text-align: right;'><th></th><th colspan='2' halign='left'>a &lt; b</th></tr>"
    html = f'<div>\n{style}\n<table border="1" class="dataframe"><thead>{rows}</thead></table></div>'
    expected = '<table><thead><tr><th></th><th colspan="2">a &lt; b</th></tr></thead></table>'
    assert expected in sanitized(html)
    assert "vertical-align" not in sanitized(html)


def many(count):
    """Names of attributes, no two the same."""
    return " ".join(f"a{number}" for number in range(count))


@pytest.mark.parametrize(
    "html",
    [
        f"<b {many(15_000)}>x</b>",
        f"<b a='<' {many(15_000)}>x</b>",
        f"<b {many(15_000)}",
        "<b " + "\"'" * 40_000 + ">",
        "<td " + "colspan " * 12_000 + ">",
        "<div>" * TAGS,
        "<b>" * (TAGS // 2) + "</p>" * (TAGS // 2),
        "".join(f"<b id={number}>" for number in range(TAGS // 2)) + "<p>x</p>" * (TAGS // 4),
        "<p>" + "<b><i><em><strong><u><code>" * 3 + "</p>" + "<p>x" * (TAGS - 30),
        "<!--" * TAGS,
        "<" * TAGS,
        "&amp" * (LENGTH // 4),
    ],
    ids=["attributes", "quoted", "open", "quotes", "columns", "deep", "crossed", "formats", "again", "notes", "<", "&"],
)
def test_no_html_costs_much_time_or_room(html):
    began = time.process_time()
    cleaned = sanitized(html)
    assert time.process_time() - began < 5  # some 0.04 seconds; a parser alone takes up to 20
    assert cleaned is None or len(cleaned) <= 10 * LENGTH


@pytest.mark.parametrize("html", ["<div>" * 200_000, "<td>" + "x" * LENGTH])
def test_what_is_too_much_is_left_out_with_a_sentence(html):
    assert shown(text_html=html)[0]["data"] == {"text/plain": "[a table that is too large to be shown]"}
    assert shown(text_html=html, text_plain="t")[0]["data"]["text/plain"].startswith("t\n[a table")


# ── Figures ───────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def drawn():
    """What Matplotlib draws with, in a format: a function, format -> bytes."""
    from matplotlib.figure import Figure

    figure = Figure()
    axes = figure.add_subplot()
    axes.plot([1, 2], [3, 4], "o-", label="a")
    axes.imshow([[1, 2], [3, 4]])
    axes.legend()

    def file(kind):
        written = io.BytesIO()
        figure.savefig(written, format=kind)
        return written.getvalue()

    return file


@pytest.mark.parametrize("kind", ["png", "jpeg"])
def test_what_matplotlib_draws_is_kept(drawn, kind):
    text = base64.b64encode(drawn(kind)).decode()
    assert decoded(f"image/{kind}", text)[1] == 640 * 480
    assert shown(**{f"image_{kind}": text})[0]["data"] == {f"image/{kind}": text}


def test_a_drawing_of_matplotlib_is_kept_as_an_image(drawn):
    (output,) = shown(image_svg=drawn("svg").decode())
    assert output["data"]["text/html"].startswith('<img alt="figure" src="data:image/svg+xml;base64,')


def test_an_image_that_a_browser_unpacks_to_gigabytes_is_left_out_with_a_sentence():
    bomb = png(30_000, 30_000)
    assert len(bomb) < 250_000
    expected = "[a figure of more than 16 million pixels is not shown]"
    assert shown(image_png=bomb)[0]["data"] == {"text/plain": expected}
    assert shown(image_png=bomb, text_plain="<Figure>")[0]["data"] == {"text/plain": f"<Figure>\n{expected}"}
    frame = b"\xff\xd8\xff\xe0\0\x04xx\xff\xc2\0\x11\x08\xff\xff\xff\xff\x03"
    assert shown(image_jpeg=base64.b64encode(frame).decode())[0]["data"] == {"text/plain": expected}


SVG = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:x="http://www.w3.org/1999/xlink">{}</svg>'
TWICE = '<g id="{0}"><use x:href="#{1}"/><use href="#{1}"/></g>'
REFUSED = {
    "laughs": SVG.format('<rect id="a"/>' + TWICE.format("b", "a") + TWICE.format("c", "b") + '<use href="#c"/>'),
    "itself": SVG.format('<g id="a"><use href="#a"/></g>'),
    "entity": '<!DOCTYPE svg [<!ENTITY a "x">]>' + SVG.format("&a;"),
    "filter": SVG.format('<filter id="f"/><rect filter="url(#f)"/>'),
    "style": SVG.format("<style>rect { filter: blur(999px) }</style>"),
    "pattern": SVG.format("<pattern/>"),
    "image": SVG.format(f'<image href="data:image/png;base64,{png(5_000, 5_000)}"/>'),
    "page": SVG.format("<foreignObject/>"),
    "fetched": SVG.format('<image href="https://example.org/x.png"/>'),
    "deep": SVG.format("<g>" * 100_000),
    "broken": "<svg",
}


@pytest.mark.parametrize("text", REFUSED.values(), ids=REFUSED)
def test_a_drawing_that_could_grow_without_end_is_left_out_with_a_sentence(text):
    assert not drawing(text)
    expected = "[a drawing that is more than shapes and text is not shown]"
    assert shown(image_svg=text)[0]["data"] == {"text/plain": expected}


@given(st.binary(max_size=60), st.sampled_from(["image/png", "image/jpeg"]))
def test_any_bytes_are_an_image_or_none(data, kind):
    for start in (b"", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff"):
        decoded(kind, base64.b64encode(start + data).decode())
