"""What became of each thing from one release to another."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pyoxigraph import BlankNode, Literal, NamedNode, Quad

from lgi import names
from lgi.difference import state
from lgi.difference.state import State
from lgi.difference.wording import Change, Wording

_DEPRECATED = NamedNode(names.VOCABULARIES["owl"] + "deprecated")
_TRUE = Literal(True)
_TITLE = "#+ title: "


@dataclass(frozen=True)
class Thing:
    """What became of a thing ("added", "changed" or "withdrawn"), and how many facts about it came and went."""

    iri: str
    label: str
    kind: str
    change: str
    added: int
    removed: int
    words: tuple[str, ...]


def things(before: State, after: State, removed: Iterable[str], added: Iterable[str]) -> tuple[Thing, ...]:
    """Tell of each thing, from the lines that came and went; what is made here, and not authored, is left out."""
    gone, come = _authored(removed), _authored(added)
    spoken_of = _spoken_of([*gone, *come])
    words = Wording(before.labels(spoken_of) | after.labels(spoken_of), _around([*gone, *come]))
    old, new = _by_owner(gone), _by_owner(come)
    kept = _kept(before, after, old.keys() | new.keys())
    facts = {
        iri: Change(tuple(old.get(iri, ())), tuple(new.get(iri, ())), frozenset(kept[iri]))
        for iri in old.keys() | new.keys()
    }
    told = [_thing(iri, change, _how(iri, change, before, after), words) for iri, change in facts.items()]
    return tuple(sorted([*told, *_questions(before, after, words)], key=lambda thing: thing.iri))


def _thing(iri: str, change: Change, how: str, words: Wording) -> Thing:
    label, kind = words.labels.get(iri) or _name(iri), kind_of(iri)
    own = Change(_own(iri, change.removed), _own(iri, change.added), change.kept)
    told = words.told(words.name(kind, label), how, own)
    return Thing(iri, label, kind, how, len(change.added), len(change.removed), told)


def _own(iri: str, quads: Iterable[Quad]) -> tuple[Quad, ...]:
    """Those of some facts that are said of a thing, and not of the blank nodes that belong to it."""
    return tuple(quad for quad in quads if quad.subject == NamedNode(iri))


def kind_of(iri: str) -> str:
    """What sort of thing has an IRI: the kind of a record, or the sort of a term.

    >>> kind_of("https://w3id.org/lgi/id/council/wigan"), kind_of("https://w3id.org/lgi/scheme/stage#scaled")
    ('council', 'concept')
    """
    record = names.kind_and_slug(iri)
    if record:
        return record[0]
    if iri.startswith(names.SCHEMES):
        return "concept" if "#" in iri else "scheme"
    places = {names.ONTOLOGY: "term", names.SHAPES: "shape", names.GRAPHS: "graph"}
    return next((kind for place, kind in places.items() if iri.startswith(place)), "thing")


def _name(iri: str) -> str:
    return iri.removeprefix(names.GRAPHS) if iri.startswith(names.GRAPHS) else names.short(iri)


def _how(iri: str, change: Change, before: State, after: State) -> str:
    if f"<{iri}>" not in before.subjects:
        return "added"
    retired = any(quad.predicate == _DEPRECATED and quad.object == _TRUE for quad in change.added)
    return "withdrawn" if retired or f"<{iri}>" not in after.subjects else "changed"


def _authored(lines: Iterable[str]) -> list[Quad]:
    return [q for q in state.read("\n".join(lines)) if str(q.graph_name).strip("<>") not in state.MADE_HERE]


def _spoken_of(quads: Iterable[Quad]) -> set[str]:
    """All that is named in some facts."""
    terms = {term for quad in quads for term in (quad.subject, quad.predicate, quad.object)}
    return {term.value for term in terms if isinstance(term, NamedNode)}


def _around(quads: Iterable[Quad]) -> dict[BlankNode, list[Quad]]:
    found: dict[BlankNode, list[Quad]] = defaultdict(list)
    for quad in quads:
        if isinstance(quad.subject, BlankNode):
            found[quad.subject].append(quad)
    return found


def _by_owner(quads: Iterable[Quad]) -> dict[str, list[Quad]]:
    """Facts by the thing they are about; those about a blank node belong to the thing that it is a value of."""
    facts = list(quads)
    above = {quad.object: quad.subject for quad in facts if isinstance(quad.object, BlankNode)}
    found: dict[str, list[Quad]] = defaultdict(list)
    for quad in facts:
        owner, seen = quad.subject, set()
        while isinstance(owner, BlankNode) and owner in above and owner not in seen:
            seen.add(owner)
            owner = above[owner]
        if isinstance(owner, NamedNode):
            found[owner.value].append(quad)
    return found


def _kept(before: State, after: State, iris: Iterable[str]) -> dict[str, set[str]]:
    """The properties of things in which something stayed as it was."""
    wanted = {f"<{iri}>" for iri in iris}
    found: dict[str, set[str]] = defaultdict(set)
    for line in after.lines:
        subject, predicate, _ = line.split(" ", 2)
        if subject in wanted and line in before.lines:
            found[subject[1:-1]].add(predicate[1:-1])
    return found


def _questions(before: State, after: State, words: Wording) -> Iterator[Thing]:
    """What became of the questions, each by its name."""
    for name in sorted(before.questions.keys() | after.questions.keys()):
        old, new = before.questions.get(name), after.questions.get(name)
        if old != new:
            how = "added" if old is None else "withdrawn" if new is None else "changed"
            ends = {"added": "is new", "withdrawn": "was withdrawn", "changed": "is asked otherwise"}
            label = _title(new or old or "") or name
            told = f"The {words.name('question', label)} {ends[how]}."
            yield Thing(names.QUERIES + name, label, "question", how, 0, 0, (told,))


def _title(text: str) -> str:
    titles = (line.removeprefix(_TITLE) for line in text.split("\n") if line.startswith(_TITLE))
    return next(titles, "")
