"""What an answer tells of things: statements by thing, what points to it, and where each thing has its place.

A thing of which the answer says what it is has one place, where all of it is told: below what it points to if that is
told of as well, else below what points to it. Anywhere else it is a link.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from lgi import names
from lgi.tidy.keys import Keys
from lgi.tidy.reverse import PREFERRED

Term = NamedNode | BlankNode | Literal
Link = tuple[str, str]
"""A property, and the thing at its other end."""
Place = tuple[str, str, bool]
"""What something stands below, the property between them, and whether that is read backwards."""

TYPE, LABEL = (names.expand(short) or short for short in ("rdf:type", "rdfs:label"))

_FIRST = set(PREFERRED.values())


class Told:
    """What an answer tells of a thing, its root, and of what is told with it."""

    def __init__(self, facts: Iterable[Triple], root: str, keys: Keys) -> None:
        self.root = root
        self.keys = keys
        self.said: dict[str, dict[str, list[Term]]] = defaultdict(lambda: defaultdict(list))
        self.incoming: dict[str, list[Link]] = defaultdict(list)
        for fact in sorted(set(facts), key=str):
            self._note(fact)
        for links in self.incoming.values():
            links.sort(key=self._rank)
        self.homes: dict[str, Place] = {}
        self._settle()

    def _note(self, fact: Triple) -> None:
        subject, value = fact.subject, fact.object
        if not isinstance(subject, NamedNode) or isinstance(value, Triple):
            return
        self.said[subject.value][fact.predicate.value].append(value)
        if isinstance(value, NamedNode) and fact.predicate.value != TYPE:
            self.incoming[value.value].append((fact.predicate.value, subject.value))

    def _rank(self, link: Link) -> tuple[bool, str, str, str]:
        """What belongs to a thing comes before what merely mentions it."""
        name = self.backwards(link[0])
        return name not in _FIRST, name, *link

    def backwards(self, iri: str) -> str:
        """The name of a property the other way; empty if it has none."""
        key = self.keys.of.get(iri)
        return key.reverse if key else ""

    def labels(self, iri: str) -> list[Literal]:
        """The labels of a thing."""
        values = self.said[iri].get(LABEL, []) if iri in self.said else []
        return [value for value in values if isinstance(value, Literal)]

    def outgoing(self, iri: str) -> Iterator[Link]:
        """The things that a thing points to."""
        for prop, values in self.said[iri].items():
            if prop != TYPE:
                yield from ((prop, value.value) for value in values if isinstance(value, NamedNode))

    def _settle(self) -> None:
        """Give each thing that is told of its place: below what it points to, else below what points to it."""
        placed = self._with_pointing([self.root])
        for thing in placed:
            placed += self._with_pointing(self._below(thing, self.outgoing(thing), backwards=False))

    def _with_pointing(self, things: Iterable[str]) -> list[str]:
        """Things, and what has its place below them because it points to them."""
        placed = list(things)
        for thing in placed:
            placed += self._below(thing, self.incoming[thing], backwards=True)
        return placed

    def _below(self, thing: str, links: Iterable[Link], backwards: bool) -> Iterator[str]:
        for prop, other in links:
            if other != self.root and other not in self.homes and other in self.said and TYPE in self.said[other]:
                self.homes[other] = (thing, prop, backwards)
                yield other
