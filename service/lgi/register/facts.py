"""A record of the register: facts about one thing, and how they are made."""

from dataclasses import dataclass
from decimal import Decimal

from pyoxigraph import Literal, NamedNode, Triple

from lgi import names

_XSD_DECIMAL = NamedNode(names.VOCABULARIES["xsd"] + "decimal")
_XSD_DATE = NamedNode(names.VOCABULARIES["xsd"] + "date")

Value = str | Literal | None


@dataclass(frozen=True)
class Record:
    """What is said of one thing; `owner` is the council on whose account it is said, `kind` names its register."""

    kind: str
    thing: NamedNode
    owner: str
    facts: frozenset[Triple]


def node(curie: str) -> NamedNode:
    """The IRI of a short name, or of what is an IRI already."""
    return NamedNode(names.expand(curie) or curie)


def english(text: str) -> Literal:
    """Text in English."""
    return Literal(text, language="en")


def day(text: str) -> Literal | None:
    """A day, or nothing."""
    return Literal(text, datatype=_XSD_DATE) if text else None


def degrees(text: str) -> Literal | None:
    """Degrees of latitude or longitude to a ten-thousandth, which is some ten metres, or nothing.

    >>> [degrees(text).value for text in ("53.5241492488", "-2.632", "54.00001")]
    ['53.5241', '-2.632', '54.0']
    """
    short = format(round(Decimal(text), 4), "f").rstrip("0") if text else ""
    return Literal(short + "0" * short.endswith("."), datatype=_XSD_DECIMAL) if short else None


def record(kind: str, curie: str, owner: str, *pairs: tuple[str, Value]) -> Record:
    """Make a record; a value that is text is a name, and None says nothing."""
    thing = node(curie)
    facts = [
        Triple(thing, NamedNode(names.VOCABULARIES["rdf"] + "type") if name == "a" else node(name), _term(value))
        for name, value in pairs
        if value is not None
    ]
    return Record(kind, thing, owner, frozenset(facts))


def _term(value: str | Literal) -> NamedNode | Literal:
    return node(value) if isinstance(value, str) else value
