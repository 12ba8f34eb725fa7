"""The map of the evidence: each of its numbers is what the graph answers when it is asked directly."""

import csv
import io
import re
from collections.abc import Iterator
from typing import Any

import pytest
from pyoxigraph import Store
from starlette.testclient import TestClient

from lgi import names
from lgi.engine import Limits
from lgi.release import Release
from lgi.rows import local
from lgi.web.app import create_app
from lgi.web.views.gap_map import facts as gap_facts
from lgi.web.views.gap_map.facts import FINDING, Fact, Facts, Finding, Outcome

MOST_BYTES = 200_000
HTML = {"Accept": "text/html"}
PREFIXES = "dcterms evidence-direction independence lgi local-authority-type population search-result service-area skos stance valence"
WAYS = ("better", "worse", "no_change", "mixed")
VALENCES = ("better", "worse", "neutral", "mixed")
PLACE = "lgi:appliesInPlace|(lgi:concernsEndeavour/dcterms:spatial)"
DIRECT = {
    "": "",
    "people=residents": "?model lgi:servesGroup/lgi:hasKind/skos:broader* population:residents .",
    "service=homelessness": "?model lgi:servesServiceArea/skos:broader* service-area:homelessness .",
    "place=unitary-authority": f"""{{ SELECT DISTINCT ?finding {{ ?finding a lgi:Finding ; {PLACE} ?place .
        ?council lgi:governs ?place ; lgi:hasKind local-authority-type:unitary-authority }} }}""",
    "design=before-after": "?finding lgi:isFindingOf/lgi:hasStudyDesign/lgi:rank ?rank . FILTER(?rank >= 9)",
    "since=2022": """?said lgi:assertsClaim ?finding ; lgi:hasStance stance:affirms ; lgi:isStatedIn/dcterms:issued ?day .
        FILTER(YEAR(?day) >= 2022)""",
    "people=residents&design=survey&since=2019": """?model lgi:servesGroup/lgi:hasKind/skos:broader* population:residents .
        ?finding lgi:isFindingOf/lgi:hasStudyDesign/lgi:rank ?rank . FILTER(?rank >= 6)
        ?said lgi:assertsClaim ?finding ; lgi:hasStance stance:affirms ; lgi:isStatedIn/dcterms:issued ?day .
        FILTER(YEAR(?day) >= 2019)""",
}
"""Filters as they stand in the address, and the same as patterns."""

OF_ROWS = {
    "models": "?model a lgi:Model . FILTER NOT EXISTS { ?model a lgi:ModelFamily } BIND(?model AS ?row)",
    "roles": "?part lgi:concernsModel ?model ; lgi:hasRole ?row .",
}


@pytest.fixture(scope="module")
def pages(live: Release) -> Iterator[TestClient]:
    """The service on the graph of today."""
    limits = Limits(seconds=30, client_heavy=1000, client_seconds=1e6)
    with TestClient(create_app(live, limits), follow_redirects=False) as made:
        yield made


def cells(pages: TestClient, query: str) -> list[dict[str, str]]:
    """The cells of a map, as its CSV tells them."""
    answer = pages.get(f"/evidence/map.csv?{query}")
    assert answer.status_code == 200
    return list(csv.DictReader(io.StringIO(answer.text)))


def text(html: str) -> str:
    return " ".join(re.sub(r"<[^>]*>", " ", html).split())


def page(pages: TestClient, query: str) -> str:
    answer = pages.get(f"/evidence/map?{query}", headers=HTML)
    assert answer.status_code == 200
    return answer.text


def rows(store: Store, pattern: str) -> list[Any]:
    spaces = {prefix: str(names.namespace(prefix)) for prefix in PREFIXES.split()}
    return list(store.query(pattern, prefixes=spaces, use_default_graph_as_union=True))  # type: ignore[arg-type]


