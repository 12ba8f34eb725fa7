import json
import re
from pathlib import Path
from urllib.parse import urlencode

import httpx2
import pytest
import rdflib

from lgi import names
from pitfalls import wire
from running import Running

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
FORM, DIRECT = "application/x-www-form-urlencoded", "application/sparql-query"
AGE = "SELECT ?age { ?who <http://e/age> ?age }"
SAID = "SELECT ?said { ?who <http://e/says> ?said } ORDER BY ?said"
IN_GRAPHS = "SELECT ?g ?said { GRAPH ?g { ?who <http://e/says> ?said } } ORDER BY ?said"
SD = "http://www.w3.org/ns/sparql-service-description#"


def ask(http: httpx2.Client, query: str, **more: str) -> list[list[str]]:
    told = http.get("/sparql", params={"query": query, **more})
    assert told.status_code == 200, told.text
    return [[term["value"] for term in row.values()] for row in told.json()["results"]["bindings"]]


def problem(response: httpx2.Response, status: int, slug: str) -> str:
    told = response.json()
    assert response.headers["content-type"] == "application/problem+json"
    assert (response.status_code, told["type"]) == (status, names.PROBLEMS + slug), told
    return str(told["detail"])


# --- 24 and 25 -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "kind", [FORM, FORM.upper(), f"{FORM}; charset=UTF-8", f'{FORM};charset="utf-8"', f"{FORM} ; a=b"]
)
def test_pitfall_24_a_form_is_known_by_its_type_without_parameters(foreign: httpx2.Client, kind: str) -> None:
    told = foreign.post("/sparql", content=urlencode({"query": AGE}), headers={"Content-Type": kind})

    assert told.json()["results"]["bindings"][0]["age"]["value"] == "41"


@pytest.mark.parametrize("kind", [DIRECT, DIRECT.title(), f"{DIRECT}; charset=utf-8", f"{DIRECT};x=y"])
def test_pitfall_24_a_query_sent_as_it_is_is_known_by_its_type_without_parameters(
    foreign: httpx2.Client, kind: str
) -> None:
    told = foreign.post("/sparql", content=AGE, headers={"Content-Type": kind})

    assert told.json()["results"]["bindings"][0]["age"]["value"] == "41"


def test_pitfall_24_an_address_a_form_and_a_body_give_the_same_answer(foreign: httpx2.Client) -> None:
    told = [
        foreign.get("/sparql", params={"query": AGE}),
        foreign.post("/sparql", data={"query": AGE}),
        foreign.post("/sparql", content=AGE, headers={"Content-Type": DIRECT}),
    ]

    assert len({each.content for each in told}) == 1
    assert {each.status_code for each in told} == {200}


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/json", "multipart/form-data; boundary=x", f"{DIRECT}x", "x", ""]
)
def test_pitfall_24_a_body_of_another_type_is_not_understood(foreign: httpx2.Client, kind: str) -> None:
    headers = {"Content-Type": kind} if kind else {}

    detail = problem(foreign.post("/sparql", content=AGE, headers=headers), 415, "unsupported-type")
    assert FORM in detail and DIRECT in detail


@pytest.mark.parametrize("kind", [FORM, DIRECT])
@pytest.mark.parametrize("body", ["", "   "])
def test_pitfall_24_an_empty_body_is_a_bad_query(foreign: httpx2.Client, kind: str, body: str) -> None:
    problem(foreign.post("/sparql", content=body, headers={"Content-Type": kind}), 400, "bad-query")


@pytest.mark.parametrize("target", ["?query=", "?query=%20", "?query", "?default-graph-uri=http://e/one&query="])
def test_pitfall_24_an_empty_query_is_a_bad_query(foreign: httpx2.Client, target: str) -> None:
    problem(foreign.get(f"/sparql{target}"), 400, "bad-query")


