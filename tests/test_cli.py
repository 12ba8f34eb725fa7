import contextlib
import csv
import io
import json
import os
import pty
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx2
import pytest
import rdflib
from typer.testing import CliRunner

from lgi import asking, cli, files, media, questions
from lgi.release import MANIFEST, Release

BREACH = files.ROOT / "tests" / "breaches" / "Agent-prefLabel.ttl"
UGLY = "@prefix e: <http://e/> . e:a e:b 1, 2 ."
LGI = [sys.executable, "-m", "lgi"]


@dataclass(frozen=True)
class Done:
    """What a command did: its exit status, and what it wrote."""

    status: int
    out: str
    err: str


Lgi = Callable[..., Done]


@pytest.fixture
def lgi(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Lgi:
    """The command line, in this process."""

    def run(*words: str | Path, given: str = "") -> Done:
        monkeypatch.setattr(sys, "argv", ["lgi", *map(str, words)])
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(given.encode())))
        with pytest.raises(SystemExit) as ended:
            cli.main()
        out, err = capsys.readouterr()
        return Done(int(ended.value.code or 0), out, err)

    return run


@pytest.fixture
def releases(built: Release, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder with the release of our graph, for commands that are told of none."""
    monkeypatch.setenv("LGI_RELEASES", str(built.path.parent))
    return built.path.parent


def _one_message(done: Done) -> str:
    """What a command said that failed as it should: one message, and nothing else."""
    assert done.status == 1
    assert done.out == ""
    assert done.err.startswith("lgi: ") and done.err.count("\n") == 1
    assert "Traceback" not in done.err
    return done.err.removeprefix("lgi: ").strip()


# --- fmt -------------------------------------------------------------------------------------------------------


def test_fmt_writes_a_file_again_and_names_it_once(lgi: Lgi, tmp_path: Path) -> None:
    path = tmp_path / "a.ttl"
    path.write_text(UGLY, encoding="utf-8")

    first, second = lgi("fmt", path), lgi("fmt", path)

    assert (first.status, first.out, first.err) == (0, f"{path}\n", "1 file changed\n")
    assert path.read_text(encoding="utf-8").count("<http://e/b>") == 2
    assert (second.status, second.out, second.err) == (0, "", "0 files changed\n")


def test_fmt_check_changes_nothing_and_fails_if_it_would(lgi: Lgi, tmp_path: Path) -> None:
    path = tmp_path / "a.ttl"
    path.write_text(UGLY, encoding="utf-8")

    checked, written, again = lgi("fmt", "--check", tmp_path), path.read_text(encoding="utf-8"), lgi("fmt", path)

    assert (checked.status, checked.out, checked.err) == (1, f"{path}\n", "1 file to change\n")
    assert written == UGLY
    assert lgi("fmt", "--check", tmp_path).status == again.status == 0


def test_fmt_without_paths_takes_all_of_ours(lgi: Lgi) -> None:
    assert lgi("fmt", "--check") == Done(0, "", "0 files to change\n")


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"@prefix e: <http://e/> .\ne:a e:b .\n", ":2: "), (b"# why\n<a:b> <a:c> <a:d> .", "omment"), (b"\xff", "UTF-8")],
    ids=["syntax", "comment", "bytes"],
)
def test_fmt_names_a_bad_file_with_what_is_wrong(lgi: Lgi, tmp_path: Path, content: bytes, words: str) -> None:
    path = tmp_path / "bad.ttl"
    path.write_bytes(content)

    message = _one_message(lgi("fmt", path))

    assert message.startswith(str(path)) and words in message
    assert path.read_bytes() == content


# --- check -----------------------------------------------------------------------------------------------------


def test_check_of_a_file_that_keeps_the_shapes_finds_nothing(lgi: Lgi) -> None:
    done = lgi("check", files.GRAPH / "place.ttl")

    assert done == Done(0, "", "0 findings\n")


def test_check_as_text_names_file_line_thing_rule_and_what_to_do(lgi: Lgi) -> None:
    done = lgi("check", BREACH)

    assert done.status == 1
    assert re.search(
        r"^\S*Agent-prefLabel\.ttl:\d+: violation: \w+:[\w-]+\n    \S.* \[Agent-prefLabel\]$", done.out, re.MULTILINE
    )
    assert re.fullmatch(r"\d+ findings?\n", done.err)


def test_check_as_json_is_a_list_of_findings(lgi: Lgi) -> None:
    done = lgi("check", "-f", "json", BREACH)

    found = json.loads(done.out)
    assert (done.status, done.err) == (1, "")
    assert "Agent-prefLabel" in {finding["shape"] for finding in found}
    assert all(finding["line"] > 0 and finding["message"] for finding in found)


def test_check_as_turtle_is_a_validation_report(lgi: Lgi) -> None:
    done = lgi("check", "--format", "turtle", BREACH)

    report = rdflib.Graph().parse(data=done.out, format="turtle")
    assert (done.status, done.err) == (1, "")
    assert (None, rdflib.SH.conforms, rdflib.Literal(False)) in report


def test_check_names_a_bad_file_with_its_line(lgi: Lgi, tmp_path: Path) -> None:
    path = tmp_path / "bad.ttl"
    path.write_text("<a:b>\n<a:c>\n;\n", encoding="utf-8")

    assert re.match(re.escape(str(path)) + r":\d+: ", _one_message(lgi("check", path)))


# --- build -----------------------------------------------------------------------------------------------------


def test_build_prints_the_folder_and_builds_nothing_twice(lgi: Lgi, built: Release, releases: Path) -> None:
    before = (built.path / MANIFEST).stat().st_mtime_ns

    done = lgi("build", "--releases", releases)

    assert (done.status, done.out) == (0, f"{built.path}\n")
    assert (built.path / MANIFEST).stat().st_mtime_ns == before


def test_a_folder_of_releases_that_cannot_be_one_is_one_message(lgi: Lgi, tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_text("", encoding="utf-8")

    message = _one_message(lgi("build", "--releases", path / "below"))

    assert str(path) in message


# --- query -----------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("releases")
def test_a_question_is_asked_by_name_and_answered_in_csv(lgi: Lgi) -> None:
    done = lgi("query", "named-models")

    rows = list(csv.reader(io.StringIO(done.out)))
    assert (done.status, done.err) == (0, "")
    assert rows[0][0] == "model" and len(rows) > 2


@pytest.mark.usefixtures("releases")
def test_a_question_is_asked_with_arguments(lgi: Lgi) -> None:
    done = lgi("query", "statements-of-thing", "thing=council:wigan", "-f", "csv")

    assert "Wigan" in done.out


@pytest.mark.usefixtures("releases")
def test_a_query_may_be_a_text_a_file_or_come_by_standard_input(lgi: Lgi, tmp_path: Path) -> None:
    text = "SELECT (42 AS ?x) {}"
    path = tmp_path / "mine.rq"
    path.write_text(text, encoding="utf-8")

    found = [lgi("query", text), lgi("query", path), lgi("query", "-", given=text)]

    assert [(done.status, done.out.split()) for done in found] == [(0, ["x", "42"])] * 3


@pytest.mark.usefixtures("releases")
@pytest.mark.parametrize("form", list(media.SOLUTIONS))
def test_rows_come_in_every_format_of_rows(lgi: Lgi, form: str) -> None:
    done = lgi("query", "-f", form, "SELECT ?x { VALUES ?x { 41 42 } }")

    assert _values_of_x(form, done.out) == ["41", "42"]


def _values_of_x(form: str, out: str) -> list[str]:
    if form == "csv":
        return [row["x"] for row in csv.DictReader(io.StringIO(out))]
    if form == "json":
        return [row["x"]["value"] for row in json.loads(out)["results"]["bindings"]]
    return re.findall(r"<literal[^>]*>(\d+)</literal>", out) if form == "xml" else out.split()[1:]


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")  # rdflib's own, for JSON-LD
@pytest.mark.usefixtures("releases")
@pytest.mark.parametrize("form", [*media.TRIPLES, "table", "json", "xml"])
def test_a_graph_comes_in_every_format_of_graphs(lgi: Lgi, form: str) -> None:
    done = lgi("query", "-f", form, "CONSTRUCT { <http://e/a> <http://e/b> 1 } WHERE {}")

    kind = media.TRIPLES.get(media.ALIASES.get(form, form), "text/turtle")
    # N-Quads of a default graph alone are N-Triples, and read without what rdflib warns of.
    assert len(rdflib.Graph().parse(data=done.out, format="nt" if form == "nq" else kind)) == 1


@pytest.mark.usefixtures("releases")
def test_where_no_format_is_asked_for_each_kind_of_answer_comes_in_one_that_it_has(lgi: Lgi) -> None:
    yes, graph = lgi("query", "ASK {}"), lgi("query", "CONSTRUCT { <http://e/a> <http://e/b> 1 } WHERE {}")

    assert json.loads(yes.out)["boolean"] is True
    assert graph.out == "<http://e/a> <http://e/b> 1 .\n"


@pytest.mark.usefixtures("releases")
@pytest.mark.parametrize(
    ("form", "text"),
    [
        ("csv", "ASK {}"),
        ("tsv", "ASK {}"),
        ("csv", "CONSTRUCT {} WHERE {}"),
        ("ttl", "SELECT ?x {}"),
        ("ttl", "ASK {}"),
    ],
)
def test_a_format_that_an_answer_does_not_have_is_refused_with_those_it_has(lgi: Lgi, form: str, text: str) -> None:
    done = lgi("query", "-f", form, text)

    assert (done.status, done.out) == (1, "")
    assert "a result of this kind comes as" in done.err


@pytest.mark.usefixtures("releases")
def test_a_table_has_words_for_names_and_counts_its_rows(lgi: Lgi) -> None:
    done = lgi(
        "query", "-f", "table", "SELECT ?some_model { VALUES ?some_model { <https://w3id.org/lgi/id/model/a> } }"
    )
    asked = lgi("query", "-f", "table", "ASK {}")

    assert [line.strip() for line in done.out.splitlines()] == ["some model", "model:a", "1 row"]
    assert asked.out == "yes\n"


def test_on_a_terminal_rows_come_as_a_table_and_a_graph_as_turtle(releases: Path) -> None:
    rows = _on_terminal("query", "--releases", str(releases), "SELECT (42 AS ?x) {}")
    graph = _on_terminal("query", "--releases", str(releases), "CONSTRUCT { <http://e/a> <http://e/b> 1 } WHERE {}")

    assert "1 row" in rows and "42" in rows
    assert "<http://e/a> <http://e/b> 1 ." in graph


def _on_terminal(*words: str) -> str:
    ours, theirs = pty.openpty()
    with subprocess.Popen([*LGI, *words], stdout=theirs, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL):
        os.close(theirs)
        shown = b""
        # A terminal whose other end is closed is an error of input and output on Linux.
        with contextlib.suppress(OSError):
            while part := os.read(ours, 4096):
                shown += part
    os.close(ours)
    return shown.decode()


@pytest.mark.usefixtures("releases")
@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["named-model"], "no question is called 'named-model': did you mean .*named-models"),
        (["zzzzzzzzzzzz"], r"there are \d+ others"),
        (["statements-of-thing", "thing=not an iri"], "thing: 'not an iri' is no iri"),
        (["statements-of-thing", "thng=x"], "thng: .* it takes: thing"),
        (["statements-of-thing", "thing"], "thing: give an argument as name=value"),
        (["SELECT (1 AS ?x) {}", "thing=x"], "thing=x: .*question"),
        (["missing.rq"], "missing.rq: there is no such file"),
        (["named-models", "-f", "xlsx"], "xlsx: there is no such format; use one of json, .*table"),
        (["named-models", "-f", "html"], "html: there is no such format"),
        (["SELECT ?x\nWHERE { ?x ?y ?z } ORDER ?x"], r"line 2, column \d+: "),
        (["SELEKT * {}"], "did you mean SELECT"),
        (["INSERT DATA { <a:b> <a:c> 1 }"], "INSERT: "),
        (["SELECT * { SERVICE <http://127.0.0.1:1/> {} }"], "SERVICE: "),
        (["ASK {" + "{" * 200 + "}" * 201], "more than 100 deep"),
    ],
)
def test_what_cannot_be_asked_is_one_clear_message(lgi: Lgi, words: list[str], expected: str) -> None:
    assert re.search(expected, _one_message(lgi("query", *words)))


@pytest.mark.usefixtures("releases")
def test_a_query_file_that_is_not_text_is_one_clear_message(lgi: Lgi, tmp_path: Path) -> None:
    path = tmp_path / "bad.rq"
    path.write_bytes(b"ASK { # \xff\n}")

    assert str(path) in _one_message(lgi("query", path))


# --- stats -----------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("releases")
def test_stats_name_the_release_and_report_every_row_covered(lgi: Lgi, built: Release) -> None:
    done = lgi("stats")

    assert done.status == 0
    assert f"release {built.manifest.name}: {built.manifest.quads:,} statements" in done.out
    rows, covered = re.findall(r"\d+", done.out.rpartition("Coverage of an inventory")[2])[:2]
    assert int(rows) == int(covered) > 0


# --- serve -----------------------------------------------------------------------------------------------------


@pytest.fixture
def port() -> int:
    """A port that is free."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def _serving(port: int, *words: str) -> Iterator[subprocess.Popen[str]]:
    command = [*LGI, "serve", "--port", str(port), *words]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    ) as server:
        try:
            _wait_for(port, server)
            yield server
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(server.pid, signal.SIGKILL)


