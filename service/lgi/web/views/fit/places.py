"""Find the council that was written, and what the register knows of it."""

import asyncio
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from lgi.rows import Row, Term, slug
from lgi.web.views.inquiry import Inquiry

_MOST = 12


@dataclass(frozen=True)
class Found:
    """The council that is meant, if it is one alone, or those that may be."""

    council: Term | None
    choices: list[Term]


def find(known: list[Row], written: str) -> Found:
    """Find a council by slug, name or code: as written, else within a longer name, else spelt nearly so."""
    text = written.casefold()
    exact = _councils(row for row in known if text in (slug(row["council"]), row["name"]["value"].casefold()))
    by_slug = [council for council in exact if slug(council) == text]
    if len(by_slug or exact) == 1:
        return Found((by_slug or exact)[0], [])
    within = exact or _councils(row for row in known if text in row["name"]["value"].casefold())
    return Found(None, (within or _near(known, text))[:_MOST]) if len(within) != 1 else Found(within[0], [])


def _near(known: list[Row], text: str) -> list[Term]:
    by_name = {row["name"]["value"].casefold(): row["council"] for row in known}
    return list({by_name[name]["value"]: by_name[name] for name in get_close_matches(text, by_name, n=5)}.values())


def _councils(found: Any) -> list[Term]:
    return list({row["council"]["value"]: row["council"] for row in found}.values())


def current(known: list[Row]) -> list[str]:
    """The names of the councils that there are today."""
    return sorted({row["council"]["label"] for row in known if "ended" not in row})


async def facts(inquiry: Inquiry, council: str) -> dict[str, Any]:
    """What the register says of a council, the larger places around it, and the models and conditions on record there."""
    rows, larger = await asyncio.gather(
        inquiry.rows("register-of-council", council=council), inquiry.rows("larger-places-by-council", council=council)
    )
    found: dict[str, Any] = {"facts": rows[0], "sources": _sources(rows), "larger": larger, "used": [], "known": []}
    if "place" in rows[0]:
        place = rows[0]["place"]["value"]
        found["used"], found["known"] = await asyncio.gather(
            inquiry.rows("models-by-place", place=place), inquiry.rows("conditions-known-in-place", place=place)
        )
    return found


def _sources(rows: list[Row]) -> list[Term]:
    return list({row["source"]["value"]: row["source"] for row in rows if "source" in row}.values())
