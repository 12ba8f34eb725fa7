"""Count a dataset, in VoID: how much of each class, property, kind and code, and how many links to other datasets."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

from pyoxigraph import Literal, NamedNode, Quad

from lgi import names
from lgi.describe import catalogue, links
from lgi.describe.facts import DATASET, Fact, Node, Statement, iri, name, quads, subset

SLUG = "[a-z0-9]+(-[a-z0-9]+)*"
_TYPE, _LABEL, _CODED = iri("rdf:type"), iri("skos:prefLabel"), iri("lgi:isInIdentifierScheme")
_BEGIN = {
    names.thing("programme", "upstream-collaborative"): "void:rootResource",
    names.thing("model", "wigan-deal"): "void:exampleResource",
    names.thing("council", "wigan"): "void:exampleResource",
    names.thing("claim", "wigan-deal-agreement"): "void:exampleResource",
}


def dataset(quads_: Iterable[Quad], version: str, digest: str) -> list[Quad]:
    """Describe a dataset by VoID and DCAT: what it is, its licence, how much it holds, and where it links to."""
    facts = list({(quad.subject, quad.predicate, quad.object) for quad in quads_})
    types = _types(facts)
    said = [
        *catalogue.described(facts, version, digest),
        *_totals(facts, types),
        *_classes(facts, types),
        *_parts("property", Counter(p for _, p, _ in facts), "void:property", "void:triples"),
        *_kinds(types),
        *_codes(facts),
        *links.linksets(facts),
    ]
    return quads(sorted(set(said), key=str), names.DATASET_GRAPH)


def _types(facts: Iterable[Statement]) -> dict[Node, set[NamedNode]]:
    types: dict[Node, set[NamedNode]] = defaultdict(set)
    for thing, prop, value in facts:
        if prop == _TYPE and isinstance(value, NamedNode):
            types[thing].add(value)
    return types


def _totals(facts: Sequence[Statement], types: Mapping[Node, set[NamedNode]]) -> list[Fact]:
    properties, classes = {p for _, p, _ in facts}, set().union(*types.values())
    counted = {
        "void:triples": len(facts),
        "void:distinctSubjects": len({s for s, _, _ in facts}),
        "void:distinctObjects": len({o for _, _, o in facts}),
        "void:entities": sum(_kind(thing) != "" for thing in types),
        "void:classes": len(classes),
        "void:properties": len(properties),
    }
    used = {names.shorten(term.value) for term in properties | classes}
    spaces = sorted({names.VOCABULARIES[short[0]] for short in used if short and short[0] in names.VOCABULARIES})
    return [
        *((DATASET, prop, Literal(count)) for prop, count in counted.items()),
        *((DATASET, "void:vocabulary", NamedNode(_vocabulary(space))) for space in spaces),
    ]


def _vocabulary(space: str) -> str:
    return space.removesuffix("#") if space.startswith(names.BASE) else space


def _classes(facts: Iterable[Statement], types: Mapping[Node, set[NamedNode]]) -> list[Fact]:
    """Each class with how many things it has, and the properties that they have."""
    counts = Counter(kind for kinds in types.values() for kind in kinds)
    used: dict[NamedNode, Counter[NamedNode]] = defaultdict(Counter)
    for thing, prop, _ in facts:
        for kind in types.get(thing, ()):
            used[kind][prop] += 1
    found = _parts("class", counts, "void:class", "void:entities")
    for kind, properties in used.items():
        if short := name(kind):
            found += _parts(f"class-{short}--property", properties, "void:property", "void:triples", f"class-{short}")
    return found


def _parts(word: str, counts: Mapping[NamedNode, int], names_it: str, counts_it: str, of: str = "") -> list[Fact]:
    """A part of the dataset, or of one of its parts, for each term that has a short name."""
    link = "void:classPartition" if names_it == "void:class" else "void:propertyPartition"
    whole = f"{DATASET}#{of}" if of else DATASET
    found: list[Fact] = []
    for term, count in counts.items():
        if short := name(term):
            part = f"{DATASET}#{word}-{short}"
            found += [(whole, link, NamedNode(part)), (part, names_it, term), (part, counts_it, Literal(count))]
    return found


def _kind(thing: Node) -> str:
    """The kind of a record; none for what has no document of its own, such as a span of a text."""
    found = names.kind_and_slug(thing.value) if isinstance(thing, NamedNode) else None
    return found[0] if found and names.is_slug(found[1]) else ""


def _kinds(types: Iterable[Node]) -> list[Fact]:
    """Each kind of record: how its IRIs look, and how many there are."""
    found: list[Fact] = []
    for kind, count in Counter(filter(None, map(_kind, types))).items():
        space = f"{names.THINGS}{kind}/"
        found += subset(f"kind-{kind}", f"All records of the kind {kind}", count, "void:entities")
        found += [
            (f"{DATASET}#kind-{kind}", "void:uriSpace", Literal(space)),
            (f"{DATASET}#kind-{kind}", "void:uriRegexPattern", Literal(f"^{re.escape(space)}{SLUG}$")),
        ]
    return found


def examples(quads_: Iterable[Quad]) -> list[Quad]:
    """Name one record of each kind, and those to begin with.

    They are for the description alone: in the graph they would be told of each of these records.
    """
    first: dict[str, str] = {}
    begin: set[str] = set()
    for quad in quads_:
        if (kind := _kind(quad.subject)) and quad.predicate == _TYPE and isinstance(quad.subject, NamedNode):
            first[kind] = min(first.get(kind, quad.subject.value), quad.subject.value, key=_short_first)
            begin |= {quad.subject.value} & set(_BEGIN)
    said: list[Fact] = [(f"{DATASET}#kind-{k}", "void:exampleResource", NamedNode(one)) for k, one in first.items()]
    said += [(DATASET, _BEGIN[one], NamedNode(one)) for one in sorted(begin)]
    return quads(said, names.DATASET_GRAPH)


def _short_first(address: str) -> tuple[int, str]:
    return len(address), address


def _codes(facts: Sequence[Statement]) -> list[Fact]:
    """How many codes there are of each system of identifiers."""
    counts = Counter(value for _, prop, value in facts if prop == _CODED and isinstance(value, NamedNode))
    labels = {s: o.value for s, p, o in facts if p == _LABEL and s in counts and isinstance(o, Literal)}
    found: list[Fact] = []
    for scheme, count in counts.items():
        system = scheme.value.rpartition("#")[2]
        found += subset(f"codes-{system}", labels.get(scheme, names.words(system)), count, "void:entities")
        found += [(f"{DATASET}#codes-{system}", "dcterms:subject", scheme)]
    return found
