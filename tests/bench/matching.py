"""Budget 11: a thousand names matched in one batch, over HTTP."""

import asyncio
import json
import time
from urllib.parse import urlencode

from bench import servers
from bench.curated import curated
from bench.goals import Measured, median_of
from bench.session import Session
from bench.tools import Unmeasured
from lgi import release
from lgi.matching import index

_NAMES = 1000


def batch(session: Session) -> dict[str, Measured]:
    """A thousand names, each with a letter missing and none the same in two rounds, so that nothing is kept."""
    made = curated(session)
    known = [thing.name for thing in index.of_release(release.open_release(made)).catalogue.things]
    with servers.ours(made, servers.UNCACHED) as url:
        session.say("11: matching a thousand names")
        rounds = [asyncio.run(_ask(session, url, _misspelt(known, number))) for number in range(session.rounds)]
    session.raw["matching"] = rounds
    return {"11": median_of(rounds, f"{_NAMES} names of all types of thing, each with a letter missing")}


def _misspelt(known: list[str], number: int) -> list[str]:
    names = [name for name in known if len(name) > number + 3][:_NAMES]
    return [name[: number + 2] + name[number + 3 :] for name in names]


async def _ask(session: Session, url: str, names: list[str]) -> float:
    queries = json.dumps({str(place): {"query": name} for place, name in enumerate(names)})
    body = urlencode({"queries": queries}).encode()
    told = ["Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(body)}"]
    runner = session.tools.runner()
    connection = runner.Conn(url)
    head: bytes = runner.raw_request(f"{url}/reconcile", accept="application/json", extra=told)
    request = head.replace(b"GET", b"POST", 1) + body
    began = time.perf_counter()
    status, _, _ = await connection.request(request)
    seconds = time.perf_counter() - began
    await connection.close()
    if status != 200:
        raise Unmeasured(f"/reconcile answered {status}")
    return seconds


MEASURES = {"11": batch}
"""Each with the numbers of the budgets that it measures."""
