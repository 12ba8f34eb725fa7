"""From a request to an answer: agree on a type, run the query while the client is there, and make of it what was wanted."""

import asyncio
from collections import ChainMap
from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache
from ipaddress import IPv6Address, ip_address
from typing import Any

from starlette.requests import ClientDisconnect, Request

from lgi import files, media, questions, rows
from lgi.answers import Answers
from lgi.engine import Answer, Query
from lgi.errors import NotAcceptable
from lgi.media import Accept
from lgi.questions import Question
from lgi.web import headers, pages
from lgi.web.representations import Made
from lgi.web.site import Site

_PATIENCE_SECONDS = 0.25
_NETWORK_BITS = 64
_MENUS = {"solutions": media.SOLUTIONS, "boolean": media.BOOLEANS, "graph": media.TRIPLES}

Address = Callable[[str], str]


class ForClient:
    """An engine as the sender of a request has it: charged to its address, and stopped when it leaves."""

    def __init__(self, request: Request) -> None:
        site: Site = request.state.site
        self.engine = site.engine
        self.request = request
        self.client = client(request)
        self.left = False

    async def run(self, query: Query, accept: Accept) -> Answer:
        """Run a query for as long as its client stays. Raises what the engine raises, and ClientDisconnect."""
        running = asyncio.ensure_future(self.engine.run(replace(query, client=self.client), accept))
        watching = asyncio.get_running_loop().call_later(_PATIENCE_SECONDS, self._watch, running)
        try:
            return await running
        except asyncio.CancelledError:
            if self.left:
                raise ClientDisconnect from None
            raise
        finally:
            watching.cancel()

    def _watch(self, running: asyncio.Future[Answer]) -> None:
        """Look after the client of a query that takes a while."""
        watch = asyncio.ensure_future(self._stop_when_left(running))
        running.add_done_callback(lambda _: watch.cancel())

    async def _stop_when_left(self, running: asyncio.Future[Answer]) -> None:
        # Whether a client has left can only be asked, and not waited for, without taking what it still sends.
        while not await self.request.is_disconnected():  # noqa: ASYNC110
            await asyncio.sleep(_PATIENCE_SECONDS)
        self.left = True
        running.cancel()


def client(request: Request) -> str:
    """Whom to charge: the address of the sender; of IPv6 its network, of which one sender may have all addresses."""
    return _charged(request.client.host if request.client else "nobody")


@lru_cache(maxsize=4096)
def _charged(host: str) -> str:
    try:
        address = ip_address(host)
    except ValueError:
        return host
    return str(int(address) >> _NETWORK_BITS) if isinstance(address, IPv6Address) else host


def answers(request: Request) -> Answers:
    """The questions, answered on account of the sender of a request."""
    site: Site = request.state.site
    # A page of today may be made of a question that was not yet there when an older release was built.
    known = ChainMap(dict(site.questions), _of_today()) if site.pinned else site.questions
    return Answers(known, ForClient(request))


@lru_cache(maxsize=1)
def _of_today() -> dict[str, Question]:
    return questions.read_folder(files.QUERIES)


def accepted(request: Request, name: str | None = None) -> Accept:
    """Agree on the types of an answer: by short name if one is given, else by the `Accept` header.

    Raises NotAcceptable for a short name that is none.
    """
    if name is None:
        return media.accept(headers.sent(request, "accept"), html=True)
    chosen = media.accept_named(name)
    if chosen is None:
        raise NotAcceptable(f"{name} is no format: use one of {', '.join([*media.short_names(), 'html'])}")
    return chosen


async def result(request: Request, query: Query, accept: Accept, address: Address | None, **page: Any) -> Made:
    """Make the answer to a query, as a page if that is what was agreed on; `address` names that of each other form."""
    answer = await ForClient(request).run(query, _machine(accept))
    menu = _MENUS[answer.kind]
    links = {form: address(form) for form in menu} if address else {}
    site: Site = request.state.site
    more = headers.alternates({menu[form]: target for form, target in links.items()}) | site.limits_told
    if getattr(accept, answer.kind) != media.HTML:
        return Made(answer.body, content_type(answer.media_type), more, answer.stable, answer.file)
    shown = {"query": query.text, "links": list(links.items()), "keep": _to_keep(request, query, answer, page), **page}
    body = await _result_page(request, answer, {**shown, "asked_as": _as_sent(query)})
    return Made(body, pages.HTML, more, answer.stable)


def content_type(media_type: str) -> str:
    """A type with the charset of those that have one."""
    return f"{media_type}; charset=utf-8" if media_type.startswith("text/") else media_type


def _to_keep(request: Request, query: Query, answer: Answer, page: dict[str, Any]) -> list[tuple[str, str]]:
    """What a form has to send so that this answer is kept; nothing if it cannot be."""
    clerk, site = request.app.state.clerk, request.state.site
    if not (clerk.cabinet and site.is_graph and answer.stable) or answer.file:
        return []
    release = ("release", site.release.manifest.name)
    if page.get("question"):
        return [release, ("question", page["question"].name), *page["given"].items()]
    return [release, *_as_sent(query)]


def _as_sent(query: Query) -> list[tuple[str, str]]:
    """The parameters that a query is sent as."""
    graphs = {"default-graph-uri": query.default_graphs, "named-graph-uri": query.named_graphs}
    return [("query", query.text), *((name, iri) for name, iris in graphs.items() for iri in iris or ())]


async def _result_page(request: Request, answer: Answer, page: dict[str, Any]) -> bytes:
    """Show an answer as a table, a word, or text; a large one is offered and not shown."""
    values: dict[str, Any] = {"columns": [], "rows": [], "text": "", "kind": answer.kind, **page}
    if answer.file:
        answer.file.close()
        return pages.render(request, "result.html", **{**values, "kind": "large"})
    # A long table takes a while to draw, and others are waiting.
    return await asyncio.to_thread(_drawn, request, answer, values)


def _drawn(request: Request, answer: Answer, values: dict[str, Any]) -> bytes:
    if answer.kind == "solutions":
        values["columns"], values["rows"] = rows.read(answer.body)
    elif answer.kind == "boolean":
        values["text"] = "Yes" if b"true" in answer.body else "No"
    else:
        values["text"] = answer.body.decode()
    is_empty = values["text"].strip() in ("", "No") and not values["rows"]
    why = values["asked_as"] if is_empty and request.state.site.is_graph else []
    return pages.render(request, "result.html", why=why, **values)


def _machine(accept: Accept) -> Accept:
    """Ask the engine for what a page is made from, wherever a page is wanted."""
    kinds = ("solutions", "boolean", "graph")
    if media.HTML not in (accept.solutions, accept.boolean, accept.graph):
        return accept
    return replace(
        accept, **{kind: getattr(media.DEFAULT, kind) for kind in kinds if getattr(accept, kind) == media.HTML}
    )
