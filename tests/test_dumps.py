"""Every dump of a release loads into four programs that others use, graph by graph with the counts of the manifest."""

import gzip
import re
import subprocess
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest
import rdflib
from pyoxigraph import NamedNode, RdfFormat, Store

from lgi import corpus, names
from lgi.release import DUMP, Release
from lgi.target import Target
from stores import started

TRIG = "dump.trig.gz"
RDFLIB = {DUMP: "nquads", TRIG: "trig"}
OXIGRAPH = {DUMP: RdfFormat.N_QUADS, TRIG: RdfFormat.TRIG}
MEDIA = {DUMP: "application/n-quads", TRIG: "application/trig"}
TTLP = {DUMP: 512, TRIG: 256}
"""How Virtuoso's loader is told what it reads."""


def unpacked(made: Release, name: str) -> bytes:
    return gzip.decompress(made.file(name).read_bytes())


def turtle(made: Release) -> Iterator[tuple[str, Path]]:
    """Each graph, and its file."""
    for graph in made.manifest.graphs:
        yield graph, made.file(f"{graph.removeprefix(names.BASE)}.ttl")


# rdflib and pyoxigraph


@pytest.mark.filterwarnings(
    "ignore:(Dataset|ConjunctiveGraph).* is deprecated:DeprecationWarning"
)  # rdflib warns of itself
@pytest.mark.parametrize("name", RDFLIB)
def test_rdflib_loads_a_dump_of_all_graphs(built: Release, name: str) -> None:
    dataset = rdflib.Dataset()
    dataset.parse(data=unpacked(built, name).decode(), format=RDFLIB[name])

    assert {str(graph.identifier): len(graph) for graph in dataset.graphs() if len(graph)} == built.manifest.graphs


def test_rdflib_loads_the_turtle_of_each_graph(built: Release) -> None:
    found = {graph: len(rdflib.Graph().parse(path, format="turtle")) for graph, path in turtle(built)}

    assert found == built.manifest.graphs


@pytest.mark.parametrize("name", OXIGRAPH)
def test_pyoxigraph_loads_a_dump_of_all_graphs(built: Release, name: str) -> None:
    store = Store()
    store.bulk_load(unpacked(built, name), format=OXIGRAPH[name])

    assert Counter(corpus.graph_of(quad) for quad in store) == built.manifest.graphs


def test_pyoxigraph_loads_the_turtle_of_each_graph(built: Release) -> None:
    store = Store()
    for graph, path in turtle(built):
        store.bulk_load(path=str(path), format=RdfFormat.TURTLE, to_graph=NamedNode(graph))

    assert Counter(corpus.graph_of(quad) for quad in store) == built.manifest.graphs


# Servers


@pytest.fixture
def oxigraph(tmp_path: Path) -> Iterator[Target]:
    with started("oxigraph", tmp_path) as target:
        yield target


@pytest.fixture
def virtuoso(tmp_path: Path) -> Iterator[Target]:
    with started("virtuoso", tmp_path) as target:
        yield target


@pytest.mark.parametrize("name", MEDIA)
def test_the_oxigraph_server_loads_a_dump_of_all_graphs(built: Release, oxigraph: Target, name: str) -> None:
    place = oxigraph.query.url.replace("/query", "/store")
    httpx2.post(place, content=unpacked(built, name), headers={"Content-Type": MEDIA[name]}).raise_for_status()

    assert oxigraph.counts(()) == built.manifest.graphs


def test_the_oxigraph_server_loads_the_turtle_of_each_graph(built: Release, oxigraph: Target) -> None:
    put_each(built, oxigraph.query.url.replace("/query", "/store"), "graph", None)

    assert oxigraph.counts(()) == built.manifest.graphs


@pytest.mark.parametrize("name", TTLP)
def test_virtuoso_loads_a_dump_of_all_graphs(built: Release, virtuoso: Target, tmp_path: Path, name: str) -> None:
    (tmp_path / "dump").write_bytes(unpacked(built, name))
    port = re.search(r"\[Parameters\]\nServerPort = (\S+)", (tmp_path / "virtuoso.ini").read_text("utf-8"))
    assert port
    load = f"DB.DBA.TTLP(file_to_string_output('dump'), '', 'http://e/default', {TTLP[name]});"
    subprocess.run(["isql-vt", port[1], "dba", "dba", f"exec={load}"], check=True, capture_output=True)  # noqa: S607

    assert virtuoso.counts(built.manifest.graphs) == built.manifest.graphs


def test_virtuoso_loads_the_turtle_of_each_graph(built: Release, virtuoso: Target) -> None:
    place = virtuoso.query.url.replace("/sparql", "/sparql-graph-crud-auth")
    put_each(built, place, "graph-uri", httpx2.DigestAuth("dba", "dba"))

    assert virtuoso.counts(built.manifest.graphs) == built.manifest.graphs


def put_each(made: Release, place: str, parameter: str, auth: httpx2.Auth | None) -> None:
    """Put each graph in its place, by the Graph Store Protocol."""
    with httpx2.Client(auth=auth, headers={"Content-Type": "text/turtle"}, timeout=60) as client:
        for graph, path in turtle(made):
            client.put(place, params={parameter: graph}, content=path.read_bytes()).raise_for_status()
