"""The page of a claim: its numbers are those of direct queries, every kind renders, and hostile text stays text."""

from collections.abc import Iterator

import pytest
from pyoxigraph import Store
from starlette.testclient import TestClient

from lgi import names
from lgi.engine import Limits
from lgi.release import Release
from lgi.rows import Row
from lgi.web.app import create_app
from lgi.web.views import claims, wording

PREFIXES = (
    "PREFIX lgi: <https://w3id.org/lgi/ontology#> PREFIX skos: <http://www.w3.org/2004/02/skos/core#> "
    "PREFIX dcterms: <http://purl.org/dc/terms/> PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> "
    "PREFIX geo: <http://www.w3.org/2003/01/geo/wgs84_pos#> "
)
MOST = 200_000


@pytest.fixture(scope="module")
def site(live: Release) -> Iterator[TestClient]:
    """The service on the graph of today."""
    app = create_app(live, Limits(seconds=30, client_heavy=10_000, client_seconds=1e6))
    with TestClient(app, headers={"Accept": "text/html"}) as made:
        yield made


def asked(store: Store, text: str) -> list[tuple[str, ...]]:
    """The rows of a direct query, as text."""
    found = store.query(PREFIXES + text, use_default_graph_as_union=True)
    return [tuple(getattr(term, "value", "") for term in row) for row in found]  # type: ignore[union-attr]


def path(iri: str) -> str:
    """Where the page of a thing stands."""
    return "/" + iri.removeprefix(names.THINGS) + ".html"


def test_every_kind_of_claim_has_a_page_that_says_it_and_is_small(site: TestClient, store: Store) -> None:
    kinds = asked(
        store,
        "SELECT ?kind (SAMPLE(?claim) AS ?one) WHERE { ?claim lgi:gloss ?gloss ; a ?kind } GROUP BY ?kind ORDER BY ?kind",
    )

    assert len(kinds) > 20
    for kind, claim in kinds:
        page = site.get(path(claim))
        assert page.status_code == 200, kind
        assert "Who says so, and who does not" in page.text, kind
        assert len(page.content) < MOST, kind


def test_the_pieces_of_evidence_on_a_page_are_those_of_a_direct_query(site: TestClient, store: Store) -> None:
    most = asked(
        store,
        "SELECT ?claim (COUNT(DISTINCT ?line) AS ?n) WHERE { ?line lgi:bearsOn ?claim } "
        "GROUP BY ?claim ORDER BY DESC(?n) ?claim LIMIT 3",
    )

    for claim, number in most:
        page = site.get(path(claim)).text
        lines = asked(store, f"SELECT DISTINCT ?line WHERE {{ ?line lgi:bearsOn <{claim}> }}")
        assert f"{number} pieces of evidence on record bear on it" in page
        assert all(page.count(f'href="{path(line)[:-5]}"') == 1 for (line,) in lines)


def test_a_claim_that_nothing_bears_on_is_told_as_untested_or_searched(site: TestClient, store: Store) -> None:
    untested = asked(
        store,
        "SELECT ?claim WHERE { ?claim a lgi:OutcomeClaim . FILTER NOT EXISTS { ?line lgi:bearsOn ?claim } } "
        "ORDER BY ?claim LIMIT 12",
    )

    assert untested
    for (claim,) in untested:
        page = site.get(path(claim)).text
        assert ("Untested." in page) != ("Searched, none found." in page), claim


def test_those_against_a_claim_stand_beside_those_for_it(site: TestClient, store: Store) -> None:
    ((claim,),) = asked(
        store,
        "SELECT DISTINCT ?claim WHERE { ?a lgi:assertsClaim ?claim ; lgi:hasStance <https://w3id.org/lgi/scheme/stance#denies> . "
        "?b lgi:assertsClaim ?claim ; lgi:hasStance <https://w3id.org/lgi/scheme/stance#affirms> } ORDER BY ?claim LIMIT 1",
    )

    page = site.get(path(claim)).text

    assert "<strong>denies</strong>" in page
    assert page.index("<h3>For</h3>") < page.index("<h3>Against, or in doubt</h3>")


@pytest.mark.parametrize(
    ("kinds", "lines", "searches", "state"),
    [
        ({"OutcomeClaim"}, [{"line": {"value": "a"}}], [], "tested"),
        ({"Finding"}, [], [], "finding"),
        ({"OutcomeClaim"}, [], [{"result": {"value": "r", "label": "none found"}}], "searched"),
        ({"OutcomeClaim"}, [], [{"result": {"value": "r", "label": "some found"}}], "untested"),
        ({"NameUse"}, [], [], "unheld"),
    ],
)
def test_the_three_kinds_of_empty_are_told_apart(
    kinds: set[str], lines: list[Row], searches: list[Row], state: str
) -> None:
    assert claims.state(kinds, [], lines, searches)[0] == state


@pytest.mark.parametrize(
    ("modes", "expected"),
    [
        (["affirms, own voice, implied"], "stated"),
        (["affirms, editorial, implied"], "drawn"),
        (["affirms, editorial, editor inferred"], "concluded"),
        (["affirms, editorial, editor inferred", "affirms, reported work, explicit"], "stated"),
        (["affirms, editorial, editor inferred", "denies, own voice, explicit"], "concluded"),
        (["denies, own voice, explicit"], "unheld"),
    ],
)
def test_what_editors_conclude_is_not_said_to_be_stated_by_a_source(modes: list[str], expected: str) -> None:
    stands = [
        {
            "stance": {"value": "s", "label": stance},
            "attribution_mode_label": {"value": mode},
            "explicitness_label": {"value": explicitness},
        }
        for stance, mode, explicitness in (each.split(", ") for each in modes)
    ]

    assert claims.voice(stands) == expected
    assert claims.state({"NameUse"}, stands, [], []) == (
        expected,
        f"{claims.VOICES[expected]} It is not of a kind that studies test.",
    )


def test_a_claim_that_the_editors_alone_affirm_says_so_on_its_page(site: TestClient, store: Store) -> None:
    ((claim,),) = asked(
        store,
        "SELECT ?c WHERE { ?c a lgi:ScopeClaim . ?a lgi:assertsClaim ?c ; "
        "lgi:hasAttributionMode <https://w3id.org/lgi/scheme/attribution-mode#editorial> ; "
        "lgi:hasExplicitness <https://w3id.org/lgi/scheme/explicitness#editor-inferred> . "
        "FILTER NOT EXISTS { ?b lgi:assertsClaim ?c . FILTER(?b != ?a) } } ORDER BY ?c LIMIT 1",
    )

    assert "<strong>Concluded by the editors.</strong>" in site.get(path(claim)).text


def test_facts_are_in_plain_words_and_a_wide_property_yields_to_a_narrow_one() -> None:
    ontology = names.ONTOLOGY + "#"
    model = {"type": "uri", "value": "m", "label": "<b>Deal</b>"}
    rows = [
        {"property": {"value": ontology + "zest"}, "value": {"value": "z"}},
        {"property": {"value": ontology + "concernsEndeavour"}, "value": model},
        {"property": {"value": ontology + "concernsModel"}, "value": model},
    ]

    assert wording.facts(rows) == [("Model", [model]), ("zest", [{"value": "z"}])]


def test_hostile_text_on_the_page_of_a_claim_stays_text(client: TestClient) -> None:
    template = client.app.state.environment.get_template("things.html")  # type: ignore[attr-defined]

    html = template.module.facts([("<i>", [{"type": "literal", "value": "<script>"}])])

    assert "<script>" not in html
    assert "&lt;i&gt;" in html
