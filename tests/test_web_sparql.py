import asyncio
import csv
import os
import time
from collections.abc import Iterator
from html.parser import HTMLParser
from io import BytesIO, StringIO
from typing import Any
from urllib.parse import urlencode

import httpx2
import pytest
import rdflib
from fastapi import FastAPI
from rdflib.namespace import RDF
from rdflib.query import ResultRow
from starlette.testclient import TestClient

from lgi import build, media, names
from lgi.engine import Limits
from lgi.release import Release
from lgi.web.app import create_app

FORM = "application/x-www-form-urlencoded"
DIRECT = "application/sparql-query"
SD = rdflib.Namespace("http://www.w3.org/ns/sparql-service-description#")
ROWS = "SELECT ?age { ?who <http://e/age> ?age }"
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
CROSS_JOIN = "SELECT (COUNT(*) AS ?n) { " + " ".join(f"?s{i} ?p{i} ?o{i} ." for i in range(30)) + " }"


class Tags(HTMLParser):
    """The tags of a page, each with its attributes."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a tag."""
        self.found.append((tag, dict(attrs)))

    def named(self, name: str) -> list[dict[str, str | None]]:
        """The attributes of each tag of a name."""
        return [attributes for tag, attributes in self.found if tag == name]


@pytest.fixture(scope="module")
def people(tmp_path_factory: pytest.TempPathFactory) -> Release:
    """A small release with a fact in the default graph, and in each of two named ones."""
    folder = tmp_path_factory.mktemp("people")
    path = folder / "people.nq"
    path.write_text(
        '<http://e/ann> <http://e/age> "41" .\n'
        '<http://e/ann> <http://e/says> "<script>alert(1)</script>"@en <http://e/one> .\n'
        "<http://e/ann> <http://e/page> <javascript:alert(1)> <http://e/two> .\n",
        encoding="utf-8",
    )
    return build.build_from([path], folder / "release", graph_per_file=False)


@pytest.fixture(scope="module")
def endpoint(people: Release) -> Iterator[TestClient]:
    """The endpoint on that release."""
    with TestClient(create_app(people, Limits(seconds=3, query_bytes=2000)), follow_redirects=False) as made:
        yield made


def _get(endpoint: TestClient, query: str, accept: str | None = None, **more: str) -> httpx2.Response:
    headers = {"Accept": accept} if accept else {}
    return endpoint.get("/sparql", params={"query": query, **more}, headers=headers)


def _problem(response: httpx2.Response, status: int, slug: str) -> dict[str, Any]:
    told: dict[str, Any] = response.json()
    assert response.headers["content-type"] == "application/problem+json"
    assert (response.status_code, told["status"]) == (status, status)
    assert told["type"] == names.PROBLEMS + slug
    assert told["title"] and told["detail"]
    return told


# --- the operations of the protocol ----------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/sparql", "/sparql/"])
def test_a_query_is_asked_in_each_of_three_ways_with_or_without_a_slash(endpoint: TestClient, path: str) -> None:
    ways = [
        endpoint.get(path, params={"query": ROWS}),
        endpoint.post(path, data={"query": ROWS}),
        endpoint.post(path, content=ROWS, headers={"Content-Type": DIRECT}),
        endpoint.post(path, content=ROWS, headers={"Content-Type": "Application/SPARQL-Query; charset=UTF-8"}),
    ]

    assert [way.status_code for way in ways] == [200] * len(ways)
    assert {way.json()["results"]["bindings"][0]["age"]["value"] for way in ways} == {"41"}


def test_the_endpoint_of_foreign_data_is_the_home_page_too(endpoint: TestClient) -> None:
    assert endpoint.get("/", params={"query": "ASK {}"}).json()["boolean"] is True


def test_head_is_get_without_the_body(endpoint: TestClient) -> None:
    got, head = (endpoint.request(verb, "/sparql", params={"query": ROWS}) for verb in ("GET", "HEAD"))

    assert (head.status_code, head.content) == (200, b"")
    assert dict(head.headers) == dict(got.headers)


