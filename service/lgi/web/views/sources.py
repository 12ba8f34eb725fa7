"""The bibliography, and the page of a source: how it was read, and what was taken from it."""

import asyncio
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

from lgi import rows
from lgi.rows import Row, Term
from lgi.web.views import choices, wording
from lgi.web.views.inquiry import Inquiry
from lgi.web.views.showing import show

NOT_SEEN = "not seen"
A_PAGE = 60
UNDATED = "none"
"""The year in the address of those whose year is not known."""
_FILTERS = ("q", "kind", "stake", "extent", "year", "order", "turn")
ORDERS = {"": "Name", "year": "Year, newest first", "claims": "Claims taken, most first"}


async def listing(request: Request) -> Response:
    """List the sources that pass the filters, a part at a time, with those that nobody has seen. Raises BadChoice."""
    sought = {name: request.query_params.get(name, "").strip() for name in _FILTERS}

    async def gather(inquiry: Inquiry) -> dict[str, Any]:
        every = [found[0] for _, found in rows.grouped(await inquiry.rows("sources-with-counts"), "source")]
        offered = _offered(every)
        choices.require(sought, {**offered, "year": [*offered["year"], UNDATED], "order": ORDERS})
        kept = ordered([row for row in every if fits(row, sought)], sought["order"])
        turns = range(1, max(1, -(-len(kept) // A_PAGE)) + 1)
        turn = int(choices.given(sought, "turn", [str(number) for number in turns]) or 1)
        return {
            "every": every,
            "kept": kept,
            "shown": kept[(turn - 1) * A_PAGE : turn * A_PAGE],
            "first": (turn - 1) * A_PAGE + 1,
            "turns": [(number, address(sought, number)) for number in turns] if len(turns) > 1 else [],
            "turn": turn,
            "sought": sought,
            "unseen": sum(row["extent"]["label"] == NOT_SEEN for row in every),
            "choices": offered,
            "orders": ORDERS,
        }

    return await show(request, "sources.html", tuple(sought.items()), gather, _FILTERS)


def _offered(every: list[Row]) -> dict[str, list[str]]:
    found = {name: sorted({row[name]["label"] for row in every}) for name in ("kind", "stake", "extent")}
    return {**found, "year": sorted({row["issued"]["value"][:4] for row in every if "issued" in row}, reverse=True)}


def fits(row: Row, sought: Mapping[str, str]) -> bool:
    """Whether a source passes the filters."""
    told = [row[name] for name in ("source", "title", "publisher") if name in row]
    text = " ".join(f"{term.get('label', '')} {term['value']}" for term in told).lower()
    return (
        all(word in text for word in sought["q"].lower().split())
        and all(sought[name] in ("", row[name]["label"]) for name in ("kind", "stake", "extent"))
        and sought["year"] in ("", row.get("issued", {"value": UNDATED})["value"][:4])
    )


def ordered(found: list[Row], order: str) -> list[Row]:
    """Sources in the order that was asked for; by name where they are alike in it."""
    if order == "year":
        return sorted(found, key=lambda row: row.get("issued", {"value": ""})["value"], reverse=True)
    if order == "claims":
        return sorted(found, key=lambda row: -int(row["claims"]["value"]))
    return found


def address(sought: Mapping[str, str], turn: int) -> str:
    """The address of another part of the list with the same filters."""
    return "/source?" + urlencode({name: value for name, value in {**sought, "turn": str(turn)}.items() if value})


async def told(inquiry: Inquiry, iri: str) -> dict[str, Any]:
    """All that the page of a source shows."""
    said, taken, studies = await asyncio.gather(
        inquiry.rows("statements-of-thing", thing=iri),
        inquiry.rows("claims-taken-from-source", source=iri),
        inquiry.rows("studies-reported-in-source", source=iri),
    )
    facts: dict[str, list[Term]] = {}
    for row in said:
        facts.setdefault(wording.name_of(row["property"]["value"]), []).append(row["value"])
    claims = [found for _, found in rows.grouped(taken, "claim")]
    return {
        "facts": facts,
        "name": facts.get("prefLabel", [{"value": iri}])[0]["value"],
        "claims": claims,
        "by_model": by_model(claims),
        "findings": [found for found in claims if "finding" in found[0]],
        "studies": rows.grouped(studies, "study"),
    }


def by_model(claims: list[list[Row]]) -> list[tuple[Term | None, list[list[Row]]]]:
    """Claims under each model that they are about, and last those about none."""
    models: dict[str, tuple[Term | None, list[list[Row]]]] = {}
    for found in claims:
        about = {row["model"]["value"]: row["model"] for row in found if "model" in row}
        for iri in about or [""]:
            models.setdefault(iri, (about.get(iri), []))[1].append(found)
    return sorted(models.values(), key=lambda each: (each[0] is None, (each[0] or {}).get("label", "")))
