"""What is asked most is short to ask, and the whole graph answers what the pages ask."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from pyoxigraph import QuerySolutions, Store
from rdflib import RDFS, SKOS, URIRef
from rdflib.paths import Path, SequencePath
from rdflib.plugins.sparql import prepareQuery
from rdflib.plugins.sparql.parserutils import CompValue

from lgi import files, names, questions
from lgi.questions import Question

QUESTIONS = questions.read_folder(files.QUERIES)
OFTEN = [question for question in QUESTIONS.values() if "\n#+ asked: often\n" in question.text]
MOST_PATTERNS = 3
LABELS = (SKOS.prefLabel, RDFS.label, URIRef(f"{names.ONTOLOGY}#gloss"))
"""A label, or the gloss by which a claim is called, is how a row is shown, not what is asked."""

FLOORS = {
    "compare-models": 300,
    "conditions-in-dispute": 10,
    "conflicts-between-sources": 45,
    "could-it-work-here": 10,
    "evidence-against-claims": 20,
    "evidence-gap-map": 1200,
    "evidence-gap-map-by-mechanism": 900,
    "evidence-gap-map-by-role": 1500,
    "evidence-rows": 600,
    "null-or-adverse-findings": 45,
    "one-study-found-and-another-not": 40,
    "outcomes-that-rest-on-promoters-alone": 50,
    "recurring-conditions": 100,
    "recurring-mechanisms": 40,
    "recurring-shifts": 60,
    "truth-table-of-conditions": 30,
    "who-gains-and-who-gives-up-say": 60,
}
"""The fewest rows that each question behind a page has on the graph of today: none may be lost unseen."""

STATES = {
    "tested against others",
    "studied, nothing to compare with",
    "reported without a study",
    "looked for, result not read",
    "searched and none found",
    "claimed and untested",
    "not claimed",
}


def patterns(part: object) -> Iterator[tuple[Any, ...]]:
    """Each triple pattern of the algebra of a query, but for those in EXISTS, which rdflib leaves as they were parsed."""
    if isinstance(part, CompValue):
        if part.name == "BGP":
            yield from part["triples"]
        else:
            yield from patterns(list(part.values()))
    elif isinstance(part, list | tuple | set):
        for value in part:
            yield from patterns(value)


def steps(predicate: URIRef | Path) -> list[URIRef | Path]:
    """The steps of a path, as a reader would write them one by one."""
    if isinstance(predicate, SequencePath):
        return [step for part in predicate.args for step in steps(part)]
    return [predicate]


def asked(question: Question) -> int:
    """Count what is asked for: the steps of all patterns, less those to a label."""
    distinct = {tuple(pattern) for pattern in patterns(prepareQuery(question.text).algebra)}
    return sum(step not in LABELS for _, predicate, _ in distinct for step in steps(predicate))


def rows(store: Store, name: str) -> QuerySolutions:
    results = store.query(QUESTIONS[name].text, use_default_graph_as_union=True)
    assert isinstance(results, QuerySolutions)
    return results


def test_twenty_questions_are_asked_often() -> None:
    assert len(OFTEN) == 20


@pytest.mark.parametrize("question", OFTEN, ids=lambda question: question.name)
def test_what_is_asked_often_needs_few_patterns(question: Question) -> None:
    assert "EXISTS" not in question.text
    assert 0 < asked(question) <= MOST_PATTERNS


def test_patterns_are_counted_wherever_they_stand() -> None:
    counted = prepareQuery(
        "SELECT ?a WHERE { ?a <e:1> ?b . OPTIONAL { ?b <e:2>/<e:3> ?c . } MINUS { ?b <e:4> ?c . } }"
    ).algebra

    assert sum(len(steps(predicate)) for _, predicate, _ in {tuple(p) for p in patterns(counted)}) == 4


@pytest.mark.parametrize("name", FLOORS)
def test_the_whole_graph_answers_what_the_pages_ask(name: str, store: Store) -> None:
    assert sum(1 for _ in rows(store, name)) >= FLOORS[name]


def test_every_row_of_the_inventory_of_evidence_that_is_in_the_graph_is_answered(store: Store) -> None:
    text = (files.GRAPH / "annotation" / "evidence-rows.ttl").read_text(encoding="utf-8")
    answered = {row["number"].value for row in rows(store, "evidence-rows")}

    assert set(re.findall(r'skos:notation "(e\d+)"', text)) == answered


def test_every_conflict_between_sources_is_answered(store: Store) -> None:
    text = (files.GRAPH / "annotation" / "evidence-rows.ttl").read_text(encoding="utf-8")
    answered = {row["number"].value for row in rows(store, "conflicts-between-sources")} - {"none"}

    assert set(re.findall(r'skos:notation "(c\d+)"', text)) == answered


def test_every_cell_of_the_map_is_in_one_state_and_every_state_occurs(store: Store) -> None:
    cells = [(row["model"], row["outcome"], row["state"].value) for row in rows(store, "evidence-gap-map")]

    assert {state for *_, state in cells} == STATES
    assert len({(model, outcome) for model, outcome, _ in cells}) == len(cells)


def test_a_model_has_one_row_in_the_truth_table_and_a_cell_is_one_nought_or_blank(store: Store) -> None:
    results = rows(store, "truth-table-of-conditions")
    columns = [variable.value for variable in results.variables]
    conditions = [*columns[2 : columns.index("found_better")], "outcome"]
    table = list(results)

    assert len({row["model"] for row in table}) == len(table)
    assert {row[column].value for row in table for column in conditions} == {"", "0", "1"}