@pytest.mark.parametrize("verb", ["PUT", "DELETE", "PATCH"])
def test_another_method_is_not_allowed_and_is_told_which_are(endpoint: TestClient, verb: str) -> None:
    response = endpoint.request(verb, "/sparql")

    _problem(response, 405, "method-not-allowed")
    assert set(response.headers["allow"].split(", ")) == {"GET", "HEAD", "OPTIONS", "POST"}


def test_options_tells_which_methods_there_are(endpoint: TestClient) -> None:
    response = endpoint.options("/sparql")

    assert (response.status_code, response.content) == (204, b"")
    assert set(response.headers["allow"].split(", ")) == {"GET", "HEAD", "OPTIONS", "POST"}


def test_a_preflight_is_answered_for_every_origin_without_credentials(endpoint: TestClient) -> None:
    response = endpoint.options(
        "/sparql",
        headers={
            "Origin": "https://elsewhere.example",
            "Access-Control-Request-Method": "POST",
            "Access-Control-Request-Headers": "content-type, accept, if-none-match",
        },
    )

    assert response.status_code == 204
    assert response.headers["access-control-allow-origin"] == "*"
    assert {"GET", "HEAD", "POST"} <= set(response.headers["access-control-allow-methods"].split(", "))
    assert "access-control-allow-credentials" not in response.headers
    assert int(response.headers["access-control-max-age"]) > 0
    assert response.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("query", ["ASK {}", "SELEKT"])
def test_answers_and_errors_alike_may_be_read_by_every_origin(endpoint: TestClient, query: str) -> None:
    response = endpoint.get("/sparql", params={"query": query}, headers={"Origin": "https://elsewhere.example"})

    assert response.headers["access-control-allow-origin"] == "*"
    assert {"Link", "ETag", "Location", "Retry-After"} <= set(
        response.headers["access-control-expose-headers"].split(", ")
    )
    assert "set-cookie" not in response.headers


@pytest.mark.parametrize(
    "address",
    ["/sparql?query=ASK{}&query=ASK{}", "/sparql?default-graph-uri=http://e/one&query=ASK{}&format=json&query="],
)
def test_two_queries_are_one_too_many(endpoint: TestClient, address: str) -> None:
    told = _problem(endpoint.get(address), 400, "bad-query")

    assert "exactly one 'query'; 2 came" in told["detail"]


def test_a_query_in_the_address_and_another_in_the_body_are_two(endpoint: TestClient) -> None:
    response = endpoint.post("/sparql?query=ASK{}", content="ASK {}", headers={"Content-Type": DIRECT})

    _problem(response, 400, "bad-query")


@pytest.mark.parametrize("body", [b"", b"format=json"])
def test_a_form_without_a_query_is_a_bad_query(endpoint: TestClient, body: bytes) -> None:
    told = _problem(endpoint.post("/sparql", content=body, headers={"Content-Type": FORM}), 400, "bad-query")

    assert "none came" in told["detail"]


@pytest.mark.parametrize("query", ["", " \n", "# nothing"])
def test_an_empty_query_is_a_bad_query(endpoint: TestClient, query: str) -> None:
    _problem(endpoint.post("/sparql", content=query, headers={"Content-Type": DIRECT}), 400, "bad-query")


@pytest.mark.parametrize(
    ("verb", "address", "headers", "body"),
    [
        ("GET", "/sparql?update=DROP%20ALL", {}, ""),
        ("GET", "/sparql?query=DROP%20ALL", {}, ""),
        ("POST", "/sparql", {"Content-Type": FORM}, "update=DROP+ALL"),
        ("POST", "/sparql", {"Content-Type": "application/sparql-update; charset=utf-8"}, "DROP ALL"),
        ("POST", "/sparql", {"Content-Type": DIRECT}, "DROP ALL"),
    ],
)
def test_an_update_is_refused_by_every_way(
    endpoint: TestClient, verb: str, address: str, headers: dict[str, str], body: str
) -> None:
    _problem(endpoint.request(verb, address, headers=headers, content=body), 403, "refused")