def counted(store: Store, of_rows: str, through: str) -> dict[tuple[str, str], dict[str, int]]:
    """Findings by row and broadest kind of outcome, asked directly."""
    binds = "".join(
        f"BIND(IF(?valence = valence:{name}, ?finding, ?none) AS ?{way}_one)\n"
        for name, way in zip(VALENCES, WAYS, strict=True)
    )
    counts = " ".join(f"(COUNT(DISTINCT ?{way}_one) AS ?{way})" for way in WAYS)
    found = rows(
        store,
        f"""SELECT ?row ?group (COUNT(DISTINCT ?finding) AS ?findings) {counts} (COUNT(DISTINCT ?study) AS ?studies)
          (COUNT(DISTINCT ?other) AS ?studies_by_others) WHERE {{
          ?finding a lgi:Finding ; lgi:concernsModel ?model ; lgi:hasValence ?valence ;
            lgi:hasOutcomeType/skos:broader* ?group .
          FILTER NOT EXISTS {{ ?group skos:broader ?broader }}
          {of_rows} {through} {binds}
          OPTIONAL {{ ?finding lgi:isFindingOf ?study . ?study lgi:hasIndependence ?independence }}
          BIND(IF(?independence != independence:promoter-own, ?study, ?none) AS ?other)
        }} GROUP BY ?row ?group""",
    )
    columns = ["findings", *WAYS, "studies", "studies_by_others"]
    return {(row["row"].value, row["group"].value): {each: int(row[each].value) for each in columns} for row in found}


@pytest.mark.parametrize("query", DIRECT)
def test_every_cell_of_the_models_has_the_numbers_that_the_graph_gives(
    pages: TestClient, store: Store, query: str
) -> None:
    direct, shown = counted(store, OF_ROWS["models"], DIRECT[query]), cells(pages, query)

    mine = {(cell["row_iri"], cell["outcome_iri"]): cell for cell in shown}
    assert {key: {name: int(mine[key][name]) for name in numbers} for key, numbers in direct.items()} == direct
    assert {key for key, cell in mine.items() if cell["findings"] != "0"} == set(direct)


def test_every_cell_of_the_roles_has_the_numbers_that_the_graph_gives(pages: TestClient, store: Store) -> None:
    direct = counted(store, OF_ROWS["roles"], DIRECT["since=2022"])

    mine = {(cell["row_iri"], cell["outcome_iri"]): cell for cell in cells(pages, "rows=roles&since=2022")}
    assert {key: {name: int(mine[key][name]) for name in numbers} for key, numbers in direct.items()} == direct


UNTESTED = """SELECT DISTINCT ?model ?outcome WHERE {{
  ?claim a lgi:OutcomeClaim ; lgi:concernsModel ?model ; lgi:hasOutcomeType ?outcome .
  ?model a lgi:Model . {served} FILTER NOT EXISTS {{ ?model a lgi:ModelFamily }}
  FILTER NOT EXISTS {{ ?f a lgi:Finding ; lgi:concernsModel ?model ; lgi:hasOutcomeType ?outcome ; lgi:isFindingOf ?s }}
  FILTER NOT EXISTS {{ ?g a lgi:Finding ; lgi:concernsModel ?model ; lgi:hasOutcomeType ?outcome ; lgi:hasValence ?v .
    FILTER(?v != valence:not-stated) }}
  FILTER NOT EXISTS {{ ?h lgi:concernsModel ?model ; lgi:hasOutcomeType ?outcome ; lgi:hasSearchResult ?r .
    FILTER(?r IN (search-result:none-found, search-result:not-readable)) }}
  FILTER NOT EXISTS {{ ?outcome skos:broader+ ?wide . ?i lgi:concernsModel ?model ; lgi:hasOutcomeType ?wide ;
    lgi:hasSearchResult search-result:none-found }}
  FILTER NOT EXISTS {{ ?j lgi:concernsModel ?model ; lgi:hasSearchResult search-result:none-found .
    FILTER NOT EXISTS {{ ?j lgi:hasOutcomeType ?any }} }}
}}"""


@pytest.mark.parametrize("query", DIRECT)
def test_the_totals_are_what_the_graph_gives(pages: TestClient, store: Store, query: str) -> None:
    through = DIRECT[query]
    served = through.partition("\n")[0] if through.startswith("?model") else ""
    found = rows(
        store,
        f"""SELECT DISTINCT ?finding ?source WHERE {{ {{ SELECT DISTINCT ?finding {{ ?finding a lgi:Finding ;
          lgi:concernsModel ?model . {OF_ROWS["models"]} {through} }} }}
          OPTIONAL {{ ?a lgi:assertsClaim ?finding ; lgi:hasStance stance:affirms ; lgi:isStatedIn ?source }} }}""",
    )
    untested = len(rows(store, UNTESTED.format(served=served)))
    filled = len(counted(store, OF_ROWS["models"], through))

    findings = len({row["finding"].value for row in found})
    sources = len({row["source"].value for row in found if row["source"]})
    told = text(page(pages, query))
    numbers = re.search(
        r"(\d+) findings? from (\d+) sources? in (\d+) of (\d+) cells?\. (\d+) claims? (?:is|are)", told
    )
    assert numbers
    assert [int(number) for number in numbers.groups()] == [
        findings,
        sources,
        filled,
        len(cells(pages, query)),
        untested,
    ]


