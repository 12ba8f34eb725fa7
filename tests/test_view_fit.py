"""Could it work here: every reason is one that the graph gives, and an answer changes what it is about and nothing else."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from pyoxigraph import Store
from starlette.testclient import TestClient

from lgi.release import Release
from lgi.web.views.fit import places, weighing
from paged import HOSTILE, Node, asked, links, page, path, served, served_with, table, words

NEEDS = ["loneliness", "child-at-risk-of-harm", "crisis-point", "multiple-disadvantage"]
ACTING = """
  ?acted_on lgi:leadsTo* need:{need} .
  ?position lgi:actsOn ?acted_on ; lgi:concernsModel ?model .
  ?said lgi:assertsClaim ?position ; lgi:hasStance <https://w3id.org/lgi/scheme/stance#affirms> .
"""
NEED = "PREFIX need: <https://w3id.org/lgi/id/need/>\n"


@pytest.fixture(scope="module")
def whole(live: Release) -> Iterator[TestClient]:
    with served(live) as client:
        yield client


def reasons(root: Node) -> dict[tuple[str, str, str], Node]:
    """The rows of all tables of conditions, by model, condition and what it does."""
    found = {}
    for section in root.find_class("result"):
        model = links(section.find("h3"))[0]
        for row in section.iter("tr"):
            if links(row.find("th")) and links(row.find("th"))[0].startswith("/condition/"):
                found[model, links(row.find("th"))[0], words(row.find("th")).partition(":")[0]] = row
    return found


def word(effect: str) -> str:
    return weighing.EFFECTS[effect.partition("#")[2]][0]


def order(root: Node) -> list[str]:
    return [words(each.find("a")) for each in root.find_class("overview")[0].findall("li")]


@pytest.mark.parametrize("need", NEEDS)
def test_the_reasons_are_those_of_the_graph(whole: TestClient, store: Store, need: str) -> None:
    rows = asked(
        store,
        NEED
        + f"""SELECT DISTINCT ?model ?condition ?effect ?source WHERE {{ {ACTING.format(need=need)}
          ?claim lgi:concernsModel ?model ; lgi:concernsCondition ?condition ; lgi:hasConditionEffect ?effect .
          ?assertion lgi:assertsClaim ?claim ; lgi:isStatedIn ?source . }}""",
    )
    shown = reasons(page(whole, f"/fit?need={need}"))

    assert set(shown) == {(path(model), path(condition), word(effect)) for model, condition, effect, _ in rows}
    assert rows
    for model, condition, effect, source in rows:
        assert path(source) in links(shown[path(model), path(condition), word(effect)])


@pytest.mark.parametrize("need", NEEDS)
def test_every_model_is_shown_or_left_out_with_a_reason(whole: TestClient, store: Store, need: str) -> None:
    acting = {
        path(row[0]) for row in asked(store, NEED + f"SELECT DISTINCT ?model WHERE {{ {ACTING.format(need=need)} }}")
    }
    every = {path(row[0]) for row in asked(store, "SELECT ?model WHERE { ?model a lgi:Model }")}
    root = page(whole, f"/fit?need={need}")
    left_out = {links(row)[0] for row in table(root, "Models left out, and what they act on instead")}

    assert {links(section.find("h3"))[0] for section in root.find_class("result")} == acting
    assert left_out == every - acting


def test_an_answer_changes_only_the_rows_that_cite_its_condition(whole: TestClient) -> None:
    before = reasons(page(whole, "/fit?place=wigan&need=loneliness&a.austerity=no"))
    after = reasons(page(whole, "/fit?place=wigan&need=loneliness&a.austerity=no&a.upfront-money=yes"))
    changed = {key for key in before if words(before[key]) != words(after[key])}

    assert set(before) == set(after)
    assert changed == {key for key in before if key[1] == "/condition/upfront-money"}
    assert len(changed) > 1


@pytest.mark.parametrize("need", NEEDS)
def test_the_order_can_be_worked_out_by_hand(whole: TestClient, store: Store, need: str) -> None:
    effects = asked(
        store,
        NEED
        + f"""SELECT DISTINCT ?label ?condition ?effect WHERE {{ {ACTING.format(need=need)} ?model skos:prefLabel ?label .
          OPTIONAL {{ ?claim lgi:concernsModel ?model ; lgi:concernsCondition ?condition ; lgi:hasConditionEffect ?effect . }} }}""",
    )
    needed = sorted({row[1].rpartition("/")[2] for row in effects if row[2].endswith(("#necessary", "#blocking"))})
    blocking = {row[1].rpartition("/")[2] for row in effects if row[2].endswith("#blocking")}
    answers = "".join(f"&a.{slug}={'yes' if slug in blocking else 'no'}" for slug in needed)
    barriers = {
        label: sum(row[0] == label and row[2].endswith(("#necessary", "#blocking")) for row in effects)
        for label, _, _ in effects
    }
    shown = order(page(whole, f"/fit?need={need}{answers}"))

    assert shown == sorted(barriers, key=lambda label: (barriers[label], label.casefold()))
    assert order(page(whole, f"/fit?need={need}{answers}&order=name")) == sorted(barriers, key=str.casefold)


def test_what_is_on_record_of_the_place_itself_counts_and_of_a_larger_one_is_only_told(
    whole: TestClient, store: Store
) -> None:
    known = asked(
        store,
        """SELECT DISTINCT ?condition ?place WHERE { ?claim lgi:appliesInPlace ?place ; lgi:concernsCondition ?condition ;
          lgi:hasPresence ?presence . <https://w3id.org/lgi/id/place/wigan> lgi:isWithin* ?place }""",
    )
    own = {path(condition) for condition, place in known if place.endswith("/wigan")}
    rows = [row for need in NEEDS for row in reasons(page(whole, f"/fit?place=wigan&need={need}")).items()]

    assert own
    for (_, condition, _), row in rows:
        assert ("On record of Wigan" in words(row)) == (condition in own)
        assert words(row.find("td")).startswith("Not known") == (condition not in own)


