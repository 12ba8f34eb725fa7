"""Check a query as it is being written: whether it can be read, and all that it names is there."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Iterator

from lgi import names
from lgi.diagnosis import near, syntax
from lgi.diagnosis.asking import Asker
from lgi.diagnosis.faults import Fix, Problem
from lgi.diagnosis.near import Named
from lgi.diagnosis.text import Mention, Source
from lgi.engine.habits import PREFIXES
from lgi.errors import BadQuery

Parse = Callable[[str], Awaitable[BadQuery | None]]
"""From a query to what its engine has against it, if it cannot read it."""

_CHECKED = (names.THINGS, names.SCHEMES, names.ONTOLOGY)
_MOST_UNKNOWN = 10
_MOST = 100


async def problems(query: str, parse: Parse, asker: Asker) -> list[Problem]:
    """All that is wrong with a query, in the order of its text. Raises QueryError."""
    source = Source(query)
    # To take a long text apart takes a while, and others are waiting.
    await asyncio.to_thread(lambda: source.pieces)
    undeclared = list(_undeclared(source))
    # What is not declared would hide what else is wrong.
    declared = "".join(dict.fromkeys(f"PREFIX {prefix}: <urn:x> " for prefix in map(_prefix, undeclared)))
    found = [_declare(source, mention) for mention in undeclared]
    if fault := await parse(declared + query):
        found.append(syntax.problem(query, fault, len(declared)))
    found += await _unknown(source, asker)
    return sorted(found, key=lambda problem: problem.offset)[:_MOST]


def _undeclared(source: Source) -> Iterator[Mention]:
    """The first use of each prefix that is not declared."""
    seen = {*source.prefixes, "_"}
    for piece in source.pieces[source.beginning :]:
        prefix = piece.text.partition(":")[0]
        if piece.kind == "name" and prefix not in seen and prefix not in ("http", "https", "bif"):
            seen.add(prefix)
            yield Mention("", piece)


def _prefix(mention: Mention) -> str:
    return mention.piece.text.partition(":")[0]


def _declare(source: Source, mention: Mention) -> Problem:
    prefix, start = _prefix(mention), mention.piece.start
    space = names.namespace(prefix) if prefix in (*names.VOCABULARIES, *names.KINDS) else None
    space = space or PREFIXES.get(prefix)
    fixes = [Fix(f"Declare {prefix}:", 0, 0, f"PREFIX {prefix}: <{space}>\n")] if space else []
    others = near.ranked_texts(prefix, {*source.prefixes, *names.KINDS, *names.VOCABULARIES} - {prefix})
    fixes += [Fix(f"Change {prefix}: to {other}:", start, start + len(prefix), other) for other in others]
    meant = "" if space or not others else f" Did you mean {near.listed([f'{other}:' for other in others])}?"
    message = f"The prefix {prefix}: is not declared.{meant}"
    return Problem("error", start, len(mention.piece.text), message, tuple(fixes))


async def _unknown(source: Source, asker: Asker) -> list[Problem]:
    """Names of ours that are not there."""
    ours = [mention for mention in source.mentions() if _is_ours(mention.iri)]
    absent = await asker.absent(mention.iri for mention in ours)
    told: list[Problem] = []
    for iri in absent[:_MOST_UNKNOWN]:
        there = await asker.like(iri)
        told += [unknown(source, mention, there) for mention in ours if mention.iri == iri]
    return told


def _is_ours(iri: str) -> bool:
    fixed = near.repaired(iri)
    return fixed.startswith(_CHECKED) and fixed not in (names.ONTOLOGY, names.ONTOLOGY + "#")


def unknown(source: Source, mention: Mention, there: Iterable[Named]) -> Problem:
    """Say that a name is not there, and which are that come near."""
    fixes = tuple(exchange(source, mention, named) for named in there)
    meant = near.listed([fix.text for fix in fixes])
    advice = f" Did you mean {meant}?" if meant else ""
    message = f"There is no {mention.piece.text} in this release.{advice}"
    return Problem("warning", mention.piece.start, len(mention.piece.text), message, fixes)


def exchange(source: Source, mention: Mention, named: Named) -> Fix:
    """Write another name in the place of one."""
    text = source.short(named.iri)
    label = f" ({named.label})" if named.label else ""
    return Fix(f"Change to {text}{label}", mention.piece.start, mention.end, text)
