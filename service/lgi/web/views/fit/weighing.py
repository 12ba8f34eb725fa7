"""Hold what is known of a place against what each model is said to rest on. Nothing is summed, and nothing foretold."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from lgi.rows import Row, Term, grouped, slug

EFFECTS = {
    "necessary": ("Needed", 1),
    "blocking": ("Blocks it", -1),
    "enabling": ("Helps", 1),
    "hindering": ("Hinders", -1),
    "moderating": ("Changes how well it works", 0),
    "neutral": ("Makes no difference", 0),
    "not-stated": ("What it does is not stated", 0),
}
"""Of each effect of a condition: its word, and whether the condition speaks for the model (1), against it (-1) or neither."""

STATES = {"yes": "In place", "partly": "Partly in place", "no": "Not in place", "": "Not known"}
_PRESENCES = {"present": "yes", "partly-present": "partly", "absent": "no"}
_MARKS = {("yes", 1): "for", ("no", -1): "for", ("no", 1): "against", ("yes", -1): "against"}


@dataclass(frozen=True)
class Known:
    """What is known of a condition here: its state, the answer of the council, and what is on record of here and of around."""

    state: str = ""
    answer: str = ""
    here: list[Row] = field(default_factory=list)
    around: list[Row] = field(default_factory=list)
    differ: bool = False


@dataclass(frozen=True)
class Reason:
    """A condition of a model with its effect, what is known of it here, and the rows of those who say that it matters."""

    condition: Term
    definition: str
    effect: str
    who_can_change_it: str
    known: Known
    said: list[Row]

    @property
    def word(self) -> str:
        """What the condition does to the model, in a word."""
        return EFFECTS[self.effect][0]

    @property
    def state(self) -> str:
        """How the condition stands here, in words."""
        return STATES[self.known.state]

    @property
    def mark(self) -> str:
        """Whether that speaks for the model, against it, half for it, for neither, or is not known."""
        sense = EFFECTS[self.effect][1]
        if not self.known.state:
            return "unknown"
        if not sense:
            return "neither"
        return _MARKS.get((self.known.state, sense), "half")

    @property
    def is_barrier(self) -> bool:
        """Whether the model cannot work with this: a needed condition that is not there, or a blocking one that is."""
        return self.mark == "against" and self.effect in ("necessary", "blocking")

    @property
    def is_disputed(self) -> bool:
        """Whether somebody denies or doubts that the condition does this."""
        return any(not row["stance"]["value"].endswith("#affirms") for row in self.said)


@dataclass(frozen=True)
class Fit:
    """A model with all its reasons, the needed and blocking ones first."""

    model: Term
    acts_on: list[Row]
    reasons: list[Reason]

    @property
    def barriers(self) -> list[Reason]:
        """The reasons with which it cannot work here, by what is known."""
        return [reason for reason in self.reasons if reason.is_barrier]

    @property
    def needed(self) -> list[Reason]:
        """The reasons that somebody says it cannot work without."""
        return [reason for reason in self.reasons if reason.effect == "necessary"]

    def with_mark(self, *marks: str) -> list[Reason]:
        """The reasons that have one of some marks."""
        return [reason for reason in self.reasons if reason.mark in marks]


def known(answers: Mapping[str, str], recorded: list[Row], place: str) -> dict[str, Known]:
    """What is known of each condition by its slug.

    An answer of the council outweighs the record, and only what is on record of the place itself tells how it is there.
    """
    found = {slug(condition): rows for condition, rows in grouped(recorded, "condition")}
    return {name: _of(answers.get(name, ""), found.get(name, []), place) for name in sorted({*answers, *found})}


def _of(answer: str, rows: list[Row], place: str) -> Known:
    here = [row for row in rows if row["known_where"]["value"] == place]
    states = {_PRESENCES.get(row["presence"]["value"].partition("#")[2], "") for row in here} - {""}
    state = answer or (states.pop() if len(states) == 1 else "")
    around = [row for row in rows if row["known_where"]["value"] != place]
    return Known(state, answer, here, around, len(states) > 1)


def weigh(acting: list[Row], conditions: list[Row], known_here: Mapping[str, Known], order: str) -> list[Fit]:
    """Each model that acts on the need with its reasons: those with the fewest barriers first, or by name."""
    said = {model["value"]: rows for model, rows in grouped(conditions, "model")}
    found = [
        Fit(
            model,
            list({row["acted_on"]["value"]: row for row in rows}.values()),
            _reasons(said.get(model["value"], []), known_here),
        )
        for model, rows in grouped(acting, "model")
    ]
    return sorted(found, key=lambda fit: (len(fit.barriers) if order == "missing" else 0, name(fit.model)))


def name(term: Term) -> str:
    """The label of a thing as it is put in order."""
    return term.get("label", term["value"]).casefold()


def _reasons(rows: list[Row], known_here: Mapping[str, Known]) -> list[Reason]:
    found = [
        _reason(each, known_here)
        for _, of_condition in grouped(rows, "condition")
        for _, each in grouped(of_condition, "effect")
    ]
    places = list(EFFECTS)
    return sorted(found, key=lambda reason: (places.index(reason.effect), name(reason.condition)))


def _reason(rows: list[Row], known_here: Mapping[str, Known]) -> Reason:
    first = rows[0]
    definition = first.get("definition", {"value": ""})["value"]
    effect = first["effect"]["value"].partition("#")[2]
    here = known_here.get(slug(first["condition"]), Known())
    return Reason(first["condition"], definition, effect, first["who_can_change_it"]["value"], here, rows)
