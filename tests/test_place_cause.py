"""Law: a line is not named where the cause may be another one: the line above, one that is missing, a second name.

So a call is not accused of what the loop hands on, nor a line of what a missing one would give it; an array of two
names is named with the line that makes it one.
"""

import pytest

from checks.place.report import find_places
from tests import lstm
from tests.rnn import RNN, STYLES, define, public_case, solutions
from tests.test_place import changed, places

pytestmark = pytest.mark.slow


def style_of(styles, name):
    return next(style for style in styles if style.id == name)


# ── A loop that hands on what is wrong ────────────────────────────────────────────────────────────────────────────

STACKED = """\
def rnn_forward(x, a0, parameters):
    states, predictions, caches = [], [], []
    h = a0.copy()
    for xt in np.moveaxis(x, 2, 0):
        result = rnn_cell_forward(xt, h, parameters)
        new_h = result[0]
        states.append(new_h)
        predictions.append(result[1])
        caches.append(result[2])
        h = new_h
    return np.stack(states, axis=2), np.stack(predictions, axis=2), (caches, x)
"""


def stacked(said, wrote):
    assert STACKED.count(said) == 1
    return define({**solutions(), "rnn_forward": STACKED.replace(said, wrote)})["rnn_forward"]


def test_a_state_that_is_not_renewed_is_said_of_the_loop_and_not_of_the_call():
    (place,) = places("rnn_forward", stacked("        h = new_h\n", ""))
    assert place.text.startswith("for xt in")
    assert place.fact == "nothing in this loop gives h its new value"


def test_a_loop_in_the_wrong_order_is_named_and_not_the_call_that_gets_its_values():
    (place,) = places("rnn_forward", stacked("np.moveaxis(x, 2, 0)", "np.moveaxis(x, 2, 0)[::-1]"))
    assert place.text.startswith("for xt in")


def test_an_index_that_stays_is_not_said_to_be_a_missing_line():
    edit = (", caches[t])", ", caches[-1])")
    found = places("rnn_backward", changed("rnn_backward", edit))
    assert [place.fact for place in found if "nothing in this loop" in place.fact] == []


# ── Two names for one array, and one line for two names ───────────────────────────────────────────────────────────


def test_a_second_name_is_named_with_the_line_that_writes_through_it():
    edits = (("    dz = (1 - a_next**2) * da_next\n", "    dz = da_next\n    dz *= 1 - a_next**2\n"),)
    first, second = places("rnn_cell_backward", changed("rnn_cell_backward", *edits))
    assert (first.text, first.fact) == ("dz = da_next", "dz is another name for da_next here, not a copy")
    assert (second.text, second.fact) == ("dz *= 1 - a_next**2", "this line changes an argument of your function")


def test_names_that_one_line_may_mix_up_are_not_accused_where_they_are_read():
    source = """\
def rnn_cell_backward(da_next, cache):
    a_next, xt, a_prev, parameters = cache
    dz = (1 - a_next**2) * da_next
    return {"dxt": parameters["Wax"].T @ dz, "da_prev": parameters["Waa"].T @ dz, "dWax": dz @ xt.T,
            "dWaa": dz @ a_prev.T, "dba": dz.sum(axis=1, keepdims=True)}
"""
    target = define({**solutions(), "rnn_cell_backward": source})["rnn_cell_backward"]
    assert [place.number for place in places("rnn_cell_backward", target)] == [2]


def test_a_loop_is_not_accused_as_a_whole_where_either_of_its_lines_may_be_wrong():
    source = """\
def rnn_cell_backward(da_next, cache):
    a_next, a_prev, xt, parameters = cache
    dz = (1 - a_next**2) * da_next
    dba = np.zeros((dz.shape[0], 1))
    for column in dz.T:
        column = column.reshape(-1, 1)
        dba -= column
    return {"dxt": parameters["Wax"].T @ dz, "da_prev": parameters["Waa"].T @ dz, "dWax": dz @ xt.T,
            "dWaa": dz @ a_prev.T, "dba": dba}
"""
    target = define({**solutions(), "rnn_cell_backward": source})["rnn_cell_backward"]
    assert [place.number for place in places("rnn_cell_backward", target)] == [6, 7]


def test_a_part_of_an_argument_that_is_written_into_is_named_where_it_is_taken():
    edits = (
        ("da[:, :, t] + da_prevt", "arriving"),
        ("        gradients = ", "        arriving = da[:, :, t]\n        arriving += da_prevt\n        gradients = "),
    )
    first, second = places("rnn_backward", changed("rnn_backward", *edits))
    assert (first.text, first.fact) == ("arriving = da[:, :, t]", "arriving is part of da here, not a copy")
    assert (second.text, second.fact) == ("arriving += da_prevt", "this line changes an argument of your function")


