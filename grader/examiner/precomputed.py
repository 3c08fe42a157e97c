"""Precompute calls: arguments are serialised, and the reference has been run, before a submission is called.

A correct loop calls its substitute with the same arguments as the reference does, so the answers are sent along,
encrypted. benchmarks/ablation.py: without this a submission takes a quarter more CPU time.
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
    """The substitute's answers to the calls of the reference: dict, label -> encrypted answer."""
    answers = {}

    def recording(own):
        replacement = case.substitute(own)

        def answer(*given):
            value = replacement(*given)
            question, had = wire.dumps_parts(["substitute", list(given)])
            label, encrypted = seal(question, wire.dumps(["answer", "returned", value], had=had))
            answers[label] = encrypted
            return value

        return answer

    try:
        LocalFunction(references(exercise)[case.function.name]).call(replace(case, substitute=recording))
    except Exception:
        answers.clear()  # then the same answers are given when they are asked for
    return answers
