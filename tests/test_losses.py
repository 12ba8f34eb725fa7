import json
import shutil
from pathlib import Path

import pytest
from pyoxigraph import NamedNode, RdfFormat, parse
from starlette.testclient import TestClient

from lgi import media, names
from lgi.engine import Limits
from lgi.release import Release, open_release
from lgi.web.app import create_app
from lgi.web.documents import losses
from releases import as_if_ours

ANN, BEN, CLAIRE = (names.thing("person", name) for name in ("ann", "ben", "claire"))
SAYS = "<http://e/says>"
FACTS = [
    f'<{ANN}> {SAYS} "a" <{names.GRAPHS}person/ann> .\n<{BEN}> {SAYS} "b" <{names.GRAPHS}person/ben> .\n',
    f'<{ANN}> {SAYS} "a" <{names.GRAPHS}person/ann> .\n',
    f'<{CLAIRE}> {SAYS} "c" <{names.GRAPHS}person/claire> .\n',
]
WITHDRAWN = [[], [BEN], [ANN]]


@pytest.fixture(scope="module")
def third(tmp_path_factory: pytest.TempPathFactory) -> Release:
    """The last of three releases, each of which withdrew somebody."""
    folder, before = tmp_path_factory.mktemp("three"), None
    for facts, withdrawn in zip(FACTS, WITHDRAWN, strict=True):
        aside = folder / "aside"
        aside.mkdir()
        made = as_if_ours(aside, facts)
        things = [{"iri": iri, "change": "withdrawn"} for iri in withdrawn]
        log = {"from": before, "to": made.manifest.name, "things": things}
        (made.path / "changes.json").write_text(json.dumps(log), encoding="utf-8")
        kept = folder / f"{made.manifest.name}+1"
        shutil.move(made.path, kept)
        shutil.rmtree(aside)
        before = made.manifest.name
    return open_release(kept)


def _before(third: Release, steps: int) -> str:
    name = third.manifest.name
    for _ in range(steps):
        folder = third.path.parent / f"{name}+1"
        name = json.loads((folder / "changes.json").read_text(encoding="utf-8"))["from"]
    return str(name)


def test_what_was_lost_is_known_by_the_last_release_that_had_it(third: Release) -> None:
    assert losses.last_release(third, BEN) == _before(third, 2)
    assert losses.last_release(third, ANN) == _before(third, 1)
    assert losses.last_release(third, CLAIRE) == ""


def test_graphs_that_were_lost_are_known_too(third: Release) -> None:
    assert losses.last_release(third, names.GRAPHS + "person/ben") == _before(third, 2)
    assert losses.last_release(third, names.GRAPHS + "person/ann") == _before(third, 1)


def test_of_a_release_whose_log_is_lost_nothing_is_known(any_data: Release) -> None:
    assert losses.last_release(any_data, BEN) == ""


def test_a_release_that_was_dropped_still_tells_of_its_things(third: Release, tmp_path: Path) -> None:
    folder = tmp_path / "releases"
    shutil.copytree(third.path.parent, folder)
    for path in folder.iterdir():
        if path.name != third.path.name:
            (path / "manifest.json").unlink()

    again = open_release(folder / third.path.name)
    assert losses.last_release(again, BEN) == _before(third, 2)


@pytest.mark.parametrize("path", ["/person/ann", "/person/ann.ttl", "/person/ann.html", "/graph/person/ann"])
def test_what_is_no_more_is_gone_and_leads_to_where_it_still_is(third: Release, path: str) -> None:
    there = f"/release/{_before(third, 1)}{path.partition('.')[0]}"
    with TestClient(create_app(third, Limits(seconds=4)), follow_redirects=False) as client:
        told = client.get(path)
        page = client.get(path, headers={"Accept": "text/html"})
        never = client.get("/person/never")

    assert (told.status_code, page.status_code, never.status_code) == (410, 410, 404)
    assert told.headers["link"] == f'<{there}>; rel="predecessor-version"'
    assert _before(third, 1) in told.text and _before(third, 1) in page.text
    assert path.endswith(".ttl") or f'href="{there}"' in page.text


def test_the_thing_itself_leads_to_its_tombstone(third: Release) -> None:
    with TestClient(create_app(third, Limits(seconds=4)), follow_redirects=False) as client:
        told = client.get("/id/person/ben")

    assert (told.status_code, told.headers["location"]) == (303, "/person/ben")


@pytest.mark.parametrize("form", media.TRIPLES)
@pytest.mark.parametrize("path", ["/person/ann", "/graph/person/ann"])
def test_what_is_no_more_has_a_tombstone_in_every_form_of_rdf(third: Release, path: str, form: str) -> None:
    about = NamedNode((names.BASE if path.startswith("/graph") else names.THINGS) + path[1:])
    with TestClient(create_app(third, Limits(seconds=4)), follow_redirects=False) as client:
        told = client.get(f"{path}.{form}")
        facts = {
            quad.predicate.value: quad.object.value
            for quad in parse(told.content, format=RdfFormat.from_media_type(media.TRIPLES[form]))
            if quad.subject == about
        }

    assert told.status_code == 410
    assert told.headers["content-type"].partition(";")[0] == media.TRIPLES[form]
    assert facts[names.expand("owl:deprecated") or ""] == "true"
    assert facts[names.expand("dcterms:hasVersion") or ""] == f"{names.RELEASES}{_before(third, 1)}{path}"
