import csv
import re
from collections.abc import Mapping
from html.parser import HTMLParser
from io import BytesIO, StringIO
from typing import Any

import httpx2
import pytest
import rdflib
from starlette.testclient import TestClient

from lgi import files, media, names, questions
from lgi.questions import GROUPS, Question
from stores import allow_difference

ASKED: Mapping[str, Question] = questions.read_folder(files.QUERIES)
GRAPHS = ("CONSTRUCT", "DESCRIBE")
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


class Page(HTMLParser):
    """What a page holds: its tags, and where they point."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a tag."""
        self.tags.append((tag, dict(attrs)))

    def named(self, name: str) -> list[dict[str, str | None]]:
        """The attributes of each tag of a name."""
        return [attributes for tag, attributes in self.tags if tag == name]


def _taking(kind: str) -> Question:
    """A question that takes an argument of a type."""
    return next(q for q in ASKED.values() if q.form == "SELECT" and q.arguments and q.arguments[0].type == kind)


def _problem(response: httpx2.Response, status: int, slug: str) -> str:
    told: dict[str, Any] = response.json()
    assert response.headers["content-type"] == "application/problem+json"
    assert (response.status_code, told["status"], told["type"]) == (status, status, names.PROBLEMS + slug)
    return str(told["detail"])


# --- the catalogue ---------------------------------------------------------------------------------------------


def test_the_catalogue_lists_every_question_by_its_id_with_what_it_takes(client: TestClient) -> None:
    response = client.get("/q")

    listed = response.json()
    ranks = [ASKED[entry["name"]].rank for entry in listed]
    assert {entry["name"] for entry in listed} == set(ASKED)
    assert ranks == sorted(ranks)
    assert (response.headers["content-type"], response.headers["vary"]) == (
        "application/json",
        "Accept, Accept-Encoding",
    )
    for entry in listed:
        known = ASKED[entry["name"]]
        assert (entry["id"], entry["title"], entry["question"]) == (known.id, known.title, known.question)
        assert entry["path"] == f"/q/{known.name}"
        assert [(a["name"], a["type"], a["example"], a["help"]) for a in entry["arguments"]] == [
            (a.name, a.type, a.example, a.help) for a in known.arguments
        ]


def test_people_get_the_catalogue_as_a_page_with_a_link_to_each_question(client: TestClient) -> None:
    response = client.get("/q", headers={"Accept": BROWSER})

    links = {link["href"] for link in Page(response.text).named("a")}
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    assert {f"/q/{name}" for name in ASKED} <= links
    assert all(GROUPS[question.group] in response.text for question in ASKED.values())


def test_a_catalogue_in_no_type_that_is_accepted_is_not_acceptable(client: TestClient) -> None:
    response = client.get("/q", headers={"Accept": "text/turtle"})

    detail = _problem(response, 406, "not-acceptable")
    assert "application/json" in detail and "text/html" in detail


def test_the_catalogue_is_read_and_never_written(client: TestClient) -> None:
    assert client.head("/q").status_code == 200
    _problem(client.post("/q", content="{}"), 405, "method-not-allowed")


# --- answers ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", list(media.SOLUTIONS))
def test_an_answer_comes_in_every_format_of_rows_by_suffix(client: TestClient, form: str) -> None:
    response = client.get(f"/q/named-models.{form}", headers={"Accept": "image/png"})

    expected = len(client.get("/q/named-models").json()["results"]["bindings"])
    assert response.headers["content-type"].partition(";")[0] == media.SOLUTIONS[form]
    assert _number_of_rows(response.content, form) == expected > 1


def _number_of_rows(body: bytes, form: str) -> int:
    if form == "csv":
        return len(list(csv.reader(StringIO(body.decode())))) - 1
    if form == "tsv":
        return body.count(b"\n") - 1
    return len(list(rdflib.query.Result.parse(BytesIO(body), format=form)))


@pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib")  # its own, for data sets
def test_an_answer_that_is_a_graph_is_the_same_in_every_format(client: TestClient) -> None:
    name = next(question.name for question in ASKED.values() if question.form in GRAPHS)
    found = {form: client.get(f"/q/{name}.{form}") for form in [*media.TRIPLES, *media.ALIASES]}

    graphs = [
        set(rdflib.Graph().parse(data=response.content, format="nt" if form == "nq" else media.TRIPLES[form]))
        for form, response in found.items()
        if form in media.TRIPLES
    ]
    assert graphs[0] and all(graph == graphs[0] for graph in graphs)


def test_an_answer_that_is_a_yes_or_no_says_so(client: TestClient) -> None:
    name = next(question.name for question in ASKED.values() if question.form == "ASK")

    assert client.get(f"/q/{name}").json()["boolean"] in (True, False)
    assert client.get(f"/q/{name}.html").text.count("<h1>") == 1


def test_a_suffix_wins_over_what_is_accepted(client: TestClient) -> None:
    response = client.get("/q/named-models.csv", headers={"Accept": BROWSER})

    assert response.headers["content-type"] == "text/csv; charset=utf-8"


