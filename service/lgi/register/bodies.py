"""Councils as the register holds them: one value for each field, settled from what the lists say."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from lgi.register.corrections import Corrections
from lgi.register.drafts import Draft, slug_of
from lgi.register.tables import MYSOCIETY

CODES = ("finance-e-code", "gov-uk-slug", "mysociety-code", "snac")
"""The systems of codes that are taken from the lists as they are; their names are those of the concepts."""
COMBINED = frozenset({"COMB", "SRA"})
_ORG_ID_LISTS = {"England": "GB-LAE", "Northern Ireland": "GB-LANI", "Scotland": "GB-LAS", "Wales": "GB-PLA"}
_ORG_ID_SOURCE = "geo-lookups"


@dataclass(frozen=True)
class Code:
    """A code of a council in some system, and the sources that have it."""

    scheme: str
    notation: str
    sources: tuple[str, ...]


@dataclass(frozen=True)
class Body:
    """A council with what the register says of it; days are ISO dates or empty, `above` slugs of places.

    `centre` has degrees of latitude and longitude, or nothing for either; `is_coming` says that its first day is decided and was still to come when the corrections were written.
    """

    slug: str
    kind: str
    name: str
    nice: str
    words: str
    start: str
    end: str
    above: tuple[str, ...]
    gss: str
    former: tuple[str, ...]
    centre: tuple[str, str]
    page: str
    same_as: tuple[str, ...]
    codes: tuple[Code, ...]
    source: str
    is_coming: bool


@dataclass(frozen=True)
class Change:
    """A day on which councils gave way to others."""

    slug: str
    label: str
    day: str
    originals: tuple[str, ...]
    results: tuple[str, ...]
    source: str


@dataclass(frozen=True)
class Settler:
    """Settles the fields of drafts; what the sources do not agree on is left out, and told in `doubts`."""

    drafts: Mapping[str, Draft]
    fixes: Corrections
    doubts: list[str]

    def bodies(self) -> list[Body]:
        """Settle all."""
        return [self._body(draft) for _, draft in sorted(self.drafts.items())]

    def changes(self) -> list[Change]:
        """The changes that the lists tell, one for each successor, and those that the corrections add."""
        told = [
            Change(
                entry["of"], entry["label"], entry["date"], tuple(entry["from"]), tuple(entry["to"]), entry["source"]
            )
            for entry in self.fixes.changes
        ]
        return sorted([*told, *self._listed_changes()], key=lambda change: change.slug)

    def _listed_changes(self) -> Iterator[Change]:
        for slug in sorted({successor for draft in self.drafts.values() for successor in draft.successors}):
            ended = sorted(draft.slug for draft in self.drafts.values() if slug in draft.successors)
            name = self._one(self.drafts[slug], "name")
            yield Change(
                slug,
                f"{name} takes over from {_counted(len(ended))}",
                self._start(self.drafts[slug]),
                tuple(ended),
                (slug,),
                MYSOCIETY.source,
            )

    def _body(self, draft: Draft) -> Body:
        nice, name = self._one(draft, "nice"), self._one(draft, "name")
        end = self._end(draft)
        return Body(
            slug=draft.slug,
            kind=draft.kind,
            name=name,
            nice=nice,
            words=self.fixes.values.get((draft.slug, "words")) or nice,
            start=self._start(draft),
            end=end,
            above=tuple(sorted(self._above(draft))),
            gss=draft.gss,
            former=tuple(draft.former),
            centre=(self._one(draft, "latitude"), self._one(draft, "longitude")),
            page="" if end else self._page(draft),
            same_as=tuple(self._same_as(draft)),
            codes=tuple(self._codes(draft, end)),
            source=self.fixes.sources.get((draft.slug, "start"), draft.sources[0]),
            is_coming=draft.slug in self.fixes.coming,
        )

    def _one(self, draft: Draft, field: str, said: Mapping[str, str] | None = None) -> str:
        """The value that a field has by correction, or by all the sources that have one; else none, and a doubt."""
        values = draft.said.get(field, {}) if said is None else said
        fixed = self.fixes.values.get((draft.slug, field))
        if fixed is not None:
            return values.get(fixed[1:], "") if fixed.startswith("@") else fixed
        if len(set(values.values())) > 1:
            found = ", ".join(f"{value} in {source}" for source, value in sorted(values.items()))
            self.doubts.append(f"council:{draft.slug}: the lists differ on {field}, which is left out: {found}")
            return ""
        return next(iter(values.values()), "")

    def _start(self, draft: Draft) -> str:
        return self._one(draft, "start")

    def _end(self, draft: Draft) -> str:
        """The last day on which a council existed; some lists give the first day without it."""
        told = [entry["date"] for entry in self.fixes.changes if draft.slug in entry["from"]]
        first_days = {*told, *(self._start(self.drafts[slug]) for slug in draft.successors)}
        said = {
            source: str(date.fromisoformat(day) - timedelta(days=1)) if day in first_days else day
            for source, day in draft.said.get("end", {}).items()
        }
        return self._one(draft, "end", said)

    def _above(self, draft: Draft) -> Iterator[str]:
        """The places that hold the council's own: its county and combined authorities, its region or nation."""
        counties = draft.counties
        of_county = {above for county in counties for above in self.drafts[county].combined}
        yield from counties
        yield from draft.combined - of_county
        if not counties:
            yield self._region(draft)

    def _region(self, draft: Draft) -> str:
        nation = slug_of(draft.nation)
        if draft.kind not in COMBINED:
            region = self.fixes.regions.get(self._one(draft, "region"))
            return region["slug"] if region else nation
        members = {self._region(other) for other in self.drafts.values() if draft.slug in other.combined}
        return members.pop() if len(members) == 1 else nation

    def _page(self, draft: Draft) -> str:
        page = self._one(draft, "website") or self._one(draft, "page")
        return page.rstrip("/")

    def _same_as(self, draft: Draft) -> Iterator[str]:
        if item := self._one(draft, "wikidata"):
            yield f"http://www.wikidata.org/entity/{item}"
        if body := self._one(draft, "body"):
            yield body

    def _codes(self, draft: Draft, end: str) -> Iterator[Code]:
        for scheme in CODES:
            if value := self._one(draft, scheme):
                sources = [source for source, said in draft.said[scheme].items() if said == value]
                yield Code(scheme, value, tuple(sorted(sources)))
        own = self._one(draft, "mysociety-code")
        if own and not end and draft.slug not in self.fixes.without_org_id:
            yield Code("org-id", f"{_ORG_ID_LISTS[draft.nation]}-{own}", (_ORG_ID_SOURCE,))


def _counted(number: int) -> str:
    return "one council" if number == 1 else f"{number} councils"
