import json
import time
import traceback
from collections.abc import Callable, Iterator
from dataclasses import asdict
from http.server import BaseHTTPRequestHandler

import pytest

from fake_store import Reply, fake, saying
from lgi import files, media, questions
from lgi.engine import Answer, Limits, Query
from lgi.engine.pool import Pool
from lgi.engine.remote import Endpoint, answer, opened
from lgi.engine.wire import Address
from lgi.errors import (
    BadArgument,
    BadQuery,
    LgiError,
    NotAcceptable,
    QueryError,
    Refused,
    TooComplex,
    TooSlow,
    Unreachable,
    Untrustworthy,
)
from lgi.media import Accept
from lgi.questions import Question
from lgi.release import Release
from lgi.target import Target
from stores import STORES, allow_difference, free_port, running_engine

QUESTIONS = questions.read_folder(files.QUERIES)
LIMITS = Limits(seconds=30, client_heavy=1000, client_seconds=1e6)
ACCEPTS = [
    Accept(solutions, boolean, graph)
    for solutions, boolean, graph in zip(
        [*media.SOLUTIONS.values()] * 2, [*media.BOOLEANS.values()] * 3, media.TRIPLES.values(), strict=False
    )
]
PLAIN = {"solutions": media.SOLUTIONS["json"], "boolean": media.BOOLEANS["json"], "graph": media.TRIPLES["nt"]}
ROWS = '{"head": {"vars": ["x"]}, "results": {"bindings": [{"x": {"type": "literal", "value": "1"}}]}}'
SELECT, ASK, CONSTRUCT = "SELECT ?x { ?x ?y ?z }", "ASK { ?x ?y ?z }", "CONSTRUCT { ?x ?y ?z } { ?x ?y ?z }"

Both = Callable[[str | Query, Accept], tuple[Answer, Answer]]


# --- the same questions, the same answers -----------------------------------------------------------------------


@pytest.fixture(scope="module", params=STORES)
def store_name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def both(store_name: str, built: Release, published_to: Callable[[str], Target]) -> Iterator[Both]:
    """Put a query to the embedded engine, and to a store as a worker of a remote one does."""
    endpoint = Endpoint(published_to(store_name).query, tuple(built.manifest.graphs))
    with running_engine(built, LIMITS, None) as (runner, engine):

        def ask(query: str | Query, accept: Accept) -> tuple[Answer, Answer]:
            asked = query if isinstance(query, Query) else Query(query)
            here = runner.run(engine.run(asked, accept))
            found = answer(endpoint, asked, asdict(accept), LIMITS)
            return here, Answer(found.body, found.media_type, found.kind, found.stable)

        yield ask


@pytest.mark.parametrize("question", QUESTIONS.values(), ids=QUESTIONS)
def test_every_question_has_the_same_answer_from_a_remote_store(
    question: Question, both: Both, store_name: str, request: pytest.FixtureRequest
) -> None:
    allow_difference(request, store_name, question.name)

    here, there = both(question.text, Accept(**PLAIN))

    assert content(there) == content(here)


@pytest.mark.parametrize("accept", ACCEPTS, ids=media.TRIPLES)
@pytest.mark.parametrize(
    "query",
    [
        "SELECT ?x ?y { VALUES (?x ?y) { ('a,\"b\\n'@en-GB 1) (UNDEF <http://e/b>) ('2020-01-01'^^<http://e/t> 1.5) } } ORDER BY ?y",
        "ASK { ?s ?p ?o }",
        "ASK { ?s <http://e/nothing> ?o }",
        "CONSTRUCT { <http://e/s> <http://e/p> 'é\\n\"'@cy } WHERE {}",
        "CONSTRUCT { ?s <http://e/p> ?o } WHERE { ?s <http://e/nothing> ?o }",
    ],
)
def test_every_format_has_the_same_bytes_from_a_remote_store(query: str, accept: Accept, both: Both) -> None:
    here, there = both(query, accept)

    assert content(there) == content(here)


