import json
import re
import threading
import time
from pathlib import Path
from typing import Any

import httpx2
import pytest
import rdflib

from lgi import names
from lgi.release import Release
from pitfalls import wire
from running import Running, running

VOID = rdflib.Namespace(names.VOCABULARIES["void"])
DIGITS = " ".join(map(str, range(10)))
SLOW = f"SELECT (COUNT(*) AS ?n) {{ {' '.join(f'VALUES ?v{i} {{ {DIGITS} }}' for i in range(12))} }}"
SMALL_TIME = {"LGI_QUERY_SECONDS": "3", "LGI_WORKERS": "1", "LGI_HEAVY": "1", "LGI_CLIENT_SECONDS": "1000000"}


def logged(server: Running) -> list[dict[str, Any]]:
    """What a service wrote in its log, but for what it says when it starts."""
    time.sleep(0.3)
    lines = server.log.read_text("utf-8").splitlines()
    return [json.loads(line) for line in lines if line.startswith("{")]


def asked(server: Running, path: str, **headers: str) -> dict[str, Any]:
    """Ask for a path that nobody else asks for, and give what the log says of it."""
    httpx2.get(server.address + path, headers=headers)
    (found,) = [entry for entry in logged(server) if entry.get("path") == path]
    return found


def graph(response: httpx2.Response) -> rdflib.Graph:
    return rdflib.Graph().parse(data=response.content, format=response.headers["content-type"].partition(";")[0])


# --- 61 and 62 -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/sparql", "/data", "/dataset"])
def test_pitfall_61_what_describes_the_release_is_the_same_after_a_restart(
    http: httpx2.Client, built: Release, tmp_path: Path, path: str
) -> None:
    settings = {"LGI_CLIENT_SECONDS": "1000000", "LGI_CLIENT_HEAVY": "1000", "LGI_QUERY_SECONDS": "3"}
    here = http.get(path)
    with running(tmp_path, "--release", str(built.path), settings=settings) as server:
        there = httpx2.get(server.address + path)

    assert here.headers["etag"] == there.headers["etag"]
    assert here.content == there.content


def test_pitfall_61_counts_are_those_of_the_release(http: httpx2.Client) -> None:
    told = graph(http.get("/data"))
    whole = rdflib.URIRef(names.BASE + "dataset")
    query = f"SELECT (COUNT(*) AS ?n) {{ ?s ?p ?o MINUS {{ GRAPH <{names.DATASET_GRAPH}> {{ ?s ?p ?o }} }} }}"
    rows = http.get("/sparql", params={"query": query}).json()["results"]["bindings"]

    assert str(told.value(whole, VOID.triples)) == rows[0]["n"]["value"]


def test_pitfall_61_counts_of_classes_and_properties_are_those_of_the_release(http: httpx2.Client) -> None:
    told = graph(http.get("/data"))
    out = f"FILTER NOT EXISTS {{ GRAPH <{names.DATASET_GRAPH}> {{ ?s a ?kind }} }}"
    query = f"SELECT ?kind (COUNT(DISTINCT ?s) AS ?n) {{ ?s a ?kind {out} }} GROUP BY ?kind"
    rows = http.get("/sparql", params={"query": query}).json()["results"]["bindings"]

    counted = {row["kind"]["value"]: row["n"]["value"] for row in rows}
    said = {
        str(told.value(part, VOID["class"])): str(told.value(part, VOID.entities))
        for part in told.objects(None, VOID.classPartition)
    }
    assert len(said) > 20
    assert {kind: counted.get(kind) for kind in said} == said


def test_pitfall_61_sizes_of_graphs_in_the_description_are_those_of_the_release(
    http: httpx2.Client, built: Release
) -> None:
    told = graph(http.get("/sparql"))

    said = {str(part).removesuffix("#content"): int(str(size)) for part, size in told.subject_objects(VOID.triples)}
    sized = {name: count for name, count in built.manifest.graphs.items() if name}
    assert {name: size for name, size in said.items() if name in sized} == sized


def test_pitfall_61_descriptions_are_quick_however_busy_the_engine_is(built: Release, tmp_path: Path) -> None:
    with running(tmp_path, "--release", str(built.path), settings=SMALL_TIME) as server, wire.halted(server):
        told = httpx2.get(f"{server.address}/sparql", timeout=10)

    assert told.status_code == 200 and b"sparql-service-description#" in told.content


def test_pitfall_62_alive_loaded_and_free_are_told_apart(http: httpx2.Client, built: Release) -> None:
    alive, ready = http.get("/live"), http.get("/ready")

    told = ready.json()
    assert alive.json() == {"alive": True}
    assert (ready.status_code, told["ready"], told["release"]) == (200, True, built.manifest.name)
    assert told["workers"] >= told["idle"] >= 0 and told["busy"] in (True, False)
    assert alive.headers["cache-control"] == ready.headers["cache-control"] == "no-store"


