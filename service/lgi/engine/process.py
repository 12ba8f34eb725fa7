"""One worker process, seen from the web process: put a query to it, get a frame back, learn of its end."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from socket import socket
from typing import cast

from lgi.engine.frames import Incoming


@dataclass(frozen=True)
class Watch:
    """Whom a worker tells: of a frame that is whole, of one that cannot be kept, and that its socket has ended."""

    answered: Callable[["Worker", Incoming], None]
    failed: Callable[["Worker", OSError], None]
    lost: Callable[["Worker"], None]


class Worker(asyncio.Protocol):
    """A worker by its number, with the socket to it; its `pid` is known once it is ready.

    It is `untouched` if it ended and had not read its query.
    """

    def __init__(self, number: int, connection: socket, watch: Watch) -> None:
        self.number = number
        self.pid = 0
        self.asked = 0
        self.untouched = False
        self.is_lost = False
        self._connection = connection
        self._watch = watch
        self._incoming = Incoming()
        self._transport: asyncio.Transport | None = None

    def ask(self, request: bytes) -> None:
        """Put a query, as a frame."""
        assert self._transport
        self.asked += 1
        try:
            # Past the transport, which would not say if the other end was gone before.
            sent = self._connection.send(request)
        except OSError:
            self.untouched = True
            return
        if sent < len(request):
            self._transport.write(request[sent:])

    def close(self) -> None:
        """Read nothing more."""
        self._incoming.close()
        if self._transport:
            self._transport.abort()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Note where to write to."""
        # One of uvloop says not that it is an asyncio.Transport.
        self._transport = cast(asyncio.Transport, transport)

    def data_received(self, data: bytes) -> None:
        """Put a piece of a frame to the others."""
        try:
            whole = self._incoming.feed(data)
        except OSError as fault:
            self._watch.failed(self, fault)
            return
        if whole:
            # It belongs to whoever is told, and so does its file.
            incoming, self._incoming = self._incoming, Incoming()
            self._watch.answered(self, incoming)

    def connection_lost(self, exc: Exception | None) -> None:
        """Note how it ended: the kernel resets a connection whose other end left something unread."""
        self.untouched = self.untouched or isinstance(exc, ConnectionResetError)
        self.is_lost = True
        self._incoming.close()
        self._watch.lost(self)
