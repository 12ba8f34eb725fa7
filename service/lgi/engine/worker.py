"""Evaluate queries in a process of its own that may be killed at any moment; the nursery forks it.

It gives up every right it does not need, says that it is ready, and then answers one query a frame.

Rights given up: writing (the store is a copy in memory, or open read-only), the network and the file system
(the process may open no further descriptor, and there is no socket without one; a worker that asks a remote
store keeps them), memory past the limit, time past the deadline (the kernel ends it, even inside the engine),
core dumps. All this is Linux: elsewhere there is no such process.
"""

import gzip
import os
import resource
import signal
import time
from collections.abc import Callable, Mapping
from functools import partial
from importlib import import_module
from pathlib import Path
from socket import socket
from typing import Any

import pyoxigraph
from pyoxigraph import RdfFormat, Store

from lgi.engine import Limits, Query
from lgi.engine.evaluation import Evaluated, answer
from lgi.engine.frames import receive, send
from lgi.errors import LgiError, TooComplex

_GRACE_SECONDS = 2

Evaluate = Callable[[Query, Mapping[str, str | None], Limits], Evaluated]
"""What answers a query: in one of the types agreed on for each kind of result, within limits."""


def is_local(orders: Mapping[str, Any]) -> bool:
    """Tell whether the orders name a release, and not a remote store."""
    return "dump" in orders


def opened(orders: Mapping[str, Any]) -> Evaluate:
    """Open what the orders name: a release in memory, one on disk, or a remote store."""
    if is_local(orders):
        return partial(answer, _store(orders["dump"], orders["store"]))
    evaluate: Evaluate = import_module("lgi.engine.remote").opened(orders)
    return evaluate


def _store(dump: str, folder: str | None) -> Store:
    if folder:
        return Store.read_only(folder)
    memory = Store()
    # Not bulk_load(): it gives blank nodes other names each time, and an answer would change with its worker.
    # Lenient, since it was read strictly when it was built.
    facts = gzip.decompress(Path(dump).read_bytes())
    memory.bulk_extend(pyoxigraph.parse(facts, format=RdfFormat.N_QUADS, lenient=True))
    return memory


# Tests see what follows from outside only: a process that may write nothing cannot write down what it covered.
def give_up_rights(limits: Limits, *, keep_network: bool) -> None:  # pragma: no cover
    """Give up what an evaluation does not need, for good. What is in memory by now does not count as the query's."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    memory = pages * resource.getpagesize() + limits.memory_bytes
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    if not keep_network:
        # This takes the lowest number that was free; so none below the limit is left: no file and no socket.
        most = os.dup(0) + 1
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def clock(orders: Mapping[str, Any]) -> Callable[[], float]:
    """What an evaluation is timed by: on a busy machine nobody pays for others, but a remote store shows no work."""
    return time.process_time if is_local(orders) else time.perf_counter


def serve(evaluate: Evaluate, limits: Limits, connection: socket, now: Callable[[], float] = time.perf_counter) -> None:
    """Answer query after query until the connection ends, each with how many seconds it took by the clock `now`."""
    while (request := receive(connection)) is not None:
        # The dead man's handle: the web process kills a query that takes too long, if it lives.
        signal.alarm(int(limits.seconds) + _GRACE_SECONDS)
        begun = now()
        try:
            found = evaluate(_query(request), request["accept"], limits)
        except MemoryError:
            _tell(connection, too_large(), now() - begun)
        except LgiError as fault:
            _tell(connection, fault, now() - begun)
        else:
            head = {"kind": found.kind, "media_type": found.media_type, "stable": found.stable}
            send(connection, {**head, "seconds": now() - begun}, found.body)
        finally:
            signal.alarm(0)


def too_large() -> TooComplex:
    """What is said of a query that took all the memory it may have."""
    advice = "write it simpler, or ask for less"
    return TooComplex(f"the query needs more memory than one query may have: {advice}", limit="memory_bytes")


def _query(request: Mapping[str, Any]) -> Query:
    default, named = (
        None if request[key] is None else tuple(request[key]) for key in ("default_graphs", "named_graphs")
    )
    return Query(request["text"], default, named)


def _tell(connection: socket, fault: LgiError, seconds: float) -> None:
    head = {"error": type(fault).__name__, "message": str(fault), "details": vars(fault)}
    send(connection, {**head, "seconds": seconds})
