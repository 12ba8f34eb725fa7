"""rdflib-endpoint on a file of N-Quads, as its documentation has it."""

import os
from importlib import import_module
from typing import Any

from rdflib import Dataset

DATA = "BENCH_DATA"
"""The variable that names the file."""


def application() -> Any:
    """Load the file and make the application."""
    graph = Dataset(default_union=True)
    graph.parse(os.environ[DATA], format="nquads")
    return import_module("rdflib_endpoint").SparqlEndpoint(graph=graph, path="/sparql")
