"""What is known of a call before it is made: its arguments are serialised, and the reference has been asked.

What a right loop asks of the function that it calls are the questions of the reference, and the answers to them travel
along, encrypted with the questions. benchmarks/ablation.py: without this a submission takes a quarter more CPU time.
"""

from dataclasses import replace
from functools import lru_cache

from checks.target import LocalFunction
from grader.box import wire
from grader.box.sealing import seal
from grader.box.session_client import Ahead
from grader.exercise.references import references

KEPT = 256  # calls: a submission makes some fifty, and most are those of the one before


@lru_cache(KEPT)
def precompute(exercise, case):
    """Precompute a call: serialised arguments, and the encrypted answers of the substitute; returns an Ahead.

    exercise    grader.exercise.loading.FullExercise
    case        checks.case.Case; its arguments are never changed, for they are serialised once
    """
    written = wire.dumps(list(case.arguments))
    return Ahead(written, wire.dumps(_answers(exercise, case))) if case.substitute else Ahead(written)


def _answers(exercise, case):
    """The substitute's answers to what the reference asks: dict, label -> encrypted answer."""
    answers = {}

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
        LocalFunction(references(exercise)[case.function.name]).call(replace(case, substitute=recording))
    except Exception:
        answers.clear()  # whoever asks gets no answer ahead, but the same one
    return answers
