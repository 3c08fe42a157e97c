"""The secret half of the exercise third."""

from exercises.third.cases import SKETCHES, draw, public_inputs
from exercises.third.mistakes import MISTAKES
from exercises.third.oracle import exact
from grader.exercise.loading import Secret

SECRET = Secret(sketches=SKETCHES, draw=draw, exact=exact, public_inputs=public_inputs, mistakes=MISTAKES)
