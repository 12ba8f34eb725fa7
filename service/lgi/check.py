"""Hold data against the shapes, and turn what is found into advice for an editor."""

import logging
import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Any

import rdflib
from pyoxigraph import BlankNode, Literal, NamedNode, Quad
from rdflib.namespace import RDF, SH
from rdflib.plugins.sparql import prepareQuery
from rdflib.plugins.sparql.sparql import Query
from rdflib.query import Result

from lgi import corpus, files, names, placement, shacl
from lgi.corpus import Corpus
from lgi.errors import BadData
from lgi.placement import Fault

_SHAPES = names.SHAPES + "#"
_NOTHING_FOUND = f"[] a <{SH.ValidationReport}> ; <{SH.conforms}> true .\n"


@dataclass(frozen=True, order=True)
class Finding:
    """One thing that is not as a shape wants it.

    `file` and `line` say where the thing is described (line 0 if it is nowhere), `shape` which rule is
    broken, `value` the value at fault if there is one, `message` what to do, `severity` how bad it is.
    """

    file: str
    line: int
    thing: str
    shape: str
    message: str
    value: str = ""
    severity: str = "Violation"

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file or "nowhere"
        value = f"\n    found: {self.value}" if self.value else ""
        return f"{place}: {self.severity.lower()}: {self.thing}\n    {self.message} [{self.shape}]{value}"


@dataclass(frozen=True)
class Report:
    """What a check found, and the same as a SHACL validation report in Turtle."""

    findings: tuple[Finding, ...]
    turtle: str

    @property
    def conforms(self) -> bool:
        """Whether nothing is violated; warnings do not count."""
        return not any(finding.severity == "Violation" for finding in self.findings)

    def as_dicts(self) -> list[dict[str, str | int]]:
        """The findings as plain data, for JSON."""
        return [asdict(finding) for finding in self.findings]


def check(data: Corpus, shapes: Path = files.SHAPES, only: Iterable[Path] | None = None) -> Report:
    """Hold a complete corpus against the shapes, and each record against where it lies.

    `only` limits it to what some files describe. Raises BadData if a shape file cannot be read, or is no shape.
    """
    graphs = {files.graph_name(path) for path in only} if only is not None else set(data.paths)
    findings = {_misplaced(fault, data) for fault in placement.faults(data) if fault.graph in graphs}
    focus = data.subjects_of(graphs) if only is not None else None
    if focus == set():
        return Report(tuple(sorted(findings)), _NOTHING_FOUND)
    report = _validate(data, shapes, focus)
    findings |= {_finding(report, result, data) for result in report.subjects(RDF.type, SH.ValidationResult)}
    return Report(tuple(sorted(findings)), report.serialize(format="turtle"))


def _misplaced(fault: Fault, data: Corpus) -> Finding:
    path = data.paths[fault.graph]
    line = _line(path.read_text(encoding="utf-8"), fault.thing, fault.graph)
    return Finding(
        files.display(path), line, names.short(fault.thing), fault.rule, fault.message, names.short(fault.value)
    )


def _validate(data: Corpus, shapes: Path, focus: set[str] | None) -> rdflib.Graph:
    facts, rules = rdflib_graph(data.quads), rdflib_graph(corpus.load(shapes).quads)
    if focus is not None:
        _aim(rules, facts, focus)
    # rdflib tells of a malformed date by a traceback in its log; a shape tells of it better.
    logging.getLogger("rdflib.term").setLevel(logging.ERROR)
    return shacl.validate(facts, rules)


def _aim(rules: rdflib.Graph, facts: rdflib.Graph, focus: Iterable[str]) -> None:
    """Aim shapes at some things alone; pySHACL, told of focus nodes, skips shapes within shapes."""
    things = {rdflib.URIRef(iri) for iri in focus}
    for path, aimed_at in shacl.TARGETS.items():
        for shape, target in list(rules.subject_objects(path)):
            rules.remove((shape, path, target))
            for thing in things & set(aimed_at(facts, target)):
                rules.add((shape, SH.targetNode, thing))


def _finding(report: rdflib.Graph, result: rdflib.term.Node, data: Corpus) -> Finding:
    thing = str(report.value(result, SH.focusNode))
    file, line = _place(data, thing)
    value = report.value(result, SH.value)
    return Finding(
        file,
        line,
        names.short(thing),
        _rule(report, result),
        str(report.value(result, SH.resultMessage)),
        "" if value is None else names.short(str(value)),
        str(report.value(result, SH.resultSeverity)).removeprefix(str(SH)),
    )


def _rule(report: rdflib.Graph, result: rdflib.term.Node) -> str:
    """Name the rule that is broken: the SPARQL constraint if it has a name, else the shape."""
    named = (report.value(result, SH.sourceConstraint), report.value(result, SH.sourceShape))
    return next((str(rule).removeprefix(_SHAPES) for rule in named if str(rule).startswith(_SHAPES)), "")


def _place(data: Corpus, thing: str) -> tuple[str, int]:
    """Find the file that describes a thing, and the line on which it begins to."""
    graph = data.home_of.get(thing)
    if graph is None:
        return "", 0
    path = data.paths[graph]
    return files.display(path), _line(path.read_text(encoding="utf-8"), thing, graph)


def _line(text: str, thing: str, graph: str) -> int:
    ways = [f"<{thing}>", *([":".join(names.shorten(thing) or ())]), *(["<>"] if thing == graph else [])]
    begins = "|".join(re.escape(way) for way in ways if way)
    found = re.search(rf"^(?:{begins})(?![\w-])", text, re.MULTILINE)
    return text.count("\n", 0, found.start()) + 1 if found else 1


class _Facts(rdflib.Graph):
    """Facts that read a query once: pySHACL asks each constraint again of every thing, and reading takes longest."""

    def query(self, query_object: str | Query, *args: Any, **kwargs: Any) -> Result:
        """Answer a query."""
        query = _read(query_object) if isinstance(query_object, str) else query_object
        return super().query(query, *args, **kwargs)


@cache
def _read(query: str) -> Query:
    return prepareQuery(query, initNs=dict(rdflib.Graph().namespaces()))


def rdflib_graph(quads: Iterable[Quad]) -> rdflib.Graph:
    """The same facts as an rdflib graph, literals to the letter; which graph a fact stands in is lost."""
    graph = _Facts()
    for quad in quads:
        graph.add((_term(quad.subject), _term(quad.predicate), _term(quad.object)))
    return graph


def _term(node: object) -> rdflib.term.Node:
    if isinstance(node, NamedNode):
        return rdflib.URIRef(node.value)
    if isinstance(node, BlankNode):
        return rdflib.BNode(node.value)
    if isinstance(node, Literal):
        plain = node.language or node.datatype.value == names.VOCABULARIES["xsd"] + "string"
        datatype = None if plain else rdflib.URIRef(node.datatype.value)
        return rdflib.Literal(node.value, lang=node.language, datatype=datatype, normalize=False)
    raise BadData(f"{node} is RDF 1.2, which the shapes cannot see yet")
