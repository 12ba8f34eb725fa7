"""What somebody chose, as it stands in an address: which things to show, and lines that say what must be so of them."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from lgi.errors import BadChoice

MOST_LINES = 6
DEEPEST = 3
_LINE = re.compile(r"([pvw])([1-9])")


@dataclass(frozen=True)
class Line:
    """A property, the value that it must have (any, if empty), and the line whose value it is said of (0: the things shown)."""

    property: str
    value: str = ""
    about: int = 0


@dataclass(frozen=True)
class Asked:
    """The class of the things to show, and the lines, which count from 1."""

    show: str = ""
    lines: tuple[Line, ...] = ()

    def depth(self, number: int) -> int:
        """How many steps from the things shown the value of a line is."""
        return 1 + self.depth(self.lines[number - 1].about) if number else 0

    def pairs(self) -> list[tuple[str, str]]:
        """Its parameters, with nothing left open."""
        pairs = [("show", self.show)] if self.show else []
        for number, line in enumerate(self.lines, 1):
            told = {"p": line.property, "w": str(line.about or ""), "v": line.value}
            pairs += [(f"{letter}{number}", value) for letter, value in told.items() if value]
        return pairs

    def address(self) -> str:
        """Where it stands."""
        return f"/builder?{urlencode(self.pairs())}" if self.show else "/builder"

    def more(self, line: Line) -> "Asked":
        """The same with another line. Raises BadChoice if there can be no more."""
        return _checked(replace(self, lines=(*self.lines, line)))

    def without(self, number: int) -> "Asked":
        """The same without a line, and without the lines that speak of its value."""
        gone = {number}
        for other in range(number + 1, len(self.lines) + 1):
            if self.lines[other - 1].about in gone:
                gone.add(other)
        kept = [other for other in range(1, len(self.lines) + 1) if other not in gone]
        places = {0: 0, **{other: place for place, other in enumerate(kept, 1)}}
        lines = [replace(self.lines[other - 1], about=places[self.lines[other - 1].about]) for other in kept]
        return replace(self, lines=tuple(lines))


def read(parameters: Iterable[tuple[str, str]]) -> Asked:
    """Read what was chosen from the parameters of an address. Raises BadChoice for what cannot be."""
    given = [(name, value) for name, value in parameters if value]
    told = dict(given)
    if len(told) < len(given):
        raise BadChoice("the question: give each choice once")
    if strange := [name for name in told if name != "show" and not _LINE.fullmatch(name)]:
        raise BadChoice(f"{strange[0][:50]}: a question has 'show', and for each line 'p1', 'v1' and 'w1'")
    count = max([int(name[1:]) for name in told if name != "show"], default=0)
    lines = tuple(_line(told, number) for number in range(1, count + 1))
    if lines and "show" not in told:
        raise BadChoice("show: choose what to show first")
    return _checked(Asked(told.get("show", ""), lines))


def _line(told: dict[str, str], number: int) -> Line:
    if f"p{number}" not in told:
        raise BadChoice(f"p{number}: choose a property for line {number}, or leave the line out")
    about = told.get(f"w{number}", "0")
    if about not in map(str, range(number)):
        raise BadChoice(f"w{number}: line {number} speaks of the things shown (0), or of a line before it")
    return Line(told[f"p{number}"], told.get(f"v{number}", ""), int(about))


def _checked(asked: Asked) -> Asked:
    if len(asked.lines) > MOST_LINES:
        raise BadChoice(f"the question: it has at most {MOST_LINES} lines; go on in the workbench")
    for number, line in enumerate(asked.lines, 1):
        if asked.depth(number) > DEEPEST:
            raise BadChoice(f"w{number}: a question goes {DEEPEST} steps deep; go on in the workbench")
        if line.about and asked.lines[line.about - 1].value:
            raise BadChoice(f"w{number}: line {line.about} names one thing; only of any thing can more be said")
    return asked
