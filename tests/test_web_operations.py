import asyncio
from pathlib import Path

import pytest
from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response
from starlette.testclient import TestClient

from lgi import files
from lgi.engine import Limits
from lgi.errors import BadRelease
from lgi.release import DUMP, Release
from lgi.web import main
from lgi.web.app import create_app
from lgi.web.settings import Settings
from lgi.web.views.home import FEATURED

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
SAFE = {"content-security-policy", "referrer-policy", "x-content-type-options"}
PATHS = [
    "/",
    "/live",
    "/ready",
    "/sparql",
    "/sparql?query=ASK{}",
    "/sparql?query=SELEKT",
    "/q",
    "/q/named-models.csv",
    "/q/nothing",
    "/id/model/wigan-deal",
    "/model/wigan-deal",
    "/model/nothing",
    "/ontology",
    "/openapi.json",
    "/static/lgi.css",
    "/static/nothing.css",
    "/nowhere",
]


def test_live_says_so_and_is_never_kept(client: TestClient) -> None:
    response = client.get("/live")

    assert (response.status_code, response.json()) == (200, {"alive": True})
    assert response.headers["cache-control"] == "no-store"


def test_ready_names_the_release_and_counts_the_workers(client: TestClient, built: Release) -> None:
    response = client.get("/ready")

    told = response.json()
    assert response.status_code == 200
    assert (told["ready"], told["release"], told["quads"]) == (True, built.manifest.name, built.manifest.quads)
    assert told["workers"] >= 2 and 0 <= told["idle"] <= 2
    assert response.headers["cache-control"] == "no-store"


def test_without_a_worker_the_service_is_not_ready(any_data: Release) -> None:
    app = create_app(any_data, Limits())
    with TestClient(app) as client:
        assert client.portal
        client.portal.call(app.state.sites.current.engine.__aexit__, None, None, None)
        response = client.get("/ready")
        live = client.get("/live")

    assert (response.status_code, response.json()["ready"]) == (503, False)
    assert live.status_code == 200


def test_the_first_page_features_questions_that_there_are(client: TestClient, built: Release) -> None:
    response = client.get("/", headers={"Accept": BROWSER})

    assert response.headers["content-type"] == "text/html; charset=utf-8"
    assert all(f'href="/q/{name}"' in response.text for name in FEATURED)
    assert built.manifest.name in response.text


@pytest.mark.parametrize("accept", [BROWSER, "*/*"])
@pytest.mark.parametrize("path", PATHS)
def test_every_answer_carries_the_safe_headers_once_and_sets_no_cookie(
    client: TestClient, path: str, accept: str
) -> None:
    response = client.get(path, headers={"Accept": accept, "Origin": "https://elsewhere.example"})

    names = [name.lower() for name, _ in response.headers.multi_items()]
    assert {name: names.count(name) for name in SAFE} == dict.fromkeys(SAFE, 1)
    assert response.headers["x-content-type-options"] == "nosniff"
    assert "script-src" not in response.headers["content-security-policy"]
    assert response.headers["content-security-policy"].startswith("default-src 'self';")
    assert response.headers["access-control-allow-origin"] == "*"
    assert "set-cookie" not in names and "server" not in names


@pytest.mark.parametrize("path", PATHS)
def test_head_of_every_path_is_get_without_the_body(client: TestClient, path: str) -> None:
    got, head = client.get(path), client.head(path)

    assert (head.status_code, head.content) == (got.status_code, b"")


@pytest.mark.parametrize("path", ["/live", "/ready", "/", "/q", "/model/wigan-deal", "/ontology"])
def test_what_is_read_cannot_be_written(client: TestClient, path: str) -> None:
    response = client.delete(path)

    assert response.status_code == 405
    assert set(response.headers["allow"].split(", ")) == {"GET", "HEAD", "OPTIONS"}
    assert response.json()["type"].endswith("/method-not-allowed")


