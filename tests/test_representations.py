import gzip
from collections.abc import Callable, Iterator

import pytest
import zstandard
from starlette.testclient import TestClient

from lgi import build
from lgi.engine import Limits
from lgi.release import Release
from lgi.web.app import Options, create_app

CSV = "/q/conditions-of-models.csv"
MANY = "SELECT * { VALUES ?a {1 2 3 4 5 6 7 8 9 10} VALUES ?b {1 2 3 4 5 6 7 8 9 10} VALUES ?c {1 2 3 4 5 6 7 8 9 10} }"
LARGE = 'SELECT (CONCAT(STR(?a), STR(?b), STR(?c), "%s") AS ?x) {%s}' % ("-" * 2000, MANY[10:-1].strip(" {"))  # noqa: UP031


@pytest.fixture(scope="module")
def people(tmp_path_factory: pytest.TempPathFactory) -> Release:
    """A small release."""
    folder = tmp_path_factory.mktemp("people")
    path = folder / "people.ttl"
    path.write_text("<http://e/ann> <http://e/age> 41 .\n", encoding="utf-8")
    return build.build_from([path], folder / "release", graph_per_file=False)


@pytest.fixture(scope="module")
def endpoint(people: Release) -> Iterator[TestClient]:
    """The service on it."""
    with TestClient(create_app(people, Limits(seconds=5, light_seconds=1))) as client:
        yield client


@pytest.mark.parametrize(
    "path", [CSV, "/q", "/", "/model/wigan-deal", "/sparql?query=ASK{?s ?p ?o}", "/sparql", "/ontology"]
)
def test_who_holds_an_answer_is_told_so_and_sent_nothing(client: TestClient, path: str) -> None:
    got = client.get(path)

    again = client.get(path, headers={"If-None-Match": got.headers["etag"]})

    assert (got.status_code, again.status_code, again.content) == (200, 304, b"")
    for name in ("etag", "vary", "cache-control"):
        assert again.headers[name] == got.headers[name]


def test_an_answer_that_was_never_made_here_is_known_by_its_tag(people: Release) -> None:
    with TestClient(create_app(people, Limits())) as before:
        tag = before.get("/sparql?query=ASK{}").headers["etag"]
    with TestClient(create_app(people, Limits())) as after:
        again = after.get("/sparql?query=ASK{}", headers={"If-None-Match": f'"other", W/{tag}'})
        kept = after.app.state.sites.current.kept_bytes  # type: ignore[attr-defined]

    assert (again.status_code, kept) == (304, 0)


def test_each_form_of_an_answer_has_a_tag_of_its_own(client: TestClient) -> None:
    forms = ["json", "xml", "csv", "tsv", "html"]
    tags = {client.get(f"/q/conditions-of-models.{form}").headers["etag"] for form in forms}
    tags |= {client.get(CSV, headers={"Accept-Encoding": how}).headers["etag"] for how in ("gzip", "zstd", "identity")}

    # One of them is asked for twice: the client of these tests accepts gzip.
    assert len(tags) == len(forms) + 2


def test_a_tag_of_another_form_does_not_count(client: TestClient) -> None:
    tag = client.get("/q/conditions-of-models.json").headers["etag"]

    assert client.get(CSV, headers={"If-None-Match": tag}).status_code == 200


def test_other_limits_or_another_release_make_other_tags(people: Release, any_data: Release) -> None:
    tags = set()
    for release, limits in ((people, Limits()), (people, Limits(seconds=3)), (any_data, Limits())):
        with TestClient(create_app(release, limits)) as client:
            tags.add(client.get("/sparql?query=ASK{}").headers["etag"])

    assert len(tags) == 3


@pytest.mark.parametrize(
    ("accepted", "expected"),
    [
        ("gzip", "gzip"),
        ("zstd, gzip", "zstd"),
        ("gzip, zstd;q=0.5", "gzip"),
        ("gzip;q=0, zstd;q=0", None),
        ("br", None),
        ("identity", None),
        ("*", "zstd"),
    ],
)
def test_an_answer_is_compressed_as_the_client_likes_best(
    client: TestClient, accepted: str, expected: str | None
) -> None:
    plain = client.get(CSV, headers={"Accept-Encoding": "identity"})

    with client.stream("GET", CSV, headers={"Accept-Encoding": accepted}) as response:
        sent = b"".join(response.iter_raw())

    unpack: dict[str | None, Callable[[bytes], bytes]] = {"gzip": gzip.decompress, "zstd": _unpack, None: bytes}
    assert response.headers.get("content-encoding") == expected
    assert unpack[expected](sent) == plain.content
    assert int(response.headers["content-length"]) == len(sent)
    assert "Accept-Encoding" in response.headers["vary"]


