import json
import os
import signal
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import quote

import httpx2
import pytest

from lgi import names
from lgi.release import Release
from pitfalls import wire
from running import Running, running

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
DIRECT = {"Content-Type": "application/sparql-query"}
SECONDS = 2
DIGITS = " ".join(map(str, range(10)))


def product(width: int) -> str:
    """A pattern that has ten solutions to the power of its width."""
    return " ".join(f"VALUES ?v{i} {{ {DIGITS} }}" for i in range(width))


SLOW = f"SELECT (COUNT(*) AS ?n) {{ {product(12)} }}"
HEAVY = {
    "cross join": "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }",
    "product of values": SLOW,
    "path": "SELECT (COUNT(*) AS ?n) { ?a (!<http://e/x>|^!<http://e/x>)* ?b . ?c (!<http://e/x>|^!<http://e/x>)* ?d . ?e (!<http://e/x>|^!<http://e/x>)* ?f }",
    "regular expression": f'SELECT (COUNT(*) AS ?n) {{ {product(10)} FILTER(REGEX(CONCAT(STR(?v0), STR(?v9), "aaaaaaaaaaaaaaaaaaaa!"), "^(a+)+$")) }}',
    "sorting": f"SELECT * {{ {product(8)} }} ORDER BY DESC(?v7) ?v6 ?v5 LIMIT 1",
    "grouping": f"SELECT ?g (COUNT(*) AS ?n) {{ {product(9)} BIND(CONCAT(STR(?v0), STR(?v1), STR(?v2), STR(?v3), STR(?v4), STR(?v5)) AS ?g) }} GROUP BY ?g",
    "distinct": f"SELECT DISTINCT ?u {{ {product(8)} BIND(STRUUID() AS ?u) }}",
    "long text": f"SELECT (STRLEN(?t40) AS ?n) {{ BIND('aaaaaaaaaaaaaaaa' AS ?t0) {' '.join(f'BIND(CONCAT(?t{i}, ?t{i}) AS ?t{i + 1})' for i in range(40))} }}",
    "planning": f"SELECT * {{ {' . '.join(f'?a{i} ?b{i} ?a{i + 1}' for i in range(250))} }}",
}


