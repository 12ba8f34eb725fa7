"""Where a model is used: each initiative with who and where, its stages, and what it changed."""

from dataclasses import dataclass, field
from datetime import date

from lgi.rows import Row, Term, grouped, local
from lgi.web.views.models.folding import Entry, folded, name, value

Facts = dict[str, list[Term]]


@dataclass(frozen=True)
class Use:
    """An initiative that puts a model into practice."""

    initiative: Term
    facts: Facts
    stages: list[Entry]
    changes: list[Row] = field(default_factory=list)

    @property
    def since(self) -> str:
        """From when, and until when, no finer than it is known; nothing if no source says."""
        precision = name(self.facts["hasDatePrecision"][0]) if "hasDatePrecision" in self.facts else ""
        start, end = (_written(self.facts[p][0]["value"], precision) if p in self.facts else "" for p in _ENDS)
        return f"{start or 'start not stated'}, until {end}" if end else start


_ENDS = ("startDate", "endDate")


def facts(rows: list[Row]) -> dict[str, tuple[Term, Facts]]:
    """What is on record of a model and of each initiative, by property."""
    return {
        endeavour["value"]: (
            endeavour,
            {local(p["value"]): [row["value"] for row in own] for p, own in grouped(each, "property")},
        )
        for endeavour, each in grouped(rows, "endeavour")
    }


def uses(model: str, known: dict[str, tuple[Term, Facts]], stages: list[Row], changes: list[Row]) -> list[Use]:
    """The initiatives, those with a stage first."""
    seen = {endeavour["value"]: folded(rows, "claim") for endeavour, rows in grouped(stages, "endeavour")}
    altered = {
        initiative["value"]: [row for row in rows if row["change"]["value"] != "none stated"]
        for initiative, rows in grouped(changes, "initiative")
    }
    # What carries a model out without a fact of its own is known by its changes or stages alone.
    found = [
        Use(endeavour, told, seen.get(iri, []), altered.get(iri, []))
        for iri, (endeavour, told) in known.items()
        if iri != model
    ]
    return sorted(found, key=lambda use: (not use.stages, use.initiative.get("label", "")))


def day(entry: Entry) -> str:
    """The day of a stage, no finer than it is known.

    >>> day({"day": [{"value": "2014-01-01"}], "precision_label": [{"value": "month"}]})
    'January 2014'
    """
    told = entry.get("day")
    return _written(told[0]["value"], value(entry, "precision_label")) if told else ""


def _written(told: str, precision: str) -> str:
    known = date.fromisoformat(told[:10])
    if precision in ("year", "inferred", "decade"):
        return {"year": "", "inferred": "about ", "decade": "in the decade from "}[precision] + str(known.year)
    return known.strftime("%B %Y") if precision == "month" else f"{known.day} {known:%B %Y}"