DBA = ("dba = np.sum(dz, axis=1, keepdims=True)", "dba = np.zeros((4, 1))")


def test_an_array_that_no_line_fills_is_said_to_stay_zero():
    (place,) = places("rnn_cell_backward", changed("rnn_cell_backward", DBA))
    assert place.fact == "dba is all zeros here, and no line below gives it other values"


def test_lines_below_the_loop_are_not_accused_of_what_is_missing_in_it():
    edits = (('        da_prevt = gradients["da_prev"]\n', ""),)
    found = find_places(changed("rnn_backward", *edits), public_case("rnn_backward"), RNN.tests.right("rnn_backward"))
    assert [place.fact for place in found.places] == ["nothing in this loop gives da_prevt its new value"]


def test_lines_that_read_a_bare_copy_are_not_accused_where_something_has_to_be_done_to_it():
    edits = (("dz = (1 - a_next**2) * da_next", "dz = 1 * da_next"), ("dWaa = dz @ a_prev.T", "dWaa = dz @ a_next.T"))
    found = places("rnn_cell_backward", changed("rnn_cell_backward", *edits))
    assert [place.text for place in found] == ["dz = 1 * da_next", "dWaa = dz @ a_next.T"]


# ── One line that explains all but one of those that read it ──────────────────────────────────────────────────────


OTHERS = ["dba = np.sum(dz)", "dWaa = dz @ a_next.T"]


@pytest.mark.parametrize("dz", ["da_next", "da_next * (1 - a_next)", "1 - a_next**2", "(1 + a_next**2) * da_next"])
@pytest.mark.parametrize(
    "other", [("np.sum(dz, axis=1, keepdims=True)", "np.sum(dz)"), ("dz @ a_prev.T", "dz @ a_next.T")]
)
def test_a_line_that_others_read_is_named_with_the_one_of_them_that_has_a_mistake_of_its_own(dz, other):
    found = places("rnn_cell_backward", changed("rnn_cell_backward", ("(1 - a_next**2) * da_next", dz), other))
    assert [place.text for place in found] == [f"dz = {dz}", next(line for line in OTHERS if other[1] in line)]


# ── A return of several lines ─────────────────────────────────────────────────────────────────────────────────────

RETURNED = style_of(STYLES, "other-argument-names").sources["rnn_cell_backward"].strip()


@pytest.mark.parametrize(
    ("edits", "lines"),
    [
        ([("axis=1", "axis=0")], [9]),
        ([('["Waa"].T @ d', '["Waa"] @ d'), ("d @ state.T", "state @ d.T")], [6, 8]),
        ([('["Wax"].T @ d', '["Wax"].T @ grad'), ("d.sum(axis=1", "d.mean(axis=1")], [5, 9]),
        ([("(1 - new**2) * ", "")], [3]),
    ],
)
def test_each_entry_of_a_returned_dict_has_its_own_place(edits, lines):
    source = RETURNED
    for said, wrote in edits:
        assert source.count(said) == 1
        source = source.replace(said, wrote)
    target = define({**solutions(), "rnn_cell_backward": source})["rnn_cell_backward"]
    assert [place.number for place in places("rnn_cell_backward", target)] == lines


# ── What a list, a sum or a counter hands on ──────────────────────────────────────────────────────────────────────

BUFFER = """\
def rnn_forward(x, a0, parameters):
    n_x, m, T_x = x.shape
    n_y, n_a = parameters["Wya"].shape
    a, y_pred, caches = np.zeros((n_a, m, T_x)), np.zeros((n_y, m, T_x)), []
    h, t = a0.copy(), 0
    while t < T_x:
        new, y_pred[:, :, t], cache = rnn_cell_forward(x[:, :, t], h, parameters)
        h = new
        a[:, :, t] = h
        caches.append(cache)
        t += 1
    return a, y_pred, (caches, x)
"""


def forward(said, wrote):
    assert BUFFER.count(said) == 1
    return define({**solutions(), "rnn_forward": BUFFER.replace(said, wrote)})["rnn_forward"]


def test_an_array_that_a_list_holds_is_named_where_it_is_written_into_and_not_where_it_was_put_in():
    (place,) = places("rnn_forward", forward("h = new", "h[...] = new"))
    assert (place.text, place.fact) == ("h[...] = new", "h is written into here, and caches still holds it")


def test_a_line_of_a_while_loop_is_named_although_it_reads_the_counter():
    (place,) = places("rnn_forward", forward("x[:, :, t], h, parameters", "x[:, :, t], a0, parameters"))
    assert "rnn_cell_forward(x[:, :, t], a0" in place.text


