"""What is asked: a name, the types that will do, and what else is known of the thing."""

from collections.abc import Sequence
from dataclasses import dataclass

from lgi.matching import days
from lgi.matching.days import Days

DATE = "date"
"""The property whose value is not compared: it says when the name was used."""


@dataclass(frozen=True)
class Evidence:
    """A property that somebody says the thing has, with the values that will do."""

    property: str
    values: tuple[str, ...]


@dataclass(frozen=True)
class Question:
    """A name to be matched; `types` are IRIs, any of which will do unless `every` one must be had."""

    text: str
    types: tuple[str, ...] = ()
    every: bool = False
    limit: int = 5
    evidence: tuple[Evidence, ...] = ()
    days: Days | None = None


def with_days(evidence: Sequence[Evidence]) -> tuple[tuple[Evidence, ...], Days | None]:
    """Part the date from the rest; one that cannot be read counts as not given."""
    told = [value for each in evidence if each.property == DATE for value in each.values]
    read = [found for value in told if (found := days.read(value))]
    return tuple(each for each in evidence if each.property != DATE), read[0] if read else None
