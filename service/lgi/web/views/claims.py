"""The page of a claim: what it says, who stands by it and who does not, and what evidence bears on it."""

import asyncio
from typing import Any

from lgi import rows
from lgi.rows import Row
from lgi.web.views import wording
from lgi.web.views.inquiry import Inquiry

DIRECTIONS = {
    "supports": "Supports it",
    "contradicts": "Contradicts it",
    "qualifies": "Limits it",
    "inconclusive": "Leaves it undecided",
}
VOICES = {
    "stated": "A source says so.",
    "drawn": "It follows from what a source says, as the editors read it; the source does not say it in so many words.",
    "concluded": "The editors conclude it from what they read; no source on record says it in its own voice.",
    "unheld": "Nobody on record stands for it.",
}
_TOO_WIDE = {"Claim", "Record", "Entity", "Membership", "Shift"}
_TESTABLE = {
    "ApplicabilityRule",
    "CausalLink",
    "ConditionClaim",
    "Configuration",
    "OutcomeClaim",
    "PatternClaim",
    "PowerRelation",
    "PowerShift",
    "RelationshipShift",
    "ResourceShift",
    "UpstreamPosition",
}
_OWN_SECTION = {"restsOn", "conflictsWith", "narrows", "isNarrowedBy", "isQualifiedBy", "isInstancedBy"}


async def told(inquiry: Inquiry, iri: str) -> dict[str, Any]:
    """All that the page of a claim shows."""
    said, stands, lines, tied, searches = await asyncio.gather(
        inquiry.rows("statements-of-thing", thing=iri),
        inquiry.rows("assertions-of-claim", claim=iri),
        inquiry.rows("evidence-on-claim", claim=iri),
        inquiry.rows("claims-tied-to-claim", claim=iri),
        inquiry.rows("searches-on-outcome-of-claim", claim=iri),
    )
    kinds = wording.kinds(said, _TOO_WIDE) or wording.kinds(said, {"Record", "Entity"})
    return {
        "gloss": (wording.first(said, "gloss") or {"value": iri})["value"],
        "kinds": kinds,
        "facts": wording.facts(said, _OWN_SECTION),
        "sides": sides(stands),
        "evidence": evidence(lines),
        "directions": DIRECTIONS,
        "ties": ties(said, tied),
        "searches": searches,
        "state": state({wording.name_of(kind["value"]) for kind in kinds}, stands, lines, searches),
        "models": [row["value"] for row in said if wording.name_of(row["property"]["value"]) == "concernsModel"],
    }


def sides(stands: list[Row]) -> list[tuple[str, list[list[Row]]]]:
    """Who stands for a claim, who against it, and who asks; each assertion with all places where it is made."""
    made: dict[str, list[list[Row]]] = {"For": [], "Against": [], "Asked": []}
    for _, places in rows.grouped(stands, "assertion"):
        stance = places[0]["stance"].get("label", "")
        side = {"affirms": "For", "asks": "Asked"}.get(stance, "Against")
        made[side].append(places)
    return [(side, found) for side, found in made.items() if found or side != "Asked"]


def evidence(lines: list[Row]) -> list[tuple[str, list[list[Row]]]]:
    """The lines of evidence by the direction in which they point, each with the findings that it draws on."""
    made: dict[str, list[list[Row]]] = {words: [] for words in DIRECTIONS.values()}
    for _, found in rows.grouped(lines, "line"):
        word = found[0]["direction"].get("label", "")
        made.setdefault(DIRECTIONS.get(word, word), []).append(found)
    return list(made.items())


def ties(said: list[Row], tied: list[Row]) -> list[tuple[str, list[dict[str, str]]]]:
    """The claims that a claim names, and those that name it, under words for how."""
    own = [row for row in said if wording.name_of(row["property"]["value"]) in _OWN_SECTION]
    named = wording.facts(own)
    named_by: dict[str, list[dict[str, str]]] = {}
    names_too = {(row["property"]["value"], row["value"]["value"]) for row in own}
    for row in tied:
        name = wording.name_of(row["property"]["value"])
        label = wording.TIED.get(name) or f"Is named under “{row['property'].get('label', name)}” by"
        if (row["property"]["value"], row["other"]["value"]) not in names_too:
            named_by.setdefault(label, []).append(row["other"])
    return [*named, *named_by.items()]


def voice(stands: list[Row]) -> str:
    """Who stands for a claim, as a word for the page.

    A source states it, the editors draw it from what one says, they conclude it themselves, or nobody stands for it.
    """
    affirming = [row for row in stands if row["stance"].get("label") == "affirms"]
    if any(row["attribution_mode_label"]["value"] != "editorial" for row in affirming):
        return "stated"
    if any(row["explicitness_label"]["value"] != "editor inferred" for row in affirming):
        return "drawn"
    return "concluded" if affirming else "unheld"


def state(kinds: set[str], stands: list[Row], lines: list[Row], searches: list[Row]) -> tuple[str, str]:
    """Whether a claim was tested, as a word for the page to mark, and in a sentence."""
    count = len({row["line"]["value"] for row in lines})
    if count:
        pieces = "One piece of evidence on record bears" if count == 1 else f"{count} pieces of evidence on record bear"
        return "tested", f"{pieces} on it."
    if "Finding" in kinds:
        return "finding", "This is itself a finding: what a study or a count reports."
    if kinds & _TESTABLE and any(row["result"].get("label") == "none found" for row in searches):
        return "searched", "Evidence on its outcome was looked for, and none was found."
    if kinds & _TESTABLE:
        return "untested", f"{VOICES[voice(stands)]} No evidence on record has tested it."
    return voice(stands), f"{VOICES[voice(stands)]} It is not of a kind that studies test."
