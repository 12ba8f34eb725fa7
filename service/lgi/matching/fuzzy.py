"""String matching by RapidFuzz, which is loaded when it is first needed: nothing else should wait for it."""

from collections.abc import Sequence
from functools import cache
from types import ModuleType


@cache
def _osa() -> ModuleType:
    from rapidfuzz.distance import OSA  # noqa: PLC0415

    return OSA


def distance(one: str, other: str) -> int:
    """How many letters are wrong, missing, too many or swapped with the next (optimal string alignment).

    >>> distance("wigna", "wigan")
    1
    """
    return int(_osa().distance(one, other))


def nearest(sought: str, known: Sequence[str], most: int, least: float) -> list[str]:
    """Those of some texts that are nearest by that distance, as a share of their length.

    >>> nearest("wigna", ["wirral", "wigan"], 5, 0.6)
    ['wigan']
    """
    from rapidfuzz import process  # noqa: PLC0415

    scorer = _osa().normalized_similarity
    return [found for found, _, _ in process.extract(sought, known, scorer=scorer, limit=most, score_cutoff=least)]


def common_words(one: str, other: str) -> float:
    """How much two texts share, as words in any order, from 0 to 1.

    >>> common_words("wigan athletic", "wigan")
    1.0
    """
    from rapidfuzz.fuzz import token_set_ratio  # noqa: PLC0415

    return token_set_ratio(one, other) / 100
