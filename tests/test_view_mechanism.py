"""The pages of mechanisms: their numbers are those of direct queries."""

from pyoxigraph import Store
from starlette.testclient import TestClient

from test_view_claim import MOST, asked, path, site

__all__ = ["site"]


def test_the_list_counts_models_and_evidence_as_a_direct_query_does(site: TestClient, store: Store) -> None:
    every = asked(store, "SELECT ?m (STR(?l) AS ?label) WHERE { ?m a lgi:Mechanism ; skos:prefLabel ?l }")
    page = site.get("/mechanism")

    assert f"{len(every)} are on record" in page.text
    assert len(page.content) < MOST
    for mechanism, _ in every:
        ((models,),) = asked(
            store,
            "SELECT (COUNT(DISTINCT ?x) AS ?n) WHERE "
            f"{{ ?c lgi:triggersMechanism <{mechanism}> ; lgi:concernsModel ?x }}",
        )
        row = page.text.partition(f'href="{path(mechanism)[:-5]}"')[2].partition("</tr>")[0]
        assert f'<td class="number" data-label="Models">{models}</td>' in row, mechanism


def test_every_mechanism_has_a_page_with_its_chains_and_evidence(site: TestClient, store: Store) -> None:
    for (mechanism,) in asked(store, "SELECT ?m WHERE { ?m a lgi:Mechanism } ORDER BY ?m"):
        page = site.get(path(mechanism))
        chains = asked(store, f"SELECT ?c WHERE {{ ?c lgi:triggersMechanism <{mechanism}> }}")
        ((lines,),) = asked(
            store,
            "SELECT (COUNT(DISTINCT ?line) AS ?n) WHERE { "
            f"?c lgi:triggersMechanism <{mechanism}> . ?c lgi:yieldsOutcome? ?claim . ?line lgi:bearsOn ?claim }}",
        )

        assert page.status_code == 200
        assert page.text.count("The whole claim<span") == len(chains), mechanism
        assert f"<dd>{lines} piece{'' if lines == '1' else 's'}</dd>" in page.text, mechanism
        assert len(page.content) < MOST
