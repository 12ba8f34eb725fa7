"""Fresh workers on demand: the nursery, seen from the web process, and started again if it ends."""

import asyncio
import contextlib
import os
import signal
import socket
import sys
from asyncio.subprocess import DEVNULL, Process
from collections.abc import Callable, Mapping
from itertools import count
from typing import Any

from lgi.engine.frames import END, FORK, LOWER, MESSAGE, READY, frame
from lgi.engine.process import Watch, Worker
from lgi.errors import BadRelease

_NURSERY = "lgi.engine.nursery"
_KEPT = ("PATH", "PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV", "LANG", "LC_ALL")
_START_SECONDS = 120
_END_SECONDS = 10
_RETRY_SECONDS = 1


class Supply(asyncio.Protocol):
    """Orders workers from a nursery and has them ended; `gone` is told of each with its status, None if unknown."""

    def __init__(
        self,
        orders: Mapping[str, Any],
        watch: Watch,
        up: Callable[[], None],
        gone: Callable[[Worker, int | None], None],
    ) -> None:
        self.workers: dict[int, Worker] = {}
        self._orders = orders
        self._watch = watch
        self._up = up
        self._gone = gone
        self._numbers = count(1)
        self._statuses: dict[int, int] = {}
        self._raw = b""
        self._process: Process | None = None
        self._control: socket.socket | None = None
        self._transport: asyncio.Transport | None = None
        self._opening: asyncio.Future[None] | None = None
        self._connecting: set[asyncio.Task[Any]] = set()
        self._restarting: asyncio.Task[None] | None = None
        self._is_closing = False

    async def start(self) -> None:
        """Start the nursery, and wait until it has opened what it is to open. Raises BadRelease if it cannot."""
        loop = asyncio.get_running_loop()
        self._opening, self._raw = loop.create_future(), b""
        ours, theirs = socket.socketpair()
        with theirs:
            self._process = await _start_process(theirs)
        self._socket = ours
        self._transport, _ = await loop.create_unix_connection(lambda: self, sock=ours)
        self._transport.write(frame(self._orders))
        try:
            async with asyncio.timeout(_START_SECONDS):
                await self._opening
        except BaseException:
            self._transport.abort()
            await self._end_process()
            raise

    async def close(self) -> None:
        """End the nursery and with it every worker, and wait until they are gone."""
        self._is_closing = True
        if self._restarting:
            self._restarting.cancel()
            await asyncio.gather(self._restarting, return_exceptions=True)
        await asyncio.gather(*self._connecting)
        for worker in self.workers.values():
            worker.close()
        if self._transport:
            self._transport.abort()
        await self._end_process()

    def fork(self) -> bool:
        """Order one more worker, which says itself when it is ready; False while there is no nursery."""
        if self._control is None:
            return False
        ours, theirs = socket.socketpair()
        ours.setblocking(False)
        worker = Worker(next(self._numbers), ours, self._watch)
        self.workers[worker.number] = worker
        with theirs:
            self._say(FORK, worker, theirs)
        connecting = asyncio.get_running_loop().create_unix_connection(lambda: worker, sock=ours)
        task = asyncio.get_running_loop().create_task(connecting)
        self._connecting.add(task)
        task.add_done_callback(self._connecting.discard)
        return True

    def lower(self, worker: Worker) -> None:
        """Let all others go before a worker."""
        self._say(LOWER, worker)

    def end(self, worker: Worker) -> None:
        """Kill a worker; `gone` is told once it is no more."""
        worker.close()
        self._say(END, worker)

    def lost(self, worker: Worker) -> None:
        """Forget a worker once its socket has ended, and the nursery has told of its end or no longer can."""
        if worker.is_lost and (self._control is None or worker.number in self._statuses):
            del self.workers[worker.number]
            self._gone(worker, self._statuses.pop(worker.number, None))

    def data_received(self, data: bytes) -> None:
        """Take messages of the nursery."""
        self._raw += data
        while len(self._raw) >= MESSAGE.size:
            what, number, status = MESSAGE.unpack(self._raw[: MESSAGE.size])
            self._raw = self._raw[MESSAGE.size :]
            if what == READY:
                self._set_up()
            else:
                self._note(number, status)

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002
        """The nursery has ended: so have its workers, whose sockets say so, and another must take its place."""
        if self._control is None:
            assert self._opening
            if not self._opening.done():
                advice = "build it again with 'lgi build --again'"
                self._opening.set_exception(BadRelease(f"a worker cannot open the release: {advice}"))
            return
        self._control = None
        for worker in list(self.workers.values()):
            self.lost(worker)
        if not self._is_closing:
            self._restarting = asyncio.get_running_loop().create_task(self._restart())

    def _set_up(self) -> None:
        assert self._opening
        # It may have been given up just now.
        with contextlib.suppress(asyncio.InvalidStateError):
            self._opening.set_result(None)
            self._control = self._socket
            self._up()

    def _note(self, number: int, status: int) -> None:
        """A worker is gone; but what it still said before may stand in its socket."""
        self._statuses[number] = status
        self.lost(self.workers[number])

    async def _restart(self) -> None:
        await self._end_process()
        while True:
            try:
                return await self.start()
            except (BadRelease, OSError, TimeoutError):
                await asyncio.sleep(_RETRY_SECONDS)

    def _say(self, what: bytes, worker: Worker, *sent: socket.socket) -> None:
        if self._control is None or self._transport is None:
            return
        try:
            message = MESSAGE.pack(what, worker.number, 0)
            socket.send_fds(self._control, [message], [each.fileno() for each in sent])
        except OSError:
            # It is gone, or so slow that it may as well be.
            self._transport.abort()

    async def _end_process(self) -> None:
        """Wait until the nursery is gone, which it is soon after its socket; kill it if it is not."""
        if self._process is None:
            return
        try:
            async with asyncio.timeout(_END_SECONDS):
                await self._process.wait()
        except TimeoutError:
            # Not Process.kill(): it asks for the exit status first, behind the back of the event loop.
            with contextlib.suppress(ProcessLookupError):
                os.kill(self._process.pid, signal.SIGKILL)
            await self._process.wait()


async def _start_process(control: socket.socket) -> Process:
    """Start a nursery. It is told nothing of its surroundings but where Python finds its packages."""
    surroundings = {name: os.environ[name] for name in _KEPT if name in os.environ}
    return await asyncio.create_subprocess_exec(
        sys.executable, "-m", _NURSERY, stdin=control.fileno(), stdout=DEVNULL, env=surroundings, start_new_session=True
    )
