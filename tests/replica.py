"""Follow an event stream as a stranger would who knows its specification, and keep a copy of what it tells."""

from collections import defaultdict
from collections.abc import Callable, Iterable

import rdflib
from rdflib import BNode, Literal, URIRef
from rdflib.term import Node

LDES = rdflib.Namespace("https://w3id.org/ldes#")
TREE = rdflib.Namespace("https://w3id.org/tree#")

Fetch = Callable[[str], str]
Fact = tuple[Node, Node, Node]


class Replica:
    """A copy of a graph, made from its event stream alone."""

    def __init__(self, fetch: Fetch) -> None:
        self._fetch = fetch
        self.pages: dict[str, rdflib.Graph] = {}
        self.members: dict[URIRef, tuple[str, Node, list[Fact]]] = {}

    def follow(self, entry: str) -> None:
        """Read all pages that an entry leads to, but no page again that said that it never changes."""
        root = rdflib.Graph().parse(data=self._fetch(entry), format="turtle")
        stream = root.value(None, TREE.view, URIRef(entry))
        self._paths = {name: root.value(stream, LDES[name]) for name in ("timestampPath", "versionOfPath")}
        self._deleted = root.value(stream, LDES.versionDeletePath), root.value(stream, LDES.versionDeleteObject)
        ahead = self._leads(root, entry)
        while ahead:
            address = ahead.pop(0)
            if address in self.pages:
                continue
            page = rdflib.Graph().parse(data=self._fetch(address), format="turtle")
            if (URIRef(address), LDES.immutable, Literal(True)) in page:
                self.pages[address] = page
            self._read(page, stream)
            ahead += self._leads(page, address)

    def state(self) -> dict[str, list[Fact]]:
        """What the newest version of each thing says of it."""
        versions = defaultdict(list)
        for when, thing, said in self.members.values():
            versions[str(thing)].append((when, said))
        newest = {thing: max(told, key=lambda version: version[0])[1] for thing, told in versions.items()}
        return {thing: said for thing, said in newest.items() if said}

    def _leads(self, page: rdflib.Graph, address: str) -> list[str]:
        relations = page.objects(URIRef(address), TREE.relation)
        return sorted({str(page.value(relation, TREE.node)) for relation in relations})

    def _read(self, page: rdflib.Graph, stream: Node | None) -> None:
        for member in page.objects(stream, TREE.member):
            assert isinstance(member, URIRef)
            thing = page.value(member, self._paths["versionOfPath"])
            when = page.value(member, self._paths["timestampPath"])
            assert thing is not None
            self.members[member] = str(when), thing, list(self._said(page, member, thing))

    def _said(self, page: rdflib.Graph, member: URIRef, thing: Node) -> Iterable[Fact]:
        own = set(self._paths.values())
        ahead: list[Node] = [member]
        while ahead:
            node = ahead.pop()
            for predicate, value in page.predicate_objects(node):
                if node == member and (predicate in own or (predicate, value) == self._deleted):
                    continue
                yield thing if node == member else node, predicate, value
                ahead += [value] if isinstance(value, BNode) else []
