"""The words of what people type and of what they look for, and which word they may have meant."""

import re
import unicodedata
from collections.abc import Mapping

from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

MOST_LETTERS = 200
"""So much of what is asked is read."""
MOST_WORDS = 12
"""So many different words are looked for."""

_WORD = re.compile(r"[^\W_]+")
_SMALL = frozenset(
    [
        "a",
        "an",
        "and",
        "are",
        "as",
        "at",
        "be",
        "by",
        "can",
        "did",
        "do",
        "does",
        "for",
        "from",
        "has",
        "have",
        "how",
        "in",
        "is",
        "it",
        "of",
        "on",
        "or",
        "that",
        "the",
        "their",
        "there",
        "this",
        "to",
        "was",
        "we",
        "were",
        "what",
        "when",
        "where",
        "which",
        "who",
        "why",
        "with",
    ]
)
_SHORTEST = 4
_MORE_ERRORS = {4: 1, 6: 2, 10: 3}
_SHORTEST_OF_TWO, _LEAST_USES = 7, 2
_CANDIDATES = 12
_MOST_MEANT = 3


def plain(text: str) -> str:
    """A text without marks on letters, in lower case.

    >>> plain("Café DEAL")
    'cafe deal'
    """
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter)).casefold()


def split(text: str) -> list[str]:
    """The words of a text.

    >>> split("The Wigan-Deal, 2011")
    ['the', 'wigan', 'deal', '2011']
    """
    return _WORD.findall(plain(text))


def asked(text: str) -> list[str]:
    """The words to look for in what somebody typed; small words only if there are no others.

    >>> asked("What is the Wigan Deal?"), asked("the"), asked("?!")
    (['wigan', 'deal'], ['the'], [])
    """
    found = list(dict.fromkeys(split(text[:MOST_LETTERS])))
    return ([word for word in found if word not in _SMALL] or found)[:MOST_WORDS]


def meant(word: str, known: Mapping[str, int]) -> list[str]:
    """What somebody may have meant by a word that stands nowhere: two words that were run together, or like words.

    `known` tells how often each word is used.

    >>> meant("wigen", {"wigan": 9, "deal": 3}), meant("coproduction", {"co": 5, "production": 9})
    (['wigan'], ['co production'])
    """
    if len(word) < _SHORTEST or word.isdecimal():
        return []
    return _parted(word, known) or _like(word, known)


def _parted(word: str, known: Mapping[str, int]) -> list[str]:
    if len(word) < _SHORTEST_OF_TWO:
        return []
    parts = [(word[:place], word[place:]) for place in range(2, len(word) - 2)]
    uses = {f"{one} {two}": min(known.get(one, 0), known.get(two, 0)) for one, two in parts}
    best = max(uses, key=lambda pair: uses[pair])
    return [best] if uses[best] >= _LEAST_USES else []


def _like(word: str, known: Mapping[str, int]) -> list[str]:
    """Words that differ by few letters, the likeliest first."""
    errors = max(errors for length, errors in _MORE_ERRORS.items() if len(word) >= length)
    near = extract(word, known.keys(), scorer=OSA.distance, score_cutoff=errors, limit=_CANDIDATES)
    fit = [(distance, other[0] != word[0], -known[other], other) for other, distance, _ in near]
    least = min((distance for distance, *_ in fit), default=0)
    return [other for distance, *_, other in sorted(fit) if distance == least][:_MOST_MEANT]
