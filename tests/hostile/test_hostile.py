"""A public endpoint is abused: each attack ends in time, and afterwards the service is what it was before.

The attacks run a few at a time beside the tests that wait for them, as nobody queues up to attack.
"""

import contextlib
import http.client
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from http.client import HTTPMessage
from pathlib import Path
from random import Random

import pytest
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, parse

import surveillance
from hostile import corpus, wires
from hostile.corpus import Attack
from lgi import pack, release
from lgi.release import Release
from running import Running, running
from surveillance import Canary, Household, Lookout, Pulse

SECONDS = 2.0
LONG_SECONDS = 6.0
AT_A_TIME = 4
QUADS = 50_000
SPARE_BYTES = 64 << 20
SETTINGS = {
    "LGI_QUERY_SECONDS": str(SECONDS),
    "LGI_QUERY_MEMORY_MIB": "512",
    "LGI_HEAVY": str(AT_A_TIME),
    "LGI_CLIENT_HEAVY": "1000",
    "LGI_CLIENT_SECONDS": "1000000",
}
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
DIRECT = {"Content-Type": "application/sparql-query"}
LOOKUP = "/sparql?query=SELECT%20%3Fo%20%7B%20%3Chttps%3A%2F%2Fw3id.org%2Flgi%2Fid%2Fmodel%2Fwigan-deal%3E%20%3Fp%20%3Fo%20%7D"


@dataclass(frozen=True)
class Outcome:
    """What came back, and after how long."""

    status: int
    headers: HTTPMessage
    body: bytes
    seconds: float


@dataclass(frozen=True)
class Siege:
    """A service under attack, with all who watch it, and what it held before."""

    service: Running
    pulse: Pulse
    canary: Canary
    lookout: Lookout
    scratch: Path
    before: Household
    outcomes: dict[str, Future[Outcome]]

    def household(self) -> Household:
        """What it holds once it has come to rest."""
        return surveillance.settled(self.service.process.pid, self.scratch, self.before, SPARE_BYTES)


def send(
    port: int,
    method: str,
    target: str,
    body: bytes | None = None,
    headers: Mapping[str, str] | None = None,
    source: str = "127.0.0.9",
) -> Outcome:
    """Send one request from an address of this machine, and read its whole answer."""
    began = time.perf_counter()
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60, source_address=(source, 0))
    with contextlib.closing(connection):
        connection.request(method, target, body, dict(headers or {}))
        response = connection.getresponse()
        found = response.read()
    return Outcome(response.status, response.headers, found, time.perf_counter() - began)


def ask(port: int, query: str, source: str = "127.0.0.9") -> Outcome:
    """Send a query in the body."""
    return send(port, "POST", "/sparql", query.encode("utf-8", "surrogatepass"), DIRECT, source)


