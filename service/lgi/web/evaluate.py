"""From a request to an answer: agree on a type, run the query while the client is there, and send what came."""

import asyncio
from dataclasses import replace
from typing import Any

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from lgi import media, rows
from lgi.engine import Answer, Engine, Query
from lgi.errors import NotAcceptable
from lgi.media import Accept
from lgi.web import pages

_PATIENCE_SECONDS = 0.25


def accepted(request: Request, name: str | None = None) -> Accept:
    """Agree on the types of an answer: by short name if one is given, else by the `Accept` header.

    Raises NotAcceptable for a short name that is none.
    """
    if name is None:
        return media.accept(request.headers.get("accept"), html=True)
    chosen = media.accept_named(name)
    if chosen is None:
        raise NotAcceptable(f"{name} is no format: use one of {', '.join([*media.short_names(), 'html'])}")
    return chosen


async def run(request: Request, engine: Engine, query: Query, accept: Accept) -> Answer:
    """Run a query for as long as its client stays. Raises what the engine raises, and ClientDisconnect."""
    task = asyncio.create_task(engine.run(query, accept))
    try:
        while not (await asyncio.wait({task}, timeout=_PATIENCE_SECONDS))[0]:
            if await request.is_disconnected():
                raise ClientDisconnect
    finally:
        if not task.done():
            task.cancel()
    return await task


async def response(request: Request, engine: Engine, query: Query, accept: Accept, **page: Any) -> Response:
    """Answer a request with the result of a query, as a page if that is what was agreed on."""
    answer = await run(request, engine, query, _machine(accept))
    headers = {"Vary": "Accept"}
    if getattr(accept, answer.kind) == media.HTML:
        return _result_page(request, answer, query, headers, page)
    return Response(answer.body, headers=headers, media_type=_content_type(answer.media_type))


def _result_page(
    request: Request, answer: Answer, query: Query, headers: dict[str, str], page: dict[str, Any]
) -> Response:
    """Show an answer as a table, a word, or text."""
    values: dict[str, Any] = {"columns": [], "rows": [], "text": "", "kind": answer.kind, "query": query.text, **page}
    if answer.kind == "solutions":
        values["columns"], values["rows"] = rows.read(answer.body)
    elif answer.kind == "boolean":
        values["text"] = "Yes" if b"true" in answer.body else "No"
    else:
        values["text"] = answer.body.decode()
    return pages.page(request, "result.html", headers=headers, **values)


def _machine(accept: Accept) -> Accept:
    """Ask the engine for what a page is made from, wherever a page is wanted."""
    kinds = ("solutions", "boolean", "graph")
    return replace(
        accept, **{kind: getattr(media.DEFAULT, kind) for kind in kinds if getattr(accept, kind) == media.HTML}
    )


def _content_type(media_type: str) -> str:
    return f"{media_type}; charset=utf-8" if media_type.startswith("text/") else media_type
