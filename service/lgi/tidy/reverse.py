"""What a property is called when it is read the other way, from what it leads to back to what has it.

The name tells what is found there and how it hangs together: `claimsWithActor`, `findingsAgainst`, `theoriesThatExplain`.
A few have a shorter one, since they lead to what belongs to a thing.
"""

import re
from collections.abc import Mapping

from lgi import names

PREFERRED = {
    "lgi:aboutSubject": "statements",
    "lgi:assertsClaim": "assertions",
    "lgi:bearsOn": "evidenceLines",
    "lgi:concernsEndeavour": "claims",
    "lgi:evaluates": "studies",
    "lgi:identifies": "identifiers",
    "lgi:implementsModel": "initiatives",
    "lgi:isFindingOf": "findings",
    "lgi:isPartOfEndeavour": "partEndeavours",
    "lgi:isQuestionIn": "questions",
    "lgi:isStateOf": "needStates",
    "lgi:isSubQuestionOf": "subQuestions",
    "lgi:isSubgroupOf": "subgroups",
    "lgi:isTextOf": "texts",
    "lgi:isUpstreamOf": "upstreamPositions",
    "lgi:isVersionOfPlace": "areas",
    "dcterms:isPartOf": "parts",
    "dcterms:replaces": "replacedBy",
    "oa:hasSource": "spans",
}
"""Names given by hand, by the short name of the property."""

_WORD = re.compile(r"[a-z]+|[A-Z][a-z]*")
_BE = ("is", "was")


def named(subjects: Mapping[str, str], taken: set[str]) -> dict[str, str]:
    """Name properties the other way, given the class of what has each; `taken` are names of other things.

    A name that is taken puts the prefix of its vocabulary last.
    """
    found: dict[str, str] = {}
    used = set(taken)
    for iri in sorted(subjects, key=lambda iri: (names.short(iri) not in PREFERRED, iri)):
        prefix, local = names.shorten(iri) or ("", iri)
        name = PREFERRED.get(f"{prefix}:{local}") or name_of(subjects[iri], local, prefix == "lgi")
        found[iri] = f"{name}{prefix.capitalize()}" if name in used else name
        used.add(found[iri])
    return found


def name_of(subject: str, local: str, verb: bool) -> str:
    """Name a property the other way: what has it, then how; of other vocabularies than ours most are no verbs.

    >>> name_of("Claim", "hasActor", True), name_of("Endeavour", "isRunBy", True)
    ('claimsWithActor', 'endeavoursRunBy')
    >>> name_of("Theory", "explains", True), name_of("Source", "creator", False)
    ('theoriesThatExplain', 'sourcesWithCreator')
    """
    first, *rest = _WORD.findall(local)
    tail = "".join(rest)
    several = plural(subject[:1].lower() + subject[1:])
    if first in _BE and rest:
        return several + tail
    if first == "about":
        return f"{several}About{tail}"
    if first == "has":
        return f"{several}With{tail}"
    return f"{several}That{_verb(first).capitalize()}{tail}" if verb else f"{several}With{local[:1].upper()}{local[1:]}"


def plural(noun: str) -> str:
    """The plural of a noun.

    >>> plural("study"), plural("claim"), plural("search")
    ('studies', 'claims', 'searches')
    """
    if noun.endswith("y"):
        return f"{noun[:-1]}ies"
    return f"{noun}es" if noun.endswith(("ch", "s")) else f"{noun}s"


def _verb(singular: str) -> str:
    """What several do, given what one does."""
    if singular.endswith("ies"):
        return f"{singular[:-3]}y"
    return singular.removesuffix("s")
