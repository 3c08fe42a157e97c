"""Law: what is given to learners of the LSTM beside its notebook is right: the curve of the plain network, the letters
that are to be remembered, the sigmoid, and the output layer with its gradients.
"""

import numpy as np
import pytest

import lstm_utils
from tests.bound import bound

TRAINING = {"updates": 300, "gap": 20, "n_a": 16, "m": 32, "T_x": 40, "learning_rate": 0.01}


def test_the_recorded_curve_is_that_of_a_right_plain_network_on_the_numbers_of_the_notebook():
    cell = next(cell.source for cell in bound("lstm").source.cells if cell.id == "work_train")
    assert "gap, n_a, m, T_x, updates = 20, 16, 32, 40, 300" in cell
    assert cell.count("learning_rate=0.01)") == 2
    right = bound("rnn").references()
    found = lstm_utils.rnn_losses(right["rnn_forward"], right["rnn_backward"], **TRAINING)
    np.testing.assert_allclose(found, lstm_utils.RECORDED, atol=0.01)


@pytest.mark.parametrize("content", [None, "{}", '{"cells": []}', "<html>"])
def test_without_a_finished_rnn_notebook_the_recorded_curve_is_drawn(content, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    if content:
        (tmp_path / "rnn.ipynb").write_text(content, encoding="utf-8")
    assert lstm_utils.train_rnn(**TRAINING) == ("plain network (recorded)", list(lstm_utils.RECORDED))


def test_a_marked_letter_is_the_target_until_the_next_one():
    x, y = lstm_utils.marked_batch(np.random.default_rng(0), m=50, T_x=30, gap=5)
    for letters, marks, targets in zip(
        x[:-1].argmax(axis=0), x[-1], np.where(y.any(axis=0), y.argmax(axis=0), -1), strict=True
    ):
        last = -1
        for letter, mark, target in zip(letters, marks, targets, strict=True):
            last = letter if mark else last
            assert target == last
    assert 0.15 < x[-1].mean() < 0.25


def test_the_sigmoid_that_is_given_is_the_sigmoid():
    z = np.array([-800.0, -30.0, -1.0, 0.0, 2.0, 800.0])
    with np.errstate(over="ignore"):
        np.testing.assert_allclose(lstm_utils.sigmoid(z), 1 / (1 + np.exp(-z)), atol=1e-15)


def test_the_given_output_layer_has_the_gradients_of_its_loss():
    rng = np.random.default_rng(5)
    parameters = lstm_utils.initial_parameters(n_x=3, n_a=4, n_y=2, seed=5)
    a, y = rng.normal(size=(4, 6, 3)), np.eye(2)[rng.integers(2, size=(6, 3))].transpose(2, 0, 1)
    softmax = lstm_utils.rnn_utils.softmax

    def loss():
        y_pred = np.stack([softmax(parameters["Wy"] @ a[:, :, t] + parameters["by"]) for t in range(3)], axis=2)
        return lstm_utils.output_layer(y_pred, y, a, parameters), y_pred

    (_, da, gradients), _ = loss()
    measured = {
        name: lstm_utils.rnn_utils.numerical_slope(lambda: loss()[0][0], parameters[name]) for name in ("Wy", "by")
    }
    np.testing.assert_allclose(da, lstm_utils.rnn_utils.numerical_slope(lambda: loss()[0][0], a), atol=1e-9)
    np.testing.assert_allclose(gradients["dWy"], measured["Wy"], atol=1e-9)
    np.testing.assert_allclose(gradients["dby"], measured["by"], atol=1e-9)
