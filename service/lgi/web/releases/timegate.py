"""The way from a document to its state at a time (`Accept-Datetime`), and the list of all its states (`/timemap/...`)."""

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from lgi import media
from lgi.errors import NotFound
from lgi.web import addresses, evaluate, memento, representations
from lgi.web.memento import LINK_FORMAT, VARY, Memento
from lgi.web.representations import Made, present
from lgi.web.site import Site
from lgi.web.sites import Sites

_SHORT = "public, max-age=60"


class Timegate:
    """Lead whoever asks for a document as it was at a time to the release of that time; let all others pass."""

    def __init__(self, routes: ASGIApp) -> None:
        self.routes = routes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or hand it on."""
        site: Site = scope["state"]["site"]
        if not (site.dated and scope["method"] in ("GET", "HEAD") and memento.is_document(scope["path"])):
            return await self.routes(scope, receive, send)
        request = Request(scope)
        if given := request.headers.get("accept-datetime"):
            response = _lead(request, given)
            return await response(scope, receive, send)

        async def send_dated(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = _dated(message["headers"], addresses.encoded(addresses.path(request)))
            await send(message)

        return await self.routes(scope, receive, send_dated)


def _lead(request: Request, given: str) -> Response:
    path = addresses.encoded(addresses.path(request))
    mementos = _states(request, path)
    chosen = memento.at(mementos, _time(given))
    links = [memento.around(path), *(found.link(words) for found, words in memento.named(mementos, chosen))]
    query = f"?{request.url.query}" if request.url.query else ""
    said = {"Location": chosen.address + query, "Link": ", ".join(links), "Cache-Control": _SHORT}
    return Response(status_code=HTTPStatus.FOUND, headers={**said, "Vary": f"{representations.VARY}, {VARY}"})


def _states(request: Request, path: str) -> list[Memento]:
    sites: Sites = request.app.state.sites
    mementos = memento.states(sites.catalogue.every(), path)
    if not mementos:
        raise NotFound(f"no release that is kept has {path}")
    return mementos


def _time(given: str) -> datetime:
    try:
        when = parsedate_to_datetime(given)
    except (ValueError, OverflowError):
        raise HTTPException(
            HTTPStatus.BAD_REQUEST,
            f"Accept-Datetime: {given} is no time; write it like {memento.date(datetime.now(UTC))}",
        ) from None
    return when if when.tzinfo else when.replace(tzinfo=UTC)


def _dated(said: list[tuple[bytes, bytes]], path: str) -> list[tuple[bytes, bytes]]:
    """Say of an answer, a problem or a redirection too, that another time may have another one."""
    varies = [value for name, value in said if name == b"vary"]
    if any(VARY.encode() in value for value in varies):
        return said
    vary = b", ".join([*varies, VARY.encode()])
    rest = [(name, value) for name, value in said if name != b"vary"]
    return [*rest, (b"vary", vary), (b"link", memento.around(path).encode())]


async def timemap(request: Request) -> Response:
    """List the states of a document. Raises NotFound if it has none."""
    sites: Sites = request.app.state.sites
    path = addresses.encoded(addresses.path(request).removeprefix("/timemap"))
    if sites.folder is None or not memento.is_document(path):
        raise NotFound(f"no states are kept of {path}")
    mementos = _states(request, path)
    await _require_known(request, path)

    return await present(request, Made(_listed(path, mementos).encode(), LINK_FORMAT))


async def _require_known(request: Request, path: str) -> None:
    """Raise NotFound for a thing that no release speaks of: those that do not change say nothing of what they lack."""
    sites: Sites = request.app.state.sites
    if memento.is_told_of(sites.catalogue.every(), path):
        return
    iri = memento.thing(path)
    found = await evaluate.answers(request).ask("is-thing-described", {"thing": iri}, media.DEFAULT)
    if b"true" not in found.body:
        raise NotFound(f"the graph says nothing of {iri}")


def _listed(path: str, mementos: list[Memento]) -> str:
    first, last = mementos[0], mementos[-1]
    times = f'from="{memento.date(first.when)}"; until="{memento.date(last.when)}"'
    lines = [f'<{path}>; rel="original timegate"']
    lines.append(f'<{memento.timemap(path)}>; rel="self"; type="{LINK_FORMAT}"; {times}')
    for found in mementos:
        words = [word for word, end in (("first", first), ("last", last)) if found is end]
        lines.append(found.link(" ".join([*words, "memento"])))
    return ",\n".join(lines) + "\n"
