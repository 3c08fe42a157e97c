"""The secret half of the exercise rnn."""

from exercises.rnn.cases import SKETCHES, draw, public_inputs
from exercises.rnn.mistakes import CATALOGUE, NOT_COVERED
from exercises.rnn.mistakes.joint_hints import JOINT_HINTS
from exercises.rnn.oracle import exact
from exercises.rnn.simulated import COSTS, FREQUENCIES, half
from exercises.rnn.styles import STYLES
from grader.exercise.loading import Secret
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
    given={"softmax": softmax},
    simulated=COSTS,
    frequencies=FREQUENCIES,
    half=half,
)
