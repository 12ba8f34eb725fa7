"""The checks of FOOPS!, which tells how findable, accessible, interoperable and reusable an ontology is, as tests.

Each is run on what is served, as the checker itself would meet it; docs/quality.md tells of all of them.
"""

import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import rdflib
from pyoxigraph import RdfFormat, parse
from rdflib.namespace import FOAF, OWL, RDF, RDFS, SKOS
from starlette.testclient import TestClient

from lgi import check, names
from terms import BIBO, DCTERMS, SCHEMA, VANN

ROOT = Path(__file__).parent.parent
ONTOLOGY = rdflib.URIRef(names.ONTOLOGY)
FORMS = ("text/turtle", "application/rdf+xml", "application/ld+json", "application/n-triples")
METADATA = {
    "title": DCTERMS.title,
    "description": DCTERMS.description,
    "licence": DCTERMS.license,
    "version IRI": OWL.versionIRI,
    "creator": DCTERMS.creator,
    "creation date": DCTERMS.created,
    "namespace": VANN.preferredNamespaceUri,
    "prefix": VANN.preferredNamespacePrefix,
    "version": OWL.versionInfo,
    "contributor": DCTERMS.contributor,
    "citation": DCTERMS.bibliographicCitation,
    "publisher": DCTERMS.publisher,
    "logo": FOAF.logo,
    "status": BIBO.status,
    "modified": DCTERMS.modified,
    "source": DCTERMS.source,
    "issued": DCTERMS.issued,
}
SETS = {
    "OM1": ("title", "description", "licence", "version IRI", "creator", "creation date", "namespace"),
    "OM2": ("prefix", "version", "contributor", "creation date", "citation"),
    "OM3": ("publisher", "logo", "status", "modified", "source", "issued"),
    "OM4.1": ("licence",),
    "OM5.1": ("creator", "creation date"),
    "OM5.2": ("issued", "publisher"),
    "FIND1": ("prefix",),
}
"""What each check of metadata wants to find. OM3 also asks for a DOI, which the project has not, and for a version before."""

KNOWN = ("purl.org/dc/", "schema.org", "vann", "prov#", "bibo", "foaf", "rdf-schema#", "owl#", "skos")
Check = Callable[[TestClient, rdflib.Graph], bool]


@pytest.fixture(scope="module")
def served(client: TestClient) -> rdflib.Graph:
    """The ontology as it is served."""
    return read(client, names.ONTOLOGY, "text/turtle")


def get(client: TestClient, iri: str, accept: str) -> tuple[int, str, bytes]:
    response = client.get(urlsplit(iri).path.removeprefix("/lgi"), headers={"Accept": accept})
    return response.status_code, response.headers["content-type"].partition(";")[0], response.content


def read(client: TestClient, iri: str, accept: str) -> rdflib.Graph:
    status, kind, body = get(client, iri, accept)
    assert (status, kind) == (200, accept)
    return check.rdflib_graph(parse(body, format=RdfFormat.from_media_type(accept)))


def terms_of(graph: rdflib.Graph) -> set[rdflib.term.Node]:
    kinds = (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty)
    return {s for kind in kinds for s in graph.subjects(RDF.type, kind) if str(s).startswith(names.ONTOLOGY + "#")}


def address_of_version(graph: rdflib.Graph) -> str:
    return str(graph.value(ONTOLOGY, OWL.versionIRI))


def finds(*wanted: str) -> Check:
    """Check that the ontology says some things of itself."""
    return lambda _, graph: all((ONTOLOGY, METADATA[each], None) in graph for each in wanted)


