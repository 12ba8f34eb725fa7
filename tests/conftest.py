"""Fixtures that are dear to make: the graph, a release of it, and the service on that release."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pyoxigraph import Store
from starlette.testclient import TestClient

from lgi import build, corpus
from lgi.corpus import Corpus
from lgi.engine import Limits
from lgi.engine.remote import Endpoint
from lgi.release import Release
from lgi.web.app import Options, create_app
from stores import engine_name, published_to, pytest_addoption, pytest_collection_modifyitems, store_behind

__all__ = ["engine_name", "published_to", "pytest_addoption", "pytest_collection_modifyitems", "store_behind"]


@pytest.fixture(scope="session")
def authored() -> Corpus:
    """All that is authored."""
    return corpus.authored()


@pytest.fixture(scope="session")
def complete(authored: Corpus) -> Corpus:
    """All that is authored and what the rules derive from it."""
    return corpus.complete(authored)


@pytest.fixture(scope="session")
def store(complete: Corpus) -> Store:
    """The same in a store."""
    made = Store()
    made.bulk_extend(complete.quads)
    return made


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Release:
    """A release of our graph."""
    return build.build(tmp_path_factory.mktemp("releases"))


@pytest.fixture(scope="session")
def client(built: Release, store_behind: Endpoint | None) -> Iterator[TestClient]:
    """The service on that release, over the engine that `--engine` names."""
    app = create_app(
        built,
        Limits(seconds=4 if store_behind is None else 30, client_heavy=1000, client_seconds=1e6),
        Options(remote=store_behind),
    )
    with TestClient(app, follow_redirects=False) as made:
        yield made


@pytest.fixture
def any_data(tmp_path: Path) -> Release:
    """A small release of data that are not ours."""
    path = tmp_path / "people.ttl"
    path.write_text('<http://e/ann> <http://e/name> "Ann"@en, "Anna"@cy ; <http://e/age> 41 .\n', encoding="utf-8")
    return build.build_from([path], tmp_path / "release", graph_per_file=False)
