"""`/sparql`: the query operations of the SPARQL 1.1 Protocol."""

import asyncio
from http import HTTPStatus
from urllib.parse import parse_qsl, urlencode

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from lgi import describe, media
from lgi.engine import Query
from lgi.errors import BadQuery, NotAcceptable, Refused, UnsupportedMedia
from lgi.media import Accept
from lgi.web import evaluate, pages
from lgi.web.representations import Made, represent
from lgi.web.site import Site

FORM = "application/x-www-form-urlencoded"
DIRECT = "application/sparql-query"
UPDATE = "application/sparql-update"
_LONG_BYTES = 1 << 15
_MOST_PARAMETERS = 2000
_FORMAT_NAMES = ("format", "output", "results")

Parameters = list[tuple[str, str]]


async def sparql(request: Request) -> Response:
    """Answer a query sent by GET, as a form, or directly; without one, describe the service."""
    parameters = await read_parameters(request)
    queries = [value for name, value in parameters if name == "query"]
    if any(name == "update" for name, _ in parameters):
        if queries:
            raise BadQuery("a 'query' and an 'update' came: send a query alone")
        raise Refused("update: this endpoint answers queries and changes nothing")
    if not queries and request.method in ("GET", "HEAD"):
        return await _description(request, _accept(request, parameters))
    if len(queries) != 1:
        raise BadQuery(f"send exactly one 'query'; {len(queries) or 'none'} came")
    request.state.query = queries[0]
    query = Query(queries[0], graphs(parameters, "default-graph-uri"), graphs(parameters, "named-graph-uri"))
    accept = _accept(request, parameters)

    def address(form: str) -> str:
        asked = [(name, value) for name, value in parameters if name not in _FORMAT_NAMES]
        return f"{request.url.path}?{urlencode([*asked, ('format', form)])}"

    async def make() -> Made:
        here = None if request.method == "POST" else address
        return await evaluate.result(request, query, accept, here, title="Answer", question=None)

    return await represent(request, ("query", query, accept), make)


def _accept(request: Request, parameters: Parameters) -> Accept:
    """Agree on the types: by the first name of a format, under whichever parameter a client sends it, or by `Accept`.

    Raises NotAcceptable if none of the names is one.
    """
    named = [value for name, value in parameters if name in _FORMAT_NAMES]
    chosen = next(filter(None, map(media.accept_named, named)), None)
    return chosen or evaluate.accepted(request, named[0] if named else None)


async def read_parameters(request: Request) -> Parameters:
    """The protocol's parameters, from the address and from the body; each is percent-decoded once."""
    found = _parsed(request.scope["query_string"])
    if request.method != "POST":
        return found
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == UPDATE:
        raise Refused("update: this endpoint answers queries and changes nothing")
    if kind not in (FORM, DIRECT):
        raise UnsupportedMedia(f"{kind or 'a body of no type'}: send a query as {FORM} or {DIRECT}")
    if request.headers.get("content-encoding", "identity") != "identity":
        raise UnsupportedMedia(f"{request.headers['content-encoding']}: send the query as it is, not compressed")
    body = await _body(request)
    # Percent signs take a while to read, and others are waiting.
    if kind == DIRECT:
        return [*found, ("query", _decoded(body))]
    # A long form takes a while to take apart, and others are waiting; for a short one the way to a thread is longer.
    return found + (_parsed(body) if len(body) < _LONG_BYTES else await asyncio.to_thread(_parsed, body))


async def _body(request: Request) -> bytes:
    site: Site = request.state.site
    most = site.limits.query_bytes
    body = bytearray()
    too_large = HTTPException(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"a query may have {most} bytes")
    if int(request.headers.get("content-length", "0")) > 3 * most:
        raise too_large
    try:
        async with asyncio.timeout(site.limits.seconds):
            async for part in request.stream():
                body += part
                # A percent-encoded character is up to three times as long as it was.
                if len(body) > 3 * most:
                    raise too_large
    except TimeoutError:
        raise HTTPException(
            HTTPStatus.REQUEST_TIMEOUT, "the query did not arrive whole in time: send it again"
        ) from None
    return bytes(body)


def _parsed(text: bytes) -> Parameters:
    """Take apart what is form-encoded. Raises BadQuery if it is not UTF-8, or has too many parts."""
    try:
        return parse_qsl(text.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=_MOST_PARAMETERS)
    except ValueError as fault:
        raise BadQuery(f"the parameters cannot be read: {fault}") from None


def _decoded(body: bytes) -> str:
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as fault:
        raise BadQuery(f"the body is not UTF-8 text: {fault}") from None


def graphs(parameters: Parameters, name: str) -> tuple[str, ...] | None:
    return tuple(value for key, value in parameters if key == name) or None


async def _description(request: Request, accept: Accept) -> Response:
    """Describe the service: to machines in RDF, to people as a form to write a query in."""
    site: Site = request.state.site
    chosen = accept.graph
    if chosen is None:
        types = media.available("graph")
        raise NotAcceptable(f"the service description comes as {', '.join(types)}", types)

    async def make() -> Made:
        if chosen == media.HTML:
            query = describe.EXAMPLE_QUERY if site.release.manifest.authored else describe.ANY_QUERY
            return Made(pages.render(request, "sparql.html", query=query), pages.HTML)
        return Made(site.description[chosen], evaluate.content_type(chosen))

    return await represent(request, ("service", chosen), make)
