"""What else somebody knows of a thing, held against what is on record."""

from collections.abc import Iterable

from lgi.matching import words
from lgi.matching.asked import Evidence
from lgi.matching.index import Index, squeezed
from lgi.matching.things import Thing

_ADDRESSES = ("website",)
IDENTIFIER = "identifier"


def weigh(index: Index, thing: Thing, given: Iterable[Evidence]) -> tuple[int, int]:
    """How many of the properties that were given agree with a thing, and how many contradict what is on record."""
    verdicts = [_agrees(index, thing, each) for each in given]
    return verdicts.count(True), verdicts.count(False)


def _agrees(index: Index, thing: Thing, given: Evidence) -> bool | None:
    """Whether a property agrees; None if nothing is on record to hold it against."""
    if given.property == IDENTIFIER or given.property in index.catalogue.schemes:
        return _has_code(thing, given)
    known = thing.values.get(given.property)
    if given.property == "other-name":
        known = tuple(name.text for name in thing.names)
    if not known:
        return None
    texts = {_folded(given.property, text) for each in known for text in (each, index.catalogue.labels.get(each, each))}
    return any(_folded(given.property, value) in texts for value in given.values)


def _has_code(thing: Thing, given: Evidence) -> bool | None:
    own = {squeezed(code.text) for code in thing.codes if given.property in (IDENTIFIER, code.scheme)}
    if not own:
        return None
    return any(squeezed(value) in own for value in given.values)


def _folded(name: str, text: str) -> str:
    if name in _ADDRESSES:
        return text.rpartition("//")[2].removeprefix("www.").rstrip("/").casefold()
    return words.fold(text)
