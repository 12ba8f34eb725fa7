"""Which address is answered by what."""

from collections.abc import Awaitable, Callable

from fastapi import FastAPI
from starlette.convertors import Convertor, register_url_convertor
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp

from lgi import names
from lgi.web import (
    asked,
    assets,
    contexts,
    data,
    documents,
    explained,
    exported,
    following,
    operations,
    reconcile,
    releases,
    sparql,
    workbench,
)
from lgi.web.documents import linksets, listings
from lgi.web.kept import archived, archiving
from lgi.web.releases import timegate
from lgi.web.releases.pinned import Pinned
from lgi.web.views import about, builder, comparison, evidence, fit, gap_map, grades, home, power, query, roles, search

Handler = Callable[[Request], Awaitable[Response]]

_READ = ["GET", "HEAD"]
_EVERYWHERE: dict[str, Handler] = {
    "/live": operations.live,
    "/ready": operations.ready,
    "/metrics": operations.measured,
    "/problem": explained.problems,
    "/problem/{slug}": explained.problem,
}
_OF_OUR_GRAPH: dict[str, Handler] = {
    "/q": asked.catalogue,
    "/q/{name}": asked.answer,
    **workbench.PATHS,
    "/query/{name}": documents.question,
    **dict.fromkeys(("/ontology", "/ontology.{suffix}", "/ontology/{version}"), documents.ontology),
    **dict.fromkeys(("/shapes", "/shapes.{suffix}"), documents.shapes),
    **dict.fromkeys(("/data", "/data.{suffix}", "/dataset", "/dataset.{suffix}"), data.data),
    "/.well-known/void": data.well_known,
    "/scheme": listings.schemes,
    "/scheme/{name}": documents.scheme,
    "/graph": listings.graphs,
    "/graph/{path:path}": documents.graph,
    **dict.fromkeys(("/release", "/release.{suffix}"), releases.listing),
    **dict.fromkeys(("/release/latest", "/release/latest/{rest:path}"), releases.latest),
    "/release/{name}": releases.one,
    "/timemap/{path:path}": timegate.timemap,
    "/context/{version}": contexts.published,
    "/linkset/{path:path}": linksets.linkset,
    "/answer/{id}": archived.answer,
    "/answer/{id}/today": archived.today,
    **builder.PATHS,
    **query.PATHS,
    **comparison.PATHS,
    **home.PATHS,
    **about.PATHS,
    **search.PATHS,
    **following.PATHS,
    **evidence.PATHS,
    **gap_map.PATHS,
    **grades.PATHS,
    **exported.PATHS,
    **reconcile.PATHS,
    **fit.PATHS,
    **power.PATHS,
    **roles.PATHS,
    "/id/{kind:kind}/{slug:path}": documents.thing,
    "/{kind:kind}": listings.records,
    "/{kind:kind}/{slug:path}": documents.document,
}
_POSTED_TO: dict[str, Handler] = {
    "/answer": archiving.answers,
    "/reconcile": reconcile.reconcile,
    **workbench.POSTED_TO,
}


class _Kind(Convertor[str]):
    """The part of a path that is a kind of record."""

    regex = "|".join(names.KINDS)

    def convert(self, value: str) -> str:
        return value

    def to_string(self, value: str) -> str:
        return value


def add(app: FastAPI, is_graph: bool, inside: ASGIApp) -> None:
    """Lead all addresses to what answers them; data that are not ours have an endpoint, and nothing more."""
    register_url_convertor("kind", _Kind())
    app.mount("/static", assets.Assets(), "static")
    posted_to = {**dict.fromkeys(("/sparql", "/sparql/"), sparql.sparql), **(_POSTED_TO if is_graph else {})}
    for path, handler in posted_to.items():
        app.add_route(path, handler, methods=[*_READ, "POST"], include_in_schema=False)
    for path, handler in {**_EVERYWHERE, **(_OF_OUR_GRAPH if is_graph else {"/": sparql.sparql})}.items():
        app.add_route(path, handler, methods=_READ, include_in_schema=False)
    if is_graph:
        app.router.add_route("/release/{name}/{rest:path}", Pinned(inside), include_in_schema=False)  # type: ignore[arg-type]
