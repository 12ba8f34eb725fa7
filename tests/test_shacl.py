"""Shapes held against facts side by side find what they find one after another."""

import os
import signal
from pathlib import Path

import pytest
import rdflib
from rdflib.namespace import RDF, SH

from lgi import check, corpus, files, shacl
from lgi.errors import BadData

HERE = Path(__file__).parent
EXAMPLE, BREACHES = HERE / "graph", HERE / "breaches"


@pytest.fixture(scope="module")
def facts() -> rdflib.Graph:
    """The example, and what breaks each rule."""
    return check.rdflib_graph(corpus.complete(corpus.load(files.ONTOLOGY, files.SHAPES, EXAMPLE, BREACHES)).quads)


@pytest.fixture(scope="module")
def rules() -> rdflib.Graph:
    """Our shapes."""
    return check.rdflib_graph(corpus.load(files.SHAPES).quads)


@pytest.fixture
def side_by_side(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two processors, and nothing too little to be shared between them."""
    monkeypatch.setattr(shacl, "_FEW", 0)
    monkeypatch.setattr(os, "cpu_count", lambda: 2)


def found(report: rdflib.Graph) -> set[tuple[str, ...]]:
    """What a report tells, without the names of its nodes."""
    return {
        tuple(str(report.value(result, what)) for what in (SH.focusNode, SH.resultMessage, SH.value))
        for result in report.objects(None, SH.result)
    }


def test_two_processes_find_what_one_finds(
    facts: rdflib.Graph, rules: rdflib.Graph, request: pytest.FixtureRequest
) -> None:
    alone = shacl.validate(facts, rules)
    request.getfixturevalue("side_by_side")
    together = shacl.validate(facts, rules)

    assert len(found(alone)) > 300
    assert found(together) == found(alone)
    assert len(list(together.subjects(RDF.type, SH.ValidationReport))) == 1
    assert list(together.objects(None, SH.conforms)) == [rdflib.Literal(False)]


@pytest.mark.usefixtures("side_by_side")
def test_a_shape_that_cannot_be_used_is_told_of_by_either_process(facts: rdflib.Graph, rules: rdflib.Graph) -> None:
    for shape in ("https://w3id.org/lgi/shapes#Claim", "https://w3id.org/lgi/shapes#Source"):
        broken = rdflib.Graph() + rules
        broken.add((rdflib.URIRef(shape), SH.property, rdflib.Literal("no shape")))

        with pytest.raises(BadData, match=r"^the shapes cannot be used: "):
            shacl.validate(facts, broken)


@pytest.mark.usefixtures("side_by_side")
def test_a_process_that_is_killed_is_told_of(
    facts: rdflib.Graph, rules: rdflib.Graph, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = os.getpid()
    report = shacl._report

    def killed(part: rdflib.Graph, whole: rdflib.Graph) -> rdflib.Graph:
        if os.getpid() != here:
            os.kill(os.getpid(), signal.SIGKILL)
        return report(part, whole)

    monkeypatch.setattr(shacl, "_report", killed)
    with pytest.raises(BadData, match=r"^the check broke off: "):
        shacl.validate(facts, rules)
