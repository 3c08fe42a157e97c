"""How a learner's function is examined: it is called on a case, and each output climbs a ladder of checks.

The public tests use it in the notebook, the hidden tests when work is graded: one ladder, one style of message.
Nothing in here computes a right answer: what is expected comes with the case.

interface     the four functions: what goes in, what comes out, under which names and in which shapes
ladder        one result held against what is expected: there, an array, of the right shape, finite, right
call          one call of a learner's function, watched: what it raises, prints and changes
substitute    a right cell in the place of the learner's own, while the loop that calls it is examined
examination   both together, and once more: the list of everything that is wrong
report        the message that a learner reads, and the points that nbgrader reads
diagnosis     which known mistake is this?
relations     or which simple relation, where none is known: transposed, shifted in time, a constant factor, …
terminal      a notebook run without Jupyter, for what it defines
numbers       fixed inputs, expected outputs, what known mistakes make of them, hints; written by a command
"""

from rnn_checks.examination import examine, share_earned, unfinished
from rnn_checks.interface import FUNCTIONS, Case, Problem
from rnn_checks.report import Score, TestFailure, Unfinished, message, report

__all__ = [
    "FUNCTIONS",
    "Case",
    "Problem",
    "Score",
    "TestFailure",
    "Unfinished",
    "examine",
    "message",
    "report",
    "share_earned",
    "unfinished",
]
