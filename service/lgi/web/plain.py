"""Plain HTTP/1.1 and nothing else: uvicorn's connection, where a request is just what its framing says."""

import asyncio
from enum import Enum
from typing import Any

import httptools
from uvicorn._types import ASGI3Application
from uvicorn.config import Config
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle
from uvicorn.server import ServerState

from lgi.web.heads import Fault, Headers
from lgi.web.refusals import MALFORMED, Refusal


class Reading(Enum):
    """What is being read from a connection."""

    NOTHING = "between requests"
    HEAD = "head"
    BODY = "body"
    WAITING_FOR_THE_END = "refused"


class PlainConnection(HttpToolsProtocol):
    """A connection that grants no other protocol, takes no trailer for a header, and tells requests of their end."""

    # An object with more than thirty attributes in its dictionary is slow at all of them, and uvicorn's has 28.
    __slots__ = ("framing", "reading", "running")

    def __init__(
        self,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        super().__init__(config, server_state, app_state, _loop)
        self.url = b""
        self.reading = Reading.NOTHING
        self.running: RequestResponseCycle | None = None
        self.framing = b""
        """A made-up head for the body of a request that wished for another protocol."""

    def connection_lost(self, exc: Exception | None) -> None:
        """Tell the request that is being answered; uvicorn tells only the one that came last."""
        super().connection_lost(exc)
        self._unset_keepalive_if_required()
        forsake(self.running)
        self.pipeline.clear()

    def feed(self, data: bytes) -> Refusal | None:
        """Parse what came, and give what is wrong with it."""
        try:
            self.parser.feed_data(data)
        except httptools.HttpParserUpgrade as wish:
            return self._pass_over(data[wish.args[0] :])
        except httptools.HttpParserError as error:
            cause = error.__context__
            return cause.refusal if isinstance(cause, Fault) else MALFORMED
        return None

    def on_headers_complete(self) -> None:
        """Start the request, unless it is only the head that we have made up."""
        if self.framing:
            self.framing, self.reading = b"", Reading.BODY
            return
        super().on_headers_complete()
        self.reading = Reading.BODY
        if self.parser.should_upgrade():
            self.framing = framing(self.headers)
        if self.pipeline:
            self.flow.resume_reading()  # or we would not notice when the client goes
        self.headers = []  # what stands behind the body is no header, and must not pass for one

    def on_message_complete(self) -> None:
        """End a request, unless its body is still to come."""
        if not self.framing:
            super().on_message_complete()
            self.reading = Reading.NOTHING

    def _pass_over(self, rest: bytes) -> Refusal | None:
        """Go on after a wish for another protocol, which is never granted.

        The parser takes what follows for that protocol or for another request, even if it is a body: so a new one is
        told to read a body.
        """
        if self.framing:
            self.parser = httptools.HttpRequestParser(self)
            rest = self.framing + rest
        return self.feed(rest) if rest else None

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: ASGI3Application) -> None:
        self.running = cycle
        super()._start_asgi_task(cycle, app)

    def _should_upgrade(self) -> bool:
        return False


def framing(headers: Headers) -> bytes:
    r"""Write a head that says of its body what these headers say, and nothing else; empty if there is no body.

    >>> framing([(b"upgrade", b"h2c"), (b"content-length", b"3")])
    b'POST / HTTP/1.1\r\ncontent-length: 3\r\n\r\n'
    """
    fields = [b"%s: %s\r\n" % field for field in headers if field[0] in {b"content-length", b"transfer-encoding"}]
    return b"POST / HTTP/1.1\r\n%s\r\n" % b"".join(fields) if fields else b""


def forsake(cycle: RequestResponseCycle | None) -> None:
    """Tell a request that nobody waits for its answer."""
    if cycle and not cycle.response_complete:
        cycle.disconnected = True
        cycle.message_event.set()
