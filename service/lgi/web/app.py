"""Put the service together: a release, its questions, an engine, and the paths that lead to them."""

import asyncio
import signal
import threading
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fastapi import FastAPI
from starlette.exceptions import HTTPException
from starlette.middleware.exceptions import ExceptionMiddleware
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Receive, Scope, Send

from lgi import names
from lgi.archive.cabinet import Cabinet
from lgi.engine import Limits
from lgi.errors import LgiError
from lgi.release import Release
from lgi.web import openapi, opening, pages, problems, routes
from lgi.web.door import Door
from lgi.web.kept.clerk import Clerk
from lgi.web.metrics import Metrics
from lgi.web.reconcile.turns import Turns
from lgi.web.releases.comparisons import Comparisons
from lgi.web.releases.timegate import Timegate
from lgi.web.shelf import Shelf
from lgi.web.site import Site
from lgi.web.sites import Sites

if TYPE_CHECKING:
    from lgi.engine.remote import Endpoint


@dataclass(frozen=True)
class Options:
    """How the service behaves: what it keeps, watches and logs, which store it asks, and at which address it is known.

    `answers` is the file of kept answers, which may have `answers_bytes`; a client may add `client_answers` a minute.
    So many releases may be open beside the newest, `pinned` for those who ask them by name. Mistakes are reported to
    `contact`, an address for email, if there is one.
    """

    cache_bytes: int = 64 << 20
    watched: Path | None = None
    log_queries: bool = False
    remote: "Endpoint | None" = None
    answers: Path | None = None
    answers_bytes: int = 1 << 30
    client_answers: int = 10
    pinned: int = 2
    public: str = names.BASE.rstrip("/")
    contact: str = ""


class Service(FastAPI):
    """The application; a request comes to its door first."""

    door: Door

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or begin and end."""
        await (self.door if scope["type"] == "http" else super().__call__)(scope, receive, send)


def create_app(release: Release, limits: Limits, options: Options | None = None) -> Service:
    """Make the service for a release; of data that are not ours it is an endpoint, and nothing more."""
    options = options or Options()
    app = Service(
        title="lgi",
        version=release.manifest.version,
        description="The Local Government Innovation graph.",
        docs_url=None,
        redoc_url=None,
        openapi_url="/openapi.json",
        redirect_slashes=False,
        lifespan=partial(_lifespan, release),
    )
    shelf = Shelf(partial(opening.open_pinned, limits, options.cache_bytes), opening.close, options.pinned)
    sites, measures = Sites(partial(_open, limits, options), opening.close, options.watched, shelf), Metrics()
    app.state.sites, app.state.metrics, app.state.comparisons = sites, measures, Comparisons()
    cabinet = Cabinet(options.answers, options.answers_bytes) if options.answers else None
    app.state.clerk = Clerk(cabinet, options.client_answers)
    app.state.environment = pages.environment()
    app.state.public, app.state.contact, app.state.turns = options.public, options.contact, Turns()
    app.openapi = partial(openapi.describe, app, opening.questions_of(release))  # type: ignore[method-assign]
    inside = ExceptionMiddleware(Timegate(app.router), _FAULTS)
    routes.add(app, release.manifest.authored, inside)
    app.door = Door(partial(_enter, app, inside), sites, measures, options.log_queries)
    return app


_FAULTS: Mapping[Any, Any] = {
    LgiError: problems.problem,
    HTTPException: problems.http_problem,
    ClientDisconnect: problems.gone,
}


async def _enter(app: FastAPI, inside: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
    """Go to the routes, which are Starlette's, without the machinery that FastAPI has for its own: it costs time."""
    scope["app"] = app
    await inside(scope, receive, send)


async def _open(limits: Limits, options: Options, release: Release) -> Site:
    site = await opening.open_site(limits, options.cache_bytes, options.remote, release)
    site.dated = bool(options.watched) and site.is_graph
    return site


@asynccontextmanager
async def _lifespan(release: Release, app: FastAPI) -> AsyncIterator[None]:
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
