"""Which values may cross between student code and the examiner, and within which bounds."""

import re
from functools import lru_cache

import numpy as np

HEADER_LIMIT = 8 << 20  # bytes of JSON
BUFFER_LIMIT = 64 << 20  # bytes of arrays
NODE_LIMIT = 200_000  # values in a message, each counted as often as it is met
DEPTH_LIMIT = 40
INT_BITS = 1024
KEY_LIMIT = 1 << 60  # an int as a key is below it: Python's hash tells such keys apart, and not any larger ones
KINDS_LIMIT = 1_000  # types of the other side that a message may name
BASES_LIMIT = 20  # types that an exception's type extends
NAME_LIMIT = 200  # characters of the name of a type or a function
TEXT_LIMIT = 2_000  # characters of an exception's message
PRINTED_LIMIT = 100_000  # bytes that one call may print
PLACES_LIMIT = 100  # lines of the student's in an exception's traceback
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

    __slots__ = ("number",)

    def __init__(self, number):
        self.number = number


def handle(number, kind):
    """Return a Handle whose type is called `kind`, so that messages name what the student really returned."""
    return _handles(kind)(number)


@lru_cache(KINDS_LIMIT)
def _handles(kind):
    return type(kind, (Handle,), {"__slots__": ()})


def identifier(name):
    """Return a name that is an identifier; "object" instead of any other."""
    return name if isinstance(name, str) and re.fullmatch(r"[^\W\d]\w{0,59}", name) else "object"


def too_many():
    return WireError(f"more than {NODE_LIMIT} values are too many to cross")


def too_deep():
    return WireError(f"values nested more than {DEPTH_LIMIT} deep can't cross")
