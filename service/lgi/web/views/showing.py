"""Show a page: gather what its questions answer, fill its template, and send it as all that a release answers is sent."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from lgi.web import pages
from lgi.web.representations import Made, represent
from lgi.web.views.inquiry import Inquiry

Gather = Callable[[Inquiry], Awaitable[dict[str, Any]]]
"""From questions to what a template is filled with."""


async def show(request: Request, template: str, what: tuple[object, ...], gather: Gather) -> Response:
    """Answer with a page; `what` names all of the request that it depends on. Raises what `gather` raises."""

    async def make() -> Made:
        return await drawn(request, template, gather)

    return await represent(request, ("view", template, *what), make)


async def drawn(request: Request, template: str, gather: Gather, **values: Any) -> Made:
    """Make a page that tells at its end what it asked."""
    inquiry = Inquiry(request)
    values |= await gather(inquiry)
    body = await asyncio.to_thread(pages.render, request, template, inquiry=inquiry, **values)
    return Made(body, pages.HTML)