@pytest.mark.parametrize("kind", ["application/json", "text/plain", "multipart/form-data; boundary=x", ""])
def test_a_body_of_another_type_is_unsupported_and_told_which_are_not(endpoint: TestClient, kind: str) -> None:
    response = endpoint.post("/sparql", content="ASK {}", headers={"Content-Type": kind} if kind else {})

    told = _problem(response, 415, "unsupported-type")
    assert FORM in told["detail"] and DIRECT in told["detail"]


def test_a_body_that_is_not_utf_8_is_a_bad_query(endpoint: TestClient) -> None:
    response = endpoint.post("/sparql", content=b"ASK { # \xff }", headers={"Content-Type": DIRECT})

    assert "UTF-8" in _problem(response, 400, "bad-query")["detail"]


def test_a_body_past_three_times_the_limit_is_too_large_and_a_query_past_it_too_complex(endpoint: TestClient) -> None:
    bodies = ["ASK {} #" + "x" * size for size in (7000, 3000)]

    large, long = (endpoint.post("/sparql", content=body, headers={"Content-Type": DIRECT}) for body in bodies)

    assert large.status_code == 413
    assert "2000 bytes" in large.json()["detail"]
    assert "longer than 2000 bytes" in _problem(long, 400, "too-complex")["detail"]


def test_a_query_is_percent_decoded_exactly_once(endpoint: TestClient) -> None:
    query = "SELECT ('100%25 +é' AS ?x) {}"

    found = [
        endpoint.get("/sparql?" + urlencode({"query": query})),
        endpoint.post("/sparql", content=urlencode({"query": query}), headers={"Content-Type": FORM}),
        endpoint.post("/sparql", content=query.encode(), headers={"Content-Type": DIRECT}),
    ]

    assert {r.json()["results"]["bindings"][0]["x"]["value"] for r in found} == {"100%25 +é"}


# --- which graphs are asked ------------------------------------------------------------------------------------

OBJECTS = "SELECT ?o { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } }"


@pytest.mark.parametrize(
    ("parameters", "rows"),
    [
        ("", 5),
        ("&default-graph-uri=http://e/two", 1),
        ("&default-graph-uri=http://e/one&default-graph-uri=http://e/two", 2),
        ("&named-graph-uri=http://e/one", 1),
        ("&default-graph-uri=http://e/two&named-graph-uri=http://e/one", 2),
        ("&default-graph-uri=http://e/unknown", 0),
    ],
)
def test_graphs_of_the_request_stand_in_for_all_others(endpoint: TestClient, parameters: str, rows: int) -> None:
    by_get = endpoint.get(f"/sparql?{urlencode({'query': OBJECTS})}{parameters}")
    by_post = endpoint.post("/sparql?" + parameters[1:], content=OBJECTS, headers={"Content-Type": DIRECT})

    assert [len(r.json()["results"]["bindings"]) for r in (by_get, by_post)] == [rows, rows]


def test_a_graph_that_is_no_iri_is_a_bad_query(endpoint: TestClient) -> None:
    _problem(_get(endpoint, ROWS, **{"default-graph-uri": "no IRI"}), 400, "bad-query")


# --- which format comes ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        (None, "application/sparql-results+json"),
        ("*/*", "application/sparql-results+json"),
        ("application/json", "application/sparql-results+json"),
        ("application/xml", "application/sparql-results+xml"),
        ("text/csv", "text/csv; charset=utf-8"),
        ("text/tab-separated-values", "text/tab-separated-values; charset=utf-8"),
        ("text/csv;q=0.5, application/sparql-results+xml;q=0.9", "application/sparql-results+xml"),
        ("application/sparql-results+json;q=0, */*", "application/sparql-results+xml"),
        ("text/*;q=0.8, application/*;q=0.1", "text/csv; charset=utf-8"),
        (BROWSER, "text/html; charset=utf-8"),
    ],
)
def test_rows_come_in_the_type_that_is_wanted_most(endpoint: TestClient, accept: str | None, expected: str) -> None:
    response = _get(endpoint, ROWS, accept)

    assert (response.status_code, response.headers["content-type"]) == (200, expected)
    assert "Accept" in response.headers["vary"]


