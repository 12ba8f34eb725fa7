"""The evidence at a glance, and how it is graded: numbers as the graph gives them, and a picture with its table."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from pyoxigraph import Store
from starlette.testclient import TestClient

from lgi import names
from lgi.engine import Limits
from lgi.pictures import years
from lgi.pictures.years import Point
from lgi.release import Release
from lgi.web import pages
from lgi.web.app import create_app

MOST_BYTES = 200_000
HTML = {"Accept": "text/html"}
COUNTS = {
    "findings": "?x a lgi:Finding",
    "studies": "?f a lgi:Finding ; lgi:isFindingOf ?x",
    "compared": "?x a lgi:Finding ; lgi:isFindingOf/lgi:hasStudyDesign/lgi:rank ?rank FILTER(?rank >= 10)",
    "others": "?x a lgi:Finding ; lgi:isFindingOf/lgi:hasIndependence ?i FILTER(?i != independence:promoter-own)",
    "better": "?x a lgi:Finding ; lgi:hasValence valence:better",
    "worse": "?x a lgi:Finding ; lgi:hasValence valence:worse",
    "no change": "?x a lgi:Finding ; lgi:hasValence valence:neutral",
    "mixed": "?x a lgi:Finding ; lgi:hasValence valence:mixed",
    "silent": "?x a lgi:Finding ; lgi:hasValence valence:not-stated",
}


@pytest.fixture(scope="module")
def site(live: Release) -> Iterator[TestClient]:
    """The service on the graph of today."""
    with TestClient(create_app(live, Limits(seconds=30, client_heavy=1000, client_seconds=1e6))) as made:
        yield made


@pytest.fixture(scope="module")
def overview(site: TestClient) -> str:
    """The page on the evidence."""
    answer = site.get("/evidence", headers=HTML)
    assert answer.status_code == 200
    return answer.text


@pytest.fixture(scope="module")
def graded(site: TestClient) -> str:
    """The page on grades."""
    answer = site.get("/grades", headers=HTML)
    assert answer.status_code == 200
    return answer.text


def text(html: str) -> str:
    return " ".join(re.sub(r"<[^>]*>", " ", html).split())


def count(store: Store, pattern: str) -> int:
    spaces: dict[str, Any] = {each: names.namespace(each) for each in ("independence", "lgi", "valence", "skos")}
    query = f"SELECT (COUNT(DISTINCT ?x) AS ?n) WHERE {{ {pattern} }}"
    answer: Any = store.query(query, prefixes=spaces, use_default_graph_as_union=True)
    return int(next(iter(answer))["n"].value)


def test_the_numbers_on_top_are_what_the_graph_gives(overview: str, store: Store) -> None:
    asked = {name: count(store, pattern) for name, pattern in COUNTS.items()}

    strip = text(overview.partition('<dl class="strip">')[2].partition("</dl>")[0])
    assert f"Findings {asked['findings']} from {asked['studies']} studies" in strip
    assert f"{asked['others']} are of studies not recorded as the promoters" in strip
    assert f"Tested against others {asked['compared']}" in strip
    assert f"{asked['better']} better, {asked['worse']} worse" in strip
    assert f"{asked['no change']} no change, {asked['mixed']} mixed, {asked['silent']} do not say" in strip


def test_each_number_leads_to_an_answer_with_as_many_rows(site: TestClient, overview: str) -> None:
    strip = overview.partition('<dl class="strip">')[2].partition("</dl>")[0]
    links = re.findall(r'<a href="/q/([^"?]*)(\?[^"]*)?">(\d+)</a>', strip)

    assert len(links) == 3
    for name, query, number in links:
        answer = site.get(f"/q/{name}.json{query}").json()["results"]["bindings"]
        assert len({row["finding"]["value"] for row in answer}) == int(number)


def test_the_picture_has_a_row_in_its_table_for_each_mark_and_a_sign_for_each_finding(
    overview: str, store: Store
) -> None:
    drawn = overview.partition('<svg class="years"')[2].partition("</svg>")[0]
    twin = overview.partition("<caption>Findings by year and study design</caption>")[2].partition("</table>")[0]

    signs = re.findall(r'<g><title>[^<]*: (\d+) [^<]*</title><path d="([^"]*)"', drawn)
    rows = re.findall(r'<td class="number">(\d+)</td>', twin)
    assert [number for number, _ in signs] == rows
    assert [path.count("M") for _, path in signs] == [int(number) for number in rows]
    assert sum(map(int, rows)) == count(store, COUNTS["findings"])


@pytest.mark.parametrize(
    ("section", "question", "columns"),
    [
        ("promoters", "outcomes-that-rest-on-promoters-alone", ("model", "claim")),
        ("adverse", "null-or-adverse-findings", ("model", "finding")),
    ],
)
def test_each_list_has_what_its_question_answers(
    site: TestClient, overview: str, section: str, question: str, columns: tuple[str, str]
) -> None:
    answer = site.get(f"/q/{question}.json").json()["results"]["bindings"]
    things = {tuple(row[column]["value"] for column in columns) for row in answer}

    shown = overview.partition(f'<section aria-labelledby="{section}">')[2].partition("</section>")[0]
    assert shown.count("<li>") == len(things)
    assert f"<strong>{len(things)}</strong>" in shown


def test_what_is_untested_is_the_same_number_as_on_the_map(site: TestClient, overview: str) -> None:
    on_map = re.search(r"(\d+) claims? (?:is|are) untested", text(site.get("/evidence/map", headers=HTML).text))
    here = re.search(r"(\d+) claims? (?:is|are) untested", text(overview))

    assert on_map
    assert here
    assert here[1] == on_map[1]


@pytest.mark.parametrize("page", ["overview", "graded"])
def test_a_page_is_light_and_tells_what_it_asked(page: str, request: pytest.FixtureRequest) -> None:
    html = request.getfixturevalue(page)

    assert len(html.encode()) < MOST_BYTES - 30_000
    assert "How this page is made" in html


@pytest.mark.parametrize(
    ("scheme", "property_"),
    [("study-design", "hasStudyDesign"), ("independence", "hasIndependence"), ("reading-extent", "hasReadingExtent")],
)
def test_each_scale_has_all_its_steps_and_how_often_each_is_used(
    graded: str, store: Store, scheme: str, property_: str
) -> None:
    table = graded.partition(f'<h2 id="{scheme}">')[2].partition("</table>")[0]
    shown = dict(re.findall(r'<a href="/scheme/[\w-]+#([\w-]+)">[^<]*</a>.*?<td class="number">(\d+)</td></tr>', table))

    assert len(shown) == count(store, f"?x skos:inScheme <{names.SCHEMES}{scheme}>")
    for step, uses in shown.items():
        assert int(uses) == count(store, f"?x lgi:{property_} <{names.SCHEMES}{scheme}#{step}>")


def test_there_is_a_worked_example_of_each_thing_that_a_cell_can_say(graded: str) -> None:
    table = graded.partition("<caption>Worked examples</caption>")[2].partition("</table>")[0]

    assert re.findall(r'<tr><td class="(\w)">', table) == ["a", "b", "c", "r", "s", "u"]


def test_no_grade_is_told_where_none_is_on_record(graded: str, store: Store) -> None:
    assert count(store, "?x a lgi:EvidenceRating") == 0
    assert "No grade on a published scale" in graded


def test_years_without_findings_have_a_column_and_what_has_no_date_comes_last() -> None:
    points = [
        Point(2019, "survey", "a", "worse"),
        Point(2021, "survey", "a", "better"),
        Point(0, "survey", "a", "mixed"),
    ]

    made = years.lay(points, [("a", ["survey"])])

    assert [column.label for column in made.columns] == ["2019", "2020", "2021", "no date"]
    assert [(mark.when, mark.direction) for mark in made.marks] == [
        ("2019", "worse"),
        ("2021", "better"),
        ("no date", "mixed"),
    ]


def test_signs_of_one_year_do_not_lie_on_each_other() -> None:
    points = [Point(2020, "survey", "a", way) for way in years.DIRECTIONS for _ in range(3)]

    made = years.lay(points, [("a", ["survey"]), ("b", [])])

    starts = [start for mark in made.marks for start in re.findall(r"M(\d+) ([\d.]+)", mark.path)]
    assert len(set(starts)) == len(points)
    assert made.bands[0].number == len(points)


def test_a_picture_of_nothing_is_empty() -> None:
    assert years.lay([], []).marks == []


def test_hostile_text_in_a_picture_is_text() -> None:
    bad = "</title><script>alert(1)</script>"
    made = years.lay([Point(2020, bad, bad, "better")], [(bad, [bad])])

    drawn = pages.environment().from_string('{% from "pictures/years.svg" import years %}{{ years(made, bad, bad) }}')
    assert "<script>" not in drawn.render(made=made, bad=bad)
