from collections.abc import Iterator

import pytest
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.testclient import TestClient

from lgi import build, errors, media, names
from lgi.engine import Limits
from lgi.errors import LgiError
from lgi.web import kinds, problems
from lgi.web.app import create_app

BROWSER = "text/html,application/xhtml+xml,*/*;q=0.8"
FAULTS: dict[str, Exception] = {
    "many": errors.TooMany("60 s of 60 s are used", limit="client_seconds", retry_after=17),
    "busy": errors.Busy("64 queries wait"),
    "slow": errors.TooSlow("stopped after 3 seconds", limit="seconds"),
    "lost": errors.Unreachable("no answer", retry_after=3),
    "odd": errors.Untrustworthy("a page instead of rows"),
    "large": errors.TooComplex("more than 64 MiB", limit="answer_bytes"),
    "none": errors.NotAcceptable("not as that", ["text/turtle", "text/html"]),
    "type": errors.UnsupportedMedia("text/plain"),
    "bad": errors.BadQuery("line 1, column 2: x", 1, 2, "x", "write ?x"),
    "late": HTTPException(408),
    "big": HTTPException(413, "a query may have 10 bytes"),
    "long": HTTPException(414),
    "teapot": HTTPException(418),
}


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """A service that fails in every way there is."""
    folder = tmp_path_factory.mktemp("failing")
    (folder / "facts.nq").write_text('<http://e/s> <http://e/p> "1" .\n', encoding="utf-8")
    release = build.build_from([folder / "facts.nq"], folder / "release", graph_per_file=False)
    app = create_app(release, Limits(seconds=3, client_seconds=60, answer_bytes=1000))

    async def fail(request: Request) -> Response:
        raise FAULTS[request.path_params["how"]]

    app.add_route("/fail/{how}", fail)
    with TestClient(app) as made:
        yield made


@pytest.mark.parametrize(
    ("how", "status", "slug", "members"),
    [
        ("many", 429, "too-many", {"limit": "client_seconds", "limit_value": 60}),
        ("busy", 503, "busy", {}),
        ("slow", 503, "too-slow", {"limit": "seconds", "limit_value": 3}),
        ("lost", 503, "unreachable", {}),
        ("odd", 502, "untrustworthy", {}),
        ("large", 400, "too-complex", {"limit": "answer_bytes", "limit_value": 1000}),
        ("none", 406, "not-acceptable", {"available": ["text/turtle", "text/html"]}),
        ("type", 415, "unsupported-type", {}),
        ("bad", 400, "bad-query", {"line": 1, "column": 2, "token": "x", "suggestion": "write ?x"}),
        ("late", 408, "slow-body", {}),
        ("big", 413, "too-large", {}),
        ("long", 414, "target-too-long", {}),
    ],
)
def test_a_problem_is_told_with_all_that_is_known_of_it(
    client: TestClient, how: str, status: int, slug: str, members: dict[str, object]
) -> None:
    response = client.get(f"/fail/{how}")

    told = response.json()
    assert (response.status_code, response.headers["content-type"]) == (status, media.PROBLEM)
    assert (told.pop("type"), told.pop("status")) == (names.PROBLEMS + slug, status)
    assert told.pop("title") and told.pop("detail") and told.pop("advice")
    assert told.pop("instance").startswith("urn:uuid:")
    assert told == members


@pytest.mark.parametrize(
    ("how", "sentence"),
    [
        ("lost", "No answer."),
        ("many", "60 s of 60 s are used."),
        ("type", "text/plain."),
        ("bad", "Line 1, column 2: x."),
    ],
)
def test_a_page_tells_it_in_a_sentence(client: TestClient, how: str, sentence: str) -> None:
    page = client.get(f"/fail/{how}", headers={"Accept": BROWSER}).text

    assert f'<p class="lede">{sentence}</p>' in page


@pytest.mark.parametrize(("how", "seconds"), [("many", "17"), ("busy", "5"), ("slow", "5"), ("lost", "3")])
def test_who_may_ask_again_is_told_when(client: TestClient, how: str, seconds: str) -> None:
    assert client.get(f"/fail/{how}").headers["retry-after"] == seconds


@pytest.mark.parametrize("how", ["odd", "large", "bad", "none"])
def test_who_would_get_the_same_again_is_not_told_to_ask_again(client: TestClient, how: str) -> None:
    assert "retry-after" not in client.get(f"/fail/{how}").headers


def test_a_body_of_a_wrong_type_is_answered_with_the_right_ones(client: TestClient) -> None:
    headers = client.get("/fail/type").headers

    assert headers["accept-post"] == headers["accept"] == problems.ACCEPT_POST


def test_a_status_of_which_we_know_nothing_is_told_as_http_has_it(client: TestClient) -> None:
    told = client.get("/fail/teapot").json()

    assert (told["status"], told["type"]) == (418, "about:blank")
    assert "advice" not in told


@pytest.mark.parametrize("path", ["/static/lgi.css", "/live", "/sparql", "/problem/busy"])
def test_a_method_that_is_not_allowed_is_answered_with_those_that_are(client: TestClient, path: str) -> None:
    response = client.put(path)

    assert response.status_code == 405
    assert {"GET", "HEAD"} <= set(response.headers["allow"].split(", "))


def test_every_error_that_a_request_can_meet_has_a_kind() -> None:
    met = {kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, LgiError)}
    inside = {LgiError, errors.QueryError, errors.BadData, errors.BadGraph, errors.BadQuestion}

    assert set(kinds.OURS) == met - inside - {errors.AddressInUse}


@pytest.mark.parametrize("slug", list(kinds.ALL))
def test_the_type_of_every_problem_leads_to_its_explanation(client: TestClient, slug: str) -> None:
    told = client.get(f"/problem/{slug}").json()
    page = client.get(f"/problem/{slug}", headers={"Accept": BROWSER})

    assert told["type"] == kinds.ALL[slug].iri == names.PROBLEMS + slug
    assert told["meaning"].endswith(".") and told["advice"].endswith(".")
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert f"<h1>{told['title']}".replace("'", "&#39;") in page.text


def test_all_problems_stand_in_one_list(client: TestClient) -> None:
    told, page = client.get("/problem").json(), client.get("/problem", headers={"Accept": BROWSER}).text

    assert [problem["type"] for problem in told] == [names.PROBLEMS + slug for slug in kinds.ALL]
    assert all(f'href="/problem/{slug}"' in page for slug in kinds.ALL)


def test_an_explanation_of_nothing_is_not_found(client: TestClient) -> None:
    assert client.get("/problem/none").status_code == 404
    assert client.get("/problem", headers={"Accept": "text/csv"}).json()["available"] == [media.JSON, media.HTML]


def test_a_browser_sees_the_problem_what_can_be_had_and_how_to_go_on(client: TestClient) -> None:
    page = client.get("/fail/none", headers={"Accept": BROWSER})

    assert page.status_code == 406
    assert "<code>text/turtle</code>" in page.text and 'href="/problem/not-acceptable"' in page.text
    assert 'href="/problem/' not in client.get("/fail/teapot", headers={"Accept": BROWSER}).text
