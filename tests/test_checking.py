"""What is wrong with a query, told while it is being written."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from lgi import files, questions

LGI = "PREFIX lgi: <https://w3id.org/lgi/ontology#>\n"

WRONG = {
    "a prefix of ours": (
        "SELECT ?s { ?s a lgi:Model }",
        "error",
        "lgi:Model",
        "The prefix lgi: is not declared.",
        f"{LGI}SELECT ?s {{ ?s a lgi:Model }}",
    ),
    "a prefix misspelt": (
        LGI + "SELECT ?s { ?s a lgii:Model }",
        "error",
        "lgii:Model",
        "The prefix lgii: is not declared. Did you mean lgi:?",
        LGI + "SELECT ?s { ?s a lgi:Model }",
    ),
    "a class": (
        LGI + "SELECT ?s { ?s a lgi:Modle }",
        "warning",
        "lgi:Modle",
        "There is no lgi:Modle in this release. Did you mean lgi:Model?",
        LGI + "SELECT ?s { ?s a lgi:Model }",
    ),
    "a property with a full stop behind it": (
        LGI + "SELECT ?s { ?s lgi:usesMecanism lgi:x.}",
        "warning",
        "lgi:usesMecanism",
        "There is no lgi:usesMecanism in this release. Did you mean lgi:usesMechanism or lgi:triggersMechanism?",
        LGI + "SELECT ?s { ?s lgi:usesMechanism lgi:x.}",
    ),
    "a concept": (
        "SELECT ?s { ?s ?p <https://w3id.org/lgi/scheme/valence/better> }",
        "warning",
        "<https://w3id.org/lgi/scheme/valence/better>",
        ("There is no <https://w3id.org/lgi/scheme/valence/better> in this release. "
        "Did you mean <https://w3id.org/lgi/scheme/valence#better>?"),
        "SELECT ?s { ?s ?p <https://w3id.org/lgi/scheme/valence#better> }",
    ),
    "a record": (
        "SELECT ?s { ?s ?p <https://w3id.org/lgi/model/wigan-deal/> }",
        "warning",
        "<https://w3id.org/lgi/model/wigan-deal/>",
        ("There is no <https://w3id.org/lgi/model/wigan-deal/> in this release. "
        "Did you mean <https://w3id.org/lgi/id/model/wigan-deal>?"),
        "SELECT ?s { ?s ?p <https://w3id.org/lgi/id/model/wigan-deal> }",
    ),
    "an end": ("SELECT ?s { ?s ?p ?o", "error", "", "The query ends too early: 1 { is never closed; write } at the end.", "SELECT ?s { ?s ?p ?o\n}"),
    "two signs": ("ASK { ?s ?p ?o FILTER(?o == 1) }", "error", "=", "Two signs = are one too many; write one =.", "ASK { ?s ?p ?o FILTER(?o = 1) }"),
    "a word": ("SELECT s { ?s ?p ?o }", "error", "s", "s is no word of SPARQL; write ?s for a variable, or quotation marks around a text.", "SELECT ?s { ?s ?p ?o }"),
    "a keyword": ("SELEKT ?s { ?s ?p ?o }", "error", "SELEKT", "SELEKT is no word of SPARQL; did you mean SELECT?", "SELECT ?s { ?s ?p ?o }"),
    "a blank": ("SELECT ?s\u00a0{ ?s ?p ?o }", "error", "\u00a0", "The invisible sign U+00A0 is a sign that SPARQL does not know; write a plain blank.", "SELECT ?s { ?s ?p ?o }"),
    "one that closes nothing": ("ASK { ?s ?p ?o } }", "error", "}", "} closes nothing; delete it, or write { before it.", "ASK { ?s ?p ?o } "),
    "a condition": ("ASK { ?s ?p ?o FILTER(?o > 1 AND ?o < 3) }", "error", "AND", "AND does not join conditions; write &&.", "ASK { ?s ?p ?o FILTER(?o > 1 && ?o < 3) }"),
    "a full stop": (
        LGI + 'ASK { ?s lgi:gloss "x" ?t lgi:gloss ?o }',
        "error",
        "?t",
        "?t is one too many here: a statement is a subject, a property and a value; write a full stop before ?t if a new statement begins.",
        LGI + 'ASK { ?s lgi:gloss "x" . ?t lgi:gloss ?o }',
    ),
}  # fmt: skip


def checked(client: TestClient, query: str) -> dict[str, Any]:
    response = client.post(
        "/sparql/check", content=query.encode(), headers={"Content-Type": "application/sparql-query"}
    )
    assert response.status_code == 200, response.text
    document: dict[str, Any] = response.json()
    return document


@pytest.mark.parametrize(("query", "severity", "token", "message", "changed"), WRONG.values(), ids=WRONG)
def test_a_fault_is_told_with_its_place_and_the_first_change_makes_it_right(
    client: TestClient, query: str, severity: str, token: str, message: str, changed: str
) -> None:
    told = checked(client, query)
    fault = told["problems"][0]
    fix = fault["fixes"][0]

    assert not told["ok"]
    assert (fault["severity"], fault["message"]) == (severity, message)
    assert query[fault["offset"] : fault["offset"] + fault["length"]] == token
    assert query[: fix["from"]] + fix["text"] + query[fix["to"] :] == changed
    before = query[: fault["offset"]].split("\n")
    assert (fault["line"], fault["column"]) == (len(before), len(before[-1]) + 1)


def test_what_is_wrong_is_told_all_at_once(client: TestClient) -> None:
    told = checked(client, "SELECT ?s {\n  ?s a lgi:Modle ; skos:prefLabel ?l ;\n    foo:bar ?x\n  FILTER(?l == 1) }")

    assert [problem["message"].split(";")[0] for problem in told["problems"]] == [
        "The prefix lgi: is not declared.",
        "The prefix skos: is not declared.",
        "The prefix foo: is not declared.",
        "Two signs = are one too many",
    ]
    assert not told["problems"][2]["fixes"]


@pytest.mark.parametrize("name", ["named-models", "evidence-gap-map", "models-by-mechanism", "is-thing-described"])
def test_nothing_is_wrong_with_our_own_questions(client: TestClient, name: str) -> None:
    asked = questions.read_file(files.QUERIES / f"{name}.rq")

    assert checked(client, asked.text) == {"ok": True, "problems": []}


def test_a_function_of_another_product_is_told(client: TestClient) -> None:
    bif = "PREFIX bif: <http://www.openlinksw.com/schemas/bif#>\n"
    told = checked(client, bif + 'ASK { ?s ?p ?o FILTER(bif:contains(?o, "a")) }')

    assert "there is no function" in told["problems"][0]["message"].lower()
    assert told["problems"][0]["fixes"] == []


def test_a_query_that_is_too_complex_to_be_read_may_still_name_what_is_not_there(client: TestClient) -> None:
    told = checked(client, LGI + "ASK {" + "{" * 150 + "?s a lgi:Modle" + "}" * 151)

    assert [problem["severity"] for problem in told["problems"]] == ["warning"]


def test_it_may_be_asked_by_get_as_well(client: TestClient) -> None:
    response = client.get("/sparql/check", params={"query": "ASK {}"})

    assert response.json() == {"ok": True, "problems": []}
    assert response.headers["etag"]
    assert client.get("/sparql/check").status_code == 400
    assert client.post("/sparql/check", json={}).status_code == 415


def test_a_query_that_changes_something_is_refused(client: TestClient) -> None:
    assert client.get("/sparql/check", params={"query": "DELETE WHERE { ?s ?p ?o }"}).status_code == 403


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=40))
def test_whatever_is_written_can_be_checked(client: TestClient, text: str) -> None:
    query = f"SELECT * WHERE {{ {text}"
    response = client.post("/sparql/check", data={"query": query})

    assert response.status_code in (200, 400, 403)
    for problem in response.json().get("problems", []):
        assert 0 <= problem["offset"] <= len(query)
        assert all(0 <= fix["from"] <= fix["to"] <= len(query) for fix in problem["fixes"])
