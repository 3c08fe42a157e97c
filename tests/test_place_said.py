"""Law: what is said of a line is true of the program as it stands, and no part of it is marked that is right."""

import re

import pytest

from checks.explanation import from_data, to_data
from checks.place.report import find_places, rows
from checks.report import TestFailure
from grader.system.program import TOP
from tests import lstm
from tests.places import found_in, meant_in
from tests.rnn import RNN, define, public_case, solutions
from tests.test_place import changed, places


def test_a_line_beside_others_is_not_said_to_give_zeros_which_it_gives_only_where_they_are_right():
    first = ("    a_next = a0\n", "    a_next = 1 + 0 * a0\n")
    edits = (first, ("a[:, :, t] = a_next", "a[:, :, t] = cache[1] - a0"))
    assert "a is all zeros at t = 0" in facts("rnn_forward", *edits[1:])
    assert "a is all zeros at t = 0" not in facts("rnn_forward", *edits)


HELD = {
    "float, float": "dxt holds entries of several fields",
    "datetime64[s]": "dxt holds dates or times",
    "timedelta64[s]": "dxt holds dates or times",
    "object": "dxt holds objects",
}


@pytest.mark.parametrize(("dtype", "said"), HELD.items(), ids=HELD)
def test_what_an_array_holds_is_called_by_its_kind(dtype, said):
    wrong = f"dxt = np.zeros((3, 6), dtype='{dtype}')"
    assert facts("rnn_cell_backward", ("dxt = Wax.T @ dz", wrong)) == [said]


def facts(function, *edits):
    return [place.fact for place in places(function, changed(function, *edits))]


@pytest.mark.parametrize("cut", ["[-n_a:]", "[: n_a - 1]", "[n_a:]"])
def test_an_array_that_is_cut_in_the_wrong_place_is_not_marked(cut):
    source = lstm.solutions()["lstm_cell_backward"]
    assert "da_prev = dstacked[:n_a]" in source
    source = source.replace("da_prev = dstacked[:n_a]", f"da_prev = dstacked{cut}")
    target = lstm.define({**lstm.solutions(), "lstm_cell_backward": source})["lstm_cell_backward"]
    right = lstm.LSTM.tests.right("lstm_cell_backward")
    (place,) = find_places(target, lstm.public_case("lstm_cell_backward"), right).places
    assert place.text == f"da_prev = dstacked{cut}"
    assert place.start is None or place.text[place.start : place.end] != "dstacked"


def test_of_two_mistakes_the_one_with_a_single_line_is_named_where_the_other_could_be_mended_on_several():
    edits = (("Wya @ a_next + by", "Wya @ a_next"), ("cache = (a_next, a_prev, xt,", "cache = (a_next, xt, a_prev,"))
    source = solutions()["rnn_cell_forward"]
    for said, wrote in edits:
        assert source.count(said) == 1
        source = source.replace(said, wrote)
    source = source.replace("yt_pred = softmax(Wya @ a_next)", "scores = Wya @ a_next\n    yt_pred = softmax(scores)")
    target = define({**solutions(), "rnn_cell_forward": source})["rnn_cell_forward"]
    found = find_places(target, public_case("rnn_cell_forward"), RNN.tests.right("rnn_cell_forward"))
    assert [place.text for place in found.places] == ["cache = (a_next, xt, a_prev, parameters)"]
    assert found.proof == "with this corrected, cache is right; yt_pred is still wrong"


def test_a_size_is_no_state_that_the_loop_forgets():
    wrote = "(da[:, :, t] * da_prevt if t < T_x - 1 else da[:, :, t]), caches[t]"
    (place,) = places("rnn_backward", changed("rnn_backward", ("da[:, :, t] + da_prevt, caches[t]", wrote)))
    assert "da[:, :, t] * da_prevt" in place.text


FULL = """\
def rnn_forward(x, a0, parameters):
    T_x, state = x.shape[2], a0
    a, y_pred = np.zeros((*a0.shape, T_x)), np.zeros((len(parameters["Wya"]), x.shape[1], T_x))
    caches = [None] * T_x
    for t in range(T_x):
        state, prediction, cache = rnn_cell_forward(x[:, :, t], state, parameters)
        a[:, :, t], y_pred[:, :, t] = state, prediction
        caches[:] = [cache] * T_x
    return a, y_pred, (caches, x)
"""


