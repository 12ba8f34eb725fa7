"""Findings by year and study design: a sign for each, in rows of designs and columns of years."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

BETTER, WORSE, NEUTRAL, MIXED, UNSAID = "better", "worse", "no change", "mixed", "not said"
DIRECTIONS = (BETTER, WORSE, NEUTRAL, MIXED, UNSAID)
UNDATED = 0
_SHAPES = {
    BETTER: "M{x} {low}l4.5 -9 4.5 9z",
    WORSE: "M{x} {y}l4.5 9 4.5 -9z",
    NEUTRAL: "M{x} {y}h8v8h-8z",
    MIXED: "M{x} {mid}l4.5 -4.5 4.5 4.5 -4.5 4.5z",
    UNSAID: "M{x} {mid}a3.5 3.5 0 1 1 7 0a3.5 3.5 0 1 1 -7 0z",
}
_STEP, _LEFT, _TOP, _PADDING, _HEADING = 12, 190, 34, 7, 30
_IN_YEAR, _IN_UNDATED, _GAP = 3, 8, 8


@dataclass(frozen=True)
class Point:
    """A finding: when it was told, by a study of which design and class of designs, and which way it points."""

    year: int
    design: str
    group: str
    direction: str


@dataclass(frozen=True)
class Mark:
    """Findings of one year, design and direction, drawn as that many signs."""

    year: int
    design: str
    direction: str
    number: int
    path: str

    @property
    def when(self) -> str:
        """The year in words."""
        return str(self.year) if self.year else "no date"


@dataclass(frozen=True)
class Band:
    """A row: a design, how many findings it has, and where the row lies."""

    label: str
    number: int
    y: int
    height: int


@dataclass(frozen=True)
class Heading:
    """The name of a class of designs, above its rows."""

    label: str
    y: int


@dataclass(frozen=True)
class Column:
    """A year, and where its column begins and how wide it is."""

    label: str
    x: int
    width: int


@dataclass(frozen=True)
class Years:
    """The picture."""

    width: int
    height: int
    columns: list[Column]
    headings: list[Heading]
    bands: list[Band]
    marks: list[Mark]


def lay(points: Iterable[Point], groups: list[tuple[str, list[str]]]) -> Years:
    """Lay out findings; the designs come in classes, in the order in which they are given.

    >>> made = lay([Point(2020, "survey", "Studied", "better")] * 2, [("Studied", ["survey"])])
    >>> [(mark.when, mark.design, mark.direction, mark.number) for mark in made.marks]
    [('2020', 'survey', 'better', 2)]
    """
    held: dict[tuple[str, int], list[str]] = defaultdict(list)
    for point in points:
        held[point.design, point.year].append(point.direction)
    columns = _columns({year for _, year in held})
    headings, bands, marks, y = [], [], [], _TOP
    for label, designs in groups:
        headings.append(Heading(label, y + _HEADING - 10))
        y += _HEADING
        for design in designs:
            band = _band(design, {year: found for (each, year), found in held.items() if each == design}, y)
            bands.append(band)
            for year, column in columns.items():
                marks += _marks(design, year, held[design, year], column.x, band.y + _PADDING)
            y += band.height
    width = max((column.x + column.width for column in columns.values()), default=_LEFT)
    return Years(width, y + _PADDING, list(columns.values()), headings, bands, marks)


def _columns(years: set[int]) -> dict[int, Column]:
    """A column for each year from the first to the last, and one for what has no date."""
    dated = sorted(years - {UNDATED})
    every = range(dated[0], dated[-1] + 1) if dated else range(0)
    wide = _IN_YEAR * _STEP + _GAP
    columns = {year: Column(str(year), _LEFT + at * wide, wide) for at, year in enumerate(every)}
    if UNDATED in years:
        columns[UNDATED] = Column("no date", _LEFT + len(every) * wide, _IN_UNDATED * _STEP + _GAP)
    return columns


def _in_row(year: int) -> int:
    return _IN_YEAR if year else _IN_UNDATED


def _band(design: str, found: dict[int, list[str]], y: int) -> Band:
    rows = max((-(-len(each) // _in_row(year)) for year, each in found.items()), default=1)
    return Band(design, sum(map(len, found.values())), y, rows * _STEP + 2 * _PADDING)


def _marks(design: str, year: int, found: list[str], x: int, y: int) -> list[Mark]:
    """The marks of a design in a year, better first, each going on where the one before it ends."""
    made, at = [], 0
    for direction in DIRECTIONS:
        number = found.count(direction)
        if number:
            signs = (_sign(direction, *divmod(at + each, _in_row(year)), x, y) for each in range(number))
            made.append(Mark(year, design, direction, number, "".join(signs)))
            at += number
    return made


def _sign(direction: str, row: int, place: int, x: int, y: int) -> str:
    left, top = x + place * _STEP, y + row * _STEP
    return _SHAPES[direction].format(x=left, y=top, mid=top + 4.5, low=top + 9)
