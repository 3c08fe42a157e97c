"""What is said of a place beside its line: a fact about the program, never a right number. As data, and in words."""

import ast
from dataclasses import dataclass

import numpy as np

from checks.likeness import FEW_DIGITS
from checks.place.instrument import END, INSIDE, ITERATION, LOOP, RETURN, Beside
from checks.place.values import AFTER, BEFORE, UNKNOWN, same
from checks.words import kind, listed

WORDS = {
    "no-return": "the function ends here without a return",
    "second-name": "{0} is another name for {1} here, not a copy",
    "part-of": "{0} is part of {1} here, not a copy",
    "held": "{0} is written into here, and {1} still holds it",
    "other-order": "these are the right arguments, in another order",
    "shadows": "in your function, {0} is the name of this value",
    "overwrites": "{0} has another value from here on, and the one before is still needed",
    "writes-input": "this line changes an argument of your function",
    "ends-early": "the function ends here in iteration {0} of {1}",
    "error": "{0} on this line",
    "loop-over-what": "a loop can't iterate over this",
    "loop-never": "the loop makes no iterations",
    "loop-once": "the loop makes 1 iteration; there are {0} time steps",
    "loop-length": "the loop makes {0} iterations; there are {1} time steps",
    "loop-order": "the loop runs over the time steps in the wrong order",
    "loop-numbers": "the loop runs over numbers that are not the time steps",
    "true-at": "this condition is true at {0}, which is not right",
    "always-true": "this condition is always true",
    "never-true": "this condition is never true",
    "true-elsewhere": "this condition is not always true when it should be, or true when it should not be",
    "used-up": "{0} can be gone through only once",
    "not-kept": "the result of this line is not stored",
    "not-always": "nothing gives {0} its value",
    "not-in-loop": "nothing in this loop gives {0} its new value",
    "unread": "nothing reads {0}, and nothing in the loop gives {1} its new value",
    "several-not-in-loop": "nothing in this loop gives {names} their new values",
    "not-after-these": "{0} is not right after these lines",
    "not-below": "nothing gives {0} its value after this line",
    "not-renewed": "nothing gives {0} its new value after this line",
    "spoils": "{0} is right before this line, and wrong after it",
    "several-spoils": "{names} are right before this line, and wrong after it",
    "not-after": "{0} is not right after this line",
    "never": "nothing gives {0} a value",
    "right-until": "{0} is right at t = {1}, and wrong",
    "no-value": "{0} has no value",
    "length": "{0} has the wrong number of entries",
    "entry": "{0} has a wrong entry",
    "type": "{0} is {1}, not {2}",
    "shape": "{0} has shape {1}, not {2}",
    "whole": "{0} can hold only whole numbers",
    "truth": "{0} can hold only True and False",
    "narrow": "the dtype of {0} keeps too few digits",
    "text": "{0} holds text",
    "complex": "{0} holds complex numbers",
    "objects": "{0} holds objects",
    "dates": "{0} holds dates or times",
    "fields": "{0} holds entries of several fields",
    "not-numbers": "{0} has entries that are not finite",
    "zeros": "{0} is all zeros",
    "stays-zero": "{0} is all zeros here, and no line below gives it other values",
    "not-zero": "{0} is not zero",
    "not-zero-before": "{0} is not zero before the loop",
    "sign": "{0} has the opposite sign",
    "digits": "{0} is right to only a few digits",
}
OF_CONDITIONS = ("true-at", "always-true", "never-true", "true-elsewhere")
_OF_VALUES = {"right-until", "not-numbers", "zeros", "sign", "digits"}
# What is put in to prove a place, where that is not the value that stands there.
PUT_IN = {
    **dict.fromkeys(("not-in-loop", "not-always"), "its right value in each iteration"),
    "unread": "the right values in each iteration",
    **dict.fromkeys(OF_CONDITIONS, "this condition right"),
    "several-not-in-loop": "their right values in each iteration",
    **dict.fromkeys(("spoils", "several-spoils"), "what was there before it"),
    **dict.fromkeys(
        ("loop-order", "loop-numbers", "loop-length", "loop-once", "loop-never"), "the right time steps in that loop"
    ),
}


@dataclass(frozen=True)
class Fact:
    """A fact about a place.

    what       key of WORDS, or "" where there is nothing to say
    about      tuple of names, types, numbers and shapes that the words take
    at         the time step, or None
    """

    what: str = ""
    about: tuple = ()
    at: int | None = None

    def __str__(self):
        if not self.what:
            return ""
        names = listed(map(str, self.about)) if self.about else ""
        words = WORDS[self.what].format(*self.about, names=names).replace("an ndarray", "a numpy array")
        return words + (f" at t = {self.at}" if self.at is not None else "")


