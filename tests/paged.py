"""Pages read as a person reads them: their tables by caption, row by row, and the release they are shown from."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from lxml import html  # type: ignore[import-untyped]
from pyoxigraph import QuerySolutions, Store
from starlette.testclient import TestClient

from lgi.engine import Limits
from lgi.release import Release
from lgi.web.app import create_app
from releases import as_if_ours

PREFIXES = """
PREFIX lgi: <https://w3id.org/lgi/ontology#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX dcterms: <http://purl.org/dc/terms/>
"""
Node = Any
"""A part of a page; the library that reads pages has no types."""
HOSTILE = "<script>alert('x')</script> & \"more\""


@contextmanager
def served(release: Release) -> Iterator[TestClient]:
    """The service on a release, for one who reads pages."""
    app = create_app(release, Limits(seconds=20, client_heavy=1000, client_seconds=1e6))
    with TestClient(app, follow_redirects=False, headers={"Accept": "text/html"}) as client:
        yield client


@contextmanager
def served_with(built: Release, folder: Path, more: str) -> Iterator[TestClient]:
    """The service on a release with more facts, as N-Triples, in it."""
    with served(as_if_ours(folder, built.dump().decode() + more)) as client:
        yield client


def page(client: TestClient, address: str) -> Node:
    """A page, which must be there and small."""
    answer = client.get(address)

    assert (answer.status_code, len(answer.content) < 200_000) == (200, True), (answer.status_code, len(answer.content))
    return html.fromstring(answer.content)


def words(node: Node) -> str:
    """The text of a part of a page, without needless white space."""
    return " ".join(node.text_content().split())


def table(root: Node, caption: str) -> list[Node]:
    """The rows of the table with a caption."""
    found = [each for each in root.iter("table") if words(each.find("caption")) == caption]
    assert len(found) == 1, [words(each.find("caption")) for each in root.iter("table")]
    return list(found[0].find("tbody").iter("tr"))


def links(node: Node) -> list[str]:
    """Where a part of a page leads."""
    return [each.get("href") for each in node.iter("a")]


def asked(store: Store, query: str) -> list[tuple[str, ...]]:
    """The rows that a query gives when it is put to the store itself."""
    results = store.query(PREFIXES + query, use_default_graph_as_union=True)
    assert isinstance(results, QuerySolutions)
    count = len(results.variables)
    return [tuple(row[i].value if row[i] else "" for i in range(count)) for row in results]


def path(iri: str) -> str:
    """Where a page leads for a thing."""
    return "/" + iri.removeprefix("https://w3id.org/lgi/id/")
