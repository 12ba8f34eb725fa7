"""Why a thing is a candidate, in plain words, and what it is in a line."""

from lgi.matching import days, spelling, words
from lgi.matching.asked import Question
from lgi.matching.index import Index
from lgi.matching.matcher import Candidate
from lgi.matching.things import FORMER, OFFICIAL, Thing
from lgi.matching.weighing import Weighed

_NOTE = 160


def about(index: Index, thing: Thing) -> str:
    """What a thing is, in a line: its type, where it is, since when and until when."""
    kind = index.types[thing.types[-1]].name if thing.types[-1] in index.types else ""
    nation = [index.catalogue.labels.get(iri, "") for iri in thing.values.get("nation", ())]
    where = f" in {', '.join(nation)}" if nation else ""
    first = f"from {days.spoken(thing.first)}" if thing.first else ""
    last = f"until {days.spoken(thing.last)}" if thing.last else ""
    told = ", ".join(filter(None, [kind + where, " ".join(filter(None, [first, last]))]))
    note = thing.note if len(thing.note) <= _NOTE else thing.note[:_NOTE].rpartition(" ")[0] + " …"
    return ". ".join(filter(None, [told, note.rstrip(".")])) + "."


def why(index: Index, asked: Question, found: Candidate) -> str:
    """Why a thing is a candidate: what led to it, what it followed, and what speaks against it."""
    weighed = found.weighed
    told = [_way(asked, weighed), _succession(index, weighed), *_objections(index, asked, weighed)]
    return " ".join(filter(None, told))


def why_none(found: list[Candidate]) -> str:
    """Why nothing is a match, though there may be candidates."""
    if not found:
        return "Nothing on record has a name or a code like this."
    best, of = found[0].thing.name, found[0].weighed.features
    near = [each.thing.name for each in found[1:] if each.weighed.points > found[0].weighed.points - 4]
    if near and found[0].weighed.is_same:
        return f"It may be any of several: {', '.join([best, *near])}."
    if of.type_words < 0:
        return f"The nearest is {best}, but the words for the sort of council speak against it."
    if found[0].weighed.instead_of and not found[0].weighed.is_same:
        told = [each.thing.name for each in found if each.weighed.instead_of]
        return f"No council has this name now; {' and '.join(told)} took its place."
    if of.existed < 0:
        return f"The nearest is {best}, but it did not exist then."
    return f"The nearest is {best}, but it is not near enough to be sure."


def _way(asked: Question, weighed: Weighed) -> str:
    """By which name or code a thing was found."""
    bearer = weighed.instead_of.thing if weighed.instead_of else weighed.thing
    if weighed.code:
        return _by_code(weighed, bearer)
    assert weighed.name
    given, text = words.read(asked.text), weighed.name.text
    known = words.read(text) if bearer.kind == "council" else words.plain(text)
    if given.whole == words.read(text).whole:
        sort = {OFFICIAL: "the official name", FORMER: "a former name"}.get(weighed.name.sort, "a name")
        return f"“{text}” is {sort} of {bearer.name}."
    slips, met = spelling.slips(given.own, known.own), _met(weighed, bearer)
    if not slips:
        return f"Apart from words for the sort of council, the name agrees with {met}."
    if weighed.is_same:
        return f"The name differs in {slips} letter{'s' if slips > 1 else ''} from {met}."
    return f"The name is like {met}."


def _met(weighed: Weighed, bearer: Thing) -> str:
    """The name that was met, and whose it is if it does not say so itself."""
    assert weighed.name
    text, former = weighed.name.text, weighed.name.sort == FORMER
    if text == bearer.name:
        return f"“{text}”"
    return f"“{text}”, {'a former' if former else 'a'} name of {bearer.name}"


def _by_code(weighed: Weighed, bearer: Thing) -> str:
    code = weighed.code
    assert code
    if code.replaced_by:
        return f"{code.text} is a former code of {bearer.name}, since replaced by {code.replaced_by}."
    return f"{code.text} is a code of {bearer.name}."


def _succession(index: Index, weighed: Weighed) -> str:
    """What became of a thing that has ended, or what another one came before or after."""
    thing, other = weighed.thing, weighed.instead_of
    if other:
        if other.thing.last and (not thing.first or other.thing.last < thing.first):
            return f"That council ended on {days.spoken(other.thing.last)}, and {thing.name} followed it."
        first = f"began on {days.spoken(other.thing.first)}" if other.thing.first else "began later"
        return f"That council {first}; {thing.name} came before it."
    if not thing.last or thing.kind != "council":
        return ""
    after = [index.things[iri].name for change in thing.followed_by for iri in change.others if iri in index.things]
    has_ended = thing.last < index.catalogue.today
    told = f"It {'ended' if has_ended else 'is to end'} on {days.spoken(thing.last)}"
    follow = "followed it" if has_ended else ("is to follow it" if len(after) == 1 else "are to follow it")
    return f"{told}; {' and '.join(after)} {follow}." if after else f"{told}."


def _objections(index: Index, asked: Question, weighed: Weighed) -> list[str]:
    of, found = weighed.features, list[str]()
    if of.type_words < 0:
        found.append("The words for the sort of council speak against it.")
    if of.existed < 0:
        found.append("It did not exist on the date given.")
    if of.evidence_against:
        found.append(f"It contradicts {of.evidence_against} of the properties given.")
    if of.may_be_other:
        found.append("Something that is no council has this name too.")
    if asked.days is None and weighed.thing.first > index.catalogue.today:
        found.append(f"It is to begin on {days.spoken(weighed.thing.first)}.")
    return found
