"""What is told to whoever wrote a query: what is wrong or why nothing came, where, and what to write instead."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True)
class Fix:
    """A change to a query: the characters from `start` to `end` are replaced by `text`."""

    label: str
    start: int
    end: int
    text: str

    def told(self) -> dict[str, Any]:
        """The same for JSON."""
        return {"label": self.label, "from": self.start, "to": self.end, "text": self.text}


@dataclass(frozen=True)
class Problem:
    """A fault at a place of a query; an `error` keeps it from running, a `warning` does not."""

    severity: str
    offset: int
    length: int
    message: str
    fixes: tuple[Fix, ...] = ()

    def told(self, query: str) -> dict[str, Any]:
        """The same for JSON."""
        line, column = place(query, self.offset)
        return {**asdict(self), "line": line, "column": column, "fixes": [fix.told() for fix in self.fixes]}


@dataclass(frozen=True)
class Reason:
    """Why a query finds nothing, or a part of why: its kind, a sentence, and the place that it is about."""

    kind: str
    message: str
    offset: int = 0
    fixes: tuple[Fix, ...] = ()

    def told(self, query: str) -> dict[str, Any]:
        """The same for JSON."""
        line, column = place(query, self.offset)
        fixes = [fix.told() for fix in self.fixes]
        return {"kind": self.kind, "message": self.message, "line": line, "column": column, "fixes": fixes}


@dataclass(frozen=True)
class Diagnosis:
    """Why a query finds nothing, in one word, one sentence and all that stands behind it."""

    verdict: str
    summary: str
    reasons: Sequence[Reason] = field(default_factory=tuple)

    def told(self, query: str) -> dict[str, Any]:
        """The same for JSON."""
        reasons = [reason.told(query) for reason in self.reasons]
        return {"verdict": self.verdict, "summary": self.summary, "reasons": reasons}


def place(query: str, offset: int) -> tuple[int, int]:
    """The line and column of an offset, from 1."""
    before = query[:offset]
    return before.count("\n") + 1, offset - before.rfind("\n")
