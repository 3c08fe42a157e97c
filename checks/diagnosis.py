"""Which mistake is this? Wrong outputs are held against those of known mistakes, then looked at for simple relations.

Every recogniser may decline, and where two disagree nothing is said: no hint is better than a wrong one.
"""

import re
import zlib
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from checks.case import Rung
from checks.relations import global_name, hint_of, relation_of
from checks.target import target_of
from checks.words import text_of

MATCH = 1e-6  # how far a wrong output may be from a known one, as a share of its size


class NamedBy(StrEnum):
    """What gives a failure its name."""

    MISTAKE = "mistake"  # a known mistake has these outputs
    GROUP = "group"  # several known mistakes have them
    PAIR = "pair"  # two known mistakes have them together
    RELATION = "relation"  # a simple relation holds between what came back and what is expected
    PLACE = "place"  # only in a report on a class, never in a Diagnosis: nothing but the line is known
    UNFINISHED = "unfinished"  # likewise: a step is still to be written

    @classmethod
    def of(cls, ids):
        """That of the known mistakes with the same outputs."""
        return cls.MISTAKE if len(ids) == 1 else cls.GROUP


@dataclass(frozen=True)
class Diagnosis:
    """The mistake, or the relation, that explains a failure.

    ids        tuple       ids of misconceptions, or the name of one relation
    by         NamedBy
    hint       str         a question that leads to the mistake
    said       tuple       of a relation: the output and the name that its hint speaks of
    """

    ids: tuple
    by: NamedBy
    hint: str
    said: tuple = ()

    @classmethod
    def of_pair(cls, ids, others, hint, other):
        """Two mistakes at once."""
        return cls((*ids, *others), NamedBy.PAIR, f"There are two things to look at. (1) {hint} (2) {other}")


@dataclass(frozen=True)
class Known:
    """What is known of mistakes that have the same outputs.

    ids            tuple of their ids
    hint           str, true for each of them
    fingerprint    dict: what they make of the case, see `fingerprint_of`
    roles          frozenset: Roles of where they are made; empty where that can't be proven
    """

    ids: tuple
    hint: str
    fingerprint: dict
    roles: frozenset = frozenset()

    def agrees_with(self, places):
        """True where a hint may speak: the proven place is the mistake's own; None: nobody has looked for one."""
        if places is None:
            return True
        if not places.roles:
            return not self.roles or all(trait[0] in (Rung.VALUES, Rung.SHAPE) for trait in self.fingerprint.values())
        return any(place.roles & self.roles for place in places.places)


def diagnose(function, problems, case, known, places=None):
    """Say which mistake explains all the problems of a function on a case.

    function   the learner's function, or a Target
    problems   list of Problem, as `examine` returned it
    known      list of Known
    places     checks.place.report.Places: a hint speaks only where it agrees with them; None: not looked for
    Returns a Diagnosis, or None.
    """
    if not problems or problems[0].rung == Rung.UNFINISHED:
        return None
    target = target_of(function)
    name = global_name(target, problems[0], case)
    if name:  # the numbers are made with what the notebook happens to hold, so they tell nothing
        return by_relation("global-name", problems[0].output, name)
    fingerprint = fingerprint_of(problems, case.exercise)
    for recognise in (_by_known_mistake, _by_two_known_mistakes):
        found = recognise(fingerprint, known, places)
        if found:
            return found
    relation, about = relation_of(problems[0], case, places)
    return by_relation(relation, *about) if relation else None


def by_relation(relation, output, name):
    """The Diagnosis that a relation makes, see checks.relations."""
    return Diagnosis((relation,), NamedBy.RELATION, hint_of(relation, output, name), (output, name))


def fingerprint_of(problems, exercise):
    """Condense problems to what tells one wrong result from another.

    Returns a dict: output, "inputs" or "" (the call) -> (Rung.VALUES, place, number, number), (Rung, text), or for an
    exception (Rung, text, the quantity on the failing line); texts are condensed to eight letters
    """
    return {
        ("inputs" if problem.rung == Rung.INPUTS else problem.output): _trait(problem, exercise) for problem in problems
    }


