import asyncio
import contextlib
import csv
import json
import re
import socket
import threading
import time
from collections.abc import Awaitable, Callable, Iterator
from io import BytesIO, StringIO
from pathlib import Path
from typing import TypeVar

import pytest
import rdflib
from rdflib.query import ResultRow

from lgi import build, media
from lgi.engine import Answer, Limits, Query, embedded
from lgi.engine.embedded import Embedded
from lgi.errors import BadQuery, BadRelease, Busy, NotAcceptable, QueryError, Refused, TooComplex, TooSlow
from lgi.media import Accept
from lgi.release import DUMP, Release

Result = TypeVar("Result")
Ask = Callable[..., Answer]

CROSS_JOIN = "SELECT (COUNT(*) AS ?n) { " + " ".join(f"?s{i} ?p{i} ?o{i} ." for i in range(30)) + " }"
ONE_ROW = "SELECT (1 AS ?x) {}"
ANN = "http://e/ann"


@contextlib.contextmanager
def _running(release: Release, limits: Limits) -> Iterator[tuple[asyncio.Runner, Embedded]]:
    with asyncio.Runner() as runner:
        engine = Embedded(release, limits)
        runner.run(engine.__aenter__())
        try:
            yield runner, engine
        finally:
            runner.run(engine.__aexit__(None, None, None))


def _with(release: Release, limits: Limits, work: Callable[[Embedded], Awaitable[Result]]) -> Result:
    async def run() -> Result:
        async with Embedded(release, limits) as engine:
            return await work(engine)

    return asyncio.run(run())


def _lives(pid: int) -> bool:
    return Path(f"/proc/{pid}").exists()


async def _until(is_so: Callable[[], bool]) -> None:
    async with asyncio.timeout(10):
        # Another process changes it, so there is no event to wait for.
        while not is_so():  # noqa: ASYNC110
            await asyncio.sleep(0.02)


async def _full(engine: Embedded) -> list[int]:
    """The workers, once all are there: those of the light lane and two to spare."""
    await _until(lambda: len(engine.workers) == engine.limits.workers + 2)
    return engine.workers


async def _seconds_for(answer: Awaitable[Answer]) -> float:
    before = time.monotonic()
    await answer
    return time.monotonic() - before


def _rows(answer: Answer) -> list[dict[str, str]]:
    found = json.loads(answer.body)["results"]["bindings"]
    return [{name: term["value"] for name, term in row.items()} for row in found]


@pytest.fixture(scope="module")
def mixed(tmp_path_factory: pytest.TempPathFactory) -> Release:
    """A small release with facts in the default graph and in named ones."""
    folder = tmp_path_factory.mktemp("mixed")
    path = folder / "facts.nq"
    path.write_text(
        f'<{ANN}> <http://e/age> "41" .\n'
        f"<{ANN}> <http://e/likes> <http://e/tea> <http://e/drinks> .\n"
        f"<{ANN}> <http://e/likes> <http://e/pie> <http://e/food> .\n",
        encoding="utf-8",
    )
    return build.build_from([path], folder / "release", graph_per_file=False)


@pytest.fixture(scope="module")
def ask(mixed: Release) -> Iterator[Ask]:
    """Put a query to an engine on that release."""
    with _running(mixed, Limits(seconds=3, workers=1)) as (runner, engine):

        def put(query: str | Query, accept: Accept = media.DEFAULT) -> Answer:
            asked = query if isinstance(query, Query) else Query(query)
            return runner.run(engine.run(asked, accept))

        yield put


@pytest.fixture
def stranger() -> Iterator[tuple[str, list[str]]]:
    """The address of an endpoint nobody may ask, and what was asked of it all the same."""
    contacts: list[str] = []
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def note() -> None:
            with contextlib.suppress(OSError):
                while True:
                    connection, caller = listening.accept()
                    contacts.append(str(caller))
                    connection.close()

        watch = threading.Thread(target=note)
        watch.start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}/", contacts
        listening.shutdown(socket.SHUT_RDWR)
        watch.join()


# --- what comes back -------------------------------------------------------------------------------------------


