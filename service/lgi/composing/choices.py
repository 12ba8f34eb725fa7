"""What there is to choose from: classes of things, the properties of a class, and the values of a property."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeVar

from pyoxigraph import NamedNode

from lgi import names
from lgi.errors import BadChoice
from lgi.rows import Row, Term, in_query

T = TypeVar("T")

MOST_VALUES = 500
_LONGEST = 80
_TOO_WIDE = {"lgi:Record"}
_SPACES = ("lgi", "foaf", "org", "skos")
FIRST = (
    "lgi:Model",
    "lgi:Initiative",
    "lgi:LocalAuthority",
    "lgi:Place",
    "lgi:Mechanism",
    "lgi:Condition",
    "lgi:Claim",
    "lgi:Finding",
    "lgi:Study",
    "lgi:Source",
    "lgi:PowerShift",
    "lgi:Programme",
)
"""The classes that most people ask about."""


class Class(NamedTuple):
    """A class of things to show: its short name, what it is called, and how many things it has."""

    name: str
    words: str
    things: int


@dataclass(frozen=True)
class Choice:
    """A property to choose, from its subject or `back` from its value, and the class of what it leads to, if that is one."""

    name: str
    iri: str
    back: bool
    words: str
    leads_to: str = ""


class Value(NamedTuple):
    """A value to choose: as a query writes it, what it is called, and how many things have it."""

    text: str
    words: str
    things: int
    is_thing: bool


def classes(found: Iterable[Row]) -> dict[str, Class]:
    """The classes that can be shown, by short name: those that have things, and are no mere wrapping of others."""
    told = {}
    for row in found:
        name, things = names.short(row["class"]["value"]), int(row["things"]["value"])
        if things and name.partition(":")[0] in _SPACES and name not in _TOO_WIDE:
            told[name] = Class(name, _called(row["class"]).lower(), things)
    return dict(sorted(told.items(), key=lambda item: item[1].words))


def properties(found: Iterable[Row]) -> dict[str, Choice]:
    """The properties that can be chosen, by name: that of one that is followed back begins with ^."""
    told: dict[str, Choice] = {}
    for row in found:
        back = row["back"]["value"] == "true"
        iri = row["property"]["value"]
        name = f"{'^' if back else ''}{names.short(iri)}"
        leads_to = names.short(row["value_class"]["value"]) if "value_class" in row else ""
        before = told.get(name)
        if before and back and before.leads_to != leads_to:
            # Things of several classes may point here; then it leads to none of them for sure.
            told[name] = Choice(name, iri, back, f"is named by something ({_verb(row)})")
        elif before is None or not before.leads_to:
            told[name] = Choice(name, iri, back, _words(row, back), leads_to)
    return dict(sorted(told.items(), key=lambda item: (item[1].back, item[1].words)))


def _words(row: Row, back: bool) -> str:
    if back:
        name = row["name"]["value"].lower()
        return f"is named by {'an' if name[0] in 'aeiou' else 'a'} {name} ({_verb(row)})"
    return _verb(row)


def _verb(row: Row) -> str:
    return row["property"].get("label") or f"has {row['name']['value']}"


def values(found: Sequence[Row]) -> list[Value]:
    """The values that can be chosen; none where there are too many, or they are texts too long to choose from."""
    if len(found) > MOST_VALUES or any(_is_long(row["value"]) for row in found):
        return []
    return [
        Value(text(row["value"]), _called(row["value"]), int(row["things"]["value"]), row["value"]["type"] == "uri")
        for row in found
        if row["value"]["type"] != "bnode"
    ]


def _is_long(term: Term) -> bool:
    return term["type"] == "literal" and len(term["value"]) > _LONGEST


def _called(term: Term) -> str:
    if term["type"] != "uri":
        return term["value"]
    parts = names.shorten(term["value"])
    return term.get("label") or (names.words(parts[1]) if parts else term["value"])


def text(term: Term) -> str:
    """A term as a query writes it, by its short name if it has one."""
    return in_query(term, _short)


def _short(iri: str) -> str:
    short = names.short(iri)
    return short if names.expand(short) == iri else str(NamedNode(iri))


def pick(what: str, name: str, there: Mapping[str, T]) -> T:
    """What was chosen. Raises BadChoice that names some of what can be."""
    if name in there:
        return there[name]
    advice = names.meant(name, there) or f"choose one of {', '.join([*there][:5]) or 'none'}"
    raise BadChoice(f"{what}: {name[:200]!r} cannot be chosen here: {advice}")
