"""`/data`, `/dataset` and `/.well-known/void`: what the dataset is, for machines and for those who keep catalogues."""

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import replace
from http import HTTPStatus
from typing import Any

from pyoxigraph import NamedNode, RdfFormat, Triple, parse, serialize
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from lgi import describe, media, names
from lgi.describe import citing, schema_org, sheet
from lgi.describe.facts import DATASET
from lgi.describe.sheet import Sheet
from lgi.errors import NotAcceptable
from lgi.release import Release
from lgi.web import addresses, evaluate, headers, pages, representations
from lgi.web.documents import signposting
from lgi.web.documents.signposting import Link, Signpost
from lgi.web.representations import Made, represent
from lgi.web.site import Site

_FORMS: Mapping[str, str] = {**media.TRIPLES, "json": media.TRIPLES["jsonld"], "html": media.HTML}
_KINDS = (names.expand("dcat:Dataset") or "", names.expand("schema:Dataset") or "")
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
    post = signposting.of_document(DATASET, path)
    here = {} if suffix else {"Content-Location": post.forms[chosen]}
    site: Site = request.state.site

    async def make() -> Made:
        facts = await asyncio.to_thread(_facts, site.release)
        told = await asyncio.to_thread(sheet.read, facts)
        links = signposting.header(_signed(post, told), chosen)
        if chosen == media.HTML:
            body = await asyncio.to_thread(_page, request, told, site.release, _parts(facts))
            return Made(body, pages.HTML, {**links, **here})
        return Made(await asyncio.to_thread(_written, facts, chosen), evaluate.content_type(chosen), {**links, **here})

    vary = representations.VARY_SUFFIX if suffix else representations.VARY
    return await represent(request, ("data", path, chosen), make, vary)


_OFFERS = (*media.TRIPLES.values(), media.HTML)


def _signed(post: Signpost, told: Sheet) -> Signpost:
    """The signposts of the dataset: its kinds, and its files as what belongs to it."""
    files = [Link(pages.link(file.address), "item", file.packed_type) for file in told.files]
    return replace(post, kinds=_KINDS, collection="", items=tuple(files))


def _facts(release: Release) -> list[Triple]:
    """The whole description, as it was written beside the files. Raises BadRelease if it is missing."""
    return [quad.triple for quad in parse(path=str(release.file(describe.FILE)), format=RdfFormat.TURTLE)]


def _written(facts: list[Triple], kind: str) -> bytes:
    form = RdfFormat.from_media_type(kind)
    assert form
    return serialize(facts, format=form, prefixes=names.VOCABULARIES) or b""


def _parts(facts: Iterable[Triple]) -> list[str]:
    """The parts of the description that have an address within it, by what stands after the hash."""
    subjects = {fact.subject.value for fact in facts if isinstance(fact.subject, NamedNode)}
    return sorted(iri.partition("#")[2] for iri in subjects if iri.startswith(f"{DATASET}#"))


def _page(request: Request, told: Sheet, release: Release, parts: list[str]) -> bytes:
    manifest = release.manifest
    values: dict[str, Any] = {
        "sheet": told,
        "parts": parts,
        "manifest": manifest,
        "block": schema_org.dataset(told, manifest),
        "cited": citing.words(manifest),
        "bibtex": citing.bibtex(manifest),
        "cff": citing.cff(manifest),
        "counts": {part.of.rpartition("#")[2]: part.count for part in told.classes},
        "gaps": GAPS,
        "matching": MATCHING,
    }
    return pages.render(request, "data.html", **values)
