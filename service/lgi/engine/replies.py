"""Read what a store answered, as results of the kind that the query asks for, in the terms that our own engine writes.

A store is trusted with the facts and with nothing else: what it calls the type of its answer is not looked at, and
whatever cannot be read as what was asked for is refused. Stores write the same term in different ways (`1` for true,
`1.50` for 1.5, the type `typed-literal` of a draft of SPARQL); each comes out as the embedded engine writes it.
"""

import json
import re
from functools import lru_cache
from typing import Any, NamedTuple

from pyoxigraph import (
    Literal,
    NamedNode,
    Quad,
    QueryResultsFormat,
    QuerySolutions,
    RdfFormat,
    Store,
    parse,
    parse_query_results,
)

from lgi.engine.results import Results, kind
from lgi.errors import Untrustworthy

JSON, N_TRIPLES = "application/sparql-results+json", "application/n-triples"
ASKED = {"solutions": JSON, "boolean": JSON, "graph": N_TRIPLES}
"""The type that a store is asked for, by kind of result: one that every store writes well."""

_ASK_COLUMN = "__ASK_RETVAL"
_XSD = "http://www.w3.org/2001/XMLSchema#"
_ANYTHING = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"
_NODE = NamedNode("urn:lgi:any")
_NO_LABEL = re.compile("[^A-Za-z0-9]")


class Shape(NamedTuple):
    """What a query gives: the kind of its results, and the columns of rows."""

    kind: str
    columns: tuple[str, ...] = ()


def shape(results: Results) -> Shape:
    """The shape of some results."""
    columns = results.variables if isinstance(results, QuerySolutions) else []
    return Shape(kind(results), tuple(variable.value for variable in columns))


def read(body: bytes, shape: Shape) -> Results:
    """Read an answer to a query that gives results of this shape. Raises Untrustworthy."""
    try:
        return _graph(body) if shape.kind == "graph" else _table(body, shape)
    except RecursionError:
        raise Untrustworthy("the store's answer is nested deeper than any result") from None
    except (SyntaxError, ValueError, KeyError, TypeError, AttributeError) as fault:
        raise Untrustworthy(
            f"the store's answer cannot be read as {ASKED[shape.kind]} ({type(fault).__name__})"
        ) from None


def _graph(body: bytes) -> Results:
    store = Store()
    store.bulk_extend(parse(body, format=RdfFormat.N_TRIPLES))
    return store.query(_ANYTHING)


def _table(body: bytes, shape: Shape) -> Results:
    document: dict[str, Any] = json.loads(body)
    is_table = shape.kind == "solutions"
    clean = _rows(document, shape.columns) if is_table else {"head": {}, "boolean": _truth(document)}
    results = parse_query_results(json.dumps(clean), format=QueryResultsFormat.JSON)
    assert not isinstance(results, str)
    return results


def _truth(document: dict[str, Any]) -> bool:
    """A yes or no; one store gives it as a table of one column, with a row for yes and none for no."""
    if document["head"].get("vars") == [_ASK_COLUMN]:
        return any(row[_ASK_COLUMN]["value"] == "1" for row in document["results"]["bindings"])
    if not isinstance(document["boolean"], bool):
        raise TypeError
    return document["boolean"]


def _rows(document: dict[str, Any], columns: tuple[str, ...]) -> dict[str, Any]:
    """A table with the columns of the query, in its order."""
    if not set(document["head"]["vars"]) <= set(columns):
        raise ValueError
    rows = [{name: _term(term) for name, term in row.items()} for row in document["results"]["bindings"]]
    return {"head": {"vars": columns}, "results": {"bindings": rows}}


def _term(term: dict[str, Any]) -> dict[str, Any]:
    if term["type"] == "bnode":
        return {"type": "bnode", "value": "b" + _NO_LABEL.sub("", term["value"])}
    if "datatype" in term and "xml:lang" not in term:
        return _literal(term["value"], term["datatype"])
    return term


@lru_cache(maxsize=10_000)
def _literal(value: str, datatype: str) -> dict[str, Any]:
    """A literal as the embedded engine writes it, for which there is a shorter way than its own."""
    if datatype == _XSD + "string":
        return {"type": "literal", "value": value}
    store = Store()
    store.add(Quad(_NODE, _NODE, Literal(value, datatype=NamedNode(datatype))))
    (written,) = (quad.object for quad in store)
    assert isinstance(written, Literal)
    return {"type": "literal", "value": written.value, "datatype": written.datatype.value}
