"""The bibliography and the pages of sources: numbers are those of direct queries, and addresses outside are told."""

import pytest
from pyoxigraph import Store
from starlette.testclient import TestClient

from test_view_claim import MOST, asked, path, site

__all__ = ["site"]


def test_the_list_says_how_many_are_on_record_and_not_seen(site: TestClient, store: Store) -> None:
    every = asked(store, "SELECT ?s WHERE { ?s a lgi:Source }")
    unseen = asked(
        store, "SELECT ?s WHERE { ?s lgi:hasReadingExtent <https://w3id.org/lgi/scheme/reading-extent#not-seen> }"
    )
    page = site.get("/source")

    assert f"{len(every)} works are on record" in page.text
    assert f"Not seen yet ({len(unseen)})" in page.text
    assert f"{len(unseen)} sources of {len(every)}" in site.get("/source?extent=not+seen").text
    assert len(page.content) < MOST


def test_all_parts_of_the_list_together_have_every_source_once(site: TestClient, store: Store) -> None:
    every = asked(store, "SELECT ?s WHERE { ?s a lgi:Source }")
    pages = "".join(site.get(f"/source?turn={turn}&order=year").text for turn in range(1, -(-len(every) // 60) + 1))

    assert all(pages.count(f'<th scope="row"><a href="{path(source)[:-5]}"') == 1 for (source,) in every)


@pytest.mark.parametrize("query", ["q=%3Cscript%3E", "order=claims", "year=none", "turn=", "stake=promoter"])
def test_any_filter_is_answered_and_escaped(site: TestClient, query: str) -> None:
    page = site.get(f"/source?{query}")

    assert page.status_code == 200
    assert "<script>" not in page.text


@pytest.mark.parametrize(
    "query",
    ["turn=99999999", "turn=%C2%B2", "order=luck", "year=soon", "kind=rumour", "stake=x", "extent=%3Cscript%3E"],
)
def test_what_cannot_be_chosen_is_refused_and_escaped(site: TestClient, query: str) -> None:
    page = site.get(f"/source?{query}", headers={"Accept": "text/html"})

    assert page.status_code == 400
    assert f"{query.partition('=')[0]}: " in page.text
    assert "<script>" not in page.text


def test_the_most_used_sources_and_a_sample_render_with_their_claims(site: TestClient, store: Store) -> None:
    most = asked(
        store,
        "SELECT ?s (COUNT(DISTINCT ?c) AS ?n) WHERE { ?s a lgi:Source . "
        "OPTIONAL { ?a lgi:isStatedIn ?s ; lgi:assertsClaim ?c . "
        "FILTER NOT EXISTS { ?c a lgi:AreaGovernance } } } GROUP BY ?s ORDER BY DESC(?n) ?s",
    )
    for source, number in [*most[:3], *most[3 :: len(most) // 20]]:
        page = site.get(path(source))
        assert page.status_code == 200, source
        assert f"<dd>{number} claim{'' if number == '1' else 's'}</dd>" in page.text, source
        assert len(page.content) < MOST, source


def test_links_out_of_the_site_tell_nobody_where_the_reader_came_from(site: TestClient, store: Store) -> None:
    ((source, address),) = asked(
        store, "SELECT ?s ?u WHERE { ?s a lgi:Source ; <https://schema.org/url> ?u } ORDER BY ?s LIMIT 1"
    )

    assert f'<a href="{address}" rel="noopener">' in site.get(path(source)).text
