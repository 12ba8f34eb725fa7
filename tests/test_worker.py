import csv
import gzip
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from pyoxigraph import NamedNode, Quad, Store

from lgi.engine import Limits, Query, evaluation, worker
from lgi.engine.evaluation import Evaluated, answer
from lgi.engine.frames import IN_MEMORY_BYTES, Incoming, frame, receive, send
from lgi.errors import BadQuery, NotAcceptable, Refused, TooComplex, TooMany

IRI = NamedNode("http://e/x")
Graphs = tuple[str, ...] | None
ACCEPT = {"solutions": "text/csv", "boolean": "application/sparql-results+json", "graph": "application/n-triples"}
NONE = dict.fromkeys(ACCEPT)
WITHOUT_RIGHTS = """
import socket, sys
from lgi.engine import Limits, worker
{before}
worker.give_up_rights(Limits(memory_bytes=1 << 30), keep_network={network})
try:
    {attempt}
except (OSError, MemoryError) as fault:
    print(type(fault).__name__, fault)
else:
    print("was allowed")
"""

OUTGROWN = """
import resource, socket, sys
from functools import partial
from pyoxigraph import Store
from lgi.engine import Limits, worker
from lgi.engine.evaluation import answer
from lgi.engine.frames import send

steps = "".join(f"BIND(CONCAT(?x{i}, ?x{i}) AS ?x{i + 1})" for i in range(20))
rows = " ".join(map(str, range(500)))
text = "SELECT ?n ?x20 { VALUES ?n { " + rows + " } BIND('a' AS ?x0) " + steps + " }"
ours, theirs = socket.socketpair()
send(ours, dict(text=text, default_graphs=None, named_graphs=None, accept=dict(solutions="application/sparql-results+json")))
ours.shutdown(socket.SHUT_WR)
before = resource.getrlimit(resource.RLIMIT_AS)
resource.setrlimit(resource.RLIMIT_AS, (160 << 20, before[1]))
worker.serve(partial(answer, Store()), Limits(answer_bytes=4 << 30), theirs)
resource.setrlimit(resource.RLIMIT_AS, before)
print(ours.recv(1 << 16))
"""


@pytest.fixture
def facts() -> Store:
    """A store with one fact, in a named graph."""
    made = Store()
    made.add(Quad(IRI, IRI, IRI, NamedNode("http://e/g")))
    return made


def _ask(facts: Store, text: str, default: Graphs = None, named: Graphs = None) -> Evaluated:
    return evaluation.answer(facts, Query(text, default, named), ACCEPT, Limits())


def _after_rights_are_gone(attempt: str, before: str = "", *, network: bool = False) -> str:
    script = WITHOUT_RIGHTS.format(attempt=attempt, before=before, network=network)
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=30)
    return done.stdout


@pytest.mark.parametrize(
    "attempt",
    [
        "socket.socket()",
        "socket.socketpair()",
        "open('/etc/passwd')",
        "open('/tmp/new', 'w')",
        "__import__('os').pipe()",
        "__import__('os').dup(0)",
        "__import__('subprocess').run(['true'])",
        "__import__('urllib.request')",
    ],
)
def test_without_its_rights_a_process_opens_no_socket_no_file_and_no_pipe(attempt: str) -> None:
    assert "Too many open files" in _after_rights_are_gone(attempt)


def test_a_worker_of_a_remote_store_keeps_the_network() -> None:
    assert _after_rights_are_gone("socket.socket()", network=True) == "was allowed\n"


def test_what_is_in_memory_already_does_not_count_as_the_query_s() -> None:
    assert _after_rights_are_gone("bytearray(900 << 20)", "held = bytearray(900 << 20)") == "was allowed\n"


def test_without_its_rights_a_process_gets_no_memory_past_the_limit() -> None:
    assert _after_rights_are_gone("bytearray(2 << 30)").startswith("MemoryError")


def test_without_its_rights_a_process_writes_to_no_file_that_is_open_already(tmp_path: Path) -> None:
    before = f"import signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN); f = open({str(tmp_path / 'f')!r}, 'wb', 0)"

    assert "File too large" in _after_rights_are_gone("f.write(b'x')", before)


@pytest.mark.parametrize(
    ("text", "kind", "body"),
    [
        ("SELECT ?s { ?s ?p ?o }", "solutions", b"s\r\nhttp://e/x\r\n"),
        ("ASK { ?s ?p ?o }", "boolean", b'{"head":{},"boolean":true}'),
        ("CONSTRUCT WHERE { ?s ?p ?o }", "graph", b"<http://e/x> <http://e/x> <http://e/x> .\n"),
    ],
)
def test_each_kind_of_result_comes_in_its_own_type(facts: Store, text: str, kind: str, body: bytes) -> None:
    assert _ask(facts, text) == (kind, ACCEPT[kind], body, True)


