"""Law: a student's page says what the result says and nothing that is hidden, in one file that runs nothing of anybody.

When the golden file is stale, write it anew, and read what has changed:
pytest tests/test_feedback_page.py --rewrite-golden
"""

import json
import re
import time
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given

from grader.grading.result import ByHand, Result, Tested
from grader.intake.repairs import repair
from grader.pages import student_cells as cells
from grader.pages.feedback import feedback
from grader.pages.messages import told
from grader.pages.page import number
from tests.pages import HOSTILE, must_be_sound, png, text_in, texts, visible
from tests.rnn import learners, solutions

pytestmark = pytest.mark.slow
STYLES = ("page.css", "feedback.css")
GOLDEN = Path(__file__).parent / "golden" / "feedback_page.txt"
WHO = (
    *("reference", "stub", "partly-half-a-function", "style-prints-logs-and-warns", "cf-missing-softmax"),
    *("f-return-in-loop", "cb-dba-no-keepdims", "b-only-da-prevt", "b-da0-is-da-slice"),
)
PNG = png()
every_learner = pytest.mark.parametrize("who", WHO)


@pytest.fixture(scope="module")
def results(graded):
    by_id = {learner.id: learner for learner in learners()}
    return {who: graded(by_id[who].sources, {"rnn_cell_forward": [by_id[who].before]}) for who in WHO}


def page_of(result, **more):
    page = feedback(result, "rnn", **more)
    return page, must_be_sound(page, STYLES)


def made(source="def rnn_forward():\n    pass", outputs=(), kind="solution", **more):
    """A result of one function, with one cell."""
    metadata = {"nbgrader": {"grade_id": "rnn_forward", "solution": True}} if kind == "solution" else {}
    cell = {"cell_type": "code", "metadata": metadata, "source": source, "outputs": list(outputs)}
    tests = more.pop("tests", (Tested("rnn_forward_public", "rnn_forward", False, 0.0, 8, "rnn_forward: a is wrong"),))
    return Result(tests, {"cells": [cell]}, **more)


def stream(text):
    return {"output_type": "stream", "name": "stdout", "text": text}


def display(**data):
    return {"output_type": "display_data", "data": {name.replace("_", "/"): value for name, value in data.items()}}


# ── What it says ──────────────────────────────────────────────────────────────────────────────────────────────────────


@every_learner
def test_every_number_is_the_results(results, who):
    result = results[who]
    _, tree = page_of(result, student=who)
    assert text_in(tree.find(".//h2[@id='score']")) == f"{number(result.points)} of {number(result.of)} points"
    rows = [[text_in(cell) for cell in row] for row in tree.findall(".//table[@class='scores']/tbody/tr")]
    expected = {name: f"{number(points)} of {number(of)}" for name, (points, of) in result.by_function().items()}
    assert {row[0]: row[1] for row in rows} == expected
    headings = [text_in(heading) for heading in tree.iter("h3") if "test" in text_in(heading)]
    assert headings == [
        f"{'Hidden' if test.hidden else 'Public'} test {number(test.points)} of {number(test.of)} points"
        for test in result.tests
    ]


@every_learner
def test_every_message_is_there_whole_and_a_hint_once(results, who):
    result = results[who]
    text = visible(page_of(result)[1])
    for test in result.tests:
        said = told(test)
        assert said.headline in text
        assert " ".join(said.evidence.split()) in text
        if said.hint:
            assert text.count(said.hint.replace("`", "")) == 1
    kept = " ".join(" ".join([t.headline, t.evidence, t.hint]) for t in map(told, result.tests))
    assert kept.split() == [w for t in result.tests for w in t.message.split() if w != "hint"]


@every_learner
def test_her_code_is_there_with_all_its_lines(results, who):
    _, tree = page_of(results[who])
    shown = ["".join("".join(line.itertext()) for line in code) for code in tree.iter("code") if len(code)]
    shown = [re.sub(" ◂ see the test", "", text).strip("\n") for text in shown]
    for cell in results[who].notebook["cells"]:
        if cell["metadata"].get("nbgrader", {}).get("solution"):
            assert "".join(cell["source"]).strip("\n") in shown


def test_what_is_right_is_said_too(results):
    assert "Everything is right." in visible(page_of(results["reference"])[1])
    text = visible(page_of(results["cb-dba-no-keepdims"])[1])
    assert "rnn_cell_forward, rnn_forward and rnn_backward are right. rnn_cell_backward is partly right." in text
    assert "Right in every test: dxt, da_prev, dWax, dWaa. Not yet: dba." in text
    assert "are not finished." in visible(page_of(results["stub"])[1])