@pytest.mark.parametrize("accept", [";;q=", "text/csv;q=much", ",", "/", "text/csv;q=2"])
def test_an_accept_header_that_cannot_be_read_is_no_fault_of_ours(endpoint: TestClient, accept: str) -> None:
    assert _get(endpoint, ROWS, accept).status_code in (200, 406)


@pytest.mark.parametrize(
    ("query", "offered"),
    [
        (ROWS, [*media.SOLUTIONS.values()]),
        ("ASK {}", [*media.BOOLEANS.values()]),
        ("DESCRIBE <http://e/ann>", [*media.TRIPLES.values()]),
    ],
)
def test_a_type_that_cannot_be_had_is_answered_with_those_that_can(
    endpoint: TestClient, query: str, offered: list[str]
) -> None:
    response = _get(endpoint, query, "image/png")

    detail = _problem(response, 406, "not-acceptable")["detail"]
    assert all(kind in detail for kind in [*offered, "text/html"])
    assert "Accept" in response.headers["vary"]


def test_rows_in_csv_and_in_tsv_differ_in_how_terms_are_written(endpoint: TestClient) -> None:
    found = {form: _get(endpoint, ROWS, format=form) for form in ("csv", "tsv")}

    assert list(csv.reader(StringIO(found["csv"].text))) == [["age"], ["41"]]
    assert found["tsv"].text == '?age\n"41"\n'


@pytest.mark.parametrize("form", ["json", "xml"])
def test_rows_by_short_name_are_read_by_rdflib_with_language_and_datatype(endpoint: TestClient, form: str) -> None:
    response = _get(endpoint, "SELECT ?x { VALUES ?x { 'a'@en 1 } }", "text/csv", format=form)

    read = rdflib.query.Result.parse(BytesIO(response.content), format=form)
    assert response.headers["content-type"] == media.SOLUTIONS[form]
    assert [row.x for row in read if isinstance(row, ResultRow)] == [rdflib.Literal("a", lang="en"), rdflib.Literal(1)]


@pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib")  # its own, for data sets
@pytest.mark.parametrize("query", ["CONSTRUCT WHERE { ?s <http://e/age> ?o }", "DESCRIBE <http://e/ann>"])
@pytest.mark.parametrize("form", [*media.TRIPLES, *media.ALIASES])
def test_a_graph_by_short_name_is_read_by_rdflib(endpoint: TestClient, query: str, form: str) -> None:
    response = _get(endpoint, query, format=form)

    kind = response.headers["content-type"].partition(";")[0]
    assert kind == media.TRIPLES[media.ALIASES.get(form, form)]
    assert len(rdflib.Graph().parse(data=response.content, format=kind)) == (1 if "WHERE" in query else 3)


@pytest.mark.parametrize("form", ["xlsx", "n", ""])
def test_a_short_name_that_is_none_is_answered_with_those_that_are(endpoint: TestClient, form: str) -> None:
    detail = _problem(_get(endpoint, ROWS, format=form), 406, "not-acceptable")["detail"]

    assert all(name in detail for name in [*media.short_names(), "html"])


# --- without a query -------------------------------------------------------------------------------------------


@pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib")  # its own, for data sets
@pytest.mark.parametrize("kind", [None, *media.TRIPLES.values()])
def test_machines_get_the_service_description(endpoint: TestClient, kind: str | None) -> None:
    response = endpoint.get("/sparql", headers={"Accept": kind} if kind else {})

    read = rdflib.Graph().parse(data=response.content, format=kind or "text/turtle")
    service = rdflib.URIRef(names.BASE + "sparql")
    assert response.headers["content-type"].partition(";")[0] == (kind or "text/turtle")
    assert (service, RDF.type, SD.Service) in read
    assert (service, SD.feature, SD.UnionDefaultGraph) in read
    assert set(read.objects(None, SD.name)) == {rdflib.URIRef("http://e/one"), rdflib.URIRef("http://e/two")}