def test_a_service_of_foreign_data_has_no_pages_of_ours(any_data: Release) -> None:
    with TestClient(create_app(any_data, Limits(workers=1))) as client:
        found = {path: client.get(path).status_code for path in ("/q", "/ontology", "/model/wigan-deal", "/sparql")}
        page = client.get("/", headers={"Accept": BROWSER}).text

    assert found == {"/q": 404, "/ontology": 404, "/model/wigan-deal": 404, "/sparql": 200}
    assert "Local Government" not in page and "/q" not in page


def test_the_address_of_a_document_is_made_from_its_kind_and_slug(built: Release) -> None:
    app = create_app(built, Limits())

    assert app.url_path_for("document", kind="model", slug="wigan-deal") == "/model/wigan-deal"


def test_a_fault_of_ours_is_told_as_one_and_tells_no_more(any_data: Release) -> None:
    async def fail(_request: Request) -> Response:
        raise ZeroDivisionError

    app = create_app(any_data, Limits(workers=1))
    app.add_route("/fault", fail)
    with TestClient(app) as client:
        response = client.get("/fault", headers={"Origin": "https://elsewhere.example"})

    assert response.status_code == 500
    assert response.headers["content-type"] == "application/problem+json"
    assert response.headers["access-control-allow-origin"] == "*"
    assert "ZeroDivision" not in response.text and "fault of the service" in response.json()["detail"]


# --- from the environment --------------------------------------------------------------------------------------


def test_settings_come_from_the_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    given = {"RELEASE": str(tmp_path), "QUERY_SECONDS": "2.5", "QUERY_MEMORY_MIB": "512", "QUERY_KIB": "8"}
    given |= {"ANSWER_MIB": "3", "WORKERS": "4", "QUEUE": "0"}
    for name, value in given.items():
        monkeypatch.setenv(f"LGI_{name}", value)

    settings = Settings()  # type: ignore[call-arg]  # it comes from the environment

    limits = Limits(2.5, memory_bytes=512 << 20, query_bytes=8 << 10, answer_bytes=3 << 20, workers=4, queue=0)
    assert (settings.release, settings.limits()) == (tmp_path, limits)


def test_settings_that_make_no_sense_are_refused_by_name(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("LGI_RELEASE", str(tmp_path))
    monkeypatch.setenv("LGI_WORKERS", "0")

    with pytest.raises(ValueError, match="workers"):
        Settings()  # type: ignore[call-arg]  # it comes from the environment


def _application(monkeypatch: pytest.MonkeyPatch, folder: Path) -> FastAPI:
    monkeypatch.setenv("LGI_RELEASE", str(folder))
    return main.application()


def test_the_application_serves_the_release_that_the_environment_names(
    monkeypatch: pytest.MonkeyPatch, built: Release
) -> None:
    app = _application(monkeypatch, built.path)

    with TestClient(app) as client:
        release, catalogue = client.get("/ready").json()["release"], client.get("/q").json()
    assert release == built.manifest.name
    assert {entry["name"] for entry in catalogue} == {path.stem for path in files.QUERIES.glob("*.rq")}


def test_the_application_asks_no_questions_of_ours_of_foreign_data(
    monkeypatch: pytest.MonkeyPatch, any_data: Release
) -> None:
    with TestClient(_application(monkeypatch, any_data.path)) as client:
        assert client.get("/q").status_code == 404


def test_a_release_that_is_missing_or_damaged_is_never_served(
    monkeypatch: pytest.MonkeyPatch, any_data: Release, tmp_path: Path
) -> None:
    with pytest.raises(BadRelease, match="holds no release"):
        _application(monkeypatch, tmp_path / "nothing")

    (any_data.path / DUMP).write_bytes(b"")
    with pytest.raises(BadRelease, match="not as it was built"):
        _application(monkeypatch, any_data.path)


def test_a_service_that_ends_leaves_no_task_behind(any_data: Release) -> None:
    async def work() -> int:
        app = create_app(any_data, Limits(workers=1))
        async with app.router.lifespan_context(app):
            pass
        return len(asyncio.all_tasks()) - 1

    assert asyncio.run(work()) == 0
