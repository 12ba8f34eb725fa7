"""What an answer is that was kept: what was asked of which release, and what came."""

import base64
import hashlib
import json
from dataclasses import asdict, dataclass, field, replace
from typing import Self

import zstandard

from lgi import names
from lgi.archive.canonical import Frozen, freeze
from lgi.engine import Query

METHOD = f"{names.ANSWERS[:-1]}#digest"
"""Where it is told how an answer is digested."""
_ID_BYTES = 12


@dataclass(frozen=True)
class Asked:
    """What was asked: a query on the graphs of a release, and the question with its arguments that it was made from."""

    release: str
    query: str
    question: str = ""
    arguments: dict[str, str] = field(default_factory=dict)
    default_graphs: tuple[str, ...] | None = None
    named_graphs: tuple[str, ...] | None = None

    @classmethod
    def of(cls, release: str, query: Query, question: str = "", arguments: dict[str, str] | None = None) -> Self:
        """Take it from a query, without blank lines round it and with one kind of line end."""
        text = query.text.replace("\r\n", "\n").strip()
        graphs = [graphs and tuple(sorted(set(graphs))) for graphs in (query.default_graphs, query.named_graphs)]
        return cls(release, text, question, arguments or {}, *graphs)

    @property
    def id(self) -> str:
        """The last part of its IRI: a digest of what was asked of what, so that the same is kept once.

        >>> Asked("0.1.0-abcdef123456", "ASK {}").id
        'ffbvnx2y5giykq3vfejq'
        """
        said = [self.release, self.query, self.question, self.default_graphs, self.named_graphs]
        digest = hashlib.sha256(json.dumps(said).encode()).digest()
        return base64.b32encode(digest[:_ID_BYTES]).decode().lower().rstrip("=")

    def again(self) -> Query:
        """The query to ask again."""
        return Query(self.query, self.default_graphs, self.named_graphs)


@dataclass(frozen=True)
class Record:
    """An answer that was kept: its id, what was asked, when it was kept and when its release was built, and what came.

    `title` is what it is called; `count` the number of its rows or statements; `body` what came, compressed.
    """

    id: str
    asked: Asked
    title: str
    at: str
    built: str
    kind: str
    count: int
    digest: str
    body: bytes = b""
    withdrawn: str = ""

    @property
    def iri(self) -> str:
        """Its IRI."""
        return names.ANSWERS + self.id

    @property
    def size(self) -> int:
        """How many bytes it takes: what came, and what was asked, which is not compressed."""
        return len(self.body) + len(json.dumps([asdict(self.asked), self.title]).encode())

    def frozen(self) -> Frozen:
        """What came."""
        return freeze(self.kind, zstandard.decompress(self.body))

    def with_frozen(self, frozen: Frozen) -> Self:
        """The same with what came."""
        body = zstandard.compress(frozen.body, 12)
        return replace(self, kind=frozen.kind, count=frozen.count, digest=frozen.digest, body=body)
