"""Describe a dataset, its services and the catalogue of them, in DCAT 3 as its profile for Europe asks (DCAT-AP 3).

What hangs on the files of a release stands in `distributions`.
"""

from collections.abc import Iterable

from pyoxigraph import Literal, NamedNode

from lgi import names
from lgi.describe.facts import CATALOGUE, DATASET, TITLE, Fact, Statement, Term, english, iri

EU = "http://publications.europa.eu/resource/authority/"
FORMATS = "http://www.w3.org/ns/formats/"
SINCE = "2009-04-01"
"""From this day on the register holds all councils of the United Kingdom."""

KINGDOM = EU + "country/GBR"
THEMES = {EU + "data-theme/GOVE": "Government and public sector", EU + "data-theme/SOCI": "Population and society"}
KEYWORDS = (
    *("local government", "councils", "public services", "innovation", "prevention", "power", "participation"),
    *("evidence", "evaluation", "theory of change", "United Kingdom", "linked data"),
)
DESCRIPTION = (
    "How councils and their partners in the United Kingdom change the way they meet public needs: the models they try, "
    "the roles and the say that people have in them, the conditions they are said to need, what is claimed for them, "
    "by whom and in which source, and what evidence bears on each claim; with a register of councils since 2009, their "
    "areas, their official codes, and the bodies that came before and after them. The graph records who makes a claim "
    "and does not judge it."
)
_PROVENANCE = (
    "Read by the editors from published sources. Each claim names its sources, and each source says how much of it was "
    "read and when. The register of councils was made from three public lists."
)
SERVICES = {
    "sparql": (
        "SPARQL endpoint",
        "Answers any SPARQL 1.1 query; it describes itself, its graphs and its limits.",
        "sparql",
        "sparql",
        "https://www.w3.org/TR/sparql11-protocol/",
    ),
    "rest": (
        "Questions and documents over HTTP",
        "Every question of the catalogue and every record has an address, in pages, tables and RDF.",
        "",
        "openapi.json",
        "https://spec.openapis.org/oas/v3.1.0",
    ),
    "reconciliation": (
        "Reconciliation",
        "Matches names of councils, models, organisations and concepts to their IRIs, old names and former codes among them.",
        "reconcile",
        "reconcile",
        "https://www.w3.org/community/reports/reconciliation/CG-FINAL-specs-0.2-20230410/",
    ),
}
"""Services: title, what it does, where it is, where it is described, and what it conforms to, by name."""


def described(facts: Iterable[Statement], version: str, digest: str) -> list[Fact]:
    """Say of a dataset, its services and its catalogue what the facts of the dataset and this module know."""
    first, last = _days(facts)
    said = [*_dataset(version, digest), *_way_in(), *_catalogue(), *_services()]
    for whole in (DATASET, CATALOGUE):
        said += [(whole, "dcterms:issued", first)] if first else []
        said += [(whole, "dcterms:modified", last)] if last else []
    return [*said, *_period(last)]


def _days(facts: Iterable[Statement]) -> tuple[Literal | None, Literal | None]:
    """The day the ontology was first put out, and the day a graph was last changed."""
    issued, modified = [], []
    for thing, prop, value in facts:
        if isinstance(thing, NamedNode) and isinstance(value, Literal):
            if prop == iri("dcterms:issued") and thing.value == names.ONTOLOGY:
                issued.append(value)
            if prop == iri("dcterms:modified") and thing.value.startswith(names.GRAPHS):
                modified.append(value)
    first = min(issued, key=lambda day: day.value, default=None)
    return first, max(modified, key=lambda day: day.value, default=None)


def _of_all(thing: str) -> list[Fact]:
    """What is said alike of the dataset, the catalogue and the services."""
    return [
        (thing, "dcterms:publisher", NamedNode(names.EDITORS)),
        (thing, "dcterms:license", NamedNode(names.LICENCE)),
        (thing, "dcterms:language", NamedNode(EU + "language/ENG")),
        (thing, "dcat:contactPoint", NamedNode(f"{DATASET}#contact")),
    ]


