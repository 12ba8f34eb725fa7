"""A shift of power as it is listed: what it is about, who gains and gives up say, how far, and who says so."""

from dataclasses import dataclass

from lgi.rows import Row, Term, grouped
from lgi.web.views.power.grid import GAINS, GIVES, UNKNOWN


@dataclass(frozen=True)
class Party:
    """A party to a shift, with how much say it has before and after."""

    term: Term
    before: str = UNKNOWN
    after: str = UNKNOWN


@dataclass(frozen=True)
class Shift:
    """A shift of power with all that is told of it."""

    shift: Term
    status: str
    domains: list[str]
    works: list[Term]
    gainers: list[Party]
    givers: list[Party]
    said: list[Row]

    @property
    def denied(self) -> bool:
        """Whether somebody denies or doubts it."""
        return any(not row["stance"]["value"].endswith("#affirms") for row in self.said)


def of(every: list[Row], rows: list[Row], degrees: list[Row], said: list[Row]) -> list[Shift]:
    """The shifts, in the order of `every`; those without a party among them."""
    parties = {shift["value"]: each for shift, each in grouped(rows, "shift")}
    by_holder = {(row["shift"]["value"], row["holder"]["value"]): row for row in degrees}
    told = {shift["value"]: each for shift, each in grouped(said, "shift")}
    return [
        _shift(shift, each, parties.get(shift["value"], []), by_holder, told.get(shift["value"], []))
        for shift, each in grouped(every, "shift")
    ]


def _shift(
    shift: Term, every: list[Row], rows: list[Row], by_holder: dict[tuple[str, str], Row], said: list[Row]
) -> Shift:
    def parties(side: str) -> list[Party]:
        found = {row["party"]["value"]: row["party"] for row in rows if row["side"]["value"] == side}
        return [_party(term, by_holder.get((shift["value"], term["value"]))) for term in found.values()]

    works = {row["work"]["value"]: row["work"] for row in rows}
    domains = sorted({row["domain"]["label"] for row in rows})
    return Shift(shift, every[0]["status"]["label"], domains, [*works.values()], parties(GAINS), parties(GIVES), said)


def _party(term: Term, row: Row | None) -> Party:
    return Party(term, row["before_degree"]["value"], row["after_degree"]["value"]) if row else Party(term)
