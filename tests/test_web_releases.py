"""What the service tells of releases: which there are, what each holds, its files, and how two differ."""

import asyncio
import hashlib
import json
import re
import time
from base64 import b64decode
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from shutil import copytree, rmtree

import pytest
from pyoxigraph import Literal, NamedNode, RdfFormat, parse
from starlette.testclient import TestClient

from lgi import difference, media, names, release
from lgi.difference import Difference
from lgi.engine import Limits
from lgi.errors import Busy
from lgi.release import Release
from lgi.web import catalogue, memento
from lgi.web.app import Options, create_app
from lgi.web.catalogue import MOMENT_SECONDS, Catalogue, Entry
from lgi.web.releases import comparisons
from lgi.web.releases.comparisons import Comparisons
from releases import CHANGED, PUT_OTHERWISE

BROWSER = "text/html,application/xhtml+xml,*/*;q=0.8"
DCAT = names.VOCABULARIES["dcat"]


@pytest.fixture(scope="module")
def folder(history: tuple[Release, Release], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with two releases."""
    return Path(copytree(history[0].path.parent, tmp_path_factory.mktemp("both") / "release"))


@pytest.fixture(scope="module")
def service(folder: Path, history: tuple[Release, Release]) -> Iterator[TestClient]:
    """The service on them."""
    newest = release.open_release(folder / history[1].path.name)
    with TestClient(create_app(newest, Limits(), Options(watched=folder)), follow_redirects=False) as client:
        yield client


@pytest.fixture(scope="module")
def first(history: tuple[Release, Release]) -> str:
    """The name of the first."""
    return history[0].manifest.name


@pytest.fixture(scope="module")
def second(history: tuple[Release, Release]) -> str:
    """The name of the second."""
    return history[1].manifest.name


def test_all_releases_are_listed_the_newest_first(service: TestClient, first: str, second: str) -> None:
    listed = service.get("/release").json()["releases"]
    page = service.get("/release", headers={"Accept": BROWSER})

    assert [(each["name"], each["newest"], each["before"]) for each in listed] == [
        (second, True, first),
        (first, False, ""),
    ]
    assert page.text.index(second) < page.text.index(first)
    assert page.headers["content-location"] == "/release.html"


@pytest.mark.parametrize("form", media.TRIPLES)
def test_releases_are_versions_of_the_dataset_in_dcat(service: TestClient, form: str, first: str, second: str) -> None:
    told = service.get(f"/release.{form}")

    facts = {
        (str(quad.subject), str(quad.predicate), str(quad.object))
        for quad in parse(told.content, format=RdfFormat.from_media_type(media.TRIPLES[form]))
    }
    dataset = f"<{names.BASE}dataset>"
    assert (dataset, f"<{DCAT}hasCurrentVersion>", f"<{names.RELEASES}{second}>") in facts
    assert (f"<{names.RELEASES}{second}>", f"<{DCAT}previousVersion>", f"<{names.RELEASES}{first}>") in facts


def test_a_file_is_described_with_its_size_and_its_checksum(
    service: TestClient, history: tuple[Release, Release], first: str
) -> None:
    facts = list(parse(service.get(f"/release/{first}.ttl").content, format=RdfFormat.TURTLE))

    dump = NamedNode(f"{names.RELEASES}{first}/dump.nq.gz")
    size = {quad.object.value for quad in facts if quad.subject == dump and str(quad.predicate) == f"<{DCAT}byteSize>"}
    assert size == {str((history[0].path / "dump.nq.gz").stat().st_size)}
    digests = {quad.object.value for quad in facts if isinstance(quad.object, Literal)}
    assert history[0].manifest.files["dump.nq.gz"] in digests


def test_the_manifest_is_the_json_of_a_release(
    service: TestClient, history: tuple[Release, Release], first: str
) -> None:
    told, file = service.get(f"/release/{first}"), service.get(f"/release/{first}/manifest.json")

    assert told.json() == file.json() == json.loads((history[0].path / "manifest.json").read_text())
    assert told.headers["content-type"] == media.JSON


def test_a_page_of_a_release_tells_what_changed_and_leads_to_the_others(
    service: TestClient, first: str, second: str
) -> None:
    before, after = (service.get(f"/release/{name}.html") for name in (first, second))

    assert PUT_OTHERWISE in after.text and f"/release/{first}...{second}" in after.text
    assert f"<{names.BASE}" not in before.text
    assert (
        re.findall('<([^>]*)>; rel="(?:successor|latest)-version"', before.headers["link"])
        == [f"/release/{second}"] * 2
    )
    assert f'</release/{first}>; rel="predecessor-version"' in after.headers["link"]


@pytest.mark.parametrize(
    "path",
    ["/release.ods", "/release/{}.ods", "/release/{}...{}.ods", "/release/none", "/release/{}...", "/release/...{}"],
)
def test_what_is_no_release_or_no_form_of_one_is_not_found(service: TestClient, first: str, path: str) -> None:
    assert service.get(path.replace("{}", first)).status_code in (404, 406)


@pytest.mark.parametrize("path", ["/release", "/release/{}", "/release/{}...{}"])
def test_a_type_that_there_is_not_is_not_acceptable(service: TestClient, first: str, path: str) -> None:
    told = service.get(path.replace("{}", first), headers={"Accept": "image/png"})

    assert (told.status_code, media.JSON in told.json()["available"]) == (406, True)


def test_who_holds_the_list_is_told_so_until_a_release_is_dropped(
    folder: Path, history: tuple[Release, Release], tmp_path: Path
) -> None:
    copied = Path(copytree(folder, tmp_path / "release"))
    newest = release.open_release(copied / history[1].path.name)
    with TestClient(create_app(newest, Limits(), Options(watched=copied))) as client:
        held = {"If-None-Match": client.get("/release.json").headers["etag"]}
        before = client.get("/release.json", headers=held).status_code
        release.write_manifest(
            copied / history[0].path.name, replace(history[0].manifest, dropped="2026-12-01T00:00:00+00:00")
        )

        time.sleep(2 * MOMENT_SECONDS)
        after = client.get("/release.json", headers=held)
        described = client.get("/release.ttl").text
        compared = [client.get(f"/release/{pair}").status_code for pair in _pairs(history)]

    assert (before, after.status_code, after.json()["releases"][1]["dropped"]) == (
        304,
        200,
        "2026-12-01T00:00:00+00:00",
    )
    assert "prov:invalidatedAtTime" in described
    # What a release tells of the one before it is kept with the release.
    assert compared == [200, 410]


def _pairs(history: tuple[Release, Release]) -> list[str]:
    first, second = (made.manifest.name for made in history)
    return [f"{first}...{second}", f"{second}...{first}"]


# --- files -----------------------------------------------------------------------------------------------------


def test_every_file_that_the_manifest_lists_is_sent_as_it_is(
    service: TestClient, history: tuple[Release, Release], first: str
) -> None:
    for name, digest in history[0].manifest.files.items():
        got = service.get(f"/release/{first}/{name}")

        assert hashlib.sha256(got.content).hexdigest() == digest, name
        assert got.headers["etag"] == f'"{digest}"'
        assert b64decode(got.headers["repr-digest"].removeprefix("sha-256=:").removesuffix(":")).hex() == digest


@pytest.mark.parametrize(
    ("name", "kind", "how"),
    [
        ("dump.nq.gz", "application/gzip", "attachment"),
        ("changes.json", "application/json", "inline"),
        ("graph/model/wigan-deal.ttl", "text/turtle; charset=utf-8", "inline"),
        ("queries/named-models.rq", "application/sparql-query; charset=utf-8", "inline"),
        ("SHA256SUMS", "text/plain; charset=utf-8", "inline"),
        ("store/CURRENT", "application/octet-stream", "attachment"),
    ],
)
def test_a_file_has_its_type_and_a_name(service: TestClient, first: str, name: str, kind: str, how: str) -> None:
    got = service.head(f"/release/{first}/{name}")

    assert got.headers["content-type"] == kind
    assert got.headers["content-disposition"] == f'{how}; filename="lgi-{first}-{name.replace("/", "-")}"'
    assert int(got.headers["content-length"]) > 0 and not got.content


def test_a_patch_is_sent_as_one(service: TestClient, second: str) -> None:
    assert service.get(f"/release/{second}/changes.rdfp").headers["content-type"] == "application/rdf-patch"


def test_who_holds_a_file_is_told_so(service: TestClient, first: str) -> None:
    tag = service.head(f"/release/{first}/dump.nq.gz").headers["etag"]

    again = service.get(f"/release/{first}/dump.nq.gz", headers={"If-None-Match": tag})

    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize(
    "name",
    [
        "../latest",
        "%2e%2e/latest",
        "..%2flatest",
        ".manifest.json",
        "store",
        "store/none",
        "graph%2f..%2fmanifest.json",
        "/etc/passwd",
        "%00",
    ],
)
def test_nothing_else_of_the_disk_is_sent(service: TestClient, first: str, name: str) -> None:
    assert service.get(f"http://testserver/release/{first}/{name}").status_code in (301, 303, 307, 308, 404, 406)


def test_a_file_takes_no_post(service: TestClient, first: str) -> None:
    told = service.post(f"/release/{first}/dump.nq.gz")

    assert (told.status_code, told.headers["allow"]) == (405, "GET, HEAD, OPTIONS")


def test_a_file_that_is_missing_is_a_fault_of_ours(
    folder: Path, history: tuple[Release, Release], tmp_path: Path, first: str
) -> None:
    copied = Path(copytree(folder, tmp_path / "release"))
    newest = release.open_release(copied / history[1].path.name)
    (copied / history[0].path.name / "vocab.json").unlink()
    with TestClient(create_app(newest, Limits(), Options(watched=copied))) as client:
        told = client.get(f"/release/{first}/vocab.json")
        listed = client.get(f"/release/{first}.html")

    assert (told.status_code, told.json()["type"]) == (503, names.PROBLEMS + "damaged-release")
    assert listed.status_code == 200


# --- differences -----------------------------------------------------------------------------------------------


def test_a_difference_is_told_by_thing(service: TestClient, first: str, second: str) -> None:
    there, back = (service.get(f"/release/{pair}").json() for pair in (f"{first}...{second}", f"{second}...{first}"))
    page = service.get(f"/release/{first}...{second}", headers={"Accept": BROWSER})

    assert [thing["iri"] for thing in there["things"]] == [thing["iri"] for thing in back["things"]] == [CHANGED]
    assert PUT_OTHERWISE in page.text and f"/release/{second}/claim/wigan-deal-agreement" in page.text


def test_a_patch_leads_from_one_release_to_the_other(
    service: TestClient, history: tuple[Release, Release], first: str, second: str
) -> None:
    told = service.get(f"/release/{second}...{first}.rdfp")

    lines = told.text.splitlines()
    removed, added = ({line[2:] for line in lines if line.startswith(f"{sign} ")} for sign in "DA")
    before, after = (set(made.dump().decode().splitlines()) for made in reversed(history))
    assert told.headers["content-type"] == "application/rdf-patch"
    assert (before - removed) | added == after


def test_a_release_does_not_differ_from_itself(service: TestClient, first: str) -> None:
    page = service.get(f"/release/{first}...{first}.html")

    assert "the same of every thing" in page.text


def test_few_are_compared_at_a_time(history: tuple[Release, Release], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(comparisons, "_MOST_WAITING", 2)
    compared: list[object] = []
    between = difference.between

    def counted(*pair: Release) -> Difference:
        compared.append(pair)
        return between(*pair)

    monkeypatch.setattr(difference, "between", counted)
    entries = [Entry(made.path, made.manifest) for made in history]

    async def ask() -> list[object]:
        asked = Comparisons()
        return await asyncio.gather(*(asked.between(entries[1], entries[0]) for _ in range(4)), return_exceptions=True)

    told = asyncio.run(ask())
    assert [isinstance(each, Busy) for each in told] == [False, False, True, True]
    assert len(compared) == 1


def test_a_difference_that_is_too_large_to_keep_is_made_again(
    history: tuple[Release, Release], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(comparisons, "_KEPT_BYTES", 1)
    asked, entries = Comparisons(), [Entry(made.path, made.manifest) for made in history]

    async def ask() -> bool:
        first, again = [await asked.between(entries[1], entries[0]) for _ in range(2)]
        return first == again and first is not again

    assert asyncio.run(ask())


def test_the_list_of_releases_follows_their_folder(
    folder: Path, tmp_path: Path, first: str, second: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(catalogue, "MOMENT_SECONDS", 0.0)
    copied = Path(copytree(folder, tmp_path / "release"))
    found = Catalogue(copied, _none)
    before = found.every()
    again = found.every()
    (copied / "damaged").mkdir()
    (copied / "damaged" / "manifest.json").write_text("{")
    rmtree(found.entry(first).path)
    (copied / "latest").unlink()

    assert [entry.name for entry in before] == [second, first]
    assert all(one is other for one, other in zip(again, before, strict=True))
    assert [entry.name for entry in found.every()] == [second]
    assert memento.states(found.every(), "/model/wigan-deal")[0].address == f"/release/{second}/model/wigan-deal"


def _none() -> Release:
    raise AssertionError


@pytest.mark.parametrize("rest", ["", "/dump.nq.gz", "/q/named-models.csv?a=b%20c", "/council/wigan"])
def test_latest_leads_to_the_newest_release_for_as_long_as_it_is_that(
    client: TestClient, built: Release, rest: str
) -> None:
    led = client.get(f"/release/latest{rest}", follow_redirects=False)

    assert (led.status_code, led.headers["location"]) == (307, f"/release/{built.manifest.name}{rest}")
    assert led.headers["cache-control"] == "public, max-age=60"
