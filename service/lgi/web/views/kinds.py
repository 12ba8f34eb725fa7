"""Which page shows the things of a kind, and which lists them."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from lgi.web.views import claims, councils, mechanisms, places, programmes, sources
from lgi.web.views.inquiry import Inquiry
from lgi.web.views.models import listing as models
from lgi.web.views.models import page as model

Told = Callable[[Inquiry, str], Awaitable[dict[str, Any]]]
"""From questions and the IRI of a thing to what its template is filled with."""

OF_A_THING: Mapping[str, tuple[str, Told]] = {
    "claim": ("claim.html", claims.told),
    "council": ("council.html", places.council),
    "mechanism": ("mechanism.html", mechanisms.told),
    "model": ("model.html", model.told),
    "place": ("place.html", places.place),
    "programme": ("programme.html", programmes.told),
    "source": ("source.html", sources.told),
}
"""The template, and what fills it, of the page of a thing, by its kind; things of other kinds have the plain one."""

OF_THINGS: Mapping[str, Callable[[Request], Awaitable[Response]]] = {
    "council": councils.listing,
    "mechanism": mechanisms.listing,
    "model": models.models,
    "place": councils.places,
    "programme": programmes.listing,
    "source": sources.listing,
}
"""The page that lists the things of a kind; those of other kinds are listed as the answer to a question."""
