"""Evaluate one query on a store: what the engine makes of it, as bytes in the media type agreed on."""

import re
from collections.abc import Mapping
from io import BytesIO
from typing import Any, NamedTuple

from pyoxigraph import NamedNode, Store
from typing_extensions import Buffer

from lgi import media
from lgi.engine import Limits, Query, explain, guard, results
from lgi.engine.results import Results
from lgi.errors import BadQuery, Refused, TooComplex

_NOWHERE = NamedNode("urn:lgi:no-graph")


class Evaluated(NamedTuple):
    """What came of a query: see `lgi.engine.Answer`."""

    kind: str
    media_type: str
    body: bytes
    stable: bool


class _Capped(BytesIO):
    """A place for the bytes of an answer that takes no more than it is allowed."""

    def __init__(self, most: int) -> None:
        super().__init__()
        self.most = most

    def write(self, part: Buffer) -> int:
        """Take some bytes. Raises TooComplex once they are too many."""
        written = super().write(part)
        if self.tell() > self.most:
            advice = "ask for less with LIMIT and OFFSET, or load the dumps"
            raise TooComplex(f"the answer is larger than {self.most >> 20} MiB: {advice}", limit="answer_bytes")
        return written


def answer(store: Store, query: Query, accept: Mapping[str, str | None], limits: Limits) -> Evaluated:
    """Evaluate a query on a store. Raises QueryError or NotAcceptable."""
    found = evaluate(store, query, limits)
    return written(found, query, agreed(results.kind(found), accept), limits)


def evaluate(store: Store, query: Query, limits: Limits) -> Results:
    """Examine a query and begin to evaluate it on a store. Raises QueryError."""
    guard.examine(query.text, limits)
    return _evaluate(store, query)


def agreed(kind: str, accept: Mapping[str, str | None]) -> str:
    """The media type agreed on for a kind of result. Raises NotAcceptable."""
    media_type = accept[kind]
    if media_type is None:
        raise results.none_accepted(kind)
    return media_type


def written(found: Results, query: Query, media_type: str, limits: Limits) -> Evaluated:
    """Write the results of a query. Raises TooComplex if they are too large, NotAcceptable if the type cannot hold them."""
    sink, kind = _Capped(limits.answer_bytes), results.kind(found)
    results.write(found, media_type, sink)
    body = results.sound(sink.getvalue(), media_type, kind)
    return Evaluated(kind, media_type, body, guard.is_stable(query.text, canonical=media_type == media.CANONICAL))


def _evaluate(store: Store, query: Query) -> Results:
    elsewhere = has_keyword(query.text, "SERVICE")
    try:
        found = store.query(query.text, **_graphs(query))
    except SyntaxError as fault:
        raise explain.syntax_error(query.text, fault.msg) from None
    except (RuntimeError, ValueError, OSError) as fault:
        if not elsewhere:
            raise explain.evaluation_error(query.text, str(fault)) from None
    if elsewhere:
        raise Refused(guard.NO_SERVICE)
    return found


def _graphs(query: Query) -> dict[str, Any]:
    """Which graphs the engine is to look in: those of the request, else those the query names, else all."""
    if query.default_graphs is not None or query.named_graphs is not None:
        default = [_node(iri) for iri in query.default_graphs or ()] or [_NOWHERE]
        return {"default_graph": default, "named_graphs": [_node(iri) for iri in query.named_graphs or ()]}
    return {} if has_keyword(query.text, "FROM") else {"use_default_graph_as_union": True}


def _node(iri: str) -> NamedNode:
    try:
        return NamedNode(iri)
    except ValueError as fault:
        raise BadQuery(f"{iri!r} is no IRI that a graph could have: {fault}") from None


def has_keyword(text: str, word: str) -> bool:
    """Tell whether a query, if the engine can read it at all, has a keyword.

    The engine glues and splits words as no list of tokens foresees (`1SERVICESILENT<...>`), so it is asked itself:
    with the word misspelt it still reads a string, a name or a comment, but no longer a keyword.
    """
    if not guard.mentions(text, word):
        return False
    try:
        Store().query(re.sub(word, f"{word[:-1]}X", text, flags=re.IGNORECASE))
    except SyntaxError:
        return True
    except (RuntimeError, ValueError):
        return False
    return False
