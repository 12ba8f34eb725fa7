"""How near two names are, and whether the one may be the other misspelt."""

from functools import lru_cache

from lgi.matching.fuzzy import common_words, distance
from lgi.matching.words import Said

_OF_SHARED_WORDS = 0.7
_STEPS_OF_COUNCIL = ((4, 1), (9, 2), (16, 3))
_STEPS_ALONE = ((7, 1), (13, 2))
_SMALL = frozenset(("and", "of"))


def similarity(given: Said, known: Said) -> float:
    """How near a name is to one on record, from 0 to 100: by its letters, or in part by the words that both have."""
    one, other = _own(given), _own(known)
    letters = 1 - slips(one, other) / max(len(one), len(other), 1)
    return round(100 * max(letters, _OF_SHARED_WORDS * common_words(one, other)), 1)


def is_same(given: Said, known: Said) -> bool:
    """Whether a name may be one on record with typing errors: the longer it is, the more there may be.

    A name that says it is a council's may have more than a bare one. North is no misspelt South.
    """
    one, other = _own(given), _own(known)
    found = slips(one, other)
    if not found:
        return True
    if given.sides != known.sides or not _same_beginning(one, other):
        return False
    steps = _STEPS_OF_COUNCIL if given.names_council else _STEPS_ALONE
    return found <= max((most for length, most in steps if len(other) >= length), default=0)


@lru_cache(maxsize=1 << 16)
def slips(one: str, other: str) -> int:
    """How many letters are wrong, missing, doubled or swapped; blanks and small words do not count.

    >>> slips("kings lynn and west norfolk", "kings lynn west norfolk"), slips("wigna", "wigan")
    (0, 1)
    """
    return min(distance(one, other), distance(_joined(one), _joined(other)))


def extra_words(given: Said, known: Said) -> int:
    """How many words of a name are in none of the words of another, even misspelt."""
    there = _own(known).split()
    if not slips(_own(given), _own(known)):
        return 0
    return sum(not any(_is_word(word, each) for each in there) for word in _own(given).split() if word not in _SMALL)


def _is_word(word: str, other: str) -> bool:
    most = 0 if len(other) < _STEPS_OF_COUNCIL[0][0] else 1 + (len(other) >= _STEPS_OF_COUNCIL[1][0])
    return distance(word, other) <= most


def _same_beginning(one: str, other: str) -> bool:
    """Whether two names begin alike: hardly anybody mistypes the first letter, unless it changes place with the next."""
    return one[:1] == other[:1] or (one[:2] == other[1::-1] and one[2:] == other[2:])


def _own(said: Said) -> str:
    return said.own or said.whole


def _joined(text: str) -> str:
    return "".join(word for word in text.split() if word not in _SMALL)
