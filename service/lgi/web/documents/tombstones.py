"""Tombstones: what is said, with status 410, of a thing that was there once, in the form that was asked for."""

from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import Response

from lgi import media, names, rows
from lgi.answers import Answers
from lgi.errors import Withdrawn
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
    if chosen and chosen in media.TRIPLES.values() and not fault.last:
        answers = evaluate.answers(request)
        found = await answers.ask("document-of-thing", {"thing": fault.iri}, Accept(None, None, chosen))
        said = {**links(fault), "Content-Type": evaluate.content_type(chosen)}
        return Response(found.read(), HTTPStatus.GONE, {**said, "Vary": "Accept", "Cache-Control": "no-store"})
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


async def _page(request: Request, fault: Withdrawn) -> Response:
    told = [] if fault.last else await _said(evaluate.answers(request), fault.iri)
    said = {**links(fault), "Vary": representations.VARY, "Cache-Control": "no-store"}
    values = {"fault": fault, "said": rows.grouped(told, "property"), "pinned": pinned(fault) if fault.last else ""}
    return pages.page(request, "tombstone.html", HTTPStatus.GONE, said, **values)


async def _said(answers: Answers, iri: str) -> list[rows.Row]:
    found = await answers.ask("statements-of-thing", {"thing": iri}, media.DEFAULT)
    return rows.read(found.read())[1]
