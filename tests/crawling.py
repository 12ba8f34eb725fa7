"""A crawler: it goes to every name that is minted in a release, in every form, and tells of each that is not answered well."""

import asyncio
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from http import HTTPStatus
from typing import Any
from urllib.parse import quote, unquote

from pyoxigraph import BlankNode, CanonicalizationAlgorithm, Dataset, Literal, NamedNode, Quad, RdfFormat, parse
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message

from lgi import media, names
from lgi.release import Release

Graph = frozenset[tuple[str, str, str]]

AT_ONCE = 4
"""How many documents are visited at the same time."""

SERVICES = re.compile(r"|sparql|reconcile|openapi\.json|static/.+|release/.+")
"""Names of services and files, which answer as they are."""
SPOKEN_OF = re.compile(r"graph/[^#]+|ontology/[^#]+|data")
"""Names that nobody needs to describe: of graphs, of versions of the ontology, of the page of the data."""


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


@dataclass(frozen=True)
class Told:
    """An answer."""

    status: int
    headers: Headers
    body: bytes

    @property
    def next(self) -> str:
        """The address of the next page; empty if there is none."""
        found = re.search(r'<([^>]+)>; rel="next"', self.headers.get("link", ""))
        return found[1] if found else ""


async def get(app: ASGIApp, address: str) -> Told:
    """Ask a service without a wire between."""
    path, _, query = address.partition("?")
    scope: dict[str, Any] = {"type": "http", "http_version": "1.1", "method": "GET", "scheme": "http", "root_path": ""}
    scope |= {"path": unquote(path), "raw_path": path.encode(), "query_string": query.encode(), "headers": []}
    scope |= {"client": ("crawler", 1), "server": ("localhost", 80)}
    messages: list[Message] = []

    async def receive() -> Message:
        # The client stays.
        stays: asyncio.Future[Message] = asyncio.get_running_loop().create_future()
        return await stays

    async def send(message: Message) -> None:
        messages.append(message)

    await app(scope, receive, send)
    body = b"".join(message.get("body", b"") for message in messages)
    return Told(messages[0]["status"], Headers(raw=messages[0]["headers"]), body)


class Crawl:
    """A visit to all documents of a service: how many it saw, and what was wrong with which.

    A thing has a page of its kind, or, if that is not asked for, one of all that is recorded of it.
    """

    def __init__(self, app: ASGIApp, *, of_kind: bool) -> None:
        self.app = app
        self.of_kind = of_kind
        self.documents = self.forms = self.names = 0
        self.faults: list[str] = []

    async def visit(self, iris: Iterable[str]) -> None:
        """Go to each name, and to the document that it is in, several at a time."""
        in_document: dict[str, list[str]] = defaultdict(list)
        for iri in sorted(iris):
            self.names += 1
            in_document[iri.partition("#")[0]].append(iri)
        waiting = iter(in_document.items())

        async def go() -> None:
            for address, inside in waiting:
                await self._visit(address, inside)

        await asyncio.gather(*(go() for _ in range(AT_ONCE)))

    async def _visit(self, address: str, inside: list[str]) -> None:
        path = "/" + quote(address.removeprefix(names.BASE), safe="/%+@()',;=-._~!$&*:")
        if SERVICES.fullmatch(path[1:]):
            await self._get(path)
            return
        if path.startswith("/id/"):
            led, path = await get(self.app, path), path.removeprefix("/id")
            if (led.status, led.headers.get("location")) != (303, path):
                self.faults.append(f"/id{path}: {led.status} to {led.headers.get('location')}")
                return
        self.documents += 1
        graphs = [graph for form in media.TRIPLES if (graph := await self._pages(path, form)) is not None]
        is_plain = names.kind_and_slug(address) is not None and not self.of_kind
        page = await self._get(f"{path}.html?page=1" if is_plain else f"{path}.html")
        if not graphs or page is None:
            return
        if any(graph != graphs[0] for graph in graphs):
            self.faults.append(f"{path}: its forms are not one graph: {[len(graph) for graph in graphs]}")
        self._require_inside(path, inside, graphs[0], page)

    def _require_inside(self, path: str, inside: list[str], graph: Graph, page: Told) -> None:
        described = {subject for subject, _, _ in graph}
        told = {iri for iri in inside if f"<{iri}>" in described or SPOKEN_OF.fullmatch(iri.removeprefix(names.BASE))}
        self.faults += [f"{iri}: not described in {path}" for iri in inside if iri not in told]
        fragments = [iri.partition("#")[2] for iri in inside if "#" in iri]
        places = Ids(page.body.decode()).found if fragments else set()
        self.faults += [f"{path}.html: no place #{name}" for name in fragments if name not in places]

    async def _pages(self, path: str, form: str) -> Graph | None:
        """The graph of a document in a form, its pages together."""
        facts, following, kind = list[Quad](), f"{path}.{form}", media.TRIPLES[form]
        while following:
            told = await self._get(following)
            if told is None:
                return None
            if told.headers["content-type"].partition(";")[0] != kind:
                self.faults.append(f"{following}: comes as {told.headers['content-type']}")
            facts += parse(told.body, format=RdfFormat.from_media_type(kind) or RdfFormat.TURTLE)
            following = told.next
        return canonical(facts)

    async def _get(self, path: str) -> Told | None:
        """What stands at an address; a fault, and nothing, if that is not what ought to stand there."""
        told = await get(self.app, path)
        self.forms += 1
        if told.status == HTTPStatus.OK:
            return told
        self.faults.append(f"{path}: {told.status} {told.body[:200].decode()}")
        return None


def canonical(facts: list[Quad]) -> Graph:
    """Facts so that two graphs that differ in the labels of nameless things alone are the same."""
    if any(isinstance(term, BlankNode) for fact in facts for term in (fact.subject, fact.object)):
        graph = Dataset(facts)
        graph.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
        facts = list(graph)
    return frozenset((str(fact.subject), str(fact.predicate), str(fact.object)) for fact in facts)
