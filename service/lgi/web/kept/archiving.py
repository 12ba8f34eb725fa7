"""`/answer`: keep an answer, so that it can be cited; and what that means."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from lgi import media
from lgi.archive import cabinet, description
from lgi.archive.record import Asked, Record
from lgi.engine import Query
from lgi.errors import BadArgument, NotAcceptable
from lgi.web import evaluate, headers, pages, sparql
from lgi.web.evaluate import ForClient
from lgi.web.kept import archived, archived_forms, rechecks
from lgi.web.kept.clerk import Clerk
from lgi.web.representations import Made, represent
from lgi.web.site import Site
from lgi.web.sites import Sites
from lgi.web.sparql import Parameters

_GRAPHS = ("default-graph-uri", "named-graph-uri")
_OFFERS = [media.HTML, media.JSON]


async def answers(request: Request) -> Response:
    """Keep the answer that is posted here; to those who only look, say what becomes of one."""
    return await (_keep if request.method == "POST" else _explain)(request)


async def _keep(request: Request) -> Response:
    parameters = await sparql.read_parameters(request)
    name = "".join(value for name, value in parameters if name == "release")
    parameters = [(name, value) for name, value in parameters if name != "release"]
    async with _site(request, name) as site:
        request.state.site = site
        query, asked, title = await _asked(request, parameters)
        request.state.query = query.text
        clerk: Clerk = request.app.state.clerk
        before = await clerk.ask(lambda there: there.find(asked.id))
        record = archived.standing(before) if before else await _made(request, query, asked, title)
    path = archived_forms.address(record)
    if media.agree(headers.sent(request, "accept"), [media.JSON, media.HTML]) == media.HTML:
        return RedirectResponse(path, HTTPStatus.SEE_OTHER)
    status = HTTPStatus.OK if before else HTTPStatus.CREATED
    return JSONResponse(description.document(record), status, {"Location": path, "Cache-Control": "no-store"})


@asynccontextmanager
async def _site(request: Request, name: str) -> AsyncIterator[Site]:
    """The release of a name, if one is given; else the newest. Raises NotFound, Dropped or Busy."""
    sites: Sites = request.app.state.sites
    site: Site = request.state.site
    if name in ("", site.release.manifest.name):
        yield site
    else:
        async with sites.pinned(name) as pinned:
            yield pinned


async def _made(request: Request, query: Query, asked: Asked, title: str) -> Record:
    """Ask, and keep what comes. Raises QueryError, Unkeepable, TooLargeToKeep, NoRoom, TooMany or CabinetShut."""
    clerk: Clerk = request.app.state.clerk
    site: Site = request.state.site
    client = evaluate.client(request)
    clerk.admit(client)
    found = await rechecks.frozen(ForClient(request), query)
    now, built = datetime.now(UTC).isoformat(timespec="seconds"), site.release.manifest.built
    empty = Record(asked.id, asked, title, now, built, found.kind, 0, "")
    record = await asyncio.to_thread(empty.with_frozen, found)
    kept = await clerk.ask(lambda there: there.keep(record))
    clerk.charge(client, record.size)
    return kept


async def _asked(request: Request, parameters: Parameters) -> tuple[Query, Asked, str]:
    """What is to be kept: a question with its arguments, or a query. Raises BadArgument for neither or both."""
    site: Site = request.state.site
    release = site.release.manifest.name
    given = [(name, value) for name, value in parameters if value]
    chosen = [name for name, _ in given if name in ("query", "question")]
    if len(chosen) != 1:
        raise BadArgument(f"send exactly one 'question' or one 'query'; {len(chosen) or 'none'} came")
    twice = {name for name, _ in given if name not in _GRAPHS and sum(name == other for other, _ in given) > 1}
    if twice:
        raise BadArgument(f"{min(twice)}: give it once")
    values = dict(given)
    if chosen == ["question"]:
        name = values.pop("question")
        answers_ = evaluate.answers(request)
        query, title = Query(await answers_.query(name, values)), answers_.question(name).title
        return query, Asked.of(release, query, name, values), title
    strange = set(values) - {"query", *_GRAPHS}
    if strange:
        raise BadArgument(f"{min(strange)}: a query takes {' and '.join(_GRAPHS)} beside it, and nothing else")
    default, named = (sparql.graphs(parameters, name) for name in _GRAPHS)
    query = Query(values["query"], default, named)
    return query, Asked.of(release, query), "Answer to a SPARQL query"


async def _explain(request: Request) -> Response:
    """Say what is kept, how it is digested, and how much may be kept."""
    chosen = media.agree(headers.sent(request, "accept"), _OFFERS)
    if chosen is None:
        raise NotAcceptable(f"what is said of kept answers comes as {' or '.join(_OFFERS)}", _OFFERS)
    clerk: Clerk = request.app.state.clerk
    bounds = {
        "bytes": cabinet.MOST_BYTES,
        "packed_bytes": cabinet.MOST_PACKED_BYTES,
        "all_bytes": clerk.cabinet.most_bytes if clerk.cabinet else 0,
        "a_minute": clerk.most_a_minute,
    }

    async def make() -> Made:
        if chosen == media.HTML:
            return Made(pages.render(request, "answers.html", bounds=bounds, open=bool(clerk.cabinet)), pages.HTML)
        return Made(json.dumps({"keeps": bool(clerk.cabinet), "most": bounds}).encode(), media.JSON)

    return await represent(request, ("answers", chosen, bounds), make)
