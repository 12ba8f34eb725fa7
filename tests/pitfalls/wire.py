"""Speak HTTP over a bare connection, where a client library would mend what is sent."""

import contextlib
import os
import signal
import socket
import time
from collections.abc import Iterator
from dataclasses import dataclass
from http.client import HTTPMessage, HTTPResponse
from pathlib import Path

from running import Running

_SECONDS = 60


@dataclass(frozen=True)
class Told:
    """An answer as it came."""

    status: int
    headers: HTTPMessage
    body: bytes


@contextlib.contextmanager
def connected(server: Running) -> Iterator[socket.socket]:
    """A connection to a service."""
    with socket.create_connection((server.host, server.port), _SECONDS) as connection:
        yield connection


def exchange(server: Running, *head: bytes, body: bytes = b"") -> Told:
    """Send the lines of one request as they are, and read its answer."""
    with connected(server) as connection:
        connection.sendall(b"\r\n".join([*head, b"", b""]) + body)
        return receive(connection, head[0].partition(b" ")[0].decode())


def receive(connection: socket.socket, method: str = "GET") -> Told:
    """Read one answer."""
    response = HTTPResponse(connection, method=method)
    response.begin()
    return Told(response.status, response.headers, response.read())


def get(server: Running, target: bytes, *head: bytes) -> Told:
    """Ask for a target exactly as it is written."""
    return exchange(server, b"GET " + target + b" HTTP/1.1", b"Host: lgi.example", b"Connection: close", *head)


@contextlib.contextmanager
def trap() -> Iterator[tuple[int, list[object]]]:
    """A port of this machine that nobody is to call: the callers are noted, once asked for by `callers`."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.settimeout(0.3)
        callers: list[object] = []
        yield listening.getsockname()[1], callers
        with contextlib.suppress(TimeoutError):
            while True:
                connection, address = listening.accept()
                connection.close()
                callers.append(address)


def descendants(server: Running) -> list[int]:
    """The processes that a service started, and those that they started."""
    parents = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            parents[int(path.parent.name)] = int(path.read_text().rpartition(")")[2].split()[1])
    found, added = {server.process.pid}, True
    while added:
        added = bool(more := {pid for pid, parent in parents.items() if parent in found} - found)
        found |= more
    return sorted(found - {server.process.pid})


def ticks_of(pid: int) -> int:
    """How much processor time a process has used, in hundredths of a second; one that is gone, none."""
    try:
        values = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0
    return int(values[11]) + int(values[12])


def processor_ticks(server: Running) -> int:
    """How much of it a service and all that it started have used."""
    return sum(map(ticks_of, [server.process.pid, *descendants(server)]))


def rests_within(server: Running, seconds: float) -> bool:
    """Tell whether a service comes to rest in time: whether nothing that it started goes on computing."""
    until, before = time.monotonic() + seconds, processor_ticks(server)
    while time.monotonic() < until:
        time.sleep(0.5)
        now = processor_ticks(server)
        if abs(now - before) < 10:
            return True
        before = now
    return False


@contextlib.contextmanager
def halted(server: Running) -> Iterator[None]:
    """Halt all that a service started, so that none of it can answer: a failure behind the service."""
    halted = descendants(server)
    for pid in halted:
        os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        # What is halted would not notice that the service ends.
        for pid in halted:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGCONT)
