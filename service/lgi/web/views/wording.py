"""What is recorded of a thing, in the words and the order of a page for people."""

from collections.abc import Iterable

from lgi import names
from lgi.rows import Row, Term

WORDS = {
    "concernsModel": "Model",
    "concernsEndeavour": "What it is about",
    "isAbout": "What it is about",
    "hasCause": "Cause",
    "hasEffect": "What it leads to",
    "holdsWhere": "In this setting, and if this is in place",
    "worksThrough": "Who responds",
    "triggersMechanism": "How people respond",
    "yieldsOutcome": "So that",
    "concernsCondition": "Condition",
    "hasConditionEffect": "How the condition matters",
    "hasPresence": "Whether it was in place",
    "hasOutcomeType": "Outcome",
    "hasChangeDirection": "Which way it moves",
    "hasValence": "For better or worse",
    "hasCausalWording": "How strongly cause is claimed",
    "isComparedWith": "Compared with",
    "isAgainst": "Compared with",
    "isExperiencedBy": "For whom",
    "hasPowerHolder": "Who has the say",
    "hasPowerSubject": "Over whom",
    "hasPowerDegree": "How much say",
    "concernsDecisionDomain": "Over which decision",
    "hasDecisionLocus": "Where it is decided",
    "shiftsFrom": "Before",
    "shiftsTo": "After",
    "benefitsAgent": "Who gains say",
    "isYieldedBy": "Who gives up say",
    "hasActor": "Who",
    "hasCounterparty": "Towards whom",
    "hasRole": "Role",
    "hasStage": "Stage",
    "hasStatus": "Status",
    "hasKind": "Kind",
    "appliesInPlace": "Place",
    "appliesInServiceArea": "Service",
    "actsOn": "Need it acts on",
    "isUpstreamOf": "Need it comes before",
    "hasEvidenceDirection": "Which way the evidence points",
    "hasEvidenceStrength": "How strong, as the editors judge",
    "bearsOn": "Claim it bears on",
    "drawsOnFinding": "Finding",
    "drawsOnStudy": "Study",
    "drawsOnSource": "Source",
    "isFindingOf": "Study",
    "numericValue": "Figure",
    "hasUnit": "Unit",
    "hasEffectMeasure": "What the figure is",
    "lowerBound": "From",
    "upperBound": "To",
    "intervalLevel": "Level of the interval",
    "baselineValue": "Figure before",
    "comparatorValue": "Figure of those compared with",
    "sampleSize": "Number of people or cases",
    "isRunBy": "Run by",
    "isDeliveredWith": "Delivered with",
    "isFundedBy": "Paid for by",
    "servesGroup": "For whom",
    "validFrom": "From",
    "validUntil": "Until",
    "knownToHoldOn": "Known to hold on",
    "searchedOn": "Searched on",
    "searchScope": "Where was searched",
    "hasSearchResult": "What was found",
    "hasDirectness": "How directly it was studied",
    "hasRoleNovelty": "How new the role is",
    "hasScopeDimension": "In what respect",
    "hasScopeVerdict": "Whether it holds there",
    "hasSpecificity": "How far it carries over",
    "hasPreventionTier": "How early it steps in",
    "hasPowerMode": "How the say is used",
    "hasPowerBasis": "What the say rests on",
    "isShiftBetween": "Between whom",
    "leavesRelationship": "Relationship before",
    "entersRelationship": "Relationship after",
    "shiftsResource": "What is moved",
    "movesFromAgent": "Away from whom",
    "movesToAgent": "To whom",
    "movesFromStage": "Away from which stage of a problem",
    "movesToStage": "To which stage of a problem",
    "hasSharedFeature": "What the cases share",
    "hopesForOutcome": "Outcome hoped for",
    "isLearnedFrom": "Learned from",
    "usedName": "Name used",
    "member": "Member",
    "organization": "Of what",
    "holdsPost": "Post",
    "hasParticipationRole": "As what they took part",
    "represents": "For whom they spoke",
    "spokeAbout": "What they spoke about",
    "appliesToAgent": "To whom it applies",
    "appliesAtLevel": "At which level",
    "hasAdvice": "Advice",
    "isForNeed": "For which need",
    "hasMatchingOffer": "Offer that meets it",
    "restsOn": "Claims it rests on",
    "conflictsWith": "Claims it conflicts with",
    "narrows": "Wider claim of which it is a special case",
    "isNarrowedBy": "Claims that go some way to closing it",
    "isQualifiedBy": "Claims that limit it",
    "isInstancedBy": "Claims that are cases of it",
    "editorialNote": "Note of the editors",
}
"""Properties of claims in plain words, in the order in which a page tells them; others follow under their labels."""

TIED = {
    "conflictsWith": "Claims that conflict with it",
    "drawsOnFinding": "Evidence that draws on it",
    "hasMatchingOffer": "Needs for help that it meets",
    "hopesForOutcome": "Ambitions that hope for it",
    "isAbout": "Claims about it",
    "isInstancedBy": "Patterns of which it is a case",
    "isNarrowedBy": "Gaps that it goes some way to closing",
    "isQualifiedBy": "Claims that it limits",
    "narrows": "Special cases of it",
    "restsOn": "Claims that rest on it",
    "shiftsFrom": "Shifts that lead away from it",
    "shiftsTo": "Shifts that lead to it",
    "yieldsOutcome": "Accounts of how it comes about",
}
"""Properties by which claims name another, in the words of the one that is named."""

HIDDEN = {"type", "gloss", "label", "hasEditorialStatus", "hasDatePrecision", "prefLabel", "isApproximate"}
_NARROWER = {"concernsEndeavour": "concernsModel"}
_ORDER = {name: place for place, name in enumerate(WORDS)}


def name_of(property_: str) -> str:
    """The local name of a property.

    >>> name_of("https://w3id.org/lgi/ontology#bearsOn")
    'bearsOn'
    """
    short = names.shorten(property_)
    return short[1] if short else property_


def facts(statements: Iterable[Row], hidden: Iterable[str] = ()) -> list[tuple[str, list[Term]]]:
    """The statements of a thing as pairs of words and values, without what a page tells elsewhere."""
    found: dict[str, list[Term]] = {}
    labels: dict[str, str] = {}
    for row in statements:
        name = name_of(row["property"]["value"])
        if name not in HIDDEN and name not in hidden:
            found.setdefault(name, []).append(row["value"])
            labels[name] = WORDS.get(name) or row["property"].get("label") or names.words(name)
    for wide, narrow in _NARROWER.items():
        known = {term["value"] for term in found.get(narrow, [])}
        left = [term for term in found.pop(wide, []) if term["value"] not in known]
        found |= {wide: left} if left else {}
    ordered = sorted(found, key=lambda name: (_ORDER.get(name, len(_ORDER)), name))
    return [(labels[name], found[name]) for name in ordered]


def first(statements: Iterable[Row], name: str) -> Term | None:
    """The first value that a thing has for a property, by the local name of it."""
    return next((row["value"] for row in statements if name_of(row["property"]["value"]) == name), None)


def kinds(statements: Iterable[Row], but: Iterable[str]) -> list[Term]:
    """The classes of a thing, without those that say too little."""
    types = [row["value"] for row in statements if name_of(row["property"]["value"]) == "type"]
    return [term for term in types if name_of(term["value"]) not in but]
