"""Suggest things, types and properties to somebody who begins to type."""

from collections.abc import Iterable

from lgi.matching import words
from lgi.matching.asked import Question
from lgi.matching.index import Index
from lgi.matching.matcher import match
from lgi.matching.properties import Property, every
from lgi.matching.things import Thing, Type

_MOST_NEAR = 10


def entities(index: Index, prefix: str, types: Iterable[str]) -> list[Thing]:
    """Things with a name or a code that begins so, then those with a word that does, then those that come near."""
    wanted, sought = tuple(types), words.fold(prefix)
    ranked: dict[str, tuple[int, str]] = {}
    for thing in index.catalogue.things:
        if index.is_type(thing, wanted):
            rank = _rank(sought, [words.fold(name.text) for name in thing.names])
            if rank is not None:
                ranked[thing.iri] = (rank, thing.name)
    found = [index.things[iri] for iri in sorted(ranked, key=lambda iri: (*ranked[iri], iri))]
    coded = [thing for thing, _ in index.with_code(prefix) if index.is_type(thing, wanted)]
    near = [each.thing for each in match(index, Question(prefix, wanted, limit=_MOST_NEAR))] if sought else []
    return list({thing.iri: thing for thing in (*coded, *found, *near)}.values())


def types(index: Index, prefix: str) -> list[Type]:
    """Types with a name or a word in it that begins so, the widest first."""
    sought = words.fold(prefix)
    found = [
        (bool(each.broader), rank, each.name, each)
        for each in index.types.values()
        if (rank := _of(sought, each)) is not None
    ]
    return [each for *_, each in sorted(found, key=lambda row: row[:3])]


def properties(index: Index, prefix: str) -> list[Property]:
    """Properties with a name or a word in it that begins so."""
    sought = words.fold(prefix)
    ranked = [
        (rank, each.name, each)
        for each in every(index)
        if (rank := _rank(sought, [words.fold(each.name), words.fold(each.id)])) is not None
    ]
    return [each for *_, each in sorted(ranked, key=lambda row: row[:2])]


def _of(sought: str, each: Type) -> int | None:
    rank = _rank(sought, [words.fold(each.name)])
    return 0 if rank is None and sought and sought == words.fold(each.iri) else rank


def _rank(sought: str, names: Iterable[str]) -> int | None:
    """How well a beginning fits: 0 the name itself, 1 its beginning, 2 that of a word in it, None not at all."""
    ranks = [
        0 if name == sought else 1 if name.startswith(sought) else 2
        for name in names
        if f" {name}".find(f" {sought}") >= 0
    ]
    return min(ranks, default=None)
