"""How an answer is kept over HTTP, in which forms it comes, and what is refused."""

import hashlib
import json
import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest
from pyoxigraph import RdfFormat, parse
from starlette.testclient import TestClient

from keeping import CLAIM, LIMITS, MODELS, keep, keeping
from lgi import files, media, names, questions
from lgi.archive import cabinet
from lgi.archive.comparison import Comparison
from lgi.archive.description import FORMS
from lgi.engine import Limits
from lgi.engine.remote import Endpoint
from lgi.errors import Busy
from lgi.release import Release
from lgi.web.app import Options, create_app
from lgi.web.kept import clerk, rechecks
from test_archive import digest_elsewhere

BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
NOTHING = "a" * 20
PROV = names.VOCABULARIES["prov"]
SCRIPT = "<script>alert(1)</script>"
GRAPH = {"query": "CONSTRUCT { ?model a [ ] } { ?model a <https://w3id.org/lgi/ontology#Model> }"}
LABELS = "SELECT ?thing ?label { ?thing <http://www.w3.org/2004/02/skos/core#prefLabel> ?label }"
YES = {"query": "ASK {}"}
DESCRIBED = {"query": "DESCRIBE <https://w3id.org/lgi/id/model/wigan-deal>"}
CITED = {
    "bib": "application/x-bibtex; charset=utf-8",
    "csl.json": "application/vnd.citationstyles.csl+json",
    "cff": "application/yaml",
    "txt": "text/plain; charset=utf-8",
    "canonical": "text/plain; charset=utf-8",
    "meta.json": "application/json",
    "meta.ttl": "text/turtle; charset=utf-8",
    "meta.jsonld": "application/ld+json",
    "atom": "application/atom+xml",
    "html": "text/html; charset=utf-8",
}


@pytest.fixture(scope="module")
def client(
    built: Release, tmp_path_factory: pytest.TempPathFactory, store_behind: Endpoint | None
) -> Iterator[TestClient]:
    """A service that keeps answers."""
    path = tmp_path_factory.mktemp("kept") / "answers.sqlite"
    limits = LIMITS if store_behind is None else Limits(seconds=30, client_heavy=1000, client_seconds=1e6)
    with keeping(built, path, limits=limits, remote=store_behind) as made:
        yield made


def _problem(response: httpx2.Response, status: int, slug: str) -> str:
    told: dict[str, Any] = response.json()
    assert (response.status_code, told["type"]) == (status, names.PROBLEMS + slug), told
    return str(told["detail"])


def test_what_is_kept_has_an_address_that_gives_the_same_rows(client: TestClient) -> None:
    response = client.post("/answer", data=CLAIM)
    told, path = response.json(), response.headers["location"]

    assert (response.status_code, response.headers["content-type"]) == (201, "application/json")
    assert re.fullmatch("/answer/[a-z2-7]{20}", path)
    assert told["id"] == names.BASE + path[1:]
    assert (told["release"], told["query"]) == (response.headers["lgi-release"], CLAIM["query"])
    assert client.get(path).content == client.get("/sparql", params=CLAIM).content


def test_the_same_kept_twice_is_the_same_answer(client: TestClient) -> None:
    first, second = keep(client, MODELS), client.post("/answer", data=MODELS)

    assert (second.status_code, second.headers["location"]) == (200, first["path"])
    assert second.json() == {name: value for name, value in first.items() if name != "path"}


def test_a_question_is_kept_with_its_arguments(client: TestClient) -> None:
    asked = {"question": "kinds-of-thing", "thing": "https://w3id.org/lgi/id/model/wigan-deal"}
    told = keep(client, asked)

    assert (told["question"], told["arguments"]) == ("kinds-of-thing", {"thing": asked["thing"]})
    assert (
        client.get(told["path"]).content
        == client.get("/q/kinds-of-thing.json", params={"thing": asked["thing"]}).content
    )
    assert asked["thing"] in told["citation"]


