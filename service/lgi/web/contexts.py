"""The context that says what the keys of our JSON stand for, at an address that never changes its meaning."""

import asyncio

from starlette.requests import Request
from starlette.responses import Response

from lgi import media
from lgi.errors import NotAcceptable, NotFound
from lgi.release import Release
from lgi.tidy import context
from lgi.web import headers, pages, representations
from lgi.web.documents import tidy
from lgi.web.representations import Made, present
from lgi.web.site import Site

_YEAR = "public, max-age=31536000, immutable"
_DAY = "public, max-age=86400"


async def published(request: Request) -> Response:
    """Give a version of the context, or tell what each of its keys means. Raises NotFound and NotAcceptable."""
    version, _, suffix = request.path_params["version"].partition(".")
    if version != context.VERSION:
        raise NotFound(f"the context has version {context.VERSION}, and no version {version}")
    chosen = (
        context.FORMS.get(suffix) if suffix else media.agree(headers.sent(request, "accept"), [*context.FORMS.values()])
    )
    if chosen is None:
        raise NotAcceptable(
            f"the context comes as {', '.join(context.FORMS.values())}, or with the ending {', '.join(context.FORMS)}"
        )
    site: Site = request.state.site
    made = await asyncio.to_thread(_made, request, site.release, chosen)
    links = headers.alternates({kind: f"/context/{version}.{ending}" for ending, kind in context.FORMS.items()})
    vary = representations.VARY_SUFFIX if suffix else representations.VARY
    return await present(request, made.with_headers(links), _YEAR if chosen == context.FORMS["jsonld"] else _DAY, vary)


def _made(request: Request, release: Release, chosen: str) -> Made:
    if chosen == media.HTML:
        return Made(pages.render(request, "context.html", known=tidy.known(release), iri=context.IRI), pages.HTML)
    name = context.FILE if chosen == context.FORMS["jsonld"] else context.KEYS_FILE
    return Made(release.file(name).read_bytes(), chosen)
