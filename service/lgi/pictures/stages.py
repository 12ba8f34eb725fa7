"""How far initiatives have come: a band for each stage, and in it a sign for each initiative."""

from collections.abc import Iterable
from dataclasses import dataclass

UNKNOWN = "not known"
WIDTH = 720
_LEFT, _SIGN, _STEP, _PADDING = 190, 14, 20, 10


@dataclass(frozen=True)
class Stood:
    """An initiative at the stage it is last known to have reached; `when` is empty where no day is told."""

    name: str
    stage: str
    when: str = ""


@dataclass(frozen=True)
class Sign:
    """Where an initiative is drawn, and what is said of it."""

    x: int
    y: int
    said: str
    dated: bool


@dataclass(frozen=True)
class Band:
    """A stage with its signs."""

    stage: str
    y: int
    height: int
    signs: list[Sign]


@dataclass(frozen=True)
class Board:
    """All bands."""

    bands: list[Band]
    width: int
    height: int


def board(stages: Iterable[str], stood: Iterable[Stood]) -> Board:
    """Lay out a band for each stage, in the order given, and one at the end for those of which nobody says.

    >>> made = board(["testing"], [Stood("A", "testing", "2019"), Stood("B", "not known")])
    >>> [(band.stage, [sign.said for sign in band.signs]) for band in made.bands]
    [('testing', ['A, 2019']), ('not known', ['B, no date'])]
    """
    found, bands, y = list(stood), [], 0
    for stage in [*dict.fromkeys(stages), UNKNOWN]:
        band = _band(stage, [each for each in found if each.stage == stage], y)
        bands.append(band)
        y += band.height
    return Board(bands, WIDTH, y)


def _band(stage: str, inside: list[Stood], y: int) -> Band:
    in_a_row = (WIDTH - _LEFT) // _STEP
    ordered = sorted(inside, key=lambda each: (not each.when, each.when, each.name))
    signs = [
        Sign(
            _LEFT + number % in_a_row * _STEP,
            y + _PADDING + number // in_a_row * _STEP,
            f"{each.name}, {each.when or 'no date'}",
            bool(each.when),
        )
        for number, each in enumerate(ordered)
    ]
    return Band(stage, y, max(1, -(-len(inside) // in_a_row)) * _STEP + 2 * _PADDING - (_STEP - _SIGN), signs)