def test_a_place_is_found_by_name_slug_or_code_and_the_address_made_short(whole: TestClient) -> None:
    for written in ("Wigan Council", "E08000010", "  wigan metropolitan borough council "):
        answer = whole.get(f"/fit?place={quote(written)}&need=loneliness&a.austerity=")
        assert (answer.status_code, answer.headers["location"]) == (303, "/fit?place=wigan&need=loneliness")

    assert whole.get("/fit?place=wigan&need=loneliness").status_code == 200


def test_a_place_that_is_not_known_is_said_so_with_those_that_may_be_meant(whole: TestClient) -> None:
    many, near, none = (
        words(page(whole, f"/fit?place={written}").find_class("wrong")[0])
        for written in ("North", "wakefeild", "Atlantis")
    )

    assert "Which council do you mean?" in many and "North Ayrshire Council" in many
    assert "Wakefield Metropolitan District Council" in near
    assert "No council is called “Atlantis”" in none


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("need=loneliness&a.austerity=maybe", "a.austerity: 'maybe' is no choice: use yes, partly or no"),
        ("need=loneliness&a.austeritee=yes", "there is no condition 'austeritee': did you mean austerity?"),
        ("need=nothing-at-all", "there is no"),
        ("need=Lonely+people", "need: 'Lonely people' is no need"),
        ("order=best", "order: 'best' is no choice: use missing or name"),
        (f"place={'x' * 300}", "no council has a name of 300 characters"),
    ],
)
def test_a_wrong_value_is_refused_in_plain_words(whole: TestClient, query: str, said: str) -> None:
    answer = whole.get(f"/fit?{query}", headers={"Accept": "application/json"})

    assert answer.status_code == 400
    assert said in answer.json()["detail"]


def test_answers_are_carried_over_to_another_need_and_printed(whole: TestClient) -> None:
    root = page(whole, "/fit?place=leeds&need=debt&a.upfront-money=partly&a.small-engaged-town=no")
    sent = {
        each.get("name"): each.get("value")
        for each in root.iter("input")
        if each.get("type") == "hidden" or each.get("checked") is not None
    }

    assert (sent["a.upfront-money"], sent["a.small-engaged-town"]) == ("partly", "no")
    assert "Money at the start: Partly" in words(root.find_class("paper")[1])


def test_no_page_gives_a_score(whole: TestClient) -> None:
    root = page(whole, "/fit?place=york&need=loneliness&a.upfront-money=yes")

    assert "%" not in words(root.find("body"))
    assert "score or a forecast" in words(root)


@pytest.mark.parametrize(
    ("effect", "state", "mark", "is_barrier"),
    [
        ("necessary", "yes", "for", False),
        ("necessary", "no", "against", True),
        ("necessary", "partly", "half", False),
        ("necessary", "", "unknown", False),
        ("blocking", "yes", "against", True),
        ("blocking", "no", "for", False),
        ("enabling", "no", "against", False),
        ("hindering", "yes", "against", False),
        ("hindering", "no", "for", False),
        ("moderating", "yes", "neither", False),
    ],
)
def test_a_condition_speaks_for_a_model_or_against_it_by_what_it_does(
    effect: str, state: str, mark: str, is_barrier: bool
) -> None:
    reason = weighing.Reason({"value": "x"}, "", effect, "", weighing.Known(state), [])

    assert (reason.mark, reason.is_barrier) == (mark, is_barrier)


def test_records_that_differ_leave_the_condition_unknown_until_the_council_answers() -> None:
    def row(presence: str) -> dict[str, dict[str, str]]:
        return {
            "condition": {"value": "https://w3id.org/lgi/id/condition/austerity"},
            "presence": {"value": f"https://w3id.org/lgi/scheme/presence#{presence}"},
            "known_where": {"value": "here"},
        }

    rows = [row("present"), row("absent")]

    assert weighing.known({}, rows, "here")["austerity"].differ
    assert weighing.known({}, rows, "here")["austerity"].state == ""
    assert weighing.known({"austerity": "no"}, rows, "here")["austerity"].state == "no"
    assert places.find([], "x") == places.Found(None, [])


def test_labels_of_others_are_text_and_nothing_else(built: Release, tmp_path: Path) -> None:
    label = HOSTILE.replace('"', '\\"')
    more = "".join(
        f'<https://w3id.org/lgi/id/{thing}> <http://www.w3.org/2004/02/skos/core#prefLabel> "{label}"@en .\n'
        for thing in ("condition/upfront-money", "council/wigan", "need/crisis-point", "model/wigan-deal")
    )
    with served_with(built, tmp_path, more) as client:
        answer = client.get("/fit?place=wigan&need=crisis-point&a.austerity=yes")

    assert answer.status_code == 200
    assert "<script>alert" not in answer.text
    assert "&lt;script&gt;alert" in answer.text
