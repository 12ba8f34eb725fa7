"""Which release is served: a newer one takes the place of the one before, and no request notices."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from lgi import release
from lgi.engine.embedded import Embedded
from lgi.errors import LgiError
from lgi.release import Release
from lgi.web.catalogue import Catalogue
from lgi.web.shelf import Shelf
from lgi.web.site import Site

_log = logging.getLogger("lgi.releases")
_LOOK_SECONDS = 2.0

Open = Callable[[Release], Awaitable[Site]]
Close = Callable[[Site], Awaitable[None]]


class Sites:
    """The release that is served now, and the folder that newer ones appear in, if it is to be watched."""

    def __init__(self, open_site: Open, close_site: Close, watched: Path | None, shelf: Shelf) -> None:
        self.current: Site
        self.watched = watched
        self.shelf = shelf
        self.catalogue = Catalogue(watched, lambda: self.current.release)
        self._open = open_site
        self._close = close_site
        self._leaving: set[asyncio.Task[None]] = set()
        self._changing = asyncio.Lock()
        self._refused = ""

    @property
    def folder(self) -> Path | None:
        """The folder of releases, if there is one."""
        return self.watched

    def at_hand(self, path: bytes) -> Site | None:
        """The release that an address is of, if it is open: the one that is served, unless it names another one."""
        if not path.startswith(b"/release/"):
            return self.current
        name = path.split(b"/", 3)[2].decode("latin-1")
        if name == self.current.release.manifest.name:
            return self._pin
        site = self.shelf.at_hand(name)
        return site if site and self.catalogue.keeps(name) else None

    @property
    def _pin(self) -> Site | None:
        """The release that is served as those get it who ask it by its name; a remote store may soon have another."""
        return self.current.pin if isinstance(self.current.engine, Embedded) else None

    @asynccontextmanager
    async def pinned(self, name: str) -> AsyncIterator[Site]:
        """Ask something of a release by its name. Raises NotFound, Dropped, Busy, or BadRelease if it is damaged."""
        entry = self.catalogue.entry(name)
        entry.require()
        if self._pin and name == self.current.release.manifest.name:
            with self._pin.used():
                yield self._pin
            return
        async with self.shelf.site(entry) as site:
            yield site

    async def start(self, first: Release) -> None:
        """Begin to serve."""
        self.current = await self._open(first)
        await asyncio.to_thread(self.catalogue.every)

    async def end(self) -> None:
        """Serve no more."""
        await asyncio.gather(*self._leaving)
        await self.shelf.end()
        await self._close(self.current)

    async def watch(self) -> None:
        """Look for a newer release from time to time, for ever."""
        while True:
            await asyncio.sleep(_LOOK_SECONDS)
            await self.look()

    async def look_again(self) -> None:
        """Look, and try once more even what was refused before."""
        self._refused = ""
        await self.look()

    async def look(self) -> None:
        """Serve the newest release from now on. One that cannot be served is logged, and the one before goes on."""
        if self.watched is None:
            return
        await self.shelf.tidy({entry.name for entry in self.catalogue.every() if not entry.kept})
        async with self._changing:
            with contextlib.suppress(LgiError):
                newest = release.latest(self.watched)
                if newest.name not in (self.current.release.path.name, self._refused):
                    await self._change(newest)

    async def _change(self, newest: Path) -> None:
        try:
            # Its checksums take a while, and others are waiting.
            found = await asyncio.to_thread(release.open_release, newest)
            site = await self._open(found)
        except (LgiError, OSError) as fault:
            self._refused = newest.name
            _log.error("release refused", extra={"release": newest.name, "reason": str(fault)})
            return
        before, self.current = self.current, site
        _log.info("release served", extra={"release": newest.name, "before": before.release.manifest.name})
        task = asyncio.create_task(self._leave(before))
        self._leaving.add(task)
        task.add_done_callback(self._leaving.discard)

    async def _leave(self, site: Site) -> None:
        """Let a release go once all that was asked of it is answered."""
        await site.unused()
        await self._close(site)