def test_pitfall_25_two_queries_are_one_too_many_wherever_they_stand(foreign: httpx2.Client) -> None:
    twice = urlencode([("query", "ASK {}"), ("query", "ASK {}")])

    problem(foreign.get(f"/sparql?{twice}"), 400, "bad-query")
    problem(foreign.post("/sparql", content=twice, headers={"Content-Type": FORM}), 400, "bad-query")
    for kind, body in ((FORM, "query=ASK%7B%7D"), (DIRECT, "ASK {}")):
        problem(foreign.post("/sparql?query=ASK%7B%7D", content=body, headers={"Content-Type": kind}), 400, "bad-query")


def test_pitfall_25_a_query_beside_an_update_is_a_bad_request(foreign: httpx2.Client) -> None:
    both = {"query": "ASK {}", "update": "CLEAR ALL"}

    problem(foreign.get("/sparql", params=both), 400, "bad-query")
    problem(foreign.post("/sparql", data=both), 400, "bad-query")
    problem(foreign.post("/sparql?update=CLEAR+ALL", data={"query": "ASK {}"}), 400, "bad-query")


UPDATES = ["CLEAR ALL", "INSERT DATA { <http://e/x> <http://e/p> 1 }", "DROP ALL", "LOAD <http://127.0.0.1:9/x>"]


@pytest.mark.parametrize("update", UPDATES)
def test_pitfall_25_nothing_updates_by_any_way(foreign: httpx2.Client, update: str) -> None:
    before = ask(foreign, "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")
    told = [
        foreign.get("/sparql", params={"update": update}),
        foreign.get("/sparql", params={"query": update}),
        foreign.post("/sparql", data={"update": update}),
        foreign.post("/sparql", data={"query": update}),
        foreign.post("/sparql", content=update, headers={"Content-Type": "application/sparql-update"}),
        foreign.post("/sparql", content=update, headers={"Content-Type": DIRECT}),
    ]

    assert {each.status_code for each in told} <= {400, 403}
    assert ask(foreign, "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }#") == before


# --- 26 to 28 --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("graphs", "query", "expected"),
    [
        ([("default-graph-uri", "http://e/one")], SAID, [["one"]]),
        ([("default-graph-uri", "http://e/one"), ("default-graph-uri", "http://e/two")], SAID, [["one"], ["two"]]),
        ([("default-graph-uri", "http://e/one")], IN_GRAPHS, []),
        ([("named-graph-uri", "http://e/two")], IN_GRAPHS, [["http://e/two", "two"]]),
        ([("named-graph-uri", "http://e/two")], SAID, []),
        ([("default-graph-uri", "http://e/one"), ("named-graph-uri", "http://e/two")], SAID, [["one"]]),
        ([("default-graph-uri", "http://e/none")], SAID, []),
        ([("named-graph-uri", "http://e/none")], IN_GRAPHS, []),
    ],
)
def test_pitfall_26_graphs_of_the_request_are_the_dataset(
    foreign: httpx2.Client, graphs: list[tuple[str, str]], query: str, expected: list[list[str]]
) -> None:
    address = urlencode([*graphs, ("query", query)])
    direct = foreign.post(f"/sparql?{urlencode(graphs)}", content=query, headers={"Content-Type": DIRECT})
    form = foreign.post("/sparql", content=address, headers={"Content-Type": FORM})

    for told in (foreign.get(f"/sparql?{address}"), form, direct):
        rows = told.json()["results"]["bindings"]
        assert [[term["value"] for term in row.values()] for row in rows] == expected


def test_pitfall_26_graphs_of_the_request_go_before_those_of_the_query(foreign: httpx2.Client) -> None:
    query = "SELECT ?said FROM <http://e/one> { ?who <http://e/says> ?said }"

    assert ask(foreign, query) == [["one"]]
    assert ask(foreign, query, **{"default-graph-uri": "http://e/two"}) == [["two"]]


