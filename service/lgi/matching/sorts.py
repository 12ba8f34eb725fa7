"""Words that tell the sort of a council: which fit a council, which are its own, and which speak against it."""

from collections.abc import Iterable

from lgi.matching.things import Thing
from lgi.matching.words import Said

AGREE, SILENT, CONFLICT = 1, 0, -1

_FITTING = {
    "city-corporation": "corporation authority",
    "combined-authority": "combined authority county mayoral region",
    "county": "county authority",
    "london-borough": "borough london authority",
    "metropolitan-district": "borough district metropolitan authority",
    "non-metropolitan-district": "borough district authority",
    "northern-ireland-district": "borough district authority",
    "scottish-council": "unitary authority",
    "strategic-regional-authority": "authority region",
    "unitary-authority": "borough district unitary authority",
    "welsh-principal-council": "borough county unitary authority",
}
"""By type of council, words that people use for it though they need not be in its name; `council` fits all but two."""

_VAGUE = frozenset(("authority", "council"))
_WIDE = ("combined-authority", "strategic-regional-authority")
_CLOSE = ("borough", "city")


def agreement(said: Said, thing: Thing, own: Iterable[Said]) -> int:
    """Whether the words for the sort in what somebody wrote agree with a council's names, are silent, or conflict."""
    own_kinds = frozenset(kind for each in own for kind in each.kinds)
    sort = _sort(thing)
    told = said.kinds - _VAGUE
    if said.of_county_or_city:
        told |= {"city" if "city" in own_kinds else "county"}
    fitting = _fitting(sort, own_kinds) | own_kinds
    if told - fitting or (sort in _WIDE and "council" in said.kinds):
        return CONFLICT
    if sort in _WIDE and not said.kinds & {"authority", "combined", "region"}:
        return SILENT
    return AGREE if told & own_kinds or (not told and said.names_council) or told & {"combined"} else SILENT


def is_told(said: Said, own: Iterable[Said]) -> bool:
    """Whether somebody wrote one of the words for the sort that are in a council's names, other than `council`."""
    return bool(said.kinds & {kind for each in own for kind in each.kinds} - _VAGUE)


def is_wide(thing: Thing) -> bool:
    """Whether it is an authority for an area of several councils, which is seldom meant by a bare name."""
    return _sort(thing) in _WIDE


def _fitting(sort: str, own_kinds: frozenset[str]) -> frozenset[str]:
    found = frozenset(_FITTING.get(sort, "").split())
    # Many counties became unitary and kept their name; a city or a borough was no county.
    return found | {"county"} if sort == "unitary-authority" and not own_kinds & set(_CLOSE) else found


def _sort(thing: Thing) -> str:
    return thing.types[-1].rpartition("#")[2]
