import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Store

from lgi import files
from lgi.engine import explain, habits, pieces
from lgi.errors import BadQuery

GOOD = (files.QUERIES / "models-by-service-code.rq").read_text(encoding="utf-8")

TOLD = [
    ("SELECT ?s WHERE {\n  ?s ?p ?o", (2, 11), "", "the query ends too early: 1 { is never closed; write } at the end"),
    ("SELECT ?s WHERE { ?s ?p ?o } }", (1, 30), "}", "} closes nothing; delete it, or write { before it"),
    ("PREFIX lgi: <https://w3id.org/lgi/ontology#>\nSELECT ?s WHERE {\n  ?s a lgi:Model\n  ?s lgi:gloss ?o .\n}", (4, 3), "?s", "?s is one too many here: a statement is a subject, a property and a value; write a full stop before ?s if a new statement begins"),
    ('PREFIX lgi: <https://w3id.org/lgi/ontology#>\nSELECT ?s WHERE {\n  ?s lgi:gloss "x"\n  ?t lgi:gloss ?o .\n}', (4, 3), "?t", "?t is one too many here: a statement is a subject, a property and a value; write a full stop before ?t if a new statement begins"),
    ("PREFIX lgi: <https://w3id.org/lgi/ontology#>\nSELECT ?s WHERE { ?s lgi:gloss }", (2, 32), "}", "the statement before } is not finished; write its subject, its property and its value"),
    ("PREFIX lgi: <https://w3id.org/lgi/ontology#>\nSELECT ?s WHERE { ?s }", (2, 22), "}", "the statement before } is not finished; write its subject, its property and its value"),
    ("SELECT ?s WHERE { ?s ?p “Wigan” }", (1, 25), "“", '“ is a sign that SPARQL does not know; write the straight mark "'),
    ("SELECT ?s WHERE { ?s ?p ‘Wigan’ }", (1, 25), "‘", "‘ is a sign that SPARQL does not know; write the straight mark '"),
    ("SELECT ?s WHERE { ?s ?p ?o , }", (1, 30), "}", "the statement before } is not finished; write its subject, its property and its value"),
    ("SELECT ?s WHERE { ?s ?p ?o } LIMIT 10 ORDER BY ?s", (1, 39), "ORDER", "ORDER stands in the wrong place; the order is WHERE { ... }, GROUP BY, HAVING, ORDER BY, LIMIT, OFFSET, VALUES"),
    ("SELECT ?s WHERE { ?s ?p ?o } ORDER BY ?s GROUP BY ?s", (1, 42), "GROUP", "GROUP stands in the wrong place; the order is WHERE { ... }, GROUP BY, HAVING, ORDER BY, LIMIT, OFFSET, VALUES"),
    ("SELECT ?s WHERE { ?s ?p ?o } FROM <http://e/>", (1, 30), "FROM", "FROM comes too late; write it between SELECT and WHERE"),
    ("SELECT ?s PREFIX e: <http://e/> WHERE { ?s ?p ?o }", (1, 11), "PREFIX", "PREFIX comes too late; put all declarations at the top, before SELECT"),
    ("SELECT s WHERE { ?s ?p ?o }", (1, 8), "s", "s is no word of SPARQL; write ?s for a variable, or quotation marks around a text"),
    ("SELECT ?s WHERE { s ?p ?o }", (1, 19), "s", "s is no word of SPARQL; write ?s for a variable, or quotation marks around a text"),
    ("SELECT name FROM models", (1, 8), "name", "name is no word of SPARQL; write ?name for a variable, or quotation marks around a text"),
    ('SELECT * FROM models WHERE name = "x"', (1, 15), "models", "FROM is followed by the address of a graph in angle brackets; leave FROM out to ask all graphs; write WHERE { ?thing a <class> } for the things of a class"),
    ("SELECT ?s, ?p WHERE { ?s ?p ?o }", (1, 10), ",", "SELECT has no commas between its variables; write blanks"),
    ("SELECT ?s WHERE { ?s ?p ?o FILTER(?o == 1) }", (1, 39), "=", "two signs = are one too many; write one ="),
    ("SELECT ?s WHERE { ?s ?p ?o FILTER(?o > 1 AND ?o < 3) }", (1, 42), "AND", "AND does not join conditions; write &&"),
    ("SELECT ?s WHERE { ?s ?p ?o FILTER(?o > 1 or ?o < 3) }", (1, 42), "or", "or does not join conditions; write ||"),
    ("SELECT ?s WHERE { ?s ?p ?o FILTER(?o > 1 & ?o < 3) }", (1, 42), "&", "& does not join conditions; write &&"),
    ("SELECT ?s WHERE { ?s ?p ?o FILTER(?o <> 1) }", (1, 38), "<>", "<> does not mean 'not equal' here; write !="),
    ("SELECT ?s WHERE { ?s ?p ?o FILTER(NOT ?o) }", (1, 39), "?o", "NOT is followed by EXISTS or IN; write ! for the contrary of a condition"),
    ('SELECT ?s WHERE { ?s ?p ?o FILTER(?o LIKE "a%") }', (1, 38), "LIKE", 'there is no LIKE; write CONTAINS(?text, "word"), or REGEX(?text, "pattern")'),
    ('SELECT ?s WHERE { ?s ?p ?o FILTER(lower(?o) = "a") }', (1, 35), "lower", "there is no function lower; did you mean LCASE?"),
    ("SELECT (LENGTH(?s) AS ?n) WHERE { ?s ?p ?o }", (1, 9), "LENGTH", "there is no function LENGTH; did you mean STRLEN?"),
    ("SELECT (<http://e/f>(1) AS ?x) {}", (1, 10), "http://e/f", "there is no function <http://e/f> here; use the functions of SPARQL 1.1 and the casts of XSD, such as xsd:integer(?x)"),
    ('SELECT ?s WHERE { ?s ?p ?o FILTER(bif:contains(?o, "a")) }', (1, 35), "bif:contains", 'bif:contains is known to one product alone; use the functions of SPARQL 1.1, such as CONTAINS(LCASE(?text), "word")'),
    ('PREFIX bif: <http://www.openlinksw.com/schemas/bif#>\nSELECT ?s WHERE { ?s ?p ?o FILTER(bif:contains(?o, "a")) }', (2, 39), "http://www.openlinksw.com/schemas/bif#contains", "there is no function <http://www.openlinksw.com/schemas/bif#contains> here; use the functions of SPARQL 1.1 and the casts of XSD, such as xsd:integer(?x)"),
    ("SELECT ?s (COUNT(?o) AS ?n) WHERE { ?s ?p ?o }", (1, 1), "SELECT", "SELECT asks for a variable that is neither in GROUP BY nor inside an aggregate such as COUNT; put it in GROUP BY, or write (SAMPLE(?name) AS ?one)"),
    ("SELECT COUNT(?o) WHERE { ?s ?p ?o }", (1, 8), "COUNT", "an expression after SELECT stands in parentheses and has a name; write (COUNT(...) AS ?name)"),
    ("SELECT COUNT(?o) AS ?n WHERE { ?s ?p ?o }", (1, 8), "COUNT", "an expression after SELECT stands in parentheses and has a name; write (COUNT(...) AS ?name)"),
    ("SELECT (COUNT(?o)) WHERE { ?s ?p ?o }", (1, 18), ")", "an expression after SELECT has a name; write AS ?name before )"),
    ("SELECT (COUNT(?o) AS n) WHERE { ?s ?p ?o }", (1, 22), "n", "AS is followed by a variable; write AS ?n"),
    ("SELECT ?s WHERE { ?s ?p 'it's' }", (1, 30), "'", "the text that ' opens is never closed on its line; close it with ', or write three of them around a text of many lines"),
    ("SELECT ?s WHERE { ?s ?p ?o FILTER(?o &gt; 1) }", (1, 38), "&", "&gt is a sign escaped for HTML; write the sign itself: < > & or a quotation mark"),
    ("SELECT ?s WHERE { ?s ?p ?o FILTER(?o > 1 &amp;&amp; ?o < 2) }", (1, 42), "&", "&amp is a sign escaped for HTML; write the sign itself: < > & or a quotation mark"),
    ("SELECT ?s WHERE { ?s skos:prefLabel ?o }", (1, 22), "skos:prefLabel", "the prefix skos: is not declared; put PREFIX skos: <http://www.w3.org/2004/02/skos/core#> at the top"),
    ("SELECT ?s WHERE { ?s foo:bar ?o }", (1, 22), "foo:bar", "the prefix foo: is not declared; put PREFIX foo: <...> at the top"),
    ("SELECT ?s WHERE { ?s dbo:country ?o ; geo:lat ?x }", (1, 22), "dbo:country", "the prefix dbo: is not declared; put PREFIX dbo: <http://dbpedia.org/ontology/> at the top"),
    ("SELECT ?s WHERE { ?s :bar ?o }", (1, 22), ":bar", "the prefix : is not declared; put PREFIX : <...> at the top"),
    ("PREFIX skos: http://www.w3.org/2004/02/skos/core#\nSELECT ?s WHERE { ?s ?p ?o }", (1, 14), "http:", "what a prefix stands for is an address in angle brackets; write PREFIX skos: <http://www.w3.org/2004/02/skos/core#>"),
    ("PREFIX skos <http://www.w3.org/2004/02/skos/core#>\nSELECT ?s WHERE { ?s ?p ?o }", (1, 8), "skos", "the prefix skos has no colon; write PREFIX skos: <http://www.w3.org/2004/02/skos/core#>"),
    ("@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\nSELECT ?s WHERE { ?s ?p ?o }", (1, 1), "@prefix", "@prefix is Turtle; write PREFIX without @, and no full stop at its end"),
    ("PREFIX skos: <http://www.w3.org/2004/02/skos/core#> .\nSELECT ?s WHERE { ?s ?p ?o }", (1, 53), ".", "a declaration ends without a full stop; delete the full stop"),
    ('PREFIX skos: "http://www.w3.org/2004/02/skos/core#"\nSELECT ?s WHERE { ?s ?p ?o }', (1, 14), '"http://www.w3.org/2004/02/skos/core#"', "what a prefix stands for is an address in angle brackets; write PREFIX skos: <http://www.w3.org/2004/02/skos/core#>"),
    ("PREFIX skos: <http://www.w3.org/2004/02/skos/core#\nSELECT ?s WHERE { ?s ?p ?o }", (1, 14), "<http://www.w3.org/2004/02/skos/core#", "<http://www.w3.org/2004/02/skos/core# is no address; write no blank in it, and > at its end"),
    ("SELECT ?s WHERE { ?s ?p ?o FILTER ?o > 1 }", (1, 35), "?o", "FILTER is followed by a condition in parentheses; write FILTER(...)"),
    ("SELECT ?s // all\nWHERE { ?s ?p ?o }", (1, 11), "/", "// begins no comment; begin a comment with #"),
    ("SELECT ?s -- all\nWHERE { ?s ?p ?o }", (1, 11), "-", "-- begins no comment; begin a comment with #"),
    ("SELECT ?s /* all */ WHERE { ?s ?p ?o }", (1, 11), "/", "/* begins no comment; begin a comment with #"),
    ("SELECT ?s WHERE { ?s ?p ?o FILTER(?o = 3 – 1) }", (1, 42), "–", "– is a sign that SPARQL does not know; write the plain hyphen -"),
    ("SELECT ?s WHERE\xa0{ ?s ?p ?o }", (1, 16), "\xa0", "the invisible sign U+00A0 is a sign that SPARQL does not know; write a plain blank"),
    ("\ufeffSELECT ?s WHERE { ?s ?p ?o }", (1, 1), "\ufeff", "the invisible sign U+FEFF is a sign that SPARQL does not know; delete it"),
    ("SELECT ?s WHERE { ?s ?p\u200b ?o }", (1, 24), "\u200b", "the invisible sign U+200B is a sign that SPARQL does not know; delete it"),
    ('SELECT ?s WHERE { ?s ?p "Wigan }', (1, 25), '"', 'the text that " opens is never closed on its line; close it with ", or write three of them around a text of many lines'),
    ('SELECT ?s WHERE { ?s ?p "Wigan\' }', (1, 25), '"', 'the text that " opens is never closed on its line; close it with ", or write three of them around a text of many lines'),
    ('SELECT ?s WHERE { ?s ?p """Wigan" }', (1, 27), '"Wigan"', "the text that three marks open is never closed; close it with three marks, or use one on either side"),
    ("SELECT * WHERE { ?s ?p ?o } GROUP BY ?s", (1, 1), "SELECT", "SELECT * does not go with GROUP BY; name the variables after SELECT"),
    ("SELECT ?s WHERE { ?s ?p ?o } ;", (1, 30), ";", "; follows after the end of the query; delete what follows"),
    ("SELECT ?s WHERE { ?s ?p ?o } thanks", (1, 30), "thanks", "thanks follows after the end of the query; delete what follows"),
    ("SELECT ?s WHERE { ?s ?p ?o }\nSELECT ?o WHERE { ?s ?p ?o }", (2, 1), "SELECT", "a second query begins here; send one query at a time; a query inside another stands in braces"),
    ("SELCT ?s WHERE { ?s ?p ?o }", (1, 1), "SELCT", "SELCT is no word of SPARQL; did you mean SELECT?"),
    ("SELECT ?s WHRE { ?s ?p ?o }", (1, 11), "WHRE", "WHRE is no word of SPARQL; did you mean WHERE?"),
    ("SELECT ?s WHERE { ?s ?p ?o OPTONAL { ?s ?q ?r } }", (1, 28), "OPTONAL", "OPTONAL is no word of SPARQL; did you mean OPTIONAL?"),
    ("SELECT ?s WHERE { ?s ?p ?o } LIMT 5", (1, 30), "LIMT", "LIMT is no word of SPARQL; did you mean LIMIT?"),
    ("SELECT ?s WHERE { ?s ?p ?o } LIMIT ten", (1, 36), "ten", "LIMIT takes a whole number, and ten is none; write LIMIT 10"),
    ("SELECT ?s WHERE { ?s ?p ?o } LIMIT -1", (1, 36), "-", "LIMIT takes a whole number, and - is none; write LIMIT 10"),
    ("SELECT ?s WHERE { ?s ?p ?o } LIMIT 10, 20", (1, 38), ",", "LIMIT takes one number; write LIMIT 20 OFFSET 10"),
    ("SELECT ?s WHERE { ?s ?p ?o } ORDER ?s", (1, 36), "?s", "ORDER is followed by BY; write ORDER BY ?s"),
    ("SELECT ?s WHERE { ?s ?p ?o } ORDER BY ?s DESC", (1, 46), "", "DESC stands before what it orders, which stands in parentheses; write DESC(?name)"),
    ("SELECT ?s WHERE { ?s ?p <http://e/a b> }", (1, 25), "<http://e/a", "<http://e/a is no address; write no blank in it, and > at its end"),
    ("SELECT ?s WHERE { ?s ?p http://e/x }", (1, 25), "http:", "an address stands in angle brackets; write < before it and > after it"),
    ("SELECT ?s WHERE { ?s ?p <x> }", (1, 25), "<x>", "<x> is no whole address; write it with its beginning, as in <https://...>"),
    ("", (1, 1), "", "the query is empty; write SELECT * WHERE { ?s ?p ?o } LIMIT 10 to see some facts"),
    ("  \n", (1, 1), "", "the query is empty; write SELECT * WHERE { ?s ?p ?o } LIMIT 10 to see some facts"),
    ("# hello", (1, 1), "", "the query is empty; write SELECT * WHERE { ?s ?p ?o } LIMIT 10 to see some facts"),
    ("which councils have a deal?", (1, 1), "which", "which is no word of SPARQL; begin with SELECT, ASK, CONSTRUCT or DESCRIBE"),
    ("https://w3id.org/lgi/id/model/wigan-deal", (1, 1), "https:", "a query begins with SELECT, ASK, CONSTRUCT or DESCRIBE; send SPARQL, as in SELECT * WHERE { ?s ?p ?o } LIMIT 10"),
    ('{"query": "SELECT ?s"}', (1, 1), "{", "a query begins with SELECT, ASK, CONSTRUCT or DESCRIBE; send SPARQL, as in SELECT * WHERE { ?s ?p ?o } LIMIT 10"),
    ('<http://e/s> <http://e/p> "x" .', (1, 1), "<http://e/s>", "a query begins with SELECT, ASK, CONSTRUCT or DESCRIBE; send SPARQL, as in SELECT * WHERE { ?s ?p ?o } LIMIT 10"),
    ("MATCH (n) RETURN n", (1, 1), "MATCH", "MATCH is no word of SPARQL; begin with SELECT, ASK, CONSTRUCT or DESCRIBE"),
    ("SELECT ?s WHERE { ?s ?p 1 UNION ?s ?p 2 }", (1, 27), "UNION", "both sides of UNION stand in braces; write { ... } UNION { ... }"),
    ("SELECT ?s WHERE { ?s ?p ?o BIND(?o + 1) }", (1, 39), ")", "BIND gives its value to a variable; write AS ?name before )"),
    ("SELECT ?s WHERE { ?s ?p ?o BIND(1 AS ?o) }", (1, 42), "}", "BIND gives a name that the pattern before it uses already; choose another name after AS"),
    ("SELECT (1 AS ?x) (2 AS ?x) {}", (1, 1), "SELECT", "SELECT gives the same name twice; choose another name after AS"),
    ("SELECT (1 AS ?o) { ?s ?p ?o }", (1, 1), "SELECT", "SELECT gives a name that the pattern uses already; choose another after AS"),
    ("SELECT ?s WHERE { VALUES ?s { <http://e/a>, <http://e/b> } ?s ?p ?o }", (1, 43), ",", "values have no commas between them; write blanks"),
    ("SELECT ?s WHERE { VALUES (?s ?t) { (<http://e/a>) } ?s ?p ?o }", (1, 51), "}", "a row of VALUES has as many values as there are variables; write UNDEF for a value that is open"),
    ("SELECT ?s WHERE { VALUES ?s { ?x } }", (1, 31), "?x", "VALUES holds values, and no variables; write UNDEF for a value that is open"),
    ("SELECT ?s WHERE { ?s _:p ?o }", (1, 22), "_:p", "a blank node is never a property; use a variable"),
    ("SELECT ?s WHERE { _:a ?p ?o OPTIONAL { _:a ?q ?r } }", (1, 40), "_:a", "_:a may be named in one group only, and never be a property; use a variable"),
    ("CONSTRUCT { ?s ?p ?o }", (1, 23), "", "CONSTRUCT lacks the pattern that says where its values come from; write WHERE { ... }"),
    ("ASK ?s", (1, 5), "?s", "the pattern after ASK stands in braces; write { before ?s"),
    ("SELECT (COUNT(*) AS ?n WHERE { ?s ?p ?o }", (1, 24), "WHERE", "a parenthesis is not closed before WHERE; write ) before it"),
    ("SELECT ?s WHERE { ?s ?p ?o } HAVING (COUNT(?o) > 1)", (1, 1), "SELECT", "SELECT asks for a variable that is neither in GROUP BY nor inside an aggregate such as COUNT; put it in GROUP BY, or write (SAMPLE(?name) AS ?one)"),
    ("SELECT (IF(true, 1) AS ?x) {}", (1, 19), ")", "IF takes more values, or the last is not finished; give it another"),
    ("SELECT (STR(1, 2) AS ?x) {}", (1, 14), ",", "STR takes fewer values; give it fewer"),
    ('SELECT ?s WHERE { ?s ?p "a"@ }', (1, 28), "@", "@ is followed by a language; write @en"),
    ("SELECT ?s WHERE { ?s ?p ${x} }", (1, 25), "$", "${ looks like a placeholder that was not filled in; put the value in its place"),
    ("SELECT ?s WHERE { ?s ?p {{x}} }", (1, 25), "{", "{{ looks like a placeholder that was not filled in; put the value in its place"),
    ("SELECT ?s WHERE { ?s ?p %s }", (1, 25), "%", "%s looks like a placeholder that was not filled in; put the value in its place"),
    ("SELECT ?s WHERE ?s ?p ?o }", (1, 17), "?s", "the pattern after WHERE stands in braces; write { before ?s"),
    ("SELECT ?s WHERE { ?s ?p 10years }", (1, 25), "10years", "10years is no word of SPARQL; write ?10years for a variable, or quotation marks around a text"),
    ('SELECT ?s WHERE { ?s ?p "C:\\Users" }', (1, 25), '"C:\\Users"', "a backslash in a text begins an escape, and this is none; write \\\\ for a backslash"),
    ("SELECT ?my-var WHERE { ?my-var ?p ?o }", (1, 11), "-", "the name of a variable has no hyphen; write an underscore"),
    ("SELECT ?s DISTINCT WHERE { ?s ?p ?o }", (1, 11), "DISTINCT", "DISTINCT stands in the wrong place; write it straight after SELECT"),
    ("ASK { ?s ?p ?o FILTER(?o BETWEEN 1 AND 3) }", (1, 26), "BETWEEN", "there is no BETWEEN; write ?x >= 1 && ?x <= 3"),
    ("SELECT ?s WHERE { ?s ?p ?o FILTER(?o IS NULL) }", (1, 38), "IS", "there is no IS NULL; write BOUND(?name) or !BOUND(?name)"),
    ("SELECT ?s WHERE { ?s ?p ?o FILTER EXISTS (?s ?q ?r) }", (1, 42), "(", "EXISTS is followed by a pattern in braces; write { before ("),
    ("SELECT ?s WHERE { GRAPH <http://e/g> ?s ?p ?o }", (1, 38), "?s", "the pattern after <http://e/g> stands in braces; write { before ?s"),
    ("SELECT ?s WHERE { ?s e:a//e:b ?o }", (1, 22), "e:a", "the prefix e: is not declared; put PREFIX e: <...> at the top"),
    ("SELECT%20?s%20WHERE%20{%20?s%20?p%20?o%20}", (1, 7), "%", "the query is percent-encoded once more than it should be; decode it once before you send it"),
    ("SELECT+?s+WHERE+{?s+?p+?o}", (1, 7), "+", "the query is percent-encoded once more than it should be; decode it once before you send it"),
]  # fmt: skip
"""Queries as people write them, each with the place, the token and the advice."""


