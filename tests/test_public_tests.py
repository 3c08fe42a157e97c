"""The law: the public tests let every right answer pass, and nothing else.

They look at every entry of every output, at the inputs, and at a second call; they ask nothing of how a learner writes;
and whatever her functions do, what she gets is one message, and what the tests borrowed is put back.
"""

import copy
import functools
import itertools
import warnings

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.public import arrays_in, every_function, failure_of, run, unshared
from tests.rnn import FUNCTIONS, RNN, STYLES, public_case, references, solutions

# ── Right answers ─────────────────────────────────────────────────────────────────────────────────────────────────


@every_function
def test_the_reference_passes(function, capsys):
    run(function, references()[function])
    points = FUNCTIONS[function].points[0]
    assert capsys.readouterr().out == f"{function}: all public tests passed ({points} of {points} points)\n"


@every_function
@pytest.mark.parametrize("style", STYLES, ids=lambda style: style.id)
def test_a_right_answer_in_another_style_passes(style, function, capsys):
    run(function, style.functions(RNN)[function])
    assert f"{function}: all public tests passed" in capsys.readouterr().out


@given(data=st.data())
@every_function
def test_another_order_of_adding_passes(function, data):
    """Rounding is no mistake: every entry may be off by 1e-11 of the largest, each in its own direction."""
    signs = np.random.default_rng(data.draw(st.integers(0, 1000)))

    def target(*arguments):
        result = unshared(references()[function](*arguments))
        for array in arrays_in(result).values():
            array += 1e-11 * np.max(np.abs(array)) * signs.choice([-1, 1], size=array.shape)
        return result

    run(function, as_computed_once(target))


def as_computed_once(target):
    """Give the same answer at each call, as a function without chance in it does."""
    return functools.partial(lambda kept, *arguments: copy.deepcopy(kept.setdefault(0, target(*arguments))), {})


# ── Every entry of every output ───────────────────────────────────────────────────────────────────────────────────


def draw_entry(data, value):
    """Choose an array in value, and an entry of it."""
    arrays = arrays_in(value)
    path = data.draw(st.sampled_from(list(arrays)), label="array")
    return path, tuple(data.draw(st.integers(0, size - 1)) for size in arrays[path].shape)


@given(data=st.data(), sign=st.sampled_from([1, -1]))
@every_function
def test_one_entry_that_is_slightly_wrong_fails_and_is_named(function, data, sign):
    right = references()[function](*public_case(function).arguments)
    path, index = draw_entry(data, right)
    output = path[0] if isinstance(right, dict) else FUNCTIONS[function].outputs[path[0]]

    def target(*arguments):
        result = unshared(references()[function](*arguments))
        array = arrays_in(result)[path]
        array[index] += sign * 1e-5 * np.max(np.abs(array))
        return result

    failure = failure_of(function, target)
    assert str(failure).startswith(f"{function}: {output}")
    assert [problem.output for problem in failure.problems] == [output]


@given(data=st.data())
@every_function
def test_an_array_that_is_missing_fails_and_its_output_is_named(function, data):
    right = references()[function](*public_case(function).arguments)
    path, _ = draw_entry(data, right)
    output = path[0] if isinstance(right, dict) else FUNCTIONS[function].outputs[path[0]]
    nothing = data.draw(st.sampled_from([None, 0.0, [], {}, "", np.zeros(0), np.zeros((2, 2), dtype=object)]))

    def replaced(value, way):
        if not way:
            return nothing
        if isinstance(value, dict):
            return {**value, way[0]: replaced(value[way[0]], way[1:])}
        return type(value)(replaced(entry, way[1:]) if place == way[0] else entry for place, entry in enumerate(value))

    failure = failure_of(function, lambda *arguments: replaced(references()[function](*arguments), path))
    assert [problem.output for problem in failure.problems] == [output]