def _trait(problem, exercise):
    if problem.rung == Rung.VALUES:
        flat = np.asarray(problem.value, dtype=float).ravel()
        steps = np.arange(flat.size)
        numbers = flat @ np.cos(1.3 * steps + 0.4), flat @ np.sin(0.9 * steps + 1.1)  # by any two fixed directions
        return Rung.VALUES, _condensed(problem.where), *(float(number) for number in numbers)
    if problem.error is not None:
        # Numbers and names in an error message stay from one version of NumPy to the next, its words may not.
        # Python counts what was too much from 3.14 on: "too many values to unpack (expected 2, got 3)".
        text = re.sub(r"(too many values to unpack \(expected \d+), got \d+", r"\1", text_of(problem.error))
        text = text.replace(f"'{np.dtype(int)}'", "'int64'")  # in a browser, a whole number has 32 bits
        parts = re.findall(r"\d+|'[^']*'", text)
        inside = "inside" if any(one.name == "inside" for one in problem.evidence) else "own line"
        return problem.rung, _condensed(type(problem.error).__name__, inside, *parts), _assigned(problem, exercise)
    if problem.rung == Rung.SHAPE and problem.value is not None:
        return problem.rung, _condensed(problem.where, str(np.shape(problem.value)))
    return problem.rung, _condensed(problem.where, problem.headline, *(str(one).strip() for one in problem.evidence))


def _assigned(problem, exercise):
    """The quantity of the exercise that the failing line assigns to, "-" if it is none."""
    name = re.match(r"(\w+) *\+?= ", problem.line[1]) if problem.line else None
    return name[1] if name and exercise.axes(name[1]) else "-"


def _condensed(*texts):
    return f"{zlib.crc32(' '.join(texts).encode()):08x}" if any(texts) else "-"


def same_trait(one, other):
    """True when two traits are of the same wrong output."""
    if one[0] == other[0] == Rung.VALUES:
        numbers = zip(one[2:], other[2:], strict=True)
        return one[1] == other[1] and all(abs(a - b) <= MATCH * max(1, abs(b)) for a, b in numbers)
    return one == other


def same_fingerprint(one, other):
    """True when two fingerprints are of the same wrong result."""
    return one.keys() == other.keys() and all(same_trait(one[name], other[name]) for name in one)


def _by_known_mistake(fingerprint, known, places):
    found = [one for one in known if same_fingerprint(fingerprint, one.fingerprint)]
    if len(found) != 1 or not found[0].agrees_with(places):
        return None
    return Diagnosis(found[0].ids, NamedBy.of(found[0].ids), found[0].hint)


def _share_out(whole, one, other):
    """True where each output of a fingerprint is in one of two others, and none in both."""
    return not one.keys() & other.keys() and one.keys() | other.keys() == whole.keys()


def _first_line(known, places):
    """The number of the first line that a mistake is proven on; 0 where none was looked for."""
    return min((place.number for place in places.places if place.roles & known.roles), default=0) if places else 0


def _by_two_known_mistakes(fingerprint, known, places):
    """Two mistakes at proven places, each of which explains outputs that the other leaves right, and together all."""
    if places is not None and not places.roles:
        return None
    parts = [
        one
        for one in known
        if one.fingerprint.keys().isdisjoint(
            {"", "inputs"}
        )  # a hint on a changed input says that all numbers are right
        and all(name in fingerprint and same_trait(fingerprint[name], trait) for name, trait in one.fingerprint.items())
    ]
    found = [
        (one, other)
        for place, one in enumerate(parts)
        for other in parts[place + 1 :]
        if _share_out(fingerprint, one.fingerprint, other.fingerprint)
    ]
    if len(found) != 1 or not all(one.agrees_with(places) for one in found[0]):
        return None
    one, other = sorted(found[0], key=lambda one: _first_line(one, places))  # as the lines are shown
    return Diagnosis.of_pair(one.ids, other.ids, one.hint, other.hint)
