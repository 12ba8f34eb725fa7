"""The theory of a model as a picture: setting, conditions, response and outcomes, joined as claims join them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from lgi.pictures import lettering

SETTING, CONDITION, RESPONSE, OUTCOME = range(4)
MOST_BOXES = 14
SIZE = 13
_LINE, _PAD, _GAP, _TOP = 17, 9, 16, 46
_LEFT = (0, 180, 390, 590)
_WIDE = (136, 166, 156, 236)
WIDTH = 828


@dataclass(frozen=True)
class Part:
    """What a box stands for: a need, a condition, a response or an outcome."""

    key: str
    label: str
    link: str = ""
    note: str = ""
    tested: bool = False


@dataclass(frozen=True)
class Chain:
    """A claim of how conditions, responses and outcomes hang together; `tested` if evidence bears on the whole."""

    key: str
    conditions: Sequence[Part]
    responses: Sequence[Part]
    outcomes: Sequence[Part]
    tested: bool = False


@dataclass(frozen=True)
class Box:
    """A box at its place, with its words in lines."""

    part: Part
    column: int
    lines: tuple[str, ...]
    note: tuple[str, ...]
    x: float
    y: float
    wide: float
    high: float

    @property
    def middle(self) -> float:
        """Half-way down the box."""
        return self.y + self.high / 2

    def baseline(self, number: int) -> float:
        """Where the letters of a line stand."""
        return self.y + _PAD + SIZE + number * _LINE


@dataclass(frozen=True)
class Line:
    """A line from the right side of a box to the left side of another."""

    start: Box
    end: Box
    tested: bool

    @property
    def path(self) -> str:
        """The same in the words of SVG."""
        x, y, to, at = self.start.x + self.start.wide, self.start.middle, self.end.x - 7, self.end.middle
        half = (to - x) / 2
        return f"M{x:.0f} {y:.0f}C{x + half:.0f} {y:.0f} {to - half:.0f} {at:.0f} {to:.0f} {at:.0f}"


@dataclass(frozen=True)
class Theory:
    """The whole picture: boxes, the lines of each chain that is drawn, and the chains left to the table."""

    boxes: Sequence[Box]
    chains: Sequence[tuple[Chain, Sequence[Line]]]
    left_out: Sequence[Chain]
    height: float
    width: float = WIDTH
    heads: Sequence[tuple[float, str]] = field(
        default=tuple(
            zip(_LEFT, ("In this setting", "if these are in place", "people respond", "so that"), strict=True)
        )
    )

    @property
    def lines(self) -> list[Line]:
        """All lines."""
        return [line for _, lines in self.chains for line in lines]


def draw(setting: Sequence[Part], chains: Iterable[Chain]) -> Theory:
    """Place the parts of the chains, as many as there is room for, the first ones first; needs stand to their left."""
    drawn, left_out = _chosen(list(chains), len(setting))
    columns = _columns(setting, drawn)
    sized = [[_sized(part, column) for part in parts] for column, parts in enumerate(columns)]
    height = max((sum(box.high + _GAP for box in boxes) for boxes in sized), default=0)
    boxes = [box for column in sized for box in _stacked(column, height)]
    at = {(box.column, box.part.key): box for box in boxes}
    return Theory(boxes, [(chain, _lines(chain, at)) for chain in drawn], left_out, _TOP + height)


def _chosen(chains: list[Chain], taken: int) -> tuple[list[Chain], list[Chain]]:
    """The chains whose boxes fit beside those that are taken, and those that are left out; one is always drawn."""
    drawn: list[Chain] = []
    for chain in chains:
        if not drawn or taken + sum(map(len, _columns((), [*drawn, chain]))) <= MOST_BOXES:
            drawn.append(chain)
    return drawn, [chain for chain in chains if chain not in drawn]


def _columns(setting: Sequence[Part], chains: Sequence[Chain]) -> list[list[Part]]:
    """What stands in each column, each part once, neighbours of one chain near each other."""
    fields = [[c.conditions for c in chains], [c.responses for c in chains], [c.outcomes for c in chains]]
    conditions, responses, outcomes = ([*{p.key: p for some in parts for p in some}.values()] for parts in fields)
    at = {part.key: place for place, part in enumerate(responses)}
    for side, parts in ((0, conditions), (2, outcomes)):
        parts.sort(key=lambda part: _middle(part, fields[side], chains, at))
    return [list(setting), conditions, responses, outcomes]


def _middle(part: Part, side: list[Sequence[Part]], chains: Sequence[Chain], at: dict[str, int]) -> float:
    """Where the responses that a part is joined to stand on average, so that few lines cross."""
    joined = [
        at[each.key] for chain, parts in zip(chains, side, strict=True) if part in parts for each in chain.responses
    ]
    return sum(joined) / (len(joined) or 1)


def _sized(part: Part, column: int) -> Box:
    wide = _WIDE[column]
    words = lettering.lines(part.label, wide - 2 * _PAD, SIZE)
    note = lettering.lines(part.note, wide - 2 * _PAD, SIZE, 2) if part.note else []
    high = 2 * _PAD + (len(words) + len(note)) * _LINE
    return Box(part, column, tuple(words), tuple(note), _LEFT[column], 0, wide, high)


def _stacked(boxes: list[Box], height: float) -> list[Box]:
    """One column of boxes, spread over the height of the tallest."""
    spare = (height - sum(box.high for box in boxes)) / (len(boxes) or 1)
    placed, y = [], _TOP + spare / 2
    for box in boxes:
        placed.append(Box(box.part, box.column, box.lines, box.note, box.x, y, box.wide, box.high))
        y += box.high + spare
    return placed


def _lines(chain: Chain, at: dict[tuple[int, str], Box]) -> list[Line]:
    """A line is tested if evidence bears on the outcome in which it ends, or on the chain as a whole."""
    conditions = [at[CONDITION, part.key] for part in chain.conditions]
    responses = [at[RESPONSE, part.key] for part in chain.responses]
    outcomes = [at[OUTCOME, part.key] for part in chain.outcomes]
    into = [Line(start, end, chain.tested) for start in conditions for end in responses]
    return into + [Line(start, end, chain.tested or end.part.tested) for start in responses for end in outcomes]
