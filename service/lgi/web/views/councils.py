"""The list of councils, from A to Z, and the map and list of places where models are in use."""

import asyncio
from collections.abc import Mapping
from itertools import groupby
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from lgi import rows
from lgi.pictures import map as maps
from lgi.rows import Row
from lgi.web import pages
from lgi.web.views import choices
from lgi.web.views.inquiry import Inquiry
from lgi.web.views.showing import show

LIFE = {"": "Current or ended", "current": "Current", "ended": "Ended", "coming": "Still to come"}
USE = {"": "With or without a model in use", "yes": "With a model in use", "no": "Without one on record"}
_FILTERS = ("q", "nation", "type", "life", "use")


async def listing(request: Request) -> Response:
    """List the councils that pass the filters, by their first letter. Raises BadChoice."""
    asked = {name: request.query_params.get(name, "").strip() for name in _FILTERS}

    async def gather(inquiry: Inquiry) -> dict[str, Any]:
        found = await inquiry.rows("register-of-councils")
        every = list({row["council"]["value"]: row for row in found}.values())
        nations = sorted({row["nation"]["label"] for row in every if "nation" in row})
        types = sorted({row["kind"]["label"] for row in every})
        choices.require(asked, {"nation": nations, "type": types, "life": LIFE, "use": USE})
        today = inquiry.request.state.site.release.manifest.built[:10]
        kept = [row for row in every if fits(row, asked, today)]
        return {
            "every": every,
            "kept": kept,
            "letters": [(letter, list(part)) for letter, part in groupby(kept, _letter)],
            "sought": asked,
            "today": today,
            "nations": nations,
            "types": types,
            "choices": {"life": LIFE, "use": USE},
        }

    return await show(request, "councils.html", tuple(asked.items()), gather, _FILTERS)


def _letter(row: Row) -> str:
    return row["council"]["label"][:1].upper()


def fits(row: Row, asked: Mapping[str, str], today: str) -> bool:
    """Whether a council passes the filters; `today` is the day of the release."""
    words = asked["q"].lower().split()
    name = row["council"]["label"].lower()
    return (
        all(word in name for word in words)
        and asked["nation"] in ("", row.get("nation", {}).get("label"))
        and asked["type"] in ("", row["kind"]["label"])
        and asked["life"] in ("", life(row, today))
        and asked["use"] in ("", "yes" if int(row["models"]["value"]) else "no")
    )


def life(row: Row, today: str) -> str:
    """Whether a council lives, has ended or is still to come."""
    if "until" in row:
        return "ended"
    return "coming" if row.get("from", {}).get("value", "") > today else "current"


async def places(request: Request) -> Response:
    """Show on a map where models are in use, and list the same. Raises BadChoice."""
    chosen = request.query_params.get("model", "").strip()

    async def gather(inquiry: Inquiry) -> dict[str, Any]:
        uses, points = await asyncio.gather(
            inquiry.rows("uses-of-models-with-points"), inquiry.rows("points-of-councils")
        )
        models = {rows.slug(row["model"]): row["model"]["label"] for row in uses}
        choices.given({"model": chosen}, "model", models)
        kept = [row for row in uses if chosen in ("", rows.slug(row["model"]))]
        groups = rows.grouped(kept, "place")
        spots = [spot for _, found in groups for spot in [spot_of(found)] if spot]
        land = [(float(row["latitude"]["value"]), float(row["longitude"]["value"])) for row in points]
        return {
            "layout": maps.draw(land, spots),
            "drawn": [(place, found) for place, found in groups if spot_of(found)],
            "beside": [(place, found) for place, found in groups if not spot_of(found)],
            "models": sorted((label, slug) for slug, label in models.items()),
            "chosen": chosen,
        }

    return await show(request, "places.html", (chosen,), gather, ("model",))


def spot_of(found: list[Row]) -> maps.Spot | None:
    """Where a place with its uses is drawn: at its own point, or at that of the district or county around it."""
    row = found[0]
    point = next((part for part in ("", "around_") if f"{part}latitude" in row), None)
    if point is None:
        return None
    return maps.Spot(
        row["place"]["label"],
        pages.link(row["place"]["value"]),
        float(row[f"{point}latitude"]["value"]),
        float(row[f"{point}longitude"]["value"]),
        len({each["model"]["value"] for each in found}),
        row["around"]["label"] if point else "",
    )
