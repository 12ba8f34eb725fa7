"""A picture of the main classes of the ontology: a box for each, and a line for each property that joins two."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from lgi import names

WIDTH, HEIGHT = 1060, 420
BOX_WIDTH, BOX_HEIGHT = 160, 56

_COLUMNS, _ROWS = (10, 310, 610, 890), (20, 180, 340)
_PLACES = {
    "LocalAuthority": (0, 0),
    "Initiative": (1, 0),
    "Model": (2, 0),
    "Theory": (3, 0),
    "Source": (0, 1),
    "Study": (1, 1),
    "Condition": (2, 1),
    "Configuration": (3, 1),
    "Assertion": (0, 2),
    "Finding": (1, 2),
    "OutcomeClaim": (2, 2),
    "Mechanism": (3, 2),
}


@dataclass(frozen=True)
class Link:
    """A property that joins things of two classes, and in how many statements."""

    start: str
    property: str
    label: str
    end: str
    statements: int


@dataclass(frozen=True)
class Box:
    """A class, and where its box begins."""

    name: str
    x: float
    y: float
    things: int


@dataclass(frozen=True)
class Line:
    """A link, from where to where, and where its label stands."""

    link: Link
    x1: float
    y1: float
    x2: float
    y2: float
    label_x: float
    label_y: float
    anchor: str


@dataclass(frozen=True)
class Drawing:
    """All boxes and lines."""

    boxes: list[Box]
    lines: list[Line]
    width: int = WIDTH
    height: int = HEIGHT
    box_width: int = BOX_WIDTH
    box_height: int = BOX_HEIGHT


def layout(links: Sequence[Link], things: Mapping[str, int]) -> Drawing:
    """Place a box for each class that a link has, with how many things are of it, and a line for each link."""
    drawn = [link for link in links if {_name(link.start), _name(link.end)} <= _PLACES.keys()]
    present = {_name(iri): things.get(iri, 0) for link in drawn for iri in (link.start, link.end)}
    boxes = [Box(name, *_corner(name), present[name]) for name in _PLACES if name in present]
    return Drawing(boxes, [_line(link) for link in drawn])


def _name(iri: str) -> str:
    return iri.removeprefix(f"{names.ONTOLOGY}#")


def _corner(name: str) -> tuple[int, int]:
    column, row = _PLACES[name]
    return _COLUMNS[column], _ROWS[row]


def _line(link: Link) -> Line:
    """A line between the sides, or the nearest corners, of two boxes."""
    (left, top), (other_left, other_top) = _corner(_name(link.start)), _corner(_name(link.end))
    x1, x2 = _nearest(left, other_left, BOX_WIDTH)
    y1, y2 = _nearest(top, other_top, BOX_HEIGHT)
    middle_x, middle_y = (x1 + x2) / 2, (y1 + y2) / 2
    if x1 == x2:
        aside, anchor = (-8, "end") if left == _COLUMNS[-1] else (8, "start")
        return Line(link, x1, y1, x2, y2, middle_x + aside, middle_y + 4, anchor)
    above = -8 if y1 == y2 else 4
    return Line(link, x1, y1, x2, y2, middle_x, middle_y + above, "middle")


def _nearest(one: float, other: float, size: float) -> tuple[float, float]:
    """From where to where two boxes are nearest along one axis; the middle if neither is before the other."""
    if one == other:
        return one + size / 2, other + size / 2
    return (one + size, other) if one < other else (one, other + size)
