"""A query on its way through the lanes."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from lgi.engine import Answer, faults
from lgi.engine.frames import Incoming
from lgi.engine.process import Worker


class Place(Enum):
    """Where a query is: waiting, in the light lane (perhaps longer than it should), in the heavy one, waiting for that, done."""

    WAITING = 1
    LIGHT = 2
    OVERDUE = 3
    HEAVY = 4
    ASIDE = 5
    DONE = 6


@dataclass(eq=False)
class Job:
    """A query as a frame, with its deadline on the clock of the event loop and the future that gets its answer."""

    request: bytes
    client: str
    arrived: float
    deadline: float
    future: asyncio.Future[Answer]
    place: Place = Place.WAITING
    worker: Worker | None = None
    begun: float = 0.0
    is_heavy: bool = False
    timer: asyncio.TimerHandle | None = None

    def answer(self, incoming: Incoming, head: Mapping[str, Any]) -> None:
        """Give what a worker said to whoever asked, or close it if nobody waits for it any more."""
        if "error" in head:
            self.fail(faults.told(head))
        elif self.future.done():
            incoming.close()
        else:
            if incoming.file:
                incoming.file.seek(0)
            told = (head["media_type"], head["kind"], head["stable"], head["seconds"], incoming.file)
            self.future.set_result(Answer(incoming.body, *told))

    def fail(self, fault: Exception) -> None:
        """Say why there is no answer."""
        if not self.future.done():
            self.future.set_exception(fault)

    def close(self) -> None:
        """Close what came for somebody who has just left."""
        if self.future.done() and not self.future.cancelled() and not self.future.exception():
            file = self.future.result().file
            if file:
                file.close()
