"""Evaluate one query on a store: what the engine makes of it, as bytes in the media type agreed on."""

import csv
import re
from collections.abc import Mapping
from io import BytesIO, TextIOWrapper
from typing import Any, NamedTuple

from pyoxigraph import (
    BlankNode,
    Literal,
    NamedNode,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    QueryTriples,
    RdfFormat,
    Store,
    Triple,
)
from typing_extensions import Buffer

from lgi.engine import Limits, Query, explain, guard
from lgi.errors import BadQuery, NotAcceptable, Refused, TooComplex
from lgi.media import SOLUTIONS

Results = QuerySolutions | QueryBoolean | QueryTriples

_NOWHERE = NamedNode("urn:lgi:no-graph")
_SERVICE = re.compile("service", re.IGNORECASE)
_FRESH = {"NOW", "RAND", "UUID", "STRUUID", "BNODE"}


class Evaluated(NamedTuple):
    """What became of a query: the kind of its result, the media type, the bytes, and if they are the same every time."""

    kind: str
    media_type: str
    body: bytes
    stable: bool = True


class _Capped(BytesIO):
    """A place for the bytes of an answer that takes no more than it is allowed."""

    def __init__(self, most: int) -> None:
        super().__init__()
        self.most = most

    def write(self, part: Buffer) -> int:
        """Take some bytes. Raises TooComplex once they are too many."""
        written = super().write(part)
        if self.tell() > self.most:
            advice = "ask for less with LIMIT and OFFSET, or load the dumps"
            raise TooComplex(f"the answer is larger than {self.most >> 20} MiB: {advice}")
        return written


def answer(store: Store, query: Query, accept: Mapping[str, str | None], limits: Limits) -> Evaluated:
    """Evaluate a query on a store. Raises QueryError or NotAcceptable."""
    results = evaluate(store, query, limits)
    return written(results, query, agreed(kind(results), accept), limits)


def evaluate(store: Store, query: Query, limits: Limits) -> Results:
    """Examine a query and begin to evaluate it on a store. Raises QueryError."""
    return _evaluate(store, query, guard.examine(query.text, limits))


def agreed(kind: str, accept: Mapping[str, str | None]) -> str:
    """The media type agreed on for a kind of result. Raises NotAcceptable."""
    media_type = accept[kind]
    if media_type is None:
        raise NotAcceptable(kind)
    return media_type


def written(results: Results, query: Query, media_type: str, limits: Limits) -> Evaluated:
    """Write the results of a query. Raises TooComplex if they are too large."""
    sink = _Capped(limits.answer_bytes)
    if isinstance(results, QueryTriples):
        results.serialize(sink, format=RdfFormat.from_media_type(media_type))
    elif isinstance(results, QuerySolutions) and media_type == SOLUTIONS["csv"]:
        _write_csv(results, sink)
    else:
        results.serialize(sink, format=QueryResultsFormat.from_media_type(media_type))
    is_stable = not guard.examine(query.text, limits) & _FRESH
    return Evaluated(kind(results), media_type, sink.getvalue(), stable=is_stable)


def _write_csv(results: QuerySolutions, sink: BytesIO) -> None:
    """Write rows as SPARQL 1.1 CSV. The engine's own writer leaves an IRI with a comma unquoted, as our spans have."""
    text = TextIOWrapper(sink, encoding="utf-8", newline="", write_through=True)
    rows = csv.writer(text)
    rows.writerow(variable.value for variable in results.variables)
    for solution in results:
        rows.writerow(_plain(term) for term in solution)
    text.detach()


def _plain(term: NamedNode | BlankNode | Literal | Triple | None) -> str:
    """A term as CSV has it: its value alone, nothing where there is none."""
    if isinstance(term, NamedNode | Literal):
        return term.value
    return "" if term is None else str(term)


def _evaluate(store: Store, query: Query, keywords: frozenset[str]) -> Results:
    elsewhere = _asks_elsewhere(query.text)
    try:
        results = store.query(query.text, **_graphs(query, keywords))
    except SyntaxError as fault:
        raise explain.syntax_error(query.text, fault.msg) from None
    except (RuntimeError, ValueError, OSError) as fault:
        if not elsewhere:
            raise BadQuery(f"the query cannot be evaluated: {fault}") from None
    if elsewhere:
        raise Refused(guard.NO_SERVICE)
    return results


def _graphs(query: Query, keywords: frozenset[str]) -> dict[str, Any]:
    """Which graphs the engine is to look in. Raises ValueError for what is no IRI."""
    if query.default_graphs is not None or query.named_graphs is not None:
        default = [NamedNode(iri) for iri in query.default_graphs or ()] or [_NOWHERE]
        return {"default_graph": default, "named_graphs": [NamedNode(iri) for iri in query.named_graphs or ()]}
    return {} if "FROM" in keywords else {"use_default_graph_as_union": True}


def _asks_elsewhere(text: str) -> bool:
    """Tell whether a query, if the engine can read it at all, asks another endpoint.

    The engine glues and splits words as no list of tokens foresees (`1SERVICESILENT<...>`), so it is asked itself:
    with the word misspelt it still reads a string, a name or a comment, but no longer a keyword.
    """
    misspelt = _SERVICE.sub("SERVICX", text)
    try:
        if misspelt != text:
            Store().query(misspelt)
    except SyntaxError:
        return True
    except (RuntimeError, ValueError):
        return False
    return False


def kind(results: Results) -> str:
    """What came: `solutions`, `boolean` or `graph`."""
    if isinstance(results, QueryBoolean):
        return "boolean"
    return "solutions" if isinstance(results, QuerySolutions) else "graph"
