"""Roles that councils take on: in which models, whether new to them, and what goes with each."""

import asyncio
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from lgi.rows import Row, Term, grouped, slug
from lgi.web.views import choices, showing
from lgi.web.views.inquiry import Inquiry

_NOVELTIES = ("new", "different", "planned", "continued", "given up", "not stated")


@dataclass(frozen=True)
class Role:
    """A role, with all rows that tell of a council in it."""

    term: Term
    definition: str
    rows: list[Row]

    @property
    def slug(self) -> str:
        """Its name within its scheme."""
        return slug(self.term)

    def distinct(self, column: str) -> list[Term]:
        """What is in a column of its rows, by label."""
        found = {row[column]["value"]: row[column] for row in self.rows if column in row}
        return sorted(found.values(), key=lambda term: term.get("label", term["value"]).casefold())

    @property
    def novelties(self) -> list[tuple[str, int]]:
        """How many times it is said to be new, different, and so on."""
        claims = {row["claim"]["value"]: row["novelty_label"]["value"] for row in self.rows}
        counted = [(word, sum(said == word for said in claims.values())) for word in _NOVELTIES]
        return [(word, number) for word, number in counted if number]

    @property
    def claims(self) -> list[tuple[Term, list[Row]]]:
        """Each statement that a council has this role."""
        return grouped(self.rows, "claim")


async def roles(request: Request) -> Response:
    """Show the page."""
    role = request.query_params.get("role", "")
    return await showing.show(request, "roles.html", (role,), lambda inquiry: _gather(inquiry, role), ("role",))


async def _gather(inquiry: Inquiry, chosen: str) -> dict[str, Any]:
    rows, together = await asyncio.gather(
        inquiry.rows("roles-of-councils-in-works"), inquiry.rows("roles-taken-together")
    )
    found = [Role(term, each[0]["definition"]["value"], each) for term, each in grouped(rows, "role")]
    found.sort(key=lambda role: (-len(role.distinct("model")), role.term["label"]))
    slug = choices.given({"role": chosen}, "role", [role.slug for role in found])
    opened = next((role for role in found if role.slug == slug), None)
    needs = (
        grouped(await inquiry.rows("power-and-conditions-by-council-role", role=slug), "endeavour") if opened else []
    )
    taken = {role.term["value"] for role in found}
    pairs = [row for row in together if {row["role"]["value"], row["other_role"]["value"]} <= taken]
    return {"roles": found, "opened": opened, "needs": needs, "together": pairs[:10]}


PATHS = {"/roles": roles}
