"""`/reconcile`: the Reconciliation API 0.2, by which others match their lists to our records."""

import asyncio
import json
from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from lgi import media
from lgi.errors import NotFound
from lgi.matching import features, properties, reasons, suggesting
from lgi.matching.index import Index
from lgi.matching.things import Thing
from lgi.web import evaluate, headers, pages, representations
from lgi.web.reconcile import answers, forms, queries
from lgi.web.reconcile.manifest import manifest
from lgi.web.reconcile.turns import Turns
from lgi.web.representations import Made, represent
from lgi.web.site import Site

_MOST_BYTES = 4 << 20
_OF_A_PAGE = 20

Answer = Callable[[Index], dict[str, Any]]


async def reconcile(request: Request) -> Response:
    """Answer queries, or what is asked of the values of things; without any, tell programs and people what is offered."""
    site: Site = request.state.site
    given = await forms.fields(request, _ASKED, _MOST_BYTES, site.limits.seconds)
    chosen = [name for name in _ASKED if name in given]
    if len(chosen) > 1:
        raise HTTPException(HTTPStatus.BAD_REQUEST, f"{' and '.join(chosen)} came: send one of them")
    if chosen:
        name = chosen[0]
        seconds = site.limits.seconds
        return await _answer(request, (name, given[name]), lambda index: _ASKED[name](index, given[name], seconds))
    if request.method == "POST":
        raise HTTPException(HTTPStatus.BAD_REQUEST, f"send one of the fields {', '.join(_ASKED)}")
    if media.agree(headers.sent(request, "accept"), [media.JSON, media.HTML]) == media.HTML:
        return RedirectResponse(
            "/reconcile/about", HTTPStatus.SEE_OTHER, {"Vary": "Accept", "Cache-Control": "no-store"}
        )
    here, version = _here(request), request.app.version
    asked = ("manifest", here)
    return await _answer(request, asked, lambda index: manifest(index, site.name, version, here), representations.VARY)


async def suggest(request: Request) -> Response:
    """Suggest things, types or properties to somebody who types."""
    what, prefix = request.path_params["what"], forms.parameter(request, "prefix")
    skipped, types = forms.number(request, "cursor", 0), forms.parameter(request, "type")
    suggested = _SUGGESTED.get(what)
    if suggested is None:
        raise NotFound(f"there is nothing to suggest of {what}: ask for {', '.join(_SUGGESTED)}")
    page = slice(skipped, skipped + _OF_A_PAGE)
    asked = ("suggest", what, prefix, types, skipped)
    return await _answer(request, asked, lambda index: {"result": suggested(index, prefix, types)[page]})


async def proposed(request: Request) -> Response:
    """Propose properties whose values things of a type have."""
    of, limit = forms.parameter(request, "type"), forms.number(request, "limit", 0)

    def answer(index: Index) -> dict[str, Any]:
        found = [{"id": each.id, "name": each.name} for each in properties.of_type(index, of)]
        told = {"properties": found[:limit] if limit else found, "type": of}
        return {**told, "limit": limit} if limit else told

    return await _answer(request, ("properties", of, limit), answer)


async def preview(request: Request) -> Response:
    """Show a thing in a small page for a frame."""
    return await _page(
        request, "preview.html", headers.FRAMED, lambda index: _shown(index, forms.parameter(request, "id"))
    )


async def view(request: Request) -> Response:
    """Send whoever asks for a thing by its identifier to its document."""
    thing = _thing(await _index(request), forms.parameter(request, "id"))
    return RedirectResponse(pages.link(thing.iri), HTTPStatus.SEE_OTHER)


async def about(request: Request) -> Response:
    """Explain how names are matched, to people."""
    service = f"{_here(request)}/reconcile"
    return await _page(request, "reconcile.html", {}, lambda index: {"service": service, **_explained(index)})


PATHS = {
    "/reconcile/suggest/{what}": suggest,
    "/reconcile/properties": proposed,
    "/reconcile/preview": preview,
    "/reconcile/view": view,
    "/reconcile/about": about,
}
"""The addresses beside `/reconcile` itself."""

_ASKED: Mapping[str, Callable[[Index, str, float], dict[str, Any]]] = {
    "queries": lambda index, text, seconds: answers.results(index, queries.batch(index, text), seconds),
    "query": lambda index, text, _: answers.result(index, queries.single(index, text)),
    "extend": lambda index, text, _: answers.extended(index, queries.extension(text)),
}


def _entities(index: Index, prefix: str, of: str) -> list[dict[str, Any]]:
    known = index.type(of)
    wanted = (known.iri if known else of,) if of else ()
    return [answers.suggested(index, each) for each in suggesting.entities(index, prefix, wanted)]


_SUGGESTED: Mapping[str, Callable[[Index, str, str], list[dict[str, Any]]]] = {
    "entity": _entities,
    "property": lambda index, prefix, _: [
        answers.described_property(each) for each in suggesting.properties(index, prefix)
    ],
    "type": lambda index, prefix, _: [answers.described_type(index, each) for each in suggesting.types(index, prefix)],
}


async def _answer(
    request: Request, what: tuple[object, ...], answer: Answer, vary: str = representations.VARY_SUFFIX
) -> Response:
    """Answer with JSON, made away from the event loop."""

    async def make() -> Made:
        index = await _index(request)
        turns: Turns = request.app.state.turns
        async with turns.turn(evaluate.client(request)):
            return Made(await asyncio.to_thread(lambda: _json(answer(index))), media.JSON)

    return await represent(request, ("reconcile", *what), make, vary)


async def _page(request: Request, template: str, more: Mapping[str, str], values: Answer) -> Response:
    async def make() -> Made:
        found = values(await _index(request))
        return Made(pages.render(request, template, **found), pages.HTML, more)

    what = ("reconcile", template, str(request.query_params))
    return await represent(request, what, make, representations.VARY_SUFFIX)


async def _index(request: Request) -> Index:
    site: Site = request.state.site
    return await asyncio.to_thread(lambda: site.matching)


def _here(request: Request) -> str:
    """What the addresses of the service begin with: those of a release that is not the newest name it."""
    site: Site = request.state.site
    return str(request.app.state.public) + site.prefix


def _thing(index: Index, name: str) -> Thing:
    thing = index.thing(name)
    if thing is None:
        raise NotFound(f"{name or 'nothing'} is no identifier that could be a match here: give the IRI of a record")
    return thing


def _shown(index: Index, name: str) -> dict[str, Any]:
    thing = _thing(index, name)
    other = [each.text for each in thing.names if each.text != thing.name]
    codes = [(index.catalogue.schemes.get(code.scheme, code.scheme), code) for code in thing.codes]
    after, before = (
        [index.things[iri] for change in changes for iri in change.others if iri in index.things]
        for changes in (thing.followed_by, thing.follows)
    )
    said = {"thing": thing, "about": reasons.about(index, thing), "other": other, "codes": codes}
    return {**said, "after": after, "before": before}


def _explained(index: Index) -> dict[str, Any]:
    return {
        "meanings": features.MEANINGS,
        "points": features.explained(),
        "margin": features.MARGIN,
        "properties": properties.every(index),
        "types": list(index.types.values()),
        "limits": {"queries": queries.MOST_QUERIES, "candidates": queries.MOST_CANDIDATES},
    }


def _json(content: dict[str, Any]) -> bytes:
    # Half a character, as names in JSON may hold, goes back as it came: escaped.
    return json.dumps(content, ensure_ascii=False).encode(errors="backslashreplace")
