from pathlib import Path
from unittest.mock import Mock

import pytest
import rdflib
from pyoxigraph import BlankNode, Literal, NamedNode, Quad
from rdflib.namespace import RDF, SH
from rdflib.plugins.sparql import prepareQuery

from lgi import check, corpus, files, names, turtle
from lgi.check import Finding, Report
from lgi.corpus import Corpus
from lgi.errors import BadData

PREFIXES = f"""\
@prefix council: <{names.THINGS}council/> .
@prefix e: <http://e/> .
@prefix lgi: <{names.ONTOLOGY}#> .
@prefix sh: <{names.VOCABULARIES["sh"]}> .
@prefix shape: <{names.SHAPES}#> .
@prefix xsd: <{names.VOCABULARIES["xsd"]}> .
"""
SHAPE = """
shape:Council a sh:NodeShape ; sh:targetClass lgi:LocalAuthority ; sh:property shape:Council-size .
shape:Council-size a sh:PropertyShape ; sh:path lgi:size ; sh:minInclusive 1 ; sh:minCount 1 ;
  sh:message "Give the size: add lgi:size 1."@en .
"""
WARNING = SHAPE.replace("sh:minCount 1 ;", "sh:minCount 1 ; sh:severity sh:Warning ;")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder for data and shapes, from which paths are shown."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "shapes").mkdir()
    (tmp_path / "data").mkdir()
    return tmp_path


def report(folder: Path, shapes: str, only: list[Path] | None = None, **data: str) -> Report:
    (folder / "shapes" / "all.ttl").write_text(PREFIXES + shapes, encoding="utf-8")
    for name, text in data.items():
        (folder / "data" / f"{name}.ttl").write_text(PREFIXES + text, encoding="utf-8")
    return check.check(corpus.load(folder / "data"), folder / "shapes", only)


def test_a_finding_tells_file_line_thing_advice_rule_and_value(folder: Path) -> None:
    found = report(folder, SHAPE, a="\ncouncil:york\n    a lgi:LocalAuthority ;\n    lgi:size -5 ;\n.\n")

    assert [str(finding) for finding in found.findings] == [
        "data/a.ttl:8: violation: council:york\n    Give the size: add lgi:size 1. [Council-size]\n    found: -5"
    ]
    assert not found.conforms


def test_a_finding_without_value_says_none(folder: Path) -> None:
    (finding,) = report(folder, SHAPE, a="council:york a lgi:LocalAuthority .").findings

    assert str(finding) == "data/a.ttl:7: violation: council:york\n    Give the size: add lgi:size 1. [Council-size]"


@pytest.mark.parametrize("value", ["0", "0.0", "false", '""'])
def test_a_value_that_is_nothing_is_a_value_all_the_same(folder: Path, value: str) -> None:
    (finding,) = report(folder, SHAPE, a=f"council:york a lgi:LocalAuthority ; lgi:size {value} .").findings

    assert finding.value == value.strip('"')
    assert ("found: " in str(finding)) == (value != '""')


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("<https://w3id.org/lgi/id/council/york> a lgi:LocalAuthority .", 7),
        ("\n\ncouncil:york-north a e:Other .\n\ncouncil:york a lgi:LocalAuthority .", 11),
        ("e:x e:p council:york ;\n .\n  council:york a lgi:LocalAuthority .", 1),
    ],
)
def test_the_line_is_where_the_thing_begins_or_the_first_if_no_line_does(folder: Path, text: str, line: int) -> None:
    (finding,) = report(folder, SHAPE, a=text).findings

    assert finding.line == line


def test_a_line_is_what_an_editor_calls_a_line(folder: Path) -> None:
    (finding,) = report(folder, SHAPE, a='e:x e:p "one\u2028\x0bline" .\ncouncil:york a lgi:LocalAuthority .').findings

    assert finding.line == 8


def test_a_file_that_speaks_of_itself_is_found_by_its_empty_brackets(folder: Path) -> None:
    path = folder / "data" / "a.ttl"
    (finding,) = report(folder, SHAPE, a=f"@base <{path.as_uri()}> .\n\n<>\n    a lgi:LocalAuthority .").findings

    assert (finding.file, finding.line, finding.thing) == ("data/a.ttl", 9, path.as_uri())


def test_a_thing_that_is_described_nowhere_is_said_to_be(folder: Path) -> None:
    shapes = SHAPE.replace("sh:targetClass lgi:LocalAuthority", "sh:targetObjectsOf e:p")
    (finding,) = report(folder, shapes, a="e:x e:p e:nowhere .").findings

    assert str(finding).startswith("nowhere: violation: http://e/nowhere\n")
    assert (finding.file, finding.line) == ("", 0)


def test_a_rule_that_is_not_one_of_ours_has_no_name(folder: Path) -> None:
    (finding,) = report(
        folder, SHAPE.replace("shape:Council-size", "e:size"), a="council:york a lgi:LocalAuthority ."
    ).findings

    assert finding.shape == ""