def test_a_query_may_be_sent_as_it_is_with_its_graphs(client: TestClient) -> None:
    query = "SELECT ?s { ?s ?p ?o } LIMIT 1"
    headers = {"Content-Type": "application/sparql-query"}
    told = client.post("/answer", params={"default-graph-uri": "http://e/none"}, content=query, headers=headers).json()

    assert (told["query"], told["default_graphs"], told["count"]) == (query, ["http://e/none"], 0)


def test_a_browser_is_led_to_what_it_kept(client: TestClient) -> None:
    response = client.post("/answer", data=MODELS, headers=BROWSER)

    assert (response.status_code, response.headers["location"]) == (303, keep(client, MODELS)["path"])


@pytest.mark.parametrize(
    "path",
    [
        "/q/named-models",
        "/sparql?query=ASK%7B%7D&default-graph-uri=http%3A%2F%2Fe%2Fg",
        "/q/kinds-of-thing?thing=model%3Awigan-deal",
    ],
)
def test_the_button_on_a_page_keeps_what_the_page_shows(client: TestClient, path: str) -> None:
    page = client.get(path, headers=BROWSER).text
    form = re.search(r'<form method="post" action="/answer".*?</form>', page, re.DOTALL)
    assert form
    fields = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', form[0]))
    told = keep(client, fields)

    assert client.get(told["path"]).json() == client.get(path, headers={"Accept": media.SOLUTIONS["json"]}).json()


@pytest.mark.parametrize("path", ["/sparql?query=SELECT+(NOW()+AS+%3Fnow)+%7B%7D", "/q", "/"])
def test_there_is_no_button_where_nothing_can_be_kept(client: TestClient, path: str) -> None:
    assert 'action="/answer"' not in client.get(path, headers=BROWSER).text


@pytest.mark.parametrize(
    ("data", "status", "slug", "why"),
    [
        ({"limit": "3"}, 400, "bad-argument", "none came"),
        ({**CLAIM, **MODELS}, 400, "bad-argument", "2 came"),
        ({**CLAIM, "limit": "3"}, 400, "bad-argument", "limit: a query takes"),
        ({"question": "none"}, 404, "not-found", "no question is called"),
        ({**MODELS, "council": "wigan"}, 400, "bad-argument", "takes no such argument"),
        ({"question": "kinds-of-thing", "thing": "a b"}, 400, "bad-argument", "thing: 'a b' is no"),
        ({"query": "SELEKT"}, 400, "bad-query", ""),
        ({"query": "SELECT * { SERVICE <http://e/> { ?s ?p ?o } }"}, 403, "refused", "SERVICE"),
        ({"query": "SELECT (NOW() AS ?now) {}"}, 422, "unkeepable", "time or for chance"),
        ({"query": "SELECT (1 AS ?n) ?b { [] a ?b BIND(RAND() AS ?r) }"}, 422, "unkeepable", "time or for chance"),
    ],
)
def test_what_cannot_be_kept_is_refused_with_the_reason(
    client: TestClient, data: dict[str, str], status: int, slug: str, why: str
) -> None:
    assert why in _problem(client.post("/answer", data=data), status, slug)


def test_a_graph_with_a_triple_as_a_term_is_not_kept(client: TestClient, engine_name: str) -> None:
    told = client.post("/answer", data={"query": "CONSTRUCT { ?s ?p <<( ?s ?p 1 )>> } { ?s ?p ?o } LIMIT 1"})

    if engine_name == "virtuoso":
        assert "does not support this query" in _problem(told, 400, "bad-query")
    else:
        assert "triple as a term" in _problem(told, 422, "unkeepable")


def test_an_argument_that_is_given_twice_is_refused(client: TestClient) -> None:
    told = client.post(
        "/answer",
        content="question=kinds-of-thing&thing=a&thing=b",
        headers={"Content-Type": "application/x-www-form-urlencoded"},
    )

    assert "thing: give it once" in _problem(told, 400, "bad-argument")


