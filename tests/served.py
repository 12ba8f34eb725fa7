"""A server of a small application on a real socket, for tests of what goes over the wire."""

import asyncio
import json
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

import uvicorn
from starlette.types import Message, Receive, Scope, Send

from lgi.web import serving
from lgi.web.connections import STATE
from lgi.web.crowd import Crowd
from lgi.web.refusals import Patience

SHORT = Patience(
    head_seconds=0.4, body_seconds=0.4, stall_seconds=0.4, linger_seconds=0.4, most=50, most_of_one=50, most_refused=5
)
BIG = 8 << 20


@dataclass
class App:
    """Answers by path, and remembers what became of each request."""

    crowd: Crowd | None = None
    begun: list[str] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or begin and end."""
        if scope["type"] == "lifespan":
            while (await receive())["type"] != "lifespan.shutdown":
                await send({"type": "lifespan.startup.complete"})
            await send({"type": "lifespan.shutdown.complete"})
            return
        self.crowd = scope["state"][STATE]
        self.begun.append(scope["path"])
        await getattr(self, "answer_" + scope["path"].strip("/"))(scope, receive, send)

    async def answer_told(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Tell what came."""
        body = await self.body(receive)
        headers = [f"{name.decode()}: {value.decode()}" for name, value in scope["headers"]]
        told = {"headers": headers, "client": scope["client"][0], "scheme": scope["scheme"], "bytes": len(body)}
        await reply(send, json.dumps(told).encode())

    async def answer_late(self, _scope: Scope, _receive: Receive, send: Send) -> None:
        """Take half a second."""
        await asyncio.sleep(0.5)
        await reply(send, b"late")

    async def answer_long(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Work until the client has gone."""
        await self.body(receive)
        while (await receive())["type"] != "http.disconnect":
            pass
        self.gone.append(scope["path"])
        await reply(send, b"too late")

    async def answer_forever(self, _scope: Scope, _receive: Receive, send: Send) -> None:
        """Take far too long."""
        await asyncio.sleep(60)
        await reply(send, b"at last")

    async def answer_process(self, _scope: Scope, _receive: Receive, send: Send) -> None:
        """Tell which process this is."""
        await reply(send, str(os.getpid()).encode())

    async def answer_unread(self, _scope: Scope, _receive: Receive, send: Send) -> None:
        """Answer without a look at the body."""
        await reply(send, b"unread")

    async def answer_lazy(self, _scope: Scope, receive: Receive, send: Send) -> None:
        """Read the body when a body should long have been there."""
        await asyncio.sleep(0.8)
        await reply(send, str(len(await self.body(receive))).encode())

    async def answer_begun(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Begin an answer before the body is there."""
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"begun", "more_body": True})
        await self.body(receive)
        self.gone.append(scope["path"])

    async def answer_big(self, scope: Scope, _receive: Receive, send: Send) -> None:
        """Send much at once, and then more of it."""
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"x" * BIG, "more_body": True})
        await send({"type": "http.response.body", "body": b"x" * BIG})
        self.gone.append(scope["path"])

    async def answer_last(self, _scope: Scope, _receive: Receive, send: Send) -> None:
        """Send much, and close."""
        await reply(send, b"x" * BIG, (b"connection", b"close"))

    async def body(self, receive: Receive) -> bytes:
        """Read a body, as far as it comes."""
        body, more = b"", True
        while more:
            message: Message = await receive()
            more = message.get("more_body", False)
            body += message.get("body", b"")
        return body


async def reply(send: Send, body: bytes, *headers: tuple[bytes, bytes]) -> None:
    length = (b"content-length", str(len(body)).encode())
    await send({"type": "http.response.start", "status": 200, "headers": [length, *headers]})
    await send({"type": "http.response.body", "body": body})


@dataclass
class Served:
    """A server that runs."""

    app: App
    port: int
    server: uvicorn.Server

    def connect(self, buffer: int = 0) -> socket.socket:
        """Connect, with a small buffer if what is not read shall be felt."""
        client = socket.socket()
        client.settimeout(5)
        if buffer:
            client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, buffer)
        client.connect(("127.0.0.1", self.port))
        return client

    def ask(self, *parts: bytes) -> bytes:
        """Send something, and read all that comes until the connection is closed."""
        with self.connect() as client:
            for part in parts:
                client.sendall(part)
            return read(client)

    @property
    def refused(self) -> dict[str, int]:
        """What was counted."""
        return dict(self.app.crowd.refused) if self.app.crowd else {}

    @property
    def connections(self) -> int:
        """How many connections the server knows."""
        return len(self.server.server_state.connections)


@contextmanager
def served(patience: Patience = SHORT, **options: Any) -> Iterator[Served]:
    """Serve the application in a thread; at the end, nothing may be left."""
    app = App()
    made = serving.config(app, patience, **{"keep_alive_seconds": 1, "grace_seconds": 2, **options})
    listening = serving.listen("127.0.0.1", 0)
    found = Served(app, listening.getsockname()[1], uvicorn.Server(made))
    thread = threading.Thread(target=found.server.run, args=([listening],))
    thread.start()
    try:
        wait_until(lambda: found.server.started)
        found.ask(get("/unread", "Connection: close"))
        yield found
        wait_until(lambda: not found.connections and not found.server.server_state.tasks)
        assert found.app.crowd
        assert (found.app.crowd.open, found.app.crowd.crowded) == (0, False)
    finally:
        found.server.should_exit = True
        thread.join()


def application() -> App:
    """The application, for a server that makes its own."""
    return App()


def broken() -> App:
    """An application that cannot begin."""
    raise SystemExit(3)


@contextmanager
def process(*arguments: str) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """Serve it in a process of its own, and give its port."""
    with subprocess.Popen([sys.executable, __file__, *arguments], stdout=subprocess.PIPE, text=True) as made:
        assert made.stdout
        try:
            yield made, int(made.stdout.readline())
        finally:
            made.kill()


def main(name: str, processes: int, grace_seconds: int) -> None:
    """Serve as a command would, and say so at the end."""
    made = serving.config(f"served:{name}", SHORT, processes=processes, grace_seconds=grace_seconds)
    listening = serving.listen("127.0.0.1", 0)
    print(listening.getsockname()[1], flush=True)
    try:
        serving.run(made, listening)
    finally:
        print("tidied up", flush=True)


def get(path: str, *headers: str, method: str = "GET") -> bytes:
    """A request as it is written."""
    return "\r\n".join([f"{method} {path} HTTP/1.1", "Host: lgi.example", *headers, "", ""]).encode()


def read(client: socket.socket) -> bytes:
    """Read to the end."""
    found = b""
    try:
        while part := client.recv(1 << 16):
            found += part
    except ConnectionResetError:
        found += b"(reset)"
    return found


def wait_until(true: Callable[[], bool], seconds: float = 4) -> None:
    """Wait for what happens elsewhere."""
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.01)


def with_limits(**limits: Any) -> Patience:
    """The short patience with other limits."""
    return replace(SHORT, **limits)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
