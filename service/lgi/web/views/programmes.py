"""Programmes: what they mean, how far the work has come, what councils hope for, who can help, and what was learned."""

import asyncio
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from lgi.pictures import stages
from lgi.rows import Row, Term, grouped
from lgi.web.views import showing
from lgi.web.views.inquiry import Inquiry

UPSTREAM = "upstream-collaborative"
_LENGTHS = {"year": 4, "month": 7}


async def listing(request: Request) -> Response:
    """Show the page."""
    return await showing.show(request, "programmes.html", (), _gather)


async def _gather(inquiry: Inquiry) -> dict[str, Any]:
    names = ("shifts-needed", "latest-stages-of-initiatives", "ambitions", "help-needs", "help-offers", "help-matches")
    of_programme = ("gaps-by-programme", "phases-by-programme", "dates-by-programme")
    shifts, staged, hopes, needs, offers, matches, lessons, experiments, *told = await asyncio.gather(
        *(inquiry.rows(name) for name in (*names, "lessons-drawn", "experiments")),
        *(inquiry.rows(name, programme=UPSTREAM) for name in of_programme),
    )
    gaps, phases, dates = told
    standing = [_standing(initiative, rows) for initiative, rows in grouped(staged, "initiative")]
    return {
        "shifts": shifts,
        "standing": standing,
        "board": _board(staged, standing),
        "ambitions": grouped(hopes, "ambition"),
        "needs": needs,
        "offers": grouped(offers, "offer"),
        "matches": matches,
        "kinds": {row["need"]["value"]: row["kind"]["label"] for row in needs},
        "lessons": [(kind, grouped(rows, "lesson")) for kind, rows in grouped(lessons, "kind")],
        "experiments": grouped(experiments, "experiment"),
        "gaps": grouped(gaps, "gap"),
        "phases": grouped(phases, "phase"),
        "dates": dates,
    }


def _standing(initiative: Term, rows: list[Row]) -> dict[str, Any]:
    """The stage last told of an initiative: of the latest day, else of no day."""
    staged = [row for row in rows if "stage" in row]
    newest = max((row.get("day", {"value": ""})["value"] for row in staged), default="")
    last = next((row for row in reversed(staged) if row.get("day", {"value": ""})["value"] == newest), None)
    stage = last["stage"]["label"] if last else stages.UNKNOWN
    return {
        "initiative": initiative,
        "stage": stages.UNKNOWN if stage == "unknown" else stage,
        "when": _when(last) if last else "",
        "claim": last["claim"] if last else None,
    }


def _when(row: Row) -> str:
    """The day as exactly as it is known."""
    precision = row.get("precision", {"value": ""})["value"].partition("#")[2]
    return row.get("day", {"value": ""})["value"][: _LENGTHS.get(precision)]


def _board(staged: list[Row], standing: list[dict[str, Any]]) -> stages.Board:
    ranks = {row["stage"]["label"]: int(row.get("rank", {"value": "99"})["value"]) for row in staged if "stage" in row}
    order = sorted((stage for stage in ranks if stage != "unknown"), key=lambda stage: (ranks[stage], stage))
    return stages.board(
        order, [stages.Stood(each["initiative"]["label"], each["stage"], each["when"]) for each in standing]
    )
