"""A cell of the map of the evidence: what it holds, which way that points, and how far anybody got."""

from collections import Counter
from dataclasses import dataclass
from functools import cached_property

from lgi.rows import local
from lgi.web.views.gap_map.facts import NO_RANK, Finding, Outcome

UNTESTED, VAIN, LEFT_OUT, UNCLAIMED = "claimed and untested", "searched and none found", "left out", "not claimed"
TOLD = "told without judging"
STATES = (
    "tested against others",
    "studied, nothing to compare with",
    "reported without a study",
    "looked for, result not read",
    VAIN,
    UNTESTED,
    TOLD,
)
"""What a cell is, the furthest that anybody got first; one with none of these is not claimed."""
DIRECTIONS = (("better", "better"), ("worse", "worse"), ("neutral", "no change"), ("mixed", "mixed"))


@dataclass(frozen=True)
class Column:
    """A column of the map: a kind of outcome, with all narrower ones where it is `whole`."""

    outcome: Outcome
    kinds: frozenset[str]
    whole: bool

    @property
    def slug(self) -> str:
        """Its name in an address."""
        return local(self.outcome.iri)


@dataclass(frozen=True)
class Cell:
    """What stands in a row under a column; only findings that were let through are in `findings`."""

    row: str
    column: Column
    findings: tuple[Finding, ...]
    left_out: int
    claims: frozenset[str]
    searches: frozenset[str]
    day: str
    state: str
    untested: int
    """How many kinds of outcome in it are claimed and untested."""

    @property
    def key(self) -> str:
        """Its name in an address."""
        return f"{local(self.row)}/{self.column.slug}"

    @cached_property
    def directions(self) -> list[tuple[int, str]]:
        """How many findings point which way; those that do not say are in none."""
        counted = Counter(finding.valence for finding in self.findings)
        return [(counted[name], word) for name, word in DIRECTIONS if counted[name]]

    @property
    def silent(self) -> int:
        """How many findings do not say which way they point."""
        return len(self.findings) - sum(number for number, _ in self.directions)

    @property
    def sign(self) -> str:
        """Which way all findings point that point anywhere: a way, that they differ, or that none says."""
        if len(self.directions) > 1:
            return "mixed"
        return self.directions[0][1] if self.directions else "not said"

    @property
    def design(self) -> str:
        """The design in these findings that stands highest in the order of designs."""
        best = max(self.findings, key=lambda finding: (finding.rank, finding.design))
        return best.design if best.rank > NO_RANK else ""

    @property
    def studies(self) -> int:
        """How many studies the findings are of."""
        return len({finding.study for finding in self.findings if finding.study})

    @property
    def of_others(self) -> int:
        """How many of these are by others than those who promote what was studied."""
        return len({finding.study for finding in self.findings if finding.of_others})

    @property
    def sources(self) -> frozenset[str]:
        """Where the findings are told."""
        return frozenset().union(*(finding.sources for finding in self.findings))
