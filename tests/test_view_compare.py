"""The comparison of models: rows are those of direct queries, each kind of empty is told, and mistakes are explained."""

import pytest
from pyoxigraph import Store
from starlette.testclient import TestClient

from lgi.web.views import comparison
from test_view_claim import MOST, asked, site

__all__ = ["site"]

FOUR = "/compare?m=wigan-deal&m=preston-model&m=buurtzorg&m=big-local"


def row(page: str, title: str) -> list[str]:
    """The cells of a row."""
    return page.partition(f'<th scope="row">{title}</th>')[2].partition("</tr>")[0].split("<td>")[1:]


def test_four_models_stand_side_by_side_on_all_rows(site: TestClient) -> None:
    page = site.get(FOUR)

    assert page.text.count('<th scope="row">') >= len(comparison.ROWS)
    assert all(len(row(page.text, title)) == 4 for title, _ in comparison.ROWS.values())
    assert len(page.content) < MOST


def test_the_outcomes_claimed_are_those_of_a_direct_query(site: TestClient, store: Store) -> None:
    page = site.get(FOUR).text
    for place, model in enumerate(("wigan-deal", "preston-model", "buurtzorg", "big-local")):
        found = asked(
            store,
            "SELECT DISTINCT ?o WHERE { ?c a lgi:OutcomeClaim ; lgi:hasOutcomeType ?o ; "
            f"lgi:concernsModel <https://w3id.org/lgi/id/model/{model}> . ?a lgi:assertsClaim ?c ; "
            "lgi:hasStance <https://w3id.org/lgi/scheme/stance#affirms> }",
        )
        assert row(page, "Outcomes claimed")[place].count("<li") == min(12, len(found)), model


def test_only_differences_leaves_out_rows_on_which_all_are_alike(site: TestClient) -> None:
    page = site.get("/compare?m=wigan-deal&m=wigan-deal-in-wigan&m=preston-model&only=differences").text
    both, differing = (
        site.get(f"/compare?m=wigan-deal&m=preston-model{only}").text for only in ("", "&only=differences")
    )

    assert "There is no model called “wigan-deal-in-wigan”" in page
    assert both.count('class="same"') > differing.count('class="same"') == 0


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("m=wigan-dea&m=buurtzorg", 'Did you mean <a href="/compare?m=buurtzorg&amp;m=wigan-deal">'),
        ("m=%3Cscript%3E&m=buurtzorg", "There is no model called “&lt;script&gt;”"),
        ("m=wigan-deal", "One model alone cannot be compared."),
        ("m=wigan-deal&m=buurtzorg&m=big-local&m=preston-model&m=mockingbird", "5 models are too many."),
        ("", "Choose two to four models"),
    ],
)
def test_mistakes_are_explained_and_the_choice_is_offered(site: TestClient, query: str, message: str) -> None:
    page = site.get(f"/compare?{query}")

    assert page.status_code == 200
    assert message in page.text
    assert '<select name="m"' in page.text


def test_the_answer_can_be_downloaded(site: TestClient) -> None:
    page = site.get("/compare?m=wigan-deal&m=buurtzorg").text
    address = page.partition(">Download as CSV<")[0].rpartition('href="')[2].strip('"').replace("&amp;", "&")

    assert site.get(address).text.startswith("position,model,model_label,value")


def test_each_kind_of_empty_is_told() -> None:
    claim = [{"value": {"value": "o"}}]
    search = [{"value": {"value": "2026-11-23"}, "note": {"value": "none found"}}]

    assert comparison.untested("a", {}) == "not claimed"
    assert comparison.untested("a", {(7, "a"): claim}) == "claimed and untested"
    assert comparison.untested("a", {(7, "a"): claim, (14, "a"): search}) == "searched on 2026-11-23, none found"
