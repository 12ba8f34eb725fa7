"""Tidy JSON and its context over HTTP."""

import json
from pathlib import Path

import pytest
from starlette.testclient import TestClient

import trees
from lgi import files, media, names
from lgi.engine import Limits
from lgi.release import Release
from lgi.tidy import context
from lgi.web.app import create_app
from releases import as_if_ours

DEAL = "/model/wigan-deal"
YEAR = "public, max-age=31536000, immutable"


def test_json_of_a_thing_is_tidy_by_ending_and_by_type(client: TestClient) -> None:
    named, agreed = client.get(f"{DEAL}.json"), client.get(DEAL, headers={"Accept": "application/json"})

    assert named.headers["content-type"] == agreed.headers["content-type"] == "application/json"
    assert named.json() == agreed.json()
    assert (named.json()["@context"], named.json()["id"]) == (context.IRI, names.thing("model", "wigan-deal"))
    assert agreed.headers["content-location"] == f"{DEAL}.json"
    assert agreed.headers["vary"] == "Accept, Accept-Encoding"


def test_json_ld_stays_the_plain_graph_of_the_document(client: TestClient) -> None:
    plain = client.get(f"{DEAL}.jsonld")

    assert plain.headers["content-type"] == "application/ld+json"
    assert "claims" not in plain.text
    assert client.get("/scheme/stance.json").headers["content-type"] == "application/ld+json"


def test_the_forms_of_a_document_name_its_tidy_json(client: TestClient) -> None:
    links = client.get(f"{DEAL}.ttl").headers["link"]

    assert f'<{DEAL}.json>; rel="alternate"; type="application/json"' in links


def test_the_context_can_stand_in_the_document(client: TestClient) -> None:
    inline, plain = client.get(f"{DEAL}.json?context=inline"), client.get(f"{DEAL}.json")

    assert inline.json()["@context"] == client.get("/context/1.jsonld").json()["@context"]
    assert {**inline.json(), "@context": context.IRI} == plain.json()
    assert inline.headers["etag"] != plain.headers["etag"]
    assert trees.graph(inline.json()) == trees.graph(plain.json())


def test_a_document_that_was_agreed_on_with_its_context_gives_no_address_of_another(client: TestClient) -> None:
    agreed = client.get(f"{DEAL}?context=inline", headers={"Accept": "application/json"})

    assert isinstance(agreed.json()["@context"], dict)
    assert "content-location" not in agreed.headers


def test_another_choice_of_context_is_refused_with_those_there_are(client: TestClient) -> None:
    refused = client.get(f"{DEAL}.json?context=none")

    assert (refused.status_code, "'inline'" in refused.json()["detail"]) == (400, True)


def test_what_a_client_holds_is_not_sent_again(client: TestClient) -> None:
    tag = client.get(f"{DEAL}.json").headers["etag"]

    assert client.get(f"{DEAL}.json", headers={"If-None-Match": tag}).status_code == 304


@pytest.mark.parametrize("path", ["/model/none.json", f"{DEAL}.json?page=2", f"{DEAL}.json?page=0"])
def test_what_is_not_there_is_told_as_a_problem(client: TestClient, path: str) -> None:
    assert client.get(path).headers["content-type"] == "application/problem+json"


def test_what_points_to_a_thing_is_turned_page_by_page_with_the_context_kept(tmp_path: Path) -> None:
    hub = names.thing("place", "hub")
    facts = [f"<http://e/{i:03}> <{names.expand('lgi:isAbout')}> <{hub}> .\n" for i in range(501)]
    made = as_if_ours(tmp_path, "".join([f'<{hub}> <http://e/says> "x" .\n', *facts]))
    with TestClient(create_app(made, Limits(seconds=4))) as client:
        first, second = client.get("/place/hub.json?context=inline"), client.get("/place/hub.json?page=2")

    assert first.json()["page"] == {"number": 1, "last": 2, "incoming": 501, "next": "?page=2&context=inline"}
    assert first.links["next"]["url"] == "/place/hub.json?page=2"
    assert [len(told.json()["recordsAbout"]) for told in (first, second)] == [500, 1]


# --- the context ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/context/1", "/context/1.jsonld"])
def test_the_context_may_be_kept_for_a_year_and_read_from_anywhere(client: TestClient, path: str) -> None:
    found = client.get(path, headers={"Accept": "application/ld+json"})

    assert (found.status_code, found.headers["content-type"]) == (200, "application/ld+json")
    assert (found.headers["cache-control"], found.headers["access-control-allow-origin"]) == (YEAR, "*")
    assert found.json() == {"@context": trees.PROMISED}
    assert client.get(path, headers={"If-None-Match": found.headers["etag"]}).status_code == 304


def test_the_address_in_a_document_is_that_of_the_context() -> None:
    assert context.IRI == "https://w3id.org/lgi/context/1"


def test_the_keys_are_told_to_programs_and_to_people(client: TestClient) -> None:
    told, page = client.get("/context/1.json"), client.get("/context/1", headers={"Accept": media.HTML})

    gloss = next(key for key in told.json()["keys"] if key["name"] == "gloss")
    assert (gloss["form"], gloss["many"]) == ("text", False)
    assert gloss["definition"] in page.text and 'id="claimsThatConcernModel"' in page.text
    assert page.headers["cache-control"] == "public, max-age=86400"


@pytest.mark.parametrize(
    ("path", "accept", "status"),
    [("/context/2", "*/*", 404), ("/context/1.ttl", "*/*", 406), ("/context/1", "image/png", 406)],
)
def test_no_other_version_or_form_of_the_context_is_there(
    client: TestClient, path: str, accept: str, status: int
) -> None:
    assert client.get(path, headers={"Accept": accept}).status_code == status


def test_a_release_holds_its_context_and_its_keys(built: Release) -> None:
    assert {context.FILE, context.KEYS_FILE} <= set(built.manifest.files)
    assert json.loads(built.file(context.FILE).read_bytes())["@context"] == trees.PROMISED


# --- what is told of it -----------------------------------------------------------------------------------------


def test_the_example_of_the_documentation_is_of_keys_that_there_are(client: TestClient) -> None:
    text = (files.ROOT / "docs" / "json.md").read_text(encoding="utf-8")
    example = json.loads(text.partition("```json\n")[2].partition("```")[0])

    told = client.get(f"{DEAL}.json").json()
    assert set(example) <= set(told)
    assert {key for node in trees.nodes(example) for key in node} <= set(trees.PROMISED) | {"@context"}
    assert {name: example[name] for name in ("@context", "id", "type", "label")} == {
        name: told[name] for name in ("@context", "id", "type", "label")
    }