def test_pitfall_26_a_graph_that_is_not_here_is_empty_and_never_fetched(foreign: httpx2.Client) -> None:
    with wire.trap() as (port, callers):
        graph = f"http://127.0.0.1:{port}/graph.ttl"
        found = (
            ask(foreign, SAID, **{"default-graph-uri": graph}),
            ask(foreign, IN_GRAPHS, **{"named-graph-uri": graph}),
        )

    assert found == ([], [])
    assert callers == []


def test_pitfall_27_the_description_says_what_the_default_graph_is(foreign: httpx2.Client) -> None:
    graph = rdflib.Graph().parse(data=foreign.get("/sparql").content, format="turtle")

    (service,) = graph.subjects(rdflib.URIRef(SD + "endpoint"), None)
    assert (service, rdflib.URIRef(SD + "feature"), rdflib.URIRef(SD + "UnionDefaultGraph")) in graph


def test_pitfall_27_the_default_graph_is_the_union_and_each_graph_is_reached_by_name(foreign: httpx2.Client) -> None:
    assert ask(foreign, SAID) == [["one"], ["two"]]
    assert ask(foreign, IN_GRAPHS) == [["http://e/one", "one"], ["http://e/two", "two"]]
    assert ask(foreign, "SELECT ?age { GRAPH ?g { ?who <http://e/age> ?age } }") == []
    assert ask(foreign, AGE) == [["41"]]


def test_pitfall_27_a_fact_in_two_graphs_counts_once_in_the_union(http: httpx2.Client) -> None:
    ((union,),) = ask(http, "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")
    ((apart,),) = ask(http, "SELECT (COUNT(*) AS ?n) { { SELECT DISTINCT ?s ?p ?o { GRAPH ?g { ?s ?p ?o } } } }")

    assert union == apart


def test_pitfall_28_no_graph_of_a_query_is_fetched_from_the_net(foreign: httpx2.Client) -> None:
    with wire.trap() as (port, callers):
        graph = f"http://127.0.0.1:{port}/graph.ttl"
        for clause in (f"FROM <{graph}>", f"FROM NAMED <{graph}>", f"FROM <{graph}> FROM NAMED <{graph}>"):
            for pattern in ("?s ?p ?o", "GRAPH ?g { ?s ?p ?o }", f"GRAPH <{graph}> {{ ?s ?p ?o }}"):
                assert ask(foreign, f"SELECT ?s {clause} {{ {pattern} }}") == []

    assert callers == []


def test_pitfall_28_no_file_is_read(foreign: httpx2.Client, tmp_path: Path, foreign_file: Path) -> None:
    secret = tmp_path / "secret.ttl"
    secret.write_text('<http://e/s> <http://e/p> "secret" .\n', encoding="utf-8")

    for iri in (
        secret.as_uri(),
        str(secret),
        foreign_file.as_uri(),
        "file:///etc/passwd",
        "file://localhost/etc/passwd",
    ):
        for query in (
            f"SELECT * FROM <{iri}> {{ ?s ?p ?o }}",
            f"SELECT * FROM NAMED <{iri}> {{ GRAPH ?g {{ ?s ?p ?o }} }}",
        ):
            told = foreign.get("/sparql", params={"query": query})
            assert told.status_code == 400 or told.json()["results"]["bindings"] == []
        told = foreign.get("/sparql", params={"query": "SELECT * { ?s ?p ?o }", "default-graph-uri": iri})
        assert told.status_code == 400 or told.json()["results"]["bindings"] == []


# --- 29 to 31 --------------------------------------------------------------------------------------------------

