"""The words of a release: its classes, properties and concepts, each with its label, its meaning and how often it is used."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from lgi import names
from lgi.rows import Row

CLASSES = "classes"
PROPERTIES = "vocabulary-properties"
OF_CLASSES = "vocabulary-properties-of-classes"
CONCEPTS = "vocabulary-concepts"


@dataclass(frozen=True)
class Term:
    """A class, a property or a concept.

    A class has the `properties` of its things, the most used first; a property has a `domain` and a `range`; a
    concept has a `scheme`.
    """

    iri: str
    label: str
    comment: str = ""
    count: int = 0
    properties: tuple[str, ...] = ()
    domain: tuple[str, ...] = ()
    range: tuple[str, ...] = ()
    scheme: str = ""

    @property
    def short(self) -> str:
        """Its short name."""
        return names.short(self.iri)


@dataclass(frozen=True)
class Vocabulary:
    """The terms of a release, by IRI, and for each class and property how many statements its things have."""

    classes: dict[str, Term] = field(default_factory=dict)
    properties: dict[str, Term] = field(default_factory=dict)
    concepts: dict[str, Term] = field(default_factory=dict)
    statements: dict[tuple[str, str], int] = field(default_factory=dict)

    def find(self, iri: str) -> Term | None:
        """A term of any sort, if there is one."""
        return self.classes.get(iri) or self.properties.get(iri) or self.concepts.get(iri)

    def label(self, iri: str) -> str:
        """What a term is called; one that has no label is called by its name in words."""
        term = self.find(iri)
        return term.label if term else _local_words(iri)


def read(
    classes: Sequence[Row], properties: Sequence[Row], of_classes: Sequence[Row], concepts: Sequence[Row]
) -> Vocabulary:
    """Make a vocabulary of the answers to its four questions."""
    statements = {(_value(row, "class"), _value(row, "property")): _number(row, "statements") for row in of_classes}
    used: dict[str, list[str]] = defaultdict(list)
    for class_, property_ in statements:
        used[class_].append(names.short(property_))
    return Vocabulary(
        {_value(row, "class"): _class(row, used[_value(row, "class")]) for row in classes},
        _properties(properties),
        {_value(row, "concept"): _concept(row) for row in concepts},
        statements,
    )


def prefixes(schemes: Iterable[str]) -> dict[str, str]:
    """All prefixes that are ours or that we use, with their namespaces."""
    slugs = [scheme.removeprefix(names.SCHEMES) for scheme in schemes if scheme.startswith(names.SCHEMES)]
    found = {prefix: names.namespace(prefix) or "" for prefix in [*slugs, *names.KINDS, *names.VOCABULARIES]}
    return dict(sorted(found.items()))


def _class(row: Row, properties: Sequence[str]) -> Term:
    iri = _value(row, "class")
    return Term(iri, _label(row, "class"), _value(row, "definition"), _number(row, "things"), tuple(properties))


def _concept(row: Row) -> Term:
    return Term(_value(row, "concept"), _label(row, "concept"), scheme=_value(row, "scheme"))


def _properties(found: Sequence[Row]) -> dict[str, Term]:
    by_iri: dict[str, list[Row]] = defaultdict(list)
    for row in found:
        by_iri[_value(row, "property")].append(row)
    return {iri: _property(iri, rows) for iri, rows in by_iri.items()}


def _property(iri: str, found: Sequence[Row]) -> Term:
    first = found[0]
    domain, range_ = (tuple(_short_each(found, column)) for column in ("domain", "range"))
    label, comment, count = _label(first, "property"), _value(first, "definition"), _number(first, "statements")
    return Term(iri, label, comment, count, domain=domain, range=range_)


def _short_each(found: Sequence[Row], column: str) -> Iterable[str]:
    named = (row[column] for row in found if row.get(column, {}).get("type") == "uri")
    return dict.fromkeys(names.short(term["value"]) for term in named)


def _label(row: Row, column: str) -> str:
    return row[column].get("label") or _local_words(row[column]["value"])


def _local_words(iri: str) -> str:
    parts = names.shorten(iri)
    return names.words(parts[1]) if parts else iri


def _value(row: Row, column: str) -> str:
    return row[column]["value"] if column in row else ""


def _number(row: Row, column: str) -> int:
    return int(_value(row, column) or 0)
