"""What may cross between student code and the examiner: plain values, as a JSON tree beside raw array buffers.

None, bool, int, float, str, list, tuple, dict and numeric arrays cross by value. Anything else crosses as a handle: a
number and the name of its type, which can be handed back and nothing more. Nothing is ever unpickled, imported or
called to read a message, and depth, nodes and bytes are bounded. The same array or container twice in a message
arrives as the same object twice, as it would have within one process.

A message:  8 bytes header length, 8 bytes buffers length (big-endian), the header (JSON), the buffers.
"""

import json
import math
import re
import struct

import numpy as np

HEADER_LIMIT = 8 << 20  # bytes of JSON
BUFFER_LIMIT = 64 << 20  # bytes of arrays
NODE_LIMIT = 200_000  # values in a message, each counted as often as it is met
DEPTH_LIMIT = 40
INT_BITS = 1024
DTYPES = tuple(np.dtype(code).str for code in ("?", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8")) + tuple(
    np.dtype(code).str for code in ("f2", "f4", "f8", "c8", "c16")
)
_PREFIX = struct.Struct(">QQ")


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


# ── Writing ───────────────────────────────────────────────────────────────────────────────────────────────────────


def dumps(value, keep=None, had=None):
    """Write a value as one message.

    keep       takes a value that can't cross, returns the int that stands for it; None: WireError instead
    had        list of the arrays and containers of a message that the other side has written: where one of them is
               met again, the other side gets its own object back
    Returns bytes. Raises WireError when it is too deep or too large.
    """
    return dumps_parts(value, keep, had)[0]


def dumps_parts(value, keep=None, had=None):
    """Write a value as `dumps` does; return (bytes, the arrays and containers in it in the order of the message)."""
    writer = _Writer(keep, had)
    header = json.dumps(writer.tree(value, 0)).encode("ascii")
    buffers = b"".join(writer.buffers)
    if len(header) > HEADER_LIMIT or len(buffers) > BUFFER_LIMIT:
        raise WireError(f"a message of {len(header) + len(buffers)} bytes is too large to cross")
    return _PREFIX.pack(len(header), len(buffers)) + header + buffers, writer.alive


class _Writer:
    def __init__(self, keep, had):
        self.keep, self.buffers, self.nodes, self.bytes = keep, [], 0, 0
        self.had = {id(value): place for place, value in enumerate(had or ())}
        self.done = {}  # id of a finished container or array -> its place among the finished ones
        self.alive = []  # so that no id is used twice

    def tree(self, value, depth):
        self.nodes += 1
        if self.nodes > NODE_LIMIT:
            raise WireError(f"more than {NODE_LIMIT} values are too many to cross")
        if depth > DEPTH_LIMIT:
            raise WireError(f"values nested more than {DEPTH_LIMIT} deep can't cross")
        scalar = _scalar(value)
        if scalar is not _NOT_PLAIN:
            return scalar
        if id(value) in self.had:
            return ["s", self.had[id(value)]]
        if id(value) in self.done:
            return ["r", self.done[id(value)]]
        written = self._container(value, depth)
        self.done[id(value)] = len(self.done)
        self.alive.append(value)
        return written

    def _container(self, value, depth):
        if isinstance(value, (list, tuple)):
            tag = "l" if isinstance(value, list) else "t"
            entries = list.__iter__(value) if tag == "l" else tuple.__iter__(value)
            return [tag, *(self.tree(entry, depth + 1) for entry in entries)]
        if isinstance(value, dict):
            entries = list(dict.items(value))
            return ["d", *([self._key(key), self.tree(entry, depth + 1)] for key, entry in entries)]
        if isinstance(value, (np.ndarray, np.generic)):
            return self._array(value)
        return self._handle(value)

    def _key(self, key):
        scalar = _scalar(key)
        if scalar is not _NOT_PLAIN:
            return scalar
        if isinstance(key, np.generic) and key.dtype.str in DTYPES:
            return key.item() if key.dtype.kind in "iuf?b" else str(key)
        return self._handle(key)

    def _array(self, value):
        tag = "a" if isinstance(value, np.ndarray) else "g"
        array = np.asarray(value)
        if array.ndim > 8:
            return self._handle(value)
        shape = [int(size) for size in array.shape]
        if array.dtype.newbyteorder("=").str not in DTYPES:
            return ["o", *shape] if math.prod(shape) <= NODE_LIMIT else self._handle(value)
        array = np.ascontiguousarray(array, dtype=array.dtype.newbyteorder("="))
        self.bytes += array.nbytes
        if self.bytes > BUFFER_LIMIT:
            raise WireError(f"arrays of more than {BUFFER_LIMIT >> 20} MB are too large to cross")
        self.buffers.append(array.tobytes())
        return [tag, array.dtype.str, *shape]

    def _handle(self, value):
        if isinstance(value, Handle):
            return ["h", value.number, type(value).__name__]
        if self.keep is None:
            raise WireError(f"a {type(value).__name__} can't cross")
        return ["h", self.keep(value), _identifier(type(value).__name__)]


_NOT_PLAIN = object()


def _scalar(value):
    if value is None or value is True or value is False:
        return value
    if isinstance(value, float) and not isinstance(value, np.generic):
        return float.__float__(value)
    if isinstance(value, int) and int.bit_length(value) <= INT_BITS:
        return int.__int__(value)
    if isinstance(value, str) and not isinstance(value, np.generic):
        return str.__str__(value)
    return _NOT_PLAIN


def _identifier(name):
    return name if isinstance(name, str) and re.fullmatch(r"[^\W\d]\w{0,59}", name) else "object"


# ── Reading ───────────────────────────────────────────────────────────────────────────────────────────────────────


def loads(message, resolve=handle, sent=()):
    """Read a message that anybody may have written.

    resolve    takes the number and the type's name of a handle, returns what stands for it
    sent       list of the arrays and containers of a message of this side's own, that the other may name
    Returns fresh plain values. Raises WireError for whatever is no well-formed message within the bounds.
    """
    return loads_parts(message, resolve, sent)[0]


def loads_parts(message, resolve=handle, sent=()):
    """Read a message as `loads` does; return (its value, the arrays and containers in it in the message's order)."""
    header, buffers = parts(message)
    try:
        tree = json.loads(header)
    except (ValueError, RecursionError) as error:
        raise WireError(f"the header is not JSON: {type(error).__name__}") from None
    reader = _Reader(buffers, resolve, sent)
    value, _ = reader.value(tree, 0)
    if reader.place != len(buffers):
        raise WireError("there are more bytes than arrays")
    return value, [found for found, _ in reader.done]


def lengths(prefix):
    """Read the 16 bytes that a message begins with: (bytes of header, bytes of buffers); WireError if out of bounds."""
    if len(prefix) != _PREFIX.size:
        raise WireError("the message ends in its first 16 bytes")
    header, buffers = _PREFIX.unpack(prefix)
    if header > HEADER_LIMIT or buffers > BUFFER_LIMIT:
        raise WireError(f"a message of {header + buffers} bytes is too large to cross")
    return header, buffers


def parts(message):
    """Split a message into header and buffers, bytes each; WireError where the lengths do not fit."""
    header, buffers = lengths(message[: _PREFIX.size])
    body = memoryview(message)[_PREFIX.size :]
    if len(body) != header + buffers:
        raise WireError("the message is not as long as it says")
    return bytes(body[:header]), bytes(body[header:])


class _Reader:
    def __init__(self, buffers, resolve, sent):
        self.buffers, self.resolve, self.sent, self.place = buffers, resolve, sent, 0
        self.nodes = 0
        self.done = []  # (value, how many nodes it stands for)

    def value(self, tree, depth):
        """Return (the value, how many nodes it stands for)."""
        self._count(1)
        if depth > DEPTH_LIMIT:
            raise WireError(f"values nested more than {DEPTH_LIMIT} deep can't cross")
        if tree is None or isinstance(tree, (bool, float, str)):
            return tree, 1
        if isinstance(tree, int):
            if tree.bit_length() > INT_BITS:
                raise WireError(f"an integer of more than {INT_BITS} bits can't cross")
            return tree, 1
        if not isinstance(tree, list) or not tree or not isinstance(tree[0], str):
            raise WireError("a node has no tag")
        read = self._READERS.get(tree[0])
        if read is None:
            raise WireError("a node has an unknown tag")
        before = self.nodes
        found = read(self, tree[1:], depth)
        size = 1 + self.nodes - before
        if tree[0] not in ("r", "s"):
            self.done.append((found, size))
        return found, size

    def _count(self, nodes):
        self.nodes += nodes
        if self.nodes > NODE_LIMIT:
            raise WireError(f"more than {NODE_LIMIT} values are too many to cross")

    def _list(self, entries, depth):
        return [self.value(entry, depth + 1)[0] for entry in entries]

    def _tuple(self, entries, depth):
        return tuple(self._list(entries, depth))

    def _dict(self, entries, depth):
        found = {}
        for entry in entries:
            if not isinstance(entry, list) or len(entry) != 2:
                raise WireError("an entry of a dict is not a pair")
            key = entry[0]
            if isinstance(key, list):
                if key[:1] != ["h"]:
                    raise WireError("a key of a dict must be plain")
                key = self._handle(key[1:], depth)
            found[key] = self.value(entry[1], depth + 1)[0]
        return found

    def _array(self, description, depth):
        dtype, shape = description[:1], description[1:]
        if not dtype or dtype[0] not in DTYPES:
            raise WireError("an array has a dtype that can't cross")
        dtype, size = np.dtype(dtype[0]), self._size(shape)
        end = self.place + size * dtype.itemsize
        if end > len(self.buffers):
            raise WireError("an array ends after its bytes")
        flat = np.frombuffer(self.buffers, dtype=dtype, count=size, offset=self.place) if size else np.empty(0, dtype)
        self.place = end
        return flat.reshape(shape).copy()

    def _size(self, shape):
        if len(shape) > 8 or not all(type(size) is int and 0 <= size <= BUFFER_LIMIT for size in shape):
            raise WireError("an array has no shape")
        size = math.prod(shape)
        if size > BUFFER_LIMIT:
            raise WireError("an array is too large to cross")
        return size

    def _number(self, description, depth):
        if len(description) != 1:
            raise WireError("a number has a shape")
        return self._array(description, depth)[()]

    def _hollow(self, shape, depth):
        if self._size(shape) > NODE_LIMIT:
            raise WireError("an array is too large to cross")
        return np.full(shape, None, dtype=object)

    def _handle(self, description, depth):
        match description:
            case [int(number), str(kind)] if type(number) is int and abs(number) < 1 << 53:
                return self.resolve(number, _identifier(kind))
        raise WireError("a handle is malformed")

    def _reference(self, description, depth):
        match description:
            case [int(place)] if type(place) is int and 0 <= place < len(self.done):
                found, size = self.done[place]
                self._count(size)
                return found
        raise WireError("a reference leads nowhere")

    def _own(self, description, depth):
        match description:
            case [int(place)] if type(place) is int and 0 <= place < len(self.sent):
                return self.sent[place]
        raise WireError("it names something that was never sent")

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


# ── Over a socket ─────────────────────────────────────────────────────────────────────────────────────────────────


def receive(read, resolve=handle, sent=()):
    """Receive one message.

    read       takes a number of bytes, returns exactly so many; it raises where the connection ends or time is up
    Returns the value. Raises WireError, and what `read` raises.
    """
    return receive_parts(read, resolve, sent)[0]


def receive_parts(read, resolve=handle, sent=()):
    """Receive one message; return (its value, the arrays and containers in it in the message's order)."""
    prefix = read(_PREFIX.size)
    header, buffers = lengths(prefix)
    return loads_parts(prefix + read(header + buffers), resolve, sent)