def test_people_get_a_form_whose_fields_have_labels(endpoint: TestClient) -> None:
    response = endpoint.get("/sparql", headers={"Accept": BROWSER})

    tags = Tags(response.text)
    fields = {field["id"] for name in ("textarea", "select") for field in tags.named(name)}
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    assert fields == {label["for"] for label in tags.named("label")} == {"query", "format"}
    assert tags.named("form")[0]["action"] == "/sparql"


def test_a_description_in_no_type_that_is_accepted_is_not_acceptable(endpoint: TestClient) -> None:
    response = endpoint.get("/sparql", headers={"Accept": "text/csv"})

    assert "text/turtle" in _problem(response, 406, "not-acceptable")["detail"]


# --- what people see -------------------------------------------------------------------------------------------


def test_a_browser_gets_rows_as_a_table_with_headers(endpoint: TestClient) -> None:
    response = _get(endpoint, "SELECT ?who ?age { ?who <http://e/age> ?age }", BROWSER)

    tags = Tags(response.text)
    assert [header["scope"] for header in tags.named("th")] == ["col", "col"]
    assert len(tags.named("td")) == 2
    assert tags.named("caption") and "41" in response.text
    assert "http://e/ann" in {link["href"] for link in tags.named("a")}


@pytest.mark.parametrize(
    ("query", "word"),
    [
        ("ASK {}", ">Yes<"),
        ("ASK { FILTER(false) }", ">No<"),
        ("SELECT ?x { ?x <http://e/none> 1 }", "Nothing is recorded"),
        ("CONSTRUCT WHERE { ?s <http://e/age> ?o }", "&lt;http://e/ann&gt; &lt;http://e/age&gt;"),
    ],
)
def test_a_browser_gets_a_word_or_the_graph_as_text(endpoint: TestClient, query: str, word: str) -> None:
    assert word in _get(endpoint, query, format="html").text


def test_nothing_in_the_data_or_the_query_becomes_markup_or_a_script(endpoint: TestClient) -> None:
    response = _get(endpoint, "SELECT ?o { ?s ?p ?o } # <script>alert(2)</script>", BROWSER)

    tags = Tags(response.text)
    assert tags.named("script") == []
    assert "&lt;script&gt;alert(1)" in response.text and "&lt;script&gt;alert(2)" in response.text
    assert not [link for link in tags.named("a") if str(link["href"]).startswith("javascript:")]
    assert "<code>javascript:alert(1)</code>" in response.text


# --- what is said when it goes wrong ---------------------------------------------------------------------------


def test_a_syntax_error_is_told_with_its_line_and_column(endpoint: TestClient) -> None:
    told = _problem(_get(endpoint, "SELECT ?x\nWHERE { ?x ?y ?z } ORDER ?x"), 400, "bad-query")

    assert told["line"] == 2 and told["column"] > 1
    assert told["detail"].startswith(f"line 2, column {told['column']}: ")


def test_an_error_without_a_place_has_no_line(endpoint: TestClient) -> None:
    told = _problem(_get(endpoint, "ASK {}", **{"default-graph-uri": "no IRI"}), 400, "bad-query")

    assert "line" not in told and "column" not in told


def test_an_unknown_function_is_told_where_it_stands(endpoint: TestClient) -> None:
    told = _problem(_get(endpoint, "SELECT (<http://e/f>(1) AS ?x) {}"), 400, "bad-query")

    assert (told["line"], told["column"], told["token"]) == (1, 10, "http://e/f")
    assert told["detail"].endswith(told["suggestion"])


@pytest.mark.parametrize(
    ("query", "status", "slug"),
    [
        ("ASK {" + "{" * 200 + "}" * 201, 400, "too-complex"),
        ("ASK { SERVICE <http://127.0.0.1:1/> {} }", 403, "refused"),
        ("ASK { SERVICE SILENT <http://127.0.0.1:1/> {} }", 403, "refused"),
        ("ASK { SERVICESILENT<http://127.0.0.1:1/>{ ?s ?p ?o } }", 403, "refused"),
    ],
)
def test_each_refusal_has_a_status_and_a_type_of_its_own(
    endpoint: TestClient, query: str, status: int, slug: str
) -> None:
    response = _get(endpoint, query)

    _problem(response, status, slug)
    assert response.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("accept", ["application/problem+json", "application/json", "text/csv", "*/*", None])