@pytest.mark.parametrize(
    "query",
    [
        "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }",
        "SELECT (COUNT(*) AS ?n) (COUNT(DISTINCT ?g) AS ?m) { GRAPH ?g { ?s ?p ?o } }",
        "SELECT (COUNT(*) AS ?n) FROM <https://w3id.org/lgi/graph/council> { ?s ?p ?o }",
        "SELECT (COUNT(*) AS ?n) FROM <https://w3id.org/lgi/graph/council> { GRAPH ?g { ?s ?p ?o } }",
        "SELECT (COUNT(*) AS ?n) FROM NAMED <https://w3id.org/lgi/graph/council> { ?s ?p ?o }",
        "SELECT (COUNT(*) AS ?n) FROM NAMED <https://w3id.org/lgi/graph/council> { GRAPH ?g { ?s ?p ?o } }",
        Query("SELECT (COUNT(*) AS ?n) FROM <http://e/no> { ?s ?p ?o }", ("https://w3id.org/lgi/graph/council",)),
        Query("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", None, ("https://w3id.org/lgi/graph/council",)),
        Query("SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }", (), ("https://w3id.org/lgi/graph/council",)),
        # A blank node of the default graph is the same in its named graph.
        "SELECT (COUNT(*) AS ?n) { ?s ?p ?o FILTER(ISBLANK(?s)) GRAPH ?g { ?s ?p ?o } }",
        "SELECT DISTINCT ?o { ?s ?p ?o FILTER(DATATYPE(?o) = <http://www.w3.org/2001/XMLSchema#boolean>) } ORDER BY ?o",
        "SELECT (1.50 AS ?x) (STRDT('01', <http://www.w3.org/2001/XMLSchema#integer>) AS ?y) {}",
    ],
    ids=str,
)
def test_a_query_sees_the_same_graphs_in_a_remote_store(query: str | Query, both: Both) -> None:
    here, there = both(query, media.DEFAULT)

    assert content(there) == content(here)


@pytest.mark.parametrize(
    ("query", "kind"),
    [
        ("ASK { SERVICE <http://e/> {} }", Refused),
        ("DROP ALL", Refused),
        ("ASK { ", BadQuery),
        ("ASK { e:x ?p ?o }", BadQuery),
        ("ASK {" * 200, TooComplex),
    ],
)
def test_what_is_refused_is_refused_in_the_same_words(query: str, kind: type[QueryError], both: Both) -> None:
    with pytest.raises(kind) as fault:
        both(query, media.DEFAULT)

    with pytest.raises(kind) as told:
        answer(Endpoint(Address("http://e/")), Query(query), PLAIN, Limits())

    assert str(told.value) == str(fault.value)


def content(found: Answer) -> object:
    """What an answer says: of a graph its statements, whose order is the store's."""
    body = found.read()
    is_nt = found.media_type == media.TRIPLES["nt"]
    return found.kind, found.media_type, found.stable, sorted(body.splitlines()) if is_nt else body


@pytest.mark.parametrize("name", STORES)
@pytest.mark.parametrize(("flat", "union"), [("", False), ("", True)])
def test_a_store_of_its_own_is_asked_for_its_graphs_or_for_its_union(
    flat: str, union: bool, name: str, published_to: Callable[[str], Target], built: Release
) -> None:
    endpoint = Endpoint(published_to(name).query, tuple(list(built.manifest.graphs)[:3]), flat, union)
    query = Query("SELECT (COUNT(DISTINCT ?g) AS ?n) { GRAPH ?g { ?s ?p ?o } }")

    found = json.loads(answer(endpoint, query, PLAIN, Limits()).body)["results"]["bindings"][0]["n"]["value"]

    assert found == "3" if not union else int(found) > len(built.manifest.graphs)


# --- stores that fail -------------------------------------------------------------------------------------------


def fault_of(reply: Reply, query: str = SELECT, limits: Limits | None = None) -> LgiError:
    with fake(reply) as endpoint, pytest.raises(LgiError) as fault:
        answer(endpoint, Query(query), PLAIN, limits or Limits(seconds=2))
    forget(fault.value)
    return fault.value


def forget(fault: BaseException | None) -> None:
    """Let go of what was at work when it went wrong: the engine's results may not end in another thread."""
    while fault:
        traceback.clear_frames(fault.__traceback__)
        fault = fault.__context__


def test_the_type_that_a_store_states_does_not_matter() -> None:
    with fake(saying(ROWS, kind="text/html")) as endpoint:
        found = answer(endpoint, Query(SELECT), PLAIN, Limits())

    assert json.loads(found.body)["results"]["bindings"] == [{"x": {"type": "literal", "value": "1"}}]


@pytest.mark.parametrize(
    ("body", "query"),
    [
        ("<!DOCTYPE html><h1>Welcome</h1>", SELECT),
        ("<!DOCTYPE html><h1>Welcome</h1>", CONSTRUCT),
        (ROWS[:-10], SELECT),
        (ROWS, ASK),
        (ROWS, CONSTRUCT),
        ("<http://e/s> <http://e/p> <http://e/o> .", SELECT),
        ('{"head": {}, "boolean": true}', SELECT),
        ('{"head": {}, "boolean": "true"}', ASK),
        ('{"head": {}, "boolean": 1}', ASK),
        ("[]", SELECT),
        ("null", ASK),
        ("[" * 100_000, SELECT),
        (ROWS.replace('"x"', '"w"'), SELECT),
        (ROWS.replace('{"x": {', '{"w": {'), SELECT),
        (ROWS.replace('"literal", "value": "1"', '"uri", "value": "no iri"'), SELECT),
        (ROWS.replace('"literal"', '"what"'), SELECT),
        (ROWS.replace('"value": "1"', '"value": "1", "datatype": "no iri"'), SELECT),
        (ROWS.replace('"value": "1"', '"value": {}, "datatype": "http://e/"'), SELECT),
        (ROWS.replace('{"type": "literal", "value": "1"}', '"1"'), SELECT),
        (b"\xff\xfe", SELECT),
        ("", SELECT),
        ("<http://e/s> <http://e/p>", CONSTRUCT),
    ],
)
def test_an_answer_that_is_not_what_was_asked_for_is_not_passed_on(body: str | bytes, query: str) -> None:
    fault = fault_of(saying(body), query)

    assert isinstance(fault, Untrustworthy)
    assert "Welcome" not in str(fault)


