"""What the README shows is what happens, and the guides leave nothing out."""

import os
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient
from typer.testing import CliRunner

from lgi import cli
from lgi.engine import Limits
from lgi.release import Release
from lgi.web.app import create_app
from lgi.web.settings import Settings

README = (Path(__file__).parent.parent / "README.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def client(live: Release) -> Iterator[TestClient]:
    """The service on the graph of today."""
    with TestClient(create_app(live, Limits())) as made:
        yield made


def test_the_first_screen_shows_a_real_answer(live: Release, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    block = re.search(r"```console\n\$ make setup\n\$ \.venv/bin/lgi (?P<command>.*)\n(?P<output>[^`]*)```", README)
    assert block
    command = [*shlex.split(block["command"]), "--format", "table", "--releases", os.fspath(live.path.parent)]

    shown = CliRunner().invoke(cli.app, command)

    assert README[: block.start()].count("\n") < 12
    assert [line.rstrip() for line in shown.stdout.splitlines()] == block["output"].splitlines()


@pytest.mark.parametrize("path", sorted(set(re.findall(r"`(/(?!id/)[^`<>]*?)`", README))))
def test_every_address_that_the_readme_names_answers(path: str, client: TestClient) -> None:
    assert client.get(path).status_code == 200


def test_the_counts_are_those_of_the_graph(client: TestClient) -> None:
    shown = re.findall(r"^\| ([a-z ,]+) \| (\d+) \|$", README, re.MULTILINE)
    counted = {
        row["class_label"]["value"].lower(): row["things"]["value"] for row in _classes(client) if "class_label" in row
    }

    assert shown
    assert {label: counted[label] for label, _ in shown} == dict(shown)


def _classes(client: TestClient) -> list[dict[str, dict[str, str]]]:
    bindings: list[dict[str, dict[str, str]]] = client.get("/q/classes.json").json()["results"]["bindings"]
    return bindings


def test_the_guide_to_operations_names_every_setting_and_no_other() -> None:
    guide = (Path(__file__).parent.parent / "docs" / "operations.md").read_text(encoding="utf-8")

    named = set(re.findall(r"`LGI_([A-Z_]+)`", guide)) - {"PUBLISH_PASSWORD"}
    assert named == {name.upper() for name in Settings.model_fields}
