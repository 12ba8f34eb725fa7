"""An answer described to machines: where it comes from, in PROV and DCAT, and as JSON."""

from typing import Any

from pyoxigraph import Literal, NamedNode, Triple

from lgi import media, names
from lgi.archive import citation
from lgi.archive.record import METHOD, Record

FORMS = {"solutions": media.SOLUTIONS, "boolean": media.BOOLEANS, "graph": media.TRIPLES}
"""The forms of each kind of answer, by their endings."""

Fact = tuple[str, str, str | Literal]


def document(record: Record) -> dict[str, Any]:
    """Describe an answer as JSON."""
    asked = record.asked
    return {
        "id": record.iri,
        "title": citation.title(record),
        "release": asked.release,
        "question": asked.question or None,
        "arguments": asked.arguments,
        "query": asked.query,
        "default_graphs": asked.default_graphs,
        "named_graphs": asked.named_graphs,
        "kept": record.at,
        "kind": record.kind,
        "count": record.count,
        "sha256": record.digest,
        "method": METHOD,
        "citation": citation.text(record),
        "licence": names.LICENCE,
    }


def triples(record: Record) -> list[Triple]:
    """Describe an answer in RDF."""
    facts = [*_answer(record), *_asking(record)]
    facts += [fact for ending, kind in FORMS[record.kind].items() for fact in _form(record, ending, kind)]
    return [Triple(_iri(s), _iri(p), o if isinstance(o, Literal) else _iri(o)) for s, p, o in facts]


def _answer(record: Record) -> list[Fact]:
    day = Literal(record.at, datatype=_iri("xsd:dateTime"))
    said: list[tuple[str, str | Literal]] = [
        ("rdf:type", "prov:Entity"),
        ("rdf:type", "dcat:Dataset"),
        ("dcterms:title", Literal(citation.title(record), language="en")),
        ("dcterms:identifier", Literal(record.iri)),
        ("dcterms:publisher", names.EDITORS),
        ("dcterms:license", names.LICENCE),
        ("dcterms:conformsTo", METHOD),
        ("dcterms:bibliographicCitation", Literal(citation.text(record), language="en")),
        ("dcterms:issued", day),
        ("lgi:sha256", Literal(record.digest)),
        ("prov:generatedAtTime", day),
        ("prov:wasDerivedFrom", _release(record)),
        ("prov:wasGeneratedBy", f"{record.iri}#asking"),
    ]
    return [(record.iri, predicate, value) for predicate, value in said]


def _asking(record: Record) -> list[Fact]:
    asking, query = f"{record.iri}#asking", f"{record.iri}#query"
    said: list[Fact] = [
        (asking, "rdf:type", "prov:Activity"),
        (asking, "prov:endedAtTime", Literal(record.at, datatype=_iri("xsd:dateTime"))),
        (asking, "prov:used", _release(record)),
        (asking, "prov:used", query),
        (query, "rdf:type", "prov:Entity"),
        (query, "rdf:value", Literal(record.asked.query)),
    ]
    if record.asked.question:
        said.append((query, "prov:wasDerivedFrom", names.QUERIES + record.asked.question))
    return said


def _release(record: Record) -> str:
    return names.RELEASES + record.asked.release


def _form(record: Record, ending: str, kind: str) -> list[Fact]:
    form = f"{record.iri}#{ending}"
    return [
        (record.iri, "dcat:distribution", form),
        (form, "rdf:type", "dcat:Distribution"),
        (form, "dcat:downloadURL", f"{record.iri}.{ending}"),
        (form, "dcat:mediaType", names.MEDIA_TYPES + kind),
        (form, "dcterms:license", names.LICENCE),
    ]


def _iri(curie: str) -> NamedNode:
    return NamedNode(curie if curie.startswith("http") else names.expand(curie) or curie)
