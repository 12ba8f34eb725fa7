"""Who has how much say before and after, as a picture: for each decision and party a mark before and a mark after."""

from collections.abc import Sequence
from dataclasses import dataclass

from lgi.pictures import lettering

SIZE = 13
WIDTH = 828
UNKNOWN = 322.0
"""Where a mark stands of which no source says how much say it is."""
_FIRST, _STEP = 402.0, 66.0
_TOP, _ROW, _LINE, _HEAD = 44, 30, 16, 34
_ROOM = 200


@dataclass(frozen=True)
class Step:
    """A step of the scheme of degrees; without a rank it is that no source says."""

    label: str
    rank: int | None

    @property
    def x(self) -> float:
        """Where it stands from left to right."""
        return place(self.rank)


@dataclass(frozen=True)
class Move:
    """What becomes of the say of a party over a decision; a rank that no source tells is None."""

    decision: str
    party: str
    link: str
    word: str
    before: int | None
    after: int | None


@dataclass(frozen=True)
class Row:
    """A move at its place."""

    move: Move
    lines: tuple[str, ...]
    y: float

    @property
    def start(self) -> float:
        """Where the mark of before stands."""
        return place(self.move.before)

    @property
    def end(self) -> float:
        """Where the mark of after stands."""
        return place(self.move.after)

    @property
    def known(self) -> bool:
        """Whether both ends are told."""
        return self.move.before is not None and self.move.after is not None

    @property
    def arrow(self) -> tuple[float, float] | None:
        """From where to where the line goes, clear of both marks; none where there is no way between them."""
        if abs(self.end - self.start) < 1:
            return None
        turn = 1 if self.end > self.start else -1
        return self.start + 8 * turn, self.end - 10 * turn

    def baseline(self, number: int) -> float:
        """Where the letters of a line of its name stand."""
        return self.y + 5 + (number - (len(self.lines) - 1) / 2) * _LINE


@dataclass(frozen=True)
class Say:
    """The whole picture."""

    steps: Sequence[Step]
    decisions: Sequence[tuple[str, float]]
    rows: Sequence[Row]
    height: float
    width: float = WIDTH


def place(rank: int | None) -> float:
    """Where a step stands from left to right.

    >>> place(0) < place(1), place(None) < place(0)
    (True, True)
    """
    return UNKNOWN if rank is None else _FIRST + rank * _STEP


def draw(steps: Sequence[Step], moves: Sequence[Move]) -> Say:
    """Place each move under its decision, in the order in which they come."""
    decisions: list[tuple[str, float]] = []
    rows: list[Row] = []
    y = float(_TOP)
    for move in moves:
        if not decisions or decisions[-1][0] != move.decision:
            y += _HEAD if decisions else _HEAD - 8
            decisions.append((move.decision, y - 10))
        lines = tuple(lettering.lines(move.party, _ROOM, SIZE, 3))
        high = max(_ROW, len(lines) * _LINE + 8)
        rows.append(Row(move, lines, y + high / 2))
        y += high
    return Say(steps, decisions, rows, y + 8)
