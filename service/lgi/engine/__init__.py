"""Evaluate queries: what an engine is, and the two things that pass through it."""

from dataclasses import dataclass
from typing import Protocol

from lgi.media import Accept


@dataclass(frozen=True)
class Query:
    """A SPARQL query, and the graphs that stand in for those it names itself (IRIs; None: as the query says)."""

    text: str
    default_graphs: tuple[str, ...] | None = None
    named_graphs: tuple[str, ...] | None = None


@dataclass(frozen=True)
class Answer:
    """A whole answer: its bytes, their media type, and its kind (`solutions`, `boolean` or `graph`)."""

    body: bytes
    media_type: str
    kind: str


@dataclass(frozen=True)
class Limits:
    """What one query may take: seconds, bytes of memory, of answer and of query text, and levels of nesting.

    `workers` queries are evaluated at a time, and `queue` more may wait.
    """

    seconds: float = 10.0
    memory_bytes: int = 1 << 30
    answer_bytes: int = 64 << 20
    query_bytes: int = 1 << 20
    depth: int = 100
    operators: int = 2000
    workers: int = 2
    queue: int = 32


class Engine(Protocol):
    """Something that answers SPARQL queries."""

    async def run(self, query: Query, accept: Accept) -> Answer:
        """Evaluate a query and give the answer in the type agreed on.

        Raises BadQuery, Refused, TooComplex, TooSlow, Busy or NotAcceptable.
        """
        ...
