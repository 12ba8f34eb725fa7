"""`/evidence/map`: where the evidence is and where it is missing, and `/evidence/cell`: what stands behind a cell of it."""

import csv
import io
from http import HTTPStatus
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from lgi.errors import BadChoice
from lgi.web import representations
from lgi.web.representations import Made, represent
from lgi.web.views import showing
from lgi.web.views.gap_map import choosing
from lgi.web.views.gap_map import facts as gap_facts
from lgi.web.views.gap_map.cell import Cell
from lgi.web.views.gap_map.cells import GapMap, draw
from lgi.web.views.gap_map.choosing import Choice
from lgi.web.views.gap_map.facts import Facts
from lgi.web.views.gap_map.opened import Opened, opened
from lgi.web.views.inquiry import Inquiry

_TOLD = ["row", "outcome", "state", "findings", "better", "worse", "no_change", "mixed"]
_HOW = ["strongest_design", "studies", "studies_by_others"]
_MORE = ["claims", "kinds_claimed_and_untested", "left_out", "searched_on", "row_iri", "outcome_iri"]


async def gap_map(request: Request) -> Response:
    """Show the map, with a cell opened below it if one was chosen. Raises BadChoice."""
    choice = choosing.read(request)

    async def gather(inquiry: Inquiry) -> dict[str, Any]:
        facts, made, offered = await drawn(inquiry, choice)
        shown = await _opened(inquiry, choice, facts, made)
        return {"choice": choice, "map": made, "offered": offered, "opened": shown}

    return await showing.show(request, "gap-map.html", (choice,), gather, choosing.NAMES)


async def cell(request: Request) -> Response:
    """Show what stands behind one cell, by itself; without one, lead to the map. Raises BadChoice."""
    choice = choosing.read(request)
    if not choice.cell:
        return RedirectResponse(f"/evidence/map?{choice.query()}", HTTPStatus.SEE_OTHER)

    async def gather(inquiry: Inquiry) -> dict[str, Any]:
        facts, made, _ = await drawn(inquiry, choice)
        return {"choice": choice, "opened": await _opened(inquiry, choice, facts, made)}

    return await showing.show(request, "gap-cell.html", (choice,), gather, choosing.NAMES)


async def table(request: Request) -> Response:
    """Give the cells of the map as CSV. Raises BadChoice."""
    if bare := showing.without_others(request, choosing.NAMES):
        return bare
    choice = choosing.read(request)

    async def make() -> Made:
        _, made, _ = await drawn(Inquiry(request), choice)
        return Made(written(made), "text/csv; charset=utf-8")

    return await represent(request, ("gap map", choice), make, representations.VARY_SUFFIX)


async def drawn(inquiry: Inquiry, choice: Choice) -> tuple[Facts, GapMap, dict[str, choosing.Options]]:
    """Draw the map that was chosen. Raises BadChoice."""
    facts = await gap_facts.gather(inquiry, choice.rows)
    offered = choosing.options(facts)
    choosing.require(choice, offered)
    return facts, draw(facts, choice), offered


async def _opened(inquiry: Inquiry, choice: Choice, facts: Facts, made: GapMap) -> Opened | None:
    if not choice.cell:
        return None
    by_key = {found.key: found for found in made.cells.values()}
    if choice.cell not in by_key:
        raise BadChoice(f"cell: “{choice.cell}” is no cell of this map. Open one by its link in the map.")
    return await opened(inquiry, facts, by_key[choice.cell])


def written(made: GapMap) -> bytes:
    """The cells of a map, row by row."""
    told = io.StringIO()
    writer = csv.writer(told)
    writer.writerow([*_TOLD, *_HOW, *_MORE])
    for row, label in made.rows:
        writer.writerows(_line(label, made.cells[row, column.slug]) for column in made.columns)
    return told.getvalue().encode()


def _line(label: str, cell: Cell) -> list[object]:
    ways = {word: number for number, word in cell.directions}
    found = [len(cell.findings), *(ways.get(word, 0) for word in ("better", "worse", "no change", "mixed"))]
    design = cell.design if cell.findings else ""
    told = [label, cell.column.outcome.label, cell.state, *found, design, cell.studies, cell.of_others]
    return [*told, len(cell.claims), cell.untested, cell.left_out, cell.day, cell.row, cell.column.outcome.iri]


PATHS = {"/evidence/map": gap_map, "/evidence/map.csv": table, "/evidence/cell": cell}
"""The addresses of the map, each with what answers there."""
