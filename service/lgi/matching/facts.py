"""The facts of a release, found by what they are about."""

from collections import defaultdict
from collections.abc import Iterable
from functools import cache

from pyoxigraph import Literal, NamedNode, Quad

from lgi import names


class Facts:
    """What is said of each thing, by the short name of the property; order does not matter, so all is sorted."""

    def __init__(self, quads: Iterable[Quad]) -> None:
        self._said: dict[str, dict[str, set[tuple[str, str]]]] = defaultdict(lambda: defaultdict(set))
        self._pointing: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
        for quad in quads:
            if isinstance(quad.subject, NamedNode):
                self._add(quad.subject.value, _short(quad.predicate.value), quad.object)

    def _add(self, thing: str, name: str, value: object) -> None:
        if isinstance(value, NamedNode):
            self._said[thing][name].add((value.value, ""))
            self._pointing[value.value][name].add(thing)
        elif isinstance(value, Literal):
            self._said[thing][name].add((value.value, value.language or ""))

    def all(self, thing: str, name: str) -> list[str]:
        """All that a property says of a thing."""
        return sorted({value for value, _ in self._said.get(thing, {}).get(name, ())})

    def one(self, thing: str, *properties: str) -> str:
        """What the first of some properties that says anything says of a thing, in English if it is a text."""
        for name in properties:
            found = sorted(self._said.get(thing, {}).get(name, ()), key=lambda pair: (pair[1] not in ("en", ""), pair))
            if found:
                return found[0][0]
        return ""

    def pointing(self, thing: str, name: str) -> list[str]:
        """All things of which a property says this one."""
        return sorted(self._pointing.get(thing, {}).get(name, ()))

    def of_class(self, name: str) -> list[str]:
        """All things of a class."""
        return self.pointing(names.expand(name) or name, "rdf:type")


@cache
def _short(iri: str) -> str:
    return names.short(iri)
