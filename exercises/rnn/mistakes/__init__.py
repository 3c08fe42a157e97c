"""The catalogue of mistakes: each is a small edit of the reference, with its cause and a hint that leads to it.

CATALOGUE      every mistake that outputs can show
NOT_COVERED    id -> why a mistake that learners report is not in the catalogue
"""

from exercises.rnn.mistakes import (
    notebook,
    rnn_backward,
    rnn_backward_arrivals,
    rnn_backward_sums,
    rnn_cell_backward,
    rnn_cell_backward_tanh,
    rnn_cell_forward,
    rnn_forward,
    rnn_forward_caches,
)
from grader.exercise.misconception import Misconception

CATALOGUE: tuple[Misconception, ...] = (
    *rnn_cell_forward.MISTAKES,
    *rnn_forward.MISTAKES,
    *rnn_forward_caches.MISTAKES,
    *rnn_cell_backward_tanh.MISTAKES,
    *rnn_cell_backward.MISTAKES,
    *rnn_backward.MISTAKES,
    *rnn_backward_arrivals.MISTAKES,
    *rnn_backward_sums.MISTAKES,
    *notebook.MISTAKES,
)

NOT_COVERED: dict[str, str] = {
    "op-unclosed-bracket": "the cell does not compile, so no function is there to examine; Python's message stands",
    "op-extra-cells-prints": "cells and prints of one's own change no output, and cost nothing",
    "b-first-cache-index-last": "caches[-1] is right for the sizes: every sequence has a last cache, and all agree",
}