def test_pitfall_62_a_service_that_is_busy_says_so_and_is_alive_and_ready_all_the_same(
    foreign_file: Path, tmp_path: Path
) -> None:
    with running(tmp_path, "--data", str(foreign_file), settings=SMALL_TIME) as server:
        asking = threading.Thread(
            target=lambda: httpx2.get(f"{server.address}/sparql", params={"query": SLOW}, timeout=30)
        )
        before = httpx2.get(f"{server.address}/ready").json()
        asking.start()
        time.sleep(1)
        during, alive = httpx2.get(f"{server.address}/ready"), httpx2.get(f"{server.address}/live")
        asking.join()

    assert (alive.status_code, during.status_code) == (200, 200)
    assert before != during.json()
    assert (before["busy"], during.json()["ready"]) == (False, True)


# --- 63 --------------------------------------------------------------------------------------------------------


def series(server: Running) -> dict[str, str]:
    """The numbers that a service gives, by name and labels."""
    lines = httpx2.get(f"{server.address}/metrics").text.splitlines()
    return dict(line.rsplit(" ", 1) for line in lines if not line.startswith("#"))


def test_pitfall_63_no_request_can_make_a_label_of_its_own(foreign_server: Running) -> None:
    def ask(number: int) -> None:
        httpx2.get(f"{foreign_server.address}/unheard/of/{number}")
        httpx2.get(f"{foreign_server.address}/live?mark{number}=1", headers={"User-Agent": f"mark{number}"})
        httpx2.get(f"{foreign_server.address}/sparql", params={"query": f"SELECT ?mark{number} {{}}"})
        httpx2.request("PROPFIND", f"{foreign_server.address}/live")
        httpx2.request("REPORT", f"{foreign_server.address}/live")

    ask(0)
    series(foreign_server)
    before = set(series(foreign_server))
    for number in range(1, 20):
        ask(number)
    after = series(foreign_server)

    assert set(after) == before
    assert not any("mark" in name or "unheard" in name or "PROPFIND" in name for name in after)


def test_pitfall_63_metrics_count_what_was_asked(foreign_server: Running) -> None:
    name = 'lgi_requests_total{handler="sparql",method="GET",status="400"}'
    before = float(series(foreign_server).get(name, "0"))
    httpx2.get(f"{foreign_server.address}/sparql", params={"query": "SELEKT"})

    assert float(series(foreign_server)[name]) == before + 1


@pytest.mark.parametrize("verb", ["GET", "POST"])
def test_pitfall_63_a_query_is_logged_by_its_digest(foreign_server: Running, verb: str) -> None:
    query = f"ASK {{ ?s ?p 'secret {verb}' }}"
    for _ in range(2):
        httpx2.request(
            verb,
            f"{foreign_server.address}/sparql",
            params={"query": query} if verb == "GET" else None,
            data={"query": query} if verb == "POST" else None,
        )

    entries = [entry for entry in logged(foreign_server) if entry.get("path") == "/sparql"]
    assert "secret" not in foreign_server.log.read_text("utf-8")
    assert re.fullmatch("[0-9a-f]{16,64}", entries[-1]["query"])
    assert "text" not in entries[-1]


def test_pitfall_63_its_text_is_logged_where_that_is_wanted_and_forges_no_line(
    foreign_file: Path, tmp_path: Path
) -> None:
    query = 'ASK { ?s ?p "a" } #\n{"level": "forged"}\r\n\x1b[31m\u2028'
    with running(tmp_path, "--data", str(foreign_file), settings={"LGI_LOG_QUERIES": "true"}) as server:
        httpx2.get(f"{server.address}/sparql", params={"query": query})
        httpx2.get(f"{server.address}/forged%0A%7B%22level%22%3A%22forged%22%7D")
        entries = logged(server)

    texts = [entry["text"] for entry in entries if "text" in entry]
    assert texts == [query]
    assert [entry for entry in entries if entry.get("level") == "forged"] == []
    assert b"\x1b" not in server.log.read_bytes()


# --- 64 --------------------------------------------------------------------------------------------------------

CLAIMED = {
    "X-Forwarded-For": "203.0.113.9",
    "X-Real-IP": "203.0.113.9",
    "Forwarded": "for=203.0.113.9",
    "X-Forwarded-Proto": "https",
    "X-Client-IP": "203.0.113.9",
}


def test_pitfall_64_nobody_is_believed_to_be_a_proxy_unless_told(foreign_server: Running) -> None:
    assert asked(foreign_server, "/claimed", **CLAIMED)["client"] == "127.0.0.1"