def test_a_rule_in_sparql_is_told_by_its_own_name(folder: Path) -> None:
    rule = (
        "shape:Council a sh:NodeShape ; sh:targetClass lgi:LocalAuthority ; sh:sparql shape:Council-odd .\n"
        'shape:Council-odd a sh:SPARQLConstraint ; sh:message "Odd."@en ;\n'
        '  sh:select "SELECT $this WHERE { $this a ?class }" .\n'
    )
    (finding,) = report(folder, rule, a="council:york a lgi:LocalAuthority .").findings

    assert (finding.shape, finding.message) == ("Council-odd", "Odd.")


def test_warnings_are_told_and_do_not_fail(folder: Path) -> None:
    found = report(folder, WARNING, a="council:york a lgi:LocalAuthority .")

    assert found.conforms
    assert [str(finding) for finding in found.findings] == [
        "data/a.ttl:7: warning: council:york\n    Give the size: add lgi:size 1. [Council-size]"
    ]


def test_a_violation_beside_warnings_fails(folder: Path) -> None:
    shapes = (
        WARNING + "lgi:x a sh:NodeShape ; sh:targetNode council:leeds ; sh:property [ sh:path e:p ; sh:minCount 1 ] ."
    )
    found = report(folder, shapes, a="council:york a lgi:LocalAuthority .")

    assert {finding.severity for finding in found.findings} == {"Warning", "Violation"}
    assert not found.conforms


def test_nothing_amiss_is_no_finding_and_conforms(folder: Path) -> None:
    found = report(folder, SHAPE, a="council:york a lgi:LocalAuthority ; lgi:size 2 .")

    assert (found.findings, found.conforms, found.as_dicts()) == ((), True, [])


def test_findings_come_by_file_and_line(folder: Path) -> None:
    two = "council:x a lgi:LocalAuthority .\ncouncil:a a lgi:LocalAuthority ."
    found = report(folder, SHAPE, b=two.replace("council:", "council:b-"), a=two).findings

    assert [(finding.file, finding.line) for finding in found] == [
        ("data/a.ttl", 7),
        ("data/a.ttl", 8),
        ("data/b.ttl", 7),
        ("data/b.ttl", 8),
    ]


def test_only_what_some_files_describe_is_checked(folder: Path) -> None:
    data = {name: f"council:{name} a lgi:LocalAuthority ." for name in "ab"}
    found = report(folder, SHAPE, only=[folder / "data" / "b.ttl"], **data)

    assert [finding.thing for finding in found.findings] == ["council:b"]


def test_what_is_checked_may_lean_on_what_is_not(folder: Path) -> None:
    shapes = "shape:A a sh:NodeShape ; sh:targetClass e:A ; sh:property [ sh:path e:p ; sh:class e:B ] ."
    found = report(folder, shapes, only=[folder / "data" / "a.ttl"], a="e:a a e:A ; e:p e:b .", b="e:b a e:B .")

    assert found.findings == ()


def test_files_that_describe_nothing_conform(folder: Path) -> None:
    found = report(folder, SHAPE, only=[], a="council:york a lgi:LocalAuthority .")

    assert (found.findings, found.conforms) == ((), True)
    assert conforms(found)


def conforms(found: Report) -> bool:
    """Read the Turtle of a report as a SHACL validation report, and give its verdict."""
    graph = rdflib.Graph().parse(data=found.turtle, format="turtle")
    (whole,) = graph.subjects(RDF.type, SH.ValidationReport)
    results = set(graph.objects(whole, SH.result))
    assert len(results) == len(found.findings) == len(set(graph.subjects(RDF.type, SH.ValidationResult)))
    verdict = graph.value(whole, SH.conforms)
    assert isinstance(verdict, rdflib.Literal)
    return bool(verdict.value)


@pytest.mark.parametrize(("size", "verdict"), [("2", True), ("0", False)])
def test_the_turtle_is_a_report_in_shacl_with_the_same_findings(folder: Path, size: str, verdict: bool) -> None:
    found = report(folder, SHAPE, a=f"council:york a lgi:LocalAuthority ; lgi:size {size} .")

    assert conforms(found) == found.conforms == verdict


def test_findings_are_plain_data_for_json(folder: Path) -> None:
    (finding,) = report(folder, SHAPE, a="council:york a lgi:LocalAuthority ; lgi:size 0 .").as_dicts()

    assert finding == {
        "file": "data/a.ttl",
        "line": 7,
        "thing": "council:york",
        "shape": "Council-size",
        "message": "Give the size: add lgi:size 1.",
        "value": "0",
        "severity": "Violation",
    }


