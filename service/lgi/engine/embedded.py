"""The embedded engine: a pool of worker processes, each with the release open, each of which may be killed.

Why processes: the engine can neither be cancelled nor kept from overflowing its stack or its memory, so the
only limit that holds is the end of the process.
"""

import asyncio
from dataclasses import asdict
from types import TracebackType
from typing import Any, Self

from lgi.engine import Answer, Limits, Query
from lgi.engine.process import Worker
from lgi.errors import BadRelease, Busy, TooComplex
from lgi.media import Accept
from lgi.release import DUMP, STORE, Release

IN_MEMORY_QUADS = 1_000_000
"""A release of up to this many quads is held in memory by each worker; a larger one is opened on disk."""

_RETRY_SECONDS = 1


class Embedded:
    """A pool of workers on one release; use it as an asynchronous context manager."""

    def __init__(self, release: Release, limits: Limits) -> None:
        self.release = release
        self.limits = limits
        self._idle: asyncio.Queue[Worker] = asyncio.Queue()
        self._alive: set[Worker] = set()
        self._replacing: set[asyncio.Task[None]] = set()
        self._waiting = 0

    async def __aenter__(self) -> Self:
        started = await asyncio.gather(
            *(self._add_worker() for _ in range(self.limits.workers)), return_exceptions=True
        )
        for fault in started:
            if fault is not None:
                await self.__aexit__(None, None, None)
                raise fault
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        for task in self._replacing:
            task.cancel()
        await asyncio.gather(*self._replacing, return_exceptions=True)
        await asyncio.gather(*(worker.end() for worker in self._alive))

    @property
    def workers(self) -> list[int]:
        """The process numbers of the workers that are alive."""
        return sorted(worker.process.pid for worker in self._alive)

    @property
    def idle(self) -> int:
        """How many workers wait for a query."""
        return self._idle.qsize()

    async def run(self, query: Query, accept: Accept) -> Answer:
        """Evaluate a query. Raises QueryError or NotAcceptable; when cancelled, its worker is killed."""
        if len(query.text.encode(errors="replace")) > self.limits.query_bytes:
            raise TooComplex(f"the query is longer than {self.limits.query_bytes} bytes: give values in fewer words")
        worker = await self._take()
        try:
            return await worker.ask(query, accept, self.limits.seconds)
        finally:
            self._give_back(worker)

    async def _take(self) -> Worker:
        if self._idle.empty() and self._waiting >= self.limits.queue:
            raise Busy(f"{self._waiting} queries wait already: try again in a few seconds")
        self._waiting += 1
        try:
            return await asyncio.wait_for(self._idle.get(), self.limits.seconds)
        except TimeoutError:
            raise Busy("no worker was free in time: try again in a few seconds") from None
        finally:
            self._waiting -= 1

    def _give_back(self, worker: Worker) -> None:
        if not worker.spent:
            self._idle.put_nowait(worker)
            return
        task = asyncio.create_task(self._replace(worker))
        self._replacing.add(task)
        task.add_done_callback(self._replacing.discard)

    async def _replace(self, worker: Worker) -> None:
        await worker.end()
        self._alive.discard(worker)
        while True:
            try:
                return await self._add_worker()
            except (BadRelease, OSError, TimeoutError):
                await asyncio.sleep(_RETRY_SECONDS)

    async def _add_worker(self) -> None:
        worker = await Worker.start(self._orders())
        self._alive.add(worker)
        self._idle.put_nowait(worker)

    def _orders(self) -> dict[str, Any]:
        on_disk = self.release.manifest.quads > IN_MEMORY_QUADS
        return {
            "dump": str(self.release.path / DUMP),
            "store": str(self.release.path / STORE) if on_disk else None,
            "limits": asdict(self.limits),
        }
