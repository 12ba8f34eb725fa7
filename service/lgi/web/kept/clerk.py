"""Who goes to the cabinet of kept answers: beside the event loop, and so often a minute for each client."""

import asyncio
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from cachetools import TTLCache

from lgi.archive.cabinet import Cabinet
from lgi.errors import CabinetShut, TooMany

_MINUTE, _DAY = 60, 86_400
_PARTS = 64
"""One of so many parts of the cabinet may be filled by a client a day."""
_MOST_CLIENTS = 10_000
_MOST_FAILURES = 1000

Found = TypeVar("Found")


class Clerk:
    """Goes to a cabinet, if there is one; and remembers who kept how much, and for a minute which query failed why.

    One client may fill a part of the cabinet a day, and no more.
    """

    def __init__(self, cabinet: Cabinet | None, most_a_minute: int) -> None:
        self.cabinet = cabinet
        self.most_a_minute = most_a_minute
        self.failures: TTLCache[tuple[str, str], str] = TTLCache(_MOST_FAILURES, _MINUTE)
        self._kept: TTLCache[tuple[str, int], int] = TTLCache(_MOST_CLIENTS, _MINUTE)
        self._bytes: TTLCache[tuple[str, int], int] = TTLCache(_MOST_CLIENTS, _DAY)
        self._threads = ThreadPoolExecutor(2, "cabinet")

    async def ask(self, what: Callable[[Cabinet], Found]) -> Found:
        """Do something at the cabinet. Raises CabinetShut, also if there is none."""
        if self.cabinet is None:
            raise CabinetShut("this service keeps no answers: its operator has named no place for them (LGI_ANSWERS)")
        return await asyncio.get_running_loop().run_in_executor(self._threads, what, self.cabinet)

    def admit(self, client: str) -> None:
        """Let a client keep one more answer. Raises TooMany if it has kept as much as it may for now."""
        now = int(time.monotonic())
        minute, second = divmod(now, _MINUTE)
        day, second_of_day = divmod(now, _DAY)
        if self.cabinet and self._bytes.get((client, day), 0) > self.cabinet.most_bytes // _PARTS:
            raise TooMany(
                "you have kept as much as you may in a day: come again tomorrow", retry_after=_DAY - second_of_day
            )
        kept = self._kept.get((client, minute), 0)
        if kept >= self.most_a_minute:
            raise TooMany(
                f"you have kept {kept} answers within a minute, and may keep no more: wait for the next one",
                retry_after=_MINUTE - second,
            )
        self._kept[client, minute] = kept + 1

    def charge(self, client: str, size: int) -> None:
        """Note how much a client has kept."""
        day = int(time.monotonic()) // _DAY
        self._bytes[client, day] = self._bytes.get((client, day), 0) + size
