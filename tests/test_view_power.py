"""Power: every number on the grid, in the pairs and in the list is one that the graph gives when it is asked directly."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pyoxigraph import Store
from starlette.testclient import TestClient

from lgi.release import Release
from lgi.web.views.power import grid
from paged import HOSTILE, Node, asked, links, page, path, served, served_with, table, words

SIDES = {"gains in": "lgi:benefitsAgent", "gives up in": "lgi:isYieldedBy"}
CELLS = """SELECT ?kind ?domain (COUNT(DISTINCT ?work) AS ?works) WHERE {{
  ?shift a lgi:PowerShift ; {side} ?party .
  ?shift (lgi:shiftsFrom|lgi:shiftsTo)/lgi:concernsDecisionDomain/skos:prefLabel ?domain .
  {{ ?shift lgi:concernsModel ?work }}
  UNION {{ ?shift lgi:concernsEndeavour ?work FILTER NOT EXISTS {{ ?shift lgi:concernsModel ?model }} }}
  {{ ?party a lgi:LocalAuthority BIND("councils" AS ?name) }}
  UNION {{ ?party lgi:hasKind/skos:broader* ?top . ?top skos:prefLabel ?name
    FILTER NOT EXISTS {{ ?top skos:broader ?up }} FILTER NOT EXISTS {{ ?party a lgi:LocalAuthority }} }}
  BIND(STR(?name) AS ?kind)
}} GROUP BY ?kind ?domain"""
GRID = "Who gains and who gives up say, by kind of decision"


@pytest.fixture(scope="module")
def whole(live: Release) -> Iterator[TestClient]:
    with served(live) as client:
        yield client


def cells(root: Node) -> dict[tuple[str, str], str]:
    """What is said in each cell of the grid that says something, by kind of party and of decision."""
    heads = [words(each) for each in root.xpath(f"//table[caption='{GRID}']/thead//th")][1:]
    found = {}
    for row in table(root, GRID):
        party = words(row.find("th")).removesuffix(words(row.find("th").find("span")) if len(row.find("th")) else "")
        for head, cell in zip(heads, row.findall("td"), strict=True):
            if cell.find("a") is not None:
                found[party.strip().lower(), head] = words(cell)
    return found


@pytest.mark.parametrize("said", SIDES)
def test_the_numbers_of_the_grid_are_those_of_the_graph(whole: TestClient, store: Store, said: str) -> None:
    counted = {(kind, domain): int(works) for kind, domain, works in asked(store, CELLS.format(side=SIDES[said]))}
    shown = {
        key: int(text.partition(said)[2].split()[0])
        for key, text in cells(page(whole, "/power")).items()
        if said in text
    }

    assert shown == counted
    assert len(counted) > 10


def test_every_shift_is_listed_with_those_who_say_so(whole: TestClient, store: Store) -> None:
    said = asked(
        store,
        "SELECT ?shift ?source WHERE { ?shift a lgi:PowerShift . ?a lgi:assertsClaim ?shift ; lgi:isStatedIn ?source }",
    )
    rows = {links(row.find("th"))[0]: row for row in table(page(whole, "/power?view=list"), "Every shift of power")}

    assert set(rows) == {path(shift) for shift, _ in said}
    for shift, source in said:
        assert path(source) in links(rows[path(shift)])


def test_a_shift_that_a_source_denies_is_said_to_be_disputed(whole: TestClient, store: Store) -> None:
    denied = {
        path(row[0])
        for row in asked(
            store,
            """SELECT DISTINCT ?shift WHERE { ?shift a lgi:PowerShift . ?a lgi:assertsClaim ?shift ; lgi:hasStance ?stance
              FILTER(?stance != <https://w3id.org/lgi/scheme/stance#affirms>) }""",
        )
    }
    rows = table(page(whole, "/power?view=list"), "Every shift of power")

    assert {links(row.find("th"))[0] for row in rows if "Disputed" in words(row)} == denied
    assert denied


def test_an_open_cell_lists_its_shifts_with_degrees_as_the_scheme_has_them(whole: TestClient, store: Store) -> None:
    root = page(whole, "/power?party=managers&about=own-support")
    rows = table(root, "Shifts in the chosen cell")
    expected = asked(
        store,
        """SELECT DISTINCT ?shift WHERE { ?shift a lgi:PowerShift ; lgi:isYieldedBy|lgi:benefitsAgent ?party .
          ?party lgi:hasKind <https://w3id.org/lgi/scheme/population#managers> .
          ?shift (lgi:shiftsFrom|lgi:shiftsTo)/lgi:concernsDecisionDomain <https://w3id.org/lgi/scheme/decision-domain#own-support> }""",
    )
    degrees = asked(
        store,
        """SELECT ?label WHERE { ?degree skos:inScheme <https://w3id.org/lgi/scheme/power-degree> ;
          skos:prefLabel ?label ; lgi:rank ?rank } ORDER BY ?rank""",
    )

    assert {links(row.find("th"))[0] for row in rows} == {path(row[0]) for row in expected}
    assert expected
    assert ", ".join(label for (label,) in degrees) in words(root)