def fact_of(proof, place, idle):
    """The Fact about a place.

    proof      checks.place.proof.Proof
    place      checks.place.found.Found
    idle       True: its line computes something and keeps it nowhere
    """
    if place.spoils:
        names = tuple(output for _, (_, output) in place.forced)
        return Fact("several-spoils" if len(names) > 1 else "spoils", names)
    if place.missing:
        return Fact("not-kept") if idle else _missing(proof, place)
    if place.statement.kind == END:
        return Fact("no-return")
    key = next(iter(place.forced))
    suspect = place.suspects.get(key)
    if key[1][0] in (Beside.CHANGES, Beside.HELD, Beside.SECOND):
        return _of_memory(place.statement, *key[1])
    if suspect is None:
        return Fact()
    if key[1][0] is Beside.EARLY:
        return Fact("ends-early", (suspect.value, suspect.expected))
    return _of_suspect(proof, place, key, suspect)


def fact_of_condition(condition):
    """The Fact about a checks.place.conditions.Condition: when it is true."""
    if len(set(condition.answers)) == 1:
        return Fact("always-true" if condition.answers[0] else "never-true")
    when = [step for answer, step in zip(condition.answers, condition.steps, strict=True) if answer]
    if not all(type(step) is int for step in when) or len(set(condition.steps)) < len(condition.steps):
        return Fact("true-elsewhere")
    return Fact("true-at", (f"{condition.variable} = {listed(map(str, sorted(when)))}",))


def _of_memory(statement, what, name):
    """What a line does to arrays that have other names as well."""
    if what is Beside.CHANGES:
        return Fact("writes-input")
    if what is Beside.HELD:
        return Fact("held", (statement.binds[0][0], name))
    value = statement.node.value
    while not isinstance(value, ast.Name):
        value = value.value
    is_whole = value is statement.node.value and isinstance(statement.node.targets[0], ast.Name)
    return Fact("second-name" if is_whole else "part-of", (name, value.id))


def _of_suspect(proof, place, key, suspect):
    """What is wrong with a value, or with the way to it."""
    statement, (name, entry) = place.statement, key[1]
    error = suspect.error or (suspect.value is UNKNOWN and proof.judged.raised_by.get(statement.number))
    if error and statement.number != proof.fails_at:
        return Fact()  # what was put in for another place made it fail
    if error:
        return Fact("error", (type(error).__name__,)) if statement.kind != RETURN else Fact()
    if statement.kind == LOOP:
        return _iterations(suspect)
    is_silent = len(place.forced) > 1 and name is Beside.RETURN
    if is_silent or (suspect.value is UNKNOWN and name in (Beside.CALL, Beside.RETURN)):
        return Fact()
    fact = _of_value(proof, _subject(proof, key), suspect)
    if fact.what == "shape" and _is_widened(proof, entry or name, suspect):
        return Fact()
    if fact.what in _OF_VALUES and len(proof.places) > 1:
        return Fact()  # it is so where the other places are right, and may not be so as the code stands
    is_last = statement.kind != RETURN and not any(name in one for one in _bound_below(proof, statement))
    return Fact("stays-zero", fact.about) if fact.what == "zeros" and fact.at is None and is_last else fact


def _is_widened(proof, name, suspect):
    """True for what the function is given, with a shape that broadcasting gives it anyway: the entries are wrong."""
    given = dict(proof.case.exercise.given_to(proof.case.function, proof.case.arguments))
    shape, right = np.shape(suspect.value), np.shape(suspect.expected)
    pairs = zip(reversed(shape), reversed(right), strict=False)
    return name in given and len(shape) >= len(right) and all(one == other or other == 1 for one, other in pairs)


def _bound_below(proof, statement):
    """The names that each statement below another one binds: list of set."""
    return [{name for name, _ in one.binds} for one in proof.whole.statements[statement.number + 1 :]]


def _subject(proof, key):
    """The name that a fact has for the value of a place: an output, an entry of a dict, or an argument of a call."""
    name, entry = key[1]
    of_a_dict = f'{name}["{entry}"]' if entry else name
    return {Beside.CALL: f"{entry} of {proof.case.function.calls}", Beside.RETURN: entry}.get(name, of_a_dict)


def what_is_wrong(proof):
    """What stands in the places of a proof: yields (name, value, expected, what is right at the other steps, when)."""
    for place in proof.places:
        for key, suspect in place.suspects.items():
            if not place.missing and suspect.error is None and isinstance(suspect.expected, np.ndarray):
                others = _at_other_steps(proof, place, key, suspect)
                yield _subject(proof, key), suspect.value, suspect.expected, others, _step(proof, suspect)


def _at_other_steps(proof, place, key, suspect):
    name, entry = key[1]
    others = [at for at in range(len(proof.right.order)) if at != suspect.position]
    if not isinstance(suspect.position, int):
        return []
    if name is Beside.CALL:
        at = proof.case.exercise[proof.case.function.calls].arguments.index(entry)
        return [proof.right.calls[step][0][at] for step in others]
    return [value for value in map(place.forced[key].at, others) if isinstance(value, np.ndarray)]


