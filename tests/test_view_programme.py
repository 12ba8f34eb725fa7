"""Programme: every initiative stands at the stage last told of it, and help wanted meets help offered as the graph has it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pyoxigraph import Store
from starlette.testclient import TestClient

from lgi.pictures import stages
from lgi.release import Release
from paged import HOSTILE, asked, links, page, path, served, served_with, table, words


@pytest.fixture(scope="module")
def whole(live: Release) -> Iterator[TestClient]:
    with served(live) as client:
        yield client


def test_every_initiative_is_in_the_picture_and_in_its_twin(whole: TestClient, store: Store) -> None:
    every = {path(row[0]) for row in asked(store, "SELECT ?i WHERE { ?i a lgi:Initiative }")}
    root = page(whole, "/programme")
    rows = table(root, "Stage of each initiative")

    assert {links(row.find("th"))[0] for row in rows} == every
    assert len(rows) == len(every) == len(root.xpath("//svg//rect"))


def test_the_stage_is_the_one_of_the_latest_day(whole: TestClient, store: Store) -> None:
    told = asked(
        store,
        """SELECT ?i ?label ?day WHERE { ?o lgi:concernsEndeavour ?i ; lgi:hasStage/skos:prefLabel ?label ;
          lgi:knownToHoldOn|lgi:validFrom ?day . ?i a lgi:Initiative
          FILTER NOT EXISTS { ?later lgi:concernsEndeavour ?i ; lgi:hasStage ?any ;
            lgi:knownToHoldOn|lgi:validFrom ?later_day FILTER(?later_day > ?day) } }""",
    )
    latest: dict[str, set[str]] = {}
    for initiative, label, _ in told:
        latest.setdefault(path(initiative), set()).add("not known" if label == "unknown" else label)
    rows = {
        links(row.find("th"))[0]: words(row.find("td")).lower()
        for row in table(page(whole, "/programme"), "Stage of each initiative")
    }

    assert latest
    assert {initiative for initiative, labels in latest.items() if rows[initiative] not in labels} == set()


def test_help_wanted_stands_beside_help_offered_with_the_reason(whole: TestClient, store: Store) -> None:
    expected = asked(
        store, "SELECT DISTINCT ?need ?offer WHERE { ?need lgi:hasMatchingOffer ?offer ; lgi:hasActor ?who }"
    )
    rows = table(page(whole, "/programme"), "Help wanted and help offered")

    assert {tuple(links(row)) for row in rows} == {(path(need), path(offer)) for need, offer in expected}
    assert all("of the kind that is wanted" in words(row) for row in rows)


def test_signs_are_drawn_with_dates_first_and_unknown_in_a_band_of_its_own() -> None:
    made = stages.board(
        ["testing"],
        [stages.Stood("B", "testing"), stages.Stood("A", "testing", "2019"), stages.Stood("C", "not known")],
    )

    assert [[sign.said for sign in band.signs] for band in made.bands] == [["A, 2019", "B, no date"], ["C, no date"]]
    assert [sign.dated for sign in made.bands[0].signs] == [True, False]
    assert made.height == sum(band.height for band in made.bands)


def test_labels_of_others_are_text_and_nothing_else(built: Release, tmp_path: Path) -> None:
    label = HOSTILE.replace('"', '\\"')
    label_of = "<http://www.w3.org/2004/02/skos/core#prefLabel>"
    more = f'<https://w3id.org/lgi/id/initiative/wigan-deal-in-wigan> {label_of} "{label}"@en .\n'
    with served_with(built, tmp_path, more) as client:
        answer = client.get("/programme")

    assert answer.status_code == 200
    assert "<script>alert" not in answer.text
    assert "&lt;script&gt;alert" in answer.text


def test_a_programme_tells_its_dates_only_as_closely_as_they_are_known(whole: TestClient) -> None:
    root = page(whole, "/programme/upstream-collaborative.html")
    told = words(root)

    assert "Began: September 2019. Ended: October 2020." in told
    assert "/organisation/nesta" in links(root) and "Kirklees Council: experimenter" in told
