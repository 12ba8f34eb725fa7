import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Store

from lgi import files
from lgi.engine import explain
from lgi.errors import BadQuery

GOOD = (files.QUERIES / "models-by-service-code.rq").read_text(encoding="utf-8")
PREFIX = "PREFIX lgi: <https://w3id.org/lgi/ontology#>\n"


def fault(query: str) -> BadQuery:
    """What we say of what the engine says of a query."""
    with pytest.raises(SyntaxError) as raised:
        Store().query(query)
    return explain.syntax_error(query, raised.value.msg)


@pytest.mark.parametrize(
    ("query", "advice"),
    [
        (
            "SELECT ?s\nWHERE { ?s skos:prefLabel ?o }",
            "the prefix skos: is not declared; put 'PREFIX skos: <http://www.w3.org/2004/02/skos/core#>' at the top",
        ),
        (
            "SELECT ?s WHERE { council:wigan ?p ?s }",
            "put 'PREFIX council: <https://w3id.org/lgi/id/council/>' at the top",
        ),
        ("SELECT ?s WHERE { ex:a ?p ?s }", "the prefix ex: is not declared; put 'PREFIX ex: <...>' at the top"),
        ("PREFIX a: <http://a/>\nASK { a:x a:y :z }", "the prefix : is not declared"),
        ("SELECT ?s (COUNT(?o) AS ?n) WHERE { ?s ?p ?o }", "neither in GROUP BY nor inside an aggregate"),
        ("SELCT ?s WHERE { ?s ?p ?o }", "SELCT is no word of SPARQL; did you mean SELECT?"),
        ("SELECT ?s\nWHERE { ?s ?p ?o }\nORDR BY ?s", "ORDR is no word of SPARQL; did you mean ORDER?"),
        ("SELECT ?s WHERE { ?s ?p ?o } qqqqq", "qqqqq is no word of SPARQL"),
        ("SELECT ?s WHERE { ?s ?p ?o", "something before is missing or wrong; 1 { is never closed by }"),
        ("SELECT ?s WHERE { { ?s ?p ?o", "2 { are never closed by }"),
        ("SELECT ?s WHERE { FILTER(?s = 1 }", "1 ( is never closed by )"),
        ("SELECT ?s WHERE { ?s ?p '{' } }", "1 } closes nothing"),
        ("SELECT ?s WHERE { ?s ?p ?o ) ) }", "2 ) close nothing"),
        ("SELECT ?s WHERE ?s", "?s is not expected here"),
        ("SELECT 1 WHERE { _:a ?p ?o }", "{ is not expected here"),
        ("", "the query is empty"),
        (" \n ", "the query is empty"),
    ],
)
def test_a_fault_is_told_with_its_place_and_advice(query: str, advice: str) -> None:
    told = fault(query)

    assert str(told).startswith(f"line {told.line}, column {told.column}: ")
    assert advice in str(told)


def test_the_line_is_the_one_where_the_engine_stopped() -> None:
    told = fault("SELECT ?s\nWHERE {\n  ?s ?p ?o\n}\nLIMIT many\n")

    assert told.line == 5


@pytest.mark.parametrize("letter", ["é", "😀"])
def test_the_column_counts_letters_and_not_bytes(letter: str) -> None:
    query = "SELECT ?s WHERE { ?s ?p 'LETTER' . FROM }"

    assert fault(query.replace("LETTER", letter)).column == fault(query.replace("LETTER", "e")).column


def test_a_complaint_without_a_place_is_handed_on() -> None:
    told = explain.syntax_error("ASK {}", "something odd")

    assert (str(told), told.line, told.column) == ("the query cannot be read: something odd", None, None)


def test_an_iri_that_lost_its_brackets_is_not_taken_for_a_prefix() -> None:
    assert "prefix" not in str(fault("ASK { ?s ?p http://e/x }"))


def test_a_keyword_in_a_string_or_a_name_is_not_taken_for_a_misspelt_word() -> None:
    told = fault(f'{PREFIX}SELECT ?s WHERE {{ ?s lgi:selct "selct" . }} }}')

    assert "selct" not in str(told)


@given(st.integers(0, len(GOOD)), st.integers(0, 12), st.text(max_size=3) | st.sampled_from("{}()<>\"'#\\\n;.,?$:"))
def test_however_a_query_is_broken_there_is_a_place_and_an_advice(start: int, cut: int, instead: str) -> None:
    query = GOOD[:start] + instead + GOOD[start + cut :]
    try:
        Store().query(query)
    except SyntaxError as raised:
        told = explain.syntax_error(query, raised.msg)
    else:
        return

    assert told.line is None or 1 <= told.line <= query.count("\n") + 1
    assert str(told)[0].islower() and len(str(told)) > len("line 1, column 1: ")