def _wait_for(port: int, server: subprocess.Popen[str]) -> None:
    until = time.monotonic() + 30
    while time.monotonic() < until and server.poll() is None:
        with contextlib.suppress(httpx2.TransportError):
            httpx2.get(f"http://127.0.0.1:{port}/live")
            return
        time.sleep(0.05)
    raise AssertionError(server.communicate(timeout=1))


def _descendants(pid: int) -> list[Path]:
    tasks = Path(f"/proc/{pid}/task").iterdir()
    children = [child for task in tasks for child in (task / "children").read_text("utf-8").split()]
    return [found for child in children for found in (Path("/proc") / child, *_descendants(int(child)))]


def _left(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]


def test_serve_answers_queries_on_any_data_and_ctrl_c_leaves_nothing_behind(
    port: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data, aside = tmp_path / "data", tmp_path / "aside"
    for folder in (data, aside):
        folder.mkdir()
    (data / "a.ttl").write_text("<http://e/a> <http://e/b> 1 .", encoding="utf-8")
    (data / "b.nt").write_text("<http://e/a> <http://e/b> <http://e/c> .", encoding="utf-8")
    monkeypatch.setenv("TMPDIR", str(aside))

    with _serving(port, "--graph-per-file", "--data", str(data / "a.ttl"), str(data / "b.nt")) as server:
        address = f"http://127.0.0.1:{port}"
        query = "SELECT ?g { GRAPH ?g { ?s ?p ?o } } ORDER BY ?g"
        found = httpx2.post(f"{address}/sparql", data={"query": query}, headers={"Accept": "text/csv"})
        ready = httpx2.get(f"{address}/ready").json()
        with contextlib.suppress(httpx2.ReadTimeout):
            httpx2.get(f"{address}/sparql", params={"query": _slow()}, timeout=0.5)
        gone = httpx2.get(f"{address}/live")
        workers = _descendants(server.pid)
        os.kill(server.pid, signal.SIGINT)
        out, err = server.communicate(timeout=15)

    assert found.text.split() == ["g", (data / "a.ttl").as_uri(), (data / "b.nt").as_uri()]
    assert found.headers["content-type"] == "text/csv; charset=utf-8" and "server" not in found.headers
    assert (ready["ready"], ready["quads"], gone.status_code) == (True, 2, 200)
    assert len(workers) >= ready["workers"] and not any(worker.exists() for worker in workers)
    assert f"on http://127.0.0.1:{port}\n" in err and "Traceback" not in out + err
    assert _left(aside) == []


def _slow() -> str:
    return "SELECT (COUNT(*) AS ?n) { " + " ".join(f"?s{i} ?p{i} ?o{i} ." for i in range(30)) + " }"


def test_serve_without_data_serves_our_graph(port: int, built: Release) -> None:
    with _serving(port, "--releases", str(built.path.parent)):
        ready = httpx2.get(f"http://127.0.0.1:{port}/ready").json()
        page = httpx2.get(f"http://127.0.0.1:{port}/id/model/wigan-deal", follow_redirects=True)

    assert ready["release"] == built.manifest.name
    assert page.status_code == 200


def test_a_busy_port_is_one_clear_message_that_names_the_way_out(lgi: Lgi, tmp_path: Path) -> None:
    data = tmp_path / "a.nt"
    data.write_text("", encoding="utf-8")

    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        message = _one_message(lgi("serve", "-p", str(port), "--data", data))

    assert f"127.0.0.1:{port}" in message and "-p" in message


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("bad.ttl", "<a:b> <a:c> 1 .\n<a:b> <a:c> .\n", "bad.ttl:2: "),
        ("bad.nt", "<a:b> <a:c> <a:d> .\n\nnonsense\n", "bad.nt:3: "),
        ("bad.rdf", "<rdf>", "bad.rdf"),
        ("bad.jsonld", "{", "bad.jsonld:1"),
        ("data.xlsx", "", "tells no RDF format"),
    ],
)
def test_a_bad_file_is_named_with_its_line_and_nothing_is_served(
    lgi: Lgi, port: int, tmp_path: Path, name: str, content: str, words: str
) -> None:
    path = tmp_path / name
    path.write_text(content, encoding="utf-8")

    message = _one_message(lgi("serve", "-p", str(port), "--data", path))

    assert message.startswith(str(path)) and words in message


