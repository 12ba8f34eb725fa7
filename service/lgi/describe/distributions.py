"""Describe the files of a release, once they are written: where to get each, its form, its size and its checksum.

This is the whole description, as it is served at `/data`: that of the graph `graph/dataset`, the release as a version
of the dataset, its files, and a few words on the terms of others that it names, as the profile for Europe asks.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, serialize

from lgi import names
from lgi.describe.catalogue import EU, KINGDOM, THEMES
from lgi.describe.facts import DATASET, TITLE, Fact, Term, english, iri, triples
from lgi.release import Manifest

FILE = "dataset.ttl"
"""The file that holds the whole description of a release."""

_WKT = "http://www.opengis.net/ont/geosparql#wktLiteral"
_BOX = "POLYGON((-8.65 49.86,1.77 49.86,1.77 60.86,-8.65 60.86,-8.65 49.86))"
_CENTRE = "POINT(-3.44 55.36)"
_INHERITED = (
    *(
        "dcterms:publisher",
        "dcterms:creator",
        "dcterms:license",
        "dcterms:language",
        "dcterms:spatial",
        "dcterms:temporal",
    ),
    *("dcterms:accessRights", "dcterms:conformsTo", "dcat:contactPoint", "dcat:keyword", "dcat:theme"),
)
_GZIP, _ZIP = names.MEDIA_TYPES + "application/gzip", names.MEDIA_TYPES + "application/zip"


@dataclass(frozen=True)
class Form:
    """What a file of a release holds, in which form, and how it is compressed or packed."""

    title: str
    text: str
    media_type: str
    file_type: str
    compressed: str = ""
    packed: str = ""


FORMS = {
    "dump.nq.gz": Form(
        "N-Quads, all graphs",
        "All statements, each with its named graph, one a line. Made for loading into a store.",
        "application/n-quads",
        "RDF_N_QUADS",
        compressed=_GZIP,
    ),
    "dump.trig.gz": Form(
        "TriG, all graphs",
        "The same statements, graph by graph, for people to read.",
        "application/trig",
        "RDF_TRIG",
        compressed=_GZIP,
    ),
    "tables.zip": Form(
        "CSV, the main tables",
        "Councils, models, claims, sources, findings and more as tables, with a data package descriptor.",
        "text/csv",
        "CSV",
        packed=_ZIP,
    ),
}
"""The files of a release that hold its data, the best to load first; each is described where it is there."""


def with_files(described: Iterable[Quad], folder: Path, manifest: Manifest) -> bytes:
    """Write the whole description of a release whose files are written, as Turtle."""
    address = f"{names.BASE}release/{manifest.name}"
    known = list(described)
    said = [*_version(address, manifest), *_inherited(known, address), *_words()]
    for name, form in FORMS.items():
        if name in manifest.files:
            said += _distribution(address, name, form, (folder / name).stat().st_size, manifest)
    facts = sorted({*(quad.triple for quad in known), *triples(said)}, key=str)
    return serialize(facts, format=RdfFormat.TURTLE, prefixes=names.VOCABULARIES) or b""


def _version(address: str, manifest: Manifest) -> list[Fact]:
    """The release as a version of the dataset."""
    before = f"{names.BASE}release/{manifest.before}" if manifest.before else ""
    told = f"What changed since {manifest.before} is told at {before}...{manifest.name}"
    notes = english(told if before else "The first release.")
    said: list[tuple[str, Term]] = [
        ("rdf:type", iri("dcat:Dataset")),
        ("dcterms:title", english(f"{TITLE}, release {manifest.name}")),
        ("dcterms:description", english(f"One version of the {TITLE}, which never changes.")),
        ("dcterms:identifier", Literal(address)),
        ("dcterms:issued", _moment(manifest)),
        ("dcat:version", Literal(manifest.name)),
        ("dcat:isVersionOf", NamedNode(DATASET)),
        ("dcat:landingPage", NamedNode(address)),
        ("adms:versionNotes", notes),
        *([("dcat:previousVersion", NamedNode(before))] if before else []),
    ]
    return [
        *((address, prop, value) for prop, value in said),
        (DATASET, "dcat:hasVersion", NamedNode(address)),
        (DATASET, "dcat:hasCurrentVersion", NamedNode(address)),
        (DATASET, "adms:versionNotes", notes),
    ]


def _inherited(described: Iterable[Quad], address: str) -> list[Fact]:
    """What holds of a version because it holds of the dataset."""
    return [
        (address, prop, quad.object)
        for quad in described
        for prop in _INHERITED
        if quad.subject == NamedNode(DATASET)
        and quad.predicate == iri(prop)
        and isinstance(quad.object, NamedNode | Literal)
    ]


def _moment(manifest: Manifest) -> Literal:
    return Literal(manifest.built, datatype=iri("xsd:dateTime"))


def _distribution(address: str, name: str, form: Form, size: int, manifest: Manifest) -> list[Fact]:
    here = f"{address}/{name}"
    said: list[tuple[str, Term]] = [
        ("rdf:type", iri("dcat:Distribution")),
        ("dcterms:title", english(form.title)),
        ("dcterms:description", english(form.text)),
        ("dcterms:license", NamedNode(names.LICENCE)),
        ("dcterms:issued", _moment(manifest)),
        ("dcterms:language", NamedNode(EU + "language/ENG")),
        ("dcterms:conformsTo", NamedNode(names.ONTOLOGY)),
        ("dcterms:format", NamedNode(EU + f"file-type/{form.file_type}")),
        ("dcat:mediaType", NamedNode(names.MEDIA_TYPES + form.media_type)),
        *([("dcat:compressFormat", NamedNode(form.compressed))] if form.compressed else []),
        *([("dcat:packageFormat", NamedNode(form.packed))] if form.packed else []),
        ("dcat:accessURL", NamedNode(address)),
        ("dcat:downloadURL", NamedNode(f"{address}/{name}")),
        ("dcat:byteSize", Literal(str(size), datatype=iri("xsd:nonNegativeInteger"))),
        ("dcatap:availability", NamedNode("http://data.europa.eu/r5r/availability/stable")),
    ]
    return [*((here, prop, value) for prop, value in said), *_held(address, here, name, manifest.files[name])]


def _held(address: str, here: str, name: str, digest: str) -> list[Fact]:
    """Who has a file, and its checksum."""
    return [
        (address, "dcat:distribution", NamedNode(here)),
        (DATASET, "dcat:distribution", NamedNode(here)),
        (DATASET, "void:dataDump", NamedNode(f"{address}/{name}")),
        *checksum(here, digest),
    ]


def checksum(file: str, digest: str) -> list[Fact]:
    """Say the SHA-256 of a file."""
    made = f"{file}#checksum"
    return [
        (file, "spdx:checksum", NamedNode(made)),
        (made, "rdf:type", iri("spdx:Checksum")),
        (made, "spdx:algorithm", iri("spdx:checksumAlgorithm_sha256")),
        (made, "spdx:checksumValue", Literal(digest, datatype=iri("xsd:hexBinary"))),
    ]


def _words() -> list[Fact]:
    """What the terms of others are that the description names: kept out of the graph, where questions would find them."""
    found: list[Fact] = [(EU + "data-theme", "rdf:type", iri("skos:ConceptScheme"))]
    found += [(EU + "data-theme", "dcterms:title", english("Data theme"))]
    for theme, label in THEMES.items():
        found += [
            (theme, "rdf:type", iri("skos:Concept")),
            (theme, "skos:prefLabel", english(label)),
            (theme, "skos:inScheme", NamedNode(EU + "data-theme")),
        ]
    return [
        *found,
        (names.EDITORS, "rdf:type", iri("foaf:Agent")),
        (names.EDITORS, "foaf:name", english("The lgi editors")),
        (names.EDITORS, "dcterms:type", NamedNode("http://purl.org/adms/publishertype/PrivateIndividual(s)")),
        (names.LICENCE, "rdf:type", iri("dcterms:LicenseDocument")),
        (names.LICENCE, "dcterms:type", NamedNode("http://purl.org/adms/licencetype/Attribution")),
        (KINGDOM, "rdf:type", iri("dcterms:Location")),
        (KINGDOM, "skos:prefLabel", english("United Kingdom")),
        (KINGDOM, "dcat:bbox", Literal(_BOX, datatype=iri(_WKT))),
        (KINGDOM, "dcat:centroid", Literal(_CENTRE, datatype=iri(_WKT))),
    ]
