"""The pages of councils and places, and the map: numbers are those of direct queries, and all of them render."""

import re

import pytest
from pyoxigraph import Store
from starlette.testclient import TestClient

from lgi.pictures import map as maps
from lgi.web.views import councils
from test_view_claim import MOST, asked, path, site

__all__ = ["site"]


def test_the_list_has_every_council_once_and_is_small(site: TestClient, store: Store) -> None:
    every = asked(store, "SELECT ?c WHERE { ?c a lgi:LocalAuthority }")
    page = site.get("/council")

    assert all(page.text.count(f'href="{path(council)[:-5]}"') == 1 for (council,) in every)
    assert f"{len(every)} councils of {len(every)}" in page.text
    assert len(page.content) < MOST


@pytest.mark.parametrize(
    ("query", "pattern"),
    [
        ("life=ended", "?c lgi:validUntil ?day"),
        ("type=scottish+council", '?c lgi:hasKind/skos:prefLabel "scottish council"@en'),
        (
            "use=yes",
            "?g a lgi:AreaGovernance ; lgi:hasActor ?c ; lgi:appliesInPlace ?p . ?m lgi:isUsedIn/lgi:isWithin? ?p",
        ),
        ("q=west+south", '?c skos:prefLabel ?l . FILTER(CONTAINS(LCASE(?l), "west") && CONTAINS(LCASE(?l), "south"))'),
    ],
)
def test_filters_keep_what_a_direct_query_finds(site: TestClient, store: Store, query: str, pattern: str) -> None:
    found = asked(store, f"SELECT DISTINCT ?c WHERE {{ ?c a lgi:LocalAuthority . {pattern} }}")

    assert f"{len(found)} council" in site.get(f"/council?{query}").text.partition('role="status">')[2][:30]


def test_a_filter_that_lets_nothing_through_says_so_and_escapes_what_was_sought(site: TestClient) -> None:
    page = site.get("/council", params={"q": "<script>x"}).text

    assert "No council on record passes" in page
    assert "<script>x" not in page


@pytest.mark.parametrize("query", ["nation=France", "type=village", "life=eternal", "use=maybe"])
def test_what_cannot_be_chosen_is_refused_with_what_can_be(site: TestClient, query: str) -> None:
    page = site.get(f"/council?{query}", headers={"Accept": "text/html"})

    assert page.status_code == 400
    assert f"{query.partition('=')[0]}: " in page.text


def test_a_sample_of_councils_and_places_renders(site: TestClient, store: Store) -> None:
    for kind in ("LocalAuthority", "Place"):
        every = asked(store, f"SELECT ?c WHERE {{ ?c a lgi:{kind} FILTER(!CONTAINS(STR(?c), '/area/')) }} ORDER BY ?c")
        for (thing,) in every[:: len(every) // 12]:
            page = site.get(path(thing))
            assert page.status_code == 200, thing
            assert "Data and record" in page.text
            assert len(page.content) < MOST, thing


def test_a_council_that_has_ended_says_so_first_and_leads_to_what_came_after(site: TestClient) -> None:
    page = site.get("/council/somerset-west-and-taunton.html").text

    assert "This council ended on 31 March 2023." in page
    assert page.index('href="/council/somerset"') < page.index("Models in use</h2>")


def test_what_is_not_recorded_is_said_to_be_so(site: TestClient) -> None:
    page = site.get("/council/adur.html").text

    assert "No use of a model is recorded" in page
    assert "Not recorded" in page
    assert 'href="/fit?place=adur"' in page


def test_the_map_has_a_mark_for_each_row_of_its_table(site: TestClient, store: Store) -> None:
    page = site.get("/place").text
    places = asked(
        store, "SELECT DISTINCT ?p WHERE { ?i lgi:implementsModel ?m ; <http://purl.org/dc/terms/spatial> ?p }"
    )
    marks = re.findall(r'<circle class="(?:use|inside)"', page)
    table = page.partition("The map as a table")[2].partition("</table>")[0]
    beside = page.partition('id="beside"')[2].partition("</table>")[0]

    assert len(marks) == table.count('<th scope="row">') > 50
    assert len(marks) + beside.count('<th scope="row">') == len(places)
    assert page.count('<circle class="land"') > 300


def test_the_map_of_one_model_shows_its_places_alone(site: TestClient) -> None:
    assert site.get("/place?model=wigan-deal").text.count('<circle class="use"') == 1
    refused = site.get("/place?model=%3Cb%3E")
    assert (refused.status_code, "<b>" in refused.text) == (400, False)


def test_larger_marks_are_drawn_first_and_the_north_is_above() -> None:
    spots = [maps.Spot("a", "/a", 50, -3, 1), maps.Spot("b", "/b", 58, -3, 9)]

    layout = maps.draw([(50, -5), (60, 1)], spots)

    assert [mark.spot.name for mark in layout.marks] == ["b", "a"]
    assert layout.marks[0].y < layout.marks[1].y
    assert all(0 <= mark.x <= layout.width and 0 <= mark.y <= layout.height for mark in layout.marks)


def test_a_map_without_points_can_be_drawn() -> None:
    assert maps.draw([], []).marks == ()


def test_a_council_lives_has_ended_or_is_to_come() -> None:
    today = "2026-01-01"

    assert councils.life({"until": {"value": "2020-01-01"}}, today) == "ended"
    assert councils.life({"from": {"value": "2028-01-01"}}, today) == "coming"
    assert councils.life({}, today) == "current"