ELSEWHERE = [
    "SELECT * { SERVICE <http://127.0.0.1:PORT/> { ?s ?p ?o } }",
    "SELECT * { SERVICE SILENT <http://127.0.0.1:PORT/> { ?s ?p ?o } }",
    "SELECT * { sErViCe<http://127.0.0.1:PORT/>{ ?s ?p ?o } }",
    "SELECT * { \\u0053ERVICE <http://127.0.0.1:PORT/> { ?s ?p ?o } }",
    "SELECT * { \\U00000053ERVIC\\u0045 SILENT <http://127.0.0.1:PORT/> { ?s ?p ?o } }",
    "SELECT * { #}\nSERVICE#x\n<http://127.0.0.1:PORT/> { ?s ?p ?o } }",
    "SELECT * { VALUES ?e { <http://127.0.0.1:PORT/> } SERVICE ?e { ?s ?p ?o } }",
    "SELECT * { BIND(1 AS ?x) OPTIONAL { { SELECT * { SERVICE <http://127.0.0.1:PORT/> { ?s ?p ?o } } } } }",
    "ASK { FILTER EXISTS { SERVICE SILENT <http://127.0.0.1:PORT/> { ?s ?p ?o } } }",
    "ASK { FILTER NOT EXISTS { { ?a ?b ?c } UNION { SERVICE <http://127.0.0.1:PORT/> { ?s ?p ?o } } } }",
    "CONSTRUCT { ?s ?p ?o } { SERVICE SILENT <http://127.0.0.1:PORT/> { ?s ?p ?o } }",
    "DESCRIBE ?s { SERVICE SILENT <http://127.0.0.1:PORT/> { ?s ?p ?o } }",
    "SELECT * { ?s ?p '''\"''' . SERVICE SILENT <http://127.0.0.1:PORT/> { ?s ?p ?o } }",
    "SELECT * { ?s ?p '\\'' . SERVICE SILENT <http://127.0.0.1:PORT/> { ?s ?p '\\'' } }",
    "PREFIX SERVICE: <http://e/> SELECT * { SERVICE SILENT <http://127.0.0.1:PORT/> { ?s SERVICE:p ?o } }",
    "SELECT * { FILTER(1<2) SERVICE SILENT <http://127.0.0.1:PORT/> { FILTER(2>1) } }",
    "SELECT * { ?s ?p 1SERVICE SILENT<http://127.0.0.1:PORT/> { ?s ?p ?o } }",
]


@pytest.mark.parametrize("query", ELSEWHERE)
def test_pitfall_29_no_spelling_makes_the_endpoint_ask_another(foreign: httpx2.Client, query: str) -> None:
    with wire.trap() as (port, callers):
        told = foreign.post("/sparql", content=query.replace("PORT", str(port)), headers={"Content-Type": DIRECT})

    problem(told, 403, "refused")
    assert callers == []


@pytest.mark.parametrize(
    "update",
    [
        "LOAD <http://127.0.0.1:PORT/>",
        "LOAD SILENT <http://127.0.0.1:PORT/> INTO GRAPH <http://e/g>",
        "\\u004cOAD <http://127.0.0.1:PORT/>",
    ],
)
def test_pitfall_29_nothing_is_loaded(foreign: httpx2.Client, update: str) -> None:
    with wire.trap() as (port, callers):
        told = foreign.post("/sparql", data={"query": update.replace("PORT", str(port))})

    assert told.status_code in (400, 403)
    assert callers == []


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ('SELECT ("SERVICE <http://e/> {}" AS ?x) {}', "SERVICE <http://e/> {}"),
        ("SELECT ('''LOAD\nSERVICE''' AS ?x) {} # SERVICE <http://e/>", "LOAD\nSERVICE"),
        ("SELECT ?x { BIND(<http://e/SERVICE> AS ?x) }", "http://e/SERVICE"),
        ("PREFIX service: <http://e/> SELECT ?x { BIND(service:load AS ?x) }", "http://e/load"),
        ('SELECT (?SERVICE AS ?x) { BIND("v" AS ?SERVICE) }', "v"),
        ('SELECT ("\\u0053ERVICE" AS ?x) {}', "SERVICE"),
    ],
)
def test_pitfall_29_a_word_in_a_text_a_name_or_a_comment_asks_for_nothing(
    foreign: httpx2.Client, query: str, expected: str
) -> None:
    assert ask(foreign, query) == [[expected]]


