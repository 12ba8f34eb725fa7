"""What changed in what is said of a thing, in plain words."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Triple

from lgi import names

Term = NamedNode | BlankNode | Literal | Triple

_RDF = names.VOCABULARIES["rdf"]
_FIRST, _REST, _NIL = (NamedNode(_RDF + name) for name in ("first", "rest", "nil"))
_DEPRECATED = NamedNode(names.VOCABULARIES["owl"] + "deprecated")
_REPLACED = NamedNode(names.VOCABULARIES["dcterms"] + "isReplacedBy")
_SAID_OTHERWISE = {"has gloss", "label", "definition", "other label", "comment", "description", "title"}
_LABELS = {"prefLabel": "label", "altLabel": "other label", "hiddenLabel": "hidden label"}
_MOST = 160


@dataclass(frozen=True)
class Change:
    """What is said of a thing in one release and not in another; `kept` are the properties of what stays."""

    removed: tuple[Quad, ...]
    added: tuple[Quad, ...]
    kept: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Wording:
    """Words for things: their labels, and the facts around the blank nodes among what changed."""

    labels: Mapping[str, str]
    around: Mapping[BlankNode, list[Quad]]

    def name(self, kind: str, label: str) -> str:
        """A thing by its kind and label.

        >>> Wording({}, {}).name("claim", "Rents rose")
        'claim “Rents rose”'
        """
        return f"{names.words(kind)} “{_cut(label)}”"

    def told(self, named: str, how: str, change: Change) -> tuple[str, ...]:
        """Tell in sentences how a thing, so named, was added, changed or withdrawn."""
        if how == "added":
            return (f"The {named} is new.",)
        details = self._details(change) if change.added or how == "changed" else []
        if how == "withdrawn":
            return (f"The {named} was withdrawn.", *map(_sentence, details))
        put = {self._property(quad.predicate) for quad in (*change.removed, *change.added)}
        verb = "was put otherwise" if put and put <= _SAID_OTHERWISE else "was changed"
        if len(details) == 1:
            return (_sentence(f"the {named} {verb}: {details[0]}"),)
        return (f"The {named} {verb}.", *map(_sentence, details))

    def _details(self, change: Change) -> list[str]:
        """What is said otherwise, property by property; what only moved to another graph is told as that."""
        old, new = _by_property(change.removed), _by_property(change.added)
        told = []
        for predicate in sorted(old.keys() | new.keys(), key=str):
            gone, come = old.get(predicate, {}), new.get(predicate, {})
            lost = [self.value(term) for term in gone if term not in come]
            won = [self.value(term) for term in come if term not in gone]
            if predicate != _DEPRECATED and (lost or won):
                told.append(self._detail(predicate, lost, won, predicate.value in change.kept))
        return told or _moved(change)

    def _detail(self, predicate: NamedNode, lost: list[str], won: list[str], others: bool) -> str:
        if predicate == _REPLACED and won:
            return f"it is replaced by {_and(won)}"
        its = f"its {self._property(predicate).removeprefix('has ')}"
        if not lost:
            return f"{its} is now {'also ' if others else ''}{_and(won)}"
        if not won:
            return f"{its} is no longer {_and(lost)}"
        return f"{its} was {_and(lost)} and is {_and(won)}"

    def _property(self, predicate: NamedNode) -> str:
        short = names.shorten(predicate.value)
        local = short[1] if short else predicate.value
        known = self.labels.get(predicate.value) or _LABELS.get(local) or names.words(local)
        return known if known in _SAID_OTHERWISE or known.startswith("has ") else f"“{known}”"

    def value(self, term: Term) -> str:
        """A value as it is read: text in quotation marks, a thing by its label, a list by what is in it."""
        if isinstance(term, Literal):
            return _literal(term)
        if isinstance(term, NamedNode):
            return f"“{_cut(self.labels[term.value])}”" if term.value in self.labels else names.short(term.value)
        return self._around(term, frozenset()) if isinstance(term, BlankNode) else str(term)

    def _around(self, node: BlankNode, above: frozenset[BlankNode]) -> str:
        items, said = self._list(node)
        inner = above | {node}
        shown = [self._inner(term, inner) for term in items]
        shown += [f"{self._property(quad.predicate)} {self._inner(quad.object, inner)}" for quad in said]
        return f"({', '.join(shown)})"

    def _inner(self, term: Term, above: frozenset[BlankNode]) -> str:
        if isinstance(term, BlankNode):
            return "…" if term in above else self._around(term, above)
        return self.value(term)

    def _list(self, node: BlankNode) -> tuple[list[Term], list[Quad]]:
        """The items of the list that a blank node begins, and what is said of it if it begins none."""
        items: list[Term] = []
        seen: set[Term] = set()
        here: Term = node
        while isinstance(here, BlankNode) and here not in seen:
            seen.add(here)
            said = {quad.predicate: quad.object for quad in self.around.get(here, [])}
            if _FIRST not in said:
                return items, sorted(self.around.get(here, []), key=str)
            items.append(said[_FIRST])
            here = said.get(_REST, _NIL)
        return items, []


def _by_property(quads: Iterable[Quad]) -> dict[NamedNode, dict[Term, Quad]]:
    found: dict[NamedNode, dict[Term, Quad]] = defaultdict(dict)
    for quad in sorted(quads, key=str):
        found[quad.predicate][quad.object] = quad
    return found


def _moved(change: Change) -> list[str]:
    homes = (
        sorted({names.short(q.graph_name.value) for q in quads if isinstance(q.graph_name, NamedNode)})
        for quads in (change.removed, change.added)
    )
    before, after = homes
    return [f"what is said of it stood in {_and(before)} and stands in {_and(after)}"] if before and after else []


def _literal(term: Literal) -> str:
    plain = term.datatype.value not in (names.VOCABULARIES["xsd"] + "string", _RDF + "langString")
    other = f" ({term.language})" if term.language not in (None, "en") else ""
    return term.value if plain else f"“{term.value}”{other}"


def _sentence(detail: str) -> str:
    end = "" if detail.endswith((".”", "?”")) else "."
    return f"{detail[0].upper()}{detail[1:]}{end}"


def _and(words: list[str]) -> str:
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def _cut(text: str) -> str:
    return text if len(text) <= _MOST else f"{text[:_MOST].rsplit(' ', 1)[0]} …"
