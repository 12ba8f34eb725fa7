import gzip
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from lgi.engine import Limits
from lgi.engine.frames import END, FORK, GONE, LOWER, MESSAGE, READY, UNBORN, Incoming, receive, send
from lgi.engine.nursery import Nursery

ACCEPT = {"solutions": "text/csv", "boolean": "application/sparql-results+json", "graph": "application/n-triples"}
Fork = Callable[[int], socket.socket]


def _orders(folder: Path) -> dict[str, Any]:
    dump = folder / "dump.nq.gz"
    dump.write_bytes(gzip.compress(b"_:ann <http://e/p> <http://e/o> .\n"))
    return {"dump": str(dump), "store": None, "limits": asdict(Limits())}


@contextmanager
def _nursery(orders: dict[str, Any] | None) -> Iterator[tuple[subprocess.Popen[bytes], socket.socket, Fork]]:
    ours, theirs = socket.socketpair()
    ours.settimeout(30)
    with ours, theirs, subprocess.Popen([sys.executable, "-m", "lgi.engine.nursery"], stdin=theirs.fileno()) as process:
        theirs.close()
        mine: list[socket.socket] = []

        def fork(number: int) -> socket.socket:
            connection, other = socket.socketpair()
            connection.settimeout(30)
            mine.append(connection)
            with other:
                socket.send_fds(ours, [MESSAGE.pack(FORK, number, 0)], [other.fileno()])
            return connection

        if orders is not None:
            send(ours, orders)
            assert _heard(ours) == (READY, 0, 0)
        yield process, ours, fork
        ours.close()
        for connection in mine:
            connection.close()
        assert process.wait(30) == 0


def _heard(control: socket.socket) -> tuple[bytes, int, int]:
    what, number, status = MESSAGE.unpack(control.recv(MESSAGE.size, socket.MSG_WAITALL))
    return what, number, status


def _tell(control: socket.socket, what: bytes, number: int) -> None:
    control.sendall(MESSAGE.pack(what, number, 0))


def _ready(connection: socket.socket) -> int:
    pid = (receive(connection) or {})["ready"]
    assert isinstance(pid, int)
    return pid


def _put(connection: socket.socket, text: str) -> Incoming:
    send(connection, {"text": text, "default_graphs": None, "named_graphs": None, "accept": ACCEPT})
    answer = Incoming()
    while not answer.feed(connection.recv(1 << 16)):
        pass
    return answer


def test_every_worker_has_the_release_with_the_same_names_of_blank_nodes(tmp_path: Path) -> None:
    with _nursery(_orders(tmp_path)) as (_, _, fork):
        workers = [fork(number) for number in (1, 2)]
        pids = {_ready(worker) for worker in workers}
        bodies = [_put(worker, "SELECT ?s { ?s ?p ?o }").body for worker in workers]

    assert len(pids) == 2
    assert bodies == [b"s\r\n_:ann\r\n"] * 2


def test_a_worker_is_ended_on_demand_and_its_end_is_told_with_its_status(tmp_path: Path) -> None:
    with _nursery(_orders(tmp_path)) as (_, control, fork):
        worker = fork(7)
        pid = _ready(worker)
        _tell(control, END, 7)

        assert _heard(control) == (GONE, 7, -signal.SIGKILL)
        assert not Path(f"/proc/{pid}").exists()


def test_a_worker_that_ends_by_itself_is_told_and_ending_it_again_does_nothing(tmp_path: Path) -> None:
    with _nursery(_orders(tmp_path)) as (_, control, fork):
        fork(1).close()
        assert _heard(control)[:2] == (GONE, 1)

        _tell(control, END, 1)
        second = fork(2)
        os.kill(_ready(second), signal.SIGSEGV)
        assert _heard(control) == (GONE, 2, -signal.SIGSEGV)


def test_a_worker_can_be_made_to_let_others_go_first(tmp_path: Path) -> None:
    with _nursery(_orders(tmp_path)) as (_, control, fork):
        first, second = fork(1), fork(2)
        before, other = _ready(first), _ready(second)
        _tell(control, LOWER, 1)
        _tell(control, END, 2)
        _heard(control)

        assert os.getpriority(os.PRIO_PROCESS, before) > os.getpriority(os.PRIO_PROCESS, 0)
        assert not Path(f"/proc/{other}").exists()


def test_when_its_socket_ends_the_nursery_ends_its_workers_and_itself(tmp_path: Path) -> None:
    with _nursery(_orders(tmp_path)) as (_, _, fork):
        workers = [fork(number) for number in (1, 2)]
        pids = [_ready(worker) for worker in workers]

    assert not any(Path(f"/proc/{pid}").exists() for pid in pids)


def test_when_the_nursery_is_killed_the_kernel_ends_its_workers(tmp_path: Path) -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs, subprocess.Popen([sys.executable, "-m", "lgi.engine.nursery"], stdin=theirs.fileno()) as process:
        send(ours, _orders(tmp_path))
        _heard(ours)
        mine, other = socket.socketpair()
        with mine:
            with other:
                socket.send_fds(ours, [MESSAGE.pack(FORK, 1, 0)], [other.fileno()])
            mine.settimeout(10)
            _ready(mine)
            process.kill()

            assert mine.recv(1) == b""


def test_a_nursery_without_orders_ends() -> None:
    with _nursery(None) as (process, _, _):
        pass

    assert process.returncode == 0


def test_a_nursery_does_not_hold_a_release_on_disk(tmp_path: Path) -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        nursery = Nursery(theirs, {**_orders(tmp_path), "store": "unused"})

        assert nursery._evaluate is None


def test_a_worker_that_cannot_be_forked_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> int:
        raise BlockingIOError

    ours, theirs = socket.socketpair()
    nursery = Nursery(theirs, _orders(tmp_path))
    monkeypatch.setattr(os, "fork", refuse)
    mine, other = socket.socketpair()
    with ours, theirs, mine, other:
        socket.send_fds(ours, [MESSAGE.pack(FORK, 3, 0)], [other.fileno()])
        other.close()

        assert nursery._obey()
        assert _heard(ours) == (GONE, 3, UNBORN)
        assert mine.recv(1) == b""
