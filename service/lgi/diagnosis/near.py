"""Which names that there are come near to one that there is not."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from rapidfuzz import fuzz

from lgi import names
from lgi.vocabulary import Term, Vocabulary

_NEAR = 70
_ELSEWHERE = 8
_MOST = 3
_LONGEST = 200
_OURS = re.compile(r"https?://(?:www\.)?w3id\.org/lgi/?")


class Named(NamedTuple):
    """Something that there is: its IRI, and what it is called."""

    iri: str
    label: str


@dataclass(frozen=True)
class Known:
    """What there is in a release: its vocabulary, and the names of its graphs."""

    vocabulary: Vocabulary
    graphs: tuple[str, ...] = ()

    def has(self, iri: str) -> bool:
        """Whether an IRI is a term, a scheme or a graph."""
        schemes = {concept.scheme for concept in self.vocabulary.concepts.values()}
        return self.vocabulary.find(iri) is not None or iri in self.graphs or iri in schemes

    def like(self, iri: str) -> list[Named]:
        """Terms and graphs that come near to an IRI which is none."""
        return ranked(iri, [*self._repaired(iri), *self._of_its_sort(iri)])

    def _of_its_sort(self, iri: str) -> Iterable[Named]:
        if repaired(iri).startswith(names.GRAPHS):
            return [Named(graph, "") for graph in self.graphs]
        if repaired(iri).startswith(names.SCHEMES):
            return map(_named, self.vocabulary.concepts.values())
        local = _local(iri)
        sort = self.vocabulary.classes if local[:1].isupper() else self.vocabulary.properties
        return map(_named, sort.values())

    def _repaired(self, iri: str) -> Iterable[Named]:
        better = repaired(iri)
        return [Named(better, self.vocabulary.label(better))] if better != iri and self.has(better) else []


def repaired(iri: str) -> str:
    """An IRI of ours as it should be, where a part of it is usually missed.

    >>> repaired("http://w3id.org/lgi/council/wigan"), repaired("https://w3id.org/lgi/ontology/Model")
    ('https://w3id.org/lgi/id/council/wigan', 'https://w3id.org/lgi/ontology#Model')
    """
    path, ours = _OURS.subn("", iri.rstrip("/"), count=1)
    if not ours or not _OURS.match(iri):
        return iri
    first, _, rest = path.removeprefix("id/").partition("/")
    for kind in (first, first.removesuffix("s"), f"{first.removesuffix('ies')}y"):
        if kind in names.KINDS and rest:
            return names.thing(kind, rest.split(".")[0])
    path = re.sub(r"^ontology/", "ontology#", path)
    return names.BASE + re.sub(r"^scheme/([a-z-]+)/", r"scheme/\1#", path)


def ranked(iri: str, there: Iterable[Named]) -> list[Named]:
    """The nearest of some names, the nearest first; none if none is near."""
    better, local = repaired(iri), _local(iri)
    if len(iri) > _LONGEST:
        return []
    scored = {named: _score(better, local, named) for named in there}
    near = [named for named, score in scored.items() if score >= _NEAR]
    return sorted(near, key=lambda named: (-scored[named], named.iri))[:_MOST]


def ranked_texts(text: str, there: Iterable[str]) -> list[str]:
    """The nearest of some texts, the nearest first; none if none is near."""
    scored = {each: fuzz.ratio(text.casefold(), each.casefold()) for each in there}
    near = [each for each, score in scored.items() if score >= _NEAR]
    return sorted(near, key=lambda each: (-scored[each], each))[:_MOST]


def listed(found: Sequence[str], last: str = "or") -> str:
    """Words in a row, as a sentence has them.

    >>> listed(["a"]), listed(["a", "b", "c"])
    ('a', 'a, b or c')
    """
    return f" {last} ".join(filter(None, [", ".join(found[:-1]), found[-1]])) if found else ""


def _score(better: str, local: str, named: Named) -> float:
    if named.iri == better:
        return 200.0
    other = _local(named.iri)
    words = max(
        fuzz.ratio(local.casefold(), other.casefold()),
        fuzz.ratio(names.words(local).casefold(), named.label.casefold()),
    )
    return words - (_space(named.iri) != _space(better)) * _ELSEWHERE


def _local(iri: str) -> str:
    return re.split("[/#]", iri.rstrip("/#"))[-1]


def _space(iri: str) -> str:
    return iri.rstrip("/#").removesuffix(_local(iri))


def _named(term: Term) -> Named:
    return Named(term.iri, term.label)
