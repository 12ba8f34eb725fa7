"""Where workers come from: a process that holds the release, never sees a query and forks: `python -m lgi.engine.nursery`.

It has one thread, so forking is safe, and each worker has the release at once, in memory it shares with all others.
What its orders name is opened here if it stands in memory; RocksDB starts threads, so a worker opens that itself.

Its standard input is a socket: orders first, then one message after another in either direction. The web process
calls a worker by a number of its own, which unlike that of a process never comes again. When the socket ends, so do
all workers; when the nursery ends, the kernel ends them (Linux).
"""

import contextlib
import ctypes
import gc
import os
import select
import signal
import socket
import traceback
from collections.abc import Mapping
from types import FrameType
from typing import Any, NoReturn

from lgi.engine import Limits, worker
from lgi.engine.frames import END, FORK, GONE, MESSAGE, READY, UNBORN, receive, send

_LOW_PRIORITY = 15
_PARENT_DEATH_SIGNAL = 1
_LIBC = ctypes.CDLL(None)


class Nursery:
    """The workers that live, by number, and the socket over which they are asked for."""

    def __init__(self, control: socket.socket, orders: Mapping[str, Any]) -> None:
        self._control = control
        self._orders = orders
        self._pid = os.getpid()
        self._pids: dict[int, int] = {}
        self._sockets = [control]
        self._evaluate = None if orders.get("store") else worker.opened(orders)

    def run(self) -> None:
        """Fork and end workers until the socket ends."""
        bell = self._bell()
        poll = select.poll()
        poll.register(self._control, select.POLLIN)
        poll.register(bell, select.POLLIN)
        self._say(READY, 0)
        with contextlib.suppress(ConnectionError):
            while True:
                ready = {descriptor for descriptor, _ in poll.poll()}
                if bell.fileno() in ready:
                    bell.recv(1 << 12)
                    self._reap()
                if self._control.fileno() in ready and not self._obey():
                    break
        self._end_all()

    def _bell(self) -> socket.socket:
        """Make a socket that can be read from once a worker has ended."""
        heard, rung = socket.socketpair()
        rung.setblocking(False)
        self._sockets += [heard, rung]
        signal.signal(signal.SIGCHLD, _nothing)
        signal.set_wakeup_fd(rung.fileno(), warn_on_full_buffer=False)
        return heard

    def _obey(self) -> bool:
        """Do what one message says; False at the end of the stream."""
        message, descriptors, _, _ = socket.recv_fds(self._control, MESSAGE.size, 1)
        if not message:
            return False
        what, number, _ = MESSAGE.unpack(message)
        if what == FORK:
            self._fork(number, descriptors[0])
        elif number in self._pids:
            # It is not reaped yet, so its process number still means this worker, even if it is dead.
            self._touch(what, self._pids[number])
        return True

    def _touch(self, what: bytes, pid: int) -> None:
        if what == END:
            os.kill(pid, signal.SIGKILL)
        else:
            os.setpriority(os.PRIO_PROCESS, pid, _LOW_PRIORITY)

    def _fork(self, number: int, descriptor: int) -> None:
        try:
            pid = os.fork()
        except OSError:
            self._say(GONE, number, UNBORN)
        else:
            if pid == 0:  # pragma: no cover
                self._become_worker(descriptor)
            self._pids[number] = pid
        finally:
            os.close(descriptor)

    # A process that may write nothing cannot write down what it covered.
    def _become_worker(self, descriptor: int) -> NoReturn:  # pragma: no cover
        try:
            self._leave_home()
            limits = Limits(**self._orders["limits"])
            evaluate = self._evaluate or worker.opened(self._orders)
            worker.give_up_rights(limits, keep_network=not worker.is_local(self._orders))
            with socket.socket(fileno=descriptor) as connection:
                send(connection, {"ready": os.getpid()})
                worker.serve(evaluate, limits, connection, worker.clock(self._orders))
        except ConnectionError:
            os._exit(0)
        except BaseException:  # noqa: BLE001
            traceback.print_exc()
        finally:
            os._exit(1)

    def _leave_home(self) -> None:  # pragma: no cover
        """Let go of what is the nursery's, and end when it ends."""
        _LIBC.prctl(_PARENT_DEATH_SIGNAL, signal.SIGKILL)
        if os.getppid() != self._pid:
            os._exit(0)
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        for mine in self._sockets:
            mine.close()
        # It takes the place of standard input, which was the control socket.
        os.open(os.devnull, os.O_RDONLY)

    def _reap(self) -> None:
        for number, pid in list(self._pids.items()):
            found, status = os.waitpid(pid, os.WNOHANG)
            if found:
                del self._pids[number]
                self._say(GONE, number, os.waitstatus_to_exitcode(status))

    def _say(self, what: bytes, number: int, status: int = 0) -> None:
        self._control.sendall(MESSAGE.pack(what, number, status))

    def _end_all(self) -> None:
        for pid in self._pids.values():
            os.kill(pid, signal.SIGKILL)
        for pid in self._pids.values():
            os.waitpid(pid, 0)


def _nothing(number: int, frame: FrameType | None) -> None:
    """Let a signal wake the poll; what it tells is asked for there."""


def main() -> None:
    """Take orders from standard input and obey until it ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # An event loop may leave copies of these three, and no worker may have the control socket.
    os.closerange(3, os.sysconf("SC_OPEN_MAX"))
    control = socket.socket(fileno=0)
    orders = receive(control)
    if orders is not None:
        nursery = Nursery(control, orders)
        # What is here by now stays, so no worker need look at it, and copy its pages by doing so.
        gc.collect()
        gc.freeze()
        nursery.run()


if __name__ == "__main__":
    main()
