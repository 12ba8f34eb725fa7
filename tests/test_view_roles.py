"""Roles: the table of roles and models is the one that the graph gives when it is asked directly."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pyoxigraph import Store
from starlette.testclient import TestClient

from lgi.release import Release
from paged import HOSTILE, asked, links, page, path, served, served_with, table, words

COUNCIL = """{ ?council a lgi:LocalAuthority }
  UNION { ?council lgi:hasKind <https://w3id.org/lgi/scheme/population#councils> }"""


@pytest.fixture(scope="module")
def whole(live: Release) -> Iterator[TestClient]:
    with served(live) as client:
        yield client


def test_each_role_stands_with_the_models_in_which_a_council_has_it(whole: TestClient, store: Store) -> None:
    expected = asked(
        store,
        f"""SELECT ?role (COUNT(DISTINCT ?model) AS ?models) WHERE {{
          ?claim a lgi:RoleAssignment ; lgi:hasActor ?council ; lgi:hasRole ?role . {COUNCIL}
          ?said lgi:assertsClaim ?claim ; lgi:hasStance <https://w3id.org/lgi/scheme/stance#affirms> .
          OPTIONAL {{ ?claim lgi:concernsModel ?model }} }} GROUP BY ?role""",
    )
    rows = table(page(whole, "/roles"), "Roles that councils take on")
    shown = {links(row.find("th"))[0]: words(row.find("td")) for row in rows}

    assert shown == {f"/roles?role={role.partition('#')[2]}#role": models for role, models in expected}
    assert [int(words(row.find("td"))) for row in rows] == sorted((int(n) for _, n in expected), reverse=True)


def test_an_open_role_lists_the_statements_that_a_council_has_it(whole: TestClient, store: Store) -> None:
    expected = asked(
        store,
        f"""SELECT DISTINCT ?claim WHERE {{ ?claim a lgi:RoleAssignment ; lgi:hasActor ?council ;
          lgi:hasRole <https://w3id.org/lgi/scheme/actor-role#funder> . {COUNCIL}
          ?said lgi:assertsClaim ?claim ; lgi:hasStance <https://w3id.org/lgi/scheme/stance#affirms> }}""",
    )
    rows = table(page(whole, "/roles?role=funder"), "Councils in this role")

    assert {links(row.find("th"))[0] for row in rows} == {path(row[0]) for row in expected}


def test_a_role_that_is_none_is_refused(whole: TestClient) -> None:
    answer = whole.get("/roles?role=wizard", headers={"Accept": "application/json"})

    assert answer.status_code == 400
    assert "role: 'wizard' is no choice" in answer.json()["detail"]


def test_labels_of_others_are_text_and_nothing_else(built: Release, tmp_path: Path) -> None:
    label = HOSTILE.replace('"', '\\"')
    label_of = "<http://www.w3.org/2004/02/skos/core#prefLabel>"
    with served_with(built, tmp_path, f'<https://w3id.org/lgi/id/council/wigan> {label_of} "{label}"@en .\n') as client:
        answer = client.get("/roles?role=partner")

    assert answer.status_code == 200
    assert "<script>alert" not in answer.text
