import httpx2
import pytest

from pitfalls import wire
from running import Running

ORIGIN = {"Origin": "https://elsewhere.example"}
EXPOSED = {"link", "etag", "location", "retry-after", "content-location", "lgi-limits"}
ANSWERS = [
    ("GET", "/", 200),
    ("GET", "/live", 200),
    ("GET", "/ready", 200),
    ("GET", "/metrics", 200),
    ("GET", "/q", 200),
    ("GET", "/q/named-models.csv", 200),
    ("GET", "/sparql", 200),
    ("GET", "/sparql?query=ASK{}", 200),
    ("HEAD", "/sparql?query=ASK{}", 200),
    ("GET", "/model/wigan-deal", 200),
    ("GET", "/model/wigan-deal.jsonld", 200),
    ("GET", "/openapi.json", 200),
    ("GET", "/static/lgi.css", 200),
    ("GET", "/id/model/wigan-deal", 303),
    ("GET", "/model/wigan-deal/", 308),
    ("GET", "/sparql?query=SELEKT", 400),
    ("POST", "/sparql", 415),
    ("GET", "/sparql?update=CLEAR+ALL", 403),
    ("GET", "/nowhere", 404),
    ("GET", "/model/nothing", 404),
    ("GET", "/static/nothing.css", 404),
    ("DELETE", "/sparql", 405),
    ("PUT", "/static/lgi.css", 405),
    ("GET", "/model/wigan-deal.csv", 406),
]
REFUSED = [
    ("a target that is too long", b"GET /" + b"x" * 70_000 + b" HTTP/1.1\r\nHost: a\r\n\r\n", 414),
    ("two hosts", b"GET /live HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400),
    ("no HTTP", b"x\r\n\r\n", 400),
    ("too many headers", b"GET /live HTTP/1.1\r\nHost: a\r\n" + b"x: y\r\n" * 2000 + b"\r\n", 431),
]


def values(response: httpx2.Response, name: str) -> list[str]:
    return response.headers.get_list(name)


@pytest.mark.parametrize(("verb", "path", "status"), ANSWERS)
def test_pitfall_44_every_origin_may_read_and_none_with_credentials(
    http: httpx2.Client, verb: str, path: str, status: int
) -> None:
    told = http.request(verb, path, headers={**ORIGIN, "Cookie": "a=b", "Authorization": "Basic eDp5"})

    assert told.status_code == status
    assert values(told, "access-control-allow-origin") == ["*"]
    assert "access-control-allow-credentials" not in told.headers
    assert "elsewhere.example" not in str(told.headers)


@pytest.mark.parametrize("origin", ["null", "https://a.example", "https://a.example\t", "chrome-extension://x", ""])
def test_pitfall_44_the_answer_is_the_same_whatever_the_origin(http: httpx2.Client, origin: str) -> None:
    told = http.get("/q/named-models", headers={"Origin": origin.strip()} if origin else {})

    assert values(told, "access-control-allow-origin") == ["*"]
    assert "origin" not in told.headers["vary"].lower()


@pytest.mark.parametrize(
    "path", ["/sparql", "/q/named-models", "/model/wigan-deal", "/id/model/wigan-deal", "/nowhere"]
)
@pytest.mark.parametrize("verb", ["GET", "POST", "HEAD", "PUT"])
def test_pitfall_45_a_preflight_names_methods_and_headers_and_may_be_kept(
    http: httpx2.Client, path: str, verb: str
) -> None:
    wanted = {"Access-Control-Request-Method": verb, "Access-Control-Request-Headers": "content-type, if-none-match"}
    told = http.options(path, headers={**ORIGIN, **wanted})

    assert (told.status_code, told.content) == (204, b"")
    assert values(told, "access-control-allow-origin") == ["*"]
    allowed = {name.strip().lower() for name in told.headers["access-control-allow-headers"].split(",")}
    assert {"content-type", "accept", "if-none-match"} <= allowed
    assert int(told.headers["access-control-max-age"]) >= 600
    assert "access-control-allow-credentials" not in told.headers


def allowed_by_preflight(http: httpx2.Client, path: str) -> set[str]:
    told = http.options(path, headers={**ORIGIN, "Access-Control-Request-Method": "GET"})
    return set(told.headers["access-control-allow-methods"].split(", "))


def test_pitfall_45_the_endpoint_allows_the_methods_that_it_has(http: httpx2.Client) -> None:
    assert allowed_by_preflight(http, "/sparql") == {"GET", "HEAD", "POST", "OPTIONS"}


@pytest.mark.parametrize("path", ["/q/named-models", "/model/wigan-deal", "/static/lgi.css"])
def test_pitfall_45_what_is_only_read_allows_only_reading(http: httpx2.Client, path: str) -> None:
    assert allowed_by_preflight(http, path) == {"GET", "HEAD", "OPTIONS"}


@pytest.mark.parametrize(("verb", "path", "status"), ANSWERS)
def test_pitfall_46_each_header_is_sent_on_every_status_and_once(
    http: httpx2.Client, verb: str, path: str, status: int
) -> None:
    for _ in range(2):
        told = http.request(verb, path, headers=ORIGIN)

        assert told.status_code == status
        assert len(values(told, "access-control-allow-origin")) == 1
        assert len(values(told, "access-control-expose-headers")) == 1
        single = ("content-type", "vary", "etag", "cache-control", "x-content-type-options", "date", "lgi-release")
        assert [name for name in single if len(values(told, name)) > 1] == []


@pytest.mark.parametrize("path", ["/sparql?query=ASK{}", "/model/wigan-deal", "/q/named-models", "/static/lgi.css"])
def test_pitfall_46_what_the_client_holds_is_told_with_the_same_headers(http: httpx2.Client, path: str) -> None:
    whole = http.get(path)
    for _ in range(2):
        told = http.get(path, headers={**ORIGIN, "If-None-Match": whole.headers["etag"]})

        assert (told.status_code, told.content) == (304, b"")
        for name in ("access-control-allow-origin", "access-control-expose-headers"):
            assert values(told, name) == values(whole, name) != []


def test_pitfall_46_a_query_past_the_deadline_is_told_with_the_same_headers(http: httpx2.Client) -> None:
    digits = " ".join(map(str, range(10)))
    slow = f"SELECT (COUNT(*) AS ?n) {{ {' '.join(f'VALUES ?v{i} {{ {digits} }}' for i in range(12))} }}"

    told = http.get("/sparql", params={"query": slow}, headers=ORIGIN)
    assert told.status_code == 503
    assert values(told, "access-control-allow-origin") == ["*"]


@pytest.mark.parametrize(("sent", "status"), [case[1:] for case in REFUSED], ids=[case[0] for case in REFUSED])
def test_pitfall_46_a_connection_that_is_refused_is_told_with_the_same_headers(
    server: Running, sent: bytes, status: int
) -> None:
    with wire.connected(server) as connection:
        connection.sendall(sent)
        told = wire.receive(connection)

    assert told.status == status
    assert told.headers.get_all("access-control-allow-origin") == ["*"]


@pytest.mark.parametrize(("verb", "path", "status"), ANSWERS)
def test_pitfall_47_a_page_may_read_the_headers_that_matter(
    http: httpx2.Client, verb: str, path: str, status: int
) -> None:
    told = http.request(verb, path, headers=ORIGIN)

    exposed = {name.strip().lower() for name in told.headers["access-control-expose-headers"].split(",")}
    ours = {name for name in told.headers if name.startswith("lgi-")}
    assert told.status_code == status
    assert EXPOSED | ours <= exposed
