"""The canonical form and its digest, made again by another library; citations that programs can read."""

import hashlib
import json
import re
from dataclasses import replace
from typing import Any
from xml.etree import ElementTree as ET

import pytest
import rdflib
import yaml
from pyoxigraph import Literal, NamedNode, Quad, QueryResultsFormat, QuerySolutions, RdfFormat, Store, parse
from rdflib.plugins.sparql.results.jsonresults import JSONResult

from lgi import media
from lgi.archive import canonical, citation, comparison, description, feed
from lgi.archive.canonical import Frozen, freeze
from lgi.archive.comparison import compare
from lgi.archive.record import Asked, Record
from lgi.engine import Query
from lgi.errors import NotAcceptable, Unkeepable

ODD = ["plain", 'q"uote', "back\\slash", "tab\there", "line\nfeed", "re\rturn", "é😀", "\x01\x7f\x0b", ""]
_ESCAPES = {"\t": "\\t", "\b": "\\b", "\n": "\\n", "\r": "\\r", "\f": "\\f", '"': '\\"', "\\": "\\\\"}


def rows(*texts: str, query: str = "SELECT ?s ?o ?none { ?s ?p ?o }") -> bytes:
    """Rows as an engine gives them."""
    store = Store()
    for number, text in enumerate(texts):
        subject, predicate = NamedNode(f"http://e/{number}"), NamedNode("http://e/p")
        store.add(Quad(subject, predicate, Literal(text, language="en-GB") if number % 2 else Literal(text)))
    store.add(Quad(NamedNode("http://e/n"), NamedNode("http://e/p"), Literal(7)))
    found = store.query(query)
    assert isinstance(found, QuerySolutions)
    return found.serialize(format=QueryResultsFormat.JSON) or b""


def digest_elsewhere(body: bytes) -> str:
    """The digest as the description of the method has it, made with another library from SPARQL JSON."""
    found = JSONResult(json.loads(body))
    lines = sorted("\t".join(_term(row.get(column)) for column in found.vars or []).encode() for row in found.bindings)
    head = "\t".join(f"?{column}" for column in found.vars or []).encode()
    return hashlib.sha256(b"".join(line + b"\n" for line in (head, *lines))).hexdigest()


def _term(term: Any) -> str:
    if term is None:
        return ""
    if isinstance(term, rdflib.URIRef):
        return f"<{term}>"
    escaped = re.sub('[\x00-\x1f"\\\\\x7f]', lambda found: _ESCAPES.get(found[0], f"\\u{ord(found[0]):04X}"), str(term))
    kind = "" if term.datatype in (None, rdflib.XSD.string) else f"^^<{term.datatype}>"
    return f'"{escaped}"' + (f"@{term.language.lower()}" if term.language else kind)


def record(frozen: Frozen, **other: Any) -> Record:
    """An answer that was kept."""
    asked = Asked(
        "0.1.0-abcdef123456", "SELECT ?s {}", "a-question", {"text": "{50%} & \\more_$#~^ \x00 é: \U0001f600"}
    )
    made = Record(
        asked.id, asked, "Who says what?", "2026-01-02T03:04:05+00:00", "2026-01-01T00:00:00+00:00", "", 0, ""
    )
    return replace(made.with_frozen(frozen), **other)


ROWS = freeze("solutions", rows(*ODD))
GRAPH = freeze("graph", b'<http://e/a> <http://e/p> "1" .\n_:c14n0 <http://e/p> "2" .\n')
YES = freeze("boolean", b'{"head":{},"boolean":true}')
ANSWERS = {
    "rows": record(ROWS),
    "graph": record(GRAPH),
    "yes": record(YES),
    "none": record(freeze("solutions", rows(query="SELECT ?s ?o { ?s ?p 8 }"))),
}


@pytest.mark.parametrize(
    "body", [rows(*ODD), rows(), rows(query="SELECT ?s { ?s ?p 8 }"), rows("a", "a", query="SELECT ?p { ?s ?p ?o }")]
)
def test_the_digest_of_rows_can_be_made_again_by_another_library(body: bytes) -> None:
    assert freeze("solutions", body).digest == digest_elsewhere(body)


