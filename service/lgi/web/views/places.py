"""The pages of councils and places: the facts of the register, and which models are in use there."""

import asyncio
from collections.abc import Iterable
from typing import Any

from lgi import names, rows
from lgi.rows import Row, Term, local
from lgi.web.views import wording
from lgi.web.views.inquiry import Inquiry

SAID = {
    "RoleAssignment": "Roles it takes",
    "Ambition": "What it hopes for",
    "HelpNeed": "Help it wants",
    "HelpOffer": "Help it offers",
}
"""Kinds of claims that have a part of their own on the page of a council, and what that is called."""

_IN_REGISTER = {"AreaGovernance", "NameUse"}
_ORDER = ("building", "neighbourhood", "town or city", "local authority district", "county", "informal region")
_OF_NO_SCHEME = {"literal": "GSS code", "uri": "same as"}


def by_scheme(codes: list[Row]) -> list[tuple[Term, list[Row]]]:
    """Codes and addresses under the scheme that each belongs to; one of none is a bare code or just another address."""
    named = [{"scheme_label": {"value": _OF_NO_SCHEME[row["address"]["type"]]}, **row} for row in codes]
    return sorted(rows.grouped(named, "scheme_label"), key=lambda each: each[0]["value"])


async def council(inquiry: Inquiry, iri: str) -> dict[str, Any]:
    """All that the page of a council shows."""
    facts, codes, called, changes, uses, lessons, claims = await asyncio.gather(
        inquiry.rows("facts-of-council", council=iri),
        inquiry.rows("identifiers-of-thing", thing=iri),
        inquiry.rows("names-of-thing", thing=iri),
        inquiry.rows("changes-by-council", council=iri),
        inquiry.rows("models-used-by-council", council=iri),
        inquiry.rows("lessons-taken-by-council", council=iri),
        inquiry.rows("claims-about-thing", thing=iri),
    )
    return {
        "name": next((row["council_label"]["value"] for row in facts), names.short(iri)),
        "facts": facts[0] if facts else {},
        "larger": larger(facts),
        "codes": by_scheme(codes),
        "called": called,
        "before": [row for row in changes if row["relation"]["value"] == "follows"],
        "after": [row for row in changes if row["relation"]["value"] == "is followed by"],
        "uses": rows.grouped(uses, "initiative"),
        "inspired": [row for row in lessons if "from" in row],
        "lessons": [row for row in lessons if "lesson" in row],
        "said": said(claims),
        "slug": local(iri),
    }


async def place(inquiry: Inquiry, iri: str) -> dict[str, Any]:
    """All that the page of a place shows."""
    facts, codes, called, uses, inside = await asyncio.gather(
        inquiry.rows("facts-of-place", place=iri),
        inquiry.rows("identifiers-of-thing", thing=iri),
        inquiry.rows("names-of-thing", thing=iri),
        inquiry.rows("uses-in-place", place=iri),
        inquiry.rows("places-just-inside", place=iri),
    )
    return {
        "name": next((row["place_label"]["value"] for row in facts), names.short(iri)),
        "facts": facts[0] if facts else {},
        "larger": larger(facts),
        "councils": list({row["council"]["value"]: row for row in facts if "council" in row}.values()),
        "codes": by_scheme(codes),
        "called": called,
        "uses": rows.grouped(uses, "initiative"),
        "inside": inside,
        "slug": local(iri),
    }


def larger(facts: Iterable[Row]) -> list[tuple[str, Term]]:
    """The places around one, nearest kinds first, each with what kind of place it is."""
    found = {row["larger"]["value"]: (row["larger_kind"]["value"], row["larger"]) for row in facts if "larger" in row}
    order = {kind: place for place, kind in enumerate((*_ORDER, "strategic authority area", "region", "nation"))}
    return sorted(found.values(), key=lambda each: (order.get(each[0], len(order)), each[1].get("label", "")))


def said(claims: list[Row]) -> list[tuple[str, list[list[Row]]]]:
    """What is said of a council by kind of claim; kinds on which nothing is recorded stand there empty."""
    made: dict[str, list[list[Row]]] = {words: [] for words in SAID.values()}
    others: list[list[Row]] = []
    for _, found in rows.grouped(claims, "claim"):
        kind = wording.name_of(found[0]["kind"]["value"])
        if kind not in _IN_REGISTER:
            made.get(SAID.get(kind, ""), others).append(found)
    return [*made.items(), ("Other things said of it", others)]
