"""Ask small questions on behalf of one query: no more than so many, and only as long as the engine lets us."""

from collections.abc import Awaitable, Callable, Iterable, Sequence

from pyoxigraph import NamedNode

from lgi import names, rows
from lgi.diagnosis.near import Known, Named, ranked, repaired
from lgi.rows import Row

Probe = Callable[[str], Awaitable[bytes]]
"""From a query to its answer as SPARQL JSON; raises QueryError."""
Things = Callable[[str], Awaitable[Sequence[Named]]]
"""All records of a kind."""
MOST = 60
_AT_ONCE = 30


class Exhausted(Exception):
    """As many questions were asked as may be."""


class Asker:
    """What may be asked, and how often still."""

    def __init__(self, probe: Probe, things: Things, known: Known, most: int = MOST) -> None:
        self.known = known
        self._probe = probe
        self._things = things
        self._left = most
        self._answers: dict[str, bytes] = {}

    async def ask(self, query: str) -> bool:
        """The answer to an ASK query. Raises Exhausted and QueryError."""
        return b"true" in await self._ask(query)

    async def rows(self, query: str) -> list[Row]:
        """The rows of a SELECT query. Raises Exhausted and QueryError."""
        return rows.read(await self._ask(query))[1]

    async def _ask(self, query: str) -> bytes:
        if query not in self._answers:
            if not self._left:
                raise Exhausted
            self._left -= 1
            self._answers[query] = await self._probe(query)
        return self._answers[query]

    async def absent(self, iris: Iterable[str]) -> list[str]:
        """Those of some IRIs that no statement has in it, and that are no graph; of many, some are not looked at."""
        asked = [iri for iri in dict.fromkeys(iris) if not self.known.has(iri) and _is_iri(iri)][:_AT_ONCE]
        if not asked:
            return []
        values = " ".join(f"<{iri}>" for iri in asked)
        there = "EXISTS { ?term ?p1 ?o1 } || EXISTS { ?s2 ?term ?o2 } || EXISTS { ?s3 ?p3 ?term }"
        found = await self.rows(f"SELECT ?term {{ VALUES ?term {{ {values} }} FILTER({there}) }}")
        present = {row["term"]["value"] for row in found}
        return [iri for iri in asked if iri not in present]

    async def like(self, iri: str) -> list[Named]:
        """What comes near to an IRI that is not there."""
        of_kind = names.kind_and_slug(repaired(iri))
        if of_kind:
            return ranked(iri, await self._things(of_kind[0]))
        return self.known.like(iri)


def _is_iri(text: str) -> bool:
    try:
        return ":" in text and bool(NamedNode(text))
    except ValueError:
        return False
