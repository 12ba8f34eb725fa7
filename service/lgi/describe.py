"""Describe a release: to machines in VoID and DCAT, and to those who write queries by its vocabulary."""

from collections import Counter
from collections.abc import Iterable

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Triple

from lgi import names

Term = NamedNode | Literal
Node = NamedNode | BlankNode | Literal | Triple

_DATASET = names.BASE + "dataset"
_GRAPH = NamedNode(names.DATASET_GRAPH)


def _iri(curie: str) -> NamedNode:
    return NamedNode(names.expand(curie) or curie)


_TYPE, _LABEL, _DEFINITION = _iri("rdf:type"), _iri("skos:prefLabel"), _iri("skos:definition")
_ROLES: dict[Node, str] = {
    _iri("owl:Class"): "classes",
    _iri("owl:ObjectProperty"): "properties",
    _iri("owl:DatatypeProperty"): "properties",
    _iri("skos:Concept"): "concepts",
}


def dataset(quads: Iterable[Quad], version: str, digest: str) -> list[Quad]:
    """Describe a dataset by VoID and DCAT: what it is, its licence, and how much of each class and property."""
    facts = list({(quad.subject, quad.predicate, quad.object) for quad in quads})
    types = Counter(o for _, p, o in facts if p == _TYPE and isinstance(o, NamedNode))
    properties = Counter(p for _, p, _ in facts)
    described: list[tuple[str, str, Term]] = [
        (_DATASET, "rdf:type", _iri("void:Dataset")),
        (_DATASET, "rdf:type", _iri("dcat:Dataset")),
        (_DATASET, "dcterms:title", Literal("Local Government Innovation graph", language="en")),
        (_DATASET, "skos:prefLabel", Literal("Local Government Innovation graph", language="en")),
        (_DATASET, "dcterms:license", NamedNode("https://creativecommons.org/licenses/by/4.0/")),
        (_DATASET, "dcterms:publisher", NamedNode(names.thing("group", "lgi-editors"))),
        (_DATASET, "dcat:version", Literal(version)),
        (_DATASET, "lgi:sha256", Literal(digest)),
        (_DATASET, "void:uriSpace", Literal(names.THINGS)),
        (_DATASET, "void:vocabulary", NamedNode(names.ONTOLOGY)),
        (_DATASET, "void:triples", Literal(len(facts))),
        (_DATASET, "void:distinctSubjects", Literal(len({s for s, _, _ in facts}))),
    ]
    described += _partitions("class", types, "void:classPartition", "void:class", "void:entities")
    described += _partitions("property", properties, "void:propertyPartition", "void:property", "void:triples")
    return [Quad(NamedNode(s), _iri(p), o, _GRAPH) for s, p, o in described]


def _partitions(
    word: str, counts: Counter[NamedNode], link: str, names_it: str, counts_it: str
) -> list[tuple[str, str, Term]]:
    found: list[tuple[str, str, Term]] = []
    for term, count in sorted(counts.items(), key=lambda pair: pair[0].value):
        short = names.shorten(term.value)
        if short:
            part = f"{_DATASET}#{word}-{'-'.join(short)}"
            found += [(_DATASET, link, NamedNode(part)), (part, names_it, term), (part, counts_it, Literal(count))]
    return found


def vocabulary(quads: Iterable[Quad]) -> dict[str, dict[str, dict[str, str]]]:
    """Labels and definitions of classes, properties and concepts by their short names, for completion and help."""
    facts = list(quads)
    words = _words(facts)
    found: dict[str, dict[str, dict[str, str]]] = {role: {} for role in sorted(set(_ROLES.values()))}
    for quad in facts:
        if quad.predicate == _TYPE and quad.object in _ROLES and quad.subject in words:
            found[_ROLES[quad.object]][names.short(str(quad.subject).strip("<>"))] = words[quad.subject]
    return {role: dict(sorted(terms.items())) for role, terms in found.items()}


def _words(facts: Iterable[Quad]) -> dict[Node, dict[str, str]]:
    """The label and the definition of all that has them."""
    keys = {_LABEL: "label", _DEFINITION: "definition"}
    words: dict[Node, dict[str, str]] = {}
    for quad in facts:
        if quad.predicate in keys and isinstance(quad.object, Literal):
            words.setdefault(quad.subject, {})[keys[quad.predicate]] = quad.object.value
    return words


EXAMPLE_QUERY = """\
PREFIX lgi: <https://w3id.org/lgi/ontology#>

SELECT ?shift ?gloss
WHERE {
  ?shift a lgi:PowerShift ;
    lgi:gloss ?gloss .
}
ORDER BY ?shift
"""
"""A query of our graph to start from."""

ANY_QUERY = "SELECT * WHERE { ?subject ?predicate ?object } LIMIT 100\n"
"""A query of any data to start from."""