def test_rows_come_as_json(ask: Ask) -> None:
    answer = ask(f"SELECT ?age {{ <{ANN}> <http://e/age> ?age }}")

    assert (answer.kind, answer.media_type) == ("solutions", "application/sparql-results+json")
    assert _rows(answer) == [{"age": "41"}]


def test_rows_come_as_csv_without_quotes_and_as_tsv_with_terms(ask: Ask) -> None:
    query = f"SELECT ?age {{ <{ANN}> <http://e/age> ?age }}"

    found = {form: ask(query, Accept(media.SOLUTIONS[form], None, None)).body.decode() for form in ("csv", "tsv")}

    assert list(csv.reader(StringIO(found["csv"]))) == [["age"], ["41"]]
    assert found["tsv"] == '?age\n"41"\n'


@pytest.mark.parametrize(("form", "reader"), [("json", "json"), ("xml", "xml")])
def test_rows_in_each_structured_format_are_read_by_rdflib(ask: Ask, form: str, reader: str) -> None:
    answer = ask("SELECT ?x { VALUES ?x { 'a'@en 1 <http://e/b> } }", Accept(media.SOLUTIONS[form], None, None))

    read = rdflib.query.Result.parse(BytesIO(answer.body), format=reader)
    assert [row.x for row in read if isinstance(row, ResultRow)] == [
        rdflib.Literal("a", lang="en"),
        rdflib.Literal(1),
        rdflib.URIRef("http://e/b"),
    ]


@pytest.mark.parametrize(("form", "reader"), [("json", "json"), ("xml", "xml")])
@pytest.mark.parametrize("is_so", [True, False])
def test_a_yes_or_no_in_each_format_is_read_by_rdflib(ask: Ask, form: str, reader: str, is_so: bool) -> None:
    answer = ask(f"ASK {{ FILTER({str(is_so).lower()}) }}", Accept(None, media.BOOLEANS[form], None))

    assert answer.kind == "boolean"
    assert rdflib.query.Result.parse(BytesIO(answer.body), format=reader).askAnswer is is_so


@pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib")  # its own, for data sets
@pytest.mark.parametrize("form", list(media.TRIPLES))
@pytest.mark.parametrize(
    "query", [f"CONSTRUCT WHERE {{ <{ANN}> <http://e/age> ?age }}", f"DESCRIBE <{ANN}> FROM <http://e/drinks>"]
)
def test_a_graph_comes_in_each_format(ask: Ask, form: str, query: str) -> None:
    answer = ask(query, Accept(None, None, media.TRIPLES[form]))

    read = rdflib.Dataset().parse(data=answer.body.decode(), format="nquads" if form == "nq" else media.TRIPLES[form])
    assert (answer.kind, answer.media_type, len(read)) == ("graph", media.TRIPLES[form], 1)


@pytest.mark.parametrize(
    ("query", "accept", "offered"),
    [
        (ONE_ROW, Accept(None, media.DEFAULT.boolean, media.DEFAULT.graph), "text/csv"),
        ("ASK {}", Accept(media.SOLUTIONS["csv"], None, None), "application/sparql-results+xml"),
        (f"DESCRIBE <{ANN}>", Accept(media.SOLUTIONS["csv"], None, None), "text/turtle"),
    ],
)
def test_a_kind_of_result_that_nobody_accepts_is_an_error_that_lists_what_there_is(
    ask: Ask, query: str, accept: Accept, offered: str
) -> None:
    with pytest.raises(NotAcceptable, match=re.escape(offered)):
        ask(query, accept)


# --- which graphs are asked ------------------------------------------------------------------------------------

EVERYTHING = f"SELECT ?o {{ <{ANN}> ?p ?o }} ORDER BY ?o"


def test_the_default_graph_is_the_union_of_all(ask: Ask) -> None:
    assert [row["o"] for row in _rows(ask(EVERYTHING))] == ["http://e/pie", "http://e/tea", "41"]


def test_graph_asks_one_named_graph(ask: Ask) -> None:
    answer = ask(f"SELECT ?g ?o {{ GRAPH ?g {{ <{ANN}> ?p ?o }} }} ORDER BY ?g")

    assert _rows(answer) == [{"g": "http://e/drinks", "o": "http://e/tea"}, {"g": "http://e/food", "o": "http://e/pie"}]


