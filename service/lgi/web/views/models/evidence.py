"""How much evidence there is and which way it points, counted and never averaged."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from lgi.rows import Row
from lgi.web.views.models.folding import Entry, folded, label, value

DIRECTIONS = {
    "better": "better",
    "mixed": "mixed",
    "neutral": "no change",
    "worse": "worse",
    "not stated": "not stated",
}
"""What a reader is told for each valence, in the order of telling."""


@dataclass(frozen=True)
class Weight:
    """Counts of findings and studies, and the strongest design by name."""

    findings: int
    studies: int
    independent: int
    own: int
    design: str
    directions: tuple[tuple[str, int], ...]
    unstudied: int

    @property
    def summary(self) -> str:
        """Which way the findings point, in words."""
        return ", ".join(f"{number} {word}" for word, number in self.directions)


def weigh(rows: Iterable[Row]) -> Weight:
    """Count what is in the rows of findings, each with its study if it has one."""
    rows = list(rows)
    findings, studies = folded(rows, "finding"), folded(rows, "study")
    ways = Counter(_direction(entry) for entry in findings)
    stands = Counter(value(entry, "independence_label") or label(entry, "independence") for entry in studies)
    ranked = [entry for entry in studies if "design_rank" in entry]
    best = max(ranked, key=lambda entry: int(value(entry, "design_rank")), default={})
    return Weight(
        len(findings),
        len(studies),
        stands["independent"],
        stands["promoter own"] + stands["commissioned by promoter"],
        value(best, "design_label") or label(best, "design"),
        tuple((word, ways[word]) for word in DIRECTIONS.values() if ways[word]),
        sum("study" not in entry for entry in findings),
    )


def directed(entry: Entry) -> str:
    """Which way a finding points, in the words for readers."""
    return _direction(entry)


def _direction(entry: Entry) -> str:
    told = value(entry, "valence_label") or label(entry, "valence")
    return DIRECTIONS.get(told, told)


def figure(entry: Entry) -> str:
    """The figures of a finding in words, or nothing."""
    main, unit = value(entry, "figure"), _unit(entry)
    if not main:
        return ""
    between = f" ({value(entry, 'lower')} to {value(entry, 'upper')})" if "lower" in entry and "upper" in entry else ""
    beside = f", from {value(entry, 'baseline')}" if "baseline" in entry else ""
    against = f", against {value(entry, 'comparator_figure')}" if "comparator_figure" in entry else ""
    return f"{main}{unit}{between}{beside}{against}"


def _unit(entry: Entry) -> str:
    unit = value(entry, "unit") or value(entry, "unit_label")
    return "%" if unit == "percent" else f" {unit}" if unit else ""
