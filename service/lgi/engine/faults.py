"""What is said to whoever asked when a query gets no answer."""

import math
import signal
from collections.abc import Mapping
from typing import Any

from lgi import errors
from lgi.engine import Limits
from lgi.errors import Busy, LgiError, QueryError, TooComplex, TooSlow

_FEWER = "write it simpler, or ask for less"
_SOON = "ask again in a few seconds"


def told(head: Mapping[str, Any]) -> LgiError:
    """Make the error that a worker told of."""
    kind: type[LgiError] = getattr(errors, head["error"])
    fault = kind(head["message"])
    vars(fault).update(head["details"])
    return fault


def died(status: int | None, limits: Limits) -> QueryError:
    """Say what became of a query whose worker ended with a status; None: with the nursery, whatever ended that."""
    if status is None:
        return Busy(f"the engine was ended and starts again: {_SOON}", retry_after=1)
    if status == -signal.SIGALRM:
        return too_slow(limits, 0)
    if status in (-signal.SIGSEGV, -signal.SIGBUS):
        return TooComplex(f"the query broke the engine's limits of nesting: {_FEWER}", limit="depth")
    return TooComplex(f"the query broke the engine's limits of memory: {_FEWER}", limit="memory_bytes")


def too_slow(limits: Limits, waited: float) -> TooSlow:
    """Say that a query was being evaluated when its time was over."""
    wait = f", {waited:.1f} of them spent waiting for other queries" if waited >= 0.1 * limits.seconds else ""
    advice = "bind more terms, drop cross products, or add a LIMIT"
    return TooSlow(
        f"the query was stopped after {limits.seconds:g} seconds{wait}: {advice}",
        limit="seconds",
        retry_after=math.ceil(limits.seconds),
    )


def never_begun(limits: Limits) -> Busy:
    """Say that a query waited all its time."""
    return Busy(
        f"no worker was free within {limits.seconds:g} seconds: {_SOON}",
        limit="queue",
        retry_after=math.ceil(limits.seconds),
    )


def queue_full(waiting: int) -> Busy:
    """Say that a query may not even wait."""
    return Busy(f"{waiting} queries wait already: {_SOON}", limit="queue", retry_after=1)


def heavy_queue_full(waiting: int, limits: Limits) -> Busy:
    """Say that a query turned out to be heavy, and may not wait with the others that are."""
    return Busy(
        f"the query takes more than {limits.light_seconds:g} seconds, and {waiting} such wait already: {_SOON}, or ask for less",
        limit="queue",
        retry_after=math.ceil(limits.seconds),
    )


def no_room(fault: OSError) -> Busy:
    """Say that the answer cannot be kept while it is sent."""
    return Busy(f"there is no room for the answer ({fault.strerror}): {_SOON}", retry_after=60)


def too_long(limits: Limits) -> TooComplex:
    """Say that a query is too long."""
    return TooComplex(
        f"the query is longer than {limits.query_bytes} bytes: give values in fewer words", limit="query_bytes"
    )
