"""A crawler: it goes to every name that is minted in a release, in every form, and tells of each that is not answered well."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from html.parser import HTMLParser
from urllib.parse import quote

import httpx2
from pyoxigraph import CanonicalizationAlgorithm, Dataset, Literal, NamedNode, Quad, RdfFormat, parse
from starlette.testclient import TestClient

from lgi import media, names
from lgi.release import Release

FILES = ("static/",)
"""Names of files, which come as they are."""
SPOKEN_OF = ("graph/", "ontology/", "data")
"""Names of documents that nobody needs to describe: graphs, versions of the ontology, the page of the data."""


class Ids(HTMLParser):
    """The places of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: set[str] = set()
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        """Note a place."""
        self.found |= {value for name, value in attrs if name == "id" and value}


def minted(facts: Iterable[Quad]) -> set[str]:
    """All names of ours in facts, wherever they stand: as subject, property, value, graph or datatype."""
    found: set[str] = set()
    for quad in facts:
        for term in (quad.subject, quad.predicate, quad.object, quad.graph_name):
            if isinstance(term, NamedNode):
                found.add(term.value)
            elif isinstance(term, Literal):
                found.add(term.datatype.value)
    return {iri for iri in found if iri.startswith(names.BASE)}


def facts_of(release: Release) -> Iterator[Quad]:
    """All facts of a release."""
    yield from parse(release.dump(), format=RdfFormat.N_QUADS)


class Crawl:
    """A visit to all documents of a service: how many it saw, and what was wrong with which."""

    def __init__(self, client: TestClient) -> None:
        self.client = client
        self.documents = self.forms = self.names = 0
        self.faults: list[str] = []

    def visit(self, iris: Iterable[str]) -> None:
        """Go to each name, and to the document that it is in."""
        in_document: dict[str, list[str]] = defaultdict(list)
        for iri in sorted(iris):
            self.names += 1
            in_document[iri.partition("#")[0]].append(iri)
        for address, inside in in_document.items():
            self._visit(address, inside)

    def _visit(self, address: str, inside: list[str]) -> None:
        path = "/" + quote(address.removeprefix(names.BASE), safe="/%+@()',;=-._~!$&*:")
        if path.startswith("/id/"):
            led = self.client.get(path)
            if (led.status_code, led.headers.get("location")) != (303, path.removeprefix("/id")):
                self.faults.append(f"{path}: {led.status_code} to {led.headers.get('location')}")
                return
            path = path.removeprefix("/id")
        if path[1:].startswith(FILES):
            self._get(path)
            return
        self.documents += 1
        first = [graph for form in media.TRIPLES if (graph := self._pages(path, form)) is not None]
        page = self._get(f"{path}.html")
        if not first or page is None:
            return
        if any(graph != first[0] for graph in first):
            self.faults.append(f"{path}: its forms are {len(set(map(len, first)))} graphs")
        self._require_inside(path, inside, first[0], page)

    def _require_inside(self, path: str, inside: list[str], graph: Dataset, page: httpx2.Response) -> None:
        described = {quad.subject for quad in graph}
        missing = [iri for iri in inside if NamedNode(iri) not in described]
        self.faults += [f"{iri}: not described in {path}" for iri in missing if not path[1:].startswith(SPOKEN_OF)]
        places = Ids(page.text).found if any("#" in iri for iri in inside) else set()
        fragments = [iri.partition("#")[2] for iri in inside if "#" in iri]
        self.faults += [f"{path}.html: no place #{name}" for name in fragments if name not in places]

    def _pages(self, path: str, form: str) -> Dataset | None:
        """The graph of a document in a form, its pages together."""
        facts, following = list[Quad](), f"{path}.{form}"
        while following:
            told = self._get(following)
            if told is None:
                return None
            kind = media.TRIPLES[form]
            if told.headers["content-type"].partition(";")[0] != kind:
                self.faults.append(f"{following}: comes as {told.headers['content-type']}")
            facts += parse(told.content, format=RdfFormat.from_media_type(kind) or RdfFormat.TURTLE)
            following = told.links.get("next", {}).get("url", "")
        graph = Dataset(facts)
        graph.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
        return graph

    def _get(self, path: str) -> httpx2.Response | None:
        """What stands at an address; a fault, and nothing, if that is not what ought to stand there."""
        told = self.client.get(path)
        self.forms += 1
        if told.status_code == 200:
            return told
        self.faults.append(f"{path}: {told.status_code} {told.text[:200]}")
        return None
