"""`/answer/<id>`: an answer that was kept, as it was, in every form; how to cite it; and whether it is the same today."""

import asyncio
import json
from http import HTTPStatus

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from lgi import media, names
from lgi.archive import feed
from lgi.archive.description import FORMS
from lgi.archive.record import Record
from lgi.errors import NotAcceptable, NotFound
from lgi.web import headers, pages, representations
from lgi.web.evaluate import content_type
from lgi.web.kept import archived_forms, archived_page, rechecks
from lgi.web.kept.archived_forms import ATOM, BESIDE
from lgi.web.kept.clerk import Clerk
from lgi.web.representations import Made, present

_FOR_EVER = "public, max-age=31536000, immutable"
_A_DAY = "public, max-age=86400"
_TODAY = representations.FRESH


async def answer(request: Request) -> Response:
    """Show an answer: its frozen form, what describes or cites it, its feed, or a page with all of it."""
    name, _, suffix = request.path_params["id"].partition(".")
    record = await _found(request, name)
    ending, vary = (suffix, representations.VARY_SUFFIX) if suffix else (_agreed(request, record), representations.VARY)
    ending = archived_forms.ending(record, ending)
    said = archived_forms.links(record, ending, negotiated=not suffix)
    if ending == "html":
        made = await _page(request, record)
    elif ending == "atom":
        made = await _feed(request, record)
    else:
        made = await asyncio.to_thread(archived_forms.made, record, ending)
    return await present(request, made.with_headers(said), _fresh(record, ending), vary)


def _fresh(record: Record, ending: str) -> str:
    """How long a form holds: the answer itself for ever, and what we say of it until we say it in other words."""
    if ending in FORMS[record.kind] or ending == "canonical":
        return _FOR_EVER
    return _TODAY if ending in ("html", "atom") else _A_DAY


async def today(request: Request) -> Response:
    """Say whether an answer is the same today: as JSON, the rows that came and those that went."""
    record = await _found(request, request.path_params["id"])
    found = await rechecks.today(request, record)
    made = Made(
        json.dumps(found.document(record), ensure_ascii=False).encode(), media.JSON, stable=found.found is not None
    )
    return await present(request, made.with_headers(archived_forms.links(record, "today", negotiated=False)), _TODAY)


async def _found(request: Request, name: str) -> Record:
    """Find an answer. Raises NotFound, or 410 for one that the operator has withdrawn."""
    clerk: Clerk = request.app.state.clerk
    record = await clerk.ask(lambda cabinet: cabinet.find(name))
    if record is None:
        raise NotFound(f"no answer was kept as {names.ANSWERS}{name}")
    return standing(record)


def standing(record: Record) -> Record:
    """The same answer. Raises 410 for one that the operator has withdrawn."""
    if record.withdrawn:
        raise HTTPException(HTTPStatus.GONE, f"{record.iri} was withdrawn: {record.withdrawn}")
    return record


def _agreed(request: Request, record: Record) -> str:
    """Agree on a form by `Accept`, the answer's own before all others. Raises NotAcceptable."""
    header = headers.sent(request, "accept")
    chosen = getattr(media.accept(header, html=True), record.kind)
    chosen = chosen or media.agree(header, list(BESIDE.values()))
    if chosen is None:
        types = [*FORMS[record.kind].values(), media.HTML, *BESIDE.values()]
        raise NotAcceptable(f"this answer comes as {', '.join(types)}", types)
    by_type = {kind: ending for ending, kind in (*BESIDE.items(), *FORMS[record.kind].items(), ("html", media.HTML))}
    return by_type[chosen]


async def _page(request: Request, record: Record) -> Made:
    found = await rechecks.today(request, record)
    values = await asyncio.to_thread(archived_page.values, record, found)
    body = await asyncio.to_thread(pages.render, request, "answer.html", **values)
    return Made(body, pages.HTML, stable=found.found is not None)


async def _feed(request: Request, record: Record) -> Made:
    """The feed, after a look whether there is something new; if that cannot be told, nothing new is."""
    clerk: Clerk = request.app.state.clerk
    found = await rechecks.today(request, record)
    changes = await clerk.ask(lambda cabinet: cabinet.changes(record))
    return Made(feed.write(record, changes), content_type(ATOM), stable=found.found is not None)
