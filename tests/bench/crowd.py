"""Budget 10: how the service feels to others while many ask it for much."""

import asyncio
import time
from typing import Any

from bench import ratios, servers
from bench.goals import Measured, median_of
from bench.session import SMALL, Session

_HEAVY = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . FILTER(STR(?c) < STR(?f)) }"
_AT_ONCE = 32
_SECONDS, _WARM_SECONDS, _PAUSE_SECONDS = 12.0, 1.0, 0.05
# What a stranger's query may take stays as it is by default, for that is what holds the service up.
_SETTINGS = {name: value for name, value in servers.UNCACHED.items() if name != "LGI_QUERY_SECONDS"}


def crowd(session: Session) -> dict[str, Measured]:
    """Ask 32 heavy queries again and again, and beside them `/live` and a light lookup."""
    with servers.ours(session.release(SMALL), _SETTINGS) as url:
        session.say("10: asking 32 heavy queries at once")
        rounds = [asyncio.run(_meanwhile(session, url)) for _ in range(session.rounds)]
    session.raw["crowd"] = rounds
    lights, answers = [found[0] for found in rounds], [found[1] for found in rounds]
    refused = f"{SMALL:,} quads; {sum(found[2] for found in rounds)} of the light lookups refused"
    return {
        "10a": median_of([1000 * seconds for seconds in lights]),
        "10b": median_of([1000 * seconds for seconds in answers], refused),
    }


async def _meanwhile(session: Session, url: str) -> tuple[float, float, int]:
    """The 95th percentiles of `/live` and of a light lookup, in seconds, and how many of these were refused."""
    runner = session.tools.runner()
    until = time.perf_counter() + _SECONDS
    heavy = runner.raw_request(f"{url}/sparql", _HEAVY, runner.ACCEPT_SELECT, "post", ())
    crowd = [asyncio.create_task(_again(runner, url, heavy, until)) for _ in range(_AT_ONCE)]
    await asyncio.sleep(_WARM_SECONDS)
    light = runner.raw_request(f"{url}/sparql", "ASK { ?s ?p ?o }", runner.ACCEPT_SELECT, "post", ())
    live = runner.raw_request(f"{url}/live")
    lives, lookups = await asyncio.gather(_probe(runner, url, live, until), _probe(runner, url, light, until))
    for task in crowd:
        task.cancel()
    await asyncio.gather(*crowd, return_exceptions=True)
    refused = sum(status != 200 for status, _ in lookups)
    p95 = [ratios.percentile([seconds for _, seconds in found], 0.95) for found in (lives, lookups)]
    return p95[0], p95[1], refused


async def _again(runner: Any, url: str, request: bytes, until: float) -> None:
    connection = runner.Conn(url)
    while time.perf_counter() < until:
        await connection.request(request)
        # Who is refused at once does not ask again at once.
        await asyncio.sleep(_PAUSE_SECONDS)


async def _probe(runner: Any, url: str, request: bytes, until: float) -> list[tuple[int, float]]:
    """The status and the time of a request, asked every so often."""
    connection, found = runner.Conn(url), []
    while time.perf_counter() < until:
        began = time.perf_counter()
        status, _, _ = await connection.request(request)
        found.append((status, time.perf_counter() - began))
        await asyncio.sleep(_PAUSE_SECONDS)
    await connection.close()
    return found


MEASURES = {"10": crowd}
"""With the number of the budget that it measures."""
