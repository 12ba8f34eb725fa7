from typing import Any

import pytest
from pyoxigraph import QuerySolutions, Store
from starlette.testclient import TestClient

from lgi import files, names, questions, vocabulary


@pytest.fixture(scope="module")
def told(client: TestClient) -> dict[str, Any]:
    """What an editor of queries is told."""
    response = client.get("/query/vocabulary.json")
    assert response.status_code == 200
    document: dict[str, Any] = response.json()
    return document


def test_it_holds_the_words_of_the_release_in_a_few_tens_of_kilobytes(client: TestClient) -> None:
    response = client.get("/query/vocabulary.json", headers={"Accept-Encoding": "gzip"})

    assert int(response.headers["content-length"]) < 80_000
    assert client.get("/query/vocabulary.json", headers={"If-None-Match": response.headers["etag"]}).status_code == 304


def test_a_class_tells_how_many_things_it_has_and_their_properties_the_most_used_first(told: dict[str, Any]) -> None:
    model = next(each for each in told["classes"] if each["short"] == "lgi:Model")

    assert model["iri"] == names.ONTOLOGY + "#Model"
    assert (model["label"], model["count"]) == ("Model", 12)
    assert model["comment"].endswith(".")
    assert model["properties"][0] == "rdf:type"
    assert "lgi:usesMechanism" in model["properties"]


def test_a_property_tells_what_it_joins_and_one_from_elsewhere_is_named_in_words(told: dict[str, Any]) -> None:
    found = {each["short"]: each for each in told["properties"]}

    uses = found["lgi:usesMechanism"]
    assert (uses["label"], uses["domain"], uses["range"]) == ("uses mechanism", ["lgi:Model"], ["lgi:Mechanism"])
    assert uses["count"] > 0
    assert found["skos:prefLabel"]["label"] == "pref label"
    assert found["rdf:type"]["count"] > found["lgi:usesMechanism"]["count"]


def test_numbers_are_those_of_direct_queries(told: dict[str, Any], founding_store: Store) -> None:
    counts = "SELECT ?class (COUNT(DISTINCT ?thing) AS ?n) WHERE { ?thing a ?class } GROUP BY ?class"
    found = founding_store.query(counts, use_default_graph_as_union=True)
    assert isinstance(found, QuerySolutions)
    direct = {row["class"].value: int(row["n"].value) for row in found}

    ours = {each["iri"]: each["count"] for each in told["classes"] if each["short"].startswith("lgi:")}
    assert ours == {iri: direct.get(iri, 0) for iri in ours}


def test_concepts_name_their_scheme_and_all_prefixes_are_there(told: dict[str, Any]) -> None:
    better = next(each for each in told["concepts"] if each["short"] == "valence:better")

    assert (better["label"], better["scheme"]) == ("better", f"{names.SCHEMES}valence")
    assert told["prefixes"]["valence"] == f"{names.SCHEMES}valence#"
    assert told["prefixes"]["council"] == f"{names.THINGS}council/"
    assert told["prefixes"]["lgi"] == f"{names.ONTOLOGY}#"


def test_questions_come_with_their_groups_and_arguments(told: dict[str, Any]) -> None:
    asked = {each["name"]: each for each in told["questions"]}

    assert set(asked) == set(questions.read_folder(files.QUERIES))
    assert asked["models-by-mechanism"]["group"] == "Theory"
    assert asked["models-by-mechanism"]["arguments"] == [
        {
            "name": "mechanism",
            "help": "The mechanism.",
            "example": "mechanism:reciprocity",
            "type": "mechanism",
        }
    ]


def test_a_vocabulary_without_rows_knows_no_term_and_still_has_words_for_one() -> None:
    empty = vocabulary.read([], [], [], [])

    assert empty.find("http://e/x") is None
    assert empty.label(names.ONTOLOGY + "#usesMechanism") == "uses mechanism"
    assert empty.label("urn:x") == "urn:x"
