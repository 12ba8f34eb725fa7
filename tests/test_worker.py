import csv
import gzip
import json
import subprocess
import sys
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from pyoxigraph import NamedNode, Quad, Store

from lgi.engine import Limits, Query, evaluation, worker
from lgi.engine.evaluation import Evaluated
from lgi.engine.frames import frame, read_frame
from lgi.errors import BadQuery, NotAcceptable, Refused, TooComplex

IRI = NamedNode("http://e/x")
ACCEPT = {"solutions": "text/csv", "boolean": "application/sparql-results+json", "graph": "application/n-triples"}
WITHOUT_RIGHTS = """
import socket, sys
from lgi.engine import Limits, worker
{before}
worker._give_up_rights(Limits(memory_bytes=1 << 30))
try:
    {attempt}
except (OSError, MemoryError) as fault:
    print(type(fault).__name__, fault)
else:
    print("was allowed")
"""

OUTGROWN = """
import resource, sys
from io import BytesIO
from pyoxigraph import Store
from lgi.engine import Limits, worker
from lgi.engine.frames import frame

steps = "".join(f"BIND(CONCAT(?x{i}, ?x{i}) AS ?x{i + 1})" for i in range(20))
rows = " ".join(map(str, range(500)))
text = "SELECT ?n ?x20 { VALUES ?n { " + rows + " } BIND('a' AS ?x0) " + steps + " }"
request = frame(dict(text=text, default_graphs=None, named_graphs=None, accept=dict(solutions="application/sparql-results+json")))
before = resource.getrlimit(resource.RLIMIT_AS)
resource.setrlimit(resource.RLIMIT_AS, (160 << 20, before[1]))
worker._serve(Store(), Limits(answer_bytes=4 << 30), BytesIO(request), sys.stdout.buffer)
resource.setrlimit(resource.RLIMIT_AS, before)
"""


@pytest.fixture
def facts() -> Store:
    """A store with one fact, in a named graph."""
    made = Store()
    made.add(Quad(IRI, IRI, IRI, NamedNode("http://e/g")))
    return made


def _ask(facts: Store, text: str, **graphs: Any) -> Evaluated:
    return evaluation.answer(facts, Query(text, **graphs), ACCEPT, Limits())


def _after_rights_are_gone(attempt: str, before: str = "") -> str:
    script = WITHOUT_RIGHTS.format(attempt=attempt, before=before)
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

    body = _ask(Store(), text).body

    head, row = csv.reader(body.decode().splitlines())
    assert head == ["a", "b", "c", "d"]
    assert row[:3] == ["http://e/a,b", 'x "y"', ""] and row[3].startswith("_:")


def test_a_kind_of_result_without_a_type_is_not_acceptable(facts: Store) -> None:
    with pytest.raises(NotAcceptable, match="comes as text/turtle"):
        evaluation.answer(facts, Query("DESCRIBE <http://e/x>"), {**ACCEPT, "graph": None}, Limits())


@pytest.mark.parametrize(
    ("graphs", "rows"),
    [
        ({}, 1),
        ({"default_graphs": ("http://e/g",)}, 1),
        ({"default_graphs": ("http://e/none",)}, 0),
        ({"named_graphs": ("http://e/g",)}, 0),
    ],
)
def test_a_request_says_which_graphs_are_asked(facts: Store, graphs: dict[str, tuple[str, ...]], rows: int) -> None:
    body = _ask(facts, "SELECT ?s { ?s ?p ?o }", **graphs).body

    assert body.count(b"http://e/x") == rows


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


def test_a_store_is_opened_from_its_dump_or_read_only_from_disk(tmp_path: Path, facts: Store) -> None:
    dump, folder = tmp_path / "dump.nq.gz", tmp_path / "store"
    dump.write_bytes(gzip.compress(b"<http://e/x> <http://e/x> <http://e/x> <http://e/g> .\n"))
    Store(str(folder)).extend(facts)

    in_memory, on_disk = worker._open(str(dump), None), worker._open("unused", str(folder))

    assert set(in_memory) == set(on_disk) == set(facts)
    with pytest.raises(RuntimeError, match="read-write"):
        on_disk.add(Quad(IRI, IRI, IRI))


def _request(text: str, **changed: Any) -> bytes:
    return frame({"text": text, "default_graphs": None, "named_graphs": None, "accept": ACCEPT, **changed})


def _answers(facts: Store, *requests: bytes) -> list[dict[str, Any]]:
    out = BytesIO()
    worker._serve(facts, Limits(seconds=5), BytesIO(b"".join(requests)), out)
    out.seek(0)
    found = []
    while (head := read_frame(out)) is not None:
        found.append(head)
    return found


def test_a_worker_answers_request_after_request_until_there_are_no_more(facts: Store) -> None:
    requests = [_request("ASK {}"), _request("ASK { ?s ?p ?o }", default_graphs=["http://e/g"])]

    assert [head["kind"] for head in _answers(facts, *requests)] == ["boolean", "boolean"]


def test_a_worker_tells_of_an_error_by_its_name_and_place(facts: Store) -> None:
    bad, refused = _answers(facts, _request("ASK {"), _request("DROP ALL"))

    assert (bad["error"], bad["details"]["line"], bad["details"]["column"]) == ("BadQuery", 1, 6)
    assert (refused["error"], refused["details"]["retry_after"]) == ("Refused", None)


def test_a_worker_whose_answer_outgrows_its_memory_says_so() -> None:
    done = subprocess.run([sys.executable, "-c", OUTGROWN], capture_output=True, check=True, timeout=30)

    assert b"more memory than one query may have" in done.stdout


def test_a_worker_takes_its_orders_and_ends_with_its_input(tmp_path: Path) -> None:
    dump = tmp_path / "dump.nq.gz"
    dump.write_bytes(gzip.compress(b"<http://e/x> <http://e/x> <http://e/x> .\n"))
    orders = {"dump": str(dump), "store": None, "union": True, "limits": {"workers": 1}}
    given = frame(orders) + _request("ASK { ?s ?p ?o }")

    done = subprocess.run(
        [sys.executable, "-m", "lgi.engine.worker"], input=given, capture_output=True, check=True, timeout=30
    )

    out = BytesIO(done.stdout)
    assert read_frame(out) == {"ready": True}
    assert (read_frame(out) or {})["kind"] == "boolean"


def test_a_worker_without_orders_ends() -> None:
    done = subprocess.run([sys.executable, "-m", "lgi.engine.worker"], input=b"", capture_output=True, check=True)

    assert done.stdout == b""


def test_a_frame_cut_short_is_the_end_of_the_stream() -> None:
    assert read_frame(BytesIO(frame({"a": 1})[:3])) is None


def test_a_frame_carries_its_head_and_skips_its_body() -> None:
    stream = BytesIO(frame({"a": "é"}, b"body") + frame({"b": 2}))

    assert [read_frame(stream), read_frame(stream), read_frame(stream)] == [{"a": "é"}, {"b": 2}, None]
    assert json.dumps({"a": "é"}).encode() in frame({"a": "é"})
