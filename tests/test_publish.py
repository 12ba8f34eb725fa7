import contextlib
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from pyoxigraph import RdfFormat, parse
from typer.testing import CliRunner

from fake_store import fake, saying
from lgi import build, release
from lgi.cli import app
from lgi.engine.remote import PUBLISHED
from lgi.engine.wire import Address
from lgi.errors import BadRelease, Unreachable, Untrustworthy
from lgi.publish import MARK, publish, published, require_published
from lgi.release import Release
from lgi.target import Target
from stores import STORES, free_port, started

GRAPHS = 12
OTHER = "http://e/of-somebody-else"
PUBLISH = """
import sys
from pathlib import Path
from lgi import publish, release
from lgi.engine.wire import Address
from lgi.target import Target

query, update, user, folder = sys.argv[1:]
change = Address(update, user, user, bool(user))
publish.publish(
    release.open_release(Path(folder)), Target(Address(query), change), lambda *doing: print(*doing, flush=True)
)
"""


@pytest.fixture(scope="module", params=STORES)
def server(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Target]:
    """A store of each kind."""
    with started(request.param, tmp_path_factory.mktemp(request.param)) as target:
        yield target


@pytest.fixture
def target(server: Target) -> Target:
    """The same, with a graph of somebody else in it, and nothing of ours."""
    ours = [graph for beginning in ("http://e/", "urn:lgi:") for graph in server.graphs(beginning)]
    for graph in ours:
        server.change(f"DROP SILENT GRAPH <{graph}>")
    server.change(f"INSERT DATA {{ GRAPH <{OTHER}> {{ <http://e/them> <http://e/say> 'hello' }} }}")
    return server


def quads(version: str, graphs: range) -> str:
    """Facts in some graphs: plain ones, lists of blank nodes, and texts that are hard to write."""
    lines = [
        f'<http://e/{graph}/{number}> <http://e/says> "{version} \\" \\\\ \\n é 😀 {{ ?x }} _:b {number}"@en <http://e/{graph}> .'
        for graph in graphs
        for number in range(40)
    ]
    lists = [
        f"<http://e/{graph}/0> <http://e/list> _:a{graph} <http://e/{graph}> .\n"
        f'_:a{graph} <http://e/first> "1"^^<http://www.w3.org/2001/XMLSchema#integer> <http://e/{graph}> .\n'
        f"_:a{graph} <http://e/rest> _:b{graph} <http://e/{graph}> .\n"
        f"_:b{graph} <http://e/first> <http://e/2> <http://e/{graph}> ."
        for graph in graphs
    ]
    return "\n".join([*lines, *lists]) + "\n"


def made(folder: Path, text: str) -> Release:
    folder.mkdir()
    path = folder / "facts.nq"
    path.write_text(text, encoding="utf-8")
    return build.build_from([path], folder / "release", graph_per_file=False)


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Release:
    return made(tmp_path_factory.mktemp("first") / "a", quads("first", range(GRAPHS)))


@pytest.fixture(scope="module")
def second(tmp_path_factory: pytest.TempPathFactory) -> Release:
    """Another release: a graph is gone, one is new, all others say something else."""
    return made(tmp_path_factory.mktemp("second") / "b", quads("second", range(1, GRAPHS + 1)))


def ignore(_doing: str, _count: int) -> None:
    """Take no note of progress."""


def state(target: Target) -> tuple[tuple[str, ...], ...]:
    """What readers see: the facts in each graph of ours but its blank nodes, and all facts once more."""
    texts = target.rows(
        "SELECT ?g ?s ?o { GRAPH ?g { ?s <http://e/says> ?o } FILTER(STRSTARTS(STR(?g), 'http://e/')) } ORDER BY ?g ?s"
    )
    flat = target.rows(f"SELECT ?s ?o {{ GRAPH <{PUBLISHED}> {{ ?s <http://e/says> ?o }} }} ORDER BY ?s ?o")
    lists = target.rows(
        "SELECT ?g ?o { GRAPH ?g { ?s <http://e/list>/<http://e/rest>/<http://e/first> ?o } FILTER(?g != <"
        + PUBLISHED
        + ">) FILTER(STRSTARTS(STR(?g), 'http://e/')) } ORDER BY ?g"
    )
    return tuple(tuple(row.values()) for rows in (texts, flat, lists) for row in rows)


