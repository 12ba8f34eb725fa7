"""What the address of the page says: a place, a need, the answers of a council and the order of the models."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Self
from urllib.parse import urlencode

from lgi import names
from lgi.errors import BadChoice
from lgi.web.views import choices

ANSWERS = {"yes": "Yes", "partly": "Partly", "no": "No"}
"""What can be answered, in words; who does not know says nothing."""

ORDERS = {"missing": "What is missing, least first", "name": "Name"}
_PREFIX = "a."
_LONGEST = 200


@dataclass(frozen=True)
class Address:
    """A place as it was written, the slug of a need, an answer for each condition by its slug, and an order.

    `loose` tells that it says what it need not, such as that something is not known.
    """

    place: str = ""
    need: str = ""
    answers: dict[str, str] = field(default_factory=dict)
    order: str = "missing"
    loose: bool = False

    def path(self, **other: str) -> str:
        """The address as it is written to be sent on, with something in it changed."""
        said = replace(self, **other)  # type: ignore[arg-type]
        parts = [("place", said.place), ("need", said.need)]
        parts += [(_PREFIX + slug, answer) for slug, answer in sorted(said.answers.items())]
        parts += [("order", said.order if said.order != "missing" else "")]
        told = urlencode([(name, value) for name, value in parts if value])
        return f"/fit?{told}" if told else "/fit"

    def require(self, conditions: Iterable[str]) -> Self:
        """Refuse answers about what is no condition. Raises BadChoice."""
        known = set(conditions)
        for slug in self.answers:
            if slug not in known:
                meant = names.meant(slug, known) or "the form on the page asks about those there are"
                raise BadChoice(f"{_PREFIX}{slug}: there is no condition {slug!r}: {meant}")
        return self


def read(given: Iterable[tuple[str, str]]) -> Address:
    """Read an address. Raises BadChoice for an answer or an order that is none, and for a text that is too long."""
    pairs = [(name, value.strip()) for name, value in given]
    said = {name: value for name, value in pairs if value}
    answers = {name.removeprefix(_PREFIX): value for name, value in said.items() if name.startswith(_PREFIX)}
    for slug, answer in answers.items():
        choices.one_of(f"{_PREFIX}{slug}", answer, ANSWERS, "; leave it out where nobody knows")
    order = choices.given(said, "order", ORDERS) or "missing"
    place, need = said.get("place", ""), said.get("need", "")
    if need and not names.is_slug(need):
        raise BadChoice(f"need: {need!r} is no need: choose one from the list on the page, such as loneliness")
    if len(place) > _LONGEST:
        raise BadChoice(f"place: no council has a name of {len(place)} characters: write its name or its code")
    spare = any(name not in ("place", "need", "order") and not name.startswith(_PREFIX) for name in said)
    loose = spare or len(said) < len(pairs) or said.get("order") == "missing"
    return Address(place, need, answers, order, loose)
