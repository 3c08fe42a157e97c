"""A socket that sends and receives whole messages, with a deadline."""

import time

from . import wire

_PART = 1 << 16


class Ended(EOFError):
    """The other side has closed the connection."""


class Connection:
    """One end of a connected stream socket."""

    def __init__(self, socket):
        self.socket, self.ahead = socket, bytearray()

    def send(self, message, deadline=None):
        """Send bytes; TimeoutError after the deadline (of time.monotonic), OSError where the other side is gone."""
        self._allow(deadline)
        self.socket.sendall(message)

    def receive(self, deadline=None):
        """Return the next message, bytes; Ended where the connection ends, WireError where it is out of bounds."""
        while True:
            size = wire.size_of(self.ahead)
            if size is not None and len(self.ahead) >= size:
                with memoryview(self.ahead) as ahead:
                    message = bytes(ahead[:size])
                del self.ahead[:size]
                return message
            self._allow(deadline)
            part = self.socket.recv(_PART if size is None else max(_PART, min(size - len(self.ahead), 1 << 20)))
            if not part:
                raise Ended
            self.ahead += part

    def _allow(self, deadline):
        if deadline is not None:
            left = deadline - time.monotonic()
            if left <= 0:
                raise TimeoutError
            self.socket.settimeout(left)

    def close(self):
        """Close the socket."""
        self.socket.close()
