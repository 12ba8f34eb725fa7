import json

import pytest
from starlette.testclient import TestClient

from lgi import media, names
from lgi.web import headers
from lgi.web.documents import signposting
from lgi.web.documents.signposting import LINKSET, PAGE, Link, Signpost

DEAL = names.thing("model", "wigan-deal")
DOCUMENTS = {
    "/model/wigan-deal": DEAL,
    "/ontology": names.ONTOLOGY,
    "/scheme/stance": names.SCHEMES + "stance",
    "/shapes": names.SHAPES,
    "/graph/model/wigan-deal": names.GRAPHS + "model/wigan-deal",
}


def links(header: str) -> dict[str, list[tuple[str, str]]]:
    """The links of a header by their relation, each with its target and media type."""
    found: dict[str, list[tuple[str, str]]] = {}
    for part in header.split(", <"):
        target, *rest = part.lstrip("<").split("; ")
        said = dict(each.split("=", 1) for each in rest)
        found.setdefault(said["rel"].strip('"'), []).append((target.rstrip(">"), said.get("type", "").strip('"')))
    return found


@pytest.mark.parametrize(("path", "iri"), DOCUMENTS.items())
@pytest.mark.parametrize("verb", ["GET", "HEAD"])
def test_a_page_tells_what_to_cite_what_describes_it_its_licence_authors_and_collection(
    client: TestClient, verb: str, path: str, iri: str
) -> None:
    told = links(client.request(verb, f"{path}.html").headers["link"])

    assert told["cite-as"] == [(iri, "")]
    assert {kind for _, kind in told["describedby"]} - {media.JSON} == set(media.TRIPLES.values())
    assert (told["license"], told["author"]) == ([(names.LICENCE, "")], [(names.EDITORS, "")])
    assert told["collection"] == [("/data", "text/html")]
    assert (PAGE, "") in told["type"] and len(told["type"]) > 1
    assert told["linkset"] == [(f"/linkset{path}", LINKSET)]


@pytest.mark.parametrize("path", DOCUMENTS)
def test_all_that_a_document_leads_to_here_is_there_in_the_type_it_says(client: TestClient, path: str) -> None:
    told = links(client.get(path).headers["link"])

    ours = {(to, kind) for found in told.values() for to, kind in found if to.startswith("/")}
    answered = {(to, kind): client.get(to, headers={"Accept": kind}) for to, kind in ours}
    assert {there.status_code for there in answered.values()} == {200}
    assert {(to, there.headers["content-type"].partition(";")[0]) for (to, _), there in answered.items()} == ours


@pytest.mark.parametrize("ending", media.TRIPLES)
def test_data_lead_back_to_the_page_that_they_describe(client: TestClient, ending: str) -> None:
    told = links(client.get(f"/model/wigan-deal.{ending}").headers["link"])

    assert told["describes"] == [("/model/wigan-deal.html", "text/html")]
    assert "describedby" not in told


def test_a_thing_has_signposts_before_its_document_is_reached(client: TestClient) -> None:
    told = links(client.get("/id/model/wigan-deal").headers["link"])

    assert told["cite-as"] == [(DEAL, "")]
    assert (f"{names.ONTOLOGY}#Model", "") in told["type"]
    assert ("/model/wigan-deal.ttl", "text/turtle") in told["describedby"]


@pytest.mark.parametrize("path", DOCUMENTS)
def test_the_link_set_holds_what_the_headers_say(client: TestClient, path: str) -> None:
    response = client.get(f"/linkset{path}")

    sets = {each.pop("anchor"): each for each in response.json()["linkset"]}
    assert response.headers["content-type"] == LINKSET
    for form, told in sets.items():
        said = links(client.get(form).headers["link"])
        assert {rel: [(to["href"], to.get("type", "")) for to in found] for rel, found in told.items()} == said


@pytest.mark.parametrize(
    "path", ["/linkset/model/nothing", "/linkset/nothing", "/linkset/scheme/nothing", "/linkset/ontology/9.9"]
)
def test_there_are_no_links_of_what_there_is_not(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 404


def test_a_link_set_in_no_type_that_is_accepted_is_not_acceptable(client: TestClient) -> None:
    assert client.get("/linkset/model/wigan-deal", headers={"Accept": "text/csv"}).status_code == 406
    assert client.get("/linkset/ontology/0.1.0").status_code == 200


def test_a_header_that_grew_too_long_leads_to_the_link_set_that_holds_all() -> None:
    many = tuple(Link(f"/model/{number}", "item", "text/html") for number in range(200))
    turns = {"next": "/list.html?page=2"}
    post = Signpost("http://e/list", {"text/html": "/list.html"}, items=many, linkset="/linkset/list", turns=turns)

    short = signposting.header(post)["Link"]
    assert len(short) < headers.LINK_BYTES
    assert list(links(short)) == ["next", "cite-as", "linkset"]
    assert json.dumps(signposting.linkset(post)).count('"/model/') == 200
