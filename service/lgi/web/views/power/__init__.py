"""Power: who gains say and who gives it up, over what, by how much, and who says so."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from lgi.rows import Row, Term, slug
from lgi.web.views import choices, showing
from lgi.web.views.inquiry import Inquiry
from lgi.web.views.power import grid, shifts

VIEWS = {"grid": "Grid", "pairs": "From whom to whom", "list": "List"}


@dataclass(frozen=True)
class Choice(choices.Chosen):
    """What is chosen: a view, a model and a place that narrow it, and a cell that is open."""

    view: str = "grid"
    model: str = ""
    place: str = ""
    party: str = ""
    about: str = ""

    def path(self, **other: str) -> str:
        """The address at which something else is chosen."""
        told = self.query(**other)
        return f"/power?{told}" if told else "/power"


async def power(request: Request) -> Response:
    """Show the page."""
    parameters = dict(request.query_params)
    named = {name: parameters.get(name, "") for name in ("view", "model", "place", "party", "about")}
    what = tuple(named.values())
    return await showing.show(request, "power.html", what, lambda inquiry: _gather(inquiry, parameters), named)


async def _gather(inquiry: Inquiry, parameters: Mapping[str, str]) -> dict[str, Any]:
    names = ("kinds-of-parties-to-shifts-of-power", "works-of-shifts-of-power", "places-of-shifts-of-power")
    told = ("say-gained-and-given-up", "degrees-of-say-before-and-after", "power-shifts", "who-states-shifts-of-power")
    kinds, works_of, places, moved, degrees, every, said = await asyncio.gather(
        *(inquiry.rows(name) for name in (*names, *told))
    )
    rows = grid.joined([*moved, *grid.kept(moved, degrees)], kinds, works_of)
    works, all_places = _by_slug(rows, "work"), _by_slug(places, "place")
    choice = _chosen(parameters, works, all_places, rows)
    kept = _kept(rows, places, choice)
    listed = shifts.of([row for row in every if not _narrowed(choice) or _in(row, kept)], kept, degrees, said)
    return {"choice": choice, "views": VIEWS, "works": works, "places": all_places} | _drawn(choice, rows, kept, listed)


def _drawn(choice: Choice, rows: list[Row], kept: list[Row], listed: list[shifts.Shift]) -> dict[str, Any]:
    domains = grid.domains(rows)
    return {
        "domains": domains,
        "lines": grid.lines(kept, domains),
        "pairs": grid.pairs(kept),
        "shifts": listed,
        "opened": _opened(choice, kept, listed),
        "slug": slug,
        "total": len(listed),
    }


def _chosen(
    parameters: Mapping[str, str], works: Mapping[str, Term], places: Mapping[str, Term], rows: list[Row]
) -> Choice:
    given = choices.given
    return Choice(
        given(parameters, "view", VIEWS) or "grid",
        given(parameters, "model", works),
        given(parameters, "place", places),
        given(parameters, "party", {slug(row["kind"]) for row in rows}),
        given(parameters, "about", {slug(row["domain"]) for row in rows}),
    )


def _by_slug(rows: list[Row], column: str) -> dict[str, Term]:
    found = {slug(row[column]): row[column] for row in rows}
    return dict(sorted(found.items(), key=lambda pair: pair[1]["label"].casefold()))


def _kept(rows: list[Row], places: list[Row], choice: Choice) -> list[Row]:
    there = {row["shift"]["value"] for row in places if row["place"]["value"].endswith(f"/{choice.place}")}
    return [
        row
        for row in rows
        if (not choice.model or row["work"]["value"].endswith(f"/{choice.model}"))
        and (not choice.place or row["shift"]["value"] in there)
    ]


def _narrowed(choice: Choice) -> bool:
    return bool(choice.model or choice.place)


def _in(row: Row, kept: list[Row]) -> bool:
    return any(row["shift"]["value"] == each["shift"]["value"] for each in kept)


def _opened(choice: Choice, rows: list[Row], listed: list[shifts.Shift]) -> dict[str, Any] | None:
    """The cell that is chosen, and its shifts."""
    if not (choice.party and choice.about):
        return None
    mine = [row for row in rows if (slug(row["kind"]), slug(row["domain"])) == (choice.party, choice.about)]
    inside = {row["shift"]["value"] for row in mine}
    members = {row["party"]["value"] for row in mine}
    found = [shift for shift in listed if shift.shift["value"] in inside]
    return {
        "cell": grid.Cell(mine[0]["kind"], mine[0]["domain"], mine) if mine else None,
        "shifts": found,
        "members": members,
    }


PATHS = {"/power": power}
