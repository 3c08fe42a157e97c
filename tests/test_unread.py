"""Law: a result stays unread only where it is, to the last bit, what the reference returns, and that is right in every
case; what becomes of it afterwards is seen all the same,
and not shown in a hidden test where student code made it up.
"""

import pytest

from checks.examination import examine
from checks.ladder import result_problems
from grader.examiner.proxies import OTHER_KEY, Remote, Right, Student
from tests.rnn import FUNCTIONS, RNN, cases, public_case, references, solutions

SEED = 7
IMPORTS = "import numpy as np\nfrom rnn_utils import softmax"


def every_case(function):
    return [public_case(function), *cases(function, SEED)]


@pytest.fixture
def remote(bare_box):
    """Takes the text of a function and its name, returns the Remote that stands for it in a hidden test."""
    sessions = []

    def made(function, *texts):
        cells = dict(enumerate([IMPORTS, *solutions().values(), *texts]))
        sessions.append(bare_box.session())
        sessions[-1].prepare(cells)
        return Remote(function, Student(sessions[-1], cells, set(" ".join(texts).split()), True, RNN))

    yield made
    for session in sessions:
        session.end()


def result_of(target, function, case):
    return target.__elsewhere__(case.arguments, FUNCTIONS[function].calls, case.lend)[0]


@pytest.mark.parametrize("function", FUNCTIONS)
def test_what_the_reference_returns_is_right_in_every_case(function):
    for case in every_case(function):
        assert result_problems(references()[function](*case.arguments), case) == [], case.label


@pytest.mark.parametrize("function", FUNCTIONS)
def test_a_function_of_this_process_has_no_right_result_to_return(function):
    for case in every_case(function):
        problems = examine(lambda *_: Right(), case)
        assert [problem.rung for problem in problems] == ["returns"], case.label


@pytest.mark.parametrize("function", FUNCTIONS)
def test_what_the_reference_returns_stays_unread(remote, function):
    target = remote(function)
    for case in every_case(function):
        assert isinstance(result_of(target, function, case), Right), case.label
        assert examine(target, case) == [], case.label


CHANGED = {
    "a bit of one entry": "result[0][(0,) * result[0].ndim] = np.nextafter(result[0][(0,) * result[0].ndim], 9)",
    "a list for a tuple": "result = list(result)",
    "one more": "result = *result, None",
    "the sign of a zero": "result[0][...] = 0.0 * -np.abs(result[0])",
}


@pytest.mark.parametrize("change", CHANGED.values(), ids=CHANGED)
@pytest.mark.parametrize("function", ["rnn_cell_forward", "rnn_forward"])
def test_what_differs_in_one_bit_is_read(remote, function, change):
    lines = f"def {function}(*given):\n    result = own(*given)\n    {change}\n    return result"
    target = remote(function, f"own = {function}", lines)
    assert not isinstance(result_of(target, function, cases(function, SEED)[0]), Right)


@pytest.mark.parametrize("function", FUNCTIONS)
def test_a_right_result_that_changes_with_the_next_call_is_no_longer_right(remote, function):
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