def test_rows_with_blank_nodes_are_not_kept(client: TestClient) -> None:
    query = (
        "SELECT ?list { ?list <http://www.w3.org/1999/02/22-rdf-syntax-ns#rest> ?rest FILTER(ISBLANK(?list)) } LIMIT 1"
    )

    assert "blank node" in _problem(client.post("/answer", data={"query": query}), 422, "unkeepable")


def test_a_body_of_another_type_is_refused(client: TestClient) -> None:
    _problem(client.post("/answer", json=MODELS), 415, "unsupported-type")


@pytest.mark.parametrize("data", [CLAIM, GRAPH, YES, DESCRIBED])
def test_every_form_there_is_can_be_had_and_never_changes(client: TestClient, data: dict[str, str]) -> None:
    told = keep(client, data)
    forms = {**FORMS[told["kind"]], **CITED}

    for ending, kind in forms.items():
        response = client.get(f"{told['path']}.{ending}")
        again = client.get(f"{told['path']}.{ending}", headers={"If-None-Match": response.headers["etag"]})
        head = client.head(f"{told['path']}.{ending}")
        assert (response.status_code, response.headers["content-type"].partition(";")[0]) == (
            200,
            kind.partition(";")[0],
        )
        assert (again.status_code, again.content) == (304, b"")
        assert (head.status_code, head.headers["etag"]) == (200, response.headers["etag"])
        assert ("immutable" in response.headers["cache-control"]) == (ending in {*FORMS[told["kind"]], "canonical"})
        assert response.headers["x-robots-tag"] == "noindex"
        assert response.headers["vary"] == "Accept-Encoding"


@pytest.mark.parametrize(
    ("accept", "ending", "kind"),
    [
        ("*/*", "json", media.SOLUTIONS["json"]),
        ("application/json", "json", media.SOLUTIONS["json"]),
        ("text/csv", "csv", "text/csv; charset=utf-8"),
        (BROWSER["Accept"], "html", CITED["html"]),
        ("application/x-bibtex", "bib", CITED["bib"]),
        ("application/vnd.citationstyles.csl+json", "csl.json", CITED["csl.json"]),
        ("application/atom+xml", "atom", CITED["atom"]),
    ],
)
def test_a_form_is_agreed_on(client: TestClient, accept: str, ending: str, kind: str) -> None:
    path = keep(client, CLAIM)["path"]
    response = client.get(path, headers={"Accept": accept})

    assert (response.status_code, response.headers["content-type"]) == (200, kind)
    assert response.headers["content-location"] == f"{path}.{ending}"
    assert response.headers["vary"] == "Accept, Accept-Encoding"


def test_a_form_that_there_is_not_is_told_with_those_there_are(client: TestClient) -> None:
    path = keep(client, CLAIM)["path"]
    told = client.get(path, headers={"Accept": "image/png"})

    _problem(told, 406, "not-acceptable")
    assert {"text/csv", "application/x-bibtex", "text/html"} <= set(told.json()["available"])
    assert "use one of json" in _problem(client.get(f"{path}.ttl"), 406, "not-acceptable")
    assert "use one of json" in _problem(client.get(f"{path}.none"), 406, "not-acceptable")


@pytest.mark.parametrize("tail", ["", ".csv", ".atom", "/today"])
def test_an_answer_that_was_never_kept_is_not_found(client: TestClient, tail: str) -> None:
    assert NOTHING in _problem(client.get(f"/answer/{NOTHING}{tail}"), 404, "not-found")


def test_every_form_points_to_the_others(client: TestClient) -> None:
    told = keep(client, CLAIM)
    links = _links(client.get(f"{told['path']}.csv").headers["link"])

    assert links["cite-as"] == [told["id"]]
    assert links["license"] == ["https://creativecommons.org/licenses/by/4.0/"]
    assert f"{told['path']}.meta.ttl" in links["describedby"]
    assert {f"{told['path']}.{ending}" for ending in ("csv", "json", "html", "atom")} <= set(links["alternate"])


