"""Budgets 5 to 7: what is ours alone: cached answers, the way to the engine and back, and the start."""

import asyncio
import json
import statistics
import time
from pathlib import Path
from typing import Any
from urllib.parse import quote
from urllib.request import urlopen

from pyoxigraph import QueryResultsFormat, RdfFormat, Store

from bench import ratios, servers
from bench.against import load, rates_note
from bench.goals import Measured, median_of, unmeasured
from bench.session import LARGE, SMALL, Session

_SIZE = 2000
_REPEAT = 40
_BARE, _OURS = "bare", "ours"


def cached(session: Session) -> dict[str, Measured]:
    """Budget 5: an answer that is there already, and one that the client has already."""
    with servers.ours(session.release(SMALL), servers.UNBOUNDED) as url:
        target, size, etag = _small_answer(url)
        with servers.bare_application(size) as bare:
            ends = {_BARE: bare, _OURS: target}
            whole = session.compare("cached", ends, "--get", "--no-latency", *load(session))["throughput"]
            found = {"5a": median_of(ratios.rates(whole, _OURS, _BARE), f"{size} bytes; {rates_note(whole)}")}
            if not etag:
                return found | {"5b": unmeasured("the answer carries no ETag")}
            condition = ["--header", f"If-None-Match: {etag}"]
            same = session.compare("304", ends, "--get", "--no-latency", *condition, *load(session))["throughput"]
    return found | {"5b": median_of(ratios.rates(same, _OURS, _BARE), rates_note(same))}


def _small_answer(url: str) -> tuple[str, int, str]:
    """The address of an answer of about 2 kB, its length and its ETag."""
    target = ""
    for rows in range(1, 100):
        target = f"{url}/sparql?query={quote(f'SELECT ?s ?p WHERE {{ ?s ?p ?o }} LIMIT {rows}')}"
        with urlopen(target) as answer:  # noqa: S310
            size, etag = len(answer.read()), answer.headers.get("ETag", "")
        if size >= _SIZE:
            break
    return target, size, etag


def way(session: Session) -> dict[str, Measured]:
    """Budget 6: the same lookups over HTTP and in this process."""
    data = session.data(session.quads)
    store = Store()
    store.bulk_load(path=str(data), format=RdfFormat.N_QUADS)
    with servers.ours(session.release(session.quads), servers.UNCACHED) as url:
        session.say("6: over HTTP and in the process")
        rounds = [asyncio.run(_extra(session, store, f"{url}/sparql")) for _ in range(session.rounds)]
    session.raw["way"] = rounds
    return {"6": median_of([1000 * seconds for seconds in rounds], f"{session.quads:,} quads; one connection")}


async def _extra(session: Session, store: Store, url: str) -> float:
    """The median over the lookups of what each takes longer over HTTP, in seconds, at its median."""
    runner = session.tools.runner()
    parameters = json.loads((session.data(session.quads).parent / "params.json").read_text(encoding="utf-8"))
    connection = runner.Conn(url)
    extra = []
    for query in session.tools.queries("lookup"):
        texts = [query.fill(parameters, turn) for turn in range(_REPEAT)]
        here = [_timed(store, text, query.form in ("CONSTRUCT", "DESCRIBE")) for text in texts]
        there = []
        for text in texts:
            request = runner.raw_request(url, text, query.accept, "post", ())
            began = time.perf_counter()
            await connection.request(request)
            there.append(time.perf_counter() - began)
        extra.append(statistics.median(there) - statistics.median(here))
    await connection.close()
    return statistics.median(extra)


def _timed(store: Store, text: str, is_graph: bool) -> float:
    """How long a query takes in this process, with its answer in the form in which it is sent."""
    began = time.perf_counter()
    results: Any = store.query(text, use_default_graph_as_union=True)
    results.serialize(format=RdfFormat.N_TRIPLES if is_graph else QueryResultsFormat.JSON)
    return time.perf_counter() - began


def start(session: Session) -> dict[str, Measured]:
    """Budget 7: from the command to the first answer."""
    found = {}
    for number, quads in (("7a", SMALL), ("7b", LARGE)):
        if quads > max(session.quads, SMALL):
            found[number] = unmeasured(f"this run had {session.quads:,} quads")
            continue
        session.say(f"{number}: starting")
        rounds = [_first_answer(session.release(quads)) for _ in range(session.rounds)]
        found[number] = median_of(rounds)
        session.raw[number] = rounds
    return found


def _first_answer(release: Path) -> float:
    port = servers.free_port()
    query = quote("SELECT ?s ?p WHERE { ?s ?p ?o } LIMIT 1")
    began = time.perf_counter()
    with servers.process(servers.serve(release, port), f"http://{servers.HOST}:{port}/sparql?query={query}"):
        return time.perf_counter() - began


MEASURES = {"5": cached, "6": way, "7": start}
"""Each with the numbers of the budgets that it measures."""
