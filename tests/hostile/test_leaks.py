"""Nothing leaks over a day of abuse, pressed into minutes: `LGI_ROUNDS` is how often all of it is done."""

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import surveillance
from hostile import wires
from lgi.release import Release
from running import running

ROUNDS = int(os.environ.get("LGI_ROUNDS", "10"))
WARM = 3
SPARE_BYTES = 48 << 20
SETTINGS = {"LGI_QUERY_SECONDS": "1", "LGI_CLIENT_SECONDS": "1000000", "LGI_QUERY_MEMORY_MIB": "256"}
ABUSE = {
    "is killed by the deadline": wires.HEAVY,
    "is killed by its memory": wires.LARGE_ANSWER.replace("VALUES ?n { 1 }", "VALUES ?n { 1 2 3 4 5 6 7 8 9 10 }"),
    "fails": "SELECT",
    "is refused": "SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }",
    "is too deep": "SELECT * " + "{" * 3_000,
    "has a large answer": wires.LARGE_ANSWER,
    "has a small answer": "ASK {}",
}


def _do(port: int, number: int) -> list[int]:
    """Abuse a service in every way at once, and tell the statuses."""
    texts = [f"{text} #{number}" for text in ABUSE.values()]
    with ThreadPoolExecutor(4) as crowd:
        asked = [crowd.submit(wires.ask, port, text) for text in texts]
        crowd.submit(wires.leave_at_once, port, 5)
        crowd.submit(wires.leave_within, port)
        return [status for outcome in asked for status in outcome.result().statuses]


def test_a_service_holds_no_more_after_many_rounds_of_abuse_than_after_a_few(any_data: Release, tmp_path: Path) -> None:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    with running(tmp_path, "--release", str(any_data.path), settings={**SETTINGS, "TMPDIR": str(scratch)}) as service:
        pid = service.process.pid
        for number in range(WARM):
            _do(service.port, number)
        before = surveillance.at_rest(pid, scratch)
        statuses = [_do(service.port, WARM + number) for number in range(ROUNDS)]
        after = surveillance.settled(pid, scratch, before, SPARE_BYTES)
        print(f"{ROUNDS} rounds; before: {before}; after: {after}")

        assert all(len(found) == len(ABUSE) and 200 in found and 400 in found for found in statuses)
        assert service.process.poll() is None
        assert after.processes == before.processes
        assert after.descriptors <= before.descriptors
        assert after.files <= before.files
        assert after.bytes <= before.bytes + SPARE_BYTES