def test_the_line_that_a_message_names_is_marked(results, edited, graded):
    wrong = edited("rnn_forward", "a_next = a0", "a_next = a1")
    _, tree = page_of(graded({**solutions(), "rnn_forward": wrong}))
    (line,) = [span for span in tree.iter("span") if span.get("class") == "line named"]
    assert text_in(line) == "a_next = a1 ◂ see the test"
    (line, *_) = [s for s in page_of(results["stub"])[1].iter("span") if s.get("class") == "line named"]
    assert text_in(line).startswith("raise NotImplementedError")


def test_a_function_that_was_written_in_a_new_cell_is_shown_and_marked():
    source = "x = 1\ndef rnn_forward():\n    here"
    extra = {"cell_type": "code", "id": "own-0", "metadata": {}, "source": source, "outputs": []}
    said = {"headline": "rnn_forward stops with an error", "evidence": [], "hint": "", "lines": [[3, "here"]]}
    record = {"problems": [], "message": said}
    result = made("raise NotImplementedError", tests=(Tested("t", "rnn_forward", False, 0.0, 8, "", record),))
    result.notebook["cells"].append(extra)
    result.notebook["cells"].append({**extra, "metadata": {"nbgrader": {"grade_id": "t", "grade": True}}, "source": ""})
    _, tree = page_of(result)
    assert [text_in(s) for s in tree.iter("span") if s.get("class") == "line named"] == ["here ◂ see the test"]


def test_what_her_cells_put_out_is_there(graded):
    extra = ["print('one')\nprint('\\x1b[31mtwo\\x1b[0m')", "1 / 0", "import matplotlib.pyplot as plt\nplt.plot([1])"]
    _, tree = page_of(graded(solutions(), {"rnn_forward": extra}))
    outputs = [text_in(pre) for pre in tree.iter("pre") if "output" in pre.get("class", "")]
    assert "one two" in outputs
    assert any("ZeroDivisionError: division by zero" in text for text in outputs)
    assert any(text.startswith("a_next expected [0.4621 0.9051]") for text in outputs)
    (image,) = tree.iter("img")
    assert image.get("src").startswith("data:image/png;base64,iVBOR")


def test_a_banner_says_that_nothing_confined_it(results):
    result = results["reference"]
    assert "Graded without confinement." not in feedback(result, "rnn")
    _, tree = page_of(replace(result, confined=False))
    assert text_in(tree.find(".//main")[0]).startswith("Graded without confinement.")


def test_what_could_not_be_read_is_said_first(results):
    _, tree = page_of(replace(results["stub"], unreadable="rnn.ipynb is no JSON."))
    assert text_in(tree.find(".//main")[0]).startswith("Your notebook could not be read. rnn.ipynb is no JSON.")
    assert "Your code" not in visible(tree)


def test_repairs_and_stops_are_said(results):
    both = repair("order"), repair("later", name="squash", cells="rnn_forward", line="'def squash(z):'")
    text = visible(page_of(replace(results["stub"], repairs=both, stops=("One was ended.",)))[1])
    assert "What to change in your notebook squash, used in rnn_forward, is defined only in" in text
    assert "What was stopped One was ended." in text
    assert "What was repaired before grading The cells were in another order than in the assignment." in text


def test_the_text_of_a_page_is_under_review(results, request):
    blocks = ("title", "h1", "h2", "h3", "p", "tr", "li", "pre")
    lines = []
    for element in page_of(results["b-only-da-prevt"], student="Lovelace, Ada")[1].iter():
        if element.tag in blocks and element.get("class") != "code":  # the answers stand in the notebook alone
            text = "".join(element.itertext()).strip("\n") if element.tag == "pre" else text_in(element)
            lines += [f"{element.tag:<6}{line}".rstrip() for line in text.split("\n")]
    text = "\n".join(lines) + "\n"
    if request.config.getoption("--rewrite-golden"):
        GOLDEN.write_text(text, encoding="utf-8")
    assert GOLDEN.read_text(encoding="utf-8") == text


