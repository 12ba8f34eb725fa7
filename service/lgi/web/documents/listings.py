"""Lists: of the records of a kind, of the named graphs of a release, and of its concept schemes."""

import json
from functools import partial
from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from lgi import media, names
from lgi.errors import NotAcceptable
from lgi.web import headers, pages
from lgi.web.representations import Made, represent
from lgi.web.site import Site
from lgi.web.views import kinds as views

_SCHEMES = names.GRAPHS + "ontology/scheme/"
_OFFERS = [media.JSON, media.HTML]


async def records(request: Request) -> Response:
    """List the records of a kind: on a page of its own for those who read pages, or as the answer to a question."""
    view = views.OF_THINGS.get(request.path_params["kind"])
    if view and media.agree(headers.sent(request, "accept"), _OFFERS) == media.HTML:
        return await view(request)
    return RedirectResponse(f"/q/records-of-kind?kind={request.path_params['kind']}", HTTPStatus.SEE_OTHER)


async def graphs(request: Request) -> Response:
    """List the named graphs."""
    return await _list(request, "Named graphs", {iri: (iri, n) for iri, n in _held(request).items() if iri})


async def schemes(request: Request) -> Response:
    """List the concept schemes."""
    held = {iri: n for iri, n in _held(request).items() if iri.startswith(_SCHEMES)}
    listed = {names.SCHEMES + iri.removeprefix(_SCHEMES): (iri, n) for iri, n in held.items()}
    return await _list(request, "Concept schemes", listed)


def _held(request: Request) -> dict[str, int]:
    return _site(request).release.manifest.graphs


def _site(request: Request) -> Site:
    site: Site = request.state.site
    return site


async def _list(request: Request, title: str, listed: dict[str, tuple[str, int]]) -> Response:
    chosen = media.agree(headers.sent(request, "accept"), _OFFERS)
    if chosen is None:
        raise NotAcceptable(f"the list comes as {' or '.join(_OFFERS)}", _OFFERS)

    async def make() -> Made:
        draw = partial(pages.render, request, "listing.html", title=title)
        if chosen == media.HTML:
            return Made(draw(listed=[(iri, n) for iri, (_, n) in listed.items()]), pages.HTML)
        told = [
            {"iri": iri, "path": _site(request).prefix + pages.link(iri), "graph": graph, "facts": n}
            for iri, (graph, n) in listed.items()
        ]
        return Made(json.dumps(told, ensure_ascii=False).encode(), media.JSON)

    return await represent(request, (title, chosen), make)
