"""`/evidence`: the evidence at a glance; each number leads to what it counts."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from lgi.pictures import years
from lgi.pictures.years import Point, Years
from lgi.rows import Row, grouped, local
from lgi.web.views import showing
from lgi.web.views.gap_map import facts as gap_facts
from lgi.web.views.gap_map.cell import STATES, Cell
from lgi.web.views.gap_map.cells import draw
from lgi.web.views.gap_map.choosing import Choice
from lgi.web.views.gap_map.facts import NO_RANK, Facts, Finding, value
from lgi.web.views.inquiry import Inquiry

_ASKED = {
    "balance": "findings-by-outcome-and-comparator",
    "promoters": "outcomes-that-rest-on-promoters-alone",
    "adverse": "null-or-adverse-findings",
    "differing": "one-study-found-and-another-not",
    "conflicts": "conflicts-between-sources",
    "newest": "newest-evidence-on-models",
}
_DIRECTIONS = {"better": years.BETTER, "worse": years.WORSE, "neutral": years.NEUTRAL, "mixed": years.MIXED}
_NO_STUDY = "no study"
_GROUPS = (STATES[0], STATES[1], "designs outside that order", "no study behind it")


async def evidence(request: Request) -> Response:
    """Show what evidence there is, of when and of which kind, and where it disagrees or is missing."""
    return await showing.show(request, "evidence.html", (), gather)


async def gather(inquiry: Inquiry) -> dict[str, Any]:
    """Ask for what the page shows."""
    facts = await gap_facts.gather(inquiry, gap_facts.MODELS)
    told = {name: await inquiry.rows(question) for name, question in _ASKED.items()}
    made = draw(facts, Choice())
    found = facts.findings.values()
    lists = {
        "promoters": by_model(told["promoters"], "claim"),
        "adverse": by_model(told["adverse"], "finding"),
        "differing": by_model(told["differing"], "outcome"),
    }
    return {
        **lists,
        **counts(list(found)),
        "numbers": {name: sum(len(rows) for _, rows in held) for name, held in lists.items()},
        "groups": {iri: local(outcome.group) for iri, outcome in facts.outcomes.items()},
        "picture": picture(found),
        "totals": made.totals,
        "untested": _untested(list(made.cells.values()), facts),
        "balance": balance(told["balance"]),
        "conflicts": grouped(told["conflicts"], "number"),
        "newest": sorted(told["newest"], key=lambda row: value(row, "newest"), reverse=True),
    }


def counts(found: list[Finding]) -> dict[str, Any]:
    """How many findings there are of which sort."""
    return {
        "findings": len(found),
        "studies": len({finding.study for finding in found if finding.study}),
        "compared": sum(finding.state == STATES[0] for finding in found),
        "of_others": sum(finding.of_others for finding in found),
        "directions": Counter(_direction(finding) for finding in found),
        "undated": sum(not finding.years for finding in found),
    }


def by_model(rows: list[Row], column: str) -> list[tuple[dict[str, str], list[Row]]]:
    """Each model with one row for each of its things in a column, those with most of them first."""
    found = [(model, [rows[0] for _, rows in grouped(held, column)]) for model, held in grouped(rows, "model")]
    return sorted(found, key=lambda pair: (-len(pair[1]), pair[0].get("label", "")))


def balance(rows: list[Row]) -> dict[str, Any]:
    """Findings by kind of outcome and of comparator, those with most of them first."""
    numbers: Counter[str] = Counter()
    labels: dict[str, str] = {}
    cells: dict[tuple[str, str], Row] = {}
    for row in rows:
        outcome, comparator, number = value(row, "outcome"), value(row, "comparator"), int(value(row, "findings"))
        numbers.update({outcome: number, comparator: number})
        labels |= {outcome: row["outcome"]["label"], comparator: row["comparator"]["label"]}
        cells[outcome, comparator] = row
    order = sorted(numbers, key=lambda iri: (-numbers[iri], labels[iri]))
    sides = [{key[at] for key in cells} for at in (0, 1)]
    outcomes, comparators = ([iri for iri in order if iri in side] for side in sides)
    return {"outcomes": outcomes, "comparators": comparators, "labels": labels, "cells": cells}


def picture(found: Iterable[Finding]) -> Years:
    """Draw findings by the year in which they were first told, and by the design of their study."""
    drawn = list(found)
    points = [Point(min(each.years, default=years.UNDATED), *_place(each), _direction(each)) for each in drawn]
    ranks = {_place(each): -each.rank for each in drawn}
    order = sorted(ranks, key=lambda place: (ranks[place], place))
    groups = [(group, [design for design, other in order if other == group]) for group in _GROUPS]
    return years.lay(points, [(group.capitalize(), designs) for group, designs in groups if designs])


def _place(finding: Finding) -> tuple[str, str]:
    """The row of a finding and the class that it stands in."""
    if not finding.study:
        return _NO_STUDY, _GROUPS[3]
    design = f"design {finding.design}" if finding.design == "not stated" else finding.design
    return design, finding.state if finding.rank > NO_RANK else _GROUPS[2]


def _direction(finding: Finding) -> str:
    return _DIRECTIONS.get(finding.valence, years.UNSAID)


def _untested(cells: list[Cell], facts: Facts) -> list[tuple[str, str, list[Cell]]]:
    """Rows with something that is claimed and untested, those with most of it first."""
    held: dict[str, list[Cell]] = {}
    for cell in cells:
        if cell.untested:
            held.setdefault(cell.row, []).append(cell)
    order = sorted(held, key=lambda row: (-sum(cell.untested for cell in held[row]), facts.labels[row]))
    return [(row, facts.labels[row], held[row]) for row in order]


PATHS = {"/evidence": evidence}
"""The address of the page, with what answers there."""