def whole(made: Release) -> dict[str, int]:
    """The number of facts that there should be in each graph."""
    return {**made.manifest.graphs, PUBLISHED: made.manifest.quads}


def test_a_release_is_published_with_all_its_facts(target: Target, first: Release) -> None:
    told: list[int] = []

    assert published(target) is None
    assert publish(first, target, lambda _doing, count: told.append(count))

    assert published(target) == first.manifest.digest
    assert target.counts(whole(first)) == whole(first)
    assert sum(told) == first.manifest.quads
    texts = {quad.object.value for quad in parse(first.dump(), format=RdfFormat.N_QUADS) if "says" in str(quad)}
    assert {row[-1] for row in state(target)} >= texts


def test_blank_nodes_hold_together_and_are_the_same_in_both_places(target: Target, first: Release) -> None:
    publish(first, target, ignore)

    rows = list(
        target.rows(
            f"SELECT ?g {{ GRAPH ?g {{ ?s <http://e/list> ?a . ?a <http://e/first> 1 ; <http://e/rest> ?b . ?b <http://e/first> ?c }}"
            f" GRAPH <{PUBLISHED}> {{ ?s <http://e/list> ?a . ?a <http://e/rest> ?b }} FILTER(STRSTARTS(STR(?g), 'http://e/')) }}"
        )
    )

    assert len(rows) == GRAPHS


def test_to_publish_again_changes_nothing(target: Target, first: Release) -> None:
    publish(first, target, ignore)
    told: list[str] = []

    assert not publish(first, target, lambda doing, _count: told.append(doing))

    assert told == ["looking"]


def test_what_somebody_took_away_is_put_back(target: Target, first: Release) -> None:
    publish(first, target, ignore)
    target.change("DROP SILENT GRAPH <http://e/3>")

    assert publish(first, target, ignore)

    assert target.counts(whole(first)) == whole(first)


def test_a_store_that_holds_another_release_is_not_asked(target: Target, first: Release, second: Release) -> None:
    publish(first, target, ignore)
    silent = Address("http://127.0.0.1:9/")

    require_published(first, target)
    require_published(second, Target(silent, silent))
    with pytest.raises(BadRelease, match="holds another release than"):
        require_published(second, target)


def test_a_second_release_replaces_the_first_and_leaves_others_alone(
    target: Target, first: Release, second: Release
) -> None:
    publish(first, target, ignore)

    publish(second, target, ignore)

    assert published(target) == second.manifest.digest
    assert target.counts([*whole(first), *whole(second)]) == whole(second)
    assert set(target.graphs("http://e/")) == {*second.manifest.graphs, OTHER}
    assert target.graphs("urn:lgi:") == [PUBLISHED, MARK]


def test_who_is_killed_leaves_one_release_or_the_other_and_goes_on_from_there(
    target: Target, first: Release, second: Release
) -> None:
    publish(first, target, ignore)
    old = state(target)
    chance = random.Random(7)  # noqa: S311 no secret
    seen = set()
    for _ in range(6):
        _publish_until(chance.randrange(2, GRAPHS * 3), second, target)
        seen.add(state(target))
    publish(second, target, ignore)

    assert seen <= {old, state(target)}
    assert target.counts(whole(second)) == whole(second)
    assert target.graphs("urn:lgi:staging:") == []


@pytest.mark.parametrize("seconds", [0.0, 0.005, 0.02, 0.05])
def test_who_is_killed_as_it_puts_a_release_in_place_leaves_one_or_the_other(
    seconds: float, target: Target, first: Release, second: Release
) -> None:
    publish(first, target, ignore)
    old = state(target)

    _publish_until("putting in place 0", second, target, seconds)
    found = _settled(target)
    publish(second, target, ignore)

    assert found in (old, state(target))
    assert target.counts([*whole(first), *whole(second)]) == whole(second)


