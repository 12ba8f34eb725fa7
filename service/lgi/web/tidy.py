"""Tidy JSON of a thing, and the context that says what its keys stand for."""

import asyncio
import json
from functools import lru_cache
from pathlib import Path
from typing import Any

from pyoxigraph import RdfFormat, parse
from starlette.requests import Request
from starlette.responses import Response

from lgi import context, media, tidy
from lgi.answers import Answers
from lgi.engine import Answer
from lgi.errors import BadArgument, NotAcceptable, NotFound
from lgi.keys import Keys
from lgi.media import Accept
from lgi.release import Release
from lgi.web import headers, pages, representations
from lgi.web.representations import Made, represent
from lgi.web.site import Site

_TRIPLES = Accept(None, None, media.TRIPLES["nt"])
_FORMS = {"jsonld": media.TRIPLES["jsonld"], "json": media.JSON, "html": media.HTML}
_YEAR = {"Cache-Control": "public, max-age=31536000, immutable"}


async def make(request: Request, answers: Answers, iri: str, page: int) -> Made:
    """Make the tidy JSON of a thing. Raises BadArgument, or NotFound for a page that there is not."""
    inline = is_inline(request)
    site: Site = request.state.site
    found = await answers.ask("told-of-thing", {"thing": iri}, _TRIPLES)
    body = await asyncio.to_thread(_written, found, iri, site.release, page, inline)
    return Made(body, media.JSON, stable=found.stable)


def is_inline(request: Request) -> bool:
    """Tell whether the context is to stand in the document itself. Raises BadArgument."""
    given = request.query_params.get("context", "")
    if given not in ("", "inline"):
        raise BadArgument(f"context: {given!r} is none; give 'inline' to have the context in the document, or leave it out")
    return given == "inline"


def _written(found: Answer, iri: str, release: Release, page: int, inline: bool) -> bytes:
    facts = (quad.triple for quad in parse(found.read(), format=RdfFormat.N_TRIPLES))
    told: dict[str, Any] = {"@context": _context(release.path) if inline else context.IRI}
    told |= tidy.tree(facts, iri, _keys(release.path), page)
    return (json.dumps(told, ensure_ascii=False, indent=1) + "\n").encode()


@lru_cache(maxsize=8)
def _keys(release: Path) -> Keys:
    return context.read((release / context.KEYS_FILE).read_bytes())


@lru_cache(maxsize=8)
def _context(release: Path) -> Any:
    return json.loads((release / context.FILE).read_bytes())["@context"]


async def published(request: Request) -> Response:
    """Give the context of our JSON, or tell what each of its keys means; a version never takes a key back."""
    version, _, suffix = request.path_params["version"].partition(".")
    if version != context.VERSION:
        raise NotFound(f"there is version {context.VERSION} of the context, and not {version}")
    chosen = _FORMS.get(suffix) if suffix else media.agree(headers.sent(request, "accept"), [*_FORMS.values()])
    if chosen is None:
        raise NotAcceptable(f"the context comes as {', '.join(_FORMS.values())}, or with the ending {', '.join(_FORMS)}")

    async def made() -> Made:
        site: Site = request.state.site
        links = headers.alternates({kind: f"/context/{version}.{ending}" for ending, kind in _FORMS.items()})
        return await asyncio.to_thread(_published, request, site.release, chosen, links)

    vary = representations.VARY_SUFFIX if suffix else representations.VARY
    return await represent(request, ("context", version, suffix, chosen), made, vary)


def _published(request: Request, release: Release, chosen: str, links: dict[str, str]) -> Made:
    if chosen == media.HTML:
        found = _keys(release.path)
        return Made(pages.render(request, "context.html", known=found, iri=context.IRI), pages.HTML, links)
    name = context.FILE if chosen != media.JSON else context.KEYS_FILE
    return Made(release.file(name).read_bytes(), chosen, links | (_YEAR if name == context.FILE else {}))
