"""What a failure is explained by, as plain data: the places of a mistake, and what it is taken for.

Work that is graded runs in a process of its own, and what comes from there may be anything. So nothing of it is shown:
numbers of lines, keys of tables and known names are read, bounded and looked up, and the words are made again.
"""

import re

import numpy as np

from checks.diagnosis import Diagnosis, NamedBy
from checks.place.facts import WORDS, Fact
from checks.place.report import Places, place_on
from checks.place.role import Role, RoleKind
from checks.relations import HINTS, OF_THE_CALL, hint_of

MOST = 50  # places, roles of a place, ids
LENGTH = 60  # characters of a name
_WORD = re.compile(r"[^\W\d]\w*")
_OURS = frozenset({"a", "an", "and", "of", "its", "rows", "columns", "everything", "missing", "inside", "outside"})
_OURS |= set(RoleKind)


def to_data(places, diagnosis):
    """Write places and a Diagnosis, or None, as values that travel: dict."""
    found = [
        [
            one.number,
            one.start,
            one.end,
            [one.said.what, list(one.said.about), one.said.at],
            sorted(map(str, one.roles)),
            one.last,
        ]
        for one in places.places
    ]
    named = diagnosis and [list(diagnosis.ids), diagnosis.by, list(diagnosis.said)]
    return {
        "cell": places.cell,
        "places": found,
        "outputs": places.outputs,
        "mended": places.mended,
        "helped": list(places.helped),
        "still": list(places.still),
        "either": places.either,
        "exchanged": places.exchanged,
        "diagnosis": named,
    }


def from_data(data, function, lines, known, may_be_shown):
    """Read what `to_data` wrote somewhere else: (Places, Diagnosis or None).

    function      checks.exercise.Function
    lines         list of the lines of the cell that it stands in; empty where that is not known: then without places
    known         list of checks.diagnosis.Known
    may_be_shown  takes a name, returns True where it is one of the learner's text, of the exercise, or of Python
    Raises        ValueError where it is something else
    """
    try:
        found, outputs, named = (data[key] for key in ("places", "outputs", "diagnosis"))
        names = _Names(function, may_be_shown)
        places = [names.place(lines, *one) for one in found[:MOST]] if lines else []
        if not 0 <= _whole(outputs) <= len(function.outputs):
            raise ValueError("a function has not so many outputs")
        helped, still = (tuple(name for name in function.outputs if name in data[key]) for key in ("helped", "still"))
        if bool(helped) != bool(still):
            raise ValueError("either all outputs are right, or some are and some are not")
        either = bool(data["either"]) and len(places) == 2
        exchanged = bool(data["exchanged"]) and len(places) == 2
        told = tuple(places), outputs, bool(data["mended"]), helped, still, either, exchanged
        read = Places(*told) if places else Places()
        return read, names.diagnosis(known, *named) if named else None
    except (TypeError, KeyError, IndexError, AttributeError) as error:
        raise ValueError(f"this is no explanation: {error}") from None


def _whole(value, least=-1_000_000, most=1_000_000):
    if type(value) is not int or not least <= value <= most:
        raise ValueError("a number is out of bounds")
    return value


class _Names:
    """Reads one explanation."""

    def __init__(self, function, may_be_shown):
        self.function, self.may_be_shown = function, may_be_shown

    def text(self, value):
        """A short text in which each name may be shown."""
        if type(value) is not str or len(value) > LENGTH or not value.isprintable():
            raise ValueError("a text is too long, or none that can be shown")
        for word in _WORD.findall(value):
            if not (word in _OURS or hasattr(np, word) or self.may_be_shown(word)):
                raise ValueError("a name is not known")
        return value

    def place(self, lines, number, start, end, said, roles, last):
        """One Place on a line of the cell."""
        line = lines[_whole(number, 1, len(lines)) - 1].strip()
        if start is not None and not 0 <= _whole(start) < _whole(end, 1, len(line)):
            raise ValueError("this is no part of the line")
        roles = frozenset(Role.read(self.text(role)) for role in roles[:MOST] if self.is_text(role))
        last = _whole(last, number + 1, len(lines)) if last else 0
        return place_on(lines, number, start, end if start is not None else None, self.fact(*said), roles, last)

    def fact(self, what, about, at):
        """A Fact; nothing where it speaks of what may not be shown."""
        if what not in WORDS or not all(map(self.is_text, filter(lambda one: isinstance(one, str), about))):
            return Fact()
        fact = Fact(what, tuple(map(self.about, about[:MOST])), at if at is None else _whole(at))
        str(fact)  # IndexError where the words take more than there is
        return fact

    def about(self, value):
        """What a fact is about: a name, a number, a shape."""
        if isinstance(value, (list, tuple)):
            return tuple(map(_whole, value[:MOST]))
        return self.text(value) if isinstance(value, str) else _whole(value)

    def is_text(self, value):
        """True for what `text` takes."""
        try:
            return self.text(value) is value
        except ValueError:
            return False

    def diagnosis(self, known, ids, by, said):
        """A Diagnosis of known mistakes, or a relation."""
        ids = tuple(ids[:MOST])
        if by == NamedBy.RELATION:
            (relation,), (output, name) = ids, said
            if relation not in HINTS or not (output or relation in OF_THE_CALL):
                raise ValueError("this is no relation of the function")
            about = self.text(output), self.text(name)
            return Diagnosis(ids, NamedBy.RELATION, hint_of(relation, *about), about)
        hints = {one.ids: one.hint for one in known}
        if by != NamedBy.PAIR:
            if ids not in hints or by != NamedBy.of(ids):
                raise ValueError("this is no mistake of the function")
            return Diagnosis(ids, NamedBy.of(ids), hints[ids])
        for at in range(1, len(ids)):
            if ids[:at] in hints and ids[at:] in hints:
                return Diagnosis.of_pair(ids[:at], ids[at:], hints[ids[:at]], hints[ids[at:]])
        raise ValueError("these are no two mistakes of the function")
