"""What one client may take: so many heavy queries under way, and so many seconds of evaluation a minute."""

import math
import time
from collections import Counter
from collections.abc import Callable

from cachetools import TLRUCache

from lgi.engine import Limits
from lgi.errors import TooMany

_MINUTE = 60.0
_MOST_CLIENTS = 10_000


class Budgets:
    """A bucket of seconds for each client, which fills up again in a minute, and a count of its heavy queries.

    All that is kept of a bucket is when it will be full; one that is full need not be kept at all. The client ""
    has no budget, and may do what it likes.
    """

    def __init__(self, limits: Limits, clock: Callable[[], float] = time.monotonic) -> None:
        self._limits = limits
        self._clock = clock
        self._heavy: Counter[str] = Counter()
        self._full_at: TLRUCache[str, float] = TLRUCache(
            _MOST_CLIENTS, ttu=lambda _client, full_at, _now: full_at, timer=clock
        )

    def admit(self, client: str) -> None:
        """Let a client ask. Raises TooMany while its bucket is empty."""
        wait = self._full_at.get(client, 0.0) - self._clock() - _MINUTE
        if client and wait >= 0:
            seconds = f"{self._limits.client_seconds:g} seconds of evaluation a minute"
            raise TooMany(
                f"your queries have used up their {seconds}: ask again later, or ask for less at a time",
                limit="client_seconds",
                retry_after=math.floor(wait) + 1,
            )

    def charge(self, client: str, seconds: float) -> None:
        """Take from a client's bucket what a query of its took, even past the bottom."""
        if client:
            now = self._clock()
            fill = seconds * _MINUTE / self._limits.client_seconds
            self._full_at[client] = max(self._full_at.get(client, now), now) + fill

    def begin_heavy(self, client: str) -> None:
        """Count a query as heavy. Raises TooMany if its client has as many of them as it may."""
        if client and self._heavy[client] >= self._limits.client_heavy:
            raise TooMany(
                f"{self._heavy[client]} of your long queries are under way already: wait for their answers first",
                limit="client_heavy",
                retry_after=math.ceil(self._limits.seconds),
            )
        self._heavy[client] += 1

    def end_heavy(self, client: str) -> None:
        """Count a heavy query no more."""
        self._heavy[client] -= 1
        if not self._heavy[client]:
            del self._heavy[client]
