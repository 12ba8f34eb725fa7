"""Hold data against the shapes, and turn what is found into advice for an editor."""

import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

import pyshacl
import rdflib
from pyoxigraph import BlankNode, Literal, NamedNode, Quad
from pyshacl.errors import ReportableRuntimeError
from rdflib.namespace import RDF, SH

from lgi import corpus, files, names
from lgi.corpus import Corpus
from lgi.errors import BadData

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
    """Validate a complete corpus; `only` limits it to the things that some files describe.

    Raises BadData if a shape file cannot be read, or is no shape.
    """
    focus = sorted(data.subjects_of(only)) if only is not None else None
    if focus == []:
        return Report((), _NOTHING_FOUND)
    report = _validate(data, shapes, focus)
    findings = {_finding(report, result, data) for result in report.subjects(RDF.type, SH.ValidationResult)}
    return Report(tuple(sorted(findings)), report.serialize(format="turtle"))


def _validate(data: Corpus, shapes: Path, focus: list[str] | None) -> rdflib.Graph:
    shapes_graph = rdflib_graph(corpus.load(shapes).quads)
    try:
        _, report, _ = pyshacl.validate(
            rdflib_graph(data.quads),
            shacl_graph=shapes_graph,
            focus_nodes=focus,
            do_owl_imports=False,
            inplace=True,
            advanced=False,
            allow_infos=True,
            allow_warnings=True,
        )
    except (ReportableRuntimeError, re.error) as fault:
        raise BadData(f"the shapes cannot be used: {fault}") from None
    if not isinstance(report, rdflib.Graph):
        raise BadData(f"the shapes cannot be used: {report}")
    return report


def _finding(report: rdflib.Graph, result: rdflib.term.Node, data: Corpus) -> Finding:
    thing = str(report.value(result, SH.focusNode))
    file, line = _place(data, thing)
    value = report.value(result, SH.value)
    return Finding(
        file,
        line,
        _short(thing),
        _rule(report, result),
        str(report.value(result, SH.resultMessage)),
        "" if value is None else _short(str(value)),
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
    for number, line in enumerate(text.split("\n"), 1):
        if any(way and re.match(re.escape(way) + r"(?![\w-])", line) for way in ways):
            return number
    return 1


def _short(iri: str) -> str:
    short = names.shorten(iri)
    return ":".join(short) if short else iri


def rdflib_graph(quads: Iterable[Quad]) -> rdflib.Graph:
    """The same facts as an rdflib graph, literals to the letter; which graph a fact stands in is lost."""
    graph = rdflib.Graph()
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