def test_pairs_count_the_shifts_from_one_kind_of_party_to_another(whole: TestClient, store: Store) -> None:
    top = "{{ ?{0} lgi:hasKind/skos:broader* ?{0}_kind FILTER NOT EXISTS {{ ?{0}_kind skos:broader ?{0}_up }} FILTER NOT EXISTS {{ ?{0} a lgi:LocalAuthority }} }}"
    counted = asked(
        store,
        f"""SELECT ?from ?to (COUNT(DISTINCT ?shift) AS ?shifts) WHERE {{
          ?shift a lgi:PowerShift ; lgi:isYieldedBy ?giver ; lgi:benefitsAgent ?gainer .
          {top.format("giver")} {top.format("gainer")}
          ?giver_kind skos:prefLabel ?from . ?gainer_kind skos:prefLabel ?to }} GROUP BY ?from ?to""",
    )
    rows = table(page(whole, "/power?view=pairs"), "From whom to whom say moves")
    shown = {
        (words(r.find("th"))[2:].lower(), words(r.findall("td")[0])[2:].lower()): words(r.findall("td")[1])
        for r in rows
    }

    assert {(a, b, n) for a, b, n in counted} == {
        (a, b, n) for (a, b), n in shown.items() if "councils" not in (a, b) and "not stated" not in (a, b)
    }


def test_a_model_and_a_place_narrow_all_views(whole: TestClient, store: Store) -> None:
    of_deal = asked(
        store, "SELECT ?s WHERE { ?s a lgi:PowerShift ; lgi:concernsModel <https://w3id.org/lgi/id/model/wigan-deal> }"
    )
    rows = table(page(whole, "/power?view=list&model=wigan-deal"), "Every shift of power")
    there = table(page(whole, "/power?view=list&place=wigan"), "Every shift of power")

    assert {links(row.find("th"))[0] for row in rows} == {path(row[0]) for row in of_deal}
    assert {links(row.find("th"))[0] for row in rows} <= {links(row.find("th"))[0] for row in there}


def test_what_no_source_describes_is_said_so_and_is_no_fault(whole: TestClient) -> None:
    empty = page(whole, "/power?party=investors&about=team-working")
    none = page(whole, "/power?model=wigan-deal&place=preston")

    assert "Nothing is recorded in this cell" in words(empty)
    assert "No source that we read describes a shift of power" in words(none)


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("view=sankey", "view: 'sankey' is no choice: use grid, pairs or list"),
        ("model=wigan-dea", "did you mean wigan-deal"),
        ("place=atlantis-under-the-sea", "place: 'atlantis-under-the-sea' is no choice"),
        ("party=%3Cb%3E&about=budgets", "party: '<b>' is no choice"),
    ],
)
def test_a_wrong_choice_is_refused_in_plain_words(whole: TestClient, query: str, said: str) -> None:
    answer = whole.get(f"/power?{query}", headers={"Accept": "application/json"})

    assert answer.status_code == 400
    assert said in answer.json()["detail"]


@pytest.mark.parametrize(
    ("sides", "kind"),
    [
        (["gains"], "gains"),
        (["gives up"], "gives-up"),
        (["gains", "gives up"], "mixed"),
        (["keeps"], "keeps"),
        ([], "nothing"),
    ],
)
def test_a_cell_is_drawn_by_what_is_on_record(sides: list[str], kind: str) -> None:
    rows = [{"side": {"value": side}, "work": {"value": side, "label": side}} for side in sides]

    assert grid.Cell({}, {}, rows).kind == kind


def test_labels_of_others_are_text_and_nothing_else(built: Release, tmp_path: Path) -> None:
    label = HOSTILE.replace('"', '\\"')
    more = "".join(
        f'<https://w3id.org/lgi/{thing}> <http://www.w3.org/2004/02/skos/core#prefLabel> "{label}"@en .\n'
        for thing in ("id/group/residents", "id/model/wigan-deal", "scheme/decision-domain#own-support")
    )
    with served_with(built, tmp_path, more) as client:
        answers = [client.get(f"/power?view={view}") for view in ("grid", "pairs", "list")]

    assert [answer.status_code for answer in answers] == [200] * 3
    assert not any("<script>alert" in answer.text for answer in answers)
    assert any("&lt;script&gt;alert" in answer.text for answer in answers)
