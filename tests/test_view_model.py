"""The list of models and the page of each: what they tell is what the graph holds, and what is unknown looks so."""

import itertools
import re
import time
from collections import Counter
from collections.abc import Iterator
from xml.etree import ElementTree as ET

import pytest
from pyoxigraph import Store
from starlette.testclient import TestClient

from lgi.engine import Limits
from lgi.pictures import lettering, say, theory
from lgi.pictures.say import Move, Step
from lgi.pictures.theory import Chain, Part
from lgi.release import Release
from lgi.web import pages
from lgi.web.app import create_app
from lgi.web.views.models import evidence
from lgi.web.views.models import say as moves
from lgi.web.views.models import theory as accounts

PREFIXES = """
PREFIX lgi: <https://w3id.org/lgi/ontology#>
PREFIX model: <https://w3id.org/lgi/id/model/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
"""
RICH = ["wigan-deal", "preston-model", "buurtzorg", "community-wealth-building"]
BROWSER = {"Accept": "text/html"}
SVG = "{http://www.w3.org/2000/svg}"
STEPS = [Step("not stated", None), Step("none", 0), Step("shares", 4), Step("controls", 6)]


@pytest.fixture(scope="module")
def today(live: Release) -> Iterator[TestClient]:
    """The service on the whole graph."""
    app = create_app(live, Limits(seconds=30, client_heavy=1000, client_seconds=1e6))
    with TestClient(app, follow_redirects=False) as made:
        yield made


def page(client: TestClient, address: str) -> str:
    got = client.get(address, headers=BROWSER)
    assert got.status_code == 200, address
    return got.text


def ask(store: Store, where: str, what: str = "(COUNT(DISTINCT ?x) AS ?n)") -> list[str]:
    rows = store.query(f"{PREFIXES} SELECT {what} WHERE {{ {where} }}", use_default_graph_as_union=True)
    return [str(row[0].value) for row in rows]  # type: ignore[union-attr]


def drawing(html: str, name: str) -> ET.Element | None:
    found = re.search(rf'<svg [^>]*class="{name}".*?</svg>', html, re.DOTALL)
    return ET.fromstring(found[0]) if found else None


def marks(svg: ET.Element | None, tag: str, name: str) -> int:
    return 0 if svg is None else sum(each.get("class", "").startswith(name) for each in svg.iter(f"{SVG}{tag}"))


@pytest.mark.parametrize("slug", RICH)
def test_counts_of_evidence_on_a_page_are_those_of_the_graph(slug: str, today: TestClient, store: Store) -> None:
    html = page(today, f"/model/{slug}")
    findings = f"?x a lgi:Finding ; lgi:concernsModel model:{slug} ."
    n, studies, independent = (
        int(ask(store, where)[0])
        for where in (
            findings,
            f"?f a lgi:Finding ; lgi:concernsModel model:{slug} ; lgi:isFindingOf ?x .",
            (
                f"?f a lgi:Finding ; lgi:concernsModel model:{slug} ; lgi:isFindingOf ?x . "
                "?x lgi:hasIndependence <https://w3id.org/lgi/scheme/independence#independent> ."
            ),
        )
    )

    assert f"{n} findings from {studies} studies" in html
    assert f"{independent} of the {studies} studies are independent" in html
    assert html.count('<tr class="finding">') == n


@pytest.mark.parametrize("slug", RICH)
def test_directions_on_a_page_are_those_of_the_graph(slug: str, today: TestClient, store: Store) -> None:
    html = page(today, f"/model/{slug}")
    told = ask(
        store,
        f"?x a lgi:Finding ; lgi:concernsModel model:{slug} ; lgi:hasValence/skos:prefLabel ?way .",
        "(CONCAT(STR(?way), ' ', STR(?x)) AS ?each)",
    )
    counted = Counter(evidence.DIRECTIONS[each.rpartition(" ")[0]] for each in set(told))
    rows = Counter(re.findall(r'Which way"><span class="direction">.*?</span> (.*?)</span>', html.replace("\n", "")))

    assert {word: rows[word] for word in rows} == dict(counted)
    for word, number in counted.items():
        assert re.search(rf"{number} {word}</span>", html)


