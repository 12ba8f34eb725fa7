"""A query as the pieces that people see in it, and which of them is the first that cannot stand where it stands."""

import re
from typing import NamedTuple

from pyoxigraph import Store

from lgi.engine import guard

_PIECE = re.compile(
    rf"""(?P<number>\d+(?:\.\d+)?(?:[eE][+-]?\d+)?(?!\w)) | (?P<pair>\^\^|&&|\|\||!=|<=|>=)
    | {guard.PATTERN} | (?P<sign>[^\s\u00a0\u2000-\u200b\ufeff])""",
    re.VERBOSE | re.DOTALL,
)
_PLACE = re.compile(r"error at (\d+):(\d+): ")
# Longer than every keyword: the engine tells a place up to one keyword past the true one.
_GAP = " " * 20


class Piece(NamedTuple):
    """A word or sign of a query: what kind it is, how it is written, and the offset at which it begins."""

    kind: str
    text: str
    start: int

    @property
    def is_term(self) -> bool:
        """Tell whether it can be a part of a statement all by itself."""
        return self.kind in ("text", "iri", "variable", "name", "number")


def take_apart(query: str) -> list[Piece]:
    """All pieces of a query but its comments."""
    found = (Piece(match.lastgroup or "", match[0], match.start()) for match in _PIECE.finditer(query))
    return [piece for piece in found if piece.kind != "comment"]


def blanked(query: str) -> str:
    """The query with all that is read as a whole left out, so that offsets stay what they are."""
    return _PIECE.sub(lambda found: found[0] if found.lastgroup == "sign" else " " * len(found[0]), query)


def first_unexpected(query: str, pieces: list[Piece]) -> int:
    """Find the first piece that cannot follow those before it; their number if each can, and only the end cannot.

    What the engine can read up to some piece it can read up to each one before, so it is found by halving.
    """
    low, high = 0, len(pieces)
    while low < high:
        middle = (low + high) // 2
        if _may_follow(query, pieces[middle]):
            low = middle + 1
        else:
            high = middle
    return low


def _may_follow(query: str, piece: Piece) -> bool:
    """Tell whether the engine reads on past a piece, given room to stop before it reaches the end of the text."""
    text = query[: piece.start] + _GAP + piece.text + _GAP
    place = _PLACE.match(_complaint(text + "\0" + _GAP))
    return place is None or offset_of(text, int(place[1]), int(place[2])) >= len(text)


def _complaint(text: str) -> str:
    """What the engine has to say against a text."""
    try:
        Store().query(text)
    except (SyntaxError, RuntimeError, ValueError) as fault:
        return str(fault)
    return ""


def offset_of(text: str, line: int, column: int) -> int:
    """The offset of a line and column, which count from 1."""
    return sum(len(before) + 1 for before in text.split("\n")[: line - 1]) + column - 1


def place_of(text: str, offset: int) -> tuple[int, int]:
    """The line and column of an offset."""
    before = text[:offset]
    return before.count("\n") + 1, offset - before.rfind("\n")
