"""Evaluate one query on a store elsewhere: ask it, trust nothing but its facts, and write its answer as our own.

A query is read here first, so what is refused and what cannot be read is told exactly as if the store were our own.
This is called within a worker process, which may be killed: it may wait for as long as the store lets it.
"""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from functools import partial
from typing import Any, Self

from pyoxigraph import Store

from lgi.engine import Limits, Query, guard, replies
from lgi.engine.dataset import NOWHERE, with_dataset
from lgi.engine.evaluation import Evaluated, agreed, evaluate, has_keyword, written
from lgi.engine.wire import Address, Patience, send
from lgi.errors import Untrustworthy

PUBLISHED = "urn:lgi:published"
"""The graph in which `lgi publish` puts all facts of a release once more, for queries that name no graph."""

_FORMS = {"solutions": "SELECT", "boolean": "ASK", "graph": "CONSTRUCT"}
_WORDIER = 4
"""How much longer an answer may be in the type that a store is asked for than in the one that is written."""


@dataclass(frozen=True)
class Endpoint:
    """A remote store that holds a release: its address, and where in it the release is.

    A query that names no graphs is to see the facts of all `graphs`: they stand in the graph `flat`; or if that is
    empty in those graphs alone, each of which is then named; or with `union` the store shows them unasked.
    """

    address: Address
    graphs: tuple[str, ...] = ()
    flat: str = PUBLISHED
    union: bool = False

    def orders(self) -> dict[str, Any]:
        """What a worker needs to know, as JSON has it."""
        return {"endpoint": asdict(self)}

    @classmethod
    def from_orders(cls, orders: Mapping[str, Any]) -> Self:
        """Take it from the orders of a worker."""
        told = orders["endpoint"]
        return cls(**{**told, "address": Address(**told["address"]), "graphs": tuple(told["graphs"])})


def opened(orders: Mapping[str, Any]) -> Callable[[Query, Mapping[str, str | None], Limits], Evaluated]:
    """What answers queries on the store that a worker's orders name."""
    return partial(answer, Endpoint.from_orders(orders))


def answer(endpoint: Endpoint, query: Query, accept: Mapping[str, str | None], limits: Limits) -> Evaluated:
    """Evaluate a query on a remote store. Raises QueryError or NotAcceptable."""
    shape = replies.shape(evaluate(Store(), query, limits))
    media_type = agreed(shape.kind, accept)
    patience = Patience(limits.seconds, limits.answer_bytes * _WORDIER)
    body = send(endpoint.address, _asked(endpoint, query), _FORMS[shape.kind], replies.ASKED[shape.kind], patience)
    found = replies.read(body, shape)
    try:
        return written(found, query, media_type, limits)
    except (SyntaxError, ValueError) as fault:
        # What was read is looked into only as it is written.
        raise Untrustworthy(f"the store's answer holds what is no RDF term ({type(fault).__name__})") from None


def _asked(endpoint: Endpoint, query: Query) -> str:
    """The query with the graphs in it that it is to look in: those of the request, its own, or all."""
    if query.default_graphs is not None or query.named_graphs is not None:
        return with_dataset(query.text, query.default_graphs or [NOWHERE], query.named_graphs or [NOWHERE], only=True)
    if has_keyword(query.text, "FROM"):
        # Some stores take one kind of clause alone to leave the other kind of graph as it was.
        return with_dataset(query.text, [NOWHERE], [NOWHERE])
    if endpoint.union:
        return query.text
    # The list is long, and costs time: it is left out where no pattern can tell the difference.
    named = endpoint.graphs if guard.mentions(query.text, "GRAPH") else ()
    return with_dataset(query.text, [endpoint.flat] if endpoint.flat else endpoint.graphs, named)
