"""What looks for changes that a function makes beside what its lines bind: in its arguments, in arrays of two names."""

import numpy as np

from checks.place.probe import Probe
from checks.place.values import same


class Watch(Probe):
    """A probe that looks for the statement that changes an argument.

    writes     number of the statement that did, or None
    """

    def __init__(self, whole, right, case):
        super().__init__(whole, right, case, forced={}, captures=range(len(whole.statements)))
        self.writes = self.latest = None

    def before(self, number, names):
        """Look whether the statement before this one has changed an argument."""
        if self.writes is None and not same(self.given, self.case.arguments, 0):
            self.writes = self.latest
        self.latest = number


class Sharing(Probe):
    """A probe that looks for an array that two names share, and that is written into under one of them.

    shared     set of the names of such arrays
    """

    def __init__(self, whole, right, case):
        super().__init__(whole, right, case, forced={}, captures=range(len(whole.statements)))
        self.shared, self.latest, self.held = set(), None, {}

    def before(self, number, names):
        """Look whether the statement before this one has changed an array under another name."""
        if self.latest is not None:
            bound = {name for name, _ in self.whole.statements[self.latest].binds}
            for name in self.held.keys() & names.keys() - bound:
                value, copy = self.held[name]
                if names[name] is value and not same(value, copy, 0):
                    self.shared |= {name, *bound}
        self.held = {name: (value, value.copy()) for name, value in names.items() if isinstance(value, np.ndarray)}
        self.latest = number