def fault(query: str) -> BadQuery:
    """What we say of what the engine says of a query."""
    try:
        Store().query(query)
    except SyntaxError as raised:
        return explain.syntax_error(query, raised.msg)
    except RuntimeError as raised:
        return explain.evaluation_error(query, str(raised))
    raise AssertionError("nothing is wrong with it")


@pytest.mark.parametrize(("query", "place", "token", "advice"), TOLD, ids=lambda part: ascii(part)[:40])
def test_a_fault_is_told_with_its_place_its_token_and_advice(
    query: str, place: tuple[int, int], token: str, advice: str
) -> None:
    told = fault(query)

    assert str(told) == f"line {place[0]}, column {place[1]}: {advice}"
    assert ((told.line, told.column), told.token) == (place, token)
    assert told.suggestion is None or advice.endswith(told.suggestion)


@pytest.mark.parametrize("query", ["SELECT", "SELECT ?s", "PREFIX e: <http://e/>", "ASK"])
def test_a_query_of_which_only_the_end_is_missing_is_told_so(query: str) -> None:
    told = fault(query)

    assert (told.column, told.token) == (len(query) + 1, "")
    assert "the query ends too early" in str(told)


def test_the_engine_has_nothing_to_say_against_a_query_that_it_can_read() -> None:
    assert pieces._complaint("ASK {}") == ""