@pytest.mark.parametrize("query", [query for query in ELSEWHERE if "SILENT" in query])
@pytest.mark.parametrize("host", ["127.0.0.1:9", "169.254.169.254", "[::1]:9", "localhost", "0x7f000001", "e.invalid"])
def test_pitfall_30_asking_silently_is_refused_aloud(foreign: httpx2.Client, query: str, host: str) -> None:
    told = foreign.post("/sparql", data={"query": query.replace("127.0.0.1:PORT", host)})

    assert problem(told, 403, "refused")


@pytest.mark.parametrize(
    ("query", "rows"),
    [
        ("SELECT * { VALUES ?x { 1 2 3 } } LIMIT 2", 2),
        ("SELECT * { VALUES ?x { 1 2 3 } } LIMIT 2 OFFSET 2", 1),
        ("SELECT * { { SELECT * { VALUES ?x { 1 2 3 } } LIMIT 2 } VALUES ?y { 1 2 } }", 4),
        ('SELECT * { VALUES ?x { "LIMIT 1" "a" } }', 2),
        ("SELECT * { VALUES ?limit { 1 2 3 } } # LIMIT 1", 3),
        ("SELECT * { VALUES ?x { 1 2 3 } }#", 3),
        ("SELECT (COUNT(*) AS ?n) { VALUES ?x { 1 2 3 } }", 1),
        ("SELECT * { VALUES ?x { 1 2 3 } } LIMIT 0", 0),
        ("SELECT * { VALUES ?x { 1 2 3 } } HAVING (1 = 1) LIMIT 3".replace(" HAVING (1 = 1)", ""), 3),
    ],
)
def test_pitfall_31_a_query_means_what_it_says_and_no_word_of_it_is_changed(
    foreign: httpx2.Client, query: str, rows: int
) -> None:
    assert len(ask(foreign, query)) == rows


def test_pitfall_31_rows_are_never_left_out_without_a_word(foreign: httpx2.Client) -> None:
    digits = "0 1 2 3 4 5 6 7 8 9"
    query = f"SELECT * {{ {' '.join(f'VALUES ?v{i} {{ {digits} }}' for i in range(4))} }}"

    for form in ("json", "csv", "tsv"):
        told = foreign.get("/sparql", params={"query": query, "format": form})
        assert told.status_code == 200
        assert (len(told.json()["results"]["bindings"]) if form == "json" else told.text.count("\n") - 1) == 10**4


# --- 32 to 35 --------------------------------------------------------------------------------------------------


def test_pitfall_32_pages_of_an_ordered_answer_hold_each_row_once(http: httpx2.Client) -> None:
    query = f"SELECT ?r {{ ?r a <{names.ONTOLOGY}#Record> }} ORDER BY ?r"

    paged = [row for first in range(0, 300, 100) for row in ask(http, f"{query} LIMIT 100 OFFSET {first}")]
    assert paged == ask(http, f"{query} LIMIT 300")


def test_pitfall_32_no_answer_to_a_query_invents_a_total_or_a_next_page(http: httpx2.Client) -> None:
    told = http.get("/sparql", params={"query": "SELECT * { ?s ?p ?o } LIMIT 10"})

    assert set(told.json()) == {"head", "results"}
    assert "next" not in told.links
    assert [name for name in told.headers if "total" in name or "count" in name] == []


def test_pitfall_32_a_next_page_is_named_only_if_it_holds_something(odd: httpx2.Client) -> None:
    pages = [odd.get("/place/hub.html", params={"page": str(page)}) for page in (1, 2, 3)]

    assert ["next" in page.links for page in pages] == [True, True, False]
    assert ["prev" in page.links for page in pages] == [False, True, True]
    assert len({page.headers["lgi-release"] for page in pages}) == 1


@pytest.mark.parametrize(
    "query", ["SELECT * { ?s lgi:gloss ?o }", "SELECT * { ?s foaf:name ?o }", "SELECT * { :a ?p ?o }"]
)
def test_pitfall_33_no_prefix_is_taken_for_granted(http: httpx2.Client, query: str) -> None:
    problem(http.get("/sparql", params={"query": query}), 400, "bad-query")


