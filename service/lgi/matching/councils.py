"""Councils as things to be matched: their names, days, codes, places, and what they followed or were followed by."""

from collections.abc import Iterator
from datetime import date, timedelta

from lgi import names
from lgi.matching.facts import Facts
from lgi.matching.things import FORMER, OFFICIAL, OTHER, Change, Code, Name, Thing

GSS = "gss"
_WIKIDATA = "http://www.wikidata.org/entity/"
_NATION = names.SCHEMES + "place-kind#nation"
_FORMER = "-former-name"
_OF_COUNCILS = ("local-authority-district", "county", "strategic-authority-area")


def gathered(facts: Facts, council: str) -> Iterator[Thing]:
    """All councils; `council` is the IRI of their type."""
    for iri in facts.of_class("lgi:LocalAuthority"):
        after, before = _changes(facts, iri, "original", "resulting"), _changes(facts, iri, "resulting", "original")
        ends = [_day_before(change.day) for change in after]
        yield Thing(
            iri,
            "council",
            facts.one(iri, "skos:prefLabel"),
            (council, *facts.all(iri, "lgi:hasKind")),
            tuple(_names(facts, iri)),
            tuple(_codes(facts, iri)),
            facts.one(iri, "lgi:validFrom"),
            facts.one(iri, "lgi:validUntil") or min(ends, default=""),
            values={pid: tuple(values) for pid, values in _values(facts, iri).items() if values},
            followed_by=after,
            follows=before,
        )


def names_of_places_alone(facts: Facts) -> list[str]:
    """Names of regions, nations and other places that are no council's; who gives such a name may not mean a council."""
    own = {f"{names.SCHEMES}place-kind#{kind}" for kind in _OF_COUNCILS}
    governed = {place for claim in facts.of_class("lgi:AreaGovernance") for place in _governed(facts, claim)}
    places = [place for place in facts.of_class("lgi:Place") if place.startswith(names.thing("place", ""))]
    alone = [each for each in places if each not in governed and facts.one(each, "lgi:hasKind") not in own]
    return sorted({facts.one(each, "skos:prefLabel") for each in alone})


def used_names(facts: Facts, iri: str) -> Iterator[Name]:
    """The names that somebody used for a thing, or that it had before."""
    for use in facts.pointing(iri, "lgi:isAbout"):
        is_former = use.endswith(_FORMER) or bool(facts.one(use, "lgi:validUntil"))
        yield from (Name(text, FORMER if is_former else OTHER) for text in facts.all(use, "lgi:usedName"))


def codes_of(facts: Facts, iri: str) -> Iterator[Code]:
    """The codes that identify a thing, each with its scheme."""
    found: dict[Code, None] = {}
    for node in facts.pointing(iri, "lgi:identifies"):
        scheme = facts.one(node, "lgi:isInIdentifierScheme").rpartition("#")[2]
        found |= {Code(scheme, text): None for text in facts.all(node, "skos:notation")}
    for address in facts.all(iri, "schema:sameAs"):
        is_item = address.startswith(_WIKIDATA)
        found[Code("wikidata", address.removeprefix(_WIKIDATA)) if is_item else Code("same-as", address)] = None
    yield from found


def _names(facts: Facts, iri: str) -> Iterator[Name]:
    official = facts.one(iri, "skos:prefLabel")
    yield Name(official, OFFICIAL)
    yield from (Name(text, OTHER) for text in facts.all(iri, "skos:altLabel") if text != official)
    yield from used_names(facts, iri)


def _places(facts: Facts, iri: str) -> list[str]:
    """The places that a council governs or governed; a claim that was withdrawn counts no less."""
    claims = facts.pointing(iri, "lgi:hasActor")
    return sorted({place for claim in claims for place in _governed(facts, claim)})


def _governed(facts: Facts, claim: str) -> list[str]:
    is_governance = names.expand("lgi:AreaGovernance") in facts.all(claim, "rdf:type")
    return facts.all(claim, "lgi:appliesInPlace") if is_governance else []


def _values(facts: Facts, iri: str) -> dict[str, list[str]]:
    places = _places(facts, iri)
    return {
        "kind": facts.all(iri, "lgi:hasKind"),
        "nation": sorted({nation for place in places for nation in _nations(facts, place)}),
        "place": places,
        "within": sorted({above for place in places for above in facts.all(place, "lgi:isWithin")}),
        "website": facts.all(iri, "schema:url"),
    }


def _nations(facts: Facts, place: str) -> set[str]:
    """The nations that a place is in."""
    found, left = set[str](), [place]
    while left:
        here = left.pop()
        if here not in found:
            found.add(here)
            left += facts.all(here, "lgi:isWithin")
    return {each for each in found if facts.one(each, "lgi:hasKind") == _NATION}


def _codes(facts: Facts, iri: str) -> Iterator[Code]:
    places = _places(facts, iri)
    for each in (iri, *places):
        yield from codes_of(facts, each)
    for area in (area for place in places for area in facts.pointing(place, "lgi:isVersionOfPlace")):
        newer = [facts.one(other, "lgi:gssCode") for other in facts.pointing(area, "dcterms:replaces")]
        yield Code(GSS, facts.one(area, "lgi:gssCode"), newer[0] if newer else "")


def _changes(facts: Facts, iri: str, here: str, there: str) -> tuple[Change, ...]:
    found = [
        Change(facts.one(change, "dcterms:date"), tuple(facts.all(change, f"org:{there}Organization")))
        for change in facts.pointing(iri, f"org:{here}Organization")
    ]
    return tuple(sorted((change for change in found if change.day), key=lambda change: change.day))


def _day_before(day: str) -> str:
    return (date.fromisoformat(day) - timedelta(days=1)).isoformat()