def test_blank_nodes_and_texts_are_read_however_a_store_writes_them() -> None:
    blank = '{"type": "bnode", "value": "nodeID://b1"}'
    text = '{"type": "literal", "value": "a", "datatype": "http://www.w3.org/2001/XMLSchema#string"}'
    rows = ROWS.replace('{"x": {"type": "literal", "value": "1"}}', f'{{"x": {blank}}}, {{"x": {text}}}')
    with fake(saying(rows)) as endpoint:
        found = answer(endpoint, Query(SELECT), PLAIN, Limits())

    assert json.loads(found.body)["results"]["bindings"] == [
        {"x": {"type": "bnode", "value": "bnodeIDb1"}},
        {"x": {"type": "literal", "value": "a"}},
    ]


@pytest.mark.parametrize(
    ("status", "body", "kind", "words"),
    [
        (400, "Virtuoso 37000 Error SP031: no\n\nSPARQL query:\nSELECT", BadQuery, "SP031: no)"),
        (400, "<html>Error</html>", BadQuery, "does not support this query"),
        (400, "", BadQuery, "does not support this query"),
        (501, "", BadQuery, "does not support this query"),
        (401, "", Unreachable, "does not let it in"),
        (403, "", Unreachable, "does not let it in"),
        (404, "", Unreachable, "no SPARQL store"),
        (406, "", Unreachable, "no SPARQL store"),
        (413, "", TooComplex, "longer than the store"),
        (414, "", TooComplex, "longer than the store"),
        (500, "Traceback", Unreachable, "status 500"),
        (502, "", Unreachable, "status 502"),
        (503, "", Unreachable, "status 503"),
    ],
)
def test_a_status_is_told_in_our_words(status: int, body: str, kind: type[QueryError], words: str) -> None:
    fault = fault_of(saying(body, status))

    assert type(fault) is kind and words in str(fault)
    assert "SELECT" not in str(fault) and "html" not in str(fault)


def test_a_store_that_says_it_cut_the_answer_is_not_passed_on() -> None:
    assert "after 10 rows" in str(fault_of(saying(ROWS, headers={"X-SPARQL-MaxRows": "10"})))
    assert "for lack of time" in str(fault_of(saying(ROWS, headers={"X-SQL-State": "S1TAT"})))


def test_a_store_that_sends_callers_elsewhere_is_not_followed_in_silence() -> None:
    def elsewhere(handler: BaseHTTPRequestHandler) -> None:
        saying(ROWS, 200 if handler.path == "/there" else 302, headers={"Location": "/there"})(handler)

    assert "sends callers elsewhere" in str(fault_of(elsewhere))


def test_an_answer_that_breaks_off_is_not_passed_on() -> None:
    def broken(handler: BaseHTTPRequestHandler) -> None:
        saying(ROWS, headers={"Content-Length": str(len(ROWS) + 5)})(handler)

    assert isinstance(fault_of(broken), Untrustworthy)


def test_an_answer_with_too_many_headers_is_not_read() -> None:
    assert isinstance(fault_of(saying(ROWS, headers={f"X-{number}": "x" for number in range(200)})), Untrustworthy)


def test_an_answer_past_the_limit_is_not_read_to_its_end() -> None:
    fault = fault_of(saying(ROWS + " " * 5000), limits=Limits(answer_bytes=1000))

    assert isinstance(fault, TooComplex) and fault.limit == "answer_bytes"


def test_an_answer_past_the_limit_once_written_is_refused() -> None:
    rows = ROWS.replace('"1"', '"' + "1" * 2000 + '"')

    assert isinstance(fault_of(saying(rows), limits=Limits(answer_bytes=1000)), TooComplex)


def test_a_store_that_says_nothing_is_too_slow() -> None:
    def silent(_: BaseHTTPRequestHandler) -> None:
        time.sleep(1.5)

    fault = fault_of(silent, limits=Limits(seconds=1))

    assert isinstance(fault, TooSlow) and fault.limit == "seconds"


