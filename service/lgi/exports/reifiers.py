"""Provenance in the form of RDF 1.2: an assertion reifies the statement that it is about (`rdf:reifies <<( s p o )>>`).

Two sorts of statement have assertions behind them. One is the plain statement that a `lgi:TripleAssertion` names by its
subject, predicate and value; those three slots give way to the reified triple. The other is the short cut that a rule
derives from a claim: it is reified by every assertion of that claim, also by one that denies it, for a reified triple
is not thereby said to hold, and the stance stands on the assertion.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from pyoxigraph import NamedNode, Quad, QuerySolutions, RdfFormat, Store, Triple, serialize

from lgi import files, names
from lgi.errors import BadGraph
from lgi.exports.statements import is_authored

FILE = "provenance.rdf12.nt.gz"
CLAIMS = {
    "benefits-agent": "shift",
    "governs": "governance",
    "has-claimed-outcome": "claim",
    "has-relevant-condition": "claim",
    "has-tested-outcome": "claim",
    "is-yielded-by": "shift",
    "leads-to": "link",
    "plays-role": "assignment",
    "uses-mechanism": "claim",
}
"""The rules that derive a short cut from a claim, each with the variable that stands for the claim."""

_TEMPLATE = re.compile(r"CONSTRUCT \{\s*\?(\w+) (\S+) \?(\w+) \.\s*\}\s*WHERE")


def _iri(curie: str) -> NamedNode:
    return NamedNode(names.expand(curie) or curie)


REIFIES = _iri("rdf:reifies")
_ASSERTS = _iri("lgi:assertsClaim")
_SUBJECT, _PREDICATE = _iri("lgi:aboutSubject"), _iri("lgi:aboutPredicate")
_OBJECT, _VALUE = _iri("lgi:aboutObject"), _iri("lgi:aboutValue")
_SLOTS = (_SUBJECT, _PREDICATE, _OBJECT, _VALUE)


def write(quads: Iterable[Quad]) -> bytes:
    """Write the provenance of all statements that have some, as N-Triples 1.2, in order of the lines."""
    said = {quad.triple for quad in quads if is_authored(quad)}
    reified = [*_plain(said), *_short_cuts(said)]
    records = {fact.subject for fact in reified}
    kept = [fact for fact in said if fact.subject in records and fact.predicate not in _SLOTS]
    return serialize(sorted({*reified, *kept}, key=str), format=RdfFormat.N_TRIPLES) or b""


def classic(facts: Iterable[Triple]) -> set[Triple]:
    """Turn what `write` wrote back: the slots of assertions of plain statements, and the other facts as they are."""
    found = set()
    for fact in facts:
        statement = fact.object
        if fact.predicate != REIFIES or not isinstance(statement, Triple):
            found.add(fact)
            continue
        slot = _OBJECT if isinstance(statement.object, NamedNode) else _VALUE
        parts = ((_SUBJECT, statement.subject), (_PREDICATE, statement.predicate), (slot, statement.object))
        found |= {Triple(fact.subject, name, part) for name, part in parts}
    return found


def short_cuts(store: Store, rule: Path) -> Iterator[tuple[NamedNode, Triple]]:
    """The statements that a rule derives, each with a claim that it derives it from. Raises BadGraph."""
    text = rule.read_text(encoding="utf-8")
    template, claim = _TEMPLATE.search(text), CLAIMS[rule.stem]
    if template is None:
        raise BadGraph(f"{rule}: a rule that derives a short cut from a claim makes one statement of two variables")
    subject, predicate, value = template.groups()
    columns = " ".join(dict.fromkeys((f"?{claim}", f"?{subject}", f"?{value}")))
    asked = _TEMPLATE.sub(f"SELECT DISTINCT {columns} WHERE", text)
    rows = store.query(asked, use_default_graph_as_union=True)
    assert isinstance(rows, QuerySolutions)
    for row in rows:
        yield row[claim], Triple(row[subject], _iri(predicate), row[value])


def _plain(said: Iterable[Triple]) -> Iterator[Triple]:
    slots: Mapping[NamedNode, dict[NamedNode, NamedNode]] = defaultdict(dict)
    for fact in said:
        if fact.predicate in _SLOTS:
            slots[fact.subject][fact.predicate] = fact.object  # type: ignore[index,assignment]
    for record, parts in slots.items():
        value = parts.get(_OBJECT) or parts[_VALUE]
        yield Triple(record, REIFIES, Triple(parts[_SUBJECT], parts[_PREDICATE], value))


def _short_cuts(said: Iterable[Triple]) -> Iterator[Triple]:
    store, stands = Store(), defaultdict(list)
    store.bulk_extend(Quad(*fact) for fact in said)
    for fact in said:
        if fact.predicate == _ASSERTS:
            stands[fact.object].append(fact.subject)
    for name in CLAIMS:
        for claim, statement in short_cuts(store, files.RULES / f"{name}.rq"):
            yield from (Triple(stand, REIFIES, statement) for stand in stands[claim])
