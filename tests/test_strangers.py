"""What strangers send to the addresses that others build on: it is answered, refused with the reason, and poisons nothing."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from keeping import LIMITS, keep, keeping
from lgi import names, release
from lgi.archive import cabinet
from lgi.engine import Limits
from lgi.matching import index
from lgi.matching.index import Index
from lgi.release import Release
from lgi.web.app import Options, create_app
from lgi.web.kept import archived_page
from lgi.web.reconcile import answers, queries
from lgi.web.site import key

BROWSER = {"accept": "text/html"}
NUMBERS = " ".join(map(str, range(1200)))
MANY = {"query": f"SELECT ?n {{ VALUES ?n {{ {NUMBERS} }} }}"}
DRAWN = {"query": f"CONSTRUCT {{ <http://e/s> <http://e/p> ?n }} {{ VALUES ?n {{ {NUMBERS} }} }}"}


@pytest.fixture(scope="module")
def folder(history: tuple[Release, Release], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with two releases."""
    return Path(shutil.copytree(history[0].path.parent, tmp_path_factory.mktemp("strangers") / "release"))


@pytest.fixture(scope="module")
def web(folder: Path) -> Iterator[TestClient]:
    """The service on them."""
    with keeping(release.open_release(release.latest(folder)), folder / "a.sqlite", watched=folder) as client:
        yield client


@pytest.fixture(scope="module")
def pin(history: tuple[Release, Release]) -> str:
    """What stands before the addresses of the first release."""
    return f"/release/{history[0].manifest.name}"


@pytest.mark.parametrize(
    "tail", ["%2Fmodel", "%2Fmodel/q", "%2Fm/release/x/model/wigan-deal", "/q%0A", "%2Fmanifest.json"]
)
def test_an_encoded_slash_parts_no_address_of_a_release(web: TestClient, pin: str, tail: str) -> None:
    assert web.get(f"{pin}{tail}").status_code == 404


@pytest.mark.parametrize("tail", ["/..%2fmanifest.json", "/queries/..%2f..%2fa.sqlite", "/..%2f..%2f..%2fetc/passwd"])
def test_no_path_leads_to_a_file_that_the_manifest_does_not_list(web: TestClient, pin: str, tail: str) -> None:
    assert web.get(f"{pin}{tail}").status_code == 404


def test_a_pinned_page_leads_to_no_other_host(web: TestClient, pin: str) -> None:
    page = web.get(f"{pin}//evil.example/x", headers=BROWSER)

    assert page.status_code == 404
    assert '"/evil.example/x"' in page.text
    assert '"//' not in page.text


def test_what_one_client_posts_to_says_nothing_on_the_page_of_another(web: TestClient, pin: str) -> None:
    first = web.post(f"{pin}/sparql?told=by-somebody", data={"query": "ASK {}"}, headers=BROWSER)
    other = web.post(f"{pin}/sparql", data={"query": "ASK {}"}, headers=BROWSER)

    assert "by-somebody" in first.text
    assert "by-somebody" not in other.text


def test_no_accept_passes_for_a_time() -> None:
    scope = {"raw_path": b"/", "query_string": b""}
    one = key({**scope, "headers": [(b"accept-datetime", b"Mon"), (b"accept", b"text/html")]})

    assert one != key({**scope, "headers": [(b"accept", b"@Montext/html")]})
    assert one != key({**scope, "headers": [(b"accept", b"text/html")]})


@pytest.mark.parametrize("zone", ["+" + "9" * 20, "+9999", "-" + "9" * 400, "nowhere"])
def test_a_time_that_is_none_is_refused(web: TestClient, zone: str) -> None:
    response = web.get("/model/wigan-deal", headers={"accept-datetime": f"Mon, 23 Nov 2026 08:30:00 {zone}"})

    assert response.status_code in (302, 400)
    assert response.status_code == 302 or "is no time" in response.json()["detail"]


def test_a_release_whose_folder_is_taken_away_is_not_found(history: tuple[Release, Release], tmp_path: Path) -> None:
    folder = Path(shutil.copytree(history[0].path.parent, tmp_path / "release"))
    app = create_app(release.open_release(release.latest(folder)), LIMITS, Options(watched=folder))
    path = f"/release/{history[0].manifest.name}/model/wigan-deal.ttl"
    with TestClient(app) as client:
        assert client.get(path).status_code == 200
        shutil.rmtree(folder / history[0].path.name)
        app.state.sites.catalogue._until = 0.0

        assert client.get(path).status_code == 404


