"""Tombstones: what is said, with status 410, of a thing that was there once, in the form that was asked for."""

from http import HTTPStatus

from pyoxigraph import Literal, NamedNode, RdfFormat, Triple
from starlette.requests import Request
from starlette.responses import Response

from lgi import media, names, rows
from lgi.answers import Answers
from lgi.errors import Withdrawn
from lgi.exports import writing
from lgi.media import Accept
from lgi.web import evaluate, headers, pages, problems, representations
from lgi.web.documents import signposting
from lgi.web.documents.signposting import Link

_REPLACED = names.expand("dcterms:isReplacedBy") or ""
_OFFERS = [media.PROBLEM, media.JSON, media.HTML, *media.TRIPLES.values()]


async def tell(request: Request, fault: Withdrawn, suffix: str) -> Response:
    """Tell of what was withdrawn: what is left of it as RDF, as a page, or as a problem document."""
    kinds = {**media.TRIPLES, "html": media.HTML}
    chosen = kinds.get(suffix) or media.agree(headers.sent(request, "accept"), _OFFERS)
    if chosen == media.HTML:
        return await _page(request, fault)
    if chosen and chosen in media.TRIPLES.values():
        body = _graph(fault, chosen) if fault.last else await _left(request, fault, chosen)
        said = {**links(fault), "Content-Type": evaluate.content_type(chosen)}
        return Response(body, HTTPStatus.GONE, {**said, "Vary": "Accept", "Cache-Control": "no-store"})
    response = await problems.problem(request, fault)
    response.headers.update(links(fault))
    return response


def links(fault: Withdrawn) -> dict[str, str]:
    """Where to go on from a tombstone: to what came after, and to the last release that held the thing."""
    after = [Link(signposting.encoded(iri), _REPLACED) for iri in fault.after]
    last = [Link(pinned(fault), "predecessor-version")] if fault.last else []
    return {"Link": signposting.write([*after, *last])} if after or last else {}


def pinned(fault: Withdrawn) -> str:
    """The address of the thing in the last release that held it."""
    return f"/release/{fault.last}{pages.link(fault.iri)}"


async def _left(request: Request, fault: Withdrawn, chosen: str) -> bytes:
    """What the graph still says of what was withdrawn."""
    answers = evaluate.answers(request)
    return (await answers.ask("document-of-thing", {"thing": fault.iri}, Accept(None, None, chosen))).read()


def _graph(fault: Withdrawn, chosen: str) -> bytes:
    """Say in RDF of what the graph no longer speaks of that it is no more, and where its last state is."""
    said: list[tuple[str, Literal | NamedNode]] = [
        ("owl:deprecated", Literal(True)),
        ("rdfs:comment", Literal(f"{fault}.", language="en")),
        ("dcterms:hasVersion", NamedNode(names.BASE + pinned(fault)[1:])),
    ]
    shape = RdfFormat.from_media_type(chosen)
    assert shape
    return writing.write([Triple(NamedNode(fault.iri), NamedNode(names.expand(p) or p), o) for p, o in said], shape)


async def _page(request: Request, fault: Withdrawn) -> Response:
    told = [] if fault.last else await _said(evaluate.answers(request), fault.iri)
    said = {**links(fault), "Vary": representations.VARY, "Cache-Control": "no-store"}
    values = {"fault": fault, "said": rows.grouped(told, "property"), "pinned": pinned(fault) if fault.last else ""}
    return pages.page(request, "tombstone.html", HTTPStatus.GONE, said, **values)


async def _said(answers: Answers, iri: str) -> list[rows.Row]:
    found = await answers.ask("statements-of-thing", {"thing": iri}, media.DEFAULT)
    return rows.read(found.read())[1]
