"""Tidy JSON of a thing: what is told of it as one tree, in which every key looks the same wherever it stands.

A thing is `{id, type, label, ...}` where all of it is told, and `{id, label}` where it is a link. What belongs to a
thing stands below it, and does not link back to it. It is JSON-LD, framed and compacted by hand: the terms of the
context fix how each value is written, so there is nothing to work out for each thing, and it takes a hundredth of the
time.
"""

from collections.abc import Callable, Iterable
from itertools import groupby
from typing import Any

from pyoxigraph import Literal, NamedNode, Triple

from lgi import names
from lgi.errors import NotFound
from lgi.tidy import keys
from lgi.tidy.keys import Key, Keys
from lgi.tidy.told import LABEL, TYPE, Link, Place, Term, Told

_STRING, _INTEGER, _BOOLEAN = (names.VOCABULARIES["xsd"] + name for name in ("string", "integer", "boolean"))
_NATIVE: dict[str, Callable[[str], Any]] = {
    _INTEGER: int,
    _BOOLEAN: lambda text: text in ("true", "1"),
    _STRING: str,
}


def tree(facts: Iterable[Triple], iri: str, known: Keys, page: int, of_a_page: int) -> dict[str, Any]:
    """Tell of a thing what facts say of it, and of what points to it one page. Raises NotFound past the last one."""
    told = Told(facts, iri, known)
    pointing = told.incoming[iri]
    first = (page - 1) * of_a_page
    if page > 1 and not pointing[first:]:
        raise NotFound(f"{iri} is pointed to by {len(pointing)} statements, and none is left for page {page}")
    shown = pointing[first : first + of_a_page]
    last = max(1, -(-len(pointing) // of_a_page))
    return _node(told, iri, shown) | {keys.BESIDE: _page(page, last, len(pointing))}


def _page(number: int, last: int, links: int) -> dict[str, Any]:
    """Tell which page of how many this is, and where those beside it are."""
    beside = {"previous": number - 1 if number > 1 else 0, "next": number + 1 if number < last else 0}
    turns = {name: f"?page={other}" for name, other in beside.items() if other}
    return {"number": number, "last": last, "incoming": links, **turns}


def _node(told: Told, iri: str, pointing: list[Link]) -> dict[str, Any]:
    """Tell all of a thing, with what points to it."""
    said = told.said[iri]
    types = sorted(told.keys.class_names.get(kind.value, kind.value) for kind in said.get(TYPE, []))
    written: dict[str, Any] = {}
    for prop, values in said.items():
        if prop not in (TYPE, LABEL) and not _leads_back(told, iri, prop, values):
            written.update([_written(told, iri, prop, values)])
    written = dict(sorted(written.items()))
    for prop, links in groupby(pointing, lambda link: link[0]):
        _add_reverse(told, iri, prop, [other for _, other in links], written)
    return {"id": iri, "type": types, **_label(told, iri), **written}


def _leads_back(told: Told, iri: str, prop: str, values: list[Term]) -> bool:
    """Tell whether a property only links to what the thing stands below, where that link is told the other way."""
    above, by, backwards = told.homes.get(iri, ("", "", False))
    told_there = {told.root} if above else set()
    told_there |= {above} if backwards and by == prop else set()
    return len(values) == 1 and isinstance(values[0], NamedNode) and values[0].value in told_there


def _add_reverse(told: Told, iri: str, prop: str, others: list[str], written: dict[str, Any]) -> None:
    found = [_embedded(told, (iri, prop, True), other) for other in others]
    if name := told.backwards(prop):
        written[name] = found
    else:
        written.setdefault("@reverse", {})[prop] = found


def _embedded(told: Told, place: Place, other: str) -> dict[str, Any]:
    """A thing at the other end of a property: all of it if its place is here, else a link."""
    if told.homes.get(other) != place:
        return {"id": other, **_label(told, other)}
    below = [link for link in told.incoming[other] if told.homes.get(link[1]) == (other, link[0], True)]
    return _node(told, other, below)


def _label(told: Told, iri: str) -> dict[str, Any]:
    """The label of a thing, one in each language."""
    by_language: dict[str, str] = {}
    for label in told.labels(iri):
        by_language.setdefault(label.language or "@none", label.value)
    return {"label": by_language} if by_language else {}


def _written(told: Told, iri: str, prop: str, values: list[Term]) -> tuple[str, Any]:
    """Write the values of a property under its key; what no key fits goes by its IRI."""
    key = told.keys.of.get(prop)
    if key is None or (key.form == keys.TEXT and not all(map(_in_a_language, values))):
        return prop, [_plain(told, iri, prop, value) for value in values]
    if key.form == keys.TEXT:
        return key.name, _texts(key, [value for value in values if isinstance(value, Literal)])
    written = [_value(told, iri, key, value) for value in values]
    return key.name, written if key.many or len(written) > 1 else written[0]


def _in_a_language(value: Term) -> bool:
    return isinstance(value, Literal) and value.language is not None


def _texts(key: Key, values: list[Literal]) -> dict[str, Any]:
    """Texts by language."""
    found: dict[str, Any] = {}
    for value in values:
        found.setdefault(value.language or "", []).append(value.value)
    return {lang: texts if key.many or len(texts) > 1 else texts[0] for lang, texts in found.items()}


def _value(told: Told, iri: str, key: Key, value: Term) -> Any:
    if isinstance(value, Literal):
        typed = value.datatype.value
        if typed == names.expand(key.form) or (key.form == keys.ANY and typed in _NATIVE):
            return _NATIVE.get(typed, str)(value.value)
    elif isinstance(value, NamedNode) and key.form == keys.ADDRESS:
        return value.value
    return _plain(told, iri, key.iri, value)


def _plain(told: Told, iri: str, prop: str, value: Term) -> Any:
    """Write a value so that it says itself what it is."""
    if not isinstance(value, Literal):
        return _embedded(told, (iri, prop, False), value.value)
    if value.language:
        return {"@value": value.value, "@language": value.language}
    if value.datatype.value == _STRING:
        return {"@value": value.value}
    return {"@value": value.value, "@type": value.datatype.value}
