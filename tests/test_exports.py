import csv
import gzip
import re
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Store, Triple, parse
from starlette.testclient import TestClient

from lgi import corpus, files, media, names
from lgi.corpus import Corpus
from lgi.errors import BadGraph, NotFound
from lgi.exports import mappings, nanopublications, reifiers, statements
from lgi.exports.statements import Statements
from lgi.release import Release

AGREEMENT = names.thing("claim", "wigan-deal-agreement")
AGREED = "/claim/wigan-deal-agreement/nanopublication"
NP = "http://www.nanopub.org/nschema#"
PROV = names.VOCABULARIES["prov"]
TYPE = NamedNode(names.VOCABULARIES["rdf"] + "type")


def _authored(made: Release) -> list[Quad]:
    return [quad for quad in parse(made.dump(), format=RdfFormat.N_QUADS) if statements.is_authored(quad)]


def _by_graph(quads: Iterable[Quad]) -> dict[str, set[Triple]]:
    graphs = defaultdict(set)
    for quad in quads:
        graphs[corpus.graph_of(quad)].add(quad.triple)
    return graphs


def _packed(made: Release, name: str) -> bytes:
    return gzip.decompress(made.file(name).read_bytes())


def _values(facts: Iterable[Triple], predicate: str) -> set[str]:
    return {str(fact.object).strip("<>") for fact in facts if fact.predicate == NamedNode(predicate)}


@pytest.fixture(scope="module")
def published(built: Release) -> dict[str, dict[str, set[Triple]]]:
    """All nanopublications of a release: the graphs of each by the last part of their names."""
    found: dict[str, dict[str, set[Triple]]] = defaultdict(dict)
    for graph, facts in _by_graph(parse(_packed(built, nanopublications.FILE), format=RdfFormat.TRIG)).items():
        this, _, part = graph.partition("#")
        found[this][part] = facts
    return found


def test_every_claim_has_a_nanopublication_of_four_graphs(
    built: Release, published: dict[str, dict[str, set[Triple]]]
) -> None:
    asserted = _values((quad.triple for quad in _authored(built)), names.ONTOLOGY + "#assertsClaim")

    assert set(published) == {nanopublications.address(claim, built.manifest) for claim in asserted}
    assert {frozenset(graphs) for graphs in published.values()} == {
        frozenset({"head", "assertion", "provenance", "pubinfo"})
    }


def test_every_nanopublication_is_well_formed(published: dict[str, dict[str, set[Triple]]]) -> None:
    for this, graphs in published.items():
        parts = {"hasAssertion": "assertion", "hasProvenance": "provenance", "hasPublicationInfo": "pubinfo"}
        head = {Triple(NamedNode(this), NamedNode(NP + name), NamedNode(f"{this}#{of}")) for name, of in parts.items()}

        assert graphs["head"] == {*head, Triple(NamedNode(this), TYPE, NamedNode(NP + "Nanopublication"))}
        assert any(fact.subject == NamedNode(f"{this}#assertion") for fact in graphs["provenance"])
        assert {fact.subject for fact in graphs["pubinfo"]} == {NamedNode(this)}
        assert _values(graphs["pubinfo"], names.VOCABULARIES["dcterms"] + "license")


def test_a_nanopublication_read_back_gives_the_statements_of_its_claim(
    built: Release, published: dict[str, dict[str, set[Triple]]]
) -> None:
    said = defaultdict(set)
    for quad in _authored(built):
        said[str(quad.subject).strip("<>")].add(quad.triple)
    for graphs in published.values():
        (claim,) = _values(graphs["pubinfo"], names.VOCABULARIES["dcterms"] + "subject")
        stands = {fact.subject for fact in graphs["provenance"] if fact.predicate.value.endswith("#assertsClaim")}

        assert graphs["assertion"] == said[claim]
        for stand in stands:
            assert said[str(stand).strip("<>")] <= graphs["provenance"]


def test_the_provenance_says_who_holds_it_where_and_with_what_stake(
    published: dict[str, dict[str, set[Triple]]], built: Release
) -> None:
    provenance = published[nanopublications.address(AGREEMENT, built.manifest)]["provenance"]

    assert _values(provenance, PROV + "wasAttributedTo") == {names.thing("group", "nesta-team")}
    assert _values(provenance, PROV + "wasDerivedFrom") == {names.thing("source", "reimagining-services-post")}
    assert _values(provenance, names.ONTOLOGY + "#hasInterest") == {names.SCHEMES + "interest#convenor"}


