"""What is said on sockets: frames to and from a worker, and messages to and from the nursery.

A frame is two lengths, then that many bytes of JSON (the head), and that many of body. The two sides take turns, so
a frame is never followed by the next one before it is answered. A message is of one size.
"""

import json
import struct
import tempfile
from collections.abc import Mapping
from socket import socket
from typing import Any, BinaryIO

IN_MEMORY_BYTES = 1 << 20
"""A body of more than this stands in a temporary file on the side that reads it."""

MESSAGE = struct.Struct(">cIi")
"""What is said, the number of the worker it is said of, and the status it ended with."""

READY, FORK, END, LOWER, GONE = b"R", b"F", b"E", b"L", b"G"
"""It is open; fork a worker with the socket sent along; end one; let all others go before it; it is gone."""

UNBORN = -1000
"""The status of a worker that could not be forked."""

_LENGTHS = struct.Struct(">IQ")
_CHUNK = 1 << 16


def frame(head: Mapping[str, Any], body_bytes: int = 0) -> bytes:
    """Make the bytes of a frame, but for its body."""
    text = json.dumps(head).encode()
    return _LENGTHS.pack(len(text), body_bytes) + text


def send(connection: socket, head: Mapping[str, Any], body: bytes = b"") -> None:
    """Send a frame, and wait until all of it is taken."""
    connection.sendall(frame(head, len(body)))
    connection.sendall(body)


def receive(connection: socket) -> dict[str, Any] | None:
    """Wait for a frame without a body; None at the end of the stream."""
    incoming = Incoming()
    whole = False
    while not whole:
        part = connection.recv(_CHUNK)
        if not part:
            return None
        whole = incoming.feed(part)
    return incoming.head


class Incoming:
    """A frame that comes in pieces; a large body goes into a `file`, which whoever takes the frame closes."""

    def __init__(self) -> None:
        self.file: BinaryIO | None = None
        self._start = _LENGTHS.size
        self._raw = bytearray()
        self._missing = 1

    def feed(self, part: bytes) -> bool:
        """Take a piece; tell whether the frame is whole. Raises OSError if the file cannot take it."""
        if self.file is None:
            self._raw += part
            if len(self._raw) >= _LENGTHS.size:
                self._measure()
        else:
            self._missing -= self.file.write(part)
        return self._missing == 0

    def _measure(self) -> None:
        head_bytes, body_bytes = _LENGTHS.unpack_from(self._raw)
        self._start = _LENGTHS.size + head_bytes
        self._missing = self._start + body_bytes - len(self._raw)
        if body_bytes > IN_MEMORY_BYTES and len(self._raw) >= self._start:
            # Its owner closes it, once the answer is on its way.
            self.file = tempfile.TemporaryFile()  # noqa: SIM115
            self.file.write(self.body)
            del self._raw[self._start :]

    @property
    def head(self) -> dict[str, Any]:
        """The head of a whole frame."""
        found: dict[str, Any] = json.loads(self._raw[_LENGTHS.size : self._start])
        return found

    @property
    def body(self) -> bytes:
        """The body of a whole frame, as far as it stands in memory."""
        return bytes(self._raw[self._start :])

    def close(self) -> None:
        """Give up what came so far."""
        if self.file is not None:
            self.file.close()
