"""Law: an answer that travels ahead of its question is open to who can put that question, and closed to everybody else;
and whether answers travel ahead or not, a function comes to the same result."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.box import wire
from grader.box.sealing import seal, unseal
from grader.box.session_client import Ahead
from grader.examiner.precomputed import precompute
from tests.rnn import FUNCTIONS, RNN, cases, solutions

SEED = 7


@given(st.binary(max_size=300), st.binary(max_size=300))
def test_the_question_opens_its_answer(question, answer):
    assert unseal(question, dict([seal(question, answer)])) == answer


@given(st.binary(max_size=300), st.binary(max_size=300), st.binary(min_size=1))
def test_another_question_opens_nothing(question, other, answer):
    assert (unseal(other, dict([seal(question, answer)])) is None) == (question != other)


@given(st.binary(max_size=300), st.binary(min_size=1, max_size=8), st.binary(min_size=16, max_size=300))
def test_the_right_label_under_another_question_opens_nothing_of_the_answer(question, more, answer):
    _, sealed = seal(question, answer)
    elsewhere, _ = seal(question + more, answer)
    opened = unseal(question + more, {elsewhere: sealed})
    assert not any(opened[n : n + 8] == answer[n : n + 8] for n in range(len(answer) - 8))


@given(st.binary(max_size=300), st.binary(min_size=16, max_size=300))
def test_a_sealed_answer_shows_nothing_of_it(question, answer):
    _, sealed = seal(question, answer)
    closed = sealed.tobytes()
    assert not any(closed[n : n + 8] == answer[n : n + 8] for n in range(len(answer) - 8))


# ── In the box ────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def session(bare_box):
    made = bare_box.session()
    made.prepare(dict(enumerate(["import numpy as np\nfrom rnn_utils import softmax", *solutions().values(), SPY], 1)))
    yield made
    made.end()


# Everything that can be reached from a function: bytes and arrays, in the frames below it and in what they hold.
SPY = """
import gc, sys, types

def reachable():
    waiting, seen, found = [sys._getframe()], set(), []
    while waiting:
        thing = waiting.pop()
        if id(thing) in seen or thing is seen or thing is waiting or thing is found:
            continue
        seen.add(id(thing))
        if isinstance(thing, (bytes, bytearray)):
            found.append(bytes(thing))
        elif isinstance(thing, np.ndarray):
            found.append(np.ndarray.tobytes(thing))
        else:
            waiting += gc.get_referents(thing)
            if isinstance(thing, types.FrameType):
                # From Python 3.13 on f_locals is a proxy, from which nothing leads to the values.
                waiting += [thing.f_back, *thing.f_locals.values()]
    return found

def spy(wanted):
    return any(np.tanh(wanted).tobytes() in data for data in reachable())

def spying_forward(x, a0, parameters, wanted, ask):
    kept = [rnn_cell_forward(x[:, :, 0], a0, parameters)] if ask else []
    return spy(wanted)

def holding_forward(wanted, hold):
    held = np.tanh(wanted) if hold else None
    return spy(wanted)
"""


CALLS = {name: interface.calls for name, interface in FUNCTIONS.items()}


def called(case, session, name="rnn_forward", ahead=True):
    """Call a loop of the session's; return (its Reply, what it has asked for)."""
    asked, calls = [], CALLS[name]
    lent = case.substitute(None)

    def lend(arguments):
        asked.append(arguments)
        return ["returned", lent(*arguments)]

    ahead = precompute(RNN, case) if ahead else None
    return session.call(name, case.arguments, calls, lend, ahead, FUNCTIONS[calls].arguments), asked


def assert_same(one, other, case):
    """Two results are the same, to rounding: before NumPy 2.3 a product depends on how its arrays lie in memory."""
    (shape, numbers), (other_shape, other_numbers) = taken_apart(one), taken_apart(other)
    assert shape == other_shape
    eps = np.finfo(case.arguments[0].dtype).eps
    for array, same in zip(numbers, other_numbers, strict=True):
        np.testing.assert_allclose(array, same, rtol=100 * eps, atol=eps)


def taken_apart(value):
    """What a result is made of: (its form, the arrays in it)."""
    if isinstance(value, np.ndarray):
        return (value.shape, value.dtype), [value]
    if isinstance(value, (dict, list, tuple)):
        parts = [taken_apart(part) for part in (value.values() if isinstance(value, dict) else value)]
        names = [*value] if isinstance(value, dict) else None
        return (type(value), names, [form for form, _ in parts]), [array for _, arrays in parts for array in arrays]
    return value, []


@pytest.mark.parametrize("name", ["rnn_forward", "rnn_backward"])
def test_a_right_loop_asks_for_nothing_and_comes_to_the_same(session, name):
    for case in cases(name, SEED):
        (here, asked), (there, asked_there) = called(case, session, name), called(case, session, name, ahead=False)
        assert (len(asked), len(asked_there)) == (0, case.sizes["T_x"])
        assert_same(here.value, there.value, case)


def test_a_loop_that_asks_something_else_is_answered_all_the_same(session):
    wrong = solutions()["rnn_forward"].replace("a_next, parameters)", "a0, parameters)")
    session.prepare({9: wrong})
    case = cases("rnn_forward", SEED)[0]
    (here, asked), (there, _) = called(case, session), called(case, session, ahead=False)
    assert len(asked) == case.sizes["T_x"] - 1, "the first step is right"
    assert_same(here.value, there.value, case)


@pytest.mark.parametrize("hold", [False, True])
def test_the_spy_finds_what_a_variable_of_a_frame_holds_and_nothing_else(session, hold):
    reply = session.call("holding_forward", [np.arange(4.0) / 7, hold], None, None, None)
    assert reply.raised is None
    assert reply.value is hold


@pytest.mark.parametrize("ask", [False, True])
def test_no_answer_lies_open_in_the_box_before_it_was_asked_for(session, ask):
    """The spy finds the state after the first step once it has asked for it, so it would find it before."""
    case = cases("rnn_forward", SEED)[0]
    x, a0, weights = case.arguments
    score = weights["Wax"] @ x[:, :, 0] + weights["Waa"] @ a0 + weights["ba"]
    arguments = [*case.arguments, score, ask]
    ahead = Ahead(wire.dumps(arguments), precompute(RNN, case).answers)
    reply = session.call(
        "spying_forward", arguments, "rnn_cell_forward", None, ahead, FUNCTIONS["rnn_cell_forward"].arguments
    )
    assert reply.raised is None
    assert reply.value is ask
