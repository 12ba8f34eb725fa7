"""Budgets 1 to 4: the benchmark queries, ours beside other servers."""

import shutil
from collections.abc import Callable
from contextlib import ExitStack
from typing import Any

from bench import ratios, servers, virtuoso
from bench.goals import Measured, median_of, unmeasured
from bench.ratios import Comparison
from bench.session import SMALL, Session
from bench.tools import Unmeasured

_OURS, _OXIGRAPH, _VIRTUOSO, _RDFLIB = "ours", "oxigraph", "virtuoso", "rdflib-endpoint"
_PATIENCE = ["--repeat", "7", "--warmup", "1", "--timeout", "60", "--budget", "4"]
_SLOW_PEER = ["--repeat", "3", "--warmup", "1", "--timeout", "20", "--budget", "4"]
CONNECTIONS = "32"


def queries(session: Session) -> dict[str, Measured]:
    """Budgets 1 and 3: all queries, one at a time, the servers in turn."""
    data = session.data(session.quads)
    with ExitStack() as running:
        ends = {_OXIGRAPH: running.enter_context(servers.oxigraph(data))}
        ends[_OURS] = running.enter_context(servers.ours(session.release(session.quads), servers.UNCACHED)) + "/sparql"
        absent = ""
        try:
            ends[_VIRTUOSO] = running.enter_context(virtuoso.virtuoso(data))
        except Unmeasured as reason:
            absent = str(reason)
        options = ["--data", str(data.parent), *_PATIENCE]
        latencies = [session.compare("queries", ends, *options)["latency"] for _ in range(session.rounds)]
    return _beside_oxigraph(session, latencies) | _beside_virtuoso(session, latencies, absent)


def _beside_oxigraph(session: Session, latencies: list[Any]) -> dict[str, Measured]:
    lookups = session.tools.names("lookup")
    every = [ratios.times(latency, _OURS, _OXIGRAPH) for latency in latencies]
    some = [ratios.times(latency, _OURS, _OXIGRAPH, lookups) for latency in latencies]
    return {"1a": _measured(every, session), "1b": _measured(some, session)}


def _beside_virtuoso(session: Session, latencies: list[Any], absent: str) -> dict[str, Measured]:
    if absent:
        return {"3a": unmeasured(absent), "3b": unmeasured(absent)}
    lookups, analytics = (session.tools.names(kind) for kind in ("lookup", "analytic"))
    faster = [ratios.times(latency, _VIRTUOSO, _OURS, lookups) for latency in latencies]
    slower = [ratios.times(latency, _OURS, _VIRTUOSO, analytics) for latency in latencies]
    return {"3a": _measured(faster, session), "3b": _measured(slower, session)}


def _measured(compared: list[Comparison], session: Session) -> Measured:
    found = [one.ratio for one in compared if one.queries]
    note = f"{session.quads:,} quads; {compared[-1].note}"
    return median_of(found, note) if found else unmeasured(note)


def beside_rdflib(session: Session) -> dict[str, Measured]:
    """Budget 2: each query by itself, since one that rdflib does not answer in time keeps it from the next."""
    data = session.data(SMALL)
    merged: dict[str, Any] = {}
    with servers.ours(session.release(SMALL), servers.UNCACHED) as url, ExitStack() as running:
        peer = running.enter_context(servers.rdflib_endpoint(data))
        for name in session.tools.names(""):
            ends = {_RDFLIB: peer, _OURS: f"{url}/sparql"}
            found = session.compare(name, ends, "--data", str(data.parent), "--only", name, *_SLOW_PEER)["latency"]
            merged[name] = found.get(name, {})
            if merged[name][_RDFLIB]["error"]:
                running.close()
                peer = running.enter_context(servers.rdflib_endpoint(data))
    compared = ratios.times(merged, _RDFLIB, _OURS)
    return {"2": median_of([compared.ratio], f"{SMALL:,} quads; one round; {compared.note}")}


def throughput(session: Session) -> dict[str, Measured]:
    """Budget 4: lookups, as many as can be had."""
    data = session.data(SMALL)
    release = session.release(SMALL)
    with servers.oxigraph(data) as peer, servers.ours(release, servers.UNCACHED) as url:
        mix = ",".join(session.tools.names("lookup"))
        ends = {_OXIGRAPH: peer, _OURS: f"{url}/sparql"}
        options = ["--data", str(data.parent), "--no-latency", "--mix", mix, *load(session)]
        found = session.compare("throughput", ends, *options)["throughput"]
    return {"4": median_of(ratios.rates(found, _OURS, _OXIGRAPH), rates_note(found))}


def load(session: Session) -> list[str]:
    """The options that make a load; by wrk where it is installed, since it takes the least from the servers."""
    much = ["--conc", CONNECTIONS, "--seconds", "4", "--rounds", str(session.rounds)]
    return [*much, "--wrk"] if shutil.which("wrk") else much


def rates_note(throughput: dict[str, Any]) -> str:
    """The rates themselves, and what sent the load."""
    (ends,) = throughput.values()
    rates = ", ".join(f"{name} {numbers['rps']:,.0f}/s" for name, numbers in ends.items())
    errors = sum(numbers["errors"] for numbers in ends.values())
    client = "" if shutil.which("wrk") else "; without wrk: the client sets the limit"
    return rates + (f"; {errors} errors" if errors else "") + client


MEASURES: dict[str, Callable[[Session], dict[str, Measured]]] = {"1 3": queries, "2": beside_rdflib, "4": throughput}
"""Each with the numbers of the budgets that it measures."""
