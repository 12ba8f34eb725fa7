"""Which facts of a record the register answers for, and how it leaves the others alone.

It answers for the predicates that it writes. Other names and remarks it adds and never takes away. A place keeps the
name and kind that it has. All else in a record, and every record that it does not make, belongs to the editors.
"""

from collections.abc import Iterable

from pyoxigraph import Literal, NamedNode, Triple

from lgi import names
from lgi.register.facts import Record, day, node

_EVERY = {names.VOCABULARIES["rdf"] + "type"}
_WRITTEN = {
    "area": "dcterms:replaces lgi:gssCode lgi:hasDatePrecision lgi:hasKind lgi:isVersionOfPlace lgi:validFrom"
    " lgi:validUntil skos:prefLabel",
    "assertion": "lgi:assertsClaim lgi:hasAttributionMode lgi:hasConfidence lgi:hasExplicitness lgi:hasInterest"
    " lgi:hasModality lgi:hasStance lgi:isAssertedBy lgi:isStatedIn lgi:wasEditedIn",
    "change": "dcterms:date dcterms:source org:originalOrganization org:resultingOrganization skos:prefLabel",
    "claim": "lgi:appliesInPlace lgi:gloss lgi:hasActor lgi:isAbout lgi:usedName lgi:validFrom lgi:validUntil",
    "council": "lgi:hasKind lgi:validFrom lgi:validUntil schema:sameAs schema:url skos:prefLabel",
    "identifier": "dcterms:source lgi:identifies lgi:isInIdentifierScheme skos:notation skos:prefLabel",
    "place": "geo:lat geo:long lgi:isWithin",
}
_OURS = {kind: {names.expand(name) for name in written.split()} | _EVERY for kind, written in _WRITTEN.items()}
_KEPT_IF_THERE = {"place": "lgi:hasKind skos:prefLabel"}
_SAME_AS = node("schema:sameAs")
_HOSTS = ("http://www.wikidata.org/", "http://opendatacommunities.org/")
_CHECKED = node("lgi:checkedOn")
_COMPARED = (node("skos:notation"), node("dcterms:source"))


def merged(record: Record, old: Iterable[Triple], today: str) -> frozenset[Triple]:
    """The facts of a record as they should be on file, given those that are."""
    kind = (names.kind_and_slug(record.thing.value) or ("", ""))[0]
    there = frozenset(old)
    taken = {fact.predicate for fact in there}
    kept = {fact for fact in there if not _is_ours(kind, fact)}
    fill = {node(name) for name in _KEPT_IF_THERE.get(kind, "").split()} & taken
    made = {fact for fact in record.facts if fact.predicate not in fill}
    if kind == "identifier":
        kept = {fact for fact in kept if fact.predicate != _CHECKED}
        made.add(_checked(record.thing, there, made, today))
    return frozenset(kept | made)


def _is_ours(kind: str, fact: Triple) -> bool:
    if fact.predicate == _SAME_AS:
        return kind == "council" and str(getattr(fact.object, "value", "")).startswith(_HOSTS)
    return fact.predicate.value in _OURS[kind]


def _checked(thing: NamedNode, there: frozenset[Triple], made: set[Triple], today: str) -> Triple:
    """The day of the last check: that on file while the code and its sources are the same."""
    before = [fact for fact in there if fact.predicate == _CHECKED]
    same = {f for f in there if f.predicate in _COMPARED} == {f for f in made if f.predicate in _COMPARED}
    return before[0] if before and same else Triple(thing, _CHECKED, day(today) or Literal(today))
