"""What may cross between student code and the examiner: plain values, as a JSON tree beside raw array buffers.

None, bool, int, float, str, list, tuple, dict and numeric arrays cross by value. Anything else crosses as a handle: a
number and the name of its type, which can be handed back and nothing more. Nothing is ever unpickled, imported or
called to read a message, and depth, nodes and bytes are bounded. The same array or container twice in a message
arrives as the same object twice, as it would have within one process.

A message:  8 bytes header length, 8 bytes buffers length (big-endian), the header (JSON), the buffers.

The header:  a scalar is itself; every other value is a list that begins with a tag.
    ["l", …]  list          ["d", [key, value], …]   dict         ["h", number, type's name]   handle
    ["t", …]  tuple         ["a", dtype, *shape]     array        ["r", n]   what was finished as number n, again
    ["o", *shape]  array of objects, hollow          ["g", dtype] NumPy number    ["s", n]   number n of the other's
"""

import json
import struct
from collections.abc import Callable

from .plain_values import BUFFER_LIMIT, HEADER_LIMIT, WireError, handle
from .reading import Reader
from .writing import Writer

_PREFIX = struct.Struct(">QQ")
_encode = json.JSONEncoder(check_circular=False, separators=(",", ":")).encode
_decode = json.JSONDecoder().decode


def dumps(value: object, keep: Callable[[object], int] | None = None, had: list | None = None) -> bytes:
    """Write a value as one message.

    keep       takes a value that can't cross, returns the int that stands for it; None: WireError instead
    had        list of the arrays and containers of a message that the other side has written: where one of them is
               met again, the other side gets its own object back
    Returns bytes. Raises WireError when it is too deep or too large.
    """
    return dumps_parts(value, keep, had)[0]


def dumps_parts(
    value: object, keep: Callable[[object], int] | None = None, had: list | None = None
) -> tuple[bytes, list]:
    """Write a value as `dumps` does; return (bytes, the arrays and containers in it in the order of the message)."""
    writer = Writer(keep, had)
    header = _encode(writer.tree(value)).encode("ascii")
    buffers = b"".join(writer.buffers)
    if len(header) > HEADER_LIMIT or len(buffers) > BUFFER_LIMIT:
        raise WireError(f"a message of {len(header) + len(buffers)} bytes is too large to cross")
    return _PREFIX.pack(len(header), len(buffers)) + header + buffers, writer.alive


def loads(message, resolve=handle, sent=()):
    """Read an untrusted message.

    resolve    takes the number and the type's name of a handle, returns what stands for it
    sent       list of the arrays and containers of a message of this side's own, that the other may name
    Returns fresh plain values. Raises WireError where the message is malformed or out of bounds.
    """
    return loads_parts(message, resolve, sent)[0]


def loads_parts(message, resolve=handle, sent=()):
    """Read a message as `loads` does; return (its value, the arrays and containers in it in the message's order)."""
    body = _PREFIX.size + _lengths(message)[0]
    if len(message) != size_of(message):
        raise WireError("the message is not as long as it says")
    try:
        tree = _decoded(str(message[_PREFIX.size : body], "utf-8"))
    except (ValueError, RecursionError) as error:
        raise WireError(f"the header is not JSON: {type(error).__name__}") from None
    buffers = memoryview(message)[body:]
    reader = Reader(buffers, resolve, sent)
    value = reader.value(tree)
    if reader.place != len(buffers):
        raise WireError("there are more bytes than arrays")
    return value, reader.done


def _decoded(header):
    """The tree in a header; half a surrogate pair, which can't be encoded, becomes a question mark."""
    tree = _decode(header)
    if "\\ud" in header or "\\uD" in header:
        text = json.dumps(tree, ensure_ascii=False, check_circular=False)
        tree = _decode(text.encode("utf-8", "replace").decode("utf-8"))
    return tree


def size_of(beginning):
    """The bytes of a whole message by its beginning, None while that is too short; WireError if out of bounds."""
    return _PREFIX.size + sum(_lengths(beginning)) if len(beginning) >= _PREFIX.size else None


def _lengths(message):
    if len(message) < _PREFIX.size:
        raise WireError("the message ends in its first 16 bytes")
    header, buffers = _PREFIX.unpack_from(message)
    if header > HEADER_LIMIT or buffers > BUFFER_LIMIT:
        raise WireError(f"a message of {header + buffers} bytes is too large to cross")
    return header, buffers