def _links(header: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for target, relation in re.findall(r'<([^>]*)>; rel="([^"]*)"', header):
        found.setdefault(relation, []).append(target)
    return found


@pytest.mark.parametrize("data", [CLAIM, GRAPH, YES])
def test_what_is_said_of_an_answer_is_the_same_in_turtle_and_json_ld(client: TestClient, data: dict[str, str]) -> None:
    told = keep(client, data)
    turtle, jsonld = (
        {quad.triple for quad in parse(client.get(f"{told['path']}.meta.{ending}").content, format=kind)}
        for ending, kind in (("ttl", RdfFormat.TURTLE), ("jsonld", RdfFormat.JSON_LD))
    )

    found = {(str(each.predicate), str(each.object)) for each in turtle}
    assert turtle == jsonld
    assert (f"<{PROV}wasDerivedFrom>", f"<{names.BASE}release/{told['release']}>") in found
    assert f'"{told["sha256"]}"' in {value for _, value in found}


@pytest.mark.parametrize("data", [CLAIM, MODELS])
def test_the_digest_is_that_of_the_canonical_form_and_can_be_made_again(
    client: TestClient, data: dict[str, str]
) -> None:
    told = keep(client, data)

    assert hashlib.sha256(client.get(f"{told['path']}.canonical").content).hexdigest() == told["sha256"]
    assert digest_elsewhere(client.get(f"{told['path']}.json").content) == told["sha256"]


def test_the_canonical_form_of_a_graph_does_not_hang_on_the_names_of_blank_nodes(client: TestClient) -> None:
    told = keep(client, GRAPH)
    lines = client.get(f"{told['path']}.canonical").text.splitlines()

    assert lines == sorted(lines)
    assert all("_:c14n" in line for line in lines)
    assert client.get(f"{told['path']}/today").json()["same"] is True


def test_there_is_no_list_of_answers_but_a_page_that_says_what_is_kept(client: TestClient) -> None:
    told = keep(client, CLAIM)
    page, document = (
        client.get("/answer", headers=BROWSER),
        client.get("/answer", headers={"Accept": "application/json"}),
    )

    assert 'id="digest"' in page.text and "no list of answers" in page.text
    assert told["path"] not in page.text
    assert document.json()["keeps"] is True
    assert client.get("/answer", headers={"Accept": "text/csv"}).status_code == 406
    assert client.put("/answer").headers["allow"] == "GET, HEAD, OPTIONS, POST"


def test_a_browser_may_keep_answers_from_any_page_of_the_web(client: TestClient) -> None:
    told = client.options("/answer", headers={"Origin": "https://e.example", "Access-Control-Request-Method": "POST"})

    assert told.headers["access-control-allow-methods"] == "GET, HEAD, POST, OPTIONS"


def test_nothing_that_a_stranger_kept_becomes_markup_or_a_script(client: TestClient) -> None:
    query = f'SELECT ("{SCRIPT}" AS ?x) ("javascript:alert(1)" AS ?y) {{}} # {SCRIPT}'
    told = keep(client, {"query": query, "default-graph-uri": "http://e/?a='&b=1"})
    page = client.get(told["path"], headers=BROWSER).text

    assert SCRIPT not in page and 'href="javascript' not in page
    assert SCRIPT.replace("<", "&lt;").replace(">", "&gt;") in page
    assert SCRIPT not in client.get(f"{told['path']}.atom").text


def test_what_is_kept_names_nobody(client: TestClient) -> None:
    told = keep(client, CLAIM)
    where = client.app.state.clerk.cabinet.path  # type: ignore[attr-defined]

    db = sqlite3.connect(where)
    values = [str(value) for row in db.execute("SELECT * FROM answers") for value in row]
    db.close()
    assert any(told["sha256"] in value for value in values)
    assert not any("testclient" in value for value in values)


def test_a_large_answer_is_kept_as_well(client: TestClient) -> None:
    large = {"query": "SELECT ?s ?p ?o { ?s ?p ?o FILTER(ISIRI(?s) && !ISBLANK(?o)) } LIMIT 12000"}
    told = keep(client, large)
    unstable = client.post("/answer", data={"query": large["query"].replace("?o {", "?o (NOW() AS ?now) {")})

    rows = client.get(f"{told['path']}.json").content
    assert told["count"] == 12_000 and len(rows) > 1 << 20
    assert hashlib.sha256(client.get(f"{told['path']}.canonical").content).hexdigest() == told["sha256"]
    assert client.get(f"{told['path']}/today").json()["same"] is True
    assert "time or for chance" in _problem(unstable, 422, "unkeepable")


def test_a_busy_service_tells_so_and_can_be_asked_again_at_once(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = keep(client, {"query": "ASK {} # busy"})["path"]

    async def busy(*_: object) -> Comparison:
        raise Busy("64 queries wait already")

    with monkeypatch.context() as patch:
        patch.setattr(rechecks, "_compared", busy)
        told = client.get(f"{path}/today").json()
    again = client.get(f"{path}/today").json()

    assert (told["same"], told["reason"]) == (None, "64 queries wait already")
    assert again["same"] is True


def test_a_client_may_keep_so_many_a_minute_and_no_more(built: Release, tmp_path: Path) -> None:
    with keeping(built, tmp_path / "answers.sqlite", client_answers=2) as client:
        kept = [keep(client, {"query": f"ASK {{}} # {number}"}) for number in range(2)]
        refused = client.post("/answer", data=CLAIM)
        again = client.post("/answer", data={"query": "ASK {} # 1"})

    assert "kept 2 answers" in _problem(refused, 429, "too-many")
    assert 1 <= int(refused.headers["retry-after"]) <= 60
    assert again.headers["location"] == kept[1]["path"]


def test_a_client_may_fill_a_part_of_the_cabinet_a_day_and_no_more(built: Release, tmp_path: Path) -> None:
    with keeping(built, tmp_path / "answers.sqlite", answers_bytes=1 << 20) as client:
        told = [client.post("/answer", data={"query": f"{LABELS} LIMIT 500 OFFSET {number}"}) for number in range(9)]

    assert told[0].status_code == 201
    assert "in a day" in _problem(told[-1], 429, "too-many")
    assert 1 <= int(told[-1].headers["retry-after"]) <= 86_400


def test_an_answer_that_is_too_large_is_not_kept(
    built: Release, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rechecks, "MOST_BYTES", 100_000)
    monkeypatch.setattr(cabinet, "MOST_PACKED_BYTES", 500)
    with keeping(built, tmp_path / "answers.sqlite") as client:
        large = client.post("/answer", data={"query": f"{LABELS} LIMIT 5000"})
        packed = client.post("/answer", data={"query": f"{LABELS} LIMIT 50"})

    assert "one that is kept may not" in _problem(large, 413, "too-large-to-keep")
    assert "compressed" in _problem(packed, 413, "too-large-to-keep")


def test_a_full_cabinet_keeps_no_more_and_shows_what_it_has(
    built: Release, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clerk, "_PARTS", 1)
    with keeping(built, tmp_path / "answers.sqlite", answers_bytes=100_000) as client:
        first = keep(client, CLAIM)
        refused = [
            client.post("/answer", data={"query": f"{LABELS} LIMIT 500 OFFSET {number}"}) for number in range(20)
        ]
        again = client.get(first["path"])

    _problem(refused[-1], 507, "no-room")
    assert again.status_code == 200


@pytest.mark.parametrize("harm", ["none", "damaged", "locked"])
def test_without_its_cabinet_the_service_serves_all_else(
    built: Release, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, harm: str
) -> None:
    path = tmp_path / "answers.sqlite"
    monkeypatch.setattr(cabinet, "_WAIT_SECONDS", 0.1)
    if harm == "damaged":
        path.write_bytes(b"no database" * 1000)
    options = Options(answers=None if harm == "none" else path)
    db = sqlite3.connect(path, isolation_level=None) if harm == "locked" else None
    if db:
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("BEGIN EXCLUSIVE")
    with TestClient(create_app(built, LIMITS, options), follow_redirects=False) as client:
        refused = client.post("/answer", data=CLAIM), client.get(f"/answer/{NOTHING}.csv")
        page = client.get("/q/named-models", headers=BROWSER)
    if db:
        db.close()

    for response in refused:
        _problem(response, 503, "answers-shut")
        assert response.headers["retry-after"] == "5"
    assert page.status_code == 200
    assert ('action="/answer"' in page.text) == (harm != "none")


def test_a_graph_made_to_be_hard_to_canonicalise_ends_at_a_limit(built: Release, tmp_path: Path) -> None:
    clique = " . ".join(f"_:b{one} <http://e/p> _:b{other}" for one in range(9) for other in range(9) if one != other)
    with keeping(built, tmp_path / "answers.sqlite", limits=Limits(seconds=2, client_seconds=1e6)) as client:
        refused = client.post("/answer", data={"query": f"CONSTRUCT {{ {clique} }} {{}}"})
        after = client.post("/answer", data=CLAIM)

    # Which of them is met first, that of time or that of memory, depends on the machine.
    assert refused.json()["type"] in {f"{names.PROBLEMS}{limit}" for limit in ("too-slow", "too-complex")}
    assert after.status_code == 201


def test_what_cannot_be_told_today_is_told_with_the_reason(built: Release, tmp_path: Path) -> None:
    slow = {"query": "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"}
    path = tmp_path / "answers.sqlite"
    with keeping(built, path) as client:
        told = keep(client, YES)
    db = sqlite3.connect(path)
    with db:
        asked = json.loads(db.execute("SELECT asked FROM answers").fetchone()[0])
        db.execute("UPDATE answers SET asked = ?", [json.dumps({**asked, "query": slow["query"]})])
    db.close()
    with keeping(built, path, limits=Limits(seconds=1, client_seconds=1e6)) as client:
        page = client.get(told["path"], headers=BROWSER)
        today = client.get(f"{told['path']}/today")
        feed = client.get(f"{told['path']}.atom")
        rows = client.get(f"{told['path']}.json")

    assert "cannot be told just now: the query was stopped after 1 second" in page.text
    assert today.json()["same"] is None and "stopped" in today.json()["reason"]
    assert {response.headers["cache-control"] for response in (page, today, feed)} == {"no-store"}
    assert rows.json()["boolean"] is True


def test_an_answer_that_the_operator_withdrew_is_gone(built: Release, tmp_path: Path) -> None:
    path = tmp_path / "answers.sqlite"
    with keeping(built, path) as client:
        told = keep(client, CLAIM)
        db = sqlite3.connect(path)
        with db:
            db.execute(
                "UPDATE answers SET withdrawn = 'it named a person', body = NULL WHERE id = ?", [told["path"][8:]]
            )
        db.close()
        gone = client.get(told["path"])
        again = client.post("/answer", data=CLAIM)

    assert "withdrawn: it named a person" in _problem(gone, 410, "gone")
    _problem(again, 410, "gone")


def test_the_recipe_in_the_documentation_gives_the_digest(client: TestClient) -> None:
    told = keep(client, CLAIM)
    page = (files.ROOT / "docs" / "answers.md").read_text(encoding="utf-8")
    recipe = re.search(r"```python\n(.*?)```", page, re.DOTALL)
    assert recipe
    made: dict[str, Any] = {}
    exec(recipe[1], made)  # noqa: S102  # it is ours

    assert made["digest"](client.get(f"{told['path']}.json").json()) == told["sha256"]


def test_no_question_has_an_argument_that_could_be_taken_for_something_else() -> None:
    taken = {"question", "query", "release", "default-graph-uri", "named-graph-uri"}
    known = questions.read_folder(files.QUERIES).values()

    assert [q.name for q in known if taken & {argument.name for argument in q.arguments}] == []
