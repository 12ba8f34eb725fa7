"""Put the service together: a release, its questions, an engine, and the paths that lead to them."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from functools import partial
from typing import Any

from fastapi import FastAPI
from starlette.convertors import Convertor, register_url_convertor
from starlette.exceptions import HTTPException
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.staticfiles import StaticFiles

from lgi import endpoint, files, names
from lgi.answers import Answers
from lgi.engine import Limits
from lgi.engine.embedded import Embedded
from lgi.errors import LgiError
from lgi.questions import Question
from lgi.release import Release
from lgi.web import asked, documents, explained, headers, openapi, operations, pages, problems, sparql

Handler = Callable[[Request], Awaitable[Response]]

_READ = ["GET", "HEAD"]


def create_app(release: Release, questions: Mapping[str, Question], limits: Limits) -> FastAPI:
    """Make the service for a release; without questions it is an endpoint for any data, and nothing more."""
    app = FastAPI(
        title="lgi",
        version=release.manifest.version,
        description="The Local Government Innovation graph.",
        docs_url=None,
        redoc_url=None,
        openapi_url="/openapi.json",
        redirect_slashes=False,
        lifespan=_lifespan,
    )
    app.state.release, app.state.limits = release, limits
    app.state.questions = questions
    app.state.description = endpoint.documents(endpoint.describe(names.BASE + "sparql", release.manifest, limits))
    app.state.environment = pages.environment()
    name = "Local Government Innovation graph" if release.manifest.authored else "SPARQL endpoint"
    app.state.site = {"name": name, "release": release.manifest.name, "is_graph": bool(questions)}
    app.openapi = partial(openapi.describe, app, questions)  # type: ignore[method-assign]
    _add_paths(app, bool(questions))
    app.add_exception_handler(LgiError, problems.problem)
    app.add_exception_handler(HTTPException, problems.http_problem)
    app.add_exception_handler(ClientDisconnect, problems.gone)
    app.add_exception_handler(Exception, problems.unexpected)
    # The last one added is the outermost: a preflight, which CORS answers itself, carries the headers too.
    app.add_middleware(CORSMiddleware, **_CORS)
    app.add_middleware(headers.SafeHeaders)
    return app


class _Kind(Convertor[str]):
    """The part of a path that is a kind of record."""

    regex = "|".join(names.KINDS)

    def convert(self, value: str) -> str:
        return value

    def to_string(self, value: str) -> str:
        return value


_CORS: dict[str, Any] = {
    "allow_origins": ["*"],
    "allow_methods": ["GET", "HEAD", "POST", "OPTIONS"],
    "allow_headers": ["Accept", "Content-Type", "If-None-Match"],
    "expose_headers": ["Link", "ETag", "Location", "Retry-After"],
    "max_age": 86400,
}


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    async with Embedded(app.state.release, app.state.limits) as engine:
        app.state.engine = engine
        app.state.answers = Answers(app.state.questions, engine)
        yield


def _add_paths(app: FastAPI, is_graph: bool) -> None:
    def add(path: str, handler: Handler, methods: list[str] = _READ) -> None:
        app.add_route(path, handler, methods=methods, include_in_schema=False)

    for path in ("/sparql", "/sparql/"):
        add(path, sparql.sparql, [*_READ, "POST"])
    add("/live", operations.live)
    add("/ready", operations.ready)
    add("/problem", explained.problems)
    add("/problem/{slug}", explained.problem)
    app.mount("/static", StaticFiles(directory=files.PACKAGE / "static"), "static")
    if not is_graph:
        add("/", sparql.sparql)
        return
    add("/", operations.home)
    add("/q", asked.catalogue)
    add("/q/{name}", asked.answer)
    add("/ontology", documents.ontology)
    add("/ontology/{version}", documents.ontology)
    add("/data", documents.dataset)
    add("/dataset", documents.dataset)
    add("/scheme/{name}", documents.scheme)
    add("/graph/{path:path}", documents.graph)
    register_url_convertor("kind", _Kind())
    add("/id/{kind:kind}/{slug}", documents.thing)
    add("/{kind:kind}", documents.listing)
    add("/{kind:kind}/{slug}", documents.document)
