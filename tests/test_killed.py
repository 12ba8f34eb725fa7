"""Whatever is killed at whatever moment: the release that was there, or the new one, is there whole, and goes on.

`LGI_KILLS` is about how many times something is killed, shared out among all that can be. What is to be killed runs
in a process group of its own, and is ready when it says so.
"""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from random import Random

import httpx2
import pytest

from lgi import build, pack, release
from lgi.errors import BadRelease
from lgi.release import Release
from running import Running, running
from surveillance import family
from test_build import COMPARATOR, HEADER, KIND, QUESTION

KILLS = int(os.environ.get("LGI_KILLS", "12"))
ASK = {"query": "SELECT ?n { ?who <http://e/age> ?n }", "format": "csv"}
HEAVY = {
    "query": "SELECT (COUNT(*) AS ?n) { " + " ".join(f"VALUES ?v{i} {{1 2 3 4 5 6 7 8 9 0}}" for i in range(9)) + "}"
}

PACKING = """
import itertools, sys
from pathlib import Path
from lgi import build
data, folder = Path(sys.argv[1]), Path(sys.argv[2])
texts = data.read_text(), data.read_text() + "<http://e/bob> <http://e/age> 9 .\\n"
print("ready", flush=True)
for text in itertools.cycle(texts[:1] if sys.argv[3] == "again" else texts):
    data.write_text(text)
    build.build_from([data], folder, graph_per_file=False)
"""
BUILDING = """
import sys
from pathlib import Path
from lgi import build, files
root = Path(sys.argv[1])
files.ROOT, files.AUTHORED = root, tuple(root / name for name in ("ontology", "shapes", "graph"))
files.ONTOLOGY, files.SHAPES, files.GRAPH, files.QUERIES = *files.AUTHORED, root / "queries"
print("ready", flush=True)
build.build(Path(sys.argv[2]), again=sys.argv[3] == "again")
"""


def _times(share: float) -> range:
    return range(max(1, round(KILLS * share)))


@contextlib.contextmanager
def _ready(*command: str) -> Iterator[subprocess.Popen[str]]:
    """Start something that says when it is ready, wait until then, and see to it that it ends."""
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, start_new_session=True) as process:
        try:
            assert process.stdout
            process.stdout.readline()
            yield process
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)


def _kill_after(seconds: float, *command: str) -> None:
    with _ready(*command):
        time.sleep(seconds)


def _folders(releases: Path) -> set[str]:
    return {path.name for path in releases.iterdir() if path.is_dir()}


def _whole(releases: Path) -> Release:
    """The newest release, each of its files held against its checksum."""
    return release.open_release(release.latest(releases))


# Building


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small project with a release, and how long it takes to build it."""
    root = tmp_path_factory.mktemp("project")
    for name, text in {
        "graph/comparator/nothing.ttl": HEADER + COMPARATOR,
        "ontology/scheme/comparator-kind.ttl": KIND,
        "queries/any.rq": QUESTION,
    }.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    subprocess.run(_building(root, ""), check=True, capture_output=True)
    return root


def _building(root: Path, how: str) -> list[str]:
    return [sys.executable, "-c", BUILDING, str(root), str(root / "release"), how]


@pytest.mark.parametrize("number", _times(0.25))
def test_a_build_that_is_killed_leaves_the_old_release_or_the_new_one(project: Path, number: int) -> None:
    chance, releases, how = Random(number), project / "release", "again" if number % 2 else ""  # noqa: S311
    old = _whole(releases).manifest.fingerprint
    question = QUESTION.replace("Q?", f"Q{number}?") if not how else (project / "queries/any.rq").read_text("utf-8")
    (project / "queries/any.rq").write_text(question, encoding="utf-8")
    _kill_after(chance.uniform(0, 2.5), *_building(project, how))
    left = _whole(releases).manifest.fingerprint
    subprocess.run(_building(project, "again"), check=True, capture_output=True)

    new = _whole(releases)
    assert left in (old, new.manifest.fingerprint)
    assert [name for name in _folders(releases) if name.startswith(".")] == []
    assert {name.partition("+")[0] for name in _folders(releases)} >= {new.manifest.name}


@pytest.mark.parametrize("number", _times(0.35))
def test_a_release_that_is_being_packed_is_seen_whole_or_not_at_all(tmp_path: Path, number: int) -> None:
    chance, data, releases = Random(number), tmp_path / "people.ttl", tmp_path / "releases"  # noqa: S311
    data.write_text("<http://e/ann> <http://e/age> 41 .\n", encoding="utf-8")
    how = "again" if number % 2 else "in turn"
    _kill_after(chance.uniform(0, 0.4), sys.executable, "-c", PACKING, str(data), str(releases), how)
    try:
        found = _whole(releases).manifest.quads
    except BadRelease:
        found = 0
        assert not (releases / release.LATEST).exists()
    last = pack.pack(releases, [], pack.manifest([], "1", "0" * 64))

    assert found in (0, 1, 2)
    assert _whole(releases) == last
    assert [release.open_release(releases / name) for name in _folders(releases)]
    assert {path.name for path in releases.iterdir()} == {release.LATEST, ".lock", *_folders(releases)}


@pytest.mark.skipif(KILLS < 100, reason="it takes a while: ask for it with LGI_KILLS=200")
@pytest.mark.parametrize("number", _times(0.03))
def test_the_build_of_our_graph_may_be_killed(tmp_path: Path, number: int) -> None:
    chance, command = Random(number), [sys.executable, "-m", "lgi", "build", "--releases", str(tmp_path)]  # noqa: S311
    subprocess.run(command, check=True, capture_output=True)
    old = _whole(tmp_path)
    process = subprocess.Popen([*command, "--again"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    time.sleep(chance.uniform(1, 20))
    process.kill()
    process.wait()

    assert _whole(tmp_path).manifest.digest == old.manifest.digest
    subprocess.run([*command, "--again"], check=True, capture_output=True)
    assert _folders(tmp_path) == {_whole(tmp_path).path.name}


# Serving


@pytest.fixture(scope="module")
def people(tmp_path_factory: pytest.TempPathFactory) -> Release:
    """A small release."""
    folder = tmp_path_factory.mktemp("people")
    data = folder / "people.ttl"
    data.write_text("<http://e/ann> <http://e/age> 41 .\n", encoding="utf-8")
    return build.build_from([data], folder, graph_per_file=False)


@pytest.fixture(scope="module")
def service(people: Release, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A service on it."""
    with running(tmp_path_factory.mktemp("service"), "--release", str(people.path)) as made:
        yield made


