"""How wide words are, and how they fall into lines, where nobody can ask a screen."""

_WIDTHS = {
    0.30: "iljI.,:;|!'\u2019()[]ft/- ",
    0.42: 'r“”"*',
    0.56: "abdeghnopqu0123456789?\u2013_#$£+<>=~^°éè",
    0.50: "cksvxyzJ",
    0.72: "wABCDEHKNPRSUVXY&TFLZ",
    0.78: "GOQ",
    0.90: "mMW%@…—",
}
_OF = {sign: share for share, signs in _WIDTHS.items() for sign in signs}
_OTHER = 0.75
_ROOM = 1.1
"""Fonts differ, and the one that is used may be wider than the one that was measured."""


def width(text: str, size: float) -> float:
    """About how wide a text is in a plain font of a size.

    >>> width("mill", 10) < width("mmmm", 10)
    True
    """
    return sum(_OF.get(sign, _OTHER) for sign in text) * size * _ROOM


def lines(text: str, room: float, size: float, most: int = 6) -> list[str]:
    """Break a text into lines that fit; what goes beyond the last line ends in dots.

    >>> lines("Leaders who back front-line judgement", 130, 13)
    ['Leaders who back', 'front-line', 'judgement']
    """
    found: list[str] = []
    for word in (part for given in text.split() for part in _pieces(given, room, size)):
        longer = f"{found[-1]} {word}" if found else word
        if found and width(longer, size) <= room:
            found[-1] = longer
        else:
            found.append(word)
    return found if len(found) <= most else [*found[: most - 1], _cut(found[most - 1], room, size)]


def _pieces(word: str, room: float, size: float) -> list[str]:
    """A word, or the parts of one that is wider than a line."""
    if width(word, size) <= room:
        return [word]
    fits = next(n for n in range(len(word), 0, -1) if n == 1 or width(word[:n], size) <= room)
    return [word[:fits], *(_pieces(word[fits:], room, size) if word[fits:] else [])]


def _cut(line: str, room: float, size: float) -> str:
    while line and width(f"{line}…", size) > room:
        line = line[:-1]
    return f"{line.rstrip()}…"