def test_rows_in_csv_hold_the_value_of_every_kind_of_term_quoted_where_it_must_be() -> None:
    text = "SELECT * { VALUES (?a ?b ?c) { (<http://e/a,b> 'x \"y\"'@en UNDEF) } BIND(BNODE() AS ?d) }"

    found = _ask(Store(), text)

    head, row = csv.reader(found.body.decode().splitlines())
    assert head == ["a", "b", "c", "d"]
    assert row[:3] == ["http://e/a,b", 'x "y"', ""] and row[3].startswith("_:")


def test_a_kind_of_result_without_a_type_is_not_acceptable(facts: Store) -> None:
    with pytest.raises(NotAcceptable, match="comes as text/turtle"):
        evaluation.answer(facts, Query("DESCRIBE <http://e/x>"), {**ACCEPT, "graph": None}, Limits())


@pytest.mark.parametrize(
    ("default", "named", "rows"),
    [(None, None, 1), (("http://e/g",), None, 1), (("http://e/none",), None, 0), (None, ("http://e/g",), 0)],
)
def test_a_request_says_which_graphs_are_asked(facts: Store, default: Graphs, named: Graphs, rows: int) -> None:
    found = _ask(facts, "SELECT ?s { ?s ?p ?o }", default, named)

    assert found.body.count(b"http://e/x") == rows


@pytest.mark.parametrize("call", ["NOW()", "rand()", "UUID()", "StrUUID()", "BNODE()"])
def test_what_asks_for_the_time_or_for_chance_is_not_stable(call: str) -> None:
    assert not _ask(Store(), f"SELECT ({call} AS ?x) {{}}").stable


@pytest.mark.parametrize(
    "text", ["ASK {", "ASK { FILTER(<http://e/f>(1)) }", "SELECT (<http://e/f>('service') AS ?x) {}"]
)
def test_what_cannot_be_evaluated_is_a_bad_query(facts: Store, text: str) -> None:
    with pytest.raises(BadQuery):
        _ask(facts, text)


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { SERVICESILENT<http://127.0.0.1:1/>{ ?s ?p ?o } }",
        "ASK { ?s ?p 1SERVICE<http://127.0.0.1:1/>{ ?s ?p ?o } }",
        "PREFIX : <http://127.0.0.1:1/> ASK { BIND(1 AS ?x) SERVICE:x{ ?s ?p ?o } }",
    ],
)
def test_a_service_that_only_the_engine_sees_is_refused(text: str) -> None:
    empty = Store()

    with pytest.raises(Refused, match="asks no other endpoint"):
        _ask(empty, text)


def test_an_answer_past_its_limit_is_too_complex(facts: Store) -> None:
    with pytest.raises(TooComplex, match="LIMIT"):
        evaluation.answer(facts, Query("SELECT ?s { ?s ?p ?o }"), ACCEPT, Limits(answer_bytes=10))


def _dump(folder: Path, text: bytes) -> str:
    path = folder / "dump.nq.gz"
    path.write_bytes(gzip.compress(text))
    return str(path)


def test_a_release_is_opened_from_its_dump_or_from_disk(tmp_path: Path, facts: Store) -> None:
    dump = _dump(tmp_path, b"<http://e/x> <http://e/x> <http://e/x> <http://e/g> .\n")
    Store(str(tmp_path / "store")).extend(facts)
    query = Query("SELECT * { GRAPH ?g { ?s ?p ?o } }")

    in_memory = worker.opened({"dump": dump, "store": None})(query, ACCEPT, Limits())
    on_disk = worker.opened({"dump": "unused", "store": str(tmp_path / "store")})(query, ACCEPT, Limits())

    assert in_memory == on_disk and b"http://e/g" in in_memory.body


def test_a_store_on_disk_is_read_only(tmp_path: Path, facts: Store) -> None:
    Store(str(tmp_path)).extend(facts)
    opened = worker._store("unused", str(tmp_path))

    with pytest.raises(RuntimeError, match="read-write"):
        opened.add(Quad(IRI, IRI, IRI))


def test_blank_nodes_are_called_what_the_dump_calls_them(tmp_path: Path) -> None:
    dump = _dump(tmp_path, b"_:ann <http://e/p> _:bob .\n")

    bodies = {_ask(worker._store(dump, None), "SELECT ?s ?p ?o { ?s ?p ?o }").body for _ in range(2)}

    assert bodies == {b"s,p,o\r\n_:ann,http://e/p,_:bob\r\n"}


def _request(text: str, **changed: Any) -> bytes:
    return frame({"text": text, "default_graphs": None, "named_graphs": None, "accept": ACCEPT, **changed})


