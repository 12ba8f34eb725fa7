"""Answers that were kept: the same rows for ever, and what came and went since."""

import html
import re
from collections.abc import Iterator
from typing import Any

import pytest
from starlette.testclient import TestClient

import atoms
from keeping import CLAIM, MODELS, keep, keeping, take_up
from lgi import release
from lgi.release import Release
from releases import CHANGED, PUT_OTHERWISE

GLOSSES = {
    "query": """SELECT ?claim ?gloss ?gloss_label {
  ?claim a <https://w3id.org/lgi/ontology#Claim> ; <https://w3id.org/lgi/ontology#gloss> ?gloss .
} ORDER BY ?claim"""
}
GRAPH = {"query": CLAIM["query"].replace("SELECT ?gloss", "CONSTRUCT { [] <http://e/p> ?gloss ; <http://e/q> [] }")}
YES = {"query": f'ASK {{ ?claim ?says ?gloss FILTER(STR(?gloss) = "{PUT_OTHERWISE}") }}'}
KEPT = {"claim": CLAIM, "glosses": GLOSSES, "models": MODELS, "graph": GRAPH, "yes": YES}
BROWSER = {"Accept": "text/html"}


class Told:
    """What was said of answers before and after a newer release."""

    def __init__(self, client: TestClient, history: tuple[Release, Release]) -> None:
        self.client = client
        release.point_latest(history[0].path.parent, history[0].path.name)
        self.kept = {name: keep(client, data) for name, data in KEPT.items()}
        self.before = self._all()
        take_up(client, history[1])
        self.after = self._all()

    def _all(self) -> dict[str, dict[str, Any]]:
        return {name: self._of(kept["path"]) for name, kept in self.kept.items()}

    def _of(self, path: str) -> dict[str, Any]:
        rows, feed = self.client.get(path), self.client.get(f"{path}.atom")
        today, page = self.client.get(f"{path}/today"), self.client.get(path, headers=BROWSER)
        assert {rows.status_code, feed.status_code, today.status_code, page.status_code} == {200}
        tags = rows.headers["etag"], feed.headers["etag"]
        return {"rows": rows.content, "today": today.json(), "feed": feed.content, "page": page.text, "tags": tags}


@pytest.fixture(scope="module")
def told(history: tuple[Release, Release], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Told]:
    """Answers kept on the first release, and what is said of them when the second is served."""
    with keeping(history[0], tmp_path_factory.mktemp("kept") / "answers.sqlite", history[0].path.parent) as client:
        yield Told(client, history)


@pytest.mark.parametrize("name", KEPT)
def test_a_kept_answer_gives_the_old_rows_on_a_newer_release(told: Told, name: str) -> None:
    before, after = told.before[name], told.after[name]

    assert before["today"]["same"] is True
    assert before["rows"] == after["rows"]
    assert before["tags"][0] == after["tags"][0]


@pytest.mark.parametrize("name", ["claim", "glosses"])
def test_exactly_the_changed_row_is_told_to_have_changed(
    told: Told, history: tuple[Release, Release], name: str
) -> None:
    today = told.after[name]["today"]

    assert (today["same"], today["release"]) == (False, history[1].manifest.name)
    assert (today["came_count"], today["went_count"]) == (1, 1)
    assert [row["gloss"]["value"] for row in today["came"]] == [PUT_OTHERWISE]
    assert [row.get("claim", {"value": CHANGED})["value"] for row in today["came"] + today["went"]] == [
        CHANGED,
        CHANGED,
    ]
    assert today["went"][0]["gloss"]["value"].encode() in told.before[name]["rows"]


def test_a_graph_and_a_yes_or_no_are_compared_as_well(told: Told) -> None:
    graph, yes = told.after["graph"]["today"], told.after["yes"]["today"]

    assert (len(graph["came"]), len(graph["went"])) == (1, 1)
    assert PUT_OTHERWISE in graph["came"][0]
    assert (yes["went"], yes["came"]) == (["false"], ["true"])