def test_the_order_of_rows_is_kept_and_is_no_part_of_the_digest() -> None:
    up, down = (
        freeze("solutions", rows(*ODD, query=f"SELECT ?s {{ ?s ?p ?o }} ORDER BY {way}(?s)")) for way in ("ASC", "DESC")
    )

    found = compare(up, down, "b", "2026")
    assert up.digest == down.digest
    assert up.lines == down.lines[::-1] != down.lines
    assert (found.same, found.reordered) == (True, True)


def test_rows_that_are_given_more_than_once_are_counted() -> None:
    once, twice = (freeze("solutions", rows(*texts, query="SELECT ?p { ?s ?p ?o }")) for texts in (["a"], ["a", "b"]))

    found = compare(once, twice, "b", "2026")
    assert (found.came_count, found.went_count, len(found.came)) == (1, 0, 1)
    assert once.digest != twice.digest


def test_of_very_many_rows_the_first_are_told_and_all_are_counted() -> None:
    many = freeze("solutions", rows(*map(str, range(comparison.MOST_TOLD + 5))))

    found = compare(freeze("solutions", rows()), many, "b", "2026")
    assert (found.came_count, len(found.came)) == (comparison.MOST_TOLD + 5, comparison.MOST_TOLD)


def test_a_graph_and_a_yes_or_no_have_a_canonical_form_as_well() -> None:
    assert GRAPH.canonical == GRAPH.body
    assert YES.canonical == b"true\n"
    assert YES.digest == hashlib.sha256(b"true\n").hexdigest()


@pytest.mark.parametrize(
    ("query", "why"),
    [
        ("SELECT (BNODE() AS ?b) {}", "blank node"),
        ("SELECT (<<(<http://e/s> <http://e/p> 1)>> AS ?t) {}", "triple"),
        ("SELECT (STRLANGDIR('a', 'en', 'ltr') AS ?t) {}", "direction"),
    ],
)
def test_what_has_no_canonical_form_is_not_kept(query: str, why: str) -> None:
    with pytest.raises(Unkeepable, match=why):
        freeze("solutions", rows(query=query))


@pytest.mark.parametrize("kind", media.SOLUTIONS.values())
def test_frozen_rows_come_in_every_form(kind: str) -> None:
    frozen = freeze("solutions", rows("a", "b,\tc"))

    assert frozen.written(kind)
    assert frozen.written(kind) == frozen.written(kind)


@pytest.mark.parametrize("kind", media.TRIPLES.values())
def test_a_frozen_graph_comes_in_every_form(kind: str) -> None:
    found = parse(GRAPH.written(kind), format=RdfFormat.from_media_type(kind))

    assert sorted(str(quad.object) for quad in found) == ['"1"', '"2"']


def test_what_a_form_cannot_hold_is_not_written_in_it() -> None:
    with pytest.raises(NotAcceptable, match="XML cannot hold"):
        ROWS.written(media.SOLUTIONS["xml"])


def test_the_same_asked_in_other_layout_has_the_same_id() -> None:
    same = Asked.of("r", Query("\r\nASK\r\n{}\n", ("http://b", "http://a", "http://a")))
    other = [Asked.of("s", Query("ASK\n{}")), Asked.of("r", Query("ASK {}")), Asked.of("r", Query("ASK\n{}"), "q")]

    assert same.id == Asked.of("r", Query("ASK\n{}", ("http://a", "http://b"))).id
    assert re.fullmatch("[a-z2-7]{20}", same.id)
    assert len({same.id, *(each.id for each in other)}) == 4
    assert same.again() == Query("ASK\n{}", ("http://a", "http://b"))


@pytest.mark.parametrize("name", ANSWERS)
def test_a_citation_names_all_that_is_needed_to_find_it_and_to_check_it(name: str) -> None:
    made = ANSWERS[name]
    text = citation.text(made)

    assert all(part in text for part in (made.iri, made.digest, made.asked.release, "2026-01-02", citation.AUTHOR))
    assert "\x00" not in text and "\n" not in text