def _answers(evaluate: worker.Evaluate, *requests: bytes, orders: dict[str, str] | None = None) -> list[Incoming]:
    """What a worker answers to one request after another."""
    ours, theirs = socket.socketpair()
    arguments = (evaluate, Limits(seconds=5), theirs, worker.clock(orders or {"dump": "facts.nq.gz"}))
    with ours, theirs:
        serving = threading.Thread(target=worker.serve, args=arguments)
        serving.start()
        found = [_exchange(ours, request) for request in requests]
        ours.shutdown(socket.SHUT_WR)
        serving.join()
    return found


def _exchange(connection: socket.socket, request: bytes) -> Incoming:
    connection.sendall(request)
    answer = Incoming()
    while not answer.feed(connection.recv(1 << 16)):
        pass
    return answer


@pytest.mark.parametrize(
    ("orders", "counted"), [({"dump": "facts.nq.gz"}, False), ({"query": "http://e/sparql"}, True)]
)
def test_waiting_counts_for_a_remote_store_alone(facts: Store, orders: dict[str, str], counted: bool) -> None:
    def late(query: Query, accept: Mapping[str, str | None], limits: Limits) -> Evaluated:
        time.sleep(0.3)
        return answer(facts, query, accept, limits)

    (found,) = _answers(late, _request("ASK {}"), orders=orders)

    assert (found.head["seconds"] >= 0.3) == counted


def test_a_worker_answers_request_after_request_until_there_are_no_more(facts: Store) -> None:
    requests = [_request("ASK {}"), _request("ASK { ?s ?p ?o }", default_graphs=["http://e/g"], named_graphs=[])]

    first, second = _answers(partial(answer, facts), *requests)

    assert (first.head["kind"], first.head["stable"]) == ("boolean", True)
    assert 0 < first.head["seconds"] < 5
    assert b"true" in second.body


def test_a_worker_tells_of_an_error_by_its_name_with_all_that_it_says(facts: Store) -> None:
    found = _answers(partial(answer, facts), _request("ASK {"), _request("DROP ALL"), _request("ASK {}", accept=NONE))

    bad, refused, unacceptable = (each.head for each in found)
    assert (bad["error"], bad["details"]["line"], bad["details"]["column"]) == ("BadQuery", 1, 6)
    assert set(bad["details"]) == {"line", "column", "token", "suggestion", "limit", "retry_after"}
    assert (refused["error"], refused["details"]) == ("Refused", {"limit": None, "retry_after": None})
    assert (unacceptable["error"], unacceptable["details"]["available"][0]) == (
        "NotAcceptable",
        "application/sparql-results+json",
    )


def test_a_worker_tells_which_limit_was_broken_and_when_to_ask_again() -> None:
    def evaluate(query: Query, accept: object, limits: Limits) -> Evaluated:
        raise TooMany(f"{query.text}, {accept}, {limits.workers}", limit="client_heavy", retry_after=3)

    (told,) = _answers(evaluate, _request("ASK {}"))

    assert (told.head["error"], told.head["details"]) == ("TooMany", {"limit": "client_heavy", "retry_after": 3})


def test_a_worker_whose_answer_outgrows_its_memory_says_so() -> None:
    done = subprocess.run([sys.executable, "-c", OUTGROWN], capture_output=True, check=True, timeout=30)

    assert b"more memory than one query may have" in done.stdout and b'"memory_bytes"' in done.stdout


def test_orders_without_a_release_are_for_a_remote_store() -> None:
    assert worker.is_local({"dump": "dump.nq.gz"}) and not worker.is_local({"endpoint": "http://e/sparql"})


# --- frames ----------------------------------------------------------------------------------------------------


def test_a_frame_arrives_whole_in_however_many_pieces_it_comes() -> None:
    whole = frame({"a": "é"}, 4) + b"body"

    for size in range(1, len(whole) + 1):
        incoming = Incoming()
        told = [incoming.feed(whole[start : start + size]) for start in range(0, len(whole), size)]
        assert told == [False] * (len(told) - 1) + [True]
        assert (incoming.head, incoming.body, incoming.file) == ({"a": "é"}, b"body", None)


@pytest.mark.parametrize("size", [1000, 1 << 16, 1 << 22])
def test_a_large_body_goes_into_a_file(size: int) -> None:
    body = bytes(range(256)) * ((IN_MEMORY_BYTES >> 8) + 1)
    whole, incoming = frame({"a": 1}, len(body)) + body, Incoming()

    told = [incoming.feed(whole[start : start + size]) for start in range(0, len(whole), size)]

    assert told == [False] * (len(told) - 1) + [True]
    assert incoming.file and (incoming.head, incoming.body) == ({"a": 1}, b"")
    incoming.file.seek(0)
    assert incoming.file.read() == body
    incoming.close()
    assert incoming.file.closed


def test_a_frame_cut_short_is_the_end_of_the_stream() -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        send(ours, {"a": 1})
        assert receive(theirs) == {"a": 1}
        ours.sendall(frame({"a": 1})[:5])
        ours.shutdown(socket.SHUT_WR)
        assert receive(theirs) is None
