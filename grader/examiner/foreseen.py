"""What is known of a call before it is made: its arguments are written, and the reference has been asked.

What a right loop asks of its cell are the questions of the reference, and the answers to them travel along. What comes
back just as the reference returns it needs no reading.
"""

from functools import lru_cache

from grader.answers import references
from grader.box import wire
from grader.box.sealing import seal
from grader.box.session import Ahead
from rnn_checks.call import called_here

KEPT = 256  # calls: a submission makes some fifty, and most are those of the one before


def foreseen(function, arguments, name, lend):
    """Return the Ahead of a call of a function.

    function   the name of a function
    arguments  tuple, what it is called with; it stays as it is, for it is written once
    name       the function that is lent to it, or None
    lend       takes the student's own, returns the function that is called in its place (see rnn_checks.Case), or None
    """
    written = _written(_Known((id(arguments),), arguments))
    return _foreseen(_Known((function, written, lend and name), arguments, lend))


class _Known:
    """Something that is known by its key. The rest follows from it, and is held: so no other tuple can have its id."""

    def __init__(self, key, *rest):
        self.key, self.rest = key, rest

    def __eq__(self, other):
        return self.key == other.key

    def __hash__(self):
        return hash(self.key)


@lru_cache(KEPT)
def _written(known):
    (arguments,) = known.rest
    return wire.dumps(list(arguments))


@lru_cache(KEPT)
def _foreseen(known):
    (function, written, name), (arguments, lend) = known.key, known.rest
    answers, right = {}, None

    def recording(own):
        lent = lend(own)

        def answer(*given):
            value = lent(*given)
            question, had = wire.dumps_parts(["lend", list(given)])
            label, sealed = seal(question, wire.dumps(["answer", "returned", value], had=had))
            answers[label] = sealed
            return value

        return answer

    if function in references():
        try:
            result, _ = called_here(references()[function], arguments, name, lend and recording)
            right = wire.dumps(result)
        except Exception:
            answers.clear()  # whoever asks gets no answer ahead, but the same one
    return Ahead(written, wire.dumps(answers), right)
