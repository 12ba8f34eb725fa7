"""Evaluate queries: what an engine is, and the two things that pass through it."""

from dataclasses import dataclass
from typing import BinaryIO, Protocol

from lgi.media import Accept


@dataclass(frozen=True)
class Query:
    """A SPARQL query, the graphs that stand in for those it names itself (IRIs; None: as it says), and who asks.

    `client` is whose budget it is charged to; a query of our own has none.
    """

    text: str
    default_graphs: tuple[str, ...] | None = None
    named_graphs: tuple[str, ...] | None = None
    client: str = ""


@dataclass(frozen=True)
class Answer:
    """A whole answer: its bytes, their media type, and its kind (`solutions`, `boolean` or `graph`).

    A large answer stands in a temporary `file` instead of `body`. It is `stable` if the same query on the same release
    gives the same again, which one that asks for the time or for chance does not. It took `seconds` of a processor
    to evaluate, or of waiting for a remote store.
    """

    body: bytes
    media_type: str
    kind: str
    stable: bool = True
    seconds: float = 0.0
    file: BinaryIO | None = None

    def read(self) -> bytes:
        """All its bytes, wherever they stand; a file is closed after that, and so gone."""
        if self.file is None:
            return self.body
        with self.file:
            self.file.seek(0)
            return self.file.read()


@dataclass(frozen=True)
class Limits:
    """What one query may take, and how many may be asked at a time.

    A query has `seconds` from its arrival to its answer, `memory_bytes` on top of the release, `answer_bytes` for what
    it gives, `query_bytes` of text, `depth` levels of brackets and so many `operators`. One that is not answered
    within `light_seconds` is heavy: `heavy` of them run at a time beside `workers` light ones, and `queue` of each
    may wait. One client may have `client_heavy` heavy queries under way and use `client_seconds` of evaluation a minute,
    which are seconds of a processor where there is no remote store.
    """

    seconds: float = 10.0
    light_seconds: float = 0.05
    memory_bytes: int = 1 << 30
    answer_bytes: int = 64 << 20
    query_bytes: int = 1 << 20
    depth: int = 100
    operators: int = 2000
    workers: int = 2
    heavy: int = 2
    queue: int = 64
    client_heavy: int = 8
    client_seconds: float = 60.0


class Engine(Protocol):
    """Something that answers SPARQL queries."""

    async def run(self, query: Query, accept: Accept) -> Answer:
        """Evaluate a query and give the answer in the type agreed on.

        Raises QueryError (each kind has its own meaning) or NotAcceptable.
        """
        ...