@pytest.mark.parametrize("slug", RICH)
def test_the_picture_of_the_theory_and_its_table_hold_the_same(slug: str, today: TestClient, store: Store) -> None:
    html = page(today, f"/model/{slug}")
    svg, told = drawing(html, "theory"), ask(store, f"?x a lgi:Configuration ; lgi:concernsModel model:{slug} .")

    assert svg is not None
    assert marks(svg, "g", "chain") == html.count('<tr class="drawn">') > 0
    assert html.count('<tr class="drawn">') + html.count('<tr class="left-out">') == int(told[0])
    assert marks(svg, "g", "box") <= theory.MOST_BOXES
    assert f"{marks(svg, 'path', 'assumed')} untested assumption" in html


@pytest.mark.parametrize("slug", RICH)
def test_the_picture_of_say_has_a_mark_for_each_row_of_its_table(slug: str, today: TestClient, store: Store) -> None:
    html = page(today, f"/model/{slug}")
    parties = ask(
        store,
        f"?s a lgi:PowerShift ; lgi:concernsModel model:{slug} . "
        "{ ?s lgi:benefitsAgent|lgi:isYieldedBy ?x } UNION { ?s (lgi:shiftsFrom|lgi:shiftsTo)/lgi:hasPowerHolder ?x }",
    )
    table = html.partition("<caption>Say before and after</caption>")[2].partition("</table>")[0]
    rows = table.count('<th scope="row">')

    assert marks(drawing(html, "moves"), "g", "move") == rows >= int(parties[0])
    assert len(set(re.findall(r'<th scope="row"><a href="([^"]+)"', table))) == int(parties[0])


def test_a_line_is_solid_only_where_evidence_bears_on_its_outcome(today: TestClient, store: Store) -> None:
    html = page(today, "/model/wigan-deal")
    svg = drawing(html, "theory")
    borne = ask(
        store,
        "?c a lgi:Configuration ; lgi:concernsModel model:wigan-deal ; lgi:yieldsOutcome ?x ; "
        "lgi:triggersMechanism ?m . ?line lgi:bearsOn ?x . ?x lgi:concernsModel model:wigan-deal . "
        "FILTER NOT EXISTS { ?c lgi:concernsModel ?other . FILTER(?other != model:wigan-deal) }",
        "DISTINCT (CONCAT(STR(?x), STR(?m)) AS ?each)",
    )

    assert marks(svg, "path", "tested") == len(borne)


@pytest.mark.parametrize("slug", RICH)
def test_conditions_on_a_page_are_those_of_the_graph(slug: str, today: TestClient, store: Store) -> None:
    html = page(today, f"/model/{slug}")
    table = html.partition("<caption>Conditions, the needed ones first</caption>")[2].partition("</table>")[0]
    told = ask(
        store,
        f"?c a lgi:ConditionClaim ; lgi:concernsModel model:{slug} ; lgi:concernsCondition ?x .",
    )

    assert table.count('<th scope="row">') == int(told[0])


def test_what_no_source_says_is_drawn_as_unknown() -> None:
    picture = say.draw(STEPS, [Move("care", "Nurses", "/claim/a", "gains", None, 4)])
    [row] = picture.rows

    assert row.start == say.UNKNOWN < say.place(0) < row.end
    assert not row.known
    svg = drawn("say.svg", "say", picture)
    assert marks(svg, "circle", "before unknown") == 1
    assert marks(svg, "circle", "after") == 1
    assert [way.get("stroke-dasharray") for way in svg.iter(f"{SVG}path") if way.get("class") == "way"] == ["4 4"]


def test_say_that_did_not_move_is_one_mark_without_a_way() -> None:
    [row] = say.draw(STEPS, [Move("care", "Nurses", "/claim/a", "no change", 4, 4)]).rows
    [blank] = say.draw(STEPS, [Move("care", "Nurses", "/claim/a", "gains", None, None)]).rows

    assert row.arrow is None
    assert blank.arrow is None


def drawn(template: str, macro: str, picture: object) -> ET.Element:
    made = pages.environment().get_template(f"pictures/{template}").module
    return ET.fromstring(str(getattr(made, macro)(picture, "id", "Title", "Told")))


def test_hostile_labels_are_text_in_both_pictures() -> None:
    evil = '</text><script>alert("1")</script>'
    parts = [Part("k", evil, "/claim/a", evil)]
    shown = drawn("theory.svg", "theory", theory.draw(parts, [Chain("c", parts, parts, parts)]))
    moved = drawn("say.svg", "say", say.draw([Step(evil, 0)], [Move(evil, evil, '/claim/"x', evil, 0, 0)]))

    for svg in (shown, moved):
        assert list(svg.iter(f"{SVG}script")) == []
        assert "script" in "".join(svg.itertext())
        assert all(each.get("href", "").startswith("/claim/") for each in svg.iter(f"{SVG}a"))