def test_from_makes_a_graph_the_default_graph(ask: Ask) -> None:
    answer = ask(f"SELECT ?o FROM <http://e/food> {{ <{ANN}> ?p ?o }}")

    assert _rows(answer) == [{"o": "http://e/pie"}]


def test_from_named_leaves_the_default_graph_empty(ask: Ask) -> None:
    answer = ask(f"SELECT ?o FROM NAMED <http://e/food> {{ {{ <{ANN}> ?p ?o }} UNION {{ GRAPH ?g {{ ?s ?p ?o }} }} }}")

    assert _rows(answer) == [{"o": "http://e/pie"}]


def test_default_graphs_of_a_request_win_over_from(ask: Ask) -> None:
    text = f"SELECT ?o FROM <http://e/food> {{ <{ANN}> ?p ?o }}"

    assert _rows(ask(Query(text, default_graphs=("http://e/drinks",)))) == [{"o": "http://e/tea"}]


def test_several_default_graphs_are_merged(ask: Ask) -> None:
    both = ("http://e/drinks", "http://e/food")

    assert len(_rows(ask(Query(EVERYTHING, default_graphs=both)))) == len(both)


def test_named_graphs_of_a_request_are_the_only_ones_and_leave_the_default_graph_empty(ask: Ask) -> None:
    text = "SELECT ?o { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } }"

    assert _rows(ask(Query(text, named_graphs=("http://e/drinks",)))) == [{"o": "http://e/tea"}]


def test_an_unknown_graph_is_empty(ask: Ask) -> None:
    assert _rows(ask(Query(EVERYTHING, default_graphs=("http://e/none",)))) == []


def test_a_graph_that_is_no_iri_is_a_bad_query(ask: Ask) -> None:
    with pytest.raises(BadQuery, match="is no IRI that a graph could have"):
        ask(Query(EVERYTHING, default_graphs=("not an IRI",)))


def test_a_release_past_the_limit_is_opened_on_disk(mixed: Release, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedded, "IN_MEMORY_QUADS", 0)

    answer = _with(mixed, Limits(workers=1), lambda engine: engine.run(Query(EVERYTHING), media.DEFAULT))

    assert len(_rows(answer)) == mixed.manifest.quads


# --- what is said of a bad query -------------------------------------------------------------------------------


def test_a_syntax_error_has_its_line_and_column(ask: Ask) -> None:
    with pytest.raises(BadQuery) as caught:
        ask("SELECT ?x\nWHERE { ?x ?y }")

    assert (caught.value.line, caught.value.column) == (2, 15)


def test_an_unknown_function_is_named(ask: Ask) -> None:
    with pytest.raises(BadQuery, match="http://x/f") as caught:
        ask("SELECT (<http://x/f>(1) AS ?y) {}")

    assert (caught.value.line, caught.value.column) == (1, 10)


def test_a_text_that_is_no_unicode_is_a_bad_query(ask: Ask) -> None:
    with pytest.raises(BadQuery):
        ask("ASK {} # \udcff")


def test_after_an_error_the_same_worker_answers_on(mixed: Release) -> None:
    async def work(engine: Embedded) -> tuple[list[int], list[int]]:
        before = await _full(engine)
        for bad in ("SELEKT", "INSERT DATA {}", "ASK { SERVICE <http://e/> {} }"):
            with pytest.raises(QueryError):
                await engine.run(Query(bad), media.DEFAULT)
        await engine.run(Query(ONE_ROW), media.DEFAULT)
        return before, engine.workers

    before, after = _with(mixed, Limits(workers=1), work)

    assert before == after


# --- what is refused -------------------------------------------------------------------------------------------

