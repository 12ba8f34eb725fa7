"""What two endpoints' times and rates amount to, from the numbers that the comparing tool gives."""

import statistics
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

_ERROR, _DIFFERS = "E", "!"


@dataclass(frozen=True)
class Comparison:
    """The geometric mean of the ratios of medians, over so many queries; the names of those left out, by reason."""

    ratio: float
    queries: int
    unanswered: tuple[str, ...]
    differing: tuple[str, ...]

    @property
    def note(self) -> str:
        """How many queries went into it, and which did not."""
        parts = [f"{self.queries} queries"]
        parts += [f"unanswered: {', '.join(self.unanswered)}"] if self.unanswered else []
        parts += [f"answers differ: {', '.join(self.differing)}"] if self.differing else []
        return "; ".join(parts)


def times(latency: Mapping[str, Any], one: str, other: str, only: Collection[str] = ()) -> Comparison:
    """The time of one endpoint as a multiple of the other's, over the queries that both answer alike."""
    asked = {name: ends for name, ends in latency.items() if not only or name in only}
    flags = {name: ends[one]["flag"] + ends[other]["flag"] for name, ends in asked.items()}
    unanswered = tuple(name for name, flag in flags.items() if _ERROR in flag)
    differing = tuple(name for name, flag in flags.items() if _DIFFERS in flag and _ERROR not in flag)
    ratios = [
        ends[one]["p50"] / ends[other]["p50"]
        for name, ends in asked.items()
        if name not in unanswered and name not in differing
    ]
    return Comparison(statistics.geometric_mean(ratios) if ratios else 0.0, len(ratios), unanswered, differing)


def rates(throughput: Mapping[str, Any], one: str, other: str) -> list[float]:
    """The rate of one endpoint as a multiple of the other's, in each round."""
    (ends,) = throughput.values()
    return [mine / theirs for mine, theirs in zip(ends[one]["rounds"], ends[other]["rounds"], strict=True) if theirs]


def percentile(numbers: Collection[float], part: float) -> float:
    """The number below which lies that part of them.

    >>> percentile([5, 1, 3], 0.5), percentile(range(101), 0.95)
    (3, 95)
    """
    ordered = sorted(numbers)
    return ordered[round(part * (len(ordered) - 1))]
