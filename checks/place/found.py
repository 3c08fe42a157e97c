"""A place that a proof has found, and what several of them put in."""

from dataclasses import dataclass

from checks.place.instrument import COMPOUND, SIMPLE, Beside, Statement


@dataclass
class Found:
    """One proven place.

    statement   Statement
    forced      dict, key of the probe -> Track: what makes it right
    suspects    dict, the same keys -> Suspect
    replaced    frozenset: roles of the places further down that it explains
    missing     name that no line binds there, or ""
    """

    statement: Statement
    forced: dict
    suspects: dict
    replaced: frozenset = frozenset()
    missing: str = ""

    @property
    def spoils(self):
        """True for a line that changes, under another name, what is returned."""
        returned = any(name is Beside.RETURN for _, (name, _) in self.forced)
        return returned and not self.missing and self.statement.kind in (SIMPLE, COMPOUND)

    @property
    def changes(self):
        """True for a line that changes an argument."""
        return Beside.CHANGES in self.names

    @property
    def names(self):
        """The names whose values it puts in: set."""
        return {name for _, (name, _) in self.forced}


def all_forced(places):
    """What the places put in: dict, key of the probe -> Track."""
    return {key: track for place in places for key, track in place.forced.items()}
