"""`/data`, `/dataset` and `/.well-known/void`: what the dataset is, for machines and for those who keep catalogues."""

import asyncio
from collections.abc import Mapping
from datetime import date
from http import HTTPStatus
from typing import Any

from pyoxigraph import RdfFormat, Triple, parse, serialize
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from lgi import describe, media, names
from lgi.describe import citing, schema_org, sheet
from lgi.errors import NotAcceptable
from lgi.release import Release
from lgi.web import addresses, evaluate, headers, pages, representations
from lgi.web.representations import Made, represent
from lgi.web.site import Site

_FORMS: Mapping[str, str] = {**media.TRIPLES, "json": media.TRIPLES["jsonld"], "html": media.HTML}
GAPS = ("completeness-by-class", "sources-by-reading", "sources-nobody-has-seen", "things-without-identifier")
MATCHING = ("councils-by-code", "records-by-area-code", "records-by-identifier", "records-by-outside-address")
"""Questions that the page points to."""


async def well_known(_request: Request) -> Response:
    """Send whoever looks for the description of what this site holds to it."""
    return RedirectResponse("/data", HTTPStatus.SEE_OTHER)


async def data(request: Request) -> Response:
    """Tell what the dataset is: as RDF, or as a page. Raises NotAcceptable."""
    suffix = request.path_params.get("suffix", "")
    chosen = _FORMS.get(suffix) if suffix else media.agree(headers.sent(request, "accept"), list(_OFFERS))
    if chosen is None:
        raise NotAcceptable(f"the description comes as {', '.join(_OFFERS)}, or with the ending {', '.join(_FORMS)}")
    path = addresses.path(request).removesuffix(f".{suffix}")
    links = headers.alternates({kind: f"{path}.{ending}" for ending, kind in _OFFERS_BY_NAME.items()})
    here = {} if suffix else {"Content-Location": f"{path}.{_ENDINGS[chosen]}"}
    site: Site = request.state.site

    async def make() -> Made:
        facts = await asyncio.to_thread(_facts, site.release)
        if chosen == media.HTML:
            body = await asyncio.to_thread(_page, request, facts, site.release)
            return Made(body, pages.HTML, {**links, **here})
        return Made(_written(facts, chosen), evaluate.content_type(chosen), {**links, **here})

    vary = representations.VARY_SUFFIX if suffix else representations.VARY
    return await represent(request, ("data", path, chosen), make, vary)


_OFFERS_BY_NAME: Mapping[str, str] = {**media.TRIPLES, "html": media.HTML}
_OFFERS = tuple(_OFFERS_BY_NAME.values())
_ENDINGS = {kind: ending for ending, kind in _OFFERS_BY_NAME.items()}


def _facts(release: Release) -> list[Triple]:
    """The whole description, as it was written beside the files. Raises BadRelease if it is missing."""
    return [quad.triple for quad in parse(path=str(release.file(describe.FILE)), format=RdfFormat.TURTLE)]


def _written(facts: list[Triple], kind: str) -> bytes:
    form = RdfFormat.from_media_type(kind)
    assert form
    return serialize(facts, format=form, prefixes=names.VOCABULARIES) or b""


def _page(request: Request, facts: list[Triple], release: Release) -> bytes:
    told, manifest = sheet.read(facts), release.manifest
    values: dict[str, Any] = {
        "sheet": told,
        "manifest": manifest,
        "block": schema_org.dataset(told, manifest),
        "cited": citing.words(manifest),
        "bibtex": citing.bibtex(manifest),
        "cff": citing.cff(manifest),
        "counts": {part.of.rpartition("#")[2]: part.count for part in told.classes},
        "day": _day,
        "gaps": GAPS,
        "matching": MATCHING,
    }
    return pages.render(request, "data.html", **values)


def _day(moment: str) -> str:
    """A day in words, of a date or a time; nothing if none is known."""
    if not moment:
        return "a day that nobody recorded"
    day = date.fromisoformat(moment[:10])
    return f"{day.day} {day:%B} {day.year}"
