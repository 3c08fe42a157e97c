"""The secret half of the exercise NAME."""

from exercises.NAME.cases import SKETCHES, draw, public_inputs
from exercises.NAME.mistakes import MISTAKES
from exercises.NAME.oracle import exact
from grader.exercise.loading import Secret

SECRET = Secret(sketches=SKETCHES, draw=draw, exact=exact, public_inputs=public_inputs, mistakes=MISTAKES)