def test_the_page_shows_the_old_rows_and_names_what_came_and_went(told: Told) -> None:
    page, models = told.after["claim"]["page"], told.after["models"]["page"]

    went, came, kept = (page.index(words) for words in ("What went", "What came", "The answer that was kept"))
    assert went < came < page.index(PUT_OTHERWISE) < kept
    assert "1 row went and 1 row came" in page and page.count(PUT_OTHERWISE) == 1
    assert "gives the same answer" in models and "What came" not in models
    assert "gives the same answer" in told.before["claim"]["page"]


def test_the_feed_has_exactly_one_more_entry_where_the_answer_changed(told: Told) -> None:
    for name in ("claim", "glosses", "graph", "yes"):
        before, after = (atoms.entries(atoms.read(when[name]["feed"])) for when in (told.before, told.after))

        assert len(before) == 1
        assert after[1:] == before
        assert told.before[name]["tags"][1] != told.after[name]["tags"][1]
    assert PUT_OTHERWISE in told.after["claim"]["feed"].decode()


def test_the_feed_of_an_answer_that_is_the_same_is_the_same_to_the_byte(told: Told) -> None:
    before, after = told.before["models"], told.after["models"]
    again = told.client.get(f"{told.kept['models']['path']}.atom", headers={"If-None-Match": after["tags"][1]})

    assert (before["feed"], before["tags"]) == (after["feed"], after["tags"])
    assert again.status_code == 304


def test_a_feed_is_what_readers_of_feeds_expect(told: Told) -> None:
    feed = told.after["claim"]["feed"]

    iri = told.kept["claim"]["id"]
    assert atoms.faults(feed) == []
    assert [entry["id"] for entry in atoms.entries(atoms.read(feed))] == [f"{iri}#change-1", f"{iri}#kept"]
    assert atoms.links(atoms.read(feed))["self"] == f"{iri}.atom"


def test_the_same_asked_of_the_newer_release_is_another_answer(told: Told, history: tuple[Release, Release]) -> None:
    newer = keep(told.client, CLAIM)

    assert newer["id"] != told.kept["claim"]["id"]
    assert (newer["release"], told.kept["claim"]["release"]) == tuple(made.manifest.name for made in reversed(history))
    assert newer["sha256"] != told.kept["claim"]["sha256"]
    assert told.client.get(f"{newer['path']}/today").json()["same"] is True


def test_the_button_on_a_page_of_an_old_release_keeps_what_that_page_shows(
    told: Told, history: tuple[Release, Release]
) -> None:
    page = told.client.get(f"/release/{history[0].manifest.name}/sparql", params=CLAIM, headers=BROWSER).text
    names = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', page)
    again = keep(told.client, {name: html.unescape(value) for name, value in names})
    unknown = told.client.post("/answer", data={**CLAIM, "release": "0.0.1-none"})

    assert again["id"] == told.kept["claim"]["id"]
    assert unknown.status_code == 404


def test_an_old_release_can_be_asked_for_by_its_name(told: Told, history: tuple[Release, Release]) -> None:
    old = keep(told.client, {**YES, "release": history[0].manifest.name, "query": YES["query"] + " # again"})

    assert old["release"] == history[0].manifest.name
    assert told.client.get(old["path"]).json()["boolean"] is False
    assert told.client.get(f"{old['path']}/today").json()["came"] == ["true"]


def test_kept_answers_survive_a_restart_and_releases_that_are_gone(
    told: Told, history: tuple[Release, Release]
) -> None:
    cabinet = told.client.app.state.clerk.cabinet  # type: ignore[attr-defined]
    with keeping(history[1], cabinet.path) as client:
        again = client.get(told.kept["claim"]["path"])
        feed = client.get(f"{told.kept['claim']['path']}.atom")

    assert again.content == told.after["claim"]["rows"]
    assert again.headers["etag"] == told.after["claim"]["tags"][0]
    assert feed.content == told.after["claim"]["feed"]


def test_a_service_that_still_serves_the_release_before_tells_of_no_change_back(
    told: Told, history: tuple[Release, Release]
) -> None:
    cabinet = told.client.app.state.clerk.cabinet  # type: ignore[attr-defined]
    with keeping(history[0], cabinet.path) as client:
        today = client.get(f"{told.kept['claim']['path']}/today").json()
        feed = client.get(f"{told.kept['claim']['path']}.atom").content

    assert today["same"] is True
    assert feed == told.after["claim"]["feed"]