@pytest.mark.parametrize("query", ["SELECT * { <a> ?p ?o }", "SELECT * { <> ?p ?o }", "SELECT * FROM <g> { ?s ?p ?o }"])
def test_pitfall_33_no_base_is_taken_for_granted(http: httpx2.Client, query: str) -> None:
    problem(http.get("/sparql", params={"query": query}), 400, "bad-query")


def test_pitfall_33_a_base_and_prefixes_of_the_query_hold(http: httpx2.Client) -> None:
    query = "BASE <https://w3id.org/lgi/> PREFIX c: <id/council/> ASK { c:wigan a <ontology#Record> }"

    assert http.get("/sparql", params={"query": query}).json()["boolean"] is True


def test_pitfall_33_a_page_shows_the_query_that_was_evaluated(http: httpx2.Client) -> None:
    query = "BASE <https://w3id.org/lgi/>\nSELECT ?x\nWHERE { BIND(<id/x> AS ?x) } # so"
    page = http.get("/sparql", params={"query": query}, headers={"Accept": BROWSER}).text

    assert query.replace("<", "&lt;").replace(">", "&gt;") in page
    assert "https://w3id.org/lgi/id/x" in page


def long(length: int) -> str:
    return f"SELECT (1 AS ?x) {{}} #{'x' * length}"


@pytest.mark.parametrize("length", [10_000, 50_000])
def test_pitfall_34_a_long_query_fits_an_address(foreign: httpx2.Client, length: int) -> None:
    assert ask(foreign, long(length)) == [["1"]]


@pytest.mark.parametrize("length", [50_000, 500_000])
def test_pitfall_34_a_longer_one_fits_a_body(foreign: httpx2.Client, length: int) -> None:
    form = foreign.post("/sparql", data={"query": long(length)})
    direct = foreign.post("/sparql", content=long(length), headers={"Content-Type": DIRECT})

    assert form.status_code == direct.status_code == 200


@pytest.mark.parametrize("length", [66_000, 100_000, 200_000])
def test_pitfall_34_an_address_that_is_too_long_is_told_to_use_a_body(foreign_server: Running, length: int) -> None:
    told = wire.get(foreign_server, b"/sparql?query=" + b"x" * length)

    document = json.loads(told.body)
    assert (told.status, document["status"]) == (414, 414)
    assert "POST" in document["detail"]
    assert told.headers["access-control-allow-origin"] == "*"


@pytest.mark.parametrize("path", ["/sparql", "/sparql/", "/sparql?format=ttl"])
def test_pitfall_35_without_a_query_machines_are_told_of_the_service(http: httpx2.Client, path: str) -> None:
    for accept in ("*/*", "text/turtle", "application/rdf+xml", "application/ld+json", "application/n-triples"):
        told = http.get(path, headers={"Accept": accept})

        assert told.status_code == 200
        assert b"sparql-service-description#" in told.content


@pytest.mark.parametrize("path", ["/sparql", "/sparql/"])
def test_pitfall_35_without_a_query_people_get_a_form(http: httpx2.Client, path: str) -> None:
    page = http.get(path, headers={"Accept": BROWSER})

    (action,) = re.findall(r'<form[^>]* action="([^"]+)"', page.text.partition("<main")[2])
    assert (page.status_code, action) == (200, "/sparql")
    assert "<textarea" in page.text and 'name="query"' in page.text and '<label for="query">' in page.text


def test_pitfall_35_the_query_in_the_form_answers(http: httpx2.Client) -> None:
    page = http.get("/sparql", headers={"Accept": BROWSER}).text
    (query,) = re.findall(r"<textarea[^>]*>(.*?)</textarea>", page, re.DOTALL)

    assert len(ask(http, query.replace("&lt;", "<").replace("&gt;", ">").replace("&#34;", '"'))) > 0