def _answers(address: str) -> bool:
    with contextlib.suppress(httpx2.TransportError):
        response = httpx2.get(f"{address}/sparql", params=ASK)
        return response.status_code == httpx2.codes.OK and response.text.split()[-1] == "41"
    return False


def _offspring(pid: int) -> list[int]:
    return family(pid)[1:]


def _abandon(port: int, count: int) -> list[socket.socket]:
    """Put heavy queries, and do not wait."""
    request = httpx2.Request("GET", f"http://127.0.0.1:{port}/sparql", params=HEAVY)
    made = [socket.create_connection(("127.0.0.1", port)) for _ in range(count)]
    for wire in made:
        wire.sendall(b"GET " + request.url.raw_path + b" HTTP/1.1\r\nHost: localhost\r\n\r\n")
    return made


@pytest.mark.parametrize("number", _times(0.15))
def test_nothing_outlives_a_service_that_is_killed_and_another_takes_its_place(
    people: Release, tmp_path: Path, number: int
) -> None:
    chance = Random(number)  # noqa: S311
    with running(tmp_path, "--release", str(people.path)) as first:
        asked = _abandon(first.port, number % 4)
        time.sleep(chance.uniform(0, 1))
        offspring = _offspring(first.process.pid)
        first.process.kill()
        first.process.wait()
        until = time.monotonic() + 2
        while time.monotonic() < until and any(_lives(pid) for pid in offspring):
            time.sleep(0.05)
        left = [pid for pid in offspring if _lives(pid)]
    for wire in asked:
        wire.close()

    assert offspring and left == []
    with running(tmp_path, "--release", str(people.path), "--port", str(first.port)) as second:
        assert second.port == first.port
        assert _answers(second.address)


@pytest.mark.parametrize("number", _times(0.1))
def test_nothing_outlives_a_service_that_is_killed_while_it_starts(
    people: Release, tmp_path: Path, number: int
) -> None:
    command = [sys.executable, "-m", "lgi", "serve", "--port", "0", "--release", str(people.path)]
    marked = {**os.environ, "TMPDIR": str(tmp_path), "LGI_QUERY_SECONDS": f"{1000 + number}"}
    process = subprocess.Popen(command, env=marked, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    time.sleep(Random(number).uniform(0, 4))  # noqa: S311
    offspring = _offspring(process.pid)
    process.kill()
    process.wait()
    time.sleep(2)

    assert [pid for pid in offspring if _lives(pid)] == []


@pytest.mark.parametrize("number", _times(0.3))
def test_a_service_goes_on_when_any_process_of_its_engine_is_killed(service: Running, number: int) -> None:
    chance, usual = Random(number), len(_offspring(service.process.pid))  # noqa: S311
    asked = _abandon(service.port, number % 3)
    time.sleep(chance.uniform(0, 0.3))
    with contextlib.suppress(ProcessLookupError):
        # The first is the nursery, of which the others are born.
        offspring = _offspring(service.process.pid)
        os.kill(offspring[0] if number % 3 == 0 else chance.choice(offspring), signal.SIGKILL)
    for wire in asked:
        wire.close()
    until = time.monotonic() + 5
    while not _answers(service.address) and time.monotonic() < until:
        time.sleep(0.1)

    assert all(_answers(service.address) for _ in range(5))
    while len(_offspring(service.process.pid)) != usual and time.monotonic() < until:
        time.sleep(0.1)
    assert len(_offspring(service.process.pid)) == usual
    assert service.process.poll() is None


def _lives(pid: int) -> bool:
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    return False
