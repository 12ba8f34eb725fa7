"""The graph keeps its shapes, its files are where their names say, and it does not shrink unseen."""

from collections import Counter
from typing import Any

from pyoxigraph import BlankNode, Literal, NamedNode, Store

from lgi import corpus, files, names
from lgi.check import Report
from lgi.corpus import Corpus

FLOORS = {
    "Claim": 3000,
    "Assertion": 4600,
    "TextSpan": 357,
    "OutcomeClaim": 240,
    "PowerShift": 65,
    "RoleAssignment": 175,
    "Model": 44,
    "PopulationGroup": 38,
    "Source": 400,
    "Study": 125,
    "Finding": 380,
    "EvidenceLine": 190,
    "EvidenceSearch": 60,
    "LocalAuthority": 475,
    "StatisticalArea": 470,
    "AreaGovernance": 470,
}


def test_the_graph_keeps_its_shapes(report: Report) -> None:
    assert [str(finding) for finding in report.findings if finding.severity == "Violation"] == []


def test_every_iri_of_ours_that_is_used_is_described(complete: Corpus) -> None:
    described = {quad.subject.value for quad in complete.quads if isinstance(quad.subject, NamedNode)}
    described |= {*complete.paths, names.SHAPES, names.BASE + "data", names.BASE + "static/lgi.svg"}
    used = {quad.object.value for quad in complete.quads if isinstance(quad.object, NamedNode)}
    used |= {quad.predicate.value for quad in complete.quads}

    dangling = {iri for iri in used - described if iri.startswith(names.BASE)}
    assert dangling - {names.ONTOLOGY + "/0.1.0"} == set()


def test_everything_described_has_a_label(store: Store) -> None:
    unlabelled: Any = store.query(
        """PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
        SELECT DISTINCT ?thing WHERE { ?thing a ?class . FILTER(STRSTARTS(STR(?thing), "https://w3id.org/lgi/id/"))
          FILTER NOT EXISTS { ?thing rdfs:label ?label } }""",
        use_default_graph_as_union=True,
    )

    assert [row["thing"].value for row in unlabelled] == []


def test_data_hold_no_blank_nodes_no_file_iris_and_no_byte_order_marks(authored: Corpus) -> None:
    for quad in corpus.load(files.GRAPH).quads:
        assert not isinstance(quad.subject, BlankNode)
        assert not isinstance(quad.object, BlankNode)
        assert not (isinstance(quad.object, NamedNode) and quad.object.value.startswith("file:"))
    for path in authored.paths.values():
        assert not path.read_bytes().startswith(b"\xef\xbb\xbf")


def test_the_store_gives_back_every_fact_as_it_was_authored(authored: Corpus) -> None:
    store = Store()
    store.bulk_extend(authored.quads)

    assert set(store) == set(authored.quads)


def test_human_text_has_a_language(authored: Corpus) -> None:
    human = {"skos:prefLabel", "skos:altLabel", "skos:definition", "lgi:gloss", "skos:editorialNote", "skos:scopeNote"}
    iris = {names.expand(curie) for curie in human}

    bare = [
        q
        for q in authored.quads
        if q.predicate.value in iris and not (isinstance(q.object, Literal) and q.object.language)
    ]
    assert bare == []


def test_counts_never_fall_below_their_floor(complete: Corpus) -> None:
    things = {
        (q.subject, q.object.value)
        for q in complete.quads
        if q.predicate.value.endswith("#type") and isinstance(q.object, NamedNode)
    }
    counts = Counter(kind.removeprefix(names.ONTOLOGY + "#") for _, kind in things)

    assert {kind: counts[kind] for kind, floor in FLOORS.items() if counts[kind] < floor} == {}
