"""Programmes: what they mean, how far the work has come, what councils hope for, who can help, and what was learned."""

import asyncio
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from lgi.pictures import stages
from lgi.rows import Row, Term, grouped, local
from lgi.web.views import showing, wording
from lgi.web.views.inquiry import Inquiry

UPSTREAM = "upstream-collaborative"
_DATES = {"Began": "startDate", "Ended": "endDate"}
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


async def told(inquiry: Inquiry, iri: str) -> dict[str, Any]:
    """All that the page of a programme shows."""
    slug = local(iri)
    said, roles, phases, gaps = await asyncio.gather(
        inquiry.rows("statements-of-thing", thing=iri),
        *(inquiry.rows(f"{part}-by-programme", programme=slug) for part in ("roles", "phases", "gaps")),
    )
    label = wording.first(said, "prefLabel")
    return {
        "name": label["value"] if label else slug,
        "facts": wording.facts(said, ("respondsToGap", *_DATES.values())),
        "dates": {words: wording.first(said, property_) for words, property_ in _DATES.items()},
        "precision": wording.first(said, "hasDatePrecision"),
        "roles": grouped(roles, "actor"),
        "phases": grouped(phases, "phase"),
        "gaps": grouped(gaps, "gap"),
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
