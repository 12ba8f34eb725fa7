"""What is chosen in the address of a page: one of the choices that there are, or a refusal that names them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from urllib.parse import urlencode

from lgi import names
from lgi.errors import BadChoice

_SHOWN = 12


@dataclass(frozen=True)
class Chosen:
    """What was chosen on a page, a field for each parameter of its address; an empty text is no choice."""

    def query(self, **changes: str) -> str:
        """The query string of the same, with some changed, and without what would be chosen anyway."""
        made = replace(self, **changes)
        given = [(field.name, getattr(made, field.name), field.default) for field in fields(made)]
        return urlencode([(name, value) for name, value, default in given if value not in ("", default)])


def one_of(name: str, value: str, allowed: Iterable[str], more: str = "") -> str:
    """A value that is a choice. Raises BadChoice that names the choices, or those that are near."""
    known = [each for each in allowed if each]
    if value in known:
        return value
    listed = f"{', '.join(known[:-1])} or {known[-1]}" if len(known) > 1 else "".join(known)
    advice = f"use {listed}{more}" if len(known) <= _SHOWN else names.meant(value, known) or "choose one on the page"
    raise BadChoice(f"{name}: {value!r} is no choice: {advice}", known)


def require(parameters: Mapping[str, str], offered: Mapping[str, Iterable[str]]) -> None:
    """Hold each parameter that is offered choices against them; it may be left out or empty. Raises BadChoice."""
    for name, allowed in offered.items():
        given(parameters, name, allowed)


def given(parameters: Mapping[str, str], name: str, allowed: Iterable[str]) -> str:
    """The value of a parameter, which may be left out or empty. Raises BadChoice."""
    value = parameters.get(name, "").strip()
    return one_of(name, value, allowed) if value else ""
