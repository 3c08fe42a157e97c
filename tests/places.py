"""What the tests of places share: programs whose lines are marked, and what is found in them."""

from checks.place.report import search
from tests import lstm, rnn
from tests.lstm import LSTM
from tests.rnn import RNN


def found_in(source):
    """Prove where the last function of a text goes wrong: checks.place.report.Places."""
    function = source.rpartition("def ")[2].partition("(")[0]
    of, exercise = (lstm, LSTM) if function.startswith("lstm") else (rnn, RNN)
    target = of.define({**of.solutions(), function: source})[function]
    return search(target, of.public_case(function), exercise.tests.right(function))


def meant_in(source):
    """The numbers of the lines of a text that end with `# this`."""
    return [number for number, line in enumerate(source.split("\n"), 1) if line.endswith("# this")]
