"""Look up what people ask for in the file of a release."""

import sqlite3
from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from lgi.errors import NotFound
from lgi.release import Release
from lgi.search import words
from lgi.search.gather import FILE

_RANKED = """
SELECT entry.id, entry.kind FROM found JOIN entry ON entry.id = found.rowid
WHERE found MATCH ?1 ORDER BY entry.key = ?2 DESC, bm25(found, 10, 8, 20, 2, 4) * entry.weight, entry.label, entry.iri
"""
_SHOWN = """
SELECT entry.id, iri, kind, highlight(found, 0, char(2), char(3)), snippet(found, 1, char(2), char(3), '…', 24),
  snippet(found, 2, char(2), char(3), '…', 8), snippet(found, 3, char(2), char(3), '…', 32)
FROM found JOIN entry ON entry.id = found.rowid WHERE found MATCH ? AND found.rowid IN ({})
"""
_BEGINNING = 3
"""So many letters of a word may stand for the whole of it."""
_OPEN, _CLOSE = "\x02", "\x03"

Marked = list[tuple[str, bool]]
"""A text in pieces, each with whether it is a word that was looked for."""


@dataclass(frozen=True)
class Hit:
    """A thing that was found, with the words that were looked for marked in what it says."""

    iri: str
    kind: str
    label: Marked
    names: Marked
    codes: Marked
    explanation: Marked


@dataclass(frozen=True)
class Found:
    """What was found: by kind, the best kind first, the numbers of the entries in order.

    `asked` are the words that were looked for, `match` is how the file was asked,
    `instead` tells which word was looked for in place of one that stands nowhere, `unknown` the words for which there
    is none; `some` says that no entry has all words, so that these have some of them.
    """

    asked: tuple[str, ...] = ()
    match: str = ""
    kinds: dict[str, list[int]] = field(default_factory=dict)
    instead: dict[str, list[str]] = field(default_factory=dict)
    unknown: tuple[str, ...] = ()
    some: bool = False

    @property
    def total(self) -> int:
        """How many."""
        return sum(map(len, self.kinds.values()))


class Index:
    """The file of a release in which things are looked up."""

    def __init__(self, path: Path) -> None:
        self._address = f"file:{path}?mode=ro&immutable=1"

    def find(self, text: str) -> Found:
        """Find what somebody typed: all of its words if anything has them all, else some."""
        asked = words.asked(text)
        meant = {word: words.meant(word, self._known) for word in asked if not self._stands(word)}
        unknown = tuple(word for word, others in meant.items() if not others)
        instead = {word: others for word, others in meant.items() if others}
        choices = [_choice([word, *instead.get(word, [])]) for word in asked if word not in unknown]
        if not choices:
            return Found(tuple(asked), unknown=unknown)
        key = " ".join(words.split(text))
        for some, match in ((False, " AND ".join(choices)), (True, " OR ".join(choices))):
            if kinds := self._ranked(match, key):
                return Found(tuple(asked), match, kinds, instead, unknown, some or bool(unknown))
        return Found(tuple(asked), instead=instead, unknown=unknown)

    def shown(self, found: Found, numbers: Sequence[int]) -> list[Hit]:
        """Read some of what was found, in the order of their numbers."""
        rows = self._ask(_SHOWN.format(",".join("?" * len(numbers))), (found.match, *numbers))
        hits = {row[0]: Hit(row[1], row[2], *map(_pieces, row[3:])) for row in rows}
        return [hits[number] for number in numbers if number in hits]

    @cached_property
    def _known(self) -> dict[str, int]:
        return dict(self._ask("SELECT word, uses FROM word"))

    def _stands(self, word: str) -> bool:
        """Whether a word, a form of it, or a longer one that begins with it stands anywhere."""
        if word in self._known or self._ask("SELECT 1 FROM found WHERE found MATCH ? LIMIT 1", (f'"{word}"',)):
            return True
        longer = "SELECT 1 FROM word WHERE word BETWEEN ?1 AND ?1 || char(1114111) LIMIT 1"
        return len(word) >= _BEGINNING and bool(self._ask(longer, (word,)))

    def _ranked(self, match: str, key: str) -> dict[str, list[int]]:
        kinds: dict[str, list[int]] = {}
        for number, kind in self._ask(_RANKED, (match, key)):
            kinds.setdefault(kind, []).append(number)
        return kinds

    def _ask(self, query: str, values: Iterable[object] = ()) -> list[tuple[Any, ...]]:
        with closing(sqlite3.connect(self._address, uri=True)) as connection:
            return connection.execute(query, tuple(values)).fetchall()


def _choice(some: Sequence[str]) -> str:
    """One of some words, each of which may be the beginning of a longer one if it is not very short."""
    choices = " OR ".join(f'"{word}"' + "*" * (len(word) >= _BEGINNING) for word in some)
    return f"({choices})"


def _pieces(text: str) -> Marked:
    """A text in pieces, by the signs about the words that were looked for; nothing if there are none but in a label."""
    pieces: Marked = []
    for part in text.split(_OPEN):
        marked, closed, rest = part.partition(_CLOSE)
        pieces += [(marked, bool(closed)), (rest, False)]
    return [(piece, is_marked) for piece, is_marked in pieces if piece]


def of_release(release: Release) -> Index:
    """Open the index of a release. Raises NotFound if it was built before there was one."""
    if FILE not in release.manifest.files:
        raise NotFound(f"release {release.manifest.name} was built before there was a search: ask a newer one")
    return Index(release.file(FILE))
