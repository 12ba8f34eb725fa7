"""Put the service together: a release, its questions, an engine, and the paths that lead to them."""

from collections.abc import Awaitable, Callable, Mapping
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

from lgi import files, names
from lgi.archive.cabinet import Cabinet
from lgi.engine import Limits
from lgi.errors import LgiError
from lgi.release import Release
from lgi.web import (
    archived,
    archiving,
    asked,
    documents,
    explained,
    linksets,
    listings,
    openapi,
    opening,
    operations,
    pages,
    problems,
    releases,
    sparql,
    timegate,
)
from lgi.web.clerk import Clerk
from lgi.web.comparisons import Comparisons
from lgi.web.door import Door
from lgi.web.life import lifespan
from lgi.web.metrics import Metrics
from lgi.web.pinned import Pinned
from lgi.web.shelf import Shelf
from lgi.web.site import Site
from lgi.web.sites import Sites
from lgi.web.timegate import Timegate

if TYPE_CHECKING:
    from lgi.engine.remote import Endpoint

Handler = Callable[[Request], Awaitable[Response]]

_READ = ["GET", "HEAD"]


@dataclass(frozen=True)
class Options:
    """How the service behaves: what it keeps, watches and logs, and which store it asks instead of its own engine.

    `answers` is the file of kept answers, which may have `answers_bytes`; a client may add `client_answers` a minute.
    So many releases may be open beside the newest, `pinned` for those who ask them by name.
    """

    cache_bytes: int = 64 << 20
    watched: Path | None = None
    log_queries: bool = False
    remote: "Endpoint | None" = None
    answers: Path | None = None
    answers_bytes: int = 1 << 30
    client_answers: int = 10
    pinned: int = 2


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
        lifespan=partial(lifespan, release),
    )
    shelf = Shelf(partial(opening.open_pinned, limits, options.cache_bytes), opening.close, options.pinned)
    sites, measures = Sites(partial(_open, limits, options), opening.close, options.watched, shelf), Metrics()
    app.state.sites, app.state.metrics, app.state.comparisons = sites, measures, Comparisons()
    cabinet = Cabinet(options.answers, options.answers_bytes) if options.answers else None
    app.state.clerk = Clerk(cabinet, options.client_answers)
    app.state.environment = pages.environment()
    app.openapi = partial(openapi.describe, app, opening.questions_of(release))  # type: ignore[method-assign]
    inside = ExceptionMiddleware(Timegate(app.router), _FAULTS)
    _add_paths(app, release.manifest.authored, inside)
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


class _Kind(Convertor[str]):
    """The part of a path that is a kind of record."""

    regex = "|".join(names.KINDS)

    def convert(self, value: str) -> str:
        return value

    def to_string(self, value: str) -> str:
        return value


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
    **dict.fromkeys(("/release", "/release.{suffix}"), releases.listing),
    "/release/{name}": releases.one,
    "/timemap/{path:path}": timegate.timemap,
    "/scheme/{name}": documents.scheme,
    "/query/{name}": documents.question,
    "/graph": listings.graphs,
    "/graph/{path:path}": documents.graph,
    "/linkset/{path:path}": linksets.linkset,
    "/id/{kind:kind}/{slug:path}": documents.thing,
    "/{kind:kind}": listings.records,
    "/{kind:kind}/{slug:path}": documents.document,
}


def _add_paths(app: FastAPI, is_graph: bool, inside: ASGIApp) -> None:
    register_url_convertor("kind", _Kind())
    for path in ("/sparql", "/sparql/"):
        app.add_route(path, sparql.sparql, methods=[*_READ, "POST"], include_in_schema=False)
    if is_graph:
        app.add_route("/answer", archiving.answers, methods=[*_READ, "POST"], include_in_schema=False)
    app.mount("/static", StaticFiles(directory=files.PACKAGE / "static"), "static")
    for path, handler in {**_EVERYWHERE, **(_OF_OUR_GRAPH if is_graph else {"/": sparql.sparql})}.items():
        app.add_route(path, handler, methods=_READ, include_in_schema=False)
    if is_graph:
        app.router.add_route("/release/{name}/{rest:path}", Pinned(inside), include_in_schema=False)  # type: ignore[arg-type]
