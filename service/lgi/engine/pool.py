"""A pool of worker processes, each of which may be killed: what the embedded engine and a remote one are made of.

Why processes: an evaluation can neither be cancelled nor kept from overflowing its stack or its memory, so the
only limit that holds is the end of the process.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import asdict
from types import TracebackType
from typing import Any, Self

from lgi.engine import Answer, Limits, Query, faults
from lgi.engine.budgets import Budgets
from lgi.engine.frames import frame
from lgi.engine.job import Job
from lgi.engine.lanes import Lanes
from lgi.media import Accept


class Pool:
    """Workers that answer queries as their orders say; use it as an asynchronous context manager."""

    def __init__(self, orders: Mapping[str, Any], limits: Limits) -> None:
        self.limits = limits
        self._budgets = Budgets(limits)
        self._lanes = Lanes({**orders, "limits": asdict(limits)}, limits, self._budgets)

    async def __aenter__(self) -> Self:
        try:
            await self._lanes.crew.open(self.limits.workers)
        except BaseException:
            await self._lanes.close()
            raise
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._lanes.close()

    @property
    def workers(self) -> list[int]:
        """The process numbers of the workers that are alive."""
        return self._lanes.crew.pids

    @property
    def idle(self) -> int:
        """How many queries could begin at once."""
        return min(len(self._lanes.crew.ready), self.limits.workers - len(self._lanes.light))

    @property
    def heavy(self) -> int:
        """How many heavy queries are at work in their lane."""
        return len(self._lanes.heavy)

    @property
    def waiting_light(self) -> int:
        """How many queries wait to begin."""
        return len(self._lanes.waiting)

    @property
    def waiting_heavy(self) -> int:
        """How many queries wait to begin again, since they turned out to be heavy."""
        return len(self._lanes.aside)

    @property
    def killed(self) -> int:
        """How many workers were killed at their query so far."""
        return self._lanes.crew.killed

    @property
    def replaced(self) -> int:
        """How many workers were replaced so far since they had done enough."""
        return self._lanes.crew.replaced

    async def run(self, query: Query, accept: Accept) -> Answer:
        """Evaluate a query. Raises QueryError or NotAcceptable; when cancelled, its worker is killed.

        An answer may come with a file, which the caller closes.
        """
        limits, loop = self.limits, asyncio.get_running_loop()
        if len(query.text.encode(errors="replace")) > limits.query_bytes:
            raise faults.too_long(limits)
        self._budgets.admit(query.client)
        now = loop.time()
        job = Job(_request(query, accept), query.client, now, now + limits.seconds, loop.create_future())
        self._lanes.submit(job)
        try:
            return await job.future
        except asyncio.CancelledError:
            self._lanes.drop(job)
            job.close()
            raise


def _request(query: Query, accept: Accept) -> bytes:
    types = {"solutions": accept.solutions, "boolean": accept.boolean, "graph": accept.graph}
    graphs = {"default_graphs": query.default_graphs, "named_graphs": query.named_graphs}
    return frame({"text": query.text, **graphs, "accept": types})
