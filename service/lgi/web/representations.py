"""What goes out with status 200: named by an entity tag, compressed as the client likes, and kept for the next one.

A release never changes, so what was made once for a request is what would be made again. An entity tag is a digest of
the release, of our own code and of what was asked, and thus the same after a restart; a client that holds what it names
is told so before anything is made.
"""

import asyncio
import gzip
import hashlib
import shutil
import tempfile
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import BinaryIO, Self

import zstandard
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send
from werkzeug.datastructures import Accept
from werkzeug.http import parse_accept_header, parse_etags

from lgi.web import addresses, memento, pinning
from lgi.web.headers import sent
from lgi.web.site import Kept, Key, Site, key

VARY = "Accept, Accept-Encoding"
VARY_SUFFIX = "Accept-Encoding"
"""What decides the form of an answer where nothing but the address names its type."""

FRESH = "public, max-age=60"
_SMALL_BYTES = 1000
_QUICK_BYTES = 1 << 16
_CHUNK_BYTES = 1 << 16
_ENCODINGS = ("zstd", "gzip")


@dataclass(frozen=True)
class Made:
    """A body made for a request, in memory or in a file; only a `stable` one is the same each time."""

    body: bytes
    content_type: str
    headers: Mapping[str, str] = field(default_factory=dict)
    stable: bool = True
    file: BinaryIO | None = None

    def with_headers(self, more: Mapping[str, str]) -> Self:
        """The same with more headers."""
        return replace(self, headers={**self.headers, **more})


async def represent(
    request: Request, what: tuple[object, ...], make: Callable[[], Awaitable[Made]], vary: str = VARY
) -> Response:
    """Answer with what `make` makes of `what` was asked, or with 304 if the client holds it."""
    site: Site = request.state.site
    tag, around = site.tag(*what), _around(request)
    vary = f"{vary}, {memento.VARY}" if around else vary
    if _holds(request, tag):
        return Response(status_code=304, headers={"ETag": f'"{tag}"', "Cache-Control": FRESH, "Vary": vary})
    encoding = _encoding(sent(request, "accept-encoding"))
    asked = _key(request, tag, encoding)
    if kept := site.kept(asked):
        return _Kept(kept)
    made, encoding = await _encoded(await make(), encoding)
    headers = {**made.headers, **_links(site, made, around), "Vary": vary, "Content-Type": made.content_type}
    if encoding:
        headers["Content-Encoding"] = encoding
    if not made.stable:
        return _response(made, {**headers, "Cache-Control": "no-store"})
    headers |= {"ETag": f'"{tag}-{encoding}"' if encoding else f'"{tag}"', "Cache-Control": FRESH}
    response = _response(made, headers)
    if made.file is None:
        site.keep(asked, Kept.of(headers["ETag"], response.raw_headers, made.body))
    return response


async def present(request: Request, made: Made, fresh: str = FRESH, vary: str = VARY_SUFFIX) -> Response:
    """Answer with what does not hang on the release alone: its tag is a digest of its bytes, and it is not kept."""
    tag = hashlib.blake2b(made.body, digest_size=12).hexdigest()
    said = {"Vary": vary, **made.headers, "Cache-Control": fresh if made.stable else "no-store"}
    if _holds(request, tag):
        return Response(status_code=304, headers={**said, "ETag": f'"{tag}"'})
    made, encoding = await _encoded(made, _encoding(sent(request, "accept-encoding")))
    said |= {"ETag": f'"{tag}-{encoding}"', "Content-Encoding": encoding} if encoding else {"ETag": f'"{tag}"'}
    return _response(made, {**said, "Content-Type": made.content_type})


def _key(request: Request, tag: str, encoding: str) -> Key:
    asked = key(request.scope)
    if request.method != "POST":
        return asked
    # What is asked stands in the body, so the address alone is no name for it.
    return b"POST " + asked[0], asked[1], tag.encode(), encoding.encode()


def _around(request: Request) -> str:
    """How a document points to its other states, if there may be any."""
    site: Site = request.state.site
    if site.dated and memento.is_document(request.scope["path"]):
        return memento.around(addresses.encoded(addresses.path(request)))
    return ""


def _links(site: Site, made: Made, around: str) -> dict[str, str]:
    said = made.headers.get("Link", "")
    if site.dated and said:
        # A newer release may be served when the next page is asked for, and a list of two would be of neither.
        said = pinning.turning(pinning.prefix(site.release.manifest.name), said)
    links = ", ".join(filter(None, (said, around)))
    return {"Link": links} if links else {}


def holds(header: str, etag: str) -> bool:
    """Tell whether an `If-None-Match` header names an entity tag (RFC 9110, 13.1.2: weak comparison)."""
    return header == etag or parse_etags(header).contains_weak(etag.strip('"'))


def _holds(request: Request, tag: str) -> bool:
    header = sent(request, "if-none-match")
    if not header or request.method not in ("GET", "HEAD"):
        return False
    return tag in header and any(holds(header, f'"{tag}{ending}"') for ending in ("", *(f"-{e}" for e in _ENCODINGS)))


@lru_cache(maxsize=256)
def _encoding(header: str) -> str:
    """Choose an encoding for an `Accept-Encoding` header; "" is none."""
    wanted = parse_accept_header(header, Accept)
    best = max(_ENCODINGS, key=wanted.quality)
    return best if wanted.quality(best) > 0 else ""


async def _encoded(made: Made, encoding: str) -> tuple[Made, str]:
    """Compress a body that is worth it; a large one away from the event loop."""
    if made.file is not None and encoding:
        return replace(made, file=await asyncio.to_thread(_compressed_file, made.file, encoding)), encoding
    if not encoding or len(made.body) < _SMALL_BYTES:
        return made, ""
    if len(made.body) <= _QUICK_BYTES:
        return replace(made, body=_compressed(made.body, encoding)), encoding
    return replace(made, body=await asyncio.to_thread(_compressed, made.body, encoding)), encoding


def _compressed(body: bytes, encoding: str) -> bytes:
    return zstandard.compress(body) if encoding == "zstd" else gzip.compress(body, 6, mtime=0)


def _compressed_file(source: BinaryIO, encoding: str) -> BinaryIO:
    target = tempfile.TemporaryFile()  # noqa: SIM115  # whoever sends it closes it
    source.seek(0)
    with source:
        if encoding == "zstd":
            zstandard.ZstdCompressor().copy_stream(source, target)
        else:
            with gzip.GzipFile(fileobj=target, mode="wb", compresslevel=1, mtime=0) as packed:
                shutil.copyfileobj(source, packed, _CHUNK_BYTES)
    return target


def _response(made: Made, headers: Mapping[str, str]) -> Response:
    return Response(made.body, headers=headers) if made.file is None else _FileResponse(made.file, headers)


class _Kept(Response):
    """An answer as it went out before."""

    def __init__(self, kept: Kept) -> None:
        super().__init__(kept.body)
        self.raw_headers = kept.headers


class _FileResponse(Response):
    """An answer that stands in a temporary file, which is closed and thereby gone once it was sent or could not be."""

    def __init__(self, file: BinaryIO, headers: Mapping[str, str]) -> None:
        super().__init__(headers={**headers, "Content-Length": str(file.seek(0, 2))})
        self.file = file

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002
        """Send the file part by part, no faster than the client reads."""
        with self.file:
            await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
            self.file.seek(0)
            while part := self.file.read(_CHUNK_BYTES):
                await send({"type": "http.response.body", "body": part, "more_body": True})
            await send({"type": "http.response.body"})