PATTERN = "{ ?s ?p ?o }"
ELSEWHERE = {
    "plain": f"SELECT * {{ SERVICE <URL> {PATTERN} }}",
    "silent": f"SELECT * {{ SERVICE SILENT <URL> {PATTERN} }}",
    "lower case": f"SELECT * {{ service silent <URL> {PATTERN} }}",
    "in an ASK": f"ASK {{ SERVICE <URL> {PATTERN} }}",
    "in an EXISTS": f"SELECT * {{ FILTER EXISTS {{ SERVICE SILENT <URL> {PATTERN} }} }}",
    "through a variable": f"SELECT * {{ VALUES ?u {{ <URL> }} SERVICE ?u {PATTERN} }}",
    "escaped": f"SELECT * {{ \\u0053ERVICE <URL> {PATTERN} }}",
    "long escape": f"SELECT * {{ S\\U00000045RVICE SILENT <URL> {PATTERN} }}",
    "after a comment": f"SELECT * {{ # '\n SERVICE SILENT <URL> {PATTERN} # '\n }}",
    "glued to SILENT": f"SELECT * {{ SERVICESILENT<URL>{PATTERN} }}",
    "glued to a prefix": f"PREFIX : <URL> SELECT * {{ SERVICE:x{PATTERN} }}",
    "glued to a number": f"SELECT * {{ ?s ?p 1SERVICE SILENT<URL>{PATTERN} }}",
    "glued to a negative number": f"PREFIX : <http://e/> SELECT * {{ ?s :-1SERVICE SILENT<URL>{PATTERN} }}",
    "glued to a boolean": f"SELECT * {{ ?s ?p trueSERVICESILENT<URL>{PATTERN} }}",
    "behind an escaped quote": f'SELECT * {{ BIND("a\\u0022" AS ?x) SERVICE SILENT <URL> {PATTERN} BIND("b" AS ?y) }}',
    "behind a less-than": f"SELECT * {{ FILTER(?a<'x>y')SERVICE SILENT<URL>{PATTERN}FILTER('b'='c') }}",
    "behind a less-than and a comment": f"SELECT * {{ FILTER(?a<#>'''\n1)SERVICE SILENT<URL>{PATTERN}}}#'''",
}


@pytest.mark.parametrize("spelling", list(ELSEWHERE))
def test_no_spelling_of_service_is_answered_or_contacts_anybody(
    ask: Ask, stranger: tuple[str, list[str]], spelling: str
) -> None:
    address, contacts = stranger

    with pytest.raises((Refused, BadQuery)) as caught:
        ask(ELSEWHERE[spelling].replace("URL", address))

    assert contacts == []
    assert isinstance(caught.value, Refused) or spelling in ("escaped", "long escape")


@pytest.mark.parametrize(
    "text",
    [
        "SELECT ('SERVICE <http://e/> {}' AS ?x) {}",
        "SELECT ?x { BIND(1 AS ?x) } # SERVICE <http://e/> {",
        "PREFIX service: <http://e/> SELECT ?service { BIND(service:x AS ?service) }",
        "SELECT ?x { VALUES ?x { <http://e/SERVICE> } }",
    ],
)
def test_the_word_service_may_stand_in_a_string_a_comment_a_name_or_an_iri(ask: Ask, text: str) -> None:
    assert len(_rows(ask(text))) == 1


def test_an_unknown_function_beside_the_word_service_is_still_only_unknown(ask: Ask) -> None:
    with pytest.raises(BadQuery, match="http://e/f"):
        ask("SELECT (<http://e/f>('service') AS ?x) {}")


@pytest.mark.parametrize("clause", ["FROM <URL>", "FROM NAMED <URL>", "from <URL>", "FROM <file:///etc/passwd>"])
def test_from_never_fetches(ask: Ask, stranger: tuple[str, list[str]], clause: str) -> None:
    address, contacts = stranger

    answer = ask(f"SELECT * {clause.replace('URL', address)} {{ {{ ?s ?p ?o }} UNION {{ GRAPH ?g {{ ?s ?p ?o }} }} }}")

    assert (_rows(answer), contacts) == ([], [])


def test_graphs_of_a_request_are_never_fetched(ask: Ask, stranger: tuple[str, list[str]]) -> None:
    address, contacts = stranger

    answer = ask(Query("SELECT * { ?s ?p ?o }", default_graphs=(address,), named_graphs=(address,)))

    assert (_rows(answer), contacts) == ([], [])


