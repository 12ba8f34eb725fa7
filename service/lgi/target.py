"""A SPARQL store that a release is published to: count what it holds, and change it."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from lgi.engine.dataset import with_dataset
from lgi.engine.replies import JSON
from lgi.engine.wire import Address, Patience, send
from lgi.errors import Untrustworthy

_PATIENCE = Patience(seconds=600, answer_bytes=64 << 20)
_ANYTHING = "*/*"
_COUNTS = "SELECT ?graph (COUNT(*) AS ?facts) WHERE { GRAPH ?graph { ?s ?p ?o } } GROUP BY ?graph"
_BEGINNING = """
SELECT DISTINCT ?graph WHERE { GRAPH ?graph { ?s ?p ?o } FILTER(STRSTARTS(STR(?graph), "BEGINNING")) }
"""


@dataclass(frozen=True)
class Target:
    """A store: where it takes queries, and where updates."""

    query: Address
    update: Address

    def rows(self, query: str) -> Iterator[dict[str, str]]:
        """The rows of a query, each value by its column. Raises QueryError."""
        body = send(self.query, query, "SELECT", JSON, _PATIENCE)
        try:
            found = json.loads(body)["results"]["bindings"]
            rows = [{column: str(term["value"]) for column, term in row.items()} for row in found]
        except (ValueError, KeyError, TypeError, AttributeError):
            raise Untrustworthy(
                f"{self.query.url} answers with something else than rows: is it a SPARQL store?"
            ) from None
        yield from rows

    def change(self, *steps: str) -> None:
        """Do the steps of an update, if there are any, in one request. Raises QueryError."""
        if steps:
            send(self.update, " ;\n".join(steps), "INSERT", _ANYTHING, _PATIENCE)

    def counts(self, graphs: Iterable[str]) -> dict[str, int]:
        """How many facts there are in each of some graphs that has any. Raises QueryError."""
        rows = self.rows(with_dataset(_COUNTS, [], graphs))
        return {row["graph"]: int(row["facts"]) for row in rows if "graph" in row}

    def graphs(self, beginning: str) -> list[str]:
        """The names of all graphs whose name has some beginning. Raises QueryError."""
        return sorted(row["graph"] for row in self.rows(_BEGINNING.replace("BEGINNING", beginning)))
