"""What an update would change: the register as it would be, beside what is on file."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import NamedNode, Triple

from lgi import files, names, turtle
from lgi.register import drafts, records, regions
from lgi.register.bodies import Settler
from lgi.register.corrections import Corrections
from lgi.register.facts import Record, node
from lgi.register.ownership import merged
from lgi.register.tables import Row

KINDS = ("area", "change", "council", "identifier", "place")
"""The registers, one file each."""

_MYSOCIETY_CODE, _IDENTIFIES = node("identifier-scheme:mysociety-code"), node("lgi:identifies")
_NOTATION, _SCHEME = node("skos:notation"), node("lgi:isInIdentifierScheme")
_TYPE = NamedNode(names.VOCABULARIES["rdf"] + "type")

Facts = dict[NamedNode, frozenset[Triple]]


@dataclass(frozen=True)
class Register:
    """The facts of one file, by the thing that they are about, in their order on file."""

    path: Path
    facts: Facts


@dataclass(frozen=True)
class Plan:
    """Before and after, by kind; `owner_of` tells on whose account a thing is said; `doubts` what was left out."""

    before: Mapping[str, Register]
    after: Mapping[str, Register]
    owner_of: Mapping[NamedNode, str]
    doubts: tuple[str, ...]
    unmade: tuple[NamedNode, ...]


def make(tables: Mapping[str, Iterable[Row]], fixes: Corrections, today: str, folder: Path | None = None) -> Plan:
    """Work out what the register in a folder, ours if none is given, should say. Raises BadData."""
    folder = folder or files.GRAPH
    before = {kind: _read(folder / f"{kind}.ttl") for kind in KINDS}
    doubts: list[str] = []
    settler = Settler(drafts.make(tables, fixes, _known(before["identifier"]), doubts), fixes, doubts)
    made = _joined(_records(settler, fixes))
    after = {
        kind: Register(
            before[kind].path,
            before[kind].facts
            | {r.thing: merged(r, before[kind].facts.get(r.thing, ()), today) for r in made if r.kind == kind},
        )
        for kind in KINDS
    }
    owners = {record.thing: record.owner for record in made}
    return Plan(before, after, owners, tuple(dict.fromkeys(doubts)), tuple(_unmade(before, owners)))


def _read(path: Path) -> Register:
    grouped: dict[NamedNode, set[Triple]] = defaultdict(set)
    quads = turtle.read_file(path) if path.is_file() else []
    for thing, fact in [(quad.subject, quad.triple) for quad in quads if isinstance(quad.subject, NamedNode)]:
        grouped[thing].add(fact)
    return Register(path, {thing: frozenset(facts) for thing, facts in grouped.items()})


def _known(identifiers: Register) -> dict[str, str]:
    """The slugs on record, by mySociety's code: a slug never changes, whatever becomes of the name."""
    known = {}
    for facts in identifiers.facts.values():
        said = {fact.predicate: fact.object for fact in facts}
        if said.get(_SCHEME) == _MYSOCIETY_CODE:
            slug = (names.kind_and_slug(_value(said[_IDENTIFIES])) or ("", ""))[1]
            known[_value(said[_NOTATION])] = slug
    return known


def _value(term: object) -> str:
    return str(getattr(term, "value", ""))


def _records(settler: Settler, fixes: Corrections) -> Iterator[Record]:
    found = {body.slug: body for body in settler.bodies()}
    yield from regions.of_all(fixes.regions)
    for body in found.values():
        yield from records.of_body(body)
        yield from records.of_areas(body, fixes.recodes)
        yield from records.of_codes(body)
    yield from map(records.of_change, settler.changes())
    for entry in fixes.former_names:
        yield from records.of_former_name(entry, found[entry["of"]])
    yield from map(records.of_note, fixes.notes)


def _joined(found: Iterable[Record]) -> list[Record]:
    """One record for each thing: a remark joins the council that it is about."""
    joined: dict[NamedNode, Record] = {}
    for record in found:
        other = joined.get(record.thing)
        facts = record.facts | other.facts if other else record.facts
        joined[record.thing] = Record(record.kind, record.thing, record.owner, facts)
    return list(joined.values())


def _unmade(before: Mapping[str, Register], owners: Mapping[NamedNode, str]) -> Iterator[NamedNode]:
    """Things of the register on file that the lists do not give any more."""
    for thing, facts in [*before["council"].facts.items(), *before["change"].facts.items()]:
        kinds = {fact.object for fact in facts if fact.predicate == _TYPE}
        if thing not in owners and kinds & {node("lgi:LocalAuthority"), node("org:ChangeEvent")}:
            yield thing
