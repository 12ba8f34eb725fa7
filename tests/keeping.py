"""The service over a history of two releases, with a place to keep answers in."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from starlette.testclient import TestClient

from lgi import release
from lgi.engine import Limits
from lgi.release import Release
from lgi.web.app import Options, create_app

LIMITS = Limits(seconds=5, client_heavy=1000, client_seconds=1e6)
CLAIM = {
    "query": "SELECT ?gloss { <https://w3id.org/lgi/id/claim/wigan-deal-agreement> <https://w3id.org/lgi/ontology#gloss> ?gloss }"
}
"""A query whose one row is another one in the second release of a history."""
MODELS = {"question": "named-models"}
"""A question whose answer is the same in both."""


@contextmanager
def keeping(
    made: Release, answers: Path, watched: Path | None = None, limits: Limits = LIMITS, **options: Any
) -> Iterator[TestClient]:
    """The service on a release, which keeps answers in a file."""
    app = create_app(made, limits, Options(watched=watched, answers=answers, **{"client_answers": 1000, **options}))
    with TestClient(app, follow_redirects=False) as client:
        yield client


def keep(client: TestClient, data: dict[str, str]) -> dict[str, Any]:
    """Keep an answer, and give what is said of it."""
    response = client.post("/answer", data=data)
    assert response.status_code in (200, 201), response.text
    told: dict[str, Any] = response.json()
    return {**told, "path": response.headers["location"]}


def take_up(client: TestClient, newest: Release) -> None:
    """Make a release the newest, and wait until it is served."""
    release.point_latest(newest.path.parent, newest.path.name)
    until = time.monotonic() + 15
    while client.get("/ready").json()["release"] != newest.manifest.name:
        assert time.monotonic() < until
        time.sleep(0.05)
