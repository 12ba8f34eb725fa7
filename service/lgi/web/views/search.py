"""`/search`: what people look for by words, by kind; a page, or JSON for a program."""

import asyncio
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from xml.sax.saxutils import escape

from starlette.requests import Request
from starlette.responses import Response

from lgi import media
from lgi.errors import BadArgument, NotAcceptable
from lgi.search.gather import QUESTION
from lgi.search.index import Found, Hit, Index, Marked
from lgi.search.kinds import KINDS
from lgi.search.words import MOST_LETTERS
from lgi.web import headers, pages, pinning
from lgi.web.representations import Made, represent
from lgi.web.views import choices
from lgi.web.views.inquiry import Inquiry
from lgi.web.views.showing import drawn

OF_EACH = 5
"""How many of each kind are shown where all kinds are."""
OF_ONE = 50
"""How many are shown at a time where one kind is."""
DESCRIPTION = "application/opensearchdescription+xml"

_NUMBER = re.compile("[1-9][0-9]{0,3}")
_ABOUT = """<?xml version="1.0" encoding="UTF-8"?>
<OpenSearchDescription xmlns="http://a9.com/-/spec/opensearch/1.1/">
  <ShortName>Council innovation</ShortName>
  <Description>{name}: models, councils, claims, sources and terms</Description>
  <InputEncoding>UTF-8</InputEncoding>
  <Image width="16" height="16" type="image/svg+xml">{here}/static/lgi.svg</Image>
  <Url type="text/html" template="{here}/search?q={{searchTerms}}"/>
  <Url type="application/json" template="{here}/search.json?q={{searchTerms}}"/>
</OpenSearchDescription>
"""


@dataclass(frozen=True)
class Asked:
    """What somebody looks for: some words, in all kinds or in one, and which page of it."""

    text: str
    kind: str = ""
    page: int = 1

    @classmethod
    def of(cls, values: Mapping[str, str]) -> "Asked":
        """Read it. Raises BadChoice for a kind that is none, and BadArgument for a page without a number."""
        kind, page = choices.given(values, "kind", KINDS), values.get("page", "1")
        if not _NUMBER.fullmatch(page):
            raise BadArgument(f"page: {page} is no number of a page; they are counted from 1")
        return cls(" ".join(values.get("q", "").split()), kind, int(page))

    def address(self, **other: object) -> str:
        """Where the same stands with something changed."""
        given = {"q": self.text, "kind": self.kind, "page": self.page if self.page > 1 else "", **other}
        return f"/search?{urlencode({name: value for name, value in given.items() if value})}"


@dataclass(frozen=True)
class Group:
    """What was found of a kind: how many in all, and those that are shown."""

    kind: str
    total: int
    hits: list[Hit]

    @property
    def title(self) -> str:
        """What they are called."""
        return KINDS[self.kind].title


async def search(request: Request) -> Response:
    """Show what was found, or where to type. Raises NotFound for a release that cannot be searched."""
    asked, suffix = Asked.of(request.query_params), request.path_params.get("suffix", "")
    form = {"json": media.JSON, "html": media.HTML}.get(suffix) if suffix else _agreed(request)
    if form is None:
        raise NotAcceptable("what is found comes as text/html or application/json, with the ending html or json")
    index: Index = request.state.site.search

    async def make() -> Made:
        found, groups = await asyncio.to_thread(_found, index, asked)
        if form == media.JSON:
            return Made(_json(asked, found, groups), media.JSON)

        async def gather(inquiry: Inquiry) -> dict[str, Any]:
            inquiry.note(QUESTION)
            return _values(asked, found, groups)

        return await drawn(request, "search.html", gather)

    return await represent(request, ("search", asked, form), make)


async def description(request: Request) -> Response:
    """Tell a browser how to search here, so that people may do so from its own field."""
    site = request.state.site
    here = f"{request.app.state.public}{pinning.prefix(site.release.manifest.name) if site.pinned else ''}"

    async def make() -> Made:
        return Made(_ABOUT.format(name=escape(site.name), here=escape(here)).encode(), DESCRIPTION)

    return await represent(request, ("search description", here), make)


def _agreed(request: Request) -> str | None:
    return media.agree(headers.sent(request, "accept"), [media.HTML, media.JSON])


def _found(index: Index, asked: Asked) -> tuple[Found, list[Group]]:
    found = index.find(asked.text)
    kinds = [asked.kind] if asked.kind else list(found.kinds)
    first, most = ((asked.page - 1) * OF_ONE, OF_ONE) if asked.kind else (0, OF_EACH)
    shown = {kind: found.kinds.get(kind, [])[first : first + most] for kind in kinds}
    hits = {hit.iri: hit for hit in index.shown(found, [number for some in shown.values() for number in some])}
    groups = [
        Group(kind, len(found.kinds.get(kind, [])), [hit for hit in hits.values() if hit.kind == kind])
        for kind in kinds
    ]
    return found, [group for group in groups if group.hits]


def _values(asked: Asked, found: Found, groups: list[Group]) -> dict[str, Any]:
    """What the page is filled with."""
    last = -(-len(found.kinds.get(asked.kind, [])) // OF_ONE)
    turns = {
        word: number for word, number in (("prev", asked.page - 1), ("next", asked.page + 1)) if 1 <= number <= last
    }
    return {
        "look": asked,
        "found": found,
        "groups": groups,
        "kinds": KINDS,
        "cut": len(asked.text) > MOST_LETTERS,
        "most": MOST_LETTERS,
        "meant": _meant(found),
        "turns": {word: asked.address(page=number) for word, number in turns.items()} if asked.kind else {},
    }


def _meant(found: Found) -> str:
    """What was looked for, with the likeliest word in place of each that stands nowhere; empty if all stand somewhere."""
    if not found.instead:
        return ""
    return " ".join(found.instead.get(word, [word])[0] for word in found.asked)


def _json(asked: Asked, found: Found, groups: list[Group]) -> bytes:
    told = {
        "query": asked.text,
        "total": found.total,
        "did_you_mean": _meant(found) or None,
        "not_found": list(found.unknown),
        "all_words": not found.some,
        "kinds": [{"kind": kind, "name": KINDS[kind].title, "total": len(some)} for kind, some in found.kinds.items()],
        "results": [_told(hit) for group in groups for hit in group.hits],
    }
    return (json.dumps(told, ensure_ascii=False, indent=1) + "\n").encode()


def _told(hit: Hit) -> dict[str, str]:
    return {
        "id": hit.iri,
        "page": pages.link(hit.iri),
        "kind": hit.kind,
        "label": _text(hit.label),
        "explanation": _text(hit.explanation),
    }


def _text(marked: Marked) -> str:
    return "".join(piece for piece, _ in marked)


PATHS = {"/search": search, "/search.{suffix}": search, "/opensearch.xml": description}
