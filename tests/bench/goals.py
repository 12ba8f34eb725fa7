"""The budgets of speed, what was measured of each, and whether it is met."""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Goal:
    """One budget: its number, what it bounds, its limit, and in which direction and unit (a ratio has none)."""

    number: str
    what: str
    limit: float
    unit: str = ""
    at_least: bool = False


@dataclass(frozen=True)
class Measured:
    """What came out: the median of the rounds; without rounds, the note says why there are none."""

    rounds: tuple[float, ...]
    note: str = ""

    @property
    def value(self) -> float:
        """The median of the rounds."""
        return statistics.median(self.rounds)


GOALS = (
    Goal("1a", "All benchmark queries over HTTP, uncached: time as a multiple of the Oxigraph server's", 0.40),
    Goal("1b", "The lookups among them", 0.45),
    Goal("2", "The same queries: times faster than rdflib-endpoint, where that answers", 20, at_least=True),
    Goal("3a", "Lookups: times faster than Virtuoso", 4, at_least=True),
    Goal("3b", "Analytics: time as a multiple of Virtuoso's", 1.8),
    Goal(
        "4",
        "Throughput of uncached lookups at 32 connections, 100,000 quads: multiple of the Oxigraph server's",
        1.4,
        at_least=True,
    ),
    Goal(
        "5a",
        "Throughput of a cached answer of 2 kB: multiple of a bare ASGI application's, on the same uvicorn",
        0.5,
        at_least=True,
    ),
    Goal("5b", "Throughput of “not modified” (304): multiple of the bare application's", 0.6, at_least=True),
    Goal("6", "What a lookup costs over HTTP beyond the same query in the process", 0.7, "ms"),
    Goal("7a", "First answer after `lgi serve` of a built release, 100,000 quads", 1, "s"),
    Goal("7b", "The same, 1,000,000 quads", 5, "s"),
    Goal("8a", "Build and check of the whole curated graph", 60, "s"),
    Goal("8b", "Check of one changed file", 3, "s"),
    Goal("9", "The slowest question of the catalogue on the curated graph, uncached: 95th percentile", 20, "ms"),
    Goal("10a", "`/live` while 32 heavy queries are asked at once: 95th percentile", 100, "ms"),
    Goal("10b", "A light lookup meanwhile: 95th percentile", 1000, "ms"),
    Goal("11", "1,000 names matched to the curated graph in one batch, with the reasons", 5, "s"),
)


def median_of(rounds: Sequence[float], note: str = "") -> Measured:
    """What was measured in some rounds."""
    return Measured(tuple(rounds), note)


def unmeasured(reason: str) -> Measured:
    """What could not be measured, and why."""
    return Measured((), reason)


def is_met(goal: Goal, measured: Measured) -> bool:
    """Whether a budget is kept.

    >>> is_met(Goal("1", "", 0.4), median_of([0.3, 0.35, 0.9])), is_met(Goal("4", "", 1.4, at_least=True), median_of([1]))
    (True, False)
    """
    return measured.value >= goal.limit if goal.at_least else measured.value <= goal.limit


def verdict(goal: Goal, measured: Measured) -> str:
    """Met or missed, and by how much of the limit.

    >>> verdict(Goal("1", "", 0.4), median_of([0.5])), verdict(Goal("4", "", 1.4, at_least=True), median_of([2.1]))
    ('**missed** by 25 %', 'met by 50 %')
    """
    if not measured.rounds:
        return "not measured"
    margin = abs(measured.value / goal.limit - 1)
    return f"{'met' if is_met(goal, measured) else '**missed**'} by {100 * margin:.0f} %"


def amount(value: float, unit: str) -> str:
    """A number as it is read: three figures, and more only before the point.

    >>> amount(0.3512, ""), amount(26.31, ""), amount(0.61, "ms"), amount(1000, "ms")
    ('0.35', '26.3', '0.61 ms', '1000 ms')
    """
    figures = 0 if value >= 100 else 1 if value >= 10 else 2
    return f"{value:.{figures}f} {unit}".rstrip()