@pytest.mark.parametrize("function", ["rnn_cell_forward", "rnn_forward"])
@pytest.mark.parametrize(("one", "other"), list(itertools.combinations(range(4), 2)))
def test_a_cache_in_another_order_fails(function, one, other):
    def swapped(cache):
        cache = list(cache)
        cache[one], cache[other] = cache[other], cache[one]
        return tuple(cache)

    def target(*arguments):
        *arrays, cache = references()[function](*arguments)
        return *arrays, swapped(cache) if function == "rnn_cell_forward" else ([swapped(c) for c in cache[0]], cache[1])

    failure = failure_of(function, target)
    assert [problem.output for problem in failure.problems] == [FUNCTIONS[function].outputs[2]]


JUNK = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(),
        st.floats(),
        st.text(max_size=5),
        st.just(np.float64(0.5)),
        st.just(...),
        st.builds(
            lambda shape, dtype: np.zeros(shape, dtype=dtype),
            st.sampled_from(
                [(), (0,), (1,), (4, 6), (6, 4), (3, 6), (2, 6), (4, 3), (4, 4), (4, 1), (4, 6, 5), (1,) * 5]
            ),
            st.sampled_from(["f8", "f4", "f2", "i4", "?", "c16", "O", "U3", "M8[s]", "f4,i4"]),
        ),
        st.just(np.ma.masked_all((4, 6))),
        st.just(np.full((4, 6), np.nan)),
        st.just(np.full((4, 6), 1e308)),
        st.just(np.full((4, 6), np.inf)),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=6),
        st.lists(inner, max_size=6).map(tuple),
        st.dictionaries(
            st.sampled_from(["dx", "dxt", "da0", "da_prev", "dWax", "dWaa", "dba", "Wax", "by", 3]), inner, max_size=8
        ),
    ),
    max_leaves=8,
)


@given(junk=JUNK, data=st.data())
@every_function
def test_whatever_a_function_returns_there_is_one_message(function, junk, data):
    """The whole result, or one output of an otherwise right one, is any thing at all."""
    right = references()[function](*public_case(function).arguments)
    place = data.draw(st.sampled_from([None, *(right if isinstance(right, dict) else range(3))]), label="replaced")
    if place is None:
        result = junk
    elif isinstance(right, dict):
        result = {**right, place: junk}
    else:
        result = tuple(junk if position == place else output for position, output in enumerate(right))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        failure_of(function, lambda *arguments: copy.deepcopy(result))


# ── Inputs and a second call ──────────────────────────────────────────────────────────────────────────────────────


@given(data=st.data())
@every_function
def test_a_changed_input_fails(function, data):
    arguments = public_case(function).arguments
    path, index = draw_entry(data, arguments)

    def target(*arguments):
        result = unshared(references()[function](*arguments))
        arrays_in(arguments)[path][index] += 1e-3
        return result

    failure = failure_of(function, target)
    assert str(failure).startswith(f"{function} changes its input {FUNCTIONS[function].arguments[path[0]]}\n")


@pytest.mark.parametrize(
    ("function", "line"),
    [
        ("rnn_cell_forward", "xt *= 2"),
        ("rnn_cell_forward", 'parameters["by"] += 1'),
        ("rnn_forward", "x -= x.mean()"),
        ("rnn_forward", 'parameters["Waa"] *= 0.5'),
    ],
)
def test_a_changed_input_is_mentioned_where_it_makes_outputs_wrong_too(learner, function, line):
    """It costs points of its own, so the message must not keep silent about it."""
    text = solutions()[function].replace("    # 1. ", f"    {line}\n    # 1. ")
    assert "changes its input" in str(failure_of(function, learner(**{function: text})[function]))


@pytest.mark.parametrize(
    ("function", "line"),
    [
        ("rnn_forward", 'del parameters["by"]'),
        ("rnn_forward", 'parameters["mine"] = a'),
        ("rnn_backward", "caches.reverse()"),
        ("rnn_backward", "caches.pop()"),
        ("rnn_backward", "caches.clear()"),
        ("rnn_backward", "caches[0] = None"),
        ("rnn_backward", "caches[0] = 5"),
        ("rnn_backward", 'parameters["Wax"] = None'),
    ],
)
def test_a_container_that_is_changed_fails(learner, before_return, function, line):
    kept = ["import copy", "caches = copy.deepcopy(caches)"] if function == "rnn_forward" else []
    failure = failure_of(function, learner(**{function: before_return(function, *kept, line)})[function])
    assert str(failure).startswith(f"{function} changes its input ")


