"""The catalogue of mistakes: each is a small edit of the reference, with its cause and a hint that leads to it.

CATALOGUE      every mistake that outputs can show
NOT_COVERED    id -> why a mistake that learners report is not in the catalogue
"""

from grader.misconceptions import (
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
from grader.misconceptions.misconception import Misconception

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
    "op-unclosed-bracket": "the cell does not compile, so there is no function to examine; Python's message stands alone",
    "op-extra-cells-prints": "extra cells and prints change no output, and must not: such work passes",
    "b-first-cache-index-last": "reading the sizes from the last cache is right: every sequence has one, and all agree",
    "b-prevt-one-column": "da_prevt allocated as (n_a, 1) zeros is right: adding it to a state's gradient widens it",
    "cf-softmax-axis-0-flat": "an own softmax that sums over axis 0 without keeping the axis gives the same numbers",
}
