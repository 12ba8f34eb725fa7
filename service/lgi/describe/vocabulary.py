"""Tell those who write queries, and what helps them, the words of a release: classes, properties and concepts."""

from collections.abc import Iterable

from pyoxigraph import Literal, Quad

from lgi import names
from lgi.describe.facts import Node, iri

_TYPE, _LABEL, _DEFINITION = iri("rdf:type"), iri("skos:prefLabel"), iri("skos:definition")
_ROLES: dict[Node, str] = {
    iri("owl:Class"): "classes",
    iri("owl:ObjectProperty"): "properties",
    iri("owl:DatatypeProperty"): "properties",
    iri("skos:Concept"): "concepts",
}


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