STATE = {
    "a-sum-in-a-default-argument": (
        "rnn_backward",
        ("def rnn_backward(da, caches):", "def rnn_backward(da, caches, dWax=np.zeros((4, 3))):"),
        ("    dWax = np.zeros((n_a, n_x))\n", ""),
    ),
    "a-list-in-a-default-argument": (
        "rnn_forward",
        ("def rnn_forward(x, a0, parameters):", "def rnn_forward(x, a0, parameters, caches=[]):"),
        ("    caches = []\n", ""),
    ),
    "a-sum-outside": (
        "rnn_backward",
        ("def rnn_backward", "dba = np.zeros((4, 1))\n\n\ndef rnn_backward"),
        ("    dba = np.zeros((n_a, 1))\n", "    global dba\n"),
    ),
    "the-last-state-carried-over": (
        "rnn_forward",
        ("def rnn_forward", "state = []\n\n\ndef rnn_forward"),
        ("    a_next = a0\n", "    a_next = state.pop() if state else a0\n"),
        ("    # Keep", "    state.append(a_next)\n    # Keep"),
    ),
    "one-array-for-all-calls": (
        "rnn_forward",
        ("def rnn_forward", "a = np.zeros((4, 6, 5))\n\n\ndef rnn_forward"),
        ("    a = np.zeros((n_a, m, T_x))\n", ""),
    ),
    "one-array-for-all-steps": (
        "rnn_cell_forward",
        ("def rnn_cell_forward", "state = np.zeros((4, 6))\n\n\ndef rnn_cell_forward"),
        ("np.tanh(Wax @ xt + Waa @ a_prev + ba)", "np.tanh(Wax @ xt + Waa @ a_prev + ba, out=state)"),
    ),
    "chance": (
        "rnn_cell_forward",
        ("@ a_prev + ba", "@ a_prev + ba + np.random.rand() * (calls > 1)"),
        ("def", "calls = 0\n\n\ndef"),
        ("    # 1. ", "    global calls\n    calls += 1\n    # 1. "),
    ),
}


@pytest.mark.parametrize(("function", "said_and_wrote"), [(f, pairs) for f, *pairs in STATE.values()], ids=STATE)
def test_what_a_function_keeps_between_two_calls_fails(learner, function, said_and_wrote):
    text = solutions()[function]
    for said, wrote in said_and_wrote:
        assert said in text
        text = text.replace(said, wrote, 1)
    failure = failure_of(function, learner(**{function: text})[function])
    assert {problem.rung for problem in failure.problems} == {"again"}


def test_an_exception_whose_text_can_not_be_had_is_named_by_its_type(learner, before_return):
    text = before_return("rnn_forward", "class Odd(Exception): __str__ = None", "raise Odd")
    failure = failure_of("rnn_forward", learner(rnn_forward=text)["rnn_forward"])
    assert "    error       Odd\n" in str(failure)


def test_what_memory_happens_to_hold_decides_nothing(learner):
    source = solutions()["rnn_backward"].replace("dWax = np.zeros((n_a, n_x))", "dWax = np.empty((n_a, n_x))")
    assert "np.empty" in source
    target, make = learner(rnn_backward=source)["rnn_backward"], np.empty
    said = []
    for held in (0.0, 1.0, np.nan):
        kept = [np.full((4, 3), held) for _ in range(100)]  # a fresh array may lie where one of these lay
        del kept
        said.append(str(failure_of("rnn_backward", target)))
    assert len(set(said)) == 1
    assert "np.empty((n_a, n_x))" in said[0]
    assert np.empty is make