CHECKS: dict[str, Check] = {
    "PURL1": lambda _, graph: str(next(graph.subjects(RDF.type, OWL.Ontology))).startswith("https://w3id.org/"),
    "URI1": lambda client, _: get(client, names.ONTOLOGY, "*/*")[0] == 200,
    "URI2": lambda _, graph: list(graph.subjects(RDF.type, OWL.Ontology)) == [ONTOLOGY],
    "VER1": lambda _, graph: address_of_version(graph) not in ("None", names.ONTOLOGY),
    "VER2": lambda client, graph: len(read(client, address_of_version(graph), "text/turtle")) == len(graph),
    "CN1": lambda client, _: all(get(client, names.ONTOLOGY, kind)[1] == kind for kind in (*FORMS, "text/html")),
    "RDF1": lambda client, graph: all(len(read(client, names.ONTOLOGY, kind)) == len(graph) for kind in FORMS),
    "DOC1": lambda client, _: b"<h1>" in get(client, names.ONTOLOGY, "text/html")[2],
    "HTTP1": lambda _, graph: address_of_version(graph).startswith("https://"),
    "OM4.2": lambda _, graph: str(graph.value(ONTOLOGY, DCTERMS.license)).startswith("https://creativecommons.org/"),
    "VOC1": lambda _, graph: all(
        any(word in str(p) for word in KNOWN) for p in graph.predicates(ONTOLOGY) if p != RDF.type
    ),
    "VOC2": lambda _, graph: any(not str(o).startswith(names.BASE) for o in graph.objects(None, RDFS.subClassOf)),
    "VOC3": lambda _, graph: all((term, SKOS.prefLabel, None) in graph for term in terms_of(graph)),
    "VOC4": lambda _, graph: all((term, SKOS.definition, None) in graph for term in terms_of(graph)),
    **{code: finds(*wanted) for code, wanted in SETS.items()},
}
ELSEWHERE = {"FIND2", "FIND3", "FIND3_BIS"}
"""They ask whether public registries know the ontology, which no file of ours can make true."""


@pytest.mark.parametrize("code", CHECKS)
def test_the_ontology_as_it_is_served_passes(code: str, client: TestClient, served: rdflib.Graph) -> None:
    assert CHECKS[code](client, served)


def test_the_page_on_quality_tells_of_every_check() -> None:
    told = re.findall(
        r"^\| ((?:PURL|URI|VER|CN|RDF|DOC|HTTP|OM|VOC|FIND)[\d.]+(?:_BIS)?) \|",
        (ROOT / "docs" / "quality.md").read_text("utf-8"),
        re.MULTILINE,
    )

    assert set(told) == set(CHECKS) | ELSEWHERE


def test_every_term_leads_to_its_document(client: TestClient, served: rdflib.Graph) -> None:
    page = get(client, names.ONTOLOGY, "text/html")[2].decode()

    assert len(terms_of(served)) > 200
    assert [str(t) for t in terms_of(served) if f'id="{str(t).rpartition("#")[2]}"' not in page] == []


def test_a_later_version_names_the_one_before_and_whether_it_fits(served: rdflib.Graph) -> None:
    """OM3's previous version and backwards compatibility: of a first version there is nothing to name."""
    versions = re.findall(r"^## (\d+\.\d+\.\d+)", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE)
    before = {str(value) for value in served.objects(ONTOLOGY, OWL.priorVersion)}
    fits = {
        str(value) for p in (OWL.backwardCompatibleWith, OWL.incompatibleWith) for value in served.objects(ONTOLOGY, p)
    }
    earlier = {f"{names.ONTOLOGY}/{version}" for version in versions[1:2]}

    assert before == earlier and fits == earlier


def test_the_catalogue_that_the_ontology_names_is_there_and_lists_the_data(
    client: TestClient, served: rdflib.Graph
) -> None:
    catalogue = str(served.value(ONTOLOGY, SCHEMA.includedInDataCatalog))
    told = read(client, catalogue, "text/turtle")
    dcat = rdflib.Namespace(names.VOCABULARIES["dcat"])

    assert list(told.objects(rdflib.URIRef(catalogue), dcat.dataset)) == [rdflib.URIRef(names.BASE + "dataset")]


def test_the_logo_is_there(client: TestClient, served: rdflib.Graph) -> None:
    assert get(client, str(served.value(ONTOLOGY, FOAF.logo)), "*/*")[:2] == (200, "image/svg+xml")
