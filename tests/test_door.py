import json
import logging
import logging.config
from collections.abc import Iterator

import pytest
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.testclient import TestClient

from lgi.engine import Limits
from lgi.release import Release
from lgi.web import logs
from lgi.web.app import Options, create_app

ALWAYS = {
    "access-control-allow-origin": "*",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-resource-policy": "cross-origin",
}


@pytest.fixture
def logged(caplog: pytest.LogCaptureFixture) -> Iterator[pytest.LogCaptureFixture]:
    """What the service logs."""
    with caplog.at_level(logging.INFO, "lgi"):
        yield caplog


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/live", 200),
        ("GET", "/q/named-models.csv", 200),
        ("GET", "/id/model/wigan-deal", 303),
        ("GET", "/model/wigan-deal/", 308),
        ("GET", "/sparql?query=SELEKT", 400),
        ("GET", "/nowhere", 404),
        ("DELETE", "/sparql", 405),
        ("GET", "/q/named-models.ods", 406),
        ("GET", "/static/lgi.css", 200),
    ],
)
def test_every_answer_names_the_release_and_carries_the_same_headers_once(
    client: TestClient, method: str, path: str, status: int
) -> None:
    for _ in range(2):
        response = client.request(method, path, headers={"Origin": "https://elsewhere.example"})

        assert response.status_code == status
        for name, value in ALWAYS.items():
            assert response.headers.get_list(name) == [value]
        assert len(response.headers.get_list("content-security-policy")) == 1
        assert response.headers["lgi-release"].startswith("0.")
        assert "set-cookie" not in response.headers


@pytest.mark.parametrize(
    ("asked", "led"),
    [
        ("/model/wigan-deal/", "/model/wigan-deal"),
        ("/q/named-models.csv/?x=%C3%A9", "/q/named-models.csv?x=%C3%A9"),
        ("//elsewhere.example/", "/elsewhere.example"),
        ("/model/caf%C3%A9%2Fx/", "/model/caf%C3%A9%2Fx"),
    ],
)
def test_a_slash_at_the_end_is_led_to_the_address_without_and_to_no_other_host(
    client: TestClient, asked: str, led: str
) -> None:
    response = client.get(f"http://testserver{asked}")

    assert (response.status_code, response.headers["location"]) == (308, led)


def test_a_request_is_logged_on_one_line_with_its_query_by_digest(
    client: TestClient, logged: pytest.LogCaptureFixture
) -> None:
    client.get("/sparql", params={"query": "ASK { ?secret ?p 'line\nbreak' }"})

    (record,) = logged.records
    assert (record.name, record.getMessage()) == ("lgi.requests", "request")
    assert record.__dict__["query"] == logs.of_query("ASK { ?secret ?p 'line\nbreak' }", whole=False)["query"]
    assert "text" not in record.__dict__ and record.__dict__["status"] == 400


def test_the_text_of_a_query_is_logged_where_that_is_wanted(
    any_data: Release, logged: pytest.LogCaptureFixture
) -> None:
    with TestClient(create_app(any_data, Limits(), Options(log_queries=True))) as client:
        client.get("/sparql", params={"query": "ASK {}"})

    assert [record.__dict__["text"] for record in logged.records if "query" in record.__dict__] == ["ASK {}"]


def test_a_log_is_lines_of_json_whatever_was_asked(
    capsys: pytest.CaptureFixture[str], request: pytest.FixtureRequest
) -> None:
    request.addfinalizer(logging.getLogger("lgi").handlers.clear)
    logging.config.dictConfig(logs.config())

    logging.getLogger("lgi.requests").info("request", extra={"path": 'a\n{"level": "forged"}\x1b[31m'})

    (line,) = capsys.readouterr().err.splitlines()
    told = json.loads(line)
    assert (told["level"], told["event"], told["path"]) == ("INFO", "request", 'a\n{"level": "forged"}\x1b[31m')
    assert "\x1b" not in line and told["time"]
    logging.getLogger("lgi").propagate = True


def test_a_fault_half_way_breaks_the_answer_and_is_logged(any_data: Release, logged: pytest.LogCaptureFixture) -> None:
    async def break_off(_request: Request) -> Response:
        def parts() -> Iterator[bytes]:
            yield b"half"
            raise ZeroDivisionError

        return StreamingResponse(parts())

    app = create_app(any_data, Limits())
    app.add_route("/half", break_off)

    with TestClient(app) as client, pytest.raises(ZeroDivisionError):
        client.get("/half")

    assert "fault" in [record.getMessage() for record in logged.records]


def test_metrics_count_requests_by_few_labels(any_data: Release) -> None:
    with TestClient(create_app(any_data, Limits())) as client:
        for path in ("/nowhere/1", "/nowhere/2", "/sparql?query=ASK{}", "/sparql?query=ASK{}", "/live"):
            client.get(path)
        client.request("BREW", "/live")
        response = client.get("/metrics")

    lines = dict(line.rsplit(" ", 1) for line in response.text.splitlines() if not line.startswith("#"))
    assert response.headers["content-type"].startswith("text/plain; version=0.0.4")
    assert lines['lgi_requests_total{handler="none",method="GET",status="404"}'] == "2.0"
    assert lines['lgi_requests_total{handler="sparql",method="GET",status="200"}'] == "1.0"
    assert lines["lgi_kept_answers_total"] == "1.0"
    assert lines['lgi_requests_total{handler="live",method="other",status="405"}'] == "1.0"
    assert lines["lgi_workers"] != "0.0" and not any("nowhere" in line for line in lines)
