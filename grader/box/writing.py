"""Write a value as JSON tree and array buffers of a message; see wire for the format."""

import math

import numpy as np

from .plain_values import (
    ATOMS,
    AXES_LIMIT,
    BUFFER_LIMIT,
    DEPTH_LIMIT,
    DTYPES,
    INT_BITS,
    KEY_LIMIT,
    NODE_LIMIT,
    SMALL,
    Handle,
    WireError,
    identifier,
    too_deep,
    too_many,
)

_NAMES = {np.dtype(name): name for name in DTYPES}
_NOT_PLAIN = object()


class Writer:
    """Writes one message: `tree` gives the JSON, `buffers` are the bytes of the arrays in it.

    keep       takes a value that can't cross, returns the int that stands for it; None: WireError instead
    had        list of the arrays and containers of a message that the other side has written
    """

    def __init__(self, keep, had):
        self.keep, self.buffers, self.nodes, self.bytes = keep, [], 1, 0
        self.known = {id(value): ["s", place] for place, value in enumerate(had or ())}
        self.alive = []  # the finished containers and arrays: their places, and so that no id is used twice

    def tree(self, value, depth=0):
        """Return the JSON of a value; WireError where it can't cross."""
        kind = type(value)
        if kind in ATOMS or (kind is int and -SMALL < value < SMALL):
            return value
        if kind is not np.ndarray and kind not in _CONTAINERS:
            scalar = _scalar(value)
            if scalar is not _NOT_PLAIN:
                return scalar
        known = self.known.get(id(value))
        if known is not None:
            return known
        if depth > DEPTH_LIMIT:
            raise too_deep()
        written = self._array(value) if kind is np.ndarray else self._container(value, depth)
        self.known[id(value)] = ["r", len(self.alive)]
        self.alive.append(value)
        return written

    def _container(self, value, depth):
        if isinstance(value, list):
            return self._entries(["l"], list.__iter__(value), list.__len__(value), depth + 1)
        if isinstance(value, tuple):
            return self._entries(["t"], tuple.__iter__(value), tuple.__len__(value), depth + 1)
        if isinstance(value, dict):
            self._count(dict.__len__(value))
            written: list = ["d"]
            for key, entry in list(dict.items(value)):
                written.append([key if type(key) is str else self._key(key), self.tree(entry, depth + 1)])
            return written
        if isinstance(value, (np.ndarray, np.generic)):
            return self._array(value)
        return self._handle(value)

    def _entries(self, written, entries, count, depth):
        self._count(count)
        for entry in entries:
            written.append(entry if type(entry) in ATOMS else self.tree(entry, depth))
        return written

    def _count(self, entries):
        self.nodes += entries
        if self.nodes > NODE_LIMIT:
            raise too_many()

    def _key(self, key):
        scalar = _scalar(key)
        if isinstance(key, np.generic) and key.dtype.str in DTYPES:
            scalar = key.item() if key.dtype.kind in "iuf?b" else str(key)
        if scalar is _NOT_PLAIN or (type(scalar) is int and not -KEY_LIMIT < scalar < KEY_LIMIT):
            return self._handle(key)
        return scalar

    def _array(self, value):
        array = np.asarray(value)
        if array.ndim > AXES_LIMIT:
            return self._handle(value)
        name = _NAMES.get(array.dtype)
        if name is None:
            native = _WIDE.get(array.dtype.char) or array.dtype.newbyteorder("=")
            if native not in _NAMES:
                if array.size > NODE_LIMIT or math.prod(size or 1 for size in array.shape) > BUFFER_LIMIT:
                    return self._handle(value)
                self._count(array.size)
                return ["o", *array.shape]
            array, name = array.astype(native), _NAMES[native]
        self.bytes += array.nbytes
        if self.bytes > BUFFER_LIMIT:
            raise WireError(f"arrays of more than {BUFFER_LIMIT >> 20} MB are too large to cross")
        self.buffers.append(array.tobytes())
        return ["a" if isinstance(value, np.ndarray) else "g", name, *array.shape]

    def _handle(self, value):
        if isinstance(value, Handle):
            return ["h", value.number, type(value).__name__]
        if self.keep is None:
            raise WireError(f"a {type(value).__name__} can't cross")
        return ["h", self.keep(value), identifier(type(value).__name__)]


# Types wider than may cross: sent as double precision, which is all that a test compares.
_WIDE = {"g": np.dtype("f8"), "G": np.dtype("c16")}
_CONTAINERS = frozenset((list, tuple, dict))


def _scalar(value):
    """The value as plain JSON, without what a subclass makes of it; _NOT_PLAIN where it is no scalar."""
    if value is None or value is True or value is False:
        return value
    if isinstance(value, np.generic):
        return _NOT_PLAIN
    if isinstance(value, float):
        return float.__float__(value)
    if isinstance(value, int) and (-SMALL < int.__int__(value) < SMALL or int.bit_length(value) <= INT_BITS):
        return int.__int__(value)
    return str.__str__(value) if isinstance(value, str) else _NOT_PLAIN
