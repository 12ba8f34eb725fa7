from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx2
import pytest
import rdflib
from rdflib.compare import isomorphic
from starlette.testclient import TestClient

from lgi import check, corpus, files, media, names
from lgi.corpus import Corpus
from lgi.engine import Limits
from lgi.web.app import create_app
from releases import as_if_ours

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
DEAL = names.thing("model", "wigan-deal")
DOCUMENTS = [
    "/model/wigan-deal",
    "/council/wigan",
    "/claim/wigan-deal-agreement",
    "/scheme/stance",
    "/graph/model/wigan-deal",
]


class Page(HTMLParser):
    """What a page holds: its tags with their attributes, and its text."""

    def __init__(self, response: httpx2.Response) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(response.text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a tag."""
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        """Note a text."""
        self.text += data

    def named(self, name: str) -> list[dict[str, str | None]]:
        """The attributes of each tag of a name."""
        return [attributes for tag, attributes in self.tags if tag == name]

    def all(self, attribute: str) -> set[str]:
        """All values of an attribute, whatever the tag."""
        return {value for _, attributes in self.tags if (value := attributes.get(attribute)) is not None}


def _problem(response: httpx2.Response, status: int, slug: str) -> str:
    told: dict[str, Any] = response.json()
    assert response.headers["content-type"] == "application/problem+json"
    assert (response.status_code, told["type"]) == (status, names.PROBLEMS + slug)
    return str(told["detail"])


def _graph(response: httpx2.Response) -> rdflib.Graph:
    assert response.status_code == 200, response.text
    kind = response.headers["content-type"].partition(";")[0]
    # N-Quads of a default graph alone are N-Triples, and read without what rdflib warns of.
    return rdflib.Graph().parse(data=response.content, format="nt" if kind == media.TRIPLES["nq"] else kind)


# --- from a thing to its document ------------------------------------------------------------------------------


@pytest.mark.parametrize("accept", [None, "text/turtle", BROWSER])
@pytest.mark.parametrize("verb", ["GET", "HEAD"])
def test_a_thing_leads_to_its_document_by_a_relative_address(client: TestClient, verb: str, accept: str | None) -> None:
    headers = {"Host": "evil.example"} | ({"Accept": accept} if accept else {})

    response = client.request(verb, "/id/model/wigan-deal", headers=headers)

    assert (response.status_code, response.headers["location"]) == (303, "/model/wigan-deal")
    assert "Accept" in response.headers["vary"]


def test_a_thing_is_reached_in_one_hop(client: TestClient) -> None:
    response = client.get("/id/council/wigan", follow_redirects=True, headers={"Accept": "text/turtle"})

    assert [hop.status_code for hop in response.history] == [303]
    assert (rdflib.URIRef(names.thing("council", "wigan")), None, None) in _graph(response)


@pytest.mark.parametrize("path", ["/id/model/nothing", "/model/nothing", "/model/nothing.ttl", "/council/wigan-deal"])
def test_what_the_graph_does_not_speak_of_is_not_found(client: TestClient, path: str) -> None:
    assert "says nothing of" in _problem(client.get(path), 404, "not-found")


@pytest.mark.parametrize("path", ["/id/spaceship/enterprise", "/spaceship/enterprise", "/id/model", "/nowhere"])
def test_a_kind_that_there_is_not_is_not_found(client: TestClient, path: str) -> None:
    _problem(client.get(path), 404, "not-found")


def test_people_are_told_that_a_thing_is_not_found_on_a_page(client: TestClient) -> None:
    response = client.get("/model/nothing", headers={"Accept": BROWSER})

    assert (response.status_code, response.headers["content-type"]) == (404, "text/html; charset=utf-8")
    assert len(Page(response).named("h1")) == 1


@pytest.mark.parametrize("slug", ["<script>", "a b", "a%2Fb", "../council/wigan", "é", "%00", "wigan'deal", "x" * 3000])
def test_an_odd_slug_is_the_caller_s_fault_and_never_given_back_as_markup(client: TestClient, slug: str) -> None:
    for place in ("/id/model/", "/model/"):
        response = client.get(place + quote(slug, safe=""), headers={"Accept": BROWSER})

        assert response.status_code in (400, 404, 406)
        assert Page(response).named("script") == []


# --- documents -------------------------------------------------------------------------------------------------


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")  # rdflib's own, for JSON-LD
@pytest.mark.parametrize("path", DOCUMENTS)
def test_a_document_is_the_same_graph_by_every_suffix_and_by_every_type(client: TestClient, path: str) -> None:
    by_suffix = {suffix: client.get(f"{path}.{suffix}", headers={"Accept": "image/png"}) for suffix in media.TRIPLES}
    by_type = {kind: client.get(path, headers={"Accept": kind}) for kind in media.TRIPLES.values()}

    first = _graph(client.get(path))
    assert len(first) > 1
    for suffix, response in by_suffix.items():
        assert response.headers["content-type"].partition(";")[0] == media.TRIPLES[suffix]
        assert isomorphic(_graph(response), first)
    for kind, response in by_type.items():
        assert response.headers["content-type"].partition(";")[0] == kind
        assert "Accept" in response.headers["vary"]
        assert isomorphic(_graph(response), first)


def test_a_document_tells_of_its_thing_in_both_directions_and_names_what_it_links_to(client: TestClient) -> None:
    graph = _graph(client.get("/model/wigan-deal"))

    thing = rdflib.URIRef(DEAL)
    linked = {value for value in graph.objects(thing) if str(value).startswith(names.THINGS)}
    assert set(graph.subjects(None, thing)) - {thing}
    assert all((value, rdflib.RDFS.label, None) in graph for value in linked) and linked


@pytest.mark.parametrize("path", DOCUMENTS)
def test_a_suffix_wins_over_what_is_accepted(client: TestClient, path: str) -> None:
    assert client.get(f"{path}.nt", headers={"Accept": BROWSER}).headers["content-type"] == "application/n-triples"
    assert client.get(f"{path}.html", headers={"Accept": "text/turtle"}).headers["content-type"].startswith("text/html")


@pytest.mark.parametrize(
    "path", ["/model/wigan-deal.csv", "/model/wigan-deal.ttl.gz", "/scheme/stance.txt", "/graph/derived.x"]
)
def test_a_suffix_that_is_no_format_is_answered_with_those_that_are(client: TestClient, path: str) -> None:
    detail = _problem(client.get(path), 406, "not-acceptable")

    assert all(word in detail for word in [*media.TRIPLES, *media.TRIPLES.values(), "json", "html"])


@pytest.mark.parametrize("path", [*DOCUMENTS, "/ontology"])
def test_a_document_in_no_type_that_is_accepted_is_not_acceptable(client: TestClient, path: str) -> None:
    response = client.get(path, headers={"Accept": "text/csv, text/turtle;q=0"})

    assert "application/ld+json" in _problem(response, 406, "not-acceptable")


@pytest.mark.parametrize("path", DOCUMENTS)
def test_head_of_a_document_is_get_without_the_body(client: TestClient, path: str) -> None:
    got, head = client.get(path), client.head(path)

    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-length"] == got.headers["content-length"]


# --- terms and graphs ------------------------------------------------------------------------------------------


def test_the_ontology_tells_of_its_classes(client: TestClient) -> None:
    graph = _graph(client.get("/ontology"))

    assert (rdflib.URIRef(names.ONTOLOGY + "#Model"), rdflib.RDF.type, rdflib.OWL.Class) in graph


@pytest.mark.parametrize("path", ["/ontology", "/scheme/stance"])
def test_a_page_of_terms_has_a_place_for_each_term(client: TestClient, path: str) -> None:
    page, graph = Page(client.get(path, headers={"Accept": BROWSER})), _graph(client.get(path))

    terms = {str(term) for term in graph.subjects() if str(term).startswith(names.BASE + path[1:] + "#")}
    assert {term.partition("#")[2] for term in terms} <= page.all("id") and terms


def test_every_scheme_on_file_has_its_address(client: TestClient) -> None:
    schemes = [path.stem for path in (files.ONTOLOGY / "scheme").glob("*.ttl")]

    assert {client.head(f"/scheme/{name}").status_code for name in schemes} == {200}


@pytest.mark.parametrize("path", ["/scheme/nothing", "/graph/nothing", "/graph/model"])
def test_a_graph_that_there_is_not_is_not_found(client: TestClient, path: str) -> None:
    assert "there is no graph" in _problem(client.get(path), 404, "not-found")


def test_a_graph_holds_what_was_authored_in_it(client: TestClient, founding: Corpus) -> None:
    path = "graph/model/wigan-deal"
    authored = check.rdflib_graph(quad for quad in founding.quads if corpus.graph_of(quad) == names.BASE + path)

    assert isomorphic(_graph(client.get(f"/{path}.nt")), authored) and authored


# --- pages -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", [*DOCUMENTS, "/ontology", "/"])
def test_a_page_has_a_language_one_heading_a_title_and_nothing_from_elsewhere(client: TestClient, path: str) -> None:
    response = client.get(path, headers={"Accept": BROWSER})

    page = Page(response)
    loaded = page.all("src") | {str(link["href"]) for link in page.named("link")}
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    assert page.named("html")[0]["lang"] == "en-GB"
    # Each picture has a title of its own.
    titles = len(page.named("title")) - len(page.named("svg"))
    assert (len(page.named("h1")), titles, page.named("script")) == (1, 1, [])
    assert all(address.startswith("/") and not address.startswith("//") for address in loaded)


def test_a_page_shows_name_kind_sources_and_both_directions(client: TestClient) -> None:
    text = Page(client.get("/model/wigan-deal?page=1", headers={"Accept": BROWSER})).text

    for words in ("Wigan Deal", "What the graph says of it", "Who says", "What points to it", DEAL, "Turtle"):
        assert words in text


def test_links_to_our_own_things_stay_here_and_lead_somewhere(client: TestClient) -> None:
    page = Page(client.get("/model/wigan-deal", headers={"Accept": BROWSER}))

    links = {str(link["href"]) for link in page.named("a")}
    local = {link.partition("#")[0] for link in links if link.startswith("/")}
    assert not any(link.startswith(names.BASE) for link in links)
    assert len(local) > 20
    assert {link: status for link in local if (status := client.head(link).status_code) not in (200, 303)} == {}


HOSTILE = """
<{thing}> <http://www.w3.org/2000/01/rdf-schema#label> "<script>alert('label')</script>"@en <{graph}> .
<{thing}> <http://purl.org/dc/terms/description> "</p><img src=x onerror=alert(1)>"@en <{graph}> .
<{thing}> <http://e/a&b'c> "\\" onmouseover=\\"alert(2)" <{graph}> .
<{thing}> <http://e/link> <javascript:alert(3)> <{graph}> .
<{thing}> <http://e/link> <JavaScript:alert(4)> <{graph}> .
<{thing}> <http://e/link> <data:text/html,alert(5)> <{graph}> .
<{thing}> <http://e/link> <https://elsewhere.example/a'b?x=1&y=2> <{graph}> .
<{thing}> <http://e/text> "{{{{ 7*7 }}}}" <{graph}> .
<javascript:alert(6)> <http://e/points> <{thing}> <{graph}> .
"""


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """Our questions and pages over data that mean harm."""
    quads = HOSTILE.format(thing=names.thing("model", "evil"), graph=names.GRAPHS + "model/evil")
    with TestClient(create_app(as_if_ours(tmp_path_factory.mktemp("hostile"), quads), Limits(seconds=4))) as client:
        yield client


@pytest.mark.parametrize(
    "path",
    [
        "/model/evil.html?page=1",
        "/graph/model/evil.html",
        "/q/statements-of-graph.html?graph=" + names.GRAPHS + "model/evil",
    ],
)
def test_nothing_in_the_data_becomes_markup_or_a_script(hostile: TestClient, path: str) -> None:
    response = hostile.get(path)

    page = Page(response)
    targets = {str(link["href"]) for link in page.named("a")}
    assert response.status_code == 200
    assert page.named("script") == []
    assert {image["src"] for image in page.named("img")} == {"/static/lgi.svg"}
    assert not any(name.startswith("on") for _, attributes in page.tags for name in attributes)
    assert {target.partition(":")[0].lower() for target in targets if not target.startswith(("/", "#"))} <= {
        "http",
        "https",
    }
    assert "https://elsewhere.example/a'b?x=1&y=2" in targets
    for words in ("alert('label')", "javascript:alert(3)", "JavaScript:alert(4)", "data:text/html", "{{ 7*7 }}"):
        assert words in page.text


def test_what_is_hostile_in_a_thing_is_text_on_the_page_of_its_kind(hostile: TestClient) -> None:
    response = hostile.get("/model/evil.html")

    page = Page(response)
    assert (response.status_code, page.named("script")) == (200, [])
    assert not any(name.startswith("on") for _, attributes in page.tags for name in attributes)
    assert "alert('label')" in page.text


def test_the_document_of_a_hostile_thing_still_is_its_graph(hostile: TestClient) -> None:
    graph = _graph(hostile.get("/model/evil.ttl"))

    assert rdflib.Literal("<script>alert('label')</script>", lang="en") in set(graph.objects())


@pytest.mark.parametrize("kind", ["model", "council", "claim"])
def test_a_kind_leads_to_the_list_of_its_records(client: TestClient, kind: str) -> None:
    response = client.get(f"/{kind}", headers={"Accept": "application/json"})
    listed = client.get(response.headers["location"], headers={"Accept": "text/html"})

    assert response.status_code == 303
    assert f'href="/{kind}/' in listed.text


@pytest.mark.parametrize("path", ["/data", "/dataset", "/ontology", "/ontology/0.1.0"])
def test_the_addresses_that_the_data_speak_of_answer(client: TestClient, path: str) -> None:
    assert client.get(path, headers={"Accept": "text/turtle"}).status_code == 200
    assert client.get(path, headers={"Accept": "text/html"}).status_code == 200


def test_another_version_of_the_ontology_is_not_there(client: TestClient) -> None:
    assert client.get("/ontology/9.9.9").status_code == 404


@pytest.mark.parametrize("path", ["/ontology.ttl", "/ontology/0.1.0.ttl", "/data.ttl", "/dataset.ttl"])
def test_the_addresses_that_the_data_speak_of_have_endings_too(client: TestClient, path: str) -> None:
    response = client.get(path, headers={"Accept": "image/png"})

    assert (response.status_code, response.headers["content-type"]) == (200, "text/turtle; charset=utf-8")


def test_what_points_to_a_thing_comes_page_by_page(tmp_path: Path) -> None:
    hub = names.thing("place", "hub")
    facts = [f"<http://e/{i:03}> <http://e/near> <{hub}> .\n" for i in range(501)]
    made = as_if_ours(tmp_path, "".join([f'<{hub}> <http://e/says> "x" .\n', *facts]))
    with TestClient(create_app(made, Limits(seconds=4))) as client:
        first, second = (
            client.get("/place/hub.html?page=1"),
            client.get("/place/hub?page=2", headers={"Accept": BROWSER}),
        )
        third, none = client.get("/place/hub.html?page=3"), client.get("/place/hub.html?page=0")

    assert (first.links["next"]["url"], second.links["prev"]["url"]) == (
        "/place/hub.html?page=2",
        "/place/hub.html?page=1",
    )
    assert "here are 501 to 501" in second.text and "http://e/500" in second.text and "http://e/499" not in second.text
    assert (third.status_code, none.status_code) == (404, 400)
