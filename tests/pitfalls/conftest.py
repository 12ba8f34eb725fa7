"""Services that run: on our graph, on odd data with our questions and pages, and on data that are not ours."""

from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest

from lgi.release import Release
from pitfalls import odd_data
from releases import as_if_ours
from running import Running, running

GENEROUS = {"LGI_CLIENT_SECONDS": "1000000", "LGI_CLIENT_HEAVY": "1000", "LGI_QUERY_SECONDS": "3"}


@pytest.fixture(scope="session")
def server(built: Release, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """The service on our graph."""
    with running(tmp_path_factory.mktemp("ours"), "--release", str(built.path), settings=GENEROUS) as made:
        yield made


@pytest.fixture(scope="session")
def http(server: Running) -> Iterator[httpx2.Client]:
    """A client of it."""
    with httpx2.Client(base_url=server.address, timeout=60) as made:
        yield made


@pytest.fixture(scope="session")
def odd_release(tmp_path_factory: pytest.TempPathFactory) -> Release:
    """A release of data such as ours never are, with our questions and pages."""
    return as_if_ours(tmp_path_factory.mktemp("odd"), odd_data.facts())


@pytest.fixture(scope="session")
def odd_server(odd_release: Release, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """The service on that."""
    with running(tmp_path_factory.mktemp("odd"), "--release", str(odd_release.path), settings=GENEROUS) as made:
        yield made


@pytest.fixture(scope="session")
def odd(odd_server: Running) -> Iterator[httpx2.Client]:
    """A client of it."""
    with httpx2.Client(base_url=odd_server.address, timeout=60) as made:
        yield made


@pytest.fixture(scope="session")
def foreign_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file of data that are not ours, in the default graph and in two named ones."""
    path = tmp_path_factory.mktemp("foreign") / "people.nq"
    path.write_text(odd_data.FOREIGN, encoding="utf-8")
    return path


@pytest.fixture(scope="session")
def foreign_server(foreign_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """The service on that file."""
    with running(tmp_path_factory.mktemp("foreign"), "--data", str(foreign_file), settings=GENEROUS) as made:
        yield made


@pytest.fixture(scope="session")
def foreign(foreign_server: Running) -> Iterator[httpx2.Client]:
    """A client of it."""
    with httpx2.Client(base_url=foreign_server.address, timeout=60) as made:
        yield made
