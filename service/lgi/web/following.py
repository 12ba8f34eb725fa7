"""What changed, for those who follow: `/changes` and, for each release, `/changes/<name>`.

As a page it tells in words, as Atom it is a feed and its archives, as RDF it is an event stream; `/changes/<name>/all` is
that part of the stream with a version of everything. What a release changed never changes, so it may be kept for ever;
`/changes` depends on which releases there are, so it is made anew each time.
"""

import asyncio
import re
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Any

from pyoxigraph import RdfFormat, Triple
from starlette.requests import Request
from starlette.responses import Response

from lgi import media
from lgi.errors import BadArgument, NotAcceptable, NotFound
from lgi.exports import writing
from lgi.feeds import atom, chronicle, feed, stream
from lgi.feeds.atom import Feed
from lgi.feeds.chronicle import CHANGES, Chapter
from lgi.web import evaluate, headers, pages
from lgi.web.representations import FRESH, VARY, VARY_SUFFIX, Made, present
from lgi.web.site import Kept, Site, key
from lgi.web.sites import Sites

FOR_EVER = "public, max-age=31536000, immutable"
STREAMED = media.TRIPLES
FORMS = {**STREAMED, "atom": atom.MEDIA_TYPE, "html": media.HTML}
"""The forms of changes, by the ending of the address."""
THINGS_OF_A_PAGE = 250
_SHOWN = 10

Told = tuple[Chapter, ...]


@dataclass(frozen=True)
class Asked:
    """What was asked for: a form, by its ending if one was given, and a page; `others` are the addresses of all forms."""

    chosen: str
    suffix: str
    page: int
    others: dict[str, str]


async def changes(request: Request) -> Response:
    """Tell what changed from release to release."""
    told = await _told(request)
    asked = _asked(request, "/changes", request.path_params.get("suffix", ""), FORMS)

    def make() -> bytes:
        if asked.chosen == media.HTML:
            return pages.render(request, "following.html", chapters=told, shown=_SHOWN)
        return _written(asked.chosen, lambda: feed.subscription(told), lambda: stream.root(told))

    return await _send(request, asked, make)


async def of_release(request: Request) -> Response:
    """Tell what a release changed. Raises NotFound, and Dropped for the event stream of one whose data are gone."""
    told, (name, suffix) = await _told(request), _split(request.path_params["name"])
    chapter, asked = chronicle.find(told, name), _asked(request, f"/changes/{name}", suffix, FORMS)

    def make() -> bytes:
        if asked.chosen == media.HTML:
            return pages.render(request, "followed.html", **_shown(chapter, asked.page))
        return _written(
            asked.chosen,
            lambda: feed.archive(told, chapter, asked.page),
            lambda: stream.changed(chapter, asked.page),
        )

    return await _send(request, asked, make, lasting=True)


async def everything(request: Request) -> Response:
    """Give a version of all that a release speaks of, for the event stream. Raises NotFound, and Dropped."""
    told = await _told(request)
    chapter = chronicle.find(told, request.path_params["name"])
    path = f"/changes/{chapter.manifest.name}/all"
    asked = _asked(request, path, request.path_params.get("suffix", ""), STREAMED)

    def make() -> bytes:
        return _written(asked.chosen, lambda: feed.subscription(told), lambda: stream.everything(chapter, asked.page))

    return await _send(request, asked, make, lasting=True)


async def _told(request: Request) -> Told:
    site: Site = request.state.site
    sites: Sites = request.app.state.sites
    return await asyncio.to_thread(chronicle.chapters, site.release, _folder(sites))


def _folder(sites: Sites) -> Path | None:
    return sites.folder


def _written(chosen: str, as_feed: Callable[[], Feed], as_stream: Callable[[], list[Triple]]) -> bytes:
    if chosen == atom.MEDIA_TYPE:
        return atom.write(as_feed())
    form = RdfFormat.from_media_type(chosen)
    assert form is not None
    return writing.write(as_stream(), form, stream.PREFIXES)


async def _send(request: Request, asked: Asked, make: Callable[[], bytes], lasting: bool = False) -> Response:
    """Send a form of changes, with the addresses of the others."""
    here = {} if asked.suffix else {"Content-Location": asked.others[asked.chosen]}
    is_streamed = asked.chosen in STREAMED.values()
    kind = evaluate.content_type(asked.chosen) if is_streamed else f"{asked.chosen}; charset=utf-8"
    made = Made(await asyncio.to_thread(make), kind, {**headers.alternates(asked.others), **here})
    vary = VARY_SUFFIX if asked.suffix else VARY
    if not lasting or asked.chosen == media.HTML:
        # What a page has around it changes with the release that is served.
        return await present(request, made, FRESH, vary)
    response = await present(request, made, FOR_EVER, vary)
    if response.status_code == HTTPStatus.OK:
        site: Site = request.state.site
        site.keep(key(request.scope), Kept.of(response.headers["etag"], response.raw_headers, bytes(response.body)))
    return response


def _shown(chapter: Chapter, number: int) -> dict[str, Any]:
    """What a page tells of a release. Raises NotFound past the last one."""
    first = (number - 1) * THINGS_OF_A_PAGE
    things = chapter.things[first : first + THINGS_OF_A_PAGE]
    if number > 1 and not things:
        raise NotFound(
            f"{chapter.manifest.name} changed {len(chapter.things)} things, and none is left for page {number}"
        )
    beside = {"prev": number - 1, "next": number + 1 if chapter.things[first + len(things) :] else 0}
    path = chapter.address.removeprefix(CHANGES)
    turns = {name: f"/changes{path}.html?page={other}" for name, other in beside.items() if other}
    return {"chapter": chapter, "things": things, "first": first, "turns": turns}


def _split(name: str) -> tuple[str, str]:
    """Part the name of a release from the ending of a form."""
    bare, _, ending = name.rpartition(".")
    return (bare, ending) if ending in FORMS else (name, "")


def _asked(request: Request, path: str, suffix: str, forms: dict[str, str]) -> Asked:
    """Agree on the form and the page. Raises NotAcceptable, and BadArgument for what is no number of a page."""
    offers = list(forms.values())
    chosen = forms.get(suffix) if suffix else media.agree(headers.sent(request, "accept"), offers)
    if chosen is None:
        raise NotAcceptable(f"this comes as {', '.join(offers)}, or with the ending {', '.join(forms)}", offers)
    given = request.query_params.get("page", "1")
    if not re.fullmatch("[1-9][0-9]{0,6}", given):
        raise BadArgument(f"page: {given} is no number of a page; they are counted from 1")
    turned = "" if given == "1" else f"?page={given}"
    others = {kind: f"{path}.{ending}{turned}" for ending, kind in forms.items()}
    return Asked(chosen, suffix, int(given), others)


PATHS = {
    **dict.fromkeys(("/changes", "/changes.{suffix}"), changes),
    "/changes/{name}": of_release,
    **dict.fromkeys(("/changes/{name}/all", "/changes/{name}/all.{suffix}"), everything),
}
"""The addresses of changes, each with what answers there."""
