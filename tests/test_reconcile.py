"""The Reconciliation API over HTTP: as OpenRefine uses it, and as nobody should."""

import asyncio
import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import quote, urlsplit

import jsonschema_rs
import pytest
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.testclient import TestClient
from starlette.types import Message

import reconciliation as messages
from lgi import names
from lgi.engine import Limits
from lgi.errors import Busy, NotFound, TooMany
from lgi.matching import gather, index
from lgi.release import Release
from lgi.web import kinds
from lgi.web.app import Options, create_app
from lgi.web.reconcile import forms
from lgi.web.reconcile.turns import Turns

WIGAN, BARNSLEY = (names.thing("council", slug) for slug in ("wigan", "barnsley"))
COUNCIL = gather.type_of("council")
PUBLIC = "https://lgi.example"

Answer = dict[str, Any]


@pytest.fixture(scope="module")
def service(built: Release) -> Iterator[TestClient]:
    """The service on the founding release, under a name of its own."""
    app = create_app(built, Limits(workers=1, heavy=1), Options(public=PUBLIC))
    with TestClient(app, follow_redirects=False) as made:
        yield made


def _valid(schema: messages.Schema, found: Answer) -> Answer:
    jsonschema_rs.validate(schema, found)
    return found


def _path(address: str) -> str:
    """Where the test reaches an address that the manifest gives."""
    assert address.startswith(PUBLIC)
    parts = urlsplit(address)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def _post(service: TestClient, **fields: object) -> Answer:
    """Send a form with JSON in it, as OpenRefine does."""
    written = "&".join(f"{name}={quote(json.dumps(value))}" for name, value in fields.items())
    kind = "application/x-www-form-urlencoded; charset=UTF-8"
    response = service.post(
        "/reconcile", content=written, headers={"Content-Type": kind, "Origin": "http://127.0.0.1:3333"}
    )
    assert response.status_code == 200, response.text
    assert response.headers["access-control-allow-origin"] == "*"
    found: Answer = response.json()
    return found


def _ask(service: TestClient, **query: object) -> list[Answer]:
    return list(_valid(messages.RESULTS, _post(service, queries={"q": query}))["q"]["result"])


def test_a_browser_that_is_given_the_address_is_led_to_a_page(service: TestClient) -> None:
    browser = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
    led, page = service.get("/reconcile", headers=browser), service.get("/reconcile/about")

    assert (led.status_code, led.headers["location"], led.headers["vary"]) == (303, "/reconcile/about", "Accept")
    assert f"{PUBLIC}/reconcile</code>" in page.text
    for openrefine in ("application/json, text/javascript, */*; q=0.01", "*/*"):
        assert service.get("/reconcile", headers={"Accept": openrefine}).json()["versions"] == ["0.2"]


