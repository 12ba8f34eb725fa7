"""What is chosen in the address of a page: one of the choices that there are, or a refusal that names them."""

from collections.abc import Iterable, Mapping

from lgi import names
from lgi.errors import BadArgument

_SHOWN = 12


def one_of(name: str, value: str, allowed: Iterable[str], more: str = "") -> str:
    """A value that is a choice. Raises BadArgument that names the choices, or those that are near."""
    known = list(allowed)
    if value in known:
        return value
    listed = f"{', '.join(known[:-1])} or {known[-1]}" if len(known) > 1 else "".join(known)
    advice = f"use {listed}{more}" if len(known) <= _SHOWN else names.meant(value, known) or "choose one on the page"
    raise BadArgument(f"{name}: {value!r} is no choice: {advice}")


def given(parameters: Mapping[str, str], name: str, allowed: Iterable[str]) -> str:
    """The value of a parameter, which may be left out or empty. Raises BadArgument."""
    value = parameters.get(name, "").strip()
    return one_of(name, value, allowed) if value else ""
