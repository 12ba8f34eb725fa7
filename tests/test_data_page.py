"""`/data`: what it tells a reader and a machine, and that what it points to is there."""

import json
import re
from html import unescape

import pytest
import rdflib
from pyoxigraph import RdfFormat, parse
from starlette.testclient import TestClient

from lgi import check, describe, media, names
from lgi.describe import citing
from lgi.release import Release
from stores import ENGINES

PAGE = {"Accept": "text/html"}


@pytest.fixture(scope="module")
def page(client: TestClient) -> str:
    return client.get("/data", headers=PAGE).text


@pytest.mark.parametrize("accept", ["text/turtle", "text/html", None])
def test_the_well_known_address_leads_to_the_description(client: TestClient, accept: str | None) -> None:
    sent = client.get("/.well-known/void", headers={"Accept": accept} if accept else {})
    led = client.get(sent.headers["location"], headers={"Accept": accept} if accept else {})

    assert sent.status_code == 303
    assert (led.status_code, led.headers["content-type"].partition(";")[0]) == (200, accept or "text/turtle")


@pytest.mark.parametrize("path", ["/data", "/dataset"])
@pytest.mark.parametrize("ending", [*media.TRIPLES, "json"])
def test_every_form_is_the_whole_description(client: TestClient, built: Release, path: str, ending: str) -> None:
    told = client.get(f"{path}.{ending}")
    kind = told.headers["content-type"].partition(";")[0]

    written = {quad.triple for quad in parse(path=str(built.file(describe.FILE)), format=RdfFormat.TURTLE)}
    assert {quad.triple for quad in parse(told.content, format=RdfFormat.from_media_type(kind))} == written


def test_it_has_signposts_to_its_forms_its_licence_and_its_files(client: TestClient, built: Release) -> None:
    links = client.get("/data", headers=PAGE).headers["link"]

    assert f'<{names.BASE}dataset>; rel="cite-as"' in links
    assert '<https://creativecommons.org/licenses/by/4.0/>; rel="license"' in links
    assert '</data.ttl>; rel="describedby"; type="text/turtle"' in links
    assert f'</release/{built.manifest.name}/dump.nq.gz>; rel="item"; type="application/gzip"' in links


def test_a_form_that_there_is_not_is_refused(client: TestClient) -> None:
    assert (
        client.get("/data.pdf").status_code == client.get("/data", headers={"Accept": "image/png"}).status_code == 406
    )


@pytest.mark.parametrize(
    "words",
    [
        "Creative Commons Attribution 4.0", "How much there is", "How to link to us", "What we promise",
        "How to match to us", "How to load it", "How to ask it", "How to cite it", "What changed", "Gaps and limits",
        "Quality", "Mistakes and corrections", "For machines", "SHA-256", "BibTeX", "CITATION.cff", "id/council/",
        "Wikidata",
    ],
)  # fmt: skip
def test_it_tells_what_a_librarian_asks(page: str, words: str) -> None:
    assert words in page


@pytest.mark.parametrize(
    "target",
    [
        "/answer", "/reconcile/about", "/mapping", "/changes", "/changes.atom", "/changes.ttl", "/release",
        "/context/1.html", "/model/wigan-deal.json", "/sparql", "/q",
    ],
)  # fmt: skip
def test_it_leads_to_all_that_others_can_build_on(page: str, target: str) -> None:
    assert f'href="{target}"' in page


def test_it_tells_how_to_check_what_was_fetched(client: TestClient, page: str, built: Release) -> None:
    address = f"/release/{built.manifest.name}/SHA256SUMS"

    assert f'href="{address}"' in page and "sha256sum --check --ignore-missing SHA256SUMS" in page
    assert f"{built.manifest.files['dump.nq.gz']}  dump.nq.gz" in client.get(address).text.splitlines()


@pytest.mark.parametrize("target", ["/data", "/reconcile/about", "/answer", "/changes", "/release"])
@pytest.mark.parametrize("path", ["/", "/council/wigan", "/model/none"])
def test_every_page_leads_to_what_others_can_build_on(client: TestClient, path: str, target: str) -> None:
    assert f'href="{target}"' in client.get(path, headers=PAGE).text.partition("<footer>")[2]


def test_it_shows_the_citation_and_the_files_of_the_release(page: str, built: Release) -> None:
    assert citing.words(built.manifest) in unescape(page)
    assert [name for name in ("dump.nq.gz", "dump.trig.gz") if built.manifest.files[name] not in page] == []


def test_its_block_of_data_is_json_that_names_the_dataset(page: str) -> None:
    (block,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)

    assert json.loads(block)["@id"] == names.BASE + "dataset"


def test_what_it_points_to_is_there(client: TestClient, page: str, engine_name: str) -> None:
    if engine_name != ENGINES[0]:
        pytest.skip("it points to pages of all kinds, which are promised over our own engine alone")

    targets = {unescape(target) for target in re.findall(r'href="(/[^"#]*)', page)}

    assert len(targets) > 40
    assert {
        target: status for target in targets if (status := client.get(target, headers=PAGE).status_code) >= 400
    } == {}


def test_what_it_points_to_within_itself_is_there(page: str) -> None:
    assert [target for target in re.findall(r'href="#([^"]+)', page) if f'id="{target}"' not in page] == []


EDITORS_QUERY = """\
PREFIX sh: <http://www.w3.org/ns/shacl#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
SELECT DISTINCT ?sq ?comment ?query
WHERE {
  ?sq a sh:SPARQLExecutable ;
    rdfs:comment ?comment ;
    sh:select|sh:ask|sh:construct|sh:describe ?query .
} ORDER BY ?sq
"""
"""What public editors ask an endpoint for its examples."""


def test_editors_find_every_question_as_an_example(client: TestClient, built: Release) -> None:
    rows = client.get("/sparql", params={"query": EDITORS_QUERY}).json()["results"]["bindings"]

    texts = {row["sq"]["value"].removeprefix(names.QUERIES): row["query"]["value"] for row in rows}
    assert texts == {path.stem: path.read_text("utf-8") for path in (built.path / "queries").glob("*.rq")}
    assert [row for row in rows if not row["comment"]["value"].endswith("?")] == []


def test_the_examples_name_their_form_their_endpoint_and_their_prefixes(built: Release) -> None:
    facts = parse(built.dump(), format=RdfFormat.N_QUADS)
    told = check.rdflib_graph([quad for quad in facts if getattr(quad.graph_name, "value", "") == names.QUERIES_GRAPH])
    sh, schema = rdflib.Namespace(names.VOCABULARIES["sh"]), rdflib.Namespace(names.VOCABULARIES["schema"])
    query = rdflib.URIRef(names.QUERIES + "is-guide-answered")
    declared = {
        str(told.value(node, sh.prefix)): str(told.value(node, sh.namespace))
        for node in told.objects(told.value(query, sh.prefixes), sh.declare)
    }

    assert (query, rdflib.RDF.type, sh.SPARQLAskExecutable) in told
    assert told.value(query, schema.target) == rdflib.URIRef(names.BASE + "sparql")
    assert declared["skos"] == names.VOCABULARIES["skos"] and declared == {p: names.namespace(p) for p in declared}
    assert [node for triple in told for node in triple if isinstance(node, rdflib.BNode)] == []
