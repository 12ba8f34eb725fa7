"""What stands behind a cell of the map of the evidence: its findings, claims and searches, in full."""

from dataclasses import dataclass

from lgi.rows import Row, grouped
from lgi.web.views.gap_map.cell import Cell
from lgi.web.views.gap_map.facts import Facts, value
from lgi.web.views.inquiry import Inquiry


@dataclass(frozen=True)
class Opened:
    """A cell with all that it stands for; each thing has the rows that tell of it."""

    cell: Cell
    title: str
    findings: list[tuple[dict[str, str], list[Row]]]
    claims: list[tuple[dict[str, str], list[Row]]]
    searches: list[tuple[dict[str, str], list[Row]]]


async def opened(inquiry: Inquiry, facts: Facts, cell: Cell) -> Opened:
    """Ask for what stands behind a cell."""
    outcome = cell.column.outcome.iri
    # What bears on a claim may have been found on an outcome of another kind than the one that is claimed.
    others = {finding.outcome for finding in cell.findings} - cell.column.kinds
    found = [
        row for kind in (outcome, *sorted(others)) for row in await inquiry.rows("findings-on-outcome", outcome=kind)
    ]
    claimed = await inquiry.rows("claims-on-outcome", outcome=outcome)
    sought = await inquiry.rows("searches-for-evidence")
    return Opened(
        cell,
        f"{facts.labels[cell.row]}: {cell.column.outcome.label}",
        _those(found, "finding", {finding.iri for finding in cell.findings}),
        _those(claimed, "claim", cell.claims),
        _those(sought, "search", cell.searches),
    )


def _those(rows: list[Row], column: str, wanted: frozenset[str] | set[str]) -> list[tuple[dict[str, str], list[Row]]]:
    return grouped([row for row in rows if value(row, column) in wanted], column)