def test_what_is_only_denied_is_attributed_to_nobody(built: Release) -> None:
    claim, denial = NamedNode(names.thing("claim", "c")), NamedNode(names.thing("assertion", "a"))
    own = names.ONTOLOGY + "#"
    facts: list[tuple[NamedNode, str, NamedNode | Literal]] = [
        (claim, own + "gloss", Literal("It rains.", language="en")),
        (denial, own + "assertsClaim", claim),
        (denial, own + "hasStance", NamedNode(names.SCHEMES + "stance#denies")),
        (denial, own + "isAssertedBy", NamedNode(names.thing("person", "p"))),
        (denial, own + "isStatedIn", NamedNode(names.thing("source", "s"))),
    ]
    said = Statements.among(Quad(subject, NamedNode(predicate), value) for subject, predicate, value in facts)
    graphs = _by_graph(nanopublications.of(claim.value, said, built.manifest))

    provenance = graphs[f"{nanopublications.address(claim.value, built.manifest)}#provenance"]
    assert _values(provenance, PROV + "wasAttributedTo") == set()
    assert _values(provenance, PROV + "wasDerivedFrom") == {names.thing("source", "s")}
    with pytest.raises(NotFound, match="nobody asserts"):
        nanopublications.of(names.thing("claim", "none"), said, built.manifest)


@pytest.mark.parametrize("form", ["trig", "nq", "jsonld"])
def test_a_claim_is_served_as_the_nanopublication_that_the_release_holds(
    client: TestClient, built: Release, published: dict[str, dict[str, set[Triple]]], form: str
) -> None:
    this = nanopublications.address(AGREEMENT, built.manifest)
    chosen = client.get(AGREED, headers={"Accept": media.TRIPLES[form]})
    named = client.get(f"{AGREED}.{form}")

    assert chosen.headers["content-type"].partition(";")[0] == media.TRIPLES[form]
    assert chosen.content == named.content
    assert chosen.headers["content-location"] == f"{AGREED}.{form}"
    served = _by_graph(parse(named.content, format=RdfFormat.from_media_type(media.TRIPLES[form])))
    assert served == {f"{this}#{part}": facts for part, facts in published[this].items()}


def test_a_nanopublication_comes_as_trig_unless_another_form_is_asked_for(client: TestClient) -> None:
    first, again = client.get(AGREED), client.get(AGREED)

    assert first.headers["content-type"] == "application/trig"
    assert first.content == again.content
    assert client.get(AGREED, headers={"Accept": "text/turtle"}).status_code == 406
    assert client.get(AGREED, headers={"If-None-Match": first.headers["etag"]}).status_code == 304
    assert client.get("/claim/no-such-claim/nanopublication").status_code == 404


def test_the_same_facts_are_written_as_the_same_bytes(founding: Corpus, built: Release) -> None:
    said = Statements.among(founding.quads)
    once, again = (nanopublications.write(nanopublications.of(AGREEMENT, said, built.manifest)) for _ in range(2))

    assert once == again
    assert reifiers.write(founding.quads) == reifiers.write(reversed(founding.quads))


def test_reifiers_read_back_give_the_assertions_of_plain_statements(built: Release) -> None:
    said = {quad.triple for quad in _authored(built)}
    plain = {fact.subject for fact in said if fact.predicate.value.endswith("#aboutSubject")}
    read = [quad.triple for quad in parse(_packed(built, reifiers.FILE), format=RdfFormat.N_TRIPLES)]

    assert plain
    assert {fact for fact in reifiers.classic(read) if fact.subject in plain} == {
        fact for fact in said if fact.subject in plain
    }
    assert [fact for fact in read if "#about" in fact.predicate.value] == []


def test_reifiers_read_back_give_every_short_cut_that_rules_derive_from_claims(built: Release) -> None:
    quads = list(parse(built.dump(), format=RdfFormat.N_QUADS))
    read = [quad.triple for quad in parse(_packed(built, reifiers.FILE), format=RdfFormat.N_TRIPLES)]
    plain = {fact.subject for fact in read if str(fact.object).endswith("#TripleAssertion>")}
    reified = {fact.object for fact in read if fact.predicate == reifiers.REIFIES and fact.subject not in plain}
    shortened = {statement.predicate for statement in reified if isinstance(statement, Triple)}
    derived = {q.triple for q in quads if corpus.graph_of(q) == names.DERIVED_GRAPH and q.predicate in shortened}

    assert len(shortened) >= 5
    assert derived <= reified
    assert all(isinstance(statement, Triple) for statement in reified)


