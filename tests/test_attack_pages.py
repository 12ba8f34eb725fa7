"""What strangers may put into the address of a page: it becomes neither markup, nor a fault, nor another page to keep."""

import re
import time
from urllib.parse import urlencode

import pytest
from starlette.testclient import TestClient

from lgi.search import words

HTML = {"Accept": "text/html"}
SCRIPT = "\"><script>alert(1)</script>'{{7*7}}"
ODD = (
    SCRIPT,
    "a\r\nX-Evil: 1",
    "\0a",
    "\u202e\ufffe\U0001f600",
    "é" * 3000,
    '" OR label:* NEAR(a b) -- ^*',
    "*",
    "-1",
    "9" * 30,
    "٣",
    "²",
)
READ = {
    "/fit": ("place", "need", "order", "a.trusted-worker", "x"),
    "/power": ("view", "model", "place", "party", "about"),
    "/roles": ("role",),
    "/evidence/map": ("rows", "outcome", "people", "place", "service", "design", "since", "filled", "cell"),
    "/evidence/map.csv": ("rows", "since"),
    "/evidence/cell": ("cell", "rows"),
    "/compare": ("m", "only"),
    "/search": ("q", "kind", "page"),
    "/search.json": ("q", "kind", "page"),
    "/report": ("page",),
    "/builder": ("show", "p1", "v1", "w1", "add", "about", "x"),
    "/query": ("query", "question", "x"),
    "/model": ("need", "evidence"),
    "/council": ("q", "nation", "life", "use"),
    "/source": ("q", "year", "order", "turn"),
    "/place": ("model",),
    "/model/wigan-deal": ("page", "x"),
}
PLAIN = (
    *("/", "/about", "/evidence", "/grades", "/mechanism", "/programme", "/ontology"),
    *("/model", "/council", "/source", "/place", "/power", "/roles", "/compare", "/fit", "/evidence/map"),
    *("/evidence/map.csv", "/model/wigan-deal", "/claim/wigan-deal-agreement"),
)


@pytest.mark.parametrize(("path", "name"), [(path, name) for path, names in READ.items() for name in names])
def test_no_parameter_of_a_page_becomes_markup_or_a_fault(client: TestClient, path: str, name: str) -> None:
    given = [urlencode({name: value}) for value in ODD] + [f"{name}=%ff%fe%00", f"{name}=a&{name}=b"]
    told = [client.get(f"{path}?{each}", headers=HTML, follow_redirects=True) for each in given]

    assert [each.status_code for each in told if each.status_code not in (200, 400, 404)] == []
    assert not any("x-evil" in each.headers for each in told)
    assert not any("<script>alert" in each.text for each in told if "html" in each.headers["content-type"])


@pytest.mark.parametrize("path", PLAIN)
def test_what_means_nothing_to_a_page_is_no_other_page(client: TestClient, path: str) -> None:
    led = client.get(f"{path}?x=1&utm_source=%0d%0aa", headers=HTML, follow_redirects=False)

    assert (led.status_code, led.headers["location"]) == (303, path)


def test_what_means_something_stays_when_the_rest_goes(client: TestClient) -> None:
    led = client.get("/power?view=list&x=1", headers=HTML, follow_redirects=False)
    slashes = client.get("//other.example/%2e%2e?x=1", headers=HTML, follow_redirects=False)

    assert led.headers["location"] == "/power?view=list"
    assert not slashes.headers.get("location", "/").startswith("//")


@pytest.mark.parametrize("page", ["//evil.example/", "/\\evil.example", "https://evil.example", "javascript:alert(1)"])
def test_a_report_names_no_page_elsewhere(client: TestClient, page: str) -> None:
    told = client.get("/report", params={"page": page}, headers=HTML)

    main = told.text.partition("<main")[2].partition("</main>")[0]
    assert told.status_code == 200
    assert "evil" not in main and "javascript:" not in main


def test_a_search_ends_soon_whatever_is_looked_for(client: TestClient) -> None:
    begun = time.perf_counter()
    for text in (
        "a " * 30_000,
        "x" * 60_000,
        '"' * 5000,
        "zq" * 100,
        " ".join(f"wrod{i}z" for i in range(500)),
        "ﷺ" * 3000,
    ):
        assert client.get("/search.json", params={"q": text}).status_code == 200
    taken = time.perf_counter() - begun

    assert taken < 6
    assert len(words.asked("a b " * 9000)) <= words.MOST_WORDS


@pytest.mark.parametrize(
    "text", ['"', "label:wigan", "wigan*", "NEAR(wigan deal)", "wigan AND", "^wigan", "{label}:x", "-"]
)
def test_no_word_of_a_search_is_syntax_of_the_index(client: TestClient, text: str) -> None:
    told = client.get("/search.json", params={"q": text})
    plain = client.get("/search.json", params={"q": re.sub(r"\W+", " ", text)})

    assert told.status_code == 200
    assert told.json()["total"] == plain.json()["total"]


@pytest.mark.parametrize("path", ["/sparql/check", "/sparql/why"])
@pytest.mark.parametrize(
    "query", [SCRIPT, "\0", f"SELECT * {{ <{SCRIPT}> ?p ?o }}", "{" * 5000, f"SELECT * {{?s ?p '{SCRIPT}'}}"]
)
def test_a_query_that_is_looked_into_becomes_no_markup(client: TestClient, path: str, query: str) -> None:
    told = client.post(path, data={"query": query}, headers={"Accept": "text/html, application/json;q=0.9"})

    assert told.status_code in (200, 400, 413, 422)
    assert "html" not in told.headers["content-type"] or "<script>alert" not in told.text


@pytest.mark.parametrize(
    "path", ["/compare", "/evidence/map", "/fit", "/power", "/search?q=wigan", "/model/wigan-deal.html"]
)
def test_a_page_that_is_held_is_not_sent_again(client: TestClient, path: str) -> None:
    first = client.get(path, headers=HTML)
    held = client.get(path, headers=HTML | {"If-None-Match": first.headers["etag"]})
    head = client.head(path, headers=HTML)

    assert (first.status_code, held.status_code, held.content, head.content) == (200, 304, b"", b"")
    assert "Accept-Encoding" in first.headers["vary"]
    assert head.headers["content-length"] == first.headers["content-length"]
