"""Budgets 12 and 13: a thing dereferenced, in every form, from what was kept and not."""

import asyncio
import json
import random
import statistics
import time
from collections import defaultdict
from urllib.request import Request, urlopen

from bench import servers
from bench.curated import curated
from bench.goals import Measured, median_of
from bench.session import Session
from bench.tools import Unmeasured
from lgi import media, names

_KINDS = ("model", "claim", "assertion", "council", "source", "identifier", "organisation", "place")
_OF_A_KIND = 8
_THING = "303"
_DATA, _PAGE, _TIDY = [*media.TRIPLES], "html", "json"
_FORMS = [_THING, *_DATA, _TIDY, _PAGE]

Times = dict[str, float]


def documents(session: Session) -> dict[str, Measured]:
    """The same things in every form: first by a service that keeps nothing, then by one that was asked before."""
    release = curated(session)
    session.say("12, 13: dereferencing")
    with servers.ours(release, servers.UNCACHED) as url:
        fresh = [asyncio.run(_times(session, url)) for _ in range(session.rounds)]
    with servers.ours(release, servers.UNBOUNDED) as url:
        asyncio.run(_times(session, url))
        kept = [asyncio.run(_times(session, url)) for _ in range(session.rounds)]
    session.raw["documents"] = {"not kept": fresh, "kept": kept}
    return {
        "12a": median_of([max(each[form] for form in _DATA) for each in fresh], _told(fresh[-1])),
        "12b": median_of([each[_PAGE] for each in fresh]),
        "13": median_of([max(each[form] for form in _FORMS[1:]) for each in kept], _told(kept[-1])),
    }


def _told(times: Times) -> str:
    return ", ".join(f"{form} {milliseconds:.2f} ms" for form, milliseconds in times.items())


async def _times(session: Session, url: str) -> Times:
    """The median time of each form over all things, in milliseconds; a thing itself leads to its document."""
    runner = session.tools.runner()
    connection = runner.Conn(url)
    times: dict[str, list[float]] = defaultdict(list)
    for path in _things(url):
        for form in _FORMS:
            address = f"/id{path}" if form == _THING else f"{path}.{form}"
            request = runner.raw_request(url + address)
            began = time.perf_counter()
            status, _, _ = await connection.request(request)
            times[form].append(1000 * (time.perf_counter() - began))
            if status not in (200, 303):
                raise Unmeasured(f"{address} answered {status}")
    await connection.close()
    return {form: statistics.median(found) for form, found in times.items()}


def _things(url: str) -> list[str]:
    """The paths of the documents of some things of each kind, always the same ones."""
    found = []
    for kind in _KINDS:
        asked = Request(f"{url}/q/records-of-kind.json?kind={kind}")  # noqa: S310
        with urlopen(asked) as answer:  # noqa: S310
            rows = json.load(answer)["results"]["bindings"]
        paths = ["/" + row["thing"]["value"].removeprefix(names.THINGS) for row in rows]
        found += random.Random(kind).sample(paths, min(_OF_A_KIND, len(paths)))  # noqa: S311
    return found


MEASURES = {"12 13": documents}
"""Each with the numbers of the budgets that it measures."""