def test_a_client_such_as_openrefine_gets_from_the_manifest_to_the_values(service: TestClient) -> None:
    manifest = _valid(messages.MANIFEST, service.get("/reconcile").json())
    suggest, extend = manifest["suggest"], manifest["extend"]["propose_properties"]

    # It guesses the type from some cells, and lets the user look for another one.
    guessed = _valid(messages.RESULTS, _post(service, queries={"q0": {"query": "Wigan Council", "limit": 3}}))
    assert guessed["q0"]["result"][0]["type"][0] == {"id": COUNCIL, "name": "Council"}
    where = _path(suggest["type"]["service_url"] + suggest["type"]["service_path"])
    types = _valid(messages.TYPES, service.get(where, params={"prefix": "counc"}).json())["result"]
    assert types[0]["id"] == COUNCIL in {each["id"] for each in manifest["defaultTypes"]}

    # A column becomes a property.
    where = _path(suggest["property"]["service_url"] + suggest["property"]["service_path"])
    properties = _valid(messages.PROPERTIES, service.get(where, params={"prefix": "GSS"}).json())["result"]
    assert [each["id"] for each in properties] == ["gss"]

    # It sends the cells ten at a time.
    ask = {"type": types[0]["id"], "type_strict": "should"}
    cells = {"q0": "Wigan MBC", "q1": "barnsley met borough council", "q2": "Atlantis"}
    queries: dict[str, Answer] = {key: {"query": text, **ask} for key, text in cells.items()}
    queries["q1"]["properties"] = [{"pid": "gss", "v": "E08000016"}]
    results = _valid(messages.RESULTS, _post(service, queries=queries))
    matched = {key: [each["id"] for each in found["result"] if each["match"]] for key, found in results.items()}
    assert matched == {"q0": [WIGAN], "q1": [BARNSLEY], "q2": []}

    # The user looks at a candidate, and looks one up by hand.
    preview = service.get(_path(manifest["preview"]["url"].replace("{{id}}", quote(WIGAN, safe=""))))
    assert preview.status_code == 200 and "Wigan Metropolitan Borough Council" in preview.text
    where = _path(suggest["entity"]["service_url"] + suggest["entity"]["service_path"])
    entities = _valid(messages.ENTITIES, service.get(where, params={"prefix": "wig", "type": COUNCIL}).json())["result"]
    assert entities[0]["id"] == WIGAN

    # It asks which columns may be added, and adds them.
    where = _path(extend["service_url"] + extend["service_path"])
    proposed = _valid(messages.PROPOSED, service.get(where, params={"type": COUNCIL, "limit": 30}).json())
    wanted: list[dict[str, Any]] = [{"id": "gss", "settings": {"current": True}}, {"id": "first-day"}, {"id": "org-id"}]
    assert {each["id"] for each in wanted} <= {each["id"] for each in proposed["properties"]}
    values = _valid(messages.EXTENSION, _post(service, extend={"ids": [WIGAN, BARNSLEY], "properties": wanted}))
    assert [each["id"] for each in values["meta"]] == ["gss", "first-day", "org-id"]
    assert values["rows"][WIGAN] == {"gss": [{"str": "E08000010"}], "first-day": [], "org-id": [{"str": "GB-LAE-WGN"}]}


def test_a_candidate_tells_its_features_and_why_it_is_there(service: TestClient) -> None:
    best = _ask(service, query="Wigan MBC", type="council")[0]
    about = service.get("/reconcile/about").text

    assert (best["match"], best["score"]) == (True, 99.0)
    assert best["description"].startswith("“Wigan Metropolitan Borough Council” is a name of Wigan Council.")
    features = {each["id"]: each["value"] for each in best["features"]}
    assert features["name_similarity"] == 100
    assert features["type_words"] == 1
    assert features["official_name"] is False
    for name in features:
        assert f'id="{name}"' in about


def test_a_code_leads_to_the_council_and_says_so(service: TestClient) -> None:
    best = _ask(service, query=" e08000016 ")[0]

    assert (best["id"], best["match"]) == (BARNSLEY, True)
    assert "E08000016 is a code of Barnsley" in best["description"]


def test_the_identifier_of_a_thing_is_a_query_for_it(service: TestClient) -> None:
    assert [_ask(service, query=text)[0]["id"] for text in (WIGAN, "council:wigan", "Q7999507")] == [WIGAN] * 3


def test_the_same_is_asked_by_get_alone_and_in_a_batch(service: TestClient) -> None:
    plain = service.get("/reconcile", params={"query": "Wigan Council"}).json()
    single = service.get("/reconcile", params={"query": '{"query": "Wigan Council"}'}).json()
    batch = service.get("/reconcile", params={"queries": '{"a": {"query": "Wigan Council"}}'})

    assert plain == single == batch.json()["a"]
    assert batch.headers["etag"]
    again = service.get(
        "/reconcile",
        params={"queries": '{"a": {"query": "Wigan Council"}}'},
        headers={"If-None-Match": batch.headers["etag"]},
    )
    assert again.status_code == 304
    extended = service.get("/reconcile", params={"extend": json.dumps({"ids": [WIGAN], "properties": [{"id": "gss"}]})})
    assert extended.json()["rows"] == {WIGAN: {"gss": [{"str": "E08000010"}]}}


def test_types_and_limits_restrict_the_candidates(service: TestClient) -> None:
    all_kinds = {each["type"][0]["name"] for each in _ask(service, query="wigan")}
    district = names.SCHEMES + "local-authority-type#metropolitan-district"

    assert {"Council", "Model"} <= all_kinds
    assert {each["type"][0]["name"] for each in _ask(service, query="wigan", type="model")} == {"Model"}
    assert [each["id"] for each in _ask(service, query="wigan", type=[COUNCIL, district], type_strict="all")] == [WIGAN]
    assert _ask(service, query="wigan", type={"id": "local-authority-type:county"}) == []
    assert _ask(service, query="wigan", type="nonsense") == []
    assert len(_ask(service, query="wigan", limit=2)) == 2
    assert len(_ask(service, query="of", limit=100000.0)) <= 50


