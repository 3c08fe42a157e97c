"""Law: what becomes of a result in the box after the call is seen, and not shown in a hidden test where student code
made it up."""

import re

import pytest

from checks.examination import examine
from grader.examiner.student import OTHER_KEY, Remote, Student
from tests.rnn import FUNCTIONS, RNN, cases, solutions

SEED = 7
IMPORTS = "import numpy as np\nfrom rnn_utils import softmax"


@pytest.fixture
def remote(bare_box):
    """Takes the text of a function and its name, returns the Remote that stands for it in a hidden test."""
    sessions = []

    def made(function, *texts):
        cells = dict(enumerate([IMPORTS, *solutions().values(), *texts]))
        sessions.append(bare_box.session())
        sessions[-1].prepare(cells)
        return Remote(
            function, Student(sessions[-1], cells, set(re.findall(r"\w+", " ".join(cells.values()))), True, RNN)
        )

    yield made
    for session in sessions:
        session.end()


@pytest.mark.parametrize("function", FUNCTIONS)
def test_a_right_result_that_changes_with_the_next_call_is_not_right(remote, function):
    lines = f"""
kept = []
def arrays(value):
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, (list, tuple)) else ()
    return [value] if isinstance(value, np.ndarray) else [a for part in parts for a in arrays(part)]

def {function}(*given):
    for array in kept:
        array += 1
    result = own(*given)
    kept.extend(arrays(result)[:1])
    return result
"""
    target = remote(function, f"own = {function}", lines)
    problems = examine(target, cases(function, SEED)[0])
    assert [problem.rung for problem in problems[:1]] == ["again"]


def test_keys_that_a_result_gets_afterwards_are_not_shown_in_a_hidden_test(remote):
    lines = """
kept = []
def rnn_cell_backward(da_next, cache):
    for result in kept:
        result[str(da_next[0, 0])] = result.pop("dxt")
    kept.append(own(da_next, cache))
    return kept[-1]
"""
    case = cases("rnn_cell_backward", SEED)[0]
    problems = examine(remote("rnn_cell_backward", "own = rnn_cell_backward", lines), case)
    told = str([problem.evidence for problem in problems])
    assert problems[0].rung == "again"
    assert OTHER_KEY in told
    assert str(case.arguments[0][0, 0] / 2) not in told
