"""Which values may cross between student code and the examiner, and within which bounds."""

import re

import numpy as np

HEADER_LIMIT = 8 << 20  # bytes of JSON
BUFFER_LIMIT = 64 << 20  # bytes of arrays
NODE_LIMIT = 200_000  # values in a message, each counted as often as it is met
DEPTH_LIMIT = 40
INT_BITS = 1024
AXES_LIMIT = 8
ATOMS = frozenset((type(None), bool, float, str))  # they cross as JSON has them
SMALL = 1 << 62  # so does an int below it, without a look at its bits
DTYPES = tuple(np.dtype(code).str for code in ("?", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8")) + tuple(
    np.dtype(code).str for code in ("f2", "f4", "f8", "c8", "c16")
)


class WireError(ValueError):
    """A value or a message that can't cross; the text says which bound or rule it breaks."""


class Handle:
    """A value that stays on the other side; made with a subclass named as its type there.

    number     int         names the value to the side that keeps it
    """

    def __init__(self, number):
        self.number = number


def handle(number, kind):
    """Return a Handle whose type is called `kind`, so that messages name what the student really returned."""
    return type(kind, (Handle,), {"__slots__": ()})(number)


def identifier(name):
    """Return a name as it may be shown: "object" for what is none."""
    return name if isinstance(name, str) and re.fullmatch(r"[^\W\d]\w{0,59}", name) else "object"


def too_many():
    return WireError(f"more than {NODE_LIMIT} values are too many to cross")


def too_deep():
    return WireError(f"values nested more than {DEPTH_LIMIT} deep can't cross")
