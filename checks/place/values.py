"""Right values: what the names of the contract hold in a right function, before, in and after its loop.

They are made once, from the reference, and come as data. Values without a name are right values of parts of lines.
"""

import copy
from dataclasses import dataclass, field
from enum import Enum

import numpy as np


class Unknown(Enum):
    """The type of UNKNOWN, which stands where no value is known; it is false, and its copies are itself."""

    UNKNOWN = "UNKNOWN"

    def __bool__(self):
        return False


UNKNOWN = Unknown.UNKNOWN
BEFORE, AFTER = "before", "after"  # the loop; in between a position is the number of the iteration, from 0


@dataclass(frozen=True)
class Track:
    """The right values of one name, or of one part of a line.

    before     before the loop; in a function without a loop: at its end
    steps      tuple, one for each iteration of the loop in the order in which they run; empty where it is not bound
    after      behind the loop
    """

    before: object = UNKNOWN
    steps: tuple = ()
    after: object = UNKNOWN

    def at(self, position):
        """The right value at a position, or UNKNOWN."""
        if position == AFTER:
            known = self.after, *self.steps[-1:], self.before
            return next((value for value in known if value is not UNKNOWN), UNKNOWN)
        if position == BEFORE:
            return self.before
        if self.steps:
            return self.steps[position] if position < len(self.steps) else UNKNOWN
        return self.before if self.after is UNKNOWN else UNKNOWN


@dataclass(frozen=True)
class Right:
    """What is known of a right function on the public case.

    names      dict, name of the contract -> Track
    pool       list of Track: right values of parts of lines, without names
    order      list: the time steps in the order of the iterations; empty where there is no loop
    calls      list, one for each iteration: (arguments, outputs) of the function that is called
    elsewhere  list of Track: what right functions of the same kind hold, e.g. on the forward pass
    """

    names: dict
    pool: list = field(default_factory=list)
    order: list = field(default_factory=list)
    calls: list = field(default_factory=list)
    elsewhere: list = field(default_factory=list)

    @property
    def earlier(self):
        """What the names of the contract hold when an iteration begins: list of Track."""
        tracks = [track for track in self.names.values() if track.steps and track.before is not UNKNOWN]
        return [Track(steps=(track.before, *track.steps[:-1])) for track in tracks]


def copied(value):
    """Copy arrays and containers; anything else as `copy.deepcopy` does."""
    if type(value) is np.ndarray and value.dtype != object:
        return value.copy()
    if type(value) in (tuple, list):
        return type(value)(map(copied, value))
    if type(value) is dict:
        return {key: copied(entry) for key, entry in value.items()}
    if value is None or type(value) in (int, float, str, bool) or value is UNKNOWN:
        return value
    return copy.deepcopy(value)


def same(one, other, tolerance):
    """True when two values are equal up to rounding, of one shape and of one kind of numbers."""
    if other is UNKNOWN:
        return False
    if isinstance(other, (np.ndarray, np.generic)):
        return _same_arrays(one, other, tolerance)
    if isinstance(other, dict):
        return isinstance(one, dict) and all(key in one and same(one[key], other[key], tolerance) for key in other)
    if isinstance(other, (tuple, list)):
        pairs = isinstance(one, (tuple, list)) and len(one) == len(other)
        return pairs and all(same(a, b, tolerance) for a, b in zip(one, other, strict=True))
    if isinstance(other, (int, float)):
        return isinstance(one, (int, float, np.number)) and abs(one - other) <= tolerance * max(1, abs(other))
    return one is other


def is_unchanged(after, before):
    """True when an argument is as it was before a call: of the same type, with the same keys, entries and numbers."""
    if after is before:
        return True
    if type(after) is not type(before):
        return False
    if isinstance(before, np.ndarray):
        return after.shape == before.shape and np.array_equal(after, before)
    if isinstance(before, dict):
        return after.keys() == before.keys() and all(is_unchanged(after[key], before[key]) for key in before)
    if isinstance(before, (tuple, list)):
        return len(after) == len(before) and all(map(is_unchanged, after, before))
    return bool(after == before)


