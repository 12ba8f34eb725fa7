"""An answer held against the same query on another release: which rows came, and which went."""

import json
from collections import Counter
from dataclasses import dataclass
from typing import Any

from lgi.archive.canonical import Frozen

MOST_TOLD = 1000
"""How many rows that came, and how many that went, are told one by one; their numbers always are."""


@dataclass(frozen=True)
class Comparison:
    """What is different on a release, which was built at a time: rows as SPARQL JSON has them, or statements.

    `came_count` and `went_count` count all of them; `came` and `went` are the first ones.
    """

    release: str
    built: str
    digest: str
    count: int
    columns: list[str]
    came_count: int
    went_count: int
    came: list[Any]
    went: list[Any]
    reordered: bool = False

    @property
    def same(self) -> bool:
        """Whether nothing came and nothing went."""
        return not self.came_count and not self.went_count


def compare(before: Frozen, after: Frozen, release: str, built: str) -> Comparison:
    """Hold what came of a query on a release against what came before."""
    came, went = Counter(after.lines) - Counter(before.lines), Counter(before.lines) - Counter(after.lines)
    return Comparison(
        release,
        built,
        after.digest,
        after.count,
        list(before.columns),
        came.total(),
        went.total(),
        _told(after, came),
        _told(before, went),
        reordered=not came and not went and before.lines != after.lines,
    )


def _told(frozen: Frozen, wanted: Counter[str]) -> list[Any]:
    rows: tuple[Any, ...] | list[Any] = frozen.lines
    if frozen.kind == "solutions":
        rows = json.loads(frozen.body)["results"]["bindings"]
    left, told = Counter(wanted), list[Any]()
    for line, row in zip(frozen.lines, rows, strict=True):
        if left[line] and len(told) < MOST_TOLD:
            left[line] -= 1
            told.append(row)
    return told
