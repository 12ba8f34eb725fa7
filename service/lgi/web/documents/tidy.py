"""Tidy JSON of a thing, made away from the event loop."""

import asyncio
import json
from functools import lru_cache
from pathlib import Path
from typing import Any

from pyoxigraph import RdfFormat, parse
from starlette.requests import Request

from lgi import media, names, tidy
from lgi.answers import Answers
from lgi.engine import Answer
from lgi.errors import BadArgument
from lgi.media import Accept
from lgi.release import Release
from lgi.tidy import context, keys
from lgi.tidy.keys import Keys
from lgi.web.documents.things import INCOMING_OF_A_PAGE, Turn
from lgi.web.representations import Made
from lgi.web.site import Site

_TRIPLES = Accept(None, None, media.TRIPLES["nt"])


def media_type(iri: str) -> str:
    """What JSON means for the document of something: a thing has it tidy, anything else as plain JSON-LD."""
    return media.JSON if iri.startswith(names.THINGS) else media.TRIPLES["jsonld"]


def is_inline(request: Request) -> bool:
    """Tell whether the context is to stand in the document itself. Raises BadArgument."""
    given = request.query_params.get("context", "")
    if given not in ("", "inline"):
        raise BadArgument(f"context: {given!r} is none; write 'inline' to have it in the document, or leave it out")
    return given == "inline"


async def make(request: Request, answers: Answers, iri: str, page: int) -> tuple[Turn, Made]:
    """Make the tidy JSON of a thing. Raises NotFound for a page that there is not."""
    site: Site = request.state.site
    found = await answers.ask("told-of-thing", {"thing": iri}, _TRIPLES)
    told = await asyncio.to_thread(_told, found, iri, site.release, page)
    if is_inline(request):
        told["@context"] = _context(site.release.path)
        turns = told[keys.BESIDE]
        turns |= {name: f"{turns[name]}&context=inline" for name in ("previous", "next") if name in turns}
    body = await asyncio.to_thread(_written, told)
    turn = Turn(page, told[keys.BESIDE]["last"], told[keys.BESIDE]["incoming"], [])
    return turn, Made(body, media.JSON, stable=found.stable)


def _told(found: Answer, iri: str, release: Release, page: int) -> dict[str, Any]:
    facts = (quad.triple for quad in parse(found.read(), format=RdfFormat.N_TRIPLES))
    return {"@context": context.IRI, **tidy.tree(facts, iri, known(release), page, INCOMING_OF_A_PAGE)}


def _written(told: dict[str, Any]) -> bytes:
    return (json.dumps(told, ensure_ascii=False, indent=1) + "\n").encode()


def known(release: Release) -> Keys:
    """The keys of a release."""
    return _keys(release.file(context.KEYS_FILE))


@lru_cache(maxsize=8)
def _keys(path: Path) -> Keys:
    return context.read(path.read_bytes())


@lru_cache(maxsize=8)
def _context(release: Path) -> Any:
    return json.loads((release / context.FILE).read_bytes())["@context"]
