"""Describe an endpoint to machines: SPARQL 1.1 Service Description, with its graphs, its formats and its limits."""

from functools import partial

from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, serialize

from lgi import media, names
from lgi.engine import Limits
from lgi.release import Manifest

Term = NamedNode | Literal
Fact = tuple[str, str, Term]

_FORMATS = "http://www.w3.org/ns/formats/"
_RESULT_FORMATS = (
    *("SPARQL_Results_JSON", "SPARQL_Results_XML", "SPARQL_Results_CSV", "SPARQL_Results_TSV"),
    *("Turtle", "N-Triples", "JSON-LD", "RDF_XML", "TriG", "N-Quads"),
)
_ENTAILMENT = "http://www.w3.org/ns/entailment/Simple"
_COMMENT = (
    "Answers SPARQL 1.1 queries, and updates nothing. The default graph is the union of all graphs, unless a query or "
    "a request names others. No other endpoint is asked (SERVICE), and no address is fetched (FROM). There are no "
    "functions but those of SPARQL 1.1 and the casts of XSD. A query declares its own prefixes; those below are what "
    "we use. There is no base, so a relative address needs one of the query's own. Language tags come in lower case."
)
_SECONDS, _BYTES, _TIMES = "SEC", "AD", "C62"
_LIMITS = {
    "seconds": (_SECONDS, "time from the arrival of a query to its answer"),
    "memory_bytes": (_BYTES, "memory for the evaluation of a query"),
    "answer_bytes": (_BYTES, "size of an answer"),
    "query_bytes": (_BYTES, "size of a query"),
    "depth": (_TIMES, "levels of brackets in a query"),
    "operators": (_TIMES, "operators in a query"),
    "client_heavy": (_TIMES, "heavy queries of one client at a time"),
    "client_seconds": (_SECONDS, "time of evaluation for one client in a minute"),
}
"""The limits that a client can meet, each with its unit (a code of UN/CEFACT) and its meaning."""


def describe(endpoint: str, manifest: Manifest, limits: Limits) -> list[Triple]:
    """Describe an endpoint that serves a release; the same release and limits give the same facts in the same order."""
    dataset = names.BASE + "dataset" if manifest.authored else f"{endpoint}#dataset"
    described: list[Fact] = [
        (endpoint, "rdf:type", _iri("sd:Service")),
        (endpoint, "rdfs:comment", Literal(_COMMENT, language="en")),
        (endpoint, "sd:endpoint", NamedNode(endpoint)),
        (endpoint, "sd:supportedLanguage", _iri("sd:SPARQL11Query")),
        (endpoint, "sd:feature", _iri("sd:UnionDefaultGraph")),
        (endpoint, "sd:defaultEntailmentRegime", NamedNode(_ENTAILMENT)),
        *((endpoint, "sd:resultFormat", NamedNode(_FORMATS + name)) for name in _RESULT_FORMATS),
        (endpoint, "sd:defaultDataset", NamedNode(dataset)),
        *_graphs(endpoint, dataset, manifest),
        *_limits(endpoint, limits),
        *_prefixes(endpoint),
    ]
    return sorted((Triple(NamedNode(s), _iri(p), o) for s, p, o in described), key=str)


def documents(facts: list[Triple]) -> dict[str, bytes]:
    """The same facts in every format of a graph, by media type, so that they are written once and for all."""
    written = partial(serialize, facts, prefixes=names.VOCABULARIES)
    found = {kind: written(format=RdfFormat.from_media_type(kind)) for kind in media.TRIPLES.values()}
    return {kind: body for kind, body in found.items() if body is not None}


def _graphs(endpoint: str, dataset: str, manifest: Manifest) -> list[Fact]:
    """The graphs and how many facts each states; a fact of two graphs is counted twice in their sum."""
    union = f"{endpoint}#default-graph"
    named = {graph: count for graph, count in manifest.graphs.items() if graph}
    found: list[Fact] = [
        (dataset, "rdf:type", _iri("sd:Dataset")),
        (dataset, "sd:defaultGraph", NamedNode(union)),
        (union, "rdf:type", _iri("sd:Graph")),
        *_value(union, f"{endpoint}#facts", "facts, each counted once for every graph that states it", manifest.quads),
    ]
    for graph, count in named.items():
        entry, content = f"{graph}#entry", f"{graph}#content"
        found += [
            (dataset, "sd:namedGraph", NamedNode(entry)),
            (entry, "rdf:type", _iri("sd:NamedGraph")),
            (entry, "sd:name", NamedNode(graph)),
            (entry, "sd:graph", NamedNode(content)),
            (content, "rdf:type", _iri("sd:Graph")),
            (content, "void:triples", Literal(count)),
        ]
    return found


def _limits(endpoint: str, limits: Limits) -> list[Fact]:
    found: list[Fact] = []
    for name, (unit, meaning) in _LIMITS.items():
        node = f"{endpoint}#limit-{name.replace('_', '-')}"
        found += _value(endpoint, node, meaning, getattr(limits, name))
        found += [(node, "schema:unitCode", Literal(unit)), (node, "schema:propertyID", Literal(name))]
    return found


def _value(subject: str, node: str, meaning: str, value: float) -> list[Fact]:
    whole = int(value) if float(value).is_integer() else value
    return [
        (subject, "schema:additionalProperty", NamedNode(node)),
        (node, "rdf:type", _iri("schema:PropertyValue")),
        (node, "schema:name", Literal(meaning, language="en")),
        (node, "schema:value", Literal(whole)),
    ]


def _prefixes(endpoint: str) -> list[Fact]:
    found: list[Fact] = []
    for prefix, space in names.VOCABULARIES.items():
        node = f"{endpoint}#prefix-{prefix}"
        found += [
            (endpoint, "sh:declare", NamedNode(node)),
            (node, "sh:prefix", Literal(prefix)),
            (node, "sh:namespace", Literal(space, datatype=_iri("xsd:anyURI"))),
        ]
    return found


def _iri(curie: str) -> NamedNode:
    iri = names.expand(curie)
    assert iri
    return NamedNode(iri)
