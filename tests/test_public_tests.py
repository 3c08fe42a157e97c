"""Law: the public tests let every right answer pass, and nothing else.

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

from tests.bound import OF_FUNCTIONS, bound, every_function, every_style, run_for
from tests.public import arrays_in, failure_of, run, unshared
from tests.rnn import solutions
from tests.sampling import sample

# ── Right answers ─────────────────────────────────────────────────────────────────────────────────────────────────


@every_function
def test_the_reference_passes(one, function, capsys):
    run(function, one.references()[function])
    points = one.functions[function].points[0]
    assert capsys.readouterr().out == f"{function}: all public tests passed ({points} of {points} points)\n"


@every_style
def test_a_right_answer_in_another_style_passes_and_is_named_as_nothing(one, function, style, capsys):
    target = style.functions(one.whole)[function]
    run(function, target)
    assert f"{function}: all public tests passed" in capsys.readouterr().out
    assert one.public_diagnosis(function, target, []) is None


@every_function
def test_a_stub_fails_as_unfinished(one, function):
    failure = failure_of(function, one.learner(**one.stubs)[function])
    assert {problem.rung for problem in failure.problems} == {"unfinished"}


@given(data=st.data())
@every_function
def test_another_order_of_adding_passes(one, function, data):
    """Rounding is no mistake: every entry may be off by 1e-11 of the largest, each in its own direction."""
    signs = np.random.default_rng(data.draw(st.integers(0, 1000)))

    def target(*arguments):
        result = unshared(one.references()[function](*arguments))
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
def test_one_entry_that_is_slightly_wrong_fails_and_is_named(one, function, data, sign):
    right = one.references()[function](*one.public_case(function).arguments)
    path, index = draw_entry(data, right)
    output = path[0] if isinstance(right, dict) else one.functions[function].outputs[path[0]]

    def target(*arguments):
        result = unshared(one.references()[function](*arguments))
        array = arrays_in(result)[path]
        array[index] += sign * 1e-5 * np.max(np.abs(array))
        return result

    failure = failure_of(function, target)
    assert str(failure).startswith(f"{function}: {output}")
    assert [problem.output for problem in failure.problems] == [output]


@given(data=st.data())
@every_function
def test_an_array_that_is_missing_fails_and_its_output_is_named(one, function, data):
    right = one.references()[function](*one.public_case(function).arguments)
    path, _ = draw_entry(data, right)
    output = path[0] if isinstance(right, dict) else one.functions[function].outputs[path[0]]
    nothing = data.draw(st.sampled_from([None, 0.0, [], {}, "", np.zeros(0), np.zeros((2, 2), dtype=object)]))

    def replaced(value, way):
        if not way:
            return nothing
        if isinstance(value, dict):
            return {**value, way[0]: replaced(value[way[0]], way[1:])}
        return type(value)(replaced(entry, way[1:]) if place == way[0] else entry for place, entry in enumerate(value))

    failure = failure_of(function, lambda *arguments: replaced(one.references()[function](*arguments), path))
    assert [problem.output for problem in failure.problems] == [output]


@run_for(("one", "function"), [(one, function) for one, function in OF_FUNCTIONS if one.records(function)])
def test_a_cache_in_another_order_fails(one, function):
    """Any two entries of the cache of a step may have been exchanged."""
    ((output, length),) = one.records(function).items()

    def swapped(cache, first, other):
        cache = list(cache)
        cache[first], cache[other] = cache[other], cache[first]
        return tuple(cache)

    for pair in sample(itertools.combinations(range(length), 2), 1 if length < 5 else 4):

        def change(cache, pair=pair):
            of_loop = one.functions[function].calls
            return ([swapped(step, *pair) for step in cache[0]], *cache[1:]) if of_loop else swapped(cache, *pair)

        failure = failure_of(function, one.altered(function, output, change))
        assert [problem.output for problem in failure.problems] == [output], pair


def junk(one):
    """Any thing at all; some arrays have the shapes of the exercise, and some dicts its keys."""
    shapes = {tuple(one.public.sizes.get(axis, 1) for axis in axes) for axes in one.axes.values()}
    shapes = [(), (0,), (1,), (6, 4), (1,) * 5, *sorted(shapes)]
    dtypes = st.sampled_from(["f8", "f4", "f2", "i4", "?", "c16", "O", "U3", "M8[s]", "f4,i4"])
    things = [
        None,
        ...,
        np.float64(0.5),
        np.ma.masked_all((4, 6)),
        *(np.full((4, 6), of) for of in (np.nan, 1e308, np.inf)),
    ]
    return st.recursive(
        st.one_of(
            *(st.booleans(), st.integers(), st.floats(), st.text(max_size=5), st.sampled_from(things)),
            st.builds(np.zeros, st.sampled_from(shapes), dtypes),
        ),
        lambda inner: st.one_of(
            st.lists(inner, max_size=6),
            st.lists(inner, max_size=6).map(tuple),
            st.dictionaries(st.sampled_from([*one.axes, 3]), inner, max_size=8),
        ),
        max_leaves=8,
    )


@given(data=st.data())
@every_function
def test_whatever_a_function_returns_there_is_one_message(one, function, data):
    """The whole result, or one output of an otherwise right one, is any thing at all."""
    thing = data.draw(junk(one), label="returned")
    output = data.draw(st.sampled_from([None, *one.functions[function].outputs]), label="replaced")
    target = (
        one.altered(function, output, lambda _: copy.deepcopy(thing)) if output else lambda *_: copy.deepcopy(thing)
    )
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        failure_of(function, target)


# ── Inputs and a second call ──────────────────────────────────────────────────────────────────────────────────────


@given(data=st.data())
@every_function
def test_a_changed_input_fails(one, function, data):
    arguments = one.public_case(function).arguments
    path, index = draw_entry(data, arguments)

    def target(*arguments):
        result = unshared(one.references()[function](*arguments))
        arrays_in(arguments)[path][index] += 1e-3
        return result

    failure = failure_of(function, target)
    assert str(failure).startswith(f"{function} changes its input {one.functions[function].arguments[path[0]]}\n")


@pytest.mark.parametrize(
    ("function", "line"),
    [
        ("rnn_cell_forward", "xt *= 2"),
        ("rnn_cell_forward", 'parameters["by"] += 1'),
        ("rnn_forward", "x -= x.mean()"),
        ("rnn_forward", 'parameters["Waa"] *= 0.5'),
        ("lstm_cell_forward", "c_prev *= 2"),
        ("lstm_forward", 'parameters["Wf"] *= 0.5'),
    ],
)
def test_a_changed_input_is_mentioned_where_it_makes_outputs_wrong_too(function, line):
    """It costs points of its own, so the message must not keep silent about it."""
    one = bound(function.split("_")[0])
    text = one.edited(function, "    # 1. ", f"    {line}\n    # 1. ")
    assert "changes its input" in str(failure_of(function, one.learner(**{function: text})[function]))


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
        ("lstm_forward", 'del parameters["by"]'),
        ("lstm_backward", "caches.pop()"),
        ("lstm_backward", "caches[0] = None"),
    ],
)
def test_a_container_that_is_changed_fails(function, line):
    one = bound(function.split("_")[0])
    kept = ["import copy", "caches = copy.deepcopy(caches)"] if function.endswith("_forward") else []
    failure = failure_of(function, one.learner(**{function: one.before_return(function, *kept, line)})[function])
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