def test_properties_speak_for_and_against(service: TestClient) -> None:
    def best(name: str, value: object) -> Answer:
        return _ask(service, query="Wigan", type="council", properties=[{"pid": name, "v": value}])[0]

    agreeing = [
        ("org-id", "GB-LAE-WGN"),
        ("identifier", ["x", "Q7999507"]),
        ("kind", "Metropolitan district"),
        ("website", "wigan.gov.uk"),
        ("other-name", "Wigan MBC".replace("MBC", "Metropolitan Borough Council")),
        ("place", {"id": names.thing("place", "wigan")}),
    ]
    for name, value in agreeing:
        features = {each["id"]: each["value"] for each in best(name, value)["features"]}
        assert (name, features["evidence_for"], features["evidence_against"]) == (name, 1, 0)
    assert best("gss", "E08000016")["match"] is False
    assert "contradicts" in best("gss", "E08000016")["description"]
    assert best("broader", 3)["match"] is best("charity-scotland", "SC1")["match"] is True
    assert best("unheard-of", value=True)["match"] is True
    assert best("nation", 1.5)["match"] is best("date", "2020")["match"]


def test_properties_alone_are_a_query_too(service: TestClient) -> None:
    found = _ask(service, properties=[{"pid": "gss", "v": "E08000010"}], type="council")
    other = _ask(service, query="", properties=[{"pid": "identifier", "v": "WGN"}, {"pid": "date", "v": 2020}])

    assert [(each["id"], each["match"]) for each in found] == [(WIGAN, True)]
    assert [each["id"] for each in other] == [WIGAN]
    assert _ask(service, query="  ") == []


def test_values_of_every_sort_are_given(service: TestClient) -> None:
    wanted = [each["id"] for each in service.get("/reconcile/properties").json()["properties"]]
    settings = [{"limit": 1}, {"limit": "2", "current": "on"}, {}]
    ids = [
        WIGAN,
        names.thing("model", "wigan-deal"),
        names.thing("organisation", "nlgn"),
        names.SCHEMES + "stage#ended",
        "nothing",
    ]
    for some in (wanted[:14], wanted[14:]):
        asked = [{"id": name, "settings": settings[place % 3]} for place, name in enumerate(some)]
        found = _valid(messages.EXTENSION, _post(service, extend={"ids": ids, "properties": asked}))
        assert set(found["rows"]) == set(ids)
        assert not any(found["rows"]["nothing"].values())
    found = _post(
        service,
        extend={
            "ids": ids,
            "properties": [{"id": "date"}, {"id": "scheme", "settings": None}, {"id": "family"}, {"id": "unheard-of"}],
        },
    )
    assert found["rows"][WIGAN] == {"date": [], "scheme": [], "family": [], "unheard-of": []}
    assert found["rows"][ids[1]]["family"] == [
        {"id": names.thing("model", "new-models"), "name": found["rows"][ids[1]]["family"][0]["name"]}
    ]


def test_suggestions_come_in_pages(service: TestClient) -> None:
    whole = service.get("/reconcile/suggest/entity", params={"type": "concept"}).json()["result"]
    rest = service.get("/reconcile/suggest/entity", params={"type": "concept", "cursor": "5"}).json()["result"]

    assert len(whole) == 20
    assert rest[:15] == whole[5:]
    assert service.get("/reconcile/suggest/entity", params={"prefix": "E08000010"}).json()["result"][0]["id"] == WIGAN
    assert service.get("/reconcile/suggest/type", params={"prefix": "zzz"}).json()["result"] == []
    assert service.get("/reconcile/suggest/type", params={"prefix": COUNCIL}).json()["result"][0]["id"] == COUNCIL
    assert service.get("/reconcile/suggest/nothing").status_code == 404


