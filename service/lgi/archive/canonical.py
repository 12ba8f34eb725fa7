"""One form for every answer, so that the same answer has the same digest wherever it was asked and whoever wrote it.

Rows: a line of the columns in their order, then a line for each row, sorted by their bytes. In a line stand terms as
canonical N-Triples, parted by tabs; where a column has no term there is nothing. A yes or no is `true` or `false` on a
line. A graph is canonical N-Quads (RDFC-1.0). All is UTF-8, each line ends in a line feed, and the digest is SHA-256.
"""

import hashlib
import json
from dataclasses import dataclass
from functools import cached_property
from io import BytesIO

from pyoxigraph import (
    BlankNode,
    QueryResultsFormat,
    QuerySolutions,
    RdfFormat,
    parse,
    parse_query_results,
    serialize,
)

from lgi import media
from lgi.engine import results
from lgi.errors import Unkeepable
from lgi.media import Accept

ACCEPT = Accept(media.SOLUTIONS["json"], media.BOOLEANS["json"], media.CANONICAL)
"""What the engine is asked for to keep an answer."""

# A quotation mark within a text is escaped, so neither can be a part of one.
_TRIPLE, _DIRECTION = b'"type":"triple"', b'"its:dir":"'


@dataclass(frozen=True)
class Frozen:
    """What came: its kind (`solutions`, `boolean` or `graph`) and bytes, and of rows each as a line of canonical form."""

    kind: str
    body: bytes
    columns: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()

    @property
    def canonical(self) -> bytes:
        """It in canonical form."""
        head = ["\t".join(f"?{column}" for column in self.columns)] if self.kind == "solutions" else []
        return "".join(f"{line}\n" for line in [*head, *sorted(self.lines, key=str.encode)]).encode()

    @cached_property
    def digest(self) -> str:
        """The SHA-256 of its canonical form."""
        return hashlib.sha256(self.canonical).hexdigest()

    @property
    def count(self) -> int:
        """How many rows or statements there are."""
        return len(self.lines)

    def written(self, media_type: str) -> bytes:
        """It in a media type of its kind. Raises NotAcceptable for what the type cannot hold."""
        if media_type in (media.SOLUTIONS["json"], media.TRIPLES["nq"]):
            return self.body
        sink = BytesIO()
        if self.kind == "graph":
            triples = [quad.triple for quad in parse(self.body, format=RdfFormat.N_QUADS)]
            shape = RdfFormat.from_media_type(media_type)
            sink.write(serialize(triples, format=shape) or b"")
        else:
            results.write(parse_query_results(self.body, format=QueryResultsFormat.JSON), media_type, sink)
        return results.sound(sink.getvalue(), media_type, self.kind)


def freeze(kind: str, body: bytes) -> Frozen:
    """Read what an engine gave. Raises Unkeepable for what has no canonical form."""
    if kind == "graph":
        return Frozen(kind, body, lines=tuple(body.decode().split("\n")[:-1]))
    if kind == "boolean":
        return Frozen(kind, body, lines=(json.dumps(json.loads(body)["boolean"]),))
    if _TRIPLE in body or _DIRECTION in body:
        raise Unkeepable("a row holds a triple as a term or a text with a direction: leave them out to keep the answer")
    found = parse_query_results(body, format=QueryResultsFormat.JSON)
    assert isinstance(found, QuerySolutions)
    columns = tuple(variable.value for variable in found.variables)
    return Frozen(kind, body, columns, tuple("\t".join(map(_term, row)) for row in found))


def _term(term: object) -> str:
    if isinstance(term, BlankNode):
        raise Unkeepable(
            "a row holds a blank node, whose name means nothing outside this answer: "
            "select IRIs and texts alone, or CONSTRUCT a graph"
        )
    return "" if term is None else str(term)
