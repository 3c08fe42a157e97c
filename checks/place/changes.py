"""What looks for changes that a function makes beside what its lines bind: in its arguments, in arrays of two names."""

import numpy as np

from checks.place.probe import Probe
from checks.place.values import AFTER, copied, is_unchanged, same


class Watch(Probe):
    """A probe that looks for the statement that changes an argument.

    writes     number of the statement that did, or None
    """

    def __init__(self, whole, right, case):
        super().__init__(whole, right, case, forced={}, captures=range(len(whole.statements)))
        self.writes = self.latest = None

    def before(self, number, names):
        """Look whether the statement before this one has changed an argument."""
        if self.writes is None and not is_unchanged(self.given, self.case.arguments):
            self.writes = self.latest
        self.latest = number


class AsItIs(Probe):
    """A probe that puts nothing in, and notes which names hold right values as the function is.

    tracks     dict, key -> Track: what these would be given
    bound      set of the keys of names that are bound, and `wrong` those of them that hold another value somewhere
    """

    def __init__(self, whole, right, case, tracks):
        super().__init__(whole, right, case, forced={})
        self.tracks, self.bound, self.wrong = tracks, set(), set()

    def _look(self, number, bound, value):
        key = number, bound
        if key in self.tracks:
            self.bound.add(key)
            if not same(value, self.tracks[key].at(self.position), self.case.tolerance):
                self.wrong.add(key)
        return False


class Spoiling(Probe):
    """A probe that looks for statements that change, under another name, an output that was right.

    spoils     dict, name of an output -> number of the statement that did
    """

    def __init__(self, whole, right, case):
        super().__init__(whole, right, case, forced={}, captures=range(len(whole.statements)))
        self.spoils, self.latest, self.were_right = {}, None, set()

    def before(self, number, names):
        """Look whether the statement before this one has changed an output that it does not name."""
        outputs, known = self.case.function.outputs, self.right.names
        held = {name: names[name] for name in outputs if name in names and name in known}
        are_right = {
            name for name, value in held.items() if same(value, known[name].at(self.position), self.case.tolerance)
        }
        bound = set() if self.latest is None else {name for name, _ in self.whole.statements[self.latest].binds}
        for name in self.were_right & held.keys() - are_right - bound:
            self.spoils.setdefault(name, self.latest)
        self.were_right = are_right if self.position == AFTER or not self.right.order else set()
        self.latest = number


class Sharing(Probe):
    """A probe that looks for an array that two names share, and that is written into under one of them.

    containers  set of names: of lists, tuples and dicts, it looks at those of these names alone

    shared      set of the names of such arrays
    writes      dict, name of a container -> number of the statement that first wrote, under another name, into what
                it holds
    """

    def __init__(self, whole, right, case, containers=frozenset()):
        super().__init__(whole, right, case, forced={}, captures=range(len(whole.statements)))
        self.containers, self.shared, self.writes, self.latest, self.held = containers, set(), {}, None, {}

    def before(self, number, names):
        """Look whether the statement before this one has changed an array under another name."""
        if self.latest is not None:
            bound = {name for name, _ in self.whole.statements[self.latest].binds}
            for name in self.held.keys() & names.keys() - bound:
                value, copy = self.held[name]
                if names[name] is not value or _holds_the_same(value, copy):
                    continue
                if isinstance(value, np.ndarray):
                    self.shared |= {name, *bound}
                else:
                    self.writes.setdefault(name, self.latest)
        self.held = {name: (value, copied(value)) for name, value in names.items() if self._is_held(name, value)}
        self.latest = number

    def are_told_apart(self, bound):
        """False where an array has two names, so that a line changes what another one holds.

        bound      the names that each place binds
        True all the same where a place is the line that gives it both names.
        """
        return not self.shared or any(len(names & self.shared) > 1 for names in bound)

    def _is_held(self, name, value):
        return isinstance(value, np.ndarray) or (name in self.containers and isinstance(value, (list, tuple, dict)))


def _holds_the_same(value, copy):
    """True where the arrays that a value still holds are as they were in its copy; it may have lost or got entries."""
    if isinstance(value, np.ndarray):
        return same(value, copy, 0)
    if isinstance(value, dict) and isinstance(copy, dict):
        return all(_holds_the_same(value[key], copy[key]) for key in value.keys() & copy.keys())
    if isinstance(value, (tuple, list)) and isinstance(copy, (tuple, list)):
        return len(value) != len(copy) or all(map(_holds_the_same, value, copy))
    return True
