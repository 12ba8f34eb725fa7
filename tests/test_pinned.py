"""Pinned access: what a release answers by its name is what it answered when it was the newest, to the last byte."""

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from shutil import copytree

import pytest
from starlette.testclient import TestClient

from lgi import media, names, release
from lgi.engine import Limits
from lgi.release import LATEST, Release
from lgi.web import pinning
from lgi.web.app import Options, create_app
from lgi.web.catalogue import MOMENT_SECONDS
from releases import PUT_OTHERWISE

LIMITS = Limits(client_heavy=1000, client_seconds=1e6)
BROWSER = "text/html,application/xhtml+xml,*/*;q=0.8"
CLAIM = "/claim/wigan-deal-agreement"
QUERY = "/sparql?query=SELECT%20%2A%20%7B%20%3Fs%20a%20%3Chttps%3A%2F%2Fw3id.org%2Flgi%2Fontology%23Model%3E%20%7D"
FORMS = {
    "document": [*media.TRIPLES, "json", "html"],
    "rows": [*media.SOLUTIONS, "html"],
}
PATHS = [
    *(f"{path}.{form}" for path in (CLAIM, "/model/wigan-deal", "/place/wigan") for form in FORMS["document"]),
    *(f"/scheme/power-degree.{form}" for form in FORMS["document"]),
    *(f"/graph/model/wigan-deal.{form}" for form in FORMS["document"]),
    *(f"/q/conditions-of-models.{form}" for form in FORMS["rows"]),
    *(f"{QUERY}&format={form}" for form in FORMS["rows"]),
    *(
        "/q",
        "/sparql",
        "/ontology.ttl",
        "/data.ttl",
        "/model/wigan-deal",
        "/q/assertions-of-thing?thing=claim:wigan-deal-agreement",
    ),
    *("/compare?m=wigan-deal&m=buurtzorg", "/evidence/map", "/evidence/map.csv", "/fit?place=wigan"),
    *("/power?view=list", "/roles", "/builder", "/query", "/search?q=wigan", "/search.json?q=wigan"),
]
"""A sample of every route in every form; pages among them, which say of themselves that they are pinned."""