UPDATES = [
    "INSERT DATA { <http://e/x> <http://e/y> 1 }",
    "insert data { <http://e/x> <http://e/y> 1 }",
    "INSERT { ?s ?p 2 } WHERE { ?s ?p ?o }",
    "DELETE WHERE { ?s ?p ?o }",
    "DELETE { ?s ?p ?o } INSERT { ?s ?p 3 } WHERE { ?s ?p ?o }",
    "WITH <http://e/food> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }",
    "LOAD <URL>",
    "LOAD SILENT <URL> INTO GRAPH <http://e/g>",
    "CLEAR ALL",
    "DROP SILENT ALL",
    "CREATE GRAPH <http://e/g>",
    "ADD DEFAULT TO <http://e/g>",
    "MOVE <http://e/food> TO DEFAULT",
    "COPY <http://e/food> TO <http://e/g>",
    "PREFIX e: <http://e/> INSERT DATA { e:x e:y 1 }",
    "BASE <http://e/> # INSERT\nLOAD <URL>",
    "\\u0049NSERT DATA { <http://e/x> <http://e/y> 1 }",
    "INSERTDATA{<http://e/x><http://e/y>1}",
    "SELECT * { ?s ?p ?o } ; DROP ALL",
    "ASK {} INSERT DATA { <http://e/x> <http://e/y> 1 }",
]


@pytest.mark.parametrize("text", UPDATES)
def test_no_update_changes_or_contacts_anything(ask: Ask, stranger: tuple[str, list[str]], text: str) -> None:
    address, contacts = stranger

    with pytest.raises((Refused, BadQuery)):
        ask(text.replace("URL", address))

    assert (len(_rows(ask(EVERYTHING))), contacts) == (3, [])


def test_an_update_is_refused_with_the_word_that_makes_it_one(ask: Ask) -> None:
    with pytest.raises(Refused, match=r"^LOAD: "):
        ask("LOAD <http://e/>")


# --- what is too much ------------------------------------------------------------------------------------------


def test_the_deadline_kills_a_cross_join_while_others_are_answered(any_data: Release) -> None:
    async def work(engine: Embedded) -> tuple[set[int], float]:
        slow = asyncio.create_task(engine.run(Query(CROSS_JOIN), media.DEFAULT))
        await _until(lambda: engine.heavy == 1)
        before = set(engine.workers)
        meanwhile = await _seconds_for(engine.run(Query(ONE_ROW), media.DEFAULT))
        with pytest.raises(TooSlow, match=r"stopped after 1.5 seconds: ") as caught:
            await slow
        assert (caught.value.limit, caught.value.retry_after) == ("seconds", 2)
        await _until(lambda: engine.heavy == 0)
        assert engine.killed == 1
        return before - set(engine.workers), meanwhile

    killed, meanwhile = _with(any_data, Limits(seconds=1.5, workers=2), work)

    assert meanwhile < 0.5
    assert [_lives(pid) for pid in killed] == [False]


def test_a_new_worker_takes_the_place_of_one_that_was_killed(any_data: Release) -> None:
    async def work(engine: Embedded) -> Answer:
        with pytest.raises(TooSlow):
            await engine.run(Query(CROSS_JOIN), media.DEFAULT)
        await _until(lambda: engine.idle == 1)
        return await engine.run(Query("SELECT ?o { ?s ?p ?o }"), media.DEFAULT)

    answer = _with(any_data, Limits(seconds=0.5, workers=1), work)

    assert len(_rows(answer)) == any_data.manifest.quads


def _doubling(times: int) -> str:
    steps = " ".join(f"BIND(CONCAT(?x{i}, ?x{i}) AS ?x{i + 1})" for i in range(times))
    return f"SELECT (STRLEN(?x{times}) AS ?n) {{ BIND('{'a' * 64}' AS ?x0) {steps} }}"


