"""Turns at work that is done in this process: so many at a time, and not all of them for one client."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from lgi.errors import Busy, TooMany

_RETRY_SECONDS = 2


class Turns:
    """Who works and who waits; whoever comes when too many wait is sent away."""

    def __init__(self, at_once: int = 2, waiting: int = 32, of_one: int = 8) -> None:
        self._free = asyncio.Semaphore(at_once)
        self._most = at_once + waiting
        self._most_of_one = of_one
        self._of: Counter[str] = Counter()

    @asynccontextmanager
    async def turn(self, client: str) -> AsyncIterator[None]:
        """Wait for a turn, and have it. Raises TooMany for a client that has many already, Busy if all wait."""
        if self._of[client] >= self._most_of_one:
            raise TooMany(f"{self._most_of_one} requests of yours are under way", retry_after=_RETRY_SECONDS)
        if self._of.total() >= self._most:
            raise Busy(f"{self._most} requests are under way", retry_after=_RETRY_SECONDS)
        self._of[client] += 1
        try:
            async with self._free:
                yield
        finally:
            self._of[client] -= 1
            if not self._of[client]:
                del self._of[client]