def test_programs_are_told_of_an_error_as_a_problem_document(endpoint: TestClient, accept: str | None) -> None:
    _problem(_get(endpoint, "SELEKT", accept), 400, "bad-query")


def test_people_are_told_of_an_error_on_a_page(endpoint: TestClient) -> None:
    response = _get(endpoint, "SELEKT <script>", BROWSER)

    assert (response.status_code, response.headers["content-type"]) == (400, "text/html; charset=utf-8")
    assert "<h1>The query cannot be read</h1>" in response.text
    assert Tags(response.text).named("script") == []


@pytest.mark.parametrize("query", ["ASK {}", "SELEKT", None])
@pytest.mark.parametrize("accept", [BROWSER, "application/json, text/turtle"])
def test_the_host_that_a_request_names_is_never_given_back(
    endpoint: TestClient, query: str | None, accept: str
) -> None:
    parameters = {"query": query} if query else {}
    response = endpoint.get("/sparql", params=parameters, headers={"Host": "evil.example", "Accept": accept})

    assert "evil.example" not in response.text + str(response.headers)


# --- what takes too long ---------------------------------------------------------------------------------------


def test_a_query_past_the_deadline_is_told_to_try_later_while_the_service_lives_on(people: Release) -> None:
    with TestClient(create_app(people, Limits(seconds=0.6, workers=2))) as client:
        before = client.get("/ready").json()
        response = _get(client, CROSS_JOIN)
        quick = _get(client, "ASK {}")

    told = _problem(response, 503, "too-slow")
    assert "0.6 seconds" in told["detail"]
    assert int(response.headers["retry-after"]) > 0
    assert before["workers"] >= 2 and quick.json()["boolean"]


def _receive() -> Any:
    """A caller that sends its request, and is gone half a second later."""
    messages = [{"type": "http.request", "body": b"", "more_body": False}]
    leaves = time.monotonic() + 0.5

    async def receive() -> dict[str, Any]:
        if messages:
            return messages.pop()
        if time.monotonic() < leaves:
            await asyncio.sleep(60)
        return {"type": "http.disconnect"}

    return receive


def test_a_client_that_leaves_frees_its_worker(people: Release) -> None:
    app = create_app(people, Limits(seconds=60, workers=1))

    left_after, killed = asyncio.run(_leave(app))

    assert left_after < 5 and killed == 1


async def _leave(app: FastAPI) -> tuple[float, int]:
    async with app.router.lifespan_context(app):
        scope = {
            "type": "http",
            "method": "GET",
            "path": "/sparql",
            "raw_path": b"/sparql",
            "query_string": urlencode({"query": CROSS_JOIN}).encode(),
            "headers": [],
            "client": ("127.0.0.1", 9),
            "server": ("127.0.0.1", 80),
            "scheme": "http",
            "app": app,
        }
        before = time.monotonic()
        await app(scope, _receive(), _drop)
        took = time.monotonic() - before
        # Another process ends it, so there is no event to wait for.
        while app.state.sites.current.engine.idle == 0:  # noqa: ASYNC110
            await asyncio.sleep(0.02)
        return took, app.state.sites.current.engine.killed


async def _drop(_message: Any) -> None:
    """Send nothing to a caller who is gone."""


def test_the_engine_s_workers_end_with_the_service(people: Release) -> None:
    app = create_app(people, Limits(workers=2))
    with TestClient(app):
        pids = list(app.state.sites.current.engine.workers)

    assert pids
    for pid in pids:
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)


def test_a_query_beside_an_update_is_a_bad_query(endpoint: TestClient) -> None:
    _problem(endpoint.get("/sparql", params={"query": "ASK {}", "update": "CLEAR ALL"}), 400, "bad-query")


def test_a_body_that_says_it_is_too_large_is_not_read(endpoint: TestClient) -> None:
    headers = {"Content-Type": DIRECT, "Content-Length": "1000000"}

    _problem(endpoint.post("/sparql", content=b"x", headers=headers), 413, "too-large")
