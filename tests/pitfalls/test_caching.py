"""Pitfalls of caching and of releases."""

import re
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from shutil import copytree

import httpx2
import pytest
from starlette.testclient import TestClient

from lgi import release
from lgi.engine import Limits
from lgi.release import Release
from lgi.web.app import Options, create_app
from lgi.web.documents import things
from releases import PUT_OTHERWISE

YEAR = "public, max-age=31536000, immutable"
CLAIM = "/claim/wigan-deal-agreement"
READ = [
    f"{CLAIM}.ttl",
    "/model/wigan-deal",
    "/q/named-models.csv",
    "/q",
    "/sparql?query=ASK{?s ?p ?o}",
    "/graph/model/wigan-deal.nt",
    "/ontology.ttl",
    "/scheme/power-degree",
]


@pytest.fixture(scope="module")
def folder(history: tuple[Release, Release], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of two releases, of which the first is still the newest."""
    found = Path(copytree(history[0].path.parent, tmp_path_factory.mktemp("two") / "release"))
    release.point_latest(found, history[0].path.name)
    return found


@pytest.fixture(scope="module")
def two(folder: Path, history: tuple[Release, Release]) -> Iterator[TestClient]:
    """The service on them."""
    with _served(folder, history[0]) as made:
        yield made


def _served(folder: Path, made: Release) -> TestClient:
    limits = Limits(client_heavy=1000, client_seconds=1e6)
    app = create_app(release.open_release(folder / made.path.name), limits, Options(watched=folder))
    return TestClient(app, follow_redirects=False)


# --- 52 --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", READ)
def test_pitfall_52_every_representation_has_a_strong_tag_that_is_held_against(http: httpx2.Client, path: str) -> None:
    got = http.get(path)
    again = http.get(path, headers={"If-None-Match": got.headers["etag"]})

    assert re.fullmatch('"[^"]+"', got.headers["etag"])
    assert (got.status_code, again.status_code, again.content) == (200, 304, b"")


def test_pitfall_52_the_tags_of_forms_and_of_releases_differ(two: TestClient, history: tuple[Release, Release]) -> None:
    paths = [f"{before}{CLAIM}.{form}" for form in ("ttl", "nt", "html") for before in _pins(history)]
    tags = [two.get(path).headers["etag"] for path in paths]

    assert len(set(tags)) == len(tags)


# --- 53 --------------------------------------------------------------------------------------------------------


def _pins(history: tuple[Release, Release]) -> list[str]:
    return [f"/release/{made.manifest.name}" for made in history]


@pytest.mark.parametrize("path", [*READ, "/id/model/wigan-deal", "/dump.nq.gz", "/SHA256SUMS"])
def test_pitfall_53_what_a_release_says_may_be_kept_for_a_year(
    two: TestClient, history: tuple[Release, Release], path: str
) -> None:
    for before in _pins(history):
        for _ in range(2):
            got = two.get(before + path)
            assert got.headers["cache-control"] == YEAR
        if "etag" in got.headers:
            again = two.get(before + path, headers={"If-None-Match": got.headers["etag"]})
            assert (again.status_code, again.headers["cache-control"]) == (304, YEAR)


@pytest.mark.parametrize("path", READ)
def test_pitfall_53_what_the_newest_says_may_not_and_it_says_which_it_is(
    two: TestClient, history: tuple[Release, Release], path: str
) -> None:
    got = two.get(path)

    assert got.headers["cache-control"] == "public, max-age=60"
    assert got.headers["lgi-release"] == history[0].manifest.name


@pytest.mark.parametrize(
    "path", ["/nowhere", "/model/none", "/sparql?query=SELEKT", "/q/none", "/sparql?query=SELECT (NOW() AS ?n) {}"]
)
def test_pitfall_53_what_a_release_does_not_say_for_ever_may_not(
    two: TestClient, history: tuple[Release, Release], path: str
) -> None:
    for before in _pins(history):
        assert two.get(before + path).headers["cache-control"] == "no-store"


# --- 54 --------------------------------------------------------------------------------------------------------


def test_pitfall_54_a_restart_changes_no_tag(two: TestClient, folder: Path, history: tuple[Release, Release]) -> None:
    paths = [before + path for path in READ for before in ("", *_pins(history))]
    tags = [two.get(path).headers["etag"] for path in paths]

    with _served(folder, history[0]) as after:
        assert [after.get(path).headers["etag"] for path in paths] == tags


def test_pitfall_54_who_reads_page_by_page_reads_one_release(folder: Path, history: tuple[Release, Release]) -> None:
    path = "/sparql?query=" + "SELECT * { ?s ?p ?o } ORDER BY ?s ?p ?o LIMIT 3"
    with _served(folder, history[0]) as service:
        first = service.get(path)
        pinned = f"/release/{first.headers['lgi-release']}{path}"
        release.point_latest(folder, history[1].path.name)
        until = time.monotonic() + 15
        while service.get("/ready").json()["release"] != history[1].manifest.name:
            assert time.monotonic() < until
            time.sleep(0.1)
        newest, claim = service.get(path), service.get(f"{CLAIM}.ttl")
        again = service.get(pinned)
    release.point_latest(folder, history[0].path.name)

    assert (newest.headers["lgi-release"], PUT_OTHERWISE in claim.text) == (history[1].manifest.name, True)
    assert (again.content, again.headers["lgi-release"]) == (first.content, history[0].manifest.name)


def test_pitfall_54_the_next_page_of_a_document_is_of_the_same_release(
    folder: Path, history: tuple[Release, Release], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(things, "INCOMING_OF_A_PAGE", 100)
    with _served(folder, history[0]) as service:
        link = service.get("/source/reimagining-services-post.ttl?page=2").headers["link"]

    turns = re.findall('<([^>]*)>; rel="(?:first|prev|next|last)"', link)
    assert len(turns) == 4
    assert all(target.startswith(_pins(history)[0]) for target in turns)


def test_pitfall_54_requests_during_a_change_get_whole_answers_of_one_release(
    folder: Path, history: tuple[Release, Release]
) -> None:
    told: set[tuple[int, str, bool]] = set()
    with _served(folder, history[0]) as service:
        stop = threading.Event()

        def ask() -> None:
            while not stop.is_set():
                got = service.get(f"{CLAIM}.ttl")
                told.add((got.status_code, got.headers["lgi-release"], PUT_OTHERWISE in got.text))

        asking = threading.Thread(target=ask)
        asking.start()
        release.point_latest(folder, history[1].path.name)
        until = time.monotonic() + 15
        while service.get("/ready").json()["release"] != history[1].manifest.name and time.monotonic() < until:
            time.sleep(0.1)
        stop.set()
        asking.join()
    release.point_latest(folder, history[0].path.name)

    assert told <= {(200, history[0].manifest.name, False), (200, history[1].manifest.name, True)}
