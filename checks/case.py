"""A case to call a function on; a problem to say of it."""

from dataclasses import dataclass
from enum import StrEnum

from checks.exercise import Exercise, Function


class Rung(StrEnum):
    """The checks of a call and of each output, in their order: a problem names the first that fails."""

    UNFINISHED = "unfinished"  # is every step written?
    CALL = "call"  # does the call come to an end?
    RETURNS = "returns"  # does it return as many values as it should, or a dict?
    THERE = "there"  # is the output among them?
    ARRAY = "array"  # is it an array of real numbers?
    SHAPE = "shape"
    FINITE = "finite"  # are all its entries numbers?
    VALUES = "values"
    AGAIN = "again"  # does the function give the same when it is called again?
    INPUTS = "inputs"  # does it leave its arguments as they are?


@dataclass(frozen=True, eq=False)
class Case:
    """One call of a function: what goes in, what must come out, and how exactly.

    exercise    Exercise
    function    Function
    arguments   tuple          passed by position
    expected    dict           output -> array, or the tuples and lists of a record
    sizes       dict           size -> int, to name the axes of a wrong shape
    tolerance   float          how far an entry may be off, as a share of the largest expected one
    substitute  function       factory (the learner's own cell -> the replacement used during the call), which must be
                               deterministic; None: no substitution
    other       Case           second set of inputs without expected values, used to detect state kept between calls.
                               Its substitute does not ask the learner's own cell, which may never return there
    label       str            how messages name the case; empty for the public one
    seconds     float          how long a call of a function of this process may take; None: no limit
    """

    exercise: Exercise
    function: Function
    arguments: tuple
    expected: dict
    sizes: dict
    tolerance: float
    substitute: object = None
    other: object = None
    label: str = ""
    seconds: float | None = None


@dataclass(frozen=True)
class Problem:
    """What is wrong with one output: the check that failed, a headline and its evidence.

    output      str            "" where the call as a whole failed
    rung        Rung
    headline    str            a sentence without its subject, which is the function
    evidence    tuple of checks.words.Evidence
    where       str            the entry of a record that is meant, e.g. caches[0][2][1]
    inside      (names, names) of a record, the quantities made on the way to the outputs: wrong ones, and right ones
    value       array          what came back, where it is an array
    expected    array          what should have
    error       Exception      what the call raised
    line        (int, str)     the learner's own line where it ended, and its text; None where there is none
    why         str            what that line does, where it is no error
    ask         str            a question that leads from an error to what is meant, where its text alone tells
    label       str            of the case
    """

    output: str
    rung: Rung
    headline: str
    evidence: tuple = ()
    where: str = ""
    inside: tuple = ((), ())
    value: object = None
    expected: object = None
    error: object = None
    line: tuple | None = None
    why: str = ""
    ask: str = ""
    label: str = ""


def halved(value):
    """Copy nested tuples, lists and dicts with other numbers in every array."""
    if isinstance(value, dict):
        return {key: halved(entry) for key, entry in value.items()}
    if isinstance(value, (tuple, list)):
        return type(value)(map(halved, value))
    return value / 2
