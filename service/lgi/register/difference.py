"""The difference that an update makes, in plain words: council by council, fact by fact."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator

from pyoxigraph import Literal, NamedNode, Triple

from lgi import names
from lgi.register.facts import node
from lgi.register.plan import Plan

_LABELS = (node("skos:prefLabel"), node("lgi:gloss"))
_WORDS = {"a": "kind of thing", "url": "website", "notation": "code"}


def lines(plan: Plan) -> list[str]:
    """Tell what would be added, changed and gone, and at last how much of each; nothing if all is as it was."""
    changed = _changed(plan)
    told = [line for owner, facts in sorted(changed.items()) for line in _told(plan, owner, facts)]
    gone = [f"gone     {names.short(thing.value)} is in none of the lists; its record is kept" for thing in plan.unmade]
    left_out = [f"left out {doubt}" for doubt in plan.doubts]
    return [*left_out, *told, *gone, *_counts(plan, changed)]


def is_empty(plan: Plan) -> bool:
    """Whether an update would change nothing."""
    return not _changed(plan)


def _changed(plan: Plan) -> dict[str, list[tuple[str, Triple]]]:
    """The facts added and taken away, by the council on whose account."""
    changed: dict[str, list[tuple[str, Triple]]] = defaultdict(list)
    for kind, register in plan.after.items():
        for thing, facts in register.facts.items():
            old = plan.before[kind].facts.get(thing, frozenset())
            for sign, some in (("-", old - facts), ("+", facts - old)):
                for fact in some:
                    changed[plan.owner_of.get(thing, "")].append((sign, fact))
    return dict(changed)


def _told(plan: Plan, owner: str, facts: list[tuple[str, Triple]]) -> Iterator[str]:
    thing = node(f"council:{owner}")
    is_council = thing in plan.after["council"].facts
    thing = thing if is_council else node(f"place:{owner}")
    kind = "council" if is_council else "place"
    name = f"{_label(plan.after[kind].facts[thing])} ({names.short(thing.value)})"
    if thing not in plan.before[kind].facts:
        yield f"added    {name}: {len(facts)} facts"
        return
    yield f"changed  {name}"
    yield from sorted(f"    {sign} {_said(fact)}" for sign, fact in facts)


def _label(facts: Iterable[Triple]) -> str:
    return next((_value(fact.object) for fact in facts if fact.predicate in _LABELS), "")


def _said(fact: Triple) -> str:
    about = names.short(_value(fact.subject))
    local = "a" if fact.predicate.value.endswith("#type") else names.short(fact.predicate.value).rpartition(":")[2]
    value = _value(fact.object) if isinstance(fact.object, Literal) else names.short(_value(fact.object))
    return f"{about} {_WORDS.get(local) or names.words(local)}: {value}"


def _value(term: object) -> str:
    return str(getattr(term, "value", term))


def _counts(plan: Plan, changed: dict[str, list[tuple[str, Triple]]]) -> Iterator[str]:
    signs = Counter(sign for facts in changed.values() for sign, _ in facts)
    added = _things(plan, changed)
    yield f"{signs['+']} facts added, {signs['-']} taken away; {len(plan.unmade)} records gone from the lists"
    if added:
        yield f"new records: {', '.join(f'{count} of kind {kind}' for kind, count in sorted(added.items()))}"


def _things(plan: Plan, changed: dict[str, list[tuple[str, Triple]]]) -> Counter[str]:
    subjects = {fact.subject for facts in changed.values() for _, fact in facts}
    there = {thing for register in plan.before.values() for thing in register.facts}
    new = [s for s in subjects - there if isinstance(s, NamedNode)]
    return Counter((names.kind_and_slug(thing.value) or ("",))[0] for thing in new)
