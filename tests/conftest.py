"""Fixtures that are dear to make: the graph, the founding graph, a release of each, and the service on one.

What the graph of today holds changes daily; what depends on its exact content stands on the founding graph.
"""

import lzma
from collections.abc import Iterator
from pathlib import Path

import pytest
from pyoxigraph import RdfFormat, Store, parse
from starlette.testclient import TestClient

import releases
from lgi import build, check, corpus, files
from lgi.check import Report
from lgi.corpus import Corpus
from lgi.engine import Limits
from lgi.engine.remote import Endpoint
from lgi.release import Release
from lgi.web.app import Options, create_app
from stores import engine_name, published_to, pytest_addoption, pytest_collection_modifyitems, store_behind

__all__ = ["engine_name", "published_to", "pytest_addoption", "pytest_collection_modifyitems", "store_behind"]

FOUNDING = Path(__file__).parent / "founding" / "graph.trig.xz"


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
    return _store(complete)


@pytest.fixture(scope="session")
def report(complete: Corpus) -> Report:
    """What the shapes say of the same."""
    return check.check(complete)


@pytest.fixture(scope="session")
def live(report: Report, tmp_path_factory: pytest.TempPathFactory) -> Release:
    """A release of the same."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(check, "check", lambda _: report)
        return build.build(tmp_path_factory.mktemp("live"))


@pytest.fixture(scope="session")
def founding() -> Corpus:
    """The ontology and the shapes, and the graph as it was when it held the founding text alone."""
    return corpus.load(files.ONTOLOGY, files.SHAPES).with_quads(
        parse(lzma.decompress(FOUNDING.read_bytes()), format=RdfFormat.TRIG)
    )


@pytest.fixture(scope="session")
def founding_store(founding: Corpus) -> Store:
    """The same, and what the rules derive from it, in a store."""
    return _store(corpus.complete(founding))


@pytest.fixture(scope="session")
def built(founding: Corpus, tmp_path_factory: pytest.TempPathFactory) -> Release:
    """A release of the same, which passes for one of the files of today."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(corpus, "authored", lambda: founding)
        patch.setattr(build, "_checked", lambda _: "")
        return build.build(tmp_path_factory.mktemp("founding"))


@pytest.fixture(scope="session")
def history(founding: Corpus, tmp_path_factory: pytest.TempPathFactory) -> tuple[Release, Release]:
    """Two releases of the same in one folder: in the second, one claim is put otherwise."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(build, "_checked", lambda _: "")
        return releases.with_one_claim_changed(founding, tmp_path_factory.mktemp("history"), patch)


def _store(data: Corpus) -> Store:
    made = Store()
    made.bulk_extend(data.quads)
    return made


@pytest.fixture(scope="session")
def client(built: Release, store_behind: Endpoint | None) -> Iterator[TestClient]:
    """The service on the founding release, over the engine that `--engine` names."""
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
