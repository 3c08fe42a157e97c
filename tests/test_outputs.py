"""Law: of what a student's cell put out, only known kinds are kept, well formed, without anything that a browser runs,
and cleaning takes time by its length only."""

import base64
import time

import nbformat
import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.examiner.outputs import clean

PNG = base64.b64encode(b"\x89PNG\r\n\x1a\n....").decode()
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=12), inner, max_size=3),
    max_leaves=12,
)
LIKELY = st.fixed_dictionaries(
    {},
    optional={
        "output_type": st.sampled_from(["stream", "error", "display_data", "execute_result", "update_display_data"]),
        "name": st.sampled_from(["stdout", "stderr", "other"]),
        "text": ANYTHING,
        "ename": ANYTHING,
        "evalue": ANYTHING,
        "traceback": ANYTHING,
        "data": st.dictionaries(
            st.sampled_from(["text/plain", "text/html", "image/png", "image/svg+xml", "text/markdown"]), ANYTHING
        ),
        "metadata": ANYTHING,
    },
)


def shown(**data):
    data = {kind.replace("_", "/", 1): value for kind, value in data.items()}
    return clean([{"output_type": "display_data", "data": data}])


@given(st.lists(LIKELY | ANYTHING, max_size=4))
def test_whatever_comes_the_notebook_stays_valid(outputs):
    cell = nbformat.v4.new_code_cell(outputs=[nbformat.from_dict(output) for output in clean(outputs)])
    nbformat.validate(nbformat.v4.new_notebook(cells=[cell]))


def test_figures_and_tables_are_kept_and_scripts_are_not():
    assert shown(image_png=PNG)[0]["data"] == {"image/png": PNG}
    assert shown(image_png=base64.b64encode(b"<script>").decode()) == []
    (table,) = shown(text_html="<table><tr><td onclick='x'>1</td></tr></table>")
    assert "<td>1</td>" in table["data"]["text/html"]
    assert "<script" not in str(shown(text_html="<b>1</b><script>alert(1)</script>"))
    assert shown(text_markdown="[x](javascript:alert(1))") == []


@pytest.mark.parametrize("tag", ["<div>", "<b><i>", "<table><tr><td>"])
def test_tags_that_are_nested_deep_cost_no_time(tag):
    began = time.process_time()
    shown(text_html=tag * 200_000)
    shown(text_html=tag * 500)
    assert time.process_time() - began < 5
