"""The exercise rnn for the tests: its two halves, and what is asked of them, bound to it."""

from functools import partial

from exercises.rnn.styles import CHATTY
from grader.demo import simulated
from tests.bound import bound

_ONE = bound("rnn")
RNN, FUNCTIONS, NOTEBOOK, AXES = _ONE.whole, _ONE.functions, _ONE.notebook, _ONE.axes
CATALOGUE, STYLES, JOINT_HINTS = _ONE.catalogue, _ONE.styles, _ONE.joint_hints

solutions, define, references, cases = _ONE.solutions, _ONE.define, _ONE.references, _ONE.cases
hidden_problems, diagnose_hidden = _ONE.hidden_problems, _ONE.diagnose_hidden
public_case, public_diagnosis, public_test = _ONE.public_case, _ONE.public_diagnosis, _ONE.public_test
known_mistakes = _ONE.known_mistakes
learners = partial(simulated.learners, RNN)


def hand_in(course, who=None):
    """Write submissions of the exercise into a course folder, see grader.demo.simulated.hand_in."""
    return simulated.hand_in(course, RNN, who)


__all__ = ["CHATTY"]