def test_a_file_that_there_is_not_is_one_clear_message(lgi: Lgi, port: int) -> None:
    assert "there is no such file" in _one_message(lgi("serve", "-p", str(port), "--data", "nothing.ttl"))


def test_files_without_the_word_data_are_told_of_it(lgi: Lgi, port: int) -> None:
    assert "--data" in _one_message(lgi("serve", "-p", str(port), "mine.ttl"))


# --- the command itself ----------------------------------------------------------------------------------------


def test_without_a_command_the_commands_are_listed() -> None:
    shown = CliRunner().invoke(cli.app, []).output

    assert all(command in shown for command in ("fmt", "check", "build", "query", "stats", "serve"))


@pytest.mark.parametrize(
    "words", [["frobnicate"], ["check", "nothing.ttl"], ["serve", "-p", "x"], ["check", "-f", "pdf"]]
)
def test_a_word_that_is_none_of_ours_is_a_usage_error(words: list[str]) -> None:
    done = subprocess.run([*LGI, *words], capture_output=True, text=True, check=False)

    assert (done.returncode, done.stdout) == (2, "")
    assert "Traceback" not in done.stderr and "Usage" in done.stderr


def test_as_a_module_it_ends_with_one_message_and_no_traceback() -> None:
    done = subprocess.run([*LGI, "query", "missing.rq"], capture_output=True, text=True, check=False)

    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "lgi: missing.rq: there is no such file\n"


