"""Give blank nodes labels that follow from what is said with them, so that the same facts are the same lines anywhere."""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator

from pyoxigraph import BlankNode, CanonicalizationAlgorithm, Dataset, DefaultGraph, Literal, NamedNode, Quad, Triple

Term = NamedNode | BlankNode | Literal | Triple | DefaultGraph


def named(quads: Iterable[Quad]) -> list[Quad]:
    """Label the blank nodes of some facts anew; facts without any come first, as they are.

    Blank nodes that facts tie together are labelled together (RDFC-1.0), apart from all others: so a change in one
    list leaves the labels in every other as they were.
    """
    plain, tied = _apart(quads)
    seen: Counter[str] = Counter()
    return plain + [quad for group in tied for quad in _labelled(group, seen)]


def _apart(quads: Iterable[Quad]) -> tuple[list[Quad], list[list[Quad]]]:
    """Part the facts without blank nodes from those with some, and these by what ties them together."""
    plain: list[Quad] = []
    tied: list[tuple[str, Quad]] = []
    parents: dict[str, str] = {}
    for quad in quads:
        labels = list(_labels(quad.triple, quad.graph_name))
        for label in labels:
            parents[_root(parents, label)] = _root(parents, labels[0])
        if labels:
            tied.append((labels[0], quad))
        else:
            plain.append(quad)
    groups: dict[str, list[Quad]] = defaultdict(list)
    for label, quad in tied:
        groups[_root(parents, label)].append(quad)
    return plain, list(groups.values())


def _labels(*terms: Term) -> Iterator[str]:
    for term in terms:
        if isinstance(term, BlankNode):
            yield term.value
        elif isinstance(term, Triple):
            yield from _labels(term.subject, term.object)


def _root(parents: dict[str, str], label: str) -> str:
    while (parent := parents.setdefault(label, label)) != label:
        label = parent
    return label


def _labelled(group: Iterable[Quad], seen: Counter[str]) -> Iterator[Quad]:
    """Label what is tied together after the digest of it, and after how often the like of it was there before."""
    dataset = Dataset(group)
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    quads = sorted(dataset, key=str)
    digest = hashlib.sha256("".join(map(str, quads)).encode()).hexdigest()[:16]
    prefix = f"b{digest}x{seen[digest]}"
    seen[digest] += 1
    for quad in quads:
        s, o, g = (_relabelled(term, prefix) for term in (quad.subject, quad.object, quad.graph_name))
        yield Quad(s, quad.predicate, o, g)  # type: ignore[arg-type]


def _relabelled(term: Term, prefix: str) -> Term:
    if isinstance(term, BlankNode):
        return BlankNode(prefix + term.value)
    if isinstance(term, Triple):
        return Triple(_relabelled(term.subject, prefix), term.predicate, _relabelled(term.object, prefix))  # type: ignore[arg-type]
    return term
