"""The law: what a learner of the LSTM reads after each catalogued mistake stands in a golden file, under review.

When the golden files are stale, write them anew, and read what has changed:
pytest tests/test_lstm_messages.py --rewrite-golden
"""

import difflib
import re
from functools import cache
from pathlib import Path

import pytest

from checks.examination import examine
from checks.report import message
from grader.exercise.hidden_diagnosis import explain_hidden
from tests.lstm import CATALOGUE, FUNCTIONS, LSTM, define, hidden_problems, public_case, solutions

GOLDEN = Path(__file__).parent / "golden"
LINES, COLUMNS = 12, 110

pytestmark = pytest.mark.slow

every_function = pytest.mark.parametrize("function", FUNCTIONS)


@cache
def messages(function):
    """What a learner reads after each mistake of a function, made in its first way: dict, id -> text."""
    return {mistake.id: text_after(mistake) for mistake in CATALOGUE if mistake.function == function}


def text_after(mistake):
    name, target = mistake.function, mistake.functions(LSTM)[mistake.function]
    problems = examine(target, public_case(name))
    if problems:
        places, found = LSTM.tests.explanation(name, target, problems)
    else:
        problems = hidden_problems(name, target, 1)
        places, found = explain_hidden(LSTM, name, target, problems, 1)
    return str(message(FUNCTIONS[name], problems, found.hint if found else "", places))


@every_function
def test_the_messages_are_those_under_review(function, request):
    sections = [f"── {name} ".ljust(80, "─") + f"\n{text}\n" for name, text in messages(function).items()]
    path = GOLDEN / f"{function}.txt"
    text = re.sub(r"(to unpack \(expected \d+), got \d+", r"\1", "\n".join(sections))  # Python 3.14 says more
    if request.config.getoption("--rewrite-golden"):
        path.write_text(text, encoding="utf-8")
    reviewed = path.read_text(encoding="utf-8") if path.exists() else ""
    changes = difflib.unified_diff(reviewed.splitlines(), text.splitlines(), "reviewed", "now", lineterm="")
    assert reviewed == text, "\n".join(["messages have changed; if they are better now, rewrite them", *changes])


@every_function
def test_the_first_message_of_all_is_whole_whichever_step_waits(function):
    source = solutions()[function]
    for step in re.findall(r"^    # (\d\. .*?)(?: \(about|$)", source, re.M):
        text = source.replace(f"    # {step}", f"    # {step}\n    raise NotImplementedError  #")
        (problem,) = examine(define({**solutions(), function: text})[function], public_case(function))
        assert f"({step})" in problem.headline


@every_function
def test_a_message_is_read_at_a_glance(function):
    for name, text in messages(function).items():
        rows = text.split("\n")
        assert len(rows) <= LINES, name
        assert max(map(len, rows)) <= COLUMNS, name
        assert text.startswith(function), name
        assert any(row.startswith(("hint  ", "    line ", "    on line ")) for row in rows), name
        assert "!" not in text, name
        assert not any(row.endswith(" ") for row in rows), name


GATES = ("ft", "it", "cct", "ot")


@pytest.mark.parametrize("wrong", [{"ft"}, {"cct", "ot"}, {*GATES}], ids=sorted)
def test_what_is_wrong_on_the_way_to_the_outputs_is_said_where_no_line_is_named(wrong):
    lines = "".join(f"    {gate} = {gate} + 0.25\n" for gate in sorted(wrong))
    text = solutions()["lstm_cell_forward"].replace("    c_next =", f"{lines}    c_next =", 1)
    target = define({**solutions(), "lstm_cell_forward": text})["lstm_cell_forward"]
    said = str(message(FUNCTIONS["lstm_cell_forward"], examine(target, public_case("lstm_cell_forward"))))
    right = [gate for gate in GATES if gate not in wrong]
    rest = f"; right: {', '.join(right)}" if right else ""
    assert f"    in cache    wrong: {', '.join(gate for gate in GATES if gate in wrong)}{rest}\n" in said + "\n"
