"""The register as facts: what is said of a council and of the place and areas that it governs."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from pyoxigraph import Literal

from lgi.register import prose
from lgi.register.bodies import COMBINED, Body, Change
from lgi.register.facts import Record, day, degrees, english, record

TYPES = {
    "CC": "city-corporation",
    "COMB": "combined-authority",
    "CTY": "county",
    "LBO": "london-borough",
    "MD": "metropolitan-district",
    "NID": "northern-ireland-district",
    "NMD": "non-metropolitan-district",
    "SCO": "scottish-council",
    "SRA": "strategic-regional-authority",
    "UA": "unitary-authority",
    "WPA": "welsh-principal-council",
}
"""The concept for each type code of mySociety's list."""

_SAID = (
    ("lgi:hasAttributionMode", "attribution-mode:editorial"),
    ("lgi:hasConfidence", "confidence:high"),
    ("lgi:hasExplicitness", "explicitness:implied"),
    ("lgi:hasInterest", "interest:editor"),
    ("lgi:hasModality", "modality:as-fact"),
    ("lgi:hasStance", "stance:affirms"),
    ("lgi:isAssertedBy", "group:lgi-editors"),
    ("lgi:wasEditedIn", "curation:identifier-linking"),
)
"""What is the same in every assertion that the register makes."""


def of_body(body: Body) -> Iterator[Record]:
    """A council, its place, the claim that it governs it, and who says so."""
    alt = [("skos:altLabel", english(name)) for name in (body.nice,) if name != body.name]
    yield record(
        "council",
        f"council:{body.slug}",
        body.slug,
        ("a", "lgi:LocalAuthority"),
        ("skos:prefLabel", english(body.name)),
        ("lgi:hasKind", f"local-authority-type:{TYPES[body.kind]}"),
        ("lgi:validFrom", day(body.start)),
        ("lgi:validUntil", day(body.end)),
        ("schema:url", body.page or None),
        *(("schema:sameAs", address) for address in body.same_as),
        *alt,
    )
    yield _place(body)
    if not body.is_coming:
        yield from _governance(body)


def _place(body: Body) -> Record:
    return record(
        "place",
        f"place:{body.slug}",
        body.slug,
        ("a", "lgi:Place"),
        ("skos:prefLabel", english(body.nice)),
        ("lgi:hasKind", f"place-kind:{_place_kind(body)}"),
        ("geo:lat", degrees(body.centre[0])),
        ("geo:long", degrees(body.centre[1])),
        *(("lgi:isWithin", f"place:{slug}") for slug in body.above),
    )


def _place_kind(body: Body) -> str:
    if body.kind in COMBINED:
        return "strategic-authority-area"
    return "county" if body.kind == "CTY" else "local-authority-district"


def _governance(body: Body) -> Iterator[Record]:
    claim = f"council-{body.slug}-governs-{body.slug}"
    yield record(
        "council",
        f"claim:{claim}",
        body.slug,
        ("a", "lgi:AreaGovernance"),
        ("lgi:appliesInPlace", f"place:{body.slug}"),
        ("lgi:gloss", english(prose.governance(body))),
        ("lgi:hasActor", f"council:{body.slug}"),
        ("lgi:validFrom", day(body.start)),
        ("lgi:validUntil", day(body.end)),
    )
    yield assertion(claim, body.slug, body.source)


def assertion(claim: str, owner: str, source: str) -> Record:
    """The assertion by which the editors put a claim forward, with the source that they have it from."""
    return record(
        "council",
        f"assertion:{claim}-by-lgi-editors",
        owner,
        ("a", "lgi:ClaimAssertion"),
        ("lgi:assertsClaim", f"claim:{claim}"),
        ("lgi:isStatedIn", f"source:{source}"),
        *_SAID,
    )


def of_areas(body: Body, recodes: Iterable[Mapping[str, Any]]) -> Iterator[Record]:
    """The areas that a council's place was, one for each code; the newest says which it replaced."""
    years = {entry[which]: (which, entry["year"]) for entry in recodes for which in ("old", "new")}
    for code in filter(None, (*body.former, body.gss)):
        which, year = years.get(code, ("", ""))
        yield record(
            "area",
            f"area:{code.lower()}",
            body.slug,
            ("a", "lgi:StatisticalArea"),
            ("skos:prefLabel", english(f"{body.nice} ({code})")),
            ("lgi:gssCode", Literal(code)),
            ("lgi:hasKind", f"place-kind:{_place_kind(body)}"),
            ("lgi:isVersionOfPlace", f"place:{body.slug}"),
            ("lgi:hasDatePrecision", "date-precision:year" if year else None),
            ("lgi:validUntil" if which == "old" else "lgi:validFrom", day(f"{year}-01-01" if year else "")),
            *(("dcterms:replaces", f"area:{old.lower()}") for old in body.former if code == body.gss),
        )


def of_codes(body: Body) -> Iterator[Record]:
    """The codes of a council; one of national statistics names its place."""
    for code in body.codes:
        about = "place" if code.scheme == "snac" else "council"
        yield record(
            "identifier",
            f"identifier:{body.slug}-{code.scheme}",
            body.slug,
            ("a", "adms:Identifier"),
            ("skos:prefLabel", english(prose.code(code.scheme, body))),
            ("lgi:identifies", f"{about}:{body.slug}"),
            ("lgi:isInIdentifierScheme", f"identifier-scheme:{code.scheme}"),
            ("skos:notation", Literal(code.notation)),
            *(("dcterms:source", f"source:{source}") for source in code.sources),
        )


def of_change(change: Change) -> Record:
    """A day on which councils gave way to others."""
    return record(
        "change",
        f"change:{change.slug}",
        change.results[0],
        ("a", "org:ChangeEvent"),
        ("skos:prefLabel", english(change.label)),
        ("dcterms:date", day(change.day)),
        ("dcterms:source", f"source:{change.source}"),
        *(("org:originalOrganization", f"council:{slug}") for slug in change.originals),
        *(("org:resultingOrganization", f"council:{slug}") for slug in change.results),
    )


def of_former_name(entry: Mapping[str, str], body: Body) -> Iterator[Record]:
    """The claim that a council had another name before."""
    claim = f"council-{body.slug}-former-name"
    yield record(
        "council",
        f"claim:{claim}",
        body.slug,
        ("a", "lgi:NameUse"),
        ("lgi:gloss", english(f"{body.name} was called {entry['name']} before.")),
        ("lgi:isAbout", f"council:{body.slug}"),
        ("lgi:usedName", Literal(entry["name"])),
    )
    yield assertion(claim, body.slug, entry["source"])


def of_note(entry: Mapping[str, str]) -> Record:
    """A remark of the editors on a council."""
    slug = entry["of"]
    return record("council", f"council:{slug}", slug, ("skos:editorialNote", english(entry["text"])))
