"""Who gains and gives up say: from rows of shifts to moves of parties over decisions."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from lgi.pictures.say import Move, Step
from lgi.rows import Row, local
from lgi.web import pages
from lgi.web.views.models.folding import Entry, folded


@dataclass
class Party:
    """What is told of the say of a party over a decision."""

    decision: str
    holder: str
    name: str
    before: dict[str, Row] = field(default_factory=dict)
    after: dict[str, Row] = field(default_factory=dict)
    gains: bool = False
    gives: bool = False
    shifts: dict[str, Row] = field(default_factory=dict)

    @property
    def move(self) -> Move:
        """The same for the picture."""
        before, after = _rank(self.before), _rank(self.after)
        link = pages.link(next(iter(self.shifts or self.after)))
        return Move(self.decision, self.name, link, self._word(before, after), before, after)

    def _word(self, before: int | None, after: int | None) -> str:
        if self.gains or self.gives:
            return {(True, False): "gains", (False, True): "gives up"}.get((self.gains, self.gives), "gains and gives")
        if before is None or after is None:
            return "not stated"
        return "no change" if before == after else "gains" if after > before else "gives up"


def steps(rows: list[Row]) -> list[Step]:
    """The steps of the scheme, the one that no source says first."""
    return [Step(row["degree"]["label"], int(row["rank"]["value"]) if "rank" in row else None) for row in rows]


def parties(rows: list[Row]) -> list[Party]:
    """Each party to each decision in the shifts, those who gain first, then those who give up."""
    shifts = [row for row in rows if "shift" in row]
    decisions: dict[str, list[str]] = {}
    for row in shifts:
        if "domain" in row:
            known = decisions.setdefault(row["shift"]["value"], [])
            known.extend({row["domain"]["label"]} - set(known))
    found: dict[tuple[str, str], Party] = {}
    for row in shifts:
        of = [row["domain"]["label"]] if "domain" in row else decisions.get(row["shift"]["value"], ["not stated"])
        for decision in of:
            _note(found, decision, row)
    weight = Counter(party.decision for party in found.values())
    order = {"gains": 0, "gains and gives": 1, "gives up": 2}
    return sorted(found.values(), key=lambda p: (-weight[p.decision], p.decision, order.get(p.move.word, 3), p.name))


def _note(found: dict[tuple[str, str], Party], decision: str, row: Row) -> None:
    holder, side = row["holder"]["value"], local(row["side"]["value"])
    party = found.setdefault((decision, holder), Party(decision, holder, row["holder"].get("label", holder)))
    party.shifts[row["shift"]["value"]] = row
    if side == "shiftsFrom":
        party.before[row["relation"]["value"]] = row
    elif side == "shiftsTo":
        party.after[row["relation"]["value"]] = row
    party.gains |= side == "benefitsAgent"
    party.gives |= side == "isYieldedBy"


def standing(rows: list[Row]) -> list[Entry]:
    """Say that is told without a before and an after."""
    return folded((row for row in rows if "shift" not in row), "relation")


def named(found: Iterable[Row], side: str) -> list[Row]:
    """The parties on one side of the shifts, each once."""
    return list({row["holder"]["value"]: row for row in found if _side(row) == side}.values())


def _side(row: Row) -> str:
    return local(row["side"]["value"]) if "side" in row else ""


def _rank(relations: dict[str, Row]) -> int | None:
    """The highest step that a source tells; none if none does."""
    return max((int(row["rank"]["value"]) for row in relations.values() if "rank" in row), default=None)