@pytest.mark.parametrize(("who", "points"), [("reference", 10), ("reference", 18), ("b-only-da-prevt", 18)])
def test_a_verdict_is_about_the_points_that_count(results, who, points):
    page, tree = page_of(results[who], by_hand=ByHand({"rnn_backward_hidden": points}))
    text = visible(tree)
    state = "right" if points == 18 and who == "reference" else "partly right"
    assert f"{state}</span></span></h2>" in page[page.index('<h2 id="rnn_backward">') :]
    assert f"Hidden test {points} of 18 points Your instructor gave these points" in text
    for mark, said in re.findall(r"([✓✗]) (rnn_backward: all hidden tests passed|rnn_backward: dx is all zeros)", text):
        assert (mark, said) == ("✗", "rnn_backward: dx is all zeros")  # of the public test


def test_a_comment_is_markdown_that_runs_and_fetches_nothing(results):
    words = "**Look** at `da`: [here](https://example.org), ![x](https://example.org/x.png) "
    words += "<script>alert(1)</script>\n\n* a"
    page = feedback(results["stub"], "rnn", by_hand=ByHand(comments={"rnn_forward": words, "explain": "# Title"}))
    tree = must_be_sound(page, STYLES, links=r"#[\w-]+|https://example\.org")
    assert '<strong>Look</strong> at <code>da</code>: <a href="https://example.org" rel="noopener">here</a>' in page
    assert "<li>a</li>" in page
    assert "<script>alert(1)</script>" in visible(tree)
    assert "Comments Your instructor says Title" in visible(tree)  # of a cell that the page does not show


def test_what_went_wrong_while_grading_is_said(results):
    text = visible(page_of(replace(results["stub"], reasons=("The time was used up.",)))[1])
    assert "What went wrong while your work was graded The time was used up." in text


# ── What it must not say, or do ───────────────────────────────────────────────────────────────────────────────────────


@every_learner
def test_nothing_hidden_is_on_a_page(results, who):
    result = results[who]
    page, tree = page_of(result, student=who)
    for secret in (
        "BEGIN HIDDEN",
        "BEGIN SOLUTION",
        "hidden_tests",
        "977131",
        "seed",
        "from exercises",
        "misconception",
    ):
        assert secret not in page
    own = {line.strip() for cell in result.notebook["cells"] for line in "".join(cell["source"]).splitlines()}
    shown = {text_in(line) for line in tree.iter("span") if line.get("class", "").startswith("line")}
    assert shown <= {" ".join(line.removesuffix(" ◂ see the test").split()) for line in own} | {
        " ".join(line.split()) + " ◂ see the test" for line in own
    }
    if who == "stub":
        told_away = {"cache = (a_next, a_prev, xt, parameters)", "caches = (caches, x)"}
        answers = {line.strip() for text in solutions().values() for line in text.splitlines() if " = " in line}
        text = "".join(tree.itertext())
        assert not [line for line in answers - told_away if line in text]


def test_hidden_lines_in_a_message_are_left_out(results):
    result = results["b-only-da-prevt"]
    trace = "Traceback:\n  hidden_tests.rnn_forward_test(rnn_forward)\n    from exercises.rnn import hidden_tests\nE"
    page, tree = page_of(replace(result, tests=tuple(replace(test, message=trace) for test in result.tests)))
    assert "hidden_tests" not in page
    assert "Traceback:" in visible(tree)


@given(texts, texts, texts)
def test_nothing_hostile_survives(one, two, three):
    outputs = [
        stream(one),
        display(text_html=two),
        display(text_html="<table><tr><td>" + three),
        display(text_plain=one),
        display(image_png=two),
        display(image_png=PNG + two),
        display(text_html=f'<img alt="figure" src="data:image/svg+xml;base64,{three}">'),
        {"output_type": "error", "ename": one, "evalue": two, "traceback": [three]},
    ]
    tests = (Tested("t", "rnn_forward", True, 0.0, 8, f"{one}\n\n    {two}\n\nhint  {three}"),)
    for kind in ("solution", "extra"):
        result = made(
            f"{one}\ndef rnn_forward({two}",
            outputs,
            kind,
            tests=tests,
            repairs=(repair("unreadable", file=two, why=two),),
            stops=(three,),
        )
        page_of(result, student=two)
        page_of(replace(result, unreadable=one))


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_shown_as_text(text):
    _, tree = page_of(made(outputs=[stream(f"({text})\r\n")]))
    (pre,) = [pre for pre in tree.iter("pre") if "output" in pre.get("class", "")]
    plain = text.replace("\x1b[31m", "").replace("\r", "\n").rpartition("\r")[2]
    expected = re.sub("[\x00\u202e\ud800\uffff]", "\ufffd", f"({plain})")
    assert "".join(pre.itertext()).strip("\n") == (")" if "\r" in text else expected)


