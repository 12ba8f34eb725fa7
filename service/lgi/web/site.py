"""One release being served: its questions, the engine that answers them, and what was answered already."""

import asyncio
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from importlib.metadata import version
from typing import Self

from cachetools import LRUCache
from starlette.types import Scope

from lgi import endpoint, files, names
from lgi.engine import Limits
from lgi.engine.pool import Pool
from lgi.matching import index
from lgi.matching.index import Index
from lgi.questions import Question
from lgi.release import Release, fingerprint
from lgi.web import headers

_NOT_MODIFIED = frozenset({b"etag", b"cache-control", b"vary", b"content-location", b"link"})

Key = tuple[bytes, bytes, bytes, bytes]


@dataclass(frozen=True, slots=True)
class Kept:
    """An answer as it went out."""

    etag: str
    headers: list[tuple[bytes, bytes]]
    body: bytes
    not_modified: list[tuple[bytes, bytes]]
    """The headers for a client that holds it."""

    @classmethod
    def of(cls, etag: str, headers: list[tuple[bytes, bytes]], body: bytes) -> Self:
        """Keep an answer."""
        return cls(etag, headers, body, [pair for pair in headers if pair[0] in _NOT_MODIFIED])


def key(scope: Scope) -> Key:
    """What of a request decides its answer, as it came over the wire."""
    accept = encoding = b""
    for name, value in scope["headers"]:
        if name == b"accept":
            accept += value + b","
        elif name == b"accept-encoding":
            encoding += value + b","
    return scope["raw_path"], scope["query_string"], accept, encoding


def code() -> str:
    """Digest our own code and templates: what they make of a release may change with them."""
    paths = [path for path in files.PACKAGE.rglob("*") if path.suffix in (".py", ".html")]
    return fingerprint(files.PACKAGE, paths, version("pyoxigraph"))


class Site:
    """A release being served; it counts the requests that it is answering, so that it can be left when none is."""

    def __init__(
        self, release: Release, questions: Mapping[str, Question], engine: Pool, limits: Limits, cache_bytes: int
    ) -> None:
        self.release = release
        self.questions = questions
        self.engine = engine
        self.limits = limits
        self.limits_told = headers.limits(limits)
        self.is_graph = bool(questions)
        self.description = endpoint.documents(endpoint.describe(names.BASE + "sparql", release.manifest, limits))
        self.name = "Local Government Innovation graph" if release.manifest.authored else "SPARQL endpoint"
        self._salt = hashlib.sha256(f"{release.manifest.name} {code()} {limits}".encode()).digest()
        self._kept: LRUCache[Key, Kept] = LRUCache(cache_bytes, getsizeof=lambda kept: len(kept.body) + 1000)
        self._answering = 0
        self._unused = asyncio.Event()
        self._unused.set()

    def tag(self, *what: object) -> str:
        """Name what is answered to something asked of this release: the same today and after a restart."""
        return hashlib.blake2b(repr(what).encode(), key=self._salt, digest_size=12).hexdigest()

    def kept(self, asked: Key) -> Kept | None:
        """What was answered to a request before, if it is still kept."""
        return self._kept.get(asked)

    def keep(self, asked: Key, answer: Kept) -> None:
        """Keep an answer, if it is not larger than all that may be kept; the least used make room."""
        if self._kept.getsizeof(answer) <= self._kept.maxsize:
            self._kept[asked] = answer

    @property
    def kept_bytes(self) -> int:
        """How much is kept."""
        return int(self._kept.currsize)

    @cached_property
    def matching(self) -> Index:
        """What names and codes can be matched to; it is read when it is first asked for. Raises NotFound."""
        return index.of_release(self.release)

    def enter(self) -> None:
        """Note that a request is being answered."""
        self._answering += 1
        self._unused.clear()

    def leave(self) -> None:
        """Note that a request was answered."""
        self._answering -= 1
        if not self._answering:
            self._unused.set()

    async def unused(self) -> None:
        """Wait until no request is being answered."""
        await self._unused.wait()
