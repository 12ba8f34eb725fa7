"""Names of councils as people write them, each with the council that is meant: made from the register, with errors of many sorts.

The errors are made on the names as they are written, without a look at how names are read.
"""

import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from lgi.matching.things import FORMER, OFFICIAL, Catalogue, Thing

NEGATIVES = Path(__file__).parent / "matching" / "negatives.txt"
_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_SHORT_FORMS = {
    "Metropolitan Borough Council": "MBC",
    "Metropolitan District Council": "MDC",
    "County Borough Council": "CBC",
    "Borough Council": "BC",
    "District Council": "DC",
    "County Council": "CC",
    "City Council": "CC",
}

Error = Callable[[str, random.Random], str]


@dataclass(frozen=True)
class Labelled:
    """A name as somebody writes it, the sort of writing, and the IRI of what is meant; none for what is no council."""

    text: str
    sort: str
    iri: str = ""


def positives(found: Catalogue, seed: int) -> Iterator[Labelled]:
    """Every council under its names as they are, and with errors."""
    chance = random.Random(seed)  # noqa: S311  # nothing is secret here
    councils = [thing for thing in found.things if thing.kind == "council"]
    bare = _meant_by(councils)
    for thing in councils:
        for text, sort in dict.fromkeys(_written(thing, chance)):
            if text and bare.get(text.casefold(), thing.iri) == thing.iri:
                yield Labelled(text, sort, thing.iri)


def negatives() -> list[Labelled]:
    """What is no council on record: names of other bodies, of clubs, places and of councils elsewhere."""
    found, sort = [], ""
    for line in NEGATIVES.read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            sort = line.removeprefix("# ")
        else:
            found.append(Labelled(line, sort))
    return found


def made_negatives(found: Catalogue) -> list[Labelled]:
    """Bodies of other sorts that bear the name of a council's place."""
    endings = ("Athletic", "Hospital NHS Trust", "Primary School", "Parish Council", "Housing Association", "Town FC")
    nice = [_short(thing) for thing in found.things if thing.kind == "council"]
    return [Labelled(f"{name} {endings[at % len(endings)]}", "made") for at, name in enumerate(nice[::3])]


def _meant_by(councils: list[Thing]) -> dict[str, str]:
    """For a name that several councils have, the one that is there now; nobody can tell from the name alone."""
    found: dict[str, str] = {}
    for thing in sorted(councils, key=lambda thing: not thing.last):
        found |= {name.text.casefold(): thing.iri for name in thing.names}
    return found


def _written(thing: Thing, chance: random.Random) -> Iterator[tuple[str, str]]:
    official, short = thing.name, _short(thing)
    yield official, "official"
    yield from ((name.text, _sort(name.sort, name.text, short)) for name in thing.names if name.sort != OFFICIAL)
    yield from ((make(official, chance), sort) for sort, make in _ERRORS.items())
    yield _two(official, chance), "two errors"
    if chance.random() < 0.5:
        yield _ERRORS["omitted"](short, chance), "short with an error"
    yield from (
        (code.text, f"code: {code.scheme}") for code in thing.codes if code.scheme in ("gss", "org-id", "wikidata")
    )
    yield from ((code.text.lower(), "code in small letters") for code in thing.codes if code.scheme == "gss")


def _short(thing: Thing) -> str:
    return next((name.text for name in thing.names if name.sort not in (OFFICIAL, FORMER)), thing.name)


def _sort(sort: str, text: str, short: str) -> str:
    return "old" if sort == FORMER else "short" if text == short else "other or Welsh"


def _at(text: str, chance: random.Random) -> int:
    return chance.choice(
        [place for place in range(len(text) - 1) if text[place].isalpha() and text[place + 1].isalpha()]
    )


def _swapped(text: str, chance: random.Random) -> str:
    at = _at(text, chance)
    return text[:at] + text[at + 1] + text[at] + text[at + 2 :]


def _omitted(text: str, chance: random.Random) -> str:
    at = _at(text, chance)
    return text[:at] + text[at + 1 :]


def _doubled(text: str, chance: random.Random) -> str:
    at = _at(text, chance)
    return text[: at + 1] + text[at:]


def _mistyped(text: str, chance: random.Random) -> str:
    at = _at(text, chance)
    row = next((row for row in _ROWS if text[at].lower() in row), "aeiou")
    near = row[max(0, row.find(text[at].lower()) - 1) :][:3].replace(text[at].lower(), "") or "e"
    return text[:at] + chance.choice(near) + text[at + 1 :]


def _two(text: str, chance: random.Random) -> str:
    return _mistyped(_swapped(text, chance), chance) if len(text) > 24 else text


def _without_council(text: str, _: random.Random) -> str:
    return re.sub(r" (Council|Authority|Corporation)$", "", text)


def _wrong_sort(text: str, _: random.Random) -> str:
    swapped = {"Borough": "District", "District": "Borough"}
    if "London" in text or "Metropolitan" in text or "County Borough" in text:
        return text.replace("Metropolitan Borough", "Borough").replace("Metropolitan District", "Borough")
    return re.sub(r"\b(Borough|District)\b", lambda found: swapped[found[0]], text)


def _abbreviated(text: str, _: random.Random) -> str:
    for long, short in _SHORT_FORMS.items():
        if text.endswith(long):
            return text.removesuffix(long) + short
    return text.replace("London Borough of", "LB of").replace("Royal Borough of", "RB")


def _abbreviated_after(text: str, _: random.Random) -> str:
    return re.sub(r"^London Borough of (.*)$", r"\1 LBC", text)


def _with_and(text: str, _: random.Random) -> str:
    return text.replace(" and ", " & ") if " and " in text else text.replace(" & ", " and ").replace("-", " ")


def _turned(text: str, _: random.Random) -> str:
    found = re.fullmatch(r"(?:City|London Borough|Royal Borough) of (.+?)(?: Council)?", text)
    return (
        f"{found[1]}, {text[: found.start(1)].strip()}" if found else re.sub(r" (\w+) Council$", r" (\1 Council)", text)
    )


_ERRORS: dict[str, Error] = {
    "swapped": _swapped,
    "omitted": _omitted,
    "doubled": _doubled,
    "mistyped": _mistyped,
    "without council": _without_council,
    "wrong sort": _wrong_sort,
    "abbreviated": _abbreviated,
    "abbreviated after": _abbreviated_after,
    "and": _with_and,
    "turned": _turned,
    "capitals": lambda text, _: text.upper(),
    "small letters": lambda text, _: text.lower(),
    "the": lambda text, _: f"The {text}",
    "Cllr": lambda text, _: f"Cllr, {text}",
    "points and blanks": lambda text, _: f"  {text.replace(' ', '  ')}. ",
}