def test_a_folder_of_releases_that_is_empty_has_the_one_that_is_served(built: Release, tmp_path: Path) -> None:
    with TestClient(create_app(built, LIMITS, Options(watched=tmp_path))) as client:
        assert [each["name"] for each in client.get("/release.json").json()["releases"]] == [built.manifest.name]
        assert client.get("/release.ttl").status_code == 200
        assert client.get(f"/release/{built.manifest.name}/model/wigan-deal.ttl").status_code == 200


@pytest.mark.parametrize("path", ["/reconcile/suggest/entity?prefix=w&cursor=", "/reconcile/properties?limit="])
def test_a_number_without_end_is_refused(web: TestClient, path: str) -> None:
    assert web.get(f"{path}{'0' * 9}{'1' * 5000}").status_code == 400


@pytest.mark.parametrize(
    "sent",
    [
        {"query": f'{{"query": "wigan", "limit": 1{"0" * 400}}}'},
        {"query": f'{{"query": "wigan", "properties": [{{"pid": "gss", "v": 1{"0" * 400}}}]}}'},
        {"query": '{"query": "wigan", "properties": [{"pid": "gss", "v": 1e999}]}'},
        {"query": '{"query": "\\ud800"}'},
        {"queries": '{"\\ud800": {"query": "wigan"}}'},
        {"extend": '{"ids": ["\\ud800"], "properties": [{"id": "\\udc00"}]}'},
        {"extend": '{"ids": ["council:wigan"], "properties": [{"id": "gss", "settings": {"limit": 1e999}}]}'},
    ],
)
def test_no_number_and_no_half_of_a_character_breaks_matching(web: TestClient, sent: dict[str, str]) -> None:
    response = web.post("/reconcile", data=sent)

    assert response.status_code == 200
    assert isinstance(response.json(), dict)


def test_a_fault_is_told_at_a_place_whose_name_is_no_text(web: TestClient) -> None:
    response = web.post("/reconcile", data={"queries": '{"\\ud800": 5}'})

    assert response.status_code == 400
    assert response.json()["detail"] == "queries.\\ud800: it is a JSON object"


@pytest.fixture(scope="module")
def known(history: tuple[Release, Release]) -> Index:
    """The index of the first release."""
    return index.of_release(history[0])


@pytest.mark.parametrize("text", ["???", "the", "-"])
def test_what_is_no_name_matches_nothing(known: Index, text: str) -> None:
    found = answers.result(known, queries.single(known, text))

    assert [each for each in found["result"] if each["match"]] == []


def test_a_batch_that_takes_too_long_is_ended(history: tuple[Release, Release], web: TestClient) -> None:
    batch = json.dumps({f"q{number}": {"query": f"Wigan {number}"} for number in range(100)})
    hasty = create_app(history[1], Limits(seconds=0.001))
    with TestClient(hasty) as client:
        client.get("/reconcile/about")
        response = client.post("/reconcile", data={"queries": batch})

    assert response.status_code == 503
    assert response.json()["limit"] == "seconds"
    assert web.post("/reconcile", data={"queries": batch}).status_code == 200


@pytest.mark.parametrize("name", ["release", "question"])
def test_a_name_that_is_too_long_for_one_is_compared_with_none(web: TestClient, name: str) -> None:
    response = web.post(
        "/answer", data={"query" if name == "release" else "release": "", name: "named-models" * 50_000}
    )

    assert response.status_code in (400, 404)
    assert "did you mean" not in response.text
    assert names.meant("n" * 1_000_000, ["n"]) == ""


def test_what_was_asked_counts_for_what_an_answer_takes(web: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    long = {"query": f"ASK {{}} # {'x' * 2000}"}
    monkeypatch.setattr(cabinet, "MOST_PACKED_BYTES", 1000)

    assert web.post("/answer", data=long).status_code == 413
    assert web.post("/answer", data={"query": "ASK {}"}).status_code == 201


def test_what_a_client_keeps_is_charged_with_what_was_asked(history: tuple[Release, Release], tmp_path: Path) -> None:
    with keeping(history[0], tmp_path / "a.sqlite", answers_bytes=1 << 20) as client:
        replies = [client.post("/answer", data={"query": f"ASK {{}} # {n}{'x' * 9000}"}) for n in range(4)]

    assert [reply.status_code for reply in replies] == [201, 201, 429, 429]


@pytest.mark.parametrize("asked", [MANY, DRAWN])
def test_the_page_of_a_long_answer_shows_the_first_of_it(web: TestClient, asked: dict[str, str]) -> None:
    kept = keep(web, asked)
    page = web.get(f"{kept['path']}.html").text

    assert kept["count"] == 1200
    assert page.count("<tr>") + page.count("&lt;http://e/s&gt;") in range(1000, 1002)
    assert f"the first {archived_page.MOST_SHOWN:,} of them" in page
