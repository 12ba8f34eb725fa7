"""How names are read: what is left when spelling is put aside, and which words tell the sort of a council."""

import re
import unicodedata
from dataclasses import dataclass, replace
from functools import lru_cache

from lgi.matching.abbreviations import EXPANDED
from lgi.matching.fuzzy import distance

_PLAIN_KINDS = ("borough", "city", "council", "county", "district", "london", "metropolitan", "royal", "unitary")
KINDS = frozenset((*_PLAIN_KINDS, "authority", "combined", "corporation", "mayoral", "region"))
"""Words that tell the sort of a council, and not which one it is."""

_MENDED = (
    "authority",
    "borough",
    "combined",
    "corporation",
    "council",
    "county",
    "district",
    "metropolitan",
    "unitary",
)
_LEAST_MENDED, _LONG, _LEAST_SIDE = 5, 9, 4
_NOISE = frozenset(("the", "cllr", "councillor", "councillors"))
_JOINTS = frozenset(("of", "the", "nan"))
_MARKS = re.compile(r"[^a-z0-9]+")
_APOSTROPHES = re.compile("['`\u2018\u2019]")
_POINTS = re.compile(r"(?<=\b[a-z])\.(?=[a-z]\b)")
_AFTER = re.compile(r" (?:le|of(?= yorkshire)|on|under|upon) .*")
_SIDES = ("central", "east", "great", "greater", "inner", "lower", "mid", "north", "outer", "south", "upper", "west")


@dataclass(frozen=True)
class Said:
    """A name as it is read: whole, its own words, the words that tell the sort, and the points of the compass in it."""

    whole: str
    own: str
    kinds: frozenset[str]
    sides: frozenset[str]
    of_county_or_city: bool = False
    """Whether it ends in CC, which may stand for a county council or for a city council."""
    is_short: bool = False
    """Whether it is what stands before `upon` or the like in the name, which more than one council may share."""
    of_place: bool = False
    """Whether `City` or `County` follows the name and no council is spoken of, as in the names of football clubs."""

    @property
    def names_council(self) -> bool:
        """Whether it says that a council is meant."""
        return bool(self.kinds - {"city", "county", "region"})


def fold(text: str) -> str:
    """Put case, accents, marks and the spelling of `and` aside.

    >>> fold("Ynys Môn"), fold("St. Helens & King's Lynn"), fold("L.B. Barnet")
    ('ynys mon', 'st helens and kings lynn', 'lb barnet')
    """
    plain = "".join(each for each in unicodedata.normalize("NFKD", text) if not unicodedata.combining(each))
    plain = _POINTS.sub("", plain.casefold().replace("&", " and "))
    return _MARKS.sub(" ", _APOSTROPHES.sub("", plain)).strip()


@lru_cache(maxsize=1 << 14)
def read(text: str) -> Said:
    """Read the name of a council.

    >>> read("The Borough Council of King's Lynn & West Norfolk").own
    'kings lynn and west norfolk'
    >>> read("Cyngor Dinas Caerdydd").own, sorted(read("LB of Brent").kinds)
    ('caerdydd', ['borough', 'london'])
    """
    tokens = _tokens(fold(text))
    both = "cc" in tokens
    tokens = ["council" if token == "cc" else token for token in tokens]
    is_kind = [_is_kind(tokens, place) for place in range(len(tokens))]
    kinds = frozenset(token for token, kind in zip(tokens, is_kind, strict=True) if kind)
    own = [token for place, token in enumerate(tokens) if _is_own(tokens, is_kind, place)]
    of_place = bool(own) and tokens[0] == own[0] and _is_of_place(fold(text).split(), kinds)
    return Said(" ".join(tokens), " ".join(own), kinds, _sides(own), both, of_place=of_place)


def _is_of_place(written: list[str], kinds: frozenset[str]) -> bool:
    """Whether `City` or `County` ends a name that speaks of no council, and does not merely name a shire county."""
    is_shire = written[-1] == "county" and written[-2].endswith("shire")
    return kinds <= {"city", "county"} and written[-1] in kinds and not is_shire


def shortened(said: Said) -> Said | None:
    """The name without what follows `upon` or the like, or without `isle of` or `islands`; None if there is nothing of the sort.

    >>> shortened(read("Newcastle upon Tyne City Council")).own
    'newcastle'
    """
    short = _AFTER.sub("", said.own).removeprefix("isle of ").removesuffix(" islands")
    return replace(said, own=short, whole=short, is_short=True) if short != said.own else None


@lru_cache(maxsize=1 << 14)
def plain(text: str) -> Said:
    """Read the name of anything else: all its words are its own.

    >>> plain("The Wigan Deal").own
    'wigan deal'
    """
    folded = fold(text)
    own = " ".join(word for word in folded.split() if word not in _NOISE) or folded
    return Said(own, own, frozenset(), frozenset())


def _tokens(folded: str) -> list[str]:
    words = [word for word in folded.split() if word not in _NOISE]
    return " ".join(EXPANDED.get(word) or _mended(word) for word in words).split()


@lru_cache(maxsize=1 << 14)
def _mended(word: str) -> str:
    """A word for a sort of council as it should be spelt, if it is misspelt; any other word as it is."""
    if word in KINDS or len(word) < _LEAST_MENDED:
        return word
    slips = 2 if len(word) >= _LONG else 1
    near = [kind for kind in _MENDED if kind[0] == word[0] and distance(kind, word) <= slips]
    return near[0] if near else word


def _is_kind(tokens: list[str], place: int) -> bool:
    word = tokens[place]
    if word == "london":
        return tokens[place + 1 : place + 2] == ["borough"]
    if word == "region":
        return tokens[place - 1] == "city" and place > 0
    return word in KINDS


def _is_own(tokens: list[str], is_kind: list[bool], place: int) -> bool:
    """Whether a word is of the name itself: `of` after a sort is not, nor `and` between two sorts."""
    if is_kind[place]:
        return False
    before = place - 1
    while before >= 0 and not is_kind[before] and tokens[before] in _JOINTS:
        before -= 1
    after_kind = before >= 0 and is_kind[before]
    if tokens[place] in _JOINTS:
        return not after_kind
    return not (tokens[place] == "and" and after_kind and is_kind[place + 1 : place + 2] == [True])


def _sides(own: list[str]) -> frozenset[str]:
    """The points of the compass in a name, even where one is misspelt."""
    return frozenset(side for word in own if (side := _side(word)))


@lru_cache(maxsize=1 << 14)
def _side(word: str) -> str:
    if word in _SIDES:
        return word
    near = [side for side in _SIDES if side[0] == word[0] and min(len(side), len(word)) >= _LEAST_SIDE]
    return next((side for side in near if distance(word, side) == 1), "")