@pytest.fixture(scope="module")
def large(built: Release, tmp_path_factory: pytest.TempPathFactory) -> Release:
    """Our graph, and enough beside it to hurt: a web of links with some text at each."""
    chance = Random(20_251)  # noqa: S311  # it is to be the same each time
    graph = NamedNode(corpus.GRAPH)
    things = [NamedNode(f"https://e/{number}") for number in range(QUADS // 5)]
    quads = []
    for thing in things:
        quads += [Quad(thing, NamedNode("x:next"), chance.choice(things), graph) for _ in range(4)]
        quads.append(Quad(thing, NamedNode("x:says"), Literal(f"{chance.random()} " * chance.randrange(10)), graph))
    ours = [*parse(built.dump(), format=RdfFormat.N_QUADS), *quads]
    questions = {
        path.relative_to(built.path).as_posix(): path.read_bytes() for path in (built.path / release.QUERIES).iterdir()
    }
    folder = tmp_path_factory.mktemp("large")
    manifest = pack.manifest(ours, built.manifest.version, built.manifest.digest, "hostile")
    return pack.pack(folder, ours, manifest, questions)


@pytest.fixture(scope="module")
def siege(large: Release, tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Iterator[Siege]:
    """The service, with the attacks under way that are to be tested."""
    folder = tmp_path_factory.mktemp("siege")
    scratch = folder / "scratch"
    scratch.mkdir()
    settings = {**SETTINGS, "TMPDIR": str(scratch)}
    with running(folder, "--release", str(large.path), settings=settings) as service, Canary() as canary:
        pid, port = service.process.pid, service.port
        # What is made at the first use is there, and one worker has already been replaced.
        assert send(port, "GET", LOOKUP).status == http.HTTPStatus.OK
        ask(port, "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }")
        before = surveillance.at_rest(pid, scratch)
        chosen = _chosen(request, "attack")
        with Pulse(port) as pulse, Lookout(pid, port) as lookout, ThreadPoolExecutor(AT_A_TIME) as crowd:
            outcomes = {
                attack.name: crowd.submit(ask, port, attack.text.replace(corpus.CANARY, f"127.0.0.1:{canary.port}"))
                for attack in corpus.queries()
                if attack in chosen
            }
            yield Siege(service, pulse, canary, lookout, scratch, before, outcomes)


@pytest.fixture(scope="module")
def loitering(siege: Siege, request: pytest.FixtureRequest) -> Iterator[Mapping[str, Future[wires.Seen]]]:
    """All that takes its time, under way at once."""
    with ThreadPoolExecutor(len(wires.PATIENT)) as crowd:
        chosen = _chosen(request, "what")
        yield {what: crowd.submit(do, siege.service.port) for what, do in wires.PATIENT.items() if what in chosen}


def _chosen(request: pytest.FixtureRequest, name: str) -> set[object]:
    """The values of a parameter in the tests that were chosen to run."""
    return {item.callspec.params.get(name) for item in request.session.items if hasattr(item, "callspec")}


@pytest.mark.parametrize("attack", corpus.queries(), ids=lambda attack: attack.name)
def test_a_hostile_query_ends_in_time_with_an_answer_or_a_reason(siege: Siege, attack: Attack) -> None:
    outcome = siege.outcomes[attack.name].result()

    assert outcome.status in attack.statuses, outcome.body[:500]
    assert outcome.seconds < SECONDS + 1
    if outcome.status != http.HTTPStatus.OK:
        assert outcome.headers["Content-Type"] == "application/problem+json"
    assert not attack.never or attack.never not in outcome.body


# What takes its time is under way meanwhile.
@pytest.mark.usefixtures("loitering")
@pytest.mark.parametrize("attempt", wires.requests(), ids=lambda attempt: attempt.name)
def test_a_request_that_is_none_is_answered_as_such_or_cut_off(siege: Siege, attempt: wires.Request) -> None:
    seen = wires.exchange(siege.service.port, attempt.sent)

    assert set(seen.statuses or [0]) <= attempt.statuses, seen.body[:300]
    assert len(seen.statuses) <= attempt.most
    assert seen.ended
    assert [words for words in attempt.never if words in seen.body] == []


@pytest.mark.parametrize("what", wires.PATIENT)
def test_a_connection_that_does_nothing_right_is_ended(loitering: Mapping[str, Future[wires.Seen]], what: str) -> None:
    seen = loitering[what].result()

    assert seen.ended and seen.seconds < wires.PATIENCE
    assert set(seen.statuses) <= {100, 200, *wires.CLIENT_ERROR, 503}


def test_who_asks_and_does_not_wait_keeps_nobody_else_waiting(siege: Siege) -> None:
    wires.leave_at_once(siege.service.port, 100)

    time.sleep(1)
    assert ask(siege.service.port, "SELECT * { ?s ?p ?o } LIMIT 1").seconds < 1


def test_nobody_was_called_from_within(siege: Siege) -> None:
    assert siege.canary.visits == []
    assert siege.lookout.leaving == set()


def test_the_service_said_all_the_time_that_it_lives(siege: Siege) -> None:
    pulse = siege.pulse
    print(
        f"/live: {len(pulse.seconds)} times, median {pulse.median:.4f} s, p95 {pulse.p95:.4f} s, {max(pulse.seconds):.3f} s"
    )

    assert pulse.faults == []
    assert pulse.median < 0.1


def test_the_service_is_what_it_was(siege: Siege) -> None:
    after = siege.household()
    print(f"before: {siege.before}; after: {after}")

    assert siege.service.process.poll() is None
    assert after.processes == siege.before.processes
    assert after.descriptors <= siege.before.descriptors
    assert after.files <= siege.before.files
    assert after.bytes <= siege.before.bytes + SPARE_BYTES
    assert send(siege.service.port, "GET", LOOKUP).status == http.HTTPStatus.OK
    assert b'"level": "ERROR"' not in siege.service.log.read_bytes()


def test_light_questions_are_answered_within_a_second_beside_32_heavy_ones(large: Release, tmp_path: Path) -> None:
    settings = {"LGI_QUERY_SECONDS": str(LONG_SECONDS), "LGI_CLIENT_SECONDS": "1000000"}
    light = list[Outcome]()
    with running(tmp_path, "--release", str(large.path), settings=settings) as service:
        port = service.port
        with Pulse(port) as pulse, ThreadPoolExecutor(32) as crowd:
            heavy = [
                crowd.submit(ask, port, f"{wires.HEAVY} #{number}", f"127.0.1.{number}") for number in range(1, 33)
            ]
            while not all(asked.done() for asked in heavy):
                light.append(send(port, "GET", f"{LOOKUP}%23{len(light)}"))
    ended = [asked.result() for asked in heavy]
    seconds = sorted(outcome.seconds for outcome in light)
    slowest = seconds[len(seconds) * 95 // 100]
    print(f"{len(light)} light: p95 {slowest:.3f} s, longest {seconds[-1]:.3f} s; /live: {pulse.median:.4f} s")

    assert {outcome.status for outcome in ended} == {http.HTTPStatus.SERVICE_UNAVAILABLE}
    assert all("Retry-After" in outcome.headers and outcome.seconds < LONG_SECONDS + 1 for outcome in ended)
    assert {outcome.status for outcome in light} == {http.HTTPStatus.OK}
    assert slowest < 1
    assert pulse.median < 0.1