def test_what_is_short_is_not_compressed(client: TestClient) -> None:
    response = client.get("/sparql?query=ASK{}", headers={"Accept-Encoding": "gzip"})

    assert "content-encoding" not in response.headers


@pytest.mark.parametrize("call", ["NOW()", "RAND()", "STRUUID()"])
def test_what_differs_each_time_is_never_kept(endpoint: TestClient, call: str) -> None:
    asked = {"query": f"SELECT ({call} AS ?x) {{}}"}

    first, second = endpoint.get("/sparql", params=asked), endpoint.get("/sparql", params=asked)

    assert first.content != second.content
    assert first.headers["cache-control"] == "no-store" and "etag" not in first.headers


def test_an_answer_is_made_once_by_get_and_by_post_for_each_query(endpoint: TestClient) -> None:
    queries = ["SELECT (1 AS ?x) {}", "SELECT (2 AS ?x) {}"]

    first = [endpoint.post("/sparql", data={"query": query}).json() for query in queries]
    again = [endpoint.post("/sparql", data={"query": query}).json() for query in queries]

    assert first == again and first[0] != first[1]


def test_an_error_is_not_kept(endpoint: TestClient) -> None:
    response = endpoint.get("/sparql?query=SELEKT")

    assert response.status_code == 400
    assert response.headers["cache-control"] == "no-store" and "etag" not in response.headers


@pytest.mark.parametrize("encoding", ["identity", "gzip", "zstd"])
def test_a_large_answer_is_whole_in_every_encoding(endpoint: TestClient, encoding: str) -> None:
    asked = {"query": LARGE, "format": "csv"}

    with endpoint.stream("GET", "/sparql", params=asked, headers={"Accept-Encoding": encoding}) as response:
        sent = b"".join(response.iter_raw())

    unpack = {"gzip": gzip.decompress, "zstd": _unpack, "identity": bytes}
    assert unpack[encoding](sent).count(b"\r\n") == 1001
    assert int(response.headers["content-length"]) == len(sent)
    assert response.headers["etag"]


def _unpack(body: bytes) -> bytes:
    return zstandard.ZstdDecompressor().decompressobj().decompress(body)


def test_a_large_answer_is_offered_to_people_and_not_shown(endpoint: TestClient) -> None:
    page = endpoint.get("/sparql", params={"query": LARGE, "format": "html"})

    assert page.status_code == 200 and len(page.content) < 100_000
    assert "too long to read" in page.text and "format=csv" in page.text


def test_nothing_is_kept_where_nothing_may_be(people: Release) -> None:
    with TestClient(create_app(people, Limits(), Options(cache_bytes=0))) as client:
        first, second = client.get("/sparql?query=ASK{}"), client.get("/sparql?query=ASK{}")
        kept = client.get("/metrics").text

    assert first.content == second.content
    assert "lgi_kept_answers_total 0.0" in kept and "lgi_kept_bytes 0.0" in kept


def test_the_least_used_answers_make_room(people: Release) -> None:
    with TestClient(create_app(people, Limits(), Options(cache_bytes=5000))) as client:
        for number in range(20):
            client.get("/sparql", params={"query": f"SELECT ({number} AS ?x) {{}}"})
        kept = client.app.state.sites.current.kept_bytes  # type: ignore[attr-defined]

    assert 0 < kept <= 5000


def test_a_document_names_its_own_address_and_those_of_its_other_forms(client: TestClient) -> None:
    response = client.get("/model/wigan-deal", headers={"Accept": "application/ld+json"})

    assert response.headers["content-location"] == "/model/wigan-deal.jsonld"
    for kind, ending in {"text/turtle": "ttl", "application/rdf+xml": "rdf", "text/html": "html"}.items():
        assert f'</model/wigan-deal.{ending}>; rel="alternate"; type="{kind}"' in response.headers["link"]


def test_an_address_with_an_ending_does_not_negotiate(client: TestClient) -> None:
    response = client.get("/model/wigan-deal.ttl", headers={"Accept": "text/html"})

    assert response.headers["content-type"].startswith("text/turtle")
    assert response.headers["vary"] == "Accept-Encoding" and "content-location" not in response.headers


def test_the_links_of_an_answer_lead_to_its_other_forms(endpoint: TestClient) -> None:
    response = endpoint.get("/sparql", params={"query": "SELECT (1 AS ?x) {}", "format": "json"})

    assert 'type="text/csv"' in response.headers["link"] and "format=csv" in response.headers["link"]


def test_links_that_grow_too_long_are_left_out(endpoint: TestClient) -> None:
    response = endpoint.get("/sparql", params={"query": "SELECT (1 AS ?x) {} #" + "x" * 3000})

    assert response.status_code == 200 and "link" not in response.headers