def test_a_line_is_named_although_it_reads_a_sum_of_several_lines():
    steps = "z = Wax @ xt\n    z += Waa @ a_prev\n    z += ba\n    a_next = "
    edits = (("a_next = np.tanh(Wax @ xt + Waa @ a_prev + ba)", f"{steps}1 / (1 + np.exp(-z))"),)
    (place,) = places("rnn_cell_forward", changed("rnn_cell_forward", *edits))
    assert place.text == "a_next = 1 / (1 + np.exp(-z))"
    edits = (("a_next = np.tanh(Wax @ xt + Waa @ a_prev + ba)", f"{steps}np.tanh(z)".replace("    z += ba\n", "")),)
    assert "a_next = np.tanh(z)" not in [
        one.text for one in places("rnn_cell_forward", changed("rnn_cell_forward", *edits))
    ]


def test_a_line_that_writes_into_an_argument_is_named_beside_the_others():
    edits = (("a_next = np.tanh(Wax @ xt + Waa @ a_prev + ba)", "a_prev += 1\n    a_next = np.tanh(Wax @ xt + ba)"),)
    found = places("rnn_cell_forward", changed("rnn_cell_forward", *edits))
    assert "a_prev += 1" in [place.text for place in found]


# ── Some of several mistakes ──────────────────────────────────────────────────────────────────────────────────────


def test_what_is_missing_after_a_line_that_is_wrong_too_is_a_place_of_its_own():
    edits = (("        dba += dbat", "        dba = dbat"), ("    da0 = da_prevt\n", ""))
    found = find_places(changed("rnn_backward", *edits), public_case("rnn_backward"), RNN.tests.right("rnn_backward"))
    assert [place.fact for place in found.places] == ["", "nothing gives da0 its value after this line"]
    assert found.proof == "with right values in these two places, all five outputs are right"


def test_a_line_that_can_be_told_for_itself_is_named_with_what_it_makes_right_and_what_it_does_not():
    edits = (("range(T_x)", "range(T_x - 1)"), ("preds.append(p)", "preds.append(s)"))
    source = LISTS
    for said, wrote in edits:
        assert source.count(said) == 1
        source = source.replace(said, wrote)
    target = define({**solutions(), "rnn_forward": source})["rnn_forward"]
    found = find_places(target, public_case("rnn_forward"), RNN.tests.right("rnn_forward"))
    assert [place.text for place in found.places] == ["for t in range(T_x - 1):"]
    assert found.proof == "with the right time steps in that loop, a and caches are right; y_pred is still wrong"


LISTS = """\
def rnn_forward(x, a0, parameters):
    T_x, s = x.shape[2], a0
    states, preds, caches = [], [], []
    for t in range(T_x):
        s, p, cache = rnn_cell_forward(x[:, :, t], s, parameters)
        states.append(s)
        preds.append(p)
        caches.append(cache)
    return np.stack(states, axis=2), np.stack(preds, axis=2), (caches, x)
"""


def test_a_line_that_hands_on_a_plain_0_is_not_named():
    style = style_of(lstm.STYLES, "loops-without-the-cells")
    source = style.sources["lstm_forward"].replace("a0, 0 * a0", "a0, 0")
    target = lstm.define({**lstm.solutions(), "lstm_forward": source})["lstm_forward"]
    found = find_places(target, lstm.public_case("lstm_forward"), lstm.LSTM.tests.right("lstm_forward"))
    assert not any(place.text.startswith("before,") for place in found.places)


UNPACKED = """\
def lstm_cell_forward(xt, a_prev, c_prev, parameters):
    W, b = (np.vstack([parameters[kind + gate] for gate in "fico"]) for kind in "Wb")
    i, f, g, o = np.split(W @ np.vstack([a_prev, xt]) + b, 4)
    it, ft, cct, ot = sigmoid(i), sigmoid(f), np.tanh(g), sigmoid(o)
    c_next = ft * c_prev + it * cct
    a_next = ot * np.tanh(c_next)
    yt_pred = softmax(parameters["Wy"] @ a_next + parameters["by"])
    return a_next, c_next, yt_pred, (a_next, c_next, a_prev, c_prev, ft, it, cct, ot, xt, parameters)
"""


def test_a_row_that_reads_what_the_line_above_may_have_mixed_up_is_not_accused():
    function = lstm.define({**lstm.solutions(), "lstm_cell_forward": UNPACKED})["lstm_cell_forward"]
    tests = lstm.LSTM.tests
    found = find_places(function, tests.case("lstm_cell_forward"), tests.right("lstm_cell_forward"))
    assert [place.text for place in found.places if place.text.startswith("it, ft, cct, ot")] == []