def test_a_picture_holds_few_boxes_and_leaves_the_rest_to_the_table() -> None:
    chains = [
        Chain(str(n), [Part(f"c{n}", "Condition")], [Part(f"r{n}", "Response")], [Part(f"o{n}", "Outcome")])
        for n in range(9)
    ]
    picture = theory.draw([Part("n", "Need")], chains)

    assert len(picture.boxes) == 13
    assert [chain.key for chain, _ in picture.chains] == ["0", "1", "2", "3"]
    assert len(picture.left_out) == 5


def test_boxes_of_a_column_do_not_overlap_and_hold_all_their_lines() -> None:
    long = "A condition of many words that has to be broken into several lines so that it fits " * 3
    parts = [Part(str(n), long[n * 7 :]) for n in range(4)]
    picture = theory.draw([], [Chain("c", parts, parts[:2], parts)])

    for column in range(4):
        boxes = sorted((box for box in picture.boxes if box.column == column), key=lambda box: box.y)
        for upper, lower in itertools.pairwise(boxes):
            assert upper.y + upper.high <= lower.y
        assert all(box.baseline(len(box.lines) - 1) < box.y + box.high <= picture.height for box in boxes)
    assert max(len(box.lines) for box in picture.boxes) == 6
    assert any(box.lines[-1].endswith("…") for box in picture.boxes)


def test_a_tested_chain_has_solid_lines_throughout() -> None:
    parts = [Part("p", "Part")]
    picture = theory.draw([], [Chain("c", parts, parts, parts, tested=True)])

    assert [line.tested for line in picture.lines] == [True, True]


def test_a_word_wider_than_a_line_is_broken() -> None:
    assert len(lettering.lines("w" * 60, 100, 13, 9)) > 2


def test_a_model_nobody_wrote_about_has_a_sentence_in_place_of_each_section(today: TestClient) -> None:
    html = page(today, "/model/strategic-initiatives")

    for words in (
        "Nobody has set out how",
        "No source says which need it acts on",
        "No source here says that anybody gains or gives up say",
        "No finding on",
        "No search for evidence is recorded",
        "No initiative is recorded",
        "No lesson from",
        "No source claims an outcome",
    ):
        assert words in html
    assert "<svg" not in html.partition("<main")[2]
    assert "No source here says what has to be in place" in page(today, "/model/traditional-service-delivery")


