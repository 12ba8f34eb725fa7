"""Facts in short: a subject, a property by its short name, and a value."""

from collections.abc import Iterable

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Triple

from lgi import names

Term = NamedNode | Literal
Node = NamedNode | BlankNode | Literal | Triple
Statement = tuple[Node, NamedNode, Node]
Fact = tuple[str, str, Term]

DATASET = names.BASE + "dataset"
CATALOGUE = names.BASE + "data"
TITLE = "Local Government Innovation graph"


def iri(name: str) -> NamedNode:
    """The node of a short name, or of an IRI in full."""
    return NamedNode(names.expand(name) or name)


def english(text: str) -> Literal:
    """A text in English."""
    return Literal(text, language="en")


def triples(facts: Iterable[Fact]) -> list[Triple]:
    """Facts as triples."""
    return [Triple(NamedNode(subject), iri(prop), value) for subject, prop, value in facts]


def quads(facts: Iterable[Fact], graph: str) -> list[Quad]:
    """Facts as statements of a graph."""
    return [Quad(NamedNode(subject), iri(prop), value, NamedNode(graph)) for subject, prop, value in facts]


def name(term: NamedNode) -> str:
    """What a term is called in the name of a part of the dataset; nothing if it has no short name.

    >>> name(iri("lgi:Model")), name(iri("http://example.org/a.b"))
    ('lgi-Model', '')
    """
    return "-".join(names.shorten(term.value) or ())


def subset(name: str, title: str, count: int, counts_it: str, kind: str = "void:Dataset") -> list[Fact]:
    """A part of the dataset that has a title and a count."""
    part = f"{DATASET}#{name}"
    return [
        (DATASET, "void:subset", NamedNode(part)),
        (part, "rdf:type", iri(kind)),
        (part, "dcterms:title", english(title)),
        (part, counts_it, Literal(count)),
    ]
