"""The map of the evidence: facts gathered by row and kind of outcome, and counted; nothing is averaged."""

from collections import Counter, defaultdict
from dataclasses import dataclass

from lgi.rows import local
from lgi.web.views.gap_map.cell import LEFT_OUT, STATES, UNCLAIMED, UNTESTED, VAIN, Cell, Column
from lgi.web.views.gap_map.choosing import Choice
from lgi.web.views.gap_map.facts import CLAIM, FINDING, UNREAD, Fact, Facts, Finding

COLUMNS_OF_A_SHEET = 8


@dataclass(frozen=True)
class Totals:
    """What a map holds; untested are kinds of outcome of a row, and not cells."""

    findings: int
    sources: int
    filled: int
    cells: int
    untested: int
    left_out: int
    undated: int


@dataclass(frozen=True)
class GapMap:
    """A map: rows and columns in the order in which they are shown, and the cells where they meet."""

    rows: list[tuple[str, str]]
    columns: list[Column]
    cells: dict[tuple[str, str], Cell]
    totals: Totals

    @property
    def sheets(self) -> list[list[Column]]:
        """The columns in parts that fit on a screen and on paper."""
        parts = max(1, -(-len(self.columns) // COLUMNS_OF_A_SHEET))
        size = -(-len(self.columns) // parts) or 1
        return [self.columns[first : first + size] for first in range(0, len(self.columns), size)]

    def of_row(self, row: str) -> list[Cell]:
        """The cells of a row that somebody claims, found or looked for something in."""
        cells = [self.cells[row, column.slug] for column in self.columns]
        return [cell for cell in cells if cell.state != UNCLAIMED]


def draw(facts: Facts, choice: Choice) -> GapMap:
    """Gather facts in cells. The choice is one that can be made."""
    models = {row: {m for m in held if choice.speaks_of(m, facts)} for row, held in facts.models.items()}
    placed = [fact for fact in facts.facts if fact.model in models[fact.row]]
    columns = columns_of(facts, choice)
    by_row: dict[str, list[Fact]] = defaultdict(list)
    for fact in placed:
        by_row[fact.row].append(fact)
    drawn = {
        (row, column.slug): _cell(
            row, column, [fact for fact in by_row[row] if fact.outcome in column.kinds], facts, choice
        )
        for row, held in models.items()
        if held
        for column in columns
    }
    filled = {row for (row, _), cell in drawn.items() if cell.findings or not choice.filled}
    cells = {(row, column): cell for (row, column), cell in drawn.items() if row in filled}
    rows = sorted(((row, facts.labels[row]) for row in filled), key=lambda row: (row[1].casefold(), row[0]))
    return GapMap(rows, columns, cells, _totals(list(cells.values()), facts, placed))


def columns_of(facts: Facts, choice: Choice) -> list[Column]:
    """The columns: the broadest kinds, most findings first, or all kinds within one of them, itself first."""
    spoken = {fact.outcome for fact in facts.facts}
    counted = Counter(facts.outcomes[outcome].group for _, outcome in _pairs(facts.facts, FINDING))
    if choice.outcome:
        within = [facts.outcomes[each] for each in spoken if local(facts.outcomes[each].group) == choice.outcome]
        within.sort(key=lambda outcome: (outcome.iri != outcome.group, outcome.label))
        return [Column(outcome, frozenset({outcome.iri}), whole=False) for outcome in within]
    kinds = defaultdict(set)
    for outcome in spoken:
        kinds[facts.outcomes[outcome].group].add(outcome)
    found = [Column(facts.outcomes[group], frozenset(held), whole=True) for group, held in kinds.items()]
    return sorted(found, key=lambda column: (-counted[column.outcome.iri], column.outcome.label))


def _pairs(facts: list[Fact], kind: str) -> set[tuple[str, str]]:
    return {(fact.iri, fact.outcome) for fact in facts if fact.kind == kind}


def _cell(row: str, column: Column, held: list[Fact], facts: Facts, choice: Choice) -> Cell:
    found = [facts.findings[iri] for iri in sorted({fact.iri for fact in held if fact.kind == FINDING})]
    through = tuple(finding for finding in found if choice.lets_through(finding, facts))
    searched = [fact for fact in held if fact.day]
    return Cell(
        row,
        column,
        through,
        len(found) - len(through),
        frozenset(fact.iri for fact in held if fact.kind == CLAIM),
        frozenset(fact.iri for fact in searched),
        max((fact.day for fact in searched), default=""),
        LEFT_OUT if found and not through else _furthest(held, through),
        sum(is_untested([fact for fact in held if fact.outcome == kind], facts) for kind in column.kinds),
    )


def is_untested(held: list[Fact], facts: Facts) -> bool:
    """Whether facts on one kind of outcome come to no more than claims, whatever findings are let through."""
    return _furthest(held, [facts.findings[fact.iri] for fact in held if fact.kind == FINDING]) == UNTESTED


def _furthest(held: list[Fact], found: list[Finding] | tuple[Finding, ...]) -> str:
    reached = {finding.state for finding in found}
    for fact in held:
        if fact.kind != FINDING:
            reached.add(UNTESTED if fact.kind == CLAIM else STATES[3] if fact.kind == UNREAD else VAIN)
    return next((state for state in STATES if state in reached), UNCLAIMED)


def _totals(cells: list[Cell], facts: Facts, placed: list[Fact]) -> Totals:
    shown = {finding for cell in cells for finding in cell.findings}
    rows, kinds = {cell.row for cell in cells}, {kind for cell in cells for kind in cell.column.kinds}
    here = [fact for fact in placed if fact.kind == FINDING and fact.row in rows and fact.outcome in kinds]
    out = {facts.findings[fact.iri] for fact in here} - shown
    return Totals(
        len(shown),
        len(frozenset().union(*(cell.sources for cell in cells))),
        sum(bool(cell.findings) for cell in cells),
        len(cells),
        sum(cell.untested for cell in cells),
        len(out),
        sum(not finding.years for finding in out),
    )
