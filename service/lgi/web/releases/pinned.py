"""`/release/<name>/...`: the files of a release, and every address of the service as that release answers it.

The prefix is taken off, and what is left goes to the same routes with the release of that name; on the way out the
addresses in headers get it back. So there is nothing that a pinned address could answer otherwise than a plain one did.
"""

from http import HTTPStatus
from urllib.parse import unquote

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from lgi.errors import NotFound
from lgi.web import memento, pinning
from lgi.web.catalogue import Entry
from lgi.web.releases import downloads
from lgi.web.site import Kept, Key, Site, key
from lgi.web.sites import Sites

_READ = frozenset({"GET", "HEAD"})


class Pinned:
    """Answer for a release what the routes answer for the newest one."""

    def __init__(self, routes: ASGIApp) -> None:
        self.routes = routes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request. Raises NotFound, Dropped, Busy and BadRelease."""
        request = Request(scope)
        sites: Sites = request.app.state.sites
        name, rest = request.path_params["name"], request.path_params["rest"]
        raw = _within(scope["raw_path"], rest)
        entry = sites.catalogue.entry(name)
        scope["state"]["release"] = entry.name
        if downloads.holds(entry, rest):
            response = await self._file(request, entry, rest)
            return await response(scope, receive, send)
        if pinning.is_whole(f"/{rest}"):
            raise HTTPException(HTTPStatus.NOT_FOUND, f"/{rest} is of no release: ask for it without /release/{name}")
        async with sites.pinned(name) as site:
            await self._route(raw, scope, receive, Way(site, entry, sites, send))
        return None

    async def _file(self, request: Request, entry: Entry, name: str) -> Response:
        if request.method not in _READ:
            raise HTTPException(HTTPStatus.METHOD_NOT_ALLOWED, headers={"Allow": "GET, HEAD"})
        return await downloads.send(request, entry, name)

    async def _route(self, raw: bytes, scope: Scope, receive: Receive, way: "Way") -> None:
        scope["state"]["site"] = way.site
        way.path = raw.decode("latin-1")
        inside = {**scope, "path": unquote(way.path), "raw_path": raw, "path_params": {}}
        way.keys = (key(inside), key(scope)) if scope["method"] in _READ else None
        await self.routes(inside, receive, way.send)
        scope["endpoint"] = inside.get("endpoint", self)


def _within(raw: bytes, rest: str) -> bytes:
    """What is left of an address within a release, as it came. Raises NotFound where an encoded slash parts it elsewhere."""
    parts = raw.split(b"/", 3)
    left = parts[3] if len(parts) > 3 else b""  # noqa: PLR2004  # nothing, the word release, its name, and what is left
    if unquote(left.decode("latin-1")) != rest:
        raise NotFound("an encoded slash (%2F) does not part the name of a release from what is asked of it: write /")
    return b"/" + left


class Way:
    """The way of an answer out of a release."""

    def __init__(self, site: Site, entry: Entry, sites: Sites, send: Send) -> None:
        self.site = site
        self.path = "/"
        self.keys: tuple[Key, Key] | None = None
        self._entry = entry
        self._sites = sites
        self._send = send

    async def send(self, message: Message) -> None:
        """Send a part of an answer, with its addresses in the release."""
        if message["type"] == "http.response.start":
            said = pinning.headers(self.site.prefix, message["status"], message["headers"])
            if message["status"] < HTTPStatus.BAD_REQUEST and memento.is_document(self.path):
                said += self._dated()
            message["headers"] = said
            if message["status"] == HTTPStatus.OK:
                self._keep(said)
        await self._send(message)

    def _keep(self, said: pinning.Headers) -> None:
        """Keep what was kept as it goes out, so that the next one need not come this way."""
        if self.keys and (kept := self.site.kept(self.keys[0])):
            self.site.keep(self.keys[1], Kept.of(kept.etag, said, kept.body))

    def _dated(self) -> pinning.Headers:
        """Say of a document which time it is of, and where its states of other times are."""
        when, links = memento.built(self._entry), ""
        if self._sites.folder:
            links = memento.beside(self._sites.catalogue.every(), self.path, self._entry.name)
        said = [(b"memento-datetime", memento.date(when).encode())]
        return [*said, (b"link", links.encode())] if links else said
