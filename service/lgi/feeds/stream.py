"""What changed, as a Linked Data Event Stream: from it, anybody can keep a copy of the graph up to date.

A member of the stream is a version of a thing: all that is authored of the thing in one release, said of the version's
own IRI. A thing that a release no longer describes has a last version that is an `as:Delete` and says nothing else. The
first node leads to a node for each release whose data are kept, with what it changed; in place of that, the oldest of
them has a node with a version of everything. Nodes are cut into pages, and never change.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import takewhile

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from lgi import names
from lgi.errors import Dropped, NotFound
from lgi.exports import statements
from lgi.exports.statements import Statements
from lgi.feeds.chronicle import CHANGES, Chapter

MEMBERS_OF_A_PAGE = 250
PREFIXES = {
    "as": "https://www.w3.org/ns/activitystreams#",
    "ldes": "https://w3id.org/ldes#",
    "tree": "https://w3id.org/tree#",
}
STREAM = NamedNode(f"{CHANGES}#stream")
_ROOT = NamedNode(CHANGES)
_SECONDS_BETWEEN_LOOKS = 86400

Told = tuple[Chapter, ...]
Value = NamedNode | BlankNode | Literal
Fact = tuple[NamedNode, str, Value]


def _iri(curie: str) -> NamedNode:
    prefix, _, local = curie.partition(":")
    return NamedNode(PREFIXES[prefix] + local if prefix in PREFIXES else names.expand(curie) or curie)


VERSION_OF, PUBLISHED, DELETED = _iri("dcterms:isVersionOf"), _iri("as:published"), _iri("as:Delete")
_TYPE = _iri("rdf:type")


def kept(told: Told) -> Told:
    """The releases that the stream reaches back to, newest first: as far as all data are kept."""
    return tuple(takewhile(lambda chapter: not chapter.manifest.dropped, told))


def root(told: Told) -> list[Triple]:
    """The first node: what the stream is, and where its nodes are. Raises Dropped if no data are kept to begin with."""
    _require(told[0])
    reached = kept(told)
    oldest = reached[-1]
    facts = [*_stream(), *_shape(), *_retention(oldest)]
    for chapter in reversed(reached):
        node = everything_of(chapter) if chapter is oldest else chapter.address
        facts += _relations(_ROOT, node, chapter, chapter.manifest.name)
    return _triples(facts)


def everything_of(chapter: Chapter) -> str:
    """The address of the node with a version of everything in a release."""
    return f"{chapter.address}/all"


def changed(chapter: Chapter, number: int) -> list[Triple]:
    """A page of what a release changed. Raises NotFound past the last one, and Dropped if the data are gone."""
    iris = [thing.iri for thing in chapter.things if not thing.iri.startswith(names.QUERIES)]
    return _page(chapter, chapter.address, iris, number)


def everything(chapter: Chapter, number: int) -> list[Triple]:
    """A page of all that a release speaks of. Raises NotFound past the last one, and Dropped if the data are gone."""
    _require(chapter)
    return _page(chapter, everything_of(chapter), statements.things(chapter.folder), number)


def _require(chapter: Chapter) -> None:
    if chapter.manifest.dropped:
        told = f"the data of {chapter.manifest.name} were dropped on {chapter.manifest.dropped[:10]}"
        raise Dropped(f"{told}: begin again at {CHANGES}", chapter.manifest)


def _page(chapter: Chapter, address: str, iris: Sequence[str], number: int) -> list[Triple]:
    _require(chapter)
    first = (number - 1) * MEMBERS_OF_A_PAGE
    shown = iris[first : first + MEMBERS_OF_A_PAGE]
    if number > 1 and not shown:
        raise NotFound(f"{address} has no page {number}")
    here = NamedNode(_numbered(address, number))
    facts: list[Fact] = [(STREAM, "rdf:type", _iri("ldes:EventStream")), (STREAM, "tree:view", _ROOT)]
    facts += [(here, "rdf:type", _iri("tree:Node")), (here, "ldes:immutable", Literal(True))]
    if len(iris) > first + MEMBERS_OF_A_PAGE:
        facts += _relations(here, _numbered(address, number + 1), chapter, "next")
    said = statements.of_release(chapter.folder)
    members = [fact for place, iri in enumerate(shown) for fact in _member(chapter, address, iri, said, place)]
    return [*_triples(facts), *members]


def _numbered(address: str, number: int) -> str:
    return address if number == 1 else f"{address}?page={number}"


def _member(chapter: Chapter, address: str, iri: str, said: Statements, place: int) -> Iterator[Triple]:
    version = NamedNode(address + chapter.version(iri).removeprefix(chapter.address))
    published = Literal(chapter.manifest.built, datatype=_iri("xsd:dateTime"))
    yield Triple(STREAM, _iri("tree:member"), version)
    yield Triple(version, VERSION_OF, NamedNode(iri))
    yield Triple(version, PUBLISHED, published)
    content = said.of(iri)
    if not content:
        yield Triple(version, _TYPE, DELETED)
    blank: dict[BlankNode, BlankNode] = {}
    for fact in content:
        for node in (fact.subject, fact.object):
            if isinstance(node, BlankNode):
                blank.setdefault(node, BlankNode(f"m{place}n{len(blank)}"))
        subject = blank[fact.subject] if isinstance(fact.subject, BlankNode) else version
        yield Triple(subject, fact.predicate, blank.get(fact.object, fact.object))  # type: ignore[arg-type]


def _stream() -> list[Fact]:
    return [
        (STREAM, "rdf:type", _iri("ldes:EventStream")),
        (STREAM, "dcterms:title", Literal("Changes of the Local Government Innovation graph", language="en")),
        (STREAM, "dcterms:license", NamedNode(names.LICENCE)),
        (STREAM, "dcterms:publisher", NamedNode(names.EDITORS)),
        (STREAM, "ldes:pollingInterval", Literal(_SECONDS_BETWEEN_LOOKS)),
        (STREAM, "ldes:timestampPath", PUBLISHED),
        (STREAM, "ldes:versionOfPath", VERSION_OF),
        (STREAM, "ldes:versionDeletePath", _TYPE),
        (STREAM, "ldes:versionDeleteObject", DELETED),
        (STREAM, "tree:shape", NamedNode(f"{CHANGES}#version")),
        (STREAM, "tree:view", _ROOT),
        (_ROOT, "rdf:type", _iri("tree:Node")),
    ]


def _shape() -> list[Fact]:
    """What every version has; the shapes of the graph hold for it as well, by its class."""
    shape = NamedNode(f"{CHANGES}#version")
    paths = {"of": (VERSION_OF, "sh:nodeKind", _iri("sh:IRI")), "at": (PUBLISHED, "sh:datatype", _iri("xsd:dateTime"))}
    facts: list[Fact] = [(shape, "rdf:type", _iri("sh:NodeShape")), (shape, "rdfs:seeAlso", NamedNode(names.SHAPES))]
    for name, (path, constraint, value) in paths.items():
        each = NamedNode(f"{CHANGES}#version-{name}")
        facts += [(shape, "sh:property", each), (each, "sh:path", path), (each, constraint, value)]
        facts += [(each, "sh:minCount", Literal(1)), (each, "sh:maxCount", Literal(1))]
    return facts


def _retention(oldest: Chapter) -> list[Fact]:
    policy = NamedNode(f"{CHANGES}#retention")
    since = Literal(oldest.manifest.built, datatype=_iri("xsd:dateTime"))
    return [
        (_ROOT, "ldes:retentionPolicy", policy),
        (policy, "rdf:type", _iri("ldes:RetentionPolicy")),
        (policy, "ldes:startingFrom", since),
    ]


def _relations(here: NamedNode, there: str, chapter: Chapter, name: str) -> Iterator[Fact]:
    """What leads to a node: its members were published neither before nor after a release was built."""
    built = Literal(chapter.manifest.built, datatype=_iri("xsd:dateTime"))
    for word, kind in (("since", "GreaterThanOrEqualToRelation"), ("until", "LessThanOrEqualToRelation")):
        relation = NamedNode(f"{here.value}#{word}-{name}")
        yield here, "tree:relation", relation
        yield relation, "rdf:type", _iri(f"tree:{kind}")
        yield relation, "tree:node", NamedNode(there)
        yield relation, "tree:path", PUBLISHED
        yield relation, "tree:value", built


def _triples(facts: Iterable[Fact]) -> list[Triple]:
    """Make triples, those of one subject together."""
    by_subject: dict[NamedNode, list[Triple]] = defaultdict(list)
    for subject, predicate, value in facts:
        by_subject[subject].append(Triple(subject, _iri(predicate), value))
    return [triple for triples in by_subject.values() for triple in triples]
