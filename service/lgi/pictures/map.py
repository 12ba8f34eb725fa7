"""A map of points: councils of today as grey dots, and over them the places where something is in use."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import cos, radians, sqrt

_WIDTH, _MARGIN = 420.0, 14.0
_MOST_RADIUS = 11.0


@dataclass(frozen=True)
class Spot:
    """A place to be drawn: at its own point, or at that of the place around it."""

    name: str
    link: str
    latitude: float
    longitude: float
    uses: int
    around: str = ""


@dataclass(frozen=True)
class Mark:
    """A spot where it is drawn."""

    spot: Spot
    x: float
    y: float
    radius: float


@dataclass(frozen=True)
class Map:
    """A map as it is drawn, in units of the picture."""

    width: float
    height: float
    land: tuple[tuple[float, float], ...]
    marks: tuple[Mark, ...]


def draw(points: Iterable[tuple[float, float]], spots: Iterable[Spot]) -> Map:
    """Lay out a map of latitudes and longitudes, as wide as a degree is at its middle; larger marks come first.

    >>> [round(mark.x) for mark in draw([(50, -5), (60, 1)], [Spot("Here", "/here", 55, -2, 1)]).marks]
    [210]
    """
    land, drawn = list(points), list(spots)
    every = [*land, *((spot.latitude, spot.longitude) for spot in drawn)] or [(50.0, -5.0), (60.0, 1.0)]
    south, north = min(y for y, _ in every), max(y for y, _ in every)
    west, east = min(x for _, x in every), max(x for _, x in every)
    narrow = cos(radians((south + north) / 2))
    scale = (_WIDTH - 2 * _MARGIN) / max((east - west) * narrow, 0.1)

    def put(latitude: float, longitude: float) -> tuple[float, float]:
        return round(_MARGIN + (longitude - west) * narrow * scale, 1), round(_MARGIN + (north - latitude) * scale, 1)

    marks = [Mark(spot, *put(spot.latitude, spot.longitude), _radius(spot.uses)) for spot in drawn]
    ordered = sorted(marks, key=lambda mark: (-mark.radius, mark.spot.name))
    height = round(2 * _MARGIN + (north - south) * scale, 1)
    return Map(_WIDTH, height, tuple(put(*point) for point in land), tuple(ordered))


def _radius(uses: int) -> float:
    """A radius whose area grows with the number of uses, up to a bound."""
    return min(_MOST_RADIUS, round(5 * sqrt(max(uses, 1)), 1))