def test_a_list_of_full_length_has_wrong_entries_and_no_part_of_its_line_is_marked():
    target = define({**solutions(), "rnn_forward": FULL})["rnn_forward"]
    (place,) = places("rnn_forward", target)
    assert (place.text, place.fact, place.start) == (
        "caches[:] = [cache] * T_x",
        "caches has a wrong entry at t = 0",
        None,
    )


def test_ones_in_the_place_of_zeros_are_found_beside_another_mistake():
    source = lstm.solutions()["lstm_forward"]
    begins = next(line for line in source.split("\n") if line.strip().startswith("c_next = np.zeros"))
    wrong = "    c_next = np.ones_like(a0)"
    source = source.replace(begins, wrong).replace("y[:, :, t] = yt", "y[:, :, T_x - 1 - t] = yt")
    assert "T_x - 1 - t" in source
    target = lstm.define({**lstm.solutions(), "lstm_forward": source})["lstm_forward"]
    found = find_places(target, lstm.public_case("lstm_forward"), lstm.LSTM.tests.right("lstm_forward"))
    assert wrong.strip() in [place.text for place in found.places]


def test_of_a_statement_on_several_lines_all_are_named():
    source = """\
def rnn_cell_forward(xt, a_prev, parameters):
    total = (
        parameters["Wax"] @ xt
        - parameters["Waa"] @ a_prev
        + parameters["ba"]
    )
    a_next = np.tanh(total)
    return a_next, softmax(parameters["Wya"] @ a_next + parameters["by"]), (a_next, a_prev, xt, parameters)
"""
    found = found_in(source)
    (first, *_) = map(str, rows(found))
    assert first == '    lines 3-4   parameters["Wax"] @ xt'
    read, _ = from_data(to_data(found, None), RNN.functions["rnn_cell_forward"], source.split("\n"), [], str)
    assert read.places == found.places


def test_the_page_on_places_shows_the_message_of_its_program():
    page = (TOP / "docs" / "how-a-place-is-proven.md").read_text(encoding="utf-8")
    source, shown = (re.search(rf"```{kind}\n(.*?)```", page, re.DOTALL)[1] for kind in ("python", "text"))
    function = define({**solutions(), "rnn_backward": source})["rnn_backward"]
    with pytest.raises(TestFailure) as failure:
        RNN.tests.test("rnn_backward", function)
    assert str(failure.value) == shown.rstrip("\n")


FACTORS = [  # line of the LSTM's backward pass, what stands there instead, the part that is marked
    ("dc = dc_next + da_next * ot * (1 - tanh_c**2)", "dc = dc_next + ot * (1 - tanh_c**2)", "ot * (1 - tanh_c**2)"),
    ("dc = dc_next + da_next * ot * (1 - tanh_c**2)", "dc = dc_next + da_next * it * (1 - tanh_c**2)", "it"),
]


@pytest.mark.parametrize(("said", "wrote", "marked"), FACTORS)
def test_a_product_is_marked_where_a_factor_is_missing_and_a_factor_where_it_is_another_one(said, wrote, marked):
    source = lstm.solutions()["lstm_cell_backward"]
    source = re.sub(r"\bdc = .*", said, source)
    assert not found_in(source)
    (place,) = found_in(source.replace(said, wrote)).places
    assert place.text[place.start : place.end] == marked


EXCHANGED = """\
def step(xt, h, parameters, made):
    made[0].append(h)  # this
    h, prediction, cache = rnn_cell_forward(xt, h, parameters)  # this
    made[1].append(prediction)
    made[2].append(cache)
    return h


def rnn_forward(x, a0, parameters):
    made, h = ([], [], []), a0
    for t in range(x.shape[2]):
        h = step(x[:, :, t], h, parameters, made)
    return np.stack(made[0], axis=2), np.stack(made[1], axis=2), (made[2], x)
"""


def test_of_two_lines_in_the_wrong_order_that_is_said():
    found = found_in(EXCHANGED)
    assert [place.number for place in found.places] == meant_in(EXCHANGED)
    assert found.proof == "with these two lines in the other order, all three outputs are right"
    data = to_data(found, None)
    read, _ = from_data(data, RNN.public["rnn_forward"], EXCHANGED.split("\n"), [], lambda name: True)
    assert read.proof == found.proof