def test_a_store_that_falls_silent_is_too_slow() -> None:
    def stuck(handler: BaseHTTPRequestHandler) -> None:
        saying(ROWS[:10], headers={"Content-Length": "1000"})(handler)
        handler.wfile.flush()
        time.sleep(1.5)

    assert isinstance(fault_of(stuck, limits=Limits(seconds=1)), TooSlow)


def test_a_store_that_drips_is_too_slow() -> None:
    def drip(handler: BaseHTTPRequestHandler) -> None:
        saying("", headers={"Content-Length": "1000"})(handler)
        for _ in range(30):
            handler.wfile.write(b" ")
            handler.wfile.flush()
            time.sleep(0.05)

    began = time.monotonic()
    fault = fault_of(drip, limits=Limits(seconds=1))

    assert isinstance(fault, TooSlow)
    assert time.monotonic() - began < 3


def test_a_store_that_hangs_up_is_unreachable() -> None:
    fault = fault_of(lambda handler: handler.connection.close())

    assert isinstance(fault, Unreachable) and fault.retry_after


@pytest.mark.parametrize("address", ["http://127.0.0.1:{port}/", "http://no-such-host.invalid/"])
def test_a_store_that_is_not_there_is_unreachable(address: str) -> None:
    endpoint = Endpoint(Address(address.format(port=free_port())))

    with pytest.raises(Unreachable) as fault:
        answer(endpoint, Query(SELECT), PLAIN, Limits(seconds=2))

    assert fault.value.retry_after == 5


@pytest.mark.parametrize("address", ["file:///etc/passwd", "localhost:8890/sparql", "http:///sparql", ""])
def test_an_address_that_is_none_of_the_web_is_refused(address: str) -> None:
    with pytest.raises(BadArgument, match="http://"):
        Address(address)


def test_a_type_that_nobody_accepts_is_told_before_the_store_is_asked() -> None:
    with pytest.raises(NotAcceptable):
        answer(Endpoint(Address("http://no-such-host.invalid/")), Query(ASK), {"boolean": None}, Limits())


def test_a_password_is_sent_and_never_shown() -> None:
    seen: list[str] = []

    def note(handler: BaseHTTPRequestHandler) -> None:
        seen.append(handler.headers["Authorization"])
        saying(ROWS)(handler)

    with fake(note) as endpoint:
        address = Address(endpoint.address.url, "ann", "secret")
        answer(Endpoint(address), Query(SELECT), PLAIN, Limits())

    assert seen == ["Basic YW5uOnNlY3JldA=="]
    assert "secret" not in repr(Endpoint(address))


# --- in a pool --------------------------------------------------------------------------------------------------


def test_orders_make_the_same_endpoint() -> None:
    endpoint = Endpoint(Address("http://e/", "ann", "secret", digest=True), ("http://e/g",), "", union=True)

    evaluate = opened(json.loads(json.dumps(endpoint.orders())))

    assert evaluate.args == (endpoint,)  # type: ignore[attr-defined]


def test_a_pool_ends_a_worker_that_a_store_keeps_waiting(any_data: Release) -> None:
    def drip(handler: BaseHTTPRequestHandler) -> None:
        saying("", headers={"Content-Length": "100000"})(handler)
        for _ in range(60):
            handler.wfile.write(b" ")
            handler.wfile.flush()
            time.sleep(0.05)

    async def ask(engine: Pool) -> float:
        began = time.monotonic()
        with pytest.raises(TooSlow):
            await engine.run(Query(SELECT), media.DEFAULT)
        return time.monotonic() - began

    with fake(drip) as endpoint, running_engine(any_data, Limits(seconds=0.5), endpoint) as (runner, engine):
        assert runner.run(ask(engine)) < 2


def test_a_pool_answers_from_a_store(store_name: str, built: Release, published_to: Callable[[str], Target]) -> None:
    endpoint = Endpoint(published_to(store_name).query)
    query = Query("SELECT (COUNT(DISTINCT ?g) AS ?n) { GRAPH ?g { ?s ?p ?o } }")

    with running_engine(built, LIMITS, endpoint) as (runner, engine):
        found = json.loads(runner.run(engine.run(query, media.DEFAULT)).read())

    assert found["results"]["bindings"][0]["n"]["value"] == str(len(built.manifest.graphs))


def test_a_pool_tells_what_became_of_a_store(any_data: Release) -> None:
    endpoint = Endpoint(Address(f"http://127.0.0.1:{free_port()}/"))

    with (
        running_engine(any_data, Limits(), endpoint) as (runner, engine),
        pytest.raises(Unreachable, match="gives no answer") as fault,
    ):
        runner.run(engine.run(Query(SELECT), media.DEFAULT))

    assert fault.value.retry_after == 5