def test_a_thing_is_shown_and_leads_to_its_document(service: TestClient) -> None:
    shown = service.get("/reconcile/preview", params={"id": BARNSLEY})
    again = service.get("/reconcile/preview", params={"id": BARNSLEY})

    for page in (shown, again):
        policy = page.headers.get_list("content-security-policy")
        assert len(policy) == 1 and "frame-ancestors *" in policy[0]
    assert "E08000016" in shown.text
    assert "<script" not in shown.text
    assert service.get("/reconcile/view", params={"id": BARNSLEY}).headers["location"] == "/council/barnsley"
    for path in ("preview", "view"):
        assert service.get(f"/reconcile/{path}", params={"id": "<x>"}).status_code == 404
        assert service.get(f"/reconcile/{path}").status_code == 404
    assert "frame-ancestors 'none'" in service.get("/reconcile/about").headers["content-security-policy"]


def test_browsers_of_other_sites_may_send_batches(service: TestClient) -> None:
    asked = {"Access-Control-Request-Method": "POST", "Origin": "http://127.0.0.1:3333"}

    assert "POST" in service.options("/reconcile", headers=asked).headers["access-control-allow-methods"]
    assert "POST" not in service.options("/reconcile/about", headers=asked).headers["access-control-allow-methods"]
    assert service.head("/reconcile").status_code == 200
    assert service.options("/reconcile").headers["allow"] == "GET, HEAD, OPTIONS, POST"
    assert service.put("/reconcile").status_code == 405


