"""Why a query finds nothing: ten that are broken, each in its own way, and true noes that are not called broken."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from lgi import files, questions
from lgi.diagnosis import explaining, reading
from lgi.diagnosis.asking import Asker
from lgi.diagnosis.faults import Diagnosis
from lgi.diagnosis.statements import Unread
from lgi.diagnosis.text import Source
from lgi.engine import Limits
from lgi.release import Release
from lgi.web.app import create_app

PREFIXES = """\
PREFIX lgi: <https://w3id.org/lgi/ontology#>
PREFIX mechanism: <https://w3id.org/lgi/id/mechanism/>
PREFIX model: <https://w3id.org/lgi/id/model/>
PREFIX place: <https://w3id.org/lgi/id/place/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
"""

# What is broken, the verdict, and the text of the first fix.
BROKEN = {
    "a class misspelt": ("SELECT ?m { ?m a lgi:Modle }", "term-unknown", "lgi:Model"),
    "a property misspelt": ("SELECT ?m { ?m a lgi:Model ; lgi:useMechanism ?x }", "term-unknown", "lgi:usesMechanism"),
    "a record misspelt": ("SELECT ?x { model:wigan-deel lgi:usesMechanism ?x }", "term-unknown", "model:wigan-deal"),
    "http, and /id/ left out": (
        "SELECT ?x { <http://w3id.org/lgi/model/wigan-deal> lgi:usesMechanism ?x }",
        "term-unknown",
        "model:wigan-deal",
    ),
    "another language": ('SELECT ?m { ?m skos:prefLabel "Wigan Deal"@fr }', "wrong-literal", '"Wigan Deal"@en'),
    "no language": ('SELECT ?m { ?m a lgi:Model ; skos:prefLabel "Wigan Deal" }', "wrong-literal", '"Wigan Deal"@en'),
    "another datatype": (
        'SELECT ?e { ?e a lgi:Event ; lgi:startDate "2019"^^xsd:gYear }',
        "wrong-literal",
        '?day . FILTER(STRSTARTS(STR(?day), "2019"))',
    ),
    "a label for a thing": (
        'SELECT ?m { ?m lgi:usesMechanism "Reciprocity" }',
        "label-for-thing",
        "mechanism:reciprocity",
    ),
    "the wrong way round": (
        "SELECT ?m { mechanism:reciprocity lgi:usesMechanism ?m }",
        "direction-reversed",
        "?m lgi:usesMechanism mechanism:reciprocity",
    ),
    "a property of another class": ("SELECT ?s { ?m a lgi:Model ; lgi:hasStage ?s }", "wrong-class", None),
    "a text without its language in a condition": (
        'SELECT ?m { ?m a lgi:Model ; skos:prefLabel ?l FILTER(?l = "Wigan Deal") }',
        "wrong-literal",
        '"Wigan Deal"@en',
    ),
    "capitals in a condition": (
        'SELECT ?m { ?m a lgi:Model ; skos:prefLabel ?l FILTER(CONTAINS(?l, "wigan")) }',
        "filter-removes-all",
        'CONTAINS(LCASE(STR(?l)), "wigan"',
    ),
    "a variable misspelt in a condition": (
        "SELECT ?m { ?m a lgi:Model ; skos:prefLabel ?label FILTER(STRLEN(?lable) > 2) }",
        "variable-unknown",
        "?label",
    ),
    "a language that nothing is in": (
        'SELECT ?m { ?m a lgi:Model ; skos:prefLabel ?l FILTER(LANG(?l) = "fr") }',
        "filter-removes-all",
        '"en"',
    ),
    "a graph misspelt": (
        "SELECT ?s { GRAPH <https://w3id.org/lgi/graph/shapes/modle> { ?s ?p ?o } }",
        "graph-unknown",
        "<https://w3id.org/lgi/graph/shapes/model>",
    ),
    "another graph": (
        "SELECT ?s { GRAPH <https://w3id.org/lgi/graph/derived> { ?s a lgi:PowerShift ; lgi:gloss ?g } }",
        "graph-elsewhere",
        None,
    ),
    "a class misspelt in a graph": (
        "SELECT ?s { GRAPH <https://w3id.org/lgi/graph/derived> { ?s a lgi:Modle } }",
        "term-unknown",
        "lgi:Model",
    ),
    "a value given without its language": (
        'SELECT ?m { VALUES ?l { "Wigan Deal" } ?m skos:prefLabel ?l }',
        "wrong-literal",
        '"Wigan Deal"@en',
    ),
    "in one of two": ("SELECT ?x { { ?x a lgi:Modle } UNION { ?x a lgi:Adaptation } }", "term-unknown", "lgi:Model"),
    "in a query within": ("SELECT ?x { ?x a lgi:Model { SELECT ?x { ?x a lgi:Modle } } }", "term-unknown", "lgi:Model"),
    "no row wanted": ("SELECT ?x { ?x a lgi:Model } LIMIT 0", "cut-off", "LIMIT 10"),
    "all rows passed over": ("SELECT ?x { ?x a lgi:Model } OFFSET 9000", "cut-off", ""),
    "a count of nothing": ("SELECT (COUNT(?x) AS ?n) { ?x a lgi:Modle }", "term-unknown", "lgi:Model"),
}

SOUND = {
    "a class of which there is nothing": ("SELECT ?x { ?x a lgi:Adaptation }", "nothing-recorded"),
    "a property that a thing lacks": ("SELECT ?x { model:wigan-deal lgi:isAlternativeTo ?x }", "nothing-recorded"),
    "two that never meet": (
        "SELECT ?m { ?m lgi:usesMechanism mechanism:reciprocity ; lgi:isUsedIn place:preston }",
        "never-together",
    ),
    "days to come": (
        'SELECT ?e { ?e lgi:startDate ?d FILTER(?d > "2099-01-01"^^xsd:date) }',
        "filter-removes-all",
    ),
    "a text that nobody wrote": ('SELECT ?x { ?x a lgi:Model ; skos:prefLabel "Xyzzy"@en }', "nothing-recorded"),
    "a no": ("ASK { model:wigan-deal lgi:isUsedIn place:preston }", "nothing-recorded"),
    "something recorded for few": (
        "SELECT ?m { ?m a lgi:Model . ?m lgi:isInspiredBy ?i . ?m lgi:replacedPractice ?r . ?m lgi:isAlternativeTo ?a }",
        "",
    ),
    "all taken away": (
        "SELECT ?m { ?m a lgi:Model FILTER NOT EXISTS { ?m skos:prefLabel ?l } }",
        "filter-removes-all",
    ),
}
CALLED_BROKEN = set(explaining.SUMMARIES) - {
    "filter-removes-all",
    "recorded-for-few",
    "never-together",
    "nothing-recorded",
}


def why(client: TestClient, query: str) -> dict[str, Any]:
    response = client.post("/sparql/why", data={"query": query}, headers={"Accept": "application/json"})
    assert response.status_code == 200, response.text
    document: dict[str, Any] = response.json()
    return document


@pytest.mark.parametrize(("query", "verdict", "fix"), BROKEN.values(), ids=BROKEN)
def test_a_broken_query_gets_the_right_diagnosis(client: TestClient, query: str, verdict: str, fix: str | None) -> None:
    told = why(client, PREFIXES + query)

    fixes = [each for reason in told["reasons"] for each in reason["fixes"]]
    assert told["verdict"] == verdict
    assert told["summary"] == explaining.SUMMARIES[verdict]
    assert fixes[0]["text"] == fix if fix is not None else not fixes
    assert all(reason["message"].strip() and reason["line"] == 7 for reason in told["reasons"])


@pytest.mark.parametrize(
    "name", [name for name, broken in BROKEN.items() if broken[2] and "passed" not in name and "in a graph" not in name]
)
def test_a_query_that_is_changed_as_it_says_finds_something(client: TestClient, name: str) -> None:
    query = PREFIXES + BROKEN[name][0]
    fix = why(client, query)["reasons"][0]["fixes"][0]
    changed = query[: fix["from"]] + fix["text"] + query[fix["to"] :]

    answer = client.get("/sparql", params={"query": changed})
    assert answer.status_code == 200, answer.text
    assert answer.json()["results"]["bindings"]
    assert why(client, changed)["verdict"] == "has-rows"


@pytest.mark.parametrize(("query", "verdict"), SOUND.values(), ids=SOUND)
def test_a_true_no_is_not_called_broken(client: TestClient, query: str, verdict: str) -> None:
    told = why(client, PREFIXES + query)

    assert told["verdict"] not in CALLED_BROKEN
    assert told["verdict"] == verdict or not verdict
    assert told["reasons"]


@pytest.mark.parametrize("name", questions.read_folder(files.QUERIES))
def test_every_question_can_be_taken_apart(name: str) -> None:
    text = (files.QUERIES / f"{name}.rq").read_text("utf-8")

    assert reading.read(Source(text)).parts


def test_a_query_that_cannot_be_read_is_told_where(client: TestClient) -> None:
    told = why(client, "SELECT ?s { ?s a ?c")

    assert told["verdict"] == "cannot-run"
    assert (told["reasons"][0]["line"], told["reasons"][0]["column"]) == (1, 20)
    assert told["reasons"][0]["fixes"][0]["text"] == "\n}"


def test_the_page_shows_the_reason_and_leads_to_the_query_as_it_would_be_right(client: TestClient) -> None:
    query = PREFIXES + "SELECT ?m { ?m a lgi:Modle . <urn:x> <urn:y> '<script>' }"
    page = client.get("/sparql/why", params={"query": query}, headers={"Accept": "text/html"})

    assert page.headers["content-type"].startswith("text/html")
    assert explaining.SUMMARIES["term-unknown"] in page.text
    assert "<script>" not in page.text
    assert "Modle" in page.text and "lgi%3AModel+" in page.text


def test_only_an_empty_answer_asks_why(client: TestClient) -> None:
    def asks(query: str) -> bool:
        page = client.get("/sparql", params={"query": query, "format": "html"})
        return 'action="/sparql/why"' in page.text

    assert asks("SELECT ?s { ?s a <urn:x> }")
    assert asks("ASK { ?s a <urn:x> }")
    assert asks("CONSTRUCT { ?s a <urn:y> } { ?s a <urn:x> }")
    assert not asks("ASK {}")
    assert not asks("SELECT ?s { ?s ?p ?o } LIMIT 1")
    assert not asks("CONSTRUCT { ?s a <urn:y> } { ?s a ?o } LIMIT 1")


def test_it_looks_in_the_graphs_that_the_request_names(client: TestClient) -> None:
    query = {"query": PREFIXES + "ASK { ?m a lgi:Model }"}
    nowhere = client.get("/sparql/why", params={**query, "default-graph-uri": "urn:nowhere", "format": "json"}).json()

    assert nowhere["verdict"] == "nothing-recorded"
    assert client.get("/sparql/why", params=query).json()["verdict"] == "has-rows"
    assert client.get("/sparql/why", params={**query, "format": "pdf"}).status_code == 406
    assert client.get("/sparql/why").status_code == 400


def test_a_query_that_names_graphs_itself_is_looked_into_there(client: TestClient) -> None:
    query = PREFIXES + "SELECT ?c FROM <https://w3id.org/lgi/graph/derived> { ?c a lgi:Model ; lgi:gloss ?g }"

    assert why(client, query)["verdict"] == "nothing-recorded"


def test_a_nought_that_is_recorded_is_an_answer(client: TestClient) -> None:
    assert why(client, "SELECT ?n { VALUES ?n { 0 } }")["verdict"] == "has-rows"
    assert why(client, "CONSTRUCT { ?s ?p ?o } { ?s ?p ?o } LIMIT 1")["verdict"] == "has-rows"
    assert why(client, "SELECT * { ?s ?p ?o . ?a ?b ?c } LIMIT 20000")["verdict"] == "has-rows"


def test_looking_ends_when_its_time_is_over(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    async def forever(_query: str, _asker: Asker) -> Diagnosis:
        raise TimeoutError

    monkeypatch.setattr(explaining, "explain", forever)
    assert why(client, "ASK { <urn:a> <urn:b> <urn:c> }")["verdict"] == "not-found"


def test_looking_for_the_reason_is_charged_to_who_asks(built: Release) -> None:
    limits = Limits(workers=1, heavy=1, client_seconds=0.02)
    query = PREFIXES + "SELECT ?m { ?m a lgi:Model ; lgi:useMechanism ?x }"
    with TestClient(create_app(built, limits)) as client:
        found = [client.get("/sparql/why", params={"query": query + " " * n}).status_code for n in range(20)]

    assert found[-1] == 429
    assert set(found) <= {200, 429}


WORDS = st.sampled_from(
    [
        *[
            "?s",
            "?p",
            "?o",
            "?l",
            "lgi:Model",
            "lgi:Modle",
            "lgi:usesMechanism",
            "a",
            "model:wigan-deal",
            "model:nobody",
            "<urn:x>",
            "5",
            "-2.5",
            "true",
        ],
        *[
            ".",
            ".",
            ".",
            ";",
            ",",
            "{",
            "}",
            "(",
            ")",
            "[",
            "]",
            "|",
            "/",
            "^",
            "+",
            "*",
            "=",
            "!=",
            "&&",
            "UNION",
            "OPTIONAL",
            "MINUS",
            "FILTER",
            "BIND",
            "VALUES",
            "GRAPH",
            "EXISTS",
            "NOT",
            "AS",
        ],
        *[
            '"Wigan"@en',
            '"x"',
            '"2019"^^xsd:gYear',
            "_:b",
            "STRLEN(?l)",
            "skos:prefLabel",
            "LIMIT",
            "OFFSET",
            "0",
            "1",
            "SELECT",
            "WHERE",
            "DISTINCT",
        ],
        "?s ?p ?o",
        "?s a lgi:Model .",
        "FILTER(?l = 'x')",
        "OPTIONAL { ?s skos:prefLabel ?l }",
        "{ SELECT ?s { ?s ?p 'x' } }",
        "GRAPH ?g { ?s ?p ?o }",
        "VALUES (?s ?l) { (UNDEF 'x') }",
        "[ lgi:usesMechanism ?x ] lgi:isUsedIn ?y .",
        "?s (^lgi:usesMechanism|!a)+ 'x' .",
        "FILTER NOT EXISTS { ?s a lgi:Model }",
    ]
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(WORDS, max_size=14))
def test_whatever_can_be_run_gets_an_answer(client: TestClient, words: list[str]) -> None:
    query = f"{PREFIXES}SELECT * WHERE {{ {' '.join(words)} }}"

    assert client.post("/sparql/check", data={"query": query}).status_code == 200
    told = client.post("/sparql/why", data={"query": query})
    assert told.status_code in (200, 503), told.text
    if told.status_code == 200:
        assert told.json()["verdict"] in {*explaining.SUMMARIES, "cannot-run"}


@given(st.text(alphabet=st.sampled_from("?$sp<>{}()[]^|/.,;:\"'@#\\\n a1-_é😀"), max_size=60))
def test_whatever_is_written_is_read_or_said_to_be_unread(text: str) -> None:
    try:
        parts = reading.read(Source("SELECT * {" + text + "}")).parts
    except Unread:
        return
    assert all(part.text and part.start < part.end for part in parts)


def test_no_more_is_asked_than_may_be(client: TestClient) -> None:
    parts = " ".join(f"?s{n} lgi:usesMechanism ?m{n} ." for n in range(80))

    assert why(client, f"{PREFIXES}SELECT * {{ {parts} ?x a lgi:Modle }}")["verdict"] == "not-found"
