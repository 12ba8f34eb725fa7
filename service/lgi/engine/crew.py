"""The workers that stand ready: their number is kept up, and one that has done enough is replaced."""

import asyncio
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from lgi.engine.frames import Incoming
from lgi.engine.process import Watch, Worker
from lgi.engine.supply import Supply
from lgi.errors import BadRelease

_MOST_QUERIES = 500
"""A worker is replaced after so many: whatever an evaluation leaves behind does not add up."""

_START_SECONDS = 60
_RETRY_SECONDS = 1.0


@dataclass(frozen=True)
class Employer:
    """Whom the crew tells: of a frame, of one that cannot be kept, of a worker's end, and that there is a new one."""

    answered: Callable[[Worker, Incoming], None]
    failed: Callable[[Worker, OSError], None]
    gone: Callable[[Worker, int | None], None]
    changed: Callable[[], None]


class Crew:
    """Workers that wait for a query; `killed` and `replaced` count those that were ended with and without one."""

    def __init__(self, orders: Mapping[str, Any], employer: Employer) -> None:
        self.ready: deque[Worker] = deque()
        self.killed = self.replaced = 0
        self._employer = employer
        self._supply = Supply(
            orders, Watch(self._answered, employer.failed, self._lost), self._employer.changed, self._gone
        )
        self._starting = self._wanted = 0
        self._is_held = False
        self._opened: asyncio.Future[None] | None = None

    @property
    def pids(self) -> list[int]:
        """The process numbers of all workers that are alive."""
        return sorted(worker.pid for worker in self._supply.workers.values() if worker.pid and not worker.is_lost)

    async def open(self, wanted: int) -> None:
        """Start, and wait until so many workers are ready. Raises BadRelease if one cannot be."""
        self._wanted = wanted
        self._opened = asyncio.get_running_loop().create_future()
        await self._supply.start()
        if wanted:
            async with asyncio.timeout(_START_SECONDS):
                await self._opened

    async def close(self) -> None:
        """End every worker, and wait until they are gone."""
        self._is_held = True
        await self._supply.close()

    def keep(self, wanted: int) -> None:
        """Order what is lacking of so many workers that stand ready."""
        for _ in range(wanted - len(self.ready) - self._starting):
            if self._is_held or not self._supply.fork():
                return
            self._starting += 1

    def take(self) -> Worker:
        """Hand out the worker that was last at work, whose memory is the most at hand."""
        return self.ready.pop()

    def give_back(self, worker: Worker) -> None:
        """Take a worker back after its query."""
        if worker.asked < _MOST_QUERIES:
            self.ready.append(worker)
        else:
            self.dismiss(worker)

    def dismiss(self, worker: Worker) -> None:
        """End a worker that has answered its last query."""
        self.replaced += 1
        self._supply.end(worker)

    def kill(self, worker: Worker) -> None:
        """End a worker that is still at its query."""
        self.killed += 1
        self._supply.end(worker)

    def lower(self, worker: Worker) -> None:
        """Let all others go before a worker."""
        self._supply.lower(worker)

    def _answered(self, worker: Worker, incoming: Incoming) -> None:
        if worker.pid:
            self._employer.answered(worker, incoming)
            return
        worker.pid = incoming.head["ready"]
        self._starting -= 1
        self.ready.appendleft(worker)
        if self._opened and not self._opened.done() and len(self.ready) >= self._wanted:
            self._opened.set_result(None)
        self._employer.changed()

    def _lost(self, worker: Worker) -> None:
        if worker in self.ready:
            self.ready.remove(worker)
        self._supply.lost(worker)

    def _gone(self, worker: Worker, status: int | None) -> None:
        if not worker.pid:
            self._starting -= 1
            self._stillborn()
        self._employer.gone(worker, status)

    def _stillborn(self) -> None:
        """Wait a while, where a worker could not even begin."""
        if self._opened and not self._opened.done():
            self._opened.set_exception(
                BadRelease("a worker cannot open the release: build it again with 'lgi build --again'")
            )
        if not self._is_held:
            self._is_held = True
            asyncio.get_running_loop().call_later(_RETRY_SECONDS, self._go_on)

    def _go_on(self) -> None:
        self._is_held = False
        self._employer.changed()
