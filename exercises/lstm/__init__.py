"""The secret half of the exercise lstm."""

from exercises.lstm.cases import SKETCHES, draw, public_inputs
from exercises.lstm.mistakes import CATALOGUE, NOT_COVERED
from exercises.lstm.mistakes.joint_hints import JOINT_HINTS
from exercises.lstm.oracle import exact
from exercises.lstm.simulated import COSTS, FREQUENCIES, half
from exercises.lstm.styles import STYLES
from grader.exercise.loading import Secret
from lstm_utils import sigmoid
from rnn_utils import softmax

SECRET = Secret(
    sketches=SKETCHES,
    draw=draw,
    exact=exact,
    public_inputs=public_inputs,
    mistakes=CATALOGUE,
    not_covered=NOT_COVERED,
    joint_hints=JOINT_HINTS,
    styles=STYLES,
    given={"sigmoid": sigmoid, "softmax": softmax},
    simulated=COSTS,
    frequencies=FREQUENCIES,
    half=half,
)
