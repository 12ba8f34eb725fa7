"""Who goes to the cabinet of kept answers: beside the event loop, and so often a minute for each client."""

import asyncio
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from cachetools import TTLCache

from lgi.archive.cabinet import Cabinet
from lgi.errors import CabinetShut, TooMany

_MINUTE = 60
_MOST_CLIENTS = 10_000
_MOST_FAILURES = 1000

Found = TypeVar("Found")


class Clerk:
    """Goes to a cabinet, if there is one; and remembers for a minute who kept how much, and which query failed why."""

    def __init__(self, cabinet: Cabinet | None, most_a_minute: int) -> None:
        self.cabinet = cabinet
        self.most_a_minute = most_a_minute
        self.failures: TTLCache[tuple[str, str], str] = TTLCache(_MOST_FAILURES, _MINUTE)
        self._kept: TTLCache[tuple[str, int], int] = TTLCache(_MOST_CLIENTS, _MINUTE)
        self._threads = ThreadPoolExecutor(2, "cabinet")

    async def ask(self, what: Callable[[Cabinet], Found]) -> Found:
        """Do something at the cabinet. Raises CabinetShut, also if there is none."""
        if self.cabinet is None:
            raise CabinetShut("this service keeps no answers: its operator has named no place for them (LGI_ANSWERS)")
        return await asyncio.get_running_loop().run_in_executor(self._threads, what, self.cabinet)

    def admit(self, client: str) -> None:
        """Let a client keep one more answer. Raises TooMany if it has kept as many as it may this minute."""
        minute, second = divmod(int(time.monotonic()), _MINUTE)
        kept = self._kept.get((client, minute), 0)
        if kept >= self.most_a_minute:
            raise TooMany(
                f"you have kept {kept} answers within a minute, and may keep no more: wait for the next one",
                retry_after=_MINUTE - second,
            )
        self._kept[client, minute] = kept + 1
