"""The list of models, narrowed by what the address asks for."""

import asyncio
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from lgi.rows import Row, Term, grouped, local
from lgi.web.views import choices, showing
from lgi.web.views.inquiry import Inquiry
from lgi.web.views.models import evidence
from lgi.web.views.models.evidence import Weight
from lgi.web.views.models.folding import name

FILTERS = {
    "need": ("Need acted on", "actsOn"),
    "area": ("Service area", "servesServiceArea"),
    "level": ("Level", "operatesAtLevel"),
    "form": ("Form", "hasModelForm"),
    "group": ("Who it is for", "servesGroup"),
}
"""What the list can be narrowed by: the name in the address, that for readers, and the feature."""

INDEPENDENT = ("evidence", "independent")
"""The name and value in the address that ask for models on which an independent study found something."""


@dataclass(frozen=True)
class Listed:
    """A model with its features by property, its evidence, and the stages its uses were seen at last."""

    model: Term
    features: dict[str, list[Term]]
    weight: Weight
    stages: list[tuple[str, str]]

    @property
    def slug(self) -> str:
        """Its last name."""
        return local(self.model["value"])

    @property
    def is_family(self) -> bool:
        """Whether it is a set of models."""
        return "type" in self.features


@dataclass(frozen=True)
class Choice:
    """A filter with its options, each with how many models it leaves, and the one that was chosen."""

    key: str
    label: str
    options: list[tuple[str, str, int]]
    chosen: str


async def models(request: Request) -> Response:
    """The list of models as a page. Raises BadChoice, and what asking raises."""
    chosen = {key: request.query_params.get(key, "").strip() for key in (*FILTERS, INDEPENDENT[0])}

    async def gather(inquiry: Inquiry) -> dict[str, Any]:
        found = await _all(inquiry)
        choices.require(chosen, {INDEPENDENT[0]: [INDEPENDENT[1]], **{key: _names(found, key) for key in FILTERS}})
        kept = [model for model in found if _fits(model, chosen)]
        return {
            "found": kept,
            "total": sum(not model.is_family for model in found),
            "families": sum(model.is_family for model in found),
            "choices": [_choice(key, found, chosen) for key in FILTERS],
            "independent": chosen[INDEPENDENT[0]] == INDEPENDENT[1],
            "independents": sum(model.weight.independent > 0 for model in found),
            "narrowed": any(chosen.values()),
        }

    return await showing.show(request, "models.html", tuple(sorted(chosen.items())), gather, chosen)


async def _all(inquiry: Inquiry) -> list[Listed]:
    features, findings, stages = await asyncio.gather(
        inquiry.rows("models-and-their-features"),
        inquiry.rows("evidence-of-every-model"),
        inquiry.rows("stages-of-every-model"),
    )
    found = {model["value"]: rows for model, rows in grouped(findings, "model")}
    seen = {model["value"]: rows for model, rows in grouped(stages, "model")}
    return [_listed(model, rows, found, seen) for model, rows in grouped(features, "model")]


def _listed(model: Term, rows: list[Row], found: dict[str, list[Row]], seen: dict[str, list[Row]]) -> Listed:
    iri = model["value"]
    by_feature = {local(kind["value"]): [row["value"] for row in own] for kind, own in grouped(rows, "feature")}
    latest = [own[0] for _, own in grouped(seen.get(iri, []), "endeavour")]
    stages = sorted({(name(row["stage"]), row["day"]["value"][:4]) for row in latest}, key=lambda each: each[::-1])
    return Listed(model, by_feature, evidence.weigh(found.get(iri, [])), stages[::-1])


def _fits(model: Listed, chosen: dict[str, str]) -> bool:
    if chosen[INDEPENDENT[0]] == INDEPENDENT[1] and not model.weight.independent:
        return False
    return all(not chosen[key] or chosen[key] in _slugs(model, feature) for key, (_, feature) in FILTERS.items())


def _slugs(model: Listed, feature: str) -> set[str]:
    return {local(term["value"]) for term in model.features.get(feature, [])}


def _names(found: list[Listed], key: str) -> dict[str, str]:
    """What a filter offers: what it is called, by its slug."""
    feature = FILTERS[key][1]
    return {local(term["value"]): name(term) for model in found for term in model.features.get(feature, [])}


def _choice(key: str, found: list[Listed], chosen: dict[str, str]) -> Choice:
    label, feature = FILTERS[key]
    names = _names(found, key)
    others = chosen | {key: ""}
    left = [model for model in found if _fits(model, others)]
    counted = [(slug, names[slug], sum(slug in _slugs(model, feature) for model in left)) for slug in names]
    return Choice(key, label, sorted(counted, key=lambda each: each[1].casefold()), chosen[key])
