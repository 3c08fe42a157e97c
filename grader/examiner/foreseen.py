"""What is known of a call before it is made: its arguments are written, and the reference has been asked.

What a right loop asks of its cell are the questions of the reference, and the answers to them travel along. What comes
back just as the reference returns it needs no reading.
"""

from functools import lru_cache

from checks.target import LocalFunction
from grader.box import wire
from grader.box.sealing import seal
from grader.box.session import Ahead
from grader.exercise.references import references

KEPT = 256  # calls: a submission makes some fifty, and most are those of the one before


def foreseen(exercise, function, arguments, substitute):
    """Return the Ahead of a call of a function.

    exercise    grader.exercise.loading.FullExercise
    function    checks.exercise.Function
    arguments   tuple, what it is called with; it is never changed, for it is written once
    substitute  factory of what replaces the function that it calls (see checks.case.Case), or None
    """
    written = _written(_Known((id(arguments),), arguments))
    return _foreseen(_Known((exercise.name, function.name, written, substitute is None), exercise, function, arguments, substitute))


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
    _, _, written, _ = known.key
    exercise, function, arguments, substitute = known.rest
    answers, right = {}, None

    def recording(own):
        replacement = substitute(own)

        def answer(*given):
            value = replacement(*given)
            question, had = wire.dumps_parts(["lend", list(given)])
            label, sealed = seal(question, wire.dumps(["answer", "returned", value], had=had))
            answers[label] = sealed
            return value

        return answer

    try:
        reference = LocalFunction(references(exercise)[function.name])
        right = wire.dumps(reference.call(arguments, function, substitute and recording).result)
    except Exception:
        answers.clear()  # whoever asks gets no answer ahead, but the same one
    return Ahead(written, wire.dumps(answers), right)
