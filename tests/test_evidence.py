"""The inventory of evidence is in the graph whole: every row with its source, its direction and what holds it."""

import csv
import re
from collections import Counter, defaultdict
from pathlib import Path

import pytest
from pyoxigraph import QuerySolutions, Store

from asking import ask
from lgi import files

INVENTORY = Path(__file__).parents[2] / "shared" / "evidence"
BY_DIRECTION = {
    "claim": 45,
    "descriptive": 70,
    "mixed": 19,
    "negative": 14,
    "null": 13,
    "pending": 2,
    "positive": 50,
    "unclear": 5,
}
CONFLICTS = 20
ROW = re.compile(r"^\| E(\d{3}) \| .*? \| .*? \| (.*?) \| (.*?) \|$", re.MULTILINE)
OF_NO_MODEL = {"council-as-backbone", "many-unknowns", "shared-evaluation-standards"}
"""Conditions that sources tie to a programme or to the field, and to no model."""
SAME_WORD = {"insufficient": "null", "ambiguous": "unclear"}
beside_the_inventory = pytest.mark.skipif(
    not INVENTORY.is_dir(), reason="the inventory of evidence is not beside this checkout"
)


@pytest.fixture(scope="module")
def directions(store: Store) -> dict[str, str]:
    """The direction of each row by its number."""
    return {
        row[0]: row[1]
        for row in ask(
            store,
            """SELECT ?number (STRAFTER(STR(?word), "#") AS ?direction) WHERE {
              ?row oa:motivatedBy oa:classifying ; skos:notation ?number ; oa:hasBody ?word .
              FILTER(CONTAINS(STR(?word), "/reported-direction#"))
            }""",
        )
    }


def test_every_row_is_there(directions: dict[str, str]) -> None:
    assert sorted(directions) == [f"e{number:03}" for number in range(1, 219)]


def test_rows_count_by_direction_as_in_the_inventory(directions: dict[str, str]) -> None:
    assert Counter(directions.values()) == BY_DIRECTION


def test_every_row_is_held_by_a_claim_or_a_study(store: Store) -> None:
    held = ask(
        store,
        """SELECT DISTINCT ?number WHERE {
          ?row oa:motivatedBy oa:classifying ; skos:notation ?number ; oa:hasBody/a ?kind .
          FILTER(?kind IN (lgi:Claim, lgi:Study))
        }""",
    )

    assert len(held) == sum(BY_DIRECTION.values())


def test_what_holds_a_row_is_said_in_a_source_of_the_row(store: Store) -> None:
    said = ask(
        store,
        """SELECT DISTINCT ?number WHERE {
          ?row oa:motivatedBy oa:classifying ; skos:notation ?number ; oa:hasTarget ?source .
          { ?row oa:hasBody/^lgi:assertsClaim/lgi:isStatedIn ?source }
          UNION { ?row oa:hasBody/lgi:isReportedIn ?source }
        }""",
    )

    assert len(said) == sum(BY_DIRECTION.values())


def test_a_row_that_found_no_effect_says_so_in_its_findings_or_lines(store: Store, directions: dict[str, str]) -> None:
    silent = ask(
        store,
        """SELECT DISTINCT ?number WHERE {
          ?row skos:notation ?number ; oa:hasBody ?body .
          { ?body lgi:hasValence ?valence . FILTER(REGEX(STR(?valence), "#(neutral|worse|mixed)$")) }
          UNION { ?body lgi:hasEvidenceDirection ?direction . FILTER(!STRENDS(STR(?direction), '#supports')) }
          UNION { ?body lgi:hasStudyStatus ?status . FILTER(REGEX(STR(?status), "#given-up$")) }
        }""",
    )
    frank = {number for (number,) in silent}

    assert sorted({number for number, word in directions.items() if word == "null"} - frank) == []


def test_a_row_that_speaks_for_a_model_has_a_better_finding_or_a_claim(
    store: Store, directions: dict[str, str]
) -> None:
    better = {
        number
        for (number,) in ask(
            store,
            """SELECT DISTINCT ?number WHERE {
              ?row skos:notation ?number ; oa:hasBody/lgi:hasValence ?valence .
              FILTER(REGEX(STR(?valence), "#(better|mixed)$"))
            }""",
        )
    }

    assert sorted({number for number, word in directions.items() if word == "positive"} - better) == []