def test_every_model_has_a_page_that_is_light_and_quick(today: TestClient, store: Store) -> None:
    slugs = [iri.rpartition("/")[2] for iri in ask(store, "?x a lgi:Model .", "DISTINCT ?x")]
    took = []
    for slug in slugs:
        start = time.perf_counter()
        html = page(today, f"/model/{slug}")
        took.append(time.perf_counter() - start)
        assert len(html.encode()) < 200_000, slug
        assert html.count("<h1") == 1

    assert len(slugs) > 40
    assert sorted(took)[len(took) // 2] < 2


def test_every_voice_on_a_page_leads_to_its_source(today: TestClient) -> None:
    html = page(today, "/model/wigan-deal")
    voices = re.findall(r'<p class="voice">(.*?)</p>', html, re.DOTALL)

    assert len(voices) > 20
    assert all('href="/source/' in voice for voice in voices)


def test_the_whole_record_is_one_step_away(client: TestClient) -> None:
    html = page(client, "/model/wigan-deal")

    assert '/model/wigan-deal.html?page=1"' in html
    assert "What the graph says of it" in page(client, "/model/wigan-deal?page=1")


def test_the_page_leads_on_to_the_fit_and_the_comparison(client: TestClient) -> None:
    html = page(client, "/model/wigan-deal")

    assert 'href="/fit?m=wigan-deal"' in html
    assert 'href="/compare?m=wigan-deal"' in html
    assert all(f'id="{target}"' in html for target in re.findall(r'<a href="#([\w-]+)"', html))


def test_the_list_holds_every_model_and_family(today: TestClient, store: Store) -> None:
    html = page(today, "/model")
    families = int(ask(store, "?x a lgi:ModelFamily .")[0])
    everything = int(ask(store, "?x a lgi:Model .")[0])

    assert html.count('type="checkbox" name="m"') == everything
    assert f"{everything - families} ways" in html
    assert f"{families} families" in html


def test_data_clients_are_still_led_to_the_question(today: TestClient) -> None:
    got = today.get("/model", headers={"Accept": "application/json"})

    assert (got.status_code, got.headers["location"]) == (303, "/q/records-of-kind?kind=model")


FILTERS = [
    ("area", "?x lgi:servesServiceArea <https://w3id.org/lgi/scheme/service-area#public-health> .", "public-health"),
    ("level", "?x lgi:operatesAtLevel <https://w3id.org/lgi/scheme/level#community> .", "community"),
    ("form", "?x lgi:hasModelForm <https://w3id.org/lgi/scheme/model-form#practice-model> .", "practice-model"),
    ("need", "?c lgi:concernsModel ?x ; lgi:actsOn <https://w3id.org/lgi/id/need/underlying-problem> .", None),
    (
        "evidence",
        (
            "?f a lgi:Finding ; lgi:concernsModel ?x ; lgi:isFindingOf/lgi:hasIndependence "
            "<https://w3id.org/lgi/scheme/independence#independent> ."
        ),
        "independent",
    ),
]


@pytest.mark.parametrize(("key", "where", "slug"), FILTERS, ids=[each[0] for each in FILTERS])
def test_a_filter_leaves_what_the_graph_says(
    key: str, where: str, slug: str | None, today: TestClient, store: Store
) -> None:
    html = page(today, f"/model?{key}={slug or 'underlying-problem'}")
    expected = {iri.rpartition("/")[2] for iri in ask(store, f"?x a lgi:Model . {where}", "DISTINCT ?x")}

    assert set(re.findall(r'name="m" value="([^"]+)"', html)) == expected != set()


def test_the_number_beside_an_option_is_what_choosing_it_leaves(today: TestClient) -> None:
    html = page(today, "/model?evidence=independent")
    select = html.partition('name="level"')[2].partition("</select>")[0]

    for slug, number in re.findall(r'<option value="(\w[^"]*)"[^>]*>[^<]*\((\d+)\)', select):
        left = page(today, f"/model?evidence=independent&level={slug}")
        assert left.count('type="checkbox" name="m"') == int(number)


def test_filters_that_together_fit_nothing_say_so(today: TestClient) -> None:
    html = page(today, "/model?evidence=independent")
    select = html.partition('name="area"')[2].partition("</select>")[0]
    empty = re.findall(r'<option value="(\w[^"]*)"[^>]*>[^<]*\(0\)', select)

    assert "No model here has all of that" in page(today, f"/model?evidence=independent&area={empty[0]}")


@pytest.mark.parametrize("query", ['form="><script>', "need=gold", "evidence=yes", "level=", "area=moon", "group=x"])
def test_what_cannot_be_chosen_is_refused_and_escaped(today: TestClient, query: str) -> None:
    answer = today.get(f"/model?{query}", headers={"Accept": "text/html"})

    assert answer.status_code == (200 if query.endswith("=") else 400)
    assert "<script>" not in answer.text


def test_a_party_that_gains_in_one_shift_and_gives_in_another_is_told_so() -> None:
    def row(side: str, shift: str) -> dict[str, dict[str, str]]:
        holder = {"value": "h", "label": "Nurses"}
        return {"shift": {"value": shift}, "side": {"value": f"x#{side}"}, "holder": holder}

    [party] = moves.parties([row("benefitsAgent", "a"), row("isYieldedBy", "b")])

    assert (party.move.word, party.decision) == ("gains and gives", "not stated")


@pytest.mark.parametrize(("before", "after", "word"), [(1, 1, "no change"), (1, 3, "gains"), (3, 1, "gives up")])
def test_where_no_rule_tells_who_gains_two_known_steps_do(before: int, after: int, word: str) -> None:
    def row(side: str, rank: int) -> dict[str, dict[str, str]]:
        return {
            "shift": {"value": "s"},
            "side": {"value": f"x#{side}"},
            "holder": {"value": "h", "label": "Nurses"},
            "relation": {"value": side},
            "domain": {"value": "d", "label": "care"},
            "rank": {"value": str(rank)},
        }

    [party] = moves.parties([row("shiftsFrom", before), row("shiftsTo", after)])

    assert party.move.word == word


def test_a_theory_without_an_outcome_of_the_model_is_still_told() -> None:
    row = {
        "configuration": {"value": "c", "label": "Where A, B."},
        "models": {"value": "3"},
        "part": {"value": "x#triggersMechanism"},
        "thing": {"value": "https://w3id.org/lgi/id/mechanism/b", "label": "B"},
    }
    account = accounts.account([row], [])

    assert account is not None
    assert [told.drawn for told in account.rows] == [True]
    assert account.picture.boxes[0].part == accounts.UNKNOWN_NEED
