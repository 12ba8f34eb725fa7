"""The builder: what it offers can be asked, what it does not offer is refused, and its answers are those of direct queries."""

import html
import re
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
from pyoxigraph import QuerySolutions, Store
from starlette.testclient import TestClient

from lgi import names
from lgi.composing import asking, choices, writing
from lgi.composing.asking import Asked, Line
from lgi.composing.choices import Choice
from lgi.composing.writing import Step
from lgi.errors import BadChoice

PREFIXES = """\
PREFIX lgi: <https://w3id.org/lgi/ontology#>
PREFIX mechanism: <https://w3id.org/lgi/id/mechanism/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
"""


def page(client: TestClient, *pairs: tuple[str, str]) -> str:
    response = client.get(f"/builder?{urlencode(pairs)}", headers={"Accept": "text/html"})
    assert response.status_code == 200, response.text
    return response.text


def written(text: str) -> str:
    found = re.search(r'aria-label="The query that was written">(.*?)</pre>', text, re.DOTALL)
    assert found
    return html.unescape(found[1])


def options(text: str, name: str) -> list[str]:
    found = re.search(rf'<select id="{name}".*?</select>', text, re.DOTALL)
    return [html.unescape(each) for each in re.findall(r'<option value="([^"]*)"', found[0])] if found else []


def first_column(client: TestClient, query: str) -> list[str]:
    rows = client.get("/sparql", params={"query": query, "format": "csv"}).text.splitlines()
    return sorted({row.split(",")[0] for row in rows[1:]})


def test_every_class_that_is_offered_can_be_shown_with_each_property_that_is_offered(client: TestClient) -> None:
    offered = options(page(client), "show")

    assert {"lgi:Model", "lgi:Claim", "lgi:LocalAuthority"} <= set(offered)
    for class_ in offered:
        shown = page(client, ("show", class_))
        query = written(shown)
        assert first_column(client, query), class_
        for property_ in options(shown, "add"):
            step = Step(Choice(property_, "", property_.startswith("^"), "", ""), has_things=True)
            asked = Asked(class_, (Line(property_),))
            assert first_column(client, writing.written(asked, [step])), (class_, property_)


def test_a_line_is_added_by_an_address_that_holds_all_that_was_chosen(client: TestClient) -> None:
    added = client.get("/builder", params={"show": "lgi:Model", "add": "lgi:usesMechanism"})
    assert added.status_code == 303
    assert added.headers["location"] == "/builder?show=lgi%3AModel&p1=lgi%3AusesMechanism"

    values = options(client.get(added.headers["location"]).text, "v1")
    assert values[0] == "" and "mechanism:reciprocity" in values


def test_models_that_use_a_mechanism_are_those_of_a_direct_query(client: TestClient, founding_store: Store) -> None:
    shown = page(client, ("show", "lgi:Model"), ("p1", "lgi:usesMechanism"), ("v1", "mechanism:reciprocity"))

    direct = "SELECT DISTINCT ?m { ?m a lgi:Model . ?m lgi:usesMechanism mechanism:reciprocity }"
    assert first_column(client, written(shown)) == found(founding_store, direct)


def test_what_points_to_a_thing_can_be_asked_for_and_more_said_of_it(client: TestClient, founding_store: Store) -> None:
    pairs = [("show", "lgi:Model"), ("p1", "^lgi:implementsModel"), ("p2", "lgi:isRunBy"), ("w2", "1")]
    query = written(page(client, *pairs))

    direct = "SELECT DISTINCT ?m { ?i lgi:implementsModel ?m ; lgi:isRunBy ?who . ?m a lgi:Model }"
    assert "?initiative lgi:implementsModel ?model ;\n    lgi:isRunBy ?run_by ." in query
    assert first_column(client, query) == found(founding_store, direct)


def test_claims_of_a_valence_are_those_of_a_direct_query(client: TestClient, founding_store: Store) -> None:
    pairs = [("show", "lgi:OutcomeClaim"), ("p1", "lgi:hasValence"), ("v1", "valence:better")]
    query = written(page(client, *pairs))

    direct = "SELECT DISTINCT ?c { ?c a lgi:OutcomeClaim ; lgi:hasValence ?v . ?v skos:prefLabel 'better'@en }"
    assert first_column(client, query) == found(founding_store, direct)
    assert "PREFIX valence:" in query and "PREFIX skos:" not in query


