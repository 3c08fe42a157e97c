"""The exercise rnn for the tests: its two halves, and what is asked of them, bound to it."""

from functools import partial

from exercises.rnn.styles import CHATTY
from grader.demo import simulated
from grader.exercise import cases as drawing
from grader.exercise import fingerprints as fingerprinting
from grader.exercise import hidden, references
from grader.exercise import hidden_diagnosis as diagnosis
from grader.exercise.loading import load

RNN = load("rnn")
FUNCTIONS, NOTEBOOK = RNN.functions, RNN.notebook
CATALOGUE, STYLES, JOINT_HINTS = RNN.secret.mistakes, RNN.secret.styles, RNN.secret.joint_hints
AXES = {name: RNN.public.axes(name) for name in RNN.public.shapes if RNN.public.axes(name)}

solutions = partial(references.solutions, RNN)
define = partial(references.define, RNN)
references = partial(references.references, RNN)
cases = partial(drawing.cases, RNN)
hidden_problems = partial(hidden.hidden_problems, RNN)
diagnose_hidden = partial(diagnosis.diagnose_hidden, RNN)
fingerprints = partial(fingerprinting.fingerprints, RNN)
joint_hint = partial(fingerprinting.joint_hint, RNN)
public_case, public_diagnosis, known_mistakes = RNN.tests.case, RNN.tests.diagnosis, RNN.tests.known_mistakes
public_test = RNN.tests.test
learners = partial(simulated.learners, RNN)


def hand_in(course, who=None):
    """Write submissions of the exercise into a course folder, see grader.demo.simulated.hand_in."""
    return simulated.hand_in(course, RNN, who)


__all__ = ["CATALOGUE", "CHATTY", "JOINT_HINTS", "STYLES"]
