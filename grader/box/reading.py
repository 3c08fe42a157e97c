"""Read the value of an untrusted message; see wire for the format."""

import numpy as np

from .plain_values import (
    ATOMS,
    AXES_LIMIT,
    BUFFER_LIMIT,
    DEPTH_LIMIT,
    DTYPES,
    INT_BITS,
    KEY_LIMIT,
    KINDS_LIMIT,
    NODE_LIMIT,
    SMALL,
    WireError,
    identifier,
    too_deep,
    too_many,
)

_TYPES = {name: np.dtype(name) for name in DTYPES}


class Reader:
    """Reads one message: its tree of JSON, and the bytes of its arrays, each of which must be used.

    resolve    takes the number and the type's name of a handle, returns what stands for it
    sent       list of the arrays and containers of a message of this side's own, that the other may name
    """

    def __init__(self, buffers, resolve, sent):
        self.buffers, self.resolve, self.sent, self.place = buffers, resolve, sent, 0
        self.nodes = 1
        self.kinds = set()  # the names of types that handles have
        self.done = []  # the finished containers and arrays, in the order of the message
        self.sizes = []  # how many nodes each stands for

    def value(self, tree, depth=0):
        """Return the fresh, plain value of a tree; WireError where it is malformed or out of bounds."""
        kind = type(tree)
        if kind in ATOMS:
            return tree
        if kind is int:
            if not -SMALL < tree < SMALL and tree.bit_length() > INT_BITS:
                raise WireError(f"an integer of more than {INT_BITS} bits can't cross")
            return tree
        if kind is not list or not tree or type(tree[0]) is not str:
            raise WireError("a node has no tag")
        if depth > DEPTH_LIMIT:
            raise too_deep()
        read = self._READERS.get(tree[0])
        if read is None:
            raise WireError("a node has an unknown tag")
        before = self.nodes
        found = read(self, tree, depth)
        if read not in self._NAMING:
            self.done.append(found)
            self.sizes.append(self.nodes - before)
        return found

    def _count(self, nodes):
        self.nodes += nodes
        if self.nodes > NODE_LIMIT:
            raise too_many()

    def _list(self, tree, depth):
        self._count(len(tree) - 1)
        depth += 1
        found = [entry if type(entry) in ATOMS else self.value(entry, depth) for entry in tree]
        del found[0]
        return found

    def _tuple(self, tree, depth):
        return tuple(self._list(tree, depth))

    def _dict(self, tree, depth):
        self._count(len(tree) - 1)
        found = {}
        for entry in tree[1:]:
            if type(entry) is not list or len(entry) != 2:
                raise WireError("an entry of a dict is not a pair")
            key = entry[0]
            if type(key) is list:
                if key[:1] != ["h"]:
                    raise WireError("a key of a dict must be plain")
                key = self._handle(key, depth)
            elif type(key) not in ATOMS:
                key = self._int_key(key)
            found[key] = self.value(entry[1], depth + 1)
        return found

    @staticmethod
    def _int_key(key):
        if type(key) is not int or not -KEY_LIMIT < key < KEY_LIMIT:
            raise WireError("a key of a dict must be plain, and an integer below 2**60")
        return key

    def _array(self, tree, depth):
        dtype = _TYPES.get(tree[1]) if len(tree) > 1 and type(tree[1]) is str else None
        if dtype is None:
            raise WireError("an array has a dtype that can't cross")
        shape = tree[2:]
        size = _size(shape)
        if not size:
            return np.empty(shape, dtype)
        start, self.place = self.place, self.place + size * dtype.itemsize
        if self.place > len(self.buffers):
            raise WireError("an array ends after its bytes")
        return np.ndarray(shape, dtype, self.buffers, start).copy()

    def _number(self, tree, depth):
        if len(tree) != 2:
            raise WireError("a number has a shape")
        return self._array(tree, depth)[()]

    def _hollow(self, tree, depth):
        shape = tree[1:]
        self._count(_size(shape))
        return np.full(shape, None, dtype=object)

    def _handle(self, tree, depth):
        match tree[1:]:
            case [int(number), str(kind)] if type(number) is int and abs(number) < 1 << 53:
                kind = identifier(kind)
                self.kinds.add(kind)
                if len(self.kinds) > KINDS_LIMIT:
                    raise WireError(f"handles of more than {KINDS_LIMIT} types are too many to cross")
                return self.resolve(number, kind)
        raise WireError("a handle is malformed")

    def _reference(self, tree, depth):
        place = tree[1] if len(tree) == 2 else None
        if type(place) is not int or not 0 <= place < len(self.done):
            raise WireError("a reference leads nowhere")
        self._count(self.sizes[place])
        return self.done[place]

    def _own(self, tree, depth):
        place = tree[1] if len(tree) == 2 else None
        if type(place) is not int or not 0 <= place < len(self.sent):
            raise WireError("it names something that was never sent")
        return self.sent[place]

    _READERS = {  # noqa: RUF012 (never changed)
        "l": _list,
        "t": _tuple,
        "d": _dict,
        "a": _array,
        "g": _number,
        "o": _hollow,
        "h": _handle,
        "r": _reference,
        "s": _own,
    }
    _NAMING = frozenset((_reference, _own))


def _size(shape):
    """The number of entries of an array; no axis, and not all together, may go out of bounds."""
    size, bound = 1, 1
    for axis in shape:
        if type(axis) is not int or not 0 <= axis <= BUFFER_LIMIT:
            raise WireError("an array has no shape")
        size *= axis
        bound *= axis or 1
    if bound > BUFFER_LIMIT or len(shape) > AXES_LIMIT:
        raise WireError("an array is too large to cross")
    return size