def test_no_advice_shows_what_the_parser_expected() -> None:
    assert not [advice for *_, advice in TOLD if "expected one of" in advice or "[_]" in advice or "\\u{" in advice]


@pytest.mark.parametrize("letter", ["é", "😀"])
def test_the_column_counts_letters_and_not_bytes(letter: str) -> None:
    query = "SELECT ?s WHERE { ?s ?p 'LETTER' . FROM }"

    assert fault(query.replace("LETTER", letter)).column == fault(query.replace("LETTER", "e")).column == 31


def test_a_long_token_is_cut() -> None:
    assert len(fault(f"ASK {{ ?s ?p {'x' * 500} }}").token or "") == 60


def test_what_is_far_from_the_fault_is_forgotten_but_for_the_form_of_the_query() -> None:
    many = "?s ?p ?o . " * 200

    assert "no word of SPARQL" in str(fault(f"SELECT * {{ {many} x }}"))
    assert "closes nothing" in str(fault(f"SELECT * {{ {many} ?s ?p ?o }} }}"))
    assert "not expected" in str(fault(f"SELECT * {{ {many} ?s ! ! }}"))


def test_a_query_of_the_greatest_length_is_explained_in_time() -> None:
    began = time.perf_counter()

    told = [
        fault(text * (500_000 // len(text)) + " FROM")
        for text in ("SELECT ", "VALUES ( ", "?s ?p ?o . ", "{ _:a ", "( ")
    ]

    assert len(told) == 5
    assert time.perf_counter() - began < 30


def test_a_complaint_of_no_known_form_is_handed_on() -> None:
    told = explain.evaluation_error("ASK {}", "something odd")

    assert (str(told), told.line, told.column) == ("the query cannot be evaluated: something odd", None, None)


def test_a_function_that_stands_nowhere_in_the_query_is_told_at_its_beginning() -> None:
    assert explain.evaluation_error("ASK {}", "The custom function <http://e/f> is not supported").column == 1


def test_what_is_meant_wrong_is_told_at_the_word_or_at_the_beginning() -> None:
    told = explain.syntax_error("DESCRIBE", "error at 1:1: Duplicated variable name in SELECT")

    assert (told.line, told.column, told.token) == (1, 1, "")


def test_an_iri_that_lost_its_brackets_is_not_taken_for_a_prefix() -> None:
    assert "prefix" not in str(fault("ASK { ?s ?p http://e/x }"))


def test_a_keyword_in_a_string_or_a_name_is_not_taken_for_a_misspelt_word() -> None:
    told = fault('PREFIX lgi: <https://w3id.org/lgi/ontology#>\nSELECT ?s WHERE { ?s lgi:selct "selct" . } }')

    assert "selct" not in str(told)


@pytest.mark.parametrize("habit", habits.HABITS, ids=lambda habit: habit.what[:50])
def test_every_habit_is_seen_in_some_query(habit: habits.Habit) -> None:
    slots = dict.fromkeys(("token", "before", "after", "function", "space"), "\0")
    parts = habits.filled(habit.suggestion, slots).split("\0")

    assert any(all(part in advice for part in parts) for *_, advice in TOLD)


@given(st.integers(0, len(GOOD)), st.integers(0, 12), st.text(max_size=3) | st.sampled_from("{}()<>\"'#\\\n;.,?$:"))
def test_however_a_query_is_broken_there_is_a_place_and_an_advice(start: int, cut: int, instead: str) -> None:
    query = GOOD[:start] + instead + GOOD[start + cut :]
    try:
        Store().query(query)
    except SyntaxError as raised:
        told = explain.syntax_error(query, raised.msg)
    except RuntimeError:
        return
    else:
        return

    assert told.line is not None and 1 <= told.line <= query.count("\n") + 1
    assert told.column is not None and 1 <= told.column <= max(map(len, query.split("\n"))) + 1
    assert len(str(told)) > len("line 1, column 1: ")


@given(
    st.lists(
        st.sampled_from(
            [
                "SELECT",
                "*",
                "{",
                "}",
                "(",
                ")",
                "?s",
                "a",
                "<x:y>",
                ".",
                ";",
                "'x'",
                "FILTER",
                "=",
                "LIMIT",
                "1",
                "OPTIONAL",
                "UNION",
            ]
        ),
        max_size=12,
    )
)
def test_the_first_piece_that_cannot_follow_ends_what_the_engine_can_read(words: list[str]) -> None:
    query = " ".join(words)
    found = pieces.take_apart(query)

    at = pieces.first_unexpected(query, found)

    assert all(pieces._may_follow(query, piece) for piece in found[:at])
    assert at == len(found) or not pieces._may_follow(query, found[at])
