"""Pages: templates filled with what questions answered, and how terms look and link on them."""

from collections.abc import Mapping
from datetime import date
from http import HTTPStatus
from typing import Any
from urllib.parse import quote, urlsplit

from jinja2 import Environment, PackageLoader
from starlette.requests import Request
from starlette.responses import Response

from lgi import names
from lgi.web import assets, pinning
from lgi.web.addresses import encoded
from lgi.web.addresses import path as path_of
from lgi.web.site import Site


def link(iri: str) -> str:
    """Where a page sends a reader for an IRI: ours to this site, others of http(s) to where they are, else nowhere.

    >>> link("https://w3id.org/lgi/id/council/wigan"), link("javascript:alert(1)")
    ('/council/wigan', '')
    """
    if iri.startswith(names.BASE):
        path, hash_, fragment = iri.removeprefix(names.BASE).removeprefix("id/").partition("#")
        return "/" + encoded(path) + hash_ + quote(fragment, safe="%=,-._~")
    return iri if urlsplit(iri).scheme in ("http", "https") else ""


def local_words(iri: str) -> str:
    """The local name of an IRI in words, or the IRI.

    >>> local_words("http://www.w3.org/2004/02/skos/core#altLabel"), local_words("https://example.org/")
    ('alt label', 'https://example.org/')
    """
    parts = names.shorten(iri)
    return names.words(parts[1]) if parts and not iri.startswith(names.THINGS) else names.short(iri)


def day(moment: str) -> str:
    """A day in words, of a date or a time.

    >>> day("2026-11-23T10:00:00Z"), day("")
    ('23 November 2026', 'a day that nobody recorded')
    """
    if not moment:
        return "a day that nobody recorded"
    read = date.fromisoformat(moment[:10])
    return f"{read.day} {read:%B} {read.year}"


def environment() -> Environment:
    """The templates; they escape all that is put in them."""
    made = Environment(loader=PackageLoader("lgi"), autoescape=True, trim_blocks=True, lstrip_blocks=True)
    made.globals["bundled"] = assets.bundled()
    made.filters.update(link=link, day=day, short=names.short, local_words=local_words, words=names.words)
    return made


HTML = "text/html; charset=utf-8"


def render(request: Request, template: str, **values: Any) -> bytes:
    """Fill a template for a request; all that it leads to is of the same release as what was asked for."""
    made: Environment = request.app.state.environment
    site: Site = request.state.site
    here = {"path": request.url.path, "asked": _asked(request), "site": site}
    html = made.get_template(template).render(**here, **values)
    return (pinning.page(site.prefix, html) if site.pinned else html).encode()


def _asked(request: Request) -> str:
    """The address that was asked for."""
    # Two slashes at the beginning would name another host.
    path, query = "/" + encoded(path_of(request)).lstrip("/"), request.scope["query_string"].decode("latin-1")
    return f"{path}?{query}" if query else path


def page(
    request: Request,
    template: str,
    status: HTTPStatus = HTTPStatus.OK,
    headers: Mapping[str, str] | None = None,
    **values: Any,
) -> Response:
    """Answer with a page."""
    return Response(render(request, template, **values), status, {**(headers or {}), "Content-Type": HTML})
