"""The catalogue of mistakes: each is a small edit of the reference, with its cause and a hint that leads to it.

CATALOGUE      every mistake that outputs can show
NOT_COVERED    id -> why a mistake that learners report is not in the catalogue
"""

from exercises.lstm.mistakes import (
    lstm_backward,
    lstm_backward_sums,
    lstm_cell_backward,
    lstm_cell_backward_sums,
    lstm_cell_forward,
    lstm_cell_forward_states,
    lstm_forward,
    notebook,
)
from grader.exercise.misconception import Misconception

CATALOGUE: tuple[Misconception, ...] = (
    *lstm_cell_forward.MISTAKES,
    *lstm_cell_forward_states.MISTAKES,
    *lstm_forward.MISTAKES,
    *lstm_cell_backward.MISTAKES,
    *lstm_cell_backward_sums.MISTAKES,
    *lstm_backward.MISTAKES,
    *lstm_backward_sums.MISTAKES,
    *notebook.MISTAKES,
)

NOT_COVERED: dict[str, str] = {
    "cf-sigmoid-overflow": "1 / (1 + exp(-z)) overflows to 1 / inf, which is the right 0 and only a warning",
    "b-dc0-not-returned": "the gradient of the empty memory is not asked for",
}
