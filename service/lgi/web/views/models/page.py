"""The page of a model."""

import asyncio
from typing import Any

from lgi.pictures import say as picture
from lgi.rows import Row, grouped, local
from lgi.web.views.inquiry import Inquiry
from lgi.web.views.models import evidence, say, theory, uses
from lgi.web.views.models.folding import Entry, folded, value

QUESTIONS = {
    "facts": "facts-by-model",
    "theory": "theory-by-model",
    "needs": "needs-by-model",
    "conditions": "conditions-said-by-model",
    "say": "say-by-model",
    "evidence": "evidence-by-model",
    "outcomes": "outcomes-claimed-by-model",
    "remarks": "remarks-by-model",
    "conflicts": "conflicts-by-model",
    "stages": "stages-by-model",
    "changes": "initiatives-and-their-changes-by-model",
    "relatives": "relatives-by-model",
    "voices": "who-says-what-by-model",
    "size": "size-of-record-by-model",
}

READ = {"figure": evidence.figure, "direction": evidence.directed, "day": uses.day}
"""How entries are read out on the page."""


async def told(inquiry: Inquiry, iri: str) -> dict[str, Any]:
    """All that the page tells of a model. Raises what asking raises."""
    rows, steps = await asyncio.gather(_rows(inquiry, iri), inquiry.rows("steps-of-say"))
    known = uses.facts(rows["facts"])
    said = {claim["value"]: folded(own, "asserter", "source") for claim, own in grouped(rows["voices"], "claim")}
    conditions = _conditions(rows["conditions"])
    name, facts = known.get(iri, ({}, {}))
    return {
        "model": iri,
        "slug": local(iri),
        "name": name.get("label", local(iri)),
        "facts": facts,
        "needs": folded(rows["needs"], "need"),
        "theory": theory.account(rows["theory"], rows["needs"]),
        "conditions": conditions,
        "disputed": {value(each, "condition") for each in conditions if _is_disputed(each, said)},
        "uses": uses.uses(iri, known, rows["stages"], rows["changes"]),
        "said": said,
        "size": rows["size"][0],
        "relatives": folded(rows["relatives"], "other"),
        "read": READ,
        **_say(rows["say"], steps),
        **_evidence(rows),
    }


async def _rows(inquiry: Inquiry, iri: str) -> dict[str, list[Row]]:
    answers = await asyncio.gather(*(inquiry.rows(question, model=iri) for question in QUESTIONS.values()))
    return dict(zip(QUESTIONS, answers, strict=True))


def _say(rows: list[Row], steps: list[Row]) -> dict[str, Any]:
    parties = say.parties(rows)
    return {
        "parties": parties,
        "standing": say.standing(rows),
        "steps": say.steps(steps),
        "moves": picture.draw(say.steps(steps), [party.move for party in parties]) if parties else None,
        "gainers": say.named(rows, "benefitsAgent"),
        "givers": say.named(rows, "isYieldedBy"),
    }


def _evidence(rows: dict[str, list[Row]]) -> dict[str, Any]:
    remarks = {local(kind["value"]): folded(own, "claim") for kind, own in grouped(rows["remarks"], "class")}
    outcomes = folded(rows["outcomes"], "claim")
    return {
        "weight": evidence.weigh(rows["evidence"]),
        "studies": _by_study(folded(rows["evidence"], "finding")),
        "outcomes": outcomes,
        "untested": [entry for entry in outcomes if "line" not in entry],
        "conflicts": _pairs(rows["conflicts"]),
        "gaps": remarks.get("EvidenceGap", []),
        "searches": remarks.get("EvidenceSearch", []),
        "lessons": remarks.get("Lesson", []),
        "roles": remarks.get("RoleAssignment", []),
        "limits": remarks.get("ScopeClaim", []),
    }


def _by_study(findings: list[Entry]) -> list[list[Entry]]:
    """The findings of each study together, in the order in which they come; those without a study last."""
    found: dict[tuple[str, ...], list[Entry]] = {}
    for entry in sorted(findings, key=lambda entry: "study" not in entry):
        found.setdefault(tuple(term["value"] for term in entry.get("study", [])), []).append(entry)
    return list(found.values())


_EFFECTS = ["necessary", "blocking", "enabling", "hindering", "moderating", "neutral", "not-stated"]


def _conditions(rows: list[Row]) -> list[Entry]:
    """Each condition once with all claims on it, those that it cannot do without first."""
    entries = folded(rows, "condition")
    return sorted(entries, key=lambda entry: min(_EFFECTS.index(local(term["value"])) for term in entry["effect"]))


def _is_disputed(entry: Entry, said: dict[str, list[Entry]]) -> bool:
    """Whether sources or editors differ on what a condition does."""
    voices = [voice for claim in entry["claim"] for voice in said.get(claim["value"], [])]
    denied = any(value(voice, "stance_label") != "affirms" for voice in voices)
    return denied or len(entry["effect"]) > 1 or value(entry, "editors_hold_label") == "contested"


def _pairs(rows: list[Row]) -> list[Entry]:
    """Each pair of claims once, whichever of them is said to conflict with the other."""
    found = {frozenset((value(e, "claim"), value(e, "rival"))): e for e in folded(rows, "claim", "rival")}
    return list(found.values())
