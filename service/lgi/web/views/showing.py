"""Show a page: gather what its questions answer, fill its template, and send it as all that a release answers is sent."""

import asyncio
from collections.abc import Awaitable, Callable, Container
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from lgi.web import addresses, pages
from lgi.web.representations import Made, represent
from lgi.web.views.inquiry import Inquiry

Gather = Callable[[Inquiry], Awaitable[dict[str, Any]]]
"""From questions to what a template is filled with."""


async def show(
    request: Request, template: str, what: tuple[object, ...], gather: Gather, reads: Container[str] | None = ()
) -> Response:
    """Answer with a page; `what` names all of the request that it depends on. Raises what `gather` raises.

    `reads` are the parameters that mean something to it; an address with others is led to the one without them,
    but for a page that looks after all of them itself (None).
    """
    if reads is not None and (bare := without_others(request, reads)):
        return bare

    async def make() -> Made:
        return await drawn(request, template, gather)

    return await represent(request, ("view", template, *what), make)


def without_others(request: Request, reads: Container[str]) -> Response | None:
    """Lead to the address without the parameters that mean nothing, if there are any.

    A page is made and kept for each address, so one page must not have as many as somebody cares to think of.
    """
    given = request.query_params.multi_items()
    meant = [(name, value) for name, value in given if name in reads]
    if meant == given:
        return None
    path = "/" + addresses.encoded(addresses.path(request)).lstrip("/")
    return RedirectResponse(f"{path}?{urlencode(meant)}" if meant else path, HTTPStatus.SEE_OTHER)


async def drawn(request: Request, template: str, gather: Gather, **values: Any) -> Made:
    """Make a page that tells at its end what it asked."""
    inquiry = Inquiry(request)
    values |= await gather(inquiry)
    body = await asyncio.to_thread(pages.render, request, template, inquiry=inquiry, **values)
    return Made(body, pages.HTML)
