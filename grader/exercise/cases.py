"""The cases of the hidden tests: sizes and numbers drawn from a seed, and what must come out."""

from functools import cache

import numpy as np

from checks.case import Case, halved
from checks.substitute import twin_of
from grader.exercise.loading import FullExercise
from grader.exercise.references import references

# How far an entry may be from the reference, as a share of the largest one. Reference and oracle differ by about 1e-15;
# a right answer in another style adds in another order, or goes through 1/cosh(z)**2, and stays below 1e-12.
# With float32 inputs each entry carries 6e-8, and a sum over examples and steps gathers some hundred of these.
DOUBLE = 1e-10
SINGLE = 1e-4
SIZES, LENGTHS = (2, 8), (5, 9)  # from which sizes are drawn, and numbers of time steps


class GraderError(RuntimeError):
    """The grader contradicts itself; no learner is to blame."""


@cache
def cases(exercise: FullExercise, function: str, seed: int) -> list[Case]:
    """Draw the cases of a function; the same seed gives the same cases.

    exercise   grader.exercise.loading.FullExercise
    function   name of one of its functions
    seed       int
    Returns a list of Case, kept for the next call. Raises GraderError when the reference and the oracle disagree.
    """
    position = list(exercise.functions).index(function)
    return [
        _case(exercise, function, sketch, np.random.default_rng([seed, position, number]))
        for number, sketch in enumerate(exercise.secret.sketches[function])
    ]


def _case(exercise, name, sketch, rng):
    public, function, label = exercise.public, exercise.functions[name], sketch.label
    sizes = _sizes(public, sketch, rng)
    inputs = exercise.secret.draw(rng, sizes, sketch, name)
    if sketch.dtype == np.float32:
        # Rounded: what is expected must belong to the very numbers that the learner's function gets.
        inputs = {name: value.astype(np.float32).astype(np.float64) for name, value in inputs.items()}
    quantities = public.record(inputs, references(exercise))
    step = public.hidden_step if public.is_of_one_step(function) else None
    arguments, expected = public.call_of(function, quantities, step)
    _compare_with_oracle(exercise, name, expected, quantities, step, label)
    substitute = (lambda own: twin_of(references(exercise)[function.calls])) if function.calls else None
    tolerance = SINGLE if sketch.dtype == np.float32 else DOUBLE
    given = tuple(_cast(arguments, sketch.dtype))
    other = Case(public, function, halved(given), {}, sizes, tolerance, substitute)
    return Case(public, function, given, expected, sizes, tolerance, substitute, other, label)


def _sizes(public, sketch, rng):
    drawn = [name for name in public.sizes if name != public.time]
    least, most = SIZES
    numbers = rng.permutation(range(least, max(most, least + len(drawn))))[: len(drawn)]
    sizes = dict(zip(drawn, map(int, numbers), strict=True))
    length = {public.time: int(rng.integers(*LENGTHS))} if public.time else {}
    return {**sizes, **length, **sketch.sizes}


def _compare_with_oracle(exercise, function, expected, quantities, step, label):
    for name, value in exercise.secret.exact(function, quantities, step).items():
        if not np.allclose(expected[name], value, rtol=0, atol=DOUBLE * (np.max(np.abs(value)) or 1.0)):
            raise GraderError(f"{function}: {name} of the reference is not what the definition says, case {label}")


def _cast(value, dtype):
    """Copy nested tuples, lists and dicts with every array in another float type."""
    if isinstance(value, np.ndarray):
        return value.astype(dtype)
    if isinstance(value, dict):
        return {key: _cast(entry, dtype) for key, entry in value.items()}
    return type(value)(_cast(entry, dtype) for entry in value)
