"""Law: show_step and show_error say of any function what it does, finished or not, and give no right number away."""

import numpy as np
import pytest

import public_tests
from tests.public import with_objects
from tests.rnn import references
from tests.test_place import changed


def test_one_step_can_be_shown_without_the_right_numbers(capsys):
    public_tests.show_step(changed("rnn_backward", ("da[:, :, t] + da_prevt", "da_prevt")), t=3)
    text = capsys.readouterr().out
    assert "    da_next     shape (4, 6), all zeros: differs\n    cache       as expected\n" in text
    public_tests.show_step(references()["rnn_backward"], t=5)
    assert capsys.readouterr().out == "t must be a time step from 0 to 4.\n"
    public_tests.show_step(references()["rnn_cell_forward"], t=0)
    assert capsys.readouterr().out.startswith("rnn_cell_forward works on one step only")


STEPS_SHOWN = {
    "the right one": ("", "", "y_pred[…, 2]  shape (2, 6), largest entry"),
    "text": (
        "    return a,",
        "    y_pred = np.full(y_pred.shape, 'x')\n    return a,",
        "entries of type <U1; numbers are expected",
    ),
    "nan": (
        "    return a,",
        "    y_pred[0] = np.nan\n    return a,",
        "shape (2, 6): differs (6 of 12 entries: nan or inf)",
    ),
    "inf": (
        "    return a,",
        "    y_pred[0] = np.inf\n    return a,",
        "shape (2, 6): differs (6 of 12 entries: nan or inf)",
    ),
    "another size": ("    return a,", "    y_pred *= 1.5\n    return a,", ": differs by up to "),
    "a sign": ("    return a,", "    y_pred[0] *= -1\n    return a,", " (wrong sign: 6 of 12 entries)"),
    "an output less": ("    return a,", "    y_pred = None\n    return a,", "NoneType; an array of shape (2, 6) is "),
    "an error": (
        "        caches.append(cache)\n",
        "        if t == 3: 1 / 0\n        caches.append(cache)\n",
        "largest entry 1: as expected\n    parameters  as expected\n\n    it stops with an error\n    error       Zero",
    ),
    "an error before": ("    return a,", "    1 / 0\n    return a,", "it stops with an error\n    error       ZeroDiv"),
    "an error too early": (
        "    caches = []\n",
        "    1 / 0\n",
        "    it has not come to this step\n\n    it stops ",
    ),
    "nothing returned": (
        "    return a,",
        "    return\n    a,",
        "\n    it returns None instead of 3 values\n",
    ),
    "no call": ("        caches.append(cache)\n", "        break\n", "    no call was seen at this step\n"),
}


@pytest.mark.parametrize(("said", "wrote", "expected"), STEPS_SHOWN.values(), ids=STEPS_SHOWN)
def test_any_step_of_any_function_can_be_shown(capsys, said, wrote, expected):
    public_tests.show_step(changed("rnn_forward", *([(said, wrote)] if said else [])), t=np.int64(2))
    assert expected in capsys.readouterr().out


def test_what_is_shown_at_a_step_stands_in_columns(capsys):
    public_tests.show_step(references()["rnn_forward"], t=2)
    rows = [line for line in capsys.readouterr().out.splitlines() if "shape" in line]
    assert [{row.index("shape") for row in some} for some in (rows[:2], rows[2:])] == [{16}, {18}]


def test_no_step_of_an_unfinished_function_is_shown(capsys, stubs, learner):
    public_tests.show_step(learner(rnn_forward=stubs["rnn_forward"])["rnn_forward"], t=2)
    assert capsys.readouterr().out.startswith("rnn_forward is not finished: line ")


WRAPPED = ["functools.partial(rnn_backward)", "Called(rnn_backward)", "Compiled(rnn_backward)"]


@pytest.mark.parametrize("made", WRAPPED)
def test_the_steps_of_whatever_can_be_called_are_followed(learner, capsys, made):
    names = with_objects(learner())
    names["rnn_backward"] = eval(made, names)
    public_tests.show_step(names["rnn_backward"], t=2)
    shown = capsys.readouterr().out
    assert "    da_next     shape (4, 6), largest entry 2.5: as expected\n    cache       as expected\n" in shown


def test_show_error_draws_the_place_and_keeps_the_hint(capsys):
    import matplotlib.pyplot as plt

    plt.switch_backend("agg")  # the inline backend, where another test has chosen it, closes what it shows
    public_tests.show_error(changed("rnn_backward", ("da[:, :, t] + da_prevt", "da_prevt")))
    text = capsys.readouterr().out
    assert "rnn_cell_backward(da_prevt, caches[t])" in text
    assert "\nhint  " in text
    assert "rnn_cell_backward(da_prevt, caches[t])" in plt.gcf().get_suptitle()
    plt.close("all")


NO_PICTURE = {
    "an error": ("1 / 0", "nothing has come back"),
    "another form": ("return 1, 2", "what has come back is not made of the right arrays yet"),
    "a text": ("a_next = 'text'", "what has come back is not made of the right arrays yet"),
    "a shape": ("a_next = a_next.T", "values can be compared once the shapes are right"),
    "inf": ("a_next = a_next / 0", "nan and inf can't be compared with numbers"),
    "inside a cache": ("cache = (a_next, a_prev, 2 * xt, parameters)", "what is wrong stands inside cache"),
}


@pytest.mark.parametrize(("line", "why"), NO_PICTURE.values(), ids=NO_PICTURE)
def test_it_is_said_why_there_is_no_picture(learner, before_return, capsys, line, why):
    text = before_return("rnn_cell_forward", line)
    public_tests.show_error(learner(rnn_cell_forward=text)["rnn_cell_forward"])
    assert capsys.readouterr().out.endswith(f"\n\nThere is no picture of this: {why}.\n")


def test_of_what_a_function_changes_there_is_no_picture(learner, before_return, capsys):
    public_tests.show_error(learner(rnn_backward=before_return("rnn_backward", "da += 1"))["rnn_backward"])
    assert capsys.readouterr().out.endswith("\n\nThere is no picture of this: the values are right.\n")


def test_of_an_unfinished_function_there_is_no_picture(learner, stubs, capsys):
    public_tests.show_error(learner(**stubs)["rnn_forward"])
    first, _, last = capsys.readouterr().out.splitlines()
    assert first.startswith("rnn_forward is not finished: line ")
    assert last == "There is no picture of this: nothing has come back."