@pytest.fixture(scope="module")
def strict(built: Release, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A service that gives a query little time and room."""
    folder = tmp_path_factory.mktemp("strict")
    settings = {
        "LGI_QUERY_SECONDS": str(SECONDS),
        "LGI_QUERY_MEMORY_MIB": "256",
        "LGI_ANSWER_MIB": "1",
        "LGI_QUERY_KIB": "64",
        "LGI_CLIENT_SECONDS": "1000000",
        "LGI_CLIENT_HEAVY": "1000",
    }
    with running(folder, "--release", str(built.path), settings=settings) as made:
        yield made


@pytest.fixture(scope="module")
def patient(foreign_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A service that lets a query take long."""
    settings = {
        "LGI_QUERY_SECONDS": "120",
        "LGI_WORKERS": "2",
        "LGI_HEAVY": "2",
        "LGI_CLIENT_SECONDS": "1000000",
        "LGI_CLIENT_HEAVY": "1000",
    }
    with running(tmp_path_factory.mktemp("patient"), "--data", str(foreign_file), settings=settings) as made:
        yield made


def ask(server: Running, query: str, form: str = "json") -> httpx2.Response:
    return httpx2.post(f"{server.address}/sparql?format={form}", content=query, headers=DIRECT, timeout=60)


def problem(response: httpx2.Response, *kinds: tuple[int, str]) -> dict[str, object]:
    told: dict[str, object] = response.json()
    assert response.headers["content-type"] == "application/problem+json"
    assert (response.status_code, str(told["type"]).removeprefix(names.PROBLEMS)) in kinds, told
    return told


def send(connection: socket.socket, query: str) -> None:
    """Send a query and wait for no answer."""
    body = query.encode()
    head = f"POST /sparql HTTP/1.1\r\nHost: a\r\nContent-Type: {DIRECT['Content-Type']}\r\nContent-Length: {len(body)}"
    connection.sendall(head.encode() + b"\r\n\r\n" + body)


def left(server: Running, queries: int) -> None:
    """Send queries that take long, and go away."""
    for number in range(queries):
        with wire.connected(server) as connection:
            send(connection, f"{SLOW} # {number}")
            time.sleep(0.5)


# --- 36 to 38 --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("query", HEAVY.values(), ids=HEAVY)
def test_pitfall_36_the_work_itself_ends_with_the_deadline(strict: Running, query: str) -> None:
    began = time.monotonic()
    told = ask(strict, query)
    took = time.monotonic() - began

    problem(told, (503, "too-slow"), (400, "too-complex"))
    assert took < SECONDS + 5
    assert wire.rests_within(strict, 15)
    assert ask(strict, "ASK {}").json()["boolean"] is True


@pytest.mark.parametrize(
    "query", ["{" * 3000 + "}" * 3000, "STR(" * 1500 + "1" + ")" * 1500, "!" * 12000 + "1", "1" + "+1" * 9000]
)
def test_pitfall_36_a_query_that_would_overflow_the_stack_ends_no_service(strict: Running, query: str) -> None:
    body = f"ASK {query}" if query.startswith("{") else f"ASK {{ FILTER({query}) }}"

    problem(ask(strict, body), (400, "too-complex"), (400, "bad-query"))
    assert strict.process.poll() is None
    assert ask(strict, "ASK {}").json()["boolean"] is True


def test_pitfall_37_a_client_that_leaves_frees_its_workers(patient: Running) -> None:
    left(patient, 4)

    assert wire.rests_within(patient, 15)
    assert ask(patient, "ASK {}").json()["boolean"] is True


def test_pitfall_37_a_client_that_stays_is_answered_all_the_same(patient: Running) -> None:
    took_a_while = f"SELECT (COUNT(*) AS ?n) {{ {product(7)} }}"
    left(patient, 1)

    assert ask(patient, took_a_while).json()["results"]["bindings"][0]["n"]["value"] == str(10**7)


def test_pitfall_38_a_light_query_is_answered_while_heavy_ones_run(patient: Running) -> None:
    took = []
    with ExitStack() as stack:
        for number in range(4):
            send(stack.enter_context(wire.connected(patient)), f"{SLOW} # held {number}")
        time.sleep(1)
        for number in range(5):
            began = time.monotonic()
            live, page = httpx2.get(f"{patient.address}/live"), httpx2.get(patient.address)
            told = ask(patient, f"ASK {{}} # {number}")
            took.append(time.monotonic() - began)
            assert [each.status_code for each in (live, page, told)] == [200, 200, 200]

    assert max(took) < 5
    assert wire.rests_within(patient, 15)


# --- 39 and 40 -------------------------------------------------------------------------------------------------

LARGE = f"SELECT * {{ {product(6)} }}"
FORMS = ["json", "xml", "csv", "tsv"]


@pytest.mark.parametrize("form", FORMS)
def test_pitfall_39_an_answer_that_outgrows_its_room_is_no_answer_at_all(strict: Running, form: str) -> None:
    told = problem(ask(strict, LARGE, form), (400, "too-complex"))

    assert "LIMIT" in str(told["detail"])


@pytest.mark.parametrize("form", ["ttl", "nt", "jsonld", "rdf"])
def test_pitfall_39_nor_is_a_graph_that_does(strict: Running, form: str) -> None:
    query = f"CONSTRUCT {{ ?s <http://e/p> ?v0 }} {{ {product(5)} BIND(IRI(CONCAT('http://e/', STRUUID())) AS ?s) }}"

    problem(ask(strict, query, form), (400, "too-complex"), (503, "too-slow"))


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("encoding", ["identity", "gzip", "zstd"])
def test_pitfall_39_a_body_tells_its_length_before_it_comes(foreign_server: Running, form: str, encoding: str) -> None:
    query = f"SELECT * {{ {product(5)} }}"
    path = f"{foreign_server.address}/sparql"

    with httpx2.stream(
        "GET", path, params={"query": query, "format": form}, headers={"Accept-Encoding": encoding}, timeout=60
    ) as told:
        received = sum(map(len, told.iter_raw()))
    assert told.status_code == 200
    assert int(told.headers["content-length"]) == received > 0
    assert "transfer-encoding" not in told.headers


@pytest.mark.parametrize(("form", "width"), [("csv", 6), ("tsv", 6), ("json", 5), ("xml", 5)])
def test_pitfall_39_a_transfer_that_breaks_is_seen_to_break(
    foreign_file: Path, tmp_path: Path, form: str, width: int
) -> None:
    query = quote(f"SELECT * {{ {product(width)} }}")
    target = f"/sparql?format={form}&query={query}"
    with (
        running(tmp_path, "--data", str(foreign_file), settings={"LGI_QUERY_SECONDS": "60"}) as server,
        wire.connected(server) as connection,
    ):
        connection.sendall(f"GET {target} HTTP/1.1\r\nHost: a\r\n\r\n".encode())
        received = connection.recv(65536)
        os.killpg(server.process.pid, signal.SIGKILL)
        try:
            while part := connection.recv(1 << 20):
                received += part
        except ConnectionResetError:
            pass

    head, _, body = received.partition(b"\r\n\r\n")
    lengths = [int(line.split(b":")[1]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length")]
    assert head.startswith(b"HTTP/1.1 200")
    assert lengths and len(body) < lengths[0]


def test_pitfall_39_a_worker_that_dies_leaves_an_error_and_no_part_of_an_answer(
    foreign_file: Path, tmp_path: Path
) -> None:
    told: list[httpx2.Response] = []
    with running(tmp_path, "--data", str(foreign_file), settings={"LGI_QUERY_SECONDS": "30"}) as server:
        asking = threading.Thread(target=lambda: told.append(ask(server, SLOW, "csv")))
        asking.start()
        time.sleep(1)
        busiest = max(wire.descendants(server), key=wire.ticks_of)
        os.kill(busiest, signal.SIGKILL)
        asking.join()

        problem(told[0], (400, "too-complex"), (503, "busy"), (503, "too-slow"))
        assert ask(server, "ASK {}").json()["boolean"] is True


@pytest.mark.parametrize("bytes_", ["bytes=0-99", "bytes=100-", "bytes=-5"])
@pytest.mark.parametrize("path", ["/q/named-models.csv", "/model/wigan-deal.ttl", "/sparql?query=ASK{}"])
def test_pitfall_40_a_part_is_never_sent_for_the_whole(http: httpx2.Client, path: str, bytes_: str) -> None:
    told = http.get(path, headers={"Range": bytes_})

    assert told.status_code == 200
    assert told.content == http.get(path).content


def test_pitfall_40_a_capped_list_says_how_much_there_is_and_where_the_rest_is(odd: httpx2.Client) -> None:
    told = odd.get("/place/hub.html?page=1")

    assert "1201 statements; here are 1 to 500" in told.text
    assert told.links["next"]["url"] == "/place/hub.html?page=2"


@pytest.mark.parametrize("form", FORMS)
def test_pitfall_40_an_answer_is_whole_or_an_error(strict: Running, form: str) -> None:
    whole, capped = ask(strict, f"SELECT * {{ {product(3)} }}", form), ask(strict, LARGE, form)

    assert whole.status_code == 200 and whole.text.count("\n" if form in ("csv", "tsv") else "v0") >= 1000
    assert capped.status_code == 400


# --- 41 to 43 --------------------------------------------------------------------------------------------------


def test_pitfall_41_a_query_over_its_time_has_a_status_and_a_type_of_its_own(strict: Running) -> None:
    told = ask(strict, SLOW)

    assert f"{SECONDS:g} second" in str(problem(told, (503, "too-slow"))["detail"])
    assert int(told.headers["retry-after"]) > 0
    assert told.headers["cache-control"] == "no-store"


def test_pitfall_41_a_query_over_its_memory_is_no_fault_of_ours(strict: Running) -> None:
    problem(ask(strict, HEAVY["long text"]), (400, "too-complex"))


def test_pitfall_41_too_many_queries_at_a_time_are_told_when_to_come_again(foreign_file: Path, tmp_path: Path) -> None:
    settings = {
        "LGI_QUERY_SECONDS": "3",
        "LGI_WORKERS": "1",
        "LGI_HEAVY": "1",
        "LGI_QUEUE": "1",
        "LGI_CLIENT_SECONDS": "1000000",
    }
    with running(tmp_path, "--data", str(foreign_file), settings=settings) as server:
        told: list[httpx2.Response] = []
        threads = [
            threading.Thread(target=lambda number=number: told.append(ask(server, f"{SLOW} # {number}")))
            for number in range(8)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    kinds = {(each.status_code, each.json()["type"].removeprefix(names.PROBLEMS)) for each in told}
    assert (503, "too-slow") in kinds and (503, "busy") in kinds
    assert all(int(each.headers["retry-after"]) > 0 for each in told)


def test_pitfall_41_a_client_that_used_up_its_share_is_told_when_to_come_again(
    foreign_file: Path, tmp_path: Path
) -> None:
    settings = {"LGI_QUERY_SECONDS": "2", "LGI_CLIENT_SECONDS": "1"}
    with running(tmp_path, "--data", str(foreign_file), settings=settings) as server:
        ask(server, SLOW)
        told = ask(server, f"{SLOW} # again")

    problem(told, (429, "too-many"))
    assert 0 < int(told.headers["retry-after"]) <= 120


MISTAKES = [
    "SELEKT * { ?s ?p ?o }",
    "SELECT * { ?s ?p }",
    "SELECT * {\n  ?s ?p ?o\n",
    "SELECT * { ?s foaf:name ?o }",
    "SELECT ?x { ?s ?p ?o } GROUP BY ?s",
    "SELECT * { ?s ?p 'unfinished }",
    "SELECT (nope(1) AS ?x) {}",
    "\x00",
]


@pytest.mark.parametrize("query", MISTAKES)
def test_pitfall_42_a_mistake_is_told_in_words_of_ours(strict: Running, query: str) -> None:
    told = ask(strict, query)

    assert problem(told, (400, "bad-query"))["title"]
    for word in ("Traceback", 'File "', "site-packages", "pyoxigraph", "expected one of", "spargebra", "RuntimeError"):
        assert word not in told.text


def test_pitfall_42_a_mistake_is_told_with_its_place_the_word_there_and_a_suggestion(strict: Running) -> None:
    told = problem(ask(strict, "SELECT *\nWERE { ?s ?p ?o }"), (400, "bad-query"))

    assert (told["line"], told["column"], told["token"]) == (2, 1, "WERE")
    assert "WHERE" in str(told["suggestion"])


def test_pitfall_42_people_are_told_on_a_page(strict: Running) -> None:
    told = httpx2.get(f"{strict.address}/sparql", params={"query": "SELEKT <script>"}, headers={"Accept": BROWSER})

    assert (told.status_code, told.headers["content-type"]) == (400, "text/html; charset=utf-8")
    assert "<h1>" in told.text and "<script" not in told.text


def test_pitfall_43_bytes_of_a_body_are_limited(strict: Running) -> None:
    told = httpx2.post(f"{strict.address}/sparql", content="x" * (300 << 10), headers=DIRECT)

    assert problem(told, (413, "too-large"))


def test_pitfall_43_a_body_that_says_it_is_large_is_not_waited_for(strict: Running) -> None:
    head = [
        b"POST /sparql HTTP/1.1",
        b"Host: a",
        b"Content-Type: application/sparql-query",
        b"Content-Length: 999999999",
    ]
    began = time.monotonic()
    told = wire.exchange(strict, *head, body=b"x" * 1000)

    assert told.status == 413
    assert time.monotonic() - began < 3


def test_pitfall_43_bytes_of_a_query_are_limited(strict: Running) -> None:
    told = problem(ask(strict, f"ASK {{}} #{'x' * (65 << 10)}"), (400, "too-complex"), (413, "too-large"))

    assert str(64 << 10) in json.dumps(told)


def test_pitfall_43_nesting_is_limited(strict: Running) -> None:
    told = problem(ask(strict, "ASK " + "{" * 101 + "}" * 101), (400, "too-complex"))

    assert "100" in str(told["detail"])
    assert ask(strict, "ASK " + "{" * 90 + "}" * 90).status_code == 200


def test_pitfall_43_bytes_of_an_answer_are_limited(strict: Running) -> None:
    assert "1 MiB" in str(problem(ask(strict, LARGE), (400, "too-complex"))["detail"])


def test_pitfall_43_parameters_are_limited(strict: Running) -> None:
    body = "query=ASK%7B%7D" + "&a=b" * 5000

    told = httpx2.post(
        f"{strict.address}/sparql", content=body, headers={"Content-Type": "application/x-www-form-urlencoded"}
    )
    assert told.status_code in (400, 413)
