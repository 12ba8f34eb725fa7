"""The features of a candidate, and the score that is made of them."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Features:
    """What speaks for and against a candidate; docs/matching.md and `/reconcile/about` explain each."""

    name_similarity: float = 0.0
    official_name: bool = False
    other_name: bool = False
    former_name: bool = False
    short_name: bool = False
    identifier: bool = False
    former_identifier: bool = False
    type_words: int = 0
    extra_words: int = 0
    existed: int = 0
    evidence_for: int = 0
    evidence_against: int = 0
    by_succession: bool = False
    wider_authority: bool = False
    may_be_other: bool = False

    def listed(self) -> list[dict[str, Any]]:
        """All of them, as the Reconciliation API has them."""
        return [{"id": name, "value": getattr(self, name)} for name in MEANINGS]


MEANINGS = {
    "name_similarity": "How near the name is to the nearest name on record, from 0 to 100. Words that tell the sort of a council (borough, city, county) are left out of it; 100 is the same name.",
    "official_name": "Whether the whole name is the official one, spelling of marks and capitals aside.",
    "other_name": "Whether the whole name is another one on record, such as a short or a Welsh name.",
    "former_name": "Whether the nearest name on record is one that the thing no longer has.",
    "short_name": "Whether the nearest name is only what stands before upon, on, under or le in the name on record.",
    "identifier": "Whether what was given is a code or an address of the thing.",
    "former_identifier": "Whether that code was since replaced by another one.",
    "type_words": "Whether the words that tell the sort of a council agree with what it is: 1 if they do, 0 if there are none, -1 if they speak against it.",
    "extra_words": "How many words were given that are in no name of the thing.",
    "existed": "Whether the thing existed: on the date that was given, or on the day of the release if none was. 1 if it did, -1 if a date was given on which it did not, 0 otherwise.",
    "evidence_for": "How many of the properties that were given agree.",
    "evidence_against": "How many of the properties that were given contradict what is on record.",
    "by_succession": "Whether another council had the name or the code, which this one followed or was followed by.",
    "wider_authority": "Whether it is an authority for several councils' areas, and nothing in the name says that one is meant.",
    "may_be_other": "Whether nothing says that a council is meant, and something else has the name: a region, or, where City or County follows it, a football club.",
}
"""What each feature means."""

MOST_NAME = 85
WEIGHTS = {
    "official_name": 5,
    "other_name": 4,
    "former_name": -3,
    "short_name": -1,
    "extra_words": -10,
    "evidence_for": 5,
    "evidence_against": -25,
    "by_succession": -15,
    "wider_authority": -8,
    "may_be_other": -10,
}
"""Points for each feature, times its value."""

AGREES, CONFLICTS, EXISTED, DID_NOT_EXIST = 5, -25, 5, -30
MARGIN = 4
"""How many points the best candidate must be ahead of the next to be a match."""


def points(of: Features) -> float:
    """All points of a candidate, which may be more than 100 or less than 0."""
    found = MOST_NAME * (1.0 if of.identifier else of.name_similarity / 100)
    found += sum(weight * float(getattr(of, name)) for name, weight in WEIGHTS.items())
    found += {1: AGREES, 0: 0, -1: CONFLICTS}[of.type_words]
    return found + {1: EXISTED, 0: 0, -1: DID_NOT_EXIST}[of.existed]


def score(of: Features) -> float:
    """The score from 0 to 100.

    >>> score(Features(name_similarity=100, official_name=True, type_words=1, existed=1))
    100.0
    """
    return round(min(100.0, max(0.0, points(of))), 1)


def explained() -> dict[str, str]:
    """How each feature counts, in words."""
    told = {
        name: f"{weight:+d} points" + ("" if name in _YES_OR_NO else " for each") for name, weight in WEIGHTS.items()
    }
    return {
        "name_similarity": f"{MOST_NAME} points, times its value divided by 100",
        "identifier": f"{MOST_NAME} points in place of those for the name",
        "former_identifier": "no points: it tells how the code was found",
        "type_words": f"{AGREES:+d} points for 1, {CONFLICTS} for -1",
        "existed": f"{EXISTED:+d} points for 1, {DID_NOT_EXIST} for -1",
        **told,
    }


_YES_OR_NO = frozenset(name for name, kind in Features.__annotations__.items() if kind is bool)
