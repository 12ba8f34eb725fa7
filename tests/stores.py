"""Run real SPARQL stores for tests, each in a folder of its own and on an address of this machine.

`--engine` chooses what the service under test stands on: the embedded engine, or a remote one over such a store.
A store whose program is not installed skips its tests, or fails them where LGI_STORES is `required`.
"""

import asyncio
import contextlib
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from lgi.engine import Limits
from lgi.engine.embedded import Embedded
from lgi.engine.pool import Pool
from lgi.engine.remote import Endpoint
from lgi.engine.remote_pool import Remote
from lgi.engine.wire import Address
from lgi.errors import QueryError
from lgi.publish import publish
from lgi.release import Release
from lgi.target import Target

STORES = ("oxigraph", "virtuoso")
ENGINES = ("embedded", *STORES)

DIFFERENT: dict[tuple[str, str], str] = {
    ("virtuoso", "choices-of-properties"): "its compiler fails with an internal error",
}
"""Questions that a store answers wrongly, by store and question, each with the reason."""
EMBEDDED_ALONE = (
    "attack_pages",
    "builder",
    "checking",
    "diagnosis",
    "home_pages",
    "ontology_page",
    "search",
    "view_",
    "vocabulary",
    "workbench",
)
"""What the names of modules begin with that test pages and the workbench: these are promised over our own engine alone."""

_START_SECONDS = 60
_VIRTUOSO = """
[Database]
DatabaseFile = virtuoso.db
ErrorLogFile = virtuoso.log
LockFile = virtuoso.lck
TransactionFile = virtuoso.trx
xa_persistent_file = virtuoso.pxa
[TempDatabase]
DatabaseFile = virtuoso-temp.db
TransactionFile = virtuoso-temp.trx
[Parameters]
ServerPort = 127.0.0.1:{sql}
CheckpointInterval = 0
NumberOfBuffers = 10000
MaxDirtyBuffers = 6000
MaxOptimizeLayouts = 100
DirsAllowed = .
[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerThreads = 10
[SPARQL]
ResultSetMaxRows = 1000000
"""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--engine", choices=ENGINES, default=ENGINES[0], help="what the service under test stands on")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Over another engine, run the tests that stand on an engine; the others would only run once more."""
    if config.getoption("--engine") == ENGINES[0]:
        return
    alone = tuple(f"test_{name}" for name in EMBEDDED_ALONE)
    others = [
        item
        for item in items
        if "store_behind" not in getattr(item, "fixturenames", ()) or item.path.stem.startswith(alone)
    ]
    items[:] = [item for item in items if item not in others]
    config.hook.pytest_deselected(items=others)


@pytest.fixture(scope="session")
def engine_name(request: pytest.FixtureRequest) -> str:
    """The engine that the service under test stands on."""
    return str(request.config.getoption("--engine"))


@pytest.fixture(scope="session")
def published_to(built: Release, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Target]]:
    """Give a store by its name, with our graph in it; each is started when it is first asked for."""
    targets: dict[str, Target] = {}
    with contextlib.ExitStack() as stack:

        def give(name: str) -> Target:
            if name not in targets:
                target = stack.enter_context(started(name, tmp_path_factory.mktemp(name)))
                publish(built, target, lambda _doing, _count: None)
                targets[name] = target
            return targets[name]

        yield give


@pytest.fixture(scope="session")
def store_behind(engine_name: str, published_to: Callable[[str], Target]) -> Endpoint | None:
    """Where the store is that the service under test stands on; None for the embedded engine."""
    return None if engine_name == ENGINES[0] else Endpoint(published_to(engine_name).query)


def engine_on(release: Release, limits: Limits, endpoint: Endpoint | None) -> Pool:
    """An engine for a release: over a store that holds it, or the embedded one."""
    return Remote(release, endpoint, limits) if endpoint else Embedded(release, limits)


def allow_difference(request: pytest.FixtureRequest, store: str, question: str) -> None:
    """Let a test of a question fail over a store that is known to answer it wrongly."""
    if (store, question) in DIFFERENT:
        request.applymarker(pytest.mark.xfail(reason=DIFFERENT[store, question], strict=False))


@contextlib.contextmanager
def running_engine(
    release: Release, limits: Limits, endpoint: Endpoint | None
) -> Iterator[tuple[asyncio.Runner, Pool]]:
    """Run such an engine, with what its coroutines are run by."""
    with asyncio.Runner() as runner:
        engine = engine_on(release, limits, endpoint)
        runner.run(engine.__aenter__())
        try:
            yield runner, engine
        finally:
            runner.run(engine.__aexit__(None, None, None))


@contextlib.contextmanager
def started(name: str, folder: Path) -> Iterator[Target]:
    """Run an empty store, by its name, in a folder."""
    command, target = (_oxigraph if name == "oxigraph" else _virtuoso)(folder)
    with (folder / "out").open("wb") as out, subprocess.Popen(command, stdout=out, stderr=out, cwd=folder) as process:
        try:
            _wait(target, process, folder / "out")
            yield target
        finally:
            process.kill()


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


def _oxigraph(folder: Path) -> tuple[list[str], Target]:
    port = free_port()
    command = [_program("oxigraph"), "serve", "--location", str(folder / "data"), "--bind", f"127.0.0.1:{port}"]
    return command, Target(Address(f"http://127.0.0.1:{port}/query"), Address(f"http://127.0.0.1:{port}/update"))


def _virtuoso(folder: Path) -> tuple[list[str], Target]:
    port = free_port()
    (folder / "virtuoso.ini").write_text(_VIRTUOSO.format(sql=free_port(), http=port), encoding="utf-8")
    update = Address(f"http://127.0.0.1:{port}/sparql-auth", "dba", "dba", digest=True)
    return [_program("virtuoso-t"), "+foreground", "+wait"], Target(Address(f"http://127.0.0.1:{port}/sparql"), update)


def _program(name: str) -> str:
    found = shutil.which(name, path=os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")]))
    if found is None and os.environ.get("LGI_STORES") == "required":
        pytest.fail(f"{name} is not installed, and LGI_STORES asks for it")
    if found is None:
        pytest.skip(f"{name} is not installed")
    return found


def _wait(target: Target, process: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + _START_SECONDS
    while time.monotonic() < until and process.poll() is None:
        with contextlib.suppress(QueryError):
            list(target.rows("SELECT (1 AS ?one) {}"))
            return
        time.sleep(0.1)
    raise AssertionError(log.read_text("utf-8", "replace"))