def _publish_until(when: int | str, made: Release, target: Target, seconds: float = 0.0) -> None:
    """Publish in a process of its own, and kill it so long after it told a number of times, or told something."""
    words = [target.query.url, target.update.url, target.update.user, str(made.path)]
    with subprocess.Popen([sys.executable, "-c", PUBLISH, *words], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        for number, line in enumerate(process.stdout):
            if when in (number, line.strip()):
                time.sleep(seconds)
                break
        with contextlib.suppress(ProcessLookupError):
            os.kill(process.pid, signal.SIGKILL)


def _settled(target: Target) -> tuple[tuple[str, ...], ...]:
    """What readers see, once the store has finished what was begun."""
    before: tuple[tuple[str, ...], ...] = ()
    while (now := state(target)) != before:
        before = now
        time.sleep(0.3)
    return now


# --- what cannot be published -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "<http://e/s> <http://e/p> <http://e/o> .\n",
        "_:a <http://e/p> 'x' <http://e/1> .\n_:a <http://e/p> 'x' <http://e/2> .\n".replace("'", '"'),
    ],
)
def test_facts_that_belong_to_no_graph_or_to_two_are_not_published(text: str, tmp_path: Path) -> None:
    nowhere = Address("http://no-such-host.invalid/")

    with pytest.raises(BadRelease, match="served from its files"):
        publish(made(tmp_path / "odd", text), Target(nowhere, nowhere), ignore)


def test_a_store_that_is_not_there_is_told(first: Release) -> None:
    nowhere = Address(f"http://127.0.0.1:{free_port()}/")

    with pytest.raises(Unreachable, match="gives no answer"):
        publish(first, Target(nowhere, nowhere), ignore)


def test_what_is_no_store_is_told() -> None:
    with (
        fake(saying("<h1>Welcome</h1>")) as endpoint,
        pytest.raises(Untrustworthy, match="something else than rows: is it a SPARQL store"),
    ):
        published(Target(endpoint.address, endpoint.address))


def test_large_graphs_go_in_parts(target: Target, tmp_path: Path) -> None:
    facts = [f'<http://e/{number}> <http://e/p> "{"x" * 300}" <http://e/large> .\n' for number in range(1300)]
    large = made(tmp_path / "large", "".join(facts))
    told: list[int] = []

    publish(large, target, lambda _doing, count: told.append(count))

    assert target.counts(whole(large)) == whole(large)
    assert len([count for count in told if count]) > 2


def test_a_store_that_loses_facts_is_told(target: Target, first: Release) -> None:
    def interfere(doing: str, _count: int) -> None:
        if doing == "comparing":
            target.change("DROP SILENT GRAPH <http://e/2>")

    with pytest.raises(Untrustworthy, match="holds 0 facts in <http://e/2> where there should be"):
        publish(first, target, interfere)


# --- the command ------------------------------------------------------------------------------------------------


def test_the_command_publishes_and_says_so(target: Target, first: Release, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STORE_PASSWORD", target.update.password)
    who = ["--user", "dba", "--password-env", "STORE_PASSWORD", "--auth", "digest"] if target.update.user else []
    words = ["publish", target.query.url, "--update", target.update.url, "--release", str(first.path), *who]

    results = [CliRunner().invoke(app, words) for _ in range(2)]

    assert [result.exit_code for result in results] == [0, 0]
    assert "is published" in results[0].output
    assert "was there already" in results[1].output


def test_the_command_publishes_the_newest_release(target: Target, built: Release) -> None:
    who = ["--user", "dba", "--password-env", "P", "--auth", "digest"] if target.update.user else []
    words = ["publish", target.query.url, "--update", target.update.url, "--releases", str(built.path.parent), *who]

    result = CliRunner().invoke(app, words, env={"P": "dba"})

    assert result.exit_code == 0
    assert published(target) == release.read_manifest(built.path).digest


def test_a_user_without_a_password_is_asked_for_one() -> None:
    result = CliRunner().invoke(app, ["publish", "http://127.0.0.1/", "--user", "ann", "--password-env", "NOT_SET"])

    assert "NOT_SET: put the password of ann" in str(result.exception)


def test_many_graphs_are_put_in_place_in_any_store(target: Target, tmp_path: Path) -> None:
    facts = [f"<http://e/{number}> <http://e/p> <http://e/o> <http://e/graph/{number}> .\n" for number in range(1500)]
    many = made(tmp_path / "many", "".join(facts))

    publish(many, target, ignore)

    assert target.counts(whole(many)) == whole(many)
    assert published(target) == many.manifest.digest
