"""Match a question: the candidates in order, of which at most one is said to be the thing that is meant."""

from collections.abc import Iterator
from dataclasses import dataclass

from lgi.matching import days, features, weighing
from lgi.matching.asked import Question
from lgi.matching.index import Index
from lgi.matching.things import Thing
from lgi.matching.weighing import Weighed

_WORTH_SHOWING = 30
_LONGEST = 500


@dataclass(frozen=True)
class Candidate:
    """A thing that may be meant, how well it fits, and whether it is the one."""

    weighed: Weighed
    is_match: bool

    @property
    def thing(self) -> Thing:
        """The thing."""
        return self.weighed.thing

    @property
    def score(self) -> float:
        """How well it fits, from 0 to 100."""
        return features.score(self.weighed.features)


def match(index: Index, asked: Question) -> list[Candidate]:
    """The candidates for a question, the best first."""
    direct = list(_direct(index, asked))
    found: dict[str, Weighed] = {}
    for each in sorted([*direct, *_by_succession(index, asked, direct)], key=_order):
        found.setdefault(each.thing.iri, each)
    ranked = [each for each in found.values() if index.is_type(each.thing, asked.types, asked.every)]
    shown = [each for each in ranked if features.score(each.features) >= _WORTH_SHOWING]
    matched = _is_match(shown)
    return [Candidate(each, matched and not place) for place, each in enumerate(shown[: asked.limit])]


def _direct(index: Index, asked: Question) -> Iterator[Weighed]:
    text = asked.text.strip()[:_LONGEST]
    for thing, code in index.with_code(text):
        yield weighing.by_code(index, thing, asked, code)
    if text:
        from_name = Question(text, asked.types, asked.every, asked.limit, asked.evidence, asked.days)
        yield from (weighing.by_name(index, thing, from_name) for thing in index.near(text, asked.types))
        return
    for each in asked.evidence:
        for value in each.values:
            for thing, code in index.with_code(value, "" if each.property == "identifier" else each.property):
                yield weighing.by_code(index, thing, asked, code)


def _by_succession(index: Index, asked: Question, direct: list[Weighed]) -> Iterator[Weighed]:
    """Those that existed when the named ones did not: what followed them, or what came before."""
    today = index.catalogue.today
    span = asked.days or (today, today)
    for each in direct:
        if each.features.existed != 1 and each.is_same:
            others = _others(index, each.thing, span)
            yield from (weighing.in_place_of(index, other, asked, each, len(others)) for other in others)


def _others(index: Index, thing: Thing, span: days.Days) -> list[Thing]:
    """The things that followed one, or came before it, and existed in a span of days."""
    has_ended = bool(thing.last) and thing.last < span[0]
    found, left, seen = list[Thing](), [thing], {thing.iri}
    while left:
        here = left.pop(0)
        if here is not thing and days.existed(here.first, here.last, span):
            found.append(here)
            continue
        changes = here.followed_by if has_ended else here.follows
        further = [iri for change in changes for iri in change.others if iri not in seen and iri in index.things]
        seen.update(further)
        left += [index.things[iri] for iri in further]
    return found


def _is_match(shown: list[Weighed]) -> bool:
    """Whether the best one is what is meant: nothing speaks against it, and no other comes near."""
    if not shown:
        return False
    best, of = shown[0], shown[0].features
    against = of.type_words < 0 or of.existed < 0 or of.extra_words or of.evidence_against or of.may_be_other
    rivals = [other for other in shown[1:] if other.instead_of is None or other.instead_of.thing is not best.thing]
    ahead = all(best.points - other.points >= features.MARGIN for other in rivals)
    return best.is_same and not against and ahead


def _order(each: Weighed) -> tuple[float, str]:
    return -each.points, each.thing.iri