def _of_value(proof, subject, suspect):
    """What is wrong with a value, without numbers; nothing where that is all that can be said."""
    what, *about = _difference(suspect)
    order, at = proof.right.order, suspect.position
    is_step = isinstance(at, int) and at < len(order)
    if what == "length" and is_step and len(suspect.value) == len(order):
        what = "entry"  # it was made as long as it has to be
    if what == "not-zero" and at == BEFORE and order:
        what = "not-zero-before"
    if what:
        return Fact(what, (subject, *about), order[at] if is_step else None)
    return Fact("right-until", (subject, order[at - 1]), order[at]) if is_step and at else Fact()


def _iterations(suspect):
    if suspect.value is UNKNOWN:
        return Fact("loop-over-what")
    yours, right = list(suspect.value), list(suspect.expected)
    if not yours:
        return Fact("loop-never")
    if len(yours) != len(right):
        return Fact("loop-once", (len(right),)) if len(yours) == 1 else Fact("loop-length", (len(yours), len(right)))
    return Fact("loop-order" if sorted(yours) == sorted(right) else "loop-numbers")


def sometimes_bound(proof, name):
    """The statements in the loop that give a name its value, always or under a condition: list of Statement."""
    inside = [one for one in proof.whole.statements if one.region == INSIDE and one.kind != ITERATION]
    return [one for one in inside if (name, None) in one.binds]


def unread_of(proof, missing):
    """The statement of the loop that gives another name, which nothing reads, the values of a missing one; or None."""
    track, tolerance = proof.right.names.get(missing), proof.case.tolerance
    read = {part.id for part in ast.walk(proof.source.node) if isinstance(part, ast.Name) and _is_read(part)}
    for (number, (name, entry)), values in proof.judged.seen.items() if track else ():
        one = proof.whole.statements[number]
        is_alone = one.region == INSIDE and one.kind != ITERATION and entry is None and len(one.binds) == 1
        if is_alone and name not in read and all(same(value, track.at(at), tolerance) for at, value in values):
            return one
    return None


def _is_read(node):
    return isinstance(node.ctx, ast.Load)


def _missing(proof, place):
    name = place.missing
    if place.statement.kind == ITERATION:
        if sometimes_bound(proof, name):
            return Fact("not-always", (name,), _step(proof, next(iter(place.suspects.values()))))
        unread = unread_of(proof, name)
        return Fact("not-in-loop", (name,)) if unread is None else Fact("unread", (unread.binds[0][0], name))
    is_bound = any(one == name for _, (one, _) in proof.judged.seen)
    if is_bound and sometimes_bound(proof, name):
        return Fact("not-after", (name,))  # the line may be wrong, or one below it missing
    return Fact("not-below" if is_bound else "never", (name,))


def _step(proof, suspect):
    order, position = proof.right.order, suspect.position
    if not order or position in (BEFORE, AFTER) or not isinstance(position, int):
        return None
    return order[position] if position < len(order) else None


def _difference(suspect):
    """What differs, without the numbers: a key of WORDS and what its words take; "" where it is only wrong."""
    value, expected = suspect.value, suspect.expected
    if value is UNKNOWN:
        return ("no-value",)
    if isinstance(expected, np.ndarray):
        return _of_arrays(value, expected)
    if isinstance(expected, (tuple, list)) and isinstance(value, (tuple, list)):
        return ("length",) if len(value) != len(expected) else ("entry",)
    if type(value) is not type(expected) and not isinstance(value, (int, float, np.number)):
        return "type", kind(value), kind(expected)
    return ("",)


_KINDS = {"i": "whole", "u": "whole", "b": "truth", "U": "text", "S": "text", "c": "complex"}  # of a dtype
_KINDS |= {"M": "dates", "m": "dates", "V": "fields"}


def _of_arrays(value, expected):
    if not isinstance(value, (np.ndarray, np.generic, int, float)):
        return "type", kind(value), "an ndarray"
    if np.shape(value) != expected.shape:
        return "shape", tuple(np.shape(value)), tuple(expected.shape)
    value = np.asarray(value)
    if value.dtype.kind != "f":
        return (_KINDS.get(value.dtype.kind, "objects"),)
    with np.errstate(all="ignore"):
        if not np.isfinite(value).all():
            return ("not-numbers",)
        if value.dtype.itemsize < expected.dtype.itemsize:
            return ("narrow",)
        if not value.any():
            return ("zeros",)
        if not expected.any():
            return ("not-zero",)
        scale = np.max(np.abs(expected))
        if np.max(np.abs(value + expected)) <= 1e-8 * scale:
            return ("sign",)
        if np.max(np.abs(value - expected)) <= FEW_DIGITS * scale:
            return ("digits",)
    return ("",)
