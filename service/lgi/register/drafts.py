"""What each list says of each council, side by side, before it is settled which value stands."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from lgi.errors import BadData
from lgi.register.corrections import Corrections
from lgi.register.tables import ALPHAGOV, DIGITAL_LAND, MYSOCIETY, Row

_OUR_NAMES = {
    MYSOCIETY.source: {
        "name": "official-name",
        "nice": "nice-name",
        "start": "start-date",
        "end": "end-date",
        "region": "region",
        "mysociety-code": "local-authority-code",
        "finance-e-code": "ecode",
        "gov-uk-slug": "gov-uk-slug",
        "snac": "snac",
        "latitude": "lat",
        "longitude": "long",
    },
    DIGITAL_LAND.source: {
        "start": "start-date",
        "end": "end-date",
        "finance-e-code": "billing-authority",
        "website": "website",
        "wikidata": "wikidata",
        "body": "opendatacommunities-uri",
    },
    ALPHAGOV.source: {"gov-uk-slug": "slug", "snac": "snac", "page": "homepage_url"},
}
"""Which of our fields is which column of each list."""


@dataclass
class Draft:
    """One council: what each source says in each field, and how it is tied to others."""

    slug: str
    kind: str
    nation: str
    gss: str
    said: dict[str, dict[str, str]] = field(default_factory=lambda: defaultdict(dict))
    former: list[str] = field(default_factory=list)
    counties: set[str] = field(default_factory=set)
    combined: set[str] = field(default_factory=set)
    successors: set[str] = field(default_factory=set)
    sources: list[str] = field(default_factory=list)

    def take(self, source: str, values: Iterable[tuple[str, str]]) -> None:
        """Note what a source says."""
        if source not in self.sources:
            self.sources.append(source)
        for name, value in values:
            if value:
                self.said[name][source] = value


def slug_of(name: str) -> str:
    """Make the slug of an everyday name.

    >>> slug_of("St. Helens"), slug_of("Telford & Wrekin")
    ('st-helens', 'telford-and-wrekin')
    """
    plain = unicodedata.normalize("NFKD", name.replace("&", " and ")).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", re.sub(r"[.']", "", plain)).strip("-")


def make(
    tables: Mapping[str, Iterable[Row]], fixes: Corrections, known: Mapping[str, str], doubts: list[str]
) -> dict[str, Draft]:
    """Lay the lists side by side; `known` are the slugs on record by mySociety's code, and they stay.

    Rows that cannot be placed go to `doubts`. Raises BadData where two councils would bear one name.
    """
    drafts: dict[str, Draft] = {}
    rows = list(tables[MYSOCIETY.source])
    slugs = {row["local-authority-code"]: _slug(row, fixes, known) for row in rows}
    for row in rows:
        _add(drafts, _of_row(row, slugs, fixes), row["local-authority-code"])
    for entry in fixes.councils:
        _add(drafts, _of_entry(entry), entry["slug"])
    _settle_codes(drafts, fixes)
    by_code = {code: draft for draft in drafts.values() for code in (*draft.former, draft.gss) if code}
    _take_digital_land(list(tables[DIGITAL_LAND.source]), by_code, fixes, doubts)
    for row in tables[ALPHAGOV.source]:
        if draft := _found(ALPHAGOV.source, row["gss"], row["name"], by_code, fixes, doubts):
            draft.take(ALPHAGOV.source, _renamed(ALPHAGOV.source, row, fixes))
    for slug, within in fixes.members.items():
        _tie(drafts, slug).combined.add(_tie(drafts, within).slug)
    return drafts


def _slug(row: Row, fixes: Corrections, known: Mapping[str, str]) -> str:
    code = row["local-authority-code"]
    return known.get(code) or fixes.slug(code, slug_of(row["nice-name"]))


def _add(drafts: dict[str, Draft], draft: Draft, code: str) -> None:
    if draft.slug in drafts:
        raise BadData(
            f"{code} would get the name council:{draft.slug}, which another council bears: "
            "give it one of its own under [slugs] in service/lgi/register/corrections.toml"
        )
    drafts[draft.slug] = draft


def _of_row(row: Row, slugs: Mapping[str, str], fixes: Corrections) -> Draft:
    code = row["local-authority-code"]
    draft = Draft(slugs[code], row["local-authority-type"], row["nation"], row["gss-code"])
    draft.take(MYSOCIETY.source, _renamed(MYSOCIETY.source, row, fixes))
    draft.former = list(filter(None, row["former-gss-codes"].split(",")))
    for column, ties in (
        ("county-la", draft.counties),
        ("combined-authority", draft.combined),
        ("replaced-by", draft.successors),
    ):
        for other in filter(None, row[column].split(",")):
            if other not in slugs:
                raise BadData(f"mySociety's list: {code} has {other} as {column}, and no row has that code")
            ties.add(slugs[other])
    return draft


def _of_entry(entry: Mapping[str, str]) -> Draft:
    draft = Draft(entry["slug"], entry["kind"], entry["nation"], entry.get("gss", ""))
    draft.take(entry["source"], ((name, entry.get(name, "")) for name in ("name", "nice", "start", "region")))
    return draft


def _settle_codes(drafts: Mapping[str, Draft], fixes: Corrections) -> None:
    for entry in fixes.recodes:
        draft = _tie(drafts, entry["of"])
        if draft.gss == entry["old"]:
            draft.former.append(entry["old"])
            draft.gss = entry["new"]


def _take_digital_land(
    rows: Iterable[Row], by_code: Mapping[str, Draft], fixes: Corrections, doubts: list[str]
) -> None:
    source = DIGITAL_LAND.source
    regions = {region["code"]: name for name, region in fixes.regions.items()}
    kept = [row for row in rows if (source, row["reference"]) not in fixes.ignored]
    bodies = {row["reference"]: by_code.get(row["statistical-geography"]) for row in kept}
    for row in kept:
        draft = _found(source, row["statistical-geography"], row["name"], by_code, fixes, doubts)
        if draft:
            draft.take(source, _renamed(source, row, fixes))
            draft.take(source, [("region", regions.get(row["region"], ""))])
            if above := bodies.get(row["combined-authority"]):
                draft.combined.add(above.slug)


def _found(
    source: str, code: str, name: str, by_code: Mapping[str, Draft], fixes: Corrections, doubts: list[str]
) -> Draft | None:
    draft = by_code.get(fixes.aliases.get((source, code), code))
    if draft is None:
        doubts.append(f"{name} ({code}) is in {source} alone, and is left out: see corrections.toml")
    return draft


def _renamed(source: str, row: Row, fixes: Corrections) -> Iterator[tuple[str, str]]:
    for name, column in _OUR_NAMES[source].items():
        if not fixes.is_unusable(source, name, row[column]):
            yield name, row[column]


def _tie(drafts: Mapping[str, Draft], slug: str) -> Draft:
    if slug not in drafts:
        raise BadData(f"corrections.toml speaks of council:{slug}, and there is no such council in the lists")
    return drafts[slug]
