"""Say why a query finds nothing: take its pattern apart, and ask part by part until it is plain which of them is why."""

from collections.abc import Sequence

from lgi.diagnosis import conditions, culprits, joining
from lgi.diagnosis.asking import Asker, Exhausted
from lgi.diagnosis.case import Case
from lgi.diagnosis.faults import Diagnosis, Fix, Reason
from lgi.diagnosis.near import Named, listed, ranked
from lgi.diagnosis.reading import Part, Pattern, read
from lgi.diagnosis.statements import Unread
from lgi.diagnosis.text import Source
from lgi.errors import BadQuery, TooComplex, TooSlow

SUMMARIES = {
    "term-unknown": "The query names something that is not in this release.",
    "graph-unknown": "The query looks in a graph that is not in this release.",
    "variable-unknown": "A condition speaks of a variable that has no value.",
    "wrong-literal": "A value is written in another way than it is recorded.",
    "label-for-thing": "A name stands where the thing itself is meant.",
    "direction-reversed": "A property stands the wrong way round.",
    "wrong-class": "A property is asked of things that do not have it.",
    "graph-elsewhere": "It is recorded, but in another graph than the one that the query names.",
    "filter-removes-all": "The pattern finds something, and a condition removes all of it.",
    "recorded-for-few": "The query asks for something that is recorded for few things only.",
    "never-together": "The query is sound: each of its parts is recorded, but nothing is that meets all of them.",
    "nothing-recorded": "The query is sound: all that it names is known, but nothing of the kind is recorded.",
    "cut-off": "There are rows, but what follows the pattern leaves none of them.",
    "has-rows": "The query does find something.",
    "not-found": "The reason could not be found within the limits of one request.",
    "not-analysed": "The query is written in a way that cannot be taken apart here.",
}
"""What each verdict means, the ones that ask for a change first."""

_RANK = list(SUMMARIES)
_MOST_REASONS = 8
_DEEPEST = 4
_LONGEST = 20_000


async def explain(query: str, asker: Asker) -> Diagnosis:
    """Say why a query that the engine could read gave nothing. Raises QueryError, but for questions that took too long."""
    source = Source(query)
    if len(query) > _LONGEST:
        return told("not-analysed")
    try:
        pattern = read(source)
    except Unread:
        return told("not-analysed")
    try:
        found = await _of_case(Case.of(source, pattern, asker), _DEEPEST) or _after(pattern)
    except (Exhausted, TooSlow, TooComplex):
        return told("not-found")
    except BadQuery:
        return told("not-analysed")
    reasons = sorted(found, key=lambda reason: _RANK.index(reason.kind))[:_MOST_REASONS]
    return told(reasons[0].kind if reasons else "not-found", reasons)


def told(verdict: str, reasons: Sequence[Reason] = ()) -> Diagnosis:
    """A diagnosis by its verdict."""
    return Diagnosis(verdict, SUMMARIES[verdict], reasons)


async def _of_case(case: Case, deeper: int) -> list[Reason]:
    """Why a group finds nothing; no reason if it does find something."""
    if not case.parts or await case.ask(case.parts):
        return []
    if case.conditions and await case.ask(case.given):
        return await culprits.unknown(case, case.conditions) or await conditions.explain(case)
    alone = [part for part in case.standing if not await case.ask([part])]
    if alone:
        return [reason for part in alone for reason in await _of_part(case, part, deeper)]
    parts = await joining.core(case)
    return await culprits.unknown(case, parts) or await joining.explain(case, parts)


async def _of_part(case: Case, part: Part, deeper: int) -> list[Reason]:
    if part.kind == "graph" and (reasons := await _of_graph(case, part)):
        return reasons
    if not part.groups or not deeper:
        return await culprits.explain(case, part) or [_empty(part)]
    found = [reason for group in part.groups for reason in await _of_case(case.within(part, group), deeper - 1)]
    return found or [_empty(part)]


def _empty(part: Part) -> Reason:
    text = " ".join(part.text.split())[:100]
    return Reason(
        "nothing-recorded", f"All that this names is known, but nothing like it is recorded: {text}", part.start
    )


async def _of_graph(case: Case, part: Part) -> list[Reason]:
    """Say that there is no such graph, or that what is looked for in it stands in another."""
    piece = part.pieces[1]
    iri = case.source.iri(piece)
    if iri is None:
        return []
    if iri not in case.asker.known.graphs and not await case.asker.ask(f"ASK {{ GRAPH <{iri}> {{ ?s ?p ?o }} }}"):
        near = ranked(iri, [Named(graph, "") for graph in case.asker.known.graphs])
        ways = [case.source.short(named.iri) for named in near]
        fixes = tuple(Fix(f"Change to {way}", piece.start, piece.start + len(piece.text), way) for way in ways)
        meant = f" Did you mean {listed(ways)}?" if ways else ""
        return [Reason("graph-unknown", f"No graph is called {piece.text}.{meant}", piece.start, fixes)]
    inner = "\n".join(each.text for each in part.groups[0])
    if await case.ask(inner):
        message = f"What is asked for is recorded, but not in the graph {piece.text}."
        return [Reason("graph-elsewhere", message, piece.start)]
    return []


def _after(pattern: Pattern) -> list[Reason]:
    """Say which word after the pattern leaves nothing of what it finds."""
    words = [piece.text.upper() for piece in pattern.tail]
    found: list[Reason] = []
    for at, piece in enumerate(pattern.tail[:-1]):
        number = pattern.tail[at + 1]
        end = number.start + len(number.text)
        if words[at] == "LIMIT" and not int(number.text if number.text.isdecimal() else 1):
            fix = Fix("Change to LIMIT 10", piece.start, end, "LIMIT 10")
            found.append(Reason("cut-off", "LIMIT 0 leaves no row.", piece.start, (fix,)))
        if words[at] == "OFFSET":
            fix = Fix(f"Delete OFFSET {number.text}", piece.start, end, "")
            message = f"OFFSET {number.text} may pass over all the rows that there are."
            found.append(Reason("cut-off", message, piece.start, (fix,)))
        if words[at] in ("HAVING", "VALUES"):
            message = f"The pattern finds rows; what stands after {words[at]} may leave none of them."
            found.append(Reason("cut-off", message, piece.start))
    return found
