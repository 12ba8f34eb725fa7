"""What only the council can tell: a question for each condition that matters to a model that acts on the need."""

from dataclasses import dataclass

from lgi.rows import Term, slug
from lgi.web.views.fit.weighing import Fit, Reason, name

ROLES = {
    "necessary": "Said to be needed by",
    "blocking": "Said to block",
    "enabling": "Said to help",
    "hindering": "Said to hinder",
    "moderating": "Said to change how well it works:",
    "neutral": "Said to make no difference to",
    "not-stated": "Nobody says what it does to",
}
"""What a condition does, in the words before the names of the models."""

FIRST = 10
"""How many questions are shown at once."""


@dataclass(frozen=True)
class Asked:
    """A condition to be asked about, what it means, what is said of it, and the models to which it matters, by what it does."""

    slug: str
    condition: Term
    definition: str
    said: str
    models: list[Term]
    roles: dict[str, list[str]]
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
    said = reason.said[0]["claim"].get("label", "")
    answer = reason.known.answer
    return Asked(
        condition, reason.condition, reason.definition, said, [*models.values()], _roles(pairs), answer, needed
    )


def _roles(pairs: list[tuple[Fit, Reason]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for effect, words in ROLES.items():
        models = [fit.model.get("label", "") for fit, reason in pairs if reason.effect == effect]
        found |= {words: models} if models else {}
    return found
