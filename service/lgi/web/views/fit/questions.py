"""What only the council can tell: a question for each condition that matters to a model that acts on the need."""

from dataclasses import dataclass

from lgi.rows import Term
from lgi.web.views.fit.places import slug
from lgi.web.views.fit.weighing import Fit, Reason, name

FIRST = 10
"""How many questions are shown at once."""


@dataclass(frozen=True)
class Asked:
    """A condition to be asked about, what it means, and the models to which it matters."""

    slug: str
    condition: Term
    definition: str
    models: list[Term]
    answer: str
    needed: bool


def of(fits: list[Fit]) -> list[Asked]:
    """The questions: those that matter to most of the models first, then those about what is needed, then by name."""
    shared: dict[str, list[tuple[Fit, Reason]]] = {}
    for fit in fits:
        for reason in fit.reasons:
            shared.setdefault(slug(reason.condition), []).append((fit, reason))
    found = [_asked(each, pairs) for each, pairs in shared.items()]
    return sorted(found, key=lambda asked: (-len(asked.models), not asked.needed, name(asked.condition)))


def _asked(condition: str, pairs: list[tuple[Fit, Reason]]) -> Asked:
    reason = pairs[0][1]
    models = {fit.model["value"]: fit.model for fit, _ in pairs}
    needed = any(each.effect in ("necessary", "blocking") for _, each in pairs)
    return Asked(condition, reason.condition, reason.definition, [*models.values()], reason.known.answer, needed)
