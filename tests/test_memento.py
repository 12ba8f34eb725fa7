"""Memento (RFC 7089): a document leads to what it was at a time."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from lgi import names
from lgi.engine import Limits
from lgi.release import CHANGES, Manifest, Release
from lgi.web import memento
from lgi.web.app import Options, create_app
from lgi.web.catalogue import Entry

DOCUMENT = "/model/wigan-deal"
LIMITS = Limits(client_heavy=1000, client_seconds=1e6)


@pytest.fixture(scope="module")
def dated(history: tuple[Release, Release]) -> Iterator[TestClient]:
    """The service on the second of two releases."""
    app = create_app(history[1], LIMITS, Options(watched=history[1].path.parent))
    with TestClient(app, follow_redirects=False) as client:
        yield client


@pytest.fixture(scope="module")
def pins(history: tuple[Release, Release]) -> list[str]:
    """What stands before the addresses of each."""
    return [f"/release/{made.manifest.name}" for made in history]


def _at(made: Release, seconds: int = 0) -> dict[str, str]:
    when = datetime.fromisoformat(made.manifest.built) + timedelta(seconds=seconds)
    return {"Accept-Datetime": memento.date(when)}


def _links(header: str) -> dict[str, str]:
    """The targets of a header by each relation."""
    return {
        relation: target
        for target, relations in re.findall('<([^>]*)>; rel="([^"]*)"', header)
        for relation in relations.split()
    }


def test_a_document_leads_to_the_release_that_was_the_newest_at_a_time(
    dated: TestClient, history: tuple[Release, Release], pins: list[str]
) -> None:
    asked = [_at(history[0], -86400), _at(history[0]), _at(history[1]), _at(history[1], 86400)]

    told = [dated.get(DOCUMENT, headers=headers) for headers in asked]

    assert {each.status_code for each in told} == {302}
    assert [each.headers["location"] for each in told] == [
        pin + DOCUMENT for pin in (pins[0], pins[0], pins[1], pins[1])
    ]
    assert all("Accept-Datetime" in each.headers["vary"] and "memento-datetime" not in each.headers for each in told)


def test_the_way_there_tells_of_the_states_before_and_after(
    dated: TestClient, history: tuple[Release, Release], pins: list[str]
) -> None:
    links = _links(dated.get(DOCUMENT, headers=_at(history[0])).headers["link"])

    assert links["original"] == links["timegate"] == DOCUMENT
    assert links["timemap"] == f"/timemap{DOCUMENT}"
    assert (links["first"], links["next"], links["last"]) == (
        pins[0] + DOCUMENT,
        pins[1] + DOCUMENT,
        pins[1] + DOCUMENT,
    )


def test_a_state_says_of_what_time_and_of_what_document_it_is(
    dated: TestClient, history: tuple[Release, Release], pins: list[str]
) -> None:
    told = dated.get(pins[0] + DOCUMENT)

    links = _links(told.headers["link"])
    assert told.headers["memento-datetime"] == _at(history[0])["Accept-Datetime"]
    assert (links["original"], links["next"]) == (DOCUMENT, pins[1] + DOCUMENT)
    assert "last" not in links
    assert told.headers["cache-control"].endswith("immutable")


def test_a_document_says_that_it_has_other_states(dated: TestClient) -> None:
    for _ in range(2):
        told = dated.get(DOCUMENT)
        assert _links(told.headers["link"])["timemap"] == f"/timemap{DOCUMENT}"
        assert told.headers["vary"] == "Accept, Accept-Encoding, Accept-Datetime"
    held = dated.get(DOCUMENT, headers={"If-None-Match": told.headers["etag"]})
    refused, missing = dated.get(DOCUMENT, headers={"Accept": "image/png"}), dated.get("/model/none")

    assert (held.status_code, refused.status_code, missing.status_code) == (304, 406, 404)
    assert all("Accept-Datetime" in each.headers["vary"] for each in (held, refused, missing))


def test_what_is_no_document_has_no_states(dated: TestClient, history: tuple[Release, Release]) -> None:
    told = dated.get("/q/named-models.csv", headers=_at(history[0]))

    assert (told.status_code, told.headers["vary"]) == (200, "Accept-Encoding")
    assert "memento-datetime" not in told.headers


def test_the_answer_of_today_is_not_given_to_who_asks_for_another_time(
    dated: TestClient, history: tuple[Release, Release]
) -> None:
    dated.get(f"{DOCUMENT}.ttl")

    assert dated.get(f"{DOCUMENT}.ttl?page=1", headers=_at(history[0])).headers["location"].endswith(".ttl?page=1")


def test_a_time_that_is_none_is_refused(dated: TestClient) -> None:
    told = dated.get(DOCUMENT, headers={"Accept-Datetime": "yesterday"})

    assert (told.status_code, "GMT" in told.json()["detail"]) == (400, True)


def test_all_states_are_listed(dated: TestClient, pins: list[str]) -> None:
    told = dated.get(f"/timemap{DOCUMENT}")

    links = _links(told.text)
    assert told.headers["content-type"] == "application/link-format"
    assert (links["original"], links["self"]) == (DOCUMENT, f"/timemap{DOCUMENT}")
    assert (links["first"], links["last"]) == tuple(pin + DOCUMENT for pin in pins)
    assert len(re.findall("datetime=", told.text)) == 2


@pytest.mark.parametrize("path", ["/claim/wigan-deal-agreement", "/graph/model/wigan-deal.nt", "/ontology"])
def test_states_are_listed_of_what_a_release_tells_of(dated: TestClient, path: str) -> None:
    assert len(re.findall("datetime=", dated.get(f"/timemap{path}").text)) == 2


@pytest.mark.parametrize("path", ["/model/none", "/q/named-models", "/graph/model/none", "/nowhere"])
def test_what_was_never_there_has_no_list_of_states(dated: TestClient, path: str) -> None:
    assert dated.get(f"/timemap{path}").status_code == 404


def test_a_service_of_one_release_leads_to_no_other_time(client: TestClient, built: Release) -> None:
    told = client.get(DOCUMENT, headers=_at(built, -86400))

    assert (told.status_code, client.get(f"/timemap{DOCUMENT}").status_code) == (200, 404)


@pytest.fixture
def three(tmp_path: Path, history: tuple[Release, Release]) -> list[Entry]:
    """Three releases, the newest first: a thing was added in the second, and withdrawn in the third."""
    found = []
    for number, change in ((3, "withdrawn"), (2, "added"), (1, "")):
        folder = tmp_path / str(number)
        folder.mkdir()
        things = [{"iri": names.thing("model", "new"), "change": change}] if change else []
        (folder / CHANGES).write_text(json.dumps({"things": things}))
        found.append(Entry(folder, _renamed(history[0].manifest, number)))
    return found


def _renamed(manifest: Manifest, number: int) -> Manifest:
    return replace(manifest, name=str(number), built=f"2026-0{number}-01T00:00:00.5+00:00")


def test_a_thing_has_no_state_in_a_release_that_did_not_have_it(three: list[Entry]) -> None:
    assert [each.address for each in memento.states(three, "/model/new.ttl")] == ["/release/2/model/new.ttl"]
    assert len(memento.states(three, "/model/old")) == 3


def test_from_a_state_only_those_beside_it_and_the_first_and_the_last_are_pointed_to() -> None:
    found = [memento.Memento(datetime(2026, month, 1, tzinfo=UTC), f"/{month}") for month in range(1, 8)]

    named = {state.address: words for state, words in memento.named(found, found[3])}

    assert named == {
        "/1": "first memento",
        "/3": "prev memento",
        "/4": "memento",
        "/5": "next memento",
        "/7": "last memento",
    }


def test_what_was_dropped_is_no_state_any_more(three: list[Entry]) -> None:
    three[0] = replace(three[0], manifest=replace(three[0].manifest, dropped="2027-01-01T00:00:00+00:00"))

    assert [each.address for each in memento.states(three, "/model/old")] == [
        "/release/1/model/old",
        "/release/2/model/old",
    ]
