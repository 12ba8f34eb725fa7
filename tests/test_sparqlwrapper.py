"""The client library that researchers use in Python is given every format it asks for, over a real connection."""

import contextlib
import socket
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest
import rdflib
import SPARQLWrapper
import uvicorn

from lgi.engine import Limits
from lgi.release import Release
from lgi.web.app import create_app

ROWS = "SELECT ?age { ?who <http://e/age> ?age }"
GRAPH = "CONSTRUCT WHERE { ?who <http://e/age> ?age }"


@pytest.fixture
def endpoint(any_data: Release) -> Iterator[str]:
    """The address of a server that really listens."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        server = uvicorn.Server(uvicorn.Config(create_app(any_data, Limits(seconds=4)), log_level="error"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        while not server.started:
            time.sleep(0.01)
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/sparql"
        server.should_exit = True
        thread.join()


def ask(endpoint: str, query: str, form: str, method: str) -> Any:
    client = SPARQLWrapper.SPARQLWrapper(endpoint, returnFormat=form)
    client.setQuery(query)
    client.setMethod(method)
    result = client.query()
    with contextlib.closing(result.response):
        return result.convert()


def test_rows_come_as_json_xml_csv_and_tsv_by_get_and_by_post(endpoint: str) -> None:
    for method in ("GET", "POST"):
        assert ask(endpoint, ROWS, "json", method)["results"]["bindings"][0]["age"]["value"] == "41"
        assert "41" in ask(endpoint, ROWS, "xml", method).toxml()
        assert ask(endpoint, ROWS, "csv", method).split() == [b"age", b"41"]
        assert ask(endpoint, ROWS, "tsv", method).split() == [b"?age", b"41"]


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")  # rdflib's own, for JSON-LD
@pytest.mark.filterwarnings("ignore:Dataset.* is deprecated:DeprecationWarning")
@pytest.mark.parametrize("form", ["turtle", "rdf+xml", "json-ld"])
def test_graphs_come_as_turtle_rdf_xml_and_json_ld(endpoint: str, form: str) -> None:
    found = ask(endpoint, GRAPH, form, "GET")
    graph = found if isinstance(found, rdflib.Graph) else rdflib.Graph().parse(data=found, format=form)

    assert len(graph) == 1