@pytest.mark.parametrize("suffix", ["xlsx", "csv.gz"])
def test_a_suffix_that_is_no_format_is_answered_with_those_that_are(client: TestClient, suffix: str) -> None:
    detail = _problem(client.get(f"/q/named-models.{suffix}"), 406, "not-acceptable")

    assert all(name in detail for name in media.short_names())


def test_rows_cannot_be_had_as_a_graph(client: TestClient) -> None:
    detail = _problem(client.get("/q/named-models.ttl"), 406, "not-acceptable")

    assert "text/csv" in detail


@pytest.mark.parametrize("name", sorted(ASKED))
def test_every_question_has_a_page_with_a_field_for_each_argument_and_its_query(
    client: TestClient, name: str, engine_name: str, request: pytest.FixtureRequest
) -> None:
    allow_difference(request, engine_name, name)

    response = client.get(f"/q/{name}.html")

    page = Page(response.text.partition("<main")[2])
    arguments = [argument.name for argument in ASKED[name].arguments]
    shown = [field["name"] for field in page.named("input") if field.get("type") != "hidden"]
    assert (response.status_code, len(page.named("h1")), shown) == (200, 1, arguments)
    assert [label["for"] for label in page.named("label")] == arguments
    assert "Show the query" in response.text


def test_the_page_of_an_answer_links_to_its_other_formats_with_the_same_arguments(client: TestClient) -> None:
    response = client.get("/q/statements-of-thing.html", params={"thing": "council:wigan"})

    page = Page(response.text)
    alternates = {str(link["href"]) for link in page.named("link") if link["rel"] == "alternate"}
    assert {address.partition("?")[0] for address in alternates} == {
        f"/q/statements-of-thing.{form}" for form in media.SOLUTIONS
    }
    assert [field["value"] for field in page.named("input") if field["name"] == "thing"] == ["council:wigan"]
    for address in alternates:
        assert b"wigan" in client.get(address).content.lower()


def test_a_question_that_there_is_not_is_not_found_and_one_like_it_suggested(client: TestClient) -> None:
    detail = _problem(client.get("/q/named-model"), 404, "not-found")

    assert "did you mean" in detail and "named-models" in detail


def test_an_unlikely_name_of_a_question_is_told_how_many_there_are(client: TestClient) -> None:
    detail = _problem(client.get("/q/zzzzzzzzzzzz.json"), 404, "not-found")

    assert f"there are {len(ASKED)} others" in detail


# --- arguments -------------------------------------------------------------------------------------------------


def _bindings(response: httpx2.Response) -> list[dict[str, dict[str, str]]]:
    assert response.status_code == 200, response.text
    found: list[dict[str, dict[str, str]]] = response.json()["results"]["bindings"]
    return found


def test_a_record_is_named_by_its_slug_its_short_name_or_its_iri(client: TestClient) -> None:
    question = _taking("event")
    (argument,) = question.arguments[:1]
    slug = argument.example.partition(":")[2]
    ways = [slug, f"event:{slug}", names.thing("event", slug), f" {slug} "]

    found = [client.get(f"/q/{question.name}", params={argument.name: way}) for way in ways]

    assert len({response.content for response in found}) == 1
    assert _bindings(found[0])


def test_an_argument_left_out_or_empty_keeps_its_example(client: TestClient) -> None:
    question = _taking("event")
    (argument,) = question.arguments[:1]
    example = argument.example.partition(":")[2]
    ways: list[dict[str, str]] = [{}, {argument.name: ""}, {argument.name: example}]

    found = [client.get(f"/q/{question.name}", params=way) for way in ways]

    assert len({response.content for response in found}) == 1


def test_a_record_that_is_unknown_gets_no_rows_and_no_error(client: TestClient) -> None:
    assert _bindings(client.get("/q/statements-of-thing", params={"thing": names.thing("model", "nothing")})) == []


@pytest.mark.parametrize("value", ["council:wigan", "http://example.org/x", "Wigan Deal", "wigan_deal", "not an iri"])
def test_a_value_of_another_kind_is_a_bad_argument_with_advice(client: TestClient, value: str) -> None:
    question = _taking("model")
    (argument,) = question.arguments[:1]

    detail = _problem(client.get(f"/q/{question.name}", params={argument.name: value}), 400, "bad-argument")

    assert detail.startswith(f"{argument.name}: ") and "is no model" in detail


@pytest.mark.parametrize("value", ["yesterday", "2019-1-1", "2019-01-01T00:00:00", "2019-01-01 "])
def test_a_date_that_is_none_is_a_bad_argument_with_an_example(client: TestClient, value: str) -> None:
    question = _taking("date")
    (argument,) = question.arguments[:1]

    detail = _problem(client.get(f"/q/{question.name}", params={argument.name: value}), 400, "bad-argument")

    assert argument.example in detail


def test_a_date_is_a_date(client: TestClient) -> None:
    question = _taking("date")

    response = client.get(f"/q/{question.name}", params={question.arguments[0].name: "1066-10-14"})

    assert response.status_code == 200


