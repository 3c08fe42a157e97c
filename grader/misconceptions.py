"""The catalogue of mistakes: each is a small edit of the reference, with its cause and a hint that leads to it."""

from dataclasses import dataclass

from grader.answers import define, solutions
from rnn_checks import FUNCTIONS


@dataclass(frozen=True)
class Misconception:
    """One mistake that learners make.

    id         kebab-case, stable
    function   the function that it is made in
    edits      pairs (the reference says, the learner wrote); each applies exactly once
    spoils     the outputs that come out wrong; empty: the call as a whole fails, and earns nothing
    cause      one sentence
    hint       at most 40 words; never the right line
    """

    id: str
    function: str
    edits: tuple
    spoils: tuple
    cause: str
    hint: str

    def source(self):
        """Return the text of the solution cell with the mistake in it; ValueError with the id if an edit is stale."""
        text = solutions()[self.function]
        for said, wrote in self.edits:
            if text.count(said) != 1:
                raise ValueError(f"{self.id}: {said!r} stands {text.count(said)} times in {self.function}, not once")
            text = text.replace(said, wrote)
        return text

    def functions(self):
        """Return the four functions of a learner who makes this mistake and no other."""
        names = define({**solutions(), self.function: self.source()})
        return {name: names.get(name) for name in FUNCTIONS}


CATALOGUE = (
    Misconception(
        id="b-only-da-prevt",
        function="rnn_backward",
        edits=(("da[:, :, t] + da_prevt", "da_prevt"),),
        spoils=("dx", "da0", "dWax", "dWaa", "dba"),
        cause="the upstream gradient never enters the loop, so zeros travel back through time",
        hint="What arrives from the loss at step t is da[:, :, t]. Follow it through your loop: where does it enter?",
    ),
)