BEGUN = """\
def lstm_forward(x, a0, parameters):
    m, T_x, (n_y, n_a) = *x.shape[1:], parameters["Wy"].shape
    a, c, y_pred, caches = np.zeros((n_a, m, T_x)), np.zeros((n_a, m, T_x)), np.zeros((n_y, m, T_x)), []
    state = memory = a0
    for t in range(T_x):
        state, memory, yt, cache = lstm_cell_forward(x[:, :, t], state, memory, parameters)
        a[:, :, t], c[:, :, t], y_pred[:, :, t] = state, memory, yt
        caches.append(cache)
    return a, y_pred, c, (caches, x)
"""


def test_a_name_that_begins_as_another_quantity_is_named_where_it_does():
    function = lstm.define({**lstm.solutions(), "lstm_forward": BEGUN})["lstm_forward"]
    found = find_places(function, lstm.LSTM.tests.case("lstm_forward"), lstm.LSTM.tests.right("lstm_forward"))
    assert [(place.text, place.fact) for place in found.places] == [
        ("state = memory = a0", "memory is not zero before the loop")
    ]


HANDED_ON = """\
def lstm_backward(da, caches):
    caches, x = caches
    n_a, m, T_x = da.shape
    n_x, dx = x.shape[0], np.zeros(x.shape)
    sums = {kind + gate: np.zeros((n_a, n_a + n_x if kind == "dW" else 1)) for gate in "fico" for kind in ("dW", "db")}
    dh, dc = np.zeros((n_a, m)), np.zeros((n_a, m))
    for t in reversed(range(T_x)):
        g = lstm_cell_backward(da[:, :, t] + dh, dc, caches[t])
        dc, dh = g["da_prev"], g["dc_prev"]
        dx[:, :, t] = g["dxt"]
        for name in sums:
            sums[name] += g[name]
    return {"dx": dx, "da0": g["da_prev"], **sums}
"""


def test_a_call_is_not_accused_of_arguments_that_the_line_which_hands_them_on_has_mixed_up():
    function = lstm.define({**lstm.solutions(), "lstm_backward": HANDED_ON})["lstm_backward"]
    found = find_places(function, lstm.LSTM.tests.case("lstm_backward"), lstm.LSTM.tests.right("lstm_backward"))
    assert [place.text for place in found.places] == ['dc, dh = g["da_prev"], g["dc_prev"]']


@pytest.mark.parametrize(("rows", "named"), [("n_x:", []), (":n_a", ["stacked[:n_x] = xt"])])
def test_of_lines_that_fill_an_array_piece_by_piece_only_the_one_that_an_edit_mends_is_named(rows, named):
    right = lstm.solutions()["lstm_cell_forward"]
    line = next(line for line in right.split("\n") if line.strip().startswith("stacked = "))
    pieces = "stacked = np.zeros((len(a_prev) + len(xt), m))", "stacked[:n_x] = xt", f"stacked[{rows}] = a_prev"
    written = ["m, n_x, n_a = xt.shape[1], len(xt), len(a_prev)", *pieces]
    text = right.replace(line, "\n".join(f"    {one}" for one in written))
    target = lstm.define({**lstm.solutions(), "lstm_cell_forward": text})["lstm_cell_forward"]
    case, values = lstm.LSTM.tests.case("lstm_cell_forward"), lstm.LSTM.tests.right("lstm_cell_forward")
    assert [place.text for place in find_places(target, case, values).places] == named


def test_a_line_that_takes_the_steps_in_the_other_order_than_its_loop_is_the_place():
    edits = (
        ("    for t in reversed(range(T_x)):\n", "    for k, cache in enumerate(reversed(caches)):\n"),
        ("da[:, :, t] + da_prevt, caches[t]", "da[:, :, k] + da_prevt, cache"),
        ("dx[:, :, t]", "dx[:, :, T_x - 1 - k]"),
    )
    (place,) = places("rnn_backward", changed("rnn_backward", *edits))
    assert "da[:, :, k] + da_prevt, cache" in place.text


def test_of_several_mistakes_a_line_is_not_said_to_make_right_what_it_reads_wrong():
    edits = ("    a_next = a0\n", "    a_next = 0 * a0\n"), ("y_pred[:, :, t] =", "y_pred[:, :, T_x - 1 - t] =")
    target = changed("rnn_forward", *edits)
    found = find_places(target, public_case("rnn_forward"), RNN.tests.right("rnn_forward"))
    assert "corrected" not in found.proof or found.mended


@pytest.mark.parametrize("wrote", ["np.mean(dz, axis=1, keepdims=True)", "dz.sum(axis=1, keepdims=True) / dz.shape[1]"])
def test_the_array_that_a_mean_is_taken_of_is_not_marked(wrote):
    (place,) = places("rnn_cell_backward", changed("rnn_cell_backward", ("np.sum(dz, axis=1, keepdims=True)", wrote)))
    assert place.start is None or place.text[place.start : place.end] != "dz"