def _same_arrays(one, other, tolerance):
    if not isinstance(one, (np.ndarray, np.generic)) or one.shape != other.shape:
        return False
    if one.dtype.kind not in "fc" or one.dtype.kind != other.dtype.kind:
        return one.dtype.kind == other.dtype.kind and bool(np.array_equal(one, other))
    if one.dtype.itemsize < other.dtype.itemsize:  # zeros in it are right, and what is stored in it loses digits
        return False
    scale = np.max(np.abs(other), initial=0) or 1.0
    with np.errstate(all="ignore"):
        return bool(np.all(np.abs(one - other) <= tolerance * scale))


def form(value):
    """What kind of value it is, to compare only like with like: a shape, or a type."""
    if isinstance(value, np.ndarray):
        return value.shape
    if isinstance(value, (bool, int, np.integer)):
        return int
    return float if isinstance(value, (float, np.floating)) else type(value)


def is_zero(value):
    """True for zeros of any kind."""
    return isinstance(value, (np.ndarray, int, float)) and not np.any(value)


def is_column(form):
    """True for the form of a column, as a bias has."""
    return isinstance(form, tuple) and len(form) == 2 and form[1] == 1


# ── As data ───────────────────────────────────────────────────────────────────────────────────────────────────────


def to_data(value, quantities):
    """Write a value as JSON takes it; an array that is a quantity, or one step of it, as its name."""
    if isinstance(value, np.ndarray):
        named = _named(value, quantities)
        return named if named else ["v", value.tolist()]
    if isinstance(value, dict):
        return ["d", {str(key): to_data(entry, quantities) for key, entry in value.items()}]
    if isinstance(value, (tuple, list)):
        return ["t" if isinstance(value, tuple) else "l", [to_data(entry, quantities) for entry in value]]
    return ["n", value.item() if isinstance(value, np.generic) else value]


def from_data(data, quantities):
    """Read what `to_data` wrote."""
    kind, value, *step = data
    if kind == "q":
        return quantities[value][..., step[0]] if step else quantities[value]
    if kind == "v":
        return np.array(value, dtype=float)
    if kind == "d":
        return {key: from_data(entry, quantities) for key, entry in value.items()}
    if kind in "tl":
        return (tuple if kind == "t" else list)(from_data(entry, quantities) for entry in value)
    return value


def _named(value, quantities):
    for name, array in quantities.items():
        if array.shape == value.shape and np.array_equal(array, value):
            return ["q", name]
        if array.shape[:-1] == value.shape:
            for step in range(array.shape[-1]):
                if np.array_equal(array[..., step], value):
                    return ["q", name, step]
    return None


def track_to_data(track, quantities):
    """Write a Track as JSON takes it."""
    made = {"before": track.before, "after": track.after}
    data = {key: to_data(value, quantities) for key, value in made.items() if value is not UNKNOWN}
    return {**data, **({"steps": [to_data(value, quantities) for value in track.steps]} if track.steps else {})}


def track_from_data(data, quantities):
    """Read what `track_to_data` wrote."""
    steps = tuple(from_data(value, quantities) for value in data.get("steps", ()))
    single = {key: from_data(data[key], quantities) for key in ("before", "after") if key in data}
    return Track(steps=steps, **single)


def rest_of(whole, value):
    """What is left of an array when another one of its shape is taken away; None where that can't be done."""
    both = isinstance(whole, np.ndarray) and isinstance(value, np.ndarray) and whole.shape == value.shape
    return whole - value if both and whole.dtype.kind == value.dtype.kind == "f" else None


def fills(value, rest):
    """True where a value, broadcast, is the rest of a sum."""
    if rest is None or not rest.any() or not isinstance(value, np.ndarray) or value.ndim != rest.ndim:
        return False
    fits = all(size in (1, wanted) for size, wanted in zip(value.shape, rest.shape, strict=True))
    return fits and same(np.broadcast_to(value, rest.shape), rest, 1e-9)