def test_a_figure_of_another_kind_is_none():
    for data in (
        {"image/gif": PNG},
        {"image/png": "AAAA"},
        {"image/png": PNG[:-4] + '"><'},
        {"image/png": PNG[:20]},
        {"image/svg+xml": "<svg/>"},
    ):
        assert "<img" not in feedback(made(outputs=[{"output_type": "display_data", "data": data}]), "rnn")
    assert feedback(made(outputs=[display(image_png=PNG)]), "rnn").count("<img") == 1


@pytest.mark.parametrize(
    "outputs",
    [
        [stream("x" * 5_000_000)],
        [stream("x\n" * 1_000_000)],
        [stream("x"), display(text_plain="y" * 100)] * 10_000,
        [display(text_html="<div>" * 100_000, text_plain="t")],
        [display(text_html="".join(f"<b a={i}>" for i in range(900)) + "<p>" * 900, text_plain="t")] * 50,
        [display(image_png=png(more=bytes(3_000_000)))] * 20,
        [display(image_png=png(30_000, 30_000))],
        [display(image_png=png(4_000, 4_000))] * 20,
        [
            {
                "output_type": "error",
                "ename": "E" * 100_000,
                "evalue": "x" * 100_000,
                "traceback": ["y" * 10_000] * 1_000,
            }
        ],
    ],
    ids=["long", "lines", "many", "deep", "wide", "figures", "bomb", "bombs", "error"],
)
def test_huge_outputs_make_neither_a_huge_page_nor_a_long_wait(outputs):
    started = time.process_time()
    page = feedback(made(outputs=outputs), "rnn")
    assert len(page) < 9_000_000
    assert time.process_time() - started < 10
    assert "left out here" in page or "too large" in page or ">t</pre>" in page


@pytest.mark.parametrize("piece", ["\r ", "\n ", "\r", '"', "{", "f'", "(", "x = ", "\x0c", "\\\n"])
def test_no_code_makes_a_long_wait(piece):
    started = time.process_time()
    feedback(made(piece * 500_000), "rnn")
    assert time.process_time() - started < 5


def test_huge_code_and_many_cells_are_cut():
    result = made("\n".join(f"x{i} = '{'y' * 50}'" for i in range(100_000)))
    result.notebook["cells"] *= 300
    page = feedback(result, "rnn", student="n" * 1_000_000)
    assert len(page) < 3_000_000
    assert "more lines, left out here." in page


def test_the_same_result_makes_the_same_bytes(results):
    for result in results.values():
        page = feedback(result, "rnn", "Ada")
        assert feedback(Result.loads(result.dumps()), "rnn", "Ada") == page
        cells._highlight_kept.cache_clear()
        assert feedback(result, "rnn", "Ada") == page


def test_notebooks_of_whatever_form_make_a_page():
    odd = [
        {
            "cell_type": "code",
            "metadata": {"nbgrader": "x"},
            "source": ["a\n", "b"],
            "outputs": [None, 1, {"data": []}],
        },
        {
            "cell_type": "code",
            "metadata": {"nbgrader": {"grade_id": 3, "solution": True}},
            "source": "",
            "outputs": None,
        },
        {"cell_type": "code"},
        {"cell_type": "markdown", "source": "# x"},
    ]
    page_of(Result((), {"cells": odd}))
    page_of(Result((), {}))


def test_a_page_costs_little_beside_the_colours_of_its_code(results):
    """Twice as much, where no line of code has been seen before: some 8 ms of CPU on a machine with nothing else."""
    (_, result), spent, coloured = next(iter(results.items())), [], []
    for count in range(8):
        fresh = json.loads(json.dumps(result.notebook))
        for cell in fresh["cells"]:
            if cell["metadata"].get("nbgrader", {}).get("solution"):
                cell["source"] = "".join(cell["source"]).replace("\n", f"  # {count}\n")
        started = time.process_time()
        for cell in fresh["cells"]:
            if cell["metadata"].get("nbgrader", {}).get("solution"):
                cells._highlight_now(cell["source"])
        coloured.append(time.process_time() - started)
        started = time.process_time()
        feedback(replace(result, notebook=fresh), "rnn")
        spent.append(time.process_time() - started)
    assert min(spent) < 4 * min(coloured), (spent, coloured)
