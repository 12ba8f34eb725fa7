"""Which page shows the things of a kind, and which lists them."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from lgi.web.views import claims, councils, mechanisms, places, sources
from lgi.web.views.inquiry import Inquiry

Told = Callable[[Inquiry, str], Awaitable[dict[str, Any]]]
"""From questions and the IRI of a thing to what its template is filled with."""

OF_A_THING: Mapping[str, tuple[str, Told]] = {
    "claim": ("claim.html", claims.told),
    "council": ("council.html", places.council),
    "mechanism": ("mechanism.html", mechanisms.told),
    "place": ("place.html", places.place),
    "source": ("source.html", sources.told),
}
"""The template, and what fills it, of the page of a thing, by its kind; things of other kinds have the plain one."""

OF_THINGS: Mapping[str, Callable[[Request], Awaitable[Response]]] = {
    "council": councils.listing,
    "mechanism": mechanisms.listing,
    "place": councils.places,
    "source": sources.listing,
}
"""The page that lists the things of a kind; those of other kinds are listed as the answer to a question."""
