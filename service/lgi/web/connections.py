"""A connection that can be left open to the public: there is an end to how long it waits and to what it takes."""

import asyncio
import socket
import struct
from math import inf
from typing import Any

from uvicorn.config import Config
from uvicorn.protocols.http.httptools_impl import STATUS_LINE
from uvicorn.server import ServerState

from lgi.web import heads, refusals
from lgi.web.crowd import Crowd, Network
from lgi.web.outflow import Outflow
from lgi.web.plain import PlainConnection, Reading, forsake
from lgi.web.refusals import Patience, Refusal

_NOTHING_LINGERS = struct.pack("ii", 1, 0)
STATE = "connections"
"""Under this name the crowd is in the state of every request."""


class Connection(PlainConnection):
    """A connection that is refused or cut off when it is slow to write, slow to read, or says too much.

    A client that closes its writing side counts as gone, as nothing tells it from one that has closed both: the
    request that it was waiting for is told so at once.
    """

    __slots__ = ("came", "crowd", "due", "fault", "last", "outflow", "patience", "unread")

    def __init__(
        self,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
        *,
        patience: Patience,
        proxies: tuple[Network, ...],
    ) -> None:
        super().__init__(config, server_state, app_state, _loop)
        self.patience = patience
        self.crowd: Crowd = app_state.get(STATE) or app_state.setdefault(STATE, Crowd(patience, proxies))
        self.due = inf  # when what is being read must be complete
        self.outflow = Outflow(patience)
        self.came = 0  # bytes that came last
        self.unread = 0  # bytes since the parser last made something of them
        self.fault: Refusal | None = None
        self.last = False  # whether the next answer is the last one

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn has it
        """Let the client in, or tell it why not."""
        super().connection_made(transport)
        self.due = self.loop.time() + self.patience.head_seconds
        refusal = self.crowd.enter(self, self.loop)
        if refusal:
            self.refuse(refusal)

    def connection_lost(self, exc: Exception | None) -> None:
        """Leave."""
        super().connection_lost(exc)
        self.crowd.leave(self)

    def data_received(self, data: bytes) -> None:
        """Read on; what comes after a refusal is thrown away."""
        if self.fault:
            return
        self._unset_keepalive_if_required()
        if self.reading is Reading.NOTHING:
            self.reading = Reading.HEAD
        self.came = len(data)
        self.unread += self.came
        fault = self.feed(data)
        if fault:
            self.refuse(fault)
        elif self.reading is Reading.NOTHING:
            self.due = inf
        else:
            self._wait_for_the_rest()

    def on_headers_complete(self) -> None:
        """Start the request if its head is right."""
        if not self.framing:
            came = max(self.came, self.unread)
            heads.require_right(self.url, self.headers, self.parser.get_http_version, self.patience, came)
            if len(self.pipeline) >= self.patience.pipelined:
                raise heads.Fault(refusals.FLOOD)
        super().on_headers_complete()
        self.unread, self.due = 0, inf
        if self.last:
            self.cycle.keep_alive = False

    def on_body(self, body: bytes) -> None:
        """Take a part of the body."""
        self.unread = 0
        super().on_body(body)

    def resume_writing(self) -> None:
        """Write on: the client has read."""
        self.outflow.flows()
        super().resume_writing()

    def shutdown(self) -> None:
        """Close, or do so after the next answer, whatever else is asked meanwhile."""
        self.last = True
        super().shutdown()

    def look(self, now: float) -> None:
        """End what is overdue."""
        closing = self.transport.is_closing()
        if (closing or self.flow.write_paused) and self.outflow.stalls(self.transport.get_write_buffer_size(), now):
            self.crowd.refused["stalled"] += 1
            self._reset()
        elif now >= self.due and not closing:
            self._end_of_patience(now)

    def refuse(self, refusal: Refusal) -> None:
        """Say why, and close; what came before in this connection is answered first, and then nothing is said."""
        self.fault = refusal
        self.due = inf
        self.crowd.refused[refusal.slug] += 1
        own = self.cycle if self.reading is Reading.BODY else None
        if own and self.pipeline and self.pipeline[0][0] is own:
            self.pipeline.popleft()
        before = self.pipeline[0][0] if self.pipeline else self.running
        if before and before is not own and not before.response_complete:
            before.keep_alive = False
        elif own and own.response_started:
            forsake(own)
            self.transport.close()
        elif self.crowd.crowded:
            self.transport.abort()
        else:
            forsake(own)
            self._tell(refusal)

    def _reset(self) -> None:
        """End at once. The kernel would go on offering what is unread, and keep it in memory."""
        self.transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _NOTHING_LINGERS)
        self.transport.abort()

    def _wait_for_the_rest(self) -> None:
        head = self.reading is Reading.HEAD
        if head and len(self.url) > self.patience.target_bytes:
            self.refuse(refusals.LONG_TARGET)
        elif self.unread > self.patience.head_bytes:
            self.refuse(refusals.LARGE_HEAD)
        elif self.due == inf:
            self.due = self.loop.time() + (self.patience.head_seconds if head else self.patience.body_seconds)

    def _end_of_patience(self, now: float) -> None:
        if self.reading is Reading.WAITING_FOR_THE_END:
            self.transport.abort()
        elif self.flow.read_paused or (self.cycle and self.cycle.waiting_for_100_continue):
            self.due = now + self.patience.body_seconds  # it is we who keep the client waiting
        elif self.reading is Reading.NOTHING:
            self.crowd.refused["silent"] += 1
            self.transport.close()
        else:
            self.refuse(refusals.SLOW_HEAD if self.reading is Reading.HEAD else refusals.SLOW_BODY)

    def _tell(self, refusal: Refusal) -> None:
        """Answer, then read on for a while: to close on what was not read could destroy the answer on its way."""
        self._unset_keepalive_if_required()
        self.flow.resume_reading()
        usual = b"".join(b"%s: %s\r\n" % field for field in self.server_state.default_headers)
        self.transport.write(STATUS_LINE[refusal.status] + usual + refusals.answer(refusal, self.patience))
        self.transport.write_eof()
        self.reading, self.due = Reading.WAITING_FOR_THE_END, self.loop.time() + self.patience.linger_seconds