@pytest.mark.parametrize(
    ("kind", "question"),
    [("models", "map"), ("mechanisms", "map-by-mechanism"), ("roles", "map-by-role")],
)
def test_every_cell_on_one_kind_of_outcome_is_what_the_question_says(
    pages: TestClient, kind: str, question: str
) -> None:
    answer = pages.get(f"/q/evidence-gap-{question}.csv").text
    asked = {(row[kind[:-1]], row["outcome"]): row for row in csv.DictReader(io.StringIO(answer))}
    groups = re.search(r'<select id="outcome".*?</select>', page(pages, f"rows={kind}"), re.DOTALL)
    assert groups

    seen = 0
    for group in re.findall(r'value="([\w-]+)"', groups[0])[:: 1 if kind == "models" else 6]:
        for cell in cells(pages, f"rows={kind}&outcome={group}"):
            row = asked[cell["row_iri"], cell["outcome_iri"]]
            told = {**cell, "state": "not claimed" if cell["state"] == "told without judging" else cell["state"]}
            same = ("state", "claims", "findings", *WAYS, "studies", "searched_on")
            assert {name: told[name] for name in same} == {name: row[name] for name in same}
            assert cell["studies_by_others"] == row["studies_not_by_promoters"]
            seen += 1
    assert seen > 200 or kind != "models"


KINDS_OF_EMPTY = {
    "claimed and untested": ("u", "claimed, not tested"),
    "searched and none found": ("s", r"searched, none found \(\d+ \w{3} \d{4}\)"),
    "not claimed": ("n", "not claimed"),
    "looked for, result not read": ("r", "looked for, result not read"),
}


@pytest.mark.parametrize("state", KINDS_OF_EMPTY)
def test_each_kind_of_empty_is_told_in_words_and_has_a_look_of_its_own(pages: TestClient, state: str) -> None:
    look, words = KINDS_OF_EMPTY[state]
    of_state = [cell for cell in cells(pages, "") if cell["state"] == state and cell["findings"] == "0"]

    drawn = [text(each) for each in re.findall(rf'<td class="{look}">(.*?)</td>', page(pages, ""))]
    assert of_state
    assert len(drawn) == len(of_state)
    assert all(re.match(words, each) for each in drawn)


def test_a_report_without_a_study_is_told_apart_from_a_study(pages: TestClient) -> None:
    drawn = [text(each) for each in re.findall(r'<td class="c">(.*?)</td>', page(pages, ""))]

    assert drawn
    assert all("no study" in each for each in drawn)


def test_a_cell_whose_findings_are_all_filtered_out_is_not_called_empty(pages: TestClient) -> None:
    out = [cell for cell in cells(pages, "design=randomised-trial") if cell["state"] == "left out"]

    drawn = [text(each) for each in re.findall(r'<td class="o">(.*?)</td>', page(pages, "design=randomised-trial"))]
    assert [f"{cell['left_out']} finding" in each for cell, each in zip(out, drawn, strict=False)]
    assert len(drawn) == len(out) > 50


