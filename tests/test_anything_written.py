"""Law: whatever a student's cells output, and whatever stands in a name, a message or a comment, can be written as a
result, a notebook, a page, a report, CSV and XML: nothing raises, and nothing is endless."""

import csv
import io
import json

import nbformat
from hypothesis import example, given, settings
from hypothesis import strategies as st
from junitparser import JUnitXml

from grader.examiner.outputs import clean
from grader.grading.result import Answer, ByHand, Result, Row, Tested
from grader.intake.repairs import repair
from grader.lms.export import cells_csv, changed, junit
from grader.lms.marks import Work
from grader.pages.feedback import feedback
from grader.pages.report import report
from grader.system.characters import encodable
from tests.pages import must_be_sound, png, texts

HALF, NINES = chr(0xD800), "9" * 5_000
ANY_TEXT = texts | st.text(max_size=30) | st.just("\ud800" * 50) | st.just("x" * 30_000) | st.just("<b>" * 4_000)
ODD = st.just("deep").map(lambda _: json.loads("[" * 900 + "]" * 900)) | st.just("huge").map(lambda _: 10**5_000)
LEAVES = st.none() | st.booleans() | st.integers() | st.floats() | ODD | ANY_TEXT
ANYTHING = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(ANY_TEXT | st.just("text"), inner, max_size=3),
    max_leaves=8,
)
KINDS = st.sampled_from(["text/plain", "text/html", "image/png", "image/jpeg", "image/svg+xml", "\ud800"])
DATA = st.dictionaries(KINDS, ANY_TEXT | ANYTHING | st.just(png(30_000, 30_000)), max_size=4)


def outputs_of(one, two, other, data):
    """Outputs of every kind, with some texts in them and other things in the places of texts."""
    return [
        other,
        {"output_type": "stream", "name": "stdout", "text": one},
        {"output_type": "stream", "name": "stderr", "text": other},
        {"output_type": "error", "ename": two, "evalue": one, "traceback": [two, one, other]},
        {"output_type": "error", "ename": one, "evalue": other, "traceback": other},
        {"output_type": "display_data", "data": {"text/plain": one, "text/html": two}, "metadata": other},
        {"output_type": "execute_result", "data": data, "metadata": {}},
    ]


OUTPUTS = st.builds(outputs_of, ANY_TEXT, ANY_TEXT, ANYTHING, DATA)


def result_of(outputs, source, words):
    """What grading makes of the outputs of a cell: the same steps, without a box."""
    cells = [
        nbformat.v4.new_code_cell(source, id="own-0", outputs=[nbformat.from_dict(one) for one in outputs]),
        nbformat.v4.new_markdown_cell(words, id="explain"),
    ]
    cells[1].metadata["nbgrader"] = {"grade_id": "explain", "grade": True, "solution": True}
    return Result(
        tests=(Tested("rnn_forward_public", "rnn_forward", False, 0.0, 8, words),),
        notebook=nbformat.v4.new_notebook(cells=cells),
        repairs=(repair("renamed", name=words, file="rnn.ipynb"),),
        answers=(Answer("explain", None, 5),),
    )


@settings(max_examples=25)
@given(OUTPUTS, ANY_TEXT, ANY_TEXT)
@example(outputs_of(HALF, HALF, [HALF], {HALF: HALF, "text/plain": HALF, "image/svg+xml": HALF}), HALF, HALF)
@example(
    outputs_of("\r " * 20_000, "\x1b[" * 20_000, {}, {"text/html": "<b>" * 20_000}),
    "\r " * 20_000,
    "\n    line " + NINES,
)
def test_whatever_a_student_wrote_can_be_written(outputs, source, words):
    made = result_of(clean(outputs), encodable(source), encodable(words))
    json.dumps(made.notebook, ensure_ascii=False, allow_nan=False).encode("utf-8")
    result = Result.loads(made.dumps())
    assert result.dumps() == made.dumps()
    written = nbformat.writes(nbformat.from_dict(result.notebook)).encode("utf-8")
    nbformat.validate(nbformat.reads(written.decode("utf-8"), as_version=4))
    by_hand = ByHand({"explain": 2.5, "rnn_forward_public": 8.0}, {"explain": words, "elsewhere": source}, 1.0)
    page = feedback(result, "rnn", words, by_hand=by_hand)
    must_be_sound(page, ("page.css", "feedback.css"), links=r"#[\w-]+|https?://.*|mailto:.*")
    assert len(page) < 1_000_000


@given(ANY_TEXT, ANY_TEXT, st.floats(-10, 1e6) | st.none())
def test_whatever_a_student_is_called_can_be_written_into_a_table(student, name, points):
    works = [Work("rnn", student, name, name, name, {"one": (points, 8.0)})]
    table = list(csv.DictReader(io.StringIO(cells_csv(works).encode("utf-8").decode("utf-8"), newline="")))
    assert len(table) == len(works)
    assert (table[0]["one"] == "") == (points is None)
    changed(works)
    assert len(list(JUnitXml.fromstring(junit(works)))) == 1


@settings(max_examples=8)
@given(ANY_TEXT, ANY_TEXT)
def test_whatever_a_student_is_called_can_be_written_into_the_report(student, name):
    row = Row(student, result_of((), "", name).in_brief(), name=name)
    report([row, Row(f"{student} too", None, name)], "rnn").encode("utf-8")