@pytest.fixture(scope="module")
def folder(history: tuple[Release, Release], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with both releases."""
    return Path(copytree(history[0].path.parent, tmp_path_factory.mktemp("both") / "release"))


@pytest.fixture(scope="module")
def before(history: tuple[Release, Release], tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """The service when there was the first release alone."""
    folder = tmp_path_factory.mktemp("before")
    copytree(history[0].path, folder / history[0].path.name)
    release.point_latest(folder, history[0].path.name)
    with _served(folder, history[0]) as client:
        yield client


@pytest.fixture(scope="module")
def now(history: tuple[Release, Release], folder: Path) -> Iterator[TestClient]:
    """The service when the second one was published."""
    with _served(folder, history[1]) as client:
        yield client


@contextmanager
def _served(folder: Path, made: Release) -> Iterator[TestClient]:
    app = create_app(release.open_release(folder / made.path.name), LIMITS, Options(watched=folder))
    with TestClient(app, follow_redirects=False) as client:
        yield client


@pytest.fixture(scope="module")
def pin(history: tuple[Release, Release]) -> str:
    """What stands before the addresses of the first release."""
    return f"/release/{history[0].manifest.name}"


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("accept", ["*/*", BROWSER, "text/turtle, text/csv;q=0.9"])
def test_a_pinned_address_answers_as_before_a_newer_release_was_published(
    before: TestClient, now: TestClient, pin: str, path: str, accept: str
) -> None:
    headers = {"Accept": accept}
    then, since = before.get(pin + path, headers=headers), now.get(pin + path, headers=headers)

    assert (since.status_code, _without_its_number(since.content)) == (
        then.status_code,
        _without_its_number(then.content),
    )
    assert since.headers.get("etag") == then.headers.get("etag")
    assert since.headers["lgi-release"] == then.headers["lgi-release"] == pin.removeprefix("/release/")


def _without_its_number(body: bytes) -> bytes:
    """What is said without the name that each problem has of its own."""
    return re.sub(b'"urn:uuid:[^"]*"', b"", body)


@pytest.mark.parametrize("path", PATHS)
def test_the_data_are_those_that_the_release_gave_when_it_was_the_newest(
    before: TestClient, now: TestClient, pin: str, path: str
) -> None:
    then, since = before.get(path), now.get(pin + path)

    assert since.status_code == then.status_code
    assert since.headers["content-type"] == then.headers["content-type"]
    if not then.headers["content-type"].startswith("text/html"):
        assert since.text.replace(f'"{pin}/', '"/') == then.text


def test_the_sample_tells_the_two_releases_apart(now: TestClient, pin: str) -> None:
    assert PUT_OTHERWISE in now.get(f"{CLAIM}.ttl").text
    assert PUT_OTHERWISE not in now.get(f"{pin}{CLAIM}.ttl").text


@pytest.mark.parametrize(
    "path",
    [
        *("/model/wigan-deal.html", "/q/conditions-of-models.html", "/sparql", "/q", "/nowhere"),
        *("/model", "/fit", "/power", "/evidence/map", "/builder", "/query", "/search?q=wigan", "/compare"),
    ],
)
def test_all_that_a_pinned_page_leads_to_is_pinned(now: TestClient, pin: str, path: str) -> None:
    text = now.get(pin + path, headers={"Accept": BROWSER}).text

    targets = set(re.findall(r' (?:href|action|src)="(/[^"]*)"', text))
    out = {target for target in targets if not target.startswith(pin)}
    assert {target for target in out if not pinning.is_whole(target)} == {path}
    assert f'rel="latest-version" href="{path}"' in text


def test_all_that_its_headers_lead_to_is_pinned(now: TestClient, pin: str) -> None:
    document, thing = now.get(f"{pin}/model/wigan-deal"), now.get(f"{pin}/id/model/wigan-deal")

    alternates = re.findall(r'<([^>]*)>; rel="alternate"', document.headers["link"])
    assert alternates and all(target.startswith(f"{pin}/model/wigan-deal.") for target in alternates)
    assert document.headers["content-location"] == f"{pin}/model/wigan-deal.ttl"
    assert (thing.status_code, thing.headers["location"]) == (303, f"{pin}/model/wigan-deal")


def test_a_query_may_be_posted_to_a_release(now: TestClient, pin: str) -> None:
    said = {"query": f"ASK {{ ?s ?p {PUT_OTHERWISE!r}@en }}"}

    told = [now.post(f"{before}/sparql", data=said).json()["boolean"] for before in (pin, "")]
    slash = now.post(f"{pin}/sparql/", data=said)

    assert (told, slash.status_code) == ([False, True], 200)
    assert now.post(f"{pin}/q", data=said).headers["allow"] == "GET, HEAD, OPTIONS"


def test_a_browser_may_ask_whether_it_may_post(now: TestClient, pin: str) -> None:
    asking = {"Origin": "https://elsewhere.example", "Access-Control-Request-Method": "POST"}

    allowed = now.options(f"{pin}/sparql", headers=asking).headers["access-control-allow-methods"]

    assert "POST" in allowed


@pytest.mark.parametrize(("path", "led"), [("/model/wigan-deal/", "/model/wigan-deal"), ("/", "")])
def test_a_slash_at_the_end_is_led_away_within_the_release(now: TestClient, pin: str, path: str, led: str) -> None:
    told = now.get(pin + path)

    assert (told.status_code, told.headers["location"]) == (308, pin + led)


@pytest.mark.parametrize("path", ["/live", "/release", "/static/lgi.css", "/openapi.json", "/nowhere", "/model/none"])
def test_what_is_of_no_release_is_not_found_in_one(now: TestClient, pin: str, path: str) -> None:
    told = now.get(pin + path)

    assert (told.status_code, told.headers["cache-control"]) == (404, "no-store")


def test_a_release_that_is_not_there_is_not_found_and_the_nearest_is_named(now: TestClient, pin: str) -> None:
    told = now.get(f"{pin}0/model/wigan-deal")

    assert told.status_code == 404
    assert pin.removeprefix("/release/") in told.json()["detail"]


def test_the_newest_release_by_its_name_is_asked_by_the_engine_that_runs(
    now: TestClient, history: tuple[Release, Release]
) -> None:
    told = now.get(f"/release/{history[1].manifest.name}{CLAIM}.ttl")

    assert PUT_OTHERWISE in told.text and told.headers["cache-control"].endswith("immutable")
    assert history[1].manifest.name not in now.app.state.sites.shelf.names  # type: ignore[attr-defined]


def test_what_was_dropped_is_gone_and_what_it_was_is_told(
    history: tuple[Release, Release], tmp_path: Path, pin: str
) -> None:
    folder = Path(copytree(history[0].path.parent, tmp_path / "release"))
    first = folder / history[0].path.name
    gone = ("", "/q", "/model/wigan-deal", "/dump.nq.gz", "/graph/model/wigan-deal.ttl", "/sparql?query=ASK{}")
    with _served(folder, history[1]) as served:
        assert served.get(f"{pin}/q").status_code == 200
        release.write_manifest(first, replace(history[0].manifest, dropped="2026-12-01T00:00:00+00:00"))

        time.sleep(2 * MOMENT_SECONDS)
        told = [served.get(pin + path) for path in gone]
        page = served.get(pin, headers={"Accept": BROWSER})
        kept = [served.get(f"{pin}/{name}").status_code for name in ("manifest.json", "changes.json", "SHA256SUMS")]
        listed = served.get("/release.json").json()["releases"]

    assert {(each.status_code, each.json()["manifest"]["digest"]) for each in told} == {
        (410, history[0].manifest.digest)
    }
    assert (page.status_code, history[0].manifest.digest in page.text) == (410, True)
    assert kept == [200, 200, 200]
    assert [each["dropped"] for each in listed] == ["", "2026-12-01T00:00:00+00:00"]


def test_a_release_that_is_damaged_is_not_read_and_others_are_served_on(
    history: tuple[Release, Release], tmp_path: Path, pin: str
) -> None:
    folder = Path(copytree(history[0].path.parent, tmp_path / "release"))
    (folder / history[0].path.name / "vocab.json").write_text("{}")
    with _served(folder, history[1]) as served:
        told = [served.get(f"{before}/q/named-models.csv").status_code for before in (pin, "")]

    assert told == [503, 200]


def test_a_graph_whose_file_is_gone_while_it_is_served_comes_from_the_engine(
    history: tuple[Release, Release], tmp_path: Path
) -> None:
    folder = Path(copytree(history[0].path.parent, tmp_path / "release"))
    with _served(folder, history[1]) as served:
        (folder / history[1].path.name / "graph" / "model" / "wigan-deal.ttl").unlink()
        told = served.get("/graph/model/wigan-deal.ttl")

    assert (told.status_code, "wigan-deal" in told.text) == (200, True)


def test_a_release_that_stands_alone_is_all_there_is(client: TestClient) -> None:
    (alone,) = client.get("/release.json").json()["releases"]

    assert alone["newest"] and client.get(f"{alone['path']}/q/named-models.csv").status_code == 200
    assert "memento-datetime" in client.get(f"{alone['path']}/model/wigan-deal").headers


def test_data_that_are_not_ours_have_no_releases(any_data: Release) -> None:
    with TestClient(create_app(any_data, Limits())) as client:
        paths = ("/release", f"/release/{any_data.manifest.name}", f"/release/{any_data.manifest.name}/sparql")
        told = [client.get(path).status_code for path in paths]

    assert told == [404, 404, 404]
    assert not (any_data.path.parent / LATEST / "x").exists()


def test_what_was_answered_before_is_answered_alike_again(now: TestClient, pin: str) -> None:
    first = now.get(f"{pin}/model/buurtzorg")
    held = now.get(f"{pin}/model/buurtzorg", headers={"If-None-Match": first.headers["etag"]})
    kept = float(_number(now, "lgi_kept_answers_total"))
    again = now.get(f"{pin}/model/buurtzorg")

    assert (held.status_code, again.content) == (304, first.content)
    assert sorted(again.headers.items()) == sorted(first.headers.items())
    assert float(_number(now, "lgi_kept_answers_total")) == kept + 1


def _number(client: TestClient, name: str) -> str:
    lines = client.get("/metrics").text.splitlines()
    return next(line.rpartition(" ")[2] for line in lines if line.startswith(f"{name} "))


PINNED = (
    *(
        ".well-known",
        "data",
        "dataset",
        "graph",
        "id",
        "linkset",
        "mapping",
        "ontology",
        "q",
        "query",
        "reconcile",
        "scheme",
        "shapes",
    ),
    *("about", "accessibility", "builder", "compare", "evidence", "fit", "grades", "opensearch.xml", "power"),
    *("roles", "search"),
    *("sparql", "context", "{kind}", ""),
)
"""The first steps of paths that are of a release; all others are of the whole service."""


def test_of_every_path_it_is_said_whether_it_is_of_one_release(client: TestClient) -> None:
    paths = {re.sub(r":\w+}", "}", route.path) for route in client.app.routes}  # type: ignore[attr-defined]
    firsts = {path.split("/")[1].split(".{")[0] for path in paths}

    assert {first for first in firsts if not pinning.is_whole(f"/{first}")} <= {*PINNED, *names.KINDS}
    assert not any(pinning.is_whole(f"/{first}") for first in PINNED)


@pytest.mark.parametrize(
    "path", ["/q", "/graph", "/scheme", "/mapping.json", "/linkset/model/wigan-deal", "/linkset/data"]
)
def test_every_path_in_json_of_a_release_stays_in_it(now: TestClient, pin: str, path: str) -> None:
    told = now.get(f"{pin}{path}", headers={"accept": "application/json"}).text
    paths = set(re.findall(r'"(/[^"]*)"', told))

    assert paths
    assert {each for each in paths if not each.startswith(f"{pin}/") and not pinning.is_whole(each)} == set()
    assert [each for each in paths if each.count("/release/") > 1] == []
