"""What a place does in a function: by this it is compared with the place that a hint speaks of."""

from enum import StrEnum
from typing import NamedTuple


class RoleKind(StrEnum):
    """What the line of a place is for; most kinds have the name of a quantity beside them."""

    CALL = "call"  # it gives the function of one step this argument
    RETURN = "return"  # it returns this output
    INSIDE = "inside"  # it gives this quantity its value, in the loop over time
    OUTSIDE = "outside"  # the same, elsewhere
    MISSING = "missing"  # no line gives this quantity its value
    LOOP = "loop"  # it is the head of the loop over time
    EARLY = "early"  # it returns before the loop has come to its end
    END = "end"  # the function ends without a return
    CONDITION = "condition"  # it decides which lines run
    CHANGES = "changes"  # it changes an argument


class Role(NamedTuple):
    """One role; as text, in numbers and records: its kind, and the name behind it."""

    kind: RoleKind
    name: str = ""

    def __str__(self):
        return f"{self.kind} {self.name}".rstrip()

    @classmethod
    def read(cls, text):
        """Read what `str` made of one; ValueError where it is no role."""
        kind, _, name = text.partition(" ")
        return cls(RoleKind(kind), name)
