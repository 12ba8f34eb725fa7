"""Watch a service from outside: whom it talks to, what it holds, and how fast it says that it lives."""

import contextlib
import http.client
import socket
import statistics
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Self

_PROC = Path("/proc")
_NETWORK_TABLES = ("tcp", "tcp6", "udp", "udp6")


class Background:
    """Something that is done again and again in a thread of its own while a `with` block runs."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._repeat, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_fault: object) -> None:
        self._stop.set()
        self._thread.join()

    def once(self) -> None:
        """Do it once."""
        raise NotImplementedError

    def _repeat(self) -> None:
        while not self._stop.wait(self._seconds):
            self.once()


class Pulse(Background):
    """How long `/live` takes to answer, asked over and over on a connection of its own each time."""

    def __init__(self, port: int) -> None:
        super().__init__(0.05)
        self.port = port
        self.seconds: list[float] = []
        self.faults: list[str] = []

    def once(self) -> None:
        """Ask once."""
        began = time.perf_counter()
        try:
            with contextlib.closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)) as connection:
                connection.request("GET", "/live")
                if connection.getresponse().status != http.HTTPStatus.OK:
                    self.faults.append("not alive")
        except OSError as fault:
            self.faults.append(repr(fault))
        self.seconds.append(time.perf_counter() - began)

    @property
    def median(self) -> float:
        """The median of what was measured, in seconds."""
        return statistics.median(self.seconds)

    @property
    def p95(self) -> float:
        """What nineteen of twenty did not exceed."""
        return statistics.quantiles(self.seconds, n=20)[-1]


class Canary(Background):
    """Listens at addresses of this machine, and notes who comes: nobody ever may."""

    def __init__(self) -> None:
        super().__init__(0.02)
        self.visits: list[bytes] = []
        self._listening = [_listener(socket.AF_INET, "127.0.0.1", 0)]
        self.port: int = self._listening[0].getsockname()[1]
        with contextlib.suppress(OSError):
            self._listening.append(_listener(socket.AF_INET6, "::1", self.port))

    def once(self) -> None:
        """Let in whoever waits."""
        for listening in self._listening:
            with contextlib.suppress(BlockingIOError):
                visitor, _ = listening.accept()
                visitor.settimeout(1)
                with visitor, contextlib.suppress(OSError):
                    self.visits.append(visitor.recv(1000))

    def __exit__(self, *fault: object) -> None:
        super().__exit__(*fault)
        for listening in self._listening:
            listening.close()


class Lookout(Background):
    """Looks again and again for a socket of a process or its offspring that leads away from the service's port."""

    def __init__(self, pid: int, port: int) -> None:
        super().__init__(0.1)
        self.pid = pid
        self.port = port
        self.leaving: set[str] = set()

    def once(self) -> None:
        """Look once."""
        inodes = {inode for pid in family(self.pid) for inode in _sockets(pid)}
        for table in _NETWORK_TABLES:
            for line in (_PROC / "net" / table).read_text().splitlines()[1:]:
                _, local, remote, state, *rest = line.split()
                ours = int(local.rpartition(":")[2], 16) == self.port
                if rest[5] in inodes and not (ours and table.startswith("tcp")):
                    self.leaving.add(f"{table} {local} to {remote} in state {state}")


@dataclass(frozen=True)
class Household:
    """What a service holds: its processes, their memory, its open files, and the files it keeps for a while."""

    processes: int
    bytes: int
    descriptors: int
    files: int


def household(pid: int, folder: Path) -> Household:
    """Count what a process and its offspring hold, memory that they share only once, and the files in a folder."""
    members = family(pid)
    return Household(
        processes=len(members),
        bytes=sum(map(_memory, members)),
        descriptors=len(_descriptors(pid)),
        files=sum(1 for path in folder.rglob("*") if path.is_file()),
    )


def at_rest(pid: int, folder: Path) -> Household:
    """Count once nothing changes any more."""
    before, now = None, household(pid, folder)
    while before is None or (before.processes, before.descriptors) != (now.processes, now.descriptors):
        time.sleep(1.5)
        before, now = now, household(pid, folder)
    return now


def settled(pid: int, folder: Path, like: Household, spare_bytes: int, seconds: float = 15) -> Household:
    """Wait until a household holds no more than one before it did, but for some memory; or until time is over."""
    until = time.monotonic() + seconds
    while True:
        now = household(pid, folder)
        fewer = now.processes == like.processes and now.descriptors <= like.descriptors and now.files <= like.files
        if (fewer and now.bytes <= like.bytes + spare_bytes) or time.monotonic() > until:
            return now
        time.sleep(0.25)


def family(pid: int) -> list[int]:
    """A process and all its offspring."""
    parents: dict[int, list[int]] = {}
    for entry in _PROC.iterdir():
        if entry.name.isdigit():
            with contextlib.suppress(OSError):
                parents.setdefault(_parent(entry), []).append(int(entry.name))
    found = [pid]
    for member in found:
        found += parents.get(member, [])
    return found


def _parent(entry: Path) -> int:
    return int((entry / "stat").read_text().rpartition(")")[2].split()[1])


def _descriptors(pid: int) -> list[str]:
    found = []
    with contextlib.suppress(OSError):
        for path in (_PROC / str(pid) / "fd").iterdir():
            with contextlib.suppress(OSError):
                found.append(str(path.readlink()))
    return found


def _sockets(pid: int) -> set[str]:
    return {name[8:-1] for name in _descriptors(pid) if name.startswith("socket:[")}


def _memory(pid: int) -> int:
    with contextlib.suppress(OSError):
        for line in (_PROC / str(pid) / "smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) << 10
    return 0


def _listener(kind: socket.AddressFamily, host: str, port: int) -> socket.socket:
    listening = socket.socket(kind)
    listening.bind((host, port))
    listening.listen(100)
    listening.setblocking(False)
    return listening
