"""The home page, what it counts, what is said of ourselves, and how a mistake is reported."""

from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import pytest
from lxml import etree  # type: ignore[import-untyped]
from pyoxigraph import QuerySolutions, Store
from starlette.testclient import TestClient

from lgi import names
from lgi.engine import Limits
from lgi.release import Release
from lgi.web.app import Options, create_app
from lgi.web.views import home

PAGE = {"accept": "text/html"}
CONTACT = "editors@lgi.example"
COUNTS = {
    "models with a name": "SELECT (COUNT(DISTINCT ?x) AS ?n) { ?x a lgi:Model . FILTER NOT EXISTS { ?x a lgi:ModelFamily } }",
    "councils that run one": "SELECT (COUNT(DISTINCT ?x) AS ?n) { ?i lgi:implementsModel [] ; lgi:isRunBy ?x . ?x a lgi:LocalAuthority }",
    "claims": "SELECT (COUNT(DISTINCT ?x) AS ?n) { ?x a lgi:Claim }",
    "findings of studies": "SELECT (COUNT(DISTINCT ?x) AS ?n) { ?x a lgi:Finding }",
    "outcomes claimed, in no study": "SELECT (COUNT(*) AS ?n) { SELECT DISTINCT ?m ?o { ?m lgi:hasClaimedOutcome ?o FILTER NOT EXISTS { ?m lgi:hasTestedOutcome ?o } } }",
}


@pytest.fixture(scope="module")
def page(client: TestClient) -> etree._Element:
    """The home page of the founding release."""
    return etree.HTML(client.get("/", headers=PAGE).text)


@pytest.fixture(scope="module")
def with_contact(built: Release) -> Iterator[TestClient]:
    """The service of an operator who takes mistakes by email."""
    with TestClient(create_app(built, Limits(), Options(contact=CONTACT))) as made:
        yield made


@pytest.mark.parametrize("label", COUNTS)
def test_the_home_page_counts_what_a_direct_question_counts(
    page: etree._Element, founding_store: Store, label: str
) -> None:
    found = founding_store.query(f"PREFIX lgi: <{names.ONTOLOGY}#> {COUNTS[label]}", use_default_graph_as_union=True)
    assert isinstance(found, QuerySolutions)
    expected = next(found)["n"].value

    assert page.xpath(f"//dl[@class='numbers']//dt[.='{label}']/following-sibling::dd/a/text()") == [expected]


def test_the_home_page_begins_with_six_questions(page: etree._Element) -> None:
    cards = page.xpath("//ul[@class='cards']//a/@href")

    assert cards == ["/fit", "/model", "/evidence/map", "/power", "/compare", "/programme"]


def test_the_questions_it_shows_are_on_file(page: etree._Element) -> None:
    assert [f"/q/{name}" for name in home.FEATURED] == page.xpath("//section[@aria-labelledby='ask']//li/a/@href")


@pytest.mark.parametrize("path", ["/about", "/accessibility", "/report"])
def test_what_we_say_of_ourselves_has_a_page(client: TestClient, path: str) -> None:
    page = etree.HTML(client.get(path).text)

    assert len(page.xpath("//h1")) == 1 and page.xpath("//nav[@class='crumbs']")
    assert len(page.xpath("//main//h2")) > 1


def test_a_report_names_the_page_and_the_release(client: TestClient, built: Release) -> None:
    page = etree.HTML(client.get("/report", params={"page": "/model/wigan-deal?x=<b>"}).text)

    (wanted,) = page.xpath("//textarea/text()")

    assert f"Page: {names.BASE}model/wigan-deal?x=<b>" in wanted
    assert f"Release: {built.manifest.name} of {built.manifest.built[:10]}" in wanted
    assert "CONTRIBUTING.md" in "".join(page.xpath("//main//text()"))
    assert not page.xpath("//a[starts-with(@href, 'mailto:')]")


def test_where_there_is_a_contact_the_report_is_a_letter(with_contact: TestClient) -> None:
    page = etree.HTML(with_contact.get("/report", params={"page": "/model/wigan-deal"}).text)

    (letter,) = page.xpath("//a[starts-with(@href, 'mailto:')]/@href")
    parts = urlsplit(letter)

    assert parts.path == CONTACT
    assert parse_qs(parts.query)["subject"] == ["A mistake on /model/wigan-deal"]
    assert parse_qs(parts.query)["body"] == page.xpath("//textarea/text()")


@pytest.mark.parametrize(
    "given", ["https://other.example/", "//other.example/", "/\\other.example", "javascript:x", "/a\n"]
)
def test_a_report_leads_to_no_other_site(client: TestClient, given: str) -> None:
    page = etree.HTML(client.get("/report", params={"page": given}).text)

    assert not page.xpath("//p[@class='lede']/a")


def test_every_page_leads_to_a_report_about_itself(client: TestClient) -> None:
    page = etree.HTML(client.get("/about").text)

    assert "/report?page=/about" in page.xpath("//footer//a/@href")
