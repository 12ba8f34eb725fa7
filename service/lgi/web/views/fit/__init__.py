"""Could it work here? What is true of a place against what each model that acts on a need is said to rest on."""

import asyncio
from http import HTTPStatus
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from lgi import names
from lgi.rows import Row, grouped, slug
from lgi.web.views import showing
from lgi.web.views.fit import address, places, questions, tried, weighing
from lgi.web.views.fit.address import Address
from lgi.web.views.inquiry import Inquiry


async def fit(request: Request) -> Response:
    """Show the page; an address that can be written shorter leads to the shorter one."""
    said = address.read(request.query_params.multi_items())
    place = await _by_slug(Inquiry(request), said.place) if said.place else ""
    if said.loose or place != said.place:
        return RedirectResponse(said.path(place=place), HTTPStatus.SEE_OTHER)
    return await showing.show(request, "fit.html", (said.path(),), lambda inquiry: _gather(inquiry, said), None)


async def _by_slug(inquiry: Inquiry, written: str) -> str:
    """The slug of the council that is written, or what is written if it is none."""
    if names.is_slug(written):
        return written
    found = places.find(await inquiry.rows("names-and-codes-of-councils"), written)
    return slug(found.council) if found.council else written


async def _gather(inquiry: Inquiry, said: Address) -> dict[str, Any]:
    known, needs = await asyncio.gather(
        inquiry.rows("names-and-codes-of-councils"), inquiry.rows("needs-and-the-models-that-act-on-them")
    )
    found = places.find(known, said.place) if said.place else places.Found(None, [])
    every = await inquiry.rows("conditions-and-how-many-models")
    conditions = {slug(row["condition"]): row["condition"] for row in every}
    said.require(conditions)
    place = await places.facts(inquiry, found.council["value"]) if found.council else {}
    values = {
        "said": said,
        "words": {"answers": address.ANSWERS, "orders": address.ORDERS},
        "councils": places.current(known),
        "stages": _by_stage(needs),
        "found": found,
        "place": place,
        "conditions": conditions,
        "slug": slug,
    }
    return values | (await _result(inquiry, said, place) if said.need else {"need": None})


def _by_stage(needs: list[Row]) -> list[tuple[str, list[Row]]]:
    """Needs that some model acts on, with those of a stage together."""
    acted_on = [row for row in needs if row["models"]["value"] != "0"]
    return [(stage["value"], rows) for stage, rows in grouped(acted_on, "stage_label")]


async def _result(inquiry: Inquiry, said: Address, place: dict[str, Any]) -> dict[str, Any]:
    acting, conditions, where, gaps, left_out, needs = await asyncio.gather(
        inquiry.rows("models-for-need", need=said.need),
        inquiry.rows("conditions-of-models-for-need", need=said.need),
        inquiry.rows("places-that-tried-models-for-need", need=said.need),
        inquiry.rows("open-questions-of-models-for-need", need=said.need),
        inquiry.rows("models-not-for-need", need=said.need),
        inquiry.rows("needs-and-the-models-that-act-on-them"),
    )
    own = place["facts"]["place"]["value"] if "place" in place.get("facts", {}) else ""
    known = weighing.known(said.answers, place.get("known", []), own)
    fits = weighing.weigh(acting, conditions, known, said.order)
    to_ask = questions.of(fits)
    return {
        "need": next(row["need"] for row in needs if slug(row["need"]) == said.need),
        "fits": fits,
        "to_ask": to_ask,
        "first": questions.FIRST,
        "elsewhere": sorted(set(said.answers) - {asked.slug for asked in to_ask}),
        "tried": {model["value"]: tried.of(rows) for model, rows in grouped(where, "model")},
        "gaps": {model["value"]: rows for model, rows in grouped(gaps, "model")},
        "left_out": grouped(left_out, "model"),
    }


PATHS = {"/fit": fit}
