"""The pages of mechanisms: the ways in which people are meant to respond, and where each is said to work."""

import asyncio
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from lgi import rows
from lgi.rows import Row, Term
from lgi.web.views import wording
from lgi.web.views.inquiry import Inquiry
from lgi.web.views.showing import show

_PARTS = ("condition", "agent", "outcome")


async def told(inquiry: Inquiry, iri: str) -> dict[str, Any]:
    """All that the page of a mechanism shows."""
    said, uses, lines = await asyncio.gather(
        inquiry.rows("statements-of-thing", thing=iri),
        inquiry.rows("uses-of-mechanism", mechanism=iri),
        inquiry.rows("evidence-by-mechanism", mechanism=iri),
    )
    texts = ("prefLabel", "mechanismResource", "mechanismResponse", "hasKind", "editorialNote")
    return {
        "uses": [gathered(found) for _, found in rows.grouped(uses, "configuration")],
        "models": {row["model"]["value"]: row["model"] for row in uses if "model" in row},
        "lines": rows.grouped(lines, "line"),
        "tested": {row["claim"]["value"] for row in lines},
        **{name: wording.first(said, name) for name in texts},
    }


def gathered(found: list[Row]) -> dict[str, Any]:
    """One chain of setting, response and outcome, each part once."""
    parts = {part: {row[part]["value"]: row[part] for row in found if part in row} for part in _PARTS}
    several: dict[str, list[Term]] = {part: list(terms.values()) for part, terms in parts.items()}
    return {"row": found[0], **several}


async def listing(request: Request) -> Response:
    """List the mechanisms, those that most models are said to use first."""

    async def gather(inquiry: Inquiry) -> dict[str, Any]:
        return {"mechanisms": rows.grouped(await inquiry.rows("mechanisms-with-counts"), "mechanism")}

    return await show(request, "mechanisms.html", (), gather)