DEEP = "[" * 100_000


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        ("queries", "{", "queries: this is not JSON"),
        ("queries", DEEP, "queries: it is nested too deeply"),
        ("queries", '{"a": NaN}', "NaN is no number"),
        ("queries", "[]", "queries: it is a JSON object"),
        ("queries", '{"a": 1}', "queries.a: it is a JSON object"),
        ("queries", '{"a": {}}', "give a 'query'"),
        ("queries", '{"a": {"query": 1}}', "queries.a.query: it is a text"),
        ("queries", json.dumps({"a": {"query": "x" * 501}}), "more than 500 characters"),
        ("queries", '{"a": {"query": "x", "limit": 0}}', "limit: it is a whole number"),
        ("queries", '{"a": {"query": "x", "limit": true}}', "limit: it is a whole number"),
        ("queries", '{"a": {"query": "x", "limit": "3"}}', "limit: it is a whole number"),
        ("queries", '{"a": {"query": "x", "type": 3}}', "type: it is a text"),
        ("queries", '{"a": {"query": "x", "type_strict": "no"}}', "type_strict: it is one of"),
        ("queries", '{"a": {"query": "x", "properties": {}}}', "properties: it is a list"),
        ("queries", '{"a": {"query": "x", "properties": [{"pid": "gss"}]}}', "properties[0]: give 'pid' and 'v'"),
        ("queries", '{"a": {"query": "x", "properties": [{"pid": "gss", "v": [[]]}]}}', "a value is a text"),
        ("queries", json.dumps({"a": {"query": "x", "properties": [{"pid": "a", "v": "b"}] * 26}}), "at most 25"),
        (
            "queries",
            json.dumps({"a": {"query": "x", "properties": [{"pid": "a", "v": ["b"] * 26}]}}),
            "at most 25 values",
        ),
        ("query", "{", "query: this is not JSON"),
        ("extend", "[]", "extend: it is a JSON object"),
        ("extend", '{"ids": 1, "properties": []}', "give 'ids' and 'properties'"),
        ("extend", '{"ids": [1], "properties": []}', "extend.ids[0]: it is a text"),
        ("extend", '{"ids": [], "properties": [{}]}', "extend.properties[0].id: it is a text"),
        ("extend", '{"ids": [], "properties": [{"id": "a", "settings": 1}]}', "settings: it is a JSON object"),
        ("extend", json.dumps({"ids": [], "properties": [{"id": "a"}] * 26}), "at most 25"),
        ("other", "x", "send one of the fields"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_place(service: TestClient, field: str, value: str, told: str) -> None:
    response = service.post("/reconcile", data={field: value})

    assert response.status_code == 400
    assert response.headers["content-type"] == "application/problem+json"
    assert response.headers["access-control-allow-origin"] == "*"
    assert told in response.json()["detail"]


def test_too_much_at_once_is_refused(service: TestClient) -> None:
    many = json.dumps({str(number): {"query": "x"} for number in range(1001)})
    ids = json.dumps({"ids": ["x"] * 1001, "properties": []})

    for field, text in (("queries", many), ("extend", ids), ("queries", "x" * (4 << 20))):
        response = service.post("/reconcile", data={field: text})
        assert (response.status_code, response.json()["type"]) == (413, kinds.OF_HTTP[413].iri)  # type: ignore[index]


def test_a_body_whose_length_is_not_told_is_cut_off(service: TestClient) -> None:
    def parts() -> Iterator[bytes]:
        yield from [b"queries="] + [b"x" * (1 << 20)] * 5

    response = service.post(
        "/reconcile", content=parts(), headers={"Content-Type": "application/x-www-form-urlencoded"}
    )
    assert response.status_code == 413


def test_a_form_that_takes_too_long_to_arrive_is_waited_for_no_longer() -> None:
    async def never() -> Message:
        await asyncio.sleep(60)
        raise AssertionError

    scope = {"type": "http", "method": "POST", "query_string": b"", "headers": [(b"content-type", forms.FORM.encode())]}
    with pytest.raises(HTTPException) as told:
        asyncio.run(forms.fields(Request(scope, never), (), 100, 0.01))
    assert told.value.status_code == 408


def test_requests_that_are_no_form_or_contradict_themselves_are_refused(service: TestClient) -> None:
    assert service.post("/reconcile", json={"queries": {}}).status_code == 415
    assert service.post("/reconcile", content=b"queries={}").status_code == 415
    packed = {"Content-Type": "application/x-www-form-urlencoded", "Content-Encoding": "gzip"}
    assert service.post("/reconcile", content=b"x", headers=packed).status_code == 415
    assert service.get("/reconcile?query=a&query=b").status_code == 400
    assert service.get("/reconcile?query=a&queries={}").status_code == 400
    assert service.get("/reconcile?query=%ff").status_code == 400
    assert service.get("/reconcile?query=Wigan&_=1&_=2&callback=f").json()["result"]
    assert service.get("/reconcile/suggest/entity?cursor=-1").status_code == 400
    assert service.get("/reconcile/suggest/entity?cursor=99999999").status_code == 400
    assert service.get("/reconcile/properties?limit=x").status_code == 400
    assert service.get("/reconcile/suggest/type", params={"prefix": "x" * 501}).status_code == 400


def test_a_release_without_an_index_says_so(built: Release) -> None:
    files = {name: digest for name, digest in built.manifest.files.items() if name != gather.FILE}
    with pytest.raises(NotFound, match="before names could be matched"):
        index.of_release(replace(built, manifest=replace(built.manifest, files=files)))


def test_turns_are_few_and_nobody_has_all_of_them() -> None:
    async def crowd() -> list[str]:
        turns, told = Turns(at_once=1, waiting=2, of_one=2), list[str]()
        gate = asyncio.Event()

        async def work(client: str) -> None:
            try:
                async with turns.turn(client):
                    await gate.wait()
                    told.append(client)
            except (Busy, TooMany) as fault:
                told.append(type(fault).__name__)

        tasks = [asyncio.create_task(work(client)) for client in ("a", "a", "a", "b", "c")]
        await asyncio.sleep(0)
        gate.set()
        await asyncio.gather(*tasks)
        return told

    assert asyncio.run(crowd()) == ["TooMany", "Busy", "a", "a", "b"]


def test_each_release_has_a_service_of_its_own(service: TestClient, built: Release) -> None:
    here = f"/release/{built.manifest.name}"
    manifest = _valid(messages.MANIFEST, service.get(f"{here}/reconcile").json())

    assert manifest["preview"]["url"] == f"{PUBLIC}{here}/reconcile/preview?id={{{{id}}}}"
    assert manifest["suggest"]["entity"]["service_url"] == PUBLIC + here
    found = service.post(f"{here}/reconcile", data={"queries": '{"a": {"query": "Wigan Council"}}'})
    assert found.json() == _post(service, queries={"a": {"query": "Wigan Council"}})
    shown = service.get(f"{here}/reconcile/preview", params={"id": WIGAN})
    assert "frame-ancestors *" in shown.headers["content-security-policy"]
    assert 'href="/static/lgi.css"' in shown.text
    assert service.get(f"{here}/reconcile/view", params={"id": WIGAN}).headers["location"] == f"{here}/council/wigan"
    asked = {"Access-Control-Request-Method": "POST", "Origin": "http://127.0.0.1:3333"}
    assert "POST" in service.options(f"{here}/reconcile", headers=asked).headers["access-control-allow-methods"]
