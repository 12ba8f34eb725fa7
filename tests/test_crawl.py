"""Every name that is minted in a release answers in every form, and all forms of one document are the same graph.

The whole graph takes minutes: `LGI_CRAWL=whole` crawls it too.
"""

import os
from collections.abc import Iterable

import pytest
from pyoxigraph import NamedNode, Quad
from starlette.testclient import TestClient

from crawling import Crawl, facts_of, minted
from lgi import names
from lgi.engine import Limits
from lgi.release import Release
from lgi.web.app import create_app
from stores import ENGINES

BATCHES = 4
ONE_IN = 20
"""Of so many documents one is visited over a remote store, which takes its time over each."""
LABEL = NamedNode(names.VOCABULARIES["rdfs"] + "label")


@pytest.fixture(scope="module")
def founding_names(built: Release, engine_name: str) -> dict[str, list[str]]:
    """The names in the founding release by the document that tells of each."""
    found: dict[str, list[str]] = {}
    for iri in sorted(minted(facts_of(built))):
        found.setdefault(iri.partition("#")[0], []).append(iri)
    return found if engine_name == ENGINES[0] else {each: found[each] for each in [*found][::ONE_IN]}


def visited(client: TestClient, iris: Iterable[str], engine: str = ENGINES[0]) -> Crawl:
    """A crawl of names, in the service's own loop; pages of each kind are promised over our own engine alone."""
    assert client.portal
    crawl = Crawl(client.app, of_kind=engine == ENGINES[0])
    client.portal.call(crawl.visit, iris)
    return crawl


@pytest.mark.parametrize("batch", range(BATCHES))
def test_every_name_answers_in_every_form_and_all_forms_are_one_graph(
    client: TestClient, founding_names: dict[str, list[str]], batch: int, engine_name: str
) -> None:
    mine = [*founding_names][batch::BATCHES]
    crawl = visited(client, (iri for document in mine for iri in founding_names[document]), engine_name)

    assert crawl.faults == []
    assert crawl.documents > len(mine) - 4 > 10 and crawl.forms >= 7 * crawl.documents


@pytest.mark.parametrize(
    ("planted", "fault"),
    [
        ("id/model/never-minted", "/id/model/never-minted: 404"),
        ("id/model/wigan-deal#no-part", "no-part: not described in /model/wigan-deal"),
        ("ontology#NoClass", "NoClass: not described in /ontology"),
        ("ontology#NoClass", "/ontology.html: no place #NoClass"),
        ("scheme/stance#neither", "neither: not described in /scheme/stance"),
        ("scheme/never", "/scheme/never.ttl: 404"),
        ("graph/model/never", "/graph/model/never.nq: 404"),
        ("somewhere/else", "/somewhere/else.html: 404"),
    ],
)
def test_a_name_that_is_planted_is_found_out(client: TestClient, planted: str, fault: str, engine_name: str) -> None:
    iri = NamedNode(names.BASE + planted)

    crawl = visited(client, minted([Quad(NamedNode("http://e/s"), LABEL, iri)]), engine_name)

    assert any(fault in told for told in crawl.faults)


def test_names_are_found_wherever_they_stand() -> None:
    a, b, c, d = (NamedNode(f"{names.BASE}id/model/{name}") for name in "abcd")
    elsewhere = NamedNode("http://e/other")

    assert minted([Quad(a, b, c, d), Quad(elsewhere, elsewhere, elsewhere)]) == {a.value, b.value, c.value, d.value}


@pytest.mark.skipif(os.environ.get("LGI_CRAWL") != "whole", reason="it takes minutes: LGI_CRAWL=whole asks for it")
def test_every_name_of_the_whole_graph_answers_too(live: Release) -> None:
    limits = Limits(seconds=20, client_heavy=1000, client_seconds=1e6)
    with TestClient(create_app(live, limits), follow_redirects=False) as client:
        crawl = visited(client, minted(facts_of(live)))

    assert crawl.faults == []
    assert crawl.names > 10_000
