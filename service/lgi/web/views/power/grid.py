"""Who gains say and who gives it up, over which kind of decision: a cell for each party and kind of decision."""

from dataclasses import dataclass, field

from lgi.rows import Row, Term, grouped

GAINS, GIVES, KEEPS = "gains", "gives up", "keeps"
UNKNOWN = "not stated"


@dataclass(frozen=True)
class Cell:
    """What is on record of one kind of party over one kind of decision."""

    party: Term
    domain: Term
    rows: list[Row] = field(default_factory=list)

    def works(self, side: str) -> list[Term]:
        """The models, or initiatives of no model, in which the party gains, gives up or keeps its say."""
        found = {row["work"]["value"]: row["work"] for row in self.rows if row["side"]["value"] == side}
        return sorted(found.values(), key=lambda work: work["label"].casefold())

    @property
    def count(self) -> tuple[int, int, int]:
        """In how many it gains, gives up, and keeps."""
        return len(self.works(GAINS)), len(self.works(GIVES)), len(self.works(KEEPS))

    @property
    def kind(self) -> str:
        """How the cell is drawn."""
        gains, gives, keeps = self.count
        if gains and gives:
            return "mixed"
        return "gains" if gains else "gives-up" if gives else "keeps" if keeps else "nothing"

    @property
    def depth(self) -> int:
        """How dark the cell is drawn, from 1 to 3, by the number of models."""
        return min(3, (max(self.count) + 1) // 2)


@dataclass(frozen=True)
class Line:
    """A kind of party, the narrower parties that stand for it, and its cells."""

    party: Term
    named: list[str]
    cells: list[Cell]

    @property
    def gains(self) -> int:
        """In how many shifts it gains."""
        return len({row["shift"]["value"] for cell in self.cells for row in cell.rows if row["side"]["value"] == GAINS})


def kept(moved: list[Row], degrees: list[Row]) -> list[Row]:
    """Those who have as much say after a shift as before by the degrees that are stated, and neither gain nor give up any."""
    parties = {(row["shift"]["value"], row["party"]["value"]) for row in moved}
    return [
        {**row, "party": row["holder"], "side": {"value": KEEPS}}
        for row in degrees
        if row["before_degree"]["value"] == row["after_degree"]["value"] != UNKNOWN
        and (row["shift"]["value"], row["holder"]["value"]) not in parties
    ]


def joined(moved: list[Row], kinds: list[Row], works: list[Row]) -> list[Row]:
    """Each party to a shift with each kind that it is of and each model or initiative that the shift is of."""
    of_party = {party["value"]: rows for party, rows in grouped(kinds, "party")}
    of_shift = {shift["value"]: rows for shift, rows in grouped(works, "shift")}
    return [
        {**row, "kind": kind["kind"], "work": work["work"]}
        for row in moved
        for kind in of_party.get(row["party"]["value"], [])
        for work in of_shift.get(row["shift"]["value"], [])
    ]


def lines(rows: list[Row], domains: list[Term]) -> list[Line]:
    """The lines of the grid: those that gain in most shifts first, then by name."""
    found = [_line(party, each, domains) for party, each in grouped(rows, "kind")]
    return sorted(found, key=lambda line: (-line.gains, line.party["label"].casefold()))


def _line(party: Term, rows: list[Row], domains: list[Term]) -> Line:
    by_domain = {domain["value"]: each for domain, each in grouped(rows, "domain")}
    cells = [Cell(party, domain, by_domain.get(domain["value"], [])) for domain in domains]
    return Line(party, sorted({row["party"]["label"] for row in rows}, key=str.casefold), cells)


def domains(rows: list[Row]) -> list[Term]:
    """The kinds of decision, those that most shifts are about first, then by name."""
    found = grouped(rows, "domain")
    shifts = {domain["value"]: len({row["shift"]["value"] for row in each}) for domain, each in found}
    return sorted(
        (domain for domain, _ in found), key=lambda domain: (-shifts[domain["value"]], domain["label"].casefold())
    )


@dataclass(frozen=True)
class Pair:
    """Who gives up say to whom: the shifts in which that is so."""

    giver: str
    gainer: str
    rows: list[Row]

    def distinct(self, column: str) -> list[Term]:
        """What these shifts have in a column."""
        found = {row[column]["value"]: row[column] for row in self.rows}
        return sorted(found.values(), key=lambda term: term["label"].casefold())


def pairs(rows: list[Row]) -> list[Pair]:
    """From whom to whom: a pair of kinds of party for each that gives up and each that gains in one shift."""
    found: dict[tuple[str, str], list[Row]] = {}
    for _, shift in grouped(rows, "shift"):
        for giver in _kinds(shift, GIVES):
            for gainer in _kinds(shift, GAINS):
                found.setdefault((giver, gainer), []).extend(shift)
    made = [Pair(giver, gainer, each) for (giver, gainer), each in found.items()]
    return sorted(made, key=lambda pair: (-len(pair.distinct("shift")), pair.giver, pair.gainer))


def _kinds(rows: list[Row], side: str) -> list[str]:
    return sorted({row["kind"]["label"] for row in rows if row["side"]["value"] == side}) or ["not stated"]
