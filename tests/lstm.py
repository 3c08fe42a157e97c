"""The exercise lstm for the tests: its two halves, and what is asked of them, bound to it."""

from functools import partial

from grader.exercise import cases as drawing
from grader.exercise import fingerprints as fingerprinting
from grader.exercise import hidden, references
from grader.exercise import hidden_diagnosis as diagnosis
from grader.exercise.loading import load

LSTM = load("lstm")
FUNCTIONS, NOTEBOOK = LSTM.functions, LSTM.notebook
CATALOGUE, STYLES, JOINT_HINTS = LSTM.secret.mistakes, LSTM.secret.styles, LSTM.secret.joint_hints
WEIGHTS, BIASES = ("Wf", "Wi", "Wc", "Wo"), ("bf", "bi", "bc", "bo")

solutions = partial(references.solutions, LSTM)
define = partial(references.define, LSTM)
references = partial(references.references, LSTM)
cases = partial(drawing.cases, LSTM)
hidden_problems = partial(hidden.hidden_problems, LSTM)
diagnose_hidden = partial(diagnosis.diagnose_hidden, LSTM)
fingerprints = partial(fingerprinting.fingerprints, LSTM)
public_case, public_diagnosis = LSTM.tests.case, LSTM.tests.diagnosis