@pytest.mark.parametrize(
    ("bomb", "limits", "broken"),
    [
        (_doubling(40), Limits(seconds=5, workers=1, memory_bytes=512 << 20), "memory_bytes"),
        ("ASK " + "{" * 20_000 + "}" * 20_000, Limits(seconds=5, workers=1, depth=1 << 20), "depth"),
    ],
    ids=["memory", "nesting"],
)
def test_a_bomb_ends_its_worker_and_nothing_else(any_data: Release, bomb: str, limits: Limits, broken: str) -> None:
    async def work(engine: Embedded) -> tuple[set[int], set[int], Answer]:
        before = await _full(engine)
        with pytest.raises(TooComplex, match="limits of") as caught:
            await engine.run(Query(bomb), media.DEFAULT)
        assert caught.value.limit == broken
        return set(before), set(await _full(engine)), await engine.run(Query(ONE_ROW), media.DEFAULT)

    before, after, answer = _with(any_data, limits, work)

    assert [_lives(pid) for pid in before - after] == [False]
    assert _rows(answer) == [{"x": "1"}]


@pytest.mark.parametrize("form", ["json", "csv"])
def test_an_answer_past_its_limit_is_refused_whole(any_data: Release, form: str) -> None:
    values = "VALUES ?a { " + "'abcdefgh' " * 100 + "}"
    query = f"SELECT * {{ {values} {values.replace('?a', '?b')} {values.replace('?a', '?c')} }}"
    accept = Accept(media.SOLUTIONS[form], None, None)

    with pytest.raises(TooComplex, match=r"larger than 1 MiB: .*LIMIT"):
        _with(any_data, Limits(workers=1, answer_bytes=1 << 20), lambda engine: engine.run(Query(query), accept))


@pytest.mark.parametrize(
    ("text", "limits"),
    [
        (f"ASK {{}} # {'é' * 600}", Limits(workers=1, query_bytes=1000)),
        ("ASK { FILTER(" + "(" * 200 + "true" + ")" * 200 + ") }", Limits(workers=1)),
        ("SELECT (1" + "+1" * 3000 + " AS ?x) {}", Limits(workers=1)),
    ],
    ids=["length", "nesting", "operators"],
)
def test_a_query_past_the_guard_s_limits_never_reaches_the_engine(any_data: Release, text: str, limits: Limits) -> None:
    async def work(engine: Embedded) -> tuple[list[int], list[int]]:
        before = await _full(engine)
        with pytest.raises(TooComplex):
            await engine.run(Query(text), media.DEFAULT)
        return before, engine.workers

    before, after = _with(any_data, limits, work)

    assert before == after


@pytest.mark.parametrize("light_seconds", [60, 0.01], ids=["light", "heavy"])
def test_a_caller_who_leaves_frees_the_worker_by_killing_it(any_data: Release, light_seconds: float) -> None:
    async def work(engine: Embedded) -> set[int]:
        before = await _full(engine)
        task = asyncio.create_task(engine.run(Query(CROSS_JOIN), media.DEFAULT))
        await _until(lambda: (engine.idle == 0) if light_seconds > 1 else (engine.heavy == 1))
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        await _until(lambda: not set(before) <= set(engine.workers))
        return set(before) - set(await _full(engine))

    killed = _with(any_data, Limits(seconds=60, workers=1, light_seconds=light_seconds), work)

    assert [_lives(pid) for pid in killed] == [False]


def test_a_full_queue_says_busy(any_data: Release) -> None:
    async def work(engine: Embedded) -> None:
        first, second = (asyncio.create_task(engine.run(Query(CROSS_JOIN), media.DEFAULT)) for _ in range(2))
        await _until(lambda: engine.idle == 0)
        with pytest.raises(Busy, match="1 queries wait already") as caught:
            await engine.run(Query(ONE_ROW), media.DEFAULT)
        assert (caught.value.limit, caught.value.retry_after, engine.waiting_light) == ("queue", 1, 1)
        first.cancel()
        second.cancel()
        await asyncio.gather(first, second, return_exceptions=True)

    _with(any_data, Limits(seconds=30, workers=1, queue=1, light_seconds=30), work)


def test_with_no_queue_at_all_a_free_worker_still_answers(any_data: Release) -> None:
    answer = _with(any_data, Limits(workers=1, queue=0), lambda engine: engine.run(Query(ONE_ROW), media.DEFAULT))

    assert _rows(answer) == [{"x": "1"}]


