import asyncio
import os
import signal
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from lgi import build, release
from lgi.engine import Limits
from lgi.engine.remote import Endpoint
from lgi.errors import BadRelease
from lgi.release import Release
from lgi.target import Target
from lgi.web.app import Options, create_app

AGE = {"query": "SELECT ?age { ?who <http://e/age> ?age }", "format": "csv"}


def _release(folder: Path, age: int) -> Release:
    path = folder / "people.ttl"
    path.write_text(f"<http://e/ann> <http://e/age> {age} .\n", encoding="utf-8")
    return build.build_from([path], folder / "releases", graph_per_file=False)


def _until(client: TestClient, name: str) -> None:
    until = time.monotonic() + 15
    while client.get("/ready").json()["release"] != name:
        assert time.monotonic() < until
        time.sleep(0.05)


def test_a_newer_release_is_served_without_dropping_a_request(tmp_path: Path) -> None:
    first = _release(tmp_path, 41)
    app = create_app(first, Limits(), Options(watched=tmp_path / "releases"))
    told: list[tuple[int, str, str]] = []
    with TestClient(app) as client:
        stop = threading.Event()

        def ask() -> None:
            while not stop.is_set():
                response = client.get("/sparql", params=AGE)
                told.append((response.status_code, response.headers["lgi-release"], response.text.split()[-1]))

        asking = threading.Thread(target=ask)
        asking.start()
        second = _release(tmp_path, 42)
        _until(client, second.manifest.name)
        stop.set()
        asking.join()
        last = client.get("/sparql", params=AGE)

    assert last.text.split()[-1] == "42"
    assert {status for status, _, _ in told} == {200}
    assert {(name, age) for _, name, age in told} <= {(first.manifest.name, "41"), (second.manifest.name, "42")}


def test_the_release_before_lives_until_its_last_answer_is_sent(tmp_path: Path) -> None:
    slow = "SELECT (COUNT(*) AS ?n) { " + " ".join(f"VALUES ?v{i} {{1 2 3 4 5 6 7 8 9 0}}" for i in range(7)) + " }"
    first = _release(tmp_path, 41)
    app = create_app(first, Limits(seconds=30), Options(watched=tmp_path / "releases"))
    with TestClient(app) as client:
        told: list[str] = []
        asking = threading.Thread(
            target=lambda: told.append(client.get("/sparql", params={"query": slow}).headers["lgi-release"])
        )
        asking.start()
        time.sleep(0.3)
        workers = app.state.sites.current.engine.workers
        second = _release(tmp_path, 42)
        _until(client, second.manifest.name)
        asking.join()
        until = time.monotonic() + 10
        while any(Path(f"/proc/{pid}").exists() for pid in workers):
            assert time.monotonic() < until
            time.sleep(0.05)

    assert told == [first.manifest.name]


def test_a_release_that_cannot_be_served_leaves_the_one_before(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    first = _release(tmp_path, 41)
    with TestClient(create_app(first, Limits(), Options(watched=tmp_path / "releases"))) as client:
        broken = tmp_path / "releases" / "broken"
        broken.mkdir()
        release.point_latest(tmp_path / "releases", "broken")
        until = time.monotonic() + 10
        while "release refused" not in caplog.text:
            assert time.monotonic() < until
            time.sleep(0.05)
        answer = client.get("/sparql", params=AGE)

    assert answer.text.split()[-1] == "41"


def test_a_hangup_makes_it_look_at_once_and_does_not_end_it(tmp_path: Path) -> None:
    first = _release(tmp_path, 41)
    app = create_app(first, Limits(), Options(watched=tmp_path / "releases"))

    async def work() -> str:
        async with app.router.lifespan_context(app):
            second = _release(tmp_path, 42)
            os.kill(os.getpid(), signal.SIGHUP)
            async with asyncio.timeout(1.5):
                while app.state.sites.current.release.manifest.name != second.manifest.name:  # noqa: ASYNC110
                    await asyncio.sleep(0.02)
            return second.manifest.name

    assert asyncio.run(work()) == app.state.sites.current.release.manifest.name


def test_a_release_that_stands_alone_is_not_left(any_data: Release) -> None:
    with TestClient(create_app(any_data, Limits())) as client:
        before = client.get("/ready").json()["release"]
        asyncio.run(client.app.state.sites.look())  # type: ignore[attr-defined]

        assert client.get("/ready").json()["release"] == before


def test_a_store_that_holds_another_release_is_not_served(
    any_data: Release, published_to: Callable[[str], Target]
) -> None:
    app = create_app(any_data, Limits(), Options(remote=Endpoint(published_to("oxigraph").query)))

    with pytest.raises(BadRelease, match="holds another release"), TestClient(app):
        pass