def test_every_question_on_file_has_a_name_that_is_taken_for_one() -> None:
    assert [name for name in questions.read_folder(files.QUERIES) if not asking.is_name(name)] == []


# --- a release as it is ----------------------------------------------------------------------------------------


def test_a_release_as_it_is_answers(lgi: Lgi, any_data: Release) -> None:
    done = lgi("query", "--release", any_data.path, "SELECT ?age { ?who <http://e/age> ?age }")

    assert done.out.split() == ["age", "41"]


@pytest.mark.parametrize("command", ["query", "stats", "serve"])
def test_a_missing_release_is_told(lgi: Lgi, tmp_path: Path, command: str) -> None:
    asked = ["ASK {}"] if command == "query" else []

    message = _one_message(lgi(command, *asked, "--release", tmp_path / "none"))

    assert message.endswith("none holds no release: build one with 'lgi build'")


def test_a_damaged_release_is_told_with_the_file_at_fault(lgi: Lgi, any_data: Release) -> None:
    (any_data.path / "dump.nq.gz").write_bytes(b"cut")

    message = _one_message(lgi("query", "--release", any_data.path, "ASK {}"))

    assert "dump.nq.gz is not as it was built" in message


def test_standard_input_that_is_no_text_is_told() -> None:
    done = subprocess.run([*LGI, "query", "-"], input=b"\xff", capture_output=True, check=False)

    assert (done.returncode, done.stdout) == (1, b"")
    assert b"is not UTF-8 text" in done.stderr
    assert b"Traceback" not in done.stderr
