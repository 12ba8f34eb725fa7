"""Budgets 8 and 9: the curated graph, built, checked and asked."""

import asyncio
import json
import subprocess
import sys
import time
from pathlib import Path
from urllib.request import Request, urlopen

from bench import ratios, servers
from bench.goals import Measured, median_of
from bench.session import Session
from bench.tools import Unmeasured
from lgi import files

_REPEAT = 25


def build_and_check(session: Session) -> dict[str, Measured]:
    """Budget 8: all of it built, with its check; and one file checked, as after a change."""
    session.say("8: building and checking the curated graph")
    changed = max(files.turtle_files(files.GRAPH), key=lambda path: path.stat().st_size)
    every = [_command("build", "--again", "--releases", str(session.aside / "curated")) for _ in range(session.rounds)]
    one = [_command("check", str(changed)) for _ in range(session.rounds)]
    session.raw["curated"] = {"build": every, "check": one}
    return {"8a": median_of(every), "8b": median_of(one, f"`{changed.relative_to(files.ROOT).as_posix()}`")}


def questions(session: Session) -> dict[str, Measured]:
    """Budget 9: every question as it stands, one after the other, several times over."""
    release = curated(session)
    with servers.ours(release, servers.UNCACHED) as url:
        session.say("9: asking every question")
        with urlopen(Request(f"{url}/q", headers={"Accept": "application/json"})) as answer:  # noqa: S310
            names = [question["name"] for question in json.load(answer)]
        rounds = [asyncio.run(_slow(session, url, names)) for _ in range(session.rounds)]
    session.raw["questions"] = rounds
    worst = [max(found.values()) for found in rounds]
    slowest = sorted(rounds[-1], key=lambda name: rounds[-1][name], reverse=True)[:3]
    told = ", ".join(f"`{name}` {1000 * rounds[-1][name]:.1f} ms" for name in slowest)
    return {"9": median_of([1000 * seconds for seconds in worst], f"{len(names)} questions; slowest: {told}")}


def curated(session: Session) -> Path:
    """The release of the curated graph, built if no budget before needed it."""
    releases = session.aside / "curated"
    if not releases.exists():
        _command("build", "--releases", str(releases))
    (release,) = (path.parent for path in releases.glob("*/manifest.json"))
    return release


async def _slow(session: Session, url: str, names: list[str]) -> dict[str, float]:
    """The 95th percentile of each question, in seconds."""
    runner = session.tools.runner()
    connection = runner.Conn(url)
    times: dict[str, list[float]] = {name: [] for name in names}
    for _ in range(_REPEAT):
        for name in names:
            request = runner.raw_request(f"{url}/q/{name}")
            began = time.perf_counter()
            status, _, _ = await connection.request(request)
            times[name].append(time.perf_counter() - began)
            if status != 200:
                raise Unmeasured(f"/q/{name} answered {status}")
    await connection.close()
    return {name: ratios.percentile(seconds, 0.95) for name, seconds in times.items()}


def _command(*words: str) -> float:
    """How long one of our commands takes. Raises Unmeasured if it fails."""
    began = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-m", "lgi", *words], capture_output=True, text=True, cwd=Path(files.ROOT), check=False
    )
    if done.returncode:
        raise Unmeasured(f"lgi {' '.join(words)} failed: {done.stderr.strip()[-300:]}")
    return time.perf_counter() - began


MEASURES = {"8": build_and_check, "9": questions}
"""Each with the numbers of the budgets that it measures."""
