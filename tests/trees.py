"""Tidy JSON as other programs read it: with a bundled context, and no way to the network."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pyld import jsonld  # type: ignore[import-untyped]
from pyoxigraph import NamedNode, QueryTriples, RdfFormat, Store, Triple, parse

from lgi import files, names, tidy
from lgi.tidy import context
from lgi.tidy.keys import Keys
from lgi.web.documents.things import INCOMING_OF_A_PAGE

PROMISED: dict[str, Any] = json.loads((Path(__file__).parent / "context-1.jsonld").read_bytes())["@context"]
"""The first version of the context as it was published."""

# A processor that knows the prefixes would shorten the names of things with them.
WITHOUT_PREFIXES = {
    name: term for name, term in PROMISED.items() if name[0] == "@" or not str(term).endswith(("/", "#"))
}
_EXAMPLE = "<https://w3id.org/lgi/id/model/wigan-deal>"


def bundled(address: str, _options: object = None) -> dict[str, Any]:
    """Give a processor our context from the file, and nothing else from anywhere."""
    assert address == context.IRI
    document = {"@context": PROMISED}
    return {"contextUrl": None, "documentUrl": address, "document": document, "contentType": "application/ld+json"}


def graph(tree: dict[str, Any]) -> set[Triple]:
    """The graph that a program makes of tidy JSON."""
    options = {"documentLoader": bundled, "format": "application/n-quads"}
    return {quad.triple for quad in parse(jsonld.to_rdf(tree, options), format=RdfFormat.N_QUADS)}


def compacted(tree: dict[str, Any]) -> Any:
    """What a program makes of tidy JSON that takes it apart and compacts it again."""
    expanded = jsonld.expand(tree, {"documentLoader": bundled})
    return jsonld.compact(expanded, WITHOUT_PREFIXES, {"documentLoader": bundled})


def sorted_arrays(value: Any) -> Any:
    """The same with every array in one order, and without what no program but ours writes.

    Others write a link without a label as a text, where with us a link always is an object; and `type` for `@type`.
    """
    if isinstance(value, dict) and set(value) == {"id"}:
        return value["id"]
    if isinstance(value, dict) and "@value" in value:
        return {key.removeprefix("@"): part for key, part in value.items()}
    if isinstance(value, dict):
        return {key: sorted_arrays(part) for key, part in value.items() if key not in ("@context", "page")}
    if isinstance(value, list):
        return sorted(map(sorted_arrays, value), key=lambda part: json.dumps(part, sort_keys=True))
    return value


def asked(store: Store, name: str, iri: str) -> set[Triple]:
    """What a question of the graph of a thing answers."""
    text = (files.QUERIES / f"{name}.rq").read_text(encoding="utf-8").replace(_EXAMPLE, f"<{iri}>")
    found = store.query(text, use_default_graph_as_union=True)
    assert isinstance(found, QueryTriples)
    return set(found)


def made(store: Store, known: Keys, iri: str, page: int = 1) -> dict[str, Any]:
    """The tidy JSON of a thing."""
    tree = tidy.tree(asked(store, "told-of-thing", iri), iri, known, page, INCOMING_OF_A_PAGE)
    return {"@context": context.IRI, **tree}


def things(store: Store) -> dict[str, list[str]]:
    """All things of a graph by their kind, the one that most points to first."""
    found: dict[str, dict[str, int]] = {}
    for quad in store:
        for term, weight in ((quad.subject, 0), (quad.object, 1)):
            named = names.kind_and_slug(term.value) if isinstance(term, NamedNode) else None
            if named and isinstance(term, NamedNode) and "#" not in term.value:
                counts = found.setdefault(named[0], {})
                counts[term.value] = counts.get(term.value, 0) + weight
    return {kind: sorted(counts, key=lambda iri: (-counts[iri], iri)) for kind, counts in found.items()}


def nodes(value: Any) -> Iterator[dict[str, Any]]:
    """All things in a tree, links among them."""
    if isinstance(value, dict):
        yield from [value] if "id" in value else []
        for part in value.values():
            yield from nodes(part)
    elif isinstance(value, list):
        for part in value:
            yield from nodes(part)
