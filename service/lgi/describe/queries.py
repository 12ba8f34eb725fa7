"""Show queries as examples that an endpoint tells of itself (SHACL's executables, as public SPARQL editors read them)."""

from collections.abc import Iterable

from pyoxigraph import Literal, NamedNode, Quad

from lgi import names
from lgi.describe.facts import Fact, english, iri, quads
from lgi.questions import Question

_FORMS = {"SELECT": "Select", "ASK": "Ask", "CONSTRUCT": "Construct"}
_PREFIXES = names.QUERIES_GRAPH + "#prefixes"

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


def queries(known: Iterable[Question]) -> list[Quad]:
    """Say each question as an example in the graph of queries: what it asks, its text as it stands, and where to ask it."""
    asked = list(known)
    said = [fact for question in asked for fact in _example(question)]
    return quads([*said, *(_prefixes(asked) if asked else [])], names.QUERIES_GRAPH)


def _example(question: Question) -> list[Fact]:
    query = names.QUERIES + question.name
    form = _FORMS.get(question.form, "")
    return [
        (query, "rdf:type", iri("sh:SPARQLExecutable")),
        *([(query, "rdf:type", iri(f"sh:SPARQL{form}Executable"))] if form else []),
        (query, "rdfs:label", english(question.title)),
        (query, "rdfs:comment", english(question.question)),
        (query, "dcterms:identifier", Literal(question.id)),
        (query, f"sh:{question.form.lower()}", Literal(question.text)),
        (query, "sh:prefixes", NamedNode(_PREFIXES)),
        (query, "schema:keywords", english(question.group_title)),
        (query, "schema:target", NamedNode(names.BASE + "sparql")),
    ]


def _prefixes(asked: Iterable[Question]) -> list[Fact]:
    """The prefixes that the questions declare, each with a name of its own."""
    used = {prefix: space for question in asked for prefix, space in question.prefixes.items()}
    found: list[Fact] = [(_PREFIXES, "rdfs:label", english("Prefixes of the questions"))]
    for prefix, space in sorted(used.items()):
        node = f"{names.QUERIES_GRAPH}#prefix-{prefix}"
        found += [
            (_PREFIXES, "sh:declare", NamedNode(node)),
            (node, "rdf:type", iri("sh:PrefixDeclaration")),
            (node, "sh:prefix", Literal(prefix)),
            (node, "sh:namespace", Literal(space, datatype=iri("xsd:anyURI"))),
        ]
    return found
