"""Weigh one thing as the answer to a question: its features, and which of its names or codes led to it."""

from dataclasses import dataclass, replace

from lgi.matching import days, evidence, features, sorts, spelling, things, words
from lgi.matching.asked import Question
from lgi.matching.features import Features
from lgi.matching.index import Index, is_certain
from lgi.matching.things import Code, Name, Thing
from lgi.matching.words import Said


@dataclass(frozen=True)
class Weighed:
    """A thing with its features, the name and the code that led to it, and the thing that it followed or preceded.

    `is_same` is whether nothing but spelling lies between what was given and what is on record.
    """

    thing: Thing
    features: Features
    is_same: bool = False
    name: Name | None = None
    code: Code | None = None
    instead_of: "Weighed | None" = None

    @property
    def points(self) -> float:
        """By which it is ranked."""
        return features.points(self.features)


def by_name(index: Index, thing: Thing, asked: Question) -> Weighed:
    """Weigh a thing by its names."""
    is_council = thing.kind == "council"
    given = words.read(asked.text) if is_council else words.plain(asked.text)
    known = index.said[thing.iri]
    name, said = max(
        known, key=lambda pair: (spelling.similarity(given, pair[1]), not pair[1].is_short, _rank(given, pair))
    )
    sort = sorts.agreement(given, thing, (each for _, each in known)) if is_council else sorts.SILENT
    same = [each.sort for each, own in known if own.whole == given.whole and not own.is_short]
    is_region = given.own in index.places and not sorts.is_told(given, (each for _, each in known))
    is_other = is_council and ((given.of_place and not same) or is_region)
    found = Features(
        name_similarity=spelling.similarity(given, said),
        official_name=things.OFFICIAL in same,
        other_name=bool(same) and things.OFFICIAL not in same,
        former_name=name.sort == things.FORMER,
        short_name=said.is_short,
        type_words=min(sort, sorts.SILENT) if is_other else sort,
        extra_words=spelling.extra_words(given, said),
        wider_authority=is_council and sorts.is_wide(thing) and sort == sorts.SILENT,
        may_be_other=is_other,
    )
    is_same = spelling.is_same(given, said) and (not said.is_short or sort == sorts.AGREE)
    return Weighed(thing, _with_rest(index, thing, asked, found), is_same, name)


def by_code(index: Index, thing: Thing, asked: Question, code: Code) -> Weighed:
    """Weigh a thing by one of its codes."""
    found = Features(
        name_similarity=100.0 if is_certain(code) else 70.0,
        identifier=is_certain(code),
        former_identifier=bool(code.replaced_by),
        type_words=sorts.AGREE if is_certain(code) else sorts.SILENT,
    )
    return Weighed(thing, _with_rest(index, thing, asked, found), is_certain(code), code=code)


def in_place_of(index: Index, thing: Thing, asked: Question, other: Weighed, shares: int) -> Weighed:
    """Weigh a thing that followed or came before another one, and shares that with some others."""
    found = replace(other.features, by_succession=True, wider_authority=False)
    found = _with_rest(index, thing, asked, found)
    return Weighed(thing, found, other.is_same and shares == 1, other.name, other.code, other)


def _with_rest(index: Index, thing: Thing, asked: Question, found: Features) -> Features:
    """Add what does not depend on the name."""
    today = index.catalogue.today
    was = days.existed(thing.first, thing.last, asked.days or (today, today))
    agreeing, contradicting = evidence.weigh(index, thing, asked.evidence)
    existed = 1 if was else -1 if asked.days else 0
    return replace(found, existed=existed, evidence_for=agreeing, evidence_against=contradicting)


def _rank(given: Said, pair: tuple[Name, Said]) -> tuple[bool, bool]:
    """Which of several names that are equally near led to a thing: the same one, and rather one it still has."""
    return pair[1].whole == given.whole, pair[0].sort != things.FORMER