def test_every_rule_that_starts_from_a_claim_is_among_those_that_give_reifiers() -> None:
    labels = {"assertion-labels", "contested-status", "concerns-model"}
    from_claims = {
        rule.stem
        for rule in files.RULES.glob("*.rq")
        if re.search("assertsClaim|#? a lgi:(AreaGovernance|PowerShift)|concernsEndeavour", rule.read_text("utf-8"))
    }

    assert from_claims - labels <= set(reifiers.CLAIMS)
    assert {f"{name}.rq" for name in reifiers.CLAIMS} <= {rule.name for rule in files.RULES.glob("*.rq")}


def test_a_rule_that_makes_more_than_one_statement_is_told(tmp_path: Path) -> None:
    rule = tmp_path / "governs.rq"
    rule.write_text("CONSTRUCT { ?a <http://e/p> ?b . ?b <http://e/p> ?a . } WHERE { ?a ?p ?b }", encoding="utf-8")

    with pytest.raises(BadGraph, match="one statement"):
        list(reifiers.short_cuts(Store(), rule))


def _sets(made: Release) -> dict[str, str]:
    paths = sorted((made.path / mappings.FOLDER).iterdir())
    return {path.name: path.read_text(encoding="utf-8") for path in paths}


def test_mapping_sets_read_back_give_exactly_the_statements_of_alignment(built: Release) -> None:
    read = [fact for text in _sets(built).values() for fact in mappings.read(text)]

    assert set(read) == {quad.triple for quad in mappings.statements(_authored(built))}
    assert len(read) == len(set(read))


def test_a_mapping_set_has_what_sssom_requires(built: Release) -> None:
    for name, text in _sets(built).items():
        head = [line for line in text.splitlines() if line.startswith("#")]
        rows = list(csv.DictReader(text.splitlines()[len(head) :], delimiter="\t"))
        told = {line[1:].partition(":")[0] for line in head if line[1] not in " -"}
        prefixes = {line.split()[1].rstrip(":") for line in head if line.startswith("#  ") and ": " in line}

        assert name.endswith(".sssom.tsv")
        assert {"curie_map", "mapping_set_id", "license", "creator_id", "publication_date"} <= told
        assert text.isascii() or text.encode()[:3] != b"\xef\xbb\xbf"
        for row in rows:
            curies = [row["subject_id"], row["predicate_id"], row["object_id"], row["mapping_justification"]]
            used = {curie.partition(":")[0] for curie in curies}
            assert used - {"semapv", "skos", "owl", "rdf", "rdfs", "xsd"} <= prefixes
            assert row["mapping_justification"].startswith("semapv:")


def test_any_alignment_finds_its_set_whatever_it_is_with(built: Release) -> None:
    council, same = NamedNode(names.thing("council", "wigan")), NamedNode(names.VOCABULARIES["schema"] + "sameAs")
    others = ["https://www.example.org/things/9", "http://www.wikidata.org/entity/Q1", "https://example.net"]
    concept = Quad(
        NamedNode(names.SCHEMES + "stage#scaled"),
        NamedNode(names.VOCABULARIES["skos"] + "closeMatch"),
        NamedNode("https://example.org/scale#up"),
    )
    quads = [concept, *(Quad(council, same, NamedNode(other)) for other in others)]

    made = mappings.files(quads, built.manifest)
    assert {fact for text in made.values() for fact in mappings.read(text)} == {quad.triple for quad in quads}
    assert sorted(made) == [
        "concepts-example-org.sssom.tsv",
        "councils-example-net.sssom.tsv",
        "councils-wikidata.sssom.tsv",
        "councils-www-example-org.sssom.tsv",
    ]


def test_mapping_sets_are_listed_and_served_as_the_release_holds_them(client: TestClient, built: Release) -> None:
    listed = client.get("/mapping").json()["mappings"]

    assert {each["address"] for each in listed} == {f"/mapping/{name}" for name in _sets(built)}
    for each in listed:
        response = client.get(each["address"])
        assert response.text == _sets(built)[each["address"].rpartition("/")[2]]
        assert response.headers["content-type"] == "text/tab-separated-values; charset=utf-8"
        assert each["mappings"] == len(mappings.read(response.text))


def test_the_list_of_mapping_sets_is_a_page_as_well(client: TestClient) -> None:
    page = client.get("/mapping", headers={"Accept": "text/html"})

    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert page.text == client.get("/mapping.html").text
    assert 'href="/mapping/terms-prov.sssom.tsv"' in page.text
    assert client.get("/mapping", headers={"Accept": "image/png"}).status_code == 406
    assert client.get("/mapping/none.sssom.tsv").status_code == 404


def test_a_release_lists_all_that_it_speaks_of(built: Release) -> None:
    told = {quad.subject.value for quad in _authored(built) if isinstance(quad.subject, NamedNode)}

    assert statements.things(built.path) == tuple(sorted(told))
