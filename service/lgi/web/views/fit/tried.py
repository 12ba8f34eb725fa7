"""Where a model was tried, and how far each place is said to have come, be it on or at an end."""

from dataclasses import dataclass

from lgi.rows import Row, Term, grouped


@dataclass(frozen=True)
class Tried:
    """An initiative, its places, and the rows of the stages last known of it."""

    initiative: Term
    places: list[Term]
    last: list[Row]

    @property
    def stopped(self) -> bool:
        """Whether it is last known to have ended or paused."""
        return any(row["stage"]["value"].endswith(("#ended", "#paused")) for row in self.last)


def of(rows: list[Row]) -> list[Tried]:
    """The initiatives of a model."""
    return [_one(initiative, each) for initiative, each in grouped(rows, "initiative")]


def _one(initiative: Term, rows: list[Row]) -> Tried:
    places = {row["place"]["value"]: row["place"] for row in rows if "place" in row}
    staged = [row for row in rows if "stage" in row]
    newest = max((_day(row) for row in staged), default="")
    last = {row["stage"]["value"]: row for row in reversed(staged) if _day(row) == newest}
    return Tried(initiative, [*places.values()], [*last.values()])


def _day(row: Row) -> str:
    return row.get("day", {"value": ""})["value"]