def test_pitfall_64_a_proxy_that_is_configured_is_believed(foreign_file: Path, tmp_path: Path) -> None:
    with running(tmp_path, "--proxy", "127.0.0.1", "--data", str(foreign_file)) as server:
        assert asked(server, "/claimed", **CLAIMED)["client"] == "203.0.113.9"
        chain = {"X-Forwarded-For": "198.51.100.7, 203.0.113.9"}
        assert asked(server, "/chained", **chain)["client"] == "203.0.113.9"


def test_pitfall_64_another_proxy_is_not(foreign_file: Path, tmp_path: Path) -> None:
    with running(tmp_path, "--proxy", "192.0.2.1", "--data", str(foreign_file)) as server:
        assert asked(server, "/claimed", **CLAIMED)["client"] == "127.0.0.1"


ECHOED = [
    *("Host", "Origin", "Referer", "User-Agent", "X-Request-Id", "X-Correlation-Id", "Traceparent", "Accept-Language"),
    *("Access-Control-Request-Headers", "Access-Control-Request-Method", "Cookie", "Authorization", "If-Match"),
    *("Accept", "Accept-Charset", "Accept-Encoding", "If-None-Match", "Range", "X-Forwarded-Host", "Via", "Server"),
]


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/live",
        "/sparql?query=ASK{}",
        "/sparql?query=SELEKT",
        "/q/named-models",
        "/model/wigan-deal",
        "/id/model/wigan-deal",
        "/model/wigan-deal/",
        "/nowhere",
        "/static/lgi.css",
    ],
)
@pytest.mark.parametrize("verb", ["GET", "HEAD", "OPTIONS", "DELETE"])
def test_pitfall_64_nothing_that_a_request_says_in_its_headers_comes_back(
    http: httpx2.Client, verb: str, path: str
) -> None:
    for name in ECHOED:
        told = http.request(verb, path, headers={name: "mark-of-a-caller"})

        assert "mark-of-a-caller" not in str(told.headers) + told.text


TWO_LENGTHS = [
    [b"Content-Length: 5", b"Transfer-Encoding: chunked"],
    [b"Content-Length: 5", b"Content-Length: 6"],
    [b"Transfer-Encoding: chunked", b"Transfer-Encoding: identity"],
    [b"Transfer-Encoding: xchunked"],
    [b"Transfer-Encoding : chunked"],
    [b"Content-Length: +5"],
    [b"Content-Length: 5, 5"],
    [b"Content-Length: 0x5"],
    [b"Content-Length: -1"],
    [b"Content-Length: 5\r\n\tTransfer-Encoding: chunked"],
]


@pytest.mark.parametrize("lengths", TWO_LENGTHS)
def test_pitfall_64_a_request_whose_end_two_could_see_differently_is_no_two_requests(
    server: Running, lengths: list[bytes]
) -> None:
    head = [b"POST /sparql HTTP/1.1", b"Host: a", b"Content-Type: application/sparql-query", *lengths]
    smuggled = b"0\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n"
    received = b""
    with wire.connected(server) as connection:
        connection.settimeout(4)
        connection.sendall(b"\r\n".join([*head, b"", b""]) + smuggled)
        try:
            while part := connection.recv(65536):
                received += part
        except TimeoutError:
            pass

    assert received.count(b"HTTP/1.1 ") <= 1
    assert not received or received.startswith(b"HTTP/1.1 4")
    assert not any(entry.get("path") == "/smuggled" for entry in logged(server))


@pytest.mark.parametrize("hosts", [[b"Host: a", b"Host: b"], [b"Host: a", b"Host: a"], []])
def test_pitfall_64_a_request_names_one_host(server: Running, hosts: list[bytes]) -> None:
    assert wire.exchange(server, b"GET /live HTTP/1.1", *hosts).status == 400


def test_pitfall_64_requests_sent_at_once_are_answered_in_their_order(server: Running) -> None:
    paths = [b"/live", b"/nowhere", b"/q/named-models.csv", b"/id/model/wigan-deal", b"/live"]
    requests = b"".join(b"GET " + path + b" HTTP/1.1\r\nHost: a\r\n\r\n" for path in paths)
    with wire.connected(server) as connection:
        connection.sendall(requests)
        stream = connection.makefile("rb")
        statuses = []
        for _ in paths:
            statuses.append(int(stream.readline().split()[1]))
            length = 0
            while (line := stream.readline().strip()) != b"":
                name, _, value = line.partition(b":")
                length = int(value) if name.lower() == b"content-length" else length
            stream.read(length)

    assert statuses == [200, 404, 200, 303, 200]
