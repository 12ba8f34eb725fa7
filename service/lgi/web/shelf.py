"""The releases that are open beside the one that is served: few at a time, and opened one after the other.

Whoever walks through all releases there are takes turns with himself: there is never more than one release being opened,
nor more of them in memory than there is room for, and whoever would wait too long is told so at once.
"""

import asyncio
import logging
import time
from collections import OrderedDict
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from lgi import release
from lgi.errors import Busy
from lgi.release import Release
from lgi.web.catalogue import Entry
from lgi.web.site import Site

_log = logging.getLogger("lgi.releases")
_MOST_WAITING = 32
_PATIENCE_SECONDS = 8.0
_IDLE_SECONDS = 600.0
_RETRY_SECONDS = 5

Open = Callable[[Release], Awaitable[Site]]
Close = Callable[[Site], Awaitable[None]]


class Shelf:
    """A few open releases; the one that was not asked for longest makes room, once nothing is being asked of it."""

    def __init__(self, open_site: Open, close_site: Close, room: int) -> None:
        self.room = room
        self._open = open_site
        self._close = close_site
        self._sites: OrderedDict[str, Site] = OrderedDict()
        self._asked: dict[str, float] = {}
        self._changing = asyncio.Lock()
        self._waiting = 0

    @property
    def names(self) -> list[str]:
        """The releases that are open, the one that was not asked for longest first."""
        return list(self._sites)

    def at_hand(self, name: str) -> Site | None:
        """A release, if it is open; whoever asks for it keeps it so."""
        if name in self._sites:
            self._sites.move_to_end(name)
            self._asked[name] = time.monotonic()
        return self._sites.get(name)

    @asynccontextmanager
    async def site(self, entry: Entry) -> AsyncIterator[Site]:
        """Ask something of a release. Raises Busy if there is no room for it, and BadRelease if it is damaged."""
        site = self.at_hand(entry.name) or await self._fetch(entry)
        with site.used():
            yield site

    async def tidy(self, dropped: set[str]) -> None:
        """Close what was dropped, and what nobody has asked for a while."""
        async with self._changing:
            old = time.monotonic() - _IDLE_SECONDS
            for name, site in list(self._sites.items()):
                if site.idle and (name in dropped or self._asked[name] < old):
                    await self._put_away(name)

    async def end(self) -> None:
        """Close all."""
        async with self._changing:
            for name in self.names:
                await self._put_away(name)

    async def _fetch(self, entry: Entry) -> Site:
        if self._waiting >= _MOST_WAITING:
            raise _busy()
        self._waiting += 1
        until = asyncio.get_running_loop().time() + _PATIENCE_SECONDS
        try:
            async with asyncio.timeout_at(until):
                await self._changing.acquire()
        except TimeoutError:
            raise _busy() from None
        finally:
            self._waiting -= 1
        try:
            return self.at_hand(entry.name) or await self._put_on(entry, until)
        finally:
            self._changing.release()

    async def _put_on(self, entry: Entry, until: float) -> Site:
        """Open a release in the room that another one makes."""
        if len(self._sites) >= self.room:
            await self._put_away(await self._least_used(until))
        # Its checksums take a while, and others are waiting.
        site = await self._open(await asyncio.to_thread(release.open_release, entry.path))
        self._sites[entry.name], self._asked[entry.name] = site, time.monotonic()
        _log.info("release opened", extra={"release": entry.name})
        return site

    async def _least_used(self, until: float) -> str:
        """Find the release that was not asked for longest, of those that nothing is being asked of. Raises Busy."""
        try:
            async with asyncio.timeout_at(until):
                while not (idle := [name for name, site in self._sites.items() if site.idle]):
                    await self._one_unused()
        except TimeoutError:
            raise _busy() from None
        return idle[0]

    async def _one_unused(self) -> None:
        """Wait until nothing is being asked of one of them."""
        unused = [asyncio.ensure_future(site.unused()) for site in self._sites.values()]
        try:
            await asyncio.wait(unused, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for waiting in unused:
                waiting.cancel()

    async def _put_away(self, name: str) -> None:
        self._asked.pop(name)
        await self._close(self._sites.pop(name))
        _log.info("release closed", extra={"release": name})


def _busy() -> Busy:
    return Busy("other releases are being read, and there is room for no more of them", retry_after=_RETRY_SECONDS)