@pytest.mark.parametrize(
    "broken",
    [
        "shape:A a sh:PropertyShape ; sh:targetClass lgi:LocalAuthority ; sh:minCount 1 .",
        'shape:A a sh:NodeShape ; sh:targetClass lgi:LocalAuthority ; sh:property [ sh:path e:p ; sh:minCount "x" ] .',
        "shape:A a sh:NodeShape ; sh:targetClass lgi:LocalAuthority ; sh:property shape:Missing .",
        'shape:A a sh:NodeShape ; sh:targetClass lgi:LocalAuthority ; sh:pattern "(" .',
        """shape:A a sh:NodeShape ; sh:targetClass lgi:LocalAuthority ; sh:sparql [
  a sh:SPARQLConstraint ; sh:select "SELECT $this WHERE { $this ?p ?o MINUS { ?s ?p ?o } }" ] .""",
    ],
)
def test_shapes_that_are_none_are_told(folder: Path, broken: str) -> None:
    with pytest.raises(BadData, match=r"^the shapes cannot be used: "):
        report(folder, broken, a="council:york a lgi:LocalAuthority .")


def test_a_shape_file_that_cannot_be_read_is_told_with_its_line(folder: Path) -> None:
    with pytest.raises(BadData, match=r"all\.ttl:7: this is not Turtle"):
        report(folder, "nonsense")


def test_every_kind_of_term_reaches_the_shapes_as_it_was_written() -> None:
    written = (
        '<http://e/s> <http://e/p> <http://e/o>, "a", "a"@en, "01"^^<http://www.w3.org/2001/XMLSchema#integer>,'
        ' "x"^^<http://e/type>, [] .'
    )
    graph = check.rdflib_graph(turtle.read(written, "here"))
    seen = set(graph.objects())
    blanks = {term for term in seen if isinstance(term, rdflib.BNode)}

    assert len(blanks) == 1
    assert {term.n3() for term in seen - blanks} == {
        "<http://e/o>",
        '"a"',
        '"a"@en',
        '"01"^^<http://www.w3.org/2001/XMLSchema#integer>',
        '"x"^^<http://e/type>',
    }


def test_what_the_shapes_cannot_see_is_refused() -> None:
    facts = turtle.read("<urn:s> <urn:p> <<( <urn:s> <urn:p> 1 )>> .", "here")

    with pytest.raises(BadData, match=r"is RDF 1\.2, which the shapes cannot see yet"):
        check.rdflib_graph(facts)


def test_one_file_of_ours_is_checked_against_all_of_ours(complete: Corpus) -> None:
    path = files.GRAPH / "comparator" / "not-stated.ttl"
    thing = NamedNode(names.thing("comparator", "not-stated"))
    without = Corpus(
        tuple(q for q in complete.quads if q.subject != thing or "prefLabel" not in q.predicate.value), complete.paths
    )

    assert check.check(complete, only=[path]).findings == ()
    (finding,) = check.check(without, only=[path]).findings
    assert (finding.shape, finding.thing) == ("Comparator-prefLabel", "comparator:not-stated")
    assert path.read_text(encoding="utf-8").splitlines()[finding.line - 1] == "comparator:not-stated"


def test_a_blank_node_at_fault_is_nowhere() -> None:
    facts = (
        Quad(BlankNode("b"), NamedNode(names.VOCABULARIES["rdf"] + "type"), NamedNode(names.ONTOLOGY + "#Comparator")),
    )

    assert {finding.file for finding in check.check(Corpus(facts)).findings} == {""}


def test_findings_are_compared_by_all_they_say() -> None:
    one, other = Finding("a", 1, "t", "s", "m"), Finding("a", 1, "t", "s", "m", str(Literal("v").value))

    assert one < other and one != other


def test_a_constraint_in_sparql_is_read_once_and_asked_of_every_thing(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    prepare = Mock(wraps=prepareQuery)
    monkeypatch.setattr(check, "prepareQuery", prepare)
    shape = """
shape:Council a sh:NodeShape ; sh:targetClass lgi:LocalAuthority ; sh:sparql shape:Council-small .
shape:Council-small a sh:SPARQLConstraint ; sh:message "Too large."@en ;
  sh:select "SELECT $this (?size AS ?value) WHERE { $this <https://w3id.org/lgi/ontology#size> ?size . FILTER (?size > 1) }" .
"""
    councils = [f"council:{name} a lgi:LocalAuthority ; lgi:size {size} ." for size, name in enumerate("abcd")]
    found = report(folder, shape, council="\n".join(councils)).findings

    assert [(finding.thing, finding.shape, finding.value) for finding in found] == [
        ("council:c", "Council-small", "2"),
        ("council:d", "Council-small", "3"),
    ]
    prepare.assert_called_once()


def test_a_fault_of_place_is_a_finding_like_any_other(folder: Path) -> None:
    twice = "council:york a lgi:LocalAuthority ; lgi:size 1 ."
    found = report(folder, SHAPE, a=twice, b=twice).findings

    assert [(finding.file, finding.line, finding.thing, finding.shape) for finding in found] == [
        ("data/a.ttl", 7, "council:york", "File-once"),
        ("data/b.ttl", 7, "council:york", "File-once"),
    ]
