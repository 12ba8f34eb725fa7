"""The outermost room: what was answered before goes out at once, and every request is counted and logged."""

import logging
import re
import time
import uuid
from http import HTTPStatus

from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from lgi.web import headers, logs, problems
from lgi.web.metrics import Metrics
from lgi.web.representations import holds
from lgi.web.site import Kept, Site, key
from lgi.web.sites import Sites

_log = logging.getLogger("lgi.requests")
_KEEPS_ITS_SLASH = re.compile(b"/|(?:/release/[^/]+)?/sparql/")


class Door:
    """Lead every request to the release that is served when it comes, and watch it out again."""

    def __init__(self, app: ASGIApp, sites: Sites, metrics: Metrics, log_queries: bool) -> None:
        self.app = app
        self.sites = sites
        self.metrics = metrics
        self.log_queries = log_queries

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or hand it on."""
        site = self.sites.current
        if scope["method"] in ("GET", "HEAD"):
            asked = self.sites.at_hand(scope["raw_path"])
            if asked and (kept := asked.kept(key(scope))):
                self.metrics.count_kept()
                return await _send_kept(asked, scope, send, kept)
        with site.used():
            return await Visit(self, site, scope, send).answer(receive)


class Visit:
    """One request on its way through the service."""

    def __init__(self, door: Door, site: Site, scope: Scope, send: Send) -> None:
        self.door = door
        self.scope = scope
        self.began = time.perf_counter()
        self.status = self.sent = 0
        self.complete = False
        self._send = send
        self.id = uuid.uuid4().hex
        scope["state"] = {**scope.get("state", {}), "site": site, "release": site.release.manifest.name, "id": self.id}

    async def answer(self, receive: Receive) -> None:
        """See to it that there is an answer, even if something is wrong with us, and note it."""
        try:
            await self._pass(receive)
        except Exception as fault:
            _log.exception("fault", extra={"id": self.id, "path": self.scope["path"]})
            if self.status and not self.complete:
                # What was begun cannot be mended: the connection breaks, and nobody takes a part for the whole.
                raise
            if not self.status:
                response = await problems.unexpected(Request(self.scope), fault)
                await response(self.scope, receive, self.send)
        finally:
            self._note()

    async def send(self, message: Message) -> None:
        """Send a part of the answer, with the headers that every one carries."""
        if message["type"] == "http.response.start":
            self.status = message["status"]
            # It is of another release by now, if it was one that was asked for.
            release = (b"lgi-release", self.scope["state"]["release"].encode())
            message["headers"] = [*message["headers"], *headers.added(message["headers"]), release]
        else:
            self.sent += len(message.get("body", b""))
            self.complete = not message.get("more_body", False)
        await self._send(message)

    async def _pass(self, receive: Receive) -> None:
        if self.scope["method"] == "OPTIONS" and _is_preflight(self.scope):
            await self._brief(HTTPStatus.NO_CONTENT, headers.preflight(self.scope["path"]))
        elif moved := _canonical(self.scope):
            await self._brief(HTTPStatus.PERMANENT_REDIRECT, [(b"location", moved), (b"content-length", b"0")])
        else:
            await self.door.app(self.scope, receive, self.send)

    async def _brief(self, status: HTTPStatus, said: list[tuple[bytes, bytes]]) -> None:
        await self.send({"type": "http.response.start", "status": int(status), "headers": said})
        await self.send({"type": "http.response.body"})

    def _note(self) -> None:
        scope, seconds = self.scope, time.perf_counter() - self.began
        handler = getattr(scope.get("endpoint"), "__name__", "none")
        self.door.metrics.count(handler, scope["method"], self.status, seconds)
        about = {
            "id": self.id,
            "client": scope["client"][0] if scope["client"] else None,
            "method": scope["method"],
            "path": scope["path"],
            "status": self.status,
            "bytes": self.sent,
            "seconds": round(seconds, 6),
        }
        if "query" in scope["state"]:
            about |= logs.of_query(scope["state"]["query"], self.door.log_queries)
        _log.info("request", extra=about)


async def _send_kept(site: Site, scope: Scope, send: Send, kept: Kept) -> None:
    said, status, body = kept.headers, 200, kept.body
    for name, value in scope["headers"]:
        if name == b"if-none-match" and holds(value.decode("latin-1"), kept.etag):
            said, status, body = kept.not_modified, 304, b""
    release = (b"lgi-release", site.release.manifest.name.encode())
    await send({"type": "http.response.start", "status": status, "headers": [*said, *headers.added(said), release]})
    await send({"type": "http.response.body", "body": body})


def _is_preflight(scope: Scope) -> bool:
    return any(name == b"access-control-request-method" for name, _ in scope["headers"])


def _canonical(scope: Scope) -> bytes | None:
    """The address without a slash at its end, if it has one; the endpoint and the first page keep theirs."""
    path: bytes = scope["raw_path"]
    if not path.endswith(b"/") or _KEEPS_ITS_SLASH.fullmatch(path):
        return None
    # Two slashes at the beginning would name another host, and browsers take a backslash for a slash.
    bare = b"/" + path.strip(b"/").replace(b"\\", b"%5C")
    query: bytes = scope["query_string"]
    return bare + b"?" + query if query else bare
