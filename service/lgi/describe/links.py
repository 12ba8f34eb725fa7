"""Count the links of a dataset to others, in VoID."""

from collections import defaultdict
from collections.abc import Iterable

from pyoxigraph import Literal, NamedNode

from lgi.describe.facts import DATASET, Fact, Statement, english, iri, name, subset

_LINKS = {
    iri("owl:sameAs"),
    iri("schema:sameAs"),
    *(iri(f"skos:{how}Match") for how in ("exact", "close", "related", "broad", "narrow")),
}
TARGETS = {
    "wikidata": ("Wikidata", "http://www.wikidata.org/entity/", "https://www.wikidata.org/"),
    "opendatacommunities": (
        "Open Data Communities, of the housing ministry",
        "http://opendatacommunities.org/id/",
        "http://opendatacommunities.org/",
    ),
    "ordnance-survey": (
        "Ordnance Survey linked data",
        "http://data.ordnancesurvey.co.uk/id/",
        "http://data.ordnancesurvey.co.uk/",
    ),
    "statistics": (
        "Statistical geography of the Office for National Statistics",
        "http://statistics.data.gov.uk/id/",
        "http://statistics.data.gov.uk/",
    ),
}
"""Datasets that ours links to: a title, where their IRIs begin, and their page."""


def linksets(facts: Iterable[Statement]) -> list[Fact]:
    """The links to each other dataset, by property."""
    links: dict[tuple[str, NamedNode], list[Statement]] = defaultdict(list)
    for subject, prop, value in facts:
        if prop in _LINKS and isinstance(value, NamedNode) and (target := target_of(value.value)):
            links[target, prop].append((subject, prop, value))
    found: list[Fact] = []
    for (target, prop), linked in links.items():
        title, space, page = TARGETS[target]
        there, here = f"{DATASET}#target-{target}", f"links-{target}-{name(prop)}"
        found += subset(here, f"Links to {title}", len(linked), "void:triples", "void:Linkset")
        found += [
            (f"{DATASET}#{here}", "void:linkPredicate", prop),
            (f"{DATASET}#{here}", "void:subjectsTarget", NamedNode(DATASET)),
            (f"{DATASET}#{here}", "void:objectsTarget", NamedNode(there)),
            (f"{DATASET}#{here}", "void:distinctSubjects", Literal(len({s for s, _, _ in linked}))),
            (f"{DATASET}#{here}", "void:distinctObjects", Literal(len({o for _, _, o in linked}))),
            (there, "rdf:type", iri("void:Dataset")),
            (there, "dcterms:title", english(title)),
            (there, "void:uriSpace", Literal(space)),
            (there, "foaf:homepage", NamedNode(page)),
        ]
    return found


def target_of(address: str) -> str:
    """Which other dataset an IRI is of; none if it is of one that nobody has described."""
    return next((name for name, (_, space, _) in TARGETS.items() if address.startswith(space)), "")
