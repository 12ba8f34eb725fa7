"""The life of the service, from its first release to its last."""

import asyncio
import signal
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

from fastapi import FastAPI

from lgi.release import Release
from lgi.web.sites import Sites


@asynccontextmanager
async def lifespan(release: Release, app: FastAPI) -> AsyncIterator[None]:
    """Serve a release, and whichever comes after it, until the end."""
    sites: Sites = app.state.sites
    await sites.start(release)
    watch = asyncio.create_task(sites.watch())
    with _on_hangup(sites):
        yield
    watch.cancel()
    await sites.end()


@contextmanager
def _on_hangup(sites: Sites) -> Iterator[None]:
    """Look for a newer release at once on SIGHUP; a server in a thread of a test hears no signals."""
    loop, looking = asyncio.get_running_loop(), set[asyncio.Task[None]]()
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    loop.add_signal_handler(signal.SIGHUP, lambda: looking.add(loop.create_task(sites.look_again())))
    yield
    loop.remove_signal_handler(signal.SIGHUP)
