"""One release being served: its questions, the engine that answers them, and what was answered already."""

import asyncio
import hashlib
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from copy import copy
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
from lgi.search import index as search
from lgi.web import headers, pinning

_KEPT_BYTES = 1 << 20
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
        elif name == b"accept-datetime":
            # No value holds the end of a line, so no other header passes for this one.
            accept += b"\n" + value + b"\n"
        elif name == b"accept-encoding":
            encoding += value + b","
    return scope["raw_path"], scope["query_string"], accept, encoding


def code() -> str:
    """Digest our own code and templates, and whether others' was bundled: what they make of a release may change."""
    paths = [
        path for path in files.PACKAGE.rglob("*") if path.suffix in (".py", ".html", ".svg") or path.name == ".stamp"
    ]
    return fingerprint(files.PACKAGE, paths, version("pyoxigraph"))


class Use:
    """How many requests an engine is answering, so that it can be left when it is none."""

    def __init__(self) -> None:
        self.count = 0
        self.ended = asyncio.Event()
        self.ended.set()

    @contextmanager
    def count_one(self) -> Iterator[None]:
        """Count a request while it is being answered."""
        self.count += 1
        self.ended.clear()
        try:
            yield
        finally:
            self.count -= 1
            if not self.count:
                self.ended.set()


class Site:
    """A release being served: the newest, or one that was asked for by its name and is thereby `pinned`."""

    def __init__(
        self,
        release: Release,
        questions: Mapping[str, Question],
        engine: Pool,
        limits: Limits,
        cache_bytes: int,
        pinned: bool = False,
    ) -> None:
        self.release = release
        self.questions = questions
        self.engine = engine
        self.limits = limits
        self.limits_told = headers.limits(limits)
        self.is_graph = bool(questions)
        self.description = endpoint.documents(endpoint.describe(names.BASE + "sparql", release.manifest, limits))
        self.name = "Local Government Innovation graph" if release.manifest.authored else "SPARQL endpoint"
        self.pinned = pinned
        self.dated = False
        """Whether other releases may have its documents in another state."""
        self.keep_anew(cache_bytes)
        self._use = Use()

    @cached_property
    def pin(self) -> "Site":
        """The same, asked for by its name: it has the same engine, and keeps answers of its own."""
        made = copy(self)
        made.pinned, made.dated = True, False
        made.keep_anew(self._kept.maxsize // 4)
        return made

    def keep_anew(self, cache_bytes: float) -> None:
        """Begin to keep answers, under tags that belong to the release, the code, the limits and the addresses."""
        name = self.release.manifest.name
        self.prefix = pinning.prefix(name) if self.pinned else ""
        self._salt = hashlib.sha256(f"{name} {code()} {self.limits}{self.prefix}".encode()).digest()
        self._kept: LRUCache[Key, Kept] = LRUCache(cache_bytes, getsizeof=lambda kept: len(kept.body) + 1000)

    def tag(self, *what: object) -> str:
        """Name what is answered to something asked of this release: the same today and after a restart."""
        return hashlib.blake2b(repr(what).encode(), key=self._salt, digest_size=12).hexdigest()

    def kept(self, asked: Key) -> Kept | None:
        """What was answered to a request before, if it is still kept."""
        return self._kept.get(asked)

    def keep(self, asked: Key, answer: Kept) -> None:
        """Keep an answer, if it is not larger than one or all that are kept may be; the least used make room."""
        if len(answer.body) <= _KEPT_BYTES and self._kept.getsizeof(answer) <= self._kept.maxsize:
            self._kept[asked] = answer

    @property
    def kept_bytes(self) -> int:
        """How much is kept."""
        return int(self._kept.currsize)

    @property
    def idle(self) -> bool:
        """Whether no request is being answered."""
        return not self._use.count

    @cached_property
    def matching(self) -> Index:
        """What names and codes can be matched to; it is read when it is first asked for. Raises NotFound."""
        return index.of_release(self.release)

    @cached_property
    def search(self) -> search.Index:
        """What people can look up by words; it is read when it is first asked for. Raises NotFound."""
        return search.of_release(self.release)

    def used(self) -> AbstractContextManager[None]:
        """Count a request while it is being answered."""
        return self._use.count_one()

    async def unused(self) -> None:
        """Wait until no request is being answered."""
        await self._use.ended.wait()
