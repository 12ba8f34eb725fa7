"""Every question, as it stands, answers as frozen on the founding graph, in two engines, and on ours in that form, quickly."""

import csv
import io
import json
import time
from pathlib import Path

import pytest
import rdflib
from pyoxigraph import QueryBoolean, QueryTriples, Store, Triple

from lgi import check, files, questions
from lgi.engine import Limits, Query, evaluation
from lgi.media import SOLUTIONS
from lgi.questions import Question

ANSWERS = Path(__file__).parent / "answers"
QUESTIONS = questions.read_folder(files.QUERIES)
LATER: dict[str, str] = {}
"""Competency questions that need data or terms still to come, each with the reason."""

COMPETENCY = [
    f"{letter}{number}"
    for letter, most in {
        "A": 8,
        "B": 10,
        "C": 8,
        "D": 7,
        "E": 12,
        "F": 13,
        "G": 13,
        "H": 10,
        "I": 7,
        "J": 10,
        "K": 7,
        "L": 6,
    }.items()
    for number in range(1, most + 1)
]
MOST_SECONDS = 2.0


@pytest.fixture(scope="module")
def flat(founding_store: Store) -> rdflib.Graph:
    """The founding graph in rdflib, without its named graphs."""
    return check.rdflib_graph(founding_store)


@pytest.fixture(scope="module")
def dataset(founding_store: Store) -> rdflib.Dataset:
    """The founding graph in rdflib, with its named graphs and their union as default graph."""
    made = rdflib.Dataset(default_union=True)
    for quad in founding_store:
        fact = check.rdflib_graph([quad])
        made.graph(rdflib.URIRef(quad.graph_name.value)).__iadd__(fact)
    return made


def test_every_competency_question_is_a_file_or_is_said_to_come_later() -> None:
    asked = {question.id for question in QUESTIONS.values()}

    assert len(COMPETENCY) == 111
    assert [id_ for id_ in COMPETENCY if id_ not in asked | set(LATER)] == []
    assert asked & set(LATER) == set()


@pytest.mark.parametrize("question", QUESTIONS.values(), ids=QUESTIONS)
def test_every_question_as_it_stands_answers_as_frozen(question: Question, founding_store: Store) -> None:
    results = founding_store.query(question.text, use_default_graph_as_union=True)

    if isinstance(results, QueryTriples):
        assert "".join(sorted(f"{triple} .\n" for triple in results)) == frozen(question, "nt")
    elif isinstance(results, QueryBoolean):
        assert json.loads(frozen(question, "json"))["boolean"] == bool(results)
    else:
        written = evaluation.answer(
            founding_store, Query(question.text), {"solutions": SOLUTIONS["csv"]}, Limits()
        ).body
        assert written.decode().splitlines() == frozen(question, "csv").splitlines()


@pytest.mark.parametrize("question", QUESTIONS.values(), ids=QUESTIONS)
def test_every_question_has_an_answer_of_that_form_on_the_graph_of_today(question: Question, store: Store) -> None:
    """The same columns, and rows where the founding text alone gives some."""
    results = store.query(question.text, use_default_graph_as_union=True)

    if isinstance(results, QueryTriples):
        assert any(True for _ in results) or not frozen(question, "nt")
    elif not isinstance(results, QueryBoolean):
        header, *rows = csv.reader(io.StringIO(frozen(question, "csv")))
        assert [variable.value for variable in results.variables] == header
        assert any(True for _ in results) or not rows


def frozen(question: Question, ending: str) -> str:
    return (ANSWERS / f"{question.name}.{ending}").read_text(encoding="utf-8")


def test_every_frozen_answer_belongs_to_a_question() -> None:
    assert {path.stem for path in ANSWERS.iterdir()} == set(QUESTIONS)


@pytest.mark.filterwarnings("ignore:Dataset.* is deprecated:DeprecationWarning")  # rdflib warns of itself
@pytest.mark.parametrize("question", QUESTIONS.values(), ids=QUESTIONS)
def test_every_question_gives_the_same_rows_in_rdflib(
    question: Question, founding_store: Store, flat: rdflib.Graph, request: pytest.FixtureRequest
) -> None:
    graph = request.getfixturevalue("dataset") if "GRAPH " in question.text else flat
    ours = founding_store.query(question.text, use_default_graph_as_union=True)
    theirs = graph.query(question.text)

    if isinstance(ours, QueryTriples):
        assert theirs.graph is not None
        assert {plain(triple) for triple in ours} == {tuple(map(str, triple)) for triple in theirs.graph}
    elif isinstance(ours, QueryBoolean):
        assert bool(ours) == theirs.askAnswer
    else:
        columns = [variable.value for variable in ours.variables]
        mine = [tuple(value_of(row[column]) for column in columns) for row in ours]
        assert mine == [tuple("" if row[column] is None else str(row[column]) for column in columns) for row in theirs]  # type: ignore[index,call-overload]


def plain(triple: Triple) -> tuple[str, ...]:
    return tuple(value_of(term) for term in triple)


def value_of(term: object) -> str:
    return "" if term is None else str(getattr(term, "value", term))


@pytest.mark.parametrize("question", QUESTIONS.values(), ids=QUESTIONS)
def test_no_question_runs_away(question: Question, store: Store) -> None:
    """A bound some fifty times what each takes, for a query that multiplies its patterns takes a thousand times that."""
    began = time.perf_counter()
    results = store.query(question.text, use_default_graph_as_union=True)
    if not isinstance(results, QueryBoolean):
        list(results)

    assert time.perf_counter() - began < MOST_SECONDS


@pytest.mark.parametrize("question", QUESTIONS.values(), ids=QUESTIONS)
def test_every_csv_answer_is_well_formed(question: Question) -> None:
    path = ANSWERS / f"{question.name}.csv"
    if path.exists():
        header, *rows = csv.reader(io.StringIO(path.read_text(encoding="utf-8")))
        assert [row for row in rows if len(row) != len(header)] == []
    else:
        assert question.form in ("ASK", "CONSTRUCT")