@pytest.mark.parametrize("query", ["", "design=before-after", "rows=roles", "rows=mechanisms", "outcome=prevention"])
def test_a_cell_opens_a_list_of_as_many_findings_as_it_says(pages: TestClient, query: str) -> None:
    full = [cell for cell in cells(pages, query) if cell["findings"] != "0"]

    for cell in full[:: max(1, len(full) // 4)]:
        key = f"{local(cell['row_iri'])}/{local(cell['outcome_iri'])}"
        for address in ("map", "cell"):
            html = pages.get(f"/evidence/{address}?{query}&cell={key}", headers=HTML).text
            table = re.search(r'<table class="stack found">.*?</table>', html, re.DOTALL)
            assert table
            assert table[0].count("<tr>") - 1 == int(cell["findings"])
            assert f"{cell['claims']} claim" in text(html)


def test_an_untested_cell_opens_its_claims_and_no_finding(pages: TestClient) -> None:
    cell = next(cell for cell in cells(pages, "") if cell["state"] == "claimed and untested")

    key = f"{local(cell['row_iri'])}/{local(cell['outcome_iri'])}"
    told = text(pages.get(f"/evidence/cell?cell={key}", headers=HTML).text)
    assert "0 findings No finding." in told
    assert "Nobody is on record as claiming this" not in told


def test_the_same_stands_in_lists(pages: TestClient) -> None:
    html = page(pages, "")

    lists = html.partition('<div class="lists">')[2].partition("</div>")[0]
    held = [cell for cell in cells(pages, "") if cell["state"] != "not claimed"]
    assert lists.count("<li>") == len(held)
    assert lists.count("<details>") == len({cell["row_iri"] for cell in cells(pages, "")})


def test_rows_without_a_finding_can_be_left_out(pages: TestClient) -> None:
    every, some = cells(pages, "design=survey"), cells(pages, "design=survey&filled=yes")

    assert {cell["row"] for cell in every if cell["findings"] != "0"} == {cell["row"] for cell in some}
    assert len(some) < len(every)


def test_all_that_was_chosen_stands_in_the_address_of_every_cell(pages: TestClient) -> None:
    html = page(pages, "rows=roles&since=2020&filled=yes")

    links = re.findall(r'href="(\?[^"]*)#cell"', html)
    assert links
    assert all(link.startswith("?rows=roles&amp;since=2020&amp;filled=yes&amp;cell=") for link in links)
    assert '<option value="2020" selected>' in html


def test_a_choice_that_leaves_nothing_says_so(pages: TestClient) -> None:
    html = page(pages, "people=foster-carers&design=randomised-trial&filled=yes&since=2025")

    assert "No model is left." in text(html)


@pytest.mark.parametrize(
    "query",
    ["rows=councils", "place=moon", "design=guess", "since=soon", "outcome=luck", "people=x", "service=y", "filled=z"],
)
def test_what_cannot_be_chosen_is_refused_with_what_can_be(pages: TestClient, query: str) -> None:
    answer = pages.get(f"/evidence/map?{query}")

    problem = answer.json()
    assert answer.status_code == 400
    assert problem["type"].endswith("/problem/bad-choice")
    assert query.partition("=")[0] in problem["detail"]
    assert problem["available"]
    assert pages.get(f"/evidence/map.csv?{query}").status_code == 400


def test_spaces_around_a_choice_do_not_matter(pages: TestClient) -> None:
    assert cells(pages, "design=%20survey&rows=%20roles") == cells(pages, "design=survey&rows=roles")


def test_a_cell_that_is_not_on_the_map_is_refused(pages: TestClient) -> None:
    assert "no cell of this map" in pages.get("/evidence/map?cell=wigan-deal/luck").json()["detail"]


def test_a_cell_page_without_a_cell_leads_to_the_map(pages: TestClient) -> None:
    answer = pages.get("/evidence/cell?rows=roles")

    assert (answer.status_code, answer.headers["location"]) == (303, "/evidence/map?rows=roles")


@pytest.mark.parametrize("kind", ["models", "mechanisms", "roles"])
def test_a_map_with_its_style_is_light(pages: TestClient, kind: str) -> None:
    style = sum(len(pages.get(f"/static/{name}.css").content) for name in ("lgi", "evidence"))

    assert len(page(pages, f"rows={kind}").encode()) + style < MOST_BYTES


def test_hostile_labels_are_text(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    bad, row, cost = "<script>alert(1)</script>", names.thing("model", "x"), names.SCHEMES + "outcome-type#cost"
    finding = Finding(
        "f", cost, "better", "tested against others", "s", True, bad, 16, frozenset(), frozenset(), frozenset()
    )

    async def told(*_: object) -> Facts:
        return Facts(
            {row: bad},
            {row: frozenset({row})},
            [Fact(row, row, cost, FINDING, "f", "")],
            {"f": finding},
            {cost: Outcome(cost, bad, bad, cost)},
            {row: frozenset({"p"})},
            {},
            {"p": bad},
            [(16, bad)],
        )

    monkeypatch.setattr(gap_facts, "gather", told)
    html = client.get("/evidence/map?cell=x/cost", headers=HTML).text
    assert bad not in html
    assert html.count("&lt;script&gt;alert(1)&lt;/script&gt;") > 5
