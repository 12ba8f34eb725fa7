"""Asking a store in a test: with all prefixes of ours, and rows of plain strings."""

from pyoxigraph import Literal, NamedNode, QuerySolutions, Store

from lgi import names

PREFIXES = "".join(f"PREFIX {prefix}: <{space}>\n" for prefix, space in names.VOCABULARIES.items())


def ask(store: Store, query: str) -> list[tuple[str, ...]]:
    """The rows of a query over the union of all graphs, as plain strings; what is unbound is empty."""
    found = store.query(PREFIXES + query, use_default_graph_as_union=True)
    assert isinstance(found, QuerySolutions)
    return [tuple(term.value if isinstance(term, NamedNode | Literal) else "" for term in row) for row in found]
