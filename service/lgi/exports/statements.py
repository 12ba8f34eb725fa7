"""What is authored in a release, thing by thing: without what rules derive, and without the description of the dataset."""

import gzip
from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Self

from pyoxigraph import BlankNode, NamedNode, Quad, Store, Triple

from lgi import corpus, release
from lgi.difference import state
from lgi.errors import BadRelease

THINGS = "things.txt.gz"
"""The file of a release that lists all that something authored is said of, an IRI a line, in their order."""


class Statements:
    """The authored statements of a release."""

    def __init__(self, store: Store) -> None:
        self._store = store

    @classmethod
    def among(cls, quads: Iterable[Quad]) -> Self:
        """Those among some facts."""
        store = Store()
        store.bulk_extend(quad for quad in quads if is_authored(quad))
        return cls(store)

    def of(self, iri: str) -> list[Triple]:
        """What is said of a thing, and of the blank nodes that belong to it, in order of the lines."""
        found: dict[Triple, None] = {}
        seen: set[NamedNode | BlankNode] = set()
        ahead: list[NamedNode | BlankNode] = [NamedNode(iri)]
        while ahead:
            node = ahead.pop(0)
            seen.add(node)
            said = sorted(self._said(node), key=str)
            found |= dict.fromkeys(said)
            ahead += [fact.object for fact in said if isinstance(fact.object, BlankNode) and fact.object not in seen]
        return list(found)

    def pointing(self, predicate: str, iri: str) -> list[str]:
        """The things that have a property with a thing as its value, in order of their IRIs."""
        found = self._store.quads_for_pattern(None, NamedNode(predicate), NamedNode(iri), None)
        return sorted(
            {quad.subject.value for quad in found if is_authored(quad) and isinstance(quad.subject, NamedNode)}
        )

    def values(self, predicate: str) -> list[str]:
        """The IRIs that are a value of a property, in their order."""
        found = self._store.quads_for_pattern(None, NamedNode(predicate), None, None)
        return sorted({quad.object.value for quad in found if is_authored(quad) and isinstance(quad.object, NamedNode)})

    def _said(self, node: NamedNode | BlankNode) -> set[Triple]:
        return {quad.triple for quad in self._store.quads_for_pattern(node, None, None, None) if is_authored(quad)}


def is_authored(quad: Quad) -> bool:
    """Tell whether a fact stands in a graph that people wrote."""
    return corpus.graph_of(quad) not in state.MADE_HERE


@lru_cache(maxsize=4)
def of_release(folder: Path) -> Statements:
    """The authored statements of a release. Raises BadRelease if its store cannot be opened."""
    try:
        return Statements(Store.read_only(str(folder / release.STORE)))
    except (OSError, ValueError) as fault:
        raise BadRelease(f"{folder} cannot be opened ({fault}): build the release again with 'lgi build'") from None


@lru_cache(maxsize=4)
def things(folder: Path) -> tuple[str, ...]:
    """All that something authored is said of in a release, in order of the IRIs. Raises BadRelease."""
    try:
        text = gzip.decompress((folder / THINGS).read_bytes()).decode()
    except OSError as fault:
        raise BadRelease(f"{folder / THINGS} cannot be read ({fault}): build the release again") from None
    return tuple(text.splitlines())


def list_things(quads: Sequence[Quad]) -> bytes:
    """Make the file that lists all that something authored is said of."""
    found = {quad.subject.value for quad in quads if isinstance(quad.subject, NamedNode) and is_authored(quad)}
    return gzip.compress("".join(f"{iri}\n" for iri in sorted(found)).encode(), mtime=0)
