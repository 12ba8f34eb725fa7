"""`/ontology`: each term with its definition, an example, its uses and its rules; a picture with a table of the same."""

import pytest
from lxml import etree
from pyoxigraph import QuerySolutions, Store
from starlette.testclient import TestClient

from lgi import names
from lgi.pictures import terms
from lgi.pictures.terms import Link

OURS = f"{names.ONTOLOGY}#"


@pytest.fixture(scope="module")
def page(client: TestClient) -> etree._Element:
    """The page on the founding release."""
    return etree.HTML(client.get("/ontology", headers={"accept": "text/html"}).text)


def asked(store: Store, query: str) -> list[list[str]]:
    """The rows of an answer, as text."""
    found = store.query(f"PREFIX lgi: <{OURS}>\n{query}", use_default_graph_as_union=True)
    assert isinstance(found, QuerySolutions)
    return [[term.value for term in row] for row in found]


def test_every_class_and_property_of_ours_has_its_place_with_its_definition(
    page: etree._Element, founding_store: Store
) -> None:
    query = "SELECT ?t ?d { ?t a ?k ; <http://www.w3.org/2004/02/skos/core#definition> ?d . FILTER(STRSTARTS(STR(?t), STR(lgi:))) }"
    expected = {(iri.removeprefix(OURS), text) for iri, text in asked(founding_store, query)}

    articles = page.xpath("//article[@class='term']")

    assert {(each.get("id"), each.findtext("p")) for each in articles} == expected
    assert len(expected) > 200


def test_it_tells_how_many_things_are_of_a_class_and_leads_to_them(
    page: etree._Element, client: TestClient, founding_store: Store
) -> None:
    ((number,),) = asked(founding_store, "SELECT (COUNT(DISTINCT ?x) AS ?n) { ?x a lgi:Model }")

    (link,) = page.xpath("//article[@id='Model']//a[contains(@href, 'things-by-kind')]")

    assert link.text == number
    assert client.get(link.get("href"), headers={"accept": "text/csv"}).text.count("\n") == int(number) + 1


def test_it_tells_how_many_statements_use_a_property_and_leads_to_ten(
    page: etree._Element, client: TestClient, founding_store: Store
) -> None:
    ((number,),) = asked(founding_store, "SELECT (COUNT(*) AS ?n) { SELECT DISTINCT ?s ?v { ?s lgi:isStatedIn ?v } }")

    (link,) = page.xpath("//article[@id='isStatedIn']//a[contains(@href, 'ten-uses')]")

    assert link.getparent().text.strip() == f"{number};"
    assert client.get(link.get("href"), headers={"accept": "text/csv"}).text.count("\n") == 11


def test_an_example_is_a_statement_of_the_data(page: etree._Element, founding_store: Store) -> None:
    thing, value = page.xpath("//article[@id='usesMechanism']//dt[.='Example']/following-sibling::dd[1]/a/@href")

    uses = f"ASK {{ <{names.THINGS}{thing[1:]}> <{OURS}usesMechanism> <{names.THINGS}{value[1:]}> }}"

    assert founding_store.query(uses, use_default_graph_as_union=True)


def test_rules_stand_with_the_term_they_are_about(page: etree._Element) -> None:
    rules = page.xpath("//article[@id='implementsModel']//details//li/text()")

    assert any("implementsModel must point to a model" in rule for rule in rules)


def test_the_table_has_a_row_for_each_line_of_the_picture(page: etree._Element) -> None:
    lines = page.xpath("//*[local-name()='svg']/*[local-name()='line']")
    rows = page.xpath("//section[@aria-labelledby='overview']//tbody/tr")

    assert len(lines) == len(rows) > 5


def test_links_within_the_page_lead_somewhere(page: etree._Element) -> None:
    places = set(page.xpath("//@id"))

    assert [link for link in page.xpath("//a/@href") if link.startswith("#") and link[1:] not in places] == []


def test_a_class_that_has_no_box_is_left_out_of_the_picture() -> None:
    links = [
        Link(f"{OURS}Model", f"{OURS}p", "p", f"{OURS}Theory", 3),
        Link(f"{OURS}Model", f"{OURS}q", "q", f"{OURS}Nothing", 4),
    ]

    drawing = terms.layout(links, {f"{OURS}Model": 7})

    assert [(box.name, box.things) for box in drawing.boxes] == [("Model", 7), ("Theory", 0)]
    assert [line.link.label for line in drawing.lines] == ["p"]


def test_no_two_boxes_overlap_and_all_lie_in_the_picture() -> None:
    corners = [terms._corner(name) for name in terms._PLACES]

    assert len(set(corners)) == len(corners)
    assert all(x + terms.BOX_WIDTH <= terms.WIDTH and y + terms.BOX_HEIGHT <= terms.HEIGHT for x, y in corners)
