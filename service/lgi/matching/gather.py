"""Gather all that can be matched from the facts of a release, while it is built."""

from collections.abc import Iterable, Iterator

from pyoxigraph import Quad

from lgi import names
from lgi.matching import councils, things
from lgi.matching.facts import Facts
from lgi.matching.things import Catalogue, Name, Thing, Type
from lgi.release import Manifest

FILE = "matching.jsonl"
"""The file of a release that holds what can be matched."""

KINDS = {
    "council": ("lgi:LocalAuthority", "Council"),
    "model": ("lgi:Model", "Model"),
    "organisation": ("org:Organization", "Organisation"),
    "concept": ("skos:Concept", "Concept"),
}
"""The kinds of thing that can be matched: the class of each, and what it is called."""

_LINKS = {
    "model": {"family": "lgi:belongsToFamily", "form": "lgi:hasModelForm", "place": "lgi:originatesIn"},
    "organisation": {"kind": "lgi:hasKind"},
    "concept": {"scheme": "skos:inScheme", "broader": "skos:broader"},
}


def type_of(kind: str) -> str:
    """The IRI of the type of a kind."""
    return names.expand(KINDS[kind][0]) or ""


def beside(quads: Iterable[Quad], _manifest: Manifest) -> dict[str, bytes]:
    """Make the file that a release holds."""
    return {FILE: things.written(catalogue(Facts(quads)))}


def catalogue(facts: Facts) -> Catalogue:
    """Gather."""
    found = [*councils.gathered(facts, type_of("council"))]
    found += [_thing(facts, kind, iri) for kind in _LINKS for iri in _of_kind(facts, kind)]
    used = sorted({value for thing in found for values in thing.values.values() for value in values})
    labels = {iri: label for iri in used if (label := facts.one(iri, "skos:prefLabel", "dcterms:title"))}
    schemes = {
        scheme.rpartition("#")[2]: facts.one(scheme, "skos:prefLabel")
        for scheme in facts.pointing(names.SCHEMES + "identifier-scheme", "skos:inScheme")
    }
    types = tuple(_types(facts, found))
    return Catalogue(tuple(found), types, schemes, tuple(councils.names_of_places_alone(facts)), labels)


def _of_kind(facts: Facts, kind: str) -> Iterator[str]:
    beginning = names.SCHEMES if kind == "concept" else names.thing(kind, "")
    return (iri for iri in facts.of_class(KINDS[kind][0]) if iri.startswith(beginning))


def _thing(facts: Facts, kind: str, iri: str) -> Thing:
    links = {pid: tuple(facts.all(iri, name)) for pid, name in _LINKS[kind].items()}
    narrower = links.get("scheme", ()) if kind == "concept" else ()
    return Thing(
        iri,
        kind,
        facts.one(iri, "skos:prefLabel"),
        (type_of(kind), *narrower),
        tuple(_names(facts, iri)),
        tuple(councils.codes_of(facts, iri)),
        facts.one(iri, "lgi:validFrom"),
        facts.one(iri, "lgi:validUntil"),
        facts.one(iri, "skos:definition", "dcterms:description", "skos:scopeNote"),
        {pid: values for pid, values in {**links, "website": tuple(facts.all(iri, "schema:url"))}.items() if values},
    )


def _names(facts: Facts, iri: str) -> Iterator[Name]:
    official = facts.all(iri, "skos:prefLabel")
    yield from (Name(text, things.OFFICIAL) for text in official)
    yield from (Name(text, things.OTHER) for text in facts.all(iri, "skos:altLabel") if text not in official)
    yield from councils.used_names(facts, iri)


def _types(facts: Facts, found: Iterable[Thing]) -> Iterator[Type]:
    yield from (Type(type_of(kind), name) for kind, (_, name) in KINDS.items())
    narrower = {(iri, thing.types[0]) for thing in found for iri in thing.types[1:]}
    for iri, broader in sorted(narrower):
        label = facts.one(iri, "skos:prefLabel", "dcterms:title") or names.words(iri.rpartition("/")[2])
        yield Type(iri, label[:1].upper() + label[1:], broader)
