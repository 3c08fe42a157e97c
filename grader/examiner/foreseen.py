"""What is known of a call before it is made: its arguments are written, and the reference has been asked.

What a right loop asks of its cell are the questions of the reference, and the answers to them travel along. What comes
back just as the reference returns it needs no reading.
"""

from dataclasses import replace
from functools import lru_cache

from checks.target import LocalFunction
from grader.box import wire
from grader.box.sealing import seal
from grader.box.session import Ahead
from grader.exercise.references import references

KEPT = 256  # calls: a submission makes some fifty, and most are those of the one before


def foreseen(exercise, case):
    """Return the Ahead of a call of a function.

    exercise    grader.exercise.loading.FullExercise
    case        checks.case.Case; its arguments are never changed, for they are written once
    """
    written = _written(_Known((id(case.arguments),), case.arguments))
    key = exercise.name, case.function.name, written, case.substitute is None
    return _foreseen(_Known(key, exercise, case))


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
    (_, _, written, _), (exercise, case) = known.key, known.rest
    answers, right = {}, None

    def recording(own):
        replacement = case.substitute(own)

        def answer(*given):
            value = replacement(*given)
            question, had = wire.dumps_parts(["lend", list(given)])
            label, sealed = seal(question, wire.dumps(["answer", "returned", value], had=had))
            answers[label] = sealed
            return value

        return answer

    try:
        reference = LocalFunction(references(exercise)[case.function.name])
        right = wire.dumps(reference.call(replace(case, substitute=case.substitute and recording)).result)
    except Exception:
        answers.clear()  # whoever asks gets no answer ahead, but the same one
    return Ahead(written, wire.dumps(answers), right)