@pytest.mark.parametrize("name", ANSWERS)
def test_bibtex_is_well_formed(name: str) -> None:
    text = citation.bibtex(ANSWERS[name])

    bare = re.sub(r"\\(?:[&%$#_{}]|text\w+\{\})", "", text)
    assert re.match(r"@misc\{lgi-[a-z2-7]{20},\n", text)
    assert bare.count("{") == bare.count("}")
    assert re.search(r"[&%$#~^\\]", bare) is None
    assert [line for line in bare.splitlines()[1:-1] if not re.fullmatch(r"  \w+ = \{.*\},", line)] == []


@pytest.mark.parametrize("name", ANSWERS)
def test_csl_json_has_the_keys_of_its_schema(name: str) -> None:
    (item,) = json.loads(citation.csl(ANSWERS[name]))

    known = {"id", "type", "title", "author", "issued", "publisher", "version", "URL", "language", "note"}
    assert set(item) == known
    assert item["type"] == "dataset"
    assert (item["author"], item["issued"]) == ([{"literal": citation.AUTHOR}], {"date-parts": [[2026, 1, 2]]})


@pytest.mark.parametrize("name", ANSWERS)
def test_cff_is_yaml_with_what_it_must_have(name: str) -> None:
    made = ANSWERS[name]
    told = yaml.safe_load(citation.cff(made))

    assert {"cff-version", "message", "title", "authors"} <= set(told)
    assert (told["cff-version"], told["type"], told["url"]) == ("1.2.0", "dataset", made.iri)
    assert told["title"] == citation.title(made)
    assert told["date-released"] == "2026-01-02"


@pytest.mark.parametrize("name", ANSWERS)
def test_it_is_described_in_prov_and_dcat(name: str) -> None:
    made = ANSWERS[name]
    found = {(str(t.subject), str(t.predicate), str(t.object)) for t in description.triples(made)}
    told = {
        predicate.rpartition("#")[2].strip(">"): value
        for subject, predicate, value in found
        if subject == f"<{made.iri}>"
    }

    assert told["wasDerivedFrom"] == f"<https://w3id.org/lgi/release/{made.asked.release}>"
    assert told["sha256"] == f'"{made.digest}"'
    assert told["generatedAtTime"].startswith('"2026-01-02T03:04:05+00:00"')
    assert {f"<{made.iri}.{ending}>" for ending in description.FORMS[made.kind]} <= {value for _, _, value in found}


def test_a_feed_holds_only_what_xml_can_hold_and_tells_of_many_rows_by_their_number() -> None:
    many = freeze("solutions", rows("\x01", *map(str, range(40)), query="SELECT ?s ?o { ?s ?p ?o } ORDER BY ?s"))
    made = record(freeze("solutions", rows()))
    text = ET.fromstring(feed.write(made, [compare(made.frozen(), many, "b", "2027")])).itertext()

    told = "\n".join(text)
    assert "\ufffd" in told
    assert "Came: 22 more" in told


def test_a_feed_says_when_the_answer_is_again_as_it_was() -> None:
    made = record(YES)
    told = feed.write(made, [compare(YES, YES, "c", "2027")]).decode()

    assert "On release c the answer is again as it was kept." in told


def test_lines_of_a_feed_show_labels_and_short_names() -> None:
    iri = {"type": "uri", "value": "https://w3id.org/lgi/id/council/wigan"}
    some = [{"council": iri, "council_label": {"type": "literal", "value": "Wigan"}, "led_by": iri}]

    assert feed.plain(["council", "council_label", "led_by"], some) == ["council: Wigan; led by: council:wigan"]


def test_nothing_but_canonical_forms_is_asked_for() -> None:
    assert canonical.ACCEPT.graph == media.CANONICAL
    assert media.accept_named(media.CANONICAL) is None