def _dataset(version: str, digest: str) -> list[Fact]:
    said: list[tuple[str, Term]] = [
        ("rdf:type", iri("void:Dataset")),
        ("rdf:type", iri("dcat:Dataset")),
        ("dcterms:title", english(TITLE)),
        ("skos:prefLabel", english(TITLE)),
        ("dcterms:description", english(DESCRIPTION)),
        ("dcterms:identifier", Literal(DATASET)),
        ("dcterms:creator", NamedNode(names.EDITORS)),
        ("dcterms:spatial", NamedNode(KINGDOM)),
        ("dcterms:temporal", NamedNode(f"{DATASET}#period")),
        ("dcterms:accrualPeriodicity", NamedNode(EU + "frequency/IRREG")),
        ("dcterms:accessRights", NamedNode(EU + "access-right/PUBLIC")),
        ("dcterms:conformsTo", NamedNode(names.ONTOLOGY)),
        ("dcterms:conformsTo", NamedNode(names.SHAPES)),
        ("dcterms:provenance", NamedNode(f"{DATASET}#provenance")),
        ("dcat:landingPage", NamedNode(CATALOGUE)),
        ("dcat:version", Literal(version)),
        ("lgi:sha256", Literal(digest)),
        *(("dcat:keyword", english(word)) for word in KEYWORDS),
        *(("dcat:theme", NamedNode(theme)) for theme in THEMES),
    ]
    return [*((DATASET, prop, value) for prop, value in said), *_of_all(DATASET)]


def _way_in() -> list[Fact]:
    """How to ask the dataset, how its IRIs look, and who answers for it."""
    formats = ("Turtle", "N-Triples", "JSON-LD", "RDF_XML", "TriG", "N-Quads")
    contact, provenance = f"{DATASET}#contact", f"{DATASET}#provenance"
    return [
        (DATASET, "void:uriSpace", Literal(names.THINGS)),
        (DATASET, "void:sparqlEndpoint", NamedNode(names.BASE + "sparql")),
        *((DATASET, "void:feature", NamedNode(FORMATS + name)) for name in formats),
        (contact, "rdf:type", iri("vcard:Kind")),
        (contact, "vcard:fn", Literal("The lgi editors")),
        (contact, "vcard:hasURL", NamedNode(CATALOGUE)),
        (provenance, "rdf:type", iri("dcterms:ProvenanceStatement")),
        (provenance, "rdfs:label", english(_PROVENANCE)),
    ]


def _period(last: Literal | None) -> list[Fact]:
    period = f"{DATASET}#period"
    start = Literal(SINCE, datatype=iri("xsd:date"))
    found: list[Fact] = [(period, "rdf:type", iri("dcterms:PeriodOfTime")), (period, "dcat:startDate", start)]
    return [*found, (period, "dcat:endDate", last)] if last else found


def _catalogue() -> list[Fact]:
    text = f"The {TITLE}, and the services that answer for it."
    services = [(CATALOGUE, "dcat:service", NamedNode(f"{DATASET}#service-{name}")) for name in SERVICES]
    return [
        (CATALOGUE, "rdf:type", iri("dcat:Catalog")),
        (CATALOGUE, "dcterms:title", english(f"Data of the {TITLE}")),
        (CATALOGUE, "dcterms:description", english(text)),
        (CATALOGUE, "dcterms:spatial", NamedNode(KINGDOM)),
        (CATALOGUE, "dcat:themeTaxonomy", NamedNode(EU + "data-theme")),
        (CATALOGUE, "foaf:homepage", NamedNode(names.BASE)),
        (CATALOGUE, "dcat:dataset", NamedNode(DATASET)),
        *services,
        *_of_all(CATALOGUE),
    ]


def _services() -> list[Fact]:
    found: list[Fact] = []
    for name, (title, text, where, about, standard) in SERVICES.items():
        service = f"{DATASET}#service-{name}"
        found += [
            (service, "rdf:type", iri("dcat:DataService")),
            (service, "dcterms:title", english(title)),
            (service, "dcterms:description", english(text)),
            (service, "dcterms:conformsTo", NamedNode(standard)),
            (service, "dcterms:accessRights", NamedNode(EU + "access-right/PUBLIC")),
            (service, "dcat:endpointURL", NamedNode(names.BASE + where)),
            (service, "dcat:endpointDescription", NamedNode(names.BASE + about)),
            (service, "dcat:landingPage", NamedNode(CATALOGUE)),
            (service, "dcat:servesDataset", NamedNode(DATASET)),
            *_of_all(service),
        ]
    return found
