"""Where a model is used: each initiative with who and where, its stages, and what it changed."""

from dataclasses import dataclass, field

from lgi.rows import Row, Term, grouped
from lgi.web.views.models.folding import Entry, folded, local

Facts = dict[str, list[Term]]


@dataclass(frozen=True)
class Use:
    """An initiative that puts a model into practice."""

    initiative: Term
    facts: Facts
    stages: list[Entry]
    changes: list[Row] = field(default_factory=list)


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

    >>> day({"day": [{"value": "2014-01-01"}], "precision_label": [{"value": "year"}]})
    '2014'
    """
    if not entry.get("day"):
        return ""
    told = entry["day"][0]["value"]
    precision = (entry.get("precision") or entry.get("precision_label") or [{"value": "day"}])[0]["value"]
    return {"year": told[:4], "month": told[:7], "decade": f"{told[:3]}0s", "inferred": f"about {told[:4]}"}.get(
        precision, told
    )
