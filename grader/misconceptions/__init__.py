"""The catalogue of mistakes: each is a small edit of the reference, with its cause and a hint that leads to it.

CATALOGUE      every mistake that outputs can show
NOT_COVERED    id -> why a mistake that learners report is not in the catalogue
"""

from grader.misconceptions import rnn_backward, rnn_cell_backward, rnn_cell_forward, rnn_forward
from grader.misconceptions.misconception import Misconception

CATALOGUE: tuple[Misconception, ...] = (
    *rnn_cell_forward.MISTAKES,
    *rnn_forward.MISTAKES,
    *rnn_cell_backward.MISTAKES,
    *rnn_backward.MISTAKES,
)
NOT_COVERED: dict[str, str] = {}