def test_who_waits_as_long_as_a_query_may_take_is_told_busy(any_data: Release) -> None:
    async def work(engine: Embedded) -> None:
        task = asyncio.create_task(engine.run(Query(CROSS_JOIN), media.DEFAULT))
        await _until(lambda: engine.idle == 0)
        engine.limits = Limits(seconds=0.05)
        with pytest.raises(Busy, match="no worker was free"):
            await engine.run(Query(ONE_ROW), media.DEFAULT)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    _with(any_data, Limits(seconds=30, workers=1, light_seconds=30), work)


def test_who_waits_is_answered_once_a_worker_is_free(any_data: Release) -> None:
    async def work(engine: Embedded) -> list[Answer]:
        return await asyncio.gather(*(engine.run(Query(ONE_ROW), media.DEFAULT) for _ in range(8)))

    answers = _with(any_data, Limits(workers=1), work)

    assert {answer.body for answer in answers} == {answers[0].body} and len(answers) == 8


def test_a_pool_that_ends_leaves_no_process(any_data: Release) -> None:
    async def work(engine: Embedded) -> list[int]:
        await engine.run(Query(ONE_ROW), media.DEFAULT)
        return await _full(engine)

    others = _children()
    pids = _with(any_data, Limits(workers=2), work)

    assert len(pids) == 4 and not any(_lives(pid) for pid in pids)
    assert _children() == others


def test_a_pool_that_ends_while_a_worker_is_replaced_leaves_no_process(any_data: Release) -> None:
    async def work(engine: Embedded) -> list[int]:
        with pytest.raises(TooSlow):
            await engine.run(Query(CROSS_JOIN), media.DEFAULT)
        return engine.workers

    others = _children()
    pids = _with(any_data, Limits(seconds=0.2, workers=1), work)

    assert not any(_lives(pid) for pid in pids)
    assert _children() == others


def test_a_pool_that_ends_tells_those_who_wait_and_those_at_work(any_data: Release) -> None:
    others = _children()

    async def work(engine: Embedded) -> list[asyncio.Task[Answer]]:
        asked = [asyncio.create_task(engine.run(Query(CROSS_JOIN), media.DEFAULT)) for _ in range(3)]
        await _until(lambda: engine.waiting_light == 2)
        return asked

    async def ended() -> list[Answer | BaseException]:
        async with Embedded(any_data, Limits(workers=1, light_seconds=5)) as engine:
            asked = await work(engine)
        return await asyncio.gather(*asked, return_exceptions=True)

    told = asyncio.run(ended())

    assert [type(fault) for fault in told] == [Busy] * 3
    assert _children() == others


def test_a_release_that_no_worker_can_open_is_damaged_and_leaves_no_process(any_data: Release) -> None:
    (any_data.path / DUMP).write_bytes(b"no dump")
    others = _children()

    with pytest.raises(BadRelease, match="build it again"):
        _with(any_data, Limits(workers=2), lambda engine: engine.run(Query(ONE_ROW), media.DEFAULT))

    assert _children() == others


def _children() -> set[str]:
    return {pid for task in Path("/proc/self/task").iterdir() for pid in (task / "children").read_text("utf-8").split()}


# --- what a worker may do --------------------------------------------------------------------------------------


def test_a_worker_has_every_descriptor_taken_and_knows_no_secrets(
    any_data: Release, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("A_SECRET", "hidden-from-workers")

    async def work(engine: Embedded) -> tuple[set[str], dict[str, list[str]], str]:
        place = Path(f"/proc/{engine.workers[0]}")
        lines = (place / "limits").read_text("utf-8").splitlines()
        limits = {line[:26].strip(): line[26:].split()[:2] for line in lines}
        return {entry.name for entry in (place / "fd").iterdir()}, limits, (place / "environ").read_text("utf-8")

    descriptors, limits, environ = _with(any_data, Limits(workers=1), work)

    most, hard = limits["Max open files"]
    assert most == hard and {str(number) for number in range(int(most))} <= descriptors
    assert limits["Max core file size"] == limits["Max file size"] == ["0", "0"]
    assert all(1 << 30 < int(limit) < 3 << 29 for limit in limits["Max address space"])
    assert "hidden-from-workers" not in environ
