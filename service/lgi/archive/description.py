"""An answer described to machines: where it comes from, in PROV and DCAT, and as JSON."""

from typing import Any

from pyoxigraph import Literal, NamedNode, Triple

from lgi import media, names
from lgi.archive import citation
from lgi.archive.record import METHOD, Record

FORMS = {"solutions": media.SOLUTIONS, "boolean": media.BOOLEANS, "graph": media.TRIPLES}
"""The forms of each kind of answer, by their endings."""
_RELEASES = names.BASE + "release/"


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
        "licence": citation.LICENCE,
    }


def triples(record: Record) -> list[Triple]:
    """Describe an answer in RDF."""
    answer, asking, release = record.iri, f"{record.iri}#asking", _RELEASES + record.asked.release
    query = f"{record.iri}#query"
    day = Literal(record.at, datatype=_iri("xsd:dateTime"))
    found: list[tuple[str, str, str | Literal]] = [
        (answer, "rdf:type", "prov:Entity"),
        (answer, "rdf:type", "dcat:Dataset"),
        (answer, "dcterms:title", Literal(citation.title(record), language="en")),
        (answer, "dcterms:identifier", Literal(record.iri)),
        (answer, "dcterms:publisher", names.thing("group", "lgi-editors")),
        (answer, "dcterms:license", citation.LICENCE),
        (answer, "dcterms:conformsTo", METHOD),
        (answer, "dcterms:bibliographicCitation", Literal(citation.text(record), language="en")),
        (answer, "dcterms:issued", day),
        (answer, "lgi:sha256", Literal(record.digest)),
        (answer, "prov:generatedAtTime", day),
        (answer, "prov:wasDerivedFrom", release),
        (answer, "prov:wasGeneratedBy", asking),
        (asking, "rdf:type", "prov:Activity"),
        (asking, "prov:endedAtTime", day),
        (asking, "prov:used", release),
        (asking, "prov:used", query),
        (query, "rdf:type", "prov:Entity"),
        (query, "rdf:value", Literal(record.asked.query)),
    ]
    if record.asked.question:
        found.append((query, "prov:wasDerivedFrom", f"{names.BASE}q/{record.asked.question}"))
    found += [part for ending, kind in FORMS[record.kind].items() for part in _form(record, ending, kind)]
    return [Triple(_iri(s), _iri(p), o if isinstance(o, Literal) else _iri(o)) for s, p, o in found]


def _form(record: Record, ending: str, kind: str) -> list[tuple[str, str, str | Literal]]:
    form = f"{record.iri}#{ending}"
    return [
        (record.iri, "dcat:distribution", form),
        (form, "rdf:type", "dcat:Distribution"),
        (form, "dcat:downloadURL", f"{record.iri}.{ending}"),
        (form, "dcat:mediaType", f"https://www.iana.org/assignments/media-types/{kind}"),
        (form, "dcterms:license", citation.LICENCE),
    ]


def _iri(curie: str) -> NamedNode:
    return NamedNode(curie if curie.startswith("http") else names.expand(curie) or curie)
