"""Put the service together: a release, its questions, an engine, and the paths that lead to them."""

import asyncio
import signal
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fastapi import FastAPI
from starlette.convertors import Convertor, register_url_convertor
from starlette.exceptions import HTTPException
from starlette.middleware.exceptions import ExceptionMiddleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Receive, Scope, Send

from lgi import files, names, questions
from lgi.archive.cabinet import Cabinet
from lgi.engine import Limits
from lgi.engine.embedded import Embedded
from lgi.engine.pool import Pool
from lgi.errors import LgiError
from lgi.questions import Question
from lgi.release import QUERIES, Release
from lgi.web import (
    archived,
    archiving,
    asked,
    contexts,
    documents,
    explained,
    linksets,
    listings,
    openapi,
    operations,
    pages,
    problems,
    sparql,
)
from lgi.web.clerk import Clerk
from lgi.web.door import Door
from lgi.web.metrics import Metrics
from lgi.web.site import Site
from lgi.web.sites import Sites

if TYPE_CHECKING:
    from lgi.engine.remote import Endpoint

Handler = Callable[[Request], Awaitable[Response]]

_READ = ["GET", "HEAD"]


@dataclass(frozen=True)
class Options:
    """How the service behaves: what it keeps, watches and logs, and which store it asks instead of its own engine.

    `answers` is the file of kept answers, which may have `answers_bytes`; a client may add `client_answers` a minute.
    """

    cache_bytes: int = 64 << 20
    watched: Path | None = None
    log_queries: bool = False
    remote: "Endpoint | None" = None
    answers: Path | None = None
    answers_bytes: int = 1 << 30
    client_answers: int = 10


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
    sites, measures = Sites(partial(_open, limits, options), _close, options.watched), Metrics()
    app.state.sites, app.state.metrics = sites, measures
    cabinet = Cabinet(options.answers, options.answers_bytes) if options.answers else None
    app.state.clerk = Clerk(cabinet, options.client_answers)
    app.state.environment = pages.environment()
    app.openapi = partial(openapi.describe, app, questions_of(release))  # type: ignore[method-assign]
    _add_paths(app, release.manifest.authored)
    inside = ExceptionMiddleware(app.router, _FAULTS)
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


def questions_of(release: Release) -> dict[str, Question]:
    """The questions of a release; there are none about data that are not ours."""
    return questions.read_folder(release.path / QUERIES) if release.manifest.authored else {}


async def _open(limits: Limits, options: Options, release: Release) -> Site:
    engine = await _remote(release, options.remote, limits) if options.remote else Embedded(release, limits)
    await engine.__aenter__()
    return Site(release, questions_of(release), engine, limits, options.cache_bytes)


async def _remote(release: Release, endpoint: "Endpoint", limits: Limits) -> Pool:
    from lgi.engine.remote_pool import Remote  # noqa: PLC0415  # it takes half a second that no other use should wait for
    from lgi.publish import require_published  # noqa: PLC0415
    from lgi.target import Target  # noqa: PLC0415

    await asyncio.to_thread(require_published, release, Target(endpoint.address, endpoint.address))
    return Remote(release, endpoint, limits)


async def _close(site: Site) -> None:
    await site.engine.__aexit__(None, None, None)


class _Kind(Convertor[str]):
    """The part of a path that is a kind of record."""

    regex = "|".join(names.KINDS)

    def convert(self, value: str) -> str:
        return value

    def to_string(self, value: str) -> str:
        return value


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


_EVERYWHERE: dict[str, Handler] = {
    "/live": operations.live,
    "/ready": operations.ready,
    "/metrics": operations.measured,
    "/problem": explained.problems,
    "/problem/{slug}": explained.problem,
}
_OF_OUR_GRAPH: dict[str, Handler] = {
    "/": operations.home,
    "/q": asked.catalogue,
    "/q/{name}": asked.answer,
    **dict.fromkeys(("/ontology", "/ontology.{suffix}", "/ontology/{version}"), documents.ontology),
    **dict.fromkeys(("/data", "/data.{suffix}", "/dataset", "/dataset.{suffix}"), documents.dataset),
    **dict.fromkeys(("/shapes", "/shapes.{suffix}"), documents.shapes),
    "/scheme": listings.schemes,
    "/answer/{id}": archived.answer,
    "/answer/{id}/today": archived.today,
    "/context/{version}": contexts.published,
    "/scheme/{name}": documents.scheme,
    "/query/{name}": documents.question,
    "/graph": listings.graphs,
    "/graph/{path:path}": documents.graph,
    "/linkset/{path:path}": linksets.linkset,
    "/id/{kind:kind}/{slug:path}": documents.thing,
    "/{kind:kind}": listings.records,
    "/{kind:kind}/{slug:path}": documents.document,
}


def _add_paths(app: FastAPI, is_graph: bool) -> None:
    register_url_convertor("kind", _Kind())
    for path in ("/sparql", "/sparql/"):
        app.add_route(path, sparql.sparql, methods=[*_READ, "POST"], include_in_schema=False)
    if is_graph:
        app.add_route("/answer", archiving.answers, methods=[*_READ, "POST"], include_in_schema=False)
    app.mount("/static", StaticFiles(directory=files.PACKAGE / "static"), "static")
    for path, handler in {**_EVERYWHERE, **(_OF_OUR_GRAPH if is_graph else {"/": sparql.sparql})}.items():
        app.add_route(path, handler, methods=_READ, include_in_schema=False)
