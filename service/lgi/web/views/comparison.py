"""Two to four models on the same rows, with the kind of each empty cell and the source of each full one."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from lgi import rows
from lgi.rows import Row, Term
from lgi.web.views import choices
from lgi.web.views.inquiry import Inquiry
from lgi.web.views.showing import show

LEAST, MOST = 2, 4
_LONGEST = 80
ROWS = {
    1: ("The need it acts on", "not stated"),
    2: ("Who it is for", "not stated"),
    3: ("Service", "not stated"),
    4: ("Conditions that are needed", "none claimed to be needed"),
    5: ("Other conditions that matter", "none claimed"),
    6: ("How people are meant to respond", "not claimed"),
    7: ("Outcomes claimed", "none claimed"),
    8: ("Outcomes tested, and which way the evidence points", ""),
    9: ("Who gains say", "not claimed"),
    10: ("Who gives up say", "not claimed"),
    11: ("The part of the council", "not stated"),
    12: ("Who pays", "not stated"),
    13: ("Independent studies", "none on record"),
    15: ("Open questions", "none on record"),
    16: ("Places, and stage as last known", "no place on record"),
}
"""The rows by the position that the question gives them: what each is called, and what an empty cell of it says."""

_TESTED, _CLAIMED, _SEARCHED = 8, 7, 14


@dataclass(frozen=True)
class Entry:
    """A value in a cell, with notes such as a direction, and the claims and sources it stands on."""

    value: Term
    notes: tuple[str, ...]
    sources: tuple[Term, ...]
    claims: tuple[Term, ...]


@dataclass(frozen=True)
class Line:
    """A row of the table: its cells are as many as the models; `same` if all say the same."""

    title: str
    cells: tuple[tuple[Entry, ...], ...]
    empties: tuple[str, ...]
    same: bool


async def compare(request: Request) -> Response:
    """Compare the models that are named, or offer them to choose from. Raises BadChoice."""
    asked = [name for name in dict.fromkeys(request.query_params.getlist("m")) if name]
    only = bool(choices.given(request.query_params, "only", ["differences"]))

    async def gather(inquiry: Inquiry) -> dict[str, Any]:
        every = {rows.slug(row["model"]): row["model"]["label"] for row in await inquiry.rows("models-to-choose-from")}
        wrong = [(name, near(name, every)) for name in asked if name not in every]
        chosen = [name for name in asked if name in every]
        values: dict[str, Any] = {"every": every, "wrong": wrong, "chosen": chosen, "only": only, "most": MOST}
        if wrong or not LEAST <= len(chosen) <= MOST:
            return {**values, "lines": []}
        lines = await compared(inquiry, chosen)
        shown = [line for line in lines if not (only and line.same)]
        numbers = numbered(shown)
        return {
            **values,
            "lines": shown,
            "numbers": numbers,
            "left_out": len(lines) - len(shown),
            "csv": inquiry.asked[-1].address("csv"),
        }

    return await show(request, "compare.html", (tuple(asked), only), gather, ("m", "only"))


def near(name: str, every: Mapping[str, str]) -> list[tuple[str, str]]:
    """Models whose slug or name is near to what was asked for."""
    by_name = {label.lower(): slug for slug, label in every.items()}
    alike = get_close_matches(name.lower()[:_LONGEST], [*every, *by_name], n=3, cutoff=0.4)
    return [(found, every[found]) for found in dict.fromkeys(by_name.get(each, each) for each in alike)]


async def compared(inquiry: Inquiry, chosen: Sequence[str]) -> list[Line]:
    """The rows of the table for some models."""
    several = dict(zip(("first", "second", "third", "fourth"), [*chosen, *[chosen[0]] * MOST], strict=False))
    found = await inquiry.rows("models-on-fixed-rows", **several)
    cells: dict[tuple[int, str], list[Row]] = {}
    for row in found:
        cells.setdefault((int(row["position"]["value"]), rows.slug(row["model"])), []).append(row)
    return await asyncio.to_thread(lambda: [line(position, chosen, cells) for position in ROWS])


def numbered(lines: Sequence[Line]) -> dict[str, tuple[int, Term]]:
    """The sources in the order in which they first stand in a table, each with its number there."""
    named = (source for each in lines for cell in each.cells for entry in cell for source in entry.sources)
    terms = {source["value"]: source for source in named}
    return {iri: (number, term) for number, (iri, term) in enumerate(terms.items(), 1)}


def line(position: int, chosen: Sequence[str], cells: Mapping[tuple[int, str], list[Row]]) -> Line:
    """One row of the table."""
    title, empty = ROWS[position]
    made = tuple(tuple(entries(cells.get((position, name), []))) for name in chosen)
    empties = tuple(empty or untested(name, cells) for name in chosen)
    said = {
        frozenset((entry.value["value"], entry.notes) for entry in cell) or empties[i] for i, cell in enumerate(made)
    }
    return Line(title, made, empties, len(said) == 1)


def entries(found: list[Row]) -> list[Entry]:
    """The values of a cell, each once, with all that it stands on."""
    return [
        Entry(
            value,
            tuple(sorted({row["note"]["value"] for row in same if "note" in row})),
            tuple({row["source"]["value"]: row["source"] for row in same if "source" in row}.values()),
            tuple({row["claim"]["value"]: row["claim"] for row in same if "claim" in row}.values()),
        )
        for value, same in rows.grouped(found, "value")
    ]


def untested(name: str, cells: Mapping[tuple[int, str], list[Row]]) -> str:
    """Why no outcome of a model was tested: nobody found any evidence, nobody looked, or there is nothing to test."""
    searches = cells.get((_SEARCHED, name), [])
    if any(row.get("note", {}).get("value") == "none found" for row in searches):
        day = max(row["value"]["value"] for row in searches)
        return f"searched on {day}, none found"
    return "claimed and untested" if cells.get((_CLAIMED, name)) else "not claimed"


PATHS = {"/compare": compare}