def test_every_conflict_between_sources_has_both_sides(store: Store) -> None:
    sides = ask(
        store,
        """SELECT ?number (COUNT(DISTINCT ?side) AS ?sides) WHERE {
          ?row oa:motivatedBy oa:linking ; skos:notation ?number ; oa:hasBody ?side .
          ?side lgi:conflictsWith|^lgi:conflictsWith ?other .
          ?row oa:hasBody ?other .
        } GROUP BY ?number ORDER BY ?number""",
    )

    assert [number for number, _ in sides] == [f"c{number:02}" for number in range(1, CONFLICTS + 1)]
    assert [number for number, count in sides if int(count) < 2] == []


@pytest.mark.parametrize(
    ("things", "question", "column"),
    [
        ("?thing a lgi:Condition", "malleability-of-conditions", "condition"),
        ("?thing a lgi:Mechanism", "configurations", "thing"),
        ("?claim lgi:hasOutcomeType ?thing", "evidence-gap-map", "outcome"),
    ],
    ids=["conditions", "mechanisms", "outcomes"],
)
def test_what_is_in_use_is_reached_by_a_question(store: Store, things: str, question: str, column: str) -> None:
    in_use = {thing for (thing,) in ask(store, f"SELECT DISTINCT ?thing WHERE {{ {things} }}")}
    text = (files.QUERIES / f"{question}.rq").read_text(encoding="utf-8")
    answer = store.query(text, use_default_graph_as_union=True)
    assert isinstance(answer, QuerySolutions)
    reached = {row[column].value for row in answer if row[column]}

    assert sorted(in_use - reached) == []


@pytest.mark.parametrize(
    ("things", "way"),
    [
        ("?thing a lgi:Condition", "?model lgi:hasRelevantCondition ?thing"),
        ("?thing a lgi:Mechanism", "?model lgi:usesMechanism ?thing"),
        ("?claim a lgi:Claim ; lgi:hasOutcomeType ?thing", "?model lgi:hasClaimedOutcome|lgi:hasTestedOutcome ?thing"),
    ],
    ids=["conditions", "mechanisms", "outcomes"],
)
def test_what_is_in_use_is_reached_from_a_model(store: Store, things: str, way: str) -> None:
    loose = ask(store, f"SELECT DISTINCT ?thing WHERE {{ {things} . FILTER NOT EXISTS {{ {way} }} }}")

    assert {thing.rpartition("/")[2] for (thing,) in loose} <= OF_NO_MODEL


def test_no_claim_rests_on_a_source_that_nobody_has_seen(store: Store) -> None:
    assert (
        ask(
            store,
            """SELECT ?claim WHERE {
              ?source lgi:hasReadingExtent <https://w3id.org/lgi/scheme/reading-extent#not-seen> .
              ?claim lgi:isStatedIn|lgi:isReportedIn|lgi:drawsOnSource ?source .
            }""",
        )
        == []
    )


@beside_the_inventory
def test_each_row_has_the_direction_that_the_inventory_gives_it(directions: dict[str, str]) -> None:
    given = {}
    for number, direction, _ in ROW.findall((INVENTORY / "dossier.md").read_text(encoding="utf-8")):
        word = re.split(r"\W", direction.replace("*", "").strip().lower())[0]
        given[f"e{number}"] = SAME_WORD.get(word, word)

    assert directions == given


@beside_the_inventory
def test_each_row_points_to_the_sources_that_the_inventory_cites(store: Store) -> None:
    records = defaultdict(set)
    for source, address in ask(
        store, "SELECT ?source ?address WHERE { ?source a lgi:Source ; schema:url|lgi:isMirroredAt ?address }"
    ):
        records[_bare(address)].add(source)
    with (INVENTORY / "sources.csv").open(encoding="utf-8") as file:
        by_id = {row["source_id"]: records[_bare(row["url"])] for row in csv.DictReader(file)}
    targets = defaultdict(set)
    for number, source in ask(
        store,
        "SELECT ?number ?source WHERE { ?row skos:notation ?number ; oa:hasTarget ?source . ?source a lgi:Source }",
    ):
        targets[number].add(source)

    wanting = {
        (f"e{number}", id_)
        for number, _, where in ROW.findall((INVENTORY / "dossier.md").read_text(encoding="utf-8"))
        for id_ in re.findall(r"\[([A-Z]{2,3}\d+)\]", where)
        if not by_id[id_] & targets[f"e{number}"]
    }
    assert sorted(wanting) == []


def _bare(address: str) -> str:
    """An address without its scheme, its query, a slash at its end, a proxy before it or a session in it."""
    return re.sub(r"^(.*:443/https?/|https?:/+)(www\.)?|/?([?#].*)?$|/[(]S[(]\w+[)][)]", "", address)
