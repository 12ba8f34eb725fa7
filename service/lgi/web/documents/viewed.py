"""The page of a thing whose kind has one of its own."""

from starlette.requests import Request
from starlette.responses import Response

from lgi import names
from lgi.web.representations import Made
from lgi.web.views import kinds, showing


def view(request: Request, iri: str) -> tuple[str, kinds.Told] | None:
    """How a thing is shown, unless its whole record is asked for by the number of a page."""
    found = None if "page" in request.query_params else names.kind_and_slug(iri)
    return kinds.OF_A_THING.get(found[0]) if found else None


def bare(request: Request) -> Response | None:
    """Lead to the address without parameters, which mean nothing to such a page."""
    return showing.without_others(request, ())


async def draw(request: Request, chosen: tuple[str, kinds.Told], iri: str, path: str) -> Made:
    """Draw a thing so; `path` is that of its document, without an ending. Raises what asking raises."""
    template, told = chosen
    return await showing.drawn(request, template, lambda inquiry: told(inquiry, iri), document=path, iri=iri)
