"""The properties of things: which there are for a type, and what each has on record."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from lgi import names
from lgi.matching import asked, things
from lgi.matching.evidence import IDENTIFIER
from lgi.matching.gather import type_of
from lgi.matching.index import Index
from lgi.matching.things import Thing

Value = dict[str, Any]


@dataclass(frozen=True)
class Property:
    """A property; `kinds` are those of the things that have it, and one without values is evidence alone."""

    id: str
    name: str
    help: str
    kinds: tuple[str, ...]
    has_values: bool = True


_ALL = ("council", "model", "organisation", "concept")
_BODIES = ("council", "organisation")
_OWN = (
    Property(
        asked.DATE,
        "date of use",
        "When the name was used: a year, a month or a day, such as 2019-05-21.",
        _ALL,
        has_values=False,
    ),
    Property(IDENTIFIER, "identifier", "A code in any scheme, old or new.", _BODIES),
    Property("kind", "kind", "The kind of council or organisation.", _BODIES),
    Property("nation", "nation", "England, Northern Ireland, Scotland or Wales.", ("council",)),
    Property("place", "place", "The place that a council is for, or that a model comes from.", ("council", "model")),
    Property("within", "within", "The larger places that the council's place is in.", ("council",)),
    Property("first-day", "first day", "The first day of the body, where it is on record.", _BODIES),
    Property("last-day", "last day", "The last day of the body, where it is on record.", _BODIES),
    Property("followed-by", "followed by", "The councils that took this one's place.", ("council",)),
    Property("follows", "follows", "The councils whose place this one took.", ("council",)),
    Property("official-name", "official name", "Its full name.", _ALL),
    Property("other-name", "other name", "Other names and former names.", _ALL),
    Property("website", "website", "The address of its site.", _BODIES),
    Property("description", "description", "What it is, in a sentence.", _ALL),
    Property("family", "family", "The family that a model belongs to.", ("model",)),
    Property("form", "form", "The form of a model.", ("model",)),
    Property("scheme", "scheme", "The scheme that a concept is in.", ("concept",)),
    Property("broader", "broader", "The broader concept.", ("concept",)),
)


def every(index: Index) -> list[Property]:
    """All properties: ours, and one for each scheme of codes."""
    schemes = sorted(index.catalogue.schemes.items())
    return [*_OWN, *(Property(each, label, f"The {label}.", _BODIES) for each, label in schemes)]


def of_type(index: Index, type_iri: str) -> list[Property]:
    """The properties that things of a type have values of; all of them if the type is not known."""
    found = index.type(type_iri)
    top = (found.broader or found.iri) if found else ""
    return [
        each for each in every(index) if each.has_values and (not top or top in {type_of(kind) for kind in each.kinds})
    ]


def values(index: Index, thing: Thing, name: str, settings: Mapping[str, Any]) -> list[Value]:
    """What a property has on record of a thing, as the Reconciliation API writes values.

    The setting `limit` is the most there are to be, `current` leaves out codes that were replaced.
    """
    found = list(_values(index, thing, name, bool(settings.get("current"))))
    limit = settings.get("limit")
    return found[: int(min(limit, len(found)))] if isinstance(limit, int | float) and limit > 0 else found


def _values(index: Index, thing: Thing, name: str, only_current: bool) -> Iterator[Value]:
    codes = [code for code in thing.codes if not (only_current and code.replaced_by)]
    plain = {"official-name": [thing.name], "description": [thing.note] if thing.note else []}
    plain["other-name"] = [each.text for each in thing.names if each.sort != things.OFFICIAL]
    plain[IDENTIFIER] = [f"{code.scheme}: {code.text}" for code in codes]
    if name in index.catalogue.schemes:
        yield from ({"str": code.text} for code in codes if code.scheme == name)
    elif name in plain:
        yield from ({"str": text} for text in plain[name])
    elif name in ("first-day", "last-day"):
        day = thing.first if name == "first-day" else thing.last
        yield from ([{"date": f"{day}T00:00:00Z"}] if day else [])
    elif name in ("followed-by", "follows"):
        changes = thing.followed_by if name == "followed-by" else thing.follows
        yield from (_entity(index, iri) for change in changes for iri in change.others)
    else:
        yield from (_entity(index, value) for value in thing.values.get(name, ()))


def _entity(index: Index, value: str) -> Value:
    """A value that is a thing, as such if it can be matched itself; another thing by its label."""
    if thing := index.things.get(value):
        return {"id": thing.iri, "name": thing.name}
    return {"str": index.catalogue.labels.get(value, value if value.startswith("http") else names.short(value))}
