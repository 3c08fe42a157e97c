"""Law: whatever a student's cells put out, and whatever stands in a name, a message or a comment, can be written as a
result, a notebook, a page, a report, CSV and XML: nothing raises, and nothing is endless."""

import csv
import io
import json

import nbformat
from hypothesis import given, settings
from hypothesis import strategies as st
from junitparser import JUnitXml

from grader.characters import encodable
from grader.classroom.pages.feedback import feedback
from grader.classroom.pages.report import report
from grader.classroom.result import Answer, ByHand, Result, Row, Tested
from grader.examiner.outputs import clean
from grader.lms.export import cells_csv, changed, junit
from grader.lms.marks import Work
from tests.pages import must_be_sound, png, texts

ANY_TEXT = texts | st.text(max_size=30) | st.just("\ud800" * 50) | st.just("x" * 30_000) | st.just("<b>" * 4_000)
ODD = st.just("deep").map(lambda _: json.loads("[" * 900 + "]" * 900)) | st.just("huge").map(lambda _: 10**5_000)
LEAVES = st.none() | st.booleans() | st.integers() | st.floats() | ODD | ANY_TEXT
ANYTHING = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(ANY_TEXT | st.just("text"), inner, max_size=3),
    max_leaves=8,
)
KINDS = st.sampled_from(["text/plain", "text/html", "image/png", "image/jpeg", "image/svg+xml", "\ud800"])
OUTPUTS = st.one_of(
    ANYTHING,
    st.fixed_dictionaries(
        {"output_type": st.just("stream"), "name": st.sampled_from(["stdout", "stderr"]), "text": ANYTHING | ANY_TEXT}
    ),
    st.fixed_dictionaries(
        {
            "output_type": st.just("error"),
            "ename": ANY_TEXT,
            "evalue": ANY_TEXT,
            "traceback": st.lists(ANY_TEXT | ANYTHING, max_size=3),
        }
    ),
    st.fixed_dictionaries(
        {
            "output_type": st.sampled_from(["display_data", "execute_result"]),
            "data": st.dictionaries(KINDS, ANY_TEXT | ANYTHING | st.just(png(30_000, 30_000)), max_size=4),
            "metadata": ANYTHING,
        }
    ),
)


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
        repairs=(words,),
        answers=(Answer("explain", None, 5),),
    )


@settings(max_examples=30)
@given(st.lists(OUTPUTS, max_size=4), ANY_TEXT, ANY_TEXT)
def test_whatever_a_student_wrote_can_be_written(outputs, source, words):
    made = result_of(clean(outputs), encodable(source), encodable(words))
    result = Result.loads(made.dumps())
    assert result.dumps() == made.dumps()
    written = nbformat.writes(nbformat.from_dict(result.notebook)).encode("utf-8")
    nbformat.validate(nbformat.reads(written.decode("utf-8"), as_version=4))
    by_hand = ByHand({"explain": 2.5, "rnn_forward_public": 8.0}, {"explain": words, "elsewhere": source}, 1.0)
    page = feedback(result, words, by_hand=by_hand)
    must_be_sound(page, ("page.css", "feedback.css"), links=r"#[\w-]+|https?://.*|mailto:.*")
    assert len(page) < 1_000_000


@settings(max_examples=25)
@given(ANY_TEXT, ANY_TEXT, st.floats(-10, 1e6) | st.none())
def test_whatever_a_student_is_called_can_be_written(student, name, points):
    row = Row(student, result_of((), "", "").in_brief(), name=name)
    page = report([row, Row(name + "2", None, name)])
    page.encode("utf-8")
    works = [Work("rnn", student, name, name, name, {"one": (points, 8.0)})]
    table = list(csv.DictReader(io.StringIO(cells_csv(works).encode("utf-8").decode("utf-8"), newline="")))
    assert len(table) == len(works)
    assert (table[0]["one"] == "") == (points is None)
    changed(works)
    assert len(list(JUnitXml.fromstring(junit(works)))) == 1
