"""The numbers file of the public tests: fixed inputs, what belongs to them, what mistakes make of them, hints.

Format: JSON (RFC 8259), one line an entry: see checks.public_cases.PublicCases.
"""

import json

import numpy as np

from grader.exercise import fingerprints
from grader.exercise.loading import FullExercise
from grader.exercise.references import references
from grader.exercise.right_values import right_data
from grader.system.files import write_file

DIGITS = 15


def quantities(exercise):
    """Return the inputs of the public cases, and what belongs to them: dict, name -> array."""
    return exercise.public.record(exercise.secret.public_inputs(exercise.public.sizes), references(exercise))


def rendered(exercise: FullExercise) -> str:
    """Return the text of the numbers file as it should be, given that the quantities in it are right already."""
    right = {name: right_data(exercise, name) for name in exercise.functions}
    return _text(exercise, right, fingerprints.rows_of(exercise), fingerprints.hints(exercise))


def write(exercise: FullExercise) -> None:
    """Write the numbers file: first the quantities, then what the mistakes make of these."""

    def without_mistakes():
        return _text(exercise, {name: right_data(exercise, name) for name in exercise.functions}, [], {})

    for text in (lambda: _text(exercise, {}, [], {}), without_mistakes, lambda: rendered(exercise)):
        write_file(exercise.tests.path, text().encode("utf-8"))
        exercise.tests.forget()
        fingerprints.fingerprints.cache_clear()
        fingerprints.roles.cache_clear()


def _text(exercise, right, mistakes, hints):
    stored = {name: _rounded(array) for name, array in quantities(exercise).items()}
    parts = (
        ("quantities", _object(stored)),
        ("right", _object(right)),
        ("mistakes", _list(mistakes)),
        ("hints", _object(hints)),
    )
    return "{\n" + ",\n".join(f"{json.dumps(name)}: {text}" for name, text in parts) + "\n}\n"


def _rounded(array):
    return np.vectorize(lambda entry: float(f"{entry:.{DIGITS}g}"))(array).tolist()


def _object(entries):
    lines = [f"{json.dumps(name)}: {_line(value)}" for name, value in entries.items()]
    return "{\n" + ",\n".join(lines) + "\n}"


def _list(entries):
    return "[\n" + ",\n".join(map(_line, entries)) + "\n]"


def _line(value):
    return json.dumps(value, ensure_ascii=False)
