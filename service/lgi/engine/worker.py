"""Evaluate queries in a process of its own that may be killed at any moment: `python -m lgi.engine.worker`.

It reads a frame with its orders, opens the release, gives up every right it does not need, and then answers
one query a frame.

Rights given up: writing (the store is a copy in memory, or open read-only), the network and the file system
(the process may open no further descriptor, and there is no socket without one), memory past the limit, time
past the deadline (the kernel ends it, even inside the engine), core dumps.
"""

import gzip
import os
import resource
import signal
import sys
from pathlib import Path
from typing import Any, BinaryIO

from pyoxigraph import RdfFormat, Store

from lgi.engine import Limits, Query
from lgi.engine.evaluation import answer
from lgi.engine.frames import read_frame, write_frame
from lgi.errors import LgiError, TooComplex

_GRACE_SECONDS = 2


def _open(dump: str, store: str | None) -> Store:
    if store:
        return Store.read_only(store)
    memory = Store()
    memory.bulk_load(gzip.decompress(Path(dump).read_bytes()), format=RdfFormat.N_QUADS)
    return memory


# Tests see what follows from outside only: a process that may write nothing cannot write down what it covered.
def _give_up_rights(limits: Limits) -> None:  # pragma: no cover
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (limits.memory_bytes, limits.memory_bytes))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    highest = os.dup(0)
    resource.setrlimit(resource.RLIMIT_NOFILE, (highest + 1, highest + 1))
    try:
        while True:
            os.dup(0)
    except OSError:
        # Every number below the limit is taken now, so nothing can be opened: no file and no socket.
        return


def _serve(store: Store, limits: Limits, requests: BinaryIO, answers: BinaryIO) -> None:
    while (request := read_frame(requests)) is not None:
        signal.alarm(int(limits.seconds) + _GRACE_SECONDS)
        try:
            graphs: dict[str, Any] = {
                key: None if request[key] is None else tuple(request[key]) for key in ("default_graphs", "named_graphs")
            }
            query = Query(request["text"], **graphs)
            found = answer(store, query, request["accept"], limits)
            head = {"kind": found.kind, "media_type": found.media_type, "stable": found.stable}
            write_frame(answers, head, found.body)
        except MemoryError:
            _tell(answers, TooComplex("the query needs more memory than one query may have"))
        except LgiError as fault:
            _tell(answers, fault)
        finally:
            signal.alarm(0)


def _tell(answers: BinaryIO, fault: LgiError) -> None:
    write_frame(answers, {"error": type(fault).__name__, "message": str(fault), "details": vars(fault)})


def main() -> None:  # pragma: no cover
    """Take orders from standard input and answer on standard output until the input ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    requests, answers = sys.stdin.buffer, sys.stdout.buffer
    orders = read_frame(requests)
    if orders is None:
        return
    limits = Limits(**orders["limits"])
    store = _open(orders["dump"], orders["store"])
    _give_up_rights(limits)
    write_frame(answers, {"ready": True})
    _serve(store, limits, requests, answers)


if __name__ == "__main__":
    main()
