"""Answers that were kept: the same rows for ever, and what came and went since."""

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from keeping import CLAIM, MODELS, keep, keeping, take_up
from lgi import release
from lgi.release import Release
from releases import PUT_OTHERWISE

GRAPH = {
    "query": CLAIM["query"]
    .replace("SELECT ?gloss", "CONSTRUCT { ?gloss0 <http://e/p> ?gloss }")
    .replace("?gloss0", "[]")
}
YES = {"query": f'ASK {{ ?claim ?says ?gloss FILTER(STR(?gloss) = "{PUT_OTHERWISE}") }}'}


class Told:
    """What was said before and after a newer release."""

    def __init__(self, client: TestClient, history: tuple[Release, Release]) -> None:
        self.client = client
        release.point_latest(history[0].path.parent, history[0].path.name)
        self.kept = {
            name: keep(client, data)
            for name, data in zip("claim models graph yes".split(), (CLAIM, MODELS, GRAPH, YES))
        }
        self.before = self.all()
        take_up(client, history[1])
        self.after = self.all()

    def all(self) -> dict[str, dict[str, Any]]:
        return {name: self.of(kept["path"]) for name, kept in self.kept.items()}

    def of(self, path: str) -> dict[str, Any]:
        get = self.client.get
        return {
            "rows": get(path).content,
            "today": get(f"{path}/today").json(),
            "feed": get(f"{path}.atom").content,
            "page": get(f"{path}.html").text,
        }


@pytest.fixture(scope="module")
def told(history: tuple[Release, Release], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Told]:
    folder = history[0].path.parent
    with keeping(history[0], tmp_path_factory.mktemp("kept") / "answers.sqlite", folder) as client:
        yield Told(client, history)


def test_print(told: Told) -> None:
    for name in told.kept:
        print(name, told.kept[name])
        for when in (told.before, told.after):
            print(when[name]["rows"][:300], when[name]["today"], when[name]["feed"].decode(), len(when[name]["page"]))
    Path("/tmp/lgi/answers/p.html").write_text(told.after["claim"]["page"])
    assert 0