def test_an_argument_that_there_is_not_is_named_with_those_there_are(client: TestClient) -> None:
    detail = _problem(client.get("/q/statements-of-thing?thng=council:wigan"), 400, "bad-argument")

    assert detail.startswith("thng: ") and detail.endswith("it takes: thing")


def test_a_question_without_arguments_takes_none(client: TestClient) -> None:
    assert _problem(client.get("/q/named-models?model=x"), 400, "bad-argument").endswith("it takes: none")


def test_an_argument_given_twice_is_a_bad_argument(client: TestClient) -> None:
    detail = _problem(client.get("/q/statements-of-thing?thing=council:wigan&thing=council:leeds"), 400, "bad-argument")

    assert detail == "thing: give it once"


INJECTIONS = [
    "http://e/x> } { ?s ?p ?o } #",
    "> ?p ?o } UNION { ?s ?p ?o } VALUES ?x { <http://e/x",
    "council:wigan } { ?s ?p ?o",
    "council:wigan> <x",
    "$thing",
    "?s",
    "<http://e/x>",
    '" . ?s ?p ?o . "',
    "}; DROP ALL; {",
    "http://e/\\u003E } #",
    "http://e/x\n} { ?s ?p ?o",
    "\\g<0>",
    "{{ 7*7 }}",
    "UNDEF",
    "_:b",
    "http://e/\ufffd\x00",
]


@pytest.mark.parametrize("value", INJECTIONS)
def test_no_value_becomes_a_part_of_the_query(client: TestClient, value: str) -> None:
    response = client.get("/q/statements-of-thing", params={"thing": value})

    assert response.status_code == 400 or _bindings(response) == []


@pytest.mark.parametrize("value", [*INJECTIONS, "'", '"', "\\", '"@en } #', 'x"^^xsd:string } #'])
def test_no_text_becomes_a_part_of_the_query(client: TestClient, value: str) -> None:
    question = _taking("string")

    response = client.get(f"/q/{question.name}", params={question.arguments[0].name: value})

    assert _bindings(response) == []


@pytest.mark.parametrize("value", ["<script>alert(1)</script>", '"><script>alert(1)</script>'])
def test_no_value_becomes_markup_on_a_page(client: TestClient, value: str) -> None:
    question = _taking("string")
    pages = [
        client.get(f"/q/{question.name}.html", params={question.arguments[0].name: value}),
        client.get("/q/statements-of-thing.html", params={"thing": value}, headers={"Accept": BROWSER}),
    ]

    assert [page.status_code for page in pages] == [200, 400]
    assert not any(Page(page.text).named("script") for page in pages)


# --- the description for machines ------------------------------------------------------------------------------


def test_the_description_lists_every_question_with_its_typed_arguments(client: TestClient) -> None:
    paths = client.get("/openapi.json").json()["paths"]

    for name, question in ASKED.items():
        operation = paths[f"/q/{name}"]["get"]
        assert operation["summary"] == question.title
        assert [parameter["name"] for parameter in operation["parameters"]] == [a.name for a in question.arguments]
    described = paths[f"/q/{_taking('date').name}"]["get"]["parameters"]
    assert described[0]["schema"]["anyOf"] == [{"type": "string", "format": "date"}, {"const": ""}]


@pytest.mark.parametrize("name", ["named-models", next(q.name for q in ASKED.values() if q.form in GRAPHS)])
def test_every_type_that_is_described_can_be_had(client: TestClient, name: str) -> None:
    described = client.get("/openapi.json").json()["paths"][f"/q/{name}"]["get"]["responses"]["200"]["content"]

    for kind in described:
        response = client.get(f"/q/{name}", headers={"Accept": kind})
        assert response.headers["content-type"].partition(";")[0] == kind


@pytest.mark.parametrize("value", ["nope", "programme:nope", "https://w3id.org/lgi/id/programme/nope"])
def test_an_argument_that_names_nothing_there_is_refused_and_not_answered_with_nothing(
    client: TestClient, value: str
) -> None:
    response = client.get("/q/roles-by-programme", params={"programme": value}, headers={"Accept": "application/json"})

    assert response.status_code == 400
    assert "there is no <https://w3id.org/lgi/id/programme/nope> in the graph" in response.json()["detail"]
    assert "programme:upstream-collaborative" in response.json()["detail"]


def test_a_form_shows_the_example_that_is_asked_with(client: TestClient) -> None:
    page = client.get("/q/roles-by-programme", headers={"Accept": "text/html"}).text

    assert 'name="programme" value="programme:upstream-collaborative"' in page


@pytest.mark.parametrize("name", ["is-thing-described", "power-shifts", "document-of-thing"])
def test_every_download_that_a_page_offers_is_there(client: TestClient, name: str) -> None:
    page = client.get(f"/q/{name}", headers={"Accept": "text/html"}).text
    offered = re.findall(rf'href="(/q/{name}\.[a-z]+)"', page)

    assert offered
    assert {client.get(path).status_code for path in offered} == {200}