def found(store: Store, query: str) -> list[str]:
    rows = store.query(PREFIXES + query, use_default_graph_as_union=True)
    assert isinstance(rows, QuerySolutions)
    told = sorted(row[0].value for row in rows)
    assert told
    return told


ROUND = [
    Asked("lgi:Model"),
    Asked("lgi:Model", (Line("lgi:usesMechanism", "mechanism:reciprocity"), Line("skos:prefLabel", '"a & b"@en'))),
    Asked("lgi:Model", (Line("^lgi:implementsModel"), Line("lgi:isRunBy", about=1), Line("lgi:isUsedIn"))),
]


@pytest.mark.parametrize("asked", ROUND)
def test_what_was_chosen_comes_back_from_its_address(asked: Asked) -> None:
    assert asking.read(parse_qsl(urlsplit(asked.address()).query)) == asked
    assert Asked().address() == "/builder"


def test_a_line_takes_what_is_said_of_its_value_with_it() -> None:
    asked = Asked("lgi:Model", (Line("a"), Line("b", about=1), Line("c", about=2), Line("d"), Line("e", about=4)))

    assert asked.without(1).lines == (Line("d"), Line("e", about=1))
    assert asked.without(4).lines == asked.lines[:3]


REFUSED = {
    "show=lgi:Foo": "show",
    "show=lgi:Record": "show",
    "p1=lgi:usesMechanism": "show",
    "show=lgi:Model&p1=lgi:nope": "p1",
    "show=lgi:Model&p2=lgi:isUsedIn": "p1",
    "show=lgi:Model&p1=lgi:isUsedIn&v1=place:nowhere": "v1",
    "show=lgi:Model&p1=lgi:isUsedIn&v1=place:wigan&p2=lgi:isWithin&w2=1": "w2",
    "show=lgi:Model&p1=skos:prefLabel&p2=lgi:isWithin&w2=1": "line 1",
    "show=lgi:Model&p1=lgi:isUsedIn&w1=1": "w1",
    "show=lgi:Model&p1=lgi:isUsedIn&p2=lgi:isWithin&w2=1&p3=lgi:isWithin&w3=2&p4=lgi:isWithin&w4=3": "w4",
    "show=lgi:Model&about=7": "about",
    "show=lgi:Model&p1=skos:prefLabel&about=1": "about",
    "show=lgi:Model&show=lgi:Claim": "once",
    "show=lgi:Model&limit=5": "limit",
    "show=lgi:Model" + "".join(f"&p{n}=lgi:isUsedIn" for n in range(1, 8)): "at most",
}


@pytest.mark.parametrize(("query", "word"), REFUSED.items())
def test_what_cannot_be_chosen_is_refused_with_the_place(client: TestClient, query: str, word: str) -> None:
    response = client.get(f"/builder?{query}", headers={"Accept": "application/json"})

    assert response.status_code == 400
    assert response.json()["type"] == names.PROBLEMS + "bad-choice"
    assert word in response.json()["detail"]


def test_nothing_that_is_sent_gets_into_the_query(client: TestClient) -> None:
    for name in ("show", "p1", "v1"):
        pairs = {"show": "lgi:Model", "p1": "lgi:usesMechanism", name: "} SELECT * { <script> ?p ?o"}
        response = client.get("/builder", params=pairs, headers={"Accept": "text/html"})
        assert response.status_code == 400
        assert "<script>" not in response.text


def test_values_that_are_too_long_or_too_many_are_not_listed() -> None:
    row = {"value": {"type": "literal", "value": "x" * 81}, "things": {"type": "literal", "value": "1"}}
    short = {**row, "value": {"type": "literal", "value": "x", "xml:lang": "en"}}

    assert choices.values([row]) == []
    assert choices.values([short] * 501) == []
    assert choices.values([short])[0].text == '"x"@en'


def test_terms_are_written_as_queries_have_them() -> None:
    day = {"type": "literal", "value": "2019-05-21", "datatype": names.VOCABULARIES["xsd"] + "date"}

    assert choices.text(day) == '"2019-05-21"^^xsd:date'
    assert choices.text({"type": "literal", "value": 'a "b"'}) == '"a \\"b\\""'
    assert choices.text({"type": "uri", "value": "https://example.org/a?b"}) == "<https://example.org/a?b>"
    with pytest.raises(BadChoice, match="choose one of none"):
        choices.pick("p1", "x", {})
