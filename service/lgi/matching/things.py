"""What can be matched: things of the graph with all their names, codes and days, as a release keeps them."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

OFFICIAL, OTHER, FORMER = "official", "other", "former"


@dataclass(frozen=True)
class Name:
    """A name of a thing: official, another one that is used, or a former one."""

    text: str
    sort: str


@dataclass(frozen=True)
class Code:
    """A code of a thing in some scheme; one that was replaced names the code that replaced it."""

    scheme: str
    text: str
    replaced_by: str = ""


@dataclass(frozen=True)
class Change:
    """A day on which other things took the place of this one, or this one theirs."""

    day: str
    others: tuple[str, ...]


@dataclass(frozen=True)
class Thing:
    """A thing: its IRI, its kind, its types, the first and last day that are on record, and what else is known."""

    iri: str
    kind: str
    name: str
    types: tuple[str, ...]
    names: tuple[Name, ...]
    codes: tuple[Code, ...] = ()
    first: str = ""
    last: str = ""
    note: str = ""
    values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    followed_by: tuple[Change, ...] = ()
    follows: tuple[Change, ...] = ()


@dataclass(frozen=True)
class Type:
    """A type that a question can be restricted to; it may be narrower than another."""

    iri: str
    name: str
    broader: str = ""


@dataclass(frozen=True)
class Catalogue:
    """All that can be matched in a release, its types, its schemes of codes, and names that places alone have."""

    things: tuple[Thing, ...]
    types: tuple[Type, ...]
    schemes: Mapping[str, str]
    places: tuple[str, ...]
    labels: Mapping[str, str]
    today: str = ""


def written(found: Catalogue) -> bytes:
    """Write a catalogue, one thing a line."""
    head = {"types": [asdict(each) for each in found.types], "schemes": dict(found.schemes)}
    head |= {"places": list(found.places), "labels": dict(found.labels)}
    lines = [json.dumps(each, ensure_ascii=False) for each in (head, *(asdict(thing) for thing in found.things))]
    return ("\n".join(lines) + "\n").encode()


def read(text: bytes, today: str) -> Catalogue:
    """Read what was written; `today` is the day of the release."""
    head, *things = [json.loads(line) for line in text.decode().splitlines()]
    types = tuple(Type(**each) for each in head["types"])
    return Catalogue(tuple(map(_thing, things)), types, head["schemes"], tuple(head["places"]), head["labels"], today)


def _thing(said: dict[str, Any]) -> Thing:
    names = tuple(Name(**each) for each in said.pop("names"))
    codes = tuple(Code(**each) for each in said.pop("codes"))
    values = {pid: tuple(found) for pid, found in said.pop("values").items()}
    after, before = (_changes(said.pop(field)) for field in ("followed_by", "follows"))
    types = tuple(said.pop("types"))
    return Thing(**said, types=types, names=names, codes=codes, values=values, followed_by=after, follows=before)


def _changes(said: Iterable[Mapping[str, Any]]) -> tuple[Change, ...]:
    return tuple(Change(each["day"], tuple(each["others"])) for each in said)
