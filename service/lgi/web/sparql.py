"""`/sparql`: the query operations of the SPARQL 1.1 Protocol."""

from http import HTTPStatus
from urllib.parse import parse_qsl

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from lgi import describe, media
from lgi.engine import Engine, Query
from lgi.errors import BadQuery, NotAcceptable, Refused, UnsupportedMedia
from lgi.media import Accept
from lgi.web import evaluate, pages

FORM = "application/x-www-form-urlencoded"
DIRECT = "application/sparql-query"
UPDATE = "application/sparql-update"

Parameters = list[tuple[str, str]]


async def sparql(request: Request) -> Response:
    """Answer a query sent by GET, as a form, or directly; without one, describe the service."""
    parameters = await _parameters(request)
    queries = [value for name, value in parameters if name == "query"]
    if any(name == "update" for name, _ in parameters):
        raise Refused("update: this endpoint answers queries and changes nothing")
    if not queries and request.method in ("GET", "HEAD"):
        return _description(request)
    if len(queries) != 1:
        raise BadQuery(f"send exactly one 'query'; {len(queries) or 'none'} came")
    query = Query(queries[0], _graphs(parameters, "default-graph-uri"), _graphs(parameters, "named-graph-uri"))
    accept = _accept(request, parameters)
    engine: Engine = request.app.state.engine
    return await evaluate.response(request, engine, query, accept, title="Answer", question=None, links=[])


def _accept(request: Request, parameters: Parameters) -> Accept:
    """Agree on the types: by the first name of a format, under whichever parameter a client sends it, or by `Accept`.

    Raises NotAcceptable if none of the names is one.
    """
    named = [value for name, value in parameters if name in ("format", "output", "results")]
    chosen = next(filter(None, map(media.accept_named, named)), None)
    return chosen or evaluate.accepted(request, named[0] if named else None)


async def _parameters(request: Request) -> Parameters:
    """The protocol's parameters, from the address and from the body; each is percent-decoded once."""
    found: Parameters = list(request.query_params.multi_items())
    if request.method != "POST":
        return found
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == UPDATE:
        raise Refused("update: this endpoint answers queries and changes nothing")
    if kind not in (FORM, DIRECT):
        raise UnsupportedMedia(f"{kind or 'a body of no type'}: send a query as {FORM} or {DIRECT}")
    text = _decoded(await _body(request))
    return found + ([("query", text)] if kind == DIRECT else parse_qsl(text, keep_blank_values=True))


async def _body(request: Request) -> bytes:
    most = request.app.state.limits.query_bytes
    body = b""
    async for part in request.stream():
        body += part
        # A percent-encoded character is up to three times as long as it was.
        if len(body) > 3 * most:
            raise HTTPException(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"a query may have {most} bytes")
    return body


def _decoded(body: bytes) -> str:
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as fault:
        raise BadQuery(f"the body is not UTF-8 text: {fault}") from None


def _graphs(parameters: Parameters, name: str) -> tuple[str, ...] | None:
    return tuple(value for key, value in parameters if key == name) or None


def _description(request: Request) -> Response:
    """Describe the service: to machines in RDF, to people as a form to write a query in."""
    state = request.app.state
    accept = request.headers.get("accept")
    chosen = media.agree(accept, [*media.TRIPLES.values(), media.HTML])
    if chosen is None:
        raise NotAcceptable(f"the service description comes as {', '.join(media.available('graph'))}")
    if chosen == media.HTML:
        query = describe.EXAMPLE_QUERY if state.release.manifest.authored else describe.ANY_QUERY
        return pages.page(request, "sparql.html", headers={"Vary": "Accept"}, query=query)
    return Response(state.description[chosen], headers={"Vary": "Accept"}, media_type=chosen)
